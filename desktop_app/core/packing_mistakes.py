"""The search behind `desktop_app.core.explanations`, which says what counts as one change.

It goes by sources: each change begins with one line of the order (pieces of it are missing, or
were packed as something else) or with none (an extra). For every source the sums that its changes
can bring are kept as bits. A parcel that nothing explains is then refused by a few operations on
large integers, and of twenty thousand products only those are looked at which lead to an answer.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from functools import cached_property, reduce
from itertools import chain, combinations_with_replacement, product
from operator import add, itemgetter, or_
from typing import TYPE_CHECKING, NamedTuple

from desktop_app.core.catalogue import Line
from desktop_app.core.sums import Sums

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from desktop_app.core.catalogue import Catalogue, Item

MOST_CHANGES = 3
MOST_PIECES = 2_000
"""Of a larger line, up to so many pieces or all of them can have gone wrong by one change."""

_SHARED_OUT = 12


class Story(NamedTuple):
    """Changes that explain the weight, added up per SKU, what is missing first."""

    net: tuple[tuple[str, int], ...]
    residual_g: int
    tolerance_g: int


class Parcel:
    """What should be inside, and what the scale says about it."""

    def __init__(self, lines: Iterable[Line], content_g: int, tolerance_g: int) -> None:
        self.items: dict[str, Item] = {}
        self.quantities: Counter[str] = Counter()
        for line in lines:
            if line.quantity <= 0 or line.item.weight_g <= 0:
                raise ValueError(line)
            self.items[line.item.sku] = line.item
            self.quantities[line.item.sku] += line.quantity
        self.lines = [Line(item, self.quantities[sku]) for sku, item in self.items.items()]
        self.expected_g = sum(line.item.weight_g * line.quantity for line in self.lines)
        self.difference_g = content_g - self.expected_g
        self.tolerance_g = tolerance_g
        self.heaviest_g = content_g + tolerance_g


class _Move(NamedTuple):
    """One change: the least and the most it brings in grams, and what it brings in pieces."""

    low: int
    high: int
    pieces: tuple[tuple[str, int], ...]


def _move(out: Item | None, into: Item | None, pieces: int) -> _Move:
    """So many pieces of one product out, as many of another one in."""
    grams = -pieces * out.weight_g if out else 0
    told = ((out.sku, -pieces),) if out else ()
    if into is None:
        return _Move(grams, grams, told)
    grams, spread = grams + pieces * into.weight_g, pieces * into.spread_g
    return _Move(grams - spread, grams + spread, (*told, (into.sku, pieces)))


class _Source:
    """All changes that begin with one line of the order, or (as extras) with none.

    ``near`` has those with near products. ``taken`` are the numbers of pieces that any other
    product may replace, or be added by; none when only near changes are asked for.
    """

    def __init__(
        self, mistakes: Mistakes, out: Item | None, near: Sequence[_Move], taken: Sequence[int]
    ) -> None:
        self._mistakes = mistakes
        self._near = near
        self._taken = taken
        self._out = out
        self._out_g = out.weight_g if out else 0

    def between(self, low: int, high: int) -> Iterator[_Move]:
        """The changes that may bring something from ``low`` to ``high`` grams."""
        for move in self._near:
            if move.low <= high and move.high >= low:
                yield move
        ordered = self._mistakes.parcel.items
        for pieces in self._taken:
            least, most = -(-low // pieces) + self._out_g, high // pieces + self._out_g
            for item in self._mistakes.catalogue.weighing(least, most):
                if item.sku not in ordered:
                    yield _move(self._out, item, pieces)

    @cached_property
    def sums(self) -> Sums:
        """Every gram that one of these changes may bring."""
        near = Sums.covering((move.low, move.high) for move in self._near)
        others = (self._mistakes.weighing(n).moved(-n * self._out_g) for n in self._taken)
        return reduce(or_, others, near)


_Turn = tuple[int, int]
"""Which line a change begins with (the number after the last stands for none), and how many
pieces of it the change may take at most."""


class Mistakes:
    """What may have gone wrong with one parcel: near changes only, or with the whole catalogue."""

    def __init__(self, parcel: Parcel, catalogue: Catalogue, *, whole: bool) -> None:
        self.parcel = parcel
        self.catalogue = catalogue
        self.whole = whole
        self._weighing: dict[int, Sums] = {}
        self._sources: dict[_Turn, _Source] = {}
        self._together: dict[tuple[_Turn, ...], Sums] = {}

    def stories(self, count: int) -> Iterator[Story]:
        """Every explanation by so many changes, once each.

        To be asked only when fewer changes explain nothing: so none of these is a simpler one
        told in a roundabout way.
        """
        low = self.parcel.difference_g - self.parcel.tolerance_g
        high = self.parcel.difference_g + self.parcel.tolerance_g
        seen = set()
        if count == 1 or self._reachable(count, low, high):
            for turns in self._turns(count):
                for moves in self._walk(turns, low, high):
                    story = self._story(moves)
                    if story and story.net not in seen:
                        seen.add(story.net)
                        yield story

    def weighing(self, pieces: int) -> Sums:
        """What so many pieces of any product may weigh, as far as this parcel can hold them."""
        if pieces not in self._weighing:
            spans = self.catalogue.spans
            held = bisect_right(spans, self.parcel.heaviest_g // pieces, key=itemgetter(0))
            known = [(low * pieces, high * pieces) for low, high in spans[:held]]
            self._weighing[pieces] = Sums.covering(known)
        return self._weighing[pieces]

    def _story(self, moves: tuple[_Move, ...]) -> Story | None:
        """The changes added up anew from the products themselves; None if they don't fit.

        What one change takes out and another puts back is neither here nor there, so this may
        fit less than the changes' own spans promise.
        """
        if len(moves) > 1 and self._take_too_much(moves):
            return None
        net: dict[str, int] = {}
        for move in moves:
            for sku, pieces in move.pieces:
                net[sku] = net.get(sku, 0) + pieces
        residual, tolerance = self.parcel.difference_g, self.parcel.tolerance_g
        for sku, pieces in net.items():
            item = self.parcel.items.get(sku) or self.catalogue.by_sku[sku]
            residual -= pieces * item.weight_g
            if pieces > 0:
                tolerance += pieces * item.spread_g
        if abs(residual) > tolerance:
            return None
        changed = sorted([(pieces > 0, sku, pieces) for sku, pieces in net.items() if pieces])
        return Story(tuple([change[1:] for change in changed]), residual, tolerance)

    def _take_too_much(self, moves: Iterable[_Move]) -> bool:
        taken: Counter[str] = Counter()
        for move in moves:
            sku, pieces = move.pieces[0]
            taken[sku] -= min(0, pieces)
        return not taken <= self.parcel.quantities

    def _reachable(self, count: int, low: int, high: int) -> bool:
        """Whether so many changes from anywhere may come to this: for most parcels a quick no."""
        anything = reduce(or_, (self._source(turn).sums for (turn,) in self._turns(1)))
        rest = reduce(add, [anything] * (count - 1))
        return bool(anything.reaching(rest, low, high).bits)

    def _turns(self, count: int) -> Iterator[tuple[_Turn, ...]]:
        """Where so many changes can begin; two of the same line leave each other a piece."""
        lines = self.parcel.lines
        for chosen in combinations_with_replacement(range(len(lines) + 1), count):
            shares = [
                _shares(lines[i].quantity, times) if i < len(lines) else [(1,) * times]
                for i, times in Counter(chosen).items()
            ]
            for most in product(*shares):
                yield tuple(zip(chosen, chain.from_iterable(most), strict=True))

    def _walk(self, turns: tuple[_Turn, ...], low: int, high: int) -> Iterator[tuple[_Move, ...]]:
        """A change for each turn, so that together they may bring ``low`` to ``high`` grams."""
        source, rest = self._source(turns[0]), turns[1:]
        if not rest:
            for move in source.between(low, high):
                yield (move,)
            return
        for first, last in source.sums.reaching(self._sums(rest), low, high).spans():
            for move in source.between(first, last):
                for others in self._walk(rest, low - move.high, high - move.low):
                    yield (move, *others)

    def _sums(self, turns: tuple[_Turn, ...]) -> Sums:
        if turns not in self._together:
            self._together[turns] = reduce(add, (self._source(turn).sums for turn in turns))
        return self._together[turns]

    def _source(self, turn: _Turn) -> _Source:
        if turn not in self._sources:
            self._sources[turn] = self._begin(*turn)
        return self._sources[turn]

    def _begin(self, index: int, most: int) -> _Source:
        if index == len(self.parcel.lines):
            return _Source(self, None, self._possible(self._repeated()), [1] if self.whole else [])
        line = self.parcel.lines[index]
        taken = sorted({1, line.quantity} if line.quantity <= most else {1}) if self.whole else []
        return _Source(self, line.item, self._possible(self._taken(line.item, most)), taken)

    def _taken(self, out: Item, most: int) -> Iterator[_Move]:
        """Pieces of a line missing, or packed as something near."""
        near = {item.sku: item for item in self.catalogue.variants(out)} | self.parcel.items
        del near[out.sku]
        for pieces in _amounts(most):
            yield _move(out, None, pieces)
            for into in near.values():
                yield _move(out, into, pieces)

    def _repeated(self) -> Iterator[_Move]:
        """Pieces of a line packed once more."""
        for line in self.parcel.lines:
            for pieces in _amounts(line.quantity):
                yield _move(None, line.item, pieces)

    def _possible(self, moves: Iterable[_Move]) -> list[_Move]:
        """Without what couldn't be in this parcel even if all the rest had been taken out."""
        limit = self.parcel.heaviest_g + MOST_CHANGES * self.parcel.expected_g
        return [move for move in moves if move.low <= limit]


def _shares(quantity: int, turns: int) -> list[tuple[int, ...]]:
    """What each turn may take of a line, most first, so that no way of taking is left out.

    A large line isn't shared out: its turns may come to too much, which `Mistakes` sees later.
    """
    if turns == 1:
        return [(quantity,)]
    if quantity > _SHARED_OUT:
        return [(quantity - turns + 1,) * turns]
    return [
        (first, *others)
        for first in range(1, quantity)
        for others in _shares(quantity - first, turns - 1)
        if first >= others[0]
    ]


def _amounts(most: int) -> list[int]:
    return [*range(1, min(most, MOST_PIECES) + 1), *([most] if most > MOST_PIECES else [])]
