# SPDX-License-Identifier: Apache-2.0
"""Plugins in the window: trusted, tried, switched off and on, installed, and banned by an organisation."""
import gettext
import hashlib
import json
import shutil
import subprocess

import accessibility
import own_etc
import screenshots
import x_windows
from waiting import wait_until

OWN_ETC = True  # the organisation's policy
PAGE = 5
STRANGE = ("file", "kontur", "nca")  # of this build, but signed by somebody else here
BUTTON = ("push button", "button")


class Signer:
    def __init__(self, session, name):
        self.session, self.name, self.files = session, name, session.home / name.replace(" ", "-")
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", 30,
                     "-subj", f"/CN={name}", "-addext", "basicConstraints=critical,CA:FALSE",
                     "-addext", "extendedKeyUsage=codeSigning", "-keyout", f"{self.files}.key", "-out", f"{self.files}.crt")

    def openssl(self, *words):
        done = subprocess.run(["openssl", *map(str, words)], env=self.session.environment, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    def sha256(self):
        return hashlib.sha256(self.openssl("x509", "-in", f"{self.files}.crt", "-outform", "DER")).hexdigest()

    def sign(self, plugin, folder):
        """A copy of a built plugin for which this signer vouches."""
        shutil.copytree(plugin, folder)
        manifest = folder / "plugin.json"
        self.openssl("cms", "-sign", "-binary", "-outform", "DER", "-md", "sha256", "-nosmimecap", "-in", manifest,
                     "-out", f"{manifest}.p7s", "-signer", f"{self.files}.crt", "-inkey", f"{self.files}.key")
        return folder


def name_in(folder, language):
    return json.loads((folder / "plugin.json").read_text())["name"][language]


def without_strange_plugins(session, program):
    """The program under a prefix of its own, without some of its plugins; returns where those lie."""
    build, prefix = program.bin.parent.resolve(), session.home / "prefix"
    (prefix / "bin").mkdir(parents=True)
    for name in ("reseal", "reseal-tray", "reseal-plugin-host"):
        shutil.copy2(build / "bin" / name, prefix / "bin" / name)
    shutil.copytree(build / "lib" / "reseal", prefix / "lib" / "reseal", ignore=lambda _, names: set(names) & set(STRANGE))
    (prefix / "share").symlink_to(build / "share")
    program.bin = prefix / "bin"
    return build / "lib" / "reseal" / "plugins"


class PluginsPage:
    def __init__(self, session, build, language):
        self.session, self.language = session, language
        words = gettext.translation("reseal", build / "share" / "locale", [language], fallback=language == "en")
        self.tr = words.gettext
        self.window = accessibility.wait_for_window()

    def open(self, page=PAGE):
        tabs = self.window.find(role=("page tab list",))
        tabs.select_child(page)
        wait_until("the page is open", lambda: tabs.children()[page].has("selected"))

    def rows(self):
        """{name: state}, in the list's order."""
        table = self.window.find(role=("table", "tree table"), name=self.tr("Plugins"))
        cells = [cell.name for cell in table.find_all(role=("table cell",))] if table else []
        return {cells[i]: cells[i + 2] for i in range(0, len(cells) - 2, 3)}

    def wait_for_state(self, name, state, seconds=15):
        wait_until(f"{name!r} is {state!r}", lambda: self.rows().get(name) == state, seconds)

    def choose(self, name):
        self.window.find(role=("table", "tree table"), name=self.tr("Plugins")).focus()

        def place():  # from 1; a list that is just filled anew has no rows
            names = list(self.rows())
            return name in names and names.index(name) + 1
        number = wait_until(f"{name!r} is listed", place)
        self.session.output("xdotool", "key", "Home", *["Down"] * (number - 1))

    def wait_for_text(self, *parts):
        def told():
            return any(all(part in found.text for part in parts) for found in self.window.find_all())
        wait_until(f"it says {parts}", told)

    def button(self, label, within=None):
        wanted = self.tr(label).replace("&", "")
        every = (within or self.window).find_all(role=BUTTON, name=wanted)
        return accessibility.first(found for found in every if found.name == wanted)

    def press(self, label, within=None):
        wait_until(f"{label!r} can be pressed", lambda: self.button(label, within).has("sensitive"))
        self.button(label, within).press()

    def picture(self, name):
        screenshots.take(self.session, f"plugins_{self.language}_{name}")

    def trust_in_dialog(self, *parts):
        dialog = accessibility.wait_for_window(self.tr("Trust a plugin"))
        wait_until("who signed it can be read", lambda: any(all(part in found.text for part in parts)
                                                            for found in dialog.find_all()))
        wait_until("the dialog is on the screen", lambda: x_windows.managed(self.session, self.tr("Trust a plugin")))
        self.picture("trust")
        self.press("&Trust", dialog)

    def install(self, folder):
        """By keys: GTK's own dialog blocks whoever pressed the button, be it a reader."""
        title = self.tr("Choose the folder of the plugin")
        self.button("&Install…").focus()
        self.session.output("xdotool", "key", "space")
        dialog = accessibility.wait_for_window(title)
        wait_until("the dialog has the keyboard", lambda: x_windows.active_title(self.session) == title)
        self.session.output("xdotool", "key", "slash")
        entry = wait_until("a path can be typed",
                           lambda: accessibility.first(found for found in dialog.find_all(role=("text",)) if found.text == "/"))
        entry.type(str(folder))
        self.session.output("xdotool", "key", "Return")
        wait_until("the dialog is closed", lambda: not x_windows.managed(self.session, title))


def trust_try_and_switch(page, program, signer, name):
    tr = page.tr
    page.wait_for_state(name, tr("Refused"))
    page.choose(name)
    page.wait_for_text(signer.name, signer.sha256(), tr("&Trust…").replace("&", ""))
    page.picture("untrusted")
    page.press("&Trust…")
    page.trust_in_dialog(signer.name, signer.sha256(), name)
    page.wait_for_state(name, tr("Ready"))
    page.wait_for_text(f"{tr('Trusted by')}: {tr('you')}")
    page.press("Chec&k")
    works = tr("Plugin {plugin} works: it may load, starts, and is what it says.").format(plugin="file")
    wait_until("it was tried", lambda: page.window.find(name=works), 20)
    page.picture("checked")
    program.cli("plugin", "check", "file")

    page.press("Switch o&ff")
    page.wait_for_state(name, tr("Switched off"))
    assert program.cli("plugin", "info", "file")["plugin"]["state"] == "disabled"
    page.press("S&witch on")
    page.wait_for_state(name, tr("Ready"))


def run(session, program, language="en"):
    built = without_strange_plugins(session, program)
    signer, other = Signer(session, "Example Signer"), Signer(session, "Another Signer")
    program.prepare(language=language)
    signer.sign(built / "file", program.profile / "plugins" / "file")
    session.start_window_manager()
    session.start_panel()
    program.start_tray("--window")
    page = PluginsPage(session, program.bin.parent, language)
    page.open()
    tr, name = page.tr, name_in(built / "file", language)
    trust_try_and_switch(page, program, signer, name)

    source = signer.sign(built / "kontur", session.home / "kontur")
    program.cli("plugin", "trust", source)
    by_command = name_in(source, language)
    program.cli("plugin", "install", source)
    page.wait_for_state(by_command, tr("Ready"), 5)

    unsigned = session.home / "unsigned"
    shutil.copytree(built / "nca", unsigned, ignore=shutil.ignore_patterns("*.p7s"))
    page.install(unsigned)
    wait_until("it says why it is not installed",
               lambda: page.window.find(name=tr("The plugin is not signed: plugin.json.p7s is missing.")))
    page.picture("unsigned")
    page.press("&Close")
    wait_until("the message is gone",
               lambda: not page.window.find(name=tr("The plugin is not signed: plugin.json.p7s is missing.")))

    source = other.sign(built / "nca", session.home / "nca")
    by_window = name_in(source, language)
    page.install(source)
    page.trust_in_dialog(other.name, other.sha256())
    page.wait_for_state(by_window, tr("Ready"))
    assert program.cli("plugin", "check", "nca")["plugin"]["origin"] == "person"

    (own_etc.POLICY / "10-it.json").write_text(json.dumps({"policy": 1, "organisation": "Example Ltd",
                                                           "ban": [{"id": "kontur", "reason": "it leaks"}]}))
    session.output("xdotool", "key", "F5")
    page.wait_for_state(by_command, f"{tr('Refused')}, {tr('managed by your organisation')}")
    page.choose(by_command)
    page.wait_for_text(tr("The plugin is banned: {reason}.").format(reason="it leaks"))
    assert page.window.find(name=tr("Some of this is managed by your organisation ({name}).").format(name="Example Ltd"))
    for label in ("&Trust…", "S&witch on", "Switch o&ff"):
        assert not page.button(label).has("sensitive"), label
    page.picture("banned")

    page.choose(name)
    page.wait_for_text(signer.name)
    page.press("Withdraw tr&ust")
    page.wait_for_state(name, tr("Refused"))
    page.press("Chec&k")
    refused = tr("Plugin {plugin} may not load. Choose it in the list to read why, and what to do.").format(plugin="file")
    wait_until("it says that it cannot be tried", lambda: page.window.find(name=refused))
    page.picture("withdrawn")

    shutil.rmtree(program.profile / "plugins" / "nca")
    page.open(0)
    page.open()
    wait_until("a plugin that went is not listed", lambda: by_window not in page.rows())
    assert program.runs()
