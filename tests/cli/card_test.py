# SPDX-License-Identifier: Apache-2.0
"""`reseal token` with cards in virtual readers, behind a pcscd of the test's own."""
import os

from virtual_cards import VirtualCardTest


class CardTest(VirtualCardTest):
    def test_an_unknown_card_gets_an_entry_that_can_be_copied(self):
        self.order("insert", "0", "blank", "3B901195910123")
        printed = self.run_reseal("token", "info").stdout
        self.assertIn("3b901195910123", printed.lower())
        self.assertNotIn("\ufffd", printed)
        self.assertIn("\n}\n", printed)  # the entry keeps its lines

    def test_a_card_is_named_once(self):
        container = os.path.join(self.folder, "container")
        os.mkdir(container)
        self.order("insert", "0", "rutoken-lite", container, "12345678", "3")
        name = [row for row in self.ask("token", "list")["tokens"] if row["reader"]][0]["name"]
        self.assertEqual(name.count("Rutoken Lite"), 1)
