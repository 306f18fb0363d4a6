"""How many ratings of 5 lift a mean score, and what it will be (R44); decimals, never floats."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_HALF_UP, Decimal

from desktop_app.core.errors import BadValue, Reason

LEAST, BEST = Decimal(1), Decimal(5)
MOST_RATERS = 10**9
_STEP = Decimal("0.1")
_PLACES = Decimal("0.001")
_SHAPE = re.compile(r"[0-9]{1,3}(\.[0-9]{1,6})?")


def needed(mean: Decimal, raters: int, target: Decimal) -> int | None:
    """How many more ratings of 5 bring ``mean`` of so many raters to ``target``.

    ⌈N(T−S)/(5−T)⌉ (R44): 0 where the target is reached, None where no number of them does it,
    since a mean of 5 or above can't be reached from below. Raises BadValue for a mean or a target
    that is no score and for raters below nought or beyond any.
    """
    _insist(mean, raters)
    if not target.is_finite() or target < LEAST:
        raise BadValue(Reason.NOT_A_SCORE, value=target)
    if target <= mean:
        return 0
    if target >= BEST:
        return None
    more = raters * (target - mean) / (BEST - target)
    return int(more.to_integral_value(ROUND_CEILING))


def after(mean: Decimal, raters: int, fives: int) -> Decimal | None:
    """The mean with so many new ratings of 5, to three places; None of nobody. As `needed`."""
    _insist(mean, raters)
    _insist_count(fives)
    whole = raters + fives
    if not whole:
        return None
    return ((mean * raters + BEST * fives) / whole).quantize(_PLACES, ROUND_HALF_UP)


def steps(mean: Decimal, raters: int) -> list[tuple[Decimal, int]]:
    """Each tenth above the mean that can be reached, with what is `needed` for it."""
    _insist(mean, raters)
    target = (mean + _STEP).quantize(_STEP, ROUND_DOWN)
    found = []
    while target < BEST:
        found.append((target, needed(mean, raters, target) or 0))
        target += _STEP
    return found


def parse(text: str) -> Decimal:
    """Reads a mean as a person types it, ``4.6`` or ``４．６``. Raises BadValue."""
    mean = _number(text)
    if mean > BEST:
        raise BadValue(Reason.NOT_A_SCORE, value=text)
    return mean


def parse_target(text: str) -> Decimal:
    """Reads a wished score; one that can't be reached is read too, and `needed` says so."""
    return _number(text)


def parse_count(text: str) -> int:
    """Reads how many raters there are: a whole number from 0. Raises BadValue."""
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", "")
    if not plain.isascii() or not plain.isdecimal() or len(plain) > len(str(MOST_RATERS)):
        raise BadValue(Reason.NOT_A_COUNT, value=text)
    _insist_count(int(plain))
    return int(plain)


def _number(text: str) -> Decimal:
    plain = unicodedata.normalize("NFKC", text).strip()
    if not _SHAPE.fullmatch(plain) or Decimal(plain) < LEAST:
        raise BadValue(Reason.NOT_A_SCORE, value=text)
    return Decimal(plain)


def _insist(mean: Decimal, raters: int) -> None:
    if not mean.is_finite() or not LEAST <= mean <= BEST:
        raise BadValue(Reason.NOT_A_SCORE, value=mean)
    _insist_count(raters)


def _insist_count(count: int) -> None:
    if not 0 <= count <= MOST_RATERS:
        raise BadValue(Reason.NOT_A_COUNT, value=count)
