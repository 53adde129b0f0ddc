# SPDX-License-Identifier: Apache-2.0
"""A renewal whose old key lies on a Rutoken Lite in a virtual reader: the key itself is in the archive before the switch."""
import glob
import os
import signal

from command_line import PATIENCE
from container_cards import ContainerCardTest
from stopped_renewal import StoppedRenewal

CONTENT = b"The minutes of a meeting.\n" * 500


class CardRenewalTest(ContainerCardTest, StoppedRenewal):
    def setUp(self):
        super().setUp()
        self.pin = ("--pin-file", self.pin_file)
        self.out = os.path.join(self.folder, "out")
        os.mkdir(self.out)
        self.ca = os.path.join(self.folder, "ca")
        self.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj", "/CN=Test CA",
                     "-keyout", self.ca + ".key", "-out", self.ca + ".crt")
        self.old = self.container("anna")

        self.begin = ["renew", self.old, "--ca", "file", "--set", f"folder={self.out}", "--set", "algorithm=rsa-2048"]

    def renewed_up_to_the_archive(self):
        """Signed by the card's key, and answered by the CA; the renewal's id."""
        self.insert()
        waiting = self.ask(*self.begin, "--wait", "0s", *self.pin, exit_code=4)
        self.assertEqual(waiting["state"], "waiting_for_ca", waiting)
        self.answer()
        return waiting["id"]

    def answer(self):
        request, = glob.glob(os.path.join(self.out, "reseal-*.p10"))
        issued = os.path.join(self.folder, "issued.pem")
        extensions = self.secret("extensions", "basicConstraints=CA:FALSE\n")  # no usage is named in the old one either
        self.openssl("x509", "-req", "-in", request, "-inform", "DER", "-CA", self.ca + ".crt", "-CAkey", self.ca + ".key",
                     "-CAcreateserial", "-days", "365", "-extfile", extensions, "-out", issued)
        os.rename(issued, os.path.join(self.out, "issued.pem"))

    def resume(self, renewal, *options, exit_code=0):
        return self.ask("renewals", "resume", renewal, "--wait", "0s", *options, exit_code=exit_code)

    def archived(self):
        return {row["id"]: row["key"] for row in self.ask("archive", "list")["entries"]}

    def test_the_old_key_leaves_the_card_for_the_archive_and_opens_documents(self):
        done = self.resume(self.renewed_up_to_the_archive(), *self.pin)
        self.assertEqual(done["state"], "done")
        self.assertEqual(self.archived(), {self.old: "vault", done["new_certificate"]: "vault"})
        self.assertEqual(self.ask("archive", "verify")["damaged"], [])
        self.order("remove", "0")
        output = os.path.join(self.folder, "out.txt")
        self.ask("decrypt", self.gost_message("anna", CONTENT), "-o", output)
        with open(output, "rb") as file:
            self.assertEqual(file.read(), CONTENT)

    def test_without_the_pin_none_is_tried_and_the_person_is_asked(self):
        renewal = self.renewed_up_to_the_archive()
        tried = self.verifies()
        asks = self.resume(renewal, exit_code=4)
        self.assertEqual((asks["state"], asks["question"]), ("asking", "pin"))
        self.assertEqual(self.archived(), {})
        self.assertEqual(self.verifies(), tried)
        self.assertEqual(self.resume(renewal, *self.pin)["state"], "done")
        self.assertEqual(self.archived()[self.old], "vault")
        self.assertEqual(self.verifies(), tried + 1)

    def test_a_wrong_pin_is_tried_once_and_the_new_certificate_need_not_wait_for_the_right_one(self):
        renewal = self.renewed_up_to_the_archive()
        tried = self.verifies()
        asks = self.resume(renewal, "--pin-file", self.secret("wrong", "87654321"), exit_code=4)
        self.assertEqual((asks["state"], asks["question"]), ("asking", "pin"))
        self.assertEqual(self.verifies(), tried + 1)
        answer = self.secret("answer.py", "import json, sys\nasked = json.load(sys.stdin)['actions']\n"
                             "print(json.dumps({'action': 'without'} if asked else {'backup': 'none'}))\n")
        done = self.resume(renewal, "--ask", "/usr/bin/python3 " + answer)
        self.assertEqual(done["state"], "done")
        self.assertEqual(self.archived(), {self.old: "token", done["new_certificate"]: "vault"})
        self.assertEqual(self.verifies(), tried + 1)

    def test_the_pin_of_the_factory_is_tried_once_and_only_with_consent(self):
        self.insert()
        tried = self.verifies()
        asks = self.ask(*self.begin, "--wait", "0s", exit_code=4)
        self.assertEqual([field["id"] for field in asks["form"]["fields"]], ["pin", "factory-pin"])
        self.assertEqual(self.verifies(), tried)
        answer = self.secret("answer.py", "print('{\"factory-pin\": \"yes\"}')\n")
        waiting = self.resume(asks["id"], "--ask", "/usr/bin/python3 " + answer, exit_code=4)
        self.assertEqual(waiting["state"], "waiting_for_ca", waiting)
        self.assertEqual(self.verifies(), tried + 1)

    def test_a_card_that_is_away_when_its_key_is_to_be_archived_is_asked_for(self):
        renewal = self.renewed_up_to_the_archive()
        self.order("remove", "0")
        for _ in range(2):
            away = self.resume(renewal, *self.pin, exit_code=4)
            self.assertEqual((away["state"], away["reason"], away["place"]), ("asking", "old_token_away", None), away)
            self.assertEqual([action["id"] for action in away["form"]["actions"]], ["without"])
        self.assertEqual(self.archived(), {})
        self.insert()
        done = self.resume(renewal, *self.pin)
        self.assertEqual(done["state"], "done")
        self.assertEqual(self.archived(), {self.old: "vault", done["new_certificate"]: "vault"})

    def test_a_lost_card_keeps_the_new_certificate_back_only_until_the_person_says_so(self):
        renewal = self.renewed_up_to_the_archive()
        self.order("remove", "0")
        answer = self.secret("answer.py", "import json, sys\nasked = json.load(sys.stdin)['actions']\n"
                             "print(json.dumps({'action': 'without'} if asked else {'backup': 'none'}))\n")
        done = self.resume(renewal, "--ask", "/usr/bin/python3 " + answer)
        self.assertEqual(done["state"], "done")
        self.assertEqual(self.archived(), {self.old: "token", done["new_certificate"]: "vault"})

    def pulled_in(self, state):
        """What is said of the renewal then; the card is back again."""
        agent = self.started(self.next_command(self.begin, ["--wait", "0s", *self.pin]))
        self.assertEqual(self.stopped_in(agent, {state}), state)
        self.order("remove", "0")
        agent.send_signal(signal.SIGCONT)
        self.assertEqual(agent.wait(timeout=PATIENCE), 4)
        pulled, = self.ask("renewals", "list")["renewals"]
        self.assertEqual((pulled["state"], pulled["detail"]), ("waiting_for_token", "The token is not there: plug it in."))
        self.insert()
        return pulled["id"]

    def test_pulled_while_its_key_signs_it_goes_on_with_the_card(self):
        self.insert()
        renewal = self.pulled_in("signing")
        self.assertEqual(self.resume(renewal, *self.pin, exit_code=4)["state"], "waiting_for_ca")
        self.answer()
        done = self.resume(renewal, *self.pin)
        self.assertEqual(self.archived(), {self.old: "vault", done["new_certificate"]: "vault"})
        self.assertEqual(len(glob.glob(os.path.join(self.out, "reseal-*.p10"))), 1)
        self.assertEqual(self.ask("archive", "verify")["damaged"], [])
