# SPDX-License-Identifier: Apache-2.0
"""Where gost-engine cannot be loaded, a GOST certificate shows all the same whose it is, from whom, until when and for what."""
import json
import os
import re
import subprocess

from command_line import PATIENCE, PROGRAM, CommandLineTest
from gost_files import GostFiles

# An empty folder over that of the engines, in a mount namespace of the program's own.
HIDDEN = 'mount --bind "$0" "$1" && shift && exec "$@"'
REAL = ("ru/certs/rssys-sertum-q-2025.der", "ru/certs/a513-ekey-uc-gost2001.pem", "kz/chain/prod/nca_gost_2022.pem",
        "kz/keys/GOSTKNCA_13a3741b52d7bf860aab199b56fad1f4652e357b.cer", "ru/containers/dbfun-cyrillic")


def without_times(part):
    """A document without the moments at which something was seen."""
    if isinstance(part, list):
        return [without_times(each) for each in part]
    if isinstance(part, dict):
        return {key: without_times(value) for key, value in part.items() if key not in ("first_seen", "last_seen")}
    return part


class GostWithoutEngineTest(GostFiles, CommandLineTest):
    def setUp(self):
        super().setUp()
        self.skip_without_gost()
        told = subprocess.run(["openssl", "version", "-e"], check=True, capture_output=True, text=True).stdout
        self.engines = re.search('"(.+)"', told).group(1)
        if self.hidden("true").returncode != 0:
            self.skipTest("skipped: no mount namespaces here")

    def hidden(self, *words):
        empty = os.path.join(self.folder, "no-engines")
        os.makedirs(empty, exist_ok=True)
        user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
        return subprocess.run(["unshare", *user, "--mount", "sh", "-c", HIDDEN, empty, self.engines, *words], timeout=PATIENCE,
                              env=self.environment, capture_output=True, text=True, encoding="utf-8", check=False)

    def ask_hidden(self, *words, exit_code=0):
        done = self.hidden(PROGRAM, "--profile", self.profile + "-hidden", "--json", *words)
        self.assertEqual(done.returncode, exit_code, done.stdout + done.stderr)
        return json.loads(done.stdout)

    def both(self, path):
        """The certificates of a scan without the engine, once they are the same as with it."""
        documents = without_times(self.ask_hidden("scan", path)), without_times(self.ask("scan", path))
        self.assertEqual(*documents)
        self.assertTrue(documents[0]["certificates"])
        return documents[0]["certificates"]

    def test_real_certificates_show_everything(self):
        data = os.environ["RESEAL_SHARED_DATA"]
        if not os.path.exists(data):
            self.skipTest("skipped: there is no shared data")
        for name in REAL:
            with self.subTest(name):
                for row in self.both(os.path.join(data, name)):
                    self.assertRegex(row["algorithm"], "^GOST ")
                    self.assertTrue(row["holder"]["name"] and row["issuer"] and row["not_before"] < row["not_after"])
        sertum = self.ask_hidden("scan", os.path.join(data, REAL[0]))["certificates"][0]
        self.assertEqual((sertum["holder"]["name"], sertum["holder"]["innle"]), ('ООО "Сертум-Про"', "6673240328"))
        self.assertIn("CN=Минцифры России", sertum["issuer"])
        self.assertEqual((sertum["not_after"], sertum["due"]), ("2039-07-03T09:34:16Z", "2028-07-01T12:48:00Z"))

    def test_a_certificate_made_here_shows_everything(self):
        base = os.path.join(self.folder, "anna")
        self.gost_openssl("req", "-x509", "-newkey", "gost2012_256", "-pkeyopt", "paramset:A", "-nodes", "-days", "20", "-utf8",
                          "-subj", "/CN=Анна Иванова/O=ТОО Ромашка", "-addext", "basicConstraints=CA:FALSE",
                          "-addext", "keyUsage=digitalSignature,nonRepudiation", "-keyout", base + ".key", "-out", base + ".crt")
        with open(base + ".crt", "rb") as file:
            self.write("anna.crt", file.read())
        row, = self.both(self.keys)
        self.assertEqual((row["holder"]["name"], row["holder"]["organization"]), ("Анна Иванова", "ТОО Ромашка"))
        self.assertIn("CN=Анна Иванова", row["issuer"])
        self.assertEqual((row["usage"], row["algorithm"]), (["sign", "authenticate"], "GOST R 34.10-2012 (256 bit)"))

    def test_what_needs_the_engine_says_so(self):
        path = self.gost_key("anna")
        checks = {check["code"]: check for check in self.ask_hidden("doctor")["checks"]}
        self.assertIn("gost_engine_missing", checks)
        self.assertTrue(checks["gost_engine_missing"]["mend"])
        document = self.write("contract.txt", b"A contract\n")
        done = self.hidden(PROGRAM, "--profile", self.profile, "sign", document, "--key-file", path, "--password-file",
                           self.secret("password", "secret"))
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("gost-engine", done.stderr)
        self.assertFalse(os.path.exists(document + ".p7s"))
