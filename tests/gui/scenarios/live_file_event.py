# SPDX-License-Identifier: Apache-2.0
"""A certificate that is copied into a watched folder appears by itself, and one that is replaced changes."""
import shutil
import subprocess

import accessibility
import certificates
from waiting import wait_until


def says_days(window, days):
    """Or a day less, after midnight."""
    cells = [control.name for control in window.find_all(role=("table cell",))]
    return f"{days} days left" in cells or f"{days - 1} days left" in cells


def focus_stays(session, window, made, folder):
    """On the button of what needs attention, while more comes to need it."""
    renew = wait_until("it is to be renewed", lambda: window.find(role=("push button",), name="Renew…"))
    renew.focus()
    wait_until("the button has the focus", lambda: renew.has("focused"))
    subprocess.run(["openssl", "pkcs12", "-export", "-in", made, "-inkey", made.with_suffix(".key"), "-passout", "pass:unknown",
                    "-out", folder / "locked.p12"], check=True, capture_output=True)
    wait_until("the locked file is told", lambda: window.find(role=("label",), name="A file is locked with a password"))
    assert renew.has("focused"), "what stayed was made anew"
    (folder / "locked.p12").unlink()


def run(session, program):
    made = certificates.make(session.home / "made", "new", 25, "Live Event")
    program.prepare()
    session.start_window_manager()
    session.start_panel()
    program.start_tray("--window")
    window = accessibility.wait_for_window()
    assert not window.find(name="Live Event")

    below = program.watched / "a folder" / "made later"
    below.mkdir(parents=True)
    shutil.copy(made, below)
    shutil.copy(made.with_suffix(".key"), below)
    wait_until("the certificate appears", lambda: says_days(window, 25))
    focus_stays(session, window, made, below)
    renewed = certificates.make(session.home / "made", "renewed", 400, "Live Event")
    shutil.copy(renewed, below)
    shutil.copy(renewed.with_suffix(".key"), below)
    wait_until("its successor takes its place",
               lambda: says_days(window, 400) and not says_days(window, 25))
    (listed,) = program.cli("list")["certificates"]
    assert listed["key"], listed
