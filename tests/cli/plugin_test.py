# SPDX-License-Identifier: Apache-2.0
"""`reseal plugin ...` as its users meet it: real manifests, signatures of the openssl program, a real policy folder."""
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess

from command_line import PATIENCE, PROGRAM, CommandLineTest

FIELDS = {"id", "name", "version", "vendor", "kinds", "origin", "folder", "state", "enabled", "refused", "signer", "trusted_by",
          "managed", "hosts", "privileges", "settings"}
FORMAT = os.path.join(os.path.dirname(__file__), "..", "..", "storage", "FORMAT.md")
MODULE = b"\x7fELF, or so"


class PluginCase(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.signer = os.path.join(self.folder, "signer")
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
                     "-subj", "/CN=Example Signer", "-addext", "basicConstraints=critical,CA:FALSE",
                     "-addext", "extendedKeyUsage=codeSigning", "-keyout", self.signer + ".key", "-out", self.signer + ".crt")

    def sign(self, folder, key, certificate):
        manifest = os.path.join(folder, "plugin.json")
        self.openssl("cms", "-sign", "-binary", "-outform", "DER", "-md", "sha256", "-nosmimecap", "-in", manifest,
                     "-out", manifest + ".p7s", "-signer", certificate, "-inkey", key)

    def plugin(self, name="source", **fields):
        folder = os.path.join(self.folder, name)
        os.makedirs(folder, exist_ok=True)
        manifest = {"manifest": 1, "id": "sample", "version": "1.0.0", "vendor": "Example Ltd",
                    "name": {"en": "Sample", "ru": "Образец", "kk": "Үлгі"}, "abi": 1, "kinds": ["ca"],
                    "extensions": ["reseal.ca/1"], "os": "linux", "arch": platform.machine(), "module": "sample.so",
                    "files": {"sample.so": hashlib.sha256(MODULE).hexdigest()}, "privileges": ["files"],
                    "settings": [{"name": "folder", "type": "folder", "label": "Folder"},
                                 {"name": "pin", "type": "secret", "label": "PIN"}], **fields}
        with open(os.path.join(folder, "plugin.json"), "w", encoding="utf-8") as file:
            json.dump(manifest, file, ensure_ascii=False)
        with open(os.path.join(folder, "sample.so"), "wb") as file:
            file.write(MODULE)
        self.sign(folder, self.signer + ".key", self.signer + ".crt")
        return folder

    def installed(self, **fields):
        source = self.plugin(**fields)
        self.ask("plugin", "trust", source)
        self.ask("plugin", "install", source)
        return os.path.join(self.profile, "plugins", "sample")

    def listed(self):
        return {row["id"]: row for row in self.ask("plugin", "list")["plugins"]}


class PluginTest(PluginCase):
    def test_list_has_the_fields_of_the_contract(self):
        document = self.ask("plugin", "list")
        self.assertEqual((document["developer_mode"], document["managed_by"]), (False, None))
        self.installed()
        row = self.listed()["sample"]
        self.assertLessEqual(FIELDS, set(row))
        self.assertEqual((row["state"], row["trusted_by"], row["origin"], row["refused"]), ("ready", "person", "person", None))
        self.assertEqual(set(row["settings"][0]) & {"name", "type", "value", "locked", "source"},
                         {"name", "type", "value", "locked", "source"})

    def test_an_untrusted_signer_is_refused_with_its_name_and_hash(self):
        source = self.plugin()
        done = self.run_reseal("plugin", "install", source)
        self.assertEqual(done.returncode, 5)
        certificate = subprocess.run(["openssl", "x509", "-in", self.signer + ".crt", "-outform", "DER"], check=True,
                                     capture_output=True).stdout
        self.assertIn("Example Signer", done.stderr)
        self.assertIn(hashlib.sha256(certificate).hexdigest(), done.stderr)
        self.assertIn("reseal plugin trust", done.stderr)
        self.assertFalse(os.path.exists(os.path.join(self.profile, "plugins", "sample")))
        self.assertEqual(self.run_reseal("plugin", "trust", source).returncode, 0)
        self.assertEqual(self.run_reseal("plugin", "install", os.path.join(source, "plugin.json")).returncode, 0)
        self.assertEqual(self.run_reseal("plugin", "trust", "--withdraw", "sample").returncode, 0)
        self.assertEqual(self.run_reseal("plugin", "check", "sample").returncode, 5)

    def test_check_tells_what_is_wrong_by_exit_code_and_words(self):
        source = self.plugin()
        self.assertEqual(self.run_reseal("plugin", "check", "none").returncode, 3)
        self.assertEqual(self.run_reseal("plugin", "check", os.path.join(self.folder, "none")).returncode, 3)
        self.ask("plugin", "trust", source)
        refused = self.ask("plugin", "check", source, exit_code=5)
        self.assertEqual(refused["error"], "plugin_refused")  # all is signed, but its module is no library
        with open(os.path.join(source, "sample.so"), "ab") as file:
            file.write(b"!")
        self.assertEqual(self.ask("plugin", "check", source, exit_code=6)["error"], "file_changed")
        with open(os.path.join(source, "plugin.json"), "ab") as file:
            file.write(b"\n")
        self.assertEqual(self.ask("plugin", "check", source, exit_code=5)["error"], "signature_mismatch")
        with open(os.path.join(source, "plugin.json"), "wb") as file:
            file.write(b'{"manifest": 1, "id": "../sample", "abi": 1}')
        document = self.ask("plugin", "check", source, exit_code=6)
        self.assertEqual(document["error"], "bad_field")
        self.assertTrue(document["detail"].startswith("id: "), document["detail"])

    def test_words_come_in_the_language_of_the_person(self):
        source = self.plugin()
        self.ask("settings", "set", "language", "ru")
        document = self.ask("plugin", "check", source, exit_code=5)
        self.assertRegex(document["detail"], "[А-я]")
        self.assertEqual(document["plugin"]["name"], "Образец")

    def test_switching_off_and_on_is_remembered(self):
        self.installed()
        self.ask("plugin", "disable", "sample")
        self.assertEqual(self.listed()["sample"]["state"], "disabled")
        self.ask("plugin", "enable", "sample")
        self.assertEqual(self.listed()["sample"]["state"], "ready")

    def test_settings_are_set_checked_and_shown(self):
        self.installed()
        self.ask("plugin", "set", "sample", "folder=/srv/ca")
        self.assertEqual(self.listed()["sample"]["settings"][0]["value"], "/srv/ca")
        self.assertIn("/srv/ca", self.run_reseal("plugin", "info", "sample").stdout)
        self.assertEqual(self.run_reseal("plugin", "set", "sample", "folder=here").returncode, 2)
        self.assertEqual(self.run_reseal("plugin", "set", "sample", "nothing=1").returncode, 2)
        refused = self.run_reseal("plugin", "set", "sample", "pin=1234")
        self.assertEqual(refused.returncode, 2)
        self.assertNotIn("1234", refused.stderr)
        self.assertEqual(self.run_reseal("plugin", "set", "none", "a=b").returncode, 3)

    def test_developer_mode_loads_the_unsigned_and_doctor_says_so(self):
        source = self.plugin()
        os.remove(os.path.join(source, "plugin.json.p7s"))
        self.assertEqual(self.run_reseal("plugin", "install", source).returncode, 5)
        self.assertTrue(self.ask("plugin", "developer-mode", "on")["developer_mode"])
        self.ask("plugin", "install", source)
        self.assertEqual(self.listed()["sample"]["trusted_by"], "developer")
        self.assertIn("developer_mode", [check["code"] for check in self.ask("doctor")["checks"]])
        self.ask("plugin", "developer-mode", "off")
        self.assertEqual(self.listed()["sample"]["refused"]["code"], "unsigned")
        self.assertEqual(self.run_reseal("plugin", "developer-mode", "maybe").returncode, 2)

    def test_the_builds_own_signer_is_trusted_under_any_prefix(self):
        source = self.plugin()
        self.sign(source, os.environ["RESEAL_BUILD_SIGNER_KEY"], os.environ["RESEAL_BUILD_SIGNER_CERT"])
        prefix = os.path.join(self.folder, "prefix")
        os.makedirs(os.path.join(prefix, "bin"))
        shutil.copytree(source, os.path.join(prefix, "lib", "reseal", "plugins", "sample"))
        program = shutil.copy(PROGRAM, os.path.join(prefix, "bin", "reseal"))
        done = subprocess.run([program, "--profile", self.profile, "--json", "plugin", "list"], capture_output=True, check=True,
                              env=self.environment, timeout=PATIENCE)
        row = {plugin["id"]: plugin for plugin in json.loads(done.stdout)["plugins"]}["sample"]
        self.assertEqual((row["state"], row["trusted_by"], row["origin"]), ("ready", "build", "program"))

    def test_a_newer_version_is_never_replaced_and_nothing_is_left_behind(self):
        self.installed(version="2.0.0")
        self.assertEqual(self.ask("plugin", "install", self.plugin(version="1.9.0"), exit_code=5)["error"], "older_version")
        self.assertEqual(self.listed()["sample"]["version"], "2.0.0")
        self.ask("plugin", "install", self.plugin(version="2.1.0"))
        self.assertEqual(self.listed()["sample"]["version"], "2.1.0")
        self.assertEqual(os.listdir(os.path.join(self.profile, "plugins")), ["sample"])

    def test_info_prints_what_hostile_manifests_say_harmlessly(self):
        source = self.plugin(vendor="Evil\u202e\u009b31m Ltd")
        done = self.run_reseal("plugin", "info", source)
        self.assertNotIn("\u202e", done.stdout)
        self.assertNotIn("\u009b", done.stdout)


class PolicyTest(PluginCase):
    """The real /etc/reseal/policy.d, in a mount namespace of the test's own."""

    def setUp(self):
        super().setUp()
        self.etc = os.path.join(self.folder, "etc")
        self.policy = os.path.join(self.etc, "reseal", "policy.d")
        os.makedirs(self.policy, mode=0o755)
        if subprocess.run([*self.namespace(), "true"], capture_output=True, check=False).returncode != 0:
            self.skipTest("skipped: no mount namespaces here")

    def namespace(self):
        return ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", f'mount --bind "{self.etc}" /etc && exec "$@"', "-"]

    def write_policy(self, **rules):
        path = os.path.join(self.policy, "10-it.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"policy": 1, "organisation": "Example Ltd", **rules}, file)
        os.chmod(path, 0o644)

    def run_reseal(self, *arguments, stdin=None, environment=None):
        return subprocess.run([*self.namespace(), PROGRAM, "--profile", self.profile, *arguments], input=stdin,
                              capture_output=True, text=True, encoding="utf-8", timeout=PATIENCE, check=False,
                              env={**self.environment, **(environment or {})})

    def test_a_locked_setting_of_the_agent_ends_5_by_name(self):
        self.write_policy(settings={"agent": {"thresholds": {"value": "60,30", "locked": True}}})
        self.assertEqual(self.ask("settings")["settings"]["thresholds"], "60,30")
        done = self.run_reseal("settings", "set", "thresholds", "10")
        self.assertEqual(done.returncode, 5)
        self.assertIn("managed by your organisation (Example Ltd)", done.stderr)

    def test_signers_of_policy_are_trusted_and_personal_trust_can_be_forbidden(self):
        source = self.plugin()
        self.write_policy(allow_personal_trust=False, developer_mode="forbidden")
        self.assertEqual(self.run_reseal("plugin", "trust", source).returncode, 5)
        self.assertEqual(self.run_reseal("plugin", "developer-mode", "on").returncode, 5)
        with open(self.signer + ".crt", encoding="ascii") as file:
            self.write_policy(allow_personal_trust=False, signers=[{"name": "IT", "pem": file.read()}])
        self.ask("plugin", "install", source)
        row = self.listed()["sample"]
        self.assertEqual((row["state"], row["trusted_by"]), ("ready", "policy"))
        self.assertEqual(self.ask("plugin", "list")["managed_by"], "Example Ltd")

    def archive_of_the_organisation(self):
        """An entry of an archive that policy's key opens as well; that key."""
        base = os.path.join(self.folder, "security")
        self.openssl("req", "-x509", "-newkey", "rsa:3072", "-nodes", "-days", "30", "-subj", "/CN=Security", "-keyout",
                     base + ".key", "-out", base + ".crt")
        with open(base + ".crt", encoding="ascii") as file:
            self.write_policy(archive_recovery=[{"name": "Our security", "pem": file.read()}])
        self.environment["RESEAL_VAULT_PASSWORD_FILE"] = self.write("vault.password", b"correct horse battery")
        return self.ask("archive", "import", self.certificate("anna", 30))["new"][0]["id"], base + ".key"

    def test_the_organisation_gets_a_way_into_the_archive_and_it_shows(self):
        self.archive_of_the_organisation()
        self.ask("archive", "verify")  # once is enough
        slots = [(row["kind"], row["label"]) for row in self.ask("archive", "slots", "list")["slots"]]
        self.assertEqual(slots, [("password", ""), ("organisation", "Our security")])
        items = [row for row in self.ask("doctor")["checks"] if row["code"] == "archive_organisation"]
        self.assertIn("Our security", items[0]["text"])

    def test_the_organisations_key_opens_the_archive_by_the_commands_of_the_format(self):
        entry, key = self.archive_of_the_organisation()
        slot = next(row["slot"] for row in self.ask("archive", "slots", "list")["slots"] if row["kind"] == "organisation")
        with open(FORMAT, encoding="utf-8") as file:
            functions, _, record, organisation = re.findall(r"```bash\n(.*?)```", file.read(), re.S)
        place = os.path.join(self.folder, "by-hand")
        os.mkdir(place)
        environment = {**os.environ, "DATABASE": os.path.join(self.profile, "reseal.db"), "SLOT": str(slot), "ID": entry,
                       "ORGANISATION_KEY": key}
        done = subprocess.run(["bash", "-c", "set -euo pipefail\n" + functions + organisation + record], cwd=place,
                              env=environment, capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        keys = [subprocess.run(["openssl", "pkey", "-in", path, "-outform", "DER"], capture_output=True, check=True).stdout
                for path in (os.path.join(place, "key.pem"), os.path.join(self.folder, "anna.key"))]
        self.assertEqual(keys[0], keys[1])

    def test_a_file_that_others_may_change_takes_personal_trust_away(self):
        self.installed()
        self.write_policy()
        self.assertEqual(self.listed()["sample"]["state"], "ready")
        os.chmod(os.path.join(self.policy, "10-it.json"), 0o666)
        self.assertEqual(self.listed()["sample"]["refused"]["code"], "untrusted")
        self.assertIn("policy_file_bad", [check["code"] for check in self.ask("doctor")["checks"]])

    def test_bans_and_switched_off_plugins_hold_against_the_person(self):
        self.installed()
        self.write_policy(disabled_plugins=["sample"])
        self.assertEqual(self.ask("plugin", "enable", "sample", exit_code=5)["error"], "managed")
        self.write_policy(ban=[{"sha256": hashlib.sha256(MODULE).hexdigest(), "reason": "it leaks."}])
        refused = self.ask("plugin", "check", "sample", exit_code=5)
        self.assertEqual(refused["error"], "banned")
        self.assertIn("banned: it leaks. ", refused["detail"])

    def test_locked_settings_of_plugins_hold(self):
        self.installed()
        self.write_policy(settings={"plugins": {"sample": {"folder": {"value": "/srv/it", "locked": True}}}})
        self.assertEqual(self.ask("plugin", "set", "sample", "folder=/tmp", exit_code=5)["error"], "managed")
        setting = self.listed()["sample"]["settings"][0]
        self.assertEqual((setting["value"], setting["locked"], setting["source"]), ("/srv/it", True, "policy"))
