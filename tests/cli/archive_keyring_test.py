# SPDX-License-Identifier: Apache-2.0
"""`reseal archive` with a real Secret Service: the first key makes a vault that the desktop's keyring opens, without a
question; and what is said where the keyring is gone."""
import os
import shutil
import subprocess
import unittest

from desktop_keyring import MISSING, DesktopKeyringTest


@unittest.skipIf(MISSING, "not there: " + " ".join(MISSING))
class ArchiveKeyringTest(DesktopKeyringTest):
    def setUp(self):
        super().setUp()
        self.open_keyring()
        document = self.ask("archive", "import", self.certificate("anna", 30))  # no password, no terminal
        self.entry = document["new"][0]["id"]

    def export(self, name, exit_code=0):
        output = os.path.join(self.folder, name)
        return output, self.ask("archive", "export", self.entry, "-o", output, "--password-file",
                                self.secret("new.password", "fresh one"), exit_code=exit_code)

    def opens(self, path):
        """Whether the exported file holds the key that was archived."""
        pem = subprocess.run(["openssl", "pkcs12", "-in", path, "-nodes", "-nocerts", "-passin", "pass:fresh one"],
                             capture_output=True, text=True, check=True).stdout
        keys = [subprocess.run(["openssl", "pkey", "-pubout"], input=text, capture_output=True, text=True, check=True).stdout
                for text in (pem, self.text(os.path.join(self.folder, "anna.key")))]
        return keys[0] == keys[1]

    @staticmethod
    def text(path):
        with open(path, encoding="utf-8") as file:
            return file.read()

    def test_the_first_key_makes_a_vault_with_the_keyrings_slot_alone(self):
        self.assertEqual([row["kind"] for row in self.ask("archive", "slots", "list")["slots"]], ["keyring"])

    def test_another_run_of_the_program_opens_it_without_a_question(self):
        path, _ = self.export("again.p12")
        self.assertTrue(self.opens(path))

    def test_a_resident_that_was_started_anew_opens_it_too(self):
        for name in ("one.p12", "two.p12"):
            resident = self.start_watch()
            path, _ = self.export(name)
            self.assertTrue(self.opens(path))
            self.end(resident)
            self.wait_until(lambda: not os.path.exists(os.path.join(self.profile, "reseal.sock")))

    def test_a_keyring_that_was_started_anew_opens_it_too(self):
        self.stop(self.keyring)
        self.wait_until(lambda: not self.keyring_is_there())
        self.start_keyring()
        path, _ = self.export("again.p12")
        self.assertTrue(self.opens(path))

    def test_a_resident_that_outlives_the_keyring_finds_the_next_one(self):
        self.start_watch()
        path, _ = self.export("one.p12")
        self.assertTrue(self.opens(path))
        self.stop(self.keyring)
        self.wait_until(lambda: not self.keyring_is_there())
        self.assertEqual(self.export("none.p12", exit_code=4)[1]["error"], "only_keyring")
        self.start_keyring()
        path, _ = self.export("two.p12")
        self.assertTrue(self.opens(path))

    def test_without_the_keyring_the_words_say_what_to_do_and_nothing_is_written(self):
        del self.environment["DBUS_SESSION_BUS_ADDRESS"]
        path, told = self.export("again.p12", exit_code=4)
        self.assertEqual(told["error"], "only_keyring")
        self.assertIn("Unlock the keyring", told["detail"])
        self.assertFalse(os.path.exists(path))

    def test_a_keyring_that_was_made_anew_is_told_likewise(self):
        self.stop(self.keyring)
        self.wait_until(lambda: not self.keyring_is_there())
        shutil.rmtree(os.path.join(self.folder, "data", "keyrings"))
        self.start_keyring(b"another")
        _, told = self.export("again.p12", exit_code=4)
        self.assertEqual(told["error"], "only_keyring")

    def test_a_password_added_meanwhile_opens_it_where_the_keyring_is_gone(self):
        password = self.secret("vault.password", "correct horse battery")
        self.ask("archive", "slots", "add-password", "--new-password-file", password)
        del self.environment["DBUS_SESSION_BUS_ADDRESS"]
        _, told = self.export("again.p12", exit_code=4)
        self.assertEqual(told["error"], "no_way_in")
        self.environment["RESEAL_VAULT_PASSWORD_FILE"] = password
        path, _ = self.export("again.p12")
        self.assertTrue(self.opens(path))

    def test_a_keyring_added_to_a_vault_with_a_password_opens_it(self):
        self.profile = os.path.join(self.folder, "another")
        self.environment["RESEAL_VAULT_PASSWORD_FILE"] = self.secret("vault.password", "correct horse battery")
        self.entry = self.ask("archive", "import", self.certificate("anna", 30))["new"][0]["id"]
        self.ask("archive", "slots", "add-keyring")
        self.assertEqual([row["kind"] for row in self.ask("archive", "slots", "list")["slots"]], ["password", "keyring"])
        self.assertEqual(self.ask("archive", "slots", "add-keyring", exit_code=5)["error"], "slot_exists")
        del self.environment["RESEAL_VAULT_PASSWORD_FILE"]
        path, _ = self.export("again.p12")
        self.assertTrue(self.opens(path))

    def test_the_keyring_holds_no_key_and_no_password(self):
        """Its secret opens one slot: 32 octets in hex, under the vault's own name."""
        if shutil.which("secret-tool") is None:
            self.skipTest("secret-tool is not there")
        found = subprocess.run(["secret-tool", "search", "--all", "xdg:schema", "org.reseal.File"], env=self.environment,
                               capture_output=True, text=True, check=True)
        self.assertRegex(found.stdout, r"secret = [0-9a-f]{64}\n")
        self.assertRegex(found.stdout + found.stderr, r"attribute.key = vault:[0-9a-f]{32}\n")


if __name__ == "__main__":
    unittest.main()
