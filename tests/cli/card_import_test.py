# SPDX-License-Identifier: Apache-2.0
"""`reseal archive import --token` from a Rutoken Lite in a virtual reader: its containers, and what its PIN goes through."""
import os
import pty
import shutil

from command_line import PROGRAM
from container_cards import PIN, ContainerCardTest

CONTENT = b"The minutes of a meeting.\n" * 500


class CardImportTest(ContainerCardTest):
    def imported(self, uri, *options, exit_code=0):
        return self.ask("archive", "import", "--token", uri, *(options or ("--pin-file", self.pin_file)),
                        exit_code=exit_code)

    def test_the_imported_key_opens_a_document_after_one_verify(self):
        for kind in ("rutoken-lite", "rutoken-s"):
            with self.subTest(kind):
                self.profile = os.path.join(self.folder, kind)
                shutil.rmtree(self.containers)
                os.mkdir(self.containers)
                entry = self.container("anna")
                document = self.imported(self.insert(kind))
                self.assertEqual([row["id"] for row in document["new"]], [entry])
                self.assertEqual((document["known"], document["on_token"], document["refused"]), ([], [], []))
                self.assertEqual(self.verifies(), 1)
                self.order("remove", "0")
                output = os.path.join(self.folder, kind + ".out")
                self.ask("decrypt", self.gost_message("anna", CONTENT), "-o", output)
                with open(output, "rb") as file:
                    self.assertEqual(file.read(), CONTENT)

    def test_several_containers_take_one_verify(self):
        entries = {self.container("anna"), self.container("boris", "gost2012_512")}
        document = self.imported(self.insert())
        self.assertEqual({row["id"] for row in document["new"]}, entries)
        self.assertEqual(self.verifies(), 1)

    def test_a_second_import_finds_all_known(self):
        entry = self.container("anna")
        uri = self.insert()
        self.imported(uri)
        self.assertEqual([row["id"] for row in self.imported(uri)["known"]], [entry])

    def test_a_damaged_container_is_named_and_the_others_are_taken_in(self):
        self.container("anna")
        self.container("boris")
        first = min(entry.path for entry in os.scandir(self.containers))
        for name in ("primary.key", "primary2.key"):  # CSP and Reseal keep a second copy
            with open(os.path.join(first, name), "r+b") as file:
                content = bytearray(file.read())
                content[-1] ^= 1
                file.seek(0)
                file.write(content)
        document = self.imported(self.insert())
        self.assertEqual((len(document["new"]), len(document["refused"])), (2, 1))
        self.assertEqual(len(document["on_token"]), 1)  # its certificate is kept all the same
        self.assertEqual(self.verifies(), 1)

    def test_a_wrong_pin_spends_one_try_and_changes_nothing(self):
        self.container("anna")
        refused = self.imported(self.insert(), "--pin-file", self.secret("wrong", "87654321"), exit_code=5)
        self.assertEqual(refused["tries_left"], 2)
        self.assertEqual(self.verifies(), 1)
        self.assertEqual(self.ask("archive", "slots", "list")["slots"], [])

    def test_the_last_try_is_spent_only_with_consent(self):
        self.container("anna")
        uri = self.insert(tries=2)
        self.imported(uri, "--pin-file", self.secret("wrong", "87654321"), exit_code=5)
        self.assertEqual(self.imported(uri, exit_code=5)["error"], "pin_last_try")
        self.assertEqual(self.verifies(), 1)
        self.assertEqual(len(self.imported(uri, "--pin-file", self.pin_file, "--last-try")["new"]), 1)
        self.assertEqual(self.verifies(), 2)

    def test_without_a_way_into_the_archive_no_pin_is_sent(self):
        self.container("anna")
        uri = self.insert()
        del self.environment["RESEAL_VAULT_PASSWORD_FILE"]
        self.assertEqual(self.imported(uri, exit_code=4)["error"], "no_way_in")
        self.assertEqual(self.verifies(), 0)

    def test_no_password_of_a_file_is_tried_on_the_token(self):
        self.container("anna")
        uri = self.insert()
        done = self.run_reseal("archive", "import", "--token", uri, "--password-file", self.pin_file)
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertEqual(self.verifies(), 0)

    def test_on_a_terminal_the_tries_are_said_and_a_wrong_pin_is_asked_again(self):
        self.container("anna")
        uri = self.insert()
        child, terminal = pty.fork()
        if child == 0:
            os.execve(PROGRAM, [PROGRAM, "--profile", self.profile, "archive", "import", "--token", uri], self.environment)
        self.addCleanup(os.close, terminal)
        self.assertIn(b"Tries left: 3", self.read_until(terminal, b"PIN of"))
        os.write(terminal, b"87654321\n")
        self.assertIn(b"Tries left: 2", self.read_until(terminal, b"PIN of"))
        os.write(terminal, PIN.encode() + b"\n")
        self.read_until(terminal, b"New in the archive: 1")
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 0)
        self.assertEqual(self.verifies(), 2)

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
