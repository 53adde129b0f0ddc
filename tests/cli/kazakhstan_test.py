# SPDX-License-Identifier: Apache-2.0
"""The authorities and the holders of Kazakhstan as `reseal list` and `reseal show` tell of them."""
import os
import unittest

from command_line import CommandLineTest

SHARED = os.environ.get("RESEAL_SHARED_DATA", "")


@unittest.skipUnless(os.path.isdir(SHARED), "skipped: the folder of public fixtures is missing")
class KazakhstanTest(CommandLineTest):
    def certificates(self, *folders):
        self.ask("scan", *[os.path.join(SHARED, "kz", folder) for folder in folders])
        return self.ask("list", "--all")["certificates"]

    def test_every_authority_is_recognised_by_its_key(self):
        found = {row["authority"]["name"]: row["authority"]["test"]
                 for row in self.certificates("chain") if row["ca"] and row["authority"]["itself"]}
        national = "National Certification Authority of Kazakhstan"
        root = "Root Certification Authority of Kazakhstan"
        expected = {f"{national} ({kind})": False for kind in ("GOST, 2018", "RSA, 2018", "GOST, 2022", "RSA, 2022")}
        expected |= {f"{root} ({kind})": False
                     for kind in ("GOST, 2015", "RSA, 2015", "GOST, 2020", "RSA, 2020", "GOST, 2022")}
        expected |= {f"Test {national} ({kind})": True for kind in ("GOST, 2019", "RSA, 2019", "GOST, 2022")}
        expected |= {f"Test {root} (GOST, 2022)": True,
                     "Certification Authority of the State Bodies of Kazakhstan (GOST, 2022)": False,
                     "Certification Authority of BTS Digital, Kazakhstan (GOST, 2019)": False}
        self.assertEqual(found, expected)

    def test_holders_have_their_roles_and_their_authority(self):
        roles = sorted({(" ".join(row["roles"]), row["authority"]["name"])
                        for row in self.certificates("keys", "signed") if row["state"] != "locked"})
        test = "Test National Certification Authority of Kazakhstan"
        self.assertEqual(roles, [("head", f"{test} (GOST, 2019)"), ("head", f"{test} (RSA, 2019)"),
                                 ("person", f"{test} (GOST, 2022)"), ("person", f"{test} (RSA, 2019)")])

    def test_roles_are_said_in_the_language_of_the_person(self):
        head = next(row for row in self.certificates("keys") if row["roles"] == ["head"])
        for language, words in (("en", "head of the organisation"), ("ru", "первый руководитель организации"),
                                ("kk", "ұйымның бірінші басшысы")):
            done = self.run_reseal("show", head["id"], environment={"LANGUAGE": language, "LC_ALL": "C.UTF-8"})
            self.assertIn(words, done.stdout)


if __name__ == "__main__":
    unittest.main()
