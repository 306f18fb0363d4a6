"""The handover book: what a sheet finds by itself, and all that is done with it (R23, R26, R38)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine

from desktop_app.core import clock, texts
from desktop_app.core.errors import BadValue, Conflict, NotAllowed, NotFound, UserError
from desktop_app.core.kinds import (
    CaseEventKind,
    CaseKind,
    CaseStage,
    ClaimKind,
    FollowUpState,
    HandoverState,
    ParcelKind,
    Topic,
    WrongKind,
)
from desktop_app.models.desk import FollowUp
from desktop_app.models.orders import SalesOrder
from desktop_app.services import (
    cases,
    claims,
    handover_lists,
    handover_sources,
    handovers,
    parcels,
    shifts,
    timeline,
    today,
    wrong_shipments,
)
from desktop_app.services.cases import CaseDetail, CaseDraft
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.handover_lists import HandoverFilter, ItemRow, Sheet
from desktop_app.services.handovers import LineDraft
from desktop_app.services.parcels import ParcelDraft
from desktop_app.services.store import Changes, Store
from desktop_app.services.today_rows import TodoGroup
from desktop_app.services.wrong_drafts import WrongDraft

DAY = date(2026, 11, 20)
NEXT = date(2026, 11, 21)


def at(text: str, day: date = DAY) -> datetime:
    """A moment on the computer's wall clock."""
    return datetime.fromisoformat(f"{day} {text}").astimezone()


@pytest.fixture
def night() -> Iterator[time_machine.Traveller]:
    """Half past ten in the evening, in the night shift."""
    with time_machine.travel(at("22:30"), tick=False) as traveller:
        yield traveller


def _case(shop: Store, buyer: str = "小鹿", kind: CaseKind = CaseKind.RETURN) -> CaseDetail:
    return cases.open(shop, CaseDraft(kind, buyer=buyer, note=""))


def _quiet_case(shop: Store, buyer: str, opened: datetime) -> CaseDetail:
    """A case that was answered long ago: nothing about it is pressing."""
    made = cases.open(shop, CaseDraft(CaseKind.BAD_REVIEW, buyer=buyer, opened_at=opened))
    timeline.add(shop, made.row.id, CaseEventKind.REPLIED, at=opened + timedelta(minutes=1))
    return made


def _line(sheet: Sheet, thing: str) -> ItemRow:
    (found,) = [one for one in sheet.items if one.thing == thing]
    return found


def _now(shop: Store, sheet: Sheet) -> Sheet:
    return handover_lists.show(shop, sheet.row.id)


def _signed(shop: Store, sheet: Sheet, who: str = "小夜") -> Sheet:
    handovers.sign(shop, sheet.row.id, who)
    return _now(shop, sheet)


# What a sheet finds


@pytest.mark.usefixtures("night")
def test_r23_a_sheet_builds_itself_from_what_changed_and_what_is_open(shop: Store) -> None:
    opened = _case(shop)
    quiet = _quiet_case(shop, "安静", at("09:00") - timedelta(days=9))
    moved = _quiet_case(shop, "变了", at("09:00") - timedelta(days=9))
    cases.move(shop, moved.row.no, cases.show(shop, moved.row.no).nexts[0])
    closed = _case(shop, "完了")
    cases.move(shop, closed.row.no, CaseStage.CANCELLED)
    wrong = wrong_shipments.report(
        shop, WrongDraft(buyer_text="错发的", kind=WrongKind.WRONG_ITEM, what="发错颜色")
    )
    parcel = parcels.add(
        shop, ParcelDraft(kind=ParcelKind.RETURNED, tracking="YT1234567890123", product="杯子")
    ).parcel

    sheet = handovers.draft(shop)

    assert sheet.row.state is HandoverState.DRAFT
    assert (sheet.row.day, sheet.row.shift, sheet.row.from_whom) == (DAY, "night", "tester")
    things = {one.thing for one in sheet.items}
    assert things == {opened.row.no, moved.row.no, wrong.no, parcel.tracking}
    assert quiet.row.no not in things
    assert closed.row.no not in things
    first = _line(sheet, opened.row.no)
    assert first.what.startswith("Return: Reply to the buyer by Nov 20 22:35")
    assert first.progress == "22:30 Case opened"
    assert first.buyer == "小鹿"
    assert "→" in _line(sheet, moved.row.no).progress
    assert _line(sheet, wrong.no).what == "Verify the wrong shipment: Wrong item"
    assert _line(sheet, parcel.tracking).what == "Returned parcel: find out whose it is"


@pytest.mark.usefixtures("night")
def test_r23_each_line_is_due_by_noon_or_by_its_own_earlier_deadline(shop: Store) -> None:
    tonight = _case(shop)
    calm = _quiet_case(shop, "别急", at("17:00"))
    early = cases.open(
        shop,
        CaseDraft(CaseKind.SLOW_DELIVERY, buyer="物流", opened_at=at("10:00") - timedelta(days=1)),
    )
    timeline.add(shop, early.row.id, CaseEventKind.REPLIED, at=at("10:01") - timedelta(days=1))
    sheet = handovers.draft(shop)
    assert _line(sheet, early.row.no).due_at == at("10:00", NEXT)
    assert _line(sheet, tonight.row.no).due_at == at("12:00", NEXT)
    assert _line(sheet, calm.row.no).due_at == at("12:00", NEXT)
    assert [one.thing for one in sheet.items] == [tonight.row.no, early.row.no, calm.row.no]


def test_overdue_cases_come_before_those_that_are_soon_due(
    shop: Store, night: time_machine.Traveller
) -> None:
    late = _case(shop, "晚了")
    night.shift(600)
    soon = _case(shop, "快了")
    sheet = handovers.draft(shop)
    assert [one.thing for one in sheet.items] == [late.row.no, soon.row.no]
    assert "due since Nov 20 22:35" in sheet.items[0].what
    assert sheet.items[0].due_at == at("12:00", NEXT)


@pytest.mark.usefixtures("night")
def test_follow_ups_and_messages_of_the_day_are_on_the_sheet(shop: Store) -> None:
    long_ago = at("09:00") - timedelta(days=30)
    wanted = _quiet_case(shop, "回访", long_ago)
    cases.change(shop, wanted.row.no, follow_up_on=str(NEXT))
    later = _quiet_case(shop, "以后", long_ago)
    cases.change(shop, later.row.no, follow_up_on="2026-12-24")
    told = _quiet_case(shop, "待发", long_ago)
    FollowUp.create(case=told.row.id, due_on=str(DAY))
    for number in range(3):
        order = SalesOrder.create(
            order_no=f"12345678901234{number}",
            platform="taobao",
            imported_at=clock.now(),
            updated_at=clock.now(),
        )
        FollowUp.create(order=order, due_on=str(DAY - timedelta(days=number)), rule="day 1")
    FollowUp.create(due_on=str(NEXT), rule="not yet")

    sheet = handovers.draft(shop)

    assert "follow up Nov 21" in _line(sheet, wanted.row.no).what
    assert "a message to the buyer is still to be sent" in _line(sheet, told.row.no).what
    assert later.row.no in {one.thing for one in sheet.items}  # its date was set in this shift
    (messages,) = [one for one in sheet.items if not one.about]
    assert messages.what == "Messages to buyers are still to be sent"
    assert messages.progress == "3, the oldest of Nov 18"


@pytest.mark.usefixtures("night")
def test_claims_whose_deadline_is_tomorrow_are_on_the_sheet(shop: Store) -> None:
    no = _claim_due(shop, NEXT)
    _claim_due(shop, NEXT + timedelta(days=5), "SF1234567890999")
    sheet = handovers.draft(shop)
    (line,) = sheet.items
    assert (line.about, line.thing) == ("claim", no)
    assert line.what == "Claim on SF Express: file it by Nov 21"


def _claim_due(shop: Store, day: date, tracking: str = "SF1234567890111") -> str:
    made = claims.open(
        shop,
        ClaimDraft(kind=ClaimKind.LOST, tracking=tracking, courier="sf", amount_minor=5490),
    )
    from desktop_app.models.claims import Claim

    Claim.update(latest_filing_on=str(day)).where(Claim.id == made.row.id).execute()
    return made.row.no


@pytest.mark.usefixtures("night")
def test_a_sheet_stays_readable_when_thousands_are_open(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handover_sources, "MOST", 2)
    for number in range(4):
        _case(shop, f"买家{number}")
    sheet = handovers.draft(shop)
    assert len(sheet.items) == 2
    assert sheet.row.note == "2 more open things have no line here; see the lists."


@pytest.mark.usefixtures("night")
def test_with_nothing_open_the_sheet_is_empty_and_can_be_signed(shop: Store) -> None:
    sheet = handovers.draft(shop)
    assert sheet.items == ()
    signed = _signed(shop, sheet)
    assert signed.row.state is HandoverState.WAITING
    handovers.acknowledge_all(shop, sheet.row.id)
    assert _now(shop, sheet).row.state is HandoverState.DONE


# Writing it


@pytest.mark.usefixtures("night")
def test_a_draft_goes_on_and_takes_in_what_came_since(shop: Store) -> None:
    one, two = _case(shop, "一"), _case(shop, "二")
    sheet = handovers.draft(shop)
    handovers.change(shop, _line(sheet, one.row.no).id, what="call him", progress="rang twice")
    handovers.remove(shop, _line(sheet, two.row.no).id)
    three = _case(shop, "三")
    assert handovers.draft(shop).row.id == sheet.row.id
    assert handovers.renew(shop, sheet.row.id) == 1
    now = _now(shop, sheet)
    assert {item.thing for item in now.items} == {one.row.no, three.row.no}
    kept = _line(now, one.row.no)
    assert (kept.what, kept.progress) == ("call him", "rang twice")
    assert handovers.renew(shop, sheet.row.id) == 0


@pytest.mark.usefixtures("night")
def test_lines_are_added_reordered_and_taken_back(shop: Store) -> None:
    sheet = handovers.draft(shop)
    for what in ("one", "two", "three"):
        handovers.add(shop, sheet.row.id, LineDraft(what))
    lines = _now(shop, sheet).items
    assert lines[0].due_at == at("12:00", NEXT)
    moved = handovers.move(shop, lines[2].id, 1)
    assert [one.what for one in _now(shop, sheet).items] == ["three", "one", "two"]
    gone = handovers.remove(shop, lines[0].id)
    assert [one.what for one in _now(shop, sheet).items] == ["three", "two"]
    handovers.undo(shop, gone)
    handovers.undo(shop, moved)
    assert _now(shop, sheet).items == lines
    added = handovers.last_act(shop, sheet.row.id)
    assert added is not None
    handovers.undo(shop, added)
    assert [one.what for one in _now(shop, sheet).items] == ["one", "two"]


@pytest.mark.usefixtures("night")
def test_names_and_note_are_put_on_a_draft(shop: Store) -> None:
    sheet = handovers.draft(shop)
    handovers.put(shop, sheet.row.id, from_whom="小夜", to_whom="小早", note="钥匙在抽屉")
    row = _now(shop, sheet).row
    assert (row.from_whom, row.to_whom, row.note) == ("小夜", "小早", "钥匙在抽屉")
    act = handovers.last_act(shop, sheet.row.id)
    assert act is not None
    handovers.undo(shop, act)
    assert _now(shop, sheet).row == sheet.row
    with pytest.raises(NotAllowed):
        handovers.undo(shop, act)


@pytest.mark.usefixtures("night")
def test_what_does_not_fit_is_refused_with_a_sentence(shop: Store) -> None:
    sheet = handovers.draft(shop)
    handovers.add(shop, sheet.row.id, LineDraft("one"))
    (line,) = _now(shop, sheet).items
    for wrong, sentence in (
        (lambda: handovers.add(shop, sheet.row.id, LineDraft(" ")), "What is to be done"),
        (lambda: handovers.change(shop, line.id, what="x" * 501), "longer than 500"),
        (lambda: handovers.put(shop, sheet.row.id, to_whom="x" * 61), "longer than 60"),
        (lambda: handovers.sign(shop, sheet.row.id, " "), "Who hands over is missing."),
        (lambda: handovers.accept(shop, sheet.row.id, ""), "Who takes over is missing."),
        (lambda: handovers.add_progress(shop, line.id, " "), "The note is missing."),
        (lambda: handovers.acknowledge(shop, line.id), "isn't signed yet"),
        (lambda: handovers.unsign(shop, sheet.row.id), "isn't signed yet"),
        (lambda: handovers.finish(shop, 4711), "no line 4711"),
        (lambda: handover_lists.item(shop, 4711), "no line 4711"),
        (lambda: handover_lists.show(shop, 4711), "no handover sheet 4711"),
        (lambda: handovers.renew(shop, 4711), "no handover sheet 4711"),
        (lambda: handovers.draft(shop, DAY, "noon"), "no shift “noon” on that day"),
    ):
        with pytest.raises(UserError) as refused:
            wrong()
        assert sentence in texts.sentence(refused.value)
    assert _now(shop, sheet).items == (line,)


@pytest.mark.usefixtures("night")
def test_a_draft_is_thrown_away(shop: Store) -> None:
    _case(shop)
    sheet = handovers.draft(shop)
    handovers.discard(shop, sheet.row.id)
    with pytest.raises(NotFound):
        handover_lists.show(shop, sheet.row.id)
    assert handovers.draft(shop).items


def test_the_sheet_of_another_day_and_of_a_day_without_a_shift(shop: Store) -> None:
    with time_machine.travel(at("22:30"), tick=False):
        assert handovers.draft(shop, DAY - timedelta(days=1)).row.shift == "night"
        assert handovers.draft(shop, DAY, "day").row.shift == "day"
        weekdays = frozenset(range(5))
        shifts.save(shop, [shifts.ShiftDraft("Shop", "9:00", "18:00", weekdays)])
        with pytest.raises(NotFound):
            handovers.draft(shop, date(2026, 11, 22))
        held = handover_lists.of_day(shop, DAY, "day")[0]
        assert held.shift_name == "Day shift"
        handovers.add(shop, held.id, LineDraft("its shift is gone"))
        assert handover_lists.show(shop, held.id).items[0].due_at is None
        with pytest.raises(NotFound):
            handovers.renew(shop, held.id)


# Signing it


@pytest.mark.usefixtures("night")
def test_r23_a_signed_sheet_is_not_edited_any_more(shop: Store) -> None:
    _case(shop)
    sheet = _signed(shop, handovers.draft(shop))
    (line,) = sheet.items
    for edit in (
        lambda: handovers.add(shop, sheet.row.id, LineDraft("x")),
        lambda: handovers.change(shop, line.id, what="x"),
        lambda: handovers.remove(shop, line.id),
        lambda: handovers.move(shop, line.id, 1),
        lambda: handovers.put(shop, sheet.row.id, note="x"),
        lambda: handovers.renew(shop, sheet.row.id),
        lambda: handovers.discard(shop, sheet.row.id),
        lambda: handovers.sign(shop, sheet.row.id, "x"),
    ):
        with pytest.raises(NotAllowed) as refused:
            edit()
        assert "signed by 小夜" in texts.sentence(refused.value)
    assert _now(shop, sheet) == sheet


@pytest.mark.usefixtures("night")
def test_r26_signing_tells_each_case_and_gives_it_its_new_owner(shop: Store) -> None:
    case = _case(shop)
    sheet = handovers.draft(shop)
    handovers.sign(shop, sheet.row.id, "小夜", owner="小早")
    held = cases.show(shop, case.row.no)
    assert held.row.owner == "小早"
    told = [entry for entry in held.timeline if entry.kind is CaseEventKind.HANDED_OVER]
    assert told[0].text.startswith("小夜 → 小早\nReturn: Reply to the buyer")
    assert told[0].data["handover"] == sheet.row.id
    row = _now(shop, sheet).row
    assert (row.from_whom, row.to_whom) == ("小夜", "小早")
    assert row.signed_at is not None


@pytest.mark.usefixtures("night")
def test_a_signature_is_taken_back_until_the_next_shift_begins(shop: Store) -> None:
    case = _case(shop)
    sheet = handovers.draft(shop)
    owner = cases.show(shop, case.row.no).row.owner
    handovers.sign(shop, sheet.row.id, "小夜", owner="小早")
    handovers.unsign(shop, sheet.row.id)
    assert _now(shop, sheet) == sheet
    held = cases.show(shop, case.row.no)
    assert held.row.owner == owner
    told = [entry for entry in held.timeline if entry.kind is CaseEventKind.HANDED_OVER]
    assert [entry.undone for entry in told] == [True]
    handovers.sign(shop, sheet.row.id, "小夜")
    handovers.acknowledge(shop, sheet.items[0].id)
    with pytest.raises(NotAllowed) as refused:
        handovers.unsign(shop, sheet.row.id)
    assert "The next shift has begun" in texts.sentence(refused.value)


@pytest.mark.usefixtures("night")
def test_cases_that_ended_or_were_merged_meanwhile_dont_stop_the_signing(shop: Store) -> None:
    case, other = _case(shop, "一"), _case(shop, "二")
    sheet = handovers.draft(shop)
    cases.move(shop, case.row.no, CaseStage.CANCELLED)
    handovers.sign(shop, sheet.row.id, "小夜", owner="小早")
    assert cases.show(shop, case.row.no).row.owner != "小早"
    assert cases.show(shop, other.row.no).row.owner == "小早"


@pytest.mark.usefixtures("night")
def test_what_comes_after_the_signature_goes_on_a_further_sheet(shop: Store) -> None:
    first = _case(shop, "一")
    sheet = handovers.draft(shop)
    handovers.add(shop, sheet.row.id, LineDraft("lock the door"))
    _signed(shop, sheet)
    second = _case(shop, "二")
    further = handovers.draft(shop)
    assert further.row.id != sheet.row.id
    assert [one.thing for one in further.items] == [second.row.no]
    assert first.row.no not in {one.thing for one in further.items}


# The next shift


def test_r23_the_next_shift_acknowledges_works_and_finishes(
    shop: Store, night: time_machine.Traveller
) -> None:
    one, two = _case(shop, "一"), _case(shop, "二")
    sheet = _signed(shop, handovers.draft(shop))
    waiting = handover_lists.waiting(shop)
    assert waiting is not None
    assert (waiting.id, waiting.unseen, waiting.open) == (sheet.row.id, 2, 2)
    night.move_to(at("08:35", NEXT))
    shop.who = "小早"
    first, second = _line(sheet, one.row.no), _line(sheet, two.row.no)
    handovers.acknowledge(shop, first.id)
    assert _now(shop, sheet).row.state is HandoverState.WAITING
    handovers.acknowledge(shop, second.id)
    assert _now(shop, sheet).row.state is HandoverState.GOING
    assert handover_lists.waiting(shop) is None
    handovers.add_progress(shop, first.id, "买家要退款")
    handovers.finish(shop, first.id, "已退款")
    done = handover_lists.item(shop, first.id)
    assert done.state is FollowUpState.DONE
    assert done.done_at == at("08:35", NEXT)
    assert done.progress.splitlines()[-2:] == [
        "11-21 08:35 小早: 买家要退款",
        "11-21 08:35 小早: 已退款",
    ]
    notes = [e.text for e in cases.show(shop, one.row.no).timeline if e.kind is CaseEventKind.NOTE]
    assert notes == ["买家要退款", "已退款"]
    assert [item.id for item in handover_lists.open_items(shop)] == [second.id]
    assert not handover_lists.item(shop, second.id).late(at("11:59", NEXT))
    night.move_to(at("12:01", NEXT))
    assert handover_lists.item(shop, second.id).late(clock.now())
    assert _now(shop, sheet).row.late == 1
    handovers.skip(shop, second.id)
    assert _now(shop, sheet).row.state is HandoverState.DONE


def test_finishing_is_taken_back_exactly(shop: Store, night: time_machine.Traveller) -> None:
    case = _case(shop)
    sheet = _signed(shop, handovers.draft(shop))
    night.shift(60)
    act = handovers.finish(shop, sheet.items[0].id, "done early")
    handovers.undo(shop, act)
    assert _now(shop, sheet) == sheet
    note = [e for e in cases.show(shop, case.row.no).timeline if e.kind is CaseEventKind.NOTE]
    assert [entry.undone for entry in note] == [True]
    act = handovers.finish(shop, sheet.items[0].id)
    handovers.reopen(shop, sheet.items[0].id)
    with pytest.raises(Conflict):
        handovers.undo(shop, act)
    assert handover_lists.item(shop, sheet.items[0].id).is_open


@pytest.mark.usefixtures("night")
def test_taking_a_sheet_over_notes_who_did(shop: Store) -> None:
    _case(shop)
    sheet = handovers.draft(shop)
    handovers.put(shop, sheet.row.id, to_whom="小早")
    _signed(shop, sheet)
    handovers.accept(shop, sheet.row.id, "小王")
    now = _now(shop, sheet)
    assert now.row.to_whom == "小早 / 小王"
    assert now.items[0].acknowledged_at is not None
    handovers.accept(shop, sheet.row.id, "小王")
    assert _now(shop, sheet).row.to_whom == "小早 / 小王"


@pytest.mark.usefixtures("night")
def test_one_person_leaves_a_note_to_oneself(shop: Store) -> None:
    sheet = handovers.draft(shop)
    handovers.add(shop, sheet.row.id, LineDraft("order tape"))
    handovers.sign(shop, sheet.row.id, "tester")
    (line,) = handover_lists.open_items(shop)
    handovers.finish(shop, line.id)
    row = _now(shop, sheet).row
    assert (row.state, row.to_whom) == (HandoverState.DONE, "")


# Carrying over


def test_what_is_left_goes_into_the_next_sheet_with_its_age(
    shop: Store, night: time_machine.Traveller
) -> None:
    case = _quiet_case(shop, "慢的", at("17:00"))
    sheet = handovers.draft(shop)
    handovers.add(shop, sheet.row.id, LineDraft("order tape", "asked for a price"))
    first = _signed(shop, sheet)
    sheets = [first]
    for days in (1, 2):
        night.move_to(at("22:30", DAY + timedelta(days=days)))
        sheets.append(_signed(shop, handovers.draft(shop)))
    last = sheets[-1]
    by_what = {one.about: one for one in last.items}
    assert len(last.items) == 2
    assert by_what[""].what == "order tape"
    assert by_what[""].progress == "asked for a price"
    assert by_what["case"].thing == case.row.no
    assert [one.since for one in last.items] == [DAY, DAY]
    assert [one.age(last.row.day) for one in last.items] == [2, 2]
    assert all(one.carried_on for one in _now(shop, first).items)
    assert [one.id for one in handover_lists.open_items(shop)] == [one.id for one in last.items]
    assert _now(shop, first).row.open == 2
    handovers.finish(shop, by_what[""].id)
    for one in sheets:
        assert _now(shop, one).row.open == 1
    handovers.reopen(shop, sheets[0].items[1].id)
    assert _now(shop, last).row.open == 2


def test_what_came_to_its_end_meanwhile_is_ticked_off_by_itself(
    shop: Store, night: time_machine.Traveller
) -> None:
    case = _case(shop)
    parcel = parcels.add(
        shop, ParcelDraft(kind=ParcelKind.PROBLEM, tracking="YT1234567890123")
    ).parcel
    sheet = _signed(shop, handovers.draft(shop))
    night.move_to(at("10:00", NEXT))
    cases.move(shop, case.row.no, CaseStage.CANCELLED)
    parcels.settle(shop, parcel.id)
    night.move_to(at("16:10", NEXT))
    assert handovers.draft(shop).items == ()
    assert _now(shop, sheet).row.state is HandoverState.DONE


def test_a_line_taken_off_the_next_sheet_stays_open_on_its_own(
    shop: Store, night: time_machine.Traveller
) -> None:
    sheet = handovers.draft(shop)
    handovers.add(shop, sheet.row.id, LineDraft("order tape"))
    first = _signed(shop, sheet)
    night.move_to(at("22:30", NEXT))
    second = handovers.draft(shop)
    handovers.remove(shop, second.items[0].id)
    _signed(shop, second)
    assert _now(shop, second).items == ()
    assert [one.id for one in handover_lists.open_items(shop)] == [first.items[0].id]
    handovers.finish(shop, first.items[0].id)
    assert handover_lists.open_items(shop) == []


def test_today_keeps_what_was_signed_while_the_next_sheet_is_written(
    shop: Store, night: time_machine.Traveller
) -> None:
    sheet = handovers.draft(shop)
    handovers.add(shop, sheet.row.id, LineDraft("order tape"))
    first = _signed(shop, sheet)
    night.move_to(at("15:00", NEXT))
    draft = handovers.draft(shop, NEXT, "day")
    assert _today(shop) == [first.items[0].id]
    handovers.remove(shop, draft.items[0].id)
    handovers.sign(shop, draft.row.id, "me")
    assert _today(shop) == [first.items[0].id]


def _today(shop: Store) -> list[int]:
    groups = {one.group: one for one in today.todo(shop).groups}
    found = groups.get(TodoGroup.HANDOVER)
    return [row.id for row in found.rows] if found else []


# The book


def test_the_book_is_browsed_by_date_and_by_what_is_open(
    shop: Store, night: time_machine.Traveller
) -> None:
    made = []
    for days in range(3):
        night.move_to(at("22:30", DAY + timedelta(days=days)))
        sheet = handovers.draft(shop)
        handovers.add(shop, sheet.row.id, LineDraft(f"line {days}"))
        made.append(_signed(shop, sheet, f"clerk {days}"))
    assert [row.id for row in handover_lists.listed(shop)] == [one.row.id for one in made[::-1]]
    handovers.finish(shop, made[2].items[0].id)
    unfinished = HandoverFilter(unfinished=True, descending=False)
    left = [row.id for row in handover_lists.listed(shop, unfinished)]
    assert left == [made[1].row.id, made[2].row.id]
    for one in made:
        handovers.acknowledge_all(shop, one.row.id)
    for line in handover_lists.open_items(shop):
        handovers.finish(shop, line.id)
    assert handover_lists.listed(shop, unfinished) == []
    assert [r.id for r in handover_lists.listed(shop, HandoverFilter(text="clerk 1"))] == [
        made[1].row.id
    ]
    since = HandoverFilter(since=DAY, until=NEXT, order_by="from_whom", descending=False)
    assert [row.from_whom for row in handover_lists.listed(shop, since)] == ["clerk 0", "clerk 1"]
    assert [row.id for row in handover_lists.of_day(shop, NEXT)] == [made[1].row.id]


@pytest.mark.usefixtures("night")
def test_who_shows_the_book_hears_of_each_act(shop: Store) -> None:
    heard: list[Changes] = []
    shop.listen(heard.append)
    sheet = handovers.draft(shop)
    handovers.add(shop, sheet.row.id, LineDraft("one"))
    handovers.sign(shop, sheet.row.id, "me")
    assert [Topic.HANDOVERS in one.topics for one in heard] == [True] * 3
    with pytest.raises(BadValue):
        handovers.sign(shop, sheet.row.id, "")
    assert len(heard) == 3
