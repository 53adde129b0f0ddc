# SPDX-License-Identifier: Apache-2.0
"""Reports, options and exit codes of the checker."""
import json
import os
import time
import xml.etree.ElementTree as xml

from checker import BAD, GOOD_PLUGIN, CheckerTest, manifest_of, report, results, run

GROUPS = ["static", "load", "contract", "privileges", "time", "resume", "token", "secrecy", "differential", "fuzz"]
RESULTS = {"pass", "warn", "skip", "fail", "crash", "hang"}


class GoodPluginTest(CheckerTest):
    def test_ca_file_passes_in_less_than_40_seconds(self):
        began = time.monotonic()
        code, document = report(GOOD_PLUGIN)
        self.assertLess(time.monotonic() - began, 40)
        self.assertEqual([test for test in document["tests"] if test["result"] in BAD], [])
        self.assertEqual(code, 0)
        conversation = next(test for test in document["tests"] if test["name"] == "answers-with-one-demand")
        self.assertEqual(conversation["message"], "renew: key signature wait wait done; new: input key wait wait done")

    def test_a_good_plugin_may_be_checked_without_children(self):
        done = run(GOOD_PLUGIN, "--in-process", "--only", "load,contract,resume")
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_without_children_a_hang_is_told_and_ends_1(self):
        done = run(manifest_of("hang-in-call"), "--in-process", "--only", "answers-with-one-demand")
        self.assertEqual(done.returncode, 1)
        self.assertIn('"result":"hang"', done.stderr)


class ReportTest(CheckerTest):
    def test_list_names_every_test_with_a_sentence_and_its_rule(self):
        document = json.loads(run("--list", "--format", "json").stdout)
        self.assertEqual(list(dict.fromkeys(test["group"] for test in document["tests"])), GROUPS)
        for test in document["tests"]:
            self.assertRegex(test["name"], r"^[a-z0-9]+(-[a-z0-9]+)*$")
            self.assertRegex(test["checks"], r"^[A-Za-z].*\.$")
            self.assertTrue(test["rule"])
        text = run("--list").stdout
        for test in document["tests"]:
            self.assertIn(test["name"], text)

    def test_every_test_stands_in_the_guide(self):
        with open(os.path.join(os.path.dirname(__file__), "../../sdk/docs/checker.md"), encoding="utf-8") as file:
            guide = file.read()
        names = [test["name"] for test in json.loads(run("--list", "--format", "json").stdout)["tests"]]
        self.assertEqual([name for name in names if f"`{name}`" not in guide], [])

    def test_json_has_its_fields(self):
        code, document = report(manifest_of("two-demands"), "--only", "answers-with-one-demand,arch-matches")
        self.assertEqual(code, 1)
        self.assertEqual(set(document), {"plugin", "manifest", "seed", "counts", "tests"})
        self.assertEqual(document["plugin"], {"id": "test", "version": "1.0.0"})
        self.assertEqual(set(document["counts"]), RESULTS)
        self.assertEqual(sum(document["counts"].values()), len(document["tests"]))
        good, bad = document["tests"]
        self.assertEqual(set(good), {"name", "group", "result", "message", "milliseconds"})
        self.assertEqual(set(bad) - set(good), {"expected", "came", "rule", "checks"})

    def test_junit_counts_and_explains(self):
        path = self.path("report.xml")
        done = run(manifest_of("two-demands"), "--format", "junit", "--output", path, "--only",
                   "static,answers-with-one-demand,token")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        root = xml.parse(path).getroot()
        self.assertEqual(root.tag, "testsuites")
        suites = {suite.get("name"): suite for suite in root}
        self.assertEqual(list(suites), ["test.static", "test.contract", "test.token"])
        self.assertEqual(suites["test.contract"].get("failures"), "1")
        failure = suites["test.contract"].find("testcase/failure")
        self.assertIn("expected: exactly one demand", failure.text)
        self.assertEqual(suites["test.token"].get("skipped"), suites["test.token"].get("tests"))

    def test_junit_tells_a_crash_from_a_failure(self):
        done = run(manifest_of("crash-in-call"), "--format", "junit", "--only", "answers-with-one-demand")
        error = xml.fromstring(done.stdout).find("testsuite/testcase/error")
        self.assertEqual(error.get("type"), "crash")
        self.assertIn("signal 11", error.text)

    def test_text_says_what_was_expected_and_what_came(self):
        done = run(manifest_of("lies-about-version"), "--only", "manifest-matches-describe")
        self.assertIn("fail  manifest-matches-describe", done.stdout)
        self.assertRegex(done.stdout, r"expected +1\.0\.0\n +came +1\.0\.1")
        self.assertRegex(done.stdout, r"0 pass, 1 fail; seed \d+")


class OptionTest(CheckerTest):
    def test_only_and_except_take_groups_and_tests(self):
        came = results(manifest_of("good"), "--only", "load,arch-matches", "--except", "load-time")
        self.assertIn("arch-matches", came)
        self.assertIn("create-destroy-100", came)
        self.assertNotIn("load-time", came)
        self.assertNotIn("manifest-schema", came)

    def test_exit_codes(self):
        self.assertEqual(run(manifest_of("good"), "--only", "arch-matches").returncode, 0)
        self.assertEqual(run(manifest_of("any-id"), "--only", "unknown-id-null").returncode, 1)
        self.assertEqual(run().returncode, 2)
        self.assertEqual(run(manifest_of("good"), "--only", "no-such-test").returncode, 2)
        self.assertEqual(run(manifest_of("good"), "--format", "yaml").returncode, 2)
        self.assertEqual(run(self.path("nowhere.json")).returncode, 6)
        with open(self.path("broken.json"), "w", encoding="utf-8") as file:
            file.write("{")
        self.assertEqual(run(self.path("broken.json")).returncode, 6)

    def test_the_same_seed_gives_the_same_calls(self):
        came = [report(manifest_of("crash-at-a-key"), "--only", "fuzz-params", "--seed", "4711")[1] for _ in range(2)]
        self.assertEqual(came[0]["seed"], 4711)
        self.assertRegex(came[0]["tests"][0]["message"], r"seed 4711 round \d+")
        self.assertEqual(came[0]["tests"][0]["message"], came[1]["tests"][0]["message"])
        other = report(manifest_of("crash-at-a-key"), "--only", "fuzz-params", "--seed", "4712")[1]
        self.assertNotEqual(other["tests"][0]["message"], came[0]["tests"][0]["message"])

    def test_settings_and_http_answers_reach_the_plugin(self):
        path = self.path("given.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"answers": {"login": "someone"},
                       "http": [{"method": "POST", "url": "https://ca.example/", "status": 201}]}, file)
        code, document = report(manifest_of("good"), "--settings", path, "--only", "http-only-to-manifest-hosts")
        self.assertEqual(code, 0)
        self.assertRegex(document["tests"][0]["message"], r"^[1-9]\d* requests$")

    def test_settings_that_are_none_are_wrong_usage(self):
        path = self.path("given.json")
        with open(path, "w", encoding="utf-8") as file:
            file.write("[]")
        self.assertEqual(run(manifest_of("good"), "--settings", path).returncode, 2)

    def test_cookies_of_a_released_version(self):
        folder = self.path("cookies")
        os.makedirs(folder + "/1.0.0")
        with open(folder + "/1.0.0/old", "wb") as file:
            file.write(b"\x01not one of ours")
        test = "cookie-from-released-version"
        self.assertEqual(results(manifest_of("good"), "--only", test)[test], "skip")
        self.assertEqual(results(manifest_of("good"), "--only", test, "--cookies", folder)[test], "fail")
