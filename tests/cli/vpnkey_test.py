# SPDX-License-Identifier: Apache-2.0
"""`reseal sign --token` with a token that makes whole messages: the real plugin in its host, and reseal-test-vpnkey."""
import hashlib
import json
import os
import pty
import signal
import subprocess
import time
import unittest

import desktop_keyring
from command_line import PATIENCE, PROGRAM

PEER = os.path.join(os.path.dirname(PROGRAM), "reseal-test-vpnkey")
ENGINE = "/usr/lib/x86_64-linux-gnu/engines-3/gost.so"
MISSING = desktop_keyring.MISSING + [path for path in (PEER, ENGINE) if not os.path.exists(path)]


@unittest.skipIf(MISSING, "not there: " + " ".join(MISSING))
class VpnKeyTest(desktop_keyring.DesktopKeyringTest):
    PIN = b"111111"

    def setUp(self):
        super().setUp()
        self.open_keyring()  # the address of the token is a secret
        self.document = self.write("order.txt", b"Pay one hundred to Anna.\n" * 400)

    def peer(self, *faults, address=None):
        """A token with its own key, and its address in the plugin's settings."""
        self.token_folder = os.path.join(self.folder, "token")
        words = [word for fault in faults for word in ("--fault", fault)]
        process = self.program(PEER, "--dir", self.token_folder, "--port", "0", *words)
        ready = json.loads(process.stdout.readline())
        self.authority = ready["ca_file"]
        self.set_address(ready["url"] if address is None else address(ready["url"]))
        return process

    def set_address(self, address):
        path = self.write("address", address.encode())
        self.ask("plugin", "set", "vpnkey", "address", "--password-file", path)

    def commands(self, name):
        with open(os.path.join(self.token_folder, "requests.jsonl"), encoding="utf-8") as file:
            return sum(json.loads(line)["id"] == name for line in file)

    def key(self):
        tokens = [row for row in self.ask("token", "list")["tokens"] if row["plugin"] == "vpnkey"]
        self.assertEqual(len(tokens), 1)
        return next(row["uri"] for row in tokens[0]["objects"] if row["key"])

    def signer_of(self, key):
        """Of the refusal of a signer that nobody confirmed."""
        refused = self.ask("sign", self.document, "--token", key, exit_code=5)
        self.assertEqual(refused["error"], "signer_unconfirmed", refused)
        return refused["signer"]

    def sign(self, *options, key=None, document=None):
        key = key or self.key()
        return self.ask("sign", document or self.document, "--token", key, "--new-signer", self.signer_of(key)["id"],
                        *options)

    def openssl_verifies(self, signed, *options):
        self.openssl("cms", "-verify", "-engine", "gost", "-binary", "-inform", "DER", "-in", signed, "-CAfile",
                     self.authority, "-purpose", "any", *options)

    def test_a_detached_signature_verifies_with_openssl_and_with_reseal(self):
        self.peer()
        made = self.sign()
        self.assertEqual(made["output"], self.document + ".p7s")
        self.openssl_verifies(made["output"], "-content", self.document, "-out", os.devnull)
        verdict = self.ask("verify", made["output"], "--ca", self.authority)
        self.assertEqual([row["verdict"] for row in verdict["signatures"]], ["valid"])

    def test_an_attached_message_holds_the_document(self):
        self.peer()
        made = self.sign("--attached")
        inside = os.path.join(self.folder, "inside")
        self.openssl_verifies(made["output"], "-out", inside)
        with open(inside, "rb") as got, open(self.document, "rb") as wanted:
            self.assertEqual(got.read(), wanted.read())

    def test_fields_are_signed_as_they_were_shown(self):
        self.peer()
        fields = self.write("order.json", b'{"sum": "100", "payee": "Anna"}')
        key = self.key()
        signer = self.signer_of(key)["id"]
        made = self.ask("sign", "--fields", fields, "--token", key, "--new-signer", signer)
        self.assertEqual(made["text"], "payee=Anna\nsum=100")
        content = self.write("content", made["text"].encode())
        self.openssl_verifies(made["output"], "-content", content, "-out", os.devnull)

    def test_an_unconfirmed_signer_ends_5_and_leaves_no_file(self):
        self.peer()
        key = self.key()
        signer = self.signer_of(key)
        self.assertEqual(len(signer["id"]), 64)
        self.assertFalse(os.path.exists(self.document + ".p7s"))
        other = hashlib.sha256(b"somebody else").hexdigest()
        refused = self.ask("sign", self.document, "--token", key, "--new-signer", other, exit_code=5)
        self.assertEqual(refused["error"], "signer_unconfirmed")
        self.assertFalse(os.path.exists(self.document + ".p7s"))

    def test_a_confirmed_signer_is_asked_about_once_and_watched_from_then_on(self):
        self.peer()
        key = self.key()
        signer = self.sign(key=key)["signer"]
        os.remove(self.document + ".p7s")
        self.ask("sign", self.document, "--token", key)
        rows = [row for row in self.ask("list", "--all")["certificates"] if row["id"] == signer["id"]]
        self.assertEqual(len(rows), 1)
        self.assertTrue(rows[0]["seen"][0]["path"].startswith("token:vpnkey/"))
        self.assertTrue(rows[0]["seen"][0]["present"])
        token = next(row for row in self.ask("token", "list")["tokens"] if row["plugin"] == "vpnkey")
        shown = next(row for row in token["objects"] if row["uri"] == key)
        self.assertEqual(shown["certificate"]["subject"], signer["subject"])

    def test_a_key_that_signs_with_another_certificate_is_refused(self):
        token = self.peer()
        key = self.key()
        self.sign(key=key)
        os.remove(self.document + ".p7s")
        self.stop(token)
        self.peer("other-certificate")
        refused = self.ask("sign", self.document, "--token", key, exit_code=5)
        self.assertEqual(refused["error"], "other_certificate")
        self.assertFalse(os.path.exists(self.document + ".p7s"))

    def test_a_wrong_signature_leaves_no_file(self):
        self.peer("wrong-signature")
        refused = self.ask("sign", self.document, "--token", self.key(), exit_code=5)
        self.assertEqual(refused["error"], "wrong_signature")
        self.assertFalse(os.path.exists(self.document + ".p7s"))

    def test_a_token_that_is_gone_is_told_in_words(self):
        token = self.peer()
        key = self.key()
        self.stop(token)
        told = self.ask("sign", self.document, "--token", key, exit_code=3)
        self.assertEqual(told["error"], "unknown_token")
        self.assertTrue(told["detail"])

    def test_an_answer_that_breaks_off_is_no_signature(self):
        self.peer("cut")
        told = self.ask("sign", self.document, "--token", self.key(), exit_code=1)
        self.assertEqual(told["error"], "connection_lost")
        self.assertFalse(os.path.exists(self.document + ".p7s"))

    def test_a_wrong_pin_spends_exactly_one_try(self):
        key = self.log_in_by_pin()
        wrong = self.write("wrong", b"999999")
        before = self.commands("LOGIN")
        refused = self.ask("sign", self.document, "--token", key, "--pin-file", wrong, exit_code=5)
        self.assertEqual(refused["error"], "login_failed")
        self.assertEqual(self.commands("LOGIN") - before, 1)

    def test_the_right_pin_signs(self):
        key = self.log_in_by_pin()
        pin = self.write("pin", self.PIN)
        refused = self.ask("sign", self.document, "--token", key, "--pin-file", pin, exit_code=5)
        made = self.ask("sign", self.document, "--token", key, "--pin-file", pin, "--new-signer", refused["signer"]["id"])
        self.openssl_verifies(made["output"], "-content", self.document, "-out", os.devnull)

    def test_a_signer_seen_behind_a_pin_is_watched_too(self):
        key = self.log_in_by_pin()
        pin = self.write("pin", self.PIN)
        signer = self.ask("sign", self.document, "--token", key, "--pin-file", pin, exit_code=5)["signer"]
        self.ask("sign", self.document, "--token", key, "--pin-file", pin, "--new-signer", signer["id"])
        self.assertEqual([row["id"] for row in self.ask("list", "--all")["certificates"]], [signer["id"]])

    def test_a_token_that_stalls_keeps_no_other_request_waiting(self):
        self.peer("stall")
        key = self.key()
        resident = subprocess.Popen([PROGRAM, "--profile", self.profile, "watch"], env=self.environment,
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(self.stop, resident)
        self.wait_for(lambda: os.path.exists(os.path.join(self.profile, "reseal.sock")) or resident.poll() is not None)
        signing = subprocess.Popen([PROGRAM, "--profile", self.profile, "--json", "sign", self.document, "--token", key],
                                   env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.addCleanup(signing.stdout.close)
        self.wait_for(lambda: self.commands("CALC_SIGN_H_ID") > 0 or signing.poll() is not None)
        began = time.monotonic()
        self.ask("settings")
        self.ask("list")
        self.assertLess(time.monotonic() - began, 10)
        self.assertIsNone(signing.poll())
        resident.send_signal(signal.SIGTERM)
        self.assertEqual(resident.wait(timeout=PATIENCE), 0)  # the call under way is ended, not waited for
        self.assertEqual(signing.wait(timeout=PATIENCE), 1)

    def wait_for(self, condition):
        until = time.monotonic() + PATIENCE
        while not condition():
            self.assertLess(time.monotonic(), until)
            time.sleep(0.05)

    def log_in_by_pin(self):
        """No session was pasted: the PIN goes to the token, because the person switched that on."""
        self.peer()
        key = self.key()
        address = os.path.join(self.keys, "address")
        with open(address, encoding="utf-8") as file:
            pasted = file.read()
        self.set_address(pasted[:pasted.index("vpnkeylocal/")] + "vpnkeylocal/")
        self.ask("plugin", "set", "vpnkey", "login=yes")
        return key

    def test_on_a_terminal_the_signer_is_shown_and_confirmed_with_a_word(self):
        self.peer()
        key = self.key()
        child, terminal = pty.fork()
        if child == 0:
            os.execve(PROGRAM, [PROGRAM, "--profile", self.profile, "sign", self.document, "--token", key],
                      self.environment)
        self.addCleanup(os.close, terminal)
        shown = self.read_until(terminal, b"from now on: ")
        self.assertIn(b"SHA-256: ", shown)
        os.write(terminal, b"yes\n")
        self.read_until(terminal, b"Signed: ")
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 0)
        self.openssl_verifies(self.document + ".p7s", "-content", self.document, "-out", os.devnull)

    def read_until(self, terminal, end):
        got = b""
        while end not in got:
            try:
                piece = os.read(terminal, 4096)
            except OSError:
                piece = b""
            if not piece:
                self.fail("the program ended with: " + got.decode(errors="replace"))
            got += piece
        return got


if __name__ == "__main__":
    unittest.main()
