# SPDX-License-Identifier: Apache-2.0
"""`reseal archive` on files, beside the openssl, argon2 and sqlite3 programs."""
import datetime
import glob
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import time
import unittest

from command_line import CommandLineTest

SHARED = os.environ.get("RESEAL_SHARED_DATA", "")
FORMAT = os.path.join(os.path.dirname(__file__), "..", "..", "storage", "FORMAT.md")


class ArchiveTest(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.vault_password = self.secret("vault.password", "correct horse battery")
        self.environment["RESEAL_VAULT_PASSWORD_FILE"] = self.vault_password

    def output(self, name):
        return os.path.join(self.folder, name)

    def imported(self, name="anna", password="secret"):
        path = self.pkcs12(name, 30, password)
        document = self.ask("archive", "import", path, "--password-file", self.secret("p12.password", password))
        return document["new"][0]["id"]

    def database(self):
        return sqlite3.connect(os.path.join(self.profile, "reseal.db"))

    def test_an_imported_key_comes_out_as_a_file_that_openssl_opens(self):
        entry = self.imported()
        out = self.output("anna-again.p12")
        self.ask("archive", "export", entry[:12], "-o", out, "--password-file", self.secret("new.password", "fresh one"))
        pem = subprocess.run(["openssl", "pkcs12", "-in", out, "-nodes", "-nocerts", "-passin", "pass:fresh one"],
                             capture_output=True, text=True, check=True).stdout
        key = subprocess.run(["openssl", "pkey", "-outform", "DER"], input=pem.encode(), capture_output=True, check=True)
        original = subprocess.run(["openssl", "pkey", "-in", os.path.join(self.folder, "anna.key"), "-outform", "DER"],
                                  capture_output=True, check=True)
        self.assertEqual(key.stdout, original.stdout)

    def test_list_and_find_show_the_entry_with_where_it_was_seen(self):
        entry = self.imported()
        rows = self.ask("archive", "list")["entries"]
        self.assertEqual([(row["id"], row["key"]) for row in rows], [(entry, "vault")])
        self.assertTrue(rows[0]["seen"][0]["place"].endswith("anna.p12"))
        self.assertEqual(len(self.ask("archive", "find", "test PERS")["entries"]), 1)
        self.assertEqual(len(self.ask("archive", "find", rows[0]["serial"].upper())["entries"]), 1)
        self.assertEqual(self.ask("archive", "find", "nobody", exit_code=3)["entries"], [])

    def test_find_by_a_year_shows_what_was_valid_in_it(self):
        entry = self.imported()
        row, = self.ask("archive", "list")["entries"]
        year = row["not_after"][:4]
        for text in (year, "test person " + year, year + " Person"):
            self.assertEqual([found["id"] for found in self.ask("archive", "find", text)["entries"]], [entry], text)
        self.assertEqual(self.ask("archive", "find", "Test 1999", exit_code=3)["entries"], [])

    def test_the_same_key_in_two_files_is_one_entry_with_two_sightings(self):
        self.imported()
        copy = os.path.join(self.keys, "copy.p12")
        shutil.copy(os.path.join(self.keys, "anna.p12"), copy)
        document = self.ask("archive", "import", self.keys, "--password-file", self.output("p12.password"))
        self.assertEqual((len(document["new"]), len(document["known"])), (0, 2))
        rows = self.ask("archive", "list")["entries"]
        self.assertEqual([len(row["seen"]) for row in rows], [2])

    def test_one_password_is_tried_on_every_locked_file_of_a_sweep(self):
        self.pkcs12("one", 30, "shared")
        self.pkcs12("two", 30, "shared")
        self.pkcs12("three", 30, "another")
        self.write("broken.p12", b"\x30\x82\x01\x00 not a key file")
        document = self.ask("archive", "import", self.keys, "--password-file", self.secret("p", "shared"))
        self.assertEqual(len(document["new"]), 2)
        self.assertEqual([os.path.basename(path) for path in document["locked"]], ["three.p12"])
        self.assertEqual([os.path.basename(row["path"]) for row in document["refused"]], ["broken.p12"])

    def test_a_pem_with_its_key_is_taken_in(self):
        document = self.ask("archive", "import", self.certificate("plain", 30))
        self.assertEqual([row["kind"] for row in document["new"]], ["pem"])

    def test_without_a_password_and_a_keyring_it_waits_and_changes_nothing(self):
        path = self.pkcs12("anna", 30, "secret")
        del self.environment["RESEAL_VAULT_PASSWORD_FILE"]
        document = self.ask("archive", "import", path, "--password-file", self.secret("p", "secret"), exit_code=4)
        self.assertEqual(document["error"], "no_way_in")
        self.assertEqual(self.ask("archive", "list")["entries"], [])
        self.assertEqual(self.ask("archive", "slots", "list")["slots"], [])

    def test_a_wrong_password_is_refused_and_then_slowed_down(self):
        entry = self.imported()
        wrong = {"RESEAL_VAULT_PASSWORD_FILE": self.secret("wrong", "not this one")}
        reasons = [self.run_reseal("--json", "archive", "verify", environment=wrong) for _ in range(4)]
        self.assertEqual([done.returncode for done in reasons], [5, 5, 5, 4])
        self.assertIn("too_many_tries", reasons[-1].stdout)
        self.assertTrue(entry)

    def test_a_vault_derives_with_64_mib_and_fixed_lanes(self):
        self.imported()
        with self.database() as database:
            slots = database.execute("SELECT kind, memory_kib, lanes, iterations >= 3 FROM vault_slot").fetchall()
        self.assertEqual(slots, [("password", 65536, 4, 1)])

    def test_a_changed_password_opens_in_place_of_the_old_one(self):
        self.imported()
        with self.database() as database:
            before = database.execute("SELECT entry_id, sealed FROM vault_key").fetchall()
        new = self.secret("new.password", "another password")
        self.ask("archive", "slots", "change-password", "1", "--new-password-file", new)
        with self.database() as database:
            self.assertEqual(database.execute("SELECT entry_id, sealed FROM vault_key").fetchall(), before)
        self.assertEqual(self.ask("archive", "verify", exit_code=5)["error"], "wrong_password")
        self.environment["RESEAL_VAULT_PASSWORD_FILE"] = new
        self.assertEqual((self.ask("archive", "verify")["keys"], len(before)), (1, 1))

    def test_commands_of_the_format_open_the_key(self):
        entry = self.imported()
        with open(FORMAT, encoding="utf-8") as file:
            blocks = re.findall(r"```bash\n(.*?)```", file.read(), re.S)
        script = "set -euo pipefail\n" + "\n".join(blocks[:3])
        place = self.output("by-hand")
        os.mkdir(place)
        environment = {**os.environ, "DATABASE": os.path.join(self.profile, "reseal.db"), "SLOT": "1",
                       "PASSWORD_FILE": self.vault_password, "ID": entry}
        done = subprocess.run(["bash", "-c", script], cwd=place, env=environment, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        with open(os.path.join(place, "certificate.der"), "rb") as file:
            self.assertEqual(hashlib.sha256(file.read()).hexdigest(), entry)
        original = subprocess.run(["openssl", "pkey", "-in", os.path.join(self.folder, "anna.key")],
                                  capture_output=True, check=True).stdout
        with open(os.path.join(place, "key.pem"), "rb") as file:
            self.assertEqual(file.read(), original)
        # A changed octet is found by the commands, too.
        environment["ID"] = entry
        with self.database() as database:
            sealed = bytearray(database.execute("SELECT sealed FROM vault_key").fetchone()[0])
            sealed[20] ^= 1
            database.execute("UPDATE vault_key SET sealed = ?", (bytes(sealed),))
        done = subprocess.run(["bash", "-c", script], cwd=place, env=environment, capture_output=True, text=True)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("tag does not fit", done.stderr)

    def test_verify_names_what_has_rotted(self):
        entry = self.imported()
        self.imported("boris")
        self.assertEqual(self.ask("archive", "verify")["damaged"], [])
        with self.database() as database:
            sealed = bytearray(database.execute(
                "SELECT sealed FROM vault_key JOIN vault_entry USING (entry_id) WHERE hex(sha256) = upper(?)",
                (entry,)).fetchone()[0])
            sealed[-1] ^= 4
            database.execute("UPDATE vault_key SET sealed = ? WHERE entry_id = (SELECT entry_id FROM vault_entry "
                             "WHERE hex(sha256) = upper(?))", (bytes(sealed), entry))
        damaged = self.ask("archive", "verify", exit_code=6)["damaged"]
        self.assertEqual([(row["name"], row["reason"]) for row in damaged], [(entry, "key_rotten")])

    def test_the_last_way_in_stays_and_another_password_opens(self):
        self.imported()
        self.assertEqual(self.ask("archive", "slots", "remove", "1", exit_code=5)["error"], "last_slot")
        other = self.secret("other", "another password")
        self.ask("archive", "slots", "add-password", "--new-password-file", other, "--label", "office")
        self.ask("archive", "slots", "remove", "1")
        self.environment["RESEAL_VAULT_PASSWORD_FILE"] = other
        self.assertEqual(self.ask("archive", "verify")["keys"], 1)

    def test_the_picture_on_the_recovery_page_reads_as_the_code(self):
        self.imported()
        page = self.output("page.html")
        self.ask("archive", "slots", "add-recovery", "-o", page)
        with open(page, encoding="utf-8") as file:
            html = file.read()
        code = re.search(r"<code>([^<]+)</code>", html).group(1)
        size = int(re.search(r'viewBox="0 0 (\d+) ', html).group(1))
        dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", html)}
        scale = 6  # pixels of a module
        rows = [bytes(0 if (x // scale, y // scale) in dark else 255 for x in range(size * scale)) for y in range(size * scale)]
        picture = self.output("code.pgm")
        with open(picture, "wb") as file:
            file.write(b"P5 %d %d 255\n" % (size * scale, size * scale) + b"".join(rows))
        read = subprocess.run(["zbarimg", "--quiet", "--raw", picture], capture_output=True, text=True, check=True).stdout
        self.assertEqual(read.strip(), code)

    def test_a_recovery_code_opens_and_counts_once_typed_back(self):
        self.imported()
        codes = [item["code"] for item in self.ask("doctor")["checks"]]
        self.assertIn("archive_one_way_in", codes)
        page = self.output("page.html")
        self.ask("archive", "slots", "add-recovery", "-o", page)
        with open(page, encoding="utf-8") as file:
            html = file.read()
        self.assertIn("<svg", html)
        code = re.search(r"<code>([0-9A-Z-]+)</code>", html).group(1)
        mistyped = ("B" if code[0] == "A" else "A") + code[1:]
        answer = self.ask("archive", "slots", "confirm-recovery", "--code-file", self.secret("m", mistyped), exit_code=2)
        self.assertEqual((answer["error"], answer["subject"]), ("code_mistyped", "1"))
        typed = self.secret("code", code.lower().replace("-", " "))
        self.ask("archive", "slots", "confirm-recovery", "--code-file", typed)
        self.assertNotIn("archive_one_way_in", [item["code"] for item in self.ask("doctor")["checks"]])
        self.environment["RESEAL_VAULT_PASSWORD_FILE"] = typed
        self.assertEqual(self.ask("archive", "verify")["keys"], 1)

    def test_a_backup_grows_and_makes_the_archive_anew(self):
        entry = self.imported()
        drive = self.output("drive")
        os.mkdir(drive)
        self.assertEqual(self.ask("archive", "backup", drive)["added"], 1)
        other = self.imported("boris")
        self.assertEqual(self.ask("archive", "backup", drive)["added"], 1)
        self.assertEqual(self.ask("archive", "backup", drive)["added"], 0)
        self.profile = self.output("new-computer")
        given = self.environment.pop("RESEAL_VAULT_PASSWORD_FILE")
        self.assertEqual(self.ask("archive", "restore", drive, exit_code=4)["error"], "no_way_in")
        self.environment["RESEAL_VAULT_PASSWORD_FILE"] = given
        self.assertEqual(self.ask("archive", "restore", drive)["new"], 2)
        self.assertEqual({row["id"] for row in self.ask("archive", "list")["entries"]}, {entry, other})
        self.assertEqual(self.ask("archive", "verify")["damaged"], [])

    def test_a_flipped_bit_in_a_backup_costs_one_entry_and_is_named(self):
        for name in ("anna", "boris", "clara"):
            self.imported(name)
        drive = self.output("drive")
        os.mkdir(drive)
        self.ask("archive", "backup", drive)
        segment = glob.glob(drive + "/*/000001.rsb")[0]
        with open(segment, "r+b") as file:
            content = file.read()
            second = [match.start() for match in re.finditer(b"RSLfram1", content)][2]
            file.seek(second + 100)
            file.write(bytes([content[second + 100] ^ 8]))
        self.profile = self.output("new-computer")
        document = self.ask("archive", "restore", drive, exit_code=6)
        self.assertEqual((document["new"], [row["name"] for row in document["damaged"]]), (2, ["000001.rsb"]))

    def test_a_deleted_entry_comes_back(self):
        entry = self.imported()
        self.ask("archive", "delete", entry[:10])
        self.assertEqual(self.ask("archive", "list")["entries"], [])
        self.ask("archive", "undelete", entry[:10])
        self.assertEqual(len(self.ask("archive", "list")["entries"]), 1)
        acts = [row["act"] for row in self.ask("archive", "events")["events"]]
        self.assertEqual(acts, ["vault_create", "import", "delete", "undelete"])

    def test_lock_is_done_whether_or_not_something_is_open(self):
        self.assertEqual(self.ask("archive", "lock"), {"locked": True})
        self.imported()
        self.assertEqual(self.ask("archive", "lock"), {"locked": True})
        self.assertEqual(len(self.ask("archive", "list")["entries"]), 1)

    def test_the_event_log_refuses_to_be_changed(self):
        self.imported()
        with self.database() as database:
            for change in ("DELETE FROM vault_event", "UPDATE vault_event SET who = 'somebody else'"):
                with self.assertRaises(sqlite3.IntegrityError):
                    database.execute(change)

    def test_the_event_log_says_who_exported_what_and_when(self):
        self.environment["USER"] = "anna"
        entry = self.imported()
        out = self.output("again.p12")
        begun = time.time()
        self.ask("archive", "export", entry, "-o", out, "--password-file", self.secret("new.password", "fresh one"))
        event = self.ask("archive", "events")["events"][-1]
        self.assertEqual((event["who"], event["act"], event["id"], event["detail"]), ("anna", "export", entry, out))
        at = datetime.datetime.fromisoformat(event["at"].replace("Z", "+00:00")).timestamp()
        self.assertTrue(begun - 1 <= at <= time.time(), event)

    def test_a_key_is_restored_as_pem(self):
        entry = self.imported()
        made = self.ask("archive", "restore-key", entry, "--to", self.folder, "--password-file",
                        self.secret("pem.password", "pem secret"))
        self.openssl("pkey", "-in", made["output"], "-passin", "pass:pem secret", "-noout")
        self.assertEqual(made["kind"], "pem")

    @unittest.skipUnless(os.path.isdir(os.path.join(SHARED, "ru")), "the folder of public fixtures is missing")
    def test_real_containers_and_key_files_are_taken_in(self):
        document = self.ask("archive", "import", os.path.join(SHARED, "ru", "containers"), "--password-file",
                            self.secret("pin", "12345678"))
        everything = document["new"] + document["known"]  # beside each container lies its key as PEM
        self.assertEqual([row["kind"] for row in everything].count("container"), 3)
        self.assertEqual(len(document["new"]), 3)
        document = self.ask("archive", "import", os.path.join(SHARED, "kz", "keys"), "--password-file",
                            self.secret("kz", "Qwerty12"))
        self.assertEqual(document["locked"], [])
        self.assertEqual(len(document["new"]), len(glob.glob(os.path.join(SHARED, "kz", "keys", "*.p12"))))
        gost = next(row["id"] for row in self.ask("archive", "list")["entries"] if "/ru/" in row["seen"][0]["place"])
        place = self.output("containers")
        os.mkdir(place)
        made = self.ask("archive", "restore-key", gost, "--to", place, "--password-file", self.secret("c", "new pin 1"))
        self.assertEqual((made["kind"], len(os.listdir(made["output"]))), ("container", 6))
        self.profile = self.output("another")
        document = self.ask("archive", "import", place, "--password-file", self.output("c"))
        self.assertEqual([row["id"] for row in document["new"]], [gost])

    @unittest.skipUnless(os.path.isdir(os.path.join(SHARED, "ru")), "the folder of public fixtures is missing")
    def test_pfx_files_of_russian_programs_are_taken_in(self):
        place = os.path.join(SHARED, "ru", "pfx")
        taken = []
        for name, password in (("loadtestingru-pfx1_12345.pfx", "12345"), ("r50.1.112-2016.pfx", "Пароль для PFX"),
                               ("rfc9548-A2.pfx", "Пароль для PFX")):
            document = self.ask("archive", "import", os.path.join(place, name), "--password-file", self.secret("p", password))
            self.assertEqual((document["locked"], document["refused"]), ([], []), name)
            taken += [row["id"] for row in document["new"] + document["known"]]
        rows = self.ask("archive", "list")["entries"]
        self.assertEqual({row["id"] for row in rows if row["key"] == "vault"}, set(taken))
        self.assertEqual(self.ask("archive", "verify")["damaged"], [])


if __name__ == "__main__":
    unittest.main()
