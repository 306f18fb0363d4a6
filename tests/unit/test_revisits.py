"""R25, R28: VIPs are called once a month, anybody on a date; the outcome is noted."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from desktop_app.core.errors import NotAllowed, NotFound
from desktop_app.core.kinds import FollowUpState, Platform
from desktop_app.models.buyers import Buyer
from desktop_app.services import buyer_records, buyers, revisits, search, settings
from desktop_app.services.revisits import RevisitFilter, RevisitRow
from desktop_app.services.store import Store

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture
def vip(shop: Store) -> int:
    buyer_id = buyers.obtain(shop, Platform.TAOBAO, "best_buyer")
    buyer_records.change(shop, buyer_id, vip_level=2)
    return buyer_id


def listed(shop: Store, buyer_id: int) -> list[RevisitRow]:
    return revisits.rows(shop, revisits.ids(shop, RevisitFilter(buyer_id=buyer_id)))


def only(shop: Store, buyer_id: int) -> RevisitRow:
    (row,) = [one for one in listed(shop, buyer_id) if one.state is FollowUpState.OPEN]
    return row


def test_r28_a_vip_is_called_once_a_month_and_planning_again_adds_nothing(
    shop: Store, vip: int
) -> None:
    assert revisits.plan(shop, NOON) == 1
    assert revisits.plan(shop, NOON) == 0
    row = only(shop, vip)
    assert (row.due_on, row.reason, row.buyer) == (date(2026, 3, 10), "monthly", "best_buyer")
    with shop.connection():
        assert Buyer.get_by_id(vip).next_revisit == "2026-03-10"


def test_a_buyer_without_a_level_is_not_called(shop: Store) -> None:
    buyers.obtain(shop, Platform.TAOBAO, "plain")
    assert revisits.plan(shop, NOON) == 0


@pytest.mark.parametrize(
    ("day", "months", "wanted", "due"),
    [
        (date(2026, 1, 31), 1, 31, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, 31, date(2028, 2, 29)),
        (date(2026, 2, 28), 1, 31, date(2026, 3, 31)),
        (date(2026, 11, 10), 3, 10, date(2027, 2, 10)),
        (date(2026, 12, 1), 1, 1, date(2027, 1, 1)),
    ],
)
def test_the_day_is_kept_to_the_length_of_the_month(
    day: date, months: int, wanted: int, due: date
) -> None:
    assert revisits.later(day, months, wanted) == due


def test_the_rule_is_data(shop: Store, vip: int) -> None:
    settings.put(shop, revisits.EVERY_MONTHS, {"2": "3"})
    settings.put(shop, revisits.DAY_OF_MONTH, 31)
    revisits.plan(shop, NOON)
    first = only(shop, vip)
    assert first.due_on == date(2026, 3, 31)
    revisits.done(shop, first.id, "all well")
    assert only(shop, vip).due_on >= date(2026, 6, 30)


def test_r25_the_outcome_is_noted_and_the_next_one_planned(shop: Store, vip: int) -> None:
    revisits.plan(shop, NOON)
    first = only(shop, vip)
    revisits.done(shop, first.id, " likes the new colour ")
    row = revisits.rows(shop, [first.id])[0]
    assert (row.state, row.outcome, row.who) == ("done", "likes the new colour", "tester")
    following = only(shop, vip)
    assert following.due_on > first.due_on
    assert following.due_on.day == 10


def test_of_several_missed_months_one_is_left(shop: Store, vip: int) -> None:
    revisits.plan(shop, datetime(2025, 10, 4, 12, tzinfo=UTC))
    assert revisits.plan(shop, NOON) == 0, "an open one waits; none is piled upon it"
    assert only(shop, vip).overdue(date(2026, 3, 4))


def test_an_irregular_date_stands_beside_the_rule(shop: Store, vip: int) -> None:
    revisits.plan(shop, NOON)
    revisits.add(shop, vip, date(2026, 3, 6), "asked about the repair")
    assert [row.due_on for row in listed(shop, vip)] == [date(2026, 3, 6), date(2026, 3, 10)]
    with shop.connection():
        assert Buyer.get_by_id(vip).next_revisit == "2026-03-06"
    revisits.remove(shop, listed(shop, vip)[0].id)
    assert only(shop, vip).reason == "monthly"
    with pytest.raises(NotAllowed):
        revisits.remove(shop, only(shop, vip).id)


def test_the_next_date_can_be_given_with_the_outcome(shop: Store) -> None:
    plain = buyers.obtain(shop, Platform.TAOBAO, "plain")
    made = revisits.add(shop, plain, date(2026, 3, 6))
    revisits.done(shop, made, "call again", next_on=date(2026, 4, 1))
    assert only(shop, plain).due_on == date(2026, 4, 1)


def test_skipped_moved_and_taken_back(shop: Store, vip: int) -> None:
    revisits.plan(shop, NOON)
    first = only(shop, vip)
    revisits.move(shop, first.id, date(2026, 3, 20))
    revisits.skip(shop, first.id, "on holiday")
    assert revisits.rows(shop, [first.id])[0].state is FollowUpState.SKIPPED
    assert only(shop, vip).id != first.id
    with pytest.raises(NotAllowed):
        revisits.done(shop, first.id)
    revisits.reopen(shop, first.id)
    assert only(shop, vip).id == first.id
    with pytest.raises(NotAllowed):
        revisits.reopen(shop, first.id)
    with pytest.raises(NotFound):
        revisits.done(shop, 999)


def test_a_month_shows_what_is_due_and_the_present_one_what_is_late(shop: Store, vip: int) -> None:
    late = revisits.add(shop, vip, date(2026, 2, 3))
    due = revisits.add(shop, vip, date(2026, 3, 31))
    far = revisits.add(shop, vip, date(2026, 4, 1))
    today = date(2026, 3, 4)
    assert revisits.month(shop, 2026, 3, today) == [late, due]
    assert revisits.month(shop, 2026, 4, today) == [far]
    assert revisits.month(shop, 2026, 2, today) == [late]


def test_who_is_no_vip_any_more_is_not_called(shop: Store, vip: int) -> None:
    revisits.plan(shop, NOON)
    revisits.add(shop, vip, date(2026, 3, 20), "by hand")
    buyer_records.change(shop, vip, vip_level=0)
    revisits.plan(shop, NOON)
    assert only(shop, vip).reason == "by hand"


def test_a_date_that_stands_with_the_buyer_alone_gets_its_row(shop: Store) -> None:
    plain = buyers.obtain(shop, Platform.TAOBAO, "plain")
    with shop.transaction():
        Buyer.update(next_revisit="2026-03-09").where(Buyer.id == plain).execute()
    revisits.plan(shop, NOON)
    assert only(shop, plain).due_on == date(2026, 3, 9)


def test_what_was_said_before_and_when_the_rule_calls_next(shop: Store, vip: int) -> None:
    revisits.plan(shop, NOON)
    first = only(shop, vip)
    revisits.done(shop, first.id, "fine")
    assert [row.outcome for row in revisits.history(shop, vip)] == ["fine"]
    today = date(2026, 3, 4)
    assert revisits.following(shop, date(2026, 3, 10), 2, today) == date(2026, 4, 10)
    assert revisits.following(shop, date(2026, 3, 10), 0, today) is None


def test_the_list_is_narrowed_by_state_lateness_and_words(shop: Store, vip: int) -> None:
    search.follow(shop)
    buyer_records.change(shop, vip, note="called")
    late = revisits.add(shop, vip, date(2026, 2, 3))
    later = revisits.add(shop, vip, date(2999, 2, 3))
    over = revisits.add(shop, vip, date(2026, 2, 5))
    revisits.skip(shop, over)

    def ids(**wanted: object) -> set[int]:
        found = revisits.rows(shop, revisits.ids(shop, RevisitFilter(**wanted)))
        return {row.id for row in found if row.reason != "monthly"}

    assert ids(late=True) == {late}
    assert ids(states=(FollowUpState.SKIPPED,)) == {over}
    assert ids(text="best") == {late, later, over}
    assert ids(text="nobody") == set()


def test_a_masked_screen_masks_who_is_called(shop: Store, vip: int) -> None:
    buyer_records.change(shop, vip, name="王小明", phone="13800001234")
    made = revisits.add(shop, vip, date(2026, 2, 3))
    (row,) = revisits.rows(shop, [made])
    assert (row.name, row.phone) == ("王小明", "13800001234")
    settings.put(shop, settings.MASK_ON_SCREEN, value=True)
    (row,) = revisits.rows(shop, [made])
    assert (row.name, row.phone) == ("王**", "138****1234")
