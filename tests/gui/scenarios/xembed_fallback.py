# SPDX-License-Identifier: Apache-2.0
"""On a desktop whose tray knows only XEmbed the icon sits there, and a click opens the window."""
import accessibility
import certificates
import screenshots
import tray_item
import x_windows
from waiting import wait_until


def run(session, program):
    certificates.make(program.watched, "soon", 2, "Embedded Holder")
    program.prepare()
    session.start_window_manager()
    tray = session.start("trayer", "--edge", "bottom", "--align", "right", "--SetDockType", "true")
    wait_until("the tray is there", lambda: '"panel" "trayer"' in session.output("xwininfo", "-root", "-tree"))
    program.start_tray()
    wait_until("the icon is embedded", lambda: x_windows.embedded_icons(session))
    assert not session.has_name("org.kde.StatusNotifierWatcher")
    screenshots.take(session, "xembed_icon")

    before = []

    def rests():  # the tray may still be laid out
        before.append(x_windows.embedded_icons(session))
        return before[-1] and before[-1] == (before[-2] if len(before) > 1 else None)
    wait_until("the icon keeps its place", rests)
    _, x, y, width, height = before[-1][0]
    x_windows.click(session, x + width // 2, y + height // 2)
    window = accessibility.wait_for_window()
    wait_until("the window lists the certificate", lambda: window.find(name="Embedded Holder"))
    screenshots.take(session, "xembed_window")

    tray.kill()
    session.start_panel()
    tray_item.wait_for_item(session)
