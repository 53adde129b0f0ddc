# SPDX-License-Identifier: Apache-2.0
"""While the tray has the profile, the command line works through it and the window follows."""
import accessibility
import certificates
import tray_item
from waiting import wait_until


def run(session, program):
    certificates.make(program.watched, "first", 40, "First Holder")
    program.prepare()
    session.start_window_manager()
    session.start_panel()
    program.start_tray("--window")
    tray_item.wait_for_item(session)
    window = accessibility.wait_for_window()
    wait_until("the window lists the first", lambda: window.find(name="First Holder"))

    elsewhere = certificates.make(session.home / "elsewhere", "second", 20, "Second Holder")
    scanned = program.cli("scan", elsewhere.parent)
    assert any("Second Holder" in entry["subject"] for entry in scanned["certificates"]), scanned
    wait_until("the window shows what was scanned", lambda: window.find(name="Second Holder"))
    listed = program.cli("list")["certificates"]
    assert [("Second" in entry["subject"]) for entry in listed] == [True, False], listed
    program.cli("settings", "set", "language", "ru")
    wait_until("the window changes its language",
               lambda: next((found for found in accessibility.windows() if found.find(name="Мои сертификаты")), None))
    assert program.runs()
