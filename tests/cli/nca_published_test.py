# SPDX-License-Identifier: Apache-2.0
"""Keys that Kazakhstan's NCA published for tests, re-issued end to end: the program, the plugin in its cage, and the test CA,
all with the clock of a day on which the keys were valid."""
import datetime
import glob
import os
import shutil
import time
import unittest

from ca_renewal import SERVER, CaRenewalTest

SHARED = os.path.join(os.environ.get("RESEAL_SHARED_DATA", ""), "kz")
CLOCKS = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")
NEW_PASSWORD = "Canary9OfTheNewFile"


@unittest.skipUnless(os.path.isdir(SHARED), "skipped: the folder of public fixtures is missing: " + SHARED)
@unittest.skipUnless(CLOCKS, "skipped: the faketime library is missing")
@unittest.skipUnless(os.path.exists(SERVER), "reseal-test-ca is not built")
class PublishedKeysTest(CaRenewalTest):
    STYLE, OLD_PASSWORD = "nca", "Qwerty12"

    def files(self, prefix):
        return glob.glob(os.path.join(self.keys, prefix + "_*.p12"))

    def reissue(self, day, issuers, *prefixes):
        """The first of the files with these names is renewed: how that ended, and the ids of all."""
        begin = datetime.datetime.fromisoformat(day).replace(tzinfo=datetime.timezone.utc).timestamp()
        self.environment.update(LD_PRELOAD=CLOCKS[0], FAKETIME=str(int(begin - time.time())), DONT_FAKE_MONOTONIC="1",
                                FAKETIME_DONT_FAKE_MONOTONIC="1")
        for prefix in prefixes:
            shutil.copy(glob.glob(os.path.join(SHARED, "keys", prefix + "*.p12"))[0], self.keys)
        self.start_ca(trusted=[os.path.join(SHARED, "chain", "test", name) for name in issuers])
        self.ask("sources", "add", self.keys)
        ids = [self.ask("scan", glob.glob(os.path.join(self.keys, prefix + "*"))[0], "--password-file",
                        self.old_password)["certificates"][0]["id"] for prefix in prefixes]
        return self.renew(ids[0], medium="file", folder=self.keys, backup="none", password=NEW_PASSWORD), ids

    def reissue_gost_2015(self, prefix):
        done, old = self.reissue("2024-06-01", ["nca_gost2022_test.cer"], prefix)
        self.is_renewed(done, *old)
        self.assertEqual(len(self.files("GOST512")), 2)

    def test_the_gost_key_of_a_person_is_reissued(self):
        self.reissue_gost_2015("GOST512_8147")

    def test_the_gost_key_of_a_signatory_is_reissued(self):
        self.reissue_gost_2015("GOST512_0ec0")

    def test_the_gost_key_of_an_officer_is_reissued(self):
        self.reissue_gost_2015("GOST512_d199")

    def test_the_rsa_pair_of_a_person_is_reissued_together(self):
        done, old = self.reissue("2020-06-01", ["nca_rsa_test.crt"], "RSA256_11c7", "AUTH_RSA256_b2c7")
        self.is_renewed(done, *old)
        self.assertEqual([len(self.files(prefix)) for prefix in ("AUTH_RSA256", "RSA256")], [2, 2])

    def test_the_gost_key_of_2004_of_a_head_is_followed_by_gost_2015(self):
        issuers = ["nca_gost_test.crt", "nca_rsa_test.crt"]
        done, old = self.reissue("2020-06-01", issuers, "GOSTKNCA_13a3", "AUTH_RSA256_d682")
        self.is_renewed(done, old[0])
        self.assertEqual(len(self.files("GOST512")), 1)


if __name__ == "__main__":
    unittest.main()
