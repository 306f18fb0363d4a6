"""Fields, stages and tags of one case or many: all or nothing, and exactly undone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from desktop_app.core import texts
from desktop_app.core.errors import BadValue, Conflict, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import CaseEventKind, CaseStage, Cause, ClockState, Outcome, Party
from desktop_app.models.products import Batch
from desktop_app.services import case_acts, case_lists, cases, search, timeline
from desktop_app.services.case_lists import CaseFilter
from desktop_app.services.cases import CaseDetail, CaseDraft
from desktop_app.services.store import Store
from tests.invented import product

NOON = datetime(2026, 9, 3, 12, 0, tzinfo=UTC)


def opened(shop: Store, kind: str = "return", buyer: str = "甲") -> CaseDetail:
    return cases.open(shop, CaseDraft(kind=kind, buyer=buyer))


def again(shop: Store, case: CaseDetail) -> CaseDetail:
    return cases.show(shop, case.row.no)


def test_r49_cause_fault_and_marks_are_fields_of_the_case(shop: Store) -> None:
    case = opened(shop)
    after = cases.change(
        *(shop, case.row.no, case.row.row_version),
        cause=Cause.PACKING,
        fault=Party.SHOP,
        outcome=Outcome.PARTIAL_REFUND,
        angry=True,
        silent_bad_review=True,
        lesson=True,
        owner=" 小王 ",
        follow_up_on="2026-09-10",
        return_tracking=" yt 123 ",
        note="改过",
    )
    row = after.row
    assert (row.cause, after.fault, row.outcome) == ("packing", "shop", "partial_refund")
    assert row.angry
    assert row.silent_bad_review
    assert after.lesson
    assert (row.owner, row.follow_up_on, row.note) == ("小王", "2026-09-10", "改过")
    assert after.return_tracking == "YT123"
    changes = after.timeline[-1].data["changes"]
    assert changes["cause"] == ["", "packing"]
    assert case_lists.count(shop, CaseFilter(lessons=True, angry=True)) == 1


def test_r51_satisfaction_is_from_one_to_five(shop: Store) -> None:
    case = opened(shop)
    after = cases.change(shop, case.row.no, satisfaction=4, satisfaction_note="还行")
    assert (after.row.satisfaction, after.satisfaction_note) == (4, "还行")
    assert cases.change(shop, case.row.no, satisfaction=None).row.satisfaction is None


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"satisfaction": 6}, Reason.NOT_A_SATISFACTION),
        ({"satisfaction": "5"}, Reason.NOT_A_SATISFACTION),
        ({"cause": "weather"}, Reason.UNKNOWN_KIND),
        ({"outcome": "platform_appeal"}, Reason.UNKNOWN_KIND),
        ({"follow_up_on": "2026-02-30"}, Reason.NOT_A_DATE),
        ({"note": "x" * 5001}, Reason.VALUE_TOO_LONG),
        ({"owner": "x" * 101}, Reason.VALUE_TOO_LONG),
        ({"batch": 7}, Reason.PRODUCT_UNKNOWN),
        ({"stage": "closed"}, Reason.FIELD_FIXED),
    ],
)
def test_what_does_not_fit_is_refused_whole(
    shop: Store, fields: dict[str, object], reason: Reason
) -> None:
    case = opened(shop)
    with pytest.raises((BadValue, NotAllowed)) as told:
        cases.change(shop, case.row.no, None, angry=True, **fields)
    assert told.value.reason is reason
    assert texts.sentence(told.value)
    assert again(shop, case) == case


def test_a_batch_is_set_by_its_id(shop: Store) -> None:
    made = product(shop, "A")
    with shop.transaction():
        batch = Batch.create(product=made, batch_no="2026-07")
    case = opened(shop)
    assert cases.change(shop, case.row.no, batch=batch.id).batch_id == batch.id


def test_setting_what_is_already_so_leaves_no_line(shop: Store) -> None:
    case = opened(shop)
    assert cases.change(shop, case.row.no, owner=case.row.owner).timeline == case.timeline


def test_stale_fields_are_refused_with_the_present_row(shop: Store) -> None:
    case = opened(shop)
    theirs = cases.change(shop, case.row.no, note="他们的")
    with pytest.raises(Conflict) as told:
        cases.change(shop, case.row.no, case.row.row_version, note="我的")
    assert told.value.data["row"] == theirs.row


def test_stale_fields_of_an_act_are_refused_too(shop: Store) -> None:
    case = opened(shop)
    theirs = cases.change(shop, case.row.no, note="他们的")
    with pytest.raises(Conflict) as told:
        case_acts.change(shop, [case.row.id], case.row.row_version, note="我的")
    assert told.value.data["row"] == theirs.row
    case_acts.change(shop, [case.row.id], theirs.row.row_version, note="我的")
    assert again(shop, case).row.note == "我的"


def test_many_are_offered_the_stages_that_all_can_take(shop: Store) -> None:
    lost, other = opened(shop, "lost"), opened(shop, "return", "乙")
    both = [lost.row.id, other.row.id]
    common = set(case_acts.nexts(shop, both))
    assert common == set(lost.nexts) & set(other.nexts)
    cases.move(shop, lost.row.no, CaseStage.CANCELLED)
    common = set(again(shop, lost).nexts) & set(other.nexts)
    assert set(case_acts.nexts(shop, both)) == common
    assert case_acts.nexts(shop, []) == ()


def test_fields_are_undone_and_done_again(shop: Store) -> None:
    case = opened(shop)
    act = case_acts.change(shop, [case.row.id], owner="小李", angry=True)
    case_acts.undo(shop, act)
    back = again(shop, case)
    assert (back.row.owner, back.row.angry) == (case.row.owner, False)
    assert [entry.undone for entry in back.timeline] == [False, True, False]
    case_acts.redo(shop, act)
    assert again(shop, case).row.owner == "小李"
    case_acts.undo(shop, act)
    assert again(shop, case).row.owner == case.row.owner
    assert [entry.undone for entry in again(shop, case).timeline] == [
        *(False, True, False, True, False)
    ]


def test_a_stage_chosen_by_mistake_is_undone_clocks_and_all(shop: Store) -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        case = opened(shop, "lost")
        act = case_acts.move(shop, [case.row.id], CaseStage.CANCELLED, "误点")
        assert again(shop, case).row.next_due is None
        traveller.shift(timedelta(minutes=2))
        case_acts.undo(shop, act)
        back = again(shop, case)
        assert (back.row.stage, back.row.closed_at) == (CaseStage.NEW, None)
        assert back.row.reply_due == NOON + timedelta(minutes=5)
        case_acts.redo(shop, act)
        assert [run.state for run in again(shop, case).deadlines] == [ClockState.KEPT] * 2


def test_undo_does_not_overwrite_what_was_changed_since(shop: Store) -> None:
    case = opened(shop)
    act = case_acts.change(shop, [case.row.id], owner="小李")
    case_acts.change(shop, [case.row.id], owner="小陈")
    with pytest.raises(Conflict) as told:
        case_acts.undo(shop, act)
    assert texts.sentence(told.value)
    assert again(shop, case).row.owner == "小陈"
    other = case_acts.change(shop, [case.row.id], angry=True)
    case_acts.undo(shop, other)
    with pytest.raises(NotAllowed, match="nothing_to_undo"):
        case_acts.undo(shop, other)
    with pytest.raises(NotAllowed, match="nothing_to_undo"):
        case_acts.redo(shop, act)
    with pytest.raises(NotAllowed, match="nothing_to_undo"):
        case_acts.undo(shop, 999)


def test_bulk_moves_all_or_none(shop: Store) -> None:
    three = [opened(shop, buyer=name) for name in "甲乙丙"]
    ids = [case.row.id for case in three]
    cases.move(shop, three[2].row.no, CaseStage.CANCELLED)
    with pytest.raises(NotAllowed) as told:
        case_acts.move(shop, ids, CaseStage.WAITING_BUYER)
    assert told.value.data["no"] == three[2].row.no
    assert {again(shop, case).row.stage for case in three[:2]} == {CaseStage.NEW}
    act = case_acts.move(shop, ids[:2], CaseStage.WAITING_BUYER)
    assert {again(shop, case).row.stage for case in three[:2]} == {CaseStage.WAITING_BUYER}
    case_acts.undo(shop, act)
    assert {again(shop, case).row.stage for case in three[:2]} == {CaseStage.NEW}


def test_bulk_undo_is_all_or_none_too(shop: Store) -> None:
    two = [opened(shop, buyer=name) for name in "甲乙"]
    act = case_acts.change(shop, [case.row.id for case in two], owner="小李")
    case_acts.change(shop, [two[1].row.id], owner="小陈")
    with pytest.raises(Conflict):
        case_acts.undo(shop, act)
    assert [again(shop, case).row.owner for case in two] == ["小李", "小陈"]


def test_a_case_that_is_gone_stops_the_bulk(shop: Store) -> None:
    case = opened(shop)
    with pytest.raises(NotFound):
        case_acts.change(shop, [case.row.id, 99], owner="小李")
    assert again(shop, case).row.owner == case.row.owner


def test_tags_are_put_on_and_taken_off_and_found(shop: Store) -> None:
    search.follow(shop)
    two = [opened(shop, buyer=name) for name in "甲乙"]
    ids = [case.row.id for case in two]
    case_acts.tag(shop, ids[:1], add=["急"])
    act = case_acts.tag(shop, ids, add=[" 急 ", "双11"], remove=["没有"])
    assert [again(shop, case).row.tags for case in two] == [("双11", "急")] * 2
    assert case_lists.tag_counts(shop) == {"双11": 2, "急": 2}
    assert case_lists.count(shop, CaseFilter(tags=("急",))) == 2
    assert case_lists.count(shop, CaseFilter(text="双11")) == 2
    case_acts.undo(shop, act)
    assert [again(shop, case).row.tags for case in two] == [("急",), ()]
    case_acts.tag(shop, ids, remove=["急"])
    assert case_lists.tag_counts(shop) == {}
    with pytest.raises(BadValue):
        case_acts.tag(shop, ids, add=["  "])


def test_the_last_acts_are_listed(shop: Store) -> None:
    shop.who = "小王"
    case = opened(shop)
    case_acts.tag(shop, [case.row.id], add=["急"])
    act = case_acts.change(shop, [case.row.id], angry=True)
    case_acts.undo(shop, act)
    cases.move(shop, case.row.no, CaseStage.VERIFYING)
    listed = [(row.kind, row.who, row.cases, row.undone) for row in case_acts.recent(shop)]
    assert listed == [
        ("stage", "小王", 1, False),
        ("fields", "小王", 1, True),
        ("tags", "小王", 1, False),
    ]


def test_what_undoing_says_stands_in_the_timeline(shop: Store) -> None:
    case = opened(shop)
    act = case_acts.change(shop, [case.row.id], angry=True)
    case_acts.undo(shop, act)
    last = timeline.of(shop, case.row.id)[-1]
    assert last.kind is CaseEventKind.UNDONE
