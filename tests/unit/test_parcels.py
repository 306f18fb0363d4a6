"""R39: the registers of problem and returned parcels, and whose a parcel is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from desktop_app.core import clock, phones
from desktop_app.core.errors import BadValue, Conflict, NotAllowed, NotFound
from desktop_app.core.kinds import CaseKind, ParcelKind, Platform, Topic
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.orders import OrderLine, SalesOrder, Shipment
from desktop_app.services import parcel_lists, parcels
from desktop_app.services.parcel_lists import ParcelFilter
from desktop_app.services.parcels import ParcelDraft
from desktop_app.services.store import Changes, Store

RETURNED = ParcelKind.RETURNED


def order(shop: Store, no: str, **more: Any) -> int:
    now = clock.now()
    values = {"platform": Platform.TAOBAO, "imported_at": now, "updated_at": now, **more}
    with shop.transaction():
        made = SalesOrder.create(order_no=no, **values)
        OrderLine.create(order=made, position=0, sku="A", title="杯", variant="红", quantity=2)
        return int(made.id)


def case(shop: Store, no: str, order_id: int, **more: Any) -> int:
    now = clock.now()
    with shop.transaction():
        made = AfterSalesCase.create(
            no=no,
            platform=Platform.TAOBAO,
            order=order_id,
            kind=CaseKind.RETURN,
            opened_at=now,
            updated_at=now,
            **more,
        )
        return int(made.id)


def add(shop: Store, **fields: Any) -> parcel_lists.ParcelRow:
    return parcels.add(shop, ParcelDraft(**{"kind": RETURNED, **fields})).parcel


def test_r39_a_tracking_number_fills_the_register_from_its_order(shop: Store) -> None:
    order_id = order(
        shop,
        "4001",
        tracking="YT1234567890123",
        buyer_text="小明",
        created="2026-09-01 08:05:00",
        paid_minor=5490,
    )
    notices: list[Changes] = []
    shop.listen(notices.append)
    row = add(shop, tracking=" yt1234567890123 ", note="外箱破", quantity=None)
    assert notices[-1].ids == {Topic.PARCELS: {row.id}}
    assert (row.owned, row.order_id, row.order_no, row.buyer) == (True, order_id, "4001", "小明")
    assert (row.purchased_on, row.product, row.sku, row.quantity) == (
        "2026-09-01",
        "杯 红 × 2",
        "A",
        2,
    )
    assert (row.amount_minor, row.currency, row.tracking, row.note) == (
        5490,
        "CNY",
        "YT1234567890123",
        "外箱破",
    )


def test_r39_what_was_typed_is_not_overwritten_by_the_order(shop: Store) -> None:
    order(shop, "4001", tracking="YT1", created="not a date", paid_minor=None)
    row = add(shop, tracking="YT1", product="只剩盒子", quantity=1)
    assert (row.product, row.quantity, row.purchased_on, row.amount_minor) == (
        "只剩盒子",
        1,
        None,
        None,
    )


def test_r39_a_cases_return_parcel_brings_its_case(shop: Store) -> None:
    order_id = order(shop, "4001")
    case_id = case(shop, "AS1", order_id, return_tracking="SF1234567890123")
    row = add(shop, tracking="SF1234567890123")
    assert (row.order_id, row.case_id, row.case_no) == (order_id, case_id, "AS1")


def test_r39_each_parcel_of_a_split_order_is_known(shop: Store) -> None:
    order_id = order(shop, "4001")
    with shop.transaction():
        Shipment.create(order=order_id, tracking="ZT2")
    assert add(shop, tracking="ZT2").order_id == order_id


def test_r39_a_parcel_without_owner_is_matched_by_phone_and_name(shop: Store) -> None:
    order(shop, "1", phone="13800001111", receiver="王五", created="2026-09-01")
    both = order(shop, "2", phone="86-13800001234", receiver="张三", created="2026-09-02")
    phone = order(shop, "3", phone="13800001234-2222", receiver="李四", created="2026-09-03")
    masked = order(shop, "4", phone="138****1234", receiver="张*", created="2026-09-04")
    name = order(shop, "5", phone=None, receiver="张三", created="2026-09-05")
    case_id = case(shop, "AS1", both)
    row = add(shop, tracking="未知1", sender_phone="138 0000 1234", sender_name="张三")
    assert row.owned is False
    found = parcels.owners(shop, row.id)
    assert [(owner.order_id, owner.by) for owner in found] == [
        (both, ("phone", "name")),
        (masked, ("phone",)),
        (phone, ("phone",)),
        (name, ("name",)),
    ]
    assert not found[0].certain
    assert (found[0].goods, found[0].case_id, found[0].case_no) == ("杯 红 × 2", case_id, "AS1")
    given = parcels.give(shop, row.id, found[0].order_id, found[0].case_id)
    assert (given.owned, given.order_no, given.case_no, given.product) == (
        True,
        "2",
        "AS1",
        "杯 红 × 2",
    )
    assert parcels.give(shop, row.id, None).owned is False
    with pytest.raises(NotFound, match="order_unknown"):
        parcels.give(shop, row.id, 99)


def test_r39_a_number_of_several_orders_settles_nothing(shop: Store) -> None:
    first = order(shop, "1", tracking="YT9")
    second = order(shop, "2", tracking="YT9")
    row = add(shop, tracking="YT9")
    assert row.owned is False
    found = parcels.owners(shop, row.id)
    assert {owner.order_id for owner in found} == {first, second}
    assert all(owner.certain for owner in found)
    assert add(shop, tracking="", order_no="2").order_id == second


def test_r39_the_same_parcel_is_not_entered_twice_while_open(shop: Store) -> None:
    draft = ParcelDraft(kind=RETURNED, tracking="YT5")
    first = parcels.add(shop, draft)
    again = parcels.add(shop, draft)
    assert (first.repeated, again.repeated) == (False, True)
    assert again.parcel == first.parcel
    problem = parcels.add(shop, ParcelDraft(kind=ParcelKind.PROBLEM, tracking="YT5"))
    assert problem.repeated is False, "a problem parcel that comes back later is in both registers"
    parcels.settle(shop, first.parcel.id, "已入库")
    assert parcels.add(shop, draft).repeated is False


def test_r39_good_and_damaged_pieces_are_counted_apart(shop: Store) -> None:
    row = add(shop, tracking="YT5", quantity=3, good=2, damaged=1)
    assert (row.quantity, row.good, row.damaged) == (3, 2, 1)
    with pytest.raises(BadValue, match="more_back_than_sent"):
        parcels.change(shop, row.id, good=3)
    assert parcels.change(shop, row.id, good=0, damaged=3).damaged == 3


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"tracking": "x", "quantity": 0},
        {"tracking": "x", "good": -1},
        {"tracking": "x", "damaged": 10_000_000},
        {"tracking": "x", "amount_minor": -1},
        {"tracking": "x", "currency": "XXX"},
        {"tracking": "x", "purchased_on": "2026-02-30"},
        {"tracking": "x", "purchased_on": "2026-02-03 08:00"},
    ],
)
def test_r39_impossible_entries_are_refused_and_nothing_is_written(
    shop: Store, fields: dict[str, Any]
) -> None:
    with pytest.raises(BadValue):
        add(shop, **fields)
    assert parcel_lists.listed(shop) == []


def test_a_parcel_is_changed_settled_and_opened_again(shop: Store) -> None:
    row = add(shop, tracking="YT5", note="一")
    changed = parcels.change(shop, row.id, row.row_version, sender_name="张三", product="杯")
    assert (changed.sender_name, changed.product) == ("张三", "杯")
    with pytest.raises(Conflict, match="changed_meanwhile"):
        parcels.change(shop, row.id, row.row_version, product="碟")
    with pytest.raises(NotAllowed, match="field_fixed"):
        parcels.change(shop, row.id, settled_at=None)
    settled = parcels.settle(shop, row.id, "已处理")
    assert (settled.settled_at is not None, settled.note) == (True, "一\n已处理")
    assert parcels.settle(shop, row.id, done=False).settled_at is None
    for unknown in (parcels.settle, parcels.owners):
        with pytest.raises(NotFound, match="parcel_record_unknown"):
            unknown(shop, 99)


def test_parcels_are_listed_by_kind_owner_and_words(shop: Store) -> None:
    order_id = order(shop, "4001", tracking="YT1")
    owned = add(shop, tracking="YT1")
    lost = add(shop, kind=ParcelKind.PROBLEM, tracking="ZT2", sender_name="张三")
    parcels.settle(shop, lost.id)

    def found(**wanted: Any) -> list[int]:
        return [row.id for row in parcel_lists.listed(shop, ParcelFilter(**wanted))]

    assert found() == [lost.id, owned.id]
    assert found(order_by="tracking", descending=False) == [owned.id, lost.id]
    assert found(kind=ParcelKind.PROBLEM) == found(owned=False) == found(settled=True) == [lost.id]
    assert found(owned=True) == found(settled=False) == found(order_id=order_id) == [owned.id]
    assert found(text="张三") == [lost.id]
    assert found(text="4001") == [owned.id]
    assert found(since=clock.now() + timedelta(days=1)) == []
    assert found(until=clock.now() - timedelta(days=1)) == []
    assert parcel_lists.open_counts(shop) == {(RETURNED, True): 1}


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("138 0000 1234", "13800001234"),
        ("+86-13800001234", "13800001234"),
        ("8613800001234", "13800001234"),
        ("'13800001234-2222", "13800001234"),
        ("0571-88886666", "057188886666"),
        ("1******6198", "1******6198"),
        ("１３８００００１２３４", "13800001234"),
        ("", ""),
        ("##密文", ""),
    ],
)
def test_phones_are_compared_by_their_digits(text: str, digits: str) -> None:
    assert phones.plain(text) == digits


def test_hidden_digits_agree_with_any_but_not_everything_may_be_hidden() -> None:
    assert phones.same("138****1234", "13800001234")
    assert not phones.same("139****1234", "13800001234")
    assert not phones.same("1******6198", "13800006198"), "five digits are too few"
    assert not phones.same("", "")
    assert not phones.same("13800001234", "1380000123")
