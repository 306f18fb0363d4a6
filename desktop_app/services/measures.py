"""Measures (R43, R48, R49, R51): figures of a window beside those of the window before.

What is measured is data (`measure_rules`). Every figure and every bar names what is behind it, so
that a click on it lists exactly what was counted. A figure whose denominator is nought is None.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from operator import itemgetter

from peewee import fn

from desktop_app.core.kinds import CaseKind, Cause, Outcome, Platform
from desktop_app.core.measure_kinds import MONEY, Figure, Kept, Mark, Moment, Part, Subject
from desktop_app.models.base import database
from desktop_app.models.products import Product
from desktop_app.services import measure_facts, measure_numbers, measure_rules
from desktop_app.services.measure_facts import CaseFact, Facts, MoneyFact, Scope
from desktop_app.services.measure_rules import Definition, Selection
from desktop_app.services.measure_runs import Run
from desktop_app.services.measure_windows import Calendar, Window
from desktop_app.services.store import Store

__all__ = ["Behind", "Group", "Measured", "MonthCost", "Report", "Scope", "models", "report"]
MONTHS = 12
_MONTH = len("2026-09")
_UP_TO_DAYS, _UP_TO_WEEKS = 31, 100


Behind = tuple[int, int | None]
"""A thing that was counted: its case, and the number that counts (seconds, a mark, money)."""
_Thing = tuple[int, int, int | None, str]
"""The place of a day, a case, a number, and what tells several of one case apart."""


@dataclass(frozen=True)
class Measured:
    """A figure of a window. ``value`` is a fraction (share), a number, seconds or minor units.

    ``before`` is the figure of as many days right before, ``trend`` those of the window's parts.
    ``counted`` are the things behind it: cases, runs of a clock, or cases with money.
    """

    definition: Definition
    window: Window
    value: Decimal | None
    before: Decimal | None
    counted: int
    among: int | None
    trend: tuple[Decimal | None, ...]
    currency: str
    things: tuple[_Thing, ...]
    others: tuple[_Thing, ...]

    @property
    def behind(self) -> tuple[Behind, ...]:
        """What was counted, in the order of days."""
        return tuple(thing[1:3] for thing in self.things)

    @property
    def rest(self) -> tuple[Behind, ...]:
        """What belongs to the denominator, cases or runs of a clock, but wasn't counted."""
        seen = {(thing[1], thing[3]) for thing in self.things}
        return tuple(thing[1:3] for thing in self.others if (thing[1], thing[3]) not in seen)


@dataclass(frozen=True)
class Group:
    """A bar: its key (a kind's code, a day, a model), empty where it isn't known; and its cases."""

    key: str
    behind: tuple[Behind, ...]

    @property
    def count(self) -> int:
        return len(self.behind)


@dataclass(frozen=True)
class MonthCost:
    """What was lost and what came back in a month, ``2026-09``, in one currency."""

    month: str
    currency: str
    lost: int
    back: int
    behind: tuple[Behind, ...]


@dataclass(frozen=True)
class Report:
    """All measures of a window, and what the cases opened in it were about, the most first.

    ``splits`` has ``cause kind platform outcome model``; ``marks`` the satisfaction from 1 to 5.
    ``step`` is how many days a bar of ``opened`` stands for.
    """

    window: Window
    measures: tuple[Measured, ...]
    opened: tuple[Group, ...]
    step: int
    splits: dict[str, tuple[Group, ...]]
    marks: tuple[Group, ...]
    months: tuple[MonthCost, ...]


def report(store: Store, window: Window, scope: Scope | None = None) -> Report:
    """All figures of a window; a measure with a window of its own ends on the same day."""
    definitions = measure_rules.all_of(store)
    days = [window.ending(one.days) for one in definitions] + [window]
    first = min(one.before().first for one in days)
    calendar = Calendar(Window(first, window.last))
    with store.connection():
        counting = _Counting(Facts(store, calendar, scope or Scope()))
        measured = [
            figure
            for one in definitions
            for figure in counting.figures(one, window.ending(one.days))
        ]
        opened, step = counting.opened(window)
        return Report(
            window=window,
            measures=tuple(measured),
            opened=opened,
            step=step,
            splits=counting.splits(window),
            marks=counting.marks(window),
            months=counting.months(window.last),
        )


def models(store: Store, most: int = 40) -> list[str]:
    """The product models that one may look at alone, those with the most SKUs."""
    query = (
        Product.select(Product.model)
        .where(Product.model != "")
        .group_by(Product.model)
        .order_by(fn.COUNT(Product.id).desc(), Product.model)
        .limit(most)
    )
    with store.connection():
        return sorted(row[0] for row in database.execute(query))


class _Line:
    """Things in the order of their days."""

    def __init__(self, things: Iterable[_Thing]) -> None:
        self._things = sorted(things, key=itemgetter(0))
        self._days = [thing[0] for thing in self._things]

    def within(self, span: tuple[int, int]) -> list[_Thing]:
        """Those from one day to another, both included."""
        first, last = span
        return self._things[bisect_left(self._days, first) : bisect_right(self._days, last)]


class _Counting:
    """Counts the facts of a calendar; what several measures need is counted once."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._calendar = facts.calendar
        self._lines: dict[tuple[Selection, Part | None], _Line] = {}
        self._by_moment: dict[Moment, list[tuple[int, CaseFact]]] = {}
        self._by_clock: dict[str, list[tuple[int, Run]]] = {}
        self._orders: dict[Moment, list[int]] = {}

    def figures(self, one: Definition, window: Window) -> Iterator[Measured]:
        """A measure's figure, or one for each currency."""
        if one.counts.what in MONEY:
            yield from self._sums(one, window)
            return
        line = self.line(one.counts, one.part)
        counted = line.within(self._span(window))
        cases = one.among is not None and one.among.what is not Subject.ORDERS
        yield Measured(
            definition=one,
            window=window,
            value=self._value(one, line, window),
            before=self._value(one, line, window.before()),
            counted=len(counted),
            among=self._among(one, window),
            trend=tuple(self._value(one, line, part) for part in window.parts()),
            currency="",
            things=tuple(counted),
            others=tuple(self.line(one.among, None).within(self._span(window)))
            if cases and one.among is not None
            else (),
        )

    def opened(self, window: Window) -> tuple[tuple[Group, ...], int]:
        """The cases opened, by days, weeks or thirty days: what can be told apart in a chart."""
        step = 1 if window.days <= _UP_TO_DAYS else 7 if window.days <= _UP_TO_WEEKS else 30
        line = self.line(_OPENED, None)
        starts = [window.first + timedelta(days=day) for day in range(0, window.days, step)]
        groups = []
        for start in starts:
            last = min(start + timedelta(days=step - 1), window.last)
            things = line.within(self._span(Window(start, last)))
            groups.append(Group(start.isoformat(), tuple(thing[1:3] for thing in things)))
        return tuple(groups), step

    def splits(self, window: Window) -> dict[str, tuple[Group, ...]]:
        """What the cases opened in the window are about."""
        cases = self._facts.cases
        things = self.line(_OPENED, None).within(self._span(window))
        held = [cases[thing[1]] for thing in things]
        within = Calendar(window)
        return {
            **{name: _split((getattr(fact, name), fact.id) for fact in held) for name in _SPLITS},
            "model": _split(
                (model, case) for case, model in self._facts.models(within.since, within.until)
            ),
        }

    def marks(self, window: Window) -> tuple[Group, ...]:
        """How many of the cases closed have each mark of satisfaction, 1 to 5 (R51)."""
        things = self.line(_RATED, Part.SATISFACTION).within(self._span(window))
        return tuple(
            Group(str(mark), tuple(thing[1:3] for thing in things if thing[2] == mark))
            for mark in range(1, 6)
        )

    def months(self, last: date) -> tuple[MonthCost, ...]:
        """What cases cost in each of the twelve months up to a day, for each currency."""
        first = _months_before(last, MONTHS - 1)
        held: defaultdict[tuple[str, str], list[MoneyFact]] = defaultdict(list)
        for fact in self._ledger:
            if first <= fact.day <= last:
                held[fact.currency, fact.day.isoformat()[:_MONTH]].append(fact)
        return tuple(
            MonthCost(
                month=month,
                currency=currency,
                lost=sum(fact.lost for fact in facts),
                back=sum(fact.back for fact in facts),
                behind=_by_case((fact.case, fact.lost - fact.back) for fact in facts),
            )
            for (currency, month), facts in sorted(held.items())
        )

    def line(self, what: Selection, part: Part | None) -> _Line:
        """All that a selection counts on the calendar's days, with the number that is averaged."""
        key = what, part
        if key not in self._lines:
            runs = _RUNS.get(what.what)
            made = self._cases(what, part) if runs is None else self._runs(what, *runs)
            if part is not None:
                made = (thing for thing in made if thing[2] is not None)
            self._lines[key] = _Line(made)
        return self._lines[key]

    def _cases(self, what: Selection, part: Part | None) -> Iterator[_Thing]:
        assert what.at is not None  # noqa: S101 - the definitions' check says so
        fits = measure_numbers.fits(what)
        for day, fact in self._at(what.at):
            if fits is None or fits(fact):
                yield day, fact.id, measure_numbers.number(fact, part), ""

    def _at(self, at: Moment) -> list[tuple[int, CaseFact]]:
        if at not in self._by_moment:
            place = self._calendar.day
            moment = measure_facts.MOMENT_OF[at]
            days = ((place(moment(fact)), fact) for fact in self._facts.cases.values())
            self._by_moment[at] = [pair for pair in days if pair[0] >= 0]
        return self._by_moment[at]

    def _runs(self, what: Selection, code: str, alone: frozenset[bool]) -> Iterator[_Thing]:
        fits = measure_numbers.fits(what)
        cases = self._facts.cases
        kept = {result is Kept.KEPT for result in what.kept}
        for day, run in self._clock(code):
            if run.kept in kept and run.first in alone and (fits is None or fits(cases[run.case])):
                yield day, run.case, run.seconds, run.started

    def _clock(self, code: str) -> list[tuple[int, Run]]:
        if code not in self._by_clock:
            days = ((self._calendar.day(run.started), run) for run in self._facts.runs[code])
            self._by_clock[code] = [pair for pair in days if pair[0] >= 0]
        return self._by_clock[code]

    def _among(self, one: Definition, window: Window) -> int | None:
        """How many there are in the denominator; None for a figure without one."""
        if one.among is None:
            return None
        span = self._span(window)
        if one.among.what is Subject.ORDERS:
            assert one.among.at is not None  # noqa: S101 - the definitions' check says so
            days = self._bought(one.among.at)
            return bisect_right(days, span[1]) - bisect_left(days, span[0])
        return len(self.line(one.among, None).within(span))

    def _bought(self, at: Moment) -> list[int]:
        if at not in self._orders:
            self._orders[at] = sorted(self._facts.orders(at))
        return self._orders[at]

    def _value(self, one: Definition, line: _Line, window: Window) -> Decimal | None:
        things = line.within(self._span(window))
        among = self._among(one, window)
        if among is not None:
            times = 100 if one.figure is Figure.PER_HUNDRED else 1
            return measure_numbers.ratio(len(things) * times, among)
        if one.part is not None:
            return measure_numbers.average(one.figure, [thing[2] or 0 for thing in things])
        return Decimal(len(things))

    def _sums(self, one: Definition, window: Window) -> Iterator[Measured]:
        """Money, never added up over currencies; where nothing was entered it isn't known."""
        lines = self._money(one.counts)
        seen = [
            currency
            for currency, line in lines.items()
            if any(line.within(self._span(days)) for days in (window, window.before()))
        ]
        for currency in sorted(seen, key=lambda code: (code != "CNY", code)) or [""]:
            line = lines.get(currency, _Line(()))
            things = line.within(self._span(window))
            behind = tuple(
                (0, case, amount, "")
                for case, amount in _by_case((thing[1], thing[2] or 0) for thing in things)
            )
            yield Measured(
                definition=one,
                window=window,
                value=_sum(things),
                before=_sum(line.within(self._span(window.before()))),
                counted=len(behind),
                among=None,
                trend=tuple(_sum(line.within(self._span(part))) for part in window.parts()),
                currency=currency,
                things=behind,
                others=(),
            )

    def _money(self, what: Selection) -> dict[str, _Line]:
        fits, amount, place = measure_numbers.fits(what), _AMOUNTS[what.what], self._calendar.place
        cases = {} if fits is None else self._facts.with_cases({one.case for one in self._ledger})
        found: defaultdict[str, list[_Thing]] = defaultdict(list)
        for fact in self._ledger:
            value = amount(fact)
            if value and (fits is None or fits(cases[fact.case])):
                found[fact.currency].append((place(fact.day), fact.case, value, ""))
        return {currency: _Line(things) for currency, things in found.items()}

    @cached_property
    def _ledger(self) -> list[MoneyFact]:
        """The money of the calendar's days and of the months of the chart."""
        window = self._calendar.window
        first = min(window.first, _months_before(window.last, MONTHS - 1))
        return self._facts.money(first, window.last)

    def _span(self, window: Window) -> tuple[int, int]:
        first = (window.first - self._calendar.window.first).days
        return first, first + window.days - 1


_OPENED = Selection(Subject.CASES, at=Moment.OPENED)
_RATED = Selection(Subject.CASES, at=Moment.CLOSED, marks=(Mark.RATED,))
_RUNS = {
    Subject.FIRST_REPLIES: ("reply", frozenset({True})),
    Subject.REPLIES: ("reply", frozenset({True, False})),
    Subject.RESOLUTIONS: ("resolve", frozenset({True, False})),
}
_AMOUNTS: dict[Subject, Callable[[MoneyFact], int]] = {
    Subject.COSTS: lambda fact: fact.lost,
    Subject.RECOVERIES: lambda fact: fact.back,
    Subject.NET_COSTS: lambda fact: fact.lost - fact.back,
}
_SPLITS = ("cause", "kind", "platform", "outcome")
SPLIT_KINDS = {"cause": Cause, "kind": CaseKind, "platform": Platform, "outcome": Outcome}


def _sum(things: Sequence[_Thing]) -> Decimal | None:
    return Decimal(sum(thing[2] or 0 for thing in things)) if things else None


def _by_case(amounts: Iterable[tuple[int, int]]) -> tuple[Behind, ...]:
    """A case once, with all its money."""
    sums: dict[int, int] = {}
    for case, amount in amounts:
        sums[case] = sums.get(case, 0) + amount
    return tuple(sums.items())


def _split(pairs: Iterable[tuple[str, int]]) -> tuple[Group, ...]:
    held: defaultdict[str, list[Behind]] = defaultdict(list)
    for key, case in pairs:
        held[key].append((case, None))
    groups = (Group(key, tuple(cases)) for key, cases in held.items())
    return tuple(sorted(groups, key=lambda one: (not one.key, -one.count, one.key)))


def _months_before(day: date, count: int) -> date:
    months = day.year * 12 + day.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)
