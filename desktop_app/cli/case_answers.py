"""Cases as the command line's JSON says them."""

from __future__ import annotations

from datetime import datetime

from desktop_app.core import clock, money
from desktop_app.services.case_lists import CaseRow
from desktop_app.services.cases import CaseDetail, CaseLineRow
from desktop_app.services.clocks import Deadline
from desktop_app.services.timeline import Entry


def row(case: CaseRow, now: datetime) -> dict[str, object]:
    """A case as `cases list` and `find` give it."""
    return {
        "no": case.no,
        "platform": case.platform,
        "buyer": case.buyer or None,
        "order": case.order or None,
        "tracking": case.tracking or None,
        "kind": case.kind,
        "stage": case.stage,
        "opened_at": clock.to_iso(case.opened_at),
        "reply_due": _moment(case.reply_due),
        "resolve_due": _moment(case.resolve_due),
        "next_due": _moment(case.next_due),
        "overdue": case.overdue(now),
        "missed": case.missed or case.overdue(now),
        "owner": case.owner,
        "note": case.note,
        "tags": list(case.tags),
    }


def detail(case: CaseDetail) -> dict[str, object]:
    """A case with all that belongs to it, as `cases show` gives it."""
    return {
        **row(case.row, clock.now()),
        "closed_at": _moment(case.row.closed_at),
        "outcome": case.row.outcome or None,
        "cause": case.row.cause or None,
        "fault": case.fault or None,
        "merged_into": case.merged_into or None,
        "nexts": list(case.nexts),
        "lines": [_line(line, case.currency) for line in case.lines],
        "clocks": [_clock(deadline) for deadline in case.deadlines],
        "timeline": [_entry(entry) for entry in case.timeline],
    }


def _line(line: CaseLineRow, currency: str) -> dict[str, object]:
    return {
        "sku": line.sku,
        "title": line.title,
        "variant": line.variant,
        "quantity": line.quantity,
        "price": money.text_or_none(line.price_minor, currency),
        "currency": currency,
    }


def _clock(deadline: Deadline) -> dict[str, object]:
    return {
        "clock": deadline.rule.code,
        "started_at": clock.to_iso(deadline.started_at),
        "due_at": _moment(deadline.due_at),
        "ended_at": _moment(deadline.ended_at),
        "state": deadline.state,
    }


def _entry(entry: Entry) -> dict[str, object]:
    return {
        "at": clock.to_iso(entry.at),
        "kind": entry.kind,
        "who": entry.who,
        "from": entry.stage_from or None,
        "to": entry.stage_to or None,
        "text": entry.text,
        "undone": entry.undone,
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else clock.to_iso(moment)
