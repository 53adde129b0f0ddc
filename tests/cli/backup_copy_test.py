# SPDX-License-Identifier: Apache-2.0
"""A copy of a renewal's new key on another medium, and left-over keys on a token, with the real programs."""
import glob
import os
import subprocess
import sys
import unittest

from file_renewal import NEW_PASSWORD, FileRenewalTest
from soft_token import SoftTokenTest

URI = "pkcs11:token=Test%20token"
ANSWER = """
import json, os, sys
form = json.load(sys.stdin)
given = {given!r}
answers = {{}}
for field in form["fields"]:
    value = given.get(field["id"], field["value"])
    if isinstance(value, list):  # one after the other
        value = value.pop(0) if not os.path.exists({mark!r}) else value[-1]
        open({mark!r}, "w").close()
    answers[field["id"]] = next((one["id"] for one in field["choices"] if one["id"].startswith(value)), value)
json.dump(answers, sys.stdout)
"""


class CopyTest(SoftTokenTest, FileRenewalTest):
    def answering(self, **given):
        text = ANSWER.format(given=given, mark=os.path.join(self.folder, "asked"))
        return "--ask", f"{sys.executable} " + self.secret("answer.py", text)

    def renewed(self, exit_code=0, **given):
        """With an RSA key, to the end; the token is there all the time."""
        old = self.old_certificate()
        waiting = self.renew(old, "--set", "algorithm=rsa-2048", *self.answering(**given))
        self.assertEqual(waiting["state"], "waiting_for_ca", waiting)
        self.answer()
        return self.resume(waiting["id"], *self.answering(**given), exit_code=exit_code)

    def on_token(self):
        token, = [row for row in self.ask("token", "list")["tokens"] if row["label"] == "Test token"]
        return token["objects"]

    def public_key(self, *words):
        pem = subprocess.run(["openssl", *words], check=True, capture_output=True).stdout
        return subprocess.run(["openssl", "pkey", "-pubout"], input=pem, check=True, capture_output=True).stdout

    def exported(self, entry):
        out = os.path.join(self.folder, "exported.p12")
        self.ask("archive", "export", entry, "-o", out, "--password-file", self.new_password)
        return self.public_key("pkcs12", "-in", out, "-nodes", "-nocerts", "-passin", "pass:" + NEW_PASSWORD)

    def test_onto_a_token_a_wrong_pin_is_said_and_with_the_right_one_it_signs_there(self):
        done = self.renewed(medium="vault", backup="pkcs11:", pin=["00000000", self.PIN])
        self.assertEqual((done["state"], done["place"]), ("done", "vault"), done)
        self.assertTrue(done["backup"].startswith("pkcs11:"), done)
        events = [row["what"] for row in self.ask("renewals", "show", done["id"])["events"]]
        self.assertEqual([what for what in events if what.startswith("pin_wrong") or what == "copied"],
                         ["pin_wrong_count_low", "copied"])
        copies = [(row["key"], row["certificate"]["id"]) for row in self.on_token() if row["certificate"]]
        self.assertEqual(copies, [(True, done["new_certificate"])])
        document = self.write("contract.txt", b"A contract.\n")
        made = self.ask("sign", document, "--token", URI, "--pin-file", self.pin_file)
        self.openssl("cms", "-verify", "-binary", "-inform", "DER", "-in", made["output"], "-content", document, "-CAfile",
                     self.ca + ".crt", "-purpose", "any", "-out", os.devnull)

    def test_into_a_folder_it_is_the_key_of_the_archive(self):
        drive = os.path.join(self.folder, "drive")
        os.mkdir(drive)
        done = self.renewed(medium="vault", backup="folder", folder=drive, password=NEW_PASSWORD)
        file, = glob.glob(os.path.join(drive, "*.p12"))
        self.assertEqual((done["state"], done["backup"]), ("done", file))
        self.assertEqual(self.public_key("pkcs12", "-in", file, "-nodes", "-nocerts", "-passin", "pass:" + NEW_PASSWORD),
                         self.exported(done["new_certificate"]))

    def test_of_a_key_file_the_archive_takes_one(self):
        done = self.renewed(medium="file", folder=self.keys, password=NEW_PASSWORD, backup="vault")
        self.assertEqual((done["state"], done["backup"]), ("done", "vault"), done)
        self.assertEqual(self.public_key("pkcs12", "-in", done["place"], "-nodes", "-nocerts", "-passin", "pass:" + NEW_PASSWORD),
                         self.exported(done["new_certificate"]))
        self.assertEqual(self.ask("archive", "verify")["damaged"], [])

    def test_nobody_there_means_no_copy(self):
        old = self.old_certificate()
        waiting = self.renew(old, "--set", "algorithm=rsa-2048", *self.answering(medium="file", folder=self.keys))
        self.answer()
        done = self.resume(waiting["id"], "--new-password-file", self.new_password)
        self.assertEqual((done["state"], done["backup"]), ("done", None), done)
        self.assertNotIn(done["new_certificate"], [row["id"] for row in self.ask("archive", "list")["entries"]])


class LeftOverKeyTest(SoftTokenTest, FileRenewalTest):
    def on_token(self):
        """Private keys, as the token's own tool counts them."""
        shown = subprocess.run(["pkcs11-tool", "--module", "/usr/lib/softhsm/libsofthsm2.so", "--token-label", "Test token",
                                "--login", "--pin", self.PIN, "--list-objects"], check=True, capture_output=True, text=True,
                               env=self.environment).stdout
        return shown.count("Private Key Object"), shown.count("Public Key Object")

    def test_it_goes_from_its_token_only_with_the_persons_word_and_the_pin(self):
        with_pin = ("--pin-file", self.pin_file)
        waiting = self.renew(self.old_certificate(), "--token", URI, "--set", "algorithm=rsa-2048", *with_pin)
        self.answer(subject="/CN=somebody else")
        refused = self.resume(waiting["id"], *with_pin, exit_code=5)
        self.assertEqual(refused["state"], "rejected", refused)
        left, = self.ask("renewals", "list")["left_over_keys"]
        self.assertEqual((left["renewal"], left["token"]), (waiting["id"], URI))
        self.assertIn("still on the token", self.run_reseal("renewals", "list").stdout)
        self.assertEqual(self.on_token(), (1, 1))
        forget = ("renewals", "cancel", waiting["id"], "--forget-key")
        self.assertEqual(self.ask(*forget, exit_code=4)["error"], "pin_required")
        wrong = self.secret("wrong", "00000000")
        self.assertEqual(self.ask(*forget, "--pin-file", wrong, exit_code=5)["error"], "pin_wrong_count_low")
        self.assertEqual(self.on_token(), (1, 1))
        self.assertEqual(len(self.ask("renewals", "list")["left_over_keys"]), 1)
        self.ask(*forget, *with_pin)
        self.assertEqual(self.on_token(), (0, 0))
        self.assertEqual(self.ask("renewals", "list")["left_over_keys"], [])

    def test_one_that_was_made_right_before_a_crash_is_found_by_its_label(self):
        asks = self.renew(self.old_certificate(), "--token", URI, "--set", "algorithm=rsa-2048")
        self.assertEqual(asks["question"], "pin", asks)
        # What the program had not written down yet when it ended.
        self.tool("pkcs11-tool", "--module", "/usr/lib/softhsm/libsofthsm2.so", "--token-label", "Test token", "--login",
                  "--pin", self.PIN, "--keypairgen", "--key-type", "rsa:2048", "--label", "reseal-" + asks["id"], "--id", "77")
        self.assertEqual(self.ask("renewals", "list")["left_over_keys"], [])  # it may still be found again
        self.ask("renewals", "cancel", asks["id"])
        left, = self.ask("renewals", "list")["left_over_keys"]
        self.assertEqual((left["renewal"], left["token"]), (asks["id"], URI))
        self.ask("renewals", "cancel", asks["id"], "--forget-key", "--pin-file", self.pin_file)
        self.assertEqual(self.on_token(), (0, 0))
        self.assertEqual(self.ask("renewals", "list")["left_over_keys"], [])


if __name__ == "__main__":
    unittest.main()
