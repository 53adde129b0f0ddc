# SPDX-License-Identifier: Apache-2.0
"""Windows as the X server and the window manager know them."""
import re


def _ids(text):
    return re.findall(r"0x[0-9a-f]+", text)


def title(session, window):
    text = session.output("xprop", "-id", window, "_NET_WM_NAME")
    return text.partition('"')[2].rpartition('"')[0]


def managed(session, wanted="Reseal"):
    """Ids of the windows with this title that the window manager keeps, minimised ones included."""
    every = _ids(session.output("xprop", "-root", "_NET_CLIENT_LIST"))
    return [window for window in every if wanted in title(session, window)]


def stacked(session):
    """Ids of the windows that the window manager keeps, the one on top last; the panel, above all others, left out."""
    every = _ids(session.output("xprop", "-root", "_NET_CLIENT_LIST_STACKING"))
    return [window for window in every if title(session, window) != "xfce4-panel"]


def active_title(session):
    ids = _ids(session.output("xprop", "-root", "_NET_ACTIVE_WINDOW"))
    return title(session, ids[0]) if ids else ""


def is_minimised(session, window):
    return "_NET_WM_STATE_HIDDEN" in session.output("xprop", "-id", window, "_NET_WM_STATE")


def close(session, window):
    """As the button in the window's frame does."""
    session.output("xdotool", "windowquit", window)


def embedded_icons(session):
    """Windows of the program that sit in trayer's tray, as (id, x, y, width, height) on the screen."""
    panel = re.search(r'(0x[0-9a-f]+) "panel": \("panel" "trayer"\)', session.output("xwininfo", "-root", "-tree"))
    found = []
    for line in session.output("xwininfo", "-id", panel.group(1), "-tree").splitlines() if panel else []:
        match = re.match(r'\s+(0x[0-9a-f]+) "reseal-tray".* (\d+)x(\d+)\+-?\d+\+-?\d+\s+\+(\d+)\+(\d+)', line)
        if match:
            width, height, x, y = map(int, match.groups()[1:])
            found.append((match.group(1), x, y, width, height))
    return [icon for icon in found if icon[3] > 8]


def click(session, x, y, button=1):
    session.output("xdotool", "mousemove", str(x), str(y), "click", str(button))
