# SPDX-License-Identifier: Apache-2.0
"""Runs reseal-plugin-check as its users do."""
import json
import os
import shutil
import subprocess
import tempfile
import unittest

CHECKER = os.environ["RESEAL_CHECKER"]
GOOD_PLUGIN = os.environ["RESEAL_GOOD_PLUGIN"]  # plugin.json of ca_file
BAD_PLUGINS = os.environ["RESEAL_BAD_PLUGINS"]  # folder with a folder for each behaviour
BAD = ("fail", "crash", "hang")


def run(*arguments, seconds=100):
    return subprocess.run([CHECKER, *arguments], capture_output=True, text=True, timeout=seconds, check=False)


def report(manifest, *arguments):
    """Exit code and document of a run that reports as JSON."""
    done = run(manifest, "--format", "json", *arguments)
    return done.returncode, json.loads(done.stdout)


def results(manifest, *arguments):
    """Result by test."""
    return {test["name"]: test["result"] for test in report(manifest, *arguments)[1]["tests"]}


def manifest_of(behaviour):
    return os.path.join(BAD_PLUGINS, behaviour, "plugin.json")


class CheckerTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def copy_of_good(self, change=None):
        """The good plugin in a folder of the test's own, its manifest changed by `change`."""
        folder = self.path("plugin")
        shutil.copytree(os.path.join(BAD_PLUGINS, "good"), folder)
        path = os.path.join(folder, "plugin.json")
        with open(path, encoding="utf-8") as file:
            manifest = json.load(file)
        if change:
            change(manifest)
            with open(path, "w", encoding="utf-8") as file:
                json.dump(manifest, file)
        return path
