# SPDX-License-Identifier: Apache-2.0
"""With no tray of any kind the window comes by itself, and closing it neither ends the program nor loses the window."""
import accessibility
import screenshots
import x_windows
from waiting import stays, wait_until


def run(session, program):
    program.prepare()
    session.start_window_manager()
    program.start_tray()
    accessibility.wait_for_window(seconds=10)
    (window,) = wait_until("its window is managed", lambda: x_windows.managed(session))
    screenshots.take(session, "no_tray")

    x_windows.close(session, window)
    stays("the program runs and its window is still managed",
          lambda: program.runs() and x_windows.managed(session) == [window])
    assert program.start_again() == 0
    wait_until("a second start brings it to the front", lambda: "Reseal" in x_windows.active_title(session))
    wait_until("it is not minimised", lambda: not x_windows.is_minimised(session, window))
