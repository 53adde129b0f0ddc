# SPDX-License-Identifier: Apache-2.0
"""Every page and dialog by keyboard and screen reader alone: each control has a name, and Tab leads to it."""
import subprocess

import accessibility
import certificates
import x_windows
from keyboard import TabWalk, described
from scenarios.tokens_page import MODULE, make_token
from scenarios.window_acts import Person
from waiting import wait_until

PASSWORD = "correct horse battery"
PAGES = ("My certificates", "Others", "Tokens", "Archive", "History", "Plugins", "Settings")
# Page, button that opens it, title.
DIALOGS = ((0, "Remind me later…", "Remind me later"), (0, "When to warn…", "When to warn"),
           (0, "Details…", "Certificate details"), (0, "Renew…", "How to renew"), (0, "New certificate…", "A new certificate"),
           (1, "Enter password…", "Enter password"), (2, "Change PIN…", "Change the PIN"), (3, "Export…", "Export a key"),
           (3, "Restore…", "Restore a key"), (3, "Back up now…", "Back up the archive"))


class Inspection:
    def __init__(self, session):
        self.session, self.objections, self.seen = session, [], []

    def look(self, where, window, title):
        wait_until(f"{where} has the keyboard", lambda: title in x_windows.active_title(self.session))
        self.seen.append(where)
        walk = wait_until(f"{where} holds still", lambda: self.whole_walk(window), 20)
        assert walk.controls, f"{where}: nothing to use"
        self.objections += [f"{where}: without a name: {described(found)}" for found in walk.nameless()]
        self.objections += [f"{where}: Tab does not reach {described(found)}" for found in walk.unreached]

    def whole_walk(self, window):
        """None where the window changed meanwhile, as one does that is still being told what to ask."""
        walk = TabWalk(self.session, window)
        walk.go()
        return walk if all(found.has("showing") for found in walk.controls) else None


def first_run(session, inspection):
    page = accessibility.wait_for_window("Welcome")
    inspection.look("first run", page, "Welcome")
    page.find(role=("push button", "button"), name="Start watching").press()


def dialog(person, inspection, page, label, title):
    person.open_page(page)
    if page in (0, 3):
        person.select_row({0: "My certificates, soonest due first", 3: "Archived keys"}[page])
    inspection.look(title, person.dialog(label, title), title)
    person.session.output("xdotool", "key", "Escape")
    person.closed(title)


def renewal(person, inspection):
    """The first question of a renewal, and what the help desk is told."""
    title, support = "Renewal of a certificate", "For the help desk"
    person.open_page(0)
    person.select_row("My certificates, soonest due first")
    person.press(person.dialog("Renew…", "How to renew"), "Renew now with CA by files")
    window = accessibility.wait_for_window(title, 20)
    wait_until("the CA asks", lambda: (found := person.button(window, "Continue")) and found.has("sensitive"), 30)
    inspection.look(title, window, title)
    person.press(window, support + "…")
    inspection.look(support, accessibility.wait_for_window(support), support)
    person.session.output("xdotool", "key", "Escape")
    person.closed(support)
    person.press(window, "Close")
    person.closed(title)


def encrypted_document(session, certificate):
    document, message = session.home / "letter.txt", session.home / "letter.txt.p7m"
    document.write_text("The terms of the contract.\n")
    subprocess.run(["openssl", "cms", "-encrypt", "-binary", "-aes256", "-in", document, "-outform", "DER", "-out", message,
                    certificate], check=True, capture_output=True)
    return message


def fill(session, program):
    """Something on every page."""
    make_token(session)
    program.cli("plugin", "set", "pkcs11", "modules=" + MODULE)
    certificates.make(program.watched, "soon", 5, "Soon Ltd")
    certificates.make(program.watched, "other", 90, "Somebody Else", key_kept=False)
    (program.watched / "broken.pem").write_text("nothing")
    old = certificates.make(session.home / "old", "old", 300, "Old Ltd")
    subprocess.run(["openssl", "pkcs12", "-export", "-in", old, "-inkey", old.with_suffix(".key"), "-passout",
                    "pass:secret", "-out", program.watched / "locked.p12"], check=True, capture_output=True)
    (session.home / "vault.password").write_text(PASSWORD)
    session.environment["RESEAL_VAULT_PASSWORD_FILE"] = str(session.home / "vault.password")
    program.cli("archive", "import", old.parent)
    del session.environment["RESEAL_VAULT_PASSWORD_FILE"]
    message = encrypted_document(session, old)
    for path in old.parent.iterdir():
        path.unlink()
    return message


def run(session, program):
    message = fill(session, program)
    session.start_window_manager()
    session.start_panel()
    program.start_tray("--window")
    inspection = Inspection(session)
    first_run(session, inspection)
    program.cli("sources", "add", program.watched)
    person = Person(session, program)
    wait_until("the list is filled", lambda: person.window.find(name="Soon Ltd"))
    for number, page in enumerate(PAGES):
        person.open_page(number)
        if number == 2:
            wait_until("the token is listed", lambda: person.window.find(role=("table cell",), name="Work token"))
        inspection.look(f"page {page!r}", person.window, "Reseal")
    for page, label, title in DIALOGS:
        dialog(person, inspection, page, label, title)
    renewal(person, inspection)
    session.start(program.bin / "reseal-tray", "--profile", program.profile, "--open", message)
    opening = accessibility.wait_for_window("Open a document")
    wait_until("the archive's password is asked for", lambda: opening.find(role=("password text",)))
    inspection.look("Open a document", opening, "Open a document")
    assert len(inspection.seen) == len(PAGES) + len(DIALOGS) + 4, inspection.seen
    assert not inspection.objections, "\n".join(inspection.objections)
    assert program.runs()
