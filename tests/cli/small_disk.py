# SPDX-License-Identifier: Apache-2.0
"""A folder that is a disk of its own, small and really full where a test wants it: a tmpfs in a namespace, where the program
then runs."""
import os
import subprocess

from command_line import PATIENCE, PROGRAM, CommandLineTest


class SmallDiskTest(CommandLineTest):
    SIZE = 12 << 20  # octets

    def disk_at(self, folder):
        os.mkdir(folder)
        self.room = subprocess.Popen(["unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
                                      'mount -t tmpfs -o size="$1" tmpfs "$0" && echo ready && exec cat', folder, str(self.SIZE)],
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(self.leave)
        if self.room.stdout.readline() != "ready\n":
            self.skipTest("skipped: no mount namespaces here")
        self.disk = f"/proc/{self.room.pid}/root{folder}"  # seen from outside
        self.filler = os.path.join(self.disk, "filler")

    def leave(self):
        self.room.stdin.close()
        self.room.wait(timeout=PATIENCE)
        self.room.stdout.close()

    def run_reseal(self, *arguments, **_):
        words = ["nsenter", "--target", str(self.room.pid), "--user", "--mount", "--preserve-credentials", PROGRAM, "--profile",
                 self.profile, *arguments]
        return subprocess.run(words, capture_output=True, text=True, encoding="utf-8", timeout=PATIENCE, env=self.environment)

    def fill(self, left):
        """All but so many octets."""
        self.free()
        state = os.statvfs(self.disk)
        with open(self.filler, "wb") as file:
            file.write(bytes(max(0, state.f_bfree * state.f_bsize - left)))

    def free(self):
        if os.path.exists(self.filler):
            os.remove(self.filler)
