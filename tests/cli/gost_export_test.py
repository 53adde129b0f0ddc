# SPDX-License-Identifier: Apache-2.0
"""What `reseal archive export` writes of a GOST key (R 50.1.112, RFC 9548) opens with the openssl program and gost-engine."""
import os
import subprocess

from command_line import CommandLineTest
from gost_files import GostFiles


class GostExportTest(GostFiles, CommandLineTest):
    def setUp(self):
        super().setUp()
        self.skip_without_gost()
        self.environment["RESEAL_VAULT_PASSWORD_FILE"] = self.secret("vault.password", "correct horse battery")

    def exported(self, name, algorithm, password):
        path = self.gost_key(name, algorithm)
        document = self.ask("archive", "import", path, "--password-file", self.secret("p", "secret"))
        out = os.path.join(self.folder, name + "-again.p12")
        self.ask("archive", "export", document["new"][0]["id"], "-o", out, "--password-file",
                 self.secret("new.password", password))
        return out

    def pem(self, name):
        with open(os.path.join(self.folder, name), encoding="ascii") as file:
            return file.read()

    def test_key_and_certificate_come_out_as_they_went_in(self):
        for algorithm in ("gost2012_256", "gost2012_512"):
            with self.subTest(algorithm):
                out = self.exported(algorithm, algorithm, "fresh one")
                opened = self.gost_openssl("pkcs12", "-in", out, "-nodes", "-passin", "pass:fresh one")
                key = self.write(algorithm + ".opened", opened.encode())
                numbers = [self.gost_openssl("pkey", "-in", path, "-noout", "-text")
                           for path in (key, os.path.join(self.folder, algorithm + ".key"))]
                self.assertEqual(numbers[0], numbers[1])
                self.assertIn("Private key:", numbers[0])
                self.assertIn(self.pem(algorithm + ".crt").strip(), opened)

    def test_the_file_is_locked_and_proved_by_gost(self):
        out = self.exported("anna", "gost2012_256", "fresh one")
        tree = self.parsed(out)
        self.assertIn("GOST R 34.11-2012 with 512 bit hash", tree)  # of the MAC
        safe = next(line for line in tree.splitlines() if "OCTET STRING" in line).split(":")[0].strip()
        parts = self.parsed(out, "-strparse", safe)
        self.assertIn("HMAC GOST 34.11-2012 512 bit", parts)
        self.assertIn("GOST 28147-89", parts)
        self.assertNotIn("aes", parts.lower())

    def test_a_variable_that_changes_the_mac_is_not_heard(self):
        self.environment["LEGACY_GOST_PKCS12"] = "1"
        out = self.exported("anna", "gost2012_256", "fresh one")
        self.assertNotIn("LEGACY_GOST_PKCS12", os.environ)
        self.gost_openssl("pkcs12", "-in", out, "-nodes", "-passin", "pass:fresh one")

    def test_a_password_of_cyrillic_letters_opens_it(self):
        out = self.exported("anna", "gost2012_256", "Пароль для ключа")
        self.gost_openssl("pkcs12", "-in", out, "-nodes", "-passin", "file:" + os.path.join(self.folder, "new.password"))

    def parsed(self, path, *options):
        return subprocess.run(["openssl", "asn1parse", "-inform", "DER", "-in", path, *options], check=True,
                              capture_output=True, text=True).stdout
