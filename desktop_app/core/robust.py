"""An estimate that a few wild values can't spoil: the median, and how far the others lie from it.

Exact: values are fractions, results whole numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

_FAR = 3
_MAD_TO_DEVIATION = Fraction(14826, 10000)  # for normally distributed values


@dataclass(frozen=True)
class Estimate:
    """``value`` is the median of the ``count`` values kept, ``left_out`` others were too far off.

    ``spread`` is the standard deviation as the median of the distances tells it, rounded up.
    """

    value: int
    spread: int
    count: int
    left_out: int


def estimate(values: Sequence[Fraction], least_spread: int = 1) -> Estimate | None:
    """The robust estimate of what the values measure; None for none.

    What lies further than three deviations from the median is left out; ``least_spread`` keeps
    values that agree to the gram from throwing out their neighbours.
    """
    if not values:
        return None
    middle = median(values)
    reach = _FAR * max(_deviation(values, middle), Fraction(least_spread))
    kept = [value for value in values if abs(value - middle) <= reach]
    middle = median(kept)
    spread = -(-_deviation(kept, middle) // 1)
    return Estimate(_rounded(middle), int(spread), len(kept), len(values) - len(kept))


def median(values: Sequence[Fraction]) -> Fraction:
    """The middle value, or the mean of the two middle ones. Raises IndexError for none."""
    ordered = sorted(values)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return (ordered[half - 1] + ordered[half]) / 2


def _deviation(values: Sequence[Fraction], middle: Fraction) -> Fraction:
    return _MAD_TO_DEVIATION * median([abs(value - middle) for value in values])


def _rounded(value: Fraction) -> int:
    """To the nearest whole number, half up."""
    return (value + Fraction(1, 2)).__floor__()
