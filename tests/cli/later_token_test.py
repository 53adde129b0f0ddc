# SPDX-License-Identifier: Apache-2.0
"""A token that is plugged in later: the renewal waits for it, and the resident goes on when a card comes."""
import os
import shutil
import unittest

from command_line import PROGRAM
from file_renewal import FileRenewalTest
from gost_files import GostFiles
from terminal import Terminal
from virtual_cards import VirtualCardTest

MOCK = os.path.join(os.path.dirname(PROGRAM), "..", "tests", "mock_pkcs11", "mock_pkcs11.so")
PIN = "123456"


@unittest.skipUnless(os.path.exists(MOCK), "not built: mock_pkcs11")
class LaterTokenTest(GostFiles, FileRenewalTest, VirtualCardTest):
    def setUp(self):
        super().setUp()
        self.skip_without_gost()
        self.module = os.path.join(self.folder, "mock.so")
        shutil.copy(MOCK, self.module)
        self.token_is(away=True)
        self.ask("plugin", "set", "pkcs11", "modules=" + self.module)
        self.old = self.old_certificate()
        self.start_watch()
        self.containers = os.path.join(self.folder, "containers")
        os.mkdir(self.containers)

    def token_is(self, away):
        with open(self.module + ".control", "w", encoding="ascii") as file:
            file.write(f"removed={int(away)}\n")

    def plug_in(self):
        """The reader tells of a card; nobody else says anything."""
        self.token_is(away=False)
        self.order("insert", "0", "rutoken-lite", self.containers, "12345678", "3")

    def renewal(self):
        row, = self.ask("renewals", "list")["renewals"]
        return row

    def test_chosen_on_a_terminal_it_is_asked_for_its_pin_once_it_is_there(self):
        terminal = Terminal(self, "renew", self.old, "--ca", "file", "--set", f"folder={self.out}", "--set",
                            "algorithm=gost-2012-256", "--wait", "50s", "--password-file", self.old_password)
        self.assertRegex(terminal.answer("Medium [vault]: ", "token"), r"token +A token that I plug in later")
        terminal.answer("Folder of the key file [", "")
        self.wait_until(lambda: self.renewal()["state"] == "waiting_for_token")
        self.plug_in()
        self.assertIn("no copy can be made of its new key", terminal.answer("PIN: ", PIN))
        self.wait_until(self.requests)
        self.wait_until(lambda: self.renewal()["state"] == "waiting_for_ca")
        self.assertTrue(self.renewal()["medium"].startswith("pkcs11:"))
        os.write(terminal.terminal, b"\x03")
        self.assertEqual(terminal.exit_code(), 4)
        self.assertNotIn(PIN.encode(), terminal.said)

    def test_the_resident_goes_on_by_itself_when_the_card_comes(self):
        script = self.secret("ask.py", """
import json, sys
form = json.load(sys.stdin)
print(json.dumps({field["id"]: "token" if field["id"] == "medium" else field["value"] for field in form["fields"]}))
""")
        waiting = self.renew(self.old, "--set", "algorithm=gost-2012-256", "--ask", "/usr/bin/python3 " + script)
        self.assertEqual((waiting["state"], waiting["waits_for"]), ("waiting_for_token", "token"))
        self.plug_in()
        self.wait_until(lambda: self.renewal()["state"] == "asking")
        self.assertEqual(self.renewal()["question"], "pin")
        resumed = self.resume(waiting["id"], "--pin-file", self.secret("pin", PIN), exit_code=4)
        self.assertEqual(resumed["state"], "waiting_for_ca", resumed)

    def test_one_that_only_holds_containers_is_said_to_take_no_new_key_and_the_medium_is_asked_again(self):
        script = self.secret("ask.py", """
import json, sys
form = json.load(sys.stdin)
print(json.dumps({field["id"]: "token" if field["id"] == "medium" else field["value"] for field in form["fields"]}))
""")
        waiting = self.renew(self.old, "--set", "algorithm=gost-2012-256", "--ask", "/usr/bin/python3 " + script)
        self.assertEqual(waiting["state"], "waiting_for_token", waiting)
        self.order("insert", "0", "rutoken-lite", self.containers, "12345678", "3")
        self.wait_until(lambda: self.renewal()["question"] == "medium")
        asked = self.renewal()
        self.assertEqual(asked["reason"], "token_unfit")
        self.assertIn("cannot hold a new key", asked["detail"])
        unfit, = [field["value"] for field in asked["form"]["fields"] if field["type"] == "review"]
        self.assertIn("Rutoken Lite", unfit)

    def test_plugged_in_while_the_medium_is_asked_it_is_among_the_choices(self):
        asks = self.ask("renew", self.old, "--ca", "file", "--set", f"folder={self.out}", "--set", "algorithm=gost-2012-256",
                        "--wait", "0s", "--password-file", self.old_password, "--ask", "false", exit_code=1)
        self.assertIn("error", asks)

        def choices():
            return [choice["id"] for choice in self.renewal()["form"]["fields"][0]["choices"]]
        self.assertEqual(choices(), ["vault", "file", "token"])
        self.plug_in()
        self.wait_until(lambda: choices()[0].startswith("pkcs11:"))
        self.assertEqual(choices()[1:], ["vault", "file"])


if __name__ == "__main__":
    unittest.main()
