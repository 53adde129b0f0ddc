# SPDX-License-Identifier: Apache-2.0
"""The panel crashes and comes back, twice: so does the item, with its menu working."""
import accessibility
import tray_item
from waiting import wait_until


def run(session, program):
    program.prepare()
    session.start_window_manager()
    session.start_panel()
    program.start_tray()
    tray_item.wait_for_item(session)
    for _ in range(2):
        session.stop_panel()
        assert program.runs()
        session.start_panel()
        item = tray_item.wait_for_item(session)
        wait_until("it is shown", lambda: item.read("Status") == "Active" and item.menu())
    assert len(tray_item.items(session)) == 1
    tray_item.wait_for_item(session).choose("Open Reseal")
    accessibility.wait_for_window()
