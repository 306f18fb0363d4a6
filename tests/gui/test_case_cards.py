"""The case beside the list as a clerk uses it: agreed, paid, replied, marked, sent, taken back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.core import clock
from desktop_app.core.kinds import (
    CaseEventKind,
    CaseStage,
    ClaimKind,
    ClaimStage,
    CostKind,
    OfferAnswer,
    Outcome,
    Party,
    Platform,
    Situation,
    StockMove,
)
from desktop_app.models.products import Product
from desktop_app.services import (
    case_acts,
    case_costs,
    case_lists,
    case_marks,
    case_merging,
    cases,
    claim_steps,
    claims,
    offers,
    reply_templates,
    scans,
    shops,
    stock_lines,
    weighing,
)
from desktop_app.services.case_lists import CaseFilter
from desktop_app.services.cases import CaseDetail, CaseDraft
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.shops import ShopDraft
from desktop_app.services.store import Store
from desktop_app.views import case_timeline_words
from desktop_app.views.case_card import choose
from desktop_app.views.case_head import parse_moment
from desktop_app.views.case_history import Clash
from desktop_app.views.case_panel import CasePanel
from desktop_app.views.cases_tab import CasesTab
from desktop_app.views.desk import Desk, Errand, Room
from desktop_app.views.preview import Preview
from tests.gui.conftest import Answers
from tests.invented import order, product

WORK, AGREEMENT, REPLY, FOLLOW, TIMELINE = range(5)


@pytest.fixture
def no(shop: Store) -> str:
    """A case about two pieces that cost 4.00 each."""
    product(shop, "A", "马克杯", cost_minor=400)
    product(shop, "B", "相框", cost_minor=900)
    order(shop, "4001", {"A": 2}, buyer="小红", tracking="YT100", courier="yto", receiver="王小红")
    return cases.open(shop, CaseDraft(kind="damaged_signed", order="4001", note="杯子碎了")).row.no


@pytest.fixture
def tab(desk: Desk, qtbot: QtBot) -> CasesTab:
    made = CasesTab(desk)
    qtbot.addWidget(made)
    made.resize(1280, 640)
    made.show()
    return made


@pytest.fixture
def panel(tab: CasesTab, no: str) -> CasePanel:
    tab.show_case(no)
    return tab.panel


@pytest.fixture
def said(desk: Desk) -> list[str]:
    heard: list[str] = []
    desk.ways.said.connect(lambda text, _tone: heard.append(text))
    return heard


def now(desk: Desk, no: str) -> CaseDetail:
    return cases.show(desk.store, no)


def gone(part: QWidget) -> bool:
    """Whether a part was hidden on purpose; a new one is only not shown yet."""
    meant = Qt.WidgetAttribute.WA_WState_ExplicitShowHide
    return part.isHidden() and part.testAttribute(meant)


def buttons_in(place: QWidget) -> dict[str, QPushButton]:
    return {one.text(): one for one in place.findChildren(QPushButton) if not gone(one)}


def press(place: QWidget, text: str) -> None:
    """Presses the button with these words."""
    buttons_in(place)[text].click()


def texts_in(place: QWidget) -> str:
    labels = [one for one in place.findChildren(QLabel) if not gone(one)]
    return "\n".join(one.text() for one in labels if one.text())


def test_r42_offers_are_made_answered_and_an_answer_is_taken_back(
    panel: CasePanel, desk: Desk, no: str, qtbot: QtBot
) -> None:
    panel.open_page(AGREEMENT)
    card = panel.offers
    qtbot.keyClick(card.what.edit, Qt.Key.Key_Return)
    assert offers.of(desk.store, no) == []
    card.what.edit.setText("就近维修，补差价")
    card.amount.edit.setText("20")
    qtbot.keyClick(card.amount.edit, Qt.Key.Key_Return)
    [rung] = offers.of(desk.store, no)
    assert (rung.what, rung.amount_minor) == ("就近维修，补差价", 2000)
    assert card.what.text() == ""
    card.said[1].setText("附近没有修的地方")
    press(card, "Buyer declines")
    [rung] = offers.of(desk.store, no)
    assert (rung.answer, rung.answer_note) == (OfferAnswer.DECLINED, "附近没有修的地方")
    assert "Declined" in texts_in(card)
    press(card, "Take the answer back")
    assert offers.of(desk.store, no)[0].answer is OfferAnswer.PENDING


def test_what_is_being_typed_stays_while_the_case_changes_elsewhere(
    panel: CasePanel, desk: Desk, no: str, qtbot: QtBot
) -> None:
    panel.open_page(AGREEMENT)
    panel.offers.what.edit.setText("寄回免费维修")
    panel.head.note.setText("正在写")
    offers.add(desk.store, no, "补偿 5 元")
    qtbot.waitUntil(lambda: len(panel.offers.rungs) == 1)
    assert panel.offers.what.text() == "寄回免费维修"
    assert panel.head.note.text() == "正在写"


def test_r2_a_resolution_says_who_pays_each_leg_and_what_it_will_cost(
    panel: CasePanel, desk: Desk, no: str
) -> None:
    panel.open_page(AGREEMENT)
    card = panel.resolution
    assert card.record_button.isHidden()
    choose(card.outcome, Outcome.EXCHANGE)
    choose(card.fault, Party.SHOP)
    back, out = card.lines[CostKind.POSTAGE_BACK], card.lines[CostKind.POSTAGE_OUT]
    choose(back.payer, Party.BUYER)
    back.amount.edit.setText("7")
    card._judge()
    assert not back.payer.isHidden()
    assert "pays postage both ways" in card.doubts.text()
    assert card.forecast.isHidden()
    choose(back.payer, Party.SHOP)
    out.amount.edit.setText("6.50")
    card._judge()
    assert card.doubts.isHidden()
    assert card.forecast.text().endswith("¥13.50")
    back.amount.edit.setText("7.123")
    card.record()
    assert now(desk, no).row.outcome == ""
    back.amount.edit.setText("7")
    card.record()
    assert now(desk, no).fault == Party.SHOP
    assert now(desk, no).row.outcome != ""
    costs = [(row.kind, row.payer, row.amount_minor) for row in case_costs.of(desk.store, no)]
    assert costs == [
        (CostKind.POSTAGE_BACK, Party.SHOP, 700),
        (CostKind.POSTAGE_OUT, Party.SHOP, 650),
    ]
    assert "True cost ¥13.50" in panel.head.facts.text()


def test_r2_costs_are_entered_struck_out_and_counted_again(
    panel: CasePanel, desk: Desk, no: str, qtbot: QtBot
) -> None:
    panel.open_page(AGREEMENT)
    card = panel.costs
    card.enter()
    assert case_costs.of(desk.store, no) == []
    choose(card.kind, CostKind.REFUND)
    card.amount.edit.setText("54.90")
    card.note.setText("先退一半")
    qtbot.keyClick(card.note, Qt.Key.Key_Return)
    assert "¥54.90" in texts_in(card)
    press(card, "Strike out")
    assert case_costs.total(desk.store, no)[0].net == 0
    press(card, "Count it again")
    choose(card.kind, CostKind.RECOVERY_INSURANCE)
    card._judge()
    assert card.payer.isHidden()
    card.amount.edit.setText("60")
    card.enter()
    assert case_costs.total(desk.store, no)[0].exceeds == 510
    assert "¥5.10 more came back than was lost." in texts_in(card)


def test_costs_that_the_goods_speak_of_are_entered_by_a_press(
    panel: CasePanel, desk: Desk, no: str
) -> None:
    panel.open_page(WORK)
    line = panel.detail.lines[0] if panel.detail else None
    assert line is not None
    panel.goods.spins[line.id, "resent"].setValue(1)
    panel.open_page(AGREEMENT)
    assert "By the goods: Resend ¥4.00" in texts_in(panel.costs)
    found = panel.costs.findChildren(QPushButton)
    [suggested] = [one for one in found if one.property("flat") and not gone(one)]
    suggested.click()
    assert [row.kind for row in case_costs.of(desk.store, no)] == [CostKind.RESEND]


def test_r13_a_case_goes_to_the_supervisor_who_decides_with_an_opinion(
    shop: Store, tab: CasesTab, desk: Desk
) -> None:
    no = cases.open(shop, CaseDraft("quality_past_period", buyer="乙")).row.no
    while CaseStage.SUPERVISOR not in now(desk, no).nexts:
        cases.move(shop, no, now(desk, no).nexts[0])
    tab.show_case(no)
    tab.panel.open_page(AGREEMENT)
    card = tab.panel.supervisor
    card.opinion.set_text("谈不拢")
    card.ask_button.click()
    assert now(desk, no).row.stage is CaseStage.SUPERVISOR
    assert card.ask_button.isHidden()
    assert card.record_button.isHidden()
    card.decision.setEditText("退一半，下不为例")
    card.opinion.set_text("老客户")
    card.record()
    detail = now(desk, no)
    assert (detail.supervisor_decision, detail.supervisor_note) == ("退一半，下不为例", "老客户")
    assert "退一半，下不为例" in texts_in(card)
    card.decision.setCurrentIndex(0)
    card.record()
    assert now(desk, no).supervisor_decision == detail.rules.outcomes[0]


def test_r26_owner_day_and_tags_are_set_and_taken_back_by_keyboard(
    panel: CasePanel, tab: CasesTab, desk: Desk, no: str, qtbot: QtBot
) -> None:
    panel.open_page(FOLLOW)
    card = panel.follow
    assert tab.tools.undo.isHidden()
    card.owner_edit.setText("小李")
    qtbot.keyClick(card.owner_edit, Qt.Key.Key_Return)
    card.day.edit.setText("2026-13-01")
    qtbot.keyClick(card.day.edit, Qt.Key.Key_Return)
    assert now(desk, no).row.follow_up_on is None
    press(card, "Tomorrow")
    card.tag.setText("等工厂")
    qtbot.keyClick(card.tag, Qt.Key.Key_Return)
    row = now(desk, no).row
    assert (row.owner, row.tags) == ("小李", ("等工厂",))
    assert row.follow_up_on is not None
    card.tags["等工厂"].click()
    assert now(desk, no).row.tags == ()
    assert not tab.tools.undo.isHidden()
    for _step in range(4):
        qtbot.keyClick(tab.list.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    row = now(desk, no).row
    assert (row.owner, row.tags, row.follow_up_on) == ("tester", (), None)
    assert tab.tools.undo.isHidden()
    tab.tools.redo.click()
    assert now(desk, no).row.owner == "小李"


def test_r49_marks_are_set_at_once_and_the_platform_steps_in(
    panel: CasePanel, desk: Desk, no: str
) -> None:
    panel.open_page(FOLLOW)
    card = panel.marks
    for name in ("angry", "silent_bad_review", "lesson"):
        card.flags[name].click()
    card.flags["angry"].click()
    card.intervened()
    detail = now(desk, no)
    assert (detail.row.angry, detail.row.silent_bad_review, detail.lesson) == (False, True, True)
    assert detail.intervened_at is not None
    assert card.step_in.isHidden()
    assert card.flags["disputed"].isChecked()


def test_r51_satisfaction_is_pressed_and_put_in_words(
    panel: CasePanel, desk: Desk, no: str, qtbot: QtBot
) -> None:
    panel.open_page(FOLLOW)
    card = panel.satisfaction
    card.marks[4].click()
    card.note.setText("补发很快")
    qtbot.keyClick(card.note, Qt.Key.Key_Return)
    assert (now(desk, no).row.satisfaction, now(desk, no).satisfaction_note) == (4, "补发很快")
    card.marks[4].click()
    assert now(desk, no).row.satisfaction is None


def test_goods_are_counted_good_and_damaged_apart_added_and_taken_out(
    panel: CasePanel, desk: Desk, no: str, qtbot: QtBot, said: list[str]
) -> None:
    [line] = now(desk, no).lines
    panel.goods.spins[line.id, "received_damaged"].setValue(2)
    panel.goods.spins[line.id, "returned_good"].setValue(1)
    [line] = now(desk, no).lines
    assert (line.received_damaged, line.returned_good) == (2, 1)
    panel.goods.sku.setText("Z")
    qtbot.keyClick(panel.goods.sku, Qt.Key.Key_Return)
    assert "Z" in said[-1]
    panel.goods.sku.setText("B")
    qtbot.keyClick(panel.goods.sku, Qt.Key.Key_Return)
    assert panel.goods.sku.text() in {"", "B"}
    for extra in now(desk, no).lines[1:]:
        panel.goods.remove(extra.id)
    assert [one.sku for one in now(desk, no).lines] == ["A"]


def test_r5_goods_come_off_the_stock_once_and_are_marked_done(
    panel: CasePanel, desk: Desk, no: str
) -> None:
    card = panel.stock
    press(card, "Take off stock: 2 × A")
    [row] = stock_lines.of_case(desk.store, 1)
    assert (row.move, row.quantity, row.done_at) == (StockMove.DEDUCT, 2, None)
    assert "Take off stock: 2 × A" not in buttons_in(card)
    press(card, "Take it away")
    assert stock_lines.of_case(desk.store, 1) == []
    press(card, "Take off stock: 2 × A")
    [row] = stock_lines.of_case(desk.store, 1)
    card.marks[row.id].click()
    assert stock_lines.of_case(desk.store, 1)[0].done_at is not None


def test_what_evidence_is_still_missing_is_said_beside_the_photos(panel: CasePanel) -> None:
    assert "Still missing" in panel.photos.meter.said.text()


def test_a_click_on_the_words_of_a_step_ticks_it(
    panel: CasePanel, desk: Desk, no: str, qtbot: QtBot
) -> None:
    box = panel.steps.boxes["photos_verified"]
    words = box.parentWidget().words
    qtbot.mouseClick(words, Qt.MouseButton.LeftButton)
    assert panel.steps.boxes["photos_verified"].isChecked()
    assert panel.steps.boxes["order_checked"].isEnabled()


def test_r6_a_slip_is_written_and_opens_to_be_printed(
    panel: CasePanel, desk: Desk, no: str, qtbot: QtBot
) -> None:
    shops.save(desk.store, ShopDraft(Platform.TAOBAO, "好店", "售后", "0571", "杭州"))
    card = panel.parcels
    assert card.buttons["resend"].font().bold()
    card.paper.chips["label"].click()
    card.paper.chips["label"].click()
    assert card.paper.codes() == {"a5"}
    card.note.setText("换成蓝色")
    card.buttons["exchange"].click()
    qtbot.waitUntil(lambda: bool(panel.findChildren(Preview) or _previews()))
    [shown] = _previews()
    assert shown.pages.file is not None
    assert shown._file.parent.name == "slips"
    shown.close()
    assert now(desk, no).timeline[-1].kind is CaseEventKind.SLIP


def _previews() -> list[Preview]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, Preview) and w.isVisible()]


def test_a_slip_needs_goods(shop: Store, tab: CasesTab, desk: Desk) -> None:
    no = cases.open(shop, CaseDraft("lost", buyer="丙")).row.no
    tab.show_case(no)
    assert all(made.isHidden() for made in tab.panel.parcels.buttons.values())
    assert "once the case names its goods" in texts_in(tab.panel.parcels)


def test_numbers_of_parcels_are_kept_when_they_are_left(
    panel: CasePanel, tab: CasesTab, desk: Desk, no: str, qtbot: QtBot
) -> None:
    edit = panel.parcels.edits["resend_tracking"]
    edit.setText(" zt 100 ")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert now(desk, no).resend_tracking == "ZT100"
    tab.history.stack.undo()
    assert now(desk, no).resend_tracking == ""


def test_r26_a_reply_is_shown_filled_and_not_copied_while_it_has_gaps(
    panel: CasePanel, desk: Desk, no: str, said: list[str]
) -> None:
    panel.open_page(REPLY)
    card = panel.replies
    assert card.replies[0].situation is Situation.FIRST_REPLY
    place = next(n for n, one in enumerate(card.replies) if one.code == "zh_damaged_signed")
    card.list.setCurrentRow(place)
    assert "{补偿金额}" in card.text.toPlainText()
    assert card.missing.text() == "Still to be filled in: {补偿金额}"
    QGuiApplication.clipboard().clear()
    card.copy_button.click()
    assert "{补偿金额} is still empty" in said[-1]
    assert QGuiApplication.clipboard().text() == ""
    offers.add(desk.store, no, "补偿", 1000)
    panel.reload()
    assert "退您10.00元" in card.text.toPlainText()
    assert card.missing.isHidden()
    card.text.setPlainText(card.text.toPlainText() + "辛苦您了")
    card.copy_button.click()
    assert QGuiApplication.clipboard().text().endswith("辛苦您了")


def test_r1_a_reply_noted_as_sent_ends_the_reply_clock(
    panel: CasePanel, desk: Desk, no: str
) -> None:
    panel.open_page(REPLY)
    card = panel.replies
    text = card.text.toPlainText()
    assert "马克杯" in text or "A的标题" in text
    card.sent_button.click()
    detail = now(desk, no)
    assert detail.row.reply_due is None
    assert detail.timeline[-1].text == text


def test_r58_replies_are_found_by_situation_and_language(panel: CasePanel, desk: Desk) -> None:
    panel.open_page(REPLY)
    card = panel.replies
    choose(card.situation, Situation.SLOW_DELIVERY)
    card._anew()
    assert {one.situation for one in card.replies} == {Situation.SLOW_DELIVERY}
    choose(card.language, "en")
    card._anew()
    assert {one.language for one in card.replies} == {"en"}
    assert "YT100" in card.text.toPlainText()


def test_r26_the_shop_keeps_its_own_replies_and_changes_the_others(
    panel: CasePanel, desk: Desk, answers: Answers, said: list[str]
) -> None:
    panel.open_page(REPLY)
    card, form = panel.replies, panel.replies.form
    card.text.setPlainText("亲，{运单号} 快到了")
    shipped = len(reply_templates.listed(desk.store))
    card.menu().actions()[0].trigger()
    form.keep()
    assert len(reply_templates.listed(desk.store)) == shipped
    form.title.edit.setText("快到了")
    choose(form.situation, Situation.SLOW_DELIVERY)
    form.body.setPlainText("亲，{没有的} 快到了")
    form.keep()
    assert "{没有的}" in said[-1]
    form.body.setPlainText("亲， 快到了")
    form.body.moveCursor(form.body.textCursor().MoveOperation.Start)
    press(form, "{运单号}")
    form.keep()
    assert card.reply() is not None
    assert (card.reply().title, card.text.toPlainText()) == ("快到了", "YT100亲， 快到了")
    card.change_reply()
    form.title.edit.setText("就快到了")
    form.keep()
    assert "就快到了" in [one.title for one in reply_templates.listed(desk.store)]
    card.retire()
    assert "就快到了" in answers.asked[-1]
    assert "就快到了" not in [one.title for one in reply_templates.listed(desk.store)]
    card.change_reply()
    form.left.emit()
    assert card._stack.currentIndex() == 0


def test_a_changed_reply_of_the_program_gets_its_words_back(panel: CasePanel, desk: Desk) -> None:
    panel.open_page(REPLY)
    card = panel.replies
    first = card.reply()
    assert first is not None
    card.change_reply()
    card.form.body.setPlainText("我们自己的说法")
    card.form.keep()
    assert card.text.toPlainText() == "我们自己的说法"
    assert "Give it its first words back" in [a.text() for a in card.menu().actions()]
    card.back_to_shipped()
    assert card.reply() is not None
    assert card.reply().body == first.body


def test_two_changes_that_meet_are_shown_beside_one_another(
    panel: CasePanel, desk: Desk, no: str, said: list[str], qtbot: QtBot
) -> None:
    panel.open_page(WORK)
    panel.note.text.setPlainText("我写的")
    case_acts.change(desk.store, [1], note="他们写的", owner="小周")
    panel.note.keep()
    assert said[-1].startswith("It was changed elsewhere")
    assert not panel.clash.isHidden()
    shown = texts_in(panel.clash)
    assert "他们写的" in shown
    assert "我写的" in shown
    panel.clash.mine_button.click()
    assert now(desk, no).row.note == "我写的"
    assert panel.clash.isHidden()
    case_acts.change(desk.store, [1], owner="小林")
    panel.open_page(FOLLOW)
    qtbot.waitUntil(lambda: panel.follow.owner_edit.text() == "小林")
    stale = panel.detail
    case_acts.change(desk.store, [1], owner="小陈")
    panel.follow.detail = stale
    panel.follow.owner_edit.setText("小李")
    panel.follow.hand_over()
    assert not panel.clash.isHidden()
    panel.clash.keep_button.click()
    assert now(desk, no).row.owner == "小陈"


def test_the_note_is_kept_by_its_button_alone(panel: CasePanel, desk: Desk, no: str) -> None:
    card = panel.note
    assert card.keep_button.isHidden()
    card.text.setPlainText("两个都碎了")
    assert not card.keep_button.isHidden()
    card.back_button.click()
    assert card.text.toPlainText() == "杯子碎了"
    card.text.setPlainText("两个都碎了 ")
    card.keep_button.click()
    assert now(desk, no).row.note == "两个都碎了"
    assert card.keep_button.isHidden()


def test_r29_what_is_said_and_done_is_noted_from_one_line(
    panel: CasePanel, desk: Desk, no: str, qtbot: QtBot
) -> None:
    head = panel.head
    qtbot.keyClick(head.note, Qt.Key.Key_Return)
    head.note.setText("查了监控")
    qtbot.keyClick(head.note, Qt.Key.Key_Return)
    head.note.setText("又碎了一个")
    head.buyer_wrote()
    head.note.setText("已告知补发单号")
    head.informed()
    assert head.note.text() == ""
    told = [(entry.kind, entry.text) for entry in now(desk, no).timeline[1:]]
    assert told == [
        (CaseEventKind.NOTE, "查了监控"),
        (CaseEventKind.BUYER_WROTE, "又碎了一个"),
        (CaseEventKind.INFORMED, "已告知补发单号"),
    ]


def test_platform_steps_that_clocks_go_by_are_offered_with_their_time(
    shop: Store, tab: CasesTab, desk: Desk, answers: Answers, said: list[str]
) -> None:
    draft = CaseDraft("repair", buyer="丁", platform=Platform.KUAISHOU)
    no = cases.open(shop, draft).row.no
    tab.show_case(no)
    head = tab.panel.head
    names = {action.text(): action for action in head._menu.actions()}
    timed = next(text for text in names if "period" in text.lower())
    answers.line = "someday"
    names[timed].trigger()
    assert "someday" in said[-1]
    answers.line = None
    names[timed].trigger()
    answers.line = "2026/12/01 18：30"
    names[timed].trigger()
    steps = [e for e in now(desk, no).timeline if e.kind is CaseEventKind.PLATFORM_STEP]
    assert len(steps) == 1
    assert steps[0].data["until"] == clock.to_text(parse_moment("2026-12-01 18:30"))
    tab.panel.open_page(TIMELINE)
    assert "until" in texts_in(tab.panel.timeline)


def test_r26_the_timeline_says_each_thing_in_words(
    panel: CasePanel, desk: Desk, no: str, shop: Store
) -> None:
    act = case_acts.change(shop, [1], angry=True, cause="packing", note="改")
    case_acts.tag(shop, [1], add=["急"], remove=[])
    case_acts.undo(shop, act)
    offers.add(shop, no, "补偿", 500)
    offers.answer(shop, no, 1, OfferAnswer.ACCEPTED)
    cost = case_costs.add(shop, no, CostKind.REFUND, 500)
    case_costs.void(shop, cost.id)
    case_marks.decided(shop, no, Outcome.RESEND, "好")
    stock_lines.enter_for_case(shop, now(desk, no).lines[0].id, StockMove.DEDUCT, 1)
    cases.move(shop, no, CaseStage.VERIFYING)
    told = "\n".join(
        f"{case_timeline_words.head(entry)}\n{case_timeline_words.told(entry)}"
        for entry in now(desk, no).timeline
    )
    for expected in (
        "Changed (taken back)",
        "Buyer is angry: no → yes",
        "Cause: – → Packing",
        "Tag: 急",
        "Offered: ¥5.00",
        "Offer answered: Accepted",
        "Cost: Refund ¥5.00",
        "Cost: struck out: Refund ¥5.00",
        "Supervisor decided: Resend",
        "Stock line: Take off stock 1 × A",
        "Stage changed: New → Verifying",
    ):
        assert expected in told, expected


def test_cases_are_merged_taken_out_and_deleted_each_with_undo(
    panel: CasePanel, tab: CasesTab, no: str, answers: Answers, said: list[str]
) -> None:
    desk, card = tab.desk, panel.family
    other = cases.open(desk.store, CaseDraft("return", order="4001")).row.no
    panel.open_page(FOLLOW)
    card.merge()
    card.into.setText("AS0")
    card.merge()
    assert "AS0" in said[-1]
    card.into.setText(other.lower())
    card.merge()
    assert now(desk, other).merged_into == no
    tab.show_case(other)
    assert "Merged into" in tab.panel.head.merged.text()
    assert tab.panel.head.note.isHidden()
    tab.show_case(no)
    press(card, "Take it out again")
    assert now(desk, other).merged_into == ""
    card.into.setText(other)
    card.merge()
    tab.history.stack.undo()
    assert now(desk, other).merged_into == ""
    answers.yes = False
    card.delete()
    assert case_lists.count(desk.store) == 2
    answers.yes = True
    card.delete()
    assert case_lists.count(desk.store) == 1
    tab.history.stack.undo()
    assert case_lists.count(desk.store) == 2


def test_goods_are_split_off_into_a_case_of_their_own(
    panel: CasePanel, tab: CasesTab, desk: Desk, no: str
) -> None:
    panel.open_page(FOLLOW)
    card = panel.family
    card.split_button.click()
    [spin] = card.pieces.values()
    spin.setValue(1)
    choose(card.kind, "lost")
    card.split()
    assert tab.panel.detail is not None
    made = tab.panel.detail
    assert (made.row.kind, [line.quantity for line in made.lines]) == ("lost", [1])
    assert [line.quantity for line in now(desk, no).lines] == [1]
    tab.show_case(no)
    assert card.split_button.isHidden()


def test_pages_open_by_key(panel: CasePanel, tab: CasesTab, qtbot: QtBot) -> None:
    qtbot.keyClick(panel, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert panel.bar.currentIndex() == REPLY
    qtbot.keyClick(panel, Qt.Key.Key_5, Qt.KeyboardModifier.AltModifier)
    assert panel.bar.currentIndex() == TIMELINE


def test_an_errand_for_a_case_shows_it(tab: CasesTab, no: str) -> None:
    tab.run_errand(Errand(Room.CASES, "show", no))
    assert tab.panel.detail is not None
    assert case_lists.count(tab.desk.store, CaseFilter()) == 1


def test_every_control_has_a_name(panel: CasePanel, tab: CasesTab) -> None:
    from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit

    nameless = []
    for page in range(panel.bar.count()):
        panel.open_page(page)
        for kind in (QLineEdit, QComboBox, QPlainTextEdit, QAbstractSpinBox, QPushButton):
            for part in panel.findChildren(kind):
                inner = isinstance(part.parentWidget(), QAbstractSpinBox | QComboBox)
                text = part.text() if isinstance(part, QPushButton) else ""
                if not inner and not text and not part.accessibleName():
                    nameless.append((page, type(part).__name__, part.parentWidget()))
    assert nameless == []


def test_weighings_and_claims_of_the_case_stand_beside_it(
    panel: CasePanel, tab: CasesTab, desk: Desk, no: str
) -> None:
    shop = desk.store
    with shop.transaction():
        Product.update(weight_g=120).where(Product.sku == "A").execute()
    weighing.weigh(shop, scans.of_case(shop, no), 130, packaging_g=10)
    made = claims.open(shop, ClaimDraft(case_no=no, kind=ClaimKind.DAMAGED, courier="yto"))
    errands: list[Errand] = []
    desk.ways.errand.connect(errands.append)
    panel.reload()
    assert "130 g" in texts_in(panel.checks)
    press(panel.claims, made.no)
    assert errands[-1] == Errand(Room.CLAIMS, "show", made.no)
    panel.open_page(TIMELINE)
    assert "Weighed: 130 g" in texts_in(panel.timeline)


def test_a_long_timeline_shows_its_end_and_all_of_it_by_a_press(
    panel: CasePanel, desk: Desk, no: str
) -> None:
    with desk.store.transaction():
        for number in range(45):
            case_marks.noted(desk.store, no, f"第{number}条")
    panel.reload()
    panel.open_page(TIMELINE)
    assert "第44条" in texts_in(panel.timeline)
    assert "第0条" not in texts_in(panel.timeline)
    press(panel.timeline, "Show all 46")
    assert "第0条" in texts_in(panel.timeline)
    assert panel.bar.tabText(TIMELINE) == "Timeline 46"


def test_the_timeline_tells_of_merging_and_splitting(
    panel: CasePanel, desk: Desk, no: str, shop: Store
) -> None:
    other = cases.open(shop, CaseDraft("return", order="4001")).row.no
    case_merging.merge(shop, no, [other])
    [line] = now(desk, no).lines
    made = case_merging.split(shop, no, [(line.id, 1)])
    told = [case_timeline_words.head(entry) for entry in now(desk, no).timeline]
    assert f"Merged: took in {other}" in told
    assert f"Split: {made}" in told
    assert case_timeline_words.head(now(desk, other).timeline[-1]) == f"Merged: into {no}"
    assert case_timeline_words.head(now(desk, made).timeline[0]) == f"Case opened: split from {no}"


def test_two_currencies_are_summed_apart_and_a_second_recovery_is_doubted(
    panel: CasePanel, desk: Desk, no: str, shop: Store
) -> None:
    case_costs.add(shop, no, CostKind.REFUND, 1000)
    case_costs.add(shop, no, CostKind.RECOVERY_COURIER, 500)
    made = claims.open(
        shop, ClaimDraft(case_no=no, kind=ClaimKind.DAMAGED, courier="yto", amount_minor=600)
    )
    for stage in (ClaimStage.FILED, ClaimStage.ACCEPTED, ClaimStage.APPROVED, ClaimStage.PAID):
        claim_steps.move(shop, made.no, stage)
    panel.open_page(AGREEMENT)
    said = texts_in(panel.costs)
    assert "of that by courier claims" in said
    assert "perhaps the same money" in said


def test_what_a_clash_is_about_is_said_in_words(panel: CasePanel, desk: Desk) -> None:
    assert panel.detail is not None
    mine: dict[str, object] = {"cause": "packing", "angry": True, "satisfaction": None}
    theirs = case_lists.rows(desk.store, [1])[0]
    panel.clash.show_clash(Clash(mine, panel.detail, theirs), panel.detail)
    said = texts_in(panel.clash)
    assert "Packing" in said
    assert "yes" in said
    assert "–" in said
