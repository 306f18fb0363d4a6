"""`revisits`: who is to be called this month, and what came of it (R25, R28)."""

from __future__ import annotations

import re
from datetime import date

import click

from desktop_app.cli.frame import Call, Group, kind_option
from desktop_app.core import clock
from desktop_app.core.errors import BadValue, Reason
from desktop_app.core.i18n import _
from desktop_app.core.kinds import Platform
from desktop_app.core.labels import label
from desktop_app.services import buyers
from desktop_app.services import revisits as revisit_service
from desktop_app.services.revisits import RevisitRow

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@click.group(cls=Group)
def revisits() -> None:
    """Calls back to buyers: the month's list, done, skipped, planned."""


@revisits.command("list")
@click.option("--month", metavar="YYYY-MM", help="Left out: the present one, with what is late.")
@click.pass_obj
def list_(call: Call, /, month: str | None) -> None:
    """Lists a month's revisits by day."""
    today = clock.today()
    year, number = _month(month) if month else (today.year, today.month)
    with call.reading() as store:
        found = revisit_service.rows(store, revisit_service.month(store, year, number))
    answer = {"month": f"{year}-{number:02d}", "revisits": [_row(row, today) for row in found]}
    call.answer(answer, (_line(row, today) for row in found))


@revisits.command()
@click.option("--outcome", metavar="TEXT", default="", help="What came of it.")
@click.option("--next", "next_on", metavar="DATE", help="Call again on this day.")
@click.argument("revisit", type=int)
@click.pass_obj
def done(call: Call, /, revisit: int, outcome: str, next_on: str | None) -> None:
    """Notes that the buyer was called, and what came of it."""
    day = _day(next_on) if next_on else None
    with call.writing() as store:
        revisit_service.done(store, revisit, outcome, day)
        (row,) = revisit_service.rows(store, [revisit])
    call.answer({"revisit": _row(row, clock.today())}, [_line(row, clock.today())])


@revisits.command()
@click.option("--reason", metavar="TEXT", default="", help="Why it is left out.")
@click.argument("revisit", type=int)
@click.pass_obj
def skip(call: Call, /, revisit: int, reason: str) -> None:
    """Leaves one out."""
    with call.writing() as store:
        revisit_service.skip(store, revisit, reason)
        (row,) = revisit_service.rows(store, [revisit])
    call.answer({"revisit": _row(row, clock.today())}, [_line(row, clock.today())])


@revisits.command()
@click.option("--platform", metavar="P", help="Where the buyer buys, if that isn't plain.")
@click.option("--reason", metavar="TEXT", default="", help="What it is about.")
@click.argument("buyer")
@click.argument("day")
@click.pass_obj
def add(call: Call, /, buyer: str, day: str, platform: str | None, reason: str) -> None:
    """Plans a call to BUYER on DAY (YYYY-MM-DD)."""
    wanted = Platform(kind_option(Platform, platform)) if platform else None
    due_on = _day(day)
    with call.writing() as store:
        buyer_id = buyers.named(store, buyer, wanted).id
        made = revisit_service.add(store, buyer_id, due_on, reason)
        (row,) = revisit_service.rows(store, [made])
    call.answer({"revisit": _row(row, clock.today())}, [_line(row, clock.today())])


@revisits.command()
@click.pass_obj
def plan(call: Call, /) -> None:
    """Makes the rows that the monthly rule wants; done by itself while the window is open."""
    with call.writing() as store:
        made = revisit_service.plan(store)
    call.answer({"added": made}, [_("%(count)s revisits were planned.") % {"count": made}])


def _month(text: str) -> tuple[int, int]:
    found = _MONTH.fullmatch(text)
    if found is None:
        raise BadValue(Reason.NOT_A_MONTH, value=text)
    return int(found[1]), int(found[2])


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadValue(Reason.NOT_A_DATE, value=text) from None


def _row(row: RevisitRow, today: date) -> dict[str, object]:
    return {
        "id": row.id,
        "buyer": row.buyer,
        "platform": row.platform,
        "name": row.name or None,
        "phone": row.phone or None,
        "vip": row.vip_level,
        "due_on": row.due_on.isoformat(),
        "overdue": row.overdue(today),
        "reason": row.reason or None,
        "state": row.state,
        "outcome": row.outcome or None,
        "done_at": clock.to_iso(row.done_at) if row.done_at else None,
        "who": row.who or None,
    }


def _line(row: RevisitRow, today: date) -> str:
    late = _("overdue") if row.overdue(today) else ""
    reason = _("monthly") if row.reason == revisit_service.MONTHLY else row.reason
    parts = (
        *(f"{row.id:>5}", row.due_on.isoformat(), label(row.state), late, row.buyer, row.name),
        *(reason, row.outcome),
    )
    return "  ".join(part for part in parts if part)
