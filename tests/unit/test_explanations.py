"""The search against a plain one that tries everything, and against what a shop expects of it."""

from __future__ import annotations

from collections import Counter
from itertools import combinations_with_replacement

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from desktop_app.core.explanations import (
    Catalogue,
    Change,
    Explanation,
    Findings,
    Item,
    Likelihood,
    Line,
    State,
    explain,
)

A, B = Item("A", 120), Item("B", 85)
ORDER = (Line(A, 2), Line(B, 1))
TARE = 30

Net = tuple[tuple[str, int], ...]


# --- A plain search by the rules in the module's docstring --------------------------------------


def spread(item: Item) -> int:
    return min(item.tolerance_g, item.weight_g // 2)


def single_changes(lines: list[Line], items: dict[str, Item], *, whole: bool) -> set[Net]:
    ordered = {line.item.sku for line in lines}
    changes: set[Net] = set()
    for line in lines:
        own = line.item.sku
        for n in range(1, line.quantity + 1):
            changes |= {((own, -n),), ((own, n),)}
            for other in items.values():
                variant = bool(line.item.family) and other.family == line.item.family
                near = other.sku in ordered or variant
                if other.sku != own and (near or (whole and n in (1, line.quantity))):
                    changes.add(((own, -n), (other.sku, n)))
    if whole:
        changes |= {((sku, 1),) for sku in items if sku not in ordered}
    return changes


def fitting(
    lines: list[Line], items: dict[str, Item], changes: set[Net], case: Case, count: int
) -> set[Net]:
    quantities = {line.item.sku: line.quantity for line in lines}
    expected = sum(line.item.weight_g * line.quantity for line in lines)
    found = set()
    for chosen in combinations_with_replacement(sorted(changes), count):
        net: Counter[str] = Counter()
        taken: Counter[str] = Counter()
        for change in chosen:
            for sku, pieces in change:
                net[sku] += pieces
                taken[sku] -= min(0, pieces)
        if any(n > quantities[sku] for sku, n in taken.items() if n):
            continue
        weight = expected + sum(n * items[sku].weight_g for sku, n in net.items())
        allowed = case.tolerance_g + sum(n * spread(items[sku]) for sku, n in net.items() if n > 0)
        if abs(case.content_g - weight) <= allowed:
            found.add(tuple(sorted((sku, n) for sku, n in net.items() if n)))
    return found


class Case:
    """A parcel with everything that a search may ask about it."""

    def __init__(
        self, lines: list[Line], others: list[Item], content_g: int, tolerance_g: int
    ) -> None:
        self.lines, self.others = lines, others
        self.content_g, self.tolerance_g = content_g, tolerance_g

    def __repr__(self) -> str:
        return f"Case({self.lines!r}, {self.others!r}, {self.content_g}, {self.tolerance_g})"

    @property
    def items(self) -> dict[str, Item]:
        return {item.sku: item for item in [*self.others, *(line.item for line in self.lines)]}

    def explained(self, **hints: object) -> Findings:
        catalogue = [*self.others, *(line.item for line in self.lines)]
        return explain(
            self.lines,
            self.content_g + TARE,
            TARE,
            catalogue,
            tolerance_g=self.tolerance_g,
            limit=100_000,
            **hints,
        )

    def plainly(self, most: int) -> tuple[int, set[Net], set[Net]]:
        """The fewest changes, what they are, and the near ones beyond them."""
        pools = [single_changes(self.lines, self.items, whole=whole) for whole in (False, True)]
        for count in range(1, most + 1):
            for whole, pool in enumerate(pools):
                found = fitting(self.lines, self.items, pool, self, count)
                if found and whole:
                    return count, found, self._nearer(pools[0], found, range(count + 1, most + 1))
                if found:
                    return count, found, set()
        return 0, set(), set()

    def _nearer(self, near: set[Net], found: set[Net], counts: range) -> set[Net]:
        for count in counts:
            others = fitting(self.lines, self.items, near, self, count) - found
            if others:
                return others
        return set()


@st.composite
def cases(draw: st.DrawFn, *, heaviest: int = 60, most_lines: int = 3) -> Case:
    weights = st.integers(1, heaviest)
    families = st.sampled_from(["", "", "x", "y"])
    spreads = st.sampled_from([0, 0, 0, 1, 2, 5])
    item = st.tuples(weights, spreads, families)
    drawn = draw(st.lists(item, min_size=1, max_size=most_lines))
    lines = [
        Line(Item(f"own{i}", *parts), draw(st.integers(1, 3))) for i, parts in enumerate(drawn)
    ]
    others = [Item(f"z{i}", *parts) for i, parts in enumerate(draw(st.lists(item, max_size=4)))]
    expected = sum(line.item.weight_g * line.quantity for line in lines)
    content = draw(st.integers(0, expected + 3 * heaviest))
    return Case(lines, others, content, draw(st.integers(0, 2)))


def nets(explanations: tuple[Explanation, ...]) -> set[Net]:
    return {
        tuple(sorted((change.sku, change.quantity) for change in told.changes))
        for told in explanations
    }


def check(case: Case, most: int) -> None:
    findings = case.explained(max_changes=most)
    if abs(findings.difference_g) <= case.tolerance_g:
        assert findings == Findings(State.FITS, findings.difference_g)
        return
    count, found, near = case.plainly(most)
    assert nets(findings.explanations) == found
    assert {told.count for told in findings.explanations} <= {count}
    assert nets(findings.near) == near
    assert findings.state is (State.NOTHING, State.UNIQUE, State.AMBIGUOUS)[min(len(found), 2)]


@given(cases())
@settings(max_examples=500, deadline=None)
def test_two_changes_agree_with_trying_everything(case: Case) -> None:
    check(case, 2)


@given(cases(heaviest=2000, most_lines=2))
@settings(max_examples=150, deadline=None)
@example(Case([Line(Item("own", 500), 3)], [Item("z", 90)], 500 + 2 * 90, 0))
@example(Case([Line(Item("own", 7, 5, "x"), 1)], [Item("z", 11, 5, "x")], 40, 1))
def test_three_changes_agree_with_trying_everything(case: Case) -> None:
    check(case, 3)


@given(cases(heaviest=400))
@settings(deadline=None)
def test_every_explanation_adds_up_again(case: Case) -> None:
    findings = case.explained()
    for told in (*findings.explanations, *findings.near):
        weight = sum(line.item.weight_g * line.quantity for line in case.lines)
        weight += sum(case.items[change.sku].weight_g * change.quantity for change in told.changes)
        assert weight + told.residual_g == case.content_g
        assert abs(told.residual_g) <= told.tolerance_g
        for line in case.lines:
            missing = [-c.quantity for c in told.changes if c.sku == line.item.sku]
            assert all(pieces <= line.quantity for pieces in missing)


# --- What a shop expects ------------------------------------------------------------------------


def weigh(grams: int, catalogue: Catalogue | list[Item] | None = None, **hints: object) -> Findings:
    known = [A, B] if catalogue is None else catalogue
    return explain(ORDER, grams, TARE, known, **{"tolerance_g": 5, **hints})


def told(explanation: Explanation) -> dict[str, int]:
    return {change.sku: change.quantity for change in explanation.changes}


@pytest.fixture(scope="module")
def large() -> Catalogue:
    """Twenty thousand products of 5 to 3,000 g in families, among them the two of the order."""
    others = [Item(f"P{i}", 5 + i * 7919 % 2996, i % 6, f"F{i // 4}") for i in range(20_000)]
    return Catalogue([*others, A, B])


VECTORS = [(235, {"A": -1}), (270, {"B": -1}), (390, {"B": -1, "A": 1})]


@pytest.mark.parametrize(("grams", "changes"), VECTORS)
def test_one_mistake_inside_the_order_is_the_one_answer(
    grams: int, changes: dict[str, int], large: Catalogue
) -> None:
    for catalogue in ([A, B], large):
        findings = weigh(grams, catalogue)
        assert findings.state is State.UNIQUE
        (only,) = findings.explanations
        assert (told(only), only.count, only.residual_g) == (changes, 1, 0)
        assert only.swap is (len(changes) == 2)


def test_a_parcel_within_its_tolerance_needs_no_explanation() -> None:
    assert weigh(360) == Findings(State.FITS, 5)
    assert weigh(361).state is not State.FITS


def test_ten_missing_of_a_large_line_are_one_change() -> None:
    lines = [Line(A, 50), Line(B, 1)]
    findings = explain(lines, 40 * 120 + 85, 0, [A, B], tolerance_g=5)
    assert findings.state is State.UNIQUE
    assert findings.explanations[0].changes == (Change("A", -10),)
    assert findings.explanations[0].count == 1


def test_a_line_packed_twice_is_one_change() -> None:
    findings = weigh(355 + 240, [A, B])
    assert findings.state is State.UNIQUE
    assert told(findings.explanations[0]) == {"A": 2}


def test_the_same_product_on_two_lines_is_one_line() -> None:
    findings = explain([Line(A, 1), Line(B, 1), Line(A, 1)], 85, 0, [], tolerance_g=3)
    assert told(findings.explanations[0]) == {"A": -2}
    assert findings.explanations[0].count == 1


def test_a_variant_is_nearer_than_another_product_of_the_same_weight() -> None:
    red, blue, stranger = Item("R", 200, 0, "cup"), Item("B", 230, 0, "cup"), Item("S", 230)
    findings = explain([Line(red, 2)], 460, 0, [red, blue, stranger], tolerance_g=2)
    assert findings.state is State.UNIQUE
    assert told(findings.explanations[0]) == {"R": -2, "B": 2}
    without = explain([Line(red, 2)], 460, 0, [red, stranger], tolerance_g=2)
    assert told(without.explanations[0]) == {"R": -2, "S": 2}


def test_equally_simple_ones_are_ambiguous_and_those_of_the_order_come_first() -> None:
    lines = [Line(Item("R", 200, 0, "cup"), 1), Line(Item("L", 230), 1)]
    blue = Item("B", 230, 0, "cup")
    findings = explain(lines, 460, 0, [blue], tolerance_g=2)
    assert findings.state is State.AMBIGUOUS
    assert [told(e) for e in findings.explanations] == [{"R": -1, "L": 1}, {"R": -1, "B": 1}]
    assert (findings.more, findings.at_least) == (0, False)


def test_what_stays_inside_the_order_is_shown_beside_simpler_ones_with_other_products() -> None:
    heavy, light = Item("H", 900), Item("S", 900 - 205)
    findings = explain([*ORDER, Line(heavy, 1)], 900 + 120, 0, [light], tolerance_g=2)
    assert [told(e) for e in findings.explanations] == [{"H": -1, "S": 1}]
    assert [(told(e), e.count) for e in findings.near] == [({"A": -1, "B": -1}, 2)]


def test_nothing_fits() -> None:
    findings = weigh(355 + 3000)
    assert findings == Findings(State.NOTHING, 3000)


def test_no_more_changes_than_asked_for() -> None:
    assert weigh(30, max_changes=1).state is State.NOTHING
    assert told(weigh(30, max_changes=2).explanations[0]) == {"A": -2, "B": -1}


def test_an_empty_order_can_only_have_extras() -> None:
    findings = explain([], 170, 50, [A, B], tolerance_g=1)
    assert told(findings.explanations[0]) == {"A": 1}


def test_all_of_a_very_large_line_can_be_missing() -> None:
    pin = Item("pin", 1)
    findings = explain([Line(pin, 9_000)], 30, 30, [], tolerance_g=5)
    assert told(findings.explanations[0]) == {"pin": -9_000}
    assert explain([Line(pin, 9_000)], 4_030, 30, [], tolerance_g=5, max_changes=1).state is (
        State.NOTHING
    )


def test_of_many_light_pieces_as_many_are_missing_as_the_weight_says() -> None:
    findings = explain([Line(Item("pin", 1), 900)], 330, 30, [], tolerance_g=5)
    assert told(findings.explanations[0]) == {"pin": -600}
    assert len(findings.explanations) + findings.more == 11


def test_two_changes_of_a_large_line_take_no_more_than_it_has() -> None:
    large, other, variant = Item("L", 1000, 0, "f"), Item("x", 10), Item("V", 900, 0, "f")
    lines = [Line(large, 14)]
    findings = explain(lines, 12_020, 0, [other, variant], tolerance_g=0)
    assert [told(e) for e in findings.explanations] == [{"L": -2, "x": 2}]
    impossible = -15 * 1000 + 2 * 900
    findings = explain(lines, 14_000 + impossible, 0, [other, variant], tolerance_g=0)
    assert findings.state is State.NOTHING


def test_ranks_by_residual_then_history_then_what_was_packed() -> None:
    others = [Item(sku, weight) for sku, weight in [("c", 40), ("d", 41), ("e", 41), ("f", 41)]]
    findings = explain([], 41, 0, others, tolerance_g=2, gone_wrong_before={"e": 3})
    assert [list(told(e)) for e in findings.explanations] == [["e"], ["d"], ["f"], ["c"]]
    findings = explain([], 41, 0, others, tolerance_g=2, packed_today={"f"})
    assert [list(told(e)) for e in findings.explanations] == [["f"], ["d"], ["e"], ["c"]]
    assert findings.explanations[0].likely == Likelihood(gone_wrong=0, packed_today=True)


def test_a_long_list_is_cut_and_says_how_many_more() -> None:
    same = [Item(f"s{i}", 40) for i in range(30)]
    findings = explain([], 40, 0, same, tolerance_g=1, limit=4)
    assert (len(findings.explanations), findings.more, findings.at_least) == (4, 26, False)
    pairs = explain([], 80, 0, [Item(f"s{i}", 40) for i in range(60)], tolerance_g=1)
    assert pairs.at_least
    assert pairs.more > 900


def test_what_comes_in_widens_the_tolerance_and_what_goes_out_does_not() -> None:
    sloppy = Item("S", 100, 10)
    assert explain([], 111, 0, [sloppy], tolerance_g=1).explanations[0].tolerance_g == 11
    assert explain([], 112, 0, [sloppy], tolerance_g=1).state is State.NOTHING
    assert explain([Line(sloppy, 1)], 2, 0, [], tolerance_g=1).state is State.NOTHING
    alike = [Item("two", 100, 2), Item("three", 100, 3)]
    assert [told(e) for e in explain([], 104, 0, alike, tolerance_g=1).explanations] == [
        {"three": 1}
    ]


def test_products_without_a_possible_weight_explain_nothing() -> None:
    catalogue = Catalogue([Item("none", 0), Item("house", 10**9), Item("twice", 7), A])
    assert set(catalogue.by_sku) == {"twice", "A"}
    assert Catalogue([Item("twice", 7), Item("twice", 9)]).by_sku["twice"].weight_g == 9


def test_what_no_parcel_weighs_is_not_searched() -> None:
    assert explain([Line(A, 10**12)], 500, 30, [A, B], tolerance_g=5).state is State.NOTHING
    assert explain(ORDER, 10**12, 30, [A, B], tolerance_g=5).state is State.NOTHING


@pytest.mark.parametrize(
    "wrong", [{"max_changes": 0}, {"max_changes": 4}, {"tolerance_g": -1}, {"limit": 0}]
)
def test_refuses_numbers_out_of_range(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"\d"):
        weigh(390, **wrong)


@pytest.mark.parametrize("line", [Line(A, 0), Line(A, -1), Line(Item("N", 0), 1)])
def test_refuses_a_line_without_weight_or_quantity(line: Line) -> None:
    with pytest.raises(ValueError, match="Line"):
        explain([line], 100, 0, [], tolerance_g=5)
