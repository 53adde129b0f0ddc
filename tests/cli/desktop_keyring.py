# SPDX-License-Identifier: Apache-2.0
"""A session bus and gnome-keyring of the test's own: a desktop whose keyring is unlocked."""
import os
import shutil
import signal
import subprocess

from command_line import PATIENCE, CommandLineTest

MISSING = [tool for tool in ("dbus-daemon", "dbus-send", "gnome-keyring-daemon") if shutil.which(tool) is None]
# No services beside: a keyring that was ended stays away.
BUS = """<busconfig><type>session</type><listen>unix:dir={folder}</listen><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
"""


class DesktopKeyringTest(CommandLineTest):
    def open_keyring(self):
        runtime = os.path.join(self.folder, "runtime")
        os.makedirs(runtime, 0o700, exist_ok=True)
        self.environment["XDG_RUNTIME_DIR"] = runtime
        self.environment["XDG_DATA_HOME"] = os.path.join(self.folder, "data")
        config = self.secret("bus.conf", BUS.format(folder=runtime))
        bus = self.program("dbus-daemon", "--config-file=" + config, "--nofork", "--nopidfile", "--print-address")
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        self.start_keyring()

    def start_keyring(self, password=b"test"):
        """The first time the password makes the keyring; from then on it has to be the same one."""
        self.keyring = self.program("gnome-keyring-daemon", "--unlock", "--foreground", "--components=secrets",
                                    "--control-directory=" + self.environment["XDG_RUNTIME_DIR"])
        self.keyring.stdin.write(password + b"\n")
        self.keyring.stdin.close()
        self.wait_until(self.keyring_is_there)

    def keyring_is_there(self):
        words = ["dbus-send", "--session", "--print-reply=literal", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus",
                 "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"]
        told = subprocess.run(words, env=self.environment, capture_output=True, text=True, check=False)
        return "true" in told.stdout

    def program(self, *words):
        process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                   env=self.environment)
        self.addCleanup(self.stop, process)
        return process

    @staticmethod
    def stop(process):
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE)
        for stream in (process.stdin, process.stdout):
            if stream and not stream.closed:
                stream.close()
