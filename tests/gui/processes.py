# SPDX-License-Identifier: Apache-2.0
"""Programs that a scenario starts. All of them, grandchildren included, end with it, each by its own pid."""
import ctypes
import os
import signal
import subprocess
from pathlib import Path

from waiting import NeverHappened, wait_until, wait_without_events

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
libc = ctypes.CDLL(None)


def adopt_orphans():
    """Makes this process the parent of whatever its children leave behind (D-Bus services, panel plugins)."""
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _end_with_parent():
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def children(pid):
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(word) for word in task.read_text().split()]
        except OSError:
            continue
    return found


def descendants(pid):
    found = []
    for child in children(pid):
        found += descendants(child) + [child]
    return found


def start(arguments, environment, log, **options):
    with open(log, "ab") as sink:
        return subprocess.Popen([str(word) for word in arguments], env=environment, stdin=subprocess.DEVNULL,
                                stdout=options.pop("stdout", sink), stderr=sink, preexec_fn=_end_with_parent, **options)


def end(process, how=signal.SIGTERM, seconds=5.0):
    """Ends one program; by SIGKILL where it does not listen. Returns its exit status."""
    if process.poll() is None:
        process.send_signal(how)
        try:
            wait_until(f"{process.args[0]} ends", lambda: process.poll() is not None, seconds)
        except NeverHappened:
            process.kill()
            process.wait()
    return process.returncode


def end_all_descendants():
    for how in (signal.SIGTERM, signal.SIGKILL):
        for pid in descendants(os.getpid()):
            try:
                os.kill(pid, how)
            except ProcessLookupError:
                pass
        if wait_without_events(none_left, 3.0):
            return


def none_left():
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return True
        if pid == 0:
            return False
