# SPDX-License-Identifier: Apache-2.0
"""A renewal on a disk that is really full, and with a token that is pulled out: said in words, and it goes on afterwards."""
import json
import os
import shutil
import unittest

from file_renewal import FileRenewalTest
from small_disk import SmallDiskTest
from soft_token import SoftTokenTest

URI = "pkcs11:token=Test%20token"
LEFT = (0, 8 << 10, 32 << 10, 96 << 10, 256 << 10, 640 << 10)  # octets of free space, in which a renewal gets further and further


class FullDiskTest(FileRenewalTest, SmallDiskTest):
    def setUp(self):
        super().setUp()
        self.disk_at(self.profile)

    def in_words(self, *command):
        """With ever more room: each time an exit code of the contract and a sentence, never a crash."""
        refused = 0
        for left in LEFT:
            self.fill(left)
            done = self.run_reseal("--json", *command)
            self.assertIn(done.returncode, (0, 1, 4, 5), (left, done.stdout, done.stderr))
            said = json.loads(done.stdout) if done.stdout.strip() else {}
            failed = done.returncode in (1, 5) or bool(said.get("reason"))
            refused += failed
            self.assertFalse(failed and not (said.get("detail") or done.stderr.strip()), (left, done.stdout, done.stderr))
        self.free()
        return refused

    def test_each_step_says_so_and_goes_on_once_there_is_room(self):
        old = self.old_certificate()
        begin = ("renew", old, "--ca", "file", "--set", f"folder={self.out}", "--wait", "0s", "--password-file", self.old_password)
        self.assertGreater(self.in_words(*begin), 0)
        waiting = self.ask(*begin, exit_code=4)
        self.assertEqual((waiting["state"], len(self.requests())), ("waiting_for_ca", 1), waiting)
        self.answer()
        self.assertGreater(self.in_words("renewals", "resume", waiting["id"], "--wait", "0s", "--password-file", self.old_password), 0)
        done = self.ask("renewals", "show", waiting["id"])
        if done["state"] != "done":
            done = self.resume(waiting["id"])
        self.assertEqual((done["state"], len(self.requests())), ("done", 1))
        kept = {row["id"]: row["key"] for row in self.ask("archive", "list")["entries"]}
        self.assertEqual(kept, {old: "vault", done["new_certificate"]: "vault"})
        self.assertEqual(self.ask("archive", "verify")["damaged"], [])


class PulledTokenTest(SoftTokenTest, FileRenewalTest):
    def test_pulled_before_the_certificate_comes_it_is_waited_for_and_then_installed(self):
        pin = ("--pin-file", self.pin_file)
        waiting = self.renew(self.old_certificate(), "--token", URI, "--set", "algorithm=rsa-2048", *pin)
        self.assertEqual(waiting["state"], "waiting_for_ca", waiting)
        away = self.token_folder + ".away"
        os.rename(self.token_folder, away)
        os.mkdir(self.token_folder)
        self.answer()
        pulled = self.resume(waiting["id"], *pin, exit_code=4)
        self.assertEqual((pulled["state"], pulled["waits_for"]), ("waiting_for_token", "token"), pulled)
        self.assertEqual(len(self.ask("archive", "list")["entries"]), 1)  # the old key is safe already
        shutil.rmtree(self.token_folder)
        os.rename(away, self.token_folder)
        done = self.resume(waiting["id"], *pin)
        self.assertEqual((done["state"], len(self.requests())), ("done", 1))
        document = self.write("contract.txt", b"A contract.\n")
        self.ask("sign", document, "--token", URI, *pin)


if __name__ == "__main__":
    unittest.main()
