# SPDX-License-Identifier: Apache-2.0
"""The contract of the command line: documents, exit codes, words."""
import json
import os
import sqlite3
import subprocess
import tempfile

from command_line import PROGRAM, CommandLineTest

FIELDS = {"id", "subject", "issuer", "serial", "holder", "usage", "algorithm", "not_before", "not_after", "due", "due_reason",
          "state", "key", "superseded_by", "seen"}


class ContractTest(CommandLineTest):
    def test_list_of_a_new_profile_is_empty_and_ends_0(self):
        self.assertEqual(self.ask("list"), {"certificates": []})

    def test_scan_reports_every_field_of_the_contract(self):
        self.certificate("own", 20, "/CN=Тест Ұлы/O=ТОО Ромашка")
        row = self.ask("scan", self.keys)["certificates"][0]
        self.assertLessEqual(FIELDS, set(row))
        self.assertIn("Тест Ұлы", row["subject"])
        self.assertRegex(row["not_after"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertTrue(row["key"]["present"])

    def test_scan_of_a_folder_with_refusals_ends_0_and_names_them(self):
        self.certificate("own", 20)
        bad = self.write("bad.pem", b"nothing")
        document = self.ask("scan", self.keys)
        self.assertEqual([refusal["path"] for refusal in document["refused"]], [bad])
        self.assertEqual(len(document["certificates"]), 1)

    def test_scan_of_one_refused_file_ends_6_with_one_clear_line(self):
        bad = self.write("bad.pem", b"nothing")
        done = self.run_reseal("scan", bad)
        self.assertEqual(done.returncode, 6)
        lines = done.stderr.strip().splitlines()
        self.assertEqual(len(lines), 1, done.stderr)
        self.assertTrue(lines[0].startswith(bad + ": "), lines[0])

    def test_unknown_command_ends_2(self):
        self.assertEqual(self.run_reseal("fly").returncode, 2)
        self.assertEqual(self.run_reseal("list", "--within", "soon").returncode, 2)

    def test_show_of_an_unknown_id_ends_3(self):
        self.assertEqual(self.run_reseal("show", "00000000").returncode, 3)

    def test_list_within_leaves_later_ones_out(self):
        self.certificate("soon", 20, "/CN=Soon")
        self.certificate("late", 90, "/CN=Late")
        self.ask("scan", self.keys)
        self.assertEqual([row["subject"] for row in self.ask("list", "--within", "30d")["certificates"]], ["CN=Soon"])
        self.assertEqual(len(self.ask("list")["certificates"]), 2)

    def test_ca_certificates_are_in_list_all_only(self):
        bundle = "/etc/ssl/certs/ca-certificates.crt"
        if not os.path.exists(bundle):
            self.skipTest("skipped: there is no " + bundle)
        self.assertGreater(len(self.ask("scan", bundle)["certificates"]), 100)
        self.assertEqual(self.ask("list")["certificates"], [])
        self.assertGreater(len(self.ask("list", "--all")["certificates"]), 100)

    def test_locked_file_is_listed_as_locked_and_opened_by_a_password_file(self):
        path = self.pkcs12("own", 20, "secret")
        row = self.ask("scan", path)["certificates"][0]
        self.assertEqual((row["state"], row["subject"]), ("locked", "own.p12"))
        password = os.path.join(self.folder, "password")
        with open(password, "w", encoding="utf-8") as file:
            file.write("secret\n")
        row = self.ask("scan", path, "--password-file", password)["certificates"][0]
        self.assertEqual(row["subject"], "CN=Test Person")
        self.assertEqual(self.ask("list")["certificates"][0]["subject"], "CN=Test Person")

    def test_wrong_password_from_stdin_is_refused_in_words(self):
        path = self.pkcs12("own", 20, "secret")
        document = self.ask("scan", path, "--password-file", "-", stdin="wrong\n", exit_code=6)
        self.assertEqual(document["refused"][0]["reason"], "bad_passphrase")

    def test_watch_once_prints_the_notice_once(self):
        self.certificate("own", 20, "/CN=Anna")
        self.ask("scan", self.keys)
        first = self.run_reseal("watch", "--once")
        self.assertEqual(first.returncode, 0)
        self.assertIn("Anna", first.stdout)
        self.assertEqual(self.ask("watch", "--once"), {"notices": []})

    def test_watch_once_speaks_russian_and_kazakh(self):
        for language, letters in (("ru", "[А-я]"), ("kk", "[ӘәҒғҚқҢңӨөҰұҮүҺһІі]")):
            with self.subTest(language):
                self.certificate(language, 20, "/CN=" + language)
                self.ask("scan", self.keys)
                self.ask("settings", "set", "language", language)
                notice, = self.ask("watch", "--once")["notices"]
                self.assertRegex(notice["title"] + notice["body"], letters)

    def test_text_list_speaks_the_systems_language(self):
        self.assertRegex(self.run_reseal("list", environment={"LC_ALL": "ru_RU.UTF-8"}).stdout, "[А-я]")
        self.assertRegex(self.run_reseal("list", environment={"LC_ALL": "kk_KZ.UTF-8"}).stdout, "[А-яӘҒҚҢӨҰҮҺІ]")

    def test_sources_are_added_listed_and_removed(self):
        self.certificate("own", 20)
        self.assertEqual(self.ask("sources", "add", self.keys)["sources"][0]["path"], self.keys)
        self.assertEqual(len(self.ask("list")["certificates"]), 1)
        self.assertEqual(self.ask("sources", "remove", self.keys), {"sources": []})
        self.assertEqual(len(self.ask("list")["certificates"]), 1, "the history must stay")

    def test_the_profile_itself_is_never_scanned(self):
        self.ask("list")
        self.certificate("own", 20)
        os.rename(os.path.join(self.keys, "own.pem"), os.path.join(self.profile, "own.pem"))
        os.symlink(self.profile, os.path.join(self.folder, "another-name"))
        for place in (self.folder, self.profile, os.path.join(self.folder, "another-name"),
                      os.path.join(self.profile, "own.pem")):
            self.run_reseal("scan", place)
        self.assertNotIn("profile", str([row["seen"] for row in self.ask("list", "--all")["certificates"]]))

    def test_settings_refuse_nonsense(self):
        self.assertEqual(self.run_reseal("settings", "set", "thresholds", "often").returncode, 2)
        self.ask("settings", "set", "thresholds", "40,10")
        self.assertEqual(self.ask("settings")["settings"]["thresholds"], "40,10")

    def test_metrics_have_the_exporters_names(self):
        self.certificate("own", 20, "/CN=Anna")
        self.ask("sources", "add", self.keys)
        text = self.run_reseal("metrics").stdout
        self.assertRegex(text, r'(?m)^x509_cert_not_after\{.*subject_CN="Anna".*\} \d+$')
        self.assertRegex(text, r'(?m)^x509_source_up\{source_kind="file",source_name="[^"]+"\} 1$')

    def test_doctor_checks_and_bundles_without_names(self):
        self.certificate("salary", 20, "/CN=Famous Person")
        self.write("love-letter.pem", b"nothing")
        self.pkcs12("dowry", 20, "secret")
        self.ask("sources", "add", self.keys)
        self.ask("settings", "set", "archive_backup_folder", os.path.join(self.folder, "Famous Backup"))
        self.ask("settings", "set", "notice_command", "curl https://token@example")
        self.run_reseal("plugin", "set", "file", "folder=" + os.path.join(self.folder, "Famous Orders"))
        self.run_reseal("scan", os.path.join(self.folder, "missing-salary"))
        bundle = os.path.join(self.folder, "help.txt")
        document = self.ask("doctor", "--bundle", bundle)
        self.assertEqual(document["integrity"], "ok")
        self.assertTrue(all({"code", "severity", "title", "text", "mend"} <= set(check) for check in document["checks"]))
        with open(bundle, encoding="utf-8") as file:
            text = file.read()
        for name in ("salary", "love-letter", "dowry", "Famous", "token@", self.folder, self.keys, tempfile.gettempdir() + "/"):
            self.assertNotIn(name, text)
        for told in ("== Settings\n", "== Log\n", "archive_backup_folder = file-", "notice_command = (set)",
                     "refused no_certificate_found"):
            self.assertIn(told, text)
        self.assertEqual(os.stat(bundle).st_mode & 0o777, 0o600)

    def test_damaged_history_is_refused_in_words_and_set_aside_when_asked(self):
        self.ask("list")
        for name in ("reseal.db-wal", "reseal.db-shm", "reseal.db.backup"):
            if os.path.exists(os.path.join(self.profile, name)):
                os.remove(os.path.join(self.profile, name))
        with open(os.path.join(self.profile, "reseal.db"), "wb") as file:
            file.write(b"rubbish" * 4096)
        refused = self.run_reseal("list")
        self.assertEqual(refused.returncode, 6)
        self.assertIn("--new-history", refused.stderr)
        self.ask("doctor", "--new-history")
        self.assertEqual(self.ask("list"), {"certificates": []})
        self.assertTrue([name for name in os.listdir(self.profile) if "damaged" in name])

    def test_damaged_history_goes_back_to_its_backup_by_itself(self):
        self.certificate("own", 20)
        self.ask("scan", self.keys)
        self.ask("list")  # an opening with something new to keep makes the backup
        with open(os.path.join(self.profile, "reseal.db.backup"), "rb") as file:
            self.assertTrue(file.read(16).startswith(b"SQLite format 3"))
        with open(os.path.join(self.profile, "reseal.db"), "wb") as file:
            file.write(b"rubbish" * 4096)
        checks = self.ask("doctor")["checks"]
        self.assertIn("history_restored", [check["code"] for check in checks])

    def test_newer_schema_is_refused_and_the_file_untouched(self):
        self.ask("list")
        database = os.path.join(self.profile, "reseal.db")
        connection = sqlite3.connect(database)
        connection.execute("PRAGMA user_version = 9999")
        connection.execute("UPDATE schema_version SET value = 9999")
        connection.commit()
        connection.close()
        with open(database, "rb") as file:
            before = file.read()
        refused = self.run_reseal("list")
        self.assertEqual(refused.returncode, 5)
        self.assertIn("newer version", refused.stderr)
        with open(database, "rb") as file:
            self.assertEqual(file.read(), before)

    def test_secrets_never_reach_the_log(self):
        path = self.pkcs12("own", 20, "very-secret-word")
        self.ask("scan", path, "--password-file", "-", stdin="very-secret-word\n")
        with open(os.path.join(self.profile, "logs", "reseal.log"), encoding="utf-8") as file:
            log = file.read()
        self.assertNotIn("very-secret-word", log)
        self.assertNotIn("own.p12", log)

    def test_hostile_file_names_cannot_drive_the_terminal(self):
        self.write("new\nline\x1b[31m.pem", b"nothing")
        done = self.run_reseal("scan", self.keys)
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
        self.assertNotIn("\x1b", done.stderr)

    def test_output_that_cannot_be_written_ends_1_and_the_notice_comes_again(self):
        self.certificate("own", 20)
        self.ask("scan", self.keys)
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([PROGRAM, "--profile", self.profile, "watch", "--once"], stdout=full,
                                  stderr=subprocess.PIPE, timeout=60, env=self.environment, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(len(self.ask("watch", "--once")["notices"]), 1)
        self.assertEqual(self.ask("watch", "--once")["notices"], [])

    def test_watch_once_hands_the_notice_to_the_command(self):
        told = os.path.join(self.folder, "told.json")
        self.ask("settings", "set", "notice_command", f"cat > '{told}'")
        self.certificate("own", 20)
        self.ask("scan", self.keys)
        self.ask("watch", "--once")
        with open(told, encoding="utf-8") as file:
            self.assertEqual(len(json.load(file)["certificates"]), 1)

    def test_empty_path_is_a_usage_error(self):
        self.assertEqual(self.run_reseal("scan", "").returncode, 2)

    def test_hostile_names_cannot_drive_the_terminal(self):
        self.certificate("own", 20, "/CN=evil\x1b[2Jname\u202egnp")
        self.assertNotRegex(self.run_reseal("scan", self.keys).stdout, "[\x1b\u202e]")

    def test_ten_thousand_certificates_in_one_file_are_read(self):
        self.certificate("own", 20, key=False)
        with open(os.path.join(self.keys, "own.pem"), "rb") as file:
            one = file.read()
        many = self.write("many.pem", one * 10000)
        self.assertEqual(len(self.ask("scan", many)["certificates"]), 1, "copies are one certificate")

    def test_unreadable_file_is_refused_by_name_for_an_ordinary_person(self):
        if os.geteuid() != 0:
            self.skipTest("skipped: needs root to become somebody else")
        secret = self.write("secret.pem", b"x")
        os.chmod(secret, 0)
        os.chmod(self.folder, 0o777)
        os.chmod(self.keys, 0o777)
        done = subprocess.run(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", os.environ["RESEAL_PROGRAM"],
                               "--profile", self.profile, "scan", secret], capture_output=True, text=True, timeout=60,
                              env=self.environment)
        if "Permission denied" in done.stderr and "setpriv" in done.stderr:
            self.skipTest("skipped: the program's folder is closed to others")
        self.assertEqual(done.returncode, 6, done.stderr)
        self.assertIn("permission_denied", done.stderr)
