"""Buyers without their names: a letter for each, texts without what tells who they are (R41)."""

from __future__ import annotations

import re
from collections.abc import Iterable

HIDDEN = "＊＊＊"
_LETTERS = 26
_SHORTEST = 2
_NUMBERS = re.compile(
    r"(?<!\d)1\d{2}[ -]?\d{4}[ -]?\d{4}(?!\d)"  # a mobile phone
    r"|(?<!\d)0\d{2,3}[ -]?\d{7,8}(?!\d)"  # a telephone with its area
    r"|\d{10,}"  # an order, a parcel, an account
)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")


def letter(place: int) -> str:
    """A … Z, AA, AB …: what the buyer at this place (from 0) is called."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, _LETTERS)
        text = chr(ord("A") + rest) + text
    return text


def without(text: str, secrets: Iterable[str]) -> str:
    """The text with these words and all phones, mail addresses and long numbers hidden.

    Words of one character stay: hiding them would make the text unreadable and protect nobody.
    """
    words = sorted({word.strip() for word in secrets}, key=len, reverse=True)
    for word in words:
        if len(word) >= _SHORTEST:
            text = re.sub(re.escape(word), HIDDEN, text, flags=re.IGNORECASE)
    return _NUMBERS.sub(HIDDEN, _ADDRESS.sub(HIDDEN, text))
