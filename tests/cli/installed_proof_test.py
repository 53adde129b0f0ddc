# SPDX-License-Identifier: Apache-2.0
"""Before a renewal says done: the new key has signed on its medium, and the CA's own certificates are remembered."""
import os
import shutil
import unittest

from command_line import PROGRAM
from file_renewal import FileRenewalTest
from gost_files import GostFiles

MOCK = os.path.join(os.path.dirname(PROGRAM), "..", "tests", "mock_pkcs11", "mock_pkcs11.so")


class ChainTest(FileRenewalTest):
    def answer_with_its_authority(self, authority):
        """A p7b, as CAs send it."""
        request, = self.requests()
        issued = os.path.join(self.folder, "issued.pem")
        self.issue(request, issued, form="DER")
        self.openssl("crl2pkcs7", "-nocrl", "-certfile", issued, "-certfile", authority, "-out", issued + ".p7b")
        os.rename(issued + ".p7b", os.path.join(self.out, "issued.p7b"))

    def test_the_authority_that_came_along_is_remembered(self):
        waiting = self.renew(self.old_certificate())
        self.answer_with_its_authority(self.ca + ".crt")
        done = self.resume(waiting["id"])
        rows = self.ask("list", "--all")["certificates"]
        new, = [row for row in rows if row["id"] == done["new_certificate"]]
        authority, = [row for row in rows if row["subject"] == new["issuer"]]
        self.assertTrue(authority["seen"][0]["path"].startswith("vault:reseal/"), authority["seen"])

    def test_an_authority_that_did_not_issue_it_ends_the_renewal(self):
        waiting = self.renew(self.old_certificate())
        other = os.path.join(self.folder, "other")
        self.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj", "/CN=Test CA",
                     "-keyout", other + ".key", "-out", other + ".crt")
        self.answer_with_its_authority(other + ".crt")
        refused = self.resume(waiting["id"], exit_code=5)
        self.assertEqual((refused["state"], refused["reason"]), ("rejected", "certificate_chain_broken"))
        self.assertEqual(self.ask("archive", "list")["entries"], [])


@unittest.skipUnless(os.path.exists(MOCK), "not built: mock_pkcs11")
class TokenProofTest(GostFiles, FileRenewalTest):
    URI = "pkcs11:token=Mock%20token"

    def setUp(self):
        super().setUp()
        self.skip_without_gost()
        self.module = os.path.join(self.folder, "mock.so")  # what it keeps goes with the plugin's process
        shutil.copy(MOCK, self.module)
        self.ask("plugin", "set", "pkcs11", "modules=" + self.module)
        self.pin = ("--pin-file", self.secret("pin", "123456"))

    def watch_tokens(self):
        self.start_watch()  # keeps the module's process, and with it the new key
        self.assertEqual([row["label"] for row in self.ask("token", "list")["tokens"]], ["Mock token"])

    def misbehave(self, line):
        with open(self.module + ".control", "w", encoding="ascii") as file:
            file.write(line + "\n")

    def issue_gost(self):
        request, = self.requests()
        issued = os.path.join(self.folder, "issued.pem")
        extensions = self.secret("extensions", "basicConstraints=CA:FALSE\nkeyUsage=digitalSignature,nonRepudiation\n")
        self.gost_openssl("x509", "-req", "-in", request, "-inform", "DER", "-CA", self.ca + ".crt", "-CAkey",
                          self.ca + ".key", "-CAcreateserial", "-days", "365", "-extfile", extensions, "-out", issued)
        os.rename(issued, os.path.join(self.out, "issued.pem"))

    def test_a_token_that_signs_wrongly_is_not_said_to_be_done_until_it_signs(self):
        old = self.old_certificate()
        self.watch_tokens()
        waiting = self.renew(old, "--token", self.URI, "--set", "algorithm=gost-2012-256", *self.pin)
        self.assertEqual(waiting["state"], "waiting_for_ca", waiting)
        self.misbehave("signs_wrongly=1")
        self.issue_gost()
        unproved = self.resume(waiting["id"], *self.pin, exit_code=4)
        self.assertEqual((unproved["state"], unproved["reason"]), ("installing", "key_unproved"))
        self.assertTrue(unproved["stuck"])
        self.misbehave("signs_wrongly=0")
        self.assertEqual(self.resume(waiting["id"], *self.pin)["state"], "done")

    def test_without_its_pin_nothing_is_signed_and_the_person_is_asked(self):
        old = self.old_certificate()
        self.watch_tokens()
        waiting = self.renew(old, "--token", self.URI, "--set", "algorithm=gost-2012-256", *self.pin)
        self.issue_gost()
        asks = self.resume(waiting["id"], exit_code=4)
        self.assertEqual((asks["state"], asks["question"]), ("asking", "pin"))


if __name__ == "__main__":
    unittest.main()
