# SPDX-License-Identifier: Apache-2.0
"""Certificates of the scenarios, made by the openssl program."""
import subprocess


def make(folder, name, days, common_name, key_kept=True, extra=()):
    """A self-signed certificate that lapses in `days`; its key lies beside it where `key_kept`. Returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-keyout", key, "-out", certificate, "-days", str(days), "-utf8",
                    "-subj", f"/CN={common_name}/O=Scenario", "-addext", "basicConstraints=critical,CA:FALSE",
                    "-addext", "keyUsage=critical,digitalSignature,nonRepudiation", *extra],
                   check=True, capture_output=True)
    if not key_kept:
        key.unlink()
    return certificate
