"""How fast a weight difference is explained: 20,000 SKUs, an order of 6 lines, up to 3 changes."""

from __future__ import annotations

import sys
from collections import Counter
from itertools import combinations_with_replacement
from operator import attrgetter
from random import Random
from statistics import mean, median, quantiles
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from benchmarks._table import Row, run
from desktop_app.core.explanations import Catalogue, Findings, Item, Line, explain

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Sequence

SKUS, LINES, PARCELS = 20_000, 6, 200
FEW, FEW_PARCELS = 60, 15
TOLERANCE_G = 5
BUDGET_MS = 50
NOTHING = Item("", 0)


class Shop:
    """An invented shop: mostly light products in families of up to six variants of like weight."""

    def __init__(self, skus: int, *, step_g: int = 1) -> None:
        self._random = Random(skus)  # noqa: S311 - the same shop each time, no secret
        self.items: list[Item] = []
        while len(self.items) < skus:
            usual = min(5000, max(5, int(self._random.lognormvariate(5.5, 1))))
            family = f"F{len(self.items)}"
            for _ in range(self._random.randint(1, 6)):
                weight = max(1, round(usual * self._random.uniform(0.9, 1.1) / step_g)) * step_g
                spread = weight // 100 if step_g == 1 else 0
                self.items.append(Item(f"S{len(self.items)}", weight, spread, family))

    def order(self) -> list[Line]:
        chosen = self._random.sample(self.items, LINES)
        return [Line(item, self._random.choice([1, 1, 1, 2, 3])) for item in chosen]

    def mispacked(self, lines: Sequence[Line], mistakes: int) -> int:
        """The order's weight after so many mistakes of any kind and a gram or three of paper."""
        grams = weight_of(lines) + self._random.randint(-3, 3)
        for _ in range(mistakes):
            out, into = self._random.choice(lines), self._random.choice(self.items)
            missing = -out.item.weight_g * self._random.randint(1, out.quantity)
            inside = self._random.choice(lines).item.weight_g - out.item.weight_g
            extra, swapped = into.weight_g, into.weight_g - out.item.weight_g
            grams += self._random.choice([missing, missing, inside, extra, swapped])
        return max(1, grams)

    def any_weight(self, lines: Sequence[Line]) -> int:
        """A parcel that has nothing to do with its order."""
        return self._random.randint(1, 2 * weight_of(lines))


def weight_of(lines: Sequence[Line]) -> int:
    return sum(line.item.weight_g * line.quantity for line in lines)


def timed(work: Callable[..., object], *arguments: object) -> float:
    """Milliseconds."""
    start = perf_counter()
    work(*arguments)
    return (perf_counter() - start) * 1000


def plain_pass(lines: Sequence[Line], grams: int, items: Sequence[Item]) -> int:
    """What one change alone costs when every product is held against every line."""
    difference = grams - weight_of(lines)
    shifts = [0, *(line.item.weight_g for line in lines)]
    return sum(
        abs(difference - item.weight_g + shift) <= TOLERANCE_G + item.spread_g
        for item in items
        for shift in shifts
    )


def nested_loops(lines: Sequence[Line], grams: int, items: Sequence[Item]) -> int:
    """The peer: how many changes explain it, by trying all changes, then all pairs of them."""
    difference = grams - weight_of(lines)
    singles = every_change(lines, items)
    for count in (1, 2):
        for chosen in combinations_with_replacement(singles, count):
            left = difference - sum(change.grams for change in chosen)
            if abs(left) <= TOLERANCE_G + sum(c.spread_g for c in chosen) and possible(chosen):
                return count
    return 0


class One(NamedTuple):
    """One change, plainly."""

    grams: int
    spread_g: int
    line: Line | None
    taken: int


def every_change(lines: Sequence[Line], items: Sequence[Item]) -> list[One]:
    ordered = {line.item: line.quantity for line in lines}
    extra = [
        One(n * item.weight_g, n * item.spread_g, None, 0)
        for item in items
        for n in range(1, ordered.get(item, 1) + 1)
    ]
    return extra + [
        One(n * (item.weight_g - line.item.weight_g), n * item.spread_g, line, n)
        for line in lines
        for n in range(1, line.quantity + 1)
        for item in (NOTHING, *items)
        if item != line.item and (n in {1, line.quantity} or near(item, line, ordered))
    ]


def near(item: Item, line: Line, ordered: Container[Item]) -> bool:
    return item is NOTHING or item in ordered or item.family == line.item.family


def possible(chosen: Iterable[One]) -> bool:
    taken: Counter[Line] = Counter()
    for change in chosen:
        if change.line:
            taken[change.line] += change.taken
    return all(pieces <= line.quantity for line, pieces in taken.items())


def beside_a_plain_pass(work: str, shop: Shop, grams: Callable[[list[Line]], int]) -> Row:
    """Explains parcels, every tenth also by the plain pass."""
    catalogue = Catalogue(shop.items)
    ours, plain = [], []
    for number in range(PARCELS):
        lines = shop.order()
        weighed = grams(lines)
        ours.append(timed(ask, lines, weighed, catalogue))
        if number % 10 == 0:
            plain.append(timed(plain_pass, lines, weighed, shop.items))
    slow = quantiles(ours, n=20)[-1]
    return Row(
        work,
        f"p50 {median(ours):.2f} ms, p95 {slow:.1f} ms",
        f"one plain pass, 1 change {median(plain):.1f} ms",
        slow / median(plain),
        f"p95 ≤ {BUDGET_MS} ms",
        kept=slow <= BUDGET_MS,
    )


def beside_the_peer() -> Row:
    """A small shop and two changes, where loops come to an end: the same answer must come out."""
    shop = Shop(FEW)
    catalogue = Catalogue(shop.items)
    ours, peer = [], []
    for _ in range(FEW_PARCELS):
        lines = shop.order()
        grams = shop.any_weight(lines)
        if abs(grams - weight_of(lines)) <= TOLERANCE_G:
            continue
        findings = ask(lines, grams, catalogue, 2)
        count = findings.explanations[0].count if findings.explanations else 0
        assert count == nested_loops(lines, grams, shop.items)
        ours.append(timed(ask, lines, grams, catalogue, 2))
        peer.append(timed(nested_loops, lines, grams, shop.items))
    return Row(
        f"{FEW} SKUs, up to 2 changes",
        f"mean {mean(ours):.2f} ms",
        f"nested loops {mean(peer):.1f} ms",
        mean(ours) / mean(peer),
    )


def index_beside_sorting(shop: Shop) -> Row:
    ours = min(timed(Catalogue, shop.items) for _ in range(5))
    floor = min(timed(sorted_by_weight, shop.items) for _ in range(5))
    work = f"index {SKUS:,} SKUs, once for many parcels"
    return Row(work, f"{ours:.1f} ms", f"sorting them {floor:.1f} ms", ours / floor)


def sorted_by_weight(items: Sequence[Item]) -> list[Item]:
    return sorted(items, key=attrgetter("weight_g"))


def ask(lines: list[Line], grams: int, catalogue: Catalogue, most: int = 3) -> Findings:
    return explain(lines, grams, 0, catalogue, tolerance_g=TOLERANCE_G, max_changes=most)


def measured() -> list[Row]:
    usual, coarse = Shop(SKUS), Shop(SKUS, step_g=20)
    return [
        beside_a_plain_pass("1 mistake", usual, lambda lines: usual.mispacked(lines, 1)),
        beside_a_plain_pass("2 mistakes", usual, lambda lines: usual.mispacked(lines, 2)),
        beside_a_plain_pass("3 mistakes", usual, lambda lines: usual.mispacked(lines, 3)),
        beside_a_plain_pass("the wrong parcel", usual, usual.any_weight),
        beside_a_plain_pass("an empty parcel", usual, lambda _: 1),
        beside_a_plain_pass(
            "nothing fits", coarse, lambda lines: coarse.any_weight(lines) // 20 * 20 + 10
        ),
        index_beside_sorting(usual),
        beside_the_peer(),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    return run("explain", measured, arguments)


if __name__ == "__main__":
    sys.exit(main())
