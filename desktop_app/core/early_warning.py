"""Whether a model's defects of late are more than chance makes of its usual ones (R19).

The test is the exact one for two Poisson rates: given how many complaints there were in both
periods together, those of late are binomial with the share of sales (or of days) that fell into
the recent period. Nothing is approximated, so that the rate of false alarms that is stated holds
for few complaints as for many.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

_LOOKS_A_WEEK = 7
_NEGLIGIBLE = 1e-17
_ONE_IN_A_MILLION = 1e-6  # nobody tells a million from ten


@dataclass(frozen=True)
class Period:
    """Complaints of different buyers in so many days, and the order lines sold for them."""

    complaints: int
    lines: int
    days: int


@dataclass(frozen=True)
class Judgement:
    """What the test says: ``expected`` complaints by the baseline, and how likely so many are.

    ``chance`` is the probability of at least so many where nothing changed; ``level`` is how small
    it must be to be told.
    """

    expected: float
    chance: float
    level: float

    @property
    def unusual(self) -> bool:
        """Whether chance is no good explanation any more."""
        return self.chance <= self.level

    @property
    def odds(self) -> int:
        """“Once in so many times”, to one significant figure, at most a million."""
        if self.chance <= _ONE_IN_A_MILLION:
            return 1_000_000
        times = int(1 / self.chance)
        digits = str(times)
        return int(digits[0] + "0" * (len(digits) - 1))


def level(model_weeks: int, tests: int = 1) -> float:
    """How small a chance must be, so that at most one false alarm comes in so many model-weeks.

    A model is looked at on each day of a week, by ``tests`` tests at once: the chances of all of
    them add up to no more than ``1 / model_weeks`` (Bonferroni; days that share most of their
    complaints make it less). Within a day complaints only come to those that were counted, so that
    looking again on the same day adds nothing.
    """
    return 1 / (_LOOKS_A_WEEK * model_weeks * tests)


def share(recent: Period, before: Period, part: float = 1.0) -> float:
    """Which share of the complaints would fall into the recent period if nothing had changed.

    By order lines or by days, whichever expects more: orders of late that weren't imported yet
    must not make an alarm. ``part`` is the part of the recent lines that is looked at (a batch).
    """
    ratios = [recent.days / before.days if before.days else math.inf]
    if recent.lines:
        ratios.append(recent.lines / before.lines if before.lines else math.inf)
    ratio = max(ratios) * part
    return 1.0 if math.isinf(ratio) else ratio / (1 + ratio)


def judged(recent: Period, before: Period, at_level: float, part: float = 1.0) -> Judgement:
    """The test of a model's recent complaints against those before (see `share` for ``part``)."""
    falls = share(recent, before, part)
    expected = before.complaints * falls / (1 - falls) if falls < 1 else float(recent.complaints)
    total = recent.complaints + before.complaints
    return Judgement(expected, at_least(recent.complaints, total, falls), at_level)


def at_least(least: int, total: int, falls: float) -> float:
    """The chance that of ``total`` things at least ``least`` fall where a share of them falls.

    The upper tail of the binomial distribution, exact but for the rounding of floats, for
    however many things.
    """
    if least <= 0 or falls >= 1:
        return 1.0
    if falls <= 0 or least > total:
        return 0.0
    if least <= total * falls:
        return max(0.0, 1 - _tail(total - least + 1, total, 1 - falls))
    return _tail(least, total, falls)


def _tail(least: int, total: int, falls: float) -> float:
    """The sum from above the middle outwards, where each term is smaller than the one before."""
    term = math.exp(
        math.lgamma(total + 1)
        - math.lgamma(least + 1)
        - math.lgamma(total - least + 1)
        + least * math.log(falls)
        + (total - least) * math.log1p(-falls)
    )
    odds, parts = falls / (1 - falls), [term]
    for count in range(least, total):
        term *= (total - count) / (count + 1) * odds
        parts.append(term)
        if term < parts[0] * _NEGLIGIBLE:
            break
    return min(1.0, math.fsum(parts))
