"""Why a parcel's weight is off: the fewest packing mistakes that make it add up again.

**What one change is**: a mistake that a packer would tell in one sentence.

- *missing*: one to all pieces of a line of the order aren't there;
- *extra*: one to as many pieces of a line as were ordered are there once more (packed twice), or
  one piece of a product that wasn't ordered;
- *swap*: one to all pieces of a line were packed as another product of the order or as another
  variant of the same product; or one piece, or the whole line, as any other product (a hand in
  the wrong bin takes a piece, a wrong bin on the list the whole line).

So ten missing pieces of a line are one change and A sent instead of B is one change. How many
pieces went wrong only ranks.

**What is simpler**: fewer changes. Of equally many, those that stay *near*, within the order's
products and swaps for a variant of the same product: of 20,000 products some always happen to
have the right weight, and would bury the mix-up inside the order. Equally simple explanations
are an ambiguity, which is said rather than decided by rank.

**What fits**: expected + changes = measured, within the parcel's tolerance plus that of each
piece that came in. These are added and not combined by their squares, since they are bounds and
not deviations, and pieces of one batch are off in the same direction. What is missing doesn't
narrow the tolerance. All is whole grams.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from heapq import nsmallest
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING

from desktop_app.core.catalogue import Catalogue, Item, Line
from desktop_app.core.packing_mistakes import MOST_CHANGES, Mistakes, Parcel
from desktop_app.core.weight import MAX_G

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from desktop_app.core.packing_mistakes import Story

__all__ = [
    "Catalogue",
    "Change",
    "Explanation",
    "Findings",
    "Item",
    "Likelihood",
    "Line",
    "State",
    "explain",
]

COUNTED = {1: 10_000, 2: 1_000, 3: 200}
"""How many equally simple explanations are counted before the rest is "at least"."""
_NEVER: Mapping[str, int] = MappingProxyType({})


class State(StrEnum):
    """What the search has to say."""

    FITS = "fits"
    UNIQUE = "unique"
    AMBIGUOUS = "ambiguous"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Change:
    """Pieces of one product: below 0 so many are missing, above 0 so many are too many."""

    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Likelihood:
    """What speaks for an explanation beside its weight.

    ``gone_wrong``: how often its products had a part in earlier mistakes. ``packed_today``: all
    that came in was at hand, being in the order or packed on that day.
    """

    gone_wrong: int
    packed_today: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was packed otherwise than ordered.

    ``changes`` has what is missing before what is too many, by SKU; ``count`` is how many changes
    these are (a swap has a `Change` for each side and counts once). ``residual_g`` is what stays
    unexplained, measured less told, and never beyond ``tolerance_g``.
    """

    changes: tuple[Change, ...]
    count: int
    residual_g: int
    tolerance_g: int
    likely: Likelihood

    @property
    def swap(self) -> bool:
        """Whether something is missing and something else there instead."""
        return self.changes[0].quantity < 0 < self.changes[-1].quantity


@dataclass(frozen=True, slots=True)
class Findings:
    """All explanations that are as simple as can be, best first, up to the caller's limit.

    ``more`` is how many others are as simple; ``at_least`` says that counting them was given up
    (then the best of those counted are listed). ``near`` is filled only when the simplest need
    products from outside the order: the simplest that don't, which a person checks first.
    """

    state: State
    difference_g: int
    explanations: tuple[Explanation, ...] = ()
    more: int = 0
    at_least: bool = False
    near: tuple[Explanation, ...] = ()


def explain(  # noqa: PLR0913 - one question with all that bears on it; the hints are by name
    lines: Iterable[Line],
    measured_g: int,
    packaging_g: int,
    catalogue: Catalogue | Iterable[Item],
    *,
    tolerance_g: int,
    gone_wrong_before: Mapping[str, int] = _NEVER,
    packed_today: Collection[str] = frozenset(),
    max_changes: int = MOST_CHANGES,
    limit: int = 8,
) -> Findings:
    """Names the missing, extra or swapped products behind a parcel's measured weight (R4).

    ``tolerance_g`` is how far the whole parcel may be off, the products' spreads included. Whoever
    weighs many parcels passes one `Catalogue`. The search is complete up to ``max_changes`` (1 to
    3) over the order's lines and the whole catalogue. Equally simple explanations are ranked by
    fewer products from outside the order, smaller residual, products that went wrong before
    (``gone_wrong_before``: SKU to number of times), products at hand (``packed_today``), fewer
    pieces. Nothing is searched for a parcel or an order above 200 kg, which no parcel weighs, and
    one change takes all of a line or up to 2,000 pieces.

    Raises ValueError for a line without weight or quantity, and for numbers out of range.
    """
    if not 1 <= max_changes <= MOST_CHANGES or tolerance_g < 0 or limit < 1:
        raise ValueError(max_changes, tolerance_g, limit)
    parcel = Parcel(lines, measured_g - packaging_g, tolerance_g)
    if abs(parcel.difference_g) <= tolerance_g:
        return Findings(State.FITS, parcel.difference_g)
    if max(parcel.expected_g, measured_g) > MAX_G:
        return Findings(State.NOTHING, parcel.difference_g)
    known = catalogue if isinstance(catalogue, Catalogue) else Catalogue(catalogue)
    ranking = _Ranking(parcel, gone_wrong_before, packed_today, limit)
    return _simplest(parcel, known, ranking, max_changes)


def _simplest(
    parcel: Parcel, catalogue: Catalogue, ranking: _Ranking, max_changes: int
) -> Findings:
    near = Mistakes(parcel, catalogue, whole=False)
    whole = Mistakes(parcel, catalogue, whole=True)
    for count in range(1, max_changes + 1):
        for mistakes in (near, whole):
            found = list(islice(mistakes.stories(count), COUNTED[count] + 1))
            if found:
                return Findings(
                    state=State.UNIQUE if len(found) == 1 else State.AMBIGUOUS,
                    difference_g=parcel.difference_g,
                    explanations=ranking.best(found, count),
                    more=max(0, len(found) - ranking.limit),
                    at_least=len(found) > COUNTED[count],
                    near=_nearest(near, found, ranking, range(count + 1, max_changes + 1))
                    if mistakes is whole
                    else (),
                )
    return Findings(State.NOTHING, parcel.difference_g)


def _nearest(
    near: Mistakes, found: Iterable[Story], ranking: _Ranking, counts: Iterable[int]
) -> tuple[Explanation, ...]:
    """The simplest near explanations that aren't among those found by fewer changes."""
    known = {story.net for story in found}
    for count in counts:
        stories = islice(near.stories(count), COUNTED[count])
        if others := [story for story in stories if story.net not in known]:
            return ranking.best(others, count)
    return ()


@dataclass(frozen=True, slots=True)
class _Ranking:
    """Puts equally simple explanations in order, and shows the best."""

    parcel: Parcel
    gone_wrong_before: Mapping[str, int]
    packed_today: Collection[str]
    limit: int

    def best(self, stories: Iterable[Story], count: int) -> tuple[Explanation, ...]:
        return tuple(
            Explanation(
                tuple(Change(sku, pieces) for sku, pieces in story.net),
                count,
                story.residual_g,
                story.tolerance_g,
                Likelihood(*self._hints(story)[1:]),
            )
            for story in nsmallest(self.limit, stories, key=self._key)
        )

    def _key(self, story: Story) -> tuple[object, ...]:
        foreign, gone_wrong, packed_today = self._hints(story)
        pieces = sum([abs(pieces) for _, pieces in story.net])
        return foreign, abs(story.residual_g), -gone_wrong, not packed_today, pieces, story.net

    def _hints(self, story: Story) -> tuple[int, int, bool]:
        """How many products are foreign to the order, how often any went wrong, all at hand."""
        foreign, gone_wrong, packed_today = 0, 0, True
        for sku, _ in story.net:
            gone_wrong += self.gone_wrong_before.get(sku, 0)
            if sku not in self.parcel.items:
                foreign += 1
                packed_today = packed_today and sku in self.packed_today
        return foreign, gone_wrong, packed_today
