# SPDX-License-Identifier: Apache-2.0
"""Plugins of this build as the program runs them: signed by the build, in hosts of their own."""
import os

from command_line import CommandLineTest


class PluginRunTest(CommandLineTest):
    def test_plugin_of_this_build_is_ready_and_vouched_for_by_it(self):
        listed = {row["id"]: row for row in self.ask("plugin", "list")["plugins"]}
        self.assertEqual((listed["file"]["state"], listed["file"]["trusted_by"]), ("ready", "build"))

    def test_check_starts_it(self):
        document = self.ask("plugin", "check", "file")
        self.assertEqual(document["plugin"]["id"], "file")
        self.assertTrue(os.path.exists(os.path.join(self.profile, "plugin-runs.db")))

    def test_doctor_tells_what_its_diagnostics_say(self):
        requests = os.path.join(self.folder, "requests")
        os.mkdir(requests)
        self.ask("plugin", "set", "file", f"folder={requests}")
        checks = [item for item in self.ask("doctor")["checks"]
                  if (item["code"], item["subject"]) == ("plugin_check", "file")]
        self.assertTrue(checks)
        self.assertEqual({item["severity"] for item in checks}, {"fine"})

    def test_doctor_says_what_is_missing_and_its_mend(self):
        self.ask("plugin", "set", "file", f"folder={self.folder}/nowhere")
        checks = [item for item in self.ask("doctor")["checks"]
                  if item["code"] == "plugin_check" and item["severity"] != "fine"]
        self.assertTrue(checks and all(item["mend"] for item in checks))
