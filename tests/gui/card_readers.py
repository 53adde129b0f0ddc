# SPDX-License-Identifier: Apache-2.0
"""Virtual smart-card readers for the desktop's programs, behind a pcscd of their own."""
import subprocess
import sys
from pathlib import Path

from waiting import PATIENCE

PROGRAM = Path(__file__).resolve().parents[1] / "servers" / "virtual_reader.py"


class Readers:
    """Made before the programs are started that are to see them."""

    def __init__(self, session):
        sockets = session.home / "pcsc"
        sockets.mkdir()
        self.process = subprocess.Popen([sys.executable, "-B", str(PROGRAM), str(sockets)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline().strip() == "ready"
        session.environment["PCSCLITE_CSOCK_NAME"] = str(sockets / "pcscd.comm")

    def order(self, *words):
        self.process.stdin.write(" ".join(words) + "\n")
        self.process.stdin.flush()
        said = self.process.stdout.readline()
        assert said.startswith("ok"), said

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=20 * PATIENCE)
