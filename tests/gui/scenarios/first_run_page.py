# SPDX-License-Identifier: Apache-2.0
"""A new profile starts with the first-run page: nothing is watched unasked, a test notice comes, then work begins."""
import accessibility
import certificates
import screenshots
import tray_item
from notifications import NotificationDaemon
from waiting import wait_until


def run(session, program):
    folder = session.home / "Documents"
    certificates.make(folder, "mine", 100, "Own Certificate")
    session.start_window_manager()
    dunst = NotificationDaemon(session)
    session.start_panel()
    program.start_tray()
    page = accessibility.wait_for_window("Welcome")
    tray_item.wait_for_item(session)
    screenshots.take(session, "first_run")
    assert "60" in accessibility.outline(page), "the thresholds are not told"
    box = wait_until("Documents are offered", lambda: page.find(role=("check box",), name=str(folder)))
    assert not box.has("checked"), "a personal folder is ticked without being asked"
    assert program.cli("list", "--all", expect=0)["certificates"] == [], "something was read before the person agreed"

    page.find(role=("push button", "button"), name="test notice").press()
    wait_until("the test notice comes", lambda: dunst.notices())
    box.press()
    wait_until("the folder is ticked", lambda: box.has("checked"))
    page.find(role=("push button", "button"), name="Start watching").press()
    wait_until("the certificate is found",
               lambda: any("Own Certificate" in entry["subject"] for entry in program.cli("list")["certificates"]))
    wait_until("the page is gone", lambda: not [w for w in accessibility.windows() if "Welcome" in w.name])
