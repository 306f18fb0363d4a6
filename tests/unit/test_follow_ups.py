"""Messages due to buyers: made by rules once, filled, done and skipped, and taken back."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from desktop_app.cli import main
from desktop_app.core import clock, i18n, texts
from desktop_app.core.errors import BadValue, Conflict, FileTrouble, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import (
    CaseEventKind,
    CaseStage,
    FollowUpEvent,
    FollowUpState,
    OrderState,
    Platform,
    Situation,
    Topic,
)
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.desk import FollowUp
from desktop_app.models.orders import SalesOrder
from desktop_app.services import (
    case_merging,
    cases,
    chores,
    delay_periods,
    follow_up_making,
    follow_up_rules,
    follow_ups,
    message_lists,
    message_texts,
    reply_templates,
    settings,
    shipments,
    shops,
    tracking_texts,
)
from desktop_app.services.cases import CaseDraft
from desktop_app.services.delay_periods import DelayDraft
from desktop_app.services.follow_up_rules import FollowUpRule
from desktop_app.services.follow_ups import FollowUpDraft
from desktop_app.services.message_lists import MessageFilter, MessageRow
from desktop_app.services.message_texts import Message, Occasion
from desktop_app.services.reply_templates import Reply, ReplyDraft
from desktop_app.services.shops import ShopDraft
from desktop_app.services.store import Store
from tests.invented import order

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ABROAD = {"platform": Platform.ALIEXPRESS, "state": OrderState.SHIPPED, "courier": "4PX"}


def sold(store: Store, no: str, days_ago: int, buyer: str = "小红", **more: object) -> int:
    """An order dispatched so many days before `NOON`."""
    day = clock.to_local(NOON).date() - timedelta(days=days_ago)
    usual: dict[str, object] = {
        "state": OrderState.SHIPPED,
        "created": f"{day - timedelta(days=1)}T10:00:00+08:00",
        "paid_at": f"{day - timedelta(days=1)}T10:05:00+08:00",
        "shipped": f"{day}T18:00:00+08:00",
        "courier": "中通快递",
        "tracking": f"ZT{no}",
        "receiver": "王小红",
    }
    return order(store, no, {"A": 1}, buyer=buyer, **{**usual, **more})


def due(store: Store, shown: str = "due", **more: object) -> list[MessageRow]:
    wanted = MessageFilter(shown=shown, today=clock.to_local(NOON).date(), **more)
    return message_lists.rows(store, message_lists.ids(store, wanted))


def only(store: Store, *codes: str) -> None:
    """Switches these rules on, and all others off."""
    for rule in follow_up_rules.all_of(store):
        follow_up_rules.switch(store, rule.code, on=rule.code in codes)


# ---- rules as data ---------------------------------------------------------------------------


def test_r58_the_shipped_rules_are_read_and_those_that_would_flood_are_off(shop: Store) -> None:
    rules = {rule.code: rule for rule in follow_up_rules.all_of(shop)}
    assert rules["dispatched"].days == 1
    assert (rules["care_epacket"].days, rules["care_epacket"].channels[0]) == (14, "ePacket")
    assert rules["signed"].days == 3
    assert (rules["satisfaction"].event, rules["satisfaction"].days) == ("case_closed", 2)
    on = {code for code, rule in rules.items() if rule.on}
    assert on == {"dispatched_abroad", "care_epacket", "resent", "satisfaction"}
    assert all(rule.names["zh_CN"] and rule.names["en"] for rule in rules.values())


def test_a_faulty_rule_file_is_refused_by_key() -> None:
    whole = "window_days = 3\n[signed]\nwords=['x']\nbut_not=[]\n"
    rule = '[[rule]]\ncode="a"\nzh_CN="甲"\nen="A"\nevent="paid"\nsituation="care"\n'
    book = follow_up_rules.read(whole + rule + "days=1\n")
    assert book.rules[0].event is FollowUpEvent.PAID
    for line, key in (
        ("days=-1\n", "rule[1].days"),
        ("days=999\n", "rule[1].days"),
        ("hour=24\n", "rule[1].hour"),
        ('language="fr"\n', "rule[1].language"),
        ('stetes=["paid"]\n', "rule[1].stetes"),
        ('platforms=["ebay"]\n', "rule[1].platforms"),
    ):
        with pytest.raises(FileTrouble) as told:
            follow_up_rules.read(whole + rule + line)
        assert told.value.data["key"] == key
    with pytest.raises(FileTrouble):
        follow_up_rules.read(whole + rule + rule)
    wrong = '[[reason]]\ncode="r"\nzh_CN="甲"\nen="A"\nsituation="lost"\nreplies=["nix"]\n'
    with pytest.raises(FileTrouble) as told:
        follow_up_rules.read(whole + wrong)
    assert told.value.data["key"] == "reason[1].replies"


def test_a_shop_changes_adds_and_switches_rules_in_its_own_copy(shop: Store) -> None:
    rule = follow_up_rules.get(shop, "signed")
    changed = follow_up_rules.save(
        shop, FollowUpRule(**{**vars(rule), "days": 5, "countries": ("US", "CA"), "on": True})
    )
    assert (changed.own, changed.shipped) == (True, True)
    again = follow_up_rules.get(shop, "signed")
    assert (again.days, again.countries, again.on) == (5, ("US", "CA"), True)
    assert [one.code for one in follow_up_rules.all_of(shop)].count("signed") == 1
    new = follow_up_rules.save(shop, FollowUpRule(names={"en": " My  rule "}, days=0, hour=0))
    assert (new.code, new.name, new.names["zh_CN"]) == ("own-1", "My rule", "My rule")
    assert follow_up_rules.save(shop, FollowUpRule(names={"en": "2"})).code == "own-2"
    follow_up_rules.switch(shop, "own-1", on=True)
    assert follow_up_rules.get(shop, "own-1").on
    follow_up_rules.remove(shop, "signed")
    assert follow_up_rules.get(shop, "signed").days == 3
    follow_up_rules.remove(shop, "own-1")
    for act in (
        lambda: follow_up_rules.get(shop, "own-1"),
        lambda: follow_up_rules.remove(shop, "own-1"),
        lambda: follow_up_rules.remove(shop, "signed"),
    ):
        with pytest.raises(NotFound):
            act()


@pytest.mark.parametrize(
    "wrong", [{"names": {}}, {"names": {"en": " "}}, {"names": {"en": "x" * 61}}, {"days": 366}]
)
def test_a_rule_that_can_t_be_is_refused(shop: Store, wrong: dict[str, object]) -> None:
    with pytest.raises(BadValue):
        follow_up_rules.save(shop, FollowUpRule(**{"names": {"en": "x"}, **wrong}))
    with pytest.raises(BadValue):
        follow_up_rules.save(shop, FollowUpRule(names={"en": "x"}, hour=24))


def test_stored_rules_that_can_t_be_read_are_told_of(shop: Store) -> None:
    settings.put(shop, settings.FOLLOW_UP_RULES, "{")
    with pytest.raises(FileTrouble):
        follow_up_rules.all_of(shop)
    settings.put(shop, settings.FOLLOW_UP_RULES, '[{"code": "x"}]')
    with pytest.raises(FileTrouble) as told:
        follow_ups.make_due(shop, NOON)
    assert "rule[1]" in texts.sentence(told.value)


def test_a_line_is_told_from_its_courier() -> None:
    by = follow_up_rules.by_channel
    assert by(["ePacket"], "AliExpress e-Packet")
    assert by(["e邮宝"], "e邮宝")
    assert not by(["ePacket"], "邮政快递包裹")
    assert by(["中通"], "中通")
    assert by(["中通快递"], "ZTO Express")
    assert not by(["EMS"], "")


# ---- what is due -----------------------------------------------------------------------------


def test_r58_the_day_after_dispatch_a_notice_is_due_once(shop: Store) -> None:
    only(shop, "dispatched")
    sold(shop, "7001", 1)
    sold(shop, "7002", 0)
    assert follow_ups.make_due(shop, NOON) == 1
    assert follow_ups.make_due(shop, NOON) == 0
    (row,) = due(shop)
    assert (row.rule, row.order_no, row.buyer, row.due_on) == (
        *("dispatched", "7001", "小红"),
        clock.to_local(NOON).date(),
    )
    assert follow_ups.make_due(shop, NOON + timedelta(days=1)) == 1


def test_the_hour_of_a_rule_is_waited_for(shop: Store) -> None:
    only(shop, "dispatched")
    sold(shop, "7001", 1)
    early = clock.on_wall(clock.to_local(NOON).date(), datetime(2026, 1, 1, 8, 59).time())  # noqa: DTZ001 - a time of day
    assert follow_ups.make_due(shop, early) == 0
    assert follow_ups.make_due(shop, early + timedelta(minutes=1)) == 1


def test_switching_a_rule_on_doesn_t_reach_far_back(shop: Store) -> None:
    only(shop, "dispatched")
    for ago in range(1, 9):
        sold(shop, f"70{ago:02}", ago)
    assert follow_ups.make_due(shop, NOON) == 4
    assert {row.order_no for row in due(shop)} == {"7001", "7002", "7003", "7004"}


def test_nothing_is_due_for_closed_refunded_or_erased_orders(shop: Store) -> None:
    only(shop, "dispatched", "waiting")
    sold(shop, "7001", 1, state=OrderState.CLOSED)
    sold(shop, "7002", 1, refund_minor=100)
    sold(shop, "7003", 1, buyer="gone")
    with shop.transaction():
        Buyer.update(erased_at=clock.now()).where(Buyer.buyer_id == "gone").execute()
    sold(shop, "7004", 1, buyer="", state=OrderState.SHIPPED)
    assert follow_ups.make_due(shop, NOON) == 1
    assert [row.order_no for row in due(shop)] == ["7004"]


def test_an_order_refunded_meanwhile_takes_its_message_along(shop: Store) -> None:
    only(shop, "dispatched")
    order_id = sold(shop, "7001", 1)
    follow_ups.make_due(shop, NOON)
    by_hand = follow_ups.add(shop, FollowUpDraft(date(2026, 11, 20), "问问", order_id))
    with shop.transaction():
        SalesOrder.update(refund_minor=1250).where(SalesOrder.id == order_id).execute()
    follow_ups.make_due(shop, NOON)
    assert [row.id for row in due(shop)] == [by_hand]
    assert [row.rule for row in due(shop, "skipped")] == ["dispatched"]


def test_nobody_in_a_quarrel_is_asked_how_it_is(shop: Store) -> None:
    only(shop, "signed", "dispatched")
    signed = {"signed_at": "2026-11-17T12:00:00+08:00", "state": OrderState.DONE}
    sold(shop, "7001", 6, **signed)
    no = cases.open(shop, CaseDraft("quality", "7001")).row.no
    assert follow_ups.make_due(shop, NOON) == 0
    with shop.transaction():
        AfterSalesCase.update(stage=CaseStage.CLOSED).where(AfterSalesCase.no == no).execute()
    assert follow_ups.make_due(shop, NOON) == 1
    assert due(shop)[0].rule == "signed"


def test_r58_care_14_days_after_dispatch_by_epacket_alone(shop: Store) -> None:
    only(shop, "care_epacket")
    sold(shop, "7001", 14, **{**ABROAD, "courier": "ePacket"})
    sold(shop, "7002", 14, **{**ABROAD, "courier": "EMS"})
    sold(shop, "7003", 14, **{**ABROAD, "courier": "ePacket", "state": OrderState.DONE})
    assert follow_ups.make_due(shop, NOON) == 1
    message = message_texts.show(shop, due(shop)[0].id)
    assert message.replies[0].code == "en_care_epacket"
    assert "ZT7001" in message_texts.fill(shop, message.occasion, message.replies[0]).text


def test_r58_what_the_post_carries_otherwise_isn_t_called_an_epacket(shop: Store) -> None:
    order_id = sold(shop, "7001", 1, **{**ABROAD, "courier": "邮政快递包裹"})
    made = follow_ups.add(shop, FollowUpDraft(clock.today(), "", order_id))
    codes = {reply.code for reply in message_texts.show(shop, made).replies}
    assert "en_dispatched" in codes
    assert "en_dispatched_epacket" not in codes


def test_of_two_rules_that_say_the_same_the_first_counts(shop: Store) -> None:
    only(shop, "dispatched", "dispatched_abroad")
    sold(shop, "7001", 1, **ABROAD)
    sold(shop, "7002", 1)
    assert follow_ups.make_due(shop, NOON) == 2
    assert {row.order_no: row.rule for row in due(shop)} == {
        "7001": "dispatched_abroad",
        "7002": "dispatched",
    }


def test_a_parcel_signed_by_its_movements_counts_as_signed(shop: Store) -> None:
    only(shop, "signed")
    order_id = sold(shop, "7001", 6)
    (parcel,) = shipments.of_order(shop, order_id)
    said = tracking_texts.parse("2026-11-17 09:00 【杭州】已签收", NOON)
    shipments.add_events(shop, shipments.obtain(shop, parcel), said.movements)
    assert follow_ups.make_due(shop, NOON) == 1


def test_a_closed_case_asks_for_satisfaction_two_days_later(shop: Store) -> None:
    only(shop, "satisfaction")
    sold(shop, "7001", 9)
    nos = [cases.open(shop, CaseDraft("lost", "7001")).row.no for _each in range(2)]
    nos.append(cases.open(shop, CaseDraft("lost", buyer="阿三")).row.no)
    closed = NOON - timedelta(days=2)
    with shop.transaction():
        AfterSalesCase.update(stage=CaseStage.CLOSED, closed_at=closed, updated_at=closed).execute()
    assert follow_ups.make_due(shop, NOON) == 3
    assert follow_ups.make_due(shop, NOON) == 0
    assert {row.case_no for row in due(shop)} == set(nos)
    assert {row.buyer for row in due(shop)} == {"小红", "阿三"}


def test_a_resend_tells_its_number_the_day_after(shop: Store) -> None:
    only(shop, "resent")
    sold(shop, "7001", 9)
    no = cases.open(shop, CaseDraft("lost", "7001")).row.no
    cases.change(shop, no, resend_courier="顺丰", resend_tracking="SF1234567890123")
    assert follow_ups.make_due(shop) == 0
    assert follow_ups.make_due(shop, clock.now() + timedelta(days=1, hours=12)) == 1
    (row,) = due(shop, "")
    assert (row.case_no, row.tracking, row.courier) == (no, "SF1234567890123", "顺丰")
    message = message_texts.show(shop, row.id)
    assert message.replies[0].situation is Situation.RESEND
    assert "SF1234567890123" in message_texts.fill(shop, *_first(message)).text


def _first(message: Message) -> tuple[Occasion, Reply]:
    return message.occasion, message.replies[0]


def test_rules_are_narrowed_by_shop_and_country(shop: Store) -> None:
    shops.save(shop, ShopDraft(Platform.TAOBAO, "好店"))
    only(shop)
    names = {"en": "x"}
    rule = FollowUpRule(names=names, shops=("好店",), states=(OrderState.SHIPPED,), on=True)
    follow_up_rules.save(shop, rule)
    elsewhere = FollowUpRule(names=names, countries=("US",), situation=Situation.OTHER, on=True)
    follow_up_rules.save(shop, elsewhere)
    sold(shop, "7001", 1, shop=1)
    sold(shop, "7002", 1, country="US", state=OrderState.DONE)
    sold(shop, "7003", 1)
    assert follow_ups.make_due(shop, NOON) == 2
    assert {row.order_no: row.rule for row in due(shop)} == {"7001": "own-1", "7002": "own-2"}


def test_the_chores_make_messages_too(shop: Store) -> None:
    only(shop, "dispatched")
    yesterday = (clock.today() - timedelta(days=2)).isoformat()
    order(shop, "7001", {"A": 1}, created=yesterday, shipped=yesterday, state=OrderState.SHIPPED)
    chores.do_all(shop)
    assert message_lists.counts(shop)["due"] == 1


def test_thousands_are_made_in_short_transactions(shop: Store) -> None:
    only(shop, "dispatched")
    for number in range(1100):
        sold(shop, f"8{number:04}", 1, buyer="")
    told: list[int] = []
    shop.listen(lambda changes: told.append(Topic.MESSAGES in changes.topics))
    assert follow_ups.make_due(shop, NOON) == 1100
    assert len(told) == 3
    assert follow_up_making.make_due(shop, NOON) == 0


# ---- by hand, done, skipped -------------------------------------------------------------------


def test_a_message_by_hand_for_an_order_or_a_case(shop: Store) -> None:
    order_id = sold(shop, "7001", 1)
    no = cases.open(shop, CaseDraft("quality", "7001")).row.no
    assert follow_ups.subject(shop, " zt7001 ") == (order_id, "")
    assert follow_ups.subject(shop, no.lower()) == (None, no)
    with pytest.raises(NotFound):
        follow_ups.subject(shop, "nix")
    first = follow_ups.add(shop, FollowUpDraft(date(2026, 11, 20), "问问用得怎么样", order_id))
    follow_ups.add(shop, FollowUpDraft(date(2026, 11, 19), "", order_id))
    follow_ups.add(shop, FollowUpDraft(date(2026, 11, 21), "告诉 {称呼} 结果", case_no=no))
    assert [row.text for row in due(shop)] == ["", "问问用得怎么样"]
    (later,) = due(shop, "later")
    message = message_texts.show(shop, later.id)
    assert message.replies[0].title == "Own words"
    assert message_texts.fill(shop, *_first(message)).text == "告诉 王小红 结果"
    follow_ups.change(shop, first, date(2026, 11, 25), "别的")
    assert message_lists.row(shop, first).text == "别的"


def test_what_can_t_be_entered_is_refused(shop: Store) -> None:
    with pytest.raises(BadValue) as told:
        follow_ups.add(shop, FollowUpDraft(date(2026, 11, 20), "x"))
    assert told.value.reason is Reason.FOLLOW_UP_OF_NOTHING
    with pytest.raises(NotFound):
        follow_ups.add(shop, FollowUpDraft(date(2026, 11, 20), "x", 99))
    with pytest.raises(NotFound):
        follow_ups.add(shop, FollowUpDraft(date(2026, 11, 20), "x", case_no="AS1"))
    order_id = sold(shop, "7001", 1)
    text = "x" * 2001
    with pytest.raises(BadValue):
        follow_ups.add(shop, FollowUpDraft(date(2026, 11, 20), text, order_id))
    with pytest.raises(BadValue):
        follow_ups.change(shop, 1, date(2026, 11, 20), text)
    for act in (follow_ups.done, follow_ups.skip, follow_ups.reopen):
        with pytest.raises(NotFound):
            act(shop, 99)


def test_a_message_is_done_skipped_and_due_again(shop: Store) -> None:
    order_id = sold(shop, "7001", 1)
    made = follow_ups.add(shop, FollowUpDraft(date(2026, 11, 20), "x", order_id))
    act = follow_ups.done(shop, made, "亲，您好")
    row = message_lists.row(shop, made)
    assert (row.state, row.text, row.who) == (FollowUpState.DONE, "亲，您好", "tester")
    assert row.done_at is not None
    follow_ups.undo(shop, act)
    assert message_lists.row(shop, made).state is FollowUpState.OPEN
    with pytest.raises(NotAllowed):
        follow_ups.undo(shop, act)
    follow_ups.redo(shop, act)
    assert message_lists.row(shop, made).state is FollowUpState.DONE
    follow_ups.reopen(shop, made)
    assert message_lists.row(shop, made).done_at is None
    skipped = follow_ups.skip(shop, made)
    follow_ups.reopen(shop, made)
    with pytest.raises(Conflict):
        follow_ups.undo(shop, skipped)


def test_many_are_settled_in_one_step_or_none(shop: Store) -> None:
    order_id = sold(shop, "7001", 1)
    made = [
        follow_ups.add(shop, FollowUpDraft(date(2026, 11, 20), str(number), order_id))
        for number in range(3)
    ]
    with pytest.raises(NotFound):
        follow_ups.settle(shop, [*made, 99], FollowUpState.SKIPPED)
    assert len(due(shop)) == 3
    act = follow_ups.settle(shop, made, FollowUpState.SKIPPED)
    assert due(shop) == []
    follow_ups.undo(shop, act)
    assert len(due(shop)) == 3


def test_what_was_sent_stands_in_the_case_or_in_the_one_it_went_into(shop: Store) -> None:
    sold(shop, "7001", 1)
    first, second = (cases.open(shop, CaseDraft("lost", "7001")).row.no for _each in range(2))
    made = follow_ups.add(shop, FollowUpDraft(date(2026, 11, 20), "", case_no=second))
    case_merging.merge(shop, first, [second])
    follow_ups.done(shop, made, "亲，给您补发了")
    entry = cases.show(shop, first).timeline[-1]
    assert (entry.kind, entry.text) == (CaseEventKind.INFORMED, "亲，给您补发了")


# ---- the text ---------------------------------------------------------------------------------


def test_r26_a_gap_stops_the_copy_of_a_message(shop: Store) -> None:
    order_id = order(shop, "7001", {"A": 1}, buyer="t**1", receiver=None, **ABROAD)
    made = follow_ups.add(shop, FollowUpDraft(date(2026, 11, 20), "", order_id))
    message = message_texts.show(shop, made)
    reply = message.replies[0]
    filled = message_texts.fill(shop, message.occasion, reply)
    assert "{name}" in filled.empty, "nobody is greeted by a masked ID"
    with pytest.raises(NotAllowed) as told:
        message_texts.take(shop, reply, filled.text, filled)
    assert told.value.reason is Reason.PLACEHOLDER_EMPTY
    text = filled.text
    for token in filled.empty:
        text = text.replace(token, "Anna")
    assert message_texts.take(shop, reply, text, filled) == text
    used = {one.code: one.used for one in reply_templates.listed(shop)}
    assert used[reply.code] == 1
    act = message_texts.finish(shop, made, text)
    message_texts.take_back(shop, act)
    assert message_lists.row(shop, made).state is FollowUpState.OPEN


def test_the_rule_names_the_reply_the_language_and_the_situation(shop: Store) -> None:
    only(shop)
    own = reply_templates.save(shop, ReplyDraft("问好", "亲 {称呼}", Situation.CARE))
    rule = FollowUpRule(
        names={"en": "x"}, situation=Situation.CARE, reply=f"#{own.id}", language="zh_CN", on=True
    )
    follow_up_rules.save(shop, rule)
    sold(shop, "7001", 1, **ABROAD)
    follow_ups.make_due(shop, NOON)
    row_id = due(shop)[0].id
    message = message_texts.show(shop, row_id)
    assert message.replies[0].title == "问好"
    assert {reply.language for reply in message.replies} == {"zh_CN"}
    assert message_texts.show(shop, row_id, "en").replies[0].language == "en"
    follow_up_rules.remove(shop, "own-1")
    assert message_texts.show(shop, row_id).row.name == "own-1"


def test_r45_an_expected_delay_is_added_while_the_parcel_is_on_its_way(shop: Store) -> None:
    today = clock.today()
    delay_periods.save(shop, DelayDraft("双11后", today, today, 4))
    order_id = sold(shop, "7001", 1)
    made = follow_ups.add(shop, FollowUpDraft(today, "", order_id))
    message = message_texts.show(shop, made)
    assert [period.name for period in message.delays] == ["双11后"]
    by_code = {reply.code: reply for reply in message.replies}
    text = message_texts.fill(shop, message.occasion, by_code["zh_dispatched"]).text
    assert text.endswith("物流预计比平时晚 4 天左右，辛苦您多等等，谢谢理解。")
    apology = message_texts.fill(shop, message.occasion, by_code["zh_refund_done"]).text
    assert "4 天" not in apology
    with shop.transaction():
        SalesOrder.update(signed_at="2026-11-20").execute()
    assert not message_texts.show(shop, made).delays


def test_one_s_own_words_stay_in_their_language(shop: Store) -> None:
    order_id = sold(shop, "7001", 1, **ABROAD)
    made = follow_ups.add(shop, FollowUpDraft(clock.today(), "问问", order_id))
    assert message_texts.show(shop, made).replies[0].language == "zh_CN"
    follow_ups.change(shop, made, clock.today(), "Ask {name}")
    message = message_texts.show(shop, made)
    assert message_texts.fill(shop, *_first(message)).text == "Ask 王小红"


def test_a_case_s_facts_fill_its_message(shop: Store) -> None:
    sold(shop, "7001", 1)
    no = cases.open(shop, CaseDraft("lost", "7001")).row.no
    made = follow_ups.add(
        shop, FollowUpDraft(date(2026, 11, 20), "{售后单号} {补发单号}", case_no=no)
    )
    message = message_texts.show(shop, made)
    filled = message_texts.fill(shop, *_first(message))
    assert filled.text == f"{no} {{补发单号}}"
    with pytest.raises(NotFound):
        message_texts.show(shop, 999)


# ---- lists and the command line ---------------------------------------------------------------


def test_messages_are_found_and_sorted(shop: Store) -> None:
    only(shop, "dispatched")
    sold(shop, "7001", 1, buyer="bao")
    sold(shop, "7002", 2, buyer="an")
    follow_ups.make_due(shop, NOON)
    assert [row.order_no for row in due(shop)] == ["7002", "7001"]
    assert [row.buyer for row in due(shop, order_by="buyer")] == ["bao", "an"]
    assert [row.buyer for row in due(shop, order_by="buyer", descending=False)] == ["an", "bao"]
    for text, found in (("zt7001", 1), ("every order", 2), ("an", 1), ("nix", 0), ("王小红", 2)):
        assert len(due(shop, text=text)) == found
    assert len(due(shop, rule="dispatched", order_id=1)) == 1
    assert due(shop, case_no="AS1") == []
    i18n.use("zh_CN")
    assert due(shop)[0].name == "发货次日通知（每一单）"


def cli(
    capsys: pytest.CaptureFixture[str], root: Path, *words: str
) -> tuple[int, dict[str, object]]:
    status = main(["--data", str(root), "--json", *words])
    return status, json.loads(capsys.readouterr().out)


def test_messages_by_the_command_line(
    data_dir: Path, shop: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    sold(shop, "7001", 1)
    shop.close()
    assert cli(capsys, data_dir, "messages", "make") == (0, {"made": 0})
    status, said = cli(
        capsys, data_dir, "messages", "add", "ZT7001", "--on", "2026-01-02", "--text", "问问"
    )
    assert (status, said["message"]["order"]) == (0, "7001")
    cli(capsys, data_dir, "messages", "add", "7001", "--on", "2999-01-02")
    _status, said = cli(capsys, data_dir, "messages", "list", "--due")
    assert [row["text"] for row in said["messages"]] == ["问问"]
    assert cli(capsys, data_dir, "messages", "done", "1", "77")[0] == 1
    assert cli(capsys, data_dir, "messages", "skip", "2") == (0, {"skipped": [2], "refused": []})
    assert cli(capsys, data_dir, "messages", "reopen", "2")[0] == 0
    assert cli(capsys, data_dir, "messages", "list", "--all")[1]["total"] == 2
    assert cli(capsys, data_dir, "messages", "add", "7001", "--on", "morgen")[0] == 1
    assert main(["--data", str(data_dir), "messages", "list"]) == 0
    assert "2999-01-02  Open  小红  7001" in capsys.readouterr().out


def test_an_order_import_makes_messages_due(
    data_dir: Path, shop: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    only(shop, "dispatched")
    shop.close()
    day = clock.today() - timedelta(days=2)
    file = tmp_path / "orders.csv"
    file.write_text(
        "订单编号,买家会员名,买家应付货款,总金额,买家实际支付金额,订单状态,收货人姓名,收货地址,"
        "联系手机,订单创建时间,订单付款时间,宝贝标题,物流单号,物流公司,发货时间\n"
        f"3141592653589793238,小红,10.00,10.00,10.00,卖家已发货，等待买家确认,王小红,杭州,'13800000000,"
        f"{day} 10:00:00,{day} 10:01:00,杯,YT1234567890123,圆通速递,{day} 18:00:00\n",
        encoding="utf-8-sig",
    )
    status, said = cli(capsys, data_dir, "orders", "import", str(file))
    assert (status, said["added"]) == (0, 1), said
    _status, said = cli(capsys, data_dir, "messages", "list", "--due")
    assert said["total"] == 1


def test_old_rows_without_a_rule_s_mark_are_by_hand(shop: Store) -> None:
    order_id = sold(shop, "7001", 1)
    with shop.transaction():
        FollowUp.create(order=order_id, due_on="2026-11-20", text="x")
    assert due(shop)[0].name == "Entered by hand"
