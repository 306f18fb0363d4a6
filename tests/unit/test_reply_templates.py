"""Replies: chosen for the case, filled from it, never copied while anything in them is empty."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.core import texts
from desktop_app.core.errors import BadValue, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import CaseEventKind, CaseKind, CostKind, Outcome, Platform, Situation
from desktop_app.models.desk import ReplyTemplate
from desktop_app.services import (
    case_costs,
    cases,
    offers,
    reply_book,
    reply_templates,
    shops,
)
from desktop_app.services.cases import CaseDraft
from desktop_app.services.reply_templates import Reply, ReplyDraft
from desktop_app.services.shops import ShopDraft
from desktop_app.services.store import Store
from tests.invented import order


def opened(store: Store, kind: str = "slow_delivery", **more: object) -> str:
    more = {"courier": "SF", "tracking": "SF1234567890123", "receiver": "王小红", **more}
    order(store, "5001", {"A": 1, "B": 2, "C": 1}, buyer="小红", **more)
    return cases.open(store, CaseDraft(kind=kind, order="5001")).row.no


def reply(store: Store, code: str) -> Reply:
    return next(one for one in reply_templates.listed(store) if one.code == code)


def test_r26_thirty_replies_in_chinese_and_twelve_in_english_to_begin_with(shop: Store) -> None:
    assert len(reply_templates.listed(shop, language="zh_CN")) >= 30
    assert len(reply_templates.listed(shop, language="en")) >= 12
    titles = [(one.language, one.title) for one in reply_templates.listed(shop)]
    assert len(set(titles)) == len(titles)
    bodies = [one.body for one in reply_templates.listed(shop)]
    assert len(set(bodies)) == len(bodies)


def test_each_kind_of_case_has_situations_and_each_situation_a_reply(shop: Store) -> None:
    assert set(reply_book.book().situations) == set(CaseKind)
    for language in ("zh_CN", "en"):
        have = {one.situation for one in reply_templates.listed(shop, language=language)}
        rare = {Situation.OTHER} if language == "zh_CN" else set(Situation) - have
        assert set(Situation) - have == rare


def test_r46_reasons_for_slow_and_missing_delivery_have_their_replies(shop: Store) -> None:
    slow = reply_templates.listed(shop, Situation.SLOW_DELIVERY, "zh_CN")
    assert len(slow) == 4
    missing = " ".join(
        one.title for one in reply_templates.listed(shop, Situation.NOT_DELIVERED, "zh_CN")
    )
    for reason in ("在查", "周末", "疑难件", "草签", "骚扰", "驿站", "公司地址"):
        assert reason in missing


def test_r26_a_reply_is_filled_from_the_case(shop: Store) -> None:
    no = opened(shop)
    filled = reply_templates.fill(shop, no, reply(shop, "zh_slow_sorting"))
    assert "SF1234567890123" in filled.text
    assert filled.empty == ()
    filled = reply_templates.fill(shop, no, reply(shop, "zh_slow_route"))
    assert "已经让顺丰" in filled.text
    assert filled.empty == ("{预计时间}",)
    cases.change(shop, no, follow_up_on="2020-09-03")
    assert "2020年9月3日" in reply_templates.fill(shop, no, reply(shop, "zh_slow_route")).text


def test_r26_an_empty_placeholder_stops_the_copy(shop: Store) -> None:
    no = opened(shop)
    one = reply(shop, "zh_slow_route")
    filled = reply_templates.fill(shop, no, one)
    with pytest.raises(NotAllowed) as told:
        reply_templates.take(shop, no, one, filled.text)
    assert told.value.reason is Reason.PLACEHOLDER_EMPTY
    assert texts.sentence(told.value).startswith("{预计时间} is still empty")
    assert reply_templates.still_empty(filled.text, filled) == ["{预计时间}"]
    assert reply(shop, one.code).used == 0
    typed = filled.text.replace("{预计时间}", "明天")
    assert reply_templates.take(shop, no, one, f"\n{typed} ") == typed
    assert reply(shop, one.code).used == 1
    with pytest.raises(BadValue):
        reply_templates.take(shop, no, one, "  ")


def test_a_buyer_called_like_a_placeholder_does_not_stop_it(shop: Store) -> None:
    no = cases.open(shop, CaseDraft(kind="lost", buyer="{buyer}")).row.no
    one = reply_templates.save(shop, ReplyDraft("问候", "你好 {买家}"))
    filled = reply_templates.fill(shop, no, one)
    assert (filled.text, filled.empty) == ("你好 {buyer}", ())
    assert reply_templates.take(shop, no, one, filled.text) == "你好 {buyer}"


def test_r1_a_sent_reply_stands_in_the_timeline_and_stops_the_clock(shop: Store) -> None:
    no = opened(shop, "return")
    one = reply(shop, "zh_first_reply")
    text = reply_templates.fill(shop, no, one).text
    assert "A的标题、B的标题等" in text
    reply_templates.take(shop, no, one, text, sent=True)
    case = cases.show(shop, no)
    assert (case.timeline[-1].kind, case.timeline[-1].text) == (CaseEventKind.REPLIED, text)
    assert case.row.reply_due is None


def test_money_offers_and_addresses_are_filled_in(shop: Store) -> None:
    no = opened(shop)
    sender = ShopDraft(Platform.TAOBAO, "好店", "李四", "0571-1", "杭州市余杭区")
    shops.save(shop, sender)
    offers.add(shop, no, "补差价 20 元", 2000)
    case_costs.add(shop, no, CostKind.REFUND, 5490)
    cases.change(shop, no, resend_courier="zto", resend_tracking="zt 1")
    facts = {
        code: reply_templates.fill(shop, no, ReplyDraft("x", f"{{{word}}}", language="zh_CN")).text
        for code, word in reply_book.words("zh_CN").items()
    }
    assert facts["refund"] == "54.90元"
    assert (facts["offer"], facts["compensation"]) == ("补差价 20 元", "20.00元")
    assert facts["return_address"] == "李四  0571-1\n杭州市余杭区"
    assert (facts["resend_courier"], facts["resend_tracking"]) == ("中通快递", "ZT1")
    assert (facts["shop"], facts["name"], facts["buyer"]) == ("好店", "王小红", "小红")
    assert facts["return_tracking"] == "{退回单号}"
    english = reply_templates.fill(shop, no, ReplyDraft("x", "{refund} {courier}", language="en"))
    assert english.text == "CNY 54.90 SF Express"
    case_costs.add(shop, no, CostKind.COMPENSATION, 800)
    agreed = reply_templates.fill(shop, no, ReplyDraft("x", "{compensation}"))
    assert agreed.text == "8.00元"


def test_r58_replies_are_chosen_by_kind_platform_channel_country_and_language(
    shop: Store,
) -> None:
    no = opened(shop)
    first = reply_templates.for_case(shop, no)
    assert {one.language for one in first} == {"zh_CN"}
    assert [one.situation for one in first[:3]] == [Situation.FIRST_REPLY] * 3
    assert first[3].situation is Situation.SLOW_DELIVERY
    here = ReplyDraft("顺丰专用", "亲", Situation.SLOW_DELIVERY, platform="taobao", channel="顺丰")
    away = replace(here, title="中通专用", channel="zto, 圆通")
    far = replace(here, title="外国专用", country="Russian Federation", channel="")
    for draft in (here, away, far):
        reply_templates.save(shop, draft)
    slow = reply_templates.for_case(shop, no, Situation.SLOW_DELIVERY)
    assert slow[0].title == "顺丰专用"
    assert not {"中通专用", "外国专用"} & {one.title for one in slow}
    assert {one.language for one in reply_templates.for_case(shop, no, language="en")} == {"en"}


def test_r58_an_epacket_of_aliexpress_has_its_own_replies_in_english(shop: Store) -> None:
    order(shop, "8001", {"A": 1}, "ivan", Platform.ALIEXPRESS, courier="ePacket", country="RU")
    no = cases.open(shop, CaseDraft(kind="slow_delivery", order="8001")).row.no
    found = reply_templates.for_case(shop, no, Situation.DISPATCHED)
    assert [one.code for one in found] == ["en_dispatched_epacket", "en_dispatched"]
    assert reply_templates.for_case(shop, no, Situation.CARE)[0].channel == "ePacket"


def test_what_happened_to_the_case_brings_its_replies_to_the_top(shop: Store) -> None:
    no = opened(shop, "return")
    cases.change(shop, no, resend_tracking="YT9", outcome=Outcome.RETURN_REFUND, disputed=True)
    order_of = [one.situation for one in reply_templates.for_case(shop, no)]
    ranked = list(dict.fromkeys(order_of))
    assert ranked[:4] == [
        Situation.FIRST_REPLY,
        Situation.PLATFORM_DISPUTE,
        Situation.REFUND_DONE,
        Situation.RESEND,
    ]


def test_what_is_used_more_comes_first(shop: Store) -> None:
    no = opened(shop)
    second = reply_templates.for_case(shop, no, Situation.SLOW_DELIVERY)[1]
    reply_templates.take(shop, no, second, "亲，在催了")
    assert reply_templates.for_case(shop, no, Situation.SLOW_DELIVERY)[0].code == second.code
    assert not reply(shop, second.code).own


def test_a_shop_writes_its_own_and_changes_the_programs(shop: Store) -> None:
    own = reply_templates.save(shop, ReplyDraft("  到货 提醒 ", " 亲，{运单号} 到了 "))
    assert (own.title, own.body, own.own) == ("到货 提醒", "亲，{运单号} 到了", True)
    changed = reply_templates.save(shop, replace(own, body="改了"), own)
    assert (changed.id, changed.body) == (own.id, "改了")
    shipped = reply(shop, "zh_lost")
    mine = reply_templates.save(shop, replace(shipped, body="我的说法"), shipped)
    assert reply(shop, "zh_lost") == mine
    assert mine.own
    assert reply_templates.back_to_shipped(shop, mine).body == shipped.body
    assert reply(shop, "zh_lost").body == shipped.body
    with pytest.raises(NotFound):
        reply_templates.back_to_shipped(shop, own)


def test_replies_are_taken_out_of_the_lists_and_put_back(shop: Store) -> None:
    own = reply_templates.save(shop, ReplyDraft("到货", "亲"))
    shipped = reply(shop, "zh_lost")
    for one in (own, shipped):
        count = len(reply_templates.listed(shop))
        reply_templates.retire(shop, one)
        assert len(reply_templates.listed(shop)) == count - 1
        reply_templates.restore(shop, one)
        assert len(reply_templates.listed(shop)) == count
    with pytest.raises(NotFound):
        reply_templates.retire(shop, replace(own, id=999))


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        (ReplyDraft(" ", "亲"), Reason.VALUE_MISSING),
        (ReplyDraft("题", " \n"), Reason.VALUE_MISSING),
        (ReplyDraft("题" * 61, "亲"), Reason.VALUE_TOO_LONG),
        (ReplyDraft("题", "亲" * 4001), Reason.VALUE_TOO_LONG),
        (ReplyDraft("题", "亲 {不存在}"), Reason.PLACEHOLDER_UNKNOWN),
    ],
)
def test_replies_that_could_not_be_filled_are_refused(
    shop: Store, draft: ReplyDraft, reason: Reason
) -> None:
    with pytest.raises(BadValue) as told:
        reply_templates.save(shop, draft)
    assert told.value.reason is reason
    assert texts.sentence(told.value)


def test_a_newer_programs_situation_is_something_else(shop: Store) -> None:
    own = reply_templates.save(shop, ReplyDraft("到货", "亲"))
    with shop.transaction():
        ReplyTemplate.update(situation="from_the_future").where(
            ReplyTemplate.id == own.id
        ).execute()
    assert reply_templates.listed(shop, Situation.OTHER)[0].id == own.id
