# SPDX-License-Identifier: Apache-2.0
"""A token that still has the PIN it was delivered with, by the real programs: tried with consent, then changed. The token is
the mock's, in a virtual reader that tells which kind of card it is."""
import os
import shutil
import unittest

from command_line import PROGRAM
from file_renewal import FileRenewalTest
from gost_files import GostFiles
from virtual_cards import VirtualCardTest

MOCK = os.path.join(os.path.dirname(PROGRAM), "..", "tests", "mock_pkcs11", "mock_pkcs11.so")
FACTORY, NEW = "123456", "98765432"
CARD = "3BF81300008131FE15597562696B657934D4"  # assets/tokens/yubikey-piv.json: delivered with that PIN
ANSWER = """
import json, sys
given = {given!r}
print(json.dumps({{field["id"]: given.get(field["id"], field["value"]) for field in json.load(sys.stdin)["fields"]}}))
"""


@unittest.skipUnless(os.path.exists(MOCK), "not built: mock_pkcs11")
class FactoryPinTest(GostFiles, FileRenewalTest, VirtualCardTest):
    def setUp(self):
        super().setUp()
        self.skip_without_gost()
        module = os.path.join(self.folder, "mock.so")
        shutil.copy(MOCK, module)
        with open(module + ".control", "w", encoding="ascii") as file:
            file.write("reader=Virtual Reader 0 00 00\n")
        self.order("insert", "0", "blank", CARD)
        self.ask("plugin", "set", "pkcs11", "modules=" + module)
        self.start_watch()  # its plugin host keeps the token between the commands
        token, = [row for row in self.ask("token", "list")["tokens"] if row["label"] == "Mock token"]
        self.on_token = ("--token", token["uri"], "--set", "algorithm=gost-2012-256")

    def answering(self, **given):
        return "--ask", "/usr/bin/python3 " + self.secret("ask.py", ANSWER.format(given=given))

    def events(self, renewal):
        return [row["what"] for row in self.ask("renewals", "show", renewal)["events"]]

    def test_it_is_tried_with_consent_and_replaced_by_the_persons_own(self):
        asks = self.renew(self.old_certificate("anna"), *self.on_token)
        self.assertEqual((asks["question"], [field["id"] for field in asks["form"]["fields"]]), ("pin", ["pin", "factory-pin"]))
        waiting = self.resume(asks["id"], *self.answering(**{"factory-pin": "yes", "new-pin": NEW}), exit_code=4)
        self.assertEqual(waiting["state"], "waiting_for_ca", waiting)
        events = self.events(asks["id"])
        self.assertLess(events.index("factory PIN"), events.index("PIN changed"))
        boris = self.old_certificate("boris")
        refused = self.renew(boris, *self.on_token, "--pin-file", self.secret("factory", FACTORY))
        self.assertEqual(refused["question"], "pin", refused)
        self.assertTrue(refused["reason"].startswith("pin_wrong"), refused)
        taken = self.resume(refused["id"], "--pin-file", self.secret("new", NEW), exit_code=4)
        self.assertEqual(taken["state"], "waiting_for_ca", taken)
        self.assertNotIn(NEW, "".join(self.said))

    def test_it_is_kept_where_the_person_wants_no_other(self):
        asks = self.renew(self.old_certificate("anna"), *self.on_token)
        waiting = self.resume(asks["id"], *self.answering(**{"factory-pin": "yes", "new-pin": ""}), exit_code=4)
        self.assertEqual(waiting["state"], "waiting_for_ca", waiting)
        self.assertNotIn("PIN changed", self.events(asks["id"]))


if __name__ == "__main__":
    unittest.main()
