"""Revisits: VIPs are called again once a month, anybody on a date by hand (R25, R28).

The rows are the truth; a buyer's ``next_revisit`` is the day of the first open one. The monthly
ones are made by `revisit_plans`.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import SQL

from desktop_app.core import clock
from desktop_app.core.errors import NotAllowed, NotFound, Reason
from desktop_app.core.kinds import FollowUpState, Platform, Topic
from desktop_app.core.masking import Place
from desktop_app.models.base import key, tuples
from desktop_app.models.buyers import Buyer, Revisit
from desktop_app.models.prepared import listed
from desktop_app.services import buyer_lists, buyer_records, privacy, search
from desktop_app.services.revisit_plans import (
    DAY_OF_MONTH,
    EVERY_MONTHS,
    MONTHLY,
    following,
    later,
    plan,
    renew,
)
from desktop_app.services.search_texts import Found
from desktop_app.services.store import Store

_OPEN, _DONE, _SKIPPED = FollowUpState.OPEN, FollowUpState.DONE, FollowUpState.SKIPPED


__all__ = [
    "DAY_OF_MONTH",
    "EVERY_MONTHS",
    "MONTHLY",
    "RevisitFilter",
    "RevisitRow",
    "add",
    "done",
    "following",
    "history",
    "ids",
    "later",
    "month",
    "move",
    "of_month",
    "plan",
    "remove",
    "renew",
    "reopen",
    "rows",
    "skip",
]


@dataclass(frozen=True)
class RevisitRow:
    """A revisit as lists show it. ``reason`` is `MONTHLY` for those that the rule makes."""

    id: int
    buyer_id: int
    buyer: str
    platform: Platform
    name: str
    phone: str
    vip_level: int
    due_on: date
    reason: str
    state: FollowUpState
    outcome: str
    done_at: datetime | None
    who: str

    def overdue(self, today: date) -> bool:
        """Whether its day is over with nothing done."""
        return self.state is _OPEN and self.due_on < today


@dataclass(frozen=True)
class RevisitFilter:
    """Which revisits; days are both included. ``late_too`` adds open ones from before.

    ``text`` finds buyers as the search box does; ``late`` are open ones whose day is over.
    """

    first: date | None = None
    last: date | None = None
    late_too: bool = False
    states: tuple[FollowUpState, ...] = ()
    buyer_id: int | None = None
    late: bool = False
    text: str = ""


def add(store: Store, buyer_id: int, due_on: date, reason: str = "") -> int:
    """Plans a call on a date by hand; returns the revisit's id. Raises NotFound, NotAllowed."""
    with store.transaction() as tx:
        buyer = buyer_records.living(buyer_id)
        made = Revisit.create(buyer=buyer.id, due_on=due_on.isoformat(), reason=reason.strip())
        _tell(tx, buyer.id)
    return int(made.id)


def done(store: Store, revisit_id: int, outcome: str = "", next_on: date | None = None) -> None:
    """The buyer was called: notes what came of it, and plans the next one.

    That is ``next_on`` if given, else what the monthly rule says. Raises NotFound, and NotAllowed
    for one that is over.
    """
    with store.transaction():
        _end(store, revisit_id, _DONE, outcome)
        if next_on is not None:
            add(store, _buyer(_row(revisit_id)), next_on)
        plan(store)


def skip(store: Store, revisit_id: int, reason: str = "") -> None:
    """Leaves this one out, with a reason; the next one follows the rule. Raises as `done`."""
    with store.transaction():
        _end(store, revisit_id, _SKIPPED, reason)
        plan(store)


def move(store: Store, revisit_id: int, due_on: date) -> None:
    """Puts an open revisit on another day. Raises as `done`."""
    with store.transaction() as tx:
        row = _open(revisit_id)
        Revisit.update(due_on=due_on.isoformat()).where(Revisit.id == row.id).execute()
        _tell(tx, _buyer(row))


def reopen(store: Store, revisit_id: int) -> None:
    """Takes a "done" or "skipped" back. What the rule planned since goes. Raises NotFound."""
    with store.transaction() as tx:
        row = _row(revisit_id)
        if row.state == _OPEN:
            raise NotAllowed(Reason.NOTHING_TO_UNDO)
        if row.reason == MONTHLY:
            Revisit.delete().where(
                Revisit.buyer == _buyer(row),
                Revisit.reason == MONTHLY,
                Revisit.state == _OPEN.value,
                Revisit.due_on > row.due_on,
            ).execute()
        Revisit.update(state=_OPEN.value, outcome="", done_at=None, who="").where(
            Revisit.id == row.id
        ).execute()
        _tell(tx, _buyer(row))


def remove(store: Store, revisit_id: int) -> None:
    """Takes a date that was planned by hand off the list. Raises NotFound, NotAllowed."""
    with store.transaction() as tx:
        row = _open(revisit_id)
        if row.reason == MONTHLY:
            raise NotAllowed(Reason.FIELD_FIXED, field=MONTHLY)
        Revisit.delete().where(Revisit.id == row.id).execute()
        _tell(tx, _buyer(row))


def of_month(year: int, number: int, today: date | None = None) -> RevisitFilter:
    """The filter of a month: all its days, and in the present month open ones of before."""
    now = today or clock.today()
    first = date(year, number, 1)
    final = date(year, number, calendar.monthrange(year, number)[1])
    return RevisitFilter(first, final, late_too=first <= now <= final)


def month(store: Store, year: int, number: int, today: date | None = None) -> list[int]:
    """The ids of a month's revisits by day, with those that are late in the present one."""
    return ids(store, of_month(year, number, today))


def history(store: Store, buyer_id: int, limit: int = 5) -> list[RevisitRow]:
    """A buyer's last calls that are over, the newest first."""
    over = RevisitFilter(buyer_id=buyer_id, states=(_DONE, _SKIPPED))
    return rows(store, ids(store, over)[::-1][:limit])


def ids(store: Store, wanted: RevisitFilter) -> list[int]:
    """The ids of the revisits that the filter lets through, by day."""
    with store.connection():
        query = Revisit.select(Revisit.id).where(*_conditions(wanted))
        return [row[0] for row in tuples(query.order_by(Revisit.due_on, Revisit.id))]


def rows(store: Store, wanted: Sequence[int]) -> list[RevisitRow]:
    """The revisits with these ids, in this order; those that are gone are left out."""
    columns = (
        *(Revisit.id, Revisit.buyer, Buyer.buyer_id, Buyer.platform),
        *(Buyer.vip_level, Revisit.due_on, Revisit.reason, Revisit.state, Revisit.outcome),
        *(Revisit.done_at, Revisit.who),
    )
    masks = privacy.masks(store, Place.SCREEN)
    with store.connection():
        read = tuples(Revisit.select(*columns).join(Buyer).where(Revisit.id.in_(list(wanted))))
        known = buyer_lists.contacts([row[1] for row in read], masks)
        found = {row[0]: _shown(row, known[row[1]]) for row in read}
    return [found[row_id] for row_id in wanted if row_id in found]


def _buyer(row: Revisit) -> int:
    found = key(row, "buyer")
    assert found is not None  # noqa: S101 - every revisit has one
    return found


def _row(revisit_id: int) -> Revisit:
    found: Revisit | None = Revisit.get_or_none(Revisit.id == revisit_id)
    if found is None:
        raise NotFound(Reason.REVISIT_UNKNOWN, value=revisit_id)
    return found


def _open(revisit_id: int) -> Revisit:
    row = _row(revisit_id)
    if row.state != _OPEN:
        raise NotAllowed(Reason.REVISIT_OVER)
    return row


def _end(store: Store, revisit_id: int, state: FollowUpState, outcome: str) -> None:
    with store.transaction() as tx:
        row = _open(revisit_id)
        Revisit.update(
            state=state.value, outcome=outcome.strip(), done_at=clock.now(), who=store.who
        ).where(Revisit.id == row.id).execute()
        _tell(tx, _buyer(row))


def _tell(tx: Any, buyer_id: int) -> None:
    renew([buyer_id])
    tx.touch(Topic.REVISITS)
    tx.touch(Topic.BUYERS, buyer_id)


def _conditions(wanted: RevisitFilter) -> list[Any]:
    found: list[Any] = [
        Revisit.buyer.in_(Buyer.select(Buyer.id).where(Buyer.merged_into.is_null()))
    ]
    if wanted.first is not None and wanted.last is not None:
        inside = Revisit.due_on.between(wanted.first.isoformat(), wanted.last.isoformat())
        late = (Revisit.due_on < wanted.first.isoformat()) & (Revisit.state == _OPEN.value)
        found.append(inside | late if wanted.late_too else inside)
    if wanted.states:
        found.append(Revisit.state.in_([state.value for state in wanted.states]))
    if wanted.buyer_id is not None:
        found.append(Revisit.buyer == wanted.buyer_id)
    if wanted.late:
        day = clock.today().isoformat()
        found.append((Revisit.state == _OPEN.value) & (Revisit.due_on < day))
    if wanted.text.strip():
        hits = listed(search.matches(Found.BUYER, wanted.text))
        found.append(Revisit.buyer.in_(SQL("(SELECT value FROM json_each(?))", [hits])))
    return found


def _shown(row: Sequence[Any], contact: tuple[str, str]) -> RevisitRow:
    return RevisitRow(
        *(row[0], row[1], row[2], Platform(row[3]), *contact, row[4]),
        due_on=date.fromisoformat(row[5]),
        reason=row[6],
        state=FollowUpState(row[7]),
        outcome=row[8],
        done_at=row[9],
        who=row[10],
    )
