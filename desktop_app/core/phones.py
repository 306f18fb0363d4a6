"""Telephone numbers as they stand on labels and in exports, often with a part hidden."""

from __future__ import annotations

import unicodedata

_ENOUGH = 7
_HIDDEN = "*"


def plain(text: str) -> str:
    """The number's digits and ``*`` for each hidden one, without country code and extension.

    ``86-138 0000 1234`` and ``13800001234-2222`` (a virtual number's extension) are
    ``13800001234``.
    """
    kept = unicodedata.normalize("NFKC", text).strip().lstrip("'").strip()
    kept = kept.removeprefix("+").replace(" ", "")
    if kept.startswith("86-"):
        kept = kept[3:]
    elif kept.startswith("86") and len(kept) > len("13800001234"):
        kept = kept[2:]
    head, dash, tail = kept.partition("-")
    if dash and len(head) < _ENOUGH:
        head += tail
    return "".join(char for char in head if char.isdigit() or char == _HIDDEN)


def same(one: str, other: str) -> bool:
    """Whether two numbers can be one: all digits that both show are equal, and they are enough."""
    first, second = plain(one), plain(other)
    if len(first) != len(second):
        return False
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if _HIDDEN not in {a, b}]
    return len(pairs) >= _ENOUGH and all(a == b for a, b in pairs)
