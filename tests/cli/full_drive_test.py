# SPDX-License-Identifier: Apache-2.0
"""A flash drive that is really full: what is written to it by renewals, the archive and documents is refused in words, nothing
half done is left there, and it is written once there is room."""
import glob
import os
import sys
import unittest

from file_renewal import NEW_PASSWORD, FileRenewalTest
from gost_files import GostFiles
from small_disk import SmallDiskTest

CONTENT = b"The minutes of a meeting.\n" * 4000  # about 100 KiB
PAGE = 4096


class FullDriveTest(GostFiles, FileRenewalTest, SmallDiskTest):
    SIZE = 256 << 10

    def setUp(self):
        super().setUp()
        self.drive = os.path.join(self.folder, "drive")
        self.disk_at(self.drive)

    def on_drive(self):
        """All files and folders, from outside."""
        found = glob.glob(os.path.join(self.disk, "**", "*"), recursive=True)
        return sorted(os.path.relpath(path, self.disk) for path in found if path != self.filler)

    def answering(self, **given):
        script = self.secret("answer.py", f"""
import json, sys
form = json.load(sys.stdin)
given = {given!r}
print(json.dumps({{field["id"]: given.get(field["id"], field["value"]) for field in form["fields"]}}))
""")
        return "--ask", f"{sys.executable} {script}"

    def opens(self, path):
        """The key file that the renewal speaks of, read from outside."""
        self.openssl("pkcs12", "-in", self.disk + path.removeprefix(self.drive), "-nodes", "-nocerts", "-passin",
                     "pass:" + NEW_PASSWORD, "-out", os.devnull)

    def refused(self, *command, left=(0,), subject=True):
        """With that much room it ends 1, says that the disk is full, and leaves nothing."""
        before = self.on_drive()
        for room in left:
            self.fill(room)
            said = self.ask(*command, exit_code=1)
            self.assertIn("disk is full", said["detail"], (room, said))
            self.assertTrue(not subject or said["subject"].startswith(self.drive), said)
            self.assertEqual(self.on_drive(), before, room)
        self.free()

    def test_a_new_key_file_waits_for_room(self):
        asked = self.answering(medium="file", folder=self.drive, password=NEW_PASSWORD, backup="none")
        waiting = self.renew(self.old_certificate(), "--set", "algorithm=rsa-2048", *asked)
        self.answer()
        self.fill(0)
        stays = self.resume(waiting["id"], *asked, exit_code=4)
        self.assertEqual((stays["state"], stays["reason"]), ("installing", "write_failed"), stays)
        self.assertIn("disk is full", stays["detail"])
        self.assertEqual(self.on_drive(), [])
        self.free()
        done = self.resume(waiting["id"], *asked)
        self.assertEqual((done["state"], len(self.requests()), len(self.on_drive())), ("done", 1, 1), done)
        self.opens(done["place"])

    def test_a_copy_of_the_new_key_is_refused_and_the_offer_stands(self):
        asked = self.answering(medium="vault", backup="folder", folder=self.drive, password=NEW_PASSWORD)
        waiting = self.renew(self.old_certificate(), "--set", "algorithm=rsa-2048", *asked)
        self.answer()
        self.fill(0)
        self.resume(waiting["id"], *asked, exit_code=2)  # the same answer again and again
        offered = self.ask("renewals", "show", waiting["id"])
        self.assertEqual((offered["state"], offered["reason"]), ("offering_backup", "write_failed"), offered)
        self.assertIn("disk is full", offered["detail"])
        self.assertEqual(self.on_drive(), [])
        self.free()
        done = self.resume(waiting["id"], *asked)
        self.assertEqual((done["state"], len(self.on_drive())), ("done", 1), done)
        self.opens(done["backup"])

    def archived(self, name="anna"):
        """The id in the archive; NAME.crt is its certificate."""
        path = self.pkcs12(name, 30, "secret")
        return self.ask("archive", "import", path, "--password-file", self.secret("p", "secret"))["new"][0]["id"]

    def test_a_backup_of_the_archive_grows_only_by_what_is_whole(self):
        entries = {self.archived("anna")}
        self.refused("archive", "backup", self.drive)
        self.ask("archive", "backup", self.drive)
        entries |= {self.archived("boris")}
        self.refused("archive", "backup", self.drive)
        self.assertEqual(self.ask("archive", "backup", self.drive)["added"], 1)
        self.profile = os.path.join(self.folder, "new-computer")
        self.assertEqual(self.ask("archive", "restore", self.drive)["damaged"], [])
        self.assertEqual({row["id"] for row in self.ask("archive", "list")["entries"]}, entries)

    def test_a_key_that_is_exported_or_restored_comes_whole_or_not_at_all(self):
        entry = self.archived()
        words = ("--password-file", self.new_password)
        export = ("archive", "export", entry, "-o", os.path.join(self.drive, "anna.p12"), *words)
        self.refused(*export)
        self.ask(*export)
        self.opens(os.path.join(self.drive, "anna.p12"))
        self.refused("archive", "restore-key", entry, "--to", self.drive, *words)
        self.assertTrue(self.ask("archive", "restore-key", entry, "--to", self.drive, *words)["output"].startswith(self.drive))

    def test_a_container_of_which_only_a_part_fits_is_not_left_there(self):
        self.skip_without_gost()
        entry, = self.ask("archive", "import", self.gost_key("anna"), "--password-file", self.secret("p", "secret"))["new"]
        restore = ("archive", "restore-key", entry["id"], "--to", self.drive, "--password-file", self.new_password)
        self.refused(*restore, left=(0, 3 * PAGE))
        made = self.ask(*restore)
        self.assertEqual((made["kind"], len(self.on_drive())), ("container", 7))

    def test_documents_come_whole_or_not_at_all(self):
        self.certificate("anna", 30)
        document = self.write("minutes.txt", CONTENT)
        letter = os.path.join(self.folder, "minutes.p7m")
        self.openssl("cms", "-encrypt", "-binary", "-in", document, "-out", letter, "-outform", "DER", "-aes256",
                     os.path.join(self.folder, "anna.crt"))
        self.ask("archive", "import", os.path.join(self.keys, "anna.pem"))
        out = os.path.join(self.drive, "minutes.txt")
        self.refused("decrypt", letter, "-o", out, left=(0, 10 * PAGE))
        self.ask("decrypt", letter, "-o", out)
        with open(os.path.join(self.disk, "minutes.txt"), "rb") as file:
            self.assertEqual(file.read(), CONTENT)
        sign = ("sign", document, "--key-file", os.path.join(self.keys, "anna.pem"), "--attached", "-o", os.path.join(self.drive, "minutes.p7s"))
        self.refused(*sign, left=(0, 10 * PAGE))
        self.ask(*sign)

    def test_a_file_for_the_help_desk_is_not_left_there_half_done(self):
        self.fill(0)
        report = os.path.join(self.drive, "report.txt")
        done = self.run_reseal("doctor", "--bundle", report)
        self.assertEqual((done.returncode, self.on_drive()), (1, []), done.stderr)
        self.assertIn("disk is full", done.stderr)
        self.free()
        self.run_reseal("doctor", "--bundle", report)
        self.assertEqual(self.on_drive(), ["report.txt"])


if __name__ == "__main__":
    unittest.main()
