"""What a typed, pasted or scanned number fills a new claim with, before anything is written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from desktop_app.core.couriers import NumberDoubt
from desktop_app.core.errors import BadValue, NotFound, Reason, UserError
from desktop_app.core.kinds import CaseKind, ClaimKind, Platform
from desktop_app.models.orders import Shipment
from desktop_app.services import cases, claim_lists, claim_outlines, claims, couriers
from desktop_app.services.cases import CaseDraft
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.couriers import Terms
from desktop_app.services.store import Store
from tests import invented


@pytest.fixture
def order(shop: Store) -> int:
    return invented.order(
        shop,
        "5101",
        {"CUP": 2, "TRAY": 1},
        "小桃子_88",
        tracking="YT1234567890123",
        courier="圆通速递",
        postage_minor=700,
        paid_minor=4450,
        shipped="2026-05-01 13:33:33",
    )


@pytest.mark.parametrize(
    "typed", ["5101", " ５１０１ ", "yt1234567890123", "运单号:YT1234567890123"]
)
def test_order_and_tracking_number_find_the_same_parcel(
    shop: Store, order: int, typed: str
) -> None:
    found = claim_outlines.outline(shop, typed)
    assert (found.order_no, found.tracking) == ("5101", "YT1234567890123")
    assert (found.courier, found.buyer, found.platform) == ("yto", "小桃子_88", Platform.TAOBAO)
    assert found.shipped_on == date(2026, 5, 1)
    assert [(line.sku, line.claimed_quantity) for line in found.goods] == [("CUP", 2), ("TRAY", 1)]
    assert found.known
    assert found.kind is None
    assert claim_lists.counts(shop) == {}


def test_an_order_brings_its_open_case_and_what_it_says_happened(shop: Store, order: int) -> None:
    case = cases.open(shop, CaseDraft(kind=CaseKind.LOST, order="5101"))
    by_order = claim_outlines.outline(shop, "5101")
    by_case = claim_outlines.outline(shop, case.row.no.lower())
    assert by_order.case_no == by_case.case_no == case.row.no
    assert by_order.kind is by_case.kind is ClaimKind.LOST


def test_the_very_parcel_of_a_split_order_is_meant(shop: Store, order: int) -> None:
    with shop.transaction():
        Shipment.create(order=order, tracking="773012345678901", courier="申通快递")
    found = claim_outlines.outline(shop, "773012345678901")
    assert (found.order_no, found.tracking, found.courier) == ("5101", "773012345678901", "sto")


def test_a_parcel_that_nobody_knows_is_claimed_for_all_the_same(shop: Store) -> None:
    found = claim_outlines.outline(shop, "SF1234567890123")
    assert not found.known
    assert (found.courier, found.tracking, found.goods) == ("sf", "SF1234567890123", ())
    assert claim_outlines.amount(shop, found, (), "sf") is None
    assert claim_outlines.doubts(found, "sf") == ()
    assert claim_outlines.doubts(found, "zto") == (NumberDoubt.OTHER_COURIER,)


@pytest.mark.parametrize(
    ("typed", "kind", "reason"),
    [
        ("", BadValue, Reason.VALUE_MISSING),
        ("  ", BadValue, Reason.VALUE_MISSING),
        ("hello there", NotFound, Reason.NUMBER_UNKNOWN),
        ("AS20260101-0001", NotFound, Reason.NUMBER_UNKNOWN),
        ("x" * 60 + "12", NotFound, Reason.NUMBER_UNKNOWN),
    ],
)
def test_what_is_no_number_is_refused(
    shop: Store, typed: str, kind: type[UserError], reason: Reason
) -> None:
    with pytest.raises(kind) as refused:
        claim_outlines.outline(shop, typed)
    assert refused.value.reason is reason


def test_an_order_of_two_platforms_is_not_guessed(shop: Store, order: int) -> None:
    invented.order(shop, "5101", {"CUP": 1}, platform=Platform.PINDUODUO)
    with pytest.raises(NotFound) as refused:
        claim_outlines.outline(shop, "5101")
    assert refused.value.reason is Reason.ORDER_AMBIGUOUS


def test_the_amount_follows_goods_and_terms(shop: Store, order: int) -> None:
    found = claim_outlines.outline(shop, "5101")
    assert claim_outlines.amount(shop, found, found.goods, "yto") == 3 * 1250 + 700
    couriers.enter_terms(
        shop, "yto", Terms(valid_from=date(2026, 1, 1), ratio=Decimal("0.8"), cap_minor=2500)
    )
    assert claim_outlines.amount(shop, found, found.goods, "yto") == 2500 + 700
    assert claim_outlines.amount(shop, found, found.goods[1:], "yto") == 1000 + 700
    assert claim_outlines.amount(shop, found, found.goods, "") == 3 * 1250 + 700


def test_other_claims_on_the_parcel_are_named(shop: Store, order: int) -> None:
    first = claims.open(shop, ClaimDraft(kind=ClaimKind.LOST, order_no="5101"))
    assert claim_outlines.outline(shop, "5101").others == (first.no,)
