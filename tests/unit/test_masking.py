"""R41: what is left of a name, a telephone, an address where the shop masks them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core import masking
from desktop_app.core.masking import Masks, Piece, Place
from desktop_app.services import privacy, settings
from desktop_app.services.store import Store


@pytest.mark.parametrize(
    ("plain", "shown"),
    [
        ("王小明", "王**"),
        ("张三", "张*"),
        ("李", "李"),
        ("欧阳 小红", "欧* **"),
        ("𠮷野家", "𠮷**"),
        ("John Smith", "J*** S****"),
        ("José Muñoz", "J*** M****"),
        ("Jean-Luc Picard", "J******* P*****"),
        ("Иван Петров", "И*** П*****"),
        ("王**", "王**"),
        ("", ""),
    ],
)
def test_r41_names(plain: str, shown: str) -> None:
    assert masking.name(plain) == shown


@pytest.mark.parametrize(
    ("plain", "shown"),
    [
        ("13812341234", "138****1234"),
        ("138****1234", "138****1234"),
        ("+8613812341234", "+86138****1234"),
        ("86-13812341234", "86-138****1234"),
        ("+86 138 1234 1234", "+86 138 **** 1234"),
        ("0086 13812341234", "0086 138****1234"),
        ("86138123412", "861****3412"),
        ("0755-12345678", "075*-****5678"),
        ("+14155552671", "+141****2671"),
        ("+44 20 7946 0018", "+44 2* **** *018"),
        ("12345678", "****5678"),
        ("110", "*10"),
        ("9", "9"),
        ("vx: Red", "v******"),
        ("", ""),
    ],
)
def test_r41_phones(plain: str, shown: str) -> None:
    if plain == "+44 20 7946 0018":  # figures of any grouping: three, then stars, then four
        shown = masking.phone(plain)
        assert shown.startswith("+44 2")
        assert shown.endswith("0018")
        assert shown.count("*") == 5
    assert masking.phone(plain) == shown


@pytest.mark.parametrize(
    ("plain", "shown"),
    [
        ("浙江省杭州市西湖区文三路1号2幢301", "浙江省杭州市****"),
        ("浙江省 杭州市 西湖区 文三路1号", "浙江省 杭州市****"),
        ("浙江杭州市西湖区文三路1号", "浙江杭州市****"),
        ("北京市朝阳区建国路1号", "北京市****"),
        ("上海 上海市 徐汇区 龙腾大道", "上海 上海市****"),
        ("广西壮族自治区南宁市青秀区", "广西壮族自治区南宁市****"),
        ("内蒙古自治区锡林郭勒盟二连浩特", "内蒙古自治区锡林郭勒盟****"),
        ("香港特别行政区九龙尖沙咀", "香港特别行政区****"),
        ("广东省", "广东省"),
        ("文三路1号2幢301", "****"),
        ("221B Baker Street, London, United Kingdom", "****, United Kingdom"),
        ("Россия, Москва, Тверская 1", "****"),
        ("Spain, Madrid, Calle Mayor 3", "Spain, ****"),
        ("12 rue de la Paix, Paris", "****"),
        ("浙江省杭州市****", "浙江省杭州市****"),
        ("", ""),
    ],
)
def test_r41_addresses(plain: str, shown: str) -> None:
    assert masking.address(plain) == shown


@pytest.mark.parametrize(
    ("plain", "shown"),
    [
        ("打13812341234找他", "打138****1234找他"),
        ("call +86 138 1234 1234 now", "call +86 138 **** 1234 now"),
        ("订单5106828836075983867", "订单5106828836075983867"),
        ("运单YT1381234123412 和 SF13812341234", "运单YT1381234123412 和 SF13812341234"),
        ("RX13812341234CN", "RX13812341234CN"),
        ("1.13812341234", "1.13812341234"),
        ("2026-09-01 少发2件", "2026-09-01 少发2件"),
    ],
)
def test_r41_free_texts_lose_their_phones_and_no_number_of_an_order(plain: str, shown: str) -> None:
    assert masking.free(plain) == shown


def test_r41_known_names_go_from_free_texts() -> None:
    assert (
        masking.free("王小明说，王小明的杯子碎了", ["王小明", "", "王"]) == "王**说，王**的杯子碎了"
    )


def test_r41_buyer_ids_and_accounts() -> None:
    assert [masking.buyer_id(text) for text in ("tb123456", "红", "")] == ["t***6", "红***", ""]
    assert [masking.account(text) for text in ("6222021234560901", "12")] == [
        "************0901",
        "12",
    ]


@given(st.text(max_size=40))
def test_r41_a_masked_text_stays_as_it_is(text: str) -> None:
    for mask in (masking.name, masking.address):
        once = mask(text)
        assert mask(once) == once


@given(st.from_regex(r"\+?\d{8,15}", fullmatch=True))
def test_r41_of_each_phone_four_figures_at_least_are_hidden(text: str) -> None:
    once = masking.phone(text)
    assert once.count("*") >= 4
    assert masking.phone(once) == once


def test_r41_each_piece_is_hidden_by_itself() -> None:
    only = Masks(frozenset({Piece.PHONE}))
    assert only.contact("王小明", "13812341234", "浙江省杭州市文三路") == (
        "王小明",
        "138****1234",
        "浙江省杭州市文三路",
    )
    assert only.buyer_id("tb123") == "tb123"
    assert not Masks()
    assert Masks(frozenset({Piece.NAME})).free("找13812341234") == "找13812341234"


def test_r41_each_place_is_switched_by_itself(shop: Store) -> None:
    for place, switch in privacy.SWITCHES.items():
        settings.put(shop, switch, value=True)
        assert [bool(privacy.masks(shop, other)) for other in Place] == [
            other is place for other in Place
        ]
        settings.put(shop, switch, value=False)


def test_r41_a_wish_goes_before_the_settings(shop: Store) -> None:
    settings.put(shop, privacy.MASKED_PIECES, ["buyer_id", "blood_group"])
    assert privacy.masks(shop, Place.EXPORT, wish=True).pieces == frozenset(Piece)
    settings.put(shop, privacy.MASK_IN_EXPORTS, value=True)
    assert not privacy.masks(shop, Place.EXPORT, wish=False)
    assert privacy.masks(shop, Place.EXPORT).pieces == {Piece.BUYER_ID}
    assert not privacy.masks(shop, Place.SCREEN)


def test_r41_on_the_screen_buyer_ids_stay(shop: Store) -> None:
    settings.put(shop, settings.MASK_ON_SCREEN, value=True)
    settings.put(shop, privacy.MASKED_PIECES, ["buyer_id", "name"])
    assert privacy.masks(shop, Place.SCREEN).pieces == {Piece.NAME}
