# SPDX-License-Identifier: Apache-2.0
"""SIGKILL of the agent, of the plugin host and of the CA in states of a renewal, each by its name; afterwards there is one
order at the CA, one new certificate, and the old key in the archive. `tests/bench/crash_sweep.py --states` has every pair."""
import os
import shutil
import unittest

import state_kills
from ca_renewal import SERVER
from soft_token import MODULE


@unittest.skipUnless(os.path.exists(SERVER), "reseal-test-ca is not built")
class KilledStatesTest(state_kills.StateKills):
    def test_the_agent_killed_in_every_state_it_goes_on_with_one_order(self):
        self.assertGreaterEqual(len(self.one_renewal("agent", state_kills.PASSED)), 8, "of 10; quick ones may be missed")

    def test_the_ca_killed_in_every_state_it_goes_on_with_one_order(self):
        self.assertGreaterEqual(len(self.one_renewal("ca", state_kills.PASSED)), 8, "of 10; quick ones may be missed")

    def test_the_host_killed_at_the_order_and_while_it_is_issued_it_goes_on_with_one_order(self):
        self.assertEqual(self.one_renewal("host", ("submitting", "waiting_for_ca")), ["submitting", "waiting_for_ca"])

    @unittest.skipIf(not os.path.exists(MODULE) or shutil.which("softhsm2-util") is None, "not installed: softhsm2")
    def test_killed_while_a_token_is_waited_for_it_goes_on_with_one_order(self):
        self.assertEqual(sorted(self.one_renewal_onto_a_token_that_is_away()), sorted(state_kills.VICTIMS))


if __name__ == "__main__":
    unittest.main()
