# SPDX-License-Identifier: Apache-2.0
"""`reseal renew` as a person at a terminal meets it: the forms are asked there, and no secret is echoed. And what
`reseal watch` says of a renewal that waits."""
import os
import select
import signal
import subprocess
import time
import unittest

from command_line import PATIENCE, PROGRAM
from file_renewal import NEW_PASSWORD, OLD_PASSWORD, VAULT_PASSWORD, FileRenewalTest
from terminal import Terminal


class TerminalRenewalTest(FileRenewalTest):
    def begun(self, old, *options):
        return Terminal(self, "renew", old, "--ca", "file", "--set", f"folder={self.out}", "--set", "algorithm=rsa-2048",
                        "--wait", "0s", *options)

    def test_the_forms_are_asked_and_no_secret_is_shown(self):
        old = self.old_certificate()
        terminal = self.begun(old)
        asked = terminal.answer("Medium [vault]: ", "file")
        self.assertIn("Where should the new key be kept?", asked)
        self.assertRegex(asked, r"vault +This computer")
        terminal.answer("Folder of the key file [", self.keys)
        terminal.answer("Password of the old key file: ", "not it")
        self.assertIn("does not fit", terminal.answer("Password of the old key file: ", OLD_PASSWORD))
        self.assertEqual(terminal.exit_code(), 4)
        self.answer()
        renewal = self.ask("renewals", "list")["renewals"][0]["id"]
        again = Terminal(self, "renewals", "resume", renewal[:12], "--wait", "0s", "--password-file", self.old_password)
        again.answer("Folder of the key file [", "")
        again.answer("Password of the new key file: ", NEW_PASSWORD)
        again.answer("(yes/no): ", "")
        self.assertIn("A backup copy of the new key?", again.answer("Backup [none]: ", ""))
        again.answer("Folder of the copy: ", "")
        again.answer("Password of the copy: ", "")
        again.answer("Password of the archive: ", "")
        self.assertEqual(again.exit_code(), 0, again.said.decode())
        self.assertEqual(self.ask("renewals", "show", renewal)["state"], "done")
        for secret in (OLD_PASSWORD, NEW_PASSWORD, VAULT_PASSWORD, "not it"):
            self.assertNotIn(secret.encode(), terminal.said + again.said)

    def test_what_does_not_fit_is_said_and_asked_again(self):
        terminal = self.begun(self.old_certificate(), "--password-file", self.old_password)
        terminal.answer("Medium [vault]: ", "a drawer")
        terminal.answer("Folder of the key file [", "")
        self.assertRegex(terminal.wait_for("Medium [vault]: "), "medium: ")
        os.write(terminal.terminal, b"\x03")
        self.assertEqual(terminal.exit_code(), 4)
        self.assertEqual(self.ask("renewals", "list")["renewals"][0]["question"], "medium")

    def test_hung_up_at_a_question_it_asks_the_same_again_and_orders_once(self):
        old = self.old_certificate()
        terminal = self.begun(old)
        terminal.answer("Medium [vault]: ", "")
        terminal.answer("Folder of the key file [", "")
        terminal.wait_for("Password of the old key file: ")
        self.assertEqual(terminal.hang_up(), signal.SIGHUP)
        left, = self.ask("renewals", "list")["renewals"]
        self.assertEqual((left["state"], left["question"], self.requests()), ("asking", "old_key", []))
        again = Terminal(self, "renewals", "resume", left["id"], "--wait", "0s")
        again.answer("Password of the old key file: ", OLD_PASSWORD)
        self.assertEqual(again.exit_code(), 4)
        self.answer()
        self.assertEqual((self.resume(left["id"])["state"], len(self.requests())), ("done", 1))

    def test_hung_up_while_the_ca_is_waited_for_it_goes_on_there_and_orders_once(self):
        terminal = Terminal(self, "renew", self.old_certificate(), "--ca", "file", "--set", f"folder={self.out}", "--set",
                            "algorithm=rsa-2048", "--wait", "50s", "--password-file", self.old_password)
        terminal.answer("Medium [vault]: ", "")
        terminal.answer("Folder of the key file [", "")
        self.wait_until(lambda: [row["state"] for row in self.ask("renewals", "list")["renewals"]] == ["waiting_for_ca"])
        self.assertEqual(terminal.hang_up(), signal.SIGHUP)
        left, = self.ask("renewals", "list")["renewals"]
        self.assertEqual((left["state"], len(self.requests())), ("waiting_for_ca", 1))
        self.answer()
        done = self.resume(left["id"])
        self.assertEqual((done["state"], len(self.requests())), ("done", 1))
        self.assertEqual(len(self.ask("archive", "list")["entries"]), 2)
        self.assertEqual(self.ask("archive", "verify")["damaged"], [])

    def test_watch_says_which_renewal_waits_and_how_it_goes_on(self):
        waiting = self.renew(self.old_certificate())
        watch = subprocess.Popen([PROGRAM, "--profile", self.profile, "watch"], stdout=subprocess.DEVNULL,
                                 stderr=subprocess.PIPE, env=self.environment)
        self.addCleanup(lambda: (watch.terminate(), watch.wait(), watch.stderr.close()))
        self.wait_until(lambda: os.path.exists(os.path.join(self.profile, "reseal.sock")))
        self.answer()  # without the archive's password it comes as far as a person is needed
        said = ""
        end = time.monotonic() + PATIENCE
        while "waits for you" not in said or not said.endswith("\n"):
            ready, _, _ = select.select([watch.stderr], [], [], max(0, end - time.monotonic()))
            self.assertTrue(ready, said)
            said += os.read(watch.stderr.fileno(), 4096).decode(errors="replace")
        self.assertIn(f"'reseal renewals resume {waiting['id'][:12]}'", said)
        self.assertIn("The password of the archive", said)


if __name__ == "__main__":
    unittest.main()
