"""The runs of one clock over many cases at once: how long each took, and whether it was kept.

The same that `clocks.derive` makes of a single case's events (a test holds them side by side), in
whole numbers rather than dates, since a measure looks at tens of thousands of cases. Rules that
name steps, told times or other clocks go the way of the single case.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from peewee import fn

from desktop_app.core import clock
from desktop_app.core.kinds import CaseEventKind, ClockState
from desktop_app.models.base import database
from desktop_app.models.cases import CaseEvent
from desktop_app.services import clock_rules, timeline
from desktop_app.services.clocks import ClockRule, Deadline, chosen
from desktop_app.services.store import Store

_END_ALL = frozenset({"moved:closed", "moved:cancelled", "merged:into"})
_PLAIN = frozenset(kind.value for kind in CaseEventKind)
_LONG_AGO = date(1971, 1, 1)  # before it, some systems know no local time
_Event = tuple[Any, ...]


class Case(NamedTuple):
    """What of a case its clocks depend on, besides its events; ``opened_at`` as it is stored."""

    id: int
    platform: str
    kind: str
    opened_at: str


class Run(NamedTuple):
    """One run of the clock.

    ``seconds`` is the shop's own time, pauses left out, and None while it isn't over. ``kept`` is
    None for one that is neither over nor late. ``first`` is the first one of its case.
    """

    case: int
    started: str
    seconds: int | None
    kept: bool | None
    first: bool


def of(
    store: Store, codes: Sequence[str], cases: Sequence[Case], wanted: Any
) -> dict[str, list[Run]]:
    """The runs of some clocks by their codes, in cases that ``wanted``, a query of ids, gives.

    Within a connection. Cases in the order of their ids.
    """
    all_rules = clock_rules.all_of(store)
    rules = {code: [rule for rule in all_rules if rule.code == code] for code in codes}
    known = {code: _chosen(rules[code], cases) for code in codes}
    now = clock.to_text(clock.now())
    found: dict[str, list[Run]] = {code: [] for code in codes}
    used = [rule for some in rules.values() for rule in some]
    for case_id, events in groupby(_events(used, wanted), itemgetter(0)):
        lines = list(events)
        for code in codes:
            machine = known[code].get(case_id)
            if machine is not None and machine.is_plain:
                found[code] += machine.runs(case_id, lines, now)
            elif machine is not None:
                found[code] += _singly(store, case_id, code)
    return found


def _chosen(rules: Sequence[ClockRule], cases: Sequence[Case]) -> dict[int, _Machine]:
    choice = _Choice(rules)
    pairs = ((case.id, choice.of(case)) for case in cases)
    return {case_id: machine for case_id, machine in pairs if machine is not None}


def _singly(store: Store, case_id: int, code: str) -> Iterator[Run]:
    runs = [one for one in timeline.deadlines(store, case_id) if one.rule.code == code]
    for place, deadline in enumerate(runs):
        yield Run(
            case_id,
            clock.to_text(deadline.started_at),
            _seconds(deadline),
            _kept(deadline.state),
            place == 0,
        )


def _seconds(deadline: Deadline) -> int | None:
    if deadline.ended_at is None:
        return None
    if deadline.rule.told:
        return round((deadline.ended_at - deadline.started_at).total_seconds())
    if deadline.left is not None:
        return round((deadline.rule.period - deadline.left).total_seconds())
    assert deadline.due_at is not None  # noqa: S101 - a clock that stands still has a rest left
    return round((deadline.ended_at - deadline.due_at + deadline.rule.period).total_seconds())


def _kept(state: ClockState) -> bool | None:
    return {ClockState.KEPT: True, ClockState.MISSED: False}.get(state)


def _events(rules: Iterable[ClockRule], wanted: Any) -> Iterator[_Event]:
    """(case, at, kind, stage, data) in their order, of the kinds that the rules look at."""
    tokens = {token.partition(":")[0] for rule in rules for token in rule.starts | rule.ends}
    kinds = (tokens & _PLAIN) | {CaseEventKind.MOVED, CaseEventKind.REOPENED, CaseEventKind.MERGED}
    gone = _taken_back(wanted)
    query = (
        CaseEvent.select(
            *(CaseEvent.case, CaseEvent.at, CaseEvent.kind, CaseEvent.stage_to),
            *(fn.IIF(CaseEvent.kind == CaseEventKind.MERGED, CaseEvent.data, ""), CaseEvent.id),
        )
        .where(CaseEvent.case.in_(wanted), CaseEvent.kind.in_(sorted(kinds)))
        .order_by(CaseEvent.case, CaseEvent.at, CaseEvent.id)
    )
    rows: Iterator[_Event] = database.execute(query)
    return (row for row in rows if row[-1] not in gone) if gone else rows


def _taken_back(wanted: Any) -> set[int]:
    """The lines that others take back, as `timeline` has it."""
    query = CaseEvent.select(CaseEvent.id, CaseEvent.data).where(
        CaseEvent.kind == CaseEventKind.UNDONE, CaseEvent.case.in_(wanted)
    )
    gone: set[int] = set()
    for event_id, data in sorted(database.execute(query), reverse=True):
        if event_id not in gone:
            gone.update(json.loads(data).get("events", ()))
    return gone


class _Choice:
    """Which rule counts for a case, found once for each platform, kind and stretch of time."""

    def __init__(self, rules: Sequence[ClockRule]) -> None:
        self._rules = rules
        days = sorted({max(rule.valid_from, _LONG_AGO) for rule in rules})
        self._starts = [clock.to_text(clock.start_of_day(day)) for day in days]
        self._found: dict[tuple[str, str, int], _Machine | None] = {}

    def of(self, case: Case) -> _Machine | None:
        key = (case.platform, case.kind, bisect_right(self._starts, case.opened_at))
        if key not in self._found:
            opened = clock.from_text(case.opened_at)
            some = chosen(self._rules, case.platform, case.kind, opened)
            self._found[key] = _Machine(some[0]) if some else None
        return self._found[key]


class _Machine:
    """One clock, walked through the events of one case after the other."""

    def __init__(self, rule: ClockRule) -> None:
        self._starts, self._ends = rule.starts, rule.ends | _END_ALL
        self._pauses = {stage.value for stage in rule.pauses}
        self._period = round(rule.period.total_seconds())
        self._case, self._started, self._due, self._left = 0, "", 0, -1
        self._runs: list[Run] = []
        self.is_plain = not rule.told and all(
            token in _PLAIN or token.startswith("moved:") for token in rule.starts | rule.ends
        )

    def runs(self, case_id: int, events: Iterable[_Event], now: str) -> list[Run]:
        """The runs that a case's events make, by a clock that reads ``now``."""
        self._case, self._started, self._runs = case_id, "", []
        starts, ends, pauses = self._starts, self._ends, self._pauses
        paused = False
        at = ""
        for _case, at, kind, stage, data, _id in events:
            token = f"moved:{stage}" if stage else "merged:into" if _is_into(data) else kind
            if pauses and stage:
                paused = stage in pauses
                if self._started:
                    self._pause(_epoch(at), paused=paused)
            if self._started and (token in ends or kind in ends):
                self._end(at)
            if not self._started and (token in starts or kind in starts):
                self._begin(at, paused=paused)
        if self._started:
            self._leave(max(now, at))
        return self._runs

    def _begin(self, at: str, *, paused: bool) -> None:
        self._started, self._left = at, -1
        start = _epoch(at)
        self._due = start + self._period
        self._pause(start, paused=paused)

    def _pause(self, at: int, *, paused: bool) -> None:
        """Stops a clock that hasn't run out, or lets it go on with what was left."""
        if paused and self._left < 0 and at <= self._due:
            self._left = self._due - at
        elif not paused and self._left >= 0:
            self._due, self._left = at + self._left, -1

    def _end(self, at: str) -> None:
        end = _epoch(at)
        if self._left >= 0:
            self._add(self._period - self._left, kept=True)
        else:
            self._add(end - self._due + self._period, kept=end <= self._due)

    def _leave(self, now: str) -> None:
        late = self._left < 0 and _epoch(now) > self._due
        self._add(None, kept=False if late else None)

    def _add(self, seconds: int | None, *, kept: bool | None) -> None:
        self._runs.append(Run(self._case, self._started, seconds, kept, not self._runs))
        self._started = ""


def _is_into(data: str) -> bool:
    return bool(data) and json.loads(data).get("step") == "into"


def _epoch(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())
