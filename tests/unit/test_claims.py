"""Claims: written at once, filled from what is known, guarded, moved, voided and replaced."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from desktop_app.core import clock, texts
from desktop_app.core.errors import BadValue, Conflict, NotAllowed, NotFound, Reason, UserError
from desktop_app.core.kinds import CaseKind, ClaimKind, ClaimStage, OrderState, Platform
from desktop_app.models.cases import AfterSalesCase, CaseLine
from desktop_app.models.orders import OrderLine, SalesOrder
from desktop_app.models.products import Product
from desktop_app.models.shops import Shop
from desktop_app.services import (
    buyers,
    claim_lists,
    claim_steps,
    claims,
    couriers,
)
from desktop_app.services.claim_lists import ClaimFilter
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.couriers import Terms
from desktop_app.services.store import Store

S = ClaimStage


def order(shop: Store, no: str = "5101", tracking: str = "YT1234567890123", **more: object) -> int:
    """An order of two lines: 2 cups of 20.00 and a tray of 14.90, postage 7.00."""
    with shop.transaction():
        owner, _made = Shop.get_or_create(
            platform="taobao",
            name="青禾小店",
            defaults={
                "sender_name": "林青",
                "sender_phone": "13800000001",
                "sender_address": "浙江省杭州市余杭区仓前街道1号",
                "account_no": "6222021234567890",
            },
        )
        made = SalesOrder.create(
            **{
                "platform": "taobao",
                "order_no": no,
                "shop": owner.id,
                "buyer": buyers.obtain(shop, Platform.TAOBAO, "小桃子_88"),
                "state": OrderState.SHIPPED.value,
                "postage_minor": 700,
                "paid_minor": 6190,
                "shipped": "2026-05-01 13:33:33",
                "courier": "圆通速递",
                "tracking": tracking,
                "receiver": "王小明",
                "phone": "13912345678",
                "address": "江苏省 苏州市 姑苏区 平江路1号",
                "imported_at": clock.now(),
                "updated_at": clock.now(),
                **more,
            }
        )
        OrderLine.create(
            order=made.id, position=1, title="马克杯", sku="CUP", quantity=2, price_minor=2000
        )
        OrderLine.create(
            order=made.id, position=2, title="托盘", sku="TRAY", quantity=1, price_minor=1490
        )
    return int(made.id)


def case(shop: Store, order_id: int, no: str = "AS20260903-0001") -> int:
    with shop.transaction():
        made = AfterSalesCase.create(
            no=no,
            platform="taobao",
            order=order_id,
            buyer=SalesOrder.get_by_id(order_id).buyer,
            kind=CaseKind.DAMAGED_SIGNED.value,
            note="外箱压扁，杯子碎了",
            resend_tracking="YT9999999999999",
            opened_at=clock.now(),
            updated_at=clock.now(),
        )
        CaseLine.create(
            case=made.id, position=1, sku="CUP", title="马克杯", quantity=1, price_minor=2000
        )
    return int(made.id)


def draft(**more: object) -> ClaimDraft:
    return ClaimDraft(**{"kind": ClaimKind.LOST, "order_no": "5101", **more})


def test_r21_a_claim_is_filled_from_its_order_at_once(shop: Store) -> None:
    order(shop)
    claim = claims.open(shop, draft())
    row = claim.row
    assert row.no.startswith("LP")
    assert (row.stage, row.kind, row.courier) == (S.DRAFT, ClaimKind.LOST, "yto")
    assert (row.claimed_minor, row.goods_minor, row.freight_minor) == (6190, 5490, 700)
    assert (row.buyer, row.order_no, row.tracking) == ("小桃子_88", "5101", "YT1234567890123")
    assert row.shipped_on == date(2026, 5, 1)
    assert row.goods == "马克杯 × 2; 托盘 × 1"
    assert claim.fields["sender_name"] == "林青"
    assert claim.fields["receiver_address"] == "江苏省 苏州市 姑苏区 平江路1号"
    assert claim.fields["reported_by"] == "tester"
    assert row.outstanding_minor == 6190


def test_a_case_gives_its_own_lines_and_is_told_of_the_claim(shop: Store) -> None:
    from desktop_app.core.kinds import CaseEventKind
    from desktop_app.services import timeline

    case_id = case(shop, order(shop))
    claim = claims.open(shop, draft(case_no="as20260903-0001", order_no=""))
    assert claim.row.goods == "马克杯 × 1"
    assert claim.row.claimed_minor == 2700
    assert claim.row.resend_tracking == "YT9999999999999"
    assert claim.fields["what_happened"] == "外箱压扁，杯子碎了"
    told = [e for e in timeline.of(shop, case_id) if e.kind is CaseEventKind.CLAIM]
    assert [entry.text for entry in told] == [claim.no]


def test_a_parcel_is_found_by_its_tracking_number_however_it_is_written(shop: Store) -> None:
    order(shop)
    claim = claims.open(shop, draft(order_no="", tracking=" no：ｙｔ123 4567890123 "))
    assert claim.row.order_no == "5101"


def test_a_parcel_that_no_order_has_is_claimed_all_the_same(shop: Store) -> None:
    asked = draft(order_no="", tracking="9831745985570", courier="EMS", amount_minor=6190)
    claim = claims.open(shop, asked)
    assert (claim.row.tracking, claim.row.claimed_minor) == ("9831745985570", 6190)
    with pytest.raises(BadValue) as told:
        claims.open(shop, draft(order_no="", tracking="9831745985571", courier="ems"))
    assert texts.sentence(told.value) == "The amount is missing."


def test_only_so_many_pieces_of_a_sku(shop: Store) -> None:
    order(shop)
    claim = claims.open(shop, draft(skus={"CUP": 1}))
    assert (claim.row.goods, claim.row.claimed_minor) == ("马克杯 × 1", 2700)
    assert claim.goods[0].quantity == 2


@pytest.mark.parametrize(
    ("skus", "reason"),
    [
        ({"NONE": 1}, Reason.SKU_NOT_IN_ORDER),
        ({"CUP": 3}, Reason.MORE_THAN_ORDERED),
        ({"CUP": 0}, Reason.NOT_A_QUANTITY),
    ],
)
def test_skus_that_cannot_be(shop: Store, skus: dict[str, int], reason: Reason) -> None:
    order(shop)
    with pytest.raises(BadValue) as told:
        claims.open(shop, draft(skus=skus))
    assert told.value.reason is reason
    assert texts.sentence(told.value)
    assert claim_lists.listed(shop) == []


def test_products_stand_in_for_an_order(shop: Store) -> None:
    with shop.transaction():
        Product.create(sku="CUP", title="马克杯", price_minor=2000, updated_at=clock.now())
    asked = draft(order_no="", tracking="SF1234567890123", courier="sf", skus={"CUP": 2})
    assert claims.open(shop, asked).row.claimed_minor == 4000
    with pytest.raises(NotFound):
        claims.open(shop, draft(order_no="", tracking="SF1", courier="sf", skus={"NONE": 2}))
    with pytest.raises(BadValue):
        claims.open(shop, draft(order_no="", tracking="SF1", courier="sf", skus={"CUP": 0}))


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"order_no": "404"}, Reason.ORDER_UNKNOWN),
        ({"case_no": "AS404"}, Reason.CASE_UNKNOWN),
        ({"order_no": ""}, Reason.VALUE_MISSING),
        ({"courier": "无名快递"}, Reason.COURIER_UNKNOWN),
        ({"amount_minor": 0}, Reason.VALUE_MISSING),
        ({"amount_minor": -5}, Reason.NEGATIVE_AMOUNT),
        ({"amount_minor": 10**14}, Reason.AMOUNT_TOO_LARGE),
        ({"currency": "XXX"}, Reason.UNKNOWN_CURRENCY),
        ({"fields": {"signed_on": "2026-02-30"}}, Reason.NOT_A_DATE),
        ({"fields": {"ratio": "150%"}}, Reason.NOT_A_RATIO),
        ({"fields": {"declared_g": 0}}, Reason.WEIGHT_NOT_POSITIVE),
        ({"fields": {"parcels": 0}}, Reason.NOT_A_QUANTITY),
        ({"fields": {"stage": "paid"}}, Reason.FIELD_FIXED),
        ({"fields": {"damage_degree": "some"}}, Reason.UNKNOWN_KIND),
        ({"fields": {"note": "x" * 5001}}, Reason.VALUE_TOO_LONG),
        ({"fields": {"rate": "-1"}}, Reason.NOT_AN_AMOUNT),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(
    shop: Store, asked: dict[str, object], reason: Reason
) -> None:
    order(shop)
    with pytest.raises(UserError) as told:
        claims.open(shop, draft(**asked))
    assert told.value.reason is reason
    assert texts.sentence(told.value)
    assert claim_lists.listed(shop) == []


def test_an_order_on_two_platforms_asks_which(shop: Store) -> None:
    order(shop)
    order(shop, platform="tmall", tracking="YT2")
    with pytest.raises(NotFound) as told:
        claims.open(shop, draft())
    assert told.value.reason is Reason.ORDER_AMBIGUOUS
    assert claims.open(shop, draft(platform=Platform.TMALL)).row.tracking == "YT2"


def test_an_order_without_a_courier_asks_for_one(shop: Store) -> None:
    order(shop, courier="")
    with pytest.raises(BadValue) as told:
        claims.open(shop, draft())
    assert texts.sentence(told.value) == "The courier is missing."


def test_a_second_claim_on_a_parcel_is_guarded_and_can_be_meant(shop: Store) -> None:
    order(shop)
    first = claims.open(shop, draft())
    with pytest.raises(Conflict) as told:
        claims.open(shop, draft(courier="zto"))
    assert told.value.data["other"] == first.no
    second = claims.open(shop, draft(allow_duplicate=True))
    assert claims.others_on(shop, "yt1234567890123", besides=second.no) == [first.no]
    assert claims.others_on(shop, "") == []


def test_money_by_the_contract_vector(shop: Store) -> None:
    """54.90 × 80 % = 43.92 (domain §6)."""
    order(shop, postage_minor=None)
    terms = Terms(
        valid_from=date(2026, 1, 1),
        ratio=Decimal("0.8"),
        filing_days=30,
        answer_days=7,
        appeal_days=5,
    )
    couriers.enter_terms(shop, "yto", terms)
    claim = claims.open(shop, draft())
    assert claim.row.claimed_minor == 4392
    assert claim.row.latest_filing_on == date(2026, 5, 31)
    assert claim.fields["ratio"] == "0.8"
    filed = claim_steps.move(shop, claim.no, S.FILED, on=date(2026, 5, 10))
    assert filed.row.answer_due_on == date(2026, 5, 17)
    rejected = claim_steps.move(shop, claim.no, S.REJECTED, on=date(2026, 5, 20))
    assert rejected.row.appeal_due_on == date(2026, 5, 25)
    assert rejected.row.due_on == date(2026, 5, 25)
    assert rejected.row.overdue


def test_deductible_and_cap_only_in_their_own_currency(shop: Store) -> None:
    order(shop, currency="USD")
    couriers.enter_terms(
        shop,
        "yto",
        Terms(valid_from=date(2026, 1, 1), deductible_minor=500, cap_minor=1000, currency="CNY"),
    )
    assert claims.open(shop, draft()).row.claimed_minor == 6190
    couriers.enter_terms(
        shop,
        "yto",
        Terms(valid_from=date(2026, 1, 1), deductible_minor=500, cap_minor=1000, currency="USD"),
    )
    assert claims.open(shop, draft(allow_duplicate=True)).row.claimed_minor == 1700


def test_blank_limits_stay_blank(shop: Store) -> None:
    order(shop)
    claim = claims.open(shop, draft())
    filed = claim_steps.move(shop, claim.no, S.FILED)
    assert (filed.row.latest_filing_on, filed.row.answer_due_on) == (None, None)
    assert filed.row.due_on is None
    assert not filed.row.overdue


def test_a_draft_is_edited_and_a_filed_claim_is_not(shop: Store) -> None:
    order(shop)
    claim = claims.open(shop, draft())
    couriers.enter_terms(shop, "zto", Terms(valid_from=date(2026, 1, 1), filing_days=10))
    changed = claims.change(
        shop,
        claim.no,
        {"shipped_on": "2026-05-03", "evidence": ["label", "chat"]},
        amount_minor=5000,
        courier="中通",
        goods=claim.goods[:1],
        row_version=claim.row.row_version,
    )
    assert (changed.row.claimed_minor, changed.row.courier) == (5000, "zto")
    assert changed.row.latest_filing_on == date(2026, 5, 13)
    assert changed.row.goods == "马克杯 × 2"
    with pytest.raises(Conflict):
        claims.change(shop, claim.no, {"note": "x"}, row_version=claim.row.row_version)
    claim_steps.move(shop, claim.no, S.FILED)
    with pytest.raises(NotAllowed) as told:
        claims.change(shop, claim.no, amount_minor=1)
    assert told.value.reason is Reason.CLAIM_FILED
    noted = claims.change(shop, claim.no, {"work_order_no": "GD-1"})
    assert noted.row.work_order_no == "GD-1"


def test_void_and_replace_keeps_both_on_record(shop: Store) -> None:
    order(shop)
    claim = claims.open(shop, draft())
    claim_steps.move(shop, claim.no, S.FILED)
    new = claims.replace(shop, claim.no, "金额写错")
    old = claims.show(shop, claim.no)
    assert (old.row.stage, old.row.void_reason, old.replaced_by) == (S.VOID, "金额写错", new.no)
    assert (new.row.stage, new.replaces, new.row.claimed_minor) == (S.DRAFT, claim.no, 6190)
    assert old.row.outstanding_minor == 0
    assert new.goods == claim.goods
    with pytest.raises(NotAllowed) as told:
        claims.change(shop, claim.no, {"note": "x"})
    assert told.value.reason is Reason.CLAIM_VOID
    assert claims.open(shop, draft(order_no="", tracking="SF1", courier="sf", amount_minor=1))


def test_voiding_wants_a_reason(shop: Store) -> None:
    order(shop)
    claim = claims.open(shop, draft())
    with pytest.raises(BadValue) as told:
        claim_steps.void(shop, claim.no, " ")
    assert texts.sentence(told.value) == "The reason is missing."


def test_lists_filter_sort_and_count(shop: Store) -> None:
    order(shop)
    lost = claims.open(shop, draft())
    order(shop, "5102", "SF1234567890123", courier="顺丰")
    damaged = claims.open(shop, draft(order_no="5102", kind=ClaimKind.DAMAGED, amount_minor=9900))
    claim_steps.move(shop, damaged.no, S.FILED)
    this_month = lost.row.entered_month

    def found(**wanted: object) -> set[str]:
        return {row.no for row in claim_lists.listed(shop, ClaimFilter(**wanted))}

    assert found() == {lost.no, damaged.no}
    assert found(courier="顺丰速运") == {damaged.no}
    assert found(courier="ems") == set()
    assert found(stages=frozenset({S.DRAFT})) == {lost.no}
    assert found(kinds=frozenset({ClaimKind.DAMAGED})) == {damaged.no}
    assert found(text="567890123") == {lost.no, damaged.no}
    assert found(text="小桃子", month=this_month) == {lost.no, damaged.no}
    assert found(month="2020-01") == set()
    assert found(owed=True, currency="CNY") == {lost.no, damaged.no}
    assert found(overdue=True) == set()
    assert found(ids=frozenset({lost.row.id}), order_id=lost.row.order_id) == {lost.no}
    assert found(buyer_id=lost.row.buyer_id) == {lost.no, damaged.no}
    assert claim_lists.counts(shop) == {S.DRAFT: 1, S.FILED: 1}
    by_owed = claim_lists.listed(shop, ClaimFilter(order_by="outstanding_minor"))
    assert [row.no for row in by_owed] == [damaged.no, lost.no]
    assert claim_lists.rows(shop, [10**6]) == []


def test_photos_of_claim_and_case_come_together(shop: Store) -> None:
    from desktop_app.models.photos import Photo, PhotoLink
    from desktop_app.services import photos as photo_service

    order_id = order(shop)
    case_id = case(shop, order_id)
    claim = claims.open(shop, draft(case_no="AS20260903-0001"))
    with shop.transaction():
        buyer = SalesOrder.get_by_id(order_id).buyer
        photos = [
            Photo.create(
                sha256=str(n), stored=f"p{n}.jpg", buyer=buyer, bytes=1, imported_at=clock.now()
            ).id
            for n in range(3)
        ]
        PhotoLink.create(photo=photos[0], case=case_id)
        PhotoLink.create(photo=photos[1], case=case_id, position=1)
    photo_service.link(shop, [photos[2], photos[1]], claim=claim.row.id)
    assert claims.show(shop, claim.no).photo_ids == (photos[2], photos[1], photos[0])
    photo_service.unlink(shop, [photos[2]], claim=claim.row.id)
    assert claims.show(shop, claim.no).photo_ids == (photos[1], photos[0])
    assert claims.replace(shop, claim.no, "重填").photo_ids == (photos[1], photos[0])
