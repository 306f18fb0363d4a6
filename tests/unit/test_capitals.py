"""Amounts in words, read back by a parser that knows nothing of how they are made."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core import capitals, money
from desktop_app.core.errors import BadValue, Reason

DIGITS = {char: value for value, char in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}
ONES = (
    "ZERO ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE TEN ELEVEN TWELVE THIRTEEN FOURTEEN"
    " FIFTEEN SIXTEEN SEVENTEEN EIGHTEEN NINETEEN"
)
TENS = "TWENTY THIRTY FORTY FIFTY SIXTY SEVENTY EIGHTY NINETY"
WORDS = {word: value for value, word in enumerate(ONES.split())}
WORDS |= {word: value * 10 for value, word in enumerate(TENS.split(), 2)}
BIG = {"THOUSAND": 10**3, "MILLION": 10**6, "BILLION": 10**9, "TRILLION": 10**12}
AMOUNTS = st.integers(0, money.MAX_MINOR) | st.builds(
    lambda digits: int("".join(digits)),
    st.lists(st.sampled_from("0005"), min_size=1, max_size=13),  # noughts in every place
)


def read_chinese(text: str) -> int:
    """Fen of financial capitals: a running total, as one reads them aloud."""
    assert text.startswith("人民币")
    total = section = digit = 0
    for char in text.removeprefix("人民币").removesuffix("整"):
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in PLACES:
            section, digit = section + digit * PLACES[char], 0
        elif char == "万":
            total, section, digit = total + (section + digit) * 10**6, 0, 0
        elif char == "亿":
            total, section, digit = (total + (section + digit) * 100) * 10**8, 0, 0
        elif char == "元":
            total, section, digit = total + (section + digit) * 100, 0, 0
        else:
            total, digit = total + digit * {"角": 10, "分": 1}[char], 0
    assert section == digit == 0
    return total


def read_english(words: list[str]) -> int:
    total = section = 0
    for word in " ".join(words).replace("-", " ").replace(" AND ", " ").split():
        if word in WORDS:
            section += WORDS[word]
        elif word == "HUNDRED":
            section *= 100
        else:
            total, section = total + section * BIG[word], 0
    return total + section


@pytest.mark.parametrize(
    ("minor", "text"),
    [
        (140950, "人民币壹仟肆佰零玖元伍角"),
        (10700053, "人民币壹拾万柒仟元零伍角叁分"),
        (1640902, "人民币壹万陆仟肆佰零玖元零贰分"),
        (32500, "人民币叁佰贰拾伍元整"),
        (32504, "人民币叁佰贰拾伍元零肆分"),
        (600714, "人民币陆仟零柒元壹角肆分"),
        (168032, "人民币壹仟陆佰捌拾元零叁角贰分"),
        (6190, "人民币陆拾壹元玖角"),
        (4392, "人民币肆拾叁元玖角贰分"),
        (10010, "人民币壹佰元零壹角"),
        (0, "人民币零元整"),
        (50, "人民币伍角"),
        (7, "人民币柒分"),
        (10**10 + 100, "人民币壹亿零壹元整"),
        (10**11 + 10**6, "人民币壹拾亿零壹万元整"),
        (10_050_000, "人民币壹拾万零伍佰元整"),
        (money.MAX_MINOR, "人民币壹仟亿元整"),
    ],
)
def test_vectors_of_the_regulation_and_the_shop(minor: int, text: str) -> None:
    assert capitals.chinese(minor) == text
    assert read_chinese(text) == minor


@given(AMOUNTS)
def test_capitals_read_back_to_the_same_amount(minor: int) -> None:
    assert read_chinese(capitals.chinese(minor)) == minor


@given(AMOUNTS)
def test_capitals_hold_no_doubled_or_hanging_nought_and_end_as_the_rule_says(minor: int) -> None:
    text = capitals.chinese(minor)
    assert "零零" not in text
    assert minor == 0 or all(bad not in text for bad in ("零元", "零万", "零亿", "零角", "零分"))
    assert text.endswith("整") == (minor % 100 == 0)
    assert ("元" in text) == (minor >= 100 or minor == 0)


@given(AMOUNTS)
def test_english_words_read_back_to_the_same_amount(minor: int) -> None:
    text = capitals.english(minor)
    assert text.startswith("SAY US DOLLARS ")
    assert text.endswith(" ONLY")
    major, _, cents = (
        text.removeprefix("SAY US DOLLARS ").removesuffix(" ONLY").partition(" AND CENTS ")
    )
    assert read_english([major]) * 100 + (read_english([cents]) if cents else 0) == minor


@pytest.mark.parametrize("currency", money.CURRENCIES)
def test_every_currency_has_its_words_in_both_languages(currency: str) -> None:
    amount = 12345 * 10 ** money.exponent(currency)
    assert capitals.chinese(amount, currency).endswith("壹万贰仟叁佰肆拾伍元整")
    assert capitals.english(amount, currency).endswith(
        "TWELVE THOUSAND THREE HUNDRED AND FORTY-FIVE ONLY"
    )


def test_a_currency_without_minor_units_has_none_in_words() -> None:
    assert capitals.chinese(1234, "JPY") == "日元壹仟贰佰叁拾肆元整"
    assert capitals.chinese(10**13, "KRW") == "韩元壹拾万亿元整"
    assert capitals.english(10**13, "JPY") == "SAY JAPANESE YEN TEN TRILLION ONLY"


def test_pounds_and_pence() -> None:
    assert capitals.english(100_005, "GBP") == (
        "SAY POUNDS STERLING ONE THOUSAND AND PENCE FIVE ONLY"
    )
    assert capitals.english(1_000_500, "EUR") == "SAY EUROS TEN THOUSAND AND FIVE ONLY"


@pytest.mark.parametrize("words", [capitals.chinese, capitals.english])
@pytest.mark.parametrize(
    ("minor", "currency", "reason"),
    [
        (-1, "CNY", Reason.NEGATIVE_AMOUNT),
        (money.MAX_MINOR + 1, "CNY", Reason.AMOUNT_TOO_LARGE),
        (1, "XYZ", Reason.UNKNOWN_CURRENCY),
    ],
)
def test_what_has_no_words_is_refused(words, minor: int, currency: str, reason: Reason) -> None:
    with pytest.raises(BadValue) as refused:
        words(minor, currency)
    assert refused.value.reason is reason
