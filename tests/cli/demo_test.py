# SPDX-License-Identifier: Apache-2.0
"""`installer/bootstrap run --demo` as a newcomer meets it, on programs that are built already: a certificate of the demo is
renewed at the demo's CA with the code that the terminal shows."""
import glob
import os
import signal
import subprocess
import sys
import unittest

from ca_renewal import SERVER, VAULT_PASSWORD
from command_line import PATIENCE, PROGRAM, CommandLineTest

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
# The newcomer reads the code off the terminal.
ANSWER = """
import json, re, sys
form = json.load(sys.stdin)
answers = {{}}
for field in form["fields"]:
    kind = field["type"]
    if kind == "code":
        with open({shown!r}, encoding="utf-8") as file:
            answers[field["id"]] = re.findall(r"SMS to .*?: .*?([0-9]{{6}})", file.read())[-1]
    else:
        answers[field["id"]] = "+79991234567" if kind == "phone" else "yes" if kind in ("consent", "review") else field["value"]
json.dump(answers, sys.stdout)
"""


@unittest.skipUnless(os.path.exists(SERVER), "reseal-test-ca is not built")
class DemoTest(CommandLineTest):
    def start_demo(self):
        self.shown = os.path.join(self.folder, "shown")
        environment = {**self.environment, "RESEAL_BIN": os.path.dirname(PROGRAM), "TMPDIR": self.folder}
        with open(self.shown, "w", encoding="utf-8") as file:
            demo = subprocess.Popen([os.path.join(ROOT, "installer", "bootstrap"), "run", "--demo"], stdin=subprocess.DEVNULL,
                                    stdout=file, stderr=subprocess.STDOUT, env=environment, start_new_session=True)
        self.addCleanup(self.end_demo, demo)
        self.wait_until(lambda: demo.poll() is not None or "No desktop here" in self.on_the_terminal())
        self.assertIsNone(demo.poll(), self.on_the_terminal())
        scratch, = glob.glob(os.path.join(self.folder, "reseal-demo.*"))
        self.profile = os.path.join(scratch, "profile")
        self.wait_until(lambda: os.path.exists(os.path.join(self.profile, "reseal.sock")))
        return demo

    def end_demo(self, demo):
        if demo.poll() is None:
            os.killpg(demo.pid, signal.SIGTERM)
        demo.wait(timeout=PATIENCE)

    def on_the_terminal(self):
        with open(self.shown, encoding="utf-8") as file:
            return file.read()

    def test_a_newcomer_renews_a_certificate_with_the_code_from_the_terminal(self):
        demo = self.start_demo()
        self.environment["RESEAL_VAULT_PASSWORD_FILE"] = self.secret("vault.password", VAULT_PASSWORD)
        due = next(row for row in self.ask("list")["certificates"]
                   if row["state"] == "due_soon" and row["key"] and not row["key"]["where"][0]["locked"])
        self.wait_until(lambda: due["holder"]["name"] in self.on_the_terminal())  # in a notice
        ask = f"{sys.executable} " + self.secret("answer.py", ANSWER.format(shown=self.shown))
        done = self.ask("renew", due["id"], "--ca", "kontur", "--ask", ask, "--wait", "50s")
        self.assertEqual(done["state"], "done", done)
        rows = {row["id"]: row for row in self.ask("list", "--all")["certificates"]}
        self.assertEqual(rows[due["id"]]["superseded_by"], done["new_certificate"])
        self.assertIn("SMS to", self.on_the_terminal())
        demo.terminate()  # and its CA goes with it
        demo.wait(timeout=PATIENCE)
        self.wait_until(lambda: not self.the_ca_runs())

    def test_without_the_demo_nothing_is_watched_unasked_and_places_are_offered(self):
        home = os.path.join(self.folder, "home")
        os.makedirs(os.path.join(home, ".pki"))
        environment = {**self.environment, "RESEAL_BIN": os.path.dirname(PROGRAM), "HOME": home}
        for name in [name for name in environment if name.startswith("XDG_")]:
            del environment[name]
        shown = os.path.join(self.folder, "shown")
        with open(shown, "w", encoding="utf-8") as file:
            started = subprocess.Popen([os.path.join(ROOT, "installer", "bootstrap"), "run"], stdin=subprocess.DEVNULL,
                                       stdout=file, stderr=subprocess.STDOUT, env=environment, start_new_session=True)
        self.addCleanup(self.end_demo, started)
        self.shown = shown
        self.wait_until(lambda: started.poll() is not None or home + "/.pki" in self.on_the_terminal())
        self.assertIn("sources add", self.on_the_terminal())

    def the_ca_runs(self):
        for path in glob.glob("/proc/[0-9]*/cmdline"):
            try:
                with open(path, "rb") as file:
                    words = file.read().split(b"\0")
            except OSError:
                continue
            if words[0].endswith(b"reseal-test-ca") and self.folder.encode() in b" ".join(words):
                return True
        return False


if __name__ == "__main__":
    unittest.main()
