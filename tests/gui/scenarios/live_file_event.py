# SPDX-License-Identifier: Apache-2.0
"""A certificate that is copied into a watched folder appears by itself, and one that is replaced changes."""
import shutil

import accessibility
import certificates
from waiting import wait_until


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
    wait_until("the certificate appears", lambda: window.find(role=("table cell",), name="25 days left"))
    renewed = certificates.make(session.home / "made", "renewed", 400, "Live Event")
    shutil.copy(renewed, below)
    shutil.copy(renewed.with_suffix(".key"), below)
    wait_until("its successor takes its place",
               lambda: window.find(role=("table cell",), name="400 days left")
               and not window.find(role=("table cell",), name="25 days left"))
    (listed,) = program.cli("list")["certificates"]
    assert listed["key"], listed
