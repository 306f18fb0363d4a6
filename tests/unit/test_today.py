"""Today: what is to be done next from all rooms, how it is done, and which deadlines are told."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop_app.core import clock
from desktop_app.core.errors import Reason
from desktop_app.core.kinds import (
    CaseKind,
    CaseStage,
    ClaimKind,
    ClaimStage,
    FollowUpState,
    ParcelKind,
    Platform,
    StockMove,
    Topic,
    WrongKind,
)
from desktop_app.models.base import database
from desktop_app.models.buyers import Buyer, Revisit
from desktop_app.models.cases import AfterSalesCase, CaseLine
from desktop_app.models.claims import Claim
from desktop_app.models.desk import FollowUp, Handover, HandoverItem
from desktop_app.models.orders import SalesOrder
from desktop_app.models.photos import InboxFile
from desktop_app.models.prepared import Prepared
from desktop_app.services import (
    backup_state,
    buyers,
    case_acts,
    case_bin,
    case_marks,
    cases,
    claims,
    parcels,
    settings,
    shops,
    stock_lines,
    today,
    today_acts,
    today_deadlines,
    today_quality,
    wrong_shipments,
)
from desktop_app.services import (
    bin as recycling,
)
from desktop_app.services.cases import CaseDraft
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.parcels import ParcelDraft
from desktop_app.services.shops import ShopDraft
from desktop_app.services.store import Store
from desktop_app.services.today import Group
from desktop_app.services.today_rows import MOST, Backup, Todo, TodoGroup, TodoKind, Urgency
from desktop_app.services.wrong_drafts import WrongDraft

DAY = date(2026, 9, 3)
NOW = clock.start_of_day(DAY) + timedelta(hours=12)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
REPLY = timedelta(minutes=5)


def open_case(
    shop: Store,
    buyer: str = "甲",
    due_in: timedelta = HOUR,
    kind: CaseKind = CaseKind.RETURN,
) -> AfterSalesCase:
    """A case whose reply (five minutes) is due so long after NOW."""
    made = cases.open(
        shop,
        CaseDraft(kind=kind, buyer=buyer, platform=Platform.TAOBAO, opened_at=NOW + due_in - REPLY),
    )
    with shop.connection():
        return AfterSalesCase.get_by_id(made.row.id)


def group(shop: Store, wanted: TodoGroup, *, wide: bool = False) -> Group | None:
    found = today.todo(shop, NOW, [wanted] if wide else ())
    return next((one for one in found.groups if one.group is wanted), None)


def rows(shop: Store, wanted: TodoGroup) -> list[Todo]:
    found = group(shop, wanted)
    return list(found.rows) if found else []


def day(days: int) -> str:
    return str(DAY + timedelta(days=days))


# The list


def test_an_empty_shop_is_new_and_quiet(shop: Store) -> None:
    found = today.todo(shop, NOW)
    assert (found.groups, found.is_new, found.shop_name) == ((), True, "")
    assert (found.overdue, found.due_today) == (0, 0)


def test_a_shop_with_an_order_is_quiet_but_not_new(shop: Store) -> None:
    shops.save(shop, ShopDraft(Platform.TAOBAO, "青禾小店"))
    with shop.transaction():
        SalesOrder.create(
            platform="taobao", order_no="1", imported_at=NOW, updated_at=NOW, state="paid"
        )
    found = today.todo(shop, NOW)
    assert (found.groups, found.is_new, found.shop_name) == ((), False, "青禾小店")


def test_clocks_run_out_in_the_order_of_their_ends(shop: Store) -> None:
    for buyer, due in (("丙", 5 * HOUR), ("甲", -MINUTE), ("乙", 30 * MINUTE), ("丁", 20 * HOUR)):
        open_case(shop, buyer, due)
    late, running = today.todo(shop, NOW).groups
    assert (late.group, running.group) == (TodoGroup.LATE, TodoGroup.CLOCKS)
    assert [(row.who, row.urgency) for row in (*late.rows, *running.rows)] == [
        ("甲", Urgency.OVERDUE),
        ("乙", Urgency.SOON),
        ("丙", Urgency.TODAY),
    ]
    assert (late.count, late.overdue, late.today) == (1, 1, 0)
    assert (running.count, running.overdue, running.today, running.more) == (2, 0, 2, 0)
    assert late.rows[0].name == "Reply to the buyer"
    assert late.rows[0].due == NOW - MINUTE
    assert late.rows[0].number.startswith("AS")


def test_however_many_are_late_what_can_be_kept_is_seen(shop: Store) -> None:
    for number in range(MOST + 2):
        open_case(shop, f"买家{number}", -MINUTE * (number + 1))
    open_case(shop, "甲", 3 * MINUTE)
    book = sheet(shop)
    with shop.transaction():
        HandoverItem.create(handover=book, position=0, what="问网点", due_at=NOW - HOUR)
    late, running, handed = today.todo(shop, NOW).groups
    assert (late.more, running.rows[0].who, handed.overdue) == (2, "甲", 1)


def test_late_at_night_the_next_two_hours_count_as_well(shop: Store) -> None:
    night = clock.start_of_day(DAY) + timedelta(hours=23)
    cases.open(
        shop,
        CaseDraft(
            kind=CaseKind.RETURN,
            buyer="甲",
            platform=Platform.TAOBAO,
            opened_at=night + 90 * MINUTE - REPLY,
        ),
    )
    (found,) = today.todo(shop, night).groups
    assert [row.urgency for row in found.rows] == [Urgency.SOON]


def test_clocks_of_what_is_over_deleted_or_waiting_are_not_shown(shop: Store) -> None:
    closed, deleted = open_case(shop, "甲"), open_case(shop, "乙")
    lost = open_case(shop, "丙", kind=CaseKind.LOST)
    case_acts.move(shop, [closed.id], CaseStage.CANCELLED)
    case_bin.delete(shop, [deleted.no])
    case_marks.replied(shop, lost.no)
    assert rows(shop, TodoGroup.CLOCKS) == []
    assert recycling.rows(shop)


def test_a_clock_that_stands_still_presses_nobody(shop: Store) -> None:
    begun = clock.now() - timedelta(hours=47)
    lost = cases.open(
        shop,
        CaseDraft(kind=CaseKind.LOST, buyer="甲", platform=Platform.TAOBAO, opened_at=begun),
    ).row
    case_marks.replied(shop, lost.no, at=begun)
    (group_before,) = today.todo(shop).groups
    assert [row.clock_of for row in group_before.rows] == ["resolve"]
    while CaseStage.WAITING_COURIER not in (nexts := case_acts.nexts(shop, [lost.id])):
        case_acts.move(shop, [lost.id], nexts[0])
    case_acts.move(shop, [lost.id], CaseStage.WAITING_COURIER)
    assert today.todo(shop).groups == ()


def test_a_group_shows_eight_and_counts_all(shop: Store) -> None:
    for number in range(MOST + 4):
        open_case(shop, f"买家{number}", -MINUTE * (number + 1))
    found = group(shop, TodoGroup.LATE)
    assert found is not None
    assert (len(found.rows), found.count, found.more, found.overdue) == (MOST, 12, 4, 12)
    wide = group(shop, TodoGroup.LATE, wide=True)
    assert wide is not None
    assert (len(wide.rows), wide.more) == (12, 0)


def test_groups_with_what_is_late_come_first(shop: Store) -> None:
    open_case(shop, "甲", 5 * HOUR)
    again = open_case(shop, "乙", timedelta(days=9))
    case_acts.change(shop, [again.id], follow_up_on=day(-1))
    with shop.transaction():
        InboxFile.create(path="/x/1.jpg", bytes=1, seen_at=NOW)
    found = today.todo(shop, NOW)
    assert [one.group for one in found.groups] == [
        TodoGroup.FOLLOW_UPS,
        TodoGroup.CLOCKS,
        TodoGroup.OWNERLESS,
    ]
    assert (found.overdue, found.due_today) == (1, 1)


def test_cases_to_look_at_again_come_on_their_day(shop: Store) -> None:
    for buyer, days in (("甲", 0), ("乙", -2), ("丙", 1)):
        case = open_case(shop, buyer, timedelta(days=9))
        case_acts.change(shop, [case.id], follow_up_on=day(days))
    found = rows(shop, TodoGroup.FOLLOW_UPS)
    assert [(row.kind, row.who, row.urgency) for row in found] == [
        (TodoKind.CASE_FOLLOW_UP, "乙", Urgency.OVERDUE),
        (TodoKind.CASE_FOLLOW_UP, "甲", Urgency.TODAY),
    ]
    assert found[0].day == DAY - timedelta(days=2)


def test_r29_messages_come_on_their_day(shop: Store) -> None:
    case = open_case(shop, "甲", timedelta(days=9))
    states = ((0, FollowUpState.OPEN), (-1, FollowUpState.DONE), (1, FollowUpState.OPEN))
    with shop.transaction():
        for days, state in states:
            FollowUp.create(case=case, due_on=day(days), text="亲，已发货", state=state.value)
    (row,) = rows(shop, TodoGroup.FOLLOW_UPS)
    assert (row.kind, row.who, row.number, row.name) == (
        *(TodoKind.MESSAGE, "甲"),
        *(case.no, "亲，已发货"),
    )


def sheet(shop: Store) -> Handover:
    with shop.transaction():
        return Handover.create(day=day(-1), shift="night", made_at=NOW, signed_at=NOW)


def test_r23_what_was_handed_over_is_due_in_the_morning(shop: Store) -> None:
    case = open_case(shop, "甲", timedelta(days=9))
    book = sheet(shop)
    with shop.transaction():
        late = HandoverItem.create(handover=book, position=0, what="问网点", due_at=NOW - HOUR)
        HandoverItem.create(handover=book, position=1, what="无期限")
        HandoverItem.create(
            handover=book, position=2, what="明早", due_at=NOW + timedelta(hours=20)
        )
        HandoverItem.create(handover=book, position=3, what="问买家", case=case, due_at=NOW + HOUR)
        HandoverItem.create(
            handover=book, position=4, what="再问", due_at=NOW + HOUR, carried_from=late
        )
    found = group(shop, TodoGroup.HANDOVER)
    assert found is not None
    assert [(row.name, row.code, row.number) for row in found.rows] == [
        ("问买家", "case", case.no),
        ("再问", "", ""),
        ("无期限", "", ""),
    ]
    assert (found.count, found.overdue, found.today) == (3, 0, 2)


def make_claim(shop: Store, number: int, stage: ClaimStage, **days: str) -> None:
    made = claims.open(
        shop,
        ClaimDraft(
            kind=ClaimKind.LOST, tracking=f"YT123456789012{number}", courier="yto", amount="54.90"
        ),
    )
    with shop.transaction():
        Claim.update(stage=stage.value, **days).where(Claim.id == made.row.id).execute()


def test_r21_each_stage_of_a_claim_has_its_own_day(shop: Store) -> None:
    make_claim(shop, 1, ClaimStage.DRAFT, latest_filing_on=day(2))
    make_claim(shop, 2, ClaimStage.DRAFT, latest_filing_on=day(30))
    make_claim(shop, 3, ClaimStage.FILED, answer_due_on=day(-1))
    make_claim(shop, 4, ClaimStage.NEGOTIATING, answer_due_on=day(1))
    make_claim(shop, 5, ClaimStage.REJECTED, appeal_due_on=day(3))
    make_claim(shop, 6, ClaimStage.CLOSED, answer_due_on=day(-9))
    found = group(shop, TodoGroup.CLAIMS)
    assert found is not None
    assert [(row.kind, row.urgency) for row in found.rows] == [
        (TodoKind.CLAIM_ANSWER, Urgency.OVERDUE),
        (TodoKind.CLAIM_FILE, Urgency.COMING),
        (TodoKind.CLAIM_APPEAL, Urgency.COMING),
    ]
    assert found.overdue == 1
    assert found.rows[0].name == "YTO Express"
    assert [row.kind for row in rows(shop, TodoGroup.DRAFTS)] == [TodoKind.CLAIM_DRAFT]
    figures = today.todo(shop, NOW).figures
    assert (figures.claims, figures.owed) == (2, (("CNY", 2 * 5490),))


def vip(shop: Store, name: str, **fields: object) -> int:
    made = buyers.obtain(shop, Platform.TAOBAO, name)
    with shop.transaction():
        Buyer.update(**fields).where(Buyer.id == made).execute()
    return made


def test_r25_r28_revisits_that_are_due_are_shown_once(shop: Store) -> None:
    first = vip(shop, "甲", vip_level=2, next_revisit=day(-1))
    vip(shop, "乙", vip_level=1, next_revisit=day(0))
    vip(shop, "丙", next_revisit=day(3))
    vip(shop, "丁", next_revisit=day(-3), merged_into=first)
    with shop.transaction():
        Revisit.create(buyer=first, due_on=day(-1), reason="monthly")
        Revisit.create(buyer=first, due_on=day(-20), state=FollowUpState.DONE.value)
    found = rows(shop, TodoGroup.REVISITS)
    assert [(row.kind, row.who, row.count, row.name) for row in found] == [
        (TodoKind.REVISIT, "甲", 2, ""),
        (TodoKind.NEXT_REVISIT, "乙", 1, ""),
    ]


def test_photos_and_parcels_without_an_owner_are_named(shop: Store) -> None:
    with shop.transaction():
        for number in range(3):
            InboxFile.create(path=f"/x/{number}.jpg", bytes=1, seen_at=NOW)
        InboxFile.create(path="/x/old.jpg", bytes=1, seen_at=NOW, dismissed_at=NOW)
    parcels.add(shop, ParcelDraft(kind=ParcelKind.RETURNED, tracking="YT1234567890123"))
    settled = parcels.add(shop, ParcelDraft(kind=ParcelKind.PROBLEM, tracking="YT1234567890124"))
    parcels.settle(shop, settled.parcel.id)
    found = group(shop, TodoGroup.OWNERLESS)
    assert found is not None
    assert [(row.kind, row.count) for row in found.rows] == [
        (TodoKind.PARCEL, 1),
        (TodoKind.INBOX, 3),
    ]
    assert found.count == 2


def report(shop: Store) -> None:
    wrong_shipments.report(
        shop, WrongDraft(buyer_text="甲", what="少一个", kind=WrongKind.FEWER_PARCELS)
    )


def test_r22_wrong_shipments_wait_until_they_are_verified(shop: Store) -> None:
    report(shop)
    (row,) = rows(shop, TodoGroup.WRONG)
    assert (row.who, row.code, row.name) == ("甲", "fewer_parcels", "少一个")
    wrong_shipments.verify(shop, row.number)
    assert rows(shop, TodoGroup.WRONG) == []


def stock(shop: Store) -> int:
    case = open_case(shop, "甲", timedelta(days=9))
    with shop.transaction():
        line = CaseLine.create(case=case, position=0, sku="CUP", quantity=2)
    return stock_lines.enter_for_case(shop, line.id, StockMove.DEDUCT, 2)


def test_r5_stock_lines_wait_until_they_are_booked(shop: Store) -> None:
    stock(shop)
    (row,) = rows(shop, TodoGroup.STOCK)
    assert (row.number, row.count, row.code) == ("CUP", 2, "deduct")


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"reason": Reason.DISK_FULL, "failed_at": NOW}, Backup.FAILED),
        ({"place": Path("usb"), "last_ok_at": NOW, "drill_problems": 2}, Backup.DRILL),
        ({"place": Path("usb"), "last_ok_at": NOW - timedelta(days=4)}, Backup.OLD),
        ({"place": Path("usb"), "last_ok_at": NOW}, None),
        ({}, None),
    ],
)
def test_backups_are_spoken_of_when_they_fail(
    shop: Store, known: dict[str, object], said: Backup | None
) -> None:
    backup_state.change(shop.paths, **known)
    assert [row.code for row in rows(shop, TodoGroup.BACKUP)] == ([said] if said else [])


def test_a_shop_worth_keeping_wants_a_place_for_backups(shop: Store) -> None:
    for number in range(20):
        open_case(shop, f"买家{number}", timedelta(days=9))
    (row,) = rows(shop, TodoGroup.BACKUP)
    assert (row.code, row.urgency) == (Backup.NONE, Urgency.WHENEVER)


def complain(shop: Store, *names: str) -> None:
    """Buyers who report a major defect of one model."""
    for name in names:
        case = open_case(shop, name, -HOUR, CaseKind.QUALITY)
        with shop.transaction() as tx:
            CaseLine.create(case=case, position=0, sku="CUP-1", title="杯", quantity=1)
            AfterSalesCase.update(finding="major", cause="defect").where(
                AfterSalesCase.id == case.id
            ).execute()
            tx.touch(Topic.CASES, case.id)


def test_r19_quality_warnings_are_judged_aside_and_kept(shop: Store) -> None:
    assert today_quality.is_due(shop, NOW)
    assert not today_quality.renew(shop, NOW)
    complain(shop, "甲")
    assert rows(shop, TodoGroup.QUALITY) == []
    assert not today_quality.is_due(shop, NOW + MINUTE)
    assert today_quality.renew(shop, NOW + 6 * MINUTE)
    (row,) = rows(shop, TodoGroup.QUALITY)
    assert (row.kind, row.code, row.count) == (TodoKind.QUALITY, "major", 1)
    with shop.transaction() as tx:
        tx.touch(Topic.QUALITY)
    assert today_quality.is_due(shop, NOW + 6 * MINUTE)


def test_figures_count_what_is_open_and_what_waits(shop: Store) -> None:
    one, other = open_case(shop, "甲"), open_case(shop, "乙")
    open_case(shop, "丙")
    with shop.transaction():
        stages = ((one, CaseStage.WAITING_BUYER), (other, CaseStage.CLOSED))
        for case, stage in stages:
            AfterSalesCase.update(stage=stage.value).where(AfterSalesCase.id == case.id).execute()
    figures = today.todo(shop, NOW).figures
    assert (figures.open_cases, figures.waiting) == (2, 1)


def test_what_waits_is_counted_for_the_badges(shop: Store) -> None:
    open_case(shop, "甲", -MINUTE)
    open_case(shop, "乙", HOUR)
    report(shop)
    parcels.add(shop, ParcelDraft(kind=ParcelKind.RETURNED, tracking="YT1234567890123"))
    make_claim(shop, 1, ClaimStage.FILED, answer_due_on=day(-1))
    with shop.transaction():
        for number in range(3):
            InboxFile.create(path=f"/x/{number}.jpg", bytes=1, seen_at=NOW)
    found = today.waiting(shop, NOW)
    assert (found.overdue, found.soon, found.clocks) == (2, 1, 1)
    assert (found.inbox, found.parcels, found.claims) == (3, 2, 1)


def test_the_first_rows_come_by_an_index(shop: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many cases there are: none of the statements walks through all of them."""
    open_case(shop, "甲")
    plans: list[str] = []
    run = Prepared.run

    def explained(prepared: Prepared, *values: object) -> object:
        done = run(prepared, *values)
        sql, fixed = prepared._made or ("", ())
        plan = database.execute_sql(f"EXPLAIN QUERY PLAN {sql}", (*fixed, *values))
        plans.extend(row[3] for row in plan.fetchall())
        return done

    monkeypatch.setattr(Prepared, "run", explained)
    today.todo(shop, NOW)
    assert any("after_sales_case_next_due_stage" in plan for plan in plans)
    assert any("after_sales_case_follow_up_on" in plan for plan in plans)
    assert any("buyer_next_revisit" in plan for plan in plans)
    assert any("follow_up_state_due_on" in plan for plan in plans)
    assert any("handover_item_state_due_at" in plan for plan in plans)
    assert any("wrong_shipment_state_reported_at" in plan for plan in plans)


# Done, and taken back


def the(shop: Store, wanted: TodoGroup) -> Todo:
    (row,) = rows(shop, wanted)
    return row


def there_and_back(shop: Store, wanted: TodoGroup, outcome: str = "") -> None:
    """It goes when it is done, and comes back as it was when that is taken back."""
    before = the(shop, wanted)
    done = today_acts.finish(shop, before, outcome)
    assert rows(shop, wanted) == []
    done.back()
    assert the(shop, wanted) == before


def test_r1_a_reply_is_noted_from_the_list_and_taken_back(shop: Store) -> None:
    open_case(shop, "甲", -MINUTE)
    there_and_back(shop, TodoGroup.LATE)


def test_a_day_to_look_again_is_cleared_and_taken_back(shop: Store) -> None:
    case = open_case(shop, "甲", timedelta(days=9))
    case_acts.change(shop, [case.id], follow_up_on=day(0))
    there_and_back(shop, TodoGroup.FOLLOW_UPS)


def test_r29_a_message_is_sent_and_taken_back(shop: Store) -> None:
    case = open_case(shop, "甲", timedelta(days=9))
    with shop.transaction():
        FollowUp.create(case=case, due_on=day(0), text="亲，已发货")
    there_and_back(shop, TodoGroup.FOLLOW_UPS)


def test_r23_a_handed_over_line_is_done_and_taken_back(shop: Store) -> None:
    book = sheet(shop)
    with shop.transaction():
        HandoverItem.create(handover=book, position=0, what="问网点", due_at=NOW + HOUR)
    there_and_back(shop, TodoGroup.HANDOVER)


def test_r5_a_stock_line_is_booked_and_taken_back(shop: Store) -> None:
    stock(shop)
    there_and_back(shop, TodoGroup.STOCK)


def test_r28_a_revisit_is_done_with_its_outcome_and_taken_back(shop: Store) -> None:
    buyer = vip(shop, "甲", vip_level=1, next_revisit=day(0))
    with shop.transaction():
        row = Revisit.create(buyer=buyer, due_on=day(0), reason="问安装")
    before = the(shop, TodoGroup.REVISITS)
    done = today_acts.finish(shop, before, "都好")
    with shop.connection():
        kept = Revisit.get_by_id(row.id)
    assert (kept.state, kept.outcome) == (FollowUpState.DONE, "都好")
    done.back()
    assert the(shop, TodoGroup.REVISITS) == before


def test_r28_a_date_that_stands_with_the_buyer_alone_is_done_as_well(shop: Store) -> None:
    vip(shop, "甲", next_revisit=day(0))
    row = the(shop, TodoGroup.REVISITS)
    assert row.kind is TodoKind.NEXT_REVISIT
    done = today_acts.finish(shop, row, "都好")
    assert rows(shop, TodoGroup.REVISITS) == []
    done.back()
    assert the(shop, TodoGroup.REVISITS).who == "甲"


def test_what_needs_looking_at_cannot_be_done_from_the_list(shop: Store) -> None:
    report(shop)
    make_claim(shop, 1, ClaimStage.FILED, answer_due_on=day(-1))
    open_case(shop, "甲", timedelta(hours=-47), CaseKind.LOST)
    assert not the(shop, TodoGroup.WRONG).can_finish
    assert not the(shop, TodoGroup.CLAIMS).can_finish
    reply = the(shop, TodoGroup.LATE)
    assert reply.can_finish
    case_marks.replied(shop, reply.number, at=NOW - timedelta(hours=47))
    assert not the(shop, TodoGroup.CLOCKS).can_finish


# Deadlines that are told


def near(shop: Store, ahead: timedelta = timedelta()) -> list[today_deadlines.Deadline]:
    return today_deadlines.near(shop, NOW - HOUR, NOW, ahead)


def test_r1_a_clock_of_five_minutes_is_told_two_before_its_end(shop: Store) -> None:
    case = open_case(shop, "甲", 3 * MINUTE)
    assert near(shop) == []
    (found,) = near(shop, MINUTE)
    assert (found.no, found.clock, found.due - found.tell_at) == (
        *(case.no, "Reply to the buyer"),
        2 * MINUTE,
    )


def test_r15_a_long_clock_is_told_a_quarter_of_an_hour_before(shop: Store) -> None:
    case = open_case(shop, "甲", timedelta(hours=-47, minutes=-40), CaseKind.LOST)
    case_marks.replied(shop, case.no, at=NOW - timedelta(hours=47))
    (found,) = near(shop, 30 * MINUTE)
    assert found.clock == "Resolve the logistics problem"
    assert found.due - found.tell_at == 15 * MINUTE
    settings.put(shop, settings.DEADLINE_MINUTES, 60)
    assert near(shop)[0].due - near(shop)[0].tell_at == HOUR


def test_what_passed_long_ago_or_is_over_is_not_told(shop: Store) -> None:
    open_case(shop, "甲", -2 * HOUR)
    closed = open_case(shop, "乙", MINUTE)
    case_acts.move(shop, [closed.id], CaseStage.CANCELLED)
    missed = open_case(shop, "丙", -MINUTE)
    assert [one.no for one in near(shop)] == [missed.no]


def test_notices_can_be_turned_off(shop: Store) -> None:
    open_case(shop, "甲", MINUTE)
    assert near(shop)
    settings.put(shop, settings.DEADLINE_MINUTES, today_deadlines.OFF)
    assert near(shop) == []


def test_notices_can_be_silenced_until_tomorrow(shop: Store) -> None:
    assert today_deadlines.silent_until(shop) is None
    today_deadlines.silence(shop, until_tomorrow=True)
    tomorrow = clock.start_of_day(clock.today() + timedelta(days=1))
    assert today_deadlines.silent_until(shop) == tomorrow
    today_deadlines.silence(shop, until_tomorrow=False)
    assert today_deadlines.silent_until(shop) is None


def test_a_silence_of_yesterday_is_over(shop: Store) -> None:
    past = clock.to_text(clock.now() - MINUTE)
    settings.put(shop, settings.DEADLINES_SILENT_UNTIL, past)
    assert today_deadlines.silent_until(shop) is None
