# SPDX-License-Identifier: Apache-2.0
"""The contract of reseal-test-ca in its style "nca": old key files, whom it knows, what it publishes."""
import base64
import json
import os
import ssl
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request

PROGRAM = os.environ["RESEAL_TEST_CA"]


class NcaServerTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = scratch.name

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def holder(self, ca, kind):
        made = subprocess.run([PROGRAM, "--style", "nca", "--dir", self.path(ca), "--make-holder", self.path("keys"), "--kind",
                               kind, "--password", "Qwerty12"], check=True, capture_output=True, text=True)
        return json.loads(made.stdout)["files"]

    def certificate(self, file):
        text = subprocess.run(["openssl", "pkcs12", "-legacy", "-nokeys", "-in", file, "-passin", "pass:Qwerty12"], check=True,
                              capture_output=True).stdout
        return subprocess.run(["openssl", "x509", "-outform", "DER"], input=text, check=True, capture_output=True).stdout

    def start(self, ca, *words):
        process = subprocess.Popen([PROGRAM, "--style", "nca", "--dir", self.path(ca), *words], stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait, 20)
        self.addCleanup(process.terminate)
        ready = json.loads(process.stdout.readline())
        self.url = ready["url"]
        self.context = ssl.create_default_context(cafile=ready["ca_file"])

    def login(self, file):
        body = json.dumps({"certificate": base64.b64encode(self.certificate(file)).decode()}).encode()
        request = urllib.request.Request(self.url + "/v1/logins", method="POST", data=body,
                                         headers={"Idempotency-Key": "k" * 16})
        try:
            with urllib.request.urlopen(request, context=self.context, timeout=20) as answer:
                return answer.status
        except urllib.error.HTTPError as problem:
            with problem:
                return problem.code

    def fetched(self, path, into):
        with urllib.request.urlopen(self.url + path, context=self.context, timeout=20) as answer:
            with open(self.path(into), "wb") as file:
                file.write(answer.read())

    def test_key_files_have_the_names_and_the_lock_of_the_nca(self):
        for kind, names in (("rsa-pair", ["AUTH", "RSA256"]), ("gost-2004", ["AUTH", "GOSTKNCA"]), ("gost-2015", ["GOST512"])):
            files = self.holder("ca", kind)
            self.assertEqual([os.path.basename(file).split("_")[0] for file in files], names)
            for file in files:
                self.assertTrue(self.certificate(file))

    def test_certificates_of_rsa_verify_with_chain_and_revocation_list(self):
        file = self.holder("ca", "rsa-pair")[1]
        self.start("ca")
        self.fetched("/cert/nca_rsa.cer", "issuer.cer")
        self.fetched("/crl/nca_rsa.crl", "list.crl")
        with open(self.path("own.cer"), "wb") as own:
            own.write(self.certificate(file))
        for name in ("own.cer", "issuer.cer"):
            subprocess.run(["openssl", "x509", "-inform", "DER", "-in", self.path(name), "-out", self.path(name + ".pem")], check=True)
        subprocess.run(["openssl", "crl", "-inform", "DER", "-in", self.path("list.crl"), "-out", self.path("list.pem")], check=True)
        verified = subprocess.run(["openssl", "verify", "-crl_check", "-CAfile", self.path("ca", "ca.pem"), "-untrusted",
                                   self.path("issuer.cer.pem"), "-CRLfile", self.path("list.pem"), self.path("own.cer.pem")],
                                  capture_output=True, check=False)
        self.assertIn(b"OK", verified.stdout, verified.stderr)

    def test_holders_of_another_ca_are_known_once_it_is_trusted(self):
        own, other = self.holder("ca", "gost-2015")[0], self.holder("other", "gost-2015")[0]
        self.start("ca")
        self.assertEqual((self.login(own), self.login(other)), (201, 404))

    def test_trusted_ca_is_one_more(self):
        other = self.holder("other", "gost-2015")[0]
        self.start("ca", "--trust", self.path("other", "nca-gost-2015-issuer.der"))
        self.assertEqual(self.login(other), 201)


if __name__ == "__main__":
    unittest.main()
