"""Which cases a selection lets in, which of their numbers counts, and what is made of numbers."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from desktop_app.core.kinds import CaseStage, Finding
from desktop_app.core.measure_kinds import Figure, Mark, Part
from desktop_app.services.case_rules import ENDED
from desktop_app.services.measure_facts import CaseFact, seconds_between
from desktop_app.services.measure_rules import Selection

_PLACES = Decimal("0.000001")
_SATISFIED, _UNSATISFIED = 4, 2
_OVER = frozenset(stage.value for stage in ENDED)
_REAL = frozenset({Finding.REAL.value, Finding.MAJOR.value})
_MARKS: dict[Mark, Callable[[CaseFact], bool]] = {
    Mark.OPEN: lambda fact: fact.stage not in _OVER,
    Mark.ENDED: lambda fact: fact.stage in _OVER and fact.stage != CaseStage.CANCELLED,
    Mark.ANGRY: lambda fact: bool(fact.angry),
    Mark.SILENT_BAD_REVIEW: lambda fact: bool(fact.silent_bad_review),
    Mark.DISPUTED: lambda fact: bool(fact.disputed) or fact.intervened_at is not None,
    Mark.INTERVENED: lambda fact: fact.intervened_at is not None,
    Mark.MISSED: lambda fact: bool(fact.missed),
    Mark.RATED: lambda fact: fact.satisfaction is not None,
    Mark.SATISFIED: lambda fact: (fact.satisfaction or 0) >= _SATISFIED,
    Mark.UNSATISFIED: lambda fact: 0 < (fact.satisfaction or 0) <= _UNSATISFIED,
    Mark.REAL_DEFECT: lambda fact: fact.finding in _REAL,
    Mark.LESSON: lambda fact: bool(fact.lesson),
}


def fits(what: Selection) -> Callable[[CaseFact], bool] | None:
    """Whether a case is one that the selection lets in; None for one that lets all in."""
    tests: list[Callable[[CaseFact], bool]] = [_MARKS[mark] for mark in what.marks]
    if what.kinds:
        kinds = frozenset(what.kinds)
        tests.append(lambda fact: fact.kind in kinds)
    if what.causes:
        causes = frozenset(what.causes)
        tests.append(lambda fact: fact.cause in causes)
    if what.outcomes:
        outcomes = frozenset(what.outcomes)
        tests.append(lambda fact: fact.outcome in outcomes)
    if len(tests) < 2:  # noqa: PLR2004 - none, or one alone
        return tests[0] if tests else None
    return lambda fact: all(test(fact) for test in tests)


def number(fact: CaseFact, part: Part | None) -> int | None:
    """The number of a case that is averaged; None for none."""
    if part is Part.SATISFACTION:
        return fact.satisfaction
    if part is Part.TIME and fact.closed_at is not None:
        return seconds_between(fact.opened_at, fact.closed_at)
    return None


def ratio(part: int, whole: int) -> Decimal | None:
    """A fraction to six places; None of nothing."""
    return (Decimal(part) / whole).quantize(_PLACES, ROUND_HALF_UP) if whole else None


def average(figure: Figure, values: list[int]) -> Decimal | None:
    """Mean, median, or what nine in ten don't exceed; None of nothing."""
    if not values:
        return None
    if figure is Figure.MEAN:
        return ratio(sum(values), len(values))
    if figure is Figure.MEDIAN:
        return Decimal(str(median(values)))
    place = -(-len(values) * 9 // 10) - 1
    return Decimal(sorted(values)[place])
