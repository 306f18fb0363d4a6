"""What a person pastes or types: any text is understood, or refused with a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core import billing, capitals, money, names, phones, waybills, weight
from desktop_app.core.kinds import CaseKind
from desktop_app.services import (
    cases,
    couriers,
    desk_register,
    drafts,
    order_cells,
    photo_names,
    quick_entry,
    register_blocks,
    register_columns,
    register_edits,
    search,
    settlement_cells,
    shifts,
    shipments,
    tracking_texts,
)
from desktop_app.services.register_edits import Edit
from desktop_app.services.store import Store
from tests.fuzz.altered import NASTY_TEXTS, TIMEOUT, bounded, fuzzed, nasty, reworded

pytestmark = [pytest.mark.fuzz, pytest.mark.timeout(TIMEOUT)]

CHATS = [
    "小鹿 5106828836075983867 杯子碎了 退款12.5元 运单YT1234567890123 微信",
    "5106828836075983867\t破损\t12.50\tYT1234567890123\t备注",
    "订单号\t运单号\t类型\t金额\n5106828836075983867\tYT1234567890123\t破损\t￥1,234.50\n",
    "王小满 13800001234 少发1个碟 补发",
]
PAGES = [
    "2026-11-20 08:12 【杭州市】快件已签收\n2026-11-19 22:01 【上海】已发出",
    "11月20日\n08:12\n派送中\n11/19 上午9:05 到达",
    "Nov 20, 2026 8:12 PM Delivered, Paris\n20 Nov 2026 07:00 Out for delivery",
    "05/06/2026 10:00 x\n周三 2026.11.20 23:59:59 已揽收",
]
CELLS = ['a\tb\n"c\nd"\t"e""f"\n', "1\t2\r\n3\t4\r\n", '"\t"\n']
WORDS = [
    "2026-",
    "11月",
    "日",
    ":",
    "24:60",
    "上午",
    "【",
    "】",
    "\t",
    '"',
    "￥",
    "kg",
    "元",
    "No:",
]
AMOUNTS = [
    "1,234.50",
    "￥12.00",
    "-3",
    "1.2kg",
    "30*20*10",
    "2026-05-01 13:33:33",
    "46175.5",
    "0.3%",
]


@fuzzed
@given(text=st.one_of(reworded(CHATS, WORDS), nasty))
def test_chat_lines(shop: Store, text: str) -> None:
    with bounded():
        drafts.read(shop, text)
    with bounded():
        rows = quick_entry.read(shop, text)
        quick_entry.enter(shop, rows)


@fuzzed
@given(text=st.one_of(reworded(PAGES, WORDS), nasty))
def test_tracking_pages(shop: Store, text: str) -> None:
    with bounded():
        found = tracking_texts.parse(text)
        with shop.transaction():
            parcel = shipments.obtain(shop, shipments.find(shop, "YT1234567890123"))
            shipments.add_events(shop, parcel, found.movements)
    with bounded():
        tracking_texts.moment(text)


@fuzzed
@given(text=st.one_of(reworded(CELLS, WORDS), nasty))
def test_pasted_blocks_of_cells(text: str) -> None:
    with bounded():
        block = register_blocks.from_text(text)
        assert register_blocks.from_text(register_blocks.to_text(block) + "\n") == block


@fuzzed
@given(column=st.sampled_from([one.name for one in register_columns.COLUMNS]), text=nasty)
def test_cells_of_the_register(shop: Store, column: str, text: str) -> None:
    if not desk_register.ids(shop):
        cases.open(shop, cases.CaseDraft(CaseKind.RETURN, buyer="小鹿"))
    edit = Edit(desk_register.ids(shop)[0], column, text)
    with bounded():
        register_edits.judge(shop, [edit])
        register_edits.undo(shop, register_edits.write(shop, [edit]))


@fuzzed
@given(text=st.one_of(reworded(AMOUNTS, WORDS), nasty))
def test_amounts_weights_days_and_numbers(text: str) -> None:
    readers = [
        money.parse, weight.parse, names.buyer_id, names.safe, names.is_masked, phones.plain,
        waybills.normal, waybills.check_digit_fits, couriers.ratio, shifts.parse_time,
        order_cells.plain, order_cells.order_no, order_cells.tracking, order_cells.phone,
        order_cells.buyer, order_cells.quantity, order_cells.code, order_cells.number,
        settlement_cells.ratio, settlement_cells.day, settlement_cells.number,
        settlement_cells.is_placeholder, photo_names.checked,
        lambda value: money.parse(value, "JPY", negative=True),
        lambda value: order_cells.amount(value, "CNY"),
        lambda value: order_cells.moment(value, "+08:00"),
        lambda value: order_cells.marked(value, (("¥", "CNY"),)),
        lambda value: settlement_cells.amount(value, "USD"),
        lambda value: settlement_cells.grams(value, "kg"),
        lambda value: billing.sides_cm({"size": value, "length": value}),
        lambda value: weight.parse(value, unit="kg"),
    ]  # fmt: skip
    for read in readers:
        with bounded():
            read(text)


@fuzzed
@given(minor=st.integers(-(10**15), 10**15))
def test_amounts_in_words(minor: int) -> None:
    with bounded():
        assert capitals.chinese(abs(minor))
        assert capitals.english(abs(minor))


@fuzzed
@given(
    text=st.one_of(
        nasty, reworded(['"a" OR b* NEAR(c d) ^e -f col:g', "小鹿 杯"], NASTY_TEXTS[:20])
    )
)
def test_what_is_searched_for(shop: Store, text: str) -> None:
    search.follow(shop)
    with bounded():
        search.find(shop, text)
