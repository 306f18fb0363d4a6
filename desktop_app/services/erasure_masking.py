"""Known names, numbers and IDs taken out of texts, however they were written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable

from desktop_app.core import phones

GONE = "■■■"
_LEAST = 2
_TELLING, _TELLING_WIDE = 6, 5
_NUMBER = 7
_WORD = r"[A-Za-z0-9_]"


class Masking:
    """What is known of a person, to be taken out of texts.

    A short name may stand in anybody's text and mean another: outside of the buyer's own rows a
    text is about this person only if it holds something ``telling``: a telephone number, an
    address, or a name or ID of six characters, five of Chinese.
    """

    def __init__(self, known: Iterable[str]) -> None:
        self.known = tuple(
            sorted({text for text in map(str.strip, known) if _says(text)}, key=_long)
        )
        self.telling = tuple(text for text in self.known if _is_telling(text))
        self._all = _pattern(self.known)
        self._some = _pattern(self.telling)

    def text(self, text: str) -> str:
        """The text without anything that is known of the person."""
        return self._all.sub(GONE, text) if self._all else text

    def names(self, text: str) -> bool:
        """Whether a text, however its lines are broken, holds something telling."""
        if self._some is None:
            return False
        return bool(self._some.search(text) or self._some.search("".join(text.split())))

    def forms(self) -> list[str]:
        """The telling ones as they can stand in a stored text: plain, and as JSON escapes them."""
        found = dict.fromkeys(self.telling)
        for text in self.telling:
            found[json.dumps(text, ensure_ascii=False)[1:-1]] = None
            found[json.dumps(text)[1:-1]] = None
        return list(found)


def value(stored: str, mask: Callable[[str], str]) -> str:
    """A stored text masked; JSON stays JSON, its texts masked one by one."""
    if stored[:1] not in {"{", "["}:
        return mask(stored)
    try:
        held = json.loads(stored)
    except ValueError:
        return mask(stored)
    masked = _walked(held, mask)
    return stored if masked == held else json.dumps(masked, ensure_ascii=False)


def _walked(held: object, mask: Callable[[str], str]) -> object:
    if isinstance(held, str):
        return value(held, mask)
    if isinstance(held, list):
        return [_walked(one, mask) for one in held]
    if isinstance(held, dict):
        return {name: _walked(one, mask) for name, one in held.items()}
    return held


def _long(text: str) -> tuple[int, str]:
    return -len(text), text


def _says(text: str) -> bool:
    """Whether a text can mean one person: not a single character, and nothing a platform hid."""
    return len(text) >= _LEAST and "*" not in text and any(char.isalnum() for char in text)


def _is_telling(text: str) -> bool:
    return len(text) >= (_TELLING if text.isascii() else _TELLING_WIDE)


def _pattern(known: Iterable[str]) -> re.Pattern[str] | None:
    parts = [_form(text) for text in known]
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _form(text: str) -> str:
    """A number with any gaps; a short Latin word only as a whole one."""
    digits = phones.plain(text)
    if len(digits) >= _NUMBER and sum(char.isdigit() for char in text) * 2 > len(text):
        return re.escape(text) + "|" + r"[\s\-]?".join(digits)
    if text.isascii() and len(text) < _TELLING:
        return f"(?<!{_WORD}){re.escape(text)}(?!{_WORD})"
    return re.escape(text)
