# SPDX-License-Identifier: Apache-2.0
"""Two renewals with the CA `kontur` whose PIN, passwords, codes and new key must turn up nowhere: in no argument and no
environment of a process while they run, and afterwards in no log, no output and no file of the profile."""
import base64
import glob
import json
import os
import re
import resource
import signal
import subprocess
import unittest

from ca_renewal import SERVER, VAULT_PASSWORD, CaRenewalTest
from command_line import PATIENCE, PROGRAM
from soft_token import SoftTokenTest

OLD_PASSWORD = "canary-of-the-old-file"
NEW_PASSWORD = "canary-of-the-new-file"
URI = "pkcs11:token=Test%20token"
SUBJECT = ("-subj", "/CN=Anna/O=Example", "-addext", "basicConstraints=CA:FALSE", "-addext",
           "keyUsage=digitalSignature,nonRepudiation")


def octets_of(path):
    with open(path, "rb") as file:
        return file.read()


def spellings(octets):
    """As raw octets, in hex of both cases, and in base64 wherever in its text they begin."""
    text = octets.hex()
    found = [octets, text.encode(), text.upper().encode()]
    for skipped in range(3):
        whole = octets[skipped:]
        found.append(base64.b64encode(whole[: len(whole) // 3 * 3]))
    return found


@unittest.skipUnless(os.path.exists(SERVER), "reseal-test-ca is not built")
class CanaryTest(CaRenewalTest, SoftTokenTest):
    STYLE, OLD_PASSWORD = "kontur", OLD_PASSWORD
    PIN = "83726154"

    def setUp(self):
        super().setUp()
        os.rename(self.pin_file, os.path.join(self.folder, "pin"))
        self.pin_file = os.path.join(self.folder, "pin")
        self.secrets = [OLD_PASSWORD, NEW_PASSWORD, VAULT_PASSWORD, self.PIN]
        self.seen = set()  # names of the programs whose arguments were read

    def old_file(self):
        base = os.path.join(self.folder, "anna")
        self.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "20", *SUBJECT, "-keyout", base + ".key", "-out",
                     base + ".crt")
        path = os.path.join(self.keys, "anna.p12")
        self.openssl("pkcs12", "-export", "-in", base + ".crt", "-inkey", base + ".key", "-passout", "pass:" + OLD_PASSWORD,
                     "-out", path)
        self.ask("sources", "add", self.keys)
        return self.ask("scan", path, "--password-file", self.old_password)["certificates"][0]["id"]

    def old_on_token(self):
        base = os.path.join(self.folder, "anna")
        self.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "20", *SUBJECT, "-keyout", base + ".key", "-out",
                     base + ".crt")
        self.put_on_token("anna", "anna", "01")
        token, = [row for row in self.ask("token", "list")["tokens"] if row["label"] == "Test token"]
        return token["objects"][0]["certificate"]["id"]

    def look_at(self, process):
        """Its arguments and its environment, as far as anybody may read them."""
        for name in ("cmdline", "environ"):
            try:
                data = octets_of(f"/proc/{process}/{name}")
            except OSError:  # it is gone, or does not let itself be read
                continue
            if name == "cmdline" and data:
                self.seen.add(os.path.basename(data.split(b"\0")[0].decode()))
            said = self.spoken() if os.path.exists(self.outbox) and octets_of(self.outbox) else []
            for canary in (*self.secrets, *said):
                self.assertNotIn(canary.encode(), data, f"{name} of a process")

    def renewed_under_watch(self, certificate, *options, **given):
        command = ["renew", certificate, *self.at_ca, *self.answers(**given), *options]
        agent = subprocess.Popen([PROGRAM, "--profile", self.profile, "--json", *command], stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True, env=self.environment)
        while agent.poll() is None:
            for process in (agent.pid, *self.hosts(agent)):
                self.look_at(process)
            try:
                agent.wait(timeout=0.02)
            except subprocess.TimeoutExpired:
                pass
        out, error = agent.communicate(timeout=PATIENCE)
        self.said += [out, error]
        self.assertEqual(agent.returncode, 0, out + error)
        self.assertLessEqual({"reseal", "reseal-plugin-host"}, self.seen)
        return json.loads(out)

    def holds_none(self, canaries, *but):
        files = [path for path in glob.glob(os.path.join(self.profile, "**"), recursive=True) if os.path.isfile(path)]
        self.assertTrue(any(path.endswith("reseal.db") for path in files))
        self.assertTrue(any(path.endswith("reseal.db.backup") for path in files), files)
        self.assertTrue(any("logs" in path for path in files))
        for path in files:
            data = octets_of(path)
            for canary in canaries:
                self.assertNotIn(canary, data, path)
        said = "".join(self.said).encode()
        for canary in canaries:
            self.assertNotIn(canary, said)

    def test_a_renewal_into_a_key_file_leaves_nothing_of_its_secrets(self):
        self.start_ca()
        done = self.renewed_under_watch(self.old_file(), medium="file", folder=self.keys, password=NEW_PASSWORD)
        self.assertEqual(done["state"], "done", done)
        prime = self.prime_of(done["place"])
        self.holds_none([text.encode() for text in (*self.secrets, *self.spoken())] + spellings(prime))

    def test_a_renewal_into_the_archive_leaves_nothing_of_the_old_key_or_the_new_one(self):
        self.start_ca()
        old = self.old_file()
        with open(os.path.join(self.folder, "anna.key"), "rb") as file:
            primes = [self.prime_in(file.read())]
        done = self.renewed_under_watch(old, medium="vault")
        self.assertEqual((done["state"], done["place"]), ("done", "vault"), done)
        password = self.secret("new.password", NEW_PASSWORD)
        for number, entry in enumerate((old, done["new_certificate"])):
            out = os.path.join(self.folder, f"exported-{number}.p12")
            self.ask("archive", "export", entry, "-o", out, "--password-file", password)
            primes.append(self.prime_of(out))
        self.assertEqual(primes[0], primes[1])
        canaries = [text.encode() for text in (*self.secrets, *self.spoken())]
        self.holds_none(canaries + [spelt for prime in primes[1:] for spelt in spellings(prime)])

    def prime_of(self, path):
        """p of the RSA key in that PKCS#12."""
        return self.prime_in(subprocess.run(["openssl", "pkcs12", "-in", path, "-nodes", "-nocerts", "-passin",
                                             "pass:" + NEW_PASSWORD], capture_output=True, check=True).stdout)

    def prime_in(self, key):
        text = subprocess.run(["openssl", "rsa", "-noout", "-text"], input=key, capture_output=True, check=True).stdout.decode()
        prime = bytes.fromhex(re.sub(r"[\s:]", "", re.search(r"prime1:([\s0-9a-f:]+?)prime2", text)[1])).lstrip(b"\0")
        self.assertEqual(len(prime), 128)
        return prime

    def test_a_renewal_from_a_token_to_a_token_leaves_nothing_of_its_secrets(self):
        self.start_ca()
        old = self.old_on_token()
        done = self.renewed_under_watch(old, "--token", URI, "--pin-file", self.pin_file)
        self.assertEqual(done["state"], "done", done)
        self.assertTrue(done["place"].startswith("pkcs11:"), done["place"])
        self.holds_none([text.encode() for text in (*self.secrets, *self.spoken())])

    def test_a_program_that_crashes_in_a_renewal_leaves_no_core(self):
        self.start_ca("slow")
        old = self.old_file()
        place = os.path.join(self.folder, "cores")
        os.mkdir(place)

        def allow_cores():
            _, most = resource.getrlimit(resource.RLIMIT_CORE)
            resource.setrlimit(resource.RLIMIT_CORE, (most, most))

        agent = subprocess.Popen([PROGRAM, "--profile", self.profile, "--json", "renew", old, *self.at_ca, *self.answers()],
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.environment, cwd=place,
                                 preexec_fn=allow_cores)
        self.wait_until(lambda: self.hosts(agent) or agent.poll() is not None)
        limits = {process: octets_of(f"/proc/{process}/limits").decode() for process in (agent.pid, *self.hosts(agent)[:1])}
        for text in limits.values():
            self.assertRegex(text, r"Max core file size +0 +")
        agent.send_signal(signal.SIGSEGV)
        self.assertNotEqual(agent.wait(timeout=PATIENCE), 0)
        self.assertEqual(glob.glob(os.path.join(place, "*")) + glob.glob(os.path.join(self.profile, "core*")), [])


if __name__ == "__main__":
    unittest.main()
