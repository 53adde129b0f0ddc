# SPDX-License-Identifier: Apache-2.0
"""`reseal watch` as a process: other commands talk to it, it sees new files, it is killed and started again."""
import json
import os
import select
import signal
import unittest

from command_line import PATIENCE, PROGRAM, CommandLineTest


class ResidentTest(CommandLineTest):
    def next_notice(self, process):
        ready, _, _ = select.select([process.stdout], [], [], PATIENCE)
        self.assertTrue(ready, "no notice came")
        return json.loads(process.stdout.readline())

    def test_new_file_in_a_watched_folder_gives_a_notice(self):
        self.ask("sources", "add", self.keys)
        watch = self.start_watch()
        self.certificate("own", 5, "/CN=Anna")
        self.assertEqual(self.next_notice(watch)["certificates"][0]["who"], "Anna")

    def test_commands_talk_to_the_running_watch(self):
        self.start_watch()
        self.certificate("own", 90)
        self.assertEqual(len(self.ask("scan", self.keys)["certificates"]), 1)
        self.assertEqual(len(self.ask("list")["certificates"]), 1)
        self.assertEqual(self.ask("sources", "add", self.keys)["sources"][0]["mode"], "events")

    def test_second_watch_is_refused_in_words(self):
        self.start_watch()
        second = self.run_reseal("watch")
        self.assertEqual(second.returncode, 5)
        self.assertIn("already", second.stderr)

    def test_killed_watch_starts_again_and_repeats_nothing(self):
        self.certificate("own", 5)
        self.ask("sources", "add", self.keys)
        first = self.start_watch()
        self.next_notice(first)
        os.kill(first.pid, signal.SIGKILL)
        first.wait(timeout=PATIENCE)
        self.assertEqual(self.ask("watch", "--once"), {"notices": []})
        self.assertEqual(self.ask("doctor")["integrity"], "ok")

    def test_termination_ends_it_cleanly(self):
        watch = self.start_watch()
        watch.terminate()
        self.assertEqual(watch.wait(timeout=PATIENCE), 0)
        self.assertFalse(os.path.exists(os.path.join(self.profile, "reseal.sock")))


if __name__ == "__main__":
    unittest.main()
