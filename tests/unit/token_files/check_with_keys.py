# SPDX-License-Identifier: Apache-2.0
"""reseal-plugin-check on token_files with something to list: a folder of keys, and a virtual card whose PIN it may try
once. Ends with 77 where no virtual reader runs here.
"""
import json
import os
import subprocess
import sys
import tempfile

CHECKER, MANIFEST, READER = sys.argv[1:4]


def check(folder, settings, *arguments, environment=None):
    path = os.path.join(folder, "settings.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"settings": settings}, file)
    done = subprocess.run([CHECKER, MANIFEST, "--settings", path, "--format", "json", "--fuzz-rounds", "300", *arguments],
                          capture_output=True, text=True, timeout=280, check=False,
                          env={**os.environ, **(environment or {})})
    results = {test["name"]: test["result"] for test in json.loads(done.stdout)["tests"]}
    bad = {name: result for name, result in results.items() if result in ("fail", "crash", "hang", "warn")}
    return results, bad


def fail(what):
    print(what, flush=True)
    sys.exit(1)


def with_a_folder(folder):
    keys = os.path.join(folder, "keys")
    os.mkdir(keys)
    subprocess.run(["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out",
                    os.path.join(keys, "a.pem")], check=True, capture_output=True)
    results, bad = check(folder, {"folders": keys, "removable": "no", "cards": "no"})
    if bad or results.get("no-pin-retry-burned-by-probe") != "pass":
        fail(f"over a folder: {bad} {results}")


def with_a_card(folder):
    container = os.path.join(folder, "card", "a.000")
    os.makedirs(container)
    with open(os.path.join(container, "name.key"), "wb") as file:
        file.write(b"\x30\x03\x16\x01n")
    socket = os.path.join(folder, "reader")
    reader = subprocess.Popen([sys.executable, "-B", READER, socket], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              text=True)

    def tell(line):
        reader.stdin.write(line + "\n")
        reader.stdin.flush()
        return reader.stdout.readline().strip()
    try:
        first = reader.stdout.readline().strip()
        if first != "ready":
            print(first)
            sys.exit(77)
        if tell(f"insert 0 rutoken-lite '{os.path.dirname(container)}' 12345678 9") != "ok":
            fail("the card does not go in")
        results, bad = check(folder, {"folders": "/not/there", "removable": "no", "cards": "yes"}, "--spend-pin-try",
                             "--jobs", "1", environment={"PCSCLITE_CSOCK_NAME": os.path.join(socket, "pcscd.comm")})
        verifies = tell("ask 0 verifies")
    finally:
        reader.stdin.close()
        reader.wait(20)
    wanted = ("pin-wrong-then-tries-left", "no-pin-retry-burned-by-probe", "keeps-to-privileges")
    if bad or any(results.get(name) != "pass" for name in wanted):
        fail(f"over a card: {bad} {[(name, results.get(name)) for name in wanted]}")
    if verifies != "ok 1":
        fail(f"the card counted {verifies} VERIFY commands in place of one")


with tempfile.TemporaryDirectory() as place:
    with_a_folder(place)
    with_a_card(place)
