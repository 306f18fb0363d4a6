"""What the one register shows: a text for each column, as it is typed above it, and its meaning.

- A text column shows what holds the text; ``=abc`` what is exactly that, ``!abc`` what lacks it;
  ``=`` shows empty cells, ``*`` filled ones.
- A column of kinds has their codes with commas between (``case:new,claim:filed``).
- Days: ``2026-09-03``, ``2026-09``, ``2026``, ``2026-09-01..2026-09-15`` (either end may be left
  out), ``7d`` for the last seven days, ``0m`` for this month and ``1m`` for the one before;
  ``late`` is whatever is past already.
- Numbers: ``50``, ``>=50``, ``<100``, ``50..100``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from desktop_app.core import clock, i18n
from desktop_app.core.errors import BadValue, Reason
from desktop_app.core.kinds import Platform, RegisterDoc
from desktop_app.core.labels import label
from desktop_app.services import register_sql as sql
from desktop_app.services import search
from desktop_app.services.register_sql import Source
from desktop_app.services.search_texts import Found

LATE = "late"
CHOICES = frozenset({"doc", "reason", "state", "cause", "outcome", "currency"})
DAYS = frozenset({"date", "bought", "due", "follow_up", "handled"})
NUMBERS = frozenset({"quantity", "amount"})
_OF_A_SOURCE = frozenset({"reason", "state"})
_MOMENTS = {
    "date": frozenset(Source),
    "due": frozenset({Source.CASE}),
    "handled": frozenset(Source),
}
_WHETHER = {"=": "=", "*": "<>"}
_LISTED = "(SELECT value FROM json_each(?))"
_NEVER = ("0", ())
_ALWAYS = ("1", ())
_DAY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?月?)?年?")
_BACK = re.compile(r"(\d{1,4})\s*([dm])")
_NUMBER = r"\d+(?:\.\d{1,4})?"
_BETWEEN = re.compile(rf"({_NUMBER})?\s*(?:\.\.|~|～|…)\s*({_NUMBER})?")
_COMPARED = re.compile(rf"(>=|<=|>|<|=|≥|≤)?\s*({_NUMBER})")
_FOUND = {
    Source.CASE: Found.CASE,
    Source.WRONG: Found.WRONG,
    Source.PARCEL: Found.PARCEL,
    Source.CLAIM: Found.CLAIM,
}
Condition = tuple[str, tuple[object, ...]]
"""A piece of SQL and what is bound to it."""


@dataclass(frozen=True)
class RegisterFilter:
    """What the register shows; nothing lets everything through.

    ``text`` finds as the search box does. ``cells`` are (column, text) as typed above the columns.
    """

    text: str = ""
    cells: tuple[tuple[str, str], ...] = ()

    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.text.strip() or self.cells)


def to_state(wanted: RegisterFilter) -> dict[str, Any]:
    """The filter as plain values, for saved views."""
    return {"text": wanted.text, "cells": dict(wanted.cells)}


def from_state(state: dict[str, Any]) -> RegisterFilter:
    """The filter of a saved state, without columns that only a newer program knows."""
    cells = state.get("cells", {})
    known = tuple((str(c), str(text)) for c, text in cells.items() if c in sql.EXPRESSIONS)
    return RegisterFilter(str(state.get("text", "")), known)


def check(column: str, text: str) -> None:
    """Raises BadValue for a text that means nothing in its column."""
    _condition(column, text, Source.CASE)


def conditions(wanted: RegisterFilter, one: Source) -> list[Condition] | None:
    """The conditions for a source's rows; None where none of them can fit. Needs a connection.

    Raises BadValue for a text that means nothing in its column.
    """
    found = [_condition(column, text, one) for column, text in wanted.cells if text.strip()]
    if _NEVER in found:
        return None
    if wanted.text.strip():
        hits = json.dumps(search.matches(_FOUND[one], wanted.text))
        found.append((f"t.id IN {_LISTED}", (hits,)))
    return [condition for condition in found if condition != _ALWAYS]


def _condition(column: str, text: str, one: Source) -> Condition:
    typed = text.strip()
    if column in CHOICES:
        return _chosen(column, typed, one)
    if typed in _WHETHER:
        return f"coalesce({sql.EXPRESSIONS[column][one]}, '') {_WHETHER[typed]} ''", ()
    read = _within_days if column in DAYS else _within if column in NUMBERS else _holding
    return read(column, typed, one)


def _chosen(column: str, text: str, one: Source) -> Condition:
    codes = [code.strip() for code in text.split(",") if code.strip()]
    if column in _OF_A_SOURCE:
        mark = f"{one.name.lower()}:"
        codes = [code.removeprefix(mark) for code in codes if code.startswith(mark)]
    shown = sql.EXPRESSIONS[column][one]
    constant = re.fullmatch(r"'(\w*)'", shown)
    if not codes or constant:
        return _ALWAYS if constant and constant[1] in codes else _NEVER
    if one is Source.PARCEL and column == "doc" and not set(codes) & _PARCELS:
        return _NEVER
    return f"{shown} IN {_LISTED}", (json.dumps(codes),)


_PARCELS = {RegisterDoc.PROBLEM.value, RegisterDoc.RETURNED.value}


def _holding(column: str, text: str, one: Source) -> Condition:
    if column == "shop":
        return _of_shop(text.lower(), one)
    shown = sql.EXPRESSIONS[column][one]
    if text.startswith("="):
        return f"lower({shown}) = ?", (text[1:].strip().lower(),)
    sought = f"instr(lower({sql.looked_in(column, one)}), ?)"
    if text[0] in "!！":
        return f"{sought} = 0", (text[1:].strip().lower(),)
    return sought, (text.lower(),)


def _of_shop(text: str, one: Source) -> Condition:
    """By the shop's name, or by the platform's in any language that the program speaks."""
    codes = [kind.value for kind in Platform if any(text in name for name in _names(kind))]
    platform, name = (sql.EXPRESSIONS[column][one] for column in ("platform", "shop"))
    where = f"({platform} IN {_LISTED} OR instr(lower({name}), ?))"
    return where, (json.dumps(codes), text)


def _names(kind: Platform) -> Iterator[str]:
    for language in i18n.LANGUAGES:
        with i18n.speaking(language):
            yield label(kind).lower()


def _within(column: str, text: str, one: Source) -> Condition:
    """Amounts are compared in the major unit, since one column may hold several currencies."""
    shown = sql.EXPRESSIONS[column][one] if column == "quantity" else sql.sort_key("amount", one)
    times = 1 if column == "quantity" else 100
    least, most = _ends(text)
    where, values = [f"{shown} IS NOT NULL"], []
    for sign, end in ((">=", least), ("<=", most)):
        if end is not None:
            bound, strict = end
            where.append(f"{shown} {sign[0] if strict else sign} ?")
            values.append(float(bound * times))
    return " AND ".join(where), tuple(values)


_End = tuple[Decimal, bool] | None


def _ends(text: str) -> tuple[_End, _End]:
    """The least and the most with whether they are left out themselves."""
    plain = text.replace(",", "").replace("，", "").lstrip("¥$€￥").strip()
    between = _BETWEEN.fullmatch(plain)
    if between and any(between.groups()):
        low, high = (None if part is None else (_number(part), False) for part in between.groups())
        return low, high
    compared = _COMPARED.fullmatch(plain)
    if compared is None:
        raise BadValue(Reason.NOT_A_RANGE, value=text)
    sign, number = compared[1] or "=", _number(compared[2])
    end = (number, sign in (">", "<"))
    return (
        end if sign in (">", ">=", "≥", "=") else None,
        end if sign in ("<", "<=", "≤", "=") else None,
    )


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise BadValue(Reason.NOT_A_RANGE, value=text) from None


def _within_days(column: str, text: str, one: Source) -> Condition:
    shown = sql.EXPRESSIONS[column][one]
    moment = one in _MOMENTS.get(column, frozenset())
    if text.lower() == LATE:
        bound = clock.to_text(clock.now()) if moment else clock.today().isoformat()
        return f"{shown} < ?", (bound,)
    first, last = days(text)
    where, values = [f"{shown} IS NOT NULL"], []
    if first is not None:
        where.append(f"{shown} >= ?")
        values.append(_bound(first, moment=moment))
    if last is not None:
        where.append(f"{shown} < ?")
        values.append(_bound(last + timedelta(days=1), moment=moment))
    return " AND ".join(where), tuple(values)


def _bound(day: date, *, moment: bool) -> str:
    return clock.to_text(clock.start_of_day(day)) if moment else day.isoformat()


def days(text: str) -> tuple[date | None, date | None]:
    """The first and the last day of a period as it is typed. Raises BadValue."""
    back = _BACK.fullmatch(text.strip().lower())
    if back is not None:
        return _backwards(int(back[1]), back[2])
    first, dots, last = (part.strip() for part in _parted(text.strip()))
    if not (first or last):
        raise BadValue(Reason.NOT_A_DAY_RANGE, value=text)
    if not dots:
        return _period(first, text)
    begin = _period(first, text)[0] if first else None
    end = _period(last, text)[1] if last else None
    if begin is not None and end is not None and begin > end:
        raise BadValue(Reason.NOT_A_DAY_RANGE, value=text)
    return begin, end


def _parted(text: str) -> tuple[str, str, str]:
    for mark in ("..", "~", "～", "…", " - "):
        if mark in text:
            return text.partition(mark)
    return text, "", ""


def _backwards(count: int, unit: str) -> tuple[date, date]:
    today = clock.today()
    if unit == "d":
        return today - timedelta(days=max(count, 1) - 1), today
    months = today.year * 12 + today.month - 1 - count
    first = date(months // 12, months % 12 + 1, 1)
    return first, _month_end(first)


def _period(text: str, typed: str) -> tuple[date, date]:
    """The days of a day, a month or a year."""
    found = _DAY.fullmatch(text)
    if found is None:
        raise BadValue(Reason.NOT_A_DAY_RANGE, value=typed)
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        if day:
            return first, first
        return first, _month_end(first) if month else date(first.year, 12, 31)
    except (OverflowError, ValueError):
        raise BadValue(Reason.NOT_A_DAY_RANGE, value=typed) from None


def _month_end(first: date) -> date:
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return following - timedelta(days=1)
