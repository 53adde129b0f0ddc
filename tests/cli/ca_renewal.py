# SPDX-License-Identifier: Apache-2.0
"""Renewals at the test CA over TLS, by the program and a CA plugin in its cage. Forms are answered by a command that reads
codes and links from the CA's outbox, as a person does from the phone. Processes are killed for real."""
import collections
import contextlib
import glob
import json
import os
import random
import signal
import subprocess
import sys
import time

from command_line import PATIENCE, PROGRAM, CommandLineTest

SERVER = os.path.join(os.path.dirname(PROGRAM), "reseal-test-ca")
VAULT_PASSWORD = "canary-of-the-archive"

ANSWER = """
import json, os, sys
form = json.load(sys.stdin)
said = []
if os.path.exists({outbox!r}):
    with open({outbox!r}, encoding="utf-8") as file:
        said = [json.loads(row) for row in file]
given = {given!r}
answers = {{}}
for field in form["fields"]:
    kind, name = field["type"], field["id"]
    if name in given:
        if given[name] is not None:
            answers[name] = given[name]
        if name in {once!r}:
            os.rename({script!r}, {script!r} + ".said")
    elif kind in ("code", "link"):
        answers[name] = [row[kind] for row in said if row.get(kind)][-1]
    elif kind == "phone":
        answers[name] = "+77011234567"
    elif kind in ("consent", "review"):
        answers[name] = "yes"
    elif field.get("value") is not None:
        answers[name] = field["value"]
if given.get("action") in [action["id"] for action in form["actions"]]:
    answers = {{"action": given["action"]}}
json.dump(answers, sys.stdout)
"""


class CaRenewalTest(CommandLineTest):
    STYLE = OLD_PASSWORD = ""  # of the test CA; of the old key files

    def setUp(self):
        self.said = []
        super().setUp()
        self.environment["RESEAL_VAULT_PASSWORD_FILE"] = self.secret("vault.password", VAULT_PASSWORD)
        self.old_password = self.secret("old.password", self.OLD_PASSWORD)
        self.ca = os.path.join(self.folder, "ca")
        self.outbox = os.path.join(self.ca, "outbox.jsonl")

    def run_reseal(self, *arguments, **how):
        done = super().run_reseal(*arguments, **how)
        self.said += [done.stdout, done.stderr]
        return done

    def start_ca(self, *faults, trusted=(), port=0):
        self.faults = faults
        words = [SERVER, "--style", self.STYLE, "--dir", self.ca, "--port", str(port)]
        for fault in faults:
            words += ["--fault", fault]
        for file in trusted:
            words += ["--trust", file]
        self.server = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=self.environment)
        self.addCleanup(self.end, self.server)
        ready = json.loads(self.server.stdout.readline())
        self.port = int(ready["url"].rsplit(":", 1)[1])
        self.at_ca = ["--ca", self.STYLE, "--set", "base_url=" + ready["url"], "--set", "ca_file=" + ready["ca_file"]]

    def answering(self, once=(), **given):
        """`once`: fields after which the command is no longer there, as a person who went away."""
        script = os.path.join(self.folder, "answer.py")
        text = ANSWER.format(outbox=self.outbox, given=given, once=once, script=script)
        return f"{sys.executable} " + self.secret("answer.py", text)

    def answers(self, wait="50s", **given):
        return ["--ask", self.answering(**given), "--password-file", self.old_password, "--wait", wait]

    def renew(self, certificate, exit_code=0, **given):
        return self.ask("renew", certificate, *self.at_ca, *self.answers(**given), exit_code=exit_code)

    def orders(self):
        path = os.path.join(self.ca, "orders.jsonl")
        if not os.path.exists(path):
            return []
        with open(path, encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    def spoken(self):
        """Codes, and tokens of links, that the CA sent."""
        with open(self.outbox, encoding="utf-8") as file:
            messages = [json.loads(row) for row in file]
        said = [row["code"] for row in messages if row.get("code")] + [row["link"].split("=")[1] for row in messages if row.get("link")]
        self.assertTrue(said)
        return said

    def is_renewed(self, done, *old):
        self.assertEqual(done["state"], "done", done)
        self.assertEqual(len(self.orders()), 1)
        rows = {row["id"]: row for row in self.ask("list", "--all")["certificates"]}
        kept = {row["id"]: row["key"] for row in self.ask("archive", "list")["entries"]}
        for one in old:
            self.assertEqual((rows[one]["state"], kept[one]), ("superseded", "vault"), rows[one])
        self.assertIn(done["new_certificate"], rows)
        self.assertEqual(self.ask("archive", "verify")["damaged"], [])

    def hosts(self, agent):
        """The plugin hosts of a running agent."""
        found = []
        for file in glob.glob(f"/proc/{agent.pid}/task/*/children"):
            with contextlib.suppress(OSError):  # that thread has ended
                with open(file, encoding="ascii") as children:
                    found += [int(child) for child in children.read().split()]
        return found

    def kill(self, victim, agent):
        """False where there is none of it now."""
        if victim == "ca":
            self.server.send_signal(signal.SIGKILL)
            self.server.wait(timeout=PATIENCE)
            self.start_ca(*self.faults, port=self.port)
        elif victim == "host":
            hosts = self.hosts(agent)
            if not hosts:
                return False
            os.kill(hosts[-1], signal.SIGKILL)
        else:
            agent.send_signal(signal.SIGKILL)
            agent.wait(timeout=PATIENCE)
        return True

    def killed_again_and_again(self, old, kills, seed, victims=("agent",), **given):
        """`kills` times one of the processes is killed at a random moment; then the renewal goes on to its end. What was
        killed, by the state in which the renewal was then."""
        began = time.monotonic()
        self.ask("list")
        whole = 15 * (time.monotonic() - began)  # seconds; about what a renewal takes on this machine
        chance = random.Random(seed)
        first = ["renew", old, *self.at_ca]
        moments = collections.Counter()
        rest = self.answers(wait="40s", **given)

        def goes_on():
            return [["renewals", "resume", row["id"]] for row in self.ask("renewals", "list")["renewals"]]

        agent = None
        for _ in range(kills):
            if agent is None or agent.poll() is not None:
                agent = subprocess.Popen([PROGRAM, "--profile", self.profile, "--json", *(goes_on() or [first])[0], *rest],
                                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.environment)
            try:
                agent.wait(timeout=chance.uniform(0.03, 1) * whole)
            except subprocess.TimeoutExpired:
                victim = chance.choice(victims)
                if self.kill(victim, agent):
                    rows = self.ask("renewals", "list")["renewals"]
                    moments[victim, rows[0]["state"] if rows else "not begun"] += 1
        if agent.poll() is None:
            agent.send_signal(signal.SIGKILL)
            agent.wait(timeout=PATIENCE)
        row = (self.ask("renewals", "list")["renewals"] or [{"state": "none"}])[0]
        for _ in range(3):  # a person would: what failed before may wait longer than this command stays
            if row["state"] != "done":
                said = self.run_reseal("--json", *(goes_on() or [first])[0], *rest)
                self.assertIn(said.returncode, (0, 4), said.stdout + said.stderr)
                row = json.loads(said.stdout)
        self.is_renewed(row, old)
        kept = {one["id"] for one in self.ask("archive", "list")["entries"]}
        self.assertEqual(kept, {old, row["new_certificate"]})  # one new one, whatever was begun again
        self.assertEqual(self.ask("renewals", "list")["left_over_keys"], [])
        return moments

    def nothing_secret_is_left(self, passwords, spoken):
        """No password in any file of the profile, and neither those nor what was `spoken` in logs and output."""
        for path in glob.glob(os.path.join(self.profile, "**"), recursive=True):
            if os.path.isfile(path):
                with open(path, "rb") as file:
                    data = file.read()
                for canary in passwords:
                    self.assertNotIn(canary.encode(), data, path)
        logs = "".join(self.said)
        for name in glob.glob(os.path.join(self.profile, "logs", "*")):
            with open(name, encoding="utf-8", errors="replace") as file:
                logs += file.read()
        for canary in (*passwords, *spoken):
            self.assertNotIn(canary, logs)
