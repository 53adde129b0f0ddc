# SPDX-License-Identifier: Apache-2.0
"""A large document in the window: how far it is, and a cancel that leaves nothing behind. Then it is opened after all."""
import subprocess

import accessibility
import screenshots
from scenarios.archive_opens_document import PASSWORD, button, password_field, text_of
from waiting import wait_until

SIZE = 300_000_000  # seconds of work under GOST 28147-89


def large_message(session, folder):
    """Of zeros, for a key in `folder`."""
    def gost(command, *words):
        subprocess.run(["openssl", command, "-engine", "gost", *map(str, words)], check=True, capture_output=True)
    folder.mkdir()
    key, certificate = folder / "anna.key", folder / "anna.pem"
    gost("req", "-x509", "-newkey", "gost2012_256", "-pkeyopt", "paramset:A", "-nodes", "-days", 30, "-subj",
         "/CN=Anna Archived", "-keyout", key, "-out", certificate)
    plain, message = session.home / "plain", session.home / "film.bin.p7m"
    with open(plain, "wb") as file:
        file.truncate(SIZE)
    gost("cms", "-encrypt", "-binary", "-stream", "-gost89", "-in", plain, "-outform", "DER", "-out", message, certificate)
    plain.unlink()
    return message


def opening(session, program, message):
    started = session.start(program.bin / "reseal-tray", "--profile", program.profile, "--open", message)
    wait_until("the second start hands over and leaves", lambda: started.poll() == 0)
    dialog = accessibility.wait_for_window("Open a document")
    password_field(dialog).type(PASSWORD)
    button(dialog, "Open").press()
    gauge = wait_until("it is at work", lambda: dialog.find(role=("progress bar",)))
    wait_until("it says how far it is", lambda: gauge.value > 0, 20)
    return dialog


def run(session, program):
    keys = session.home / "old"
    message = large_message(session, keys)
    (session.home / "vault.password").write_text(PASSWORD)
    program.prepare()
    session.environment["RESEAL_VAULT_PASSWORD_FILE"] = str(session.home / "vault.password")
    program.cli("archive", "import", keys)
    del session.environment["RESEAL_VAULT_PASSWORD_FILE"]
    session.start_window_manager()
    session.start_panel()
    program.start_tray("--window")
    accessibility.wait_for_window()
    there = sorted(path.name for path in session.home.iterdir())
    dialog = opening(session, program, message)
    screenshots.take(session, "opening_at_work")
    button(dialog, "Cancel").press()
    wait_until("the dialog is closed", lambda: not [w for w in accessibility.windows() if "Open a document" in w.name])
    wait_until("nothing is left of it", lambda: sorted(path.name for path in session.home.iterdir()) == there)
    dialog = opening(session, program, message)
    wait_until("the document is open", lambda: text_of(dialog, "The document is open."), 60)
    assert (session.home / "film.bin").stat().st_size == SIZE
    assert program.runs()
