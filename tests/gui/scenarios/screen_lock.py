# SPDX-License-Identifier: Apache-2.0
"""The screen is locked: the desktop's screen saver tells, and the tray locks the archive; unlocking the screen does nothing."""
from gi.repository import GLib

import certificates
import tray_item
from waiting import wait_until

LOCKED = "the archive is locked"


def run(session, program):
    certificates.make(program.watched, "first", 40, "First Holder")
    program.prepare()
    session.start_window_manager()
    session.start_panel()
    program.start_tray()
    tray_item.wait_for_item(session)

    def tell(screen_saver, active):
        session.bus.emit_signal(None, "/org/freedesktop/ScreenSaver", screen_saver, "ActiveChanged", GLib.Variant("(b)", (active,)))

    def times_locked():
        return program.log_text().count(LOCKED)
    assert times_locked() == 0
    for number, screen_saver in enumerate(("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.xfce.ScreenSaver"), 1):
        tell(screen_saver, True)
        wait_until(f"{screen_saver} is heard", lambda: times_locked() == number)
    tell("org.freedesktop.ScreenSaver", False)
    assert program.cli("archive", "lock") == {"locked": True}  # behind the signal: the engine has seen both
    wait_until("the command is heard", lambda: times_locked() == 4)
    assert program.runs()
