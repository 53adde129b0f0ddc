# SPDX-License-Identifier: Apache-2.0
"""`reseal decrypt` on files and mail that the openssl program and gpgsm make."""
import email.message
import os
import re
import shutil
import subprocess
import unittest
import zlib

from command_line import CommandLineTest
from terminal import Terminal

CONTENT = b"The terms of the contract.\n" * 400


def der(tag, content):
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + content


def compressed(content):
    """CompressedData (RFC 3274) in DER."""
    oid = bytes.fromhex("060b2a864886f70d0109100109")
    zlib_name = bytes.fromhex("060b2a864886f70d0109100308")
    data_name = bytes.fromhex("06092a864886f70d010701")
    inner = der(0x30, data_name + der(0xA0, der(0x04, zlib.compress(content))))
    return der(0x30, oid + der(0xA0, der(0x30, b"\x02\x01\x00" + der(0x30, zlib_name) + inner)))


class EncryptedFiles(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.key = self.recipient("anna")
        self.certificate_file = os.path.join(self.folder, "anna.crt")
        self.document = self.write("contract.txt", CONTENT)

    def recipient(self, name, *options):
        base = os.path.join(self.folder, name)
        self.openssl("req", "-x509", "-newkey", *(options or ("rsa:2048",)), "-nodes", "-days", "30", "-subj",
                     "/CN=" + name, "-keyout", base + ".key", "-out", base + ".crt")
        with open(base + ".crt", "rb") as crt, open(base + ".key", "rb") as key:
            return self.write(name + ".pem", crt.read() + key.read())

    def encrypt(self, name, *options, source=None, recipient=None):
        path = os.path.join(self.keys, name)
        self.openssl("cms", "-encrypt", "-binary", "-in", source or self.document, "-out", path, *options,
                     recipient or self.certificate_file)
        return path

    def decrypt(self, *arguments, exit_code=0, key=None):
        return self.ask("decrypt", *arguments, "--key-file", key or self.key, exit_code=exit_code)

    def content(self, path):
        with open(path, "rb") as file:
            return file.read()


class DecryptTest(EncryptedFiles):
    def test_a_file_is_opened_under_its_name_without_the_ending(self):
        path = self.encrypt("letter.txt.p7m", "-outform", "DER", "-aes256")
        made = self.decrypt(path)
        self.assertEqual(made["output"], os.path.join(self.keys, "letter.txt"))
        self.assertEqual(self.content(made["output"]), CONTENT)
        self.assertEqual((made["cipher"], made["integrity"], made["layers"]),
                         ("AES-256-CBC", "not_protected", ["encrypted"]))
        self.assertEqual((made["recipient"]["kind"], made["recipient"]["issuer"]), ("key_transport", "CN=anna"))

    def test_an_authenticated_content_is_said_to_be_protected(self):
        made = self.decrypt(self.encrypt("letter", "-outform", "DER", "-aes-256-gcm"))
        self.assertEqual(made["output"], os.path.join(self.keys, "letter.decrypted"))
        self.assertEqual((made["cipher"], made["integrity"]), ("AES-256-GCM", "protected"))

    def test_an_existing_file_is_never_replaced(self):
        path = self.encrypt("contract.txt.enc", "-outform", "PEM", "-aes256")
        self.assertEqual(self.decrypt(path, exit_code=5)["error"], "file_exists")
        self.assertEqual(self.content(self.document), CONTENT)

    def test_a_key_that_does_not_fit_names_the_recipients_and_leaves_nothing(self):
        path = self.encrypt("letter.p7m", "-outform", "DER", "-aes256")
        before = sorted(os.listdir(self.keys))
        other = self.certificate("other", 30, "/CN=Other")
        document = self.decrypt(path, exit_code=3, key=other)
        self.assertEqual((document["error"], document["recipients"][0]["issuer"]), ("no_key_fits", "CN=anna"))
        self.assertEqual(sorted(os.listdir(self.keys)), sorted(before + ["other.pem"]))
        done = self.run_reseal("decrypt", path)
        self.assertEqual(done.returncode, 3)
        self.assertIn("CN=anna", done.stdout)

    def test_what_is_damaged_leaves_no_file(self):
        whole = self.content(self.encrypt("letter.p7m", "-outform", "DER", "-aes-256-gcm"))
        before = sorted(os.listdir(self.keys))
        for name, damaged in (("cut", whole[:-100]), ("changed", whole[:-200] + b"x" + whole[-199:]), ("empty", b"")):
            path = os.path.join(self.folder, name)
            with open(path, "wb") as file:
                file.write(damaged)
            self.decrypt(path, "-o", os.path.join(self.keys, "out"), exit_code=6)
        self.assertEqual(sorted(os.listdir(self.keys)), before)

    def test_a_message_under_a_password_takes_it_from_a_file(self):
        path = os.path.join(self.keys, "secret.p7m")
        self.openssl("cms", "-encrypt", "-binary", "-in", self.document, "-outform", "DER", "-aes256", "-pwri_password",
                     "open", "-out", path)
        wrong = self.write("wrong", b"shut\n")
        right = self.write("right", b"open\n")
        self.assertEqual(self.ask("decrypt", path, "--password-file", wrong, exit_code=6)["error"], "decrypt_failed")
        made = self.ask("decrypt", path, "--password-file", right)
        self.assertEqual(made["recipient"]["kind"], "password")
        self.assertEqual(self.content(made["output"]), CONTENT)

    def test_a_mail_that_was_signed_and_then_encrypted_is_opened_and_verified(self):
        self.certificate("boris", 30, "/CN=Boris Signer")
        signer = os.path.join(self.keys, "boris.pem")
        for clear in (True, False):
            signed = os.path.join(self.folder, "signed")
            options = [] if clear else ["-nodetach"]
            self.openssl("cms", "-sign", "-text", "-in", self.document, "-signer", signer, "-out", signed, *options)
            mail = self.encrypt(f"mail{clear}.eml", "-aes256", "-subject", "Terms", source=signed)
            made = self.decrypt(mail)
            self.assertEqual(made["layers"], ["encrypted", "clear_signed" if clear else "signed"])
            self.assertEqual([one["verdict"] for one in made["signatures"]], ["valid"])
            text = self.content(made["output"]).replace(b"\r\n", b"\n")
            self.assertEqual(text, b"Content-Type: text/plain\n\n" + CONTENT)

    def test_a_changed_document_inside_ends_6_and_is_still_handed_out(self):
        self.certificate("boris", 30, "/CN=Boris Signer")
        signed = os.path.join(self.folder, "signed")
        self.openssl("cms", "-sign", "-text", "-in", self.document, "-signer", os.path.join(self.keys, "boris.pem"),
                     "-out", signed)
        changed = self.write("changed", self.content(signed).replace(b"contract", b"contrast", 1))
        made = self.decrypt(self.encrypt("mail.eml", "-aes256", source=changed), exit_code=6)
        self.assertEqual(made["signatures"][0]["reason"], "content_changed")
        self.assertIn(b"contrast", self.content(made["output"]))

    def test_a_message_that_was_encrypted_and_then_signed_is_opened(self):
        self.certificate("boris", 30, "/CN=Boris Signer")
        inner = self.encrypt("inner", "-outform", "DER", "-aes256")
        outer = os.path.join(self.keys, "outer.p7m")
        self.openssl("cms", "-sign", "-binary", "-nodetach", "-in", inner, "-outform", "DER", "-signer",
                     os.path.join(self.keys, "boris.pem"), "-out", outer)
        made = self.decrypt(outer)
        self.assertEqual((made["layers"], made["signatures"][0]["verdict"]), (["signed", "encrypted"], "valid"))
        self.assertEqual(self.content(made["output"]), CONTENT)

    def test_a_compressed_content_is_unpacked_and_a_bomb_is_not(self):
        packed = self.write("packed", compressed(CONTENT))
        made = self.decrypt(self.encrypt("small.p7m", "-outform", "DER", "-aes256", source=packed))
        self.assertEqual((made["layers"], made["inner_problem"]), (["encrypted", "compressed"], None))
        self.assertEqual(self.content(made["output"]), CONTENT)
        bomb = self.write("bomb", compressed(bytes(64 << 20)))
        made = self.decrypt(self.encrypt("large.p7m", "-outform", "DER", "-aes256", source=bomb), exit_code=6)
        self.assertEqual(made["inner_problem"], "compression_bomb")
        self.assertEqual(self.content(made["output"]), self.content(bomb))

    def test_an_encrypted_attachment_of_a_mail_is_opened(self):
        mail = email.message.EmailMessage()
        mail["Subject"] = "Terms"
        mail.set_content("See the attachment.\n")
        encrypted = self.content(self.encrypt("inner", "-outform", "DER", "-aes256"))
        mail.add_attachment(encrypted, maintype="application", subtype="pkcs7-mime", filename="smime.p7m")
        made = self.decrypt(self.write("mail.eml", mail.as_bytes()))
        self.assertEqual(self.content(made["output"]), CONTENT)

    def test_what_is_not_encrypted_says_so(self):
        self.assertEqual(self.decrypt(self.document, exit_code=6)["error"], "not_encrypted")

    def test_gost_messages_are_opened_past_the_section_of_their_cipher(self):
        try:
            key = self.recipient("gost", "gost2012_256", "-pkeyopt", "paramset:A", "-engine", "gost")
        except subprocess.CalledProcessError:
            self.skipTest("gost-engine is missing")
        large = self.write("large", os.urandom(700_001))
        for cipher in ("gost89", "kuznyechik-ctr-acpkm", "kuznyechik-ctr-acpkm-omac", "magma-ctr-acpkm-omac"):
            path = self.encrypt(cipher + ".p7m", "-outform", "DER", "-engine", "gost", "-" + cipher, source=large,
                                recipient=os.path.join(self.folder, "gost.crt"))
            made = self.decrypt(path, key=key)
            self.assertEqual(made["integrity"], "protected" if cipher.endswith("omac") else "not_protected")
            self.assertEqual(self.content(made["output"]), self.content(large))


class OnATerminalTest(EncryptedFiles):
    def setUp(self):
        super().setUp()
        source = self.write("source", bytes(32 << 20))
        self.large = self.encrypt("large.p7m", "-outform", "DER", "-des3", source=source)  # a slow cipher: about a second
        os.remove(source)

    def test_it_shows_how_far_it_is_and_takes_that_away(self):
        terminal = Terminal(self, "decrypt", self.large, "--key-file", self.key)
        self.assertEqual(terminal.exit_code(), 0)
        shown = [int(number) for number in re.findall(rb"\rDecrypting: (\d+) %", terminal.said.replace(b"\x1b[K", b""))]
        self.assertEqual((shown, shown[-1]), (sorted(shown), 100))
        self.assertGreater(len(shown), 50)
        self.assertIn(b"100 %\r\x1b[KDecrypted: ", terminal.said)

    def test_ctrl_c_ends_it_and_leaves_no_file(self):
        before = sorted(os.listdir(self.keys))
        terminal = Terminal(self, "decrypt", self.large, "--key-file", self.key)
        terminal.wait_for("Decrypting: 2 %")
        os.write(terminal.terminal, b"\x03")
        self.assertEqual(terminal.exit_code(), 1)
        self.assertIn(b"\r\x1b[KThis was cancelled.", terminal.said)
        self.assertEqual(sorted(os.listdir(self.keys)), before)

    def test_json_on_a_terminal_and_a_pipe_stay_free_of_it(self):
        terminal = Terminal(self, "--json", "decrypt", self.large, "--key-file", self.key)
        self.assertEqual(terminal.exit_code(), 0)
        self.assertNotIn(b"%", terminal.said)
        done = self.run_reseal("decrypt", self.large, "-o", os.path.join(self.folder, "out"), "--key-file", self.key)
        self.assertEqual((done.returncode, done.stderr), (0, ""))


@unittest.skipUnless(shutil.which("gpgsm"), "gpgsm is missing")
class GpgsmTest(EncryptedFiles):
    def test_what_gpgsm_encrypts_is_opened(self):
        home = os.path.join(self.folder, "gnupg")
        os.mkdir(home, 0o700)
        environment = {**self.environment, "GNUPGHOME": home}

        def gpgsm(*arguments):
            subprocess.run(["gpgsm", "--batch", "--disable-crl-checks", *arguments], check=True, capture_output=True,
                           env=environment)
        gpgsm("--import", self.certificate_file)
        fingerprint = subprocess.run(["openssl", "x509", "-in", self.certificate_file, "-noout", "-fingerprint", "-sha1"],
                                     check=True, capture_output=True, text=True).stdout.strip().partition("=")[2]
        with open(os.path.join(home, "trustlist.txt"), "w", encoding="ascii") as trusted:
            trusted.write(fingerprint + " S relax\n")
        for options in ([], ["--armor"], ["--base64"], ["--cipher-algo", "3DES"]):
            path = os.path.join(self.keys, "by-gpgsm.p7m")
            gpgsm("--encrypt", *options, "--recipient", "anna", "--output", path, self.document)
            made = self.decrypt(path)
            self.assertEqual(self.content(made["output"]), CONTENT)
            os.remove(path)
            os.remove(made["output"])


if __name__ == "__main__":
    unittest.main()
