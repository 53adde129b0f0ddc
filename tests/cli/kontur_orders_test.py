# SPDX-License-Identifier: Apache-2.0
"""Orders at the CA `kontur`: what a request carries, and two at once at a CA that takes its time."""
import base64
import json
import os
import subprocess
import sys
import unittest

from ca_renewal import SERVER, CaRenewalTest
from command_line import PATIENCE, PROGRAM

OLD_PASSWORD = "canary-of-the-old-file"
# Object identifiers as DER has them.
INN, SNILS, OGRN = "06082a85030381030101", "06052a85036403", "06052a85036401"
EXTENSIONS = {"subjectSignTool": "06052a8503646f", "identificationKind": "06052a85036472", "policy KC1": "06062a8503647101",
              "policy KC2": "06062a8503647102"}
# Codes go to a phone: each person reads those of the own one.
ANSWER = """
import json, sys
form = json.load(sys.stdin)
answers = {{}}
for field in form["fields"]:
    kind = field["type"]
    if kind == "phone":
        answers[field["id"]] = {phone!r}
    elif kind == "code":
        with open({outbox!r}, encoding="utf-8") as file:
            said = [json.loads(row) for row in file]
        answers[field["id"]] = [row["code"] for row in said if row["to"] == {phone!r} and row.get("code")][-1]
    else:
        answers[field["id"]] = "yes" if kind in ("consent", "review") else field["value"]
json.dump(answers, sys.stdout)
"""


@unittest.skipUnless(os.path.exists(SERVER), "reseal-test-ca is not built")
class KonturOrdersTest(CaRenewalTest):
    STYLE, OLD_PASSWORD = "kontur", OLD_PASSWORD

    def old_certificate(self, name, numbers=()):
        base = os.path.join(self.folder, name)
        subject = f"/CN={name}/O=Example" + "".join(f"/{kind}={number}" for kind, number in dict(numbers).items())
        self.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "20", "-utf8", "-subj", subject, "-addext",
                     "basicConstraints=CA:FALSE", "-addext", "keyUsage=digitalSignature,nonRepudiation", "-keyout", base + ".key",
                     "-out", base + ".crt")
        path = os.path.join(self.keys, name + ".p12")
        self.openssl("pkcs12", "-export", "-in", base + ".crt", "-inkey", base + ".key", "-passout", "pass:" + OLD_PASSWORD,
                     "-out", path)
        self.ask("sources", "add", self.keys)
        return self.ask("scan", path, "--password-file", self.old_password)["certificates"][0]["id"]

    def request(self):
        """The only one that the CA took, in DER."""
        with open(os.path.join(self.ca, "state.json"), encoding="utf-8") as file:
            order, = json.load(file)["orders"].values()
        return base64.b64decode(order["request"])

    def test_a_renewal_asks_with_the_holders_own_numbers_and_the_extensions_of_a_qualified_certificate(self):
        self.start_ca()
        numbers = {"INN": "500100732259", "SNILS": "11223344595", "OGRN": "1027700132195"}
        old = self.old_certificate("anna", numbers)
        self.is_renewed(self.renew(old), old)
        request = self.request()
        for kind, number in zip((INN, SNILS, OGRN), numbers.values()):
            self.assertIn(bytes.fromhex(kind) + bytes([0x12, len(number)]) + number.encode(), request)  # a NumericString
        for name, identifier in EXTENSIONS.items():
            self.assertIn(bytes.fromhex(identifier), request, name)

    def test_two_orders_at_once_at_a_slow_ca_end_in_two_certificates(self):
        self.start_ca("slow=1")
        old = {name: self.old_certificate(name) for name in ("anna", "boris")}
        self.start_watch()
        running = []
        for number, (name, certificate) in enumerate(old.items()):
            script = self.secret(name + ".py", ANSWER.format(outbox=self.outbox, phone=f"+7999123456{number}"))
            running.append(subprocess.Popen([PROGRAM, "--profile", self.profile, "--json", "renew", certificate, *self.at_ca, "--ask",
                                             f"{sys.executable} {script}", "--password-file", self.old_password, "--wait", "50s"],
                                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=self.environment))
        done = [json.loads(one.communicate(timeout=PATIENCE)[0]) for one in running]
        self.assertEqual([one["state"] for one in done], ["done", "done"], done)
        self.assertEqual(len(self.orders()), 2)
        rows = {row["id"]: row for row in self.ask("list", "--all")["certificates"]}
        self.assertEqual([rows[one]["superseded_by"] for one in old.values()], [one["new_certificate"] for one in done])

    def test_a_waiting_order_goes_on_by_itself_after_the_resident_started_again(self):
        self.start_ca("issuing-takes-time")
        old = self.old_certificate("anna")
        waiting = self.renew(old, wait="3s", exit_code=4)
        self.assertEqual(waiting["state"], "waiting_for_ca", waiting)
        self.end(self.start_watch())
        with open(os.path.join(self.ca, "issued"), "w", encoding="ascii"):
            pass
        self.start_watch()

        def asked():
            row, = self.ask("renewals", "list")["renewals"]
            return row["state"] == "asking" and row
        self.wait_until(asked)
        self.assertEqual([field["id"] for field in asked()["form"]["fields"]], ["code"])
        self.is_renewed(self.ask("renewals", "resume", waiting["id"], *self.answers()), old)


if __name__ == "__main__":
    unittest.main()
