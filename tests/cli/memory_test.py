# SPDX-License-Identifier: Apache-2.0
"""What `reseal scan` takes in memory for hostile files: the most its process ever held (ru_maxrss), against a bound."""
import base64
import json
import os
import subprocess
import sys
import unittest

from command_line import PATIENCE, PROGRAM, CommandLineTest

KIBIBYTES = 1024  # of a mebibyte, in what ru_maxrss counts
SERIAL = bytes.fromhex("1122334455667788")


# A process of its own and small: what a process held before it became another program counts in its ru_maxrss.
MEASURE = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdout=open("document", "wb"), stderr=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_maxrss)
"""


def is_sanitized():
    with open(PROGRAM, "rb") as file:
        content = file.read()
    return b"__asan_" in content or b"__tsan_" in content


def nested(depth):
    """Sequences in each other, each of the length that it has."""
    content = b""
    for _ in range(depth):
        size = len(content)
        length = size.to_bytes((size.bit_length() + 7) // 8 or 1, "big")
        content = b"\x30" + (length if size < 128 else bytes([0x80 | len(length)]) + length) + content
    return content


@unittest.skipIf(is_sanitized(), "skipped: a sanitizer keeps memory of its own; the release preset runs it")
class MemoryTest(CommandLineTest):
    def scan(self, most):
        """The document of a scan that held at most so many MiB; an empty folder takes 19."""
        done = subprocess.run([sys.executable, "-S", "-c", MEASURE, PROGRAM, "--profile", self.profile, "--json", "scan", self.keys],
                              cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=PATIENCE, check=True)
        code, kibibytes = map(int, done.stdout.split())
        self.assertEqual(code, 0)
        self.assertLess(kibibytes / KIBIBYTES, most, "MiB")
        with open(os.path.join(self.folder, "document"), encoding="utf-8") as file:
            document = json.load(file)
        return document

    def refused(self, most):
        return {os.path.basename(row["path"]): row["reason"] for row in self.scan(most)["refused"]}

    def test_files_of_two_gigabytes_are_refused_unread(self):
        for name in ("big.pem", "big.cer", "big.p12"):
            os.truncate(self.write(name), 2 << 30)
        self.assertEqual(self.refused(40), dict.fromkeys(("big.pem", "big.cer", "big.p12"), "read_failed"))

    def test_ten_thousand_certificates_in_one_file(self):
        path = os.path.join(self.folder, "one.der")
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
                     "-set_serial", "0x" + SERIAL.hex(), "-subj", "/CN=Test Person", "-addext", "basicConstraints=CA:FALSE",
                     "-keyout", os.path.join(self.folder, "one.key"), "-outform", "DER", "-out", path)
        with open(path, "rb") as file:
            one = file.read()
        self.assertEqual(one.count(SERIAL), 1)
        self.write("many.pem", b"".join(
            b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(one.replace(SERIAL, b"\x11" + number.to_bytes(7, "big"))) +
            b"-----END CERTIFICATE-----\n" for number in range(10_000)))
        document = self.scan(200)
        self.assertEqual((len(document["certificates"]), document["refused"]), (10_000, []))

    def test_deep_nesting(self):
        endless = b"\x30\x80" * 10_000_000  # each of a length that is told at its end
        for name, content in (("endless.cer", endless), ("endless.p12", endless), ("deep.p7b", nested(20_000))):
            self.write(name, content)
        self.assertEqual(set(self.refused(100)), {"endless.cer", "endless.p12", "deep.p7b"})

    def test_text_as_large_as_is_read_at_all(self):
        begin = b"-----BEGIN CERTIFICATE-----\n"
        for name, content in (("one.pem", begin + b"A" * (60 << 20)), ("begins.pem", begin * 2_000_000)):
            self.write(name, content)
        self.assertEqual(self.refused(200), {"one.pem": "bad_pem", "begins.pem": "bad_pem"})
