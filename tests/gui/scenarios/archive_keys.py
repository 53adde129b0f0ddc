# SPDX-License-Identifier: Apache-2.0
"""An accountant's archive in the window: one old key into a file, into a folder and onto a token; removed and brought
back; one that cannot leave its token; a backup now, and one by itself from then on."""
import subprocess

import accessibility
import certificates
import screenshots
from scenarios.tokens_page import MODULE, PIN, make_token
from scenarios.window_through_atspi import nameless
from waiting import wait_until
from words import Words

PASSWORD = "correct horse battery"
NEW_PASSWORD = "fresh one of the file"
FIELD = ("password text", "text", "entry")
BUTTON = ("push button", "button")
WRONG_PIN = {"en": "The PIN is wrong", "ru": "PIN-код неверный", "kk": "PIN-код қате"}  # in the plugin's own words
OLD, KEPT = "Anna Archived", "Anna Signer"


def public_key(session, *words):
    """Of a key or certificate that openssl reads from a file."""
    return subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, text=True).stdout


class Archive:
    def __init__(self, session, program, language):
        self.session, self.program, self.tr = session, program, Words(language)
        self.pictures = "archive_keys_" + language
        self.window = None
        self.unnamed = []

    def picture(self, name):
        screenshots.take(self.session, f"{self.pictures}_{name}")

    def button(self, window, english):
        return window.find(role=BUTTON, name=self.tr(english))

    def field(self, window, english):
        wanted = self.tr(english).rstrip(":")
        return accessibility.first(found for found in window.find_all(role=FIELD) if found.name == wanted)

    @staticmethod
    def shows(window, part):
        """Labels break their lines where they like."""
        return next((found for found in window.find_all()
                     if part in " ".join(found.text.split()) or part in " ".join(found.name.split())), None)

    def open(self, button, title):
        wait_until(f"{button} may be pressed", lambda: self.button(self.window, button).has("sensitive"))
        self.button(self.window, button).press()
        dialog = accessibility.wait_for_window(self.tr(title))
        self.unnamed += nameless(dialog)
        return dialog

    def closed(self, title):
        wait_until(f"{title} is closed", lambda: not [found for found in accessibility.windows()
                                                      if self.tr(title) in found.name], 20)

    def choose(self, window, english, item):
        box = next(found for found in window.find_all(role=("combo box",)) if found.name == self.tr(english).rstrip(":"))
        next(found for found in box.walk() if found.role == "menu item" and item in found.name).press()

    def passwords(self, dialog, first, again=None):
        self.field(dialog, "&New password:").type(first)
        self.field(dialog, "New password &once more:").type(again or first)

    def told(self, english):
        wait_until(f"it is told: {english}", lambda: self.shows(self.window, self.tr(english)), 20)

    def export(self, wanted):
        dialog = self.open("&Export…", "Export a key")
        proposed = self.field(dialog, "&File:").text
        assert proposed.startswith(str(self.session.home)) and OLD in proposed and proposed.endswith(".p12"), proposed
        there, target = self.session.home / "there.p12", self.session.home / "out.p12"
        there.write_text("an older one")
        self.field(dialog, "&File:").type(str(there))
        self.field(dialog, "Password of the a&rchive:").type(PASSWORD)
        self.passwords(dialog, NEW_PASSWORD, "a slip")
        act = self.button(dialog, "&Export")
        act.press()
        wait_until("a slip is told", lambda: self.shows(dialog, self.tr("The two passwords differ; nothing was changed.")))
        self.passwords(dialog, NEW_PASSWORD)
        act.press()
        taken = self.tr("A file of this name is already there; choose another name.")
        wait_until("a file that is there stays", lambda: self.shows(dialog, taken), 20)
        assert there.read_text() == "an older one"
        self.picture("export")
        self.field(dialog, "&File:").type(str(target))
        self.field(dialog, "Password of the a&rchive:").type("not this one")
        act.press()
        wait_until("a wrong password is told",
                   lambda: self.shows(dialog, self.tr("This password does not open the archive.")), 20)
        self.field(dialog, "Password of the a&rchive:").type(PASSWORD)
        act.press()
        self.closed("Export a key")
        self.told("The key is exported: {place}")
        key = self.session.home / "out.pem"
        key.write_text(public_key(self.session, "pkcs12", "-in", target, "-nodes", "-nocerts", "-passin",
                                  "pass:" + NEW_PASSWORD))
        assert public_key(self.session, "pkey", "-in", key, "-pubout") == wanted

    def restore_to_folder(self, wanted):
        dialog = self.open("&Restore…", "Restore a key")
        folder = self.session.home / "restored"
        folder.mkdir()
        self.field(dialog, "&Folder:").type(str(folder))
        self.passwords(dialog, NEW_PASSWORD)
        self.field(dialog, "Password of the a&rchive:").type(PASSWORD)
        self.picture("restore")
        self.button(dialog, "&Restore").press()
        self.closed("Restore a key")
        self.told("The key is restored: {place}")
        (file,) = folder.iterdir()
        assert public_key(self.session, "pkey", "-in", file, "-passin", "pass:" + NEW_PASSWORD, "-pubout") == wanted
        assert public_key(self.session, "x509", "-in", file, "-noout", "-pubkey") == wanted

    def enter_pin(self, pin):
        dialog = accessibility.wait_for_window(self.tr("PIN of the token"))
        self.unnamed += nameless(dialog)
        self.field(dialog, "PIN").type(pin)
        self.picture("pin")
        self.button(dialog, "&Go on").press()

    def restore_to_token(self):
        dialog = self.open("&Restore…", "Restore a key")
        wait_until("the token is offered", lambda: [found for found in dialog.walk()
                                                    if found.role == "menu item" and "Work token" in found.name], 20)
        self.choose(dialog, "&Where to:", "Work token")
        self.field(dialog, "Password of the a&rchive:").type(PASSWORD)
        self.button(dialog, "&Restore").press()
        self.enter_pin("99999999")
        wait_until("a wrong PIN is told", lambda: self.shows(dialog, WRONG_PIN[self.tr.language]), 20)
        self.picture("restore_token")
        self.button(dialog, "&Restore").press()
        self.enter_pin(PIN)
        self.closed("Restore a key")
        self.told("The key is on the token {place} and signs there.")
        entry = next(row["id"] for row in self.program.cli("archive", "list")["entries"] if row["key"] == "vault")
        objects = [row for token in self.program.cli("token", "list")["tokens"] for row in token["objects"]]
        assert [row["key"] for row in objects if row["certificate"] and row["certificate"]["id"] == entry] == [True], objects

    def row(self, name):
        return self.window.find(role=("table cell",), name=name)

    def remove_and_undo(self):
        self.button(self.window, "Re&move").press()
        wait_until("the row is gone", lambda: not self.row(OLD) and OLD not in str(self.program.cli("archive", "list")))
        self.picture("removed")
        self.button(self.window, "&Undo removal").press()
        wait_until("the row is back", lambda: self.row(OLD))
        assert OLD in str(self.program.cli("archive", "list"))
        self.window.find(role=("table", "tree table")).focus()
        self.session.output("xdotool", "key", "Menu")
        item = wait_until("the menu offers the same", lambda: next(
            (found for window in accessibility.applications() for found in window.find_all(role=("menu item",))
             if found.name == self.tr("Re&move")), None))
        self.picture("menu")
        item.press()
        wait_until("the row is gone again", lambda: not self.row(OLD))
        self.button(self.window, "&Undo removal").press()
        wait_until("the row is back again", lambda: self.row(OLD))

    def kept_on_token(self):
        self.window.find(role=("table", "tree table")).focus()
        self.session.output("xdotool", "key", "End")
        why = "This key cannot leave the token {token}: it cannot be exported or restored elsewhere."
        self.told(why)
        assert not self.button(self.window, "&Export…").has("sensitive")
        assert not self.button(self.window, "&Restore…").has("sensitive")
        self.picture("on_token")

    def back_up(self):
        drive = self.session.home / "drive"
        drive.mkdir()
        dialog = self.open("&Back up now…", "Back up the archive")
        self.field(dialog, "&Folder:").type(str(drive))
        self.field(dialog, "Password of the a&rchive:").type(PASSWORD)
        self.picture("backup")
        self.button(dialog, "&Back up").press()
        self.closed("Back up the archive")
        self.told("The archive is backed up: {place}")
        assert list(drive.iterdir())
        return drive

    def print_recovery_code(self):
        page = self.session.home / "code.html"
        dialog = self.open("Recovery &code…", "Recovery code of the archive")
        self.field(dialog, "&File:").type(str(page))
        self.field(dialog, "Password of the a&rchive:").type(PASSWORD)
        self.picture("recovery_page")
        self.button(dialog, "&Make the page").press()
        wait_until("the code is asked back", lambda: self.button(dialog, "Chec&k"), 20)
        code = page.read_text().split("<code>")[1].split("</code>")[0]
        self.button(dialog, "&Cancel").press()
        self.closed("Recovery code of the archive")
        dialog = self.open("Recovery &code…", "Recovery code of the archive")  # later: it goes on there
        self.field(dialog, "&Code on the page:").type(code[:-1] + ("A" if code[-1] != "A" else "B"))
        self.picture("recovery_typed")
        self.button(dialog, "Chec&k").press()
        wait_until("a slip is told", lambda: self.button(dialog, "Chec&k").has("sensitive") and not
                   self.shows(dialog, self.tr("One moment…")), 20)
        assert self.recovery_slots() == [False]
        self.field(dialog, "&Code on the page:").type(code)
        self.button(dialog, "Chec&k").press()
        self.closed("Recovery code of the archive")
        self.told("The recovery code is right: it opens the archive. Keep the page safe, and delete its file.")
        assert self.recovery_slots() == [True]
        assert code not in self.program.log_text()

    def recovery_slots(self):
        return [slot["confirmed"] for slot in self.program.cli("archive", "slots", "list")["slots"]
                if slot["kind"] == "recovery"]

    def set_keeping(self, tabs, drive):
        tabs.select_child(6)
        wait_until("the settings show", lambda: self.field(self.window, "Folder of the archive's backup"))
        self.choose(self.window, "Read the archive back", self.tr("Every week"))
        self.choose(self.window, "Back the archive up", self.tr("Every day"))
        self.field(self.window, "Folder of the archive's backup").type("not whole")
        self.button(self.window, "&Save").press()
        self.told("Write the whole path, or choose the place with the button beside it.")
        self.field(self.window, "Folder of the archive's backup").type(str(drive))
        self.button(self.window, "&Save").press()
        kept = {"archive_verify": "weekly", "archive_backup": "daily", "archive_backup_folder": str(drive)}
        wait_until("it is kept", lambda: kept.items() <= self.settings().items())
        self.button(self.window, "&Open folder").focus()
        self.session.output("xdotool", "key", "shift+Tab")  # the page follows the keyboard
        self.picture("settings")

    def settings(self):
        told = self.program.cli("settings")
        rows = told["settings"]
        return rows if isinstance(rows, dict) else {row["key"]: row["value"] for row in rows}


def run(session, program, language="en"):
    make_token(session)
    certificate = certificates.make(session.home / "old", "anna", 30, OLD)
    wanted = public_key(session, "x509", "-in", certificate, "-noout", "-pubkey")
    (session.home / "vault.password").write_text(PASSWORD)
    program.prepare(language=language)
    program.cli("plugin", "set", "pkcs11", "modules=" + MODULE)
    session.environment["RESEAL_VAULT_PASSWORD_FILE"] = str(session.home / "vault.password")
    program.cli("archive", "import", session.home / "old")
    program.cli("archive", "import", "--token", "pkcs11:token=Work%20token")
    del session.environment["RESEAL_VAULT_PASSWORD_FILE"]
    for path in (session.home / "old").iterdir():
        path.unlink()
    session.start_window_manager()
    session.start_panel()
    program.start_tray("--window")
    archive = Archive(session, program, language)
    archive.window = accessibility.wait_for_window()
    tabs = archive.window.find(role=("page tab list",))
    tabs.select_child(3)
    wait_until("both keys are listed", lambda: archive.row(OLD) and archive.row(KEPT))
    archive.picture("page")
    archive.export(wanted)
    archive.restore_to_folder(wanted)
    archive.restore_to_token()
    archive.remove_and_undo()
    archive.kept_on_token()
    drive = archive.back_up()
    archive.print_recovery_code()
    archive.unnamed += nameless(archive.window)
    archive.set_keeping(tabs, drive)
    assert not archive.unnamed, archive.unnamed
    assert program.runs()
    for secret in (PASSWORD, NEW_PASSWORD, PIN):
        assert secret not in program.log_text()
