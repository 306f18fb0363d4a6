"""What the words of a chat line mean: kinds of cases and claims, and what an amount is for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from desktop_app.core import paths
from desktop_app.core.kinds import CaseKind, ClaimKind
from desktop_app.services import rule_files


@dataclass(frozen=True)
class Said:
    """A word found in a line: where it stands and what it may mean, as codes."""

    start: int
    end: int
    meanings: tuple[str, ...]


def plain(text: str) -> str:
    """The line with full-width characters as half-width and small letters, place for place."""
    return "".join(_narrow(char) for char in text)


def case_kinds(text: str) -> list[Said]:
    """The words for case kinds in a plain line, the longest where several overlap."""
    return list(_found("cases", text))


def claim_kinds(text: str) -> list[Said]:
    """The words for claim kinds in a plain line."""
    return list(_found("claims", text))


def amount_words(text: str) -> list[Said]:
    """The words that say what an amount is for: ``freight``, ``claim``, ``refund``."""
    return list(_found("amounts", text))


def buyer_words(text: str) -> list[Said]:
    """The words after which a buyer ID stands, but for those that say what a buyer does."""
    found = list(_found("buyer", text))
    doing = {said.start for said in found if said.meanings == ("does",)}
    return [said for said in found if said.meanings == ("before",) and said.end not in doing]


def check() -> None:
    """Reads the word lists, as is done at start; raises FileTrouble for a fault."""
    for section in _SECTIONS:
        _words(section)


_SECTIONS: dict[str, tuple[str, ...]] = {
    "cases": tuple(CaseKind),
    "claims": tuple(ClaimKind),
    "amounts": ("freight", "claim", "refund"),
    "buyer": ("before", "does"),
}


def _narrow(char: str) -> str:
    narrow = unicodedata.normalize("NFKC", char).lower()
    return narrow if len(narrow) == 1 else char


def _found(section: str, text: str) -> Iterator[Said]:
    pattern, meanings = _words(section)
    for match in pattern.finditer(text):
        yield Said(match.start(), match.end(), meanings[match.group()])


@cache
def _words(section: str) -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    top = rule_files.read(paths.resources() / "rules" / "chat_words.toml")
    top.known(*_SECTIONS)
    table = top.table(section)
    table.known(*_SECTIONS[section])
    meanings: dict[str, tuple[str, ...]] = {}
    for code in table.values:
        for word in table.texts(code):
            held = meanings.get(plain(word), ())
            meanings[plain(word)] = held if code in held else (*held, code)
    longest = sorted(meanings, key=len, reverse=True)
    return re.compile("|".join(_pattern(word) for word in longest)), meanings


def _pattern(word: str) -> str:
    """Latin words stand alone; Chinese ones have no edges."""
    edged = rf"\b{re.escape(word)}\b"
    return edged if word.isascii() else re.escape(word)
