# SPDX-License-Identifier: Apache-2.0
"""An office worker opens a letter from years ago: from the file manager, with the archive's password, and for others."""
import subprocess

import accessibility
import certificates
import screenshots
from scenarios.renewal_wizard import FIELD
from waiting import wait_until

PASSWORD = "correct horse battery"


def text_of(window, part):
    return accessibility.first(found for found in window.find_all() if part in found.text)


def button(window, name):
    return window.find(role=("push button", "button"), name=name)


def encrypt(session, name, certificate):
    letter, message = session.home / "letter.txt", session.home / name
    letter.write_text("The terms of the contract.\n")
    subprocess.run(["openssl", "cms", "-encrypt", "-binary", "-aes256", "-in", letter, "-outform", "DER", "-out", message,
                    certificate], check=True, capture_output=True)
    letter.unlink()
    return message


def password_field(dialog):
    wait_until("the archive's password is asked for", lambda: text_of(dialog, "needs its password"))
    return wait_until("it can be typed", lambda: dialog.find(role=FIELD, name="Password of the archive:"))


def run(session, program):
    old = certificates.make(session.home / "old", "anna", 30, "Anna Archived")
    (session.home / "vault.password").write_text(PASSWORD)
    program.prepare()
    session.environment["RESEAL_VAULT_PASSWORD_FILE"] = str(session.home / "vault.password")
    program.cli("archive", "import", session.home / "old")
    del session.environment["RESEAL_VAULT_PASSWORD_FILE"]
    message = encrypt(session, "letter.txt.p7m", old)
    stranger = certificates.make(session.home / "stranger", "boris", 30, "Boris Stranger", key_kept=False)
    foreign = encrypt(session, "foreign.p7m", stranger)
    for path in (session.home / "old").iterdir():
        path.unlink()
    session.start_window_manager()
    session.start_panel()
    program.start_tray("--window")
    window = accessibility.wait_for_window()
    window.find(role=("page tab list",)).select_child(3)
    wait_until("the archived key is listed", lambda: window.find(role=("table cell",), name="Anna Archived"))
    wait_until("its details show", lambda: text_of(window, "CN=Anna Archived"))
    assert button(window, "Open an encrypted document…")
    screenshots.take(session, "archive_page")

    opened = session.start(program.bin / "reseal-tray", "--profile", program.profile, "--open", message)
    wait_until("the second start hands over and leaves", lambda: opened.poll() == 0)
    dialog = accessibility.wait_for_window("Open a document")
    field = password_field(dialog)
    screenshots.take(session, "archive_password")
    field.type("not this one")
    button(dialog, "Open").press()
    wait_until("a wrong one is told", lambda: text_of(dialog, "This password does not open the archive."))
    field = dialog.find(role=("password text", "text", "entry"), name="Password of the archive:")
    field.type(PASSWORD)
    button(dialog, "Open").press()
    wait_until("the document is open", lambda: text_of(dialog, "The document is open."), seconds=20)
    screenshots.take(session, "archive_opened")
    assert (session.home / "letter.txt").read_text() == "The terms of the contract.\n"
    button(dialog, "Close").press()

    session.start(program.bin / "reseal-tray", "--profile", program.profile, "--open", foreign)
    dialog = accessibility.wait_for_window("Open a document")
    wait_until("it is for others", lambda: text_of(dialog, "encrypted for others"))
    screenshots.take(session, "archive_foreign")
    assert not (session.home / "foreign").exists()
    assert program.runs()
    assert PASSWORD not in program.log_text()
