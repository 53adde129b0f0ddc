# SPDX-License-Identifier: Apache-2.0
"""The contract of reseal-test-ca: its command line, its files, what it issues, and a kill."""
import base64
import http.client
import json
import os
import random
import signal
import ssl
import subprocess
import tempfile
import threading
import unittest
import urllib.error
import urllib.request

PROGRAM = os.environ["RESEAL_TEST_CA"]
OPENSSL = ["openssl"]


class ServerTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = os.path.join(scratch.name, "made", "here")
        self.process = None
        self.addCleanup(self.end, signal.SIGTERM)

    def start(self, *faults):
        words = [word for fault in faults for word in ("--fault", fault)]
        self.process = subprocess.Popen([PROGRAM, "--style", "kontur", "--dir", self.folder, *words],
                                        stdout=subprocess.PIPE, text=True)
        ready = json.loads(self.process.stdout.readline())
        self.url = ready["url"]
        self.context = ssl.create_default_context(cafile=ready["ca_file"])
        self.assertEqual(ready["ca_file"], os.path.join(os.path.realpath(self.folder), "ca.pem"))

    def end(self, how):
        if self.process is None:
            return 0
        self.process.send_signal(how)
        code = self.process.wait(timeout=20)
        self.process.stdout.close()
        self.process = None
        return code

    def ask(self, method, path, body=None, **headers):
        request = urllib.request.Request(self.url + path, method=method,
                                         data=None if body is None else json.dumps(body).encode(),
                                         headers={name.replace("_", "-"): value for name, value in headers.items()})
        try:
            with urllib.request.urlopen(request, context=self.context, timeout=20) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as problem:
            return problem.code, problem.read()

    def asked(self, *words, **headers):
        return json.loads(self.ask(*words, **headers)[1])

    def lines(self, name):
        with open(os.path.join(self.folder, name), encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    def made(self, *words):
        return subprocess.run([*OPENSSL, *words], check=True, capture_output=True).stdout

    def prepare(self, *key):
        """A session's header, and an order for an RSA key, or another by options of `openssl req`."""
        challenge = self.asked("POST", "/v1/challenges", {"phone": "+79991234567"}, Idempotency_Key="k" * 16)
        code = self.lines("outbox.jsonl")[-1]
        self.assertEqual((code["kind"], code["to"]), ("sms", "+79991234567"))
        session = "Bearer " + self.asked("POST", "/v1/challenges/%s/answer" % challenge["challenge_id"],
                                         {"code": code["code"]})["session"]
        application = self.asked("GET", "/v1/applications", Authorization=session)["applications"][0]["id"]
        request = self.made("req", "-new", *(key or ("-newkey", "rsa:2048")), "-nodes", "-keyout", os.devnull, "-subj",
                            "/CN=Any", "-outform", "DER")
        return session, {"application_id": application, "request": base64.b64encode(request).decode()}

    def submit(self, key="0123456789abcdef", of=()):
        session, order = self.prepare(*of)
        return self.asked("POST", "/v1/orders", order, Authorization=session, Idempotency_Key=key)

    def certificate(self, key="0123456789abcdef"):
        self.asked("POST", "/v1/orders/%s/confirmation" % key, {"code": self.lines("outbox.jsonl")[-1]["code"]})
        return self.asked("GET", "/v1/orders/%s/certificate" % key)

    def verify(self, family, engine=(), of=()):
        self.start()
        self.assertEqual(self.submit(of=of)["state"], "issued")
        issued = self.certificate()
        files = {"own.pem": issued["certificate"], "issuer.pem": issued["chain"][0]}
        for name, der in files.items():
            self.save(name, subprocess.run([*OPENSSL, "x509", "-inform", "DER"], input=base64.b64decode(der), check=True,
                                           capture_output=True).stdout)
        self.assertIn(b"/crl/%s.crl" % family.encode(), self.made("x509", "-in", self.path("own.pem"), "-noout", "-ext",
                                                                  "crlDistributionPoints"))
        status, revoked = self.ask("GET", f"/crl/{family}.crl")
        self.assertEqual(status, 200)
        self.save("list.pem", subprocess.run([*OPENSSL, "crl", "-inform", "DER"], input=revoked, check=True,
                                             capture_output=True).stdout)
        verified = self.made("verify", *engine, "-crl_check", "-CAfile", self.path("ca.pem"), "-untrusted",
                             self.path("issuer.pem"), "-CRLfile", self.path("list.pem"), self.path("own.pem"))
        self.assertIn(b"OK", verified)

    def test_certificates_verify_with_chain_and_revocation_list(self):
        self.verify("rsa")

    @unittest.skipUnless(subprocess.run([*OPENSSL, "engine", "gost"], capture_output=True, check=False).returncode == 0,
                         "skipped: gost-engine is missing")
    def test_gost_certificates_verify_with_chain_and_revocation_list(self):
        engine = ("-engine", "gost")
        self.verify("gost", engine, (*engine, "-newkey", "gost2012_256", "-pkeyopt", "paramset:A"))

    def path(self, name):
        return os.path.join(self.folder, name)

    def save(self, name, content):
        with open(self.path(name), "wb") as file:
            file.write(content)

    def test_killed_server_goes_on_where_it_was(self):
        self.start("issuing-takes-time")
        self.submit()
        self.end(signal.SIGKILL)
        with open(self.path("orders.jsonl"), "a", encoding="utf-8") as file:
            file.write('{"key": "half')  # the line that a kill cut off
        os.remove(self.path("state.json"))  # and the state that was not yet written
        self.start()
        self.assertEqual(self.asked("GET", "/v1/orders/0123456789abcdef")["state"], "issued")
        self.assertIn("certificate", self.certificate())
        self.assertEqual(len(self.lines("orders.jsonl")), 1)

    def test_killed_at_any_moment_it_stays_one_order(self):
        self.start()
        session, order = self.prepare()
        chance = random.Random(6)
        for _ in range(20):
            killer = threading.Timer(chance.uniform(0, 0.02), self.process.kill)
            killer.start()
            try:
                self.ask("POST", "/v1/orders", order, Authorization=session, Idempotency_Key="0123456789abcdef")
            except (OSError, http.client.HTTPException):
                pass  # cut off
            killer.join()
            self.end(signal.SIGKILL)
            self.start()
        taken = self.asked("POST", "/v1/orders", order, Authorization=session, Idempotency_Key="0123456789abcdef")
        self.assertEqual(len(self.lines("orders.jsonl")), 1)
        self.assertEqual(taken["id"], self.lines("orders.jsonl")[0]["id"])
        self.assertIn("certificate", self.certificate())

    def test_ends_on_SIGTERM(self):
        self.start()
        self.assertEqual(self.end(signal.SIGTERM), 0)

    def test_other_styles_and_unknown_faults_are_usage_errors(self):
        for words in (["--style", "vogon", "--dir", "x"], ["--style", "kontur", "--fault", "no such"], ["--style", "kontur"], []):
            done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=20, check=False)
            self.assertEqual(done.returncode, 2, words)
            self.assertTrue(done.stderr)

    def test_keys_of_the_CA_are_its_own(self):
        self.start()
        for name in os.listdir(self.folder):
            if name.endswith(".key"):
                self.assertEqual(os.stat(self.path(name)).st_mode & 0o077, 0, name)


if __name__ == "__main__":
    unittest.main()
