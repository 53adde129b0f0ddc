# SPDX-License-Identifier: Apache-2.0
"""`reseal token` and `reseal sign --token` on a SoftHSM token, through the engine, the plugin host and the plugin."""
import os
import unittest

import soft_token


class TokenTest(soft_token.SoftTokenTest):
    def setUp(self):
        super().setUp()
        self.certificate("signer", 300, "/CN=Anna Signer")
        os.remove(os.path.join(self.keys, "signer.pem"))
        self.put_on_token("signer", "work", "01")
        self.document = self.write("contract.txt", b"A contract over one hundred.\n")

    def token(self):
        tokens = [row for row in self.ask("token", "list")["tokens"] if row["label"] == "Test token"]
        self.assertEqual(len(tokens), 1)
        return tokens[0]

    def test_list_shows_the_certificate_and_its_key_without_a_pin(self):
        objects = [row for row in self.token()["objects"] if row["certificate"]]
        self.assertEqual([(row["key"], row["certificate"]["subject"]) for row in objects], [(True, "CN=Anna Signer")])

    def test_what_lies_on_the_token_is_in_the_list_of_certificates(self):
        self.token()
        rows = [row for row in self.ask("list")["certificates"] if row["subject"] == "CN=Anna Signer"]
        self.assertEqual(len(rows), 1)
        self.assertIn("token:pkcs11/Test token", rows[0]["seen"][0]["path"])
        self.assertTrue(rows[0]["key"])

    def test_openssl_verifies_what_the_token_signed(self):
        made = self.ask("sign", self.document, "--token", "pkcs11:token=Test%20token", "--pin-file", self.pin_file)
        self.openssl("cms", "-verify", "-binary", "-inform", "DER", "-in", made["output"], "-content", self.document,
                     "-CAfile", os.path.join(self.folder, "signer.crt"), "-purpose", "any", "-out", os.devnull)

    def test_a_wrong_pin_ends_5_and_leaves_no_file(self):
        wrong = self.write("wrong", b"99999999")
        refused = self.ask("sign", self.document, "--token", "pkcs11:token=Test%20token", "--pin-file", wrong, exit_code=5)
        self.assertEqual(refused["error"], "pin_wrong_count_low")  # SoftHSM says after one that few are left
        self.assertFalse(os.path.exists(self.document + ".p7s"))

    def test_a_changed_pin_is_the_one_that_counts(self):
        fresh = self.write("fresh", b"87654321")
        self.ask("token", "pin", "Test token", "--pin-file", self.pin_file, "--new-pin-file", fresh)
        self.ask("sign", self.document, "--token", "pkcs11:token=Test%20token", "--pin-file", self.pin_file, exit_code=5)
        self.ask("sign", self.document, "--token", "pkcs11:token=Test%20token", "--pin-file", fresh)

    def test_an_unknown_token_ends_3(self):
        self.assertEqual(self.ask("token", "info", "nobody's", exit_code=3)["error"], "unknown_token")
        self.ask("sign", self.document, "--token", "pkcs11:token=none", "--pin-file", self.pin_file, exit_code=3)

    def test_sign_without_a_key_ends_2(self):
        self.assertEqual(self.ask("sign", self.document, exit_code=2)["error"], "no_key")


if __name__ == "__main__":
    unittest.main()
