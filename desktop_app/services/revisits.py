"""Revisits: VIPs are called again once a month, anybody on a date by hand (R25, R28).

The rows are the truth; a buyer's ``next_revisit`` is the day of the first open one. Of the monthly
ones a buyer has one open row at a time: who is late isn't called three times for three months.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import fn

from desktop_app.core import clock
from desktop_app.core.errors import NotAllowed, NotFound, Reason
from desktop_app.core.kinds import FollowUpState, Platform, Topic
from desktop_app.models.base import key, tuples
from desktop_app.models.buyers import VIPS, Buyer, Revisit
from desktop_app.services import buyer_records, settings
from desktop_app.services.settings import Declared
from desktop_app.services.store import Store

# VIP level → every so many months; a level that isn't named here isn't called by itself.
EVERY_MONTHS: Declared[dict[str, str]] = Declared("revisit_months", {"1": "1", "2": "1", "3": "1"})
DAY_OF_MONTH = Declared("revisit_day", 10)
MONTHLY = "monthly"
MONTHS_A_YEAR = 12
_OPEN, _DONE, _SKIPPED = FollowUpState.OPEN, FollowUpState.DONE, FollowUpState.SKIPPED


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
    """Which revisits; days are both included. ``late_too`` adds open ones from before."""

    first: date | None = None
    last: date | None = None
    late_too: bool = False
    states: tuple[FollowUpState, ...] = ()
    buyer_id: int | None = None


def plan(store: Store, now: datetime | None = None) -> int:
    """Makes the rows that the rule wants and there aren't; returns how many.

    Doing it again makes none. A monthly row of a buyer who is no VIP any more goes away.
    """
    today = clock.to_local(now or clock.now()).date()
    every, day = _rule(store)
    with store.transaction() as tx:
        gone = _drop_unwanted(every)
        made = [_make(buyer, today, every, day) for buyer in list(_due_for_a_row(every))]
        _adopt_dates()
        renew(changed := {*gone, *made})
        if changed:
            tx.touch(Topic.REVISITS)
            tx.touch(Topic.BUYERS, *changed)
    return len(made)


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


def month(store: Store, year: int, number: int, today: date | None = None) -> list[int]:
    """The ids of a month's revisits by day; in the present month with open ones of before."""
    now = today or clock.today()
    last = calendar.monthrange(year, number)[1]
    first, final = date(year, number, 1), date(year, number, last)
    return ids(store, RevisitFilter(first, final, late_too=first <= now <= final))


def ids(store: Store, wanted: RevisitFilter) -> list[int]:
    """The ids of the revisits that the filter lets through, by day."""
    query = Revisit.select(Revisit.id).where(*_conditions(wanted))
    with store.connection():
        return [row[0] for row in tuples(query.order_by(Revisit.due_on, Revisit.id))]


def rows(store: Store, wanted: Sequence[int]) -> list[RevisitRow]:
    """The revisits with these ids, in this order; those that are gone are left out."""
    columns = (
        *(Revisit.id, Revisit.buyer, Buyer.buyer_id, Buyer.platform, Buyer.name, Buyer.phone),
        *(Buyer.vip_level, Revisit.due_on, Revisit.reason, Revisit.state, Revisit.outcome),
        *(Revisit.done_at, Revisit.who),
    )
    with store.connection():
        query = Revisit.select(*columns).join(Buyer).where(Revisit.id.in_(list(wanted)))
        found = {row[0]: _shown(row) for row in tuples(query)}
    return [found[row_id] for row_id in wanted if row_id in found]


def renew(buyer_ids: Iterable[int]) -> None:
    """Notes each buyer's next open revisit, inside the caller's transaction."""
    for buyer_id in buyer_ids:
        first = (
            Revisit.select(fn.MIN(Revisit.due_on))
            .where(Revisit.buyer == buyer_id, Revisit.state == _OPEN.value)
            .scalar()
        )
        buyer_records.set_next_revisit(buyer_id, date.fromisoformat(first) if first else None)


def later(day: date, months: int, wanted: int) -> date:
    """So many months after ``day``'s month, on its ``wanted`` day or its last one.

    The 31st is the 28th in February, and the 31st again in March.
    """
    year, number = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + months, MONTHS_A_YEAR)
    last = calendar.monthrange(year, number + 1)[1]
    return date(year, number + 1, min(wanted, last))


def _rule(store: Store) -> tuple[dict[int, int], int]:
    """Months between two calls by VIP level, and the day of the month."""
    told = settings.get(store, EVERY_MONTHS)
    every = {int(level): int(text) for level, text in told.items() if text.isdigit()}
    day = min(max(settings.get(store, DAY_OF_MONTH), 1), 31)
    return {level: months for level, months in every.items() if level and months}, day


def _monthly(state: FollowUpState | None = None) -> Any:
    query = Revisit.select(Revisit.buyer).where(Revisit.reason == MONTHLY)
    return query.where(Revisit.state == state.value) if state else query


def _due_for_a_row(every: dict[int, int]) -> Iterator[Buyer]:
    """VIPs whom the rule calls and who have no open monthly row."""
    query = Buyer.select(Buyer.id, Buyer.vip_level).where(
        VIPS,
        Buyer.vip_level.in_(list(every)),
        Buyer.merged_into.is_null(),
        Buyer.erased_at.is_null(),
        Buyer.id.not_in(_monthly(_OPEN)),
    )
    yield from query


def _make(buyer: Buyer, today: date, every: dict[int, int], day: int) -> int:
    months = every[buyer.vip_level]
    last = (
        Revisit.select(fn.MAX(Revisit.due_on))
        .where(Revisit.buyer == buyer.id, Revisit.reason == MONTHLY)
        .scalar()
    )
    due = _next(date.fromisoformat(last) if last else None, today, months, day)
    Revisit.create(buyer=buyer.id, due_on=due.isoformat(), reason=MONTHLY)
    return int(buyer.id)


def _next(last: date | None, today: date, months: int, day: int) -> date:
    """The next call; of several that were missed while nobody looked, the latest."""
    if last is None:
        due = later(today, 0, day)
        return due if due >= today else later(today, 1, day)
    due = later(last, months, day)
    while (following := later(due, months, day)) <= today:
        due = following
    return due


def _drop_unwanted(every: dict[int, int]) -> set[int]:
    """Takes away open monthly rows of buyers whom the rule calls no more."""
    wanted = Buyer.select(Buyer.id).where(
        Buyer.vip_level.in_(list(every)), Buyer.merged_into.is_null(), Buyer.erased_at.is_null()
    )
    query = Revisit.select(Revisit.id, Revisit.buyer).where(
        Revisit.reason == MONTHLY, Revisit.state == _OPEN.value, Revisit.buyer.not_in(wanted)
    )
    found = tuples(query)
    Revisit.delete().where(Revisit.id.in_([row[0] for row in found])).execute()
    return {row[1] for row in found}


def _adopt_dates() -> None:
    """A date that stands with a buyer alone, as an import brings it, gets a row of its own."""
    opened = Revisit.select(Revisit.buyer).where(Revisit.state == _OPEN.value)
    query = Buyer.select(Buyer.id, Buyer.next_revisit).where(
        Buyer.next_revisit.is_null(is_null=False), Buyer.id.not_in(opened)
    )
    for buyer_id, day in tuples(query):
        Revisit.create(buyer=buyer_id, due_on=day)


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
    return found


def _shown(row: Sequence[Any]) -> RevisitRow:
    return RevisitRow(
        *(row[0], row[1], row[2], Platform(row[3]), row[4], row[5], row[6]),
        due_on=date.fromisoformat(row[7]),
        reason=row[8],
        state=FollowUpState(row[9]),
        outcome=row[10],
        done_at=row[11],
        who=row[12],
    )
