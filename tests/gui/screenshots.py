# SPDX-License-Identifier: Apache-2.0
"""Pictures of the whole screen, kept as build artefacts."""
import subprocess
from pathlib import Path

folder = Path(".")


def take(session, name):
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{name}.png"
    subprocess.run(["import", "-window", "root", str(target)], env=session.environment, check=True)
    return target
