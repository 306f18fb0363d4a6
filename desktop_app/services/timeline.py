"""The timeline of a case: all that happened to it, added and never changed (R26).

Whoever does something to a case (a photo, a weighing, a claim) adds a line here; deadlines, due
columns and the checklist's own marks follow from it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from peewee import fn

from desktop_app.core import clock
from desktop_app.core.kinds import CaseEventKind, CaseKind, CaseStage, Topic
from desktop_app.models.base import ids
from desktop_app.models.cases import AfterSalesCase, CaseEvent, CaseStep
from desktop_app.models.prepared import MARK, Prepared, PreparedInsert, PreparedUpdate
from desktop_app.services import case_rules, clock_rules
from desktop_app.services.clocks import Deadline, Happening, chosen, derive, earliest
from desktop_app.services.store import Store


@dataclass(frozen=True)
class Entry:
    """A line of the timeline. ``undone`` says that a later line took it back."""

    id: int
    at: datetime
    kind: CaseEventKind
    who: str
    stage_from: str
    stage_to: str
    text: str
    data: dict[str, Any] = field(default_factory=dict)
    undone: bool = False


def add(
    store: Store,
    case_id: int,
    kind: CaseEventKind,
    text: str = "",
    *,
    data: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> int:
    """Adds a line to a case's timeline and returns its id.

    ``data["step"]`` names the line more closely (of ``cost`` the kind of cost, of
    ``platform_step`` which), ``data["until"]`` is a stored time that was agreed. ``at`` is for what
    happened earlier. Due times and the checklist's marks follow; who shows the case is told.
    """
    noted = json.dumps(dict(data or {}), ensure_ascii=False)
    return _write(store, case_id, at, kind=kind, text=text, data=noted)


def moved(store: Store, case_id: int, stages: tuple[str, str], text: str, *, again: bool) -> int:
    """Adds the line of a move between two stages, ``again`` if that re-opens the case."""
    kind = CaseEventKind.REOPENED if again else CaseEventKind.MOVED
    before, after = stages
    return _write(store, case_id, kind=kind, stage_from=before, stage_to=after, text=text)


def _write(store: Store, case_id: int, at: datetime | None = None, **columns: str) -> int:
    with store.transaction() as tx:
        moment = at or _moment(case_id)
        made = _ADD.run(case=case_id, at=moment, who=store.who, **columns)
        renew(store, case_id)
        tx.touch(Topic.CASES, case_id)
    return made


def of(store: Store, case_id: int) -> list[Entry]:
    """A case's timeline, oldest first."""
    with store.connection():
        return _entries(case_id)


def told(store: Store, case_id: int) -> tuple[list[Entry], list[Deadline]]:
    """A case's timeline, and all runs of its clocks, those that are over included; oldest first."""
    with store.connection():
        entries = _entries(case_id)
        return entries, _deadlines(store, _facts(case_id), entries)


def deadlines(store: Store, case_id: int) -> list[Deadline]:
    """All runs of the case's clocks, oldest first, those that are over included."""
    return told(store, case_id)[1]


def renew(store: Store, case_id: int) -> None:
    """Derives the case's due columns anew from its events, and marks steps that happened."""
    with store.transaction():
        facts, entries = _facts(case_id), _entries(case_id)
        columns = due_columns(_deadlines(store, facts, entries))
        _RENEW.run(case_id, **columns, updated_at=clock.now())
        _mark_steps(store, case_id, facts, entries)


def renew_all(store: Store, *, late_only: bool = False) -> int:
    """Derives the due columns of all open cases anew; returns how many were looked at.

    After a change of the clocks' rules. ``late_only``: of those whose time ran out since, for the
    ``missed`` mark and for clocks that start when another runs out.
    """
    query = AfterSalesCase.select(AfterSalesCase.id).where(
        AfterSalesCase.stage.not_in([CaseStage.CLOSED, CaseStage.CANCELLED])
    )
    if late_only:
        late = AfterSalesCase.next_due < clock.to_text(clock.now())
        query = query.where(late, AfterSalesCase.missed == 0)
    with store.transaction() as tx:
        found = list(ids(query))
        for case_id in found:
            renew(store, case_id)
        if found:
            tx.touch(Topic.CASES, *found)
    return len(found)


def due_columns(found: Iterable[Deadline]) -> dict[str, object]:
    """What the lists show of the deadlines."""
    deadlines = list(found)
    first = earliest(deadlines)
    due = {deadline.rule.code: deadline.due_at for deadline in deadlines if deadline.is_open}
    return {
        "reply_due": due.get("reply"),
        "resolve_due": due.get("resolve"),
        "next_due": first.due_at if first else None,
        "next_clock": first.rule.code if first else "",
        "missed": int(any(deadline.state == "missed" for deadline in deadlines)),
    }


@dataclass(frozen=True)
class _Facts:
    """What of a case its clocks and its checklist depend on, besides its events."""

    platform: str
    kind: CaseKind
    rules_id: int | None
    opened_at: datetime


_FACTS = Prepared(
    AfterSalesCase.select(
        *(AfterSalesCase.platform, AfterSalesCase.kind, AfterSalesCase.rules),
        AfterSalesCase.opened_at,
    ).where(AfterSalesCase.id == MARK)
)
_RENEW = PreparedUpdate(
    AfterSalesCase,
    *("reply_due", "resolve_due", "next_due", "next_clock", "missed", "updated_at"),
)
_ENTRIES = Prepared(
    CaseEvent.select(
        *(CaseEvent.id, CaseEvent.at, CaseEvent.kind, CaseEvent.who, CaseEvent.stage_from),
        *(CaseEvent.stage_to, CaseEvent.text, CaseEvent.data),
    )
    .where(CaseEvent.case == MARK)
    .order_by(CaseEvent.at, CaseEvent.id)
)
_LAST = Prepared(CaseEvent.select(fn.MAX(CaseEvent.at)).where(CaseEvent.case == MARK))
_ADD = PreparedInsert(CaseEvent)


def _facts(case_id: int) -> _Facts:
    row = _FACTS.first(case_id)
    assert row is not None, "a timeline has a case"  # noqa: S101 - a foreign key says so
    return _Facts(row[0], CaseKind(row[1]), row[2], clock.from_text(row[3]))


def _moment(case_id: int) -> datetime:
    """Now, and never before what happened last: a clock set back must not turn events round."""
    last = _LAST.first(case_id)
    now = clock.now()
    return max(now, clock.from_text(last[0])) if last is not None and last[0] else now


def _entries(case_id: int) -> list[Entry]:
    rows = [
        [row[0], clock.from_text(row[1]), CaseEventKind(row[2]), *row[3:7], json.loads(row[7])]
        for row in _ENTRIES.rows(case_id)
    ]
    gone = _taken_back(rows)
    return [Entry(*[*row, row[0] in gone]) for row in rows]


def _taken_back(rows: list[list[Any]]) -> set[int]:
    """The lines that an ``undone`` line names, unless it was itself taken back."""
    gone: set[int] = set()
    for row in sorted(rows, reverse=True):
        if row[2] is CaseEventKind.UNDONE and row[0] not in gone:
            gone.update(row[7].get("events", ()))
    return gone


def _deadlines(store: Store, facts: _Facts, entries: Iterable[Entry]) -> list[Deadline]:
    rules = chosen(clock_rules.all_of(store), facts.platform, facts.kind, facts.opened_at)
    happened = (_happening(entry) for entry in entries if not entry.undone)
    return derive(happened, rules, clock.now())


def _happening(entry: Entry) -> Happening:
    until = entry.data.get("until")
    return Happening(
        at=entry.at,
        kind=entry.kind,
        stage_to=entry.stage_to,
        step=str(entry.data.get("step", "")),
        until=clock.from_text(until) if until else None,
    )


def _mark_steps(store: Store, case_id: int, facts: _Facts, entries: list[Entry]) -> None:
    """Marks the checklist's steps that the newest line of the timeline is the doing of."""
    if not entries:
        return
    last = max(entries, key=lambda entry: entry.id)
    tokens = _happening(last).tokens
    for place, step in enumerate(case_rules.of(store, facts.rules_id, facts.kind).steps):
        if step.done_by & tokens:
            CaseStep.insert(
                case=case_id, code=step.code, position=place, done_at=last.at, who=last.who
            ).on_conflict_ignore().execute()
