# SPDX-License-Identifier: Apache-2.0
"""The password of a key file with a real Secret Service: kept there only where the person says so, and nowhere else."""
import os
import shutil
import subprocess
import unittest

import desktop_keyring

PASSWORD = "canary-of-the-key-file"
MISSING = desktop_keyring.MISSING + [tool for tool in ("secret-tool",) if shutil.which(tool) is None]


@unittest.skipIf(MISSING, "not there: " + " ".join(MISSING))
class RememberedPasswordTest(desktop_keyring.DesktopKeyringTest):
    def setUp(self):
        super().setUp()
        self.said = ""
        self.open_keyring()
        self.typed = self.secret("typed.password", PASSWORD)
        self.path = self.pkcs12("anna", 30, PASSWORD)
        self.ask("sources", "add", self.keys)

    def run_reseal(self, *arguments, **how):
        done = super().run_reseal(*arguments, **how)
        self.said += done.stdout + done.stderr
        return done

    def open(self, *options):
        row, = self.ask("scan", self.path, "--password-file", self.typed, *options)["certificates"]
        self.assertEqual(row["subject"], "CN=Test Person")
        return row["id"]

    def renewed(self):
        """Another certificate under the same name and password: nothing of it is known from before."""
        self.pkcs12("anna", 60, PASSWORD)

    def row(self):
        """What lies in the file now, as a program that was started anew reads it without a question."""
        row, = self.ask("scan", self.path)["certificates"]
        return row

    def kept(self):
        """Attributes and secrets of the program in the keyring."""
        found = subprocess.run(["secret-tool", "search", "--all", "--unlock", "xdg:schema", "org.reseal.File"],
                               env=self.environment, capture_output=True, text=True, check=False)
        return found.stdout + found.stderr

    def nowhere_else(self):
        """Neither in the profile, its log and database, nor in any other file, but the one that it was typed into."""
        self.assertTrue(os.path.exists(os.path.join(self.profile, "logs", "reseal.log")))
        for folder, _, names in os.walk(self.folder):
            for path in (os.path.join(folder, name) for name in names):
                if path != self.typed and os.path.isfile(path):
                    with open(path, "rb") as file:
                        content = file.read()
                    for form in (PASSWORD.encode(), PASSWORD.encode("utf-16-be"), PASSWORD.encode().hex().encode()):
                        self.assertNotIn(form, content, path)
        self.assertNotIn(PASSWORD, self.said)

    def test_without_a_word_it_is_kept_nowhere(self):
        self.open()
        self.assertNotIn("secret =", self.kept())
        self.renewed()
        self.assertEqual((self.row()["state"], self.row()["subject"]), ("locked", "anna.p12"))
        self.nowhere_else()

    def test_at_the_persons_word_it_is_in_the_keyring_and_nowhere_else(self):
        self.open("--remember")
        self.assertIn(f"secret = {PASSWORD}\n", self.kept())
        self.assertIn(f"attribute.key = file:{self.path}\n", self.kept())
        self.nowhere_else()

    def test_a_program_started_anew_opens_the_file_unasked(self):
        first = self.open("--remember")
        self.renewed()
        self.assertEqual(self.row()["subject"], "CN=Test Person")
        self.assertNotEqual(self.row()["id"], first)
        self.nowhere_else()

    def test_a_resident_opens_it_unasked_after_the_keyring_was_started_anew(self):
        first = self.open("--remember")
        self.stop(self.keyring)
        self.wait_until(lambda: not self.keyring_is_there())
        self.start_keyring()
        self.start_watch()
        self.renewed()
        self.wait_until(lambda: any(row["id"] not in (None, first) for row in self.ask("list")["certificates"]))
        self.nowhere_else()

    def test_a_password_that_does_not_fit_is_not_kept(self):
        wrong = self.secret("wrong.password", "another one")
        self.ask("scan", self.path, "--password-file", wrong, "--remember", exit_code=6)
        self.assertNotIn("secret =", self.kept())


if __name__ == "__main__":
    unittest.main()
