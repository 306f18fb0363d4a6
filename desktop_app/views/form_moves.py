"""How fields move and stretch on a form's page: by half millimetres, never off the paper.

While one is dragged it holds on to the edges of others nearby.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from desktop_app.services.own_forms import MOST_LINES, FormPage, PlacedField

STEP = 0.5  # mm
LEAST_WIDTH = 2.0
_HOLDS = 0.8  # mm within which an edge of another field draws


class Grip(Enum):
    """By what a field is held."""

    BODY = "body"
    LEFT = "left"
    RIGHT = "right"
    BOTTOM = "bottom"


@dataclass(frozen=True)
class Guides:
    """Lines of other fields that the dragged one has come to lie on, in mm."""

    x: float | None = None
    y: float | None = None


def snapped(value: float) -> float:
    """The nearest half millimetre."""
    return round(value / STEP) * STEP


def moved(
    fields: Mapping[int, PlacedField], dx: float, dy: float, page: FormPage
) -> dict[int, PlacedField]:
    """All fields moved alike, as far as the first of them that meets an edge of the paper."""
    least_x = max(-placed.x_mm for placed in fields.values())
    most_x = min(page.width_mm - placed.width_mm - placed.x_mm for placed in fields.values())
    least_y = max(-placed.y_mm for placed in fields.values())
    most_y = min(page.height_mm - placed.height_mm - placed.y_mm for placed in fields.values())
    dx = max(least_x, min(dx, most_x))
    dy = max(least_y, min(dy, most_y))
    return {
        place: replace(placed, x_mm=_even(placed.x_mm + dx), y_mm=_even(placed.y_mm + dy))
        for place, placed in fields.items()
    }


def stretched(placed: PlacedField, grip: Grip, dx: float, dy: float, page: FormPage) -> PlacedField:
    """A field with one of its edges moved; downwards by whole lines."""
    if grip is Grip.BOTTOM:
        line = placed.height_mm / placed.lines
        most = max(1, min(MOST_LINES, int((page.height_mm - placed.y_mm) / line)))
        return replace(placed, lines=max(1, min(most, round((placed.height_mm + dy) / line))))
    if grip is Grip.LEFT:
        right = placed.x_mm + placed.width_mm
        x = max(0.0, min(snapped(placed.x_mm + dx), right - LEAST_WIDTH))
        return replace(placed, x_mm=_even(x), width_mm=_even(right - x))
    width = snapped(placed.width_mm + dx)
    most_width = page.width_mm - placed.x_mm
    return replace(placed, width_mm=_even(max(LEAST_WIDTH, min(width, most_width))))


def held(
    placed: PlacedField, dx: float, dy: float, others: Sequence[PlacedField]
) -> tuple[float, float, Guides]:
    """The way a dragged field goes: to the grid, or to the left or upper edge of one nearby."""
    x, y = placed.x_mm + dx, placed.y_mm + dy
    at_x = _nearest(x, [other.x_mm for other in others])
    at_y = _nearest(y, [other.y_mm for other in others])
    to_x = snapped(x) if at_x is None else at_x
    to_y = snapped(y) if at_y is None else at_y
    return to_x - placed.x_mm, to_y - placed.y_mm, Guides(at_x, at_y)


def _nearest(value: float, edges: Sequence[float]) -> float | None:
    near = min(edges, key=lambda edge: abs(edge - value), default=None)
    return near if near is not None and abs(near - value) <= _HOLDS else None


def _even(value: float) -> float:
    """Hundredths of a millimetre: what sums of floats lose is nothing on paper."""
    return round(value, 2)
