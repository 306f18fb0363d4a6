"""Closing a month of the ledger, and opening it again with a reason that stays on record.

A closed month is locked with all months before it (`month_locks`); what comes later for it is
borne by a later month, when somebody says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from desktop_app.core import clock
from desktop_app.core.errors import BadValue, NotAllowed, Reason
from desktop_app.core.kinds import Topic
from desktop_app.models.claims import MonthClose
from desktop_app.services import couriers, month_locks, roll_forwards
from desktop_app.services.roll_forwards import Amount, RollForward
from desktop_app.services.store import Store


@dataclass(frozen=True)
class ClosedMonth:
    """A closing as it was done: its totals then, and whether it was opened again, and why."""

    month: str
    closed_at: datetime
    who: str
    totals: tuple[RollForward, ...]
    reopened_at: datetime | None = None
    reopen_reason: str = ""


def roll_forward(store: Store, month: str, courier: str = "") -> list[RollForward]:
    """The month's roll-forward, a row for each currency; of one courier, or of all.

    Raises BadValue for no month, NotFound for an unknown courier.
    """
    wanted = month_locks.checked(month)
    with store.connection():
        return roll_forwards.of(roll_forwards.claims_of(wanted, courier_id(store, courier)))


def is_closed(store: Store, month: str) -> bool:
    """Whether nothing can be entered in a month any more. Raises BadValue for no month."""
    with store.connection():
        return month_locks.checked(month) <= month_locks.last_closed()


def close(store: Store, month: str) -> ClosedMonth:
    """Locks a month and keeps its totals.

    Raises NotAllowed for one that is closed or hasn't begun, BadValue for no month. What
    `month_audits.audit` finds doesn't hinder: a person has looked at it.
    """
    wanted = month_locks.checked(month)
    if wanted > month_locks.this_month():
        raise NotAllowed(Reason.MONTH_AHEAD, month=wanted)
    with store.transaction() as tx:
        month_locks.require_open(wanted)
        totals = roll_forward(store, wanted)
        made = MonthClose.create(
            month=wanted,
            closed_at=clock.now(),
            who=store.who,
            totals=json.dumps([asdict(row) for row in totals]),
        )
        tx.touch(Topic.CLAIMS)
        return _closed(made)


def reopen(store: Store, month: str, reason: str) -> ClosedMonth:
    """Opens a closed month again; the closing and the reason stay on record.

    Raises BadValue without a reason, NotAllowed for a month that isn't closed, or one before
    another closed month: that one first, for its opening rests on this one.
    """
    wanted = month_locks.checked(month)
    if not reason.strip():
        raise BadValue(Reason.VALUE_MISSING, field="reason")
    with store.transaction() as tx:
        last = month_locks.last_closed()
        if last > wanted:
            raise NotAllowed(Reason.MONTH_CLOSED_LATER, month=wanted, later=last)
        found = MonthClose.get_or_none(MonthClose.month == wanted, MonthClose.reopened_at.is_null())
        if found is None:
            raise NotAllowed(Reason.MONTH_NOT_CLOSED, month=wanted)
        found.reopened_at, found.reopen_reason = clock.now(), reason.strip()
        found.save()
        tx.touch(Topic.CLAIMS)
        return _closed(found)


def history(store: Store) -> list[ClosedMonth]:
    """All closings ever done, the newest first."""
    with store.connection():
        query = MonthClose.select().order_by(MonthClose.month.desc(), MonthClose.id.desc())
        return [_closed(row) for row in query]


def closing_of(store: Store, month: str) -> ClosedMonth | None:
    """The closing that holds a month locked, its own or a later one; None when it is open."""
    held = [one for one in history(store) if one.reopened_at is None and one.month >= month]
    return held[-1] if held else None


def changed(store: Store) -> list[str]:
    """Closed months that no longer give the totals they were closed with: there should be none."""
    return [
        one.month
        for one in history(store)
        if one.reopened_at is None and tuple(roll_forward(store, one.month)) != one.totals
    ]


def courier_id(store: Store, courier: str) -> int | None:
    """The row id of a courier by code or name; None for all; 0 for one the shop never used.

    Raises NotFound for a name that nobody knows.
    """
    if not courier.strip():
        return None
    couriers.require_known(store, courier)
    found = couriers.find(store, courier)
    return found.id if found else 0


def _closed(row: MonthClose) -> ClosedMonth:
    return ClosedMonth(
        row.month,
        row.closed_at,
        row.who,
        tuple(_totals(json.loads(row.totals))),
        row.reopened_at,
        row.reopen_reason,
    )


def _totals(stored: Iterable[Mapping[str, object]]) -> Iterable[RollForward]:
    for row in stored:
        amounts = {name: Amount(**value) for name, value in row.items() if isinstance(value, dict)}
        yield RollForward(str(row["currency"]), **amounts)
