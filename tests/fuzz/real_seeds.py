# SPDX-License-Identifier: Apache-2.0
"""real_seeds.py DATA FOLDER: copies the public fixtures, where they are, to FOLDER/TARGET/ of each fuzz target that
reads their kind. One name for one file, so that a second run adds nothing."""
import fnmatch
import os
import sys

# Patterns of paths inside of DATA.
READ_BY = {
    "fuzz_certificate": ("*.cer", "*.crt", "*.crt.der", "ru/certs/*.der", "*TestCertificate*.der"),
    "fuzz_pem": ("*.pem",),
    "fuzz_pkcs7": ("*.cms", "*.sgn", "*.sig", "kz/signed/*.der", "*test_cms.*.der"),
    "fuzz_signed_message": ("*.cms", "*.sgn", "*.sig", "kz/signed/*.der", "*TestSigned*.der", "*TestDigested*.der"),
    "fuzz_enveloped_message": ("*TestEnveloped*.der", "*.cms", "*.sgn"),
    "fuzz_pkcs12": ("*.p12", "*.pfx"),
    "fuzz_key_store": ("*.p12", "*.pfx"),
    "fuzz_header_key": ("*header.key",),
    "fuzz_der_reader": ("*.der", "*.cer", "*.p12", "*.pfx"),
    "fuzz_revocation": ("kz/revocation/*",),
}
CONTAINER = ("name.key", "header.key", "masks.key", "primary.key", "masks2.key", "primary2.key")  # as fuzz_container has it


def content(path):
    with open(path, "rb") as file:
        return file.read()


def container(folder):
    octets = b""
    for name in CONTAINER:
        path = os.path.join(folder, name)
        file = content(path) if os.path.exists(path) else b""
        octets += len(file).to_bytes(2, "big") + file
    return octets


def put(folder, target, name, octets):
    os.makedirs(os.path.join(folder, target), exist_ok=True)
    with open(os.path.join(folder, target, name.replace("/", "_")), "wb") as file:
        file.write(octets)


def main(data, folder):
    copied = 0
    for place, _, names in os.walk(data):
        if "header.key" in names:
            put(folder, "fuzz_container", os.path.relpath(place, data), container(place))
            copied += 1
        for name in names:
            path = os.path.relpath(os.path.join(place, name), data)
            for target, patterns in READ_BY.items():
                if any(fnmatch.fnmatch(path, pattern) for pattern in patterns):
                    put(folder, target, path, content(os.path.join(data, path)))
                    copied += 1
    print(f"{copied} real seeds")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
