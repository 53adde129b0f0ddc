# SPDX-License-Identifier: Apache-2.0
"""The token with the old and the new key is pulled in each state of a renewal by its name (stopped_renewal.py) and put back: it
is said in words, and the renewal goes on to its end with one order, one new key and one new certificate."""
import os
import shutil
import signal
import subprocess
import sys
import unittest

import soft_token
import state_kills
from ca_renewal import SERVER
from file_renewal import FileRenewalTest

URI = "pkcs11:token=Test%20token"
SAID = "The token is not there: plug it in."
TOKEN_NEEDED = {"asking", "making_key", "signing", "staged", "installing"}  # and in the next state at the latest


class PulledOut(soft_token.SoftTokenTest):
    def pull(self):
        os.rename(self.token_folder, self.token_folder + ".away")
        os.mkdir(self.token_folder)

    def put_back(self):
        shutil.rmtree(self.token_folder)
        os.rename(self.token_folder + ".away", self.token_folder)

    def keys_on_token(self):
        """As the token's own tool counts them."""
        shown = subprocess.run(["pkcs11-tool", "--module", soft_token.MODULE, "--token-label", "Test token", "--login", "--pin",
                                self.PIN, "--list-objects", "--type", "privkey"], check=True, capture_output=True, text=True,
                               env=self.environment).stdout
        return shown.count("Private Key Object")

    def certificates_on_token(self):
        token, = self.ask("token", "list")["tokens"]
        return {row["certificate"]["id"]: row["uri"] for row in token["objects"] if row["certificate"] and row["key"]}


@unittest.skipUnless(os.path.exists(SERVER), "reseal-test-ca is not built")
class PulledInEveryStateTest(PulledOut, state_kills.StateKills):
    def old_key_on_token(self):
        base = os.path.join(self.folder, "anna")
        self.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "20", "-utf8", "-subj", "/CN=Анна Иванова/O=Example",
                     "-addext", "basicConstraints=CA:FALSE", "-addext", "keyUsage=digitalSignature,nonRepudiation", "-keyout",
                     base + ".key", "-out", base + ".crt")
        self.put_on_token("anna", "anna", "01")
        old, = self.certificates_on_token()
        return old

    def one_pull(self, agent):
        """While the agent stands still; what is then said of the renewal."""
        self.pull()
        agent.send_signal(signal.SIGCONT)
        said, _ = agent.communicate(timeout=state_kills.PATIENCE)
        row, = self.ask("renewals", "list")["renewals"]
        self.assertIn((agent.returncode, row["state"] == "done"), ((4, False), (0, True)), said)
        if row["state"] == "waiting_for_token":
            self.assertEqual((row["waits_for"], row["detail"]), ("token", SAID))
            self.assertIn(SAID.encode(), said)
        self.put_back()
        return row["state"]

    def pulled_in_every_state(self, old, rest):
        """The states in which it was, and what each came to."""
        first, left, seen = ["renew", old, *self.at_ca, "--token", URI], set(state_kills.PASSED), {}
        for _ in range(20):
            agent = subprocess.Popen(self.next_command(first, rest), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                     env=self.environment)
            self.addCleanup(lambda one=agent: (one.kill(), one.wait(), one.stdout.close()))
            state = self.caught_in(agent, left)
            if state is not None:
                seen[state] = self.one_pull(agent)
                left.discard(state)
            elif self.ask("renewals", "list")["renewals"][0]["state"] == "done":
                break
        return seen

    def test_pulled_in_every_state_it_says_so_and_comes_to_its_end_with_one_order(self):
        old = self.old_key_on_token()
        self.start_ca("wants-application", "issuing-takes-time=1", "clock-skew=5")
        seen = self.pulled_in_every_state(old, [*self.answers(wait="0s"), "--pin-file", self.pin_file])
        self.assertLessEqual(TOKEN_NEEDED | {"submitting", "waiting_for_ca"}, set(seen))
        self.assertGreaterEqual(list(seen.values()).count("waiting_for_token"), 4, seen)
        done, = self.ask("renewals", "list")["renewals"]
        self.assertEqual((done["state"], len(self.orders()), self.keys_on_token()), ("done", 1, 2))
        there = self.certificates_on_token()
        self.assertEqual(set(there), {old, done["new_certificate"]})
        self.assertEqual({row["id"]: row["key"] for row in self.ask("archive", "list")["entries"]}, {old: "token"})
        self.assertEqual(self.ask("renewals", "list")["left_over_keys"], [])
        document = self.write("contract.txt", b"A contract.\n")
        for number, uri in enumerate(there.values()):
            self.ask("sign", document, "--token", uri, "--pin-file", self.pin_file, "-o", f"{document}.{number}.p7s")


class PulledAtTheCopyTest(PulledOut, FileRenewalTest):
    def test_pulled_when_a_copy_goes_to_it_that_is_said_and_the_offer_stands(self):
        """The command that answers pulls it, right before the program writes there; asked again, nobody is there."""
        script = self.secret("answer.py", f"""
import json, os, sys
form = json.load(sys.stdin)
answers = {{field["id"]: field["value"] for field in form["fields"]}}
if "backup" in answers:
    os.rename({self.token_folder!r}, {self.token_folder + ".away"!r})  # fails the second time
    os.mkdir({self.token_folder!r})
    choices, = [field["choices"] for field in form["fields"] if field["id"] == "backup"]
    answers.update(backup=[one["id"] for one in choices if one["id"].startswith("pkcs11:")][0], pin={self.PIN!r})
print(json.dumps({{**answers, **({{"medium": "vault"}} if "medium" in answers else {{}})}}))
""")
        pulls = ("--ask", f"{sys.executable} {script}")
        waiting = self.renew(self.old_certificate(), "--set", "algorithm=rsa-2048", *pulls)
        self.answer()
        said = self.run_reseal("renewals", "resume", waiting["id"], "--wait", "0s", "--password-file", self.old_password, *pulls)
        self.assertEqual(said.returncode, 2, said.stderr)
        self.assertIn("The token is not there any more. Plug it in and try again.", said.stderr)
        offered = self.ask("renewals", "show", waiting["id"])
        self.assertEqual((offered["state"], offered["place"], offered["backup"]), ("offering_backup", "vault", None))
        self.put_back()
        done = self.resume(waiting["id"], "--ask", f"{sys.executable} " + self.secret("again.py", f"""
import json, sys
form = json.load(sys.stdin)
choices, = [field["choices"] for field in form["fields"] if field["id"] == "backup"]
print(json.dumps({{"backup": [one["id"] for one in choices if one["id"].startswith("pkcs11:")][0], "pin": {self.PIN!r}}}))
"""))
        self.assertEqual((done["state"], set(self.certificates_on_token())), ("done", {done["new_certificate"]}), done)
        self.assertEqual((len(self.requests()), self.keys_on_token()), (1, 1))


if __name__ == "__main__":
    unittest.main()
