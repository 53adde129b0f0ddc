# SPDX-License-Identifier: Apache-2.0
"""The program's tray item as the panel sees it: StatusNotifierItem and its menu, over D-Bus."""
import time

from gi.repository import GLib

from waiting import wait_until

WATCHER = "org.kde.StatusNotifierWatcher"
ITEM = "org.kde.StatusNotifierItem"
MENU = "com.canonical.dbusmenu"


class TrayItem:
    def __init__(self, session, bus_name, path):
        self.session, self.bus_name, self.path = session, bus_name, path

    def read(self, key):
        return self.session.property(self.bus_name, self.path, ITEM, key)

    def menu(self):
        """Menu entries as (number, label, enabled); separators left out."""
        reply = self.session.call(self.bus_name, self.read("Menu"), MENU, "GetLayout",
                                  GLib.Variant("(iias)", (0, -1, [])))
        entries = []
        for number, properties, _ in reply[1][2] if reply else []:
            if properties.get("type") != "separator":
                entries.append((number, _plain(properties.get("label", "")), properties.get("enabled", True)))
        return entries

    def choose(self, label):
        """Clicks the menu entry with this label."""
        found = lambda: [number for number, text, _ in self.menu() if text == label]  # noqa: E731
        number = wait_until(f"the menu has {label}", found)[0]
        self.session.call(self.bus_name, self.read("Menu"), MENU, "Event",
                          GLib.Variant("(isvu)", (number, "clicked", GLib.Variant("i", 0), int(time.time()))))


def items(session):
    known = session.property(WATCHER, "/StatusNotifierWatcher", WATCHER, "RegisteredStatusNotifierItems") or []
    found = [TrayItem(session, *_split(entry)) for entry in known]
    return [item for item in found if item.read("Id") == "reseal"]


def _plain(label):
    """A menu label without its mnemonic marks; a doubled underscore is one underscore."""
    return "_".join(part.replace("_", "") for part in label.split("__"))


def _split(entry):
    name, slash, path = entry.partition("/")
    return name, slash + path if slash else "/StatusNotifierItem"


def wait_for_item(session, seconds=8.0):
    return wait_until("the tray item is registered", lambda: next(iter(items(session)), None), seconds)
