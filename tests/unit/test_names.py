"""File names made of buyer IDs: safe everywhere, never two buyers in one (hostile 18-23)."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core import names
from desktop_app.core.errors import BadValue, Reason

DEVICES = ["CON", "nul.jpg", "COM¹", "lpt9", "AUX", "CLOCK$", "prn.tar.gz"]
ANYTHING = st.text(min_size=1, max_size=200)


@pytest.mark.parametrize("device", DEVICES)
def test_h19_device_names_become_ordinary_ones(device: str) -> None:
    assert names.safe(device) == f"_{device}"


def test_h19_a_dot_or_space_at_the_end_stays_another_buyer() -> None:
    taken = {names.folded(names.safe("buyer"))}
    for other in ("buyer.", "buyer ", "BUYER"):
        name = names.distinct(other, taken)
        assert names.folded(name) not in taken
        taken.add(names.folded(name))
    assert len(taken) == 4


def test_h20_composed_and_decomposed_are_one_buyer() -> None:
    composed, decomposed = "é买家", unicodedata.normalize("NFD", "é买家")
    assert names.buyer_id(composed) == names.buyer_id(decomposed)
    assert names.folded(composed) == names.folded(decomposed)


@pytest.mark.parametrize("masked", ["t**b", "##abcd", "$$x", "张**"])
def test_h21_masked_ids_are_known_as_such(masked: str) -> None:
    assert names.is_masked(masked)
    assert not names.is_masked("tb*12345")


@pytest.mark.parametrize("long", ["买" * 255, "😀" * 64, "é" * 200, "👩‍👩‍👧" * 30])
def test_h22_long_names_are_cut_between_characters(long: str) -> None:
    name = names.safe(long)
    assert len(name.encode()) <= names.MAX_BYTES
    assert long.startswith(name.split("-")[0])
    assert unicodedata.normalize("NFC", name) == name


@pytest.mark.parametrize(
    "text", ["<b>x</b>", "a/b\\c", 'say "hi"', "a:b|c?d*e", "\u202eabc", "a\tb"]
)
def test_h23_what_windows_forbids_is_replaced(text: str) -> None:
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f\u202e]', names.safe(text))


@pytest.mark.parametrize("empty", ["", "   ", "\u3000"])
def test_an_empty_buyer_id_is_refused(empty: str) -> None:
    with pytest.raises(BadValue) as refused:
        names.buyer_id(empty)
    assert refused.value.reason is Reason.BUYER_ID_EMPTY


def test_a_nul_and_endless_ids_are_refused() -> None:
    with pytest.raises(BadValue) as nul:
        names.buyer_id("a\0b")
    assert nul.value.reason is Reason.BUYER_ID_NUL
    with pytest.raises(BadValue) as long:
        names.buyer_id("x" * 2000)
    assert long.value.reason is Reason.VALUE_TOO_LONG


@given(ANYTHING)
def test_every_name_is_legal_on_windows(text: str) -> None:
    name = names.safe(text)
    assert name
    assert not name.startswith(".")
    assert name == name.rstrip(". ")
    assert len(name.encode("utf-8")) <= names.MAX_BYTES + 1
    assert not re.fullmatch(r"(?i)(con|prn|aux|nul|(com|lpt)[0-9])(\..*)?", name)
    assert not set(name) & set('<>:"/\\|?*\0')


@given(st.lists(ANYTHING, min_size=2, max_size=12, unique=True))
def test_no_two_buyers_share_a_folder(texts: list[str]) -> None:
    taken: set[str] = set()
    for text in texts:
        name = names.distinct(text, taken)
        assert names.folded(name) not in taken
        taken.add(names.folded(name))
