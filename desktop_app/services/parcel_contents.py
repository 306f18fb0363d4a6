"""What should be in a parcel, what that weighs, and how far the whole may be off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum, unique
from math import isqrt
from typing import Any

from peewee import JOIN, fn

from desktop_app.core.catalogue import Item, Line
from desktop_app.models.base import fetch, tuples
from desktop_app.models.cases import CaseLine
from desktop_app.models.orders import OrderLine
from desktop_app.models.products import Product
from desktop_app.services import packaging, settings
from desktop_app.services.packaging import Tare
from desktop_app.services.scans import Parcel
from desktop_app.services.store import Store


@unique
class Gap(StrEnum):
    """What is missing to say what a line weighs."""

    WEIGHT = "weight"
    QUANTITY = "quantity"


@dataclass(frozen=True)
class ContentLine:
    """Pieces of one product in a parcel.

    ``weight_g`` is None while nobody weighed a piece; ``quantity`` where the platform's file
    tells only how many pieces the whole order has.
    """

    sku: str
    title: str
    variant: str
    quantity: int | None
    weight_g: int | None
    tolerance_g: int
    family: str = ""

    @property
    def name(self) -> str:
        """How a person calls it: title and variant, or the SKU alone."""
        return " ".join(part for part in (self.title, self.variant) if part) or self.sku

    @property
    def gap(self) -> Gap | None:
        """What is missing to say what the line weighs, if anything is."""
        if self.weight_g is None:
            return Gap.WEIGHT
        return Gap.QUANTITY if self.quantity is None else None

    @property
    def line_g(self) -> int:
        """What all its pieces weigh; nought where that can't be said."""
        return (self.weight_g or 0) * (self.quantity or 0)


@dataclass(frozen=True)
class Expected:
    """What a parcel should weigh.

    ``expected_g`` and ``tolerance_g`` are None where the order has no lines here, or it can't be
    said what some of them weigh (``unclear``).
    """

    lines: tuple[ContentLine, ...]
    packaging_g: int
    expected_g: int | None
    tolerance_g: int | None

    @property
    def unclear(self) -> tuple[ContentLine, ...]:
        return unclear(self.lines)

    def search_lines(self) -> list[Line]:
        """The lines as the search for an explanation wants them."""
        return [
            Line(Item(line.sku, line.weight_g, line.tolerance_g, line.family), line.quantity)
            for line in self.lines
            if line.weight_g is not None and line.quantity is not None
        ]


def unclear(lines: Iterable[ContentLine]) -> tuple[ContentLine, ...]:
    """The lines of which it can't be said what they weigh."""
    return tuple(line for line in lines if line.gap is not None)


def expected(store: Store, parcel: Parcel, packaging_g: int | None = None) -> Expected:
    """What this parcel should weigh, with the usual packaging unless ``packaging_g`` is said.

    Raises BadValue for packaging below 0 g or above what a parcel weighs.
    """
    with store.connection():
        tare = packaging.usual(store)
        if packaging_g is not None:
            tare = Tare(packaging.checked(packaging_g))
        lines = tuple(_lines(parcel))
        if not lines or unclear(lines):
            return Expected(lines, tare.grams, None, None)
        total = tare.grams + sum(line.line_g for line in lines)
        return Expected(lines, tare.grams, total, _tolerance(store, total, lines, tare))


def _tolerance(store: Store, total_g: int, lines: Iterable[ContentLine], tare: Tare) -> int:
    """How far the whole parcel may be off, in grams, rounded up.

    The larger of the fixed and the relative part stands for scale and filler. Onto it come the
    products' own tolerances: within a line they add up, since pieces of one batch are off in the
    same direction; different products know nothing of each other, so that their squares add up.
    """
    fixed = settings.get(store, settings.WEIGHT_TOLERANCE_G)
    percent = settings.get(store, settings.WEIGHT_TOLERANCE_PERCENT)
    relative = -(-total_g * percent // 100)
    spreads = [line.tolerance_g * (line.quantity or 0) for line in lines]
    return _root_up(sum(part * part for part in (max(fixed, relative), tare.tolerance_g, *spreads)))


def _root_up(number: int) -> int:
    return isqrt(number - 1) + 1 if number > 0 else 0


def _lines(parcel: Parcel) -> list[ContentLine]:
    if parcel.sent_again or not parcel.order_ids:
        found = _read(CaseLine, CaseLine.case == parcel.case_id, _sent_pieces())
        if found or not parcel.order_ids:
            return found
    return _read(OrderLine, OrderLine.order.in_(parcel.order_ids), OrderLine.quantity)


def _sent_pieces() -> Any:
    """A case line's pieces in the parcel that was sent again; all of them until that is entered."""
    return fn.COALESCE(fn.NULLIF(CaseLine.resent, 0), CaseLine.quantity)


def _read(table: Any, where: Any, quantity: Any) -> list[ContentLine]:
    query = (
        table.select(
            table.sku,
            fn.COALESCE(fn.NULLIF(table.title, ""), Product.title, "").alias("title"),
            table.variant,
            quantity.alias("quantity"),
            *_WEIGHT,
        )
        .join(Product, JOIN.LEFT_OUTER, on=(Product.sku == table.sku) & (table.sku != ""))
        .where(where)
        .order_by(table.id)
    )
    lines = fetch(query, ContentLine)
    return [line if line.sku else _by_name(line) for line in lines]


def _by_name(line: ContentLine) -> ContentLine:
    """A line whose file gave no SKU: the one product with its very title and variant, if any."""
    same = (Product.title == line.title) & (Product.variant == line.variant)
    query = Product.select(Product.sku, *_WEIGHT).where(same, Product.title != "")
    found = tuples(query.limit(2))
    if len(found) != 1:
        return line
    sku, weight_g, tolerance_g, family = found[0]
    return replace(line, sku=sku, weight_g=weight_g, tolerance_g=tolerance_g, family=family)


_WEIGHT = (
    Product.weight_g,
    fn.COALESCE(Product.tolerance_g, 0).alias("tolerance_g"),
    fn.COALESCE(fn.NULLIF(Product.model, ""), Product.title, "").alias("family"),
)
