"""One cell of a courier's file read as what it stands for; blank, ``-`` and 0 are three things."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from desktop_app.core import money, waybills
from desktop_app.core.errors import BadValue, Reason
from desktop_app.services import order_cells

_BRACKETS = re.compile(r"[(（]\s*(.+?)\s*[)）]")
_PLACEHOLDERS = frozenset({"-", "--", "---", "—", "——", "–", "/", "\\", "无", "n/a", "na", "null"})
_WEIGHT = re.compile(r"(-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?)(kg|g|公斤|千克|克)?", re.IGNORECASE)
_GRAMS = {"kg": 1000, "公斤": 1000, "千克": 1000, "g": 1, "克": 1}
_MAX_G = 10_000_000


def is_blank(text: str) -> bool:
    """Whether a cell says nothing: empty, or a placeholder."""
    return not order_cells.plain(text) or is_placeholder(text)


def is_placeholder(text: str) -> bool:
    """Whether a cell holds a sign for "unknown"."""
    return order_cells.plain(text).casefold() in _PLACEHOLDERS


@lru_cache(maxsize=65536)
def amount(text: str, currency: str) -> int | None:
    """An amount in minor units, with its sign; None for a blank or a placeholder.

    ``(1200)`` is −1200 as accountants write it. Raises BadValue for words, and for an amount with
    more decimals than the currency has.
    """
    if is_blank(text):
        return None
    plain = order_cells.plain(text)
    inner = _BRACKETS.fullmatch(plain)
    if inner:
        return -money.parse(inner.group(1), currency)
    return money.parse(plain, currency, negative=True)


def in_brackets(text: str) -> bool:
    """Whether an amount stands in brackets."""
    return bool(_BRACKETS.fullmatch(order_cells.plain(text)))


def ratio(text: str) -> Decimal | None:
    """A share as a fraction: ``60%`` and ``0.6`` alike; None for a blank or what is none."""
    plain = unicodedata.normalize("NFKC", order_cells.plain(text))
    try:
        value = Decimal(plain.rstrip("%").strip())
    except InvalidOperation:
        return None
    value = value / 100 if plain.endswith("%") else value
    return value if value.is_finite() and 0 <= value <= 1 else None


def grams(text: str, unit: str) -> int | None:
    """A weight in whole grams, 0 as it stands; None for a blank.

    Raises BadValue for words, and for ``1,2kg``: a decimal comma, or a digit lost.
    """
    if is_blank(text):
        return None
    plain = "".join(unicodedata.normalize("NFKC", order_cells.plain(text)).split())
    found = _WEIGHT.fullmatch(plain)
    if found is None:
        raise BadValue(Reason.NOT_A_WEIGHT, value=text[:40])
    value = Decimal(found.group(1).replace(",", "")) * _GRAMS[(found.group(2) or unit).lower()]
    if not 0 <= value <= _MAX_G:
        raise BadValue(Reason.WEIGHT_TOO_LARGE, value=text[:40])
    return int(value.to_integral_value())


@lru_cache(maxsize=4096)
def day(text: str) -> str | None:
    """A day as an ISO date; None for a blank. Raises BadValue for one that doesn't exist."""
    if is_blank(text):
        return None
    found = order_cells.moment(text, "")
    return found[: len("2026-09-03")] if found else None


def number(text: str) -> str:
    """A waybill or claim number in the form in which numbers are compared.

    Raises BadValue for one whose digits a spreadsheet has lost.
    """
    if text.isascii() and text.isalnum():
        return text.upper()  # as nearly all are; an exponent has a sign
    return "" if is_blank(text) else waybills.normal(order_cells.number(text))
