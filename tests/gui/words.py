# SPDX-License-Identifier: Apache-2.0
"""What the program and its CA plugin say in a language, from the English."""
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LITERALS = r'(?:"(?:[^"\\]|\\.)*"\s*)+'
TEXT = re.compile(rf"return \{{\s*({LITERALS}),\s*({LITERALS}),\s*({LITERALS})\}};")


def _plain(text):
    return text.replace('\\"', '"')


def _joined(literals):
    return _plain("".join(re.findall(r'"((?:[^"\\]|\\.)*)"', literals)))


def _of_the_program(language):
    file = ROOT / "assets" / "locale" / ("ru.po" if language == "en" else f"{language}.po")
    found = re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"$', file.read_text(encoding="utf-8"), re.M)
    return {_plain(english): _plain(english if language == "en" else said) for english, said in found}


def _of_the_plugin(language):
    known = {}
    for file in sorted((ROOT / "plugins" / "ca_kontur" / "src").glob("*texts.hpp")):
        for three in TEXT.findall(file.read_text(encoding="utf-8")):
            english, ru, kk = map(_joined, three)
            known[english] = {"ru": ru, "kk": kk}.get(language, english)
    return known


class Words:
    def __init__(self, language):
        self.language = language
        self.known = _of_the_plugin(language) | _of_the_program(language)

    def whole(self, english):
        """With its gaps, "{}" or "{name}"."""
        assert english in self.known, f"nobody says {english!r}"
        return self.known[english]

    def __call__(self, english):
        """As a screen reader says it, without the mark of the key; up to the first gap."""
        return self.known.get(english, english).replace("&", "").split("{")[0]

    def pieces(self, english):
        """What stands around the gaps."""
        return [piece for piece in re.split(r"\{\w*\}", " ".join(self.whole(english).split())) if piece.strip(" .,:;")]

    def starting(self, beginning):
        """The whole English text that begins so."""
        found = [english for english in self.known if english.startswith(beginning)]
        assert len(found) == 1, (beginning, found)
        return found[0]


def said_in(window):
    """All that the window says, in one line."""
    texts = [part for control in window.find_all() for part in (control.name, control.text) if part]
    return " ".join(" ".join(texts).split())
