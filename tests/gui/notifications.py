# SPDX-License-Identifier: Apache-2.0
"""dunst as the person's notification service: what it was asked to show, and its buttons pressed for real."""
import os
import stat
import subprocess
import threading

from gi.repository import Gio, GLib

from waiting import wait_until

DUNST_CONFIG = """[global]
    origin = top-right
    offset = 12x44
    width = 420
    font = Sans 10
    markup = full
    format = "<b>%s</b>\\n%b"
    dmenu = {answer}
    timeout = 0
[urgency_normal]
    timeout = 0
[urgency_critical]
    timeout = 0
"""

# dunst asks this program which action to take: it picks the line with the wanted label, and records what was offered.
ANSWER = """#!/bin/sh
cat > {folder}/offered
grep -F -f {folder}/wanted {folder}/offered | head -n 1
"""


class Notify:
    """One Notify call as it went over the bus."""

    def __init__(self, body):
        (self.app, self.replaces, self.icon, self.summary, self.body, flat, self.hints, self.timeout) = body
        self.actions = dict(zip(flat[0::2], flat[1::2]))

    def __repr__(self):
        return f"Notify({self.summary!r}, {self.body!r}, {self.actions})"


class NotificationDaemon:
    def __init__(self, session):
        self.session = session
        self.messages = []
        self.folder = session.home / "dunst"
        self.folder.mkdir()
        answer = self.folder / "answer"
        answer.write_text(ANSWER.format(folder=self.folder))
        answer.chmod(answer.stat().st_mode | stat.S_IXUSR)
        config = self.folder / "dunstrc"
        config.write_text(DUNST_CONFIG.format(answer=answer))
        self.process = session.start("dunst", "-conf", config)
        wait_until("dunst serves", lambda: session.has_name("org.freedesktop.Notifications"))
        self._listen()

    def _listen(self):
        monitor = self.session.start("dbus-monitor", "--address", self.session.environment["DBUS_SESSION_BUS_ADDRESS"],
                                     "--binary", "interface='org.freedesktop.Notifications'", stdout=subprocess.PIPE)
        threading.Thread(target=self._read, args=(monitor.stdout,), daemon=True).start()
        # A call of our own shows that the monitor listens.
        def heard():
            self.session.call("org.freedesktop.Notifications", "/org/freedesktop/Notifications",
                              "org.freedesktop.Notifications", "GetServerInformation")
            return self.messages
        wait_until("the monitor listens", heard)

    def _read(self, stream):
        pending = b""
        while chunk := os.read(stream.fileno(), 65536):
            pending += chunk
            while len(pending) >= 16 and len(pending) >= (size := Gio.DBusMessage.bytes_needed(pending)):
                blob, pending = pending[:size], pending[size:]
                try:
                    self.messages.append(Gio.DBusMessage.new_from_blob(blob, Gio.DBusCapabilityFlags.NONE))
                except GLib.Error:
                    continue  # the monitor's own farewell when the bus ends

    def notices(self):
        """Every Notify call so far."""
        return [Notify(message.get_body().unpack()) for message in list(self.messages)
                if message.get_message_type() == Gio.DBusMessageType.METHOD_CALL and message.get_member() == "Notify"]

    def invoked(self):
        """Keys of the actions that dunst reported as pressed."""
        return [message.get_body().unpack()[1] for message in list(self.messages)
                if message.get_message_type() == Gio.DBusMessageType.SIGNAL
                and message.get_member() == "ActionInvoked"]

    def displayed(self):
        return self.session.property("org.freedesktop.Notifications", "/org/freedesktop/Notifications",
                                     "org.dunstproject.cmd0", "displayedLength") or 0

    def press(self, label):
        """Opens dunst's context menu and picks the action with this label."""
        (self.folder / "wanted").write_text(f"#{label} (\n")
        before = len(self.invoked())
        self.session.call("org.freedesktop.Notifications", "/org/freedesktop/Notifications", "org.dunstproject.cmd0",
                          "ContextMenuCall")
        wait_until(f"the button {label!r} acts", lambda: len(self.invoked()) > before)
        return self.invoked()[-1]

    def close_all(self):
        self.session.call("org.freedesktop.Notifications", "/org/freedesktop/Notifications", "org.dunstproject.cmd0",
                          "NotificationCloseAll")
        wait_until("no notice is shown", lambda: self.displayed() == 0)
