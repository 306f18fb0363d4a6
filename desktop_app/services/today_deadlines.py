"""Which deadlines are about to pass, so that somebody is told in time; each is told once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop_app.core import clock
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.prepared import MARK, Prepared
from desktop_app.services import clock_rules, settings
from desktop_app.services.clocks import ClockRule, chosen
from desktop_app.services.store import Store
from desktop_app.services.today_cases import OPEN_CASES

SHORT, SHORT_LEAD = timedelta(minutes=10), timedelta(minutes=2)
"""A clock that runs for minutes alone (R1: five) is told of two minutes before its end."""

OFF = 0
_MOST = 500
_CASE = AfterSalesCase
_NEAR = Prepared(
    _CASE.select(
        *(_CASE.id, _CASE.no, _CASE.platform, _CASE.kind, _CASE.opened_at, _CASE.next_due),
        _CASE.next_clock,
    )
    .where(*OPEN_CASES, _CASE.next_due > MARK, _CASE.next_due <= MARK)
    .order_by(_CASE.next_due)
    .limit(MARK)
)


@dataclass(frozen=True)
class Deadline:
    """A case's earliest deadline. ``tell_at`` is when to tell of it, ``clock`` what must be done.

    It holds nothing of the buyer's, since what is made of it can be seen on a locked screen.
    """

    case_id: int
    no: str
    clock: str
    due: datetime
    tell_at: datetime


def near(
    store: Store, since: datetime, now: datetime, ahead: timedelta = timedelta()
) -> list[Deadline]:
    """The deadlines after ``since`` to be told of before ``now`` + ``ahead``, earliest first.

    At most 500. None while notices are turned off.
    """
    minutes = settings.get(store, settings.DEADLINE_MINUTES)
    if minutes <= OFF:
        return []
    lead = timedelta(minutes=minutes)
    until = now + ahead
    rules = clock_rules.all_of(store)
    with store.connection():
        found = _NEAR.rows(clock.to_text(since), clock.to_text(until + lead), _MOST)
    made = (_deadline(row, rules, lead) for row in found)
    return [deadline for deadline in made if deadline.tell_at <= until]


def silent_until(store: Store) -> datetime | None:
    """Until when notices are silenced; None when they aren't, or not any more."""
    text = settings.get(store, settings.DEADLINES_SILENT_UNTIL)
    until = clock.from_text(text) if text else None
    return until if until is not None and until > clock.now() else None


def silence(store: Store, *, until_tomorrow: bool) -> None:
    """Silences notices until the next day begins here, or lets them be heard again."""
    text = ""
    if until_tomorrow:
        text = clock.to_text(clock.start_of_day(clock.today() + timedelta(days=1)))
    settings.put(store, settings.DEADLINES_SILENT_UNTIL, text)


def _deadline(
    row: tuple[int, str, str, str, str, str, str], rules: Iterable[ClockRule], lead: timedelta
) -> Deadline:
    case_id, no, platform, kind, opened, text, code = row
    due = clock.from_text(text)
    fitting = chosen(rules, platform, kind, clock.from_text(opened))
    rule = next((rule for rule in fitting if rule.code == code), None)
    if rule is not None and rule.period <= SHORT:
        lead = min(lead, SHORT_LEAD)
    return Deadline(case_id, no, rule.name if rule else "", due, due - lead)
