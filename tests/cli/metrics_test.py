# SPDX-License-Identifier: Apache-2.0
"""`reseal metrics` against the contract of x509-certificate-exporter (its docs/metrics.md): names, types, labels, reasons."""
import datetime
import os
import re
import subprocess

from command_line import CommandLineTest

PARTS = ("C", "ST", "L", "O", "OU", "CN")
OF_CERTIFICATES = {"filename", "filepath", "serial_number", "discriminator", *("subject_" + part for part in PARTS),
                   *("issuer_" + part for part in PARTS)}
OF_SOURCES = {"source_kind", "source_name"}
# Each metric with its type and labels. What it counts in seconds from now, which is off there unless asked for, is not here.
CONTRACT = {
    "x509_cert_not_after": ("gauge", OF_CERTIFICATES), "x509_cert_not_before": ("gauge", OF_CERTIFICATES),
    "x509_cert_expired": ("gauge", OF_CERTIFICATES), "x509_cert_collision_total": ("counter", set()),
    "x509_source_up": ("gauge", OF_SOURCES), "x509_source_bundles": ("gauge", OF_SOURCES),
    "x509_source_errors_total": ("counter", OF_SOURCES | {"reason"}),
    "x509_pkcs12_passphrase_failures_total": ("counter", set()), "x509_exporter_build_info": ("gauge", {"version"})}
REASONS = {"bad_pem", "no_certificate_found", "bad_pkcs12", "bad_jks", "bad_passphrase", "read_failed", "permission_denied",
           "not_found", "broken_symlink", "walk_error", "decode_failed"}
SAMPLE = re.compile(r'(\w+)(?:\{((?:\w+="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (-?\d+)')


class MetricsTest(CommandLineTest):
    def read(self):
        """{name: [(labels, value)]}, once every line is one of the text format."""
        text = self.run_reseal("metrics").stdout
        self.types, self.helped, samples = {}, set(), {}
        for line in text.splitlines():
            if line.startswith("# HELP "):
                self.helped.add(line.split()[2])
            elif line.startswith("# TYPE "):
                _, _, name, kind = line.split()
                self.types[name] = kind
            else:
                match = SAMPLE.fullmatch(line)
                self.assertTrue(match, line)
                labels = dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', match.group(2) or ""))
                samples.setdefault(match.group(1), []).append((labels, int(match.group(3))))
        return samples

    def one(self, samples, name, **labels):
        (value,) = [value for found, value in samples[name] if labels.items() <= found.items()]
        return value

    def twins(self):
        """Two certificates in one file that differ in the key alone."""
        base, both = os.path.join(self.folder, "twin"), b""
        for _ in range(2):
            self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "9",
                         "-set_serial", "0x00ffffffffffffffff", "-subj", "/C=KZ/ST=Алматы/L=A/O=Co \"Q\"/OU=IT/CN=Twin", "-utf8",
                         "-keyout", base + ".key", "-out", base + ".crt")
            with open(base + ".crt", "rb") as file:
                both += file.read()
        return self.write("twins.pem", both)

    def hostile_folder(self):
        for name, content in (("bad.pem", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), ("none.pem", b"nothing"),
                              ("bad.p12", b"\x30\x82\xff\xff"), ("bad.cer", b"\x30\x03\x02\x01\x01"), ("empty.pem", b"")):
            self.write(name, content)
        os.symlink("nowhere", os.path.join(self.keys, "broken.pem"))
        os.mkfifo(os.path.join(self.keys, "pipe.pem"))
        os.truncate(self.write("large.pem"), 1 << 30)

    def test_names_types_and_labels_are_those_of_the_contract(self):
        self.certificate("own", 20, "/CN=Anna")
        self.twins()
        self.hostile_folder()
        self.ask("sources", "add", self.keys)
        samples = self.read()
        self.assertEqual(set(samples), set(CONTRACT))
        self.assertEqual((set(self.types), self.helped), (set(CONTRACT), set(CONTRACT)))
        for name, (kind, labels) in CONTRACT.items():
            self.assertEqual(self.types[name], kind, name)
            for found, _ in samples[name]:
                self.assertEqual(set(found), labels, name)
        reasons = {found["reason"] for found, _ in samples["x509_source_errors_total"]}
        self.assertLessEqual(reasons, REASONS)
        self.assertGreaterEqual(len(reasons), 3, reasons)

    def test_values_are_absolute_times_and_decimal_numbers(self):
        path = self.twins()
        self.ask("sources", "add", self.keys)
        samples = self.read()
        ends = subprocess.run(["openssl", "x509", "-in", os.path.join(self.folder, "twin.crt"), "-noout", "-enddate"], check=True,
                              capture_output=True, text=True).stdout.strip().split("=")[1]
        due = datetime.datetime.strptime(ends, "%b %d %H:%M:%S %Y %Z").replace(tzinfo=datetime.timezone.utc)
        (first, after), (second, _) = samples["x509_cert_not_after"]
        self.assertLess(abs(after - due.timestamp()), 60)
        self.assertEqual((first["serial_number"], first["filename"], first["filepath"]), (str(2 ** 64 - 1), "twins.pem", path))
        self.assertEqual([first["subject_" + part] for part in PARTS], ["KZ", "Алматы", "A", 'Co \\"Q\\"', "IT", "Twin"])
        self.assertEqual([first["issuer_" + part] for part in PARTS], [first["subject_" + part] for part in PARTS])
        self.assertEqual([bool(row["discriminator"]) for row in (first, second)], [False, True], "only a collision is told apart")
        self.assertRegex(second["discriminator"], "^[0-9a-f]{16}$")
        self.assertEqual(self.one(samples, "x509_cert_collision_total"), 1)
        self.assertEqual([value for _, value in samples["x509_cert_expired"]], [0, 0])
        self.assertEqual(self.one(samples, "x509_source_bundles", source_name=self.keys), 2)

    def test_a_source_that_is_gone_is_down(self):
        self.ask("sources", "add", self.keys)
        self.assertEqual(self.one(self.read(), "x509_source_up", source_kind="file", source_name=self.keys), 1)
        os.rename(self.keys, self.keys + ".away")
        self.assertEqual(self.one(self.read(), "x509_source_up", source_kind="file", source_name=self.keys), 0)
