# SPDX-License-Identifier: Apache-2.0
"""`reseal sign` and `reseal verify` on files, beside the openssl program."""
import json
import os
import subprocess
import unittest

from command_line import CommandLineTest

SHARED = os.environ.get("RESEAL_SHARED_DATA", "")


class DocumentTest(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.key = self.certificate("signer", 30, "/CN=Anna Signer")
        self.document = self.write("contract.txt", b"A contract over one hundred.\n")

    def sign(self, *more, document=None, key=None):
        return self.ask("sign", document or self.document, "--key-file", key or self.key, *more)

    def verify(self, *arguments, exit_code=0):
        return self.ask("verify", *arguments, exit_code=exit_code)

    def content(self, path):
        with open(path, "rb") as file:
            return file.read()

    def test_a_detached_signature_lies_beside_its_document_and_is_valid(self):
        made = self.sign()
        self.assertEqual(made["output"], self.document + ".p7s")
        document = self.verify(made["output"])
        self.assertEqual((document["verdict"], document["attached"], document["content"]),
                         ("valid", False, self.document))
        signature = document["signatures"][0]
        self.assertEqual(signature["judged_by"], "claimed_time")
        self.assertEqual(signature["signer"]["subject"], "CN=Anna Signer")
        self.assertEqual((signature["revocation"], signature["issuer"]), ("not_checked", "unknown"))

    def test_openssl_verifies_both_forms(self):
        crt = os.path.join(self.folder, "signer.crt")
        self.sign()
        self.openssl("cms", "-verify", "-binary", "-inform", "DER", "-in", self.document + ".p7s", "-content",
                     self.document, "-CAfile", crt, "-purpose", "any", "-out", os.devnull)
        self.sign("--attached")
        out = os.path.join(self.folder, "out")
        self.openssl("cms", "-verify", "-binary", "-inform", "DER", "-in", self.document + ".p7m", "-CAfile", crt,
                     "-purpose", "any", "-out", out)
        self.assertEqual(self.content(out), self.content(self.document))

    def test_a_signature_over_the_standard_form_of_openssl_is_valid(self):
        for form in ("DER", "PEM"):
            message = os.path.join(self.folder, "message." + form)
            self.openssl("cms", "-sign", "-binary", "-nodetach", "-stream", "-in", self.document, "-signer", self.key,
                         "-outform", form, "-out", message)
            self.assertEqual(self.verify(message)["verdict"], "valid")

    def test_a_changed_document_ends_6_in_words(self):
        self.sign()
        changed = self.write("changed.txt", b"A contract over two hundred.\n")
        document = self.verify(self.document + ".p7s", "--content", changed, exit_code=6)
        self.assertEqual(document["signatures"][0]["reason"], "content_changed")
        done = self.run_reseal("verify", self.document + ".p7s", "--content", changed)
        self.assertEqual(done.returncode, 6)
        self.assertIn("NOT VALID", done.stdout)
        self.assertIn("not what was signed", done.stdout)

    def test_what_is_no_message_ends_6_and_what_is_not_there_ends_3(self):
        self.assertEqual(self.verify(self.document, exit_code=6)["error"], "no_message")
        self.assertEqual(self.verify(self.document + ".none", exit_code=3)["error"], "not_found")

    def test_a_detached_signature_alone_asks_for_its_content(self):
        self.sign("-o", os.path.join(self.folder, "apart.p7s"))
        document = self.verify(os.path.join(self.folder, "apart.p7s"), exit_code=2)
        self.assertEqual(document["error"], "content_missing")

    def test_named_authorities_decide(self):
        self.sign()
        crt = os.path.join(self.folder, "signer.crt")
        self.certificate("other", 30, "/CN=Other")
        other = os.path.join(self.folder, "other.crt")
        self.assertEqual(self.verify(self.document + ".p7s", "--ca", crt)["signatures"][0]["issuer"], "trusted")
        document = self.verify(self.document + ".p7s", "--ca", other, exit_code=1)
        self.assertEqual((document["verdict"], document["signatures"][0]["reason"]), ("cannot_say", "issuer_unknown"))
        self.verify(self.document + ".p7s", "--ca", other, "--ca", crt)

    def test_an_existing_file_is_never_replaced(self):
        self.sign()
        before = self.content(self.document + ".p7s")
        document = self.ask("sign", self.document, "--key-file", self.key, exit_code=5)
        self.assertEqual(document["error"], "file_exists")
        self.assertEqual(self.content(self.document + ".p7s"), before)
        self.assertEqual(sorted(os.listdir(self.keys)), ["contract.txt", "contract.txt.p7s", "signer.pem"])

    def test_a_key_without_its_certificate_says_so_and_leaves_nothing(self):
        key = os.path.join(self.folder, "signer.key")
        document = self.ask("sign", self.document, "--key-file", key, exit_code=3)
        self.assertEqual(document["error"], "no_certificate")
        self.sign("--certificate", os.path.join(self.folder, "signer.crt"), key=key)
        self.assertEqual(self.verify(self.document + ".p7s")["verdict"], "valid")

    def test_a_locked_key_file_takes_its_password_from_a_file(self):
        key = self.pkcs12("own", 20, "secret")
        for password, exit_code in (("wrong", 5), ("secret", 0)):
            file = self.write("password", password.encode() + b"\n")
            self.ask("sign", self.document, "--key-file", key, "--password-file", file, exit_code=exit_code)
        self.assertEqual(self.verify(self.document + ".p7s")["verdict"], "valid")

    def test_fields_are_shown_signed_sorted_and_verified(self):
        fields = self.write("fields.json", json.dumps({"b": "2", "a": "один", "c": 3}).encode())
        made = self.run_reseal("--json", "sign", "--fields", fields, "--key-file", self.key)
        self.assertEqual(made.returncode, 0, made.stderr)
        self.assertEqual(json.loads(made.stdout)["text"], "a=один\nb=2\nc=3")
        self.assertIn("  a=один\n  b=2\n  c=3\n", made.stderr)
        self.assertEqual(self.verify(fields + ".p7s", "--fields", fields)["verdict"], "valid")
        text = self.write("text", "a=один\nb=2\nc=3".encode())
        self.assertEqual(self.verify(fields + ".p7s", "--content", text)["verdict"], "valid")

    def test_fields_that_would_pass_for_others_are_refused(self):
        for bad in (b'{"a": "1\\nb=2"}', b'{"a": "1", "a": "2"}', b'{"a": [1]}', b'{}'):
            fields = self.write("fields.json", bad)
            done = self.run_reseal("--json", "sign", "--fields", fields, "--key-file", self.key)
            self.assertIn(done.returncode, (2, 6), bad)
            self.assertFalse(os.path.exists(fields + ".p7s"))

    def test_words_are_russian_for_a_russian_person(self):
        self.sign()
        done = self.run_reseal("verify", self.document + ".p7s", environment={"LANGUAGE": "ru", "LC_ALL": "ru_RU.UTF-8"})
        self.assertIn("ДЕЙСТВИТЕЛЬНА", done.stdout)

    def test_a_lapsed_signer_is_judged_for_the_claimed_time(self):
        if subprocess.run(["which", "faketime"], capture_output=True).returncode != 0:
            self.skipTest("skipped: the faketime program is missing")
        self.sign()
        done = subprocess.run(["faketime", "+2 years", os.environ["RESEAL_PROGRAM"], "--json", "verify",
                               self.document + ".p7s"], capture_output=True, text=True, env=self.environment)
        signature = json.loads(done.stdout)["signatures"][0]
        self.assertEqual((done.returncode, signature["judged_by"], signature["certificate"], signature["lapsed_now"]),
                         (0, "claimed_time", "valid", True))


class SharedMessagesTest(CommandLineTest):
    def setUp(self):
        super().setUp()
        if not os.path.isdir(SHARED):
            self.skipTest("skipped: the folder of public fixtures is missing: " + SHARED)

    def shared(self, *parts):
        return os.path.join(SHARED, *parts)

    def test_a_stamped_message_of_kazakhstan_is_judged_for_its_time_stamp(self):
        anchors = [option for name in ("test/root_test_gost_2022.cer", "prod/root_gost_2022.pem",
                                       "prod/nca_gost_2022.pem", "test/nca_gost2022_test.cer")
                   for option in ("--ca", self.shared("kz/chain", name))]
        document = self.ask("verify", self.shared("kz/signed/skarm_individual_attached.der"), *anchors)
        signature = document["signatures"][0]
        self.assertEqual((signature["verdict"], signature["judged_by"], signature["judged_at"][:10]),
                         ("valid", "time_stamp", "2026-07-20"))

    def test_a_lapsed_signer_of_russia_is_judged_for_the_claimed_time(self):
        document = self.ask("verify", self.shared("ru/cms/pycryptoprosdk-sign.sig"))
        signature = document["signatures"][0]
        self.assertEqual((signature["verdict"], signature["judged_by"], signature["lapsed_now"]),
                         ("valid", "claimed_time", True))


if __name__ == "__main__":
    unittest.main()
