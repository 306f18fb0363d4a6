"""Tracking numbers as they are kept and compared, and the one check that they carry in them."""

from __future__ import annotations

import re
import unicodedata

_PREFIX = re.compile(r"^(?:NO|运单号|快递单号)\s*[:：]\s*")
_S10 = re.compile(r"[A-Z]{2}(\d{8})(\d)[A-Z]{2}")
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def normal(text: str) -> str:
    """A tracking number as it is kept: half-width, capitals, without spaces, ``'`` and ``No:``."""
    plain = unicodedata.normalize("NFKC", text).upper().strip().lstrip("'").strip()
    return "".join(_PREFIX.sub("", plain).split())


def check_digit_fits(number: str) -> bool | None:
    """Whether a postal number's check digit is right (UPU S10); None for a number without one."""
    found = _S10.fullmatch(number)
    if found is None:
        return None
    digits, check = found.groups()
    rest = 11 - sum(w * int(d) for w, d in zip(_S10_WEIGHTS, digits, strict=True)) % 11
    return int(check) == {10: 0, 11: 5}.get(rest, rest)
