# SPDX-License-Identifier: Apache-2.0
"""GOST keys, certificates and messages, made by the openssl program with gost-engine."""
import os
import subprocess

CURVES = {"gost2012_256": "A", "gost2012_512": "A"}


class GostFiles:
    """What a test of the command line mixes in."""

    def gost_openssl(self, command, *arguments):
        done = subprocess.run(["openssl", command, "-engine", "gost", *arguments], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def skip_without_gost(self):
        if subprocess.run(["openssl", "engine", "gost"], capture_output=True).returncode != 0:
            self.skipTest("skipped: gost-engine is missing")

    def gost_key(self, name, algorithm="gost2012_256"):
        """NAME.key, NAME.crt and NAME.p12 (under AES-256, password "secret"); the path of the last."""
        base = os.path.join(self.folder, name)
        self.gost_openssl("req", "-x509", "-newkey", algorithm, "-pkeyopt", "paramset:" + CURVES[algorithm], "-nodes",
                          "-days", "30", "-subj", "/CN=" + name, "-keyout", base + ".key", "-out", base + ".crt")
        self.gost_openssl("pkcs12", "-export", "-in", base + ".crt", "-inkey", base + ".key", "-passout", "pass:secret",
                          "-keypbe", "aes-256-cbc", "-certpbe", "aes-256-cbc", "-macalg", "sha256", "-out", base + ".p12")
        return base + ".p12"

    def gost_message(self, name, content):
        """A message to the holder of NAME.crt."""
        path = os.path.join(self.folder, name + ".p7m")
        plain = self.write(name + ".txt", content)
        self.gost_openssl("cms", "-encrypt", "-binary", "-gost89", "-in", plain, "-outform", "DER", "-out", path,
                          os.path.join(self.folder, name + ".crt"))
        os.remove(plain)
        return path
