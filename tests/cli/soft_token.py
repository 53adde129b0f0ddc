# SPDX-License-Identifier: Apache-2.0
"""A SoftHSM token of the test's own, filled by the tools that people use for it."""
import os
import shutil
import subprocess
import unittest

from command_line import CommandLineTest

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
TOOLS = [tool for tool in ("softhsm2-util", "pkcs11-tool") if shutil.which(tool) is None]


@unittest.skipIf(TOOLS or not os.path.exists(MODULE), "not installed: softhsm2 opensc")
class SoftTokenTest(CommandLineTest):
    PIN = "12345678"

    def setUp(self):
        super().setUp()
        self.token_folder = os.path.join(self.folder, "tokens")
        os.mkdir(self.token_folder)
        configuration = os.path.join(self.folder, "softhsm2.conf")
        with open(configuration, "w", encoding="ascii") as file:
            file.write(f"directories.tokendir = {self.token_folder}\nobjectstore.backend = file\nlog.level = ERROR\n")
        self.environment["SOFTHSM2_CONF"] = configuration
        self.tool("softhsm2-util", "--init-token", "--free", "--label", "Test token", "--pin", self.PIN, "--so-pin", "00000000")
        self.ask("plugin", "set", "pkcs11", "modules=" + MODULE)
        self.pin_file = self.write("pin", self.PIN.encode())

    def tool(self, *arguments):
        subprocess.run(arguments, check=True, capture_output=True, env=self.environment)

    def put_on_token(self, name, label, number):
        """NAME.key and NAME.crt of the test's folder."""
        base = os.path.join(self.folder, name)
        self.openssl("pkey", "-in", base + ".key", "-outform", "DER", "-out", base + ".key.der")
        self.openssl("pkey", "-in", base + ".key", "-pubout", "-outform", "DER", "-out", base + ".pub.der")
        self.openssl("x509", "-in", base + ".crt", "-outform", "DER", "-out", base + ".der")
        for file, kind in ((base + ".key.der", ("privkey", "--usage-sign", "--usage-decrypt", "--usage-derive")),
                           (base + ".pub.der", ("pubkey",)), (base + ".der", ("cert",))):
            self.tool("pkcs11-tool", "--module", MODULE, "--token-label", "Test token", "--login", "--pin", self.PIN,
                      "--write-object", file, "--id", number, "--label", label, "--type", *kind)
