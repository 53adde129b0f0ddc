# SPDX-License-Identifier: Apache-2.0
"""`reseal archive import FOLDER` on a terminal: a password is asked once, tried on the other files of the sweep and on no token;
what is damaged is named with its reason."""
import os
import subprocess
import unittest

from soft_token import MODULE, SoftTokenTest
from terminal import Terminal

class SweepPasswordsTest(SoftTokenTest):
    def setUp(self):
        super().setUp()
        self.environment["RESEAL_VAULT_PASSWORD_FILE"] = self.secret("vault.password", "correct horse battery")
        os.remove(self.pin_file)
        for name, password in (("one", "shared"), ("two", "another"), ("three", "shared")):
            self.pkcs12(name, 30, password)
        self.put_on_token("one", "one", "01")

    def flags_of_token(self):
        return subprocess.run(["pkcs11-tool", "--module", MODULE, "--list-token-slots"], check=True, capture_output=True, text=True,
                              env=self.environment).stdout

    def test_two_passwords_of_three_files_are_asked_and_the_token_sees_neither(self):
        passwords = {"one.p12": "shared", "two.p12": "another", "three.p12": "shared"}
        terminal = Terminal(self, "archive", "import", self.keys)
        for _ in range(2):
            asked = os.path.basename(terminal.wait_for(" (Enter to skip): ").split(" (Enter to skip)")[0])
            os.write(terminal.terminal, passwords[asked].encode() + b"\n")
        self.assertEqual(terminal.exit_code(), 0, terminal.said.decode())
        self.assertEqual(terminal.said.decode().count("(Enter to skip)"), 2)
        self.assertIn("New in the archive: 3", terminal.said.decode())
        for password in ("shared", "another"):
            self.assertNotIn(password.encode(), terminal.said)
        self.assertEqual({row["key"] for row in self.ask("archive", "list")["entries"]}, {"vault"})
        self.assertNotIn("PIN count low", self.flags_of_token())
        wrong = subprocess.run(["pkcs11-tool", "--module", MODULE, "--token-label", "Test token", "--login", "--pin", "another",
                                "--list-objects"], capture_output=True, check=False, env=self.environment)
        self.assertNotEqual(wrong.returncode, 0)
        self.assertIn("PIN count low", self.flags_of_token())  # as it would have been

    def test_a_wrong_password_is_said_and_one_file_that_is_skipped_keeps_no_other_back(self):
        terminal = Terminal(self, "archive", "import", self.keys)
        first = terminal.answer(" (Enter to skip): ", "not it").split(" (Enter to skip)")[0]
        again = terminal.answer(" (Enter to skip): ", "")
        self.assertIn("This password does not open the file.", again)
        self.assertIn(os.path.basename(first), again)
        for _ in range(2):
            self.assertNotIn(os.path.basename(first), terminal.answer(" (Enter to skip): ", ""))
        self.assertEqual(terminal.exit_code(), 4, terminal.said.decode())
        self.assertEqual(terminal.said.decode().count("Needs its password:"), 3)

    def test_damaged_files_are_named_with_their_reason(self):
        cut = self.pkcs12("cut", 30, "shared")
        with open(cut, "r+b") as file:
            file.truncate(700)
        self.write("noise.p12", b"\x30\x82\x01\x00 not a key file")
        given = ("archive", "import", self.keys, "--password-file", self.secret("p", "shared"))
        document = self.ask(*given)
        self.assertEqual(sorted(os.path.basename(row["path"]) for row in document["refused"]), ["cut.p12", "noise.p12"])
        self.assertTrue(all(row["reason"] and row["detail"] for row in document["refused"]), document)
        done = self.run_reseal(*given)
        for row in document["refused"]:
            self.assertIn(f"{row['path']}: {row['detail']} ({row['reason']})", done.stderr)
        self.assertIn("Needs its password: " + os.path.join(self.keys, "two.p12"), done.stdout)


if __name__ == "__main__":
    unittest.main()
