"""What a courier may bill: hostile 47 and the rounding modes in the wild (formats.md §3)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core import billing, i18n
from desktop_app.core.billing import Price, volumetric_g

HUNDRED = Price(first_g=1000, first_minor=400, step_g=100, step_minor=20)


@pytest.mark.parametrize(
    ("grams", "minor"),
    [(1, 400), (1000, 400), (1001, 420), (1100, 420), (1101, 440), (1350, 480)],
)
def test_h47_a_parcel_of_1_1_kg_costs_one_further_step(grams: int, minor: int) -> None:
    assert HUNDRED.charge_minor(grams) == minor


def test_by_hundreds_or_by_whole_kilograms() -> None:
    price = Price(first_g=1000, first_minor=350, step_g=1000, step_minor=100)
    assert price.charge_minor(billing.rounding("up_1000").billed_g(1350)) == 450
    hundreds = Price(first_g=1000, first_minor=350, step_g=500, step_minor=35)
    assert hundreds.charge_minor(billing.rounding("up_100").billed_g(1350)) == 385


@pytest.mark.parametrize(
    ("code", "grams", "billed"),
    [
        ("actual", 1345, 1345),
        ("up_100", 1100, 1100),
        ("up_100", 1101, 1200),
        ("up_100", 30, 100),
        ("up_500", 500, 500),
        ("up_500", 501, 1000),
        ("up_1000", 1001, 2000),
        ("half_up_1000", 1499, 1000),
        ("half_up_1000", 1500, 2000),
        ("half_up_1000", 310, 1000),
        ("nine_up_1000", 1899, 1000),
        ("nine_up_1000", 1900, 2000),
        ("down_1000", 3942, 3000),
        ("down_1000", 145, 1000),
        ("sf", 99_600, 100_000),
        ("sf", 100_499, 100_000),
        ("sf", 100_500, 101_000),
        ("cross_border", 19_999, 20_000),
        ("cross_border", 20_001, 21_000),
        ("", 777, 777),
        ("unheard of", 777, 777),
    ],
)
def test_weights_are_rounded_as_the_contract_says(code: str, grams: int, billed: int) -> None:
    assert billing.rounding(code).billed_g(grams) == billed


@given(st.sampled_from(sorted(billing.roundings())), st.integers(1, 199_999))
def test_a_heavier_parcel_is_never_billed_as_lighter(code: str, grams: int) -> None:
    way = billing.rounding(code)
    assert way.billed_g(grams) <= way.billed_g(grams + 1)


@given(st.sampled_from(sorted(billing.roundings())), st.integers(1, 199_999))
def test_rounding_twice_is_rounding_once(code: str, grams: int) -> None:
    way = billing.rounding(code)
    assert way.billed_g(way.billed_g(grams)) == way.billed_g(grams)


def test_h47_a_volume_becomes_a_weight() -> None:
    assert volumetric_g([Decimal(30), Decimal(20), Decimal(10)], 6000) == 1000
    assert volumetric_g([Decimal("30.5"), Decimal(20), Decimal(10)], 8000) == 763
    for sides in ([Decimal(1)] * 2, [Decimal(1), Decimal(0), Decimal(1)]):
        with pytest.raises(ValueError, match="Decimal"):
            volumetric_g(sides, 6000)


def test_what_weighs_nothing_is_no_parcel() -> None:
    with pytest.raises(ValueError, match="0"):
        billing.rounding("up_100").billed_g(0)


def test_each_way_has_its_name_in_both_languages() -> None:
    assert billing.rounding("up_1000").name == "Each begun kilogram"
    i18n.use("zh_CN")
    assert billing.rounding("up_1000").name == "全续（不足 1 公斤按 1 公斤）"
