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
    icon = wait_until("the icon is embedded", lambda: next(iter(x_windows.embedded_icons(session)), None))
    assert not session.has_name("org.kde.StatusNotifierWatcher")
    screenshots.take(session, "xembed_icon")

    _, x, y, width, height = icon
    x_windows.click(session, x + width // 2, y + height // 2)
    window = accessibility.wait_for_window()
    wait_until("the window lists the certificate", lambda: window.find(name="Embedded Holder"))
    screenshots.take(session, "xembed_window")

    tray.kill()
    session.start_panel()
    tray_item.wait_for_item(session)
