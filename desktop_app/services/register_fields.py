"""What of the one register can be written in place, and how what was typed is read.

Each cell that can't be written says why. What is read here is checked once more by the services
of the document's own room, which do the writing (`register_edits`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from enum import StrEnum

from desktop_app.core import money
from desktop_app.core.errors import BadValue, NotAllowed, Reason, UserError
from desktop_app.core.kinds import Cause, ClaimStage, Outcome, WrongState
from desktop_app.core.labels import label
from desktop_app.core.money import CURRENCIES
from desktop_app.models.cases import AfterSalesCase
from desktop_app.services import case_records
from desktop_app.services.register_columns import REASONS
from desktop_app.services.register_rows import RegisterRow
from desktop_app.services.register_sql import Source
from desktop_app.services.store import Store

Fields = dict[str, object]
_Read = Callable[[RegisterRow, str], Fields]
MAX_LINE = 500
MAX_STORY = 5000
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00)?)?")
_BROKEN = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_APART = re.compile(r"[,，、;；\n]+")
_OVER = frozenset({WrongState.SETTLED, WrongState.DISMISSED})


def locked(row: RegisterRow, column: str) -> UserError | None:
    """Why a cell can't be written; None where it can."""
    if (row.source, column) not in _READERS:
        return NotAllowed(_WHY.get((row.source, column)) or _WHY_ANY.get(column, _ELSEWHERE))
    if row.source is Source.CLAIM and row.state == ClaimStage.VOID:
        return NotAllowed(Reason.CLAIM_VOID, no=row.no)
    if row.source is Source.CLAIM and row.state != ClaimStage.DRAFT:
        return NotAllowed(Reason.CLAIM_FILED, no=row.no)
    if row.source is Source.WRONG and row.state in _OVER:
        return NotAllowed(Reason.WRONG_OVER, no=row.no, stage=WrongState(row.state))
    return None


def read(row: RegisterRow, column: str, text: str) -> Fields:
    """What was typed into a cell, as fields of the document's own service.

    Raises NotAllowed for a cell that can't be written, BadValue for what doesn't fit in it.
    """
    why = locked(row, column)
    if why is not None:
        raise why
    return _READERS[row.source, column](row, text.strip())


def before(row: RegisterRow, fields: Fields) -> Fields:
    """What the document has in these fields now."""
    return {name: _NOW[name](row) for name in fields}


def choices(store: Store, row: RegisterRow, column: str) -> list[tuple[str, str]]:
    """Code and words of what may be chosen in a cell; nothing where it is free text."""
    kinds: list[StrEnum] = []
    if column == "cause":
        kinds = list(Cause)
    elif column == "reason":
        kinds = list(REASONS[row.source])
    elif column == "outcome":
        kinds = list(_outcomes(store, row))
    elif column == "currency":
        return [(code, code) for code in CURRENCIES]
    empty = [("", "–")] if kinds and column != "reason" else []
    return empty + [(kind.value, label(kind)) for kind in kinds]


def tags(text: str) -> tuple[str, ...]:
    """Tags as they are typed one after another."""
    return tuple(dict.fromkeys(part.strip() for part in _APART.split(text) if part.strip()))


def _outcomes(store: Store, row: RegisterRow) -> tuple[Outcome, ...]:
    with store.connection():
        case = AfterSalesCase.get_or_none(AfterSalesCase.id == row.ref)
        return () if case is None else case_records.rules_of(store, case).outcomes


def _story(name: str) -> _Read:
    return lambda _row, text: {name: _within(text, MAX_STORY)}


def _line(name: str) -> _Read:
    return lambda _row, text: {name: _within(" ".join(text.split()), MAX_LINE)}


def _needed(read_: _Read, field: str) -> _Read:
    def fit(row: RegisterRow, text: str) -> Fields:
        found = read_(row, text)
        if not any(found.values()):
            raise BadValue(Reason.VALUE_MISSING, field=field)
        return found

    return fit


def _within(text: str, limit: int) -> str:
    if len(text) > limit:
        raise BadValue(Reason.VALUE_TOO_LONG, value=text[:40], limit=limit)
    return text


def _kind(name: str, kinds: Callable[[RegisterRow], type[StrEnum]]) -> _Read:
    """By its word in the language spoken now, or by its code."""

    def fit(row: RegisterRow, text: str) -> Fields:
        enum = kinds(row)
        wanted = _plain(text)
        for kind in enum:
            if wanted in {_plain(label(kind)), kind.value}:
                return {name: kind.value}
        if wanted in {"", "–", "-"}:
            return {name: ""}
        raise BadValue(Reason.UNKNOWN_KIND, value=text, allowed=tuple(enum))

    return fit


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _day(name: str) -> _Read:
    def fit(_row: RegisterRow, text: str) -> Fields:
        if not text:
            return {name: None}
        found = _DAY.fullmatch(unicodedata.normalize("NFKC", text))
        try:
            year, month, day = map(int, found.groups()) if found else (0, 0, 0)
            return {name: date(year, month, day).isoformat()}
        except ValueError:
            raise BadValue(Reason.NOT_A_DATE, value=text) from None

    return fit


def _quantity(_row: RegisterRow, text: str) -> Fields:
    plain = unicodedata.normalize("NFKC", text)
    if plain and not (plain.isdecimal() and int(plain)):
        raise BadValue(Reason.NOT_A_QUANTITY, value=text)
    return {"quantity": int(plain) if plain else None}


def _amount(row: RegisterRow, text: str) -> Fields:
    return {"amount_minor": money.parse(text, row.currency) if text else None}


def _currency(_row: RegisterRow, text: str) -> Fields:
    code = _plain(text).upper()
    if code not in CURRENCIES:
        raise BadValue(Reason.UNKNOWN_CURRENCY, value=text)
    return {"currency": code}


def _tracking(_row: RegisterRow, text: str) -> Fields:
    if _BROKEN.fullmatch(text):
        raise BadValue(Reason.NUMBER_DAMAGED, value=text)
    return {"tracking": _within(text, MAX_LINE)}


def _tags(_row: RegisterRow, text: str) -> Fields:
    return {"tags": tags(text)}


def _wrong_what(row: RegisterRow, text: str) -> Fields:
    if not text and not row.goods:
        raise BadValue(Reason.VALUE_MISSING, field="what")
    return {"what": _within(text, MAX_STORY)}


_READERS: dict[tuple[Source, str], _Read] = {
    (Source.CASE, "what"): _story("note"),
    (Source.CASE, "owner"): _line("owner"),
    (Source.CASE, "cause"): _kind("cause", lambda _row: Cause),
    (Source.CASE, "outcome"): _kind("outcome", lambda _row: Outcome),
    (Source.CASE, "follow_up"): _day("follow_up_on"),
    (Source.CASE, "tags"): _tags,
    (Source.WRONG, "what"): _wrong_what,
    (Source.WRONG, "note"): _story("note"),
    (Source.WRONG, "cause"): _kind("cause", lambda _row: Cause),
    (Source.WRONG, "reason"): _needed(_kind("kind", lambda row: REASONS[row.source]), "kind"),
    (Source.PARCEL, "goods"): _line("product"),
    (Source.PARCEL, "quantity"): _quantity,
    (Source.PARCEL, "amount"): _amount,
    (Source.PARCEL, "currency"): _currency,
    (Source.PARCEL, "tracking"): _tracking,
    (Source.PARCEL, "bought"): _day("purchased_on"),
    (Source.PARCEL, "note"): _story("note"),
    (Source.CLAIM, "reason"): _needed(_kind("kind", lambda row: REASONS[row.source]), "kind"),
    (Source.CLAIM, "what"): _story("what_happened"),
    (Source.CLAIM, "amount"): _needed(_amount, "amount"),
    (Source.CLAIM, "note"): _story("note"),
}
_NOW: dict[str, Callable[[RegisterRow], object]] = {
    "note": lambda row: row.what if row.source is Source.CASE else row.note,
    "what": lambda row: row.what,
    "what_happened": lambda row: row.what,
    "owner": lambda row: row.owner,
    "cause": lambda row: row.cause,
    "outcome": lambda row: row.outcome,
    "follow_up_on": lambda row: row.follow_up,
    "tags": lambda row: row.tags,
    "kind": lambda row: row.reason,
    "product": lambda row: row.goods,
    "quantity": lambda row: row.quantity,
    "amount_minor": lambda row: row.amount_minor,
    "currency": lambda row: row.currency,
    "tracking": lambda row: row.tracking,
    "purchased_on": lambda row: row.bought,
}
_ELSEWHERE = Reason.CELL_OF_DOCUMENT
_WHY_ANY: dict[str, Reason] = {
    **dict.fromkeys(("date", "no", "doc"), Reason.CELL_FIXED),
    **dict.fromkeys(("shop", "order", "buyer", "bought", "tracking"), Reason.CELL_OF_ORDER),
    **dict.fromkeys(("follow_up", "tags"), Reason.CELL_NOT_HERE),
}
_WHY: dict[tuple[Source, str], Reason] = {
    (Source.CASE, "note"): Reason.CELL_NOT_HERE,
    (Source.WRONG, "amount"): Reason.CELL_NOT_HERE,
    (Source.WRONG, "currency"): Reason.CELL_NOT_HERE,
    (Source.WRONG, "due"): Reason.CELL_NOT_HERE,
    (Source.WRONG, "outcome"): Reason.CELL_NOT_HERE,
    (Source.PARCEL, "reason"): Reason.CELL_NOT_HERE,
    (Source.PARCEL, "due"): Reason.CELL_NOT_HERE,
    (Source.PARCEL, "cause"): Reason.CELL_NOT_HERE,
    (Source.PARCEL, "outcome"): Reason.CELL_NOT_HERE,
    (Source.CLAIM, "cause"): Reason.CELL_NOT_HERE,
    **dict.fromkeys(
        [(Source.CLAIM, name) for name in ("shop", "order", "buyer", "tracking")], _ELSEWHERE
    ),
    (Source.PARCEL, "order"): _ELSEWHERE,
}
