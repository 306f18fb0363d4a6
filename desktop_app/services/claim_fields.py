"""The fields of a claim that a person fills in, and what may stand in each.

Amounts come as whole minor units, weights as grams, days as dates: the window and the command
line have read them from text before.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from desktop_app.core import money, waybills, weight
from desktop_app.core.errors import BadValue, NotAllowed, Reason
from desktop_app.core.kinds import (
    ClaimKind,
    DamageDegree,
    EvidenceRole,
    PaymentMethod,
    Platform,
    ValueBasis,
)
from desktop_app.services.couriers import ratio

MAX_TEXT = 5000


def _text(value: object) -> str:
    text = str(value).strip()
    if len(text) > MAX_TEXT:
        raise BadValue(Reason.VALUE_TOO_LONG, value=text[:40], limit=MAX_TEXT)
    return text


def _number(value: object) -> str:
    return waybills.normal(_text(value))


def _day(value: object) -> str | None:
    if value in (None, ""):
        return None
    if isinstance(value, date):
        return value.isoformat()
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise BadValue(Reason.NOT_A_DATE, value=value) from None


def _moment(value: object) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return value
    raise BadValue(Reason.NOT_A_DATE, value=value)


def _amount(value: object) -> int | None:
    return None if value is None else amount(value)


def amount(value: object) -> int:
    """An amount of nought or more in minor units. Raises BadValue."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadValue(Reason.NOT_AN_AMOUNT, value=value)
    if value < 0:
        raise BadValue(Reason.NEGATIVE_AMOUNT, value=money.to_text(value))
    if value > money.MAX_MINOR:
        raise BadValue(Reason.AMOUNT_TOO_LARGE, value=money.to_text(value))
    return value


def _grams(value: object) -> int | None:
    return None if value is None else weight.checked(int(str(value)))


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise BadValue(Reason.NOT_A_QUANTITY, value=value)
    return value


def _from_one(value: object) -> int:
    count = _count(value)
    if count < 1:
        raise BadValue(Reason.NOT_A_QUANTITY, value=value)
    return count


def _flag(value: object) -> int:
    return int(bool(value))


def _share(value: object) -> str | None:
    if value in (None, ""):
        return None
    return format(value if isinstance(value, Decimal) else ratio(str(value)), "f")


def _rate(value: object) -> str | None:
    if value in (None, ""):
        return None
    try:
        found = Decimal(str(value))
    except ArithmeticError:
        raise BadValue(Reason.NOT_AN_AMOUNT, value=value) from None
    if not found.is_finite() or found <= 0:
        raise BadValue(Reason.NOT_AN_AMOUNT, value=value)
    return format(found, "f")


def _kind(kinds: type[StrEnum], *, empty: bool = True) -> Callable[[object], str]:
    def read(value: object) -> str:
        if empty and value in (None, ""):
            return ""
        try:
            return kinds(str(value)).value
        except ValueError:
            allowed = tuple(kind.value for kind in kinds)
            raise BadValue(Reason.UNKNOWN_KIND, value=value, allowed=allowed) from None

    return read


def currency(value: object) -> str:
    """A currency that the program knows. Raises BadValue."""
    if value not in money.CURRENCIES:
        raise BadValue(Reason.UNKNOWN_CURRENCY, value=value)
    return str(value)


def _evidence(value: object) -> str:
    roles = value if isinstance(value, Iterable) and not isinstance(value, str) else ()
    marks = {_kind(EvidenceRole, empty=False)(role) for role in roles}
    return json.dumps([role.value for role in EvidenceRole if role.value in marks])


_READERS: dict[str, Callable[[object], object]] = {
    **dict.fromkeys(
        (
            *("outlet", "work_order_no", "shop_name", "order_no", "buyer_text", "signed_by"),
            *("reported_by", "sender_name", "sender_phone", "sender_address"),
            *("receiver_name", "receiver_phone", "receiver_address", "damage_place"),
            *("damage_inner", "damage_outer", "what_happened", "liable_party", "basis"),
            *("account_holder", "account_bank", "account_no", "prepared_by", "note"),
        ),
        _text,
    ),
    **dict.fromkeys(("tracking", "resend_tracking"), _number),
    **dict.fromkeys(("applied_on", "shipped_on", "signed_on", "incident_on"), _day),
    **dict.fromkeys(("latest_filing_on", "answer_due_on", "appeal_due_on"), _day),
    **dict.fromkeys(("declared_g", "accepted_g", "reweighed_g"), _grams),
    **dict.fromkeys(
        (
            *("declared_value_minor", "premium_minor", "freight_minor", "deductible_minor"),
            *("cap_minor", "goods_minor"),
        ),
        _amount,
    ),
    "reported_at": _moment,
    "parcels": _from_one,
    "parcels_affected": _count,
    "insured": _flag,
    "ratio": _share,
    "rate": _rate,
    "currency": currency,
    "evidence": _evidence,
    "kind": _kind(ClaimKind, empty=False),
    "platform": _kind(Platform),
    "value_basis": _kind(ValueBasis, empty=False),
    "damage_degree": _kind(DamageDegree),
    "payment_method": _kind(PaymentMethod),
}

# What may still be written on a claim after it was filed: nothing that the courier was told.
LATER = frozenset(
    {"work_order_no", "note", "payment_method", "resend_tracking", "evidence", "rate"}
)


def checked(values: Mapping[str, object]) -> dict[str, object]:
    """The columns for fields as a person filled them in.

    Raises BadValue for what can't stand in its field, NotAllowed for a field that isn't one.
    """
    for name in values:
        if name not in _READERS:
            raise NotAllowed(Reason.FIELD_FIXED, field=name)
    return {name: _READERS[name](value) for name, value in values.items()}
