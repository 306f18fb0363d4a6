"""Which months of the ledger are closed. A closed month, and all before it, can't be changed."""

from __future__ import annotations

import re
from datetime import date

from peewee import fn

from desktop_app.core import clock
from desktop_app.core.errors import BadValue, NotAllowed, Reason
from desktop_app.models.claims import MonthClose

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def checked(month: str) -> str:
    """A month as ``2026-09``. Raises BadValue for anything else."""
    plain = month.strip()
    if not _MONTH.fullmatch(plain):
        raise BadValue(Reason.NOT_A_MONTH, value=month)
    return plain


def of(day: date) -> str:
    """The month of a day."""
    return f"{day:%Y-%m}"


def after(month: str) -> str:
    """The next month."""
    year, number = map(int, month.split("-"))
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}"


def last_closed() -> str:
    """The last month that is closed now, or an empty text."""
    query = MonthClose.select(fn.MAX(MonthClose.month)).where(MonthClose.reopened_at.is_null())
    return str(query.scalar() or "")


def require_open(month: str) -> None:
    """Raises NotAllowed for a month that is closed or lies before a closed one."""
    if month <= last_closed():
        raise NotAllowed(Reason.MONTH_CLOSED, month=month)


def bearing(day: date, month: str = "") -> str:
    """The month that bears what happened on a day: its own, or a later one when said.

    Raises NotAllowed when that month is closed: it becomes an adjustment only by being told so.
    """
    wanted = checked(month) if month else of(day)
    require_open(wanted)
    return wanted


def first_open(day: date) -> str:
    """The month of a day, or the first open one after it: where what can't wait is entered."""
    return max(of(day), after(last_closed()) if last_closed() else "")


def this_month() -> str:
    """The month of today, where the computer stands."""
    return of(clock.today())
