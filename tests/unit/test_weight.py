"""Weights are whole grams of a parcel that can exist."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core import weight
from desktop_app.core.errors import BadValue, Reason


@pytest.mark.parametrize(
    ("text", "grams"),
    [
        ("355", 355),
        ("355 g", 355),
        ("1.2kg", 1200),
        ("1.2公斤", 1200),
        ("2斤", 1000),
        ("１２０克", 120),
    ],
)
def test_weights_as_people_write_them(text: str, grams: int) -> None:
    assert weight.parse(text) == grams


def test_a_bare_number_means_the_column_s_unit() -> None:
    assert weight.parse("0.355", unit="kg") == 355


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.NOT_A_WEIGHT),
        ("1,2kg", Reason.NOT_A_WEIGHT),
        ("heavy", Reason.NOT_A_WEIGHT),
        ("-5", Reason.NOT_A_WEIGHT),
        ("0", Reason.WEIGHT_NOT_POSITIVE),
        ("0.0004kg", Reason.WEIGHT_NOT_POSITIVE),
        ("9999 kg", Reason.WEIGHT_TOO_LARGE),
    ],
)
def test_h47_what_no_parcel_weighs_is_refused(text: str, reason: Reason) -> None:
    with pytest.raises(BadValue) as refused:
        weight.parse(text)
    assert refused.value.reason is reason


@given(st.integers(1, weight.MAX_G))
def test_grams_read_back_exactly(grams: int) -> None:
    assert weight.parse(str(grams)) == weight.parse(f"{grams}g") == grams
    assert weight.parse(f"{grams / 1000:.3f}kg") == grams
