"""Parcels' movements: pasted, noted once, and told to buyers."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop_app.cli import main
from desktop_app.core import clock
from desktop_app.core.errors import BadValue, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import CaseEventKind, Direction, Platform
from desktop_app.models.orders import Shipment
from desktop_app.services import (
    cases,
    follow_up_rules,
    message_lists,
    message_texts,
    shipments,
    tracking_texts,
)
from desktop_app.services.cases import CaseDraft
from desktop_app.services.message_lists import MessageFilter, MessageRow
from desktop_app.services.store import Store
from desktop_app.services.tracking_texts import MovementDoubt, ParsedTracking
from tests.invented import order

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
PAGE = """运单号：YT1234567890123
2026-11-21 09:12:33 【上海市】快件已到达驿站，请凭取件码取件
2026-11-20 22:12:33 【上海市】派送中
2026-11-20 08:12:33 【杭州市】快件已到达杭州转运中心"""


def read(text: str) -> ParsedTracking:
    return tracking_texts.parse(text, NOW)


def said(text: str) -> list[tuple[str, str, str]]:
    """Times on China's clock, places and words."""
    return [
        (f"{clock.to_local(one.at, clock.CHINA):%m-%d %H:%M}", one.place, one.what)
        for one in read(text).movements
    ]


def parcel(store: Store, no: str = "9001", **more: object) -> int:
    """A parcel with the movements of `PAGE`; returns its id."""
    order_id = order(store, no, {"A": 1}, buyer="小红", courier="圆通", tracking="YT1", **more)
    (found,) = shipments.of_order(store, order_id)
    return shipments.obtain(store, found)


def untold(store: Store, **more: object) -> list[MessageRow]:
    wanted = MessageFilter(shown="untold", **more)
    return message_lists.rows(store, message_lists.ids(store, wanted))


# ---- reading a courier's page ----


def test_r29_a_courier_s_page_is_read_oldest_first() -> None:
    assert said(PAGE) == [
        ("11-20 08:12", "杭州市", "快件已到达杭州转运中心"),
        ("11-20 22:12", "上海市", "派送中"),
        ("11-21 09:12", "上海市", "快件已到达驿站，请凭取件码取件"),
    ]
    parsed = read(PAGE)
    assert parsed.china
    assert [(line.number, line.why) for line in parsed.unread] == [(1, MovementDoubt.NO_DATE)]


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20 08:12 到达\n2026-11-19 07:00 离开",
        "2026-11-20 08:12:00\n到达\n2026-11-19 07:00:00\n离开",
        "到达\n2026-11-20 08:12\n离开\n2026-11-19 07:00",
        "2026-11-20\n08:12\n到达\n2026-11-19\n07:00\n离开",
        "2026/11/20 星期五 08:12 到达\n2026年11月19日 上午7:00 离开",
        "2026.11.20 周五\n08:12 到达\n2026.11.19\n07:00 离开",
        "· 2026-11-20T08:12:00 到达\n\n· 2026-11-19T07:00:00 离开",
        "２０２６－１１－２０ ０８：１２ 到达\n2026-11-19 07点00分 离开",
        "到达 2026-11-20 08:12\n离开 2026-11-19 07:00",
    ],
)
def test_the_layouts_of_pages(text: str) -> None:
    assert said(text) == [("11-19 07:00", "", "离开"), ("11-20 08:12", "", "到达")]


def test_english_pages_are_read_on_the_computer_s_clock() -> None:
    parsed = read(
        "Nov 20, 2026 08:12 PM Delivered, SEATTLE\n"
        "19 November 2026, 12:01 AM [Shanghai] Departed\n"
        "20/11/2026 10:00 In transit\n"
        "Fri, 2026-11-20 07:00 Held"
    )
    assert not parsed.china
    first = parsed.movements[0]
    assert (first.place, first.what) == ("Shanghai", "Departed")
    local = clock.to_local(parsed.movements[-1].at)
    assert (local.hour, local.minute, parsed.movements[-1].signed) == (20, 12, True)
    assert clock.to_local(parsed.movements[0].at).hour == 0


def test_nothing_is_guessed_in_silence() -> None:
    parsed = read(
        "11-20 08:12 到达\n12-31 08:12 旧的\n03/04/2026 10:00 到达\n2026-02-30 10:00 到达\n"
        "2026-11-20 25:00 到达\n2026-11-20 派送\n2027-01-01 08:00 到达\n2026-11-20 08:12"
    )
    assert [(one.at.year, one.doubt) for one in parsed.movements] == [
        (2025, MovementDoubt.YEAR_GUESSED),
        (2026, MovementDoubt.YEAR_GUESSED),
    ]
    assert [line.why.value for line in parsed.unread] == [
        *("day_ambiguous", "no_such_day", "no_such_day", "no_time", "ahead", "no_time"),
    ]


def test_text_that_is_no_page_is_refused() -> None:
    for text in ("", "没有物流信息", "2026-11-20", "x" * 100_001):
        with pytest.raises(BadValue):
            read(text)


def test_hostile_text_is_cleaned() -> None:
    (one,) = read("2026-11-20 08:12 【杭\u202e州】到\x00达\x07 " + "很" * 900).movements
    assert one.place == "杭州"
    assert one.what.startswith("到达 很")
    assert len(one.what) == tracking_texts.MOST_WHAT


def test_a_sign_for_is_told_from_its_opposite() -> None:
    yes = ("已签收，签收人：门卫", "您的快件已妥投", "Delivered, front door")
    no = ("签收失败", "客户拒签，退回中", "Delivery failed: could not be delivered", "派送中")
    assert all(tracking_texts.is_signed(text) for text in yes)
    assert not any(tracking_texts.is_signed(text) for text in no)


def test_a_typed_time() -> None:
    at = tracking_texts.moment("2026-11-20 08:12")
    assert f"{clock.to_local(at):%Y-%m-%d %H:%M}" == "2026-11-20 08:12"
    for text in ("", "2026-11-20", "11-20 08:12", "2026-11-20 08:12 x", "2026-13-20 08:12"):
        with pytest.raises(BadValue):
            tracking_texts.moment(text)


# ---- parcels and their movements ----


def test_r29_movements_are_noted_once(shop: Store) -> None:
    shipment = parcel(shop)
    assert parcel_ids(shop) == [shipment]
    added = shipments.add_events(shop, shipment, read(PAGE).movements)
    assert (len(added.ids), added.known) == (3, 0)
    more = PAGE + "\n2026-11-21 10:00 【上海市】已签收"
    again = shipments.add_events(shop, shipment, read(more).movements)
    assert (len(again.ids), again.known) == (1, 3)
    (found,) = shipments.of_order(shop, 1)
    assert [one.what for one in found.movements][:2] == ["已签收", "快件已到达驿站，请凭取件码取件"]
    assert found.signed_at == "2026-11-21T10:00:00+08:00"
    assert shipments.known(shop, found, read(PAGE).movements) == [True] * 3


def parcel_ids(store: Store) -> list[int]:
    with store.connection():
        return [int(row.id) for row in Shipment.select()]


def test_a_movement_typed_by_hand(shop: Store) -> None:
    shipment = parcel(shop)
    made = shipments.add_event(shop, shipment, NOW, " 到达\n网点 ", "杭州")
    assert shipments.add_event(shop, shipment, NOW, "到达网点") == made
    (found,) = shipments.of_order(shop, 1)
    assert (found.movements[0].what, found.movements[0].place) == ("到达 网点", "杭州")
    for at, what, reason in (
        (NOW, " ", Reason.VALUE_MISSING),
        (clock.now() + timedelta(days=2), "x", Reason.MOMENT_AHEAD),
    ):
        with pytest.raises(BadValue) as told:
            shipments.add_event(shop, shipment, at, what)
        assert told.value.reason is reason
    with pytest.raises(NotFound):
        shipments.add_event(shop, 99, NOW, "x")
    shipments.remove_event(shop, made)
    assert shipments.of_order(shop, 1)[0].movements == ()


def test_a_parcel_is_found_by_its_number(shop: Store) -> None:
    parcel(shop)
    found = shipments.find(shop, " yt1 ")
    assert (found.order_id, found.direction, found.courier) == (1, Direction.OUT, "圆通")
    order(shop, "9002", {"A": 1}, tracking="YT1", platform=Platform.TMALL)
    with pytest.raises(NotFound) as told:
        shipments.find(shop, "YT1")
    assert told.value.data["allowed"] == ("9001", "9002")
    assert shipments.find(shop, "YT1", "9002").order_id == 2
    for number in ("nix", ""):
        with pytest.raises(NotFound):
            shipments.find(shop, number)


def test_a_case_has_its_order_s_parcels_and_its_own(shop: Store) -> None:
    parcel(shop)
    no = cases.open(shop, CaseDraft("lost", "9001")).row.no
    cases.change(shop, no, resend_courier="顺丰", resend_tracking="SF1", return_tracking="ZT1")
    ways = [(one.tracking, one.direction) for one in shipments.of_case(shop, no)]
    assert ways == [
        ("YT1", Direction.OUT),
        ("SF1", Direction.RESEND),
        ("ZT1", Direction.RETURN),
    ]
    assert [one.tracking for one in shipments.of_order(shop, 1)] == ["YT1", "SF1", "ZT1"]
    assert shipments.find(shop, "SF1").direction is Direction.RESEND
    alone = cases.open(shop, CaseDraft("lost", buyer="阿三")).row.no
    cases.change(shop, alone, resend_tracking="SF2")
    (found,) = shipments.of_case(shop, alone)
    shipments.add_event(shop, shipments.obtain(shop, found), NOW, "到达")
    assert [row.tracking for row in untold(shop)] == ["SF2"]
    with pytest.raises(NotFound):
        shipments.of_case(shop, "AS1")


# ---- telling the buyer ----


def test_r29_the_newest_movement_of_each_parcel_waits_to_be_told(shop: Store) -> None:
    shipment = parcel(shop)
    shipments.add_events(shop, shipment, read(PAGE).movements)
    (row,) = untold(shop)
    assert (row.text, row.more, row.buyer) == ("上海市 快件已到达驿站，请凭取件码取件", 2, "小红")
    assert message_lists.counts(shop)["untold"] == 1
    for text, count in (("驿站", 1), ("yt1", 1), ("小红", 1), ("nix", 0)):
        assert len(untold(shop, text=text)) == count
    assert len(untold(shop, order_id=1, order_by="buyer", descending=False)) == 1
    told = shipments.inform(shop, -row.id, "亲，到驿站了")
    assert len(told.movements) == 3
    assert untold(shop) == []
    (found,) = shipments.of_order(shop, 1)
    assert all(one.informed_at for one in found.movements)
    with pytest.raises(NotAllowed):
        shipments.remove_event(shop, -row.id)
    shipments.take_back(shop, told)
    assert len(untold(shop)) == 1


def test_r29_the_case_s_timeline_says_that_the_buyer_was_informed(shop: Store) -> None:
    shipment = parcel(shop)
    no = cases.open(shop, CaseDraft("slow_delivery", "9001")).row.no
    event = shipments.add_event(shop, shipment, NOW, "到达")
    told = shipments.inform(shop, event, "亲，到了")
    line = cases.show(shop, no).timeline[-1]
    assert (line.kind, line.text) == (CaseEventKind.INFORMED, "亲，到了")
    assert cases.show(shop, no).row.reply_due is None
    shipments.take_back(shop, told)
    assert cases.show(shop, no).timeline[-1].kind is CaseEventKind.UNDONE
    assert shipments.inform(shop, event, case_no=no).lines
    assert shipments.inform(shop, event).lines == (), "told once, noted once"
    with pytest.raises(NotFound):
        shipments.inform(shop, 99)


def test_all_are_told_or_none(shop: Store) -> None:
    event = shipments.add_event(shop, parcel(shop), NOW, "到达")
    with pytest.raises(NotFound):
        shipments.inform_all(shop, [event, 99])
    assert len(untold(shop)) == 1
    assert shipments.inform_all(shop, [event]).movements == (event,)


def test_r46_a_movement_s_words_bring_the_matching_reply_first(shop: Store) -> None:
    shipment = parcel(shop)
    for what, code in (
        ("快件已到达驿站", "zh_not_delivered_pickup"),
        ("疑难件登记", "zh_not_delivered_problem"),
        ("受暴雨影响，派送延迟", "zh_slow_weather"),
        ("中转站爆仓", "zh_slow_sorting"),
        ("快件离开杭州", "zh_movement"),
    ):
        event = shipments.add_event(shop, shipment, NOW, what)
        message = message_texts.show(shop, -event)
        assert message.replies[0].code == code
    filled = message_texts.fill(shop, message.occasion, message.replies[0])
    assert "YT1（圆通速递）" in filled.text
    assert "快件离开杭州" in filled.text
    assert not filled.empty
    sent = message_texts.finish(shop, -event, filled.text)
    message_texts.take_back(shop, sent)


def test_r46_every_reason_has_its_replies_in_both_languages() -> None:
    reasons = message_texts.reasons()
    assert [reason.code for reason in reasons] == [
        *("route", "sorting", "weather", "customs", "no_news", "unknown", "weekend", "problem"),
        *("proxy", "spam", "pickup", "office"),
    ]
    for reason in reasons:
        languages = {code.partition("_")[0] for code in reason.replies}
        assert "en" in languages
        assert reason.code == "customs" or "zh" in languages
    assert message_texts.reasons("放在丰巢")[0].code == "pickup"
    assert follow_up_rules.book().reasons[0].name == "Route changed"


# ---- the command line ----


def test_shipments_by_the_command_line(
    data_dir: Path,
    shop: Store,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parcel(shop)
    no = cases.open(shop, CaseDraft("lost", "9001")).row.no
    shop.close()

    def call(*words: str) -> tuple[int, dict[str, object]]:
        status = main(["--data", str(data_dir), "--json", "shipments", *words])
        return status, json.loads(capsys.readouterr().out)

    page = tmp_path / "page.txt"
    page.write_text(PAGE, "utf-8")
    status, answer = call("add", "YT1", "--file", str(page))
    assert (status, len(answer["added"]), answer["known"]) == (1, 3, 0)
    assert answer["refused"][0]["reason"] == "no_date"
    status, answer = call("add", "YT1", "--at", "2026-11-21 20:00", "--what", "已签收")
    assert status == 0
    assert answer["parcel"]["signed_at"]
    _status, answer = call("list")
    assert [row["what"] for row in answer["untold"]] == ["已签收"]
    event = answer["untold"][0]["id"]
    assert call("inform", str(event), "99")[0] == 1
    for number in ("YT1", "9001", no):
        _status, answer = call("list", number)
        assert len(answer["parcels"][0]["movements"]) == 4
    assert main(["--data", str(data_dir), "shipments", "list", "YT1"]) == 0
    assert "told" in capsys.readouterr().out
    page.write_bytes(b"\xff\xfe\x00")
    for source in (page, tmp_path / "none.txt"):
        assert (
            main(["--data", str(data_dir), "shipments", "add", "YT1", "--file", str(source)]) == 2
        )
    monkeypatch.setattr("sys.stdin", io.StringIO("2026-11-21 21:00 问题件"))
    assert call("add", "YT1", "--file", "-")[0] == 0
    monkeypatch.setattr("sys.stdin", io.StringIO("nothing of the kind"))
    assert main(["--data", str(data_dir), "shipments", "add", "YT1", "--file", "-"]) == 1
