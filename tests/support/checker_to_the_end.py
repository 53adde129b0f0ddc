# SPDX-License-Identifier: Apache-2.0
"""reseal-plugin-check on a CA plugin with a gateway that answers, so that the conversation goes through every step."""
import base64
import json
import os
import subprocess
import sys
import tempfile

CHECKER, MANIFEST = sys.argv[1:3]


def answer(url, method, path, body, status=200):
    return {"method": method, "url": url + path, "status": status, "headers": {"content-type": "application/json"},
            "body": json.dumps(body)}


def certificate(folder):
    path = os.path.join(folder, "other.der")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                    os.devnull, "-subj", "/CN=other", "-outform", "DER", "-out", path], check=True, capture_output=True)
    with open(path, "rb") as file:
        return base64.b64encode(file.read()).decode()


def operation(name):
    """The id that the checker gives a step: an order is named by the step that demands its key."""
    def fnv(text):
        value = 0xCBF29CE484222325
        for byte in text.encode():
            value = (value ^ byte) * 0x100000001B3 & (1 << 64) - 1
        return value
    return "".join("%02x" % (fnv(name + chr(ord("a") + i)) >> 32 & 255) for i in range(16))


def run(settings):
    """`settings`: what the checker is given, from a certificate that is for other keys than its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "settings.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(settings(certificate(folder)), file)
        done = subprocess.run([CHECKER, MANIFEST, "--settings", path, "--format", "json", "--fuzz-rounds", "300"],
                              capture_output=True, text=True, timeout=280, check=False)
    results = {test["name"]: test["result"] for test in json.loads(done.stdout)["tests"]}
    bad = {name: result for name, result in results.items() if result in ("fail", "crash", "hang", "warn")}
    for name in ("resume-after-end", "kill-after-cookie-then-resume", "secrets-stay-inside"):
        if results.get(name) != "pass":
            bad[name] = results.get(name)
    if bad:
        print(done.stdout, bad)
    return 1 if bad else 0
