# SPDX-License-Identifier: Apache-2.0
"""Renewals with the CA plugin `file`; the test is the CA, with the openssl program."""
import glob
import os

from command_line import CommandLineTest

OLD_PASSWORD = "canary-of-the-old-file"
NEW_PASSWORD = "canary-of-the-new-file"
VAULT_PASSWORD = "canary-of-the-archive"


class FileRenewalTest(CommandLineTest):
    def setUp(self):
        self.said = []  # all output of the program
        super().setUp()
        self.out = os.path.join(self.folder, "out")
        os.mkdir(self.out)
        self.ca = os.path.join(self.folder, "ca")
        self.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj", "/CN=Test CA",
                     "-keyout", self.ca + ".key", "-out", self.ca + ".crt")
        self.environment["RESEAL_VAULT_PASSWORD_FILE"] = self.secret("vault.password", VAULT_PASSWORD)
        self.old_password = self.secret("old.password", OLD_PASSWORD)
        self.new_password = self.secret("new.password", NEW_PASSWORD)

    def run_reseal(self, *arguments, **how):
        done = super().run_reseal(*arguments, **how)
        self.said += [done.stdout, done.stderr]
        return done

    def old_certificate(self, name="anna", days=20):
        """An RSA key and certificate in NAME.p12, watched; its id."""
        base = os.path.join(self.folder, name)
        self.openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}/O=Example",
                     "-keyout", base + ".key", "-out", base + ".csr")
        self.issue(base + ".csr", base + ".crt", days)
        path = os.path.join(self.keys, name + ".p12")
        self.openssl("pkcs12", "-export", "-in", base + ".crt", "-inkey", base + ".key", "-passout",
                     "pass:" + OLD_PASSWORD, "-out", path)
        self.ask("sources", "add", self.keys)
        scanned = self.ask("scan", path, "--password-file", self.old_password)["certificates"]
        return next(row["id"] for row in scanned if row["holder"]["name"] == name)

    def issue(self, request, certificate, days=365, form="PEM", subject=None):
        extensions = self.secret("extensions", "basicConstraints=CA:FALSE\nkeyUsage=digitalSignature,nonRepudiation\n")
        command = ["x509", "-req", "-in", request, "-inform", form, "-CA", self.ca + ".crt", "-CAkey", self.ca + ".key",
                   "-CAcreateserial", "-days", str(days), "-extfile", extensions, "-out", certificate]
        self.openssl(*command, *(["-subj", subject] if subject else []))

    def requests(self):
        return glob.glob(os.path.join(self.out, "reseal-*.p10"))

    def answer(self, days=365, **how):
        """Puts the CA's answer to the only request into the folder, in one step."""
        request, = self.requests()
        self.issue(request, os.path.join(self.folder, "issued.pem"), days, "DER", **how)
        os.rename(os.path.join(self.folder, "issued.pem"), os.path.join(self.out, "issued.pem"))

    def renew(self, certificate, *options, exit_code=4):
        return self.ask("renew", certificate, "--ca", "file", "--set", f"folder={self.out}", "--wait", "0s",
                        "--password-file", self.old_password, *options, exit_code=exit_code)

    def resume(self, renewal, *options, exit_code=0):
        return self.ask("renewals", "resume", renewal, "--wait", "0s", "--password-file", self.old_password, *options,
                        exit_code=exit_code)
