# SPDX-License-Identifier: Apache-2.0
"""A copy is wanted of a key that is in a file only, and there is no archive yet: the certificate's menu leads to where the
key is taken in, under a password that is chosen then; it can be copied from there."""
import accessibility
import screenshots
from key_presses import Keyboard
from scenarios.renewal_keyboard import choose_copy
from scenarios.renewal_wizard import FIELD, OLD_PASSWORD, VAULT_PASSWORD, button, certificate_in_a_key_file
from scenarios.window_through_atspi import nameless
from waiting import wait_until
from words import Words


def shows(window, part):
    """Labels break their lines where they like."""
    return any(part in " ".join(said.split()) for found in window.find_all() for said in (found.text, found.name))


def run(session, program, language="en"):
    tr = Words(language)
    path, password = certificate_in_a_key_file(session, program.watched)
    program.prepare(language=language)
    certificate = program.cli("scan", path, "--password-file", password)["certificates"][0]["id"]
    session.start_window_manager()
    session.start_panel()
    program.start_tray("--window")
    window = accessibility.wait_for_window()
    choose_copy(session, Keyboard(session), window, tr("&Copy of the key…"), f"key_into_archive_{language}_menu")
    take_in = wait_until("it can be taken in", lambda: button(window, tr("&Take the key into the archive…")), 20)
    wait_until("the keyboard is there", lambda: take_in.has("focused"))
    screenshots.take(session, f"key_into_archive_{language}_page")
    take_in.press()
    dialog = accessibility.wait_for_window(tr("Take a key into the archive"))
    assert not nameless(dialog), nameless(dialog)

    def field(label):
        return next(found for found in dialog.find_all(role=FIELD) if found.name == tr(label).rstrip(":"))

    def fill(label, typed):
        field(label).type(typed)

    def press(then):
        button(dialog, tr("&Take in")).press()
        wait_until(f"it is told: {then}", lambda: shows(dialog, tr(then)), 20)
    assert any(found.text == str(path) for found in dialog.find_all(role=FIELD)), "the file is known"
    press("Type the password of the archive.")
    fill("Password of the a&rchive:", VAULT_PASSWORD)
    fill("Password of the archive, &once more:", "a slip")
    press("The two passwords differ; nothing was changed.")
    fill("Password of the archive, &once more:", VAULT_PASSWORD)
    press("This file needs its password.")
    wait_until("the keyboard is where it is missing", lambda: field("Pass&word of the file:").has("focused"))
    fill("Pass&word of the file:", OLD_PASSWORD)
    screenshots.take(session, f"key_into_archive_{language}_dialog")
    button(dialog, tr("&Take in")).press()
    wait_until("it can be copied now", lambda: (found := button(window, tr("&Export…"))) and found.has("sensitive"), 20)
    wait_until("nothing is left to take in", lambda: not button(window, tr("&Take the key into the archive…")))
    screenshots.take(session, f"key_into_archive_{language}_taken_in")
    kept = {row["id"]: row["key"] for row in program.cli("archive", "list")["entries"]}
    assert kept == {certificate: "vault"}, kept
    assert program.runs()
    for secret in (OLD_PASSWORD, VAULT_PASSWORD):
        assert secret not in program.log_text()
