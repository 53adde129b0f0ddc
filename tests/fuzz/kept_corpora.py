# SPDX-License-Identifier: Apache-2.0
"""Inputs that long runs found, kept as text: corpora/TARGET.b64, one in base64 on each line, the smallest of those that reach what
the run reached. They grew from made seeds alone.

  kept_corpora.py unpack CORPORA FOLDER    to FOLDER/TARGET/
  kept_corpora.py keep FOLDER FILE         the inputs in FOLDER, the smallest first, up to KEPT_OCTETS of them

After a long run of TARGET in FOUND: TARGET -merge=1 SMALL FOUND, then keep SMALL corpora/TARGET.b64."""
import base64
import hashlib
import sys
from pathlib import Path

KEPT_OCTETS = 100_000
LICENCE = "# SPDX-License-Identifier: Apache-2.0"


def unpack(corpora, folder):
    for corpus in sorted(Path(corpora).glob("*.b64")):
        place = Path(folder) / corpus.stem
        place.mkdir(parents=True, exist_ok=True)
        inputs = [base64.b64decode(line) for line in corpus.read_text(encoding="ascii").splitlines() if line[:1] != "#"]
        for octets in inputs:
            (place / hashlib.sha256(octets).hexdigest()[:32]).write_bytes(octets)
        print(f"{corpus.stem}: {len(inputs)} kept inputs")


def keep(folder, file):
    lines, left = [], KEPT_OCTETS
    for octets in sorted((path.read_bytes() for path in Path(folder).iterdir()), key=lambda octets: (len(octets), octets)):
        left -= len(octets)
        if left < 0:
            break
        lines.append(base64.b64encode(octets).decode("ascii"))
    Path(file).write_text("\n".join([LICENCE, *lines]) + "\n", encoding="ascii")
    print(f"{file}: {len(lines)} inputs")


if __name__ == "__main__":
    {"unpack": unpack, "keep": keep}[sys.argv[1]](*sys.argv[2:])
