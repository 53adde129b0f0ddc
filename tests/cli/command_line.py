# SPDX-License-Identifier: Apache-2.0
"""Runs `reseal` on a profile of the test's own and makes certificates for it with the openssl program."""
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
import unittest

PROGRAM = os.environ["RESEAL_PROGRAM"]
PATIENCE = 60  # seconds; sanitizers are slow


class CommandLineTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="reseal-cli-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.profile = os.path.join(self.folder, "profile")
        self.keys = os.path.join(self.folder, "keys")
        os.mkdir(self.keys)
        self.environment = {name: value for name, value in os.environ.items()
                            if name not in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "LANGUAGE")}
        self.environment.update(LC_ALL="C.UTF-8", HOME=self.folder)

    def run_reseal(self, *arguments, stdin=None, environment=None):
        return subprocess.run([PROGRAM, "--profile", self.profile, *arguments], input=stdin, capture_output=True,
                              text=True, encoding="utf-8", timeout=PATIENCE, env={**self.environment, **(environment or {})})

    def ask(self, *arguments, exit_code=0, stdin=None):
        done = self.run_reseal("--json", *arguments, stdin=stdin)
        self.assertEqual(done.returncode, exit_code, done.stdout + done.stderr)
        return json.loads(done.stdout)

    def start_watch(self):
        process = subprocess.Popen([PROGRAM, "--profile", self.profile, "--json", "watch"], stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, env=self.environment)
        self.addCleanup(self.end, process)
        self.wait_until(lambda: os.path.exists(os.path.join(self.profile, "reseal.sock")))
        return process

    def end(self, process):
        if process.poll() is None:
            process.terminate()
        process.wait(timeout=PATIENCE)
        process.stdout.close()

    def wait_until(self, condition):
        deadline = time.monotonic() + PATIENCE
        while not condition():
            self.assertLess(time.monotonic(), deadline, "waited too long")
            select.select([], [], [], 0.02)

    def secret(self, name, text):
        """A file beside the watched folder."""
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def write(self, name, content=b""):
        path = os.path.join(self.keys, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], check=True, capture_output=True)

    def certificate(self, name, days, subject="/CN=Test Person", key=True):
        """NAME.pem, self-signed, with its key in the same file."""
        base = os.path.join(self.folder, name)
        self.openssl("req", "-x509", "-utf8", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                     "-days", str(days), "-subj", subject, "-addext", "basicConstraints=CA:FALSE",
                     "-addext", "keyUsage=digitalSignature,nonRepudiation",
                     "-keyout", base + ".key", "-out", base + ".crt")
        with open(base + ".crt", "rb") as crt, open(base + ".key", "rb") as key_file:
            return self.write(name + ".pem", crt.read() + (key_file.read() if key else b""))

    def pkcs12(self, name, days, password, *options):
        self.certificate(name, days)
        os.remove(os.path.join(self.keys, name + ".pem"))
        base = os.path.join(self.folder, name)
        path = os.path.join(self.keys, name + ".p12")
        self.openssl("pkcs12", "-export", "-in", base + ".crt", "-inkey", base + ".key", "-passout", "pass:" + password,
                     "-out", path, *options)
        return path
