"""Mean scores: how many ratings of 5 lift one (R44), in the window's words and the script's."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.cli import main
from desktop_app.core import scores, texts
from desktop_app.core.errors import BadValue, Reason


@pytest.mark.parametrize(
    ("mean", "raters", "target", "expected"),
    [
        ("4.6", 100, "4.8", 100),
        ("4.6", 100, "4.7", 34),
        ("4.6", 100, "5.0", None),
        ("4.6", 100, "6", None),
        ("4.6", 100, "4.6", 0),
        ("4.6", 100, "3", 0),
        ("4.6", 43, "4.8", 43),
        ("5", 10, "5", 0),
        ("4.9", 0, "4.95", 0),
    ],
)
def test_r44_ratings_needed(mean: str, raters: int, target: str, expected: int | None) -> None:
    assert scores.needed(Decimal(mean), raters, Decimal(target)) == expected


@given(
    mean=st.decimals(1, 5, places=2),
    raters=st.integers(0, 10**7),
    target=st.decimals(1, Decimal("4.99"), places=2),
)
def test_r44_what_is_needed_reaches_the_target_and_one_less_does_not(
    mean: Decimal, raters: int, target: Decimal
) -> None:
    more = scores.needed(mean, raters, target)
    assert more is not None
    wanted = Fraction(raters) * (Fraction(target) - Fraction(mean)) / (5 - Fraction(target))
    assert more == max(0, ceil(wanted))
    reached = scores.after(mean, raters, more)
    assert reached is None or not raters or reached >= min(target, mean) - Decimal("0.0005")


@pytest.mark.parametrize(
    ("mean", "raters", "target"),
    [("0.9", 1, "4"), ("5.1", 1, "4"), ("4", -1, "4.5"), ("4", 1, "0"), ("NaN", 1, "4")],
)
def test_r44_nonsense_is_refused(mean: str, raters: int, target: str) -> None:
    with pytest.raises(BadValue):
        scores.needed(Decimal(mean), raters, Decimal(target))


def test_r44_the_mean_after_some_fives_and_a_table_of_targets() -> None:
    assert scores.after(Decimal("4.6"), 100, 100) == Decimal("4.800")
    assert scores.after(Decimal("4.6"), 100, 34) == Decimal("4.701")
    assert scores.after(Decimal("4.6"), 0, 0) is None
    assert scores.steps(Decimal("4.65"), 100) == [
        (Decimal("4.7"), 17),
        (Decimal("4.8"), 75),
        (Decimal("4.9"), 250),
    ]
    assert scores.steps(Decimal("4.95"), 3) == []
    with pytest.raises(BadValue):
        scores.after(Decimal("4.6"), 1, -1)


@pytest.mark.parametrize("text", ["", "x", "0.5", "5.01", "-4", "4,6", "1e0", "4.1234567", "NaN"])
def test_a_mean_that_is_none_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(BadValue) as caught:
        scores.parse(text)
    assert caught.value.reason is Reason.NOT_A_SCORE
    assert "from 1 to 5" in texts.sentence(caught.value)


@pytest.mark.parametrize("text", ["", "-3", "4.5", "x", "99999999999", "4e3"])
def test_a_number_of_ratings_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadValue) as caught:
        scores.parse_count(text)
    assert caught.value.reason is Reason.NOT_A_COUNT


def test_scores_are_read_as_people_type_them() -> None:
    assert scores.parse(" ４．６ ") == Decimal("4.6")
    assert scores.parse_count("１,２００") == 1200
    assert scores.parse_target("5.5") == Decimal("5.5")


def _score(capsys: pytest.CaptureFixture[str], *said: str) -> tuple[int, dict[str, object]]:
    status = main(["--lang", "en", "score", *said, "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_r44_score_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("--current", "4.6", "--raters", "43", "--target")
    assert _score(capsys, *asked, "4.8") == (0, {"needed": 43})
    status, answer = _score(capsys, *asked, "5")
    assert (status, answer["needed"]) == (1, None)
    assert "No number of ratings" in str(answer["refused"])
    status, answer = _score(capsys, "--current", "7", "--raters", "1", "--target", "4")
    assert status == 1
    assert "“7” is not a mean score" in str(answer["refused"])
    assert main(["--lang", "en", "score", *asked, "4.7"]) == 0
    assert capsys.readouterr().out == "15 ratings of 5 are needed\n"
    assert main(["--lang", "en", "score", *asked, "5"]) == 1
    assert "No number of ratings" in capsys.readouterr().err
