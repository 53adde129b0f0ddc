# SPDX-License-Identifier: Apache-2.0
"""An archive that the desktop's keyring opens: nothing is asked but the new password; once the keyring is gone, the words
say what to do, and nothing is written."""
import subprocess

import accessibility
import certificates
import screenshots
from scenarios.archive_keys import NEW_PASSWORD, OLD, Archive
from waiting import PATIENCE, wait_until

SERVICE = "org.freedesktop.secrets"


def start_keyring(session):
    keyring = subprocess.Popen(["gnome-keyring-daemon", "--unlock", "--foreground", "--components=secrets",
                                "--control-directory=" + session.environment["XDG_RUNTIME_DIR"]], stdin=subprocess.PIPE,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=session.environment)
    keyring.stdin.write(b"test\n")
    keyring.stdin.close()
    wait_until("the keyring is there", lambda: session.has_name(SERVICE))
    return keyring


def export(archive, target):
    dialog = archive.open("&Export…", "Export a key")
    assert not [found for found in dialog.find_all() if found.name == archive.tr("Password of the a&rchive:").rstrip(":")]
    archive.field(dialog, "&File:").type(str(target))
    archive.passwords(dialog, NEW_PASSWORD)
    archive.button(dialog, "&Export").press()
    return dialog


def run(session, program, language="en"):
    keyring = start_keyring(session)
    certificates.make(session.home / "old", "anna", 30, OLD)
    program.prepare(language=language)
    program.cli("archive", "import", session.home / "old")
    assert [row["kind"] for row in program.cli("archive", "slots", "list")["slots"]] == ["keyring"]
    session.start_window_manager()
    session.start_panel()
    program.start_tray("--window")
    archive = Archive(session, program, language)
    archive.window = accessibility.wait_for_window()
    archive.window.find(role=("page tab list",)).select_child(3)
    wait_until("the key is listed", lambda: archive.row(OLD))
    export(archive, session.home / "one.p12")
    archive.closed("Export a key")
    subprocess.run(["openssl", "pkcs12", "-in", session.home / "one.p12", "-noout", "-passin", "pass:" + NEW_PASSWORD],
                   check=True, capture_output=True)

    keyring.terminate()
    keyring.wait(timeout=20 * PATIENCE)
    wait_until("the keyring is gone", lambda: not session.has_name(SERVICE))
    dialog = export(archive, session.home / "two.p12")
    wait_until("the words say what to do", lambda: archive.shows(dialog, archive.tr(
        "Only this desktop's keyring opens the archive, and it did not. Unlock the keyring and try again. If the keyring is "
        "lost, put it back from a backup of your home folder.")), 20)
    screenshots.take(session, "archive_keyring_gone")
    assert not (session.home / "two.p12").exists()
    start_keyring(session)
    archive.button(dialog, "&Export").press()
    archive.closed("Export a key")
    assert (session.home / "two.p12").exists()
    assert program.runs()
