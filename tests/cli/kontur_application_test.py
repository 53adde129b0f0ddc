# SPDX-License-Identifier: Apache-2.0
"""A CA that wants the holder's application (`ca_kontur`): signed by the old key while that is valid; else a page is printed,
signed by hand and brought to the CA, and the renewal waits until it was accepted."""
import base64
import json
import os
import subprocess
import unittest

import kontur_test
from ca_renewal import SERVER, CaRenewalTest


@unittest.skipUnless(os.path.exists(SERVER), "reseal-test-ca is not built")
class KonturApplicationTest(CaRenewalTest):
    STYLE, OLD_PASSWORD = "kontur", kontur_test.OLD_PASSWORD
    old_certificate = kontur_test.KonturTest.old_certificate

    def at_the_ca(self):
        with open(os.path.join(self.ca, "state.json"), encoding="utf-8") as file:
            order, = json.load(file)["orders"].values()
        return order

    def accept(self):
        with open(os.path.join(self.ca, "accepted"), "w", encoding="utf-8"):
            pass

    def is_printed(self, waiting):
        self.assertEqual((waiting["state"], waiting["waits_for"], waiting["stuck"]), ("waiting_for_ca", "ca", False), waiting)
        for text in ("Сервисный центр № 1", "паспорт, СНИЛС"):
            self.assertIn(text, waiting["detail"])
        page = self.run_reseal("renewals", "show", waiting["id"]).stdout
        for line in (*self.at_the_ca()["statement"].split("\n"), "- паспорт", "- СНИЛС", "Signature: ____"):
            self.assertIn(line, page)
        self.assertIn("Примерная улица, 1", page)

    def test_a_valid_old_key_signs_the_application(self):
        self.start_ca("wants-application")
        old = self.old_certificate()
        self.is_renewed(self.renew(old), old)
        order = self.at_the_ca()
        signature = os.path.join(self.folder, "application.p7s")
        with open(signature + ".b64", "w", encoding="ascii") as file:
            file.write(order["signature"])
        self.openssl("base64", "-d", "-A", "-in", signature + ".b64", "-out", signature)
        statement = self.secret("statement", order["statement"])
        told = subprocess.run(["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", signature, "-content", statement,
                               "-CAfile", os.path.join(self.folder, "anna.crt"), "-purpose", "any", "-out", os.devnull],
                              capture_output=True, text=True, check=False)
        self.assertEqual(told.returncode, 0, told.stderr)

    def test_without_an_old_certificate_the_application_is_printed_and_waited_for(self):
        self.start_ca("wants-application")
        waiting = self.ask("request", *self.at_ca, *self.answers(wait="3s"), exit_code=4)
        self.is_printed(waiting)
        self.accept()
        done = self.ask("renewals", "resume", waiting["id"], *self.answers())
        self.assertEqual((done["state"], done["print"], len(self.orders())), ("done", None, 1))
        innle = bytes.fromhex("06052a85036404") + b"\x12\x0a0000000000"  # INN of the organisation, as the CA has it
        self.assertIn(innle, base64.b64decode(self.at_the_ca()["request"]))
        self.assertIn(done["new_certificate"], [row["id"] for row in self.ask("list")["certificates"]])

    def test_with_a_lost_old_key_the_application_is_printed_and_waited_for(self):
        self.start_ca("wants-application")
        old = self.old_certificate()
        os.remove(os.path.join(self.keys, "anna.p12"))
        waiting = self.renew(old, wait="3s", exit_code=4)
        self.is_printed(waiting)
        self.accept()
        done = self.ask("renewals", "resume", waiting["id"], *self.answers(action="without"))  # its drive may have been found
        self.assertEqual((done["state"], len(self.orders())), ("done", 1), done)
        rows = {row["id"]: row for row in self.ask("list", "--all")["certificates"]}
        self.assertEqual(rows[old]["superseded_by"], done["new_certificate"])
        kept = {row["id"]: row["key"] for row in self.ask("archive", "list")["entries"]}
        self.assertEqual(kept[done["new_certificate"]], "vault")
        self.assertNotEqual(kept[old], "vault")  # nobody has it

    def lapsed_certificate(self):
        base = os.path.join(self.folder, "anna")
        config = self.secret("ca.conf", f"""[ca]
default_ca=own
[own]
new_certs_dir={self.folder}
database={self.secret("index", "")}
rand_serial=yes
default_md=sha256
policy=any
x509_extensions=holder
[any]
commonName=supplied
organizationName=optional
[holder]
basicConstraints=CA:FALSE
keyUsage=digitalSignature,nonRepudiation
""")
        self.openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-utf8", "-subj", "/CN=Анна Иванова/O=Example", "-keyout",
                     base + ".key", "-out", base + ".csr")
        self.openssl("ca", "-batch", "-utf8", "-notext", "-selfsign", "-config", config, "-keyfile", base + ".key", "-in",
                     base + ".csr", "-startdate", "20250101000000Z", "-enddate", "20260101000000Z", "-out", base + ".crt")
        path = os.path.join(self.keys, "anna.p12")
        self.openssl("pkcs12", "-export", "-in", base + ".crt", "-inkey", base + ".key", "-passout", "pass:" + self.OLD_PASSWORD,
                     "-out", path)
        self.ask("sources", "add", self.keys)
        return self.ask("scan", path, "--password-file", self.old_password)["certificates"][0]["id"]

    def test_with_a_lapsed_certificate_the_application_is_printed_and_waited_for(self):
        self.start_ca("wants-application")
        old = self.lapsed_certificate()
        waiting = self.renew(old, wait="3s", exit_code=4)
        self.assertEqual(waiting["purpose"], "new")
        self.is_printed(waiting)
        self.accept()
        done = self.ask("renewals", "resume", waiting["id"], *self.answers())
        self.assertEqual((done["state"], len(self.orders())), ("done", 1), done)
        kept = {row["id"]: row["key"] for row in self.ask("archive", "list")["entries"]}
        self.assertEqual(kept, {old: "vault", done["new_certificate"]: "vault"})

    def test_a_signature_that_the_ca_refuses_leads_to_the_page(self):
        self.start_ca("wants-application", "refuses-signature")
        waiting = self.renew(self.old_certificate(), wait="5s", exit_code=4)
        self.is_printed(waiting)
        self.assertIn("does not take a signature", waiting["detail"])


if __name__ == "__main__":
    unittest.main()
