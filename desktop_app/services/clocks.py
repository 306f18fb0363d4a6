"""Deadlines: rules that are data, and what they make of the events of a case.

A deadline is always derived from events, never kept as a remainder, so that a pause can't be
lost and what was missed stays missed. Clocks run day and night, in UTC, so that neither
midnight nor a change of daylight saving time lengthens or shortens a period.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desktop_app.core import clock, i18n
from desktop_app.core.kinds import CaseKind, CaseStage, Clock, ClockState, Platform

OUR_OWN = frozenset({Clock.REPLY, Clock.RESOLVE, Clock.PLATFORM})
_END_ALL = frozenset({"moved:closed", "moved:cancelled", "merged:into"})
LAPSED = "lapsed"


@dataclass(frozen=True)
class ClockRule:
    """From which events to which others at most how much time may pass (see clocks.toml)."""

    code: str
    of: Clock
    names: dict[str, str]
    period: timedelta
    starts: frozenset[str]
    ends: frozenset[str]
    told: frozenset[str] = frozenset()
    pauses: frozenset[CaseStage] = frozenset()
    platforms: frozenset[Platform] = frozenset()
    kinds: frozenset[CaseKind] = frozenset()
    lapses_to: str = ""
    source: str = ""
    valid_from: date = date.min
    checked: bool = False

    @property
    def name(self) -> str:
        """What must be done, in the language spoken now."""
        return self.names[i18n.language()]

    def fits(self, platform: str, kind: str, opened: datetime) -> bool:
        """Whether it is a rule for such a case, opened then."""
        return (
            (not self.platforms or platform in self.platforms)
            and (not self.kinds or kind in self.kinds)
            and self.valid_from <= clock.to_local(opened).date()
        )


@dataclass(frozen=True)
class Happening:
    """An event as clocks see it. ``until`` is a time that was agreed or told, if any."""

    at: datetime
    kind: str
    stage_to: str = ""
    step: str = ""
    until: datetime | None = None

    @property
    def tokens(self) -> frozenset[str]:
        """The words by which rules name it: ``moved``, ``moved:settled``, ``cost:refund``."""
        named = {self.kind}
        if self.step:
            named.add(f"{self.kind}:{self.step}")
        if self.stage_to:
            named.add(f"moved:{self.stage_to}")
        return frozenset(named)


@dataclass(frozen=True)
class Deadline:
    """One run of a clock. ``due_at`` is None and ``left`` what remains while it is paused."""

    rule: ClockRule
    started_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    state: ClockState
    left: timedelta | None = None

    @property
    def is_open(self) -> bool:
        """Whether the thing is still to be done (in time or late)."""
        return self.ended_at is None


def chosen(
    rules: Iterable[ClockRule], platform: str, kind: str, opened: datetime
) -> list[ClockRule]:
    """For each code the rule that counts for a case: the most particular, then the latest."""
    best: dict[str, ClockRule] = {}
    for rule in rules:
        if rule.fits(platform, kind, opened):
            other = best.get(rule.code)
            if other is None or _rank(rule) >= _rank(other):
                best[rule.code] = rule
    return list(best.values())


def _rank(rule: ClockRule) -> tuple[bool, bool, date]:
    return bool(rule.platforms), bool(rule.kinds), rule.valid_from


def derive(
    happenings: Iterable[Happening], rules: Iterable[ClockRule], now: datetime
) -> list[Deadline]:
    """The deadlines that the events make under the rules (one for each code), oldest first.

    ``happenings`` in the order of their times. A rule that starts when another lapses must
    come after it. A computer's clock that was set back moves nothing: the present is never
    before the last event.
    """
    events = list(happenings)
    if events:
        now = max(now, events[-1].at)
    found: list[Deadline] = []
    lapses: list[Happening] = []
    for rule in rules:
        awaited = [lapse for lapse in lapses if lapse.tokens & rule.starts]
        own = list(_runs(rule, _merged(events, awaited), now))
        found += own
        lapses += _lapses(own)
    return sorted(found, key=lambda deadline: deadline.started_at)


def earliest(deadlines: Iterable[Deadline]) -> Deadline | None:
    """The open deadline of the shop's own that comes first."""
    timed = [
        (deadline.due_at, place, deadline)
        for place, deadline in enumerate(deadlines)
        if deadline.is_open and deadline.due_at is not None and deadline.rule.of in OUR_OWN
    ]
    return min(timed)[2] if timed else None


def _merged(events: list[Happening], more: list[Happening]) -> Sequence[Happening]:
    return sorted([*events, *more], key=lambda event: event.at) if more else events


def _lapses(deadlines: Iterable[Deadline]) -> Iterator[Happening]:
    for deadline in deadlines:
        if deadline.state is ClockState.MISSED and deadline.due_at is not None:
            yield Happening(deadline.due_at, LAPSED, step=deadline.rule.code)


def _runs(rule: ClockRule, events: Iterable[Happening], now: datetime) -> Iterator[Deadline]:
    run: _Run | None = None
    paused = False
    for event in events:
        tokens = event.tokens
        if event.stage_to:
            paused = event.stage_to in rule.pauses
        if run is not None:
            run.pause(event.at, paused=paused)
            run.tell(event, rule)
            if tokens & (rule.ends | _END_ALL):
                yield run.ended(event.at)
                run = None
        if run is None and tokens & rule.starts:
            run = _begun(rule, event, paused=paused)
    if run is not None:
        yield run.at(now)


def _begun(rule: ClockRule, event: Happening, *, paused: bool) -> _Run | None:
    if event.tokens & rule.told:
        return _Run(rule, event.at, event.until) if event.until else None
    run = _Run(rule, event.at, event.at + rule.period)
    run.pause(event.at, paused=paused)
    return run


class _Run:
    """A clock between its start and its end."""

    def __init__(self, rule: ClockRule, start: datetime, due: datetime) -> None:
        self._rule = rule
        self._start = start
        self._due: datetime | None = due
        self._left: timedelta | None = None

    def pause(self, at: datetime, *, paused: bool) -> None:
        """Stops a clock that hasn't run out, or lets it go on with what was left."""
        if paused and self._due is not None and at <= self._due:
            self._left, self._due = self._due - at, None
        elif not paused and self._left is not None:
            self._due, self._left = at + self._left, None

    def tell(self, event: Happening, rule: ClockRule) -> None:
        """Takes another end that was told or agreed."""
        if event.until is not None and event.tokens & rule.told:
            self._due, self._left = event.until, None

    def ended(self, at: datetime) -> Deadline:
        """The run as its end leaves it for good."""
        missed = self._due is not None and at > self._due
        return self._deadline(ClockState.MISSED if missed else ClockState.KEPT, at)

    def at(self, now: datetime) -> Deadline:
        """The run as it stands."""
        if self._due is None:
            return self._deadline(ClockState.PAUSED, None)
        missed = now > self._due
        return self._deadline(ClockState.MISSED if missed else ClockState.RUNNING, None)

    def _deadline(self, state: ClockState, ended: datetime | None) -> Deadline:
        return Deadline(self._rule, self._start, self._due, ended, state, self._left)
