"""Makes the table of pinyin initials by which the search box finds Chinese words.

The library that knows all readings takes most of a second to load, which nobody should wait for at
each start; what the search needs of it is one letter for each character, and a second one where
words with another reading are common: ``python -m checks.initials``.
"""

from __future__ import annotations

import sys
import unicodedata
from collections import Counter
from pathlib import Path

FIRST, LAST = 0x4E00, 0x9FFF
TABLE = Path(__file__).resolve().parent.parent / "resources" / "rules" / "initials.txt"
_SHARE = 0.02
_FEWEST = 2


def table() -> str:
    """The table: a letter for each character from U+4E00; a line for each that has several."""
    from pypinyin.phrases_dict import phrases_dict
    from pypinyin.pinyin_dict import pinyin_dict

    seen: dict[str, Counter[str]] = {}
    for phrase, readings in phrases_dict.items():
        for char, reading in zip(phrase, readings, strict=False):
            seen.setdefault(char, Counter())[_initial(reading[0])] += 1
    letters, several = [], []
    for code in range(FIRST, LAST + 1):
        known = [_initial(text) for text in pinyin_dict.get(code, "").split(",") if text]
        initials = _weighed(known, seen.get(chr(code), Counter()))
        letters.append(initials[:1] or " ")
        if len(initials) > 1:
            several.append(chr(code) + initials)
    return "\n".join(["".join(letters), *several, ""])


def _weighed(known: list[str], seen: Counter[str]) -> str:
    """The initials that words use, the commonest first; else the first that is known."""
    total = sum(seen.values())
    common = [
        letter
        for letter, count in seen.most_common()
        if count >= _FEWEST and count >= total * _SHARE
    ]
    return "".join(common or known[:1])


def _initial(reading: str) -> str:
    return unicodedata.normalize("NFD", reading)[0]


if __name__ == "__main__":
    TABLE.write_text(table(), "utf-8")
    sys.stdout.write(f"{TABLE.name}: {TABLE.stat().st_size} bytes\n")
