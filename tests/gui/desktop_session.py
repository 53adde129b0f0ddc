# SPDX-License-Identifier: Apache-2.0
"""A private desktop: X server, session bus, accessibility bus, window manager, panel, notification daemon."""
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from gi.repository import Gio, GLib

import processes
from waiting import PATIENCE, wait_until

SERVICES = ("org.xfce.Xfconf", "org.a11y.Bus")  # all that the session bus may start by itself

BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir={folder}</listen><servicedir>{services}</servicedir>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy></busconfig>
"""

PANEL_CONFIG = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array"><value type="int" value="1"/>
    <property name="dark-mode" type="bool" value="{dark}"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="size" type="uint" value="32"/>
      <property name="icon-size" type="uint" value="22"/>
      <property name="plugin-ids" type="array">
        <value type="int" value="1"/><value type="int" value="2"/><value type="int" value="3"/>
      </property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="tasklist"/>
    <property name="plugin-2" type="string" value="separator">
      <property name="expand" type="bool" value="true"/><property name="style" type="uint" value="0"/>
    </property>
    <property name="plugin-3" type="string" value="systray">
      <property name="square-icons" type="bool" value="true"/>
    </property>
  </property>
</channel>
"""


class DesktopSession:
    """Starts X and the bus at once, the rest on request. The scenario's own environment becomes the session's."""

    def __init__(self, theme="Adwaita"):
        processes.adopt_orphans()
        self.theme = theme
        self.home = Path(tempfile.mkdtemp(prefix="reseal-gui-"))
        self.logs = self.home / "logs"
        self.logs.mkdir()
        self.environment = self._private_environment()
        self.panel = None
        settings = Path(self.environment["XDG_CONFIG_HOME"]) / "gtk-3.0" / "settings.ini"
        settings.parent.mkdir()
        settings.write_text("[Settings]\ngtk-cursor-blink=0\n")  # pictures are taken once they hold still
        self._start_x()
        self._start_bus()
        os.environ.clear()
        os.environ.update(self.environment)
        self.bus = Gio.DBusConnection.new_for_address_sync(
            self.environment["DBUS_SESSION_BUS_ADDRESS"],
            Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        self.bus.set_exit_on_close(False)

    def close(self):
        processes.end_all_descendants()
        shutil.rmtree(self.home, ignore_errors=True)

    def _private_environment(self):
        folders = {"XDG_CONFIG_HOME": "config", "XDG_CACHE_HOME": "cache", "XDG_DATA_HOME": "data",
                   "XDG_STATE_HOME": "state", "XDG_RUNTIME_DIR": "runtime"}
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.home), "LANG": "C.UTF-8",
                       "XDG_DATA_DIRS": "/usr/local/share:/usr/share", "XDG_CURRENT_DESKTOP": "XFCE",
                       "GDK_BACKEND": "x11", "GTK_THEME": self.theme, "GSETTINGS_BACKEND": "memory"}
        environment.update({name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ})
        for variable, name in folders.items():
            folder = self.home / name
            folder.mkdir(mode=0o700)
            environment[variable] = str(folder)
        return environment

    def start(self, *arguments, **options):
        name = Path(str(arguments[0])).name
        return processes.start(arguments, self.environment, self.logs / f"{name}.log", **options)

    def _start_x(self):
        reader, writer = os.pipe()
        self.start("Xvfb", "-displayfd", writer, "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-noreset",
                   pass_fds=(writer,))
        os.close(writer)
        with os.fdopen(reader) as numbers:
            number = numbers.readline().strip()
        assert number, "Xvfb did not start"
        self.environment["DISPLAY"] = f":{number}"

    def _start_bus(self):
        services = self.home / "services"
        services.mkdir()
        for name in SERVICES:
            lines = Path(f"/usr/share/dbus-1/services/{name}.service").read_text().splitlines()
            kept = [line for line in lines if not line.startswith("SystemdService")]
            (services / f"{name}.service").write_text("\n".join(kept) + "\n")
        config = self.home / "bus.conf"
        config.write_text(BUS_CONFIG.format(folder=self.environment["XDG_RUNTIME_DIR"], services=services))
        reader, writer = os.pipe()
        self.start("dbus-daemon", f"--config-file={config}", "--nofork", f"--print-address={writer}",
                   pass_fds=(writer,))
        os.close(writer)
        with os.fdopen(reader) as addresses:
            address = addresses.readline().strip()
        assert address, "the session bus did not start"
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = address

    def start_window_manager(self):
        self.start("openbox", "--sm-disable")
        wait_until("the window manager runs", lambda: "window id" in self.output("xprop", "-root",
                                                                                "_NET_SUPPORTING_WM_CHECK"))

    def start_panel(self):
        channel = Path(self.environment["XDG_CONFIG_HOME"]) / "xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml"
        if not channel.exists():
            channel.parent.mkdir(parents=True)
            channel.write_text(PANEL_CONFIG.format(dark=str(self.theme.endswith(":dark")).lower()))
        self.panel = self.start("xfce4-panel", "--disable-wm-check")
        wait_until("the panel shows tray items", self.has_status_notifier_host, 12)

    def stop_panel(self):
        self.panel.kill()
        self.panel.wait()
        wait_until("the panel is gone", lambda: not self.has_name("org.kde.StatusNotifierWatcher"))

    def output(self, *arguments):
        return subprocess.run(arguments, env=self.environment, capture_output=True, text=True, check=False).stdout

    def call(self, name, path, interface, method, parameters=None, timeout=int(2000 * PATIENCE)):
        """A D-Bus call; returns the unpacked reply, or None where it failed."""
        try:
            return self.bus.call_sync(name, path, interface, method, parameters, None, Gio.DBusCallFlags.NO_AUTO_START,
                                      timeout, None).unpack()
        except GLib.Error:
            return None

    def property(self, name, path, interface, key):
        reply = self.call(name, path, "org.freedesktop.DBus.Properties", "Get", GLib.Variant("(ss)", (interface, key)))
        return reply[0] if reply else None

    def has_name(self, name):
        reply = self.call("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "NameHasOwner",
                          GLib.Variant("(s)", (name,)))
        return bool(reply and reply[0])

    def has_status_notifier_host(self):
        return self.property("org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher",
                             "org.kde.StatusNotifierWatcher", "IsStatusNotifierHostRegistered")
