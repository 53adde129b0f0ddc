# SPDX-License-Identifier: Apache-2.0
"""The panel shows the item with the worst state as icon and title; its menu opens the window and quits."""
from pathlib import Path

import accessibility
import certificates
import screenshots
import tray_item
from waiting import wait_until


def run(session, program):
    certificates.make(program.watched, "soon", 10, "Anna Soon")
    program.prepare()
    session.start_window_manager()
    session.start_panel()
    program.start_tray()
    item = tray_item.wait_for_item(session)

    wait_until("the icon warns", lambda: "warning" in (item.read("IconName") or ""))
    wait_until("the icon is a file", lambda: Path(item.read("IconName") or "").is_file())
    wait_until("it has a title", lambda: (item.read("Title") or "").startswith("Reseal"))
    wait_until("it is active", lambda: item.read("Status") == "Active")
    wait_until("it is described", lambda: item.read("IconAccessibleDesc"))
    # A menu that changed is exported anew: for a moment there is none.
    wait_until("the menu names the certificate", lambda: any("Anna Soon" in label for _, label, _ in item.menu()))

    item.choose("Open Reseal")
    window = accessibility.wait_for_window()
    wait_until("the list names the certificate", lambda: window.find(name="Anna Soon"))
    screenshots.take(session, "tray_item")
    item.choose("Quit")
    wait_until("the program leaves", lambda: not program.runs())
    assert program.tray.returncode == 0, program.tray.returncode
