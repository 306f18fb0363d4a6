"""Products by their weight: what a parcel should hold, and what else the shop could put in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

from desktop_app.core.weight import MAX_G

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Item:
    """A product: what a piece weighs, how far a piece may be off, whose variant it is."""

    sku: str
    weight_g: int
    tolerance_g: int = 0
    family: str = ""

    @property
    def spread_g(self) -> int:
        """The tolerance, but at most half the weight: beyond that the weight isn't known at all."""
        return min(self.tolerance_g, self.weight_g // 2)


@dataclass(frozen=True, slots=True)
class Line:
    """So many pieces of a product that should be in the parcel."""

    item: Item
    quantity: int


class Catalogue:
    """The shop's products, indexed by weight once for any number of parcels.

    Products without a positive weight, or heavier than any parcel, can explain nothing and are
    left out; of a SKU named twice the last one counts.
    """

    def __init__(self, items: Iterable[Item]) -> None:
        self.by_sku = {item.sku: item for item in items if 0 < item.weight_g <= MAX_G}
        self._families: defaultdict[str, list[Item]] = defaultdict(list)
        shelves: defaultdict[int, list[Item]] = defaultdict(list)
        for item in sorted(self.by_sku.values(), key=attrgetter("weight_g")):
            shelves[item.spread_g.bit_length()].append(item)
            if item.family:
                self._families[item.family].append(item)
        self._shelves = [
            (max(item.spread_g for item in items), [item.weight_g for item in items], items)
            for items in shelves.values()
        ]

    def variants(self, item: Item) -> Sequence[Item]:
        """All products of the same family; none for a product without one."""
        return self._families.get(item.family, ())

    def weighing(self, low: int, high: int) -> Iterator[Item]:
        """All products of which a piece may weigh something from ``low`` to ``high`` grams.

        They stand on shelves by the size of their spread, so that one product with a wide spread
        doesn't widen the search among all others.
        """
        for widest, weights, items in self._shelves:
            start, end = bisect_left(weights, low - widest), bisect_right(weights, high + widest)
            for item in items[start:end]:
                if low - item.spread_g <= item.weight_g <= high + item.spread_g:
                    yield item

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """The least and the most that a piece may weigh, each pair once, lightest first."""
        known = {(item.weight_g, item.spread_g) for item in self.by_sku.values()}
        return sorted((weight - spread, weight + spread) for weight, spread in known)
