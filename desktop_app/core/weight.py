"""Weights are whole grams."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from desktop_app.core.errors import BadValue, Reason

MAX_G = 200_000
_WEIGHT = re.compile(
    r"(?:\+\s*)?(\d+|\d{1,3}(?:,\d{3})+)(\.\d+)?\s*(kg|g|公斤|千克|克|斤)?", re.IGNORECASE
)
_UNITS = {"kg": 1000, "公斤": 1000, "千克": 1000, "斤": 500, "g": 1, "克": 1}


def parse(text: str, *, unit: str = "g") -> int:
    """Reads ``355``, ``355 g``, ``1.2kg``, ``1.2公斤``, a scale's ``+ 0.355 kg`` as whole grams.

    ``unit`` is what a bare number means. A decimal comma (``1,2kg``) is refused rather than
    guessed. Raises BadValue for no number, nought, or more than 200 kg, which no
    parcel of a small shop weighs.
    """
    plain = unicodedata.normalize("NFKC", text).strip().lstrip("'").strip()
    found = _WEIGHT.fullmatch(plain)
    if found is None:
        raise BadValue(Reason.NOT_A_WEIGHT, value=text)
    whole, part, said = found.groups()
    factor = _UNITS[(said or unit).lower()]
    grams = Decimal(whole.replace(",", "") + (part or "")) * factor
    return checked(int(grams.to_integral_value(ROUND_HALF_UP)), text)


def checked(grams: int, text: str = "") -> int:
    """The weight itself when a parcel can have it (1 g to 200 kg); raises BadValue otherwise."""
    if grams <= 0:
        raise BadValue(Reason.WEIGHT_NOT_POSITIVE, value=text or str(grams))
    if grams > MAX_G:
        raise BadValue(Reason.WEIGHT_TOO_LARGE, value=text or str(grams))
    return grams
