# SPDX-License-Identifier: Apache-2.0
"""What a person drags from the file manager onto the window: a letter from years ago, the CA's answer that came by mail and
takes its renewal to the end, and several files at once, which are too many."""
import subprocess

import accessibility
import certificates
import file_manager
import screenshots
import x_windows
from scenarios.archive_opens_document import PASSWORD, button, encrypt, password_field, text_of
from scenarios.renewal_wizard import FIELD, TITLE
from waiting import wait_until

EXTENSIONS = "basicConstraints=CA:FALSE\nkeyUsage=digitalSignature,nonRepudiation\n"


def asked_for_by_files(session, program):
    """A renewal that waits for the CA's answer; the answer, in a folder that nobody watches."""
    def openssl(*words):
        subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)
    ca, out, mail = session.home / "ca", session.home / "out", session.home / "mail"
    out.mkdir()
    mail.mkdir()
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", 3650, "-subj", "/CN=Test CA", "-keyout", f"{ca}.key",
            "-out", f"{ca}.crt")
    old = program.cli("list")["certificates"][0]["id"]
    program.cli("renew", old, "--ca", "file", "--set", f"folder={out}", "--wait", "0s", expect=4)
    request, = out.glob("reseal-*.p10")
    (session.home / "extensions").write_text(EXTENSIONS)
    openssl("x509", "-req", "-in", request, "-inform", "DER", "-CA", f"{ca}.crt", "-CAkey", f"{ca}.key", "-CAcreateserial",
            "-days", 365, "-extfile", session.home / "extensions", "-out", mail / "answer.pem")
    return old, mail / "answer.pem"


def drop(session, window, *files):
    """Onto the list: where it begins depends on what needs attention above it, and the tabs between take nothing."""
    place = window.find(role=("table",), name="My certificates").centre()
    file_manager.drag(session, files[0], place, *files[1:])


def letter_opens(session, window, letter):
    drop(session, window, letter)
    dialog = accessibility.wait_for_window("Open a document")
    password_field(dialog).type(PASSWORD)
    button(dialog, "Open").press()
    wait_until("the document is open", lambda: text_of(dialog, "The document is open."), seconds=20)
    screenshots.take(session, "dropped_letter")
    button(dialog, "Close").press()
    wait_until("the dialog is gone", lambda: not x_windows.managed(session, "Open a document"))
    assert (session.home / "letter.txt").read_text() == "The terms of the contract.\n"


def renewal_ends(session, program, window, old, answer):
    drop(session, window, answer)
    wizard = accessibility.wait_for_window(TITLE, 20)
    screenshots.take(session, "dropped_answer")

    def done_or_asked():
        return text_of(wizard, "The new certificate is in use") or (
            button(wizard, "Continue") and button(wizard, "Continue").has("sensitive"))
    for _ in range(4):
        wait_until("the renewal rests", done_or_asked, 30)
        if text_of(wizard, "The new certificate is in use"):
            break
        title = next(control.name for control in wizard.find_all(role=("label",)) if control.name)
        for field in list(wizard.find_all(role=FIELD, name="Password of the archive")):
            field.type(PASSWORD)
        button(wizard, "Continue").press()
        wait_until(f"{title} is answered", lambda: not (button(wizard, "Continue") and
                   button(wizard, "Continue").has("sensitive")) or text_of(wizard, "in use"), 30)
    assert text_of(wizard, "The new certificate is in use"), accessibility.outline(wizard)
    screenshots.take(session, "dropped_answer_done")
    button(wizard, "Close").press()
    wait_until("the wizard is gone", lambda: not x_windows.managed(session, TITLE))
    renewal = program.cli("renewals", "list")["renewals"][0]
    rows = {row["id"]: row for row in program.cli("list", "--all")["certificates"]}
    assert rows[old]["superseded_by"] == renewal["new_certificate"], rows[old]


def run(session, program):
    keys = session.home / "archived"
    letter = encrypt(session, "letter.txt.p7m", certificates.make(keys, "boris", 30, "Boris Archived"))
    certificates.make(program.watched, "anna", 10, "Anna Renewing")
    program.prepare()
    (session.home / "vault.password").write_text(PASSWORD)
    session.environment["RESEAL_VAULT_PASSWORD_FILE"] = str(session.home / "vault.password")
    program.cli("archive", "import", keys)
    old, answer = asked_for_by_files(session, program)
    del session.environment["RESEAL_VAULT_PASSWORD_FILE"]
    session.start_window_manager()
    session.start_panel()
    program.start_tray("--window")
    window = accessibility.wait_for_window()
    wait_until("the certificate is listed", lambda: window.find(role=("table cell",), name="Anna Renewing"))
    letter_opens(session, window, letter)
    renewal_ends(session, program, window, old, answer)
    drop(session, window, letter, answer)
    wait_until("one at a time is asked for", lambda: text_of(window, "Drop one document at a time."))
    screenshots.take(session, "dropped_two")
    assert PASSWORD not in program.log_text()
