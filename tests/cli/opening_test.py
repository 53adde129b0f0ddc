# SPDX-License-Identifier: Apache-2.0
"""`reseal archive find FILE` and `reseal decrypt` with the keys that Reseal itself knows."""
import base64
import os
import shutil
import unittest

import soft_token
from command_line import CommandLineTest

CONTENT = b"The minutes of a meeting.\n" * 500


class Opening:
    """What both the archive's tests and the token's do with messages."""

    def make_keys(self, name, *algorithm):
        base = os.path.join(self.folder, name)
        self.openssl("req", "-x509", "-newkey", *(algorithm or ("rsa:2048",)), "-nodes", "-days", "30", "-subj",
                     "/CN=" + name, "-keyout", base + ".key", "-out", base + ".crt")

    def pfx(self, name, password="secret"):
        base = os.path.join(self.folder, name)
        path = os.path.join(self.keys, name + ".p12")
        self.openssl("pkcs12", "-export", "-in", base + ".crt", "-inkey", base + ".key", "-passout", "pass:" + password,
                     "-out", path)
        return path

    def encrypt(self, name, recipient, *options, source=None):
        path = os.path.join(self.keys, name)
        self.openssl("cms", "-encrypt", "-binary", "-in", source or self.write("minutes.txt", CONTENT), "-out", path,
                     "-outform", "DER", *options, os.path.join(self.folder, recipient + ".crt"))
        return path

    def opened(self, path, *arguments):
        output = os.path.join(self.folder, "out")
        made = self.ask("decrypt", path, "-o", output, *arguments)
        with open(output, "rb") as file:
            content = file.read()
        os.remove(output)
        self.assertEqual(content, CONTENT)
        return made


class ArchiveOpensTest(Opening, CommandLineTest):
    def setUp(self):
        super().setUp()
        self.environment["RESEAL_VAULT_PASSWORD_FILE"] = self.secret("vault.password", "correct horse battery")

    def archive(self, name, *algorithm):
        self.make_keys(name, *algorithm)
        path = self.pfx(name)
        document = self.ask("archive", "import", path, "--password-file", self.secret("p", "secret"))
        os.remove(path)
        return document["new"][0]["id"]

    def test_an_archived_key_opens_what_was_encrypted_to_it_years_ago(self):
        self.archive("anna")
        for options in (["-aes256"], ["-aes-256-gcm"], ["-aes256", "-keyid"], ["-des3"],
                        ["-aes256", "-recip", os.path.join(self.folder, "anna.crt"), "-keyopt", "rsa_padding_mode:oaep"]):
            made = self.opened(self.encrypt("old.p7m", "anna", *options))
            self.assertEqual(made["recipient"]["kind"], "key_transport")

    def test_an_archived_elliptic_key_opens_too(self):
        self.archive("anna", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
        self.assertEqual(self.opened(self.encrypt("old.p7m", "anna", "-aes256"))["recipient"]["kind"], "key_agreement")

    def test_find_names_the_certificate_and_that_its_key_is_in_the_archive(self):
        entry = self.archive("anna")
        found = self.ask("archive", "find", self.encrypt("old.p7m", "anna"))
        self.assertEqual([(key["id"], key["where"], key["here"]) for key in found["files"][0]["keys"]],
                         [(entry, "vault", True)])
        self.assertNotIn("certificate_hex", found["files"][0]["keys"][0])

    def test_find_needs_no_way_into_the_archive(self):
        self.archive("anna")
        path = self.encrypt("old.p7m", "anna")
        del self.environment["RESEAL_VAULT_PASSWORD_FILE"]
        self.assertEqual(self.ask("archive", "find", path)["files"][0]["keys"][0]["where"], "vault")
        self.assertEqual(self.ask("decrypt", path, "-o", os.path.join(self.folder, "out"), exit_code=4)["error"],
                         "no_way_in")

    def test_find_reads_every_form_of_a_message(self):
        entry = self.archive("anna")
        self.make_keys("boris")
        plain = self.write("minutes.txt", CONTENT)
        signed = os.path.join(self.folder, "signed")
        base = os.path.join(self.folder, "boris")
        self.openssl("cms", "-sign", "-text", "-nodetach", "-in", plain, "-signer", base + ".crt", "-inkey", base + ".key",
                     "-out", signed)
        indefinite = self.encrypt("old.ber", "anna", "-stream", "-indef")
        with open(self.encrypt("old.p7m", "anna"), "rb") as whole, open(indefinite, "rb") as pieces:
            octets, head = whole.read(), pieces.read(2)
        self.assertEqual(head, b"\x30\x80")
        for path in (self.encrypt("old.pem", "anna", "-outform", "PEM"), self.write("old.txt", base64.encodebytes(octets)),
                     self.write("one-line.b64", base64.b64encode(octets)), indefinite,
                     self.encrypt("old.eml", "anna", "-outform", "SMIME", "-subject", "Minutes"),
                     self.encrypt("signed.eml", "anna", "-outform", "SMIME", source=signed)):
            found = self.ask("archive", "find", path)["files"][0]["keys"]
            self.assertEqual([(key["id"], key["where"]) for key in found], [(entry, "vault")], path)

    def test_find_looks_through_a_folder_and_passes_over_the_rest(self):
        self.archive("anna")
        self.make_keys("boris")
        os.mkdir(os.path.join(self.keys, "mail"))
        self.encrypt("mail/for-anna.p7m", "anna")
        self.encrypt("mail/for-boris.p7m", "boris")
        self.write("mail/notes.txt", b"nothing secret")
        found = self.ask("archive", "find", os.path.join(self.keys, "mail"), exit_code=4)
        self.assertEqual([(os.path.basename(row["path"]), len(row["keys"])) for row in found["files"]],
                         [("for-anna.p7m", 1), ("for-boris.p7m", 0)])
        self.assertEqual(found["passed_over"], 1)

    def test_what_is_for_others_names_them_and_ends_3(self):
        self.archive("anna")
        self.make_keys("boris")
        path = self.encrypt("other.p7m", "boris")
        self.assertEqual(self.ask("archive", "find", path, exit_code=3)["files"][0]["keys"], [])
        refused = self.ask("decrypt", path, "-o", os.path.join(self.folder, "out"), exit_code=3)
        self.assertEqual((refused["error"], refused["keys"]), ("no_key_fits", []))
        self.assertIn("none of your certificates", self.run_reseal("archive", "find", path).stdout)

    def test_a_key_file_that_is_watched_opens_with_its_password(self):
        self.make_keys("anna")
        pfx = self.pfx("anna")
        self.ask("scan", pfx, "--password-file", self.secret("p", "secret"))
        path = self.encrypt("old.p7m", "anna")
        self.assertEqual(self.ask("archive", "find", path)["files"][0]["keys"][0]["place"], pfx)
        self.opened(path, "--password-file", self.secret("p", "secret"))
        os.remove(pfx)
        self.ask("scan", self.keys)
        found = self.ask("archive", "find", path, exit_code=4)["files"][0]["keys"][0]
        self.assertEqual((found["where"], found["here"]), ("file", False))
        self.assertEqual(self.ask("decrypt", path, "-o", os.path.join(self.folder, "out"), exit_code=3)["error"],
                         "key_elsewhere")
        self.assertIn("bring that back", self.run_reseal("archive", "find", path).stdout)

    def test_one_of_many_recipients_is_enough(self):
        self.archive("anna")
        others = []
        for name in ("boris", "clara"):
            self.make_keys(name)
            others.append(os.path.join(self.folder, name + ".crt"))
        self.opened(self.encrypt("all.p7m", "anna", "-aes256", *others))

    def test_a_password_of_the_message_itself_is_still_a_way(self):
        self.archive("anna")
        path = os.path.join(self.keys, "secret.p7m")
        self.openssl("cms", "-encrypt", "-binary", "-in", self.write("minutes.txt", CONTENT), "-outform", "DER",
                     "-pwri_password", "open", "-out", path)
        self.opened(path, "--password-file", self.secret("p", "open"))
        self.assertIn("whoever knows the password", self.run_reseal("archive", "find", path).stdout)

    def test_the_log_says_which_key_opened_which_file(self):
        entry = self.archive("anna")
        path = self.encrypt("old.p7m", "anna")
        self.opened(path)
        events = [row for row in self.ask("archive", "events")["events"] if row["act"] == "decrypt"]
        self.assertEqual([(row["id"], row["detail"]) for row in events], [(entry, path)])

    def test_damage_and_rubbish_say_so(self):
        self.archive("anna")
        self.assertEqual(self.ask("archive", "find", self.write("rubbish.p7m", os.urandom(4000)), exit_code=6)["error"],
                         "not_encrypted")
        with open(self.encrypt("old.p7m", "anna", "-aes256"), "rb") as file:
            cut = self.write("cut.p7m", file.read()[:120])
        self.ask("archive", "find", cut, exit_code=6)

    def test_a_running_tray_opens_for_the_command_line(self):
        self.archive("anna")
        path = self.encrypt("old.p7m", "anna", "-aes256")
        self.start_watch()
        self.opened(path)


class TokenOpensTest(Opening, soft_token.SoftTokenTest):
    def on_token(self, *algorithm):
        self.make_keys("anna", *algorithm)
        self.put_on_token("anna", "mail", "07")
        return self.encrypt("old.p7m", "anna", "-aes256")

    def test_a_key_on_a_token_opens_with_its_pin(self):
        path = self.on_token()
        self.assertEqual(self.opened(path, "--pin-file", self.pin_file)["recipient"]["kind"], "key_transport")

    def test_an_elliptic_key_on_a_token_opens_with_its_pin(self):
        path = self.on_token("ec", "-pkeyopt", "ec_paramgen_curve:P-256")
        self.assertEqual(self.opened(path, "--pin-file", self.pin_file)["recipient"]["kind"], "key_agreement")

    def test_without_a_pin_nothing_is_tried(self):
        path = self.on_token()
        self.assertEqual(self.ask("decrypt", path, "-o", os.path.join(self.folder, "out"), exit_code=5)["error"],
                         "pin_required")

    def test_a_wrong_pin_ends_5_and_leaves_no_file(self):
        path = self.on_token()
        output = os.path.join(self.folder, "out")
        self.ask("decrypt", path, "-o", output, "--pin-file", self.write("wrong", b"99999999"), exit_code=5)
        self.assertFalse(os.path.exists(output))

    def test_a_token_that_was_pulled_out_is_named_with_when_it_was_seen(self):
        path = self.on_token()
        found = self.ask("archive", "find", path)["files"][0]["keys"]
        self.assertEqual([(key["where"], key["here"]) for key in found], [("token", True)])
        shutil.rmtree(self.token_folder)
        os.mkdir(self.token_folder)
        found = self.ask("archive", "find", path, exit_code=4)["files"][0]["keys"]
        self.assertEqual([(key["where"], key["here"]) for key in found], [("token", False)])
        self.assertIn("Test token", found[0]["place"])
        self.assertIsNotNone(found[0]["last_seen"])
        self.assertIn("plug it in", self.run_reseal("archive", "find", path).stdout)


if __name__ == "__main__":
    unittest.main()
