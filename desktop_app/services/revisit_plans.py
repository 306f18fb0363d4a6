"""The monthly rule of revisits (R28): which VIPs are called when, as rows made in advance.

Of the monthly ones a buyer has one open row at a time: who is late isn't called three times for
three months.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, datetime

from peewee import fn

from desktop_app.core import clock
from desktop_app.core.kinds import FollowUpState, Topic
from desktop_app.models import bulk
from desktop_app.models.base import database, tuples
from desktop_app.models.buyers import VIPS, Buyer, Revisit
from desktop_app.models.prepared import listed
from desktop_app.services import settings
from desktop_app.services.settings import Declared
from desktop_app.services.store import Store

# VIP level → every so many months; a level that isn't named here isn't called by itself.
EVERY_MONTHS: Declared[dict[str, str]] = Declared("revisit_months", {"1": "1", "2": "1", "3": "1"})
DAY_OF_MONTH = Declared("revisit_day", 10)
MONTHLY = "monthly"
MONTHS_A_YEAR = 12
_OPEN = FollowUpState.OPEN


def plan(store: Store, now: datetime | None = None) -> int:
    """Makes the rows that the rule wants and there aren't; returns how many.

    Doing it again makes none. A monthly row of a buyer who is no VIP any more goes away.
    """
    today = clock.to_local(now or clock.now()).date()
    every, day = _rule(store)
    with store.transaction() as tx:
        changed = _drop_unwanted(every)
        made = _make(today, every, day)
        changed |= {*made, *_adopt_dates()}
        renew(changed)
        if changed:
            tx.touch(Topic.REVISITS)
    return len(made)


def following(store: Store, due_on: date, vip_level: int, today: date | None = None) -> date | None:
    """When the rule has a buyer of this level called after that day; None for never."""
    every, day = _rule(store)
    months = every.get(vip_level)
    return _next(due_on, today or clock.today(), months, day) if months else None


def renew(buyer_ids: Iterable[int]) -> None:
    """Notes each buyer's next open revisit, inside the caller's transaction."""
    first = "SELECT min(r.due_on) FROM revisit r WHERE r.buyer_id = buyer.id AND r.state = 'open'"
    database.execute_sql(
        f"UPDATE buyer SET next_revisit = ({first})"  # noqa: S608 - a statement of ours
        " WHERE id IN (SELECT value FROM json_each(?))",
        (listed(buyer_ids),),
    )


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


def _make(today: date, every: dict[int, int], day: int) -> list[int]:
    """Makes rows for the VIPs who have no open monthly one; returns the buyers' ids."""
    monthly = Revisit.reason == MONTHLY
    waiting = Revisit.select(Revisit.buyer).where(monthly, Revisit.state == _OPEN.value)
    query = Buyer.select(Buyer.id, Buyer.vip_level).where(
        VIPS,
        Buyer.vip_level.in_(list(every)),
        Buyer.merged_into.is_null(),
        Buyer.erased_at.is_null(),
        Buyer.id.not_in(waiting),
    )
    last = dict(
        tuples(
            Revisit.select(Revisit.buyer, fn.MAX(Revisit.due_on))
            .where(monthly)
            .group_by(Revisit.buyer)
        )
    )
    levels = dict(tuples(query))
    rows = []
    for buyer_id, level in levels.items():
        before = last.get(buyer_id)
        due = _next(date.fromisoformat(before) if before else None, today, every[level], day)
        rows.append((buyer_id, due.isoformat(), MONTHLY, _OPEN.value, "", ""))
    bulk.insert(Revisit, ("buyer_id", "due_on", "reason", "state", "outcome", "who"), rows)
    return list(levels)


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


def _adopt_dates() -> list[int]:
    """A date that stands with a buyer alone, as an import brings it, gets a row of its own."""
    opened = Revisit.select(Revisit.buyer).where(Revisit.state == _OPEN.value)
    query = Buyer.select(Buyer.id, Buyer.next_revisit).where(
        Buyer.next_revisit.is_null(is_null=False), Buyer.id.not_in(opened)
    )
    found = tuples(query)
    for buyer_id, day in found:
        Revisit.create(buyer=buyer_id, due_on=day)
    return [row[0] for row in found]
