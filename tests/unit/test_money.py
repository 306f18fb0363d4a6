"""Money is exact or refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core import money
from desktop_app.core.errors import BadValue, Reason


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("54.90", 5490),
        ("54.9元", 5490),
        ("¥1,234.50", 123450),
        ("￥ 1,234.50", 123450),
        ("１２．５０", 1250),
        ("'12", 1200),
        ("0", 0),
        ("0.00", 0),
        ("RMB 7", 700),
        ("$ 12.50", 1250),
        ("1234567.00", 123456700),
    ],
)
def test_amounts_as_people_write_them(text: str, minor: int) -> None:
    assert money.parse(text) == minor


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.NOT_AN_AMOUNT),
        ("免费", Reason.NOT_AN_AMOUNT),
        ("1.2E+3", Reason.NOT_AN_AMOUNT),
        ("(5.00)", Reason.NOT_AN_AMOUNT),
        ("1,23.00", Reason.NOT_AN_AMOUNT),
        ("12.50.1", Reason.NOT_AN_AMOUNT),
        ("nan", Reason.NOT_AN_AMOUNT),
        ("12.005", Reason.TOO_MANY_DECIMALS),
        ("-5", Reason.NEGATIVE_AMOUNT),
        ("9" * 15, Reason.AMOUNT_TOO_LARGE),
    ],
)
def test_what_is_no_amount_is_refused_not_guessed(text: str, reason: Reason) -> None:
    with pytest.raises(BadValue) as refused:
        money.parse(text)
    assert refused.value.reason is reason


def test_a_reversal_may_be_negative_where_it_is_asked_for() -> None:
    assert money.parse("-12.00", negative=True) == -1200


def test_yen_have_no_minor_unit() -> None:
    assert money.parse("1200", "JPY") == 1200
    assert money.to_text(1200, "JPY") == "1200"
    with pytest.raises(BadValue):
        money.parse("12.50", "JPY")


@given(st.integers(0, money.MAX_MINOR))
def test_writing_and_reading_back_is_exact(minor: int) -> None:
    assert money.parse(money.to_text(minor)) == minor
    assert money.parse(f"{money.to_decimal(minor):,.2f}") == minor


@pytest.mark.parametrize(
    ("minor", "ratio", "expected"), [(5490, "0.8", 4392), (1, "0.5", 1), (333, "0.5", 167)]
)
def test_a_ratio_rounds_half_a_fen_up(minor: int, ratio: str, expected: int) -> None:
    assert money.times(minor, Decimal(ratio)) == expected


def test_unknown_is_not_nought() -> None:
    assert money.text_or_none(None) is None
    assert money.text_or_none(0) == "0.00"
