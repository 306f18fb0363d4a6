"""The messages page: what is due is copied and done by keyboard, rules and delays are changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop_app.core import clock
from desktop_app.core.kinds import CaseEventKind, FollowUpState, OrderState, Platform, Topic
from desktop_app.models.orders import SalesOrder
from desktop_app.services import (
    case_records,
    cases,
    delay_periods,
    follow_up_rules,
    follow_ups,
    message_lists,
    shipments,
    tracking_texts,
)
from desktop_app.services.cases import CaseDraft
from desktop_app.services.delay_periods import DelayDraft
from desktop_app.services.follow_ups import FollowUpDraft
from desktop_app.services.message_lists import MessageFilter
from desktop_app.services.store import Store
from desktop_app.views.case_history import CaseHistory
from desktop_app.views.case_parcels import ParcelsCard
from desktop_app.views.desk import Desk, Errand, Room
from desktop_app.views.messages_page import MessagesPage
from desktop_app.views.today_tab import TodayTab
from tests.gui.conftest import Answers
from tests.invented import order

RULES, DELAYS = 1, 2
PAGE = (
    "2026-11-20 22:12:33 【上海市】派送中\n2026-11-21 09:12:33 【上海市】已到驿站，请凭取件码取件"
)


@pytest.fixture
def sold(shop: Store) -> Store:
    """Three orders on their way, each with a message due today."""
    day = (clock.today() - timedelta(days=1)).isoformat()
    for number in ("7001", "7002", "7003"):
        order_id = order(
            shop,
            number,
            {"A": 1},
            buyer=f"buyer{number}",
            receiver="王小红",
            courier="圆通速递",
            tracking=f"YT{number}",
            shipped=day,
            created=day,
            state=OrderState.SHIPPED,
        )
        follow_ups.add(
            shop, FollowUpDraft(clock.today(), f"亲 {{称呼}}，{number} 到了吗", order_id)
        )
    return shop


@pytest.fixture
def page(sold: Store, desk: Desk, qtbot: QtBot) -> MessagesPage:
    made = MessagesPage(desk)
    qtbot.addWidget(made)
    made.resize(1280, 600)
    made.show()
    qtbot.waitUntil(lambda: made.list.pane.model.rowCount() == 3)
    return made


def rows(page: MessagesPage, count: int) -> Callable[[], bool]:
    return lambda: page.list.pane.model.rowCount() == count


def press(place: QWidget, words: str) -> None:
    """Presses the first button with these words."""
    found = [one for one in place.findChildren(QPushButton) if one.text() == words]
    found[0].click()


def with_ctrl(qtbot: QtBot, place: QWidget, key: Qt.Key) -> None:
    """Presses a key with Ctrl, and lets go of Ctrl: Qt would go on believing in it."""
    qtbot.keyClick(place, key, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyRelease(place, Qt.Key.Key_Control)


def labels(place: QWidget) -> str:
    return "\n".join(one.text() for one in place.findChildren(QLabel) if one.isVisibleTo(place))


def shown(store: Store, what: str) -> list[str]:
    found = message_lists.ids(store, MessageFilter(shown=what))
    return [row.order_no for row in message_lists.rows(store, found)]


def test_the_list_keeps_qt_s_rules(page: MessagesPage, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(page.list.pane.model)


def test_it_is_a_page_of_the_today_room(sold: Store, desk: Desk, qtbot: QtBot) -> None:
    tab = TodayTab(desk)
    qtbot.addWidget(tab)
    tab.run_errand(Errand(Room.TODAY, "show", "7002", "messages"))
    found = tab.current()
    assert isinstance(found, MessagesPage)
    assert found.list.pane.text() == "7002"
    tab.run_errand(Errand(Room.TODAY, "show", "2", "messages"))
    tab.show()
    qtbot.waitUntil(lambda: "7002" in found.panel.editor.text.toPlainText())


def test_messages_are_sent_one_after_another_by_keyboard(page: MessagesPage, qtbot: QtBot) -> None:
    view = page.list.view
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    view.selectRow(0)
    editor = page.panel.editor
    assert editor.text.toPlainText() == "亲 王小红，7001 到了吗"
    qtbot.waitUntil(lambda: "buyer7001" in labels(page.panel))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert editor.text.hasFocus()
    qtbot.keyClicks(editor.text, "hi ")
    with_ctrl(qtbot, editor.text, Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == "hi 亲 王小红，7001 到了吗"
    qtbot.waitUntil(rows(page, 2))
    assert shown(page.desk.store, "done") == ["7001"]
    qtbot.waitUntil(lambda: editor.text.toPlainText() == "亲 王小红，7002 到了吗")
    with_ctrl(qtbot, view, Qt.Key.Key_Z)
    qtbot.waitUntil(rows(page, 3))
    page.history.stack.redo()
    qtbot.waitUntil(rows(page, 2))


def test_r26_what_is_still_empty_stops_the_copy(page: MessagesPage, qtbot: QtBot) -> None:
    page.list.view.selectRow(0)
    editor = page.panel.editor
    editor.text.setPlainText("亲 {退款金额} 到账了")
    assert not page.panel.sent_button.isEnabled()
    assert "{退款金额}" in editor.missing.text()
    QGuiApplication.clipboard().setText("before")
    page.panel.copy_and_finish()
    assert QGuiApplication.clipboard().text() == "before"
    editor.text.setPlainText("亲 12 元到账了")
    page.panel.copy_button.click()
    assert QGuiApplication.clipboard().text() == "亲 12 元到账了"
    assert len(shown(page.desk.store, "due")) == 3


def test_another_reply_is_chosen_and_what_was_typed_stays(page: MessagesPage, qtbot: QtBot) -> None:
    page.list.view.selectRow(0)
    editor = page.panel.editor
    assert editor.choose("zh_dispatched")
    assert "圆通速递 YT7001" in editor.text.toPlainText()
    assert not editor.choose("nix")
    editor.text.setPlainText("typed")
    with page.desk.store.transaction() as tx:
        tx.touch(Topic.MESSAGES)
    page.list.reload()
    page.panel.show_row(page.list.pane.model.row_at(0))
    assert editor.text.toPlainText() == "typed"


def test_skipped_and_due_again(page: MessagesPage, qtbot: QtBot) -> None:
    page.list.view.selectRow(1)
    page.panel.skip_button.click()
    qtbot.waitUntil(rows(page, 2))
    page.list.chips.chips["skipped"].click()
    qtbot.waitUntil(rows(page, 1))
    page.list.view.selectRow(0)
    assert not page.panel.sent_button.isVisible()
    page.panel.reopen_button.click()
    qtbot.waitUntil(rows(page, 0))
    assert sorted(shown(page.desk.store, "due")) == ["7001", "7002", "7003"]


def test_all_chosen_are_settled_at_once_and_taken_back(page: MessagesPage, qtbot: QtBot) -> None:
    page.list.view.selectAll()
    assert page.many.told.text() == "3 messages chosen"
    page.many.skip_button.click()
    qtbot.waitUntil(rows(page, 0))
    assert len(shown(page.desk.store, "skipped")) == 3
    page.history.stack.undo()
    qtbot.waitUntil(rows(page, 3))
    page.history.stack.redo()
    qtbot.waitUntil(rows(page, 0))


def test_the_case_or_the_order_is_opened(page: MessagesPage, qtbot: QtBot) -> None:
    page.list.view.selectRow(0)
    with qtbot.waitSignal(page.desk.ways.errand) as sent:
        page.panel.open_button.click()
    assert sent.args == [Errand(Room.CASES, "order", "7001")]
    no = cases.open(page.desk.store, CaseDraft("lost", "7001")).row.no
    made = follow_ups.add(page.desk.store, FollowUpDraft(clock.today(), "x", case_no=no))
    page.show_message(made)
    qtbot.waitUntil(lambda: page.panel.message is not None and page.panel.message.row.id == made)
    with qtbot.waitSignal(page.desk.ways.errand) as sent:
        page.panel.open_button.click()
    assert sent.args == [Errand(Room.CASES, "show", no)]


def test_a_message_by_hand(page: MessagesPage, qtbot: QtBot) -> None:
    page.run_errand(Errand(Room.TODAY, "new", "7003", "messages"))
    form = page.new
    assert form.day.text() == (clock.today() + timedelta(days=1)).isoformat()
    form.day.set_text("2026-13-01")
    form.keep()
    assert form.day.edit.property("wrong")
    form.number.set_text("nix")
    form.day.set_text(clock.today().isoformat())
    with qtbot.waitSignal(page.desk.ways.said) as said:
        form.keep()
    assert said.args is not None
    assert "nix" in said.args[0]
    form.number.set_text("YT7003")
    form.text.set_text("自己写的")
    qtbot.keyClick(form.day.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.panel.editor.text.toPlainText() == "自己写的")
    page.begin_new()
    qtbot.keyClick(form.number.edit, Qt.Key.Key_Escape)
    assert page.list.view.hasFocus()


# ---- movements ----


def test_r29_movements_are_pasted_looked_over_and_told(page: MessagesPage, qtbot: QtBot) -> None:
    page.run_errand(Errand(Room.TODAY, "add", "yt7001", "messages"))
    form = page.tracking.form
    assert "7001" in page.tracking.whose.text()
    form.text.setPlainText("nothing")
    qtbot.waitUntil(lambda: "no line with a date" in form.fault.text())
    form.text.setPlainText(PAGE + "\n2026-02-30 10:00 x\n11-19 10:00 【杭州】揽收")
    form.look()
    cells = [form.table.item(row, 2) for row in range(form.table.rowCount())]
    assert [cell.text() for cell in cells if cell] == ["已到驿站，请凭取件码取件", "派送中", "揽收"]
    assert "Line 3 isn't taken (no such day or time)" in form.told.text()
    assert "China's" in form.told.text()
    form.add_button.click()
    qtbot.waitUntil(rows(page, 1))
    assert page.list.chips.codes() == {"untold"}


def test_r46_the_reason_of_a_movement_brings_its_reply(page: MessagesPage, qtbot: QtBot) -> None:
    store = page.desk.store
    (parcel,) = shipments.of_order(store, 1)
    said = tracking_texts.parse(PAGE).movements
    shipments.add_events(store, shipments.obtain(store, parcel), said)
    page.list.show_only("untold")
    qtbot.waitUntil(rows(page, 1))
    page.list.view.selectRow(0)
    editor = page.panel.editor
    reply = editor.reply()
    assert reply is not None
    assert reply.code == "zh_not_delivered_pickup", "the movement hints at it"
    assert editor.reason.isVisibleTo(page)
    editor.reason.setCurrentIndex(editor.reason.findText("Weather"))
    editor.reason.activated.emit(editor.reason.currentIndex())
    assert "天气不好" in editor.text.toPlainText()
    page.panel.sent_button.click()
    qtbot.waitUntil(rows(page, 0))
    (parcel,) = shipments.of_order(page.desk.store, 1)
    assert all(one.informed_at for one in parcel.movements)
    page.history.stack.undo()
    qtbot.waitUntil(rows(page, 1))


def test_movements_that_are_known_or_of_no_parcel_aren_t_noted(
    page: MessagesPage, qtbot: QtBot
) -> None:
    store, form = page.desk.store, page.tracking.form
    (parcel,) = shipments.of_order(store, 1)
    said = tracking_texts.parse(PAGE).movements
    shipments.add_events(store, shipments.obtain(store, parcel), said)
    page.begin_tracking("YT7001")
    form.text.setPlainText(PAGE)
    form.look()
    assert not form.add_button.isEnabled(), "all of it is known"
    page.tracking.number.set_text("nix")
    page.tracking.look_up()
    assert form.parcel is None
    qtbot.keyClick(form.text, Qt.Key.Key_Escape)
    assert page.list.view.hasFocus()


def test_many_buyers_were_told(page: MessagesPage, qtbot: QtBot) -> None:
    store = page.desk.store
    for order_id in (1, 2):
        (parcel,) = shipments.of_order(store, order_id)
        said = tracking_texts.parse(PAGE).movements
        shipments.add_events(store, shipments.obtain(store, parcel), said)
    page.list.show_only("untold")
    qtbot.waitUntil(rows(page, 2))
    page.list.view.selectAll()
    assert page.many.done_button.text() == "Buyers were told"
    page.many.done_button.click()
    qtbot.waitUntil(rows(page, 0))
    page.history.stack.undo()
    qtbot.waitUntil(rows(page, 2))


# ---- rules ----


def test_r58_rules_are_switched_changed_and_given_back(
    page: MessagesPage, answers: Answers, qtbot: QtBot
) -> None:
    store = page.desk.store
    page.open_section(RULES)
    section = page.rules
    codes = [rule.code for rule in follow_up_rules.all_of(store)]
    section.view.setFocus()
    section.view.selectRow(codes.index("signed"))
    assert section.form.name.text() == "3 days after sign-for: how is it?"
    qtbot.keyClick(section.view, Qt.Key.Key_Space)
    assert follow_up_rules.get(store, "signed").on
    form = section.form
    form.days.set_text("x")
    form.keep()
    assert form.days.edit.property("wrong")
    form.days.set_text("5")
    form.countries.set_text("US，CA, US")
    form.platforms.set_codes([Platform.ALIEXPRESS])
    form.reply.setCurrentIndex(1)
    form.keep_button.click()
    rule = follow_up_rules.get(store, "signed")
    assert (rule.days, rule.countries, rule.platforms) == (5, ("US", "CA"), (Platform.ALIEXPRESS,))
    assert rule.reply
    assert rule.names["zh_CN"] == "签收 3 天后问问用得怎么样", "its own name was left alone"
    section.form.remove_button.click()
    assert answers.asked[-1].startswith("Give the rule")
    assert follow_up_rules.get(store, "signed").days == 3


def test_r58_a_rule_of_the_shop_s_own(page: MessagesPage, answers: Answers, qtbot: QtBot) -> None:
    store, section = page.desk.store, page.rules
    page.open_section(RULES)
    codes = [rule.code for rule in follow_up_rules.all_of(store)]
    form = section.form
    section.new_button.click()
    form.keep()
    assert form.name.edit.property("wrong")
    form.name.set_text("Mine")
    form.keep_button.click()
    assert follow_up_rules.get(store, "own-1").name == "Mine"
    answers.yes = False
    form.remove_button.click()
    assert follow_up_rules.get(store, "own-1").on
    answers.yes = True
    form.remove_button.click()
    assert len(follow_up_rules.all_of(store)) == len(codes)
    qtbot.keyClick(form.name.edit, Qt.Key.Key_Escape)
    page.run_errand(Errand(Room.TODAY, "show", "rules", "messages"))
    assert page.sections.currentIndex() == RULES


# ---- delays ----


def test_r45_delay_periods_are_kept_and_said(
    page: MessagesPage, answers: Answers, qtbot: QtBot
) -> None:
    store = page.desk.store
    page.open_section(DELAYS)
    section = page.delays
    section.name.set_text("双11后")
    section.days.set_text("4")
    section.until.set_text("2020-01-01")
    with qtbot.waitSignal(page.desk.ways.said) as said:
        section.keep()
    assert said.args is not None
    assert "before it begins" in said.args[0]
    section.until.set_text((clock.today() + timedelta(days=9)).isoformat())
    section.days.changed.emit()
    assert "4 days longer" in section.said.text()
    section.keep_button.click()
    (period,) = delay_periods.all_of(store)
    assert (period.name, period.days) == ("双11后", 4)
    page.open_section(0)
    page.list.view.selectRow(0)
    assert "双11后: 4 days later" in labels(page.panel)
    page.open_section(DELAYS)
    section.view.selectRow(0)
    section.remove_button.click()
    assert delay_periods.all_of(store) == []


def test_r45_what_is_expected_after_a_big_sale(page: MessagesPage, answers: Answers) -> None:
    store, section = page.desk.store, page.delays
    page.open_section(DELAYS)
    answers.line = "soon"
    section.after_sale()
    answers.line = "2026-11-11"
    section.sale_button.click()
    assert [row.days for row in delay_periods.all_of(store)] == [3, 0]
    section.begin()
    section.keep()
    assert section.name.edit.property("wrong")
    answers.line = None
    section.after_sale()
    assert len(delay_periods.all_of(store)) == 2


# ---- in the case ----


def test_r29_the_case_shows_movements_and_informs_the_buyer(
    sold: Store, desk: Desk, qtbot: QtBot
) -> None:
    no = cases.open(sold, CaseDraft("slow_delivery", "7001")).row.no
    delay_periods.save(sold, DelayDraft("大促", clock.today(), clock.today(), 2))
    card = ParcelsCard(desk, CaseHistory(desk, desk.ways))
    qtbot.addWidget(card)
    card.resize(480, 900)
    card.show()
    card.changed.connect(lambda: card.show_case(cases.show(sold, no)))
    card.show_case(cases.show(sold, no))
    part = card.movements
    qtbot.waitUntil(lambda: "大促: 2 days later" in labels(part))
    press(part, "Add movements…")
    part.tracking.text.setPlainText(PAGE)
    part.tracking.look()
    part.tracking.add_button.click()
    qtbot.waitUntil(lambda: "已到驿站" in labels(part))
    press(part, "Tell the buyer…")
    assert "已经放到驿站了" in part.editor.text.toPlainText()
    part.sent_button.click()
    assert "已经放到驿站了" in QGuiApplication.clipboard().text()
    qtbot.waitUntil(lambda: "Told" in labels(part))
    line = cases.show(sold, no).timeline[-1]
    assert line.kind is CaseEventKind.INFORMED
    assert "已经放到驿站了" in line.text
    with sold.transaction():
        assert case_records.find(no).reply_due is None


def test_a_case_without_parcels_has_no_list_of_movements(
    shop: Store, desk: Desk, qtbot: QtBot
) -> None:
    no = cases.open(shop, CaseDraft("quality", buyer="阿三")).row.no
    card = ParcelsCard(desk, CaseHistory(desk, desk.ways))
    qtbot.addWidget(card)
    card.show()
    card.show_case(cases.show(shop, no))
    assert not card.movements.isVisibleTo(card)
    cases.change(shop, no, resend_tracking="SF1")
    card.show_case(cases.show(shop, no))
    (parcel,) = card.movements.parcels
    shipment = shipments.obtain(shop, parcel)
    for hour in range(6):
        shipments.add_event(shop, shipment, clock.now() - timedelta(hours=hour), f"第{hour}步")
    card.show_case(cases.show(shop, no))
    qtbot.waitUntil(lambda: "第3步" in labels(card.movements))
    assert "第5步" not in labels(card.movements)
    press(card.movements, "Show all 6")
    qtbot.waitUntil(lambda: "第5步" in labels(card.movements))
    press(card.movements, "Tell the buyer…")
    card.movements.told_button.click()
    card.show_case(cases.show(shop, no))
    assert all(one.informed_at for one in card.movements.parcels[0].movements)


def test_an_empty_shop_says_what_to_do(desk: Desk, qtbot: QtBot) -> None:
    page = MessagesPage(desk)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: "No message is due" in labels(page.list.pane))
    page.list.chips.chips["later"].click()
    qtbot.waitUntil(lambda: "Nothing matches" in labels(page.list.pane))
    press(page.list.pane, "Show all")
    assert page.list.chips.codes() == {"due"}


def test_an_erased_buyer_has_no_name_to_be_greeted_by(page: MessagesPage, qtbot: QtBot) -> None:
    with page.desk.store.transaction():
        SalesOrder.update(receiver=None, buyer=None, buyer_text=None).execute()
    page.list.view.selectRow(0)
    assert page.panel.editor.missing.text().endswith("{称呼}")
    assert page.panel.message is not None
    assert page.panel.message.row.state is FollowUpState.OPEN
