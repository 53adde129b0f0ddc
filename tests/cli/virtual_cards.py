# SPDX-License-Identifier: Apache-2.0
"""Cards in virtual readers, behind a pcscd of the test's own; GOST keys and containers to put on them."""
import os
import subprocess
import sys

from command_line import CommandLineTest

READERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "servers", "virtual_reader.py")


class VirtualCardTest(CommandLineTest):
    def setUp(self):
        super().setUp()
        sockets = os.path.join(self.folder, "pcsc")
        os.mkdir(sockets)
        self.readers = subprocess.Popen([sys.executable, "-B", READERS, sockets], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.end_readers)
        said = self.readers.stdout.readline().strip()
        if said != "ready":
            self.skipTest("skipped: " + said)
        self.environment["PCSCLITE_CSOCK_NAME"] = os.path.join(sockets, "pcscd.comm")

    def end_readers(self):
        self.readers.stdin.close()
        self.readers.wait(timeout=30)
        self.readers.stdout.close()

    def order(self, *words):
        self.readers.stdin.write(" ".join(words) + "\n")
        self.readers.stdin.flush()
        answer = self.readers.stdout.readline().split()
        self.assertEqual(answer[:1], ["ok"])
        return " ".join(answer[1:])
