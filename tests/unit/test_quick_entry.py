"""Quick entry: a pasted line becomes a draft row, and a row a claim."""

from __future__ import annotations

import pytest

from desktop_app.core import clock, texts
from desktop_app.core.errors import Conflict, Reason
from desktop_app.core.kinds import ClaimKind, OrderState, Platform
from desktop_app.models.orders import OrderLine, SalesOrder
from desktop_app.services import buyers, claim_lists, quick_entry
from desktop_app.services.store import Store

LINE = "9831745985570 丢件理赔54.9元 运费7元"


def order(shop: Store, no: str = "3216549870123456789", tracking: str = "YT1234567890123") -> None:
    with shop.transaction():
        made = SalesOrder.create(
            platform="taobao",
            order_no=no,
            buyer=buyers.obtain(shop, Platform.TAOBAO, "小桃子_88"),
            state=OrderState.SHIPPED.value,
            courier="圆通速递",
            tracking=tracking,
            postage_minor=700,
            imported_at=clock.now(),
            updated_at=clock.now(),
        )
        OrderLine.create(order=made.id, position=1, title="杯子", quantity=1, price_minor=5490)


def test_r21_the_pasted_line_vector(shop: Store) -> None:
    """54.90 + freight 7.00 = 61.90 (domain §6, §8)."""
    row = quick_entry.read(shop, LINE)[0]
    assert (row.tracking, row.courier, row.kind) == ("9831745985570", "ems", ClaimKind.LOST)
    assert (row.amount_minor, row.freight_minor, row.note) == (5490, 700, "丢件")
    assert row.missing == ()
    assert claim_lists.listed(shop) == []
    entered = quick_entry.enter(shop, [row])[0]
    assert entered.claim is not None
    claim = entered.claim.row
    assert (claim.claimed_minor, claim.goods_minor, claim.freight_minor) == (6190, 5490, 700)
    assert entered.claim.fields["what_happened"] == "丢件"


@pytest.mark.parametrize(
    ("line", "tracking", "courier", "kind", "amount"),
    [
        ("YT3229120944502破损，赔20", "YT3229120944502", "yto", ClaimKind.DAMAGED, 2000),
        ("顺丰 SF1234567890123 少件 ¥35", "SF1234567890123", "sf", ClaimKind.SHORT, 3500),
        (
            "中通78664266575472虚假签收 理赔120.50 电话13912345678",
            "78664266575472",
            "zto",
            ClaimKind.FALSE_SIGN,
            12050,
        ),
        ("13912345678 丢件 78664266575472 理赔9元", "78664266575472", "zto", ClaimKind.LOST, 900),
    ],
)
def test_lines_as_people_write_them(
    shop: Store, line: str, tracking: str, courier: str, kind: ClaimKind, amount: int
) -> None:
    row = quick_entry.read(shop, line)[0]
    assert (row.tracking, row.courier, row.kind) == (tracking, courier, kind)
    assert row.amount_minor == amount


def test_what_a_line_does_not_say_is_missing(shop: Store) -> None:
    rows = quick_entry.read(shop, "今天天气不错\n\n78664266575472 丢件")
    assert rows[0].missing == ("source", "kind", "courier", "amount")
    assert rows[1].missing == ("amount",)
    results = quick_entry.enter(shop, rows)
    assert [result.claim for result in results] == [None, None]
    reasons = [result.error.reason for result in results if result.error]
    assert reasons == [Reason.VALUE_MISSING, Reason.VALUE_MISSING]


def test_an_order_that_the_shop_holds_fills_the_rest(shop: Store) -> None:
    order(shop)
    row = quick_entry.read(shop, "3216549870123456789 丢件")[0]
    assert (row.known_order, row.tracking, row.buyer) == (True, "YT1234567890123", "小桃子_88")
    assert row.missing == ()
    claim = quick_entry.enter(shop, [row])[0].claim
    assert claim is not None
    assert (claim.row.claimed_minor, claim.row.courier) == (6190, "yto")


def test_an_order_that_it_does_not_hold_is_kept_as_text(shop: Store) -> None:
    row = quick_entry.read(shop, "3216549870123456789 丢件 78664266575472 理赔9元")[0]
    assert (row.known_order, row.order_no) == (False, "3216549870123456789")
    claim = quick_entry.enter(shop, [row])[0].claim
    assert claim is not None
    assert claim.row.order_no == "3216549870123456789"


def test_a_parcel_that_has_a_claim_is_named_and_can_be_meant(shop: Store) -> None:
    first = quick_entry.enter(shop, quick_entry.read(shop, LINE))[0].claim
    assert first is not None
    row = quick_entry.read(shop, LINE)[0]
    assert row.others == (first.no,)
    refused = quick_entry.enter(shop, [row])[0]
    assert isinstance(refused.error, Conflict)
    assert quick_entry.enter(shop, [row], allow_duplicate=True)[0].claim is not None


def test_a_table_pasted_from_a_spreadsheet(shop: Store) -> None:
    order(shop)
    text = (
        "运单号\t订单编号\t理赔类型\t理赔金额(元)\t运费\t买家ID\t快递公司\t币种\t备注\n"
        "9831745985570\t\t丢失\t54.90\t7\t小明\t\t\t三天没到\n"
        "\t3216549870123456789\t破损\t\t\t\t\t\t\n"
        "YT7\t\t破损丢件\t免赔\t\t\t圆通\t\t\n"
        "RB123456786CN\t\t丢失\t1,234.50\t\t\t邮政\tusd\t\n"
        "78664266575472\t\n"
    )
    rows = quick_entry.read(shop, text)
    first, second, third, fourth, fifth = rows
    assert first.tracking == "9831745985570"
    assert (first.amount_minor, first.freight_minor, first.note) == (5490, 700, "三天没到")
    assert (first.kind, first.courier, first.buyer) == (ClaimKind.LOST, "ems", "小明")
    assert (second.known_order, second.kind, second.missing) == (True, ClaimKind.DAMAGED, ())
    assert third.error is not None
    assert "免赔" in texts.sentence(third.error)
    assert (fourth.amount_minor, fourth.currency) == (123450, "USD")
    assert len(fourth.doubts) == 1
    assert fifth.missing == ("kind", "amount")
    results = quick_entry.enter(shop, rows)
    assert [result.claim is not None for result in results] == [True, True, False, True, False]
    assert len(claim_lists.listed(shop)) == 3


def test_a_line_too_long_to_be_one_is_refused(shop: Store) -> None:
    row = quick_entry.read(shop, "丢" * 3000)[0]
    assert row.error is not None
    assert row.error.reason is Reason.VALUE_TOO_LONG
    assert quick_entry.enter(shop, [row])[0].error is row.error
    assert quick_entry.read(shop, "") == []


def test_words_of_several_kinds_leave_the_choice(shop: Store) -> None:
    text = "运单号\t类型\nYT7\t破损丢件\n"
    assert quick_entry.read(shop, text)[0].kind is None


def test_a_revised_row_is_held_against_the_shop_again(shop: Store) -> None:
    order(shop)
    row = quick_entry.read(shop, "nonsense")[0]
    named = quick_entry.revise(shop, row, tracking=" yt1234567890123 ", kind=ClaimKind.LOST)
    assert (named.tracking, named.error) == ("YT1234567890123", None)
    known = quick_entry.revise(shop, named, order_no="3216549870123456789")
    assert known.known_order
    assert known.missing == ()
    claim = quick_entry.enter(shop, [known])[0].claim
    assert claim is not None
    assert quick_entry.revise(shop, known, note="again").others == (claim.no,)
