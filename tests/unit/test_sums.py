"""Sums kept as bits, against plain sets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core.sums import Sums

spans = st.lists(
    st.tuples(st.integers(-90, 90), st.integers(0, 6)).map(lambda s: (s[0], s[0] + s[1])),
    max_size=6,
)


def plain(known: list[tuple[int, int]]) -> set[int]:
    return {gram for first, last in known for gram in range(first, last + 1)}


def members(sums: Sums) -> set[int]:
    return plain(list(sums.spans()))


@given(spans)
def test_covers_its_spans_and_gives_them_back_apart_and_in_order(
    known: list[tuple[int, int]],
) -> None:
    told = list(Sums.covering(known).spans())
    assert plain(told) == plain(known)
    assert all(told[i][1] + 1 < told[i + 1][0] for i in range(len(told) - 1))


@given(spans, spans)
def test_unites_and_adds(one: list[tuple[int, int]], two: list[tuple[int, int]]) -> None:
    a, b = Sums.covering(one), Sums.covering(two)
    assert members(a | b) == plain(one) | plain(two)
    assert members(a + b) == {x + y for x in plain(one) for y in plain(two)}


@given(spans, st.integers(-50, 50))
def test_moves_and_mirrors(known: list[tuple[int, int]], grams: int) -> None:
    assert members(Sums.covering(known).moved(grams)) == {x + grams for x in plain(known)}
    assert members(Sums.covering(known).mirrored) == {-x for x in plain(known)}


@given(spans, spans, st.integers(-150, 150), st.integers(0, 12))
def test_keeps_the_members_that_reach(
    one: list[tuple[int, int]], two: list[tuple[int, int]], low: int, width: int
) -> None:
    reached = Sums.covering(one).reaching(Sums.covering(two), low, low + width)
    assert members(reached) == {
        x for x in plain(one) if any(low <= x + y <= low + width for y in plain(two))
    }
