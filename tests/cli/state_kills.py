# SPDX-License-Identifier: Apache-2.0
"""Renewals in which the agent, the plugin host or the CA is killed in a state that is named: the agent is stopped (SIGSTOP)
as soon as its renewal is written down in that state, and looked at again before anything is killed."""
import contextlib
import os
import signal
import sqlite3
import subprocess

import ca_renewal
import kontur_test
from command_line import PATIENCE
from soft_token import MODULE
from stopped_renewal import StoppedRenewal

TAKEN = "submitting, order taken"  # the CA has it, and its answer is not yet written down
# All that do not end (agent/enrolment/renewal.hpp), in the order in which a renewal comes through them. The last is not
# passed by a renewal into the archive, and so has one of its own.
PASSED = ("asking", "making_key", "submitting", TAKEN, "signing", "waiting_for_ca", "staged", "archiving_old", "installing",
          "offering_backup")
TOKEN = "waiting_for_token"
VICTIMS = ("agent", "host", "ca")
STAYS = "4s"  # a command; what failed is tried again after a minute, or at once where the person resumes it
HOSTS_OF_ONE = 2  # renewal: a plugin whose host ended three times in five minutes rests


class StateKills(ca_renewal.CaRenewalTest, StoppedRenewal):
    STYLE, OLD_PASSWORD = "kontur", kontur_test.OLD_PASSWORD
    old_certificate = kontur_test.KonturTest.old_certificate

    def state(self, database):
        """Of the only renewal; a step is at the CA for the sake of the order only once there is a key."""
        with contextlib.suppress(sqlite3.Error):  # not yet made, or being opened
            row = database.execute("SELECT state FROM renewal").fetchone()
            if row != ("submitting",):
                return row and row[0]
            came = {one for one, in database.execute("SELECT DISTINCT state FROM renewal_event")}
            if "making_key" in came:
                return TAKEN if "signing" not in came and self.taken() else "submitting"
        return None

    def taken(self):
        path = os.path.join(self.ca, "orders.jsonl")
        return os.path.exists(path) and os.path.getsize(path) > 0

    def killed_in(self, victim, states, first, rest, most=len(PASSED)):
        """Kills `victim` in each of `states` that the renewal is caught in, at most `most` times. Those states."""
        left, killed, agent = set(states), [], None
        while left and len(killed) < most:
            if agent is None or agent.poll() is not None:
                if agent is not None and self.ask("renewals", "list")["renewals"][0]["state"] == "done":
                    break
                agent = self.started(self.next_command(first, rest))
            state = self.caught_in(agent, left)
            if state is None:
                continue
            if self.kill(victim, agent):
                killed.append(state)
            left.discard(state)
            if victim != "agent":
                agent.send_signal(signal.SIGCONT)
        self.goes_to_its_end(agent, first, rest)
        return killed

    def caught_in(self, agent, states):
        """As stopped_in(); the CA stands still from the key on, so that the order is not taken before one looks."""
        if "submitting" not in states or "making_key" in states:
            return self.stopped_in(agent, states)
        state = self.stopped_in(agent, {*states, "making_key"})
        if state != "making_key":
            return state
        with self.ca_stands_still():
            agent.send_signal(signal.SIGCONT)
            return self.stopped_in(agent, states)

    @contextlib.contextmanager
    def ca_stands_still(self):
        self.server.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.server.send_signal(signal.SIGCONT)

    def goes_to_its_end(self, agent, first, rest):
        if agent.poll() is None:
            agent.wait(timeout=PATIENCE)
        for _ in range(8):
            row = self.ask("renewals", "list")["renewals"][0]
            if row["state"] != "done":
                subprocess.run(self.next_command(first, rest), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               env=self.environment, timeout=PATIENCE, check=False)
        self.is_renewed(row, first[1])
        self.assertEqual(self.ask("renewals", "list")["left_over_keys"], [])
        rows = self.ask("list", "--all")["certificates"]
        own = [one["id"] for one in rows if one["holder"]["name"] == "Анна Иванова"]
        self.assertEqual(sorted(own), sorted([first[1], row["new_certificate"]]), "one new certificate")

    def one_renewal(self, victim, states):
        """A renewal into the archive, from the phone to the end."""
        # What is not valid yet stays staged; else that takes a millisecond or two.
        self.start_ca("wants-application", "issuing-takes-time=1", *(["clock-skew=8"] if "staged" in states else []))
        first = ["renew", self.old_certificate(), *self.at_ca]
        most = HOSTS_OF_ONE if victim == "host" else len(PASSED)
        return self.killed_in(victim, states, first, self.answers(wait=STAYS), most)

    def one_renewal_onto_a_token_that_is_away(self):
        """Each victim is killed while the token is waited for. Those that were there to be killed."""
        tokens, away = os.path.join(self.folder, "tokens"), os.path.join(self.folder, "tokens.away")
        os.mkdir(tokens)
        self.environment["SOFTHSM2_CONF"] = self.secret(
            "softhsm2.conf", f"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n")
        subprocess.run(["softhsm2-util", "--init-token", "--free", "--label", "Test token", "--pin", "83726154", "--so-pin",
                        "00000000"], check=True, capture_output=True, env=self.environment)
        self.ask("plugin", "set", "pkcs11", "modules=" + MODULE)
        self.start_ca()
        first = ["renew", self.old_certificate(), *self.at_ca, "--token", "pkcs11:token=Test%20token"]
        rest = [*self.answers(wait=STAYS), "--pin-file", self.secret("pin", "83726154")]
        os.rename(tokens, away)
        os.mkdir(tokens)
        killed = []
        for victim in ("host", "agent", "ca"):  # no host is there once the agent was started anew
            agent = self.started(self.next_command(first, rest))
            self.assertEqual(self.stopped_in(agent, {TOKEN}), TOKEN)
            if self.kill(victim, agent):
                killed.append(victim)
            agent.send_signal(signal.SIGKILL)
            agent.wait(timeout=PATIENCE)
        os.rmdir(tokens)
        os.rename(away, tokens)
        self.goes_to_its_end(agent, first, rest)
        return killed
