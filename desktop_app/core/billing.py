"""What a courier may bill for a parcel: rounding, volume, first weight and further steps.

Whole grams and minor units throughout: in floats (1.1 − 1) / 0.1 is more than 1, and a parcel of
1.1 kg would be billed two steps beyond its first kilogram.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from desktop_app.core import i18n, paths

AS_WEIGHED = "actual"
_SIDE = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Band:
    """How weights below ``below_g`` are rounded: up to a step once the rest reaches ``from_g``."""

    step_g: int
    from_g: int
    below_g: int | None = None


@dataclass(frozen=True)
class Rounding:
    """A way of rounding that contracts name by its code."""

    code: str
    names: Mapping[str, str]
    bands: tuple[Band, ...]

    @property
    def name(self) -> str:
        """In the language spoken now."""
        return self.names[i18n.language()]

    def billed_g(self, grams: int) -> int:
        """What a weight is billed as; at least one step. Raises ValueError below 1 g."""
        if grams < 1:
            raise ValueError(grams)
        band = next(band for band in self.bands if band.below_g is None or grams < band.below_g)
        steps, rest = divmod(grams, band.step_g)
        return max(1, steps + (rest >= band.from_g)) * band.step_g


@dataclass(frozen=True)
class Price:
    """First weight and further steps: ``first_minor`` up to ``first_g``, then each begun step."""

    first_g: int
    first_minor: int
    step_g: int
    step_minor: int

    def billed_g(self, grams: int) -> int:
        """The weight that is paid for where a contract names no way of rounding: whole steps."""
        further = max(0, grams - self.first_g)
        return self.first_g + -(-further // self.step_g) * self.step_g

    def charge_minor(self, billed_g: int) -> int:
        """What a billed weight costs, in minor units."""
        further = max(0, billed_g - self.first_g)
        return self.first_minor + -(-further // self.step_g) * self.step_minor


@cache
def roundings() -> dict[str, Rounding]:
    """All ways of rounding by code (``resources/rules/billing.toml``)."""
    return {entry["code"]: _rounding(entry) for entry in _rules()["rounding"]}


def rounding(code: str) -> Rounding:
    """The way of a contract; as weighed for none, or one that the rules don't know."""
    return roundings().get(code) or roundings()[AS_WEIGHED]


def sides_cm(cells: Mapping[str, str]) -> tuple[Decimal, Decimal, Decimal] | None:
    """A parcel's sides from a bill's line, given by its headers; None where it has none.

    ``30*20*27``, ``30×20×27`` or three columns.
    """
    named = _rules()["sides"]
    for header in named["one"]:
        found = _SIDE.findall(cells.get(header, ""))
        if len(found) == len("LWH"):
            return _three(found)
    for headers in named["each"]:
        found = [cells.get(header, "").strip() for header in headers]
        if all(_SIDE.fullmatch(text) for text in found):
            return _three(found)
    return None


def volumetric_g(sides_cm: Sequence[Decimal], divisor: int) -> int:
    """Length × width × height (cm) / divisor (cm³ per kg), to the nearest gram.

    30 × 20 × 10 / 6000 is 1.00 kg. Raises ValueError for other than three sides above nought.
    """
    if len(sides_cm) != len("LWH") or min(sides_cm) <= 0 or divisor <= 0:
        raise ValueError(sides_cm, divisor)
    length, width, height = sides_cm
    grams = length * width * height * 1000 / divisor
    return int(grams.to_integral_value(ROUND_HALF_UP))


def _three(texts: Sequence[str]) -> tuple[Decimal, Decimal, Decimal] | None:
    length, width, height = map(Decimal, texts)
    return (length, width, height) if min(length, width, height) > 0 else None


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads((paths.resources() / "rules" / "billing.toml").read_text("utf-8"))


def _rounding(entry: Mapping[str, object]) -> Rounding:
    bands = entry["bands"]
    return Rounding(
        code=str(entry["code"]),
        names={language: str(entry[language]) for language in i18n.LANGUAGES},
        bands=tuple(Band(**band) for band in bands) if isinstance(bands, list) else (),
    )
