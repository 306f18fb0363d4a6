"""Amounts, weights, dates and numbers as paper shows them; blank for what isn't known."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from desktop_app.core import capitals, clock, i18n, money


def amount(minor: int | None, currency: str = "CNY") -> str:
    """¥1,234.50 for CNY on Chinese paper, ``USD 1,234.50`` otherwise."""
    if minor is None:
        return ""
    figure = plain(abs(minor), currency)
    sign = "-" if minor < 0 else ""
    return f"{sign}¥{figure}" if _yuan(currency) else f"{currency} {sign}{figure}"


def plain(minor: int | None, currency: str = "CNY") -> str:
    """1,234.50: for columns whose head names the currency."""
    if minor is None:
        return ""
    return f"{money.to_decimal(minor, currency):,.{money.exponent(currency)}f}"


def in_words(minor: int, currency: str = "CNY") -> str:
    """The amount in financial capitals on Chinese paper, in words on English paper."""
    if i18n.language() == "en":
        return capitals.english(minor, currency)
    return capitals.chinese(minor, currency)


def weight(grams: int | None) -> str:
    """``355 g``."""
    return "" if grams is None else f"{grams:,} g"


def day(when: date | None) -> str:
    """ISO, which reads the same in every country."""
    return "" if when is None else when.isoformat()


def moment(when: datetime | None) -> str:
    """To the minute, on the computer's own clock."""
    return "" if when is None else clock.to_local(when).strftime("%Y-%m-%d %H:%M")


def exact_moment(when: datetime | None) -> str:
    """To the second, with the zone's offset: for evidence."""
    return "" if when is None else clock.to_local(when).isoformat(" ")


def percent(ratio: Decimal | None) -> str:
    """0.8 → 80%."""
    return "" if ratio is None else f"{(ratio * 100).normalize():f}%"


def count(number: int | None) -> str:
    """A whole number, or blank."""
    return "" if number is None else str(number)


def _yuan(currency: str) -> bool:
    return currency == "CNY" and i18n.language() != "en"
