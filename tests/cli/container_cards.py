# SPDX-License-Identifier: Apache-2.0
"""Rutoken Lite and S with CryptoPro containers, in a virtual reader."""
import os
import shutil

from gost_files import GostFiles
from virtual_cards import VirtualCardTest

PIN = "12345678"


class ContainerCardTest(GostFiles, VirtualCardTest):
    def setUp(self):
        super().setUp()
        self.skip_without_gost()
        self.environment["RESEAL_VAULT_PASSWORD_FILE"] = self.secret("vault.password", "correct horse battery")
        self.pin_file = self.secret("pin", PIN)
        self.containers = os.path.join(self.folder, "containers")
        os.mkdir(self.containers)

    def container(self, name, algorithm="gost2012_256"):
        """A container of that key in the folder that goes onto the card."""
        p12 = self.gost_key(name, algorithm)
        profile, self.profile = self.profile, os.path.join(self.folder, "maker")
        entry = self.ask("archive", "import", p12, "--password-file", self.secret("p", "secret"))["new"][0]["id"]
        self.ask("archive", "restore-key", entry, "--to", self.containers, "--password-file", self.secret("none", ""))
        shutil.rmtree(self.profile)
        self.profile = profile
        return entry

    def insert(self, kind="rutoken-lite", tries=3):
        self.order("insert", "0", kind, self.containers, PIN, str(tries))
        return [row["uri"] for row in self.ask("token", "list")["tokens"] if row["reader"]][0]

    def verifies(self):
        return int(self.order("ask", "0", "verifies"))
