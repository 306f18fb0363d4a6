"""Cases: opened from an order or a buyer, moved by their workflow, listed by SQL."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from desktop_app.core import texts
from desktop_app.core.errors import Conflict, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import CaseEventKind, CaseKind, CaseStage, ClockState, Platform, Topic
from desktop_app.models.orders import Shipment
from desktop_app.services import case_acts, case_lists, cases, search, timeline
from desktop_app.services.case_lists import SORTS, CaseFilter
from desktop_app.services.cases import CaseDetail, CaseDraft
from desktop_app.services.store import Changes, Store
from tests.invented import order, product

NOON = datetime(2026, 9, 3, 12, 0, tzinfo=UTC)


def opened(shop: Store, kind: str = "return", buyer: str = "甲", **more: object) -> CaseDetail:
    return cases.open(shop, CaseDraft(kind=kind, buyer=buyer, **more))


def goods(case: CaseDetail) -> list[tuple[str, int]]:
    return [(line.sku, line.quantity) for line in case.lines]


def test_a_case_from_an_order_takes_buyer_goods_and_parcel(shop: Store) -> None:
    product(shop, "A", cost_minor=400)
    order(shop, "4001", {"A": 2, "B": None}, buyer="小红", tracking="YT1")
    case = cases.open(shop, CaseDraft(kind="wrong_item", order=" 4001 ", note=" 发错了 "))
    row = case.row
    assert (row.buyer, row.order, row.tracking, row.platform) == ("小红", "4001", "YT1", "taobao")
    assert (row.stage, row.note, row.goods) == (CaseStage.NEW, "发错了", "A的标题")
    assert goods(case) == [("A", 2), ("B", 1)]
    assert case.lines[0].cost_minor == 400
    assert case.lines[0].price_minor == 1250
    assert [entry.kind for entry in case.timeline] == [CaseEventKind.OPENED]
    assert row.no.startswith("AS")
    assert cases.open(shop, CaseDraft(kind="return", order="4001")).row.no == row.no[:-1] + "2"


def test_a_parcels_number_finds_its_order(shop: Store) -> None:
    held = order(shop, "4001", {"A": 1}, tracking="YT1")
    with shop.transaction():
        Shipment.create(order=held, tracking="SF2")
    for number in ("YT1", "yt1", " SF2 "):
        assert cases.open(shop, CaseDraft(kind="lost", order=number)).row.order == "4001"


def test_lines_can_be_named(shop: Store) -> None:
    product(shop, "Z", "礼盒", price_minor=990)
    order(shop, "4001", {"A": 2, "B": 1})
    case = cases.open(
        shop, CaseDraft(kind="extra_item", order="4001", lines=(("B", 1), ("Z", 3), ("A", 5)))
    )
    assert goods(case) == [("B", 1), ("Z", 3), ("A", 5)]
    assert case.lines[1].title == "礼盒"
    assert case.lines[1].price_minor == 990


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        (CaseDraft(kind="return", order="4009"), Reason.ORDER_UNKNOWN),
        (CaseDraft(kind="return", order="4001", lines=(("Q", 1),)), Reason.SKU_NOT_IN_ORDER),
        (CaseDraft(kind="return", order="4001", lines=(("A", 3),)), Reason.MORE_THAN_ORDERED),
        (CaseDraft(kind="return", buyer="甲", lines=(("Q", 1),)), Reason.PRODUCT_UNKNOWN),
        (CaseDraft(kind="return", order="5005"), Reason.ORDER_AMBIGUOUS),
        (CaseDraft(kind="return"), Reason.CASE_UNFOUNDED),
        (CaseDraft(kind="nonsense", buyer="甲"), Reason.UNKNOWN_KIND),
    ],
)
def test_what_is_not_held_is_refused_and_nothing_written(
    shop: Store, draft: CaseDraft, reason: Reason
) -> None:
    order(shop, "4001", {"A": 2})
    order(shop, "5005", {"A": 2})
    order(shop, "5005", {"A": 2}, platform=Platform.JD)
    with pytest.raises((NotFound, NotAllowed, Exception), match=reason) as told:
        cases.open(shop, draft)
    assert texts.sentence(told.value)
    assert case_lists.count(shop) == 0


def test_an_order_on_two_platforms_is_taken_from_the_one_named(shop: Store) -> None:
    order(shop, "5005", {"A": 2})
    order(shop, "5005", {"A": 2}, platform=Platform.JD)
    case = cases.open(shop, CaseDraft(kind="return", order="5005", platform=Platform.JD))
    assert case.row.platform is Platform.JD


def test_a_buyer_is_the_one_known_or_a_new_one(shop: Store) -> None:
    order(shop, "4001", {"A": 1}, buyer="小红", platform=Platform.TMALL)
    known, new = opened(shop, buyer="小红"), opened(shop, buyer="=cmd|'/C calc'!A0")
    assert known.row.platform is Platform.TMALL
    assert (new.row.platform, new.row.buyer) == (Platform.OTHER, "=cmd|'/C calc'!A0")
    assert opened(shop, buyer="=cmd|'/C calc'!A0").buyer_id == new.buyer_id


def test_masked_buyers_of_two_orders_stay_two(shop: Store) -> None:
    order(shop, "4001", {"A": 1}, buyer="t**b")
    order(shop, "4002", {"A": 1}, buyer="t**b")
    first, second = (
        cases.open(shop, CaseDraft(kind="return", order=number)) for number in ("4001", "4002")
    )
    assert first.buyer_id != second.buyer_id


def test_an_order_without_a_buyer_takes_the_one_that_is_said(shop: Store) -> None:
    order(shop, "4001", {"A": 1})
    assert cases.open(shop, CaseDraft(kind="return", order="4001")).row.buyer == ""
    said = cases.open(shop, CaseDraft(kind="return", order="4001", buyer="小明"))
    assert said.row.buyer == "小明"
    assert cases.open(shop, CaseDraft(kind="return", order="4001")).row.buyer == "小明"


def test_a_case_walks_its_workflow_to_the_end_and_back(shop: Store) -> None:
    no = opened(shop).row.no
    for stage in (
        *(CaseStage.VERIFYING, CaseStage.GOODS_COMING, CaseStage.INSPECTING),
        *(CaseStage.HANDLING, CaseStage.SETTLED, CaseStage.CLOSED),
    ):
        case = cases.move(shop, no, stage, " ok ")
        assert case.row.stage is stage
    assert case.row.closed_at is not None
    assert not [deadline for deadline in case.deadlines if deadline.is_open]
    again = cases.move(shop, no, CaseStage.NEGOTIATING)
    assert again.row.closed_at is None
    assert again.timeline[-1].kind is CaseEventKind.REOPENED
    assert (again.timeline[1].stage_from, again.timeline[1].text) == ("new", "ok")
    assert again.deadlines[-1].state is ClockState.RUNNING


def test_a_step_that_is_not_allowed_is_refused_with_those_that_are(shop: Store) -> None:
    case = opened(shop)
    with pytest.raises(NotAllowed) as told:
        cases.move(shop, case.row.no, CaseStage.CLOSED)
    assert told.value.data["allowed"] == case.nexts
    assert "possible are: Verifying, Negotiating" in texts.sentence(told.value)
    assert cases.show(shop, case.row.no).row == case.row


def test_stale_data_overwrites_nothing_and_both_are_shown(shop: Store) -> None:
    case = opened(shop)
    cases.move(shop, case.row.no, CaseStage.VERIFYING, version=case.row.row_version)
    with pytest.raises(Conflict) as told:
        cases.move(shop, case.row.no, CaseStage.CANCELLED, version=case.row.row_version)
    assert told.value.data["row"] == cases.show(shop, case.row.no).row
    assert texts.sentence(told.value)


def test_a_number_is_found_in_any_case_and_an_unknown_one_named(shop: Store) -> None:
    no = opened(shop).row.no
    assert cases.show(shop, f" {no.lower()} ").row.no == no
    with pytest.raises(NotFound) as told:
        cases.show(shop, "AS1")
    assert texts.sentence(told.value) == "There is no case AS1."


def test_one_notice_for_each_change(shop: Store) -> None:
    notices: list[Changes] = []
    case = opened(shop)
    shop.listen(notices.append)
    cases.move(shop, case.row.no, CaseStage.VERIFYING)
    assert [notice.ids for notice in notices] == [{Topic.CASES: {case.row.id}}]


def test_r26_the_timeline_says_who_and_when(shop: Store) -> None:
    shop.who = "小王"
    case = opened(shop, opened_at=NOON)
    earlier = NOON + timedelta(minutes=3)
    timeline.add(shop, case.row.id, CaseEventKind.NOTE, "夜班")
    timeline.add(shop, case.row.id, CaseEventKind.REPLIED, "已回复", at=earlier)
    lines = [(entry.kind, entry.who) for entry in timeline.of(shop, case.row.id)]
    assert lines == [("opened", "小王"), ("replied", "小王"), ("note", "小王")]
    assert not cases.show(shop, case.row.no).row.missed


@pytest.fixture
def busy(shop: Store) -> Store:
    """A shop with a case of each sort that filters tell apart."""
    search.follow(shop)
    order(shop, "4001", {"A": 1}, buyer="小红", tracking="YT9")
    with time_machine.travel(NOON, tick=False) as traveller:
        cases.open(shop, CaseDraft(kind="lost", order="4001", note="丢件", owner="小王"))
        traveller.shift(timedelta(days=1))
        second = opened(shop, kind="return", buyer="大明", owner="小李")
        cases.move(shop, second.row.no, CaseStage.WAITING_BUYER)
        traveller.shift(timedelta(days=1))
        third = opened(shop, kind="exchange", buyer="Bob", platform=Platform.JD)
        cases.move(shop, third.row.no, CaseStage.CANCELLED)
    return shop


def found(shop: Store, **wanted: object) -> list[str]:
    rows = case_lists.rows(shop, case_lists.ids(shop, CaseFilter(**wanted)))
    assert len(rows) == case_lists.count(shop, CaseFilter(**wanted))
    return [row.kind for row in rows]


@pytest.mark.parametrize(
    ("wanted", "kinds"),
    [
        ({}, ["exchange", "return", "lost"]),
        ({"stages": (CaseStage.NEW,)}, ["lost"]),
        ({"kinds": (CaseKind.RETURN, CaseKind.LOST)}, ["return", "lost"]),
        ({"platforms": (Platform.JD,)}, ["exchange"]),
        ({"owners": ("小王",)}, ["lost"]),
        ({"open_only": True}, ["return", "lost"]),
        ({"overdue": True}, ["return", "lost"]),
        ({"missed": True}, ["return", "lost"]),
        ({"waiting": "waiting_buyer"}, ["return"]),
        ({"waiting": "us"}, ["lost"]),
        ({"opened_from": date(2026, 9, 4)}, ["exchange", "return"]),
        ({"opened_to": date(2026, 9, 4)}, ["return", "lost"]),
        ({"text": "丢件"}, ["lost"]),
        ({"text": "bob"}, ["exchange"]),
        ({"text": "yt9"}, ["lost"]),
        ({"text": "无此词"}, []),
        ({"angry": True}, []),
        ({"disputed": True}, []),
        ({"lessons": True}, []),
        ({"tags": ("急",)}, []),
        ({"follow_up_by": date(2026, 9, 4)}, []),
        ({"order_id": 1}, ["lost"]),
        ({"ids": (1, 2)}, ["return", "lost"]),
    ],
)
def test_each_filter_lets_through_what_it_says(
    busy: Store, wanted: dict[str, object], kinds: list[str]
) -> None:
    assert found(busy, **wanted) == kinds


@pytest.mark.parametrize("column", SORTS)
def test_each_column_sorts_both_ways(busy: Store, column: str) -> None:
    up = case_lists.ids(busy, sort=column, down=False)
    assert list(up) == list(reversed(case_lists.ids(busy, sort=column)))


def test_the_order_of_some_columns(busy: Store) -> None:
    assert list(case_lists.ids(busy, sort="buyer", down=False)) == [3, 2, 1]
    assert list(case_lists.ids(busy, sort="due", down=False))[:2] == [1, 2]
    assert list(case_lists.ids(busy, sort="stage", down=False)) == [1, 2, 3]


def test_counts_for_the_chips(busy: Store) -> None:
    assert case_lists.counts(busy, "kind") == {"lost": 1, "return": 1, "exchange": 1}
    assert case_lists.counts(busy, "stage", CaseFilter(open_only=True)) == {
        "new": 1,
        "waiting_buyer": 1,
    }
    assert case_lists.tag_counts(busy) == {}


def test_a_page_keeps_the_order_asked_for_and_leaves_out_what_is_gone(busy: Store) -> None:
    assert [row.id for row in case_lists.rows(busy, [2, 99, 1])] == [2, 1]
    assert case_lists.rows(busy, []) == []


def test_days_that_move_on_with_the_calendar(busy: Store) -> None:
    with time_machine.travel(NOON + timedelta(days=2, hours=3), tick=False):
        assert found(busy, opened_days=1) == ["exchange"]
        assert found(busy, opened_days=2) == ["exchange", "return"]
        case_acts.change(busy, [1], follow_up_on="2026-09-05")
        case_acts.change(busy, [2], follow_up_on="2026-09-06")
        assert found(busy, follow_ups=True) == ["lost"]
    with time_machine.travel(NOON + timedelta(days=3, hours=3), tick=False):
        assert found(busy, opened_days=1) == []
        assert found(busy, follow_ups=True) == ["return", "lost"]
