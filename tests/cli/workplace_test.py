# SPDX-License-Identifier: Apache-2.0
"""Before `reseal renew` begins it says what is missing at this workplace: "again" looks once more, an answer goes on."""
import json
import os
import sys
import unittest

from ca_renewal import SERVER, CaRenewalTest

RECORDING = """
import json, sys
form = json.load(sys.stdin)
with open({log!r}, "a", encoding="utf-8") as file:
    file.write(json.dumps(form) + "\\n")
print(json.dumps({answer}))
"""


@unittest.skipUnless(os.path.exists(SERVER), "reseal-test-ca is not built")
class WorkplaceTest(CaRenewalTest):
    STYLE, OLD_PASSWORD = "kontur", "canary-of-the-old-file"

    def setUp(self):
        super().setUp()
        self.log = os.path.join(self.folder, "forms.jsonl")
        path = self.certificate("anna", 20, "/CN=Anna/O=Example")
        self.ask("sources", "add", self.keys)
        self.old = self.ask("scan", path)["certificates"][0]["id"]

    def recording(self, answer):
        script = self.secret("record.py", RECORDING.format(log=self.log, answer=answer))
        return ["--ask", f"{sys.executable} {script}", "--wait", "0s"]

    def forms(self):
        if not os.path.exists(self.log):
            return []
        with open(self.log, encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    def events(self, renewal):
        return [row["what"] for row in self.ask("renewals", "show", renewal)["events"]]

    def test_where_all_is_well_nothing_is_asked(self):
        self.start_ca()
        waiting = self.ask("renew", self.old, *self.at_ca, "--wait", "0s", exit_code=4)
        self.assertNotIn("workplace", self.events(waiting["id"]))

    def test_a_ca_that_is_not_reached_is_said_before_anything_is_sent(self):
        self.start_ca()
        self.end(self.server)
        asks = self.run_reseal("--json", "renew", self.old, *self.at_ca, *self.recording('{"action": "again"}'))
        self.assertNotEqual(asks.returncode, 0)
        form = self.forms()[0]
        self.assertEqual([field["type"] for field in form["fields"]], ["review"])
        self.assertEqual([action["id"] for action in form["actions"]], ["again"])
        renewal, = self.ask("renewals", "list")["renewals"]
        self.assertEqual((renewal["question"], self.orders()), ("workplace", []))
        self.start_ca(port=self.port)
        self.run_reseal("--json", "renewals", "resume", renewal["id"], *self.recording('{"action": "again"}'))
        self.assertNotEqual(self.ask("renewals", "list")["renewals"][0]["question"], "workplace")

    def test_going_on_all_the_same_tries_and_waits(self):
        self.start_ca()
        self.end(self.server)
        self.run_reseal("--json", "renew", self.old, *self.at_ca, *self.recording('{"missing-1": "yes"}'))
        shown = [[field["id"] for field in form["fields"]] for form in self.forms()]
        self.assertEqual((shown[0], shown[1][0]), (["missing-1"], "phone"))  # the CA's first form needs no network
        self.assertNotIn(["missing-1"], shown[1:])


if __name__ == "__main__":
    unittest.main()
