# SPDX-License-Identifier: Apache-2.0
"""A mount namespace in which /etc/reseal is the scenario's own, for what an organisation decides."""
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

POLICY = Path("/etc/reseal/policy.d")
VARIABLE = "RESEAL_TEST_ETC"
MOUNT = 'mount -t overlay overlay -o "lowerdir=$0/etc:/etc" /etc && mount --bind "$0/etc/reseal" /etc/reseal'


def enter():
    """Starts this program again inside, once. False where this computer allows no such namespace."""
    if VARIABLE in os.environ:
        return True
    folder = tempfile.mkdtemp(prefix="reseal-etc-")
    os.makedirs(f"{folder}/etc/reseal/policy.d", mode=0o755)
    user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    inside = ["unshare", *user, "--mount", "sh", "-c"]
    if subprocess.run([*inside, MOUNT, folder], capture_output=True, check=False).returncode != 0:
        shutil.rmtree(folder)
        return False
    os.environ[VARIABLE] = folder
    os.execvp(inside[0], [*inside, MOUNT + ' && exec "$@"', folder, sys.executable, *sys.argv])


def leave(folder):
    shutil.rmtree(folder, ignore_errors=True)
