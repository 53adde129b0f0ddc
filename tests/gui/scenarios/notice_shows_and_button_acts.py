# SPDX-License-Identifier: Apache-2.0
"""Each new certificate about to lapse brings one notice; each of its buttons opens what it says."""
import accessibility
import certificates
import screenshots
from notifications import NotificationDaemon
from waiting import wait_until

BUTTONS = {"renew": "How to renew", "later": "Remind me later", "details": "Certificate details"}


def run(session, program):
    program.prepare()
    session.start_window_manager()
    dunst = NotificationDaemon(session)
    session.start_panel()
    program.start_tray()
    for count, (key, opened) in enumerate(BUTTONS.items(), start=1):
        holder = f"Boris {key}"
        certificates.make(program.watched, key, 2, holder)
        wait_until("the notice comes", lambda: len(dunst.notices()) >= count)
        notice = dunst.notices()[-1]
        assert notice.app == "Reseal", notice.app
        assert holder in notice.summary + notice.body, notice
        assert list(notice.actions)[:3] == list(BUTTONS), notice.actions
        assert notice.hints.get("desktop-entry") == "reseal", notice.hints
        wait_until("the notice is on the screen", lambda: dunst.displayed() == 1)
        screenshots.take(session, f"notice_{key}")

        assert dunst.press(notice.actions[key]) == key
        window = accessibility.wait_for_window(opened)
        wait_until("it names the holder", lambda: holder in accessibility.outline(window) or key == "later")
        screenshots.take(session, f"notice_{key}_opened")
        wait_until("the answered notice is gone", lambda: dunst.displayed() == 0)
    assert len(dunst.notices()) == len(BUTTONS), dunst.notices()
