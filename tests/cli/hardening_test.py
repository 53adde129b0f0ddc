# SPDX-License-Identifier: Apache-2.0
"""Every program and plugin as it was built: position-independent, relocations read-only and bound at the start, no
executable stack."""
import glob
import os
import subprocess
import unittest

from command_line import PROGRAM

ROOT = os.path.dirname(os.path.dirname(PROGRAM))


def built():
    names = glob.glob(os.path.join(ROOT, "bin", "reseal*")) + glob.glob(os.path.join(ROOT, "lib", "reseal", "**", "*.so"),
                                                                     recursive=True)
    return [name for name in names if os.path.isfile(name) and not os.path.basename(name).startswith("reseal-bench-")]


def told(option, name):
    return subprocess.run(["readelf", option, "--wide", name], check=True, capture_output=True, text=True).stdout


class HardeningTest(unittest.TestCase):
    def test_programs_and_plugins_are_hardened(self):
        self.assertIn(PROGRAM, built())
        self.assertTrue([name for name in built() if name.endswith(".so")])
        for name in built():
            with self.subTest(os.path.basename(name)):
                self.assertRegex(told("--file-header", name), r"Type:\s+DYN")
                parts = told("--program-headers", name)
                self.assertIn("GNU_RELRO", parts)
                self.assertRegex(parts, r"GNU_STACK.* RW  ")
                self.assertRegex(told("--dynamic", name), r"\bNOW\b")


if __name__ == "__main__":
    unittest.main()
