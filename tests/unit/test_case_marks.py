"""What is noted on a case, its goods, merging and splitting, and the bin."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from desktop_app.core import clock, texts
from desktop_app.core.errors import BadValue, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import (
    CaseEventKind,
    CaseStage,
    ClaimKind,
    ClockState,
    Outcome,
    Platform,
    StockMove,
)
from desktop_app.models.orders import Shipment, ShipmentEvent
from desktop_app.services import (
    case_bin,
    case_lines,
    case_lists,
    case_marks,
    case_merging,
    cases,
    checklists,
    claim_steps,
    claims,
    search,
    stock_lines,
)
from desktop_app.services.case_lists import CaseFilter
from desktop_app.services.cases import CaseDetail, CaseDraft
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.store import Store
from tests.invented import order, product

NOON = datetime(2026, 9, 3, 12, 0, tzinfo=UTC)


def opened(shop: Store, kind: str = "return", buyer: str = "甲", **more: object) -> CaseDetail:
    return cases.open(shop, CaseDraft(kind=kind, buyer=buyer, **more))


def ordered(shop: Store, kind: str = "missed_item") -> CaseDetail:
    order(shop, "4001", {"A": 3, "B": 1}, buyer="小红")
    return cases.open(shop, CaseDraft(kind=kind, order="4001"))


def test_r1_a_reply_stops_the_clock_and_a_message_starts_it(shop: Store) -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        case = opened(shop, platform=Platform.TAOBAO)
        traveller.shift(timedelta(minutes=3))
        case_marks.replied(shop, case.row.no, " 亲，在的 ")
        assert cases.show(shop, case.row.no).row.reply_due is None
        case_marks.buyer_wrote(shop, case.row.no, "多久能到")
        after = cases.show(shop, case.row.no)
        assert after.row.reply_due == NOON + timedelta(minutes=8)
        assert after.timeline[1].text == "亲，在的"
        assert checklists.of(shop, case.row.no)[0].done_at == NOON + timedelta(minutes=3)


def test_r1_a_reply_given_earlier_counts_from_then(shop: Store) -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        case = opened(shop)
        traveller.shift(timedelta(minutes=30))
        case_marks.replied(shop, case.row.no, at=NOON + timedelta(minutes=2))
        assert cases.show(shop, case.row.no).deadlines[0].state is ClockState.KEPT


def test_r29_the_buyer_is_told_of_a_movement(shop: Store) -> None:
    held = order(shop, "4001", {"A": 1}, buyer="小红")
    case = cases.open(shop, CaseDraft(kind="slow_delivery", order="4001"))
    with shop.transaction():
        parcel = Shipment.create(order=held, tracking="YT1")
        movement = ShipmentEvent.create(shipment=parcel, at=clock.now(), what="到达重庆")
    case_marks.informed(shop, case.row.no, "已到重庆", movement.id)
    assert ShipmentEvent.get_by_id(movement.id).informed_at is not None
    step = next(s for s in checklists.of(shop, case.row.no) if s.code == "buyer_informed")
    assert step.done_at is not None
    with pytest.raises(NotFound):
        case_marks.informed(shop, opened(shop).row.no, "", movement.id)


def test_r48_the_platforms_stepping_in_counts_once_from_its_first_time(shop: Store) -> None:
    case = opened(shop, platform=Platform.ALIEXPRESS)
    case_marks.intervened(shop, case.row.no, "平台介入", at=NOON)
    case_marks.intervened(shop, case.row.no)
    after = cases.show(shop, case.row.no)
    assert after.intervened_at == NOON
    assert after.row.disputed
    assert after.row.intervened
    assert [entry.kind for entry in after.timeline].count(CaseEventKind.INTERVENED) == 2
    assert case_lists.count(shop, CaseFilter(disputed=True)) == 1
    assert any(run.rule.code == "aliexpress_dispute" for run in after.deadlines)


def test_r13_the_supervisors_decision_is_a_state_and_an_opinion(shop: Store) -> None:
    case = opened(shop, "quality_past_period")
    no = case.row.no
    cases.move(shop, no, CaseStage.NEGOTIATING)
    checklists.do(shop, no, "period_checked")
    checklists.do(shop, no, "compensation_negotiated")
    cases.move(shop, no, CaseStage.SUPERVISOR, "谈不拢")
    case_marks.decided(shop, no, Outcome.PARTIAL_REFUND, "老客户，退一半")
    after = cases.show(shop, no)
    assert (after.supervisor_decision, after.supervisor_note) == (
        "partial_refund",
        "老客户，退一半",
    )
    assert after.row.stage is CaseStage.SUPERVISOR
    step = next(s for s in checklists.of(shop, no) if s.code == "supervisor_decided")
    assert step.done_at is not None
    with pytest.raises(BadValue):
        case_marks.decided(shop, no, " ")


def test_a_platform_step_moves_the_clocks(shop: Store) -> None:
    with time_machine.travel(NOON, tick=False):
        case = opened(shop, "repair_on_site", platform=Platform.KUAISHOU)
        visit = NOON + timedelta(days=2)
        case_marks.platform_step(shop, case.row.no, "time_agreed", "周六上午", until=visit)
        after = cases.show(shop, case.row.no)
        assert visit in [run.due_at for run in after.deadlines]
        with pytest.raises(BadValue) as told:
            case_marks.platform_step(shop, case.row.no, "flown_away")
        assert "time_agreed" in texts.sentence(told.value)


def test_a_remark_has_words(shop: Store) -> None:
    case = opened(shop)
    case_marks.noted(shop, case.row.no, "等仓库")
    with pytest.raises(BadValue) as told:
        case_marks.noted(shop, case.row.no, " ")
    assert texts.sentence(told.value) == "The note is missing."


def test_good_and_damaged_pieces_are_counted_apart(shop: Store) -> None:
    case = ordered(shop)
    line = case.lines[0]
    case_lines.count(shop, case.row.no, line.id, received_good=1, received_damaged=1, quantity=2)
    after = cases.show(shop, case.row.no)
    counted = after.lines[0]
    assert (counted.received_good, counted.received_damaged, counted.quantity) == (1, 1, 2)
    assert after.timeline[-1].data["changes"]["received_good"] == [0, 1]
    assert after.row.row_version == case.row.row_version + 1
    case_lines.count(shop, case.row.no, line.id, received_good=1)
    assert cases.show(shop, case.row.no) == after


@pytest.mark.parametrize(
    ("pieces", "error"),
    [
        ({"resent": -1}, Reason.NOT_A_QUANTITY),
        ({"quantity": 0}, Reason.NOT_A_QUANTITY),
        ({"position": 3}, Reason.FIELD_FIXED),
    ],
)
def test_pieces_that_are_none_are_refused(
    shop: Store, pieces: dict[str, int], error: Reason
) -> None:
    case = ordered(shop)
    with pytest.raises((BadValue, NotAllowed)) as told:
        case_lines.count(shop, case.row.no, case.lines[0].id, **pieces)
    assert told.value.reason is error
    with pytest.raises(NotFound) as unknown:
        case_lines.count(shop, opened(shop).row.no, case.lines[0].id, resent=1)
    assert texts.sentence(unknown.value)


def test_goods_come_and_go(shop: Store) -> None:
    product(shop, "Z")
    case = ordered(shop, "extra_item")
    made = case_lines.add(shop, case.row.no, " Z ", 2)
    assert [(line.sku, line.quantity) for line in cases.show(shop, case.row.no).lines] == [
        *(("A", 3), ("B", 1), ("Z", 2))
    ]
    case_lines.remove(shop, case.row.no, made)
    assert len(cases.show(shop, case.row.no).lines) == 2
    with pytest.raises(NotFound):
        case_lines.add(shop, case.row.no, "Q")
    with pytest.raises(BadValue):
        case_lines.add(shop, case.row.no, "A", 0)
    bare = opened(shop)
    case_lines.add(shop, bare.row.no, "Z")
    assert [line.sku for line in cases.show(shop, bare.row.no).lines] == ["Z"]


def test_r5_goods_entered_for_the_stock_stay_in_the_case(shop: Store) -> None:
    case = ordered(shop)
    line = case.lines[0]
    first = stock_lines.enter_for_case(shop, line.id, StockMove.DEDUCT, 1)
    assert stock_lines.enter_for_case(shop, line.id, StockMove.DEDUCT, 1) == first
    with pytest.raises(NotAllowed):
        case_lines.remove(shop, case.row.no, line.id)
    with pytest.raises(NotAllowed):
        case_merging.split(shop, case.row.no, [(line.id, 1)])


def test_merging_hides_a_case_and_unmerging_brings_it_back_as_it_was(shop: Store) -> None:
    search.follow(shop)
    with time_machine.travel(NOON, tick=False):
        main, other, third = (opened(shop, note=text) for text in ("主单", "并单", "三单"))
        case_merging.merge(shop, other.row.no, [third.row.no])
        case_merging.merge(shop, main.row.no, [other.row.no])
        assert case_merging.merged(shop, main.row.no) == [other.row.no, third.row.no]
        assert list(case_lists.ids(shop)) == [main.row.id]
        assert search.find(shop, "并单") == []
        gone = cases.show(shop, other.row.no)
        assert (gone.merged_into, gone.nexts) == (main.row.no, ())
        assert not any(run.is_open for run in gone.deadlines)
        with pytest.raises(NotAllowed) as told:
            cases.move(shop, other.row.no, CaseStage.VERIFYING)
        assert main.row.no in texts.sentence(told.value)
        case_merging.unmerge(shop, other.row.no)
        back = cases.show(shop, other.row.no)
        assert (back.merged_into, back.nexts) == ("", other.nexts)
        assert back.row.reply_due == other.row.reply_due
        assert case_merging.merged(shop, other.row.no) == [third.row.no]
        assert [hits.ids for hits in search.find(shop, "并单")] == [(other.row.id,)]


def test_what_can_not_be_merged_is_refused_and_nothing_is(shop: Store) -> None:
    main, mate, stranger = opened(shop), opened(shop), opened(shop, buyer="乙")
    with pytest.raises(NotAllowed) as told:
        case_merging.merge(shop, main.row.no, [mate.row.no, stranger.row.no])
    assert texts.sentence(told.value)
    assert case_merging.merged(shop, main.row.no) == []
    with pytest.raises(NotAllowed):
        case_merging.merge(shop, main.row.no, [main.row.no])
    with pytest.raises(NotAllowed) as alone:
        case_merging.unmerge(shop, main.row.no)
    assert texts.sentence(alone.value)


def test_goods_are_split_off_into_a_case_of_their_own(shop: Store) -> None:
    case = ordered(shop)
    first, second = case.lines
    new = case_merging.split(
        shop, case.row.no, [(first.id, 1), (second.id, 1)], kind="quality", note="另有质量问题"
    )
    made, left = cases.show(shop, new), cases.show(shop, case.row.no)
    assert [(line.sku, line.quantity) for line in made.lines] == [("A", 1), ("B", 1)]
    assert [(line.sku, line.quantity) for line in left.lines] == [("A", 2)]
    assert (made.row.kind, made.row.order, made.row.buyer) == ("quality", "4001", "小红")
    assert made.row.reply_due is not None
    assert left.timeline[-1].data == {"case": new}


@pytest.mark.parametrize(
    ("pieces", "reason"),
    [
        ([], Reason.NOTHING_LEFT),
        ([(1, 3), (2, 1)], Reason.NOTHING_LEFT),
        ([(1, 4)], Reason.NOT_A_QUANTITY),
        ([(9, 1)], Reason.CASE_LINE_UNKNOWN),
    ],
)
def test_a_split_that_can_not_be_is_refused(
    shop: Store, pieces: list[tuple[int, int]], reason: Reason
) -> None:
    case = ordered(shop)
    with pytest.raises((NotAllowed, BadValue, NotFound)) as told:
        case_merging.split(shop, case.row.no, pieces)
    assert told.value.reason is reason
    assert texts.sentence(told.value)
    assert case_lists.count(shop) == 1


def test_a_deleted_case_lies_in_the_bin_and_comes_back(shop: Store) -> None:
    search.follow(shop)
    case = opened(shop, note="误建")
    case_bin.delete(shop, [case.row.no])
    assert case_lists.count(shop) == 0
    assert search.find(shop, "误建") == []
    with pytest.raises(NotFound):
        cases.show(shop, case.row.no)
    item = case_bin.item_of(shop, case.row.no)
    assert item is not None
    assert case_bin.restore(shop, [item]) == [case.row.no]
    assert cases.show(shop, case.row.no).row.note == "误建"
    assert case_bin.item_of(shop, case.row.no) is None
    assert case_bin.restore(shop, [item]) == []


def test_a_case_with_a_claim_is_not_deleted(shop: Store) -> None:
    order(shop, "4001", {"A": 1}, buyer="小红", tracking="YT1")
    case, other = cases.open(shop, CaseDraft(kind="lost", order="4001")), opened(shop)
    claim = claims.open(
        shop,
        ClaimDraft(kind=ClaimKind.LOST, case_no=case.row.no, courier="yto", amount_minor=100),
    )
    with pytest.raises(NotAllowed) as told:
        case_bin.delete(shop, [other.row.no, case.row.no])
    assert claim.row.no in texts.sentence(told.value)
    assert case_lists.count(shop) == 2
    claim_steps.void(shop, claim.row.no, "误开")
    case_bin.delete(shop, [case.row.no])
    assert case_lists.count(shop) == 1
