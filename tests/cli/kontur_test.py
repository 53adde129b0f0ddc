# SPDX-License-Identifier: Apache-2.0
"""`reseal renew --ca kontur` end to end: the program, the plugin in its cage, and the test CA over TLS. Forms are
answered by a command that reads the codes from the CA's outbox, as a person does from the phone."""
import os
import unittest

from ca_renewal import SERVER, VAULT_PASSWORD, CaRenewalTest

OLD_PASSWORD = "canary-of-the-old-file"


@unittest.skipUnless(os.path.exists(SERVER), "reseal-test-ca is not built")
class KonturTest(CaRenewalTest):
    STYLE, OLD_PASSWORD = "kontur", OLD_PASSWORD

    def old_certificate(self, *algorithm):
        base = os.path.join(self.folder, "anna")
        self.openssl("req", "-x509", "-newkey", *(algorithm or ("rsa:2048",)), "-nodes", "-days", "20", "-utf8", "-subj",
                     "/CN=Анна Иванова/O=Example", "-addext", "basicConstraints=CA:FALSE",
                     "-addext", "keyUsage=digitalSignature,nonRepudiation", "-keyout", base + ".key", "-out", base + ".crt")
        path = os.path.join(self.keys, "anna.p12")
        self.openssl("pkcs12", "-export", "-in", base + ".crt", "-inkey", base + ".key", "-passout",
                     "pass:" + OLD_PASSWORD, "-out", path)
        self.ask("sources", "add", self.keys)
        return self.ask("scan", path, "--password-file", self.old_password)["certificates"][0]["id"]

    def test_a_certificate_is_renewed_with_codes_by_sms(self):
        self.start_ca()
        old = self.old_certificate()
        self.is_renewed(self.renew(old), old)

    def test_an_answer_that_was_lost_makes_no_second_order(self):
        self.start_ca("cut-after-accept")
        old = self.old_certificate()
        self.is_renewed(self.renew(old), old)

    def test_what_the_ca_rejects_ends_the_renewal_in_words_and_keeps_the_old(self):
        self.start_ca("rejected-data")
        old = self.old_certificate()
        document = self.renew(old, exit_code=1)
        self.assertEqual(document["state"], "rejected")
        self.assertNotEqual(self.ask("list", "--all")["certificates"][0]["state"], "superseded")

    def test_a_certificate_for_another_key_is_never_installed(self):
        self.start_ca("wrong-key")
        old = self.old_certificate()
        self.assertEqual(self.renew(old, exit_code=1)["state"], "rejected")
        self.assertEqual([row["id"] for row in self.ask("list", "--all")["certificates"]], [old])

    def test_a_certificate_that_is_not_valid_yet_waits_and_says_why(self):
        self.start_ca("clock-skew")
        old = self.old_certificate()
        document = self.renew(old, wait="20s", exit_code=4)
        self.assertEqual((document["state"], document["reason"]), ("staged", "certificate_not_yet_valid"))
        self.assertEqual([row["id"] for row in self.ask("archive", "list")["entries"]], [])

    def test_killed_at_any_moment_it_goes_on_with_one_order(self):
        self.start_ca()
        self.killed_again_and_again(self.old_certificate(), 12, seed=7)

    def test_no_password_and_no_code_is_written_down_or_said(self):
        self.start_ca()
        old = self.old_certificate()
        self.renew(old)
        self.nothing_secret_is_left((OLD_PASSWORD, VAULT_PASSWORD), self.spoken())


if __name__ == "__main__":
    unittest.main()
