"""What a contract's terms make of a claim: its amount and its last days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from desktop_app.core import clock, money
from desktop_app.services.couriers import Terms


def by_terms(
    goods_minor: int | None, freight_minor: int | None, terms: Terms | None, currency: str
) -> int | None:
    """Goods' value × ratio − deductible, within the cap, and the freight (domain §5).

    Minor units; None where neither value nor freight is known. Terms in another currency than the
    claim's give only their ratio: currencies are never mixed.
    """
    if goods_minor is None and freight_minor is None:
        return None
    value = goods_minor or 0
    if terms is not None:
        value = money.times(value, terms.ratio if terms.ratio is not None else Decimal(1))
        if terms.currency == currency:
            value = max(0, value - (terms.deductible_minor or 0))
            value = value if terms.cap_minor is None else min(value, terms.cap_minor)
    return value + (freight_minor or 0)


def columns(terms: Terms | None, currency: str) -> dict[str, object]:
    """The claim's columns that a contract fills."""
    if terms is None:
        return {}
    same = terms.currency == currency
    return {
        "ratio": None if terms.ratio is None else format(terms.ratio, "f"),
        "deductible_minor": terms.deductible_minor if same else None,
        "cap_minor": terms.cap_minor if same else None,
    }


def terms_day(values: Mapping[str, object]) -> date:
    """The day whose terms are in force for a claim: of dispatch, else of what happened."""
    day = values.get("shipped_on") or values.get("incident_on") or values.get("applied_on")
    return date.fromisoformat(str(day)) if day else clock.today()


def latest_filing(values: Mapping[str, object], terms: Terms | None) -> str | None:
    """The last day for filing, counted from the same day; None where no limit was entered.

    Dispatch is the earliest day from which a contract can count, so that none is missed.
    """
    return later(terms_day(values), terms.filing_days if terms else None)


def later(day: date, days: int | None) -> str | None:
    """So many calendar days after a day; None for no limit."""
    return None if days is None else (day + timedelta(days=days)).isoformat()
