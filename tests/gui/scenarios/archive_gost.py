# SPDX-License-Identifier: Apache-2.0
"""A GOST key of the archive in the window: into a file that the openssl program opens with gost-engine, and into a folder
as a CryptoPro container, out of which it comes as it was."""
import copy
import subprocess

import accessibility
from scenarios.archive_keys import NEW_PASSWORD, PASSWORD, Archive
from waiting import wait_until

NAME = "Gost Archived"


def gost(*words):
    return subprocess.run(["openssl", words[0], "-engine", "gost", *map(str, words[1:])], check=True,
                          capture_output=True, text=True).stdout


def make(folder):
    """The numbers of the key, whose PKCS#12 file lies alone in `folder`."""
    folder.mkdir()
    key, certificate = folder / "gost.key", folder / "gost.crt"
    gost("req", "-x509", "-newkey", "gost2012_256", "-pkeyopt", "paramset:A", "-nodes", "-days", "30", "-subj",
         "/CN=" + NAME, "-keyout", key, "-out", certificate)
    gost("pkcs12", "-export", "-in", certificate, "-inkey", key, "-passout", "pass:secret", "-keypbe", "aes-256-cbc",
         "-certpbe", "aes-256-cbc", "-macalg", "sha256", "-out", folder / "gost.p12")
    numbers = gost("pkey", "-in", key, "-noout", "-text")
    key.unlink()
    certificate.unlink()
    return numbers


def opened(session, file):
    """The numbers of the key in a PKCS#12 file under NEW_PASSWORD."""
    key = session.home / "opened.key"
    key.write_text(gost("pkcs12", "-in", file, "-nodes", "-nocerts", "-passin", "pass:" + NEW_PASSWORD))
    return gost("pkey", "-in", key, "-noout", "-text")


def export(archive, target):
    dialog = archive.open("&Export…", "Export a key")
    archive.field(dialog, "&File:").type(str(target))
    archive.field(dialog, "Password of the a&rchive:").type(PASSWORD)
    archive.passwords(dialog, NEW_PASSWORD)
    archive.picture("export")
    archive.button(dialog, "&Export").press()
    archive.closed("Export a key")
    archive.told("The key is exported: {place}")


def restore(archive, folder):
    folder.mkdir()
    dialog = archive.open("&Restore…", "Restore a key")
    archive.field(dialog, "&Folder:").type(str(folder))
    archive.passwords(dialog, NEW_PASSWORD)
    archive.field(dialog, "Password of the a&rchive:").type(PASSWORD)
    archive.picture("restore")
    archive.button(dialog, "&Restore").press()
    archive.closed("Restore a key")
    archive.told("The key is restored: {place}")


def run(session, program):
    numbers = make(session.home / "old")
    passwords = {name: session.home / name for name in ("vault.password", "file.password", "new.password")}
    for name, words in zip(passwords, (PASSWORD, "secret", NEW_PASSWORD)):
        passwords[name].write_text(words)
    program.prepare(language="en")
    session.environment["RESEAL_VAULT_PASSWORD_FILE"] = str(passwords["vault.password"])
    program.cli("archive", "import", session.home / "old", "--password-file", passwords["file.password"])
    session.start_window_manager()
    session.start_panel()
    program.start_tray("--window")
    archive = Archive(session, program, "en")
    archive.pictures = "archive_gost"
    archive.window = accessibility.wait_for_window()
    archive.window.find(role=("page tab list",)).select_child(3)
    wait_until("the key is listed", lambda: archive.row(NAME))
    export(archive, session.home / "out.p12")
    assert opened(session, session.home / "out.p12") == numbers
    folder = session.home / "container"
    restore(archive, folder)
    assert [file.name for file in folder.rglob("*.key") if file.name == "header.key"], list(folder.rglob("*"))
    other = copy.copy(program)
    other.profile = session.home / "other"
    taken = other.cli("archive", "import", folder, "--password-file", passwords["new.password"])
    again = session.home / "again.p12"
    other.cli("archive", "export", taken["new"][0]["id"], "-o", again, "--password-file", passwords["new.password"])
    assert opened(session, again) == numbers
