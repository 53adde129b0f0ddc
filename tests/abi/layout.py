#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Sizes and offsets of every struct of the ABI against sdk/abi/v1-64.txt and v1-32.txt.

layout.py          compares, with every compiler that is there; a struct or member that the files lack fails too
layout.py --write  writes the files anew, for as long as version 1 is a draft
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
INCLUDE = ROOT / "sdk/include"
COMPILERS = {64: [["gcc"], ["clang"], ["x86_64-w64-mingw32-gcc-posix"]],
             32: [["gcc", "-m32", "-ffreestanding"], ["clang", "-m32", "-ffreestanding"],
                  ["i686-w64-mingw32-gcc-posix"]]}


def golden(bits):
    return ROOT / f"sdk/abi/v1-{bits}.txt"


def structs():
    """Name and members of each struct, in the order of the headers."""
    found = {}
    for header in sorted(INCLUDE.glob("reseal/**/*.h")):
        text = re.sub(r"/\*.*?\*/", "", header.read_text(encoding="utf-8"), flags=re.S)
        for body, name in re.findall(r"typedef struct \w+ \{(.*?)\}\s*(\w+);", text, flags=re.S):
            members = []
            for declaration in body.split(";"):
                declaration = declaration.strip()
                function = re.search(r"\(\s*RESEAL_CALL\s*\*\s*(\w+)\s*\)", declaration)
                plain = re.search(r"(\w+)\s*(\[\w+\])?$", declaration)
                if declaration:
                    members.append((function or plain).group(1))
            found[name] = members
    return found


def expressions():
    """Each line's name and the C expressions that stand behind it."""
    for name, members in structs().items():
        yield name, [f"sizeof({name})"]
        for member in members:
            yield f"{name}.{member}", [f"offsetof({name}, {member})", f"sizeof((({name}*)0)->{member})"]


def compile_c(command, source, *more):
    with tempfile.TemporaryDirectory(prefix="reseal-layout.") as scratch:
        path = pathlib.Path(scratch, "layout.c")
        path.write_text("#include <stddef.h>\n#include \"reseal/reseal.h\"\n" + source, encoding="utf-8")
        return subprocess.run([*command, "-std=c11", f"-I{INCLUDE}", *more, str(path)], text=True,
                              capture_output=True, check=False)


def write(bits):
    names = list(expressions())
    values = ", ".join(value for _, parts in names for value in parts)
    made = compile_c(COMPILERS[bits][0], f"const unsigned int numbers[] = {{ {values}, 4242u }};\n", "-S", "-o", "-")
    numbers = [int(n) for n in re.findall(r"^\s*\.long\s+(\d+)", made.stdout, flags=re.M)]
    numbers = numbers[:numbers.index(4242)]
    lines = [f"# SPDX-License-Identifier: Apache-2.0\n# {bits} bits: struct size; struct.member offset size\n"]
    for name, parts in names:
        lines.append(" ".join([name, *(str(numbers.pop(0)) for _ in parts)]) + "\n")
    golden(bits).write_text("".join(lines), encoding="utf-8")


def check(bits):
    wanted = {line.split()[0]: line.split()[1:] for line in golden(bits).read_text(encoding="utf-8").splitlines()
              if line and not line.startswith("#")}
    names = dict(expressions())
    problems = [f"{name} is not in {golden(bits).name}" for name in names if name not in wanted]
    problems += [f"{name} of {golden(bits).name} is gone" for name in wanted if name not in names]
    source = "".join(f'_Static_assert({part} == {number}, "{name}");\n'
                     for name in wanted if name in names for part, number in zip(names[name], wanted[name]))
    for command in COMPILERS[bits]:
        if not shutil.which(command[0]):
            print(f"skipped: {command[0]} is not installed")
            continue
        result = compile_c(command, source, "-fsyntax-only")
        if result.returncode:
            problems.append(f"{' '.join(command)}:\n{result.stderr}")
    print(f"{bits} bits: {len(wanted)} sizes and offsets")
    return problems


def main():
    if sys.argv[1:] == ["--write"]:
        write(64)
        write(32)
        return 0
    problems = check(64) + check(32)
    print("\n".join(problems), file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
