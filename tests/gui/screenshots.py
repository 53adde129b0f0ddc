# SPDX-License-Identifier: Apache-2.0
"""Pictures of the whole screen, kept as build artefacts."""
import subprocess
from pathlib import Path

from waiting import NeverHappened, wait_until

folder = Path(".")


def _pixels(session):
    return subprocess.run(["import", "-window", "root", "-depth", "8", "rgb:-"], env=session.environment, check=True,
                          capture_output=True).stdout


def take(session, name):
    """Once the picture holds still, which a moving gauge keeps it from."""
    before = [b""]

    def settled():
        now = _pixels(session)
        same = now == before[0]
        before[0] = now
        return same
    try:
        wait_until("the picture holds still", settled, 2.0)
    except NeverHappened:
        pass
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["import", "-window", "root", str(folder / f"{name}.png")], env=session.environment, check=True)
