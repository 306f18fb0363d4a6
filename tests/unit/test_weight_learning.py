"""Weights learned from parcels that were right: robust, proposed, never silently applied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core import clock
from desktop_app.core.errors import NotFound
from desktop_app.core.kinds import Platform, Topic, WrongKind
from desktop_app.core.robust import Estimate, estimate, median
from desktop_app.models.orders import OrderLine, SalesOrder
from desktop_app.models.products import Product
from desktop_app.services import (
    parcel_contents,
    scans,
    weighing,
    weight_learning,
    wrong_shipments,
)
from desktop_app.services.store import Store
from desktop_app.services.wrong_drafts import WrongDraft


def products(shop: Store, weights: Mapping[str, int | None]) -> None:
    with shop.transaction() as tx:
        for sku, weight_g in weights.items():
            Product.create(sku=sku, title=sku, weight_g=weight_g, updated_at=clock.now())
        tx.touch(Topic.PRODUCTS)


def parcels(shop: Store, first: int, lines: Mapping[str, int | None], grams: Sequence[int]) -> None:
    now = clock.now()
    for number, measured in enumerate(grams, first):
        with shop.transaction():
            made = SalesOrder.create(
                platform=Platform.TAOBAO, order_no=str(number), imported_at=now, updated_at=now
            )
            for position, (sku, quantity) in enumerate(lines.items()):
                OrderLine.create(order=made, position=position, sku=sku, quantity=quantity)
        weighing.weigh(shop, scans.of_order(shop, str(number)), measured, packaging_g=30)


def proposed(shop: Store) -> list[tuple[str, int | None, int, int]]:
    found = weight_learning.propose(shop)
    return [(one.sku, one.weight_g, one.learned_g, one.parcels) for one in found]


def test_an_unknown_weight_is_learned_and_applied_only_by_a_person(shop: Store) -> None:
    products(shop, {"N": None})
    parcels(shop, 1, {"N": 2}, (270, 272, 268, 270, 271))
    assert proposed(shop) == [("N", None, 120, 5)]
    assert proposed(shop) == [("N", None, 120, 5)], "open ones are replaced, not doubled"
    parcel = scans.of_order(shop, "1")
    assert parcel_contents.expected(shop, parcel).expected_g is None, "not applied by itself"
    (proposal,) = weight_learning.proposals(shop)
    assert proposal.spread_g == 1
    weight_learning.apply(shop, proposal.id)
    assert parcel_contents.expected(shop, parcel).expected_g == 240
    assert weight_learning.proposals(shop) == []
    for done in (weight_learning.apply, weight_learning.decline):
        with pytest.raises(NotFound, match="proposal_unknown"):
            done(shop, proposal.id)
    assert proposed(shop) == []


def test_a_weight_that_the_parcels_contradict_is_proposed_anew(shop: Store) -> None:
    products(shop, {"A": 100, "B": 50})
    parcels(shop, 1, {"A": 1}, (160, 161, 159, 160, 160, 161, 20))
    parcels(shop, 20, {"B": 1}, (80, 81, 80, 79, 80))
    parcels(shop, 40, {"A": 1, "B": 1}, (500, 500, 500, 500, 500))
    assert proposed(shop) == [("A", 100, 130, 6)]
    weight_learning.decline(shop, weight_learning.proposals(shop)[0].id)
    assert proposed(shop) == [], "declined once, not asked again"


def test_four_parcels_are_too_few(shop: Store) -> None:
    products(shop, {"N": None})
    parcels(shop, 1, {"N": 1}, (130, 130, 130, 130))
    assert proposed(shop) == []


def test_a_parcel_with_one_unknown_product_tells_it(shop: Store) -> None:
    products(shop, {"A": 100, "N": None, "M": None})
    parcels(shop, 1, {"A": 2, "N": 1}, (275, 275, 275, 275, 275))
    parcels(shop, 10, {"M": 1, "N": 1}, (99, 99, 99, 99, 99))
    parcels(shop, 20, {"M": None}, (99, 99, 99, 99, 99))
    parcels(shop, 30, {"gone": 1}, (99, 99, 99, 99, 99))
    assert proposed(shop) == [("N", None, 45, 5)]


def test_parcels_that_were_wrong_teach_nothing(shop: Store) -> None:
    products(shop, {"N": None})
    parcels(shop, 1, {"N": 1}, (130, 130, 130, 130, 130))
    order_id = scans.of_order(shop, "3").order_id
    row = wrong_shipments.report(
        shop,
        WrongDraft(buyer_text="小明", what="少了", kind=WrongKind.MISSED_ITEM, order_id=order_id),
    )
    assert proposed(shop) == []
    wrong_shipments.dismiss(shop, row.no, "看错了")
    assert proposed(shop) == [("N", None, 100, 5)]


def test_of_a_parcel_weighed_again_the_last_weighing_counts(shop: Store) -> None:
    products(shop, {"N": None})
    parcels(shop, 1, {"N": 1}, (999, 130, 130, 130, 130))
    weighing.weigh(shop, scans.of_order(shop, "1"), 130, packaging_g=30)
    (proposal,) = weight_learning.propose(shop)
    assert (proposal.learned_g, proposal.parcels) == (100, 5)


WEIGHTS = st.fractions(min_value=1, max_value=5000, max_denominator=6)


@given(st.lists(WEIGHTS, min_size=7, max_size=30), st.integers(1, 3))
def test_a_few_wild_values_do_not_move_the_estimate_beyond_the_others(
    good: list[Fraction], wild: int
) -> None:
    told = estimate([*good, *[Fraction(10**9)] * wild])
    assert told is not None
    assert min(good) - 1 <= told.value <= max(good) + 1
    assert told.count + told.left_out == len(good) + wild


@given(st.lists(WEIGHTS, min_size=1))
def test_the_median_has_half_of_the_values_on_each_side(values: list[Fraction]) -> None:
    middle = median(values)
    assert sum(value <= middle for value in values) * 2 >= len(values)
    assert sum(value >= middle for value in values) * 2 >= len(values)


def test_the_estimate_of_few_and_none() -> None:
    assert estimate([]) is None
    assert estimate([Fraction(7, 2)]) == Estimate(value=4, spread=0, count=1, left_out=0)
