"""Money: whole minor units (fen, cents) beside an ISO 4217 currency; never a float.

An amount that isn't known is None; nought is 0. The two are never the same.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from desktop_app.core.errors import BadValue, Reason

CURRENCIES = ("CNY", "USD", "EUR", "GBP", "RUB", "BRL", "JPY", "KRW", "HKD", "TWD", "AUD", "CAD")
MAX_MINOR = 10**13
_WITHOUT_MINOR = frozenset({"JPY", "KRW"})
_NUMBER = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")
_MARKS = re.compile(
    r"^(CN¥|RMB|CNY|US\$|USD|EUR|GBP|[¥￥$€£₽])\s*|\s*(元|RMB|CNY|USD|EUR|GBP|人民币)$"
)


@dataclass(frozen=True, order=True)
class Money:
    """An amount in minor units of one currency."""

    minor: int
    currency: str = "CNY"


def exponent(currency: str) -> int:
    """How many decimals a currency's minor unit has (ISO 4217)."""
    return 0 if currency in _WITHOUT_MINOR else 2


def to_decimal(minor: int, currency: str = "CNY") -> Decimal:
    """Minor units as an exact number of the major unit."""
    return Decimal(minor).scaleb(-exponent(currency))


def to_text(minor: int, currency: str = "CNY") -> str:
    """Plain digits with the currency's decimals: ``123.45``; no sign of currency."""
    return f"{to_decimal(minor, currency):.{exponent(currency)}f}"


def text_or_none(minor: int | None, currency: str = "CNY") -> str | None:
    """Like `to_text`, and None for an amount that isn't known."""
    return None if minor is None else to_text(minor, currency)


def parse(text: str, currency: str = "CNY", *, negative: bool = False) -> int:
    """Reads an amount as a person or a platform writes it: ``¥1,234.50``, ``54.9元``, ``１２．５``.

    Returns minor units. Raises BadValue for anything that isn't exactly one amount: words,
    exponents (``1.2E+3`` has lost digits), more decimals than the currency has, brackets,
    and negative numbers unless ``negative`` is set.
    """
    plain = unicodedata.normalize("NFKC", text).strip().lstrip("'").strip()
    plain = _MARKS.sub("", _MARKS.sub("", plain)).strip()
    if not _NUMBER.fullmatch(plain):
        raise BadValue(Reason.NOT_AN_AMOUNT, value=text)
    amount = Decimal(plain.replace(",", ""))
    minor = amount.scaleb(exponent(currency))
    if minor != minor.to_integral_value():
        raise BadValue(Reason.TOO_MANY_DECIMALS, value=text)
    if amount < 0 and not negative:
        raise BadValue(Reason.NEGATIVE_AMOUNT, value=text)
    if abs(minor) > MAX_MINOR:
        raise BadValue(Reason.AMOUNT_TOO_LARGE, value=text)
    return int(minor)


def times(minor: int, ratio: Decimal) -> int:
    """An amount times a ratio, half a fen rounded up, as the courier forms do."""
    return int((Decimal(minor) * ratio).to_integral_value(ROUND_HALF_UP))
