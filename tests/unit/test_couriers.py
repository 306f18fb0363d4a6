"""Couriers: known by any name, guessed from numbers, warned about, never refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from desktop_app.core import couriers as rules
from desktop_app.core import i18n, waybills
from desktop_app.core.couriers import NumberDoubt
from desktop_app.core.errors import BadValue, NotAllowed, NotFound, Reason
from desktop_app.services import couriers
from desktop_app.services.couriers import Terms
from desktop_app.services.store import Store

CODES = ("sf", "zto", "yto", "sto", "yunda", "ems", "jt", "jd", "deppon", "cainiao")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("sf", "sf"),
        ("顺丰", "sf"),
        ("SF-A-顺丰速运", "sf"),
        ("韵达快递", "yunda"),
        ("Yunda", "yunda"),
        ("中通快递(月结)", "zto"),
        ("ＹＴＯ", "yto"),
        ("China Post", "ems"),
        ("J&T Express", "jt"),
        ("京东 物流", "jd"),
        ("AliExpress Standard Shipping", "cainiao"),
    ],
)
def test_a_courier_is_known_by_any_of_its_names(text: str, code: str) -> None:
    rule = rules.named(text)
    assert rule is not None
    assert rule.code == code


def test_the_rules_hold_every_courier_that_is_promised() -> None:
    assert set(CODES) <= set(rules.known())
    for rule in rules.known().values():
        assert rule.form in {"zh", "en"}
        assert rule.divisors
        assert rules.named(rule.zh) is rule
        assert rules.named(rule.en) is rule
    assert rules.named("火星快递") is None


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("SF1234567890123", "sf"),
        ("78664266575472", "zto"),
        ("YT3229120944502", "yto"),
        ("773012345678901", "sto"),
        ("312112345678901", "yunda"),
        ("9831745985570", "ems"),
        ("JT0012345678901", "jt"),
        ("JDVA12345678901", "jd"),
        ("DPK123456789012", "deppon"),
        ("LP00123456789012", "cainiao"),
        ("1Z999AA10123456784", "ups"),
    ],
)
def test_a_number_guesses_its_courier(number: str, code: str) -> None:
    assert rules.guess(number)[0] == code
    assert rules.doubts(number, code) == ()


def test_h46_numbers_only_warn() -> None:
    assert rules.doubts("78664266575472", "sto") == (NumberDoubt.OTHER_COURIER,)
    assert rules.doubts("abc", "sf") == (NumberDoubt.UNUSUAL_SHAPE,)
    assert rules.doubts("RB123456786CN", "ems") == (NumberDoubt.CHECK_DIGIT,)
    assert rules.doubts("anything", "own") == ()
    assert rules.guess("?") == ()


@pytest.mark.parametrize(
    ("number", "fits"),
    [
        ("RB123456785GB", True),
        ("RB123456785US", True),
        ("RB123456786US", False),
        ("RB12345678", None),
        ("RB000000005CN", True),
    ],
)
def test_h46_the_check_digit_vectors(number: str, *, fits: bool | None) -> None:
    assert waybills.check_digit_fits(number) is fits


def test_numbers_are_kept_in_one_form() -> None:
    assert waybills.normal(" 'No：ｙｔ 322 ") == "YT322"
    assert waybills.normal("运单号:sf1") == "SF1"


def test_a_known_courier_is_added_at_its_first_use(shop: Store) -> None:
    assert couriers.find(shop, "顺丰") is None
    row = couriers.obtain(shop, "顺丰")
    assert (row.code, row.name, row.hotline) == ("sf", "顺丰速运", "95338")
    assert couriers.obtain(shop, "SF").id == row.id
    assert couriers.name_of(row) == "SF Express"
    i18n.use("zh_CN")
    assert couriers.name_of(row) == "顺丰速运"


def test_a_courier_of_the_shops_own(shop: Store) -> None:
    with pytest.raises(NotFound):
        couriers.obtain(shop, "同城小哥")
    with pytest.raises(NotFound):
        couriers.require_known(shop, "同城小哥")
    own = couriers.add(shop, " 同城小哥 ", outlet="仓前", form="zh")
    assert (own.code, own.name, own.outlet) == ("同城小哥", "同城小哥", "仓前")
    assert couriers.add(shop, "同城小哥") == own
    assert couriers.obtain(shop, "同城小哥") == own
    assert couriers.add(shop, "中通").code == "zto"
    with pytest.raises(BadValue):
        couriers.add(shop, " ! ")
    names = dict(couriers.choices(shop))
    assert names["同城小哥"] == "同城小哥"
    assert names["yunda"] == "Yunda Express"


def test_details_change_and_others_do_not(shop: Store) -> None:
    row = couriers.change(shop, "yto", outlet="仓前网点", retired=True)
    assert (row.outlet, row.retired) == ("仓前网点", 1)
    assert couriers.rows(shop) == []
    assert couriers.rows(shop, retired=True) == [row]
    assert couriers.change(shop, "yto").outlet == "仓前网点"
    with pytest.raises(NotAllowed):
        couriers.change(shop, "yto", id=1)


def test_terms_hold_from_their_day_and_blank_stays_blank(shop: Store) -> None:
    assert couriers.terms(shop, "yto") == []
    old = couriers.enter_terms(shop, "yto", Terms(valid_from=date(2026, 1, 1)))
    new = couriers.enter_terms(
        shop,
        "yto",
        Terms(valid_from=date(2026, 7, 1), filing_days=30, ratio=Decimal("0.80"), checked=True),
    )
    courier = couriers.obtain(shop, "yto").id
    assert couriers.terms(shop, "圆通") == [new, old]
    assert couriers.terms_on(shop, courier, date(2025, 12, 31)) is None
    assert couriers.terms_on(shop, courier, date(2026, 6, 30)) == old
    assert couriers.terms_on(shop, courier, date(2026, 7, 1)) == new
    assert old.filing_days is None
    again = couriers.enter_terms(shop, "yto", Terms(valid_from=date(2026, 7, 1), answer_days=7))
    assert couriers.terms(shop, "yto")[0] == again
    couriers.remove_terms(shop, "yto", date(2026, 7, 1))
    assert couriers.terms(shop, "yto") == [old]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"filing_days": 0}, Reason.NOT_A_QUANTITY),
        ({"ratio": Decimal("1.5")}, Reason.NOT_A_RATIO),
        ({"cap_minor": -1}, Reason.NEGATIVE_AMOUNT),
        ({"divisor": 0}, Reason.WEIGHT_NOT_POSITIVE),
    ],
)
def test_terms_that_cannot_be(shop: Store, more: dict[str, object], reason: Reason) -> None:
    with pytest.raises(BadValue) as told:
        couriers.enter_terms(shop, "yto", Terms(valid_from=date(2026, 1, 1), **more))
    assert told.value.reason is reason


@pytest.mark.parametrize(("text", "value"), [("80%", "0.8"), ("0.8", "0.8"), (" 100 ％", "1")])
def test_shares_are_read_in_both_forms(text: str, value: str) -> None:
    assert couriers.ratio(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "x", "120%", "-0.1", "NaN"])
def test_shares_that_are_none(text: str) -> None:
    with pytest.raises(BadValue):
        couriers.ratio(text)
