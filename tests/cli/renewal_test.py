# SPDX-License-Identifier: Apache-2.0
"""`reseal renew`, `request` and `renewals` with the CA plugin `file`; the test is the CA, with the openssl program."""
import glob
import json
import os
import shutil
import signal
import subprocess
import time
import unittest

from command_line import PATIENCE, PROGRAM
from file_renewal import NEW_PASSWORD, OLD_PASSWORD, VAULT_PASSWORD, FileRenewalTest

PIN = "83726154"
MODULE = "/usr/lib/softhsm/libsofthsm2.so"
CLOCKS = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")


class RenewalTest(FileRenewalTest):
    def test_from_a_key_file_to_the_new_certificate_in_the_archive(self):
        old = self.old_certificate()
        waiting = self.renew(old[:12])
        self.assertEqual((waiting["state"], waiting["waits_for"], waiting["stuck"]), ("waiting_for_ca", "ca", False))
        self.assertTrue(waiting["next_attempt"])
        request, = self.requests()
        shown = subprocess.run(["openssl", "req", "-in", request, "-inform", "DER", "-verify", "-noout", "-subject"],
                               capture_output=True, text=True, check=True)
        self.assertIn("anna", shown.stdout)
        signed = glob.glob(os.path.join(self.out, "application-*.p7s"))[0]
        text = subprocess.run(["openssl", "cms", "-verify", "-inform", "DER", "-in", signed, "-CAfile",
                               self.ca + ".crt", "-purpose", "any"], capture_output=True, check=True).stdout
        self.assertIn(b"SHA-256", text)
        self.answer()
        done = self.resume(waiting["id"][:8])
        self.assertEqual((done["state"], done["place"]), ("done", "vault"))
        self.assertIn("issuer is unknown", done["detail"])
        rows = {row["id"]: row for row in self.ask("list", "--all")["certificates"]}
        self.assertEqual(rows[old]["state"], "superseded")
        self.assertEqual(rows[old]["superseded_by"], done["new_certificate"])
        kept = {row["id"]: row["key"] for row in self.ask("archive", "list")["entries"]}
        self.assertEqual(kept, {old: "vault", done["new_certificate"]: "vault"})
        self.assertEqual(self.ask("archive", "verify")["damaged"], [])
        self.export_is_of(old, os.path.join(self.folder, "anna.key"))
        self.assertEqual(self.ask("renewals", "list")["left_over_keys"], [])

    def export_is_of(self, entry, key_file):
        out = os.path.join(self.folder, "exported.p12")
        self.ask("archive", "export", entry, "-o", out, "--password-file", self.new_password)
        with open(key_file, "rb") as file:
            original = file.read()
        pem = subprocess.run(["openssl", "pkcs12", "-in", out, "-nodes", "-nocerts", "-passin", "pass:" + NEW_PASSWORD],
                             capture_output=True, check=True).stdout
        keys = [subprocess.run(["openssl", "pkey", "-pubout"], input=data, capture_output=True, check=True).stdout
                for data in (pem, original)]
        self.assertEqual(keys[0], keys[1])

    def test_a_new_key_file_is_written_beside_the_old_one_and_opens(self):
        old = self.old_certificate()
        # One command answers all forms: it takes what is shown, and a file in a folder.
        script = self.secret("ask.py", f"""
import json, sys
form = json.load(sys.stdin)
given = {{"medium": "file", "folder": {self.keys!r}, "backup": "none", "password": {NEW_PASSWORD!r}}}
print(json.dumps({{field["id"]: given.get(field["id"], field["value"]) for field in form["fields"]}}))
""")
        ask = ("--ask", f"/usr/bin/python3 {script}")
        waiting = self.renew(old, *ask)
        self.answer()
        shutil.copy(self.ca + ".crt", self.keys)  # the CA sends none along, and this computer knows it
        self.ask("scan", os.path.join(self.keys, "ca.crt"))
        done = self.resume(waiting["id"], *ask)
        self.assertEqual((done["state"], done["detail"]), ("done", ""))
        self.assertEqual(os.path.dirname(done["place"]), self.keys)
        shown = subprocess.run(["openssl", "pkcs12", "-in", done["place"], "-nokeys", "-cacerts", "-passin",
                                "pass:" + NEW_PASSWORD], capture_output=True, check=True, text=True).stdout
        self.assertIn("Test CA", shown)
        rows = {row["id"]: row for row in self.ask("list", "--all")["certificates"]}
        self.assertEqual(rows[old]["superseded_by"], done["new_certificate"])
        self.no_secret_anywhere(done["place"])

    def no_secret_anywhere(self, *but):
        """Passwords are in no file of the profile, in nothing that lies in the CA's folder, in no output."""
        secrets = [text.encode() for text in (OLD_PASSWORD, NEW_PASSWORD, VAULT_PASSWORD, PIN)]
        files = [os.path.join(folder, name) for top in (self.profile, self.out)
                 for folder, _, names in os.walk(top) for name in names]
        self.assertTrue(any(path.endswith("reseal.log") for path in files))
        for path in files:
            if path in but or not os.path.isfile(path):
                continue
            with open(path, "rb") as file:
                content = file.read()
            self.assertFalse([text for text in secrets if text in content], path)
        said = "".join(self.said).encode()
        self.assertFalse([text for text in secrets if text in said])
        for path in files:
            if path.endswith(".db"):
                with open(path, "rb") as file:
                    self.assertNotIn(b"PRIVATE KEY", file.read())

    def test_no_password_is_left_anywhere(self):
        waiting = self.renew(self.old_certificate())
        self.no_secret_anywhere()
        self.answer()
        self.resume(waiting["id"])
        self.no_secret_anywhere()

    def test_an_old_key_in_a_file_beside_its_certificate_is_archived(self):
        self.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "20", "-subj", "/CN=anna", "-addext",
                     "basicConstraints=CA:FALSE", "-addext", "keyUsage=digitalSignature,nonRepudiation", "-keyout",
                     os.path.join(self.keys, "anna.key"), "-out", os.path.join(self.keys, "anna.pem"))
        self.ask("sources", "add", self.keys)
        old = self.ask("list")["certificates"][0]["id"]
        waiting = self.renew(old)
        self.answer(subject="/CN=anna")
        self.assertEqual(self.resume(waiting["id"])["state"], "done")
        self.export_is_of(old, os.path.join(self.keys, "anna.key"))

    def test_the_old_keys_password_is_asked_for_and_a_wrong_one_refused(self):
        old = self.old_certificate()
        options = ("renew", old, "--ca", "file", "--set", f"folder={self.out}", "--wait", "0s")
        asks = self.ask(*options, exit_code=4)
        self.assertEqual((asks["state"], asks["stuck"], asks["form"]["fields"][0]["id"]), ("asking", True, "password"))
        wrong = self.ask(*options, "--password-file", self.secret("wrong", "not it"), exit_code=4)
        self.assertEqual((wrong["id"], wrong["state"], wrong["reason"]), (asks["id"], "asking", "bad_passphrase"))
        self.assertEqual(self.requests(), [])
        self.assertEqual(self.resume(asks["id"], exit_code=4)["state"], "waiting_for_ca")

    @unittest.skipUnless(CLOCKS, "skipped: the faketime library is missing")
    def test_days_pass_before_the_answer_comes(self):
        old = self.old_certificate()
        waiting = self.renew(old)
        for day in range(1, 6):
            self.environment.update(LD_PRELOAD=CLOCKS[0], FAKETIME=f"+{day}d", FAKETIME_DONT_FAKE_MONOTONIC="1")
            still = self.resume(waiting["id"], exit_code=4)
            self.assertEqual((still["state"], still["stuck"]), ("waiting_for_ca", False))
        self.assertEqual(len(self.requests()), 1)
        self.answer()
        self.assertEqual(self.resume(waiting["id"])["state"], "done")

    def test_an_old_key_whose_drive_was_pulled_is_archived_before_the_switch_once_it_is_back(self):
        old = self.old_certificate()
        waiting = self.renew(old)
        self.answer()
        os.rename(os.path.join(self.keys, "anna.p12"), os.path.join(self.folder, "anna.p12"))
        for _ in range(2):
            away = self.resume(waiting["id"], exit_code=4)
            self.assertEqual((away["state"], away["reason"], away["place"]), ("asking", "old_key_away", None), away)
            self.assertIn("Plug in its drive", away["detail"])
            self.assertIn("anna.p12", away["form"]["text"])
        self.assertEqual(self.ask("archive", "list")["entries"], [])
        os.rename(os.path.join(self.folder, "anna.p12"), os.path.join(self.keys, "anna.p12"))
        done = self.resume(waiting["id"])
        self.assertEqual((done["state"], len(self.requests())), ("done", 1))
        kept = {row["id"]: row["key"] for row in self.ask("archive", "list")["entries"]}
        self.assertEqual(kept, {old: "vault", done["new_certificate"]: "vault"})
        self.export_is_of(old, os.path.join(self.folder, "anna.key"))

    def test_an_old_key_whose_drive_is_lost_keeps_the_new_certificate_back_only_until_the_person_says_so(self):
        old = self.old_certificate()
        waiting = self.renew(old)
        self.answer()
        os.remove(os.path.join(self.keys, "anna.p12"))
        self.assertEqual(self.resume(waiting["id"], exit_code=4)["reason"], "old_key_away")
        answer = self.secret("ask.py", "import json, sys\nasked = json.load(sys.stdin)['actions']\n"
                             "print(json.dumps({'action': 'without'} if asked else {'backup': 'none'}))\n")
        done = self.resume(waiting["id"], "--ask", "/usr/bin/python3 " + answer)
        self.assertEqual(done["state"], "done")
        self.assertEqual(self.ask("archive", "verify")["damaged"], [])

    @unittest.skipUnless(CLOCKS, "skipped: the faketime library is missing")
    def test_two_side_by_side_go_on_while_the_clock_is_set_on_and_back(self):
        waiting = {name: self.renew(self.old_certificate(name))["id"] for name in ("anna", "boris")}
        for day in ("+30d", "-1d", "+2d"):
            self.environment.update(LD_PRELOAD=CLOCKS[0], FAKETIME=day, FAKETIME_DONT_FAKE_MONOTONIC="1")
            for name, renewal in waiting.items():
                still = self.resume(renewal, exit_code=4)
                self.assertEqual((still["state"], still["stuck"]), ("waiting_for_ca", False), (name, day))
        self.assertEqual(len(self.requests()), 2)
        for request in self.requests():
            self.issue(request, request[:-4] + ".issued", form="DER")
            os.rename(request[:-4] + ".issued", request[:-4] + ".pem")
        done = [self.resume(renewal) for renewal in waiting.values()]
        self.assertEqual([row["state"] for row in done], ["done", "done"])
        rows = {row["id"]: row for row in self.ask("list", "--all")["certificates"]}
        self.assertEqual([rows[row["new_certificate"]]["holder"]["name"] for row in done], ["anna", "boris"])
        self.assertEqual(len(self.requests()), 2)

    def test_one_active_renewal_per_certificate_and_several_side_by_side(self):
        anna, boris = self.old_certificate(), self.old_certificate("boris")
        first = self.renew(anna)
        self.assertEqual(self.renew(anna)["id"], first["id"])
        other = self.renew(boris)
        self.assertNotEqual(other["id"], first["id"])
        self.assertEqual(len(self.requests()), 2)
        self.assertEqual({row["id"] for row in self.ask("renewals", "list")["renewals"]}, {first["id"], other["id"]})

    def test_a_certificate_for_another_key_is_no_answer(self):
        old = self.old_certificate()
        waiting = self.renew(old)
        shutil.copy(os.path.join(self.folder, "anna.crt"), os.path.join(self.out, "stranger.crt"))
        self.assertEqual(self.resume(waiting["id"], exit_code=4)["state"], "waiting_for_ca")

    def test_another_holder_is_refused_and_nothing_changes(self):
        old = self.old_certificate()
        waiting = self.renew(old)
        request, = self.requests()
        self.openssl("x509", "-req", "-in", request, "-inform", "DER", "-CA", self.ca + ".crt", "-CAkey",
                     self.ca + ".key", "-CAcreateserial", "-days", "365", "-subj", "/CN=somebody else", "-out",
                     os.path.join(self.out, "issued.pem"))
        refused = self.resume(waiting["id"], exit_code=5)
        self.assertEqual((refused["state"], refused["reason"]), ("rejected", "certificate_for_other_holder"))
        self.assertEqual(self.ask("archive", "list")["entries"], [])
        listed = self.ask("renewals", "list")
        self.assertEqual([key["renewal"] for key in listed["left_over_keys"]], [waiting["id"]])
        self.ask("renewals", "cancel", waiting["id"], "--forget-key")
        self.assertEqual(self.ask("renewals", "list")["left_over_keys"], [])

    def test_a_shorter_certificate_is_refused(self):
        waiting = self.renew(self.old_certificate(days=400))
        self.answer(days=30)
        self.assertEqual(self.resume(waiting["id"], exit_code=5)["reason"], "certificate_not_longer")

    def test_cancel_tells_the_ca_and_frees_the_certificate(self):
        old = self.old_certificate()
        waiting = self.renew(old)
        self.assertEqual(self.ask("renewals", "cancel", waiting["id"])["state"], "cancelled")
        self.assertTrue(glob.glob(os.path.join(self.out, "withdrawn-*.txt")))
        self.assertEqual(self.ask("renewals", "cancel", waiting["id"], exit_code=5)["error"], "renewal_ended")
        self.assertNotEqual(self.renew(old)["id"], waiting["id"])

    def test_bad_orders_change_nothing(self):
        old = self.old_certificate()
        for options, code in ((("renew", "ffffffff", "--ca", "file"), 3), (("renew", old, "--ca", "nothing"), 3),
                              (("renew", old, "--ca", "file", "--set", "a=b"), 2),
                              (("renew", old, "--ca", "file", "--token", "anything"), 2),
                              (("renew", old, "--ca", "file", "--set", "folder=/nowhere/at/all"), 1),
                              (("renewals", "show", "ffffffff"), 3)):
            self.assertIn("error" if options[-1] != "folder=/nowhere/at/all" else "reason",
                          self.ask(*options, exit_code=code), options)
        self.assertEqual([row["state"] for row in self.ask("renewals", "list")["renewals"]], ["cancelled"])
        self.assertEqual(self.run_reseal("renew", old).returncode, 2)

    def test_without_a_ca_the_issuer_decides(self):
        old = self.old_certificate()

        def begin(exit_code):
            return self.ask("renew", old, "--wait", "0s", "--password-file", self.old_password, exit_code=exit_code)
        none = begin(2)
        self.assertEqual((none["error"], none["subject"]), ("no_ca_for_issuer", "file, kontur, nca"))
        self.ask("plugin", "set", "file", "issuers=Our CA; Test CA", "folder=" + self.out)
        self.ask("plugin", "set", "kontur", "issuers=*Test CA")  # matches, but has no address yet
        waiting = begin(4)
        self.assertEqual((waiting["ca"], waiting["state"]), ("file", "waiting_for_ca"))
        self.ask("plugin", "set", "kontur", "base_url=https://127.0.0.1:1")
        self.assertEqual(begin(4)["id"], waiting["id"])  # the one under way, whoever else there is
        self.ask("renewals", "cancel", waiting["id"], "--forget-key")
        several = begin(2)
        self.assertEqual((several["error"], several["subject"]), ("several_cas", "file, kontur"))

    def test_without_a_way_into_the_archive_it_waits_and_changes_nothing(self):
        old = self.old_certificate()
        del self.environment["RESEAL_VAULT_PASSWORD_FILE"]
        self.assertEqual(self.renew(old)["error"], "no_way_in")
        self.assertEqual(self.ask("renewals", "list")["renewals"], [])

    def test_request_where_there_is_no_old_certificate(self):
        script = self.secret("ask.py", f"""
import json, sys
form = json.load(sys.stdin)
given = {{"folder": {self.out!r}, "common-name": "Newcomer", "medium": "vault", "backup": "none"}}
print(json.dumps({{field["id"]: given.get(field["id"], field["value"]) for field in form["fields"]}}))
""")
        options = ("--ask", f"/usr/bin/python3 {script}", "--wait", "0s")
        waiting = self.ask("request", "--ca", "file", *options, exit_code=4)
        self.assertTrue(glob.glob(os.path.join(self.out, "print-and-sign-*.txt")))
        self.answer()
        done = self.ask("renewals", "resume", waiting["id"], *options)
        rows = {row["id"]: row for row in self.ask("list")["certificates"]}
        self.assertEqual(rows[done["new_certificate"]]["holder"]["name"], "Newcomer")

    def test_the_command_stays_for_the_answer_and_sees_it_come(self):
        old = self.old_certificate()
        running = subprocess.Popen([PROGRAM, "--profile", self.profile, "--json", "renew", old, "--ca", "file", "--set",
                                    f"folder={self.out}", "--wait", "50s", "--password-file", self.old_password],
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=self.environment)
        self.until(self.requests)
        self.until(lambda: self.ask("renewals", "list")["renewals"][0]["state"] == "waiting_for_ca")
        self.answer()
        out, _ = running.communicate(timeout=PATIENCE)
        self.assertEqual((running.returncode, json.loads(out)["state"]), (0, "done"))

    def test_interrupted_it_ends_with_4_and_the_renewal_stays(self):
        old = self.old_certificate()
        running = subprocess.Popen([PROGRAM, "--profile", self.profile, "renew", old, "--ca", "file", "--set",
                                    f"folder={self.out}", "--password-file", self.old_password],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.environment)
        self.until(self.requests)
        self.until(lambda: self.ask("renewals", "list")["renewals"][0]["state"] == "waiting_for_ca")
        running.send_signal(signal.SIGINT)
        self.assertEqual(running.wait(timeout=PATIENCE), 4)
        self.assertEqual(self.ask("renewals", "list")["renewals"][0]["state"], "waiting_for_ca")

    def until(self, true):
        end = time.monotonic() + PATIENCE
        while not true():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.05)

    def kill_again_and_again(self, command):
        """Each run is killed a little later than the one before, until one comes through."""
        delay = 0.03
        for _ in range(30):
            running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.environment)
            try:
                running.wait(timeout=delay)
                return
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()
            # The archive counts a password whose try was cut off as a wrong one, until a right one comes through.
            self.run_reseal("--json", "archive", "verify")
            delay *= 1.25

    def test_killed_at_any_moment_there_is_one_request_and_no_key_is_lost(self):
        old = self.old_certificate()
        command = [PROGRAM, "--profile", self.profile, "--json", "renew", old, "--ca", "file", "--set",
                   f"folder={self.out}", "--wait", "0s", "--password-file", self.old_password]
        self.kill_again_and_again(command)
        waiting = self.renew(old)
        self.assertEqual(waiting["state"], "waiting_for_ca")
        self.assertEqual(len(self.requests()), 1)
        self.answer()
        self.kill_again_and_again([PROGRAM, "--profile", self.profile, "--json", "renewals", "resume", waiting["id"],
                                   "--wait", "0s", "--password-file", self.old_password])
        done = self.ask("renewals", "show", waiting["id"])
        if done["state"] != "done":
            done = self.resume(waiting["id"])
        self.assertEqual(done["state"], "done")
        self.assertEqual(len(self.requests()), 1)
        self.assertEqual(len(self.ask("archive", "list")["entries"]), 2)
        self.assertEqual(self.ask("archive", "verify")["damaged"], [])
        self.export_is_of(old, os.path.join(self.folder, "anna.key"))

    def test_the_resident_goes_on_by_itself_when_the_answer_comes(self):
        old = self.old_certificate()
        waiting = self.renew(old)
        resident = subprocess.Popen([PROGRAM, "--profile", self.profile, "watch"], stdout=subprocess.DEVNULL,
                                    stderr=subprocess.DEVNULL, env=self.environment)
        self.addCleanup(lambda: (resident.terminate(), resident.wait()))
        self.until(lambda: os.path.exists(os.path.join(self.profile, "reseal.sock")))
        self.assertEqual(self.ask("renewals", "show", waiting["id"])["state"], "waiting_for_ca")
        self.answer()
        # Without the archive's password it comes as far as a person is needed.
        self.until(lambda: self.ask("renewals", "show", waiting["id"])["state"] == "asking")
        self.assertEqual(self.ask("renewals", "show", waiting["id"])["question"], "vault")
        self.assertEqual(self.resume(waiting["id"])["state"], "done")

    @unittest.skipIf(not os.path.exists(MODULE) or shutil.which("softhsm2-util") is None, "not installed: softhsm2")
    def test_the_new_key_is_made_on_a_token_and_its_certificate_put_beside_it(self):
        tokens = os.path.join(self.folder, "tokens")
        os.mkdir(tokens)
        self.environment["SOFTHSM2_CONF"] = self.secret(
            "softhsm2.conf", f"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n")
        subprocess.run(["softhsm2-util", "--init-token", "--free", "--label", "Test token", "--pin", PIN, "--so-pin",
                        "00000000"], check=True, capture_output=True, env=self.environment)
        self.ask("plugin", "set", "pkcs11", "modules=" + MODULE)
        old = self.old_certificate()
        token = ("--token", "pkcs11:token=Test%20token", "--set", "algorithm=rsa-2048")
        asks = self.renew(old, *token)
        self.assertEqual((asks["state"], asks["question"]), ("asking", "pin"))
        pin = ("--pin-file", self.secret("pin", PIN))
        waiting = self.resume(asks["id"], *pin, exit_code=4)
        self.assertEqual(waiting["state"], "waiting_for_ca")
        self.answer()
        done = self.resume(asks["id"], *pin)
        self.assertEqual(done["state"], "done")
        objects = [row for found in self.ask("token", "list")["tokens"] for row in found["objects"] if row["certificate"]]
        self.assertEqual([row["key"] for row in objects], [True])
        rows = {row["id"]: row for row in self.ask("list", "--all")["certificates"]}
        self.assertEqual(rows[old]["superseded_by"], done["new_certificate"])
        # The next one is signed by the key on that token.
        again = self.ask("renew", done["new_certificate"], "--ca", "file", "--set", f"folder={self.out}", "--wait", "0s",
                         *token[:2], *pin, exit_code=4)
        self.assertEqual(again["state"], "waiting_for_ca")
        self.assertEqual(len(glob.glob(os.path.join(self.out, "application-*.p7s"))), 2)
        self.no_secret_anywhere()

    def test_a_token_that_is_not_there_is_waited_for(self):
        waiting = self.renew(self.old_certificate(), "--token", "pkcs11:token=elsewhere")
        self.assertEqual((waiting["state"], waiting["waits_for"], waiting["stuck"]), ("waiting_for_token", "token", True))


if __name__ == "__main__":
    unittest.main()
