# SPDX-License-Identifier: Apache-2.0
"""Each misbehaving plugin is caught, by the test that is there for it."""
from concurrent.futures import ThreadPoolExecutor

from checker import BAD, CheckerTest, manifest_of, report, results

# behaviour: (test, what it comes to)
CAUGHT = {
    "another-end": ("resume-after-end", "fail"),
    "another-order": ("begin-same-operation-id-once", "fail"),
    "any-extension": ("unknown-extension-null", "fail"),
    "any-id": ("unknown-id-null", "fail"),
    "asks-another-host": ("http-only-to-manifest-hosts", "fail"),
    "bad-key": ("text-is-utf8", "fail"),
    "broken-utf8": ("text-is-utf8", "fail"),
    "callback-from-thread": ("services-on-calls-thread", "fail"),
    "calls-after-destroy": ("no-callback-after-destroy", "fail"),
    "cancels-anything": ("cancel-unknown-operation", "fail"),
    "closes-pipe": ("leaves-descriptors-alone", "fail"),
    "crash-at-a-key": ("fuzz-params", "crash"),
    "crash-in-call": ("answers-with-one-demand", "crash"),
    "crash-on-load": ("load-now-local", "crash"),
    "dies-between-calls": ("no-callback-after-destroy", "crash"),
    "empty-slot": ("table-valid", "fail"),
    "execs": ("keeps-to-privileges", "fail"),
    "exit-in-call": ("answers-with-one-demand", "crash"),
    "exports-more": ("exports-only-entry", "fail"),
    "fifty-instances": ("create-destroy-100", "fail"),
    "floods-items": ("sink-refusal-stops-call", "fail"),
    "floods-log": ("deadline-respected", "fail"),
    "floods-stdout": ("deadline-respected", "fail"),
    "forgets-state": ("kill-after-cookie-then-resume", "fail"),
    "forks": ("keeps-to-privileges", "fail"),
    "hang-in-call": ("deadline-respected", "fail"),
    "hang-on-load": ("load-now-local", "hang"),
    "huge-item": ("items-within-limits", "fail"),
    "id-by-prefix": ("id-with-trailing-garbage-null", "fail"),
    "ignores-cancel": ("cancel-within-2s", "fail"),
    "ignores-critical": ("unknown-critical-param-refused", "fail"),
    "keeps-pointer": ("inputs-freed-after-call", "fail"),
    "knows-its-host": ("same-in-and-out-of-process", "fail"),
    "leaks-memory": ("answers-with-one-demand", ("crash", "hang")),  # a slow machine is slow to run out
    "lies-about-extension": ("manifest-matches-describe", "fail"),
    "lies-about-id": ("manifest-matches-describe", "fail"),
    "lies-about-version": ("manifest-matches-describe", "fail"),
    "lost-on-recover": ("kill-after-begin-then-recover", "fail"),
    "minor-matters": ("higher-minor-host", "fail"),
    "needs-services": ("host-without-extensions", "crash"),
    "no-entry": ("load-now-local", "fail"),
    "one-init-only": ("init-deinit-repeat", "fail"),
    "one-thread-only": ("serial-from-different-threads", "fail"),
    "only-known-params": ("unknown-noncritical-param-ignored", "fail"),
    "opens-socket": ("keeps-to-privileges", "fail"),
    "order-matters": ("param-order-irrelevant", "fail"),
    "prints-secret": ("secrets-stay-inside", "fail"),
    "replies-late": ("deadline-respected", "fail"),
    "secret-in-cookie": ("secrets-stay-inside", "fail"),
    "secret-in-error": ("secrets-stay-inside", "fail"),
    "signals-others": ("keeps-to-privileges", "fail"),
    "slow-cancel": ("cancel-within-2s", "fail"),
    "slow-load": ("load-time", "fail"),
    "socket-in-init": ("no-network-in-init", "fail"),
    "stray-reserved": ("reserved-fields-zero", "fail"),
    "swallows-refusal": ("sink-refusal-stops-call", "fail"),
    "takes-any-cookie": ("cookie-truncated", "fail"),
    "tampers-with-pipe": ("leaves-descriptors-alone", "fail"),
    "tampers-with-stdout": ("leaves-descriptors-alone", "fail"),
    "thread-on-load": ("no-threads-after-load", "fail"),
    "throws": ("no-exception-leaves", "fail"),
    "two-demands": ("answers-with-one-demand", "fail"),
    "unhardened": ("relro-now-nx", "fail"),
    "wordless": ("error-has-message", "fail"),
    "writes-input": ("inputs-in-readonly-pages", "fail"),
    "wrong-size": ("load-now-local", "fail"),
}


class MisbehavingTest(CheckerTest):
    def test_the_plugin_that_does_nothing_wrong_has_no_failure(self):
        code, document = report(manifest_of("good"))
        bad = [test for test in document["tests"] if test["result"] in BAD]
        self.assertEqual((code, bad), (0, []))

    def test_each_deed_is_caught_by_its_test(self):
        def check(behaviour):
            return report(manifest_of(behaviour), "--only", CAUGHT[behaviour][0])

        with ThreadPoolExecutor(4) as pool:  # most of the time somebody waits for a plugin that hangs
            reports = dict(zip(CAUGHT, pool.map(check, CAUGHT)))
        for behaviour, (code, document) in reports.items():
            with self.subTest(behaviour):
                result = CAUGHT[behaviour][1]
                results = result if isinstance(result, tuple) else (result,)
                self.assertEqual(len(document["tests"]), 1)
                self.assertIn(document["tests"][0]["result"], results, document["tests"])
                self.assertEqual(code, 1)

    def test_where_the_module_does_not_load_the_rest_is_left_out(self):
        came = results(manifest_of("crash-on-load"))
        self.assertEqual(came["load-now-local"], "crash")
        self.assertEqual(came["fuzz-params"], "skip")

    def test_where_everything_hangs_the_rest_is_left_out(self):
        came = list(results(manifest_of("hang-in-call"), "--only", "contract").values())
        self.assertLessEqual(came.count("hang"), 5)
        self.assertIn("skip", came)


class ManifestTest(CheckerTest):
    def result_of(self, test, change):
        return results(self.copy_of_good(change), "--only", test)[test]

    def test_a_name_without_kazakh(self):
        self.assertEqual(self.result_of("translations-complete", lambda m: m["name"].pop("kk")), "fail")

    def test_a_label_that_is_plain_english(self):
        change = lambda m: m["settings"][0].update(label="Key")
        self.assertEqual(self.result_of("translations-complete", change), "fail")

    def test_a_file_that_is_another_one(self):
        change = lambda m: m["files"].update({m["module"]: "0" * 64})
        self.assertEqual(self.result_of("files-match-hashes", change), "fail")

    def test_a_file_that_is_not_there(self):
        self.assertEqual(self.result_of("files-match-hashes", lambda m: m["files"].update({"more.txt": "0" * 64})), "fail")

    def test_another_processor(self):
        other = "x86" if "x86_64" in manifest_of("good") else "aarch64"
        self.assertEqual(self.result_of("arch-matches", lambda m: m.update(arch=other)), "fail")

    def test_another_version(self):
        self.assertEqual(self.result_of("manifest-matches-describe", lambda m: m.update(version="9.9.9")), "fail")

    def test_an_extension_that_the_module_lacks(self):
        change = lambda m: m["extensions"].append("reseal.diagnostics/1")
        self.assertEqual(self.result_of("manifest-matches-describe", change), "fail")

    def test_flaws_against_the_format(self):
        for change in (lambda m: m.pop("vendor"), lambda m: m.update(manifest=2), lambda m: m.update(id="Not An Id"),
                       lambda m: m.update(kinds=["ra"]), lambda m: m.update(hosts=["https://ca.example/"]),
                       lambda m: m.update(privileges=["root"]), lambda m: m["settings"][0].update(type="colour")):
            with self.subTest():
                self.setUp()
                self.assertEqual(self.result_of("manifest-schema", change), "fail")

    def test_a_signature_over_something_else(self):
        manifest = self.copy_of_good()
        with open(manifest + ".p7s", "wb") as file:
            file.write(b"no signature")
        self.assertEqual(results(manifest, "--only", "signature-present")["signature-present"], "fail")
