# SPDX-License-Identifier: Apache-2.0
"""`reseal renew --ca nca` end to end: the program, the plugin in its cage, and the test CA over TLS, from old key files that
the CA made. Forms are answered by a command that reads codes from the CA's outbox, as a person does from the phone."""
import glob
import json
import os
import subprocess
import unittest

from ca_renewal import SERVER, VAULT_PASSWORD, CaRenewalTest

OLD_PASSWORD = "Canary0OfTheOldFile"
NEW_PASSWORD = "Canary9OfTheNewFile"


@unittest.skipUnless(os.path.exists(SERVER), "reseal-test-ca is not built")
class NcaTest(CaRenewalTest):
    STYLE, OLD_PASSWORD = "nca", OLD_PASSWORD

    def old_keys(self, kind, days=20):
        """Old key files in the watched folder; their certificates' ids by the beginnings of their names."""
        made = subprocess.run([SERVER, "--style", "nca", "--dir", self.ca, "--make-holder", self.keys, "--kind", kind,
                               "--days", str(days), "--password", OLD_PASSWORD], check=True, capture_output=True, text=True)
        self.ask("sources", "add", self.keys)
        ids = {}
        for path in json.loads(made.stdout)["files"]:
            row = self.ask("scan", path, "--password-file", self.old_password)["certificates"][0]
            ids[os.path.basename(path).rsplit("_", 1)[0]] = row["id"]
        return ids

    def files(self, prefix):
        return sorted(glob.glob(os.path.join(self.keys, prefix + "_*.p12")))

    def test_a_gost_key_is_reissued_into_the_archive(self):
        self.start_ca()
        old = self.old_keys("gost-2015")["GOST512"]
        self.is_renewed(self.renew(old, medium="vault", backup="none"), old)

    def test_a_gost_key_is_reissued_into_a_new_file_under_the_rules_of_the_nca(self):
        self.start_ca()
        old = self.old_keys("gost-2015")["GOST512"]
        before = self.files("GOST512")
        self.is_renewed(self.renew(old, medium="file", folder=self.keys, backup="none", password=NEW_PASSWORD), old)
        new = [path for path in self.files("GOST512") if path not in before]
        self.assertEqual(len(new), 1)
        self.assertEqual(len(self.files("GOST512")), 2, "the old file is still there")
        opened = self.ask("scan", new[0], "--password-file", self.secret("new.password", NEW_PASSWORD))["certificates"][0]
        text = subprocess.run(["openssl", "pkcs12", "-legacy", "-nokeys", "-info", "-in", new[0], "-passin",
                               "pass:" + NEW_PASSWORD], check=True, capture_output=True, text=True)
        key_id = os.path.basename(new[0]).split("_")[1][:-4]
        self.assertIn("friendlyName: " + key_id, text.stdout)
        self.assertIn("pbeWithSHA1And40BitRC2-CBC", text.stderr)
        self.assertEqual(text.stdout.count("BEGIN CERTIFICATE"), 1, "no certificates of CAs")
        document = self.write("contract.txt", b"signed with the new key")
        self.ask("sign", document, "--key-file", new[0], "--password-file", self.secret("new.password", NEW_PASSWORD))
        signature = self.ask("verify", document + ".p7s", "--content", document, "--ca",
                             os.path.join(self.ca, "nca-gost-2015-issuer.der"))["signatures"][0]
        self.assertEqual((signature["verdict"], signature["signer"]["id"]), ("valid", opened["id"]), signature)

    def test_a_pair_is_reissued_together(self):
        self.start_ca()
        old = self.old_keys("rsa-pair")
        done = self.renew(old["RSA256"], medium="file", folder=self.keys, backup="none", password=NEW_PASSWORD)
        self.is_renewed(done, *old.values())
        self.assertEqual([len(self.files(prefix)) for prefix in ("AUTH_RSA256", "RSA256")], [2, 2])

    def test_a_gost_2004_key_is_followed_by_gost_2015(self):
        self.start_ca()
        old = self.old_keys("gost-2004")
        self.is_renewed(self.renew(old["GOSTKNCA"], medium="vault", backup="none"), old["GOSTKNCA"])

    def test_codes_and_the_pasted_link_are_taken(self):
        self.start_ca("wants-code", "wants-link")
        old = self.old_keys("gost-2015")["GOST512"]
        self.is_renewed(self.renew(old, medium="vault", backup="none"), old)

    def test_the_clicked_link_of_the_letter_goes_on(self):
        self.start_ca("wants-link")
        old = self.old_keys("gost-2015")["GOST512"]
        waiting = self.renew(old, exit_code=4, link=None, medium="vault", backup="none")
        self.assertEqual(waiting["waits_for"], "person", waiting)
        with open(self.outbox, encoding="utf-8") as file:
            letter = [json.loads(row) for row in file][-1]
        link = letter["text"].splitlines()[-1]
        self.assertIn(waiting["id"], link)
        foreign = link.replace("127.0.0.1", "nca.example.kz")
        rest = self.answers(medium="vault", backup="none")
        self.assertEqual(self.ask("renewals", "follow", foreign, *rest, exit_code=5)["error"], "foreign_link")
        self.is_renewed(self.ask("renewals", "follow", link, *rest), old)

    def test_a_password_against_the_rules_is_refused_and_asked_for_again(self):
        self.start_ca()
        old = self.old_keys("gost-2015")["GOST512"]
        refused = self.renew(old, exit_code=2, medium="file", folder=self.keys, password="Abc123456")
        self.assertEqual((refused["error"], refused["subject"]), ("bad_answer", "password"))
        for wrong in ("short1A", "nocapital1x"):
            self.resume(exit_code=2, medium="file", folder=self.keys, password=wrong)
        self.resume(exit_code=1, medium="file", folder=self.keys, password=OLD_PASSWORD, once=["password"])
        self.assertEqual(len(self.files("GOST512")), 1)
        self.is_renewed(self.resume(medium="file", folder=self.keys, backup="none", password=NEW_PASSWORD), old)

    def resume(self, exit_code=0, **given):
        row = self.ask("renewals", "list")["renewals"][0]
        return self.ask("renewals", "resume", row["id"], *self.answers(**given), exit_code=exit_code)

    def test_a_lapsed_certificate_leads_to_a_new_issue(self):
        self.start_ca()
        old = self.old_keys("gost-2015", days=-3)["GOST512"]
        waiting = self.renew(old, wait="3s", exit_code=4, medium="vault", backup="none")
        self.assertEqual(waiting["waits_for"], "ca", waiting)
        with open(os.path.join(self.ca, "approved"), "w", encoding="utf-8"):
            pass
        self.assertEqual(self.resume(medium="vault", backup="none")["state"], "done")

    def test_a_lapsed_half_of_a_pair_leads_to_a_whole_new_pair(self):
        self.start_ca()
        old = self.old_keys("rsa-pair", days=-3)["RSA256"]
        waiting = self.renew(old, wait="3s", exit_code=4, medium="vault", backup="none")
        self.assertEqual(waiting["waits_for"], "ca", waiting)
        with open(os.path.join(self.ca, "approved"), "w", encoding="utf-8"):
            pass
        self.assertEqual(self.resume(medium="vault", backup="none")["state"], "done")
        kept = [row for row in self.ask("archive", "list")["entries"] if row["seen"][0]["place"].startswith("vault:")]
        self.assertEqual(len(kept), 2, "both new ones")

    def test_an_answer_that_was_lost_makes_no_second_order(self):
        self.start_ca("cut-after-accept")
        old = self.old_keys("gost-2015")["GOST512"]
        self.is_renewed(self.renew(old, medium="vault", backup="none"), old)

    def test_what_the_ca_rejects_ends_in_words_and_keeps_the_old(self):
        self.start_ca("rejected-data")
        old = self.old_keys("gost-2015")["GOST512"]
        self.assertEqual(self.renew(old, exit_code=1, medium="vault")["state"], "rejected")
        self.assertNotEqual(self.ask("list", "--all")["certificates"][0]["state"], "superseded")

    def test_killed_at_any_moment_it_goes_on_with_one_order(self):
        self.start_ca()
        self.killed_again_and_again(self.old_keys("gost-2015")["GOST512"], 12, seed=7, medium="vault", backup="none")

    def test_no_password_code_or_token_is_written_down_or_said(self):
        self.start_ca("wants-code", "wants-link")
        old = self.old_keys("gost-2015")["GOST512"]
        self.renew(old, medium="file", folder=self.keys, backup="none", password=NEW_PASSWORD)
        spoken = self.spoken()
        self.assertEqual(len(spoken), 2)
        self.nothing_secret_is_left((OLD_PASSWORD, NEW_PASSWORD, VAULT_PASSWORD), spoken)


if __name__ == "__main__":
    unittest.main()
