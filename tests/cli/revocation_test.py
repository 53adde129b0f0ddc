# SPDX-License-Identifier: Apache-2.0
"""`reseal verify` with revocation lists and OCSP responses that the openssl program made."""
import datetime
import os
import re
import unittest

from command_line import CommandLineTest

SHARED = os.environ.get("RESEAL_SHARED_DATA", "")

CONFIGURATION = """
[ca]
default_ca = own
[own]
dir = {folder}
database = {folder}/index.txt
serial = {folder}/serial
crlnumber = {folder}/crlnumber
new_certs_dir = {folder}
certificate = {folder}/ca.crt
private_key = {folder}/ca.key
default_md = sha256
default_days = 30
default_crl_days = 7
policy = any
x509_extensions = holder
[any]
commonName = supplied
[holder]
keyUsage = digitalSignature, nonRepudiation
authorityKeyIdentifier = keyid
"""


class RevocationTest(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.ca = os.path.join(self.folder, "authority")
        os.mkdir(self.ca)
        self.configuration = os.path.join(self.ca, "ca.cnf")
        for name, text in (("ca.cnf", CONFIGURATION.format(folder=self.ca)), ("index.txt", ""), ("serial", "1000\n"),
                           ("crlnumber", "01\n")):
            with open(os.path.join(self.ca, name), "w", encoding="utf-8") as file:
                file.write(text)
        self.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", self.of("ca.key"), "-out",
                     self.of("ca.crt"), "-subj", "/CN=Authority", "-days", "60", "-addext",
                     "keyUsage=critical,keyCertSign,cRLSign")
        self.openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", self.of("holder.key"), "-out",
                     self.of("holder.csr"), "-subj", "/CN=Holder")
        self.openssl("ca", "-batch", "-config", self.configuration, "-in", self.of("holder.csr"), "-out",
                     self.of("holder.crt"), "-notext")
        document = self.write("contract.txt", b"A contract.\n")
        self.ask("sign", document, "--key-file", self.of("holder.key"), "--certificate", self.of("holder.crt"))
        self.signature = document + ".p7s"

    def of(self, name):
        return os.path.join(self.ca, name)

    def revoke(self, hours):
        """So many hours after the signature was made."""
        self.openssl("ca", "-config", self.configuration, "-revoke", self.of("holder.crt"), "-crl_reason",
                     "keyCompromise")
        when = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=hours)
        with open(self.of("index.txt"), encoding="utf-8") as file:
            index = file.read()
        with open(self.of("index.txt"), "w", encoding="utf-8") as file:
            file.write(re.sub(r"\d+Z,keyCompromise", when.strftime("%y%m%d%H%M%SZ,keyCompromise"), index))

    def crl(self):
        self.openssl("ca", "-config", self.configuration, "-gencrl", "-out", self.of("list.crl"))
        return self.of("list.crl")

    def ocsp(self):
        self.openssl("ocsp", "-issuer", self.of("ca.crt"), "-cert", self.of("holder.crt"), "-reqout",
                     self.of("request.der"))
        self.openssl("ocsp", "-index", self.of("index.txt"), "-CA", self.of("ca.crt"), "-rsigner", self.of("ca.crt"),
                     "-rkey", self.of("ca.key"), "-reqin", self.of("request.der"), "-respout", self.of("answer.der"),
                     "-ndays", "1")
        return self.of("answer.der")

    def verify(self, *evidence, exit_code):
        document = self.ask("verify", self.signature, "--ca", self.of("ca.crt"), *evidence, exit_code=exit_code)
        return document["signatures"][0]

    def test_a_list_without_the_certificate_says_good(self):
        signature = self.verify("--crl", self.crl(), exit_code=0)
        self.assertEqual((signature["revocation"], signature["revocation_details"]["source"]), ("good", "crl"))

    def test_an_answer_says_good(self):
        signature = self.verify("--ocsp", self.ocsp(), exit_code=0)
        self.assertEqual((signature["revocation"], signature["revocation_details"]["source"]), ("good", "ocsp"))

    def test_what_was_signed_after_the_revocation_is_not_valid(self):
        self.revoke(-1)
        for evidence in (("--crl", self.crl()), ("--ocsp", self.ocsp())):
            signature = self.verify(*evidence, exit_code=6)
            self.assertEqual((signature["verdict"], signature["reason"]), ("invalid", "certificate_revoked"))

    def test_a_signer_who_claims_to_have_signed_before_is_not_taken_at_the_word(self):
        self.revoke(1)
        for evidence in (("--crl", self.crl()), ("--ocsp", self.ocsp())):
            signature = self.verify(*evidence, exit_code=1)
            self.assertEqual((signature["verdict"], signature["reason"]), ("cannot_say", "certificate_revoked"))
            self.assertEqual(signature["revocation"], "revoked")
            self.assertEqual(signature["revocation_details"]["reason"], "key_compromise")
            self.assertIsNotNone(signature["revocation_details"]["revoked_at"])

    def test_a_list_of_somebody_else_leaves_it_open_in_words(self):
        self.openssl("req", "-x509", "-key", self.of("ca.key"), "-out", self.of("ca2.crt"), "-subj", "/CN=Other",
                     "-days", "60")
        self.openssl("ca", "-config", self.configuration, "-cert", self.of("ca2.crt"), "-gencrl", "-out",
                     self.of("other.crl"))
        signature = self.verify("--crl", self.of("other.crl"), exit_code=1)
        self.assertEqual((signature["revocation"], signature["reason"]), ("unknown", "list_not_of_issuer"))
        done = self.run_reseal("verify", self.signature, "--ca", self.of("ca.crt"), "--crl", self.of("other.crl"))
        self.assertIn("another authority", done.stdout)

    def test_a_damaged_list_is_named_and_ends_6(self):
        damaged = self.write("damaged.crl", b"no list")
        document = self.ask("verify", self.signature, "--crl", damaged, exit_code=6)
        self.assertEqual((document["error"], document["subject"]), ("list_damaged", damaged))

    @unittest.skipUnless(os.path.isdir(SHARED), "skipped: the folder of public fixtures is missing")
    def test_a_signature_of_kazakhstan_under_an_old_list_is_left_open(self):
        of = lambda name: os.path.join(SHARED, "kz", name)
        document = self.ask("verify", of("signed/skarm_individual_attached.der"), "--ca",
                            of("chain/test/root_test_gost_2022.cer"), "--ca", of("chain/test/nca_gost2022_test.cer"),
                            "--ca", of("chain/prod/root_gost_2022.pem"), "--ca", of("chain/prod/nca_gost_2022.pem"),
                            "--crl", of("revocation/nca_gost2022_test.crl"), exit_code=1)
        signature = document["signatures"][0]
        self.assertEqual((signature["judged_by"], signature["revocation"], signature["reason"]),
                         ("claimed_time", "unknown", "list_out_of_date"))
        self.assertEqual(signature["signer"]["authority"]["name"],
                         "Test National Certification Authority of Kazakhstan (GOST, 2022)")
        remarks = [remark["reason"] for remark in signature["remarks"]]
        self.assertIn("test_authority", remarks)
        self.assertIn("time_stamp_revocation_unknown", remarks)  # no list here is of its authority
        self.assertFalse(signature["time_stamp"]["authority"]["authority"]["test"])


if __name__ == "__main__":
    unittest.main()
