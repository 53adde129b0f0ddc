# SPDX-License-Identifier: Apache-2.0
"""Renewals in which the agent, the plugin host or the CA is killed at random moments, until KILLS have been; after each, one
order at the CA, one new certificate, the old key readable, no key left over. Prints the moments as a table, by the state in
which the renewal was, and the seed. A whole sweep takes half an hour. With --states the moments are not random: each is killed
in each state by its name, ROUNDS times (tests/cli/state_kills.py); a minute and a half a round.

    crash_sweep.py --build BUILD [--style kontur|nca] [--kills 1000] [--seed 1]
    crash_sweep.py --build BUILD --states ROUNDS"""
import argparse
import collections
import importlib
import os
import sys
import unittest
from pathlib import Path

KILLS_OF_ONE = 12  # renewal; more, and none would ever come to its end
# A plugin whose host ended three times in five minutes rests, as it should; so its hosts are killed in every sixth renewal only.
VICTIMS = (("agent", "agent", "ca"),) * 5 + (("agent", "ca", "host"),)


class Sweep:
    def __init__(self, style, seed):
        self.style, self.seed = style, seed
        self.moments = collections.Counter()
        self.renewals = 0
        self.broken = []

    def run(self, case, name):
        result = unittest.TestResult()
        case.run(result)
        self.broken += [(name, text) for _, text in result.failures + result.errors]
        self.renewals += 1

    def kill_in_every_state(self):
        import state_kills
        sweep, passed = self, state_kills.PASSED

        class One(state_kills.StateKills):
            def runTest(self):
                if wanted is None:
                    for one in self.one_renewal_onto_a_token_that_is_away():
                        sweep.moments[one, state_kills.TOKEN] += 1
                    return
                for state in self.one_renewal(victim, wanted):
                    sweep.moments[victim, state] += 1

        pairs = [("host", passed[at : at + 2]) for at in range(0, len(passed), 2)]
        for victim, wanted in (("agent", passed), ("ca", passed), *pairs, (None, None)):
            self.run(One(), f"{victim} in {wanted}")

    def renew(self):
        sweep = self
        module = importlib.import_module(f"{self.style}_test")
        base = module.KonturTest if self.style == "kontur" else module.NcaTest

        class One(base):
            def runTest(self):
                self.start_ca()
                kontur = sweep.style == "kontur"
                old = self.old_certificate() if kontur else self.old_keys("gost-2015")["GOST512"]
                given = {} if kontur else {"medium": "vault", "backup": "none"}
                victims = VICTIMS[sweep.renewals % len(VICTIMS)]
                kills = 3 if "host" in victims else KILLS_OF_ONE
                sweep.moments += self.killed_again_and_again(old, kills, sweep.seed + sweep.renewals, victims, **given)

        self.run(One(), f"seed {self.seed + self.renewals}")


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--build", required=True, type=Path)
    options.add_argument("--style", choices=("kontur", "nca"), default="nca")
    options.add_argument("--kills", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--states", type=int, metavar="ROUNDS", default=0)
    given = options.parse_args()
    os.environ["RESEAL_PROGRAM"] = str(given.build.resolve() / "bin" / "reseal")
    sys.path.insert(0, str(Path(__file__).parents[1] / "cli"))
    sweep = Sweep("kontur" if given.states else given.style, given.seed)
    for _ in range(given.states):
        sweep.kill_in_every_state()
    while not given.states and sum(sweep.moments.values()) < given.kills and len(sweep.broken) < 3:
        sweep.renew()
    how = "in named states" if given.states else f"seed {given.seed}"
    print(f"{sweep.style}: {sum(sweep.moments.values())} kills in {sweep.renewals} renewals, {how}, "
          f"{len(sweep.broken)} broken\n\n| state | agent | host | CA |\n| --- | --- | --- | --- |")
    for state in sorted({state for _, state in sweep.moments}):
        print("|", state, "|", " | ".join(str(sweep.moments[victim, state]) for victim in ("agent", "host", "ca")), "|")
    for name, text in sweep.broken:
        print(f"\n{name}:\n{text}")
    sys.exit(1 if sweep.broken else 0)


if __name__ == "__main__":
    main()
