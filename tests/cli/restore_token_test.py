# SPDX-License-Identifier: Apache-2.0
"""`reseal archive restore-key --to TOKEN`: RSA and EC on SoftHSM, GOST on the module of the tests."""
import os
import pty
import shutil
import unittest

import soft_token
from command_line import PROGRAM, CommandLineTest
from gost_files import GostFiles

CONTENT = b"The minutes of a meeting.\n" * 500
MOCK = os.path.join(os.path.dirname(PROGRAM), "..", "tests", "mock_pkcs11", "mock_pkcs11.so")


class Restoring:
    def use_vault(self):
        self.environment["RESEAL_VAULT_PASSWORD_FILE"] = self.secret("vault.password", "correct horse battery")

    def archived(self, path):
        document = self.ask("archive", "import", path, "--password-file", self.secret("p", "secret"))
        return document["new"][0]["id"]

    def restored(self, entry, uri, pin_file, exit_code=0):
        return self.ask("archive", "restore-key", entry, "--to", uri, "--pin-file", pin_file, exit_code=exit_code)

    def objects(self, label):
        token = [row for row in self.ask("token", "list")["tokens"] if row["label"] == label][0]
        return token["objects"]


class RestoreToSoftHsmTest(Restoring, soft_token.SoftTokenTest):
    URI = "pkcs11:token=Test%20token"

    def setUp(self):
        super().setUp()
        self.use_vault()

    def key(self, name, *algorithm):
        base = os.path.join(self.folder, name)
        self.openssl("req", "-x509", "-newkey", *algorithm, "-nodes", "-days", "30", "-subj", "/CN=" + name,
                     "-keyout", base + ".key", "-out", base + ".crt")
        self.openssl("pkcs12", "-export", "-in", base + ".crt", "-inkey", base + ".key", "-passout", "pass:secret",
                     "-out", base + ".p12")
        return self.archived(base + ".p12")

    def test_restored_keys_sign_and_open_documents_on_the_token(self):
        for name, algorithm in (("rsa", ("rsa:2048",)), ("ec", ("ec", "-pkeyopt", "ec_paramgen_curve:P-256"))):
            with self.subTest(name):
                entry = self.key(name, *algorithm)
                self.assertEqual(self.restored(entry, self.URI, self.pin_file)["kind"], "token")
                there = [row for row in self.objects("Test token") if row["certificate"]["id"] == entry]
                self.assertEqual([row["key"] for row in there], [True])
                document = self.write(name + ".txt", CONTENT)
                made = self.ask("sign", document, "--token", there[0]["uri"], "--pin-file", self.pin_file)
                self.openssl("cms", "-verify", "-binary", "-inform", "DER", "-in", made["output"], "-content", document,
                             "-CAfile", os.path.join(self.folder, name + ".crt"), "-purpose", "any", "-out", os.devnull)
                self.ask("archive", "delete", entry)  # the token alone has it now
                letter = os.path.join(self.folder, name + ".p7m")
                self.openssl("cms", "-encrypt", "-binary", "-in", document, "-out", letter, "-outform", "DER", "-aes256",
                             os.path.join(self.folder, name + ".crt"))
                output = os.path.join(self.folder, name + ".out")
                self.ask("decrypt", letter, "-o", output, "--pin-file", self.pin_file)
                with open(output, "rb") as file:
                    self.assertEqual(file.read(), CONTENT)

    def test_the_same_key_twice_is_there_once(self):
        entry = self.key("rsa", "rsa:2048")
        self.restored(entry, self.URI, self.pin_file)
        self.restored(entry, self.URI, self.pin_file)
        self.assertEqual(len(self.objects("Test token")), 1)

    def test_a_wrong_pin_ends_5_and_puts_nothing_there(self):
        entry = self.key("rsa", "rsa:2048")
        self.restored(entry, self.URI, self.secret("wrong", "99999999"), exit_code=5)
        self.assertEqual(self.objects("Test token"), [])

    def test_on_a_terminal_a_wrong_pin_is_asked_again(self):
        entry = self.key("rsa", "rsa:2048")
        child, terminal = pty.fork()
        if child == 0:
            os.execve(PROGRAM, [PROGRAM, "--profile", self.profile, "archive", "restore-key", entry, "--to", self.URI],
                      self.environment)
        self.addCleanup(os.close, terminal)
        self.read_until(terminal, b"PIN of")
        os.write(terminal, b"99999999\n")
        self.assertIn(b"wrong", self.read_until(terminal, b"PIN of"))
        os.write(terminal, self.PIN.encode() + b"\n")
        self.read_until(terminal, b"Written: pkcs11:")
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 0)

    def test_the_log_names_the_token(self):
        entry = self.key("rsa", "rsa:2048")
        self.restored(entry, self.URI, self.pin_file)
        events = [row for row in self.ask("archive", "events")["events"] if row["act"] == "restore_key"]
        self.assertEqual([row["id"] for row in events], [entry])
        self.assertIn("Test token", events[0]["detail"])

    def test_a_token_that_is_not_there_ends_3(self):
        self.restored(self.key("rsa", "rsa:2048"), "pkcs11:token=none", self.pin_file, exit_code=3)

    def test_a_key_that_cannot_leave_keeps_its_certificate_and_the_tokens_name(self):
        entry = self.key("rsa", "rsa:2048")
        self.restored(entry, self.URI, self.pin_file)
        self.profile = os.path.join(self.folder, "another")
        self.ask("plugin", "set", "pkcs11", "modules=" + soft_token.MODULE)
        document = self.ask("archive", "import", "--token", self.URI)  # asks for no PIN: nothing comes out
        self.assertEqual(([row["id"] for row in document["new"]], [row["id"] for row in document["on_token"]]),
                         ([entry], [entry]))
        row = self.ask("archive", "list")["entries"][0]
        self.assertEqual(row["key"], "token")
        self.assertIn("Test token", row["token"])

    def read_until(self, terminal, end):
        got = b""
        while end not in got:
            try:
                piece = os.read(terminal, 4096)
            except OSError:
                piece = b""
            self.assertTrue(piece, "the program ended with: " + got.decode(errors="replace"))
            got += piece
        return got


@unittest.skipUnless(os.path.exists(MOCK), "not built: mock_pkcs11")
class RestoreGostTest(GostFiles, Restoring, CommandLineTest):
    URI = "pkcs11:token=Mock%20token"

    def setUp(self):
        super().setUp()
        self.skip_without_gost()
        self.use_vault()
        self.module = os.path.join(self.folder, "mock.so")  # what it keeps goes with the plugin's process
        shutil.copy(MOCK, self.module)
        self.ask("plugin", "set", "pkcs11", "modules=" + self.module)
        self.pin_file = self.secret("pin", "123456")

    def misbehave(self, line):
        with open(self.module + ".control", "w", encoding="ascii") as file:
            file.write(line + "\n")

    def test_gost_keys_are_proved_by_a_signature_before_it_says_done(self):
        self.start_watch()  # keeps the module's process, and with it what was put there
        for algorithm in ("gost2012_256", "gost2012_512"):
            with self.subTest(algorithm):
                entry = self.archived(self.gost_key(algorithm, algorithm))
                self.assertEqual(self.restored(entry, self.URI, self.pin_file)["kind"], "token")
                there = [row for row in self.objects("Mock token") if row["certificate"]["id"] == entry]
                document = self.write(algorithm + ".txt", CONTENT)
                made = self.ask("sign", document, "--token", there[0]["uri"], "--pin-file", self.pin_file)
                self.gost_openssl("cms", "-verify", "-binary", "-inform", "DER", "-in", made["output"], "-content",
                                  document, "-CAfile", os.path.join(self.folder, algorithm + ".crt"), "-purpose", "any",
                                  "-out", os.devnull)

    def test_a_key_that_signs_wrongly_on_the_token_is_not_said_to_be_done(self):
        entry = self.archived(self.gost_key("anna"))
        self.misbehave("another_key=1")
        self.start_watch()
        self.assertEqual(self.restored(entry, self.URI, self.pin_file, exit_code=1)["error"], "key_unproved")
        self.assertEqual(self.objects("Mock token"), [])
        self.assertNotIn("restore_key", [row["act"] for row in self.ask("archive", "events")["events"]])

    def test_a_token_that_takes_no_keys_says_what_to_do_instead(self):
        entry = self.archived(self.gost_key("anna"))
        self.misbehave("refuses_keys=1")
        refused = self.restored(entry, self.URI, self.pin_file, exit_code=5)
        self.assertEqual(refused["error"], "private_import_refused")
        self.assertIn("folder", refused["detail"])

    def test_the_last_try_is_not_spent_unasked(self):
        entry = self.archived(self.gost_key("anna"))
        self.misbehave("tries=1\nvendor_tries=1")
        self.assertEqual(self.restored(entry, self.URI, self.pin_file, exit_code=5)["error"], "pin_last_try")


if __name__ == "__main__":
    unittest.main()
