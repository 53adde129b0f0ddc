# SPDX-License-Identifier: Apache-2.0
"""Signing and verifying one large file with the real program, against a bare digest of the same file by the openssl
program in the same run. Prints rows of the table: rate of the digest reached, and peak memory of the process."""
import argparse
import os
import shutil
import subprocess
import tempfile
import time

ROUNDS = 2  # alternating; the faster one counts, since a machine has other things to do


class Peak:
    """The largest resident set of any run, in MB."""
    largest = 0.0


def run(*command):
    """Seconds and megabytes it took; the process must end 0."""
    begin = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    with process.stderr as said:
        errors = said.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: {process.returncode}\n{errors}")
    return time.monotonic() - begin, usage.ru_maxrss / 1024


class Documents:
    def __init__(self, program, folder, size):
        self.program, self.folder, self.size = program, folder, size
        self.file = self.path("data")
        block = os.urandom(1 << 20)
        with open(self.file, "wb") as file:
            for number in range(size >> 20):
                file.write(number.to_bytes(8, "big") + block[8:])

    def path(self, name):
        return os.path.join(self.folder, name)

    def reseal(self, *arguments):
        seconds, memory = run(self.program, "--profile", self.path("profile"), "--json", *arguments)
        Peak.largest = max(Peak.largest, memory)
        return seconds

    def make_key(self, name, *options):
        subprocess.run(["openssl", "req", "-x509", "-nodes", "-days", "30", "-subj", "/CN=Bench", "-addext",
                        "keyUsage=digitalSignature", "-keyout", self.path(name + ".key"), "-out",
                        self.path(name + ".crt"), *options], check=True, capture_output=True)
        with open(self.path(name + ".pem"), "wb") as both:
            for part in (".key", ".crt"):
                with open(self.path(name + part), "rb") as file:
                    both.write(file.read())

    def once(self, name, digest):
        key, detached, attached = self.path(name + ".pem"), self.path("out.p7s"), self.path("out.p7m")
        for old in (detached, attached):
            if os.path.exists(old):
                os.remove(old)
        return {
            "bare digest": run("openssl", "dgst", *digest, self.file)[0],
            "sign, detached": self.reseal("sign", self.file, "--key-file", key, "-o", detached),
            "verify, detached": self.reseal("verify", detached, "--content", self.file),
            "sign, attached": self.reseal("sign", self.file, "--key-file", key, "-o", attached, "--attached"),
            "verify, attached": self.reseal("verify", attached),
        }

    def measure(self, name, label, digest, options):
        self.make_key(name, *options)
        best = {}
        for _ in range(ROUNDS):
            for what, seconds in self.once(name, digest).items():
                best[what] = min(best.get(what, seconds), seconds)
        bare = best.pop("bare digest")
        megabytes = self.size / 1e6
        print(f"| bare digest of {self.size >> 20} MB, {label} | {megabytes / bare:.0f} MB/s |  |")
        for what, seconds in best.items():
            print(f"| {what}, {label} | {megabytes / seconds:.0f} MB/s | {bare / seconds:.2f} of the digest (aim: 0.9) |")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--build", required=True)
    arguments.add_argument("--megabytes", type=int, default=1024)
    given = arguments.parse_args()
    folder = tempfile.mkdtemp(prefix="reseal-bench-")
    try:
        documents = Documents(os.path.join(given.build, "bin", "reseal"), folder, given.megabytes << 20)
        documents.measure("rsa", "RSA-2048 and SHA-256", ["-sha256"], ["-newkey", "rsa:2048"])
        documents.measure("gost", "GOST 2012-256", ["-engine", "gost", "-md_gost12_256"],
                          ["-engine", "gost", "-newkey", "gost2012_256", "-pkeyopt", "paramset:A"])
        print(f"| peak memory of any of these | {Peak.largest:.1f} MB | aim: under 32 MB |")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
