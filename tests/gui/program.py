# SPDX-License-Identifier: Apache-2.0
"""The programs under test: reseal-tray and the command line, on one profile and one watched folder."""
import json
import subprocess
from pathlib import Path

import processes
from waiting import PATIENCE, wait_until


class Program:
    def __init__(self, session, build):
        self.session = session
        self.bin = Path(build) / "bin"
        self.profile = session.home / "profile"
        self.watched = session.home / "certificates"
        self.watched.mkdir()
        self.tray = None

    def cli(self, *words, expect=0):
        """Runs the command line; returns its JSON document."""
        done = subprocess.run([self.bin / "reseal", "--profile", self.profile, "--json", *map(str, words)],
                              env=self.session.environment, capture_output=True, text=True, timeout=15 * PATIENCE, check=False)
        assert done.returncode == expect, f"reseal {words}: exit {done.returncode}\n{done.stdout}{done.stderr}"
        return json.loads(done.stdout) if done.stdout.strip() else None

    def prepare(self, **settings):
        """A profile past its first run that watches the folder, at any hour of any day."""
        chosen = {"first_run_done": "true", "quiet_hours": "off", "weekends_forward": "false", "language": "en"}
        for key, value in (chosen | settings).items():
            self.cli("settings", "set", key, value)
        self.cli("sources", "add", self.watched)

    def start_tray(self, *options):
        self.tray = self.session.start(self.bin / "reseal-tray", "--profile", self.profile, *options)
        return self.tray

    def start_again(self):
        """A second start; returns its exit status."""
        second = self.session.start(self.bin / "reseal-tray", "--profile", self.profile)
        wait_until("the second start leaves", lambda: second.poll() is not None)
        return second.returncode

    def runs(self):
        return self.tray.poll() is None

    def stop_tray(self, **options):
        return processes.end(self.tray, **options)

    def log_text(self):
        file = self.profile / "logs" / "reseal.log"
        return file.read_text(errors="replace") if file.exists() else ""
