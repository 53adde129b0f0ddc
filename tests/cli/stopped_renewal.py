# SPDX-License-Identifier: Apache-2.0
"""Stops the agent (SIGSTOP) as soon as its renewal is written down in a state, and looks again whether it still is in it."""
import contextlib
import os
import signal
import sqlite3
import subprocess
import time

from command_line import PATIENCE, PROGRAM, CommandLineTest


class StoppedRenewal(CommandLineTest):
    def state(self, database):
        """Of the only renewal."""
        with contextlib.suppress(sqlite3.Error):  # not yet made, or being opened
            row = database.execute("SELECT state FROM renewal").fetchone()
            return row and row[0]
        return None

    def stopped_in(self, agent, states):
        """The one of `states` in which the agent now stands still; None where it ended before any of them."""
        path = os.path.join(self.profile, "reseal.db")
        end = time.monotonic() + PATIENCE
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            while agent.poll() is None:
                self.assertLess(time.monotonic(), end, "the renewal stands still")
                if self.state(database) not in states:
                    continue
                agent.send_signal(signal.SIGSTOP)
                os.waitid(os.P_PID, agent.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
                if (now := self.state(database)) in states:
                    return now
                agent.send_signal(signal.SIGCONT)  # it was quicker
        return None

    def next_command(self, first, rest):
        rows = self.ask("renewals", "list")["renewals"]
        return [PROGRAM, "--profile", self.profile, "--json", *(["renewals", "resume", rows[0]["id"]] if rows else first), *rest]

    def started(self, command):
        agent = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.environment)
        self.addCleanup(lambda: (agent.kill(), agent.wait()))
        return agent
