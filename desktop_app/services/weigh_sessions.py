"""A day's parcels weighed one after another: a session that can be left and taken up again.

Nothing but its checks belongs to a session, so that there is nothing to lose: whoever takes it up
again counts what was weighed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from peewee import fn

from desktop_app.core.kinds import Verdict, WeightSource
from desktop_app.models.base import fetch
from desktop_app.models.weighing import WeightCheck
from desktop_app.services import numbers, weight_checks
from desktop_app.services.store import Store
from desktop_app.services.weight_checks import CheckFilter, CheckRow

_WRONG = frozenset({Verdict.LIGHT, Verdict.HEAVY})


@dataclass(frozen=True)
class SessionRow:
    """A session that was begun: how many weighings, the first and the last of them."""

    no: str
    checks: int
    began_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class Tally:
    """How a session stands. A parcel counts once, by its last weighing.

    ``put_right`` parcels were off and fit now; ``wrong`` are those still off, the newest first.
    """

    checks: int = 0
    parcels: int = 0
    fits: int = 0
    light: int = 0
    heavy: int = 0
    unknown: int = 0
    put_right: int = 0
    wrong: tuple[CheckRow, ...] = ()


def begin(store: Store) -> str:
    """The number of a new session, to be given to `weighing.weigh`."""
    with store.transaction():
        return numbers.next_in("WB")


def tally(store: Store, session: str) -> Tally:
    """How a session stands now; all noughts for one in which nothing was weighed yet."""
    wanted = CheckFilter(session=session, order_by="id", descending=False)
    return count(weight_checks.listed(store, wanted))


def count(checks: list[CheckRow]) -> Tally:
    """The tally of checks, given oldest first."""
    last = {_parcel(check): check for check in checks}
    off = {_parcel(check) for check in checks if check.verdict in _WRONG}
    verdicts = Counter(check.verdict for check in last.values())
    wrong = [check for check in last.values() if check.verdict in _WRONG]
    return Tally(
        checks=len(checks),
        parcels=len(last),
        fits=verdicts[Verdict.FITS],
        light=verdicts[Verdict.LIGHT],
        heavy=verdicts[Verdict.HEAVY],
        unknown=verdicts[Verdict.UNKNOWN],
        put_right=sum(last[parcel].verdict is Verdict.FITS for parcel in off),
        wrong=tuple(sorted(wrong, key=lambda check: check.id, reverse=True)),
    )


def sessions(store: Store, limit: int = 30) -> list[SessionRow]:
    """The sessions in which something was weighed, the last one first."""
    query = (
        WeightCheck.select(
            WeightCheck.session.alias("no"),
            fn.COUNT(WeightCheck.id).alias("checks"),
            fn.MIN(WeightCheck.at).alias("began_at"),
            fn.MAX(WeightCheck.at).alias("last_at"),
        )
        .where(
            WeightCheck.session != "",
            WeightCheck.source == WeightSource.OWN,
            WeightCheck.voided_at.is_null(),
        )
        .group_by(WeightCheck.session)
        .order_by(fn.MAX(WeightCheck.id).desc())
        .limit(limit)
    )
    with store.connection():
        return fetch(query, SessionRow)


def _parcel(check: CheckRow) -> tuple[object, ...]:
    """What makes two checks one parcel's: the tracking number, else the order, else the case."""
    if check.tracking:
        return "tracking", check.tracking
    return ("case", check.case_id) if check.order_id is None else ("order", check.order_id)
