# SPDX-License-Identifier: Apache-2.0
"""A tray killed once its notice is known to be delivered starts again with everything it knew, and does not repeat the notice."""
import signal

import certificates
import tray_item
from notifications import NotificationDaemon
from waiting import stays, wait_until


def run(session, program):
    certificates.make(program.watched, "soon", 2, "Killed Holder")
    program.prepare()
    session.start_window_manager()
    dunst = NotificationDaemon(session)
    session.start_panel()
    program.start_tray()
    wait_until("the notice comes", lambda: dunst.notices())
    # Killed before the desktop's answer is noted, it would show the notice once more: rather twice than never.
    wait_until("its delivery is noted", lambda: "delivered by desktop" in program.log_text())
    program.cli("list")  # answered by the same thread, after that
    assert program.stop_tray(how=signal.SIGKILL) == -signal.SIGKILL

    program.start_tray()
    item = tray_item.wait_for_item(session)
    wait_until("it knows the certificate", lambda: any("Killed Holder" in label for _, label, _ in item.menu()))
    listed = program.cli("list")["certificates"]
    assert len(listed) == 1, listed
    stays("no second notice", lambda: len(dunst.notices()) == 1, seconds=2)
