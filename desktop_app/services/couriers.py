"""The couriers a shop works with, and its contracts with them.

A contract's limits and terms stay blank until the shop enters its own: nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from peewee import fn

from desktop_app.core import billing, i18n, money
from desktop_app.core import couriers as rules
from desktop_app.core.errors import BadValue, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import Topic
from desktop_app.models.base import fetch
from desktop_app.models.claims import Courier, CourierContract
from desktop_app.services.store import Store

_MOST_DAYS = 3660
_EDITABLE = frozenset({"name", "outlet", "hotline", "contact", "form", "note", "retired"})


@dataclass(frozen=True)
class CourierRow:
    """A courier of this shop. ``form`` is the language of its claim sheets: zh or en."""

    id: int
    code: str
    name: str
    outlet: str = ""
    hotline: str = ""
    contact: str = ""
    form: str = "zh"
    note: str = ""
    retired: int = 0


@dataclass(frozen=True, kw_only=True)
class Terms:
    """A contract's terms from a day on; None is what the shop hasn't entered.

    Days count calendar days; amounts are minor units of ``currency``; ``ratio`` is a fraction
    (0.8 for 80 %); ``divisor`` cm³ per kg; ``first_g`` and ``step_g`` grams, their prices beside.
    """

    valid_from: date
    filing_days: int | None = None
    answer_days: int | None = None
    appeal_days: int | None = None
    ratio: Decimal | None = None
    deductible_minor: int | None = None
    cap_minor: int | None = None
    currency: str = "CNY"
    divisor: int | None = None
    rounding: str = ""
    first_g: int | None = None
    first_minor: int | None = None
    step_g: int | None = None
    step_minor: int | None = None
    source: str = ""
    checked: bool = False


def find(store: Store, text: str) -> CourierRow | None:
    """The shop's courier of a code or any name, if it has one yet."""
    rule = rules.named(text)
    with store.connection():
        own = _own(text)
        if own is not None:
            return own
        return _by_code(rule.code) if rule else None


def obtain(store: Store, text: str) -> CourierRow:
    """The courier of a code or any name; one that the rules know is added at its first use.

    Raises NotFound for a name that neither the shop nor the rules know: see `add`.
    """
    found = find(store, text)
    if found is not None:
        return found
    rule = rules.named(text)
    if rule is None:
        raise NotFound(Reason.COURIER_UNKNOWN, value=text)
    with store.transaction() as tx:
        made = Courier.create(code=rule.code, name=rule.zh, hotline=rule.hotline, form=rule.form)
        tx.touch(Topic.COURIERS, made.id)
    return _row(made.id)


def require_known(store: Store, text: str) -> None:
    """Raises NotFound for a name that neither the shop nor the rules know."""
    if rules.named(text) is None and find(store, text) is None:
        raise NotFound(Reason.COURIER_UNKNOWN, value=text)


def add(store: Store, name: str, code: str = "", **details: str) -> CourierRow:
    """Adds a courier that the rules don't know. One that is there already is returned as it is.

    Raises BadValue for a name that is empty.
    """
    wanted = name.strip()
    if not rules.folded(wanted):
        raise BadValue(Reason.VALUE_MISSING, field="courier")
    with store.transaction():
        known = find(store, wanted) or (obtain(store, wanted) if rules.named(wanted) else None)
        if known is not None:
            return known
        code = rules.folded(code or wanted)
        with store.transaction() as tx:
            made = Courier.create(code=code, name=wanted, **_checked(details))
            tx.touch(Topic.COURIERS, made.id)
        return _row(made.id)


def change(store: Store, code: str, **details: object) -> CourierRow:
    """Changes what the shop notes of a courier (`_EDITABLE`). Raises NotAllowed for another."""
    with store.transaction() as tx:
        courier = obtain(store, code)
        if values := _checked(details):
            Courier.update(values).where(Courier.id == courier.id).execute()
        tx.touch(Topic.COURIERS, courier.id)
        return _row(courier.id)


def rows(store: Store, *, retired: bool = False) -> list[CourierRow]:
    """The shop's couriers by name; retired ones only when asked for."""
    query = Courier.select().order_by(Courier.retired, Courier.id)
    with store.connection():
        return fetch(query if retired else query.where(Courier.retired == 0), CourierRow)


def choices(store: Store) -> list[tuple[str, str]]:
    """(code, name) of all that can be chosen: the shop's own first, then those of the rules."""
    own = rows(store, retired=True)
    seen = {row.code for row in own}
    listed = [(row.code, name_of(row)) for row in own if not row.retired]
    return listed + [
        (rule.code, _rule_name(rule)) for rule in rules.known().values() if rule.code not in seen
    ]


def name_of(row: CourierRow) -> str:
    """The courier's name in the language spoken now; a name that the shop gave stays."""
    return display_name(row.code, row.name)


def display_name(code: str, name: str) -> str:
    """`name_of` for a row that has but the two."""
    rule = rules.known().get(code)
    return _rule_name(rule) if rule is not None and name == rule.zh else name


def enter_terms(store: Store, code: str, terms: Terms) -> Terms:
    """Enters a contract's terms from a day on; the same day again replaces them.

    Raises BadValue for days below 1, a ratio beyond 0…1, an amount below nought, a currency or a
    way of rounding that there isn't.
    """
    _check_terms(terms)
    with store.transaction() as tx:
        courier = obtain(store, code)
        values = {**asdict(terms), **_stored(terms)}
        CourierContract.insert(courier=courier.id, **values).on_conflict(
            conflict_target=[CourierContract.courier, CourierContract.valid_from], update=values
        ).execute()
        tx.touch(Topic.COURIERS, courier.id)
    return terms


def remove_terms(store: Store, code: str, valid_from: date) -> None:
    """Takes away the terms that began on a day."""
    with store.transaction() as tx:
        courier = obtain(store, code)
        CourierContract.delete().where(
            CourierContract.courier == courier.id,
            CourierContract.valid_from == valid_from.isoformat(),
        ).execute()
        tx.touch(Topic.COURIERS, courier.id)


def terms(store: Store, code: str) -> list[Terms]:
    """All terms entered for a courier, the newest first."""
    courier = find(store, code)
    if courier is None:
        return []
    with store.connection():
        query = CourierContract.select().where(CourierContract.courier == courier.id)
        return _all_terms(query.order_by(CourierContract.valid_from.desc()))


def terms_on(store: Store, courier_id: int | None, day: date) -> Terms | None:
    """The terms in force on a day, or None where none were entered for it."""
    with store.connection():
        query = CourierContract.select().where(
            CourierContract.courier == courier_id, CourierContract.valid_from <= day.isoformat()
        )
        found = _all_terms(query.order_by(CourierContract.valid_from.desc()).limit(1))
    return found[0] if found else None


def _row(courier_id: int) -> CourierRow:
    return fetch(Courier.select().where(Courier.id == courier_id), CourierRow)[0]


def _by_code(code: str) -> CourierRow | None:
    found = fetch(Courier.select().where(Courier.code == code), CourierRow)
    return found[0] if found else None


def _own(text: str) -> CourierRow | None:
    wanted = rules.folded(text)
    exact = fetch(
        Courier.select().where((Courier.name == text.strip()) | (fn.LOWER(Courier.code) == wanted)),
        CourierRow,
    )
    return exact[0] if exact and wanted else None


def _rule_name(rule: rules.KnownCourier) -> str:
    return rule.zh if i18n.language().startswith("zh") else rule.en


def _checked(details: Mapping[str, object]) -> dict[str, object]:
    for name in details:
        if name not in _EDITABLE:
            raise NotAllowed(Reason.FIELD_FIXED, field=name)
    return {
        name: int(bool(value)) if name == "retired" else str(value).strip()
        for name, value in details.items()
    }


def _check_terms(terms: Terms) -> None:
    for days in (terms.filing_days, terms.answer_days, terms.appeal_days):
        if days is not None and not 1 <= days <= _MOST_DAYS:
            raise BadValue(Reason.NOT_A_QUANTITY, value=days)
    if terms.ratio is not None and not 0 < terms.ratio <= 1:
        raise BadValue(Reason.NOT_A_RATIO, value=terms.ratio)
    for amount in (terms.deductible_minor, terms.cap_minor, terms.first_minor, terms.step_minor):
        if amount is not None and amount < 0:
            raise BadValue(Reason.NEGATIVE_AMOUNT, value=amount)
    for grams in (terms.first_g, terms.step_g, terms.divisor):
        if grams is not None and grams <= 0:
            raise BadValue(Reason.WEIGHT_NOT_POSITIVE, value=grams)
    _check_codes(terms)


def _check_codes(terms: Terms) -> None:
    if terms.rounding and terms.rounding not in billing.roundings():
        allowed = ", ".join(billing.roundings())
        raise BadValue(Reason.UNKNOWN_KIND, value=terms.rounding, allowed=allowed)
    if terms.currency not in money.CURRENCIES:
        raise BadValue(Reason.UNKNOWN_CURRENCY, value=terms.currency)


def _stored(terms: Terms) -> dict[str, object]:
    return {
        "valid_from": terms.valid_from.isoformat(),
        "ratio": None if terms.ratio is None else format(terms.ratio, "f"),
        "checked": int(terms.checked),
    }


def _all_terms(query: Any) -> list[Terms]:
    return [_terms(row) for row in query.dicts()]


def _terms(row: dict[str, object]) -> Terms:
    values = {key: value for key, value in row.items() if key not in ("id", "courier")}
    values["valid_from"] = date.fromisoformat(str(values["valid_from"]))
    values["ratio"] = ratio(str(values["ratio"])) if values["ratio"] else None
    values["checked"] = bool(values["checked"])
    return Terms(**values)  # type: ignore[arg-type] # the table's columns are the fields


def ratio(text: str) -> Decimal:
    """Reads ``0.8``, ``80%`` or ``80 %`` as a fraction. Raises BadValue beyond 0…1."""
    plain = text.strip().replace("％", "%")
    try:
        value = Decimal(plain.rstrip("%").strip())
    except InvalidOperation:
        raise BadValue(Reason.NOT_A_RATIO, value=text) from None
    value = value / 100 if plain.endswith("%") else value
    if not value.is_finite() or not 0 <= value <= 1:
        raise BadValue(Reason.NOT_A_RATIO, value=text)
    return value
