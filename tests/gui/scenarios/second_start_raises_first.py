# SPDX-License-Identifier: Apache-2.0
"""Starting the program again brings the first one's window up, also out of the background, and leaves."""
import accessibility
import tray_item
import x_windows
from waiting import wait_until


def run(session, program):
    program.prepare()
    session.start_window_manager()
    session.start_panel()
    program.start_tray()
    tray_item.wait_for_item(session)
    assert not x_windows.managed(session), "a window opened by itself"

    assert program.start_again() == 0
    accessibility.wait_for_window()
    wait_until("the window is in front", lambda: "Reseal" in x_windows.active_title(session))

    (window,) = x_windows.managed(session)
    session.output("xdotool", "windowminimize", window)
    wait_until("it is minimised", lambda: x_windows.is_minimised(session, window))
    assert program.start_again() == 0
    wait_until("it is back", lambda: not x_windows.is_minimised(session, x_windows.managed(session)[0]))
    wait_until("and in front", lambda: "Reseal" in x_windows.active_title(session))
    assert program.runs() and len(tray_item.items(session)) == 1
