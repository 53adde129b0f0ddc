# SPDX-License-Identifier: Apache-2.0
"""Decrypting one large file with the real program, against the bare cipher, `openssl cms -decrypt` and `gpgsm
--decrypt` in the same run. Prints rows of the table: rate, and peak memory of the process."""
import argparse
import os
import shutil
import subprocess
import tempfile
import time

from document_bench import run

ROUNDS = 2  # alternating; the faster one counts, since a machine has other things to do
GOST = ["-engine", "gost"]
# label, options of the key, cipher of openssl cms, cipher of openssl speed, whether openssl cms opens it rightly, and gpgsm at all
CIPHERS = (
    ("AES-256-CBC", ["-newkey", "rsa:2048"], ["-aes-256-cbc"], "aes-256-cbc", True, True),
    ("AES-256-GCM", ["-newkey", "rsa:2048"], ["-aes-256-gcm"], "aes-256-gcm", True, False),
    ("GOST 28147-89", [*GOST, "-newkey", "gost2012_256", "-pkeyopt", "paramset:A"], [*GOST, "-gost89"], "gost89", True,
     False),
    ("Kuznyechik-CTR-ACPKM", [*GOST, "-newkey", "gost2012_256", "-pkeyopt", "paramset:A"],
     [*GOST, "-kuznyechik-ctr-acpkm"], "kuznyechik-ctr-acpkm", False, False),
)


# `openssl speed` finds the ciphers of an engine by a configuration only.
GOST_CONFIGURATION = """openssl_conf = all
[all]
engines = engines
[engines]
gost = gost
[gost]
engine_id = gost
default_algorithms = ALL
"""


def bare_rate(cipher, configuration):
    """MB/s of decryption in pieces of 64 KiB."""
    environment = dict(os.environ)
    if cipher.startswith(("gost", "kuz")):
        environment["OPENSSL_CONF"] = configuration
    said = subprocess.run(["openssl", "speed", "-mr", "-decrypt", "-seconds", "3", "-bytes", "65536", "-evp", cipher],
                          check=True, capture_output=True, text=True, env=environment).stdout
    row = [line for line in said.splitlines() if line.startswith("+F:")][-1]
    return float(row.split(":")[-1]) / 1e6


class Decryption:
    def __init__(self, program, folder, size):
        self.program, self.folder, self.size = program, folder, size
        self.peak = 0.0
        with open(self.path("gost.cnf"), "w", encoding="ascii") as configuration:
            configuration.write(GOST_CONFIGURATION)
        block = os.urandom(1 << 20)
        with open(self.path("data"), "wb") as file:
            for number in range(size >> 20):
                file.write(number.to_bytes(8, "big") + block[8:])

    def path(self, name):
        return os.path.join(self.folder, name)

    def prepare(self, key_options, cipher_options):
        subprocess.run(["openssl", "req", "-x509", "-nodes", "-days", "30", "-subj", "/CN=Bench", "-keyout",
                        self.path("key"), "-out", self.path("crt"), *key_options], check=True, capture_output=True)
        with open(self.path("pem"), "wb") as both:
            for part in ("key", "crt"):
                with open(self.path(part), "rb") as file:
                    both.write(file.read())
        subprocess.run(["openssl", "cms", "-encrypt", "-binary", "-stream", "-in", self.path("data"), "-outform", "DER",
                        "-out", self.path("message"), *cipher_options, self.path("crt")], check=True,
                       capture_output=True)

    def gpgsm_home(self):
        home = self.path("gnupg")
        os.makedirs(home, 0o700, exist_ok=True)
        with open(os.path.join(home, "gpg-agent.conf"), "w", encoding="ascii") as settings:
            settings.write("allow-loopback-pinentry\n")
        subprocess.run(["openssl", "pkcs12", "-export", "-in", self.path("crt"), "-inkey", self.path("key"),
                        "-passout", "pass:bench", "-legacy", "-out", self.path("p12")], check=True, capture_output=True)
        gpgsm = ["gpgsm", "--homedir", home, "--batch", "--disable-crl-checks", "--pinentry-mode", "loopback",
                 "--passphrase-fd", "0"]
        done = subprocess.run([*gpgsm, "--import", self.path("p12")], input=b"bench\n", capture_output=True)
        return gpgsm if done.returncode == 0 else None

    def timed(self, *command):
        """MB/s, and megabytes of memory."""
        out = self.path("out")
        if os.path.exists(out):
            os.remove(out)
        seconds, memory = run(*command)
        if os.path.getsize(out) != self.size:
            raise SystemExit(f"{command[0]}: wrote {os.path.getsize(out)} bytes")
        return self.size / 1e6 / seconds, memory

    def measure(self, label, key_options, cipher_options, bare_name, by_openssl, by_gpgsm):
        self.prepare(key_options, cipher_options)
        others = {}
        if by_openssl:
            engine = GOST if "-engine" in cipher_options else []
            others["openssl cms -decrypt"] = ["openssl", "cms", "-decrypt", "-binary", "-inform", "DER", *engine, "-in",
                                              self.path("message"), "-inkey", self.path("key"), "-recip",
                                              self.path("crt"), "-out", self.path("out")]
        gpgsm = self.gpgsm_home() if by_gpgsm and shutil.which("gpgsm") else None
        if gpgsm:
            others["gpgsm --decrypt"] = ["sh", "-c", 'echo bench | exec "$@"', "sh", *gpgsm, "--output", self.path("out"),
                                         "--decrypt", self.path("message")]
        own = [self.program, "--profile", self.path("profile"), "--json", "decrypt", self.path("message"), "--key-file",
               self.path("pem"), "-o", self.path("out")]
        bare, best, memory = 0.0, {}, {}
        for _ in range(ROUNDS):
            bare = max(bare, bare_rate(bare_name, self.path("gost.cnf")))
            for name, command in {"reseal": own, **others}.items():
                try:
                    rate, used = self.timed(*command)
                except SystemExit as failed:
                    if name == "reseal":
                        raise
                    print(f"| {name}, {label} | fails: {str(failed).splitlines()[-1]} |  |")
                    others = {other: line for other, line in others.items() if other != name}
                    continue
                best[name] = max(best.get(name, 0.0), rate)
                memory[name] = max(memory.get(name, 0.0), used)
        self.peak = max(self.peak, memory["reseal"])
        for name in others:
            print(f"| {name}, {label}, {self.size >> 20} MB | {best[name]:.0f} MB/s | {memory[name]:.0f} MB of memory |")
        fastest = max((best[name] for name in others), default=0.0)
        against = f"{best['reseal'] / fastest:.2f} of the fastest other (aim: 1.5), " if fastest else ""
        print(f"| reseal decrypt, {label}, {self.size >> 20} MB | {best['reseal']:.0f} MB/s | {against}"
              f"{best['reseal'] / bare:.2f} of the bare cipher's {bare:.0f} MB/s (or: 0.9) |", flush=True)

    def writes(self, process):
        """It has opened its key and written something to the output, which has no name yet."""
        folder = f"/proc/{process}/fd"
        try:
            opened = [os.path.join(folder, number) for number in os.listdir(folder)]
            return any(os.stat(one).st_size > 0 for one in opened
                       if os.readlink(one).startswith(self.folder) and os.readlink(one).endswith("(deleted)"))
        except OSError:
            return False

    def with_archive(self):
        """The same with the key in the archive: memory once the vault is open, whose key derivation takes 64 MiB before."""
        label, key_options, cipher_options = CIPHERS[0][:3]
        self.prepare(key_options, cipher_options)
        with open(self.path("password"), "w", encoding="ascii") as file:
            file.write("password of the archive")
        environment = {**os.environ, "RESEAL_VAULT_PASSWORD_FILE": self.path("password")}
        own = [self.program, "--profile", self.path("archive"), "--json"]
        subprocess.run([*own, "archive", "import", self.path("pem")], env=environment, check=True, capture_output=True)
        out = self.path("out")
        if os.path.exists(out):
            os.remove(out)
        most = 0
        with subprocess.Popen([*own, "decrypt", self.path("message"), "-o", out], env=environment,
                              stdout=subprocess.DEVNULL) as process:
            while process.poll() is None:
                if self.writes(process.pid):
                    with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
                        resident = [line.split()[1] for line in status if line.startswith("VmRSS:")]
                    most = max(most, *map(int, resident), 0)
                time.sleep(0.01)
        if process.returncode != 0 or os.path.getsize(out) != self.size or most == 0:
            raise SystemExit(f"decrypt with the archive: {process.returncode}, {most} KiB")
        print(f"| resident memory of reseal decrypt with the vault open, {label}, {self.size >> 20} MB | {most / 1024:.1f} MB | "
              "aim: under 24 MB |", flush=True)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--build", required=True)
    arguments.add_argument("--megabytes", type=int, default=1024)
    arguments.add_argument("--cipher", choices=[row[0] for row in CIPHERS], action="append")
    given = arguments.parse_args()
    folder = tempfile.mkdtemp(prefix="reseal-bench-")
    try:
        decryption = Decryption(os.path.join(given.build, "bin", "reseal"), folder, given.megabytes << 20)
        for row in CIPHERS:
            if not given.cipher or row[0] in given.cipher:
                decryption.measure(*row)
        decryption.with_archive()
        print(f"| peak memory of reseal decrypt | {decryption.peak:.1f} MB | aim: under 24 MB |")
    finally:
        subprocess.run(["gpgconf", "--homedir", os.path.join(folder, "gnupg"), "--kill", "all"], check=False,
                       capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
