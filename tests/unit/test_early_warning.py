"""The exact test behind the early warning, and the rate of false alarms that it promises."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import pytest

from desktop_app.core import early_warning
from desktop_app.core.early_warning import Period, at_least, judged, level
from desktop_app.services.quality_rules import rules

RULES = rules()
LEVEL = level(RULES.model_weeks)


def exact(least: int, total: int, part: Fraction) -> Fraction:
    return sum(
        (
            math.comb(total, count) * part**count * (1 - part) ** (total - count)
            for count in range(least, total + 1)
        ),
        Fraction(0),
    )


@pytest.mark.parametrize("total", [1, 2, 7, 30, 151])
@pytest.mark.parametrize(
    "part", [Fraction(1, 14), Fraction(7, 97), Fraction(1, 2), Fraction(9, 10)]
)
def test_the_tail_is_the_exact_one(total: int, part: Fraction) -> None:
    for least in range(total + 1):
        found, should = at_least(least, total, float(part)), float(exact(least, total, part))
        assert found == pytest.approx(should, rel=1e-9, abs=1e-12)


def test_large_counts_stay_stable() -> None:
    middle = at_least(50_000, 1_000_000, 0.05)
    assert 0.45 < middle < 0.55
    assert at_least(52_000, 1_000_000, 0.05) < 1e-15
    assert at_least(48_000, 1_000_000, 0.05) == pytest.approx(1)
    assert at_least(0, 10, 0.5) == 1
    assert at_least(11, 10, 0.5) == 0
    assert at_least(3, 10, 0.0) == 0
    assert at_least(3, 10, 1.0) == 1


def test_what_is_expected_follows_sales_and_days() -> None:
    before = Period(18, 1800, 180)
    assert judged(Period(6, 140, 14), before, LEVEL).expected == pytest.approx(1.4)
    doubled = judged(Period(6, 280, 14), before, LEVEL)
    assert doubled.expected == pytest.approx(2.8)
    not_imported_yet = judged(Period(6, 3, 14), before, LEVEL)
    assert not_imported_yet.expected == pytest.approx(1.4)
    without_orders = judged(Period(6, 0, 14), Period(18, 0, 180), LEVEL)
    assert without_orders.expected == pytest.approx(1.4)


def test_nothing_to_compare_with_is_no_alarm() -> None:
    found = judged(Period(9, 50, 14), Period(0, 0, 0), LEVEL)
    assert found.chance == 1
    assert not found.unusual


def test_odds_are_told_to_one_figure() -> None:
    assert early_warning.Judgement(1.0, 1 / 8765, LEVEL).odds == 8000
    assert early_warning.Judgement(1.0, 0.0, LEVEL).odds == 1_000_000
    assert early_warning.Judgement(1.0, 0.6, LEVEL).odds == 1


class Made:
    """A model's days: complaints come so many days after their sale."""

    def __init__(self, dice: random.Random, sold_a_day: float, rate: float) -> None:
        self._dice, self._sold, self._rate = dice, sold_a_day, rate
        self.lines: list[int] = []
        self.complaints: list[int] = []

    def go(self, days: int, sales: float = 1.0, worse: float = 1.0) -> None:
        for _ in range(days):
            day = len(self.lines)
            sold = self._poisson(self._sold * sales)
            self.lines.append(sold)
            for _line in range(self._poisson(sold * self._rate * worse)):
                later = day + self._dice.randint(3, 11)
                self.complaints += [0] * (later + 1 - len(self.complaints))
                self.complaints[later] += 1

    def warns(self, day: int) -> bool:
        """Whether the shop would be warned at the end of this day (each complaint a buyer's)."""
        first = day + 1 - RULES.window_days
        recent = sum(self.complaints[first : day + 1])
        if recent < RULES.least_buyers:
            return False
        base, lag = first - RULES.baseline_days, RULES.lag_days
        now = Period(recent, sum(self.lines[first - lag : day + 1 - lag]), RULES.window_days)
        before = Period(
            sum(self.complaints[base:first]),
            sum(self.lines[base - lag : first - lag]),
            RULES.baseline_days,
        )
        return judged(now, before, LEVEL).unusual

    def _poisson(self, mean: float) -> int:
        if mean > 50:
            return max(0, round(self._dice.gauss(mean, math.sqrt(mean))))
        limit, count, product = math.exp(-mean), 0, self._dice.random()
        while product > limit:
            count += 1
            product *= self._dice.random()
        return count


SHOPS = ((2, 0.01), (5, 0.02), (10, 0.04), (20, 0.02), (40, 0.03))


def false_alarms(sales: tuple[float, ...], weeks: int, seed: int) -> tuple[int, int]:
    """Alarms that began in models that never changed, and how many model-weeks were watched."""
    dice = random.Random(seed)  # noqa: S311 - the same shops each time, no secret
    began = watched = 0
    for sold, rate in SHOPS * 8:
        made = Made(dice, sold, rate)
        begin = RULES.baseline_days + RULES.window_days + RULES.lag_days
        made.go(begin)
        for week in range(weeks):
            made.go(7, sales=sales[week % len(sales)])
        warned = False
        for day in range(begin, begin + 7 * weeks):
            warns = made.warns(day)
            began += warns and not warned
            warned = warns
        watched += weeks
    return began, watched


def test_r19_the_promised_rate_of_false_alarms_is_kept() -> None:
    began, watched = false_alarms((1.0,), weeks=50, seed=19)
    assert watched == 2000
    assert began <= watched / RULES.model_weeks


def test_r19_a_peak_in_sales_is_no_alarm() -> None:
    """A Double 11: five times the sales in one week, and their complaints in the next two."""
    peaks = (1.0, 1.0, 1.0, 5.0, 1.0, 0.5, 1.0, 1.0, 1.0, 1.0)
    began, watched = false_alarms(peaks, weeks=50, seed=11)
    assert began <= watched / RULES.model_weeks


@pytest.mark.parametrize(("sold", "days"), [(20, 28), (40, 21)])
def test_r19_a_tripling_is_found(sold: int, days: int) -> None:
    """With six complaints in two weeks within four weeks, with eleven within three; in 17 of 20."""
    dice = random.Random(3)  # noqa: S311 - the same shops each time, no secret
    found, shops = 0, 40
    for _ in range(shops):
        made = Made(dice, sold, 0.02)
        begin = RULES.baseline_days + RULES.window_days + RULES.lag_days
        made.go(begin)
        made.go(50, worse=3.0)
        # The worse goods are complained of a week after they were sold.
        found += any(made.warns(begin + 7 + day) for day in range(days))
    assert found >= 0.85 * shops


def test_the_level_shares_the_promise_among_tests() -> None:
    assert 7 * 200 * level(200) == pytest.approx(1)
    assert level(200, tests=4) == pytest.approx(level(200) / 4)
