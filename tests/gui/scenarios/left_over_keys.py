# SPDX-License-Identifier: Apache-2.0
"""New keys of renewals that were given up, one in the archive and one on a token: the window tells of them under History
and removes each after a question, that on the token with its PIN."""
import re

import accessibility
import screenshots
from scenarios.renewal_wizard import BUTTON, FIELD, OLD_PASSWORD, VAULT_PASSWORD, button, certificate_in_a_key_file
from scenarios.tokens_page import MODULE, PIN, make_token
from waiting import wait_until
from words import Words

TOKEN = "pkcs11:token=Work%20token"
IN_ARCHIVE = "A new key of the renewal that ended on {date} is still in the archive."
ON_TOKEN = "A new key of the renewal that ended on {date} is still on the token {token}."


class Keys:
    def __init__(self, session, program, language):
        self.session, self.program, self.tr, self.pictures = session, program, Words(language), f"left_over_keys_{language}"
        self.window = None

    def picture(self, name):
        screenshots.take(self.session, f"{self.pictures}_{name}")

    def left(self):
        return self.program.cli("renewals", "list")["left_over_keys"]

    def give_up(self, certificate, *words):
        """A renewal that has made its new key, and is over."""
        waiting = self.program.cli("renew", certificate, "--ca", "file", "--set", f"folder={self.session.home}/out", "--set",
                                   "algorithm=rsa-2048", "--wait", "0s", *words, expect=4)
        self.program.cli("renewals", "cancel", waiting["id"])

    def remove_button(self, text):
        """A screen reader says of the button what it removes."""
        said = re.split(r"\{\w*\}", self.tr.known.get(text, text))
        return accessibility.first(found for found in self.window.find_all(role=BUTTON) if all(part in found.name for part in said))

    def ask(self, text):
        wait_until("the left-over key is told", lambda: self.remove_button(text), 20).press()
        return accessibility.wait_for_window(self.tr("Remove a left-over key"))

    def remove_from_the_archive(self):
        dialog = self.ask(IN_ARCHIVE)
        self.picture("question")
        button(dialog, self.tr("&Cancel")).press()
        wait_until("the question is gone", lambda: not [found for found in accessibility.windows()
                                                       if self.tr("Remove a left-over key") in found.name])
        assert len(self.left()) == 2, "it was removed without a word"
        button(self.ask(IN_ARCHIVE), self.tr("Re&move it")).press()
        wait_until("the key is removed", lambda: len(self.left()) == 1)
        wait_until("the window tells of it no longer", lambda: not self.remove_button(IN_ARCHIVE))

    def remove_from_the_token(self):
        button(self.ask(ON_TOKEN), self.tr("Re&move it")).press()
        dialog = accessibility.wait_for_window(self.tr("PIN of the token"))
        self.picture("pin")
        dialog.find(role=FIELD).type(PIN)
        button(dialog, self.tr("&Go on")).press()
        wait_until("the key is removed", lambda: not self.left(), 20)
        wait_until("the window tells of none", lambda: not self.remove_button(ON_TOKEN))


def run(session, program, language="en"):
    path, password = certificate_in_a_key_file(session, program.watched)
    make_token(session)
    for name, secret in (("vault", VAULT_PASSWORD), ("pin", PIN)):
        (session.home / name).write_text(secret)
    (session.home / "out").mkdir()
    session.environment["RESEAL_VAULT_PASSWORD_FILE"] = str(session.home / "vault")
    program.prepare(language=language)
    program.cli("plugin", "set", "pkcs11", "modules=" + MODULE)
    certificate = program.cli("scan", path, "--password-file", password)["certificates"][0]["id"]
    keys = Keys(session, program, language)
    keys.give_up(certificate, "--password-file", password)
    keys.give_up(certificate, "--token", TOKEN, "--pin-file", session.home / "pin")
    assert [key.get("token") for key in keys.left()].count(TOKEN) == 1, keys.left()
    session.start_window_manager()
    session.start_panel()
    program.start_tray("--window")
    keys.window = accessibility.wait_for_window()
    keys.window.find(role=("page tab list",)).select_child(4)
    wait_until("both are told", lambda: keys.remove_button(IN_ARCHIVE) and keys.remove_button(ON_TOKEN), 20)
    keys.picture("history")
    keys.remove_from_the_archive()
    keys.remove_from_the_token()
    keys.picture("none")
    assert program.runs()
    for secret in (OLD_PASSWORD, VAULT_PASSWORD, PIN):
        assert secret not in program.log_text()
