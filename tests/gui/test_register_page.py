"""The one register 《售后单据》 (R24, R39): looks, keys and clipboard of a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import (
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QMenu, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.core import i18n
from desktop_app.core.kinds import ClaimKind, CostKind, ParcelKind
from desktop_app.services import (
    case_acts,
    case_costs,
    cases,
    claim_steps,
    claims,
    parcels,
    register_sql,
    wrong_shipments,
)
from desktop_app.services.cases import CaseDraft
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.parcels import ParcelDraft
from desktop_app.services.register_sql import Source
from desktop_app.services.store import Store
from desktop_app.services.wrong_drafts import WrongDraft
from desktop_app.services.wrong_lines import WrongLineDraft
from desktop_app.views.desk import Desk, Errand, Room
from desktop_app.views.register_filter_fields import ChoiceFilter, TextFilter
from desktop_app.views.register_model import FROZEN
from desktop_app.views.register_page import RegisterPage
from desktop_app.views.reports_tab import ReportsTab
from tests.gui.conftest import Answers
from tests.invented import order

K, M = Qt.Key, Qt.KeyboardModifier
CTRL, SHIFT, NONE = M.ControlModifier, M.ShiftModifier, M.NoModifier
ORDER_NO = "517406812415868901"


@pytest.fixture
def filled(shop: Store) -> Store:
    """The oldest first: a case of an order, one of a buyer, a wrong shipment, parcel, claim."""
    with time_machine.travel(datetime(2026, 9, 3, 4, tzinfo=UTC), tick=False) as clock:
        for make in (_case, _exchange, _wrong, _parcel, _claim):
            make(shop)
            clock.shift(3600)
    return shop


def _case(shop: Store) -> None:
    order(shop, ORDER_NO, {"CUP": 2}, buyer="小桃子", tracking="YT1234567890123", courier="yto")
    first = cases.open(shop, CaseDraft(kind="return", order=ORDER_NO, note="杯子碎了"))
    case_costs.add(shop, first.row.no, CostKind.REFUND, 1250)


def _exchange(shop: Store) -> None:
    cases.open(shop, CaseDraft(kind="exchange", buyer="阿强", note="换大一号"))


def _wrong(shop: Store) -> None:
    lines = (WrongLineDraft("B", "碟", expected=1), WrongLineDraft("A", "杯", shipped=2))
    wrong_shipments.report(shop, WrongDraft(buyer_text="山有木兮", what="发错", lines=lines))


def _parcel(shop: Store) -> None:
    draft = ParcelDraft(
        kind=ParcelKind.RETURNED,
        tracking="9091785542560",
        product="收纳盒",
        quantity=3,
        amount_minor=9900,
        note="网点转来",
    )
    parcels.add(shop, draft)


def _claim(shop: Store) -> None:
    made = ClaimDraft(kind=ClaimKind.DAMAGED, order_no=ORDER_NO, courier="yto", amount="54.90")
    claims.open(shop, made)


@pytest.fixture
def page(filled: Store, desk: Desk, qtbot: QtBot) -> Iterator[RegisterPage]:
    made = RegisterPage(desk)
    qtbot.addWidget(made)
    made.resize(1280, 640)
    made.show()
    qtbot.waitExposed(made)
    qtbot.waitUntil(lambda: made.model.rowCount() == 5)
    made.grid.setFocus()
    yield made
    qtbot.waitUntil(lambda: not desk.jobs.running)


def rows(page: RegisterPage) -> dict[str, int]:
    """Where each document stands, by its source."""
    found = {}
    for place in range(page.model.rowCount()):
        row = page.model.row_at(place)
        assert row is not None
        found[row.source.name.lower()] = place
    return found


def at(page: RegisterPage, source: str, column: str) -> None:
    page.grid.cursor_.to(rows(page)[source], page.model.place(column))


def text(page: RegisterPage, source: str, column: str) -> str:
    return str(page.model.index(rows(page)[source], page.model.place(column)).data())


def press(qtbot: QtBot, page: RegisterPage, key: Qt.Key, held: M = NONE) -> None:
    qtbot.keyClick(page.grid.main, key, held)


def type_over(qtbot: QtBot, page: RegisterPage, words: str, end: Qt.Key = K.Key_Return) -> None:
    """As a person does: the first key opens the editor. Chinese comes by an input method."""
    editor(page, qtbot)
    edit = page.grid.editing.editor
    assert edit is not None
    write(edit, words)
    qtbot.keyClick(edit, end)


def editor(page: RegisterPage, qtbot: QtBot) -> QWidget:
    if page.grid.editing.editor is None:
        press(qtbot, page, K.Key_F2)
    edit = page.grid.editing.editor
    assert edit is not None
    return edit


def write(edit: QWidget, words: str) -> None:
    if isinstance(edit, QPlainTextEdit):
        edit.selectAll()
        edit.insertPlainText(words)
    elif isinstance(edit, QLineEdit):
        edit.clear()
        edit.insert(words)
        edit.textEdited.emit(words)
    elif isinstance(edit, QComboBox):
        edit.setCurrentIndex(edit.findText(words))


def settled(page: RegisterPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.desk.jobs.running)


def fields(page: RegisterPage, name: str) -> TextFilter:
    field = page.grid.fields[name]
    assert isinstance(field, TextFilter)
    return field


def said(desk: Desk) -> list[str]:
    told: list[str] = []
    desk.ways.said.connect(lambda sentence, _tone: told.append(sentence))
    return told


def sent(desk: Desk) -> list[Errand]:
    errands: list[Errand] = []
    desk.ways.errand.connect(errands.append)
    return errands


# Its looks.


def test_r24_it_is_the_first_page_of_the_reports_room(
    filled: Store, desk: Desk, qtbot: QtBot
) -> None:
    tab = ReportsTab(desk)
    qtbot.addWidget(tab)
    tab.show()
    page = tab.current()
    assert isinstance(page, RegisterPage)
    qtbot.waitUntil(lambda: page.model.rowCount() == 5)
    tab.run_errand(Errand(Room.REPORTS, "show", "山有木兮", "register"))
    assert page.search.text() == "山有木兮"
    qtbot.waitUntil(lambda: not desk.jobs.running)


def test_r24_number_and_date_stay_while_the_rest_scrolls(page: RegisterPage, qtbot: QtBot) -> None:
    grid = page.grid
    assert not grid.frozen.isColumnHidden(0)
    assert grid.main.isColumnHidden(0)
    assert grid.main.showGrid()
    bar = grid.main.horizontalScrollBar()
    bar.setValue(bar.maximum())
    before = grid.frozen.visualRect(page.model.index(0, 1))
    assert before.x() >= 0
    assert grid.frozen.horizontalScrollBar().maximum() == 0
    assert page.model.headerData(4, Qt.Orientation.Vertical) == "5"
    last = grid.shown()[-1]
    assert grid.main.visualRect(page.model.index(0, last)).right() <= grid.main.viewport().width()


def test_both_halves_scroll_down_together(shop: Store, desk: Desk, qtbot: QtBot) -> None:
    for number in range(60):
        cases.open(shop, CaseDraft(kind="return", buyer=f"b{number}"))
    page = RegisterPage(desk)
    qtbot.addWidget(page)
    page.resize(1280, 500)
    page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() == 60)
    grid = page.grid
    grid.setFocus()
    grid.cursor_.to(0, 0)
    qtbot.keyClick(grid.frozen, K.Key_End, CTRL)
    assert (grid.cursor_.row, grid.cursor_.column) == (59, grid.shown()[-1])
    assert grid.frozen.verticalScrollBar().value() == grid.main.verticalScrollBar().value() > 0
    press(qtbot, page, K.Key_Home, CTRL)
    assert (grid.cursor_.row, grid.cursor_.column) == (0, 0)
    assert grid.main.verticalScrollBar().value() == 0
    grid.frozen.verticalScrollBar().setValue(200)
    assert grid.main.verticalScrollBar().value() == 200
    press(qtbot, page, K.Key_PageDown)
    assert grid.cursor_.row == grid.page_rows()
    settled(page, qtbot)


def test_columns_are_chosen_moved_and_remembered(
    page: RegisterPage, desk: Desk, qtbot: QtBot
) -> None:
    grid = page.grid
    menu = grid.column_menu(page)
    titles = [action.text() for action in menu.actions()]
    menu.actions()[titles.index("Cause")].trigger()
    menu.actions()[titles.index("Buyer ID")].trigger()
    head = grid.main.horizontalHeader()
    head.moveSection(head.visualIndex(page.model.place("note")), FROZEN)
    head.resizeSection(page.model.place("note"), 333)
    assert grid.names()[FROZEN] == "note"
    assert {"cause"} < set(grid.names())
    assert "buyer" not in grid.names()
    again = RegisterPage(desk)
    qtbot.addWidget(again)
    assert again.grid.names() == grid.names()
    assert again.grid.main.columnWidth(page.model.place("note")) == 333
    grid.reset_columns()
    assert grid.names()[:4] == ("date", "no", "doc", "shop")
    assert "buyer" in grid.names()


def test_shading_is_the_person_s_choice(page: RegisterPage, desk: Desk, qtbot: QtBot) -> None:
    assert page.grid.main.alternatingRowColors()
    page.grid.set_zebra(False)
    again = RegisterPage(desk)
    qtbot.addWidget(again)
    assert not again.grid.frozen.alternatingRowColors()


def test_the_filter_fields_follow_their_columns(page: RegisterPage, qtbot: QtBot) -> None:
    grid = page.grid
    place, field = page.model.place("goods"), fields(page, "goods")
    head = grid.main.horizontalHeader()
    head.resizeSection(place, 250)
    assert field.width() == pytest.approx(250, abs=4)
    assert field.x() == pytest.approx(head.sectionViewportPosition(place), abs=3)
    grid.main.hideColumn(place)
    head.resizeSection(place + 1, 222)
    assert not field.isVisible()


def test_totals_stand_below_apart_by_kind(page: RegisterPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "5 documents" in page.totals.sums.toolTip())
    told = page.totals.sums.toolTip()
    assert "After-sales case 12.50 CNY" in told
    assert "Courier claim 54.90 CNY" in told
    at(page, "claim", "amount")
    page.grid.cursor_.to(rows(page)["parcel"], page.model.place("amount"), stretch=True)
    assert page.totals.block.text() == "2 cells · 153.90 CNY"


def test_the_line_below_says_why_a_cell_is_locked(page: RegisterPage) -> None:
    at(page, "case", "order")
    assert "It comes from the order" in page.totals.cell.toolTip()
    index = page.model.index(rows(page)["case"], page.model.place("order"))
    assert "It comes from the order" in str(index.data(Qt.ItemDataRole.ToolTipRole))
    assert not page.grid.main.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    at(page, "case", "what")
    assert page.totals.cell.toolTip().startswith("What happened: ")
    assert page.grid.main.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_an_empty_register_says_what_comes_here(shop: Store, desk: Desk, qtbot: QtBot) -> None:
    page = RegisterPage(desk)
    qtbot.addWidget(page)
    page.show()
    errands = sent(desk)
    qtbot.waitUntil(lambda: page._place.currentIndex() == 1)
    for button in page._place.currentWidget().findChildren(QWidget):
        if hasattr(button, "click"):
            button.click()
    assert errands == [Errand(Room.CASES, "new")]
    assert not page.paper.isEnabled()
    settled(page, qtbot)


# Filtering and sorting.


def test_r24_the_filter_row_narrows_and_says_what_is_wrong(
    page: RegisterPage, qtbot: QtBot
) -> None:
    press(qtbot, page, K.Key_F, CTRL)
    assert page.focusWidget() is fields(page, "date")
    qtbot.keyClicks(fields(page, "date"), "2026-99")
    assert "is no period" in fields(page, "date").toolTip()
    assert fields(page, "date").property("wrong")
    qtbot.keyClick(fields(page, "date"), K.Key_Escape)
    assert fields(page, "date").text() == ""
    fields(page, "buyer").setText("木兮")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert page.all.isVisible()
    qtbot.keyClick(fields(page, "buyer"), K.Key_Return)
    assert page.grid.frozen.hasFocus() or page.grid.main.hasFocus()
    qtbot.mouseClick(page.all, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.model.rowCount() == 5)
    assert not page.all.isVisible()


def test_kinds_are_ticked_in_a_menu(page: RegisterPage, qtbot: QtBot) -> None:
    field = page.grid.fields["doc"]
    assert isinstance(field, ChoiceFilter)
    field.actions_["case"].trigger()
    field.actions_["claim"].trigger()
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    assert field.text() == "2 kinds"
    field.set_wanted("claim")
    assert field.text() == "Courier claim"
    page.search.setText("nothing like it")
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)
    assert page._place.currentIndex() == 0
    settled(page, qtbot)


def test_periods_are_offered(page: RegisterPage, qtbot: QtBot) -> None:
    menu = fields(page, "due").menu()
    words = {action.text().split("\t")[0]: action for action in menu.actions()}
    assert {"Overdue", "Today", "Last 7 days", "Empty"} < set(words)
    words["Empty"].trigger()
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    assert "Empty" not in [a.text().split("\t")[0] for a in fields(page, "date").menu().actions()]
    settled(page, qtbot)


def test_a_click_on_a_heading_sorts(page: RegisterPage, qtbot: QtBot) -> None:
    place = page.model.place("amount")
    heads = page.grid.heads
    heads[1].setSortIndicator(place, Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: text(page, "parcel", "amount") == "99.00" and rows(page)["parcel"] == 0)
    heads[0].setSortIndicator(1, Qt.SortOrder.AscendingOrder)
    qtbot.waitUntil(lambda: rows(page)["parcel"] > 0)
    assert heads[1].sortIndicatorSection() == -1
    settled(page, qtbot)


def test_the_current_document_stays_current_when_the_order_changes(
    page: RegisterPage, qtbot: QtBot
) -> None:
    at(page, "wrong", "what")
    page.grid.heads[1].setSortIndicator(page.model.place("doc"), Qt.SortOrder.AscendingOrder)
    qtbot.waitUntil(lambda: rows(page)["wrong"] == 2)
    assert page.grid.cursor_.row == 2
    assert page.grid.cursor_.column == page.model.place("what")
    settled(page, qtbot)


def test_views_are_kept_and_shown(page: RegisterPage, answers: Answers, qtbot: QtBot) -> None:
    fields(page, "buyer").setText("小桃子")
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    answers.line = "桃子 & Co"
    page.saved.save()
    page.show_all()
    qtbot.waitUntil(lambda: page.model.rowCount() == 5)
    action = page.saved.fill().actions()[0]
    assert action.text() == "桃子 && Co"
    action.trigger()
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    assert fields(page, "buyer").text() == "小桃子"
    page.saved.remove("桃子 & Co")
    assert len(page.saved.fill().actions()) == 1
    settled(page, qtbot)


# Writing in cells.


def test_r24_typing_writes_and_enter_moves_down(page: RegisterPage, qtbot: QtBot) -> None:
    row = rows(page)["case"] - 1
    page.grid.cursor_.to(row, page.model.place("what"))
    press(qtbot, page, K.Key_X)
    edit = page.grid.editing.editor
    assert isinstance(edit, QPlainTextEdit)
    assert edit.toPlainText() == "x"
    qtbot.keyClick(edit, K.Key_Return, M.AltModifier)
    qtbot.keyClicks(edit, "y")
    qtbot.keyClick(edit, K.Key_Return)
    assert page.grid.editing.editor is None
    assert page.model.index(row, page.model.place("what")).data() == "x\ny"
    assert page.grid.cursor_.row == row + 1
    settled(page, qtbot)


def test_f2_keeps_the_text_tab_goes_on_and_esc_keeps_the_old_value(
    page: RegisterPage, qtbot: QtBot
) -> None:
    at(page, "parcel", "goods")
    press(qtbot, page, K.Key_F2)
    edit = page.grid.editing.editor
    assert isinstance(edit, QLineEdit)
    assert edit.text() == "收纳盒"
    qtbot.keyClicks(edit, "2")
    qtbot.keyClick(edit, K.Key_Tab)
    assert text(page, "parcel", "goods") == "收纳盒2"
    assert page.model.name(page.grid.cursor_.column) == "quantity"
    type_over(qtbot, page, "9", K.Key_Escape)
    assert text(page, "parcel", "quantity") == "3"
    type_over(qtbot, page, "7", K.Key_Backtab)
    assert text(page, "parcel", "quantity") == "7"
    assert page.model.name(page.grid.cursor_.column) == "goods"
    settled(page, qtbot)


def test_r24_wrong_input_is_refused_beside_the_cell(page: RegisterPage, qtbot: QtBot) -> None:
    at(page, "parcel", "quantity")
    press(qtbot, page, K.Key_Z)
    editing = page.grid.editing
    edit = editing.editor
    assert edit is not None
    assert "is not a quantity" in editing.words.text()
    assert editing.words.isVisible()
    below = editing.words.mapTo(page.grid, QPoint()).y()
    assert abs(below - edit.mapTo(page.grid, QPoint()).y()) < 80
    qtbot.keyClick(edit, K.Key_Return)
    assert editing.editor is edit
    qtbot.keyClick(edit, K.Key_Escape)
    assert not editing.words.isVisible()
    assert text(page, "parcel", "quantity") == "3"
    settled(page, qtbot)


def test_what_the_room_s_own_rules_refuse_is_said_too(page: RegisterPage, qtbot: QtBot) -> None:
    row = page.model.row_at(rows(page)["parcel"])
    assert row is not None
    parcels.change(page.desk.store, row.ref, good=2, damaged=1)
    qtbot.waitUntil(lambda: text(page, "parcel", "what") != "")
    at(page, "parcel", "quantity")
    type_over(qtbot, page, "1")
    assert page.grid.editing.on
    assert "3 pieces back are more than went" in page.grid.editing.words.text()
    page.grid.editing.cancel()
    settled(page, qtbot)


def test_leaving_a_wrong_cell_keeps_the_old_value_and_says_so(
    page: RegisterPage, desk: Desk, qtbot: QtBot
) -> None:
    told = said(desk)
    at(page, "claim", "amount")
    write(editor(page, qtbot), "much")
    page.search.setFocus()
    assert not page.grid.editing.on
    assert text(page, "claim", "amount") == "54.90"
    assert told[-1].endswith("The old value was kept.")
    settled(page, qtbot)


def test_leaving_a_right_cell_writes_it(page: RegisterPage, qtbot: QtBot) -> None:
    at(page, "claim", "amount")
    write(editor(page, qtbot), "60")
    press_at = page.grid.main.visualRect(page.model.index(0, page.model.place("goods"))).center()
    qtbot.mouseClick(page.grid.main.viewport(), Qt.MouseButton.LeftButton, pos=press_at)
    page.grid.main.setFocus()
    qtbot.waitUntil(lambda: text(page, "claim", "amount") == "60.00")
    settled(page, qtbot)


def test_kinds_are_chosen_from_a_list(page: RegisterPage, qtbot: QtBot) -> None:
    at(page, "case", "outcome")
    type_over(qtbot, page, "Refund")
    assert text(page, "case", "outcome") == "Refund"
    at(page, "case", "outcome")
    press(qtbot, page, K.Key_Backspace)
    combo = page.grid.editing.editor
    assert isinstance(combo, QComboBox)
    assert combo.currentText() == "–"
    combo.activated.emit(0)
    assert text(page, "case", "outcome") == ""
    settled(page, qtbot)


def test_a_locked_cell_says_why_and_opens_no_editor(
    page: RegisterPage, desk: Desk, qtbot: QtBot
) -> None:
    told = said(desk)
    at(page, "case", "buyer")
    press(qtbot, page, K.Key_A)
    assert not page.grid.editing.on
    assert told == ["It comes from the order, and changes with the order's file."]


def test_a_filed_claim_is_locked(page: RegisterPage, desk: Desk, qtbot: QtBot) -> None:
    row = page.model.row_at(rows(page)["claim"])
    assert row is not None
    claim_steps.move(desk.store, row.no, claim_steps.allowed(row.state)[0])
    qtbot.waitUntil(lambda: text(page, "claim", "state") == "Filed")
    at(page, "claim", "note")
    assert not page.grid.begin_edit("x")
    settled(page, qtbot)


def test_chinese_begins_an_edit_through_the_input_method(page: RegisterPage, qtbot: QtBot) -> None:
    at(page, "wrong", "note")
    composed = QInputMethodEvent("", [])
    composed.setCommitString("已补发")
    QApplication.sendEvent(page.grid.main, composed)
    edit = page.grid.editing.editor
    assert isinstance(edit, QPlainTextEdit)
    qtbot.waitUntil(lambda: edit.toPlainText() == "已补发")
    qtbot.keyClick(edit, K.Key_Return)
    assert text(page, "wrong", "note") == "已补发"
    settled(page, qtbot)


def test_nothing_moves_under_a_cell_that_is_being_written(page: RegisterPage, qtbot: QtBot) -> None:
    at(page, "wrong", "note")
    edit = editor(page, qtbot)
    cases.open(page.desk.store, CaseDraft(kind="return", buyer="新来的"))
    qtbot.waitUntil(lambda: page._late is not None)
    assert page.model.rowCount() == 5
    write(edit, "记下了")
    qtbot.keyClick(edit, K.Key_Return)
    qtbot.waitUntil(lambda: page.model.rowCount() == 6)
    assert text(page, "wrong", "note") == "记下了"
    settled(page, qtbot)


def test_r24_undo_and_redo(page: RegisterPage, desk: Desk, qtbot: QtBot) -> None:
    told = said(desk)
    at(page, "wrong", "what")
    type_over(qtbot, page, "其实是漏发")
    qtbot.keyClick(page.grid.main, K.Key_Z, CTRL)
    qtbot.waitUntil(lambda: text(page, "wrong", "what") == "发错")
    assert told[-1].startswith("Taken back: WS")
    qtbot.keyClick(page.grid.main, K.Key_Y, CTRL)
    qtbot.waitUntil(lambda: text(page, "wrong", "what") == "其实是漏发")
    qtbot.keyClick(page.grid.main, K.Key_Z, CTRL)
    qtbot.keyClick(page.grid.main, K.Key_Z, CTRL | SHIFT)
    assert text(page, "wrong", "what") == "其实是漏发"
    settled(page, qtbot)


def test_undo_refuses_what_somebody_changed_since(
    page: RegisterPage, desk: Desk, qtbot: QtBot
) -> None:
    told = said(desk)
    at(page, "parcel", "note")
    type_over(qtbot, page, "mine")
    row = page.model.row_at(rows(page)["parcel"])
    assert row is not None
    parcels.change(desk.store, row.ref, note="theirs")
    page.writing.history.stack.undo()
    assert told[-1].startswith("It was changed elsewhere")
    assert not page.writing.history.stack.canUndo()
    qtbot.waitUntil(lambda: text(page, "parcel", "note") == "theirs")
    settled(page, qtbot)


def test_stale_data_is_shown_beside_mine_to_decide(
    page: RegisterPage, desk: Desk, qtbot: QtBot
) -> None:
    at(page, "case", "what")
    edit = editor(page, qtbot)
    row = page.model.row_at(page.grid.cursor_.row)
    assert row is not None
    case_acts.change(desk.store, [row.ref], note="theirs")
    write(edit, "mine")
    qtbot.keyClick(edit, K.Key_Return)
    clash = page.writing.clash
    assert clash.isVisible()
    assert "now: theirs; yours: mine" in clash.words.text()
    qtbot.mouseClick(clash.mine_button, Qt.MouseButton.LeftButton)
    assert cases.show(desk.store, row.no).row.note == "mine"
    assert not clash.isVisible()
    settled(page, qtbot)


def test_esc_leaves_what_somebody_else_wrote(page: RegisterPage, desk: Desk, qtbot: QtBot) -> None:
    at(page, "case", "what")
    edit = editor(page, qtbot)
    row = page.model.row_at(page.grid.cursor_.row)
    assert row is not None
    case_acts.change(desk.store, [row.ref], note="theirs")
    write(edit, "mine")
    qtbot.keyClick(edit, K.Key_Return)
    assert page.writing.clash.isVisible()
    press(qtbot, page, K.Key_Escape)
    assert not page.writing.clash.isVisible()
    assert cases.show(desk.store, row.no).row.note == "theirs"
    settled(page, qtbot)


# Blocks.


def test_r24_a_block_is_copied_for_a_spreadsheet(page: RegisterPage, qtbot: QtBot) -> None:
    at(page, "case", "order")
    press(qtbot, page, K.Key_Right, SHIFT)
    press(qtbot, page, K.Key_C, CTRL)
    clipboard = QGuiApplication.clipboard()
    assert clipboard.text() == f"{ORDER_NO}\t小桃子"
    assert "mso-number-format:'\\@'" in clipboard.mimeData().html()
    press(qtbot, page, K.Key_C, CTRL | SHIFT)
    assert clipboard.text().splitlines()[0] == "Order no.\tBuyer ID"


def test_r24_a_block_is_pasted_after_a_look_all_or_nothing(
    page: RegisterPage, qtbot: QtBot
) -> None:
    at(page, "parcel", "goods")
    QGuiApplication.clipboard().setText("马克杯\t4\n")
    press(qtbot, page, K.Key_V, CTRL)
    preview = page.writing.preview
    qtbot.waitUntil(preview.isVisible)
    assert [line.new for line in preview.model.held()] == ["马克杯", "4"]
    assert preview.write_button.text() == "Write 2 cells"
    assert text(page, "parcel", "goods") == "收纳盒"
    qtbot.keyClick(preview.write_button, K.Key_Return)
    qtbot.waitUntil(lambda: text(page, "parcel", "quantity") == "4")
    assert text(page, "parcel", "goods") == "马克杯"
    assert not preview.isVisible()
    qtbot.keyClick(page.grid.main, K.Key_Z, CTRL)
    qtbot.waitUntil(lambda: text(page, "parcel", "quantity") == "3")
    assert text(page, "parcel", "goods") == "收纳盒"
    settled(page, qtbot)


def test_r24_what_cannot_be_pasted_is_named_first(page: RegisterPage, qtbot: QtBot) -> None:
    at(page, "parcel", "goods")
    QGuiApplication.clipboard().setText("马克杯\tviele\tKind\n1\n2\n3\n4\n5\n6\n")
    press(qtbot, page, K.Key_V, CTRL)
    preview = page.writing.preview
    qtbot.waitUntil(preview.isVisible)
    held = preview.model.held()
    assert "is not a quantity" in held[0].why
    assert held[-1].why == ""
    assert "outside the list" in preview.words.text()
    assert preview.leave_button.hasFocus()
    qtbot.keyClick(preview.leave_button, K.Key_Escape)
    assert not preview.isVisible()
    assert text(page, "parcel", "goods") == "收纳盒"
    press(qtbot, page, K.Key_V, CTRL)
    qtbot.waitUntil(preview.isVisible)
    assert preview.write_button.text() == "Leave those out and write 1 cell"
    qtbot.mouseClick(preview.write_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: text(page, "parcel", "goods") == "马克杯")
    settled(page, qtbot)


def test_one_cell_is_pasted_at_once_and_fills_what_is_chosen(
    page: RegisterPage, qtbot: QtBot
) -> None:
    QGuiApplication.clipboard().setText("收到")
    at(page, "wrong", "note")
    press(qtbot, page, K.Key_V, CTRL)
    qtbot.waitUntil(lambda: text(page, "wrong", "note") == "收到")
    assert not page.writing.preview.isVisible()
    settled(page, qtbot)
    page.grid.cursor_.to(rows(page)["claim"], page.model.place("note"))
    page.grid.cursor_.to(rows(page)["parcel"], page.model.place("note"), stretch=True)
    press(qtbot, page, K.Key_V, CTRL)
    qtbot.waitUntil(page.writing.preview.isVisible)
    assert len(page.writing.preview.model.held()) == 2
    page.writing.preview.leave()
    settled(page, qtbot)


def test_the_same_again_changes_nothing(page: RegisterPage, desk: Desk, qtbot: QtBot) -> None:
    told = said(desk)
    at(page, "parcel", "goods")
    press(qtbot, page, K.Key_C, CTRL)
    press(qtbot, page, K.Key_V, CTRL)
    qtbot.waitUntil(lambda: "That is what stands there already." in told)
    QGuiApplication.clipboard().setText("x" * 8_000_001)
    press(qtbot, page, K.Key_V, CTRL)
    assert "more than fit at once" in told[-1]
    QGuiApplication.clipboard().setText("")
    settled(page, qtbot)


def test_r24_fill_down_and_clear(page: RegisterPage, qtbot: QtBot) -> None:
    place = page.model.place("note")
    claim, parcel = rows(page)["claim"], rows(page)["parcel"]
    page.grid.cursor_.to(min(claim, parcel), place)
    page.grid.cursor_.to(max(claim, parcel), place, stretch=True)
    top = str(page.model.index(min(claim, parcel), place).data())
    press(qtbot, page, K.Key_D, CTRL)
    qtbot.waitUntil(lambda: page.model.index(max(claim, parcel), place).data() == top)
    settled(page, qtbot)
    at(page, "parcel", "amount")
    press(qtbot, page, K.Key_Delete)
    qtbot.waitUntil(lambda: text(page, "parcel", "amount") == "")
    settled(page, qtbot)
    at(page, "claim", "amount")
    press(qtbot, page, K.Key_Delete)
    qtbot.waitUntil(page.writing.preview.isVisible)
    assert page.writing.preview.model.held()[0].why == "The amount is missing."
    press(qtbot, page, K.Key_Escape)
    assert not page.writing.preview.isVisible()
    settled(page, qtbot)


def test_a_single_row_is_filled_from_the_one_above(page: RegisterPage, qtbot: QtBot) -> None:
    place = page.model.place("what")
    cases_at = [n for n in range(5) if page.model.row_at(n).source is Source.CASE]
    page.grid.cursor_.to(cases_at[1], place)
    above = page.model.index(cases_at[0], place).data()
    press(qtbot, page, K.Key_D, CTRL)
    qtbot.waitUntil(lambda: page.model.index(cases_at[1], place).data() == above)
    page.grid.cursor_.to(0, place)
    press(qtbot, page, K.Key_D, CTRL)
    settled(page, qtbot)


# Keys and mouse of a spreadsheet.


def test_arrows_tab_and_home_move_across_the_seam(page: RegisterPage, qtbot: QtBot) -> None:
    cursor, shown = page.grid.cursor_, page.grid.shown()
    cursor.to(1, shown[1])
    press(qtbot, page, K.Key_Right)
    assert cursor.column == shown[2]
    press(qtbot, page, K.Key_Left)
    assert cursor.column == shown[1]
    press(qtbot, page, K.Key_End)
    assert cursor.column == shown[-1]
    press(qtbot, page, K.Key_Tab)
    assert (cursor.row, cursor.column) == (2, shown[0])
    press(qtbot, page, K.Key_Backtab)
    assert (cursor.row, cursor.column) == (1, shown[-1])
    press(qtbot, page, K.Key_Home)
    assert cursor.column == shown[0]
    press(qtbot, page, K.Key_Return)
    assert cursor.row == 2
    press(qtbot, page, K.Key_Return, SHIFT)
    assert cursor.row == 1
    press(qtbot, page, K.Key_Down, CTRL)
    assert cursor.row == 4
    press(qtbot, page, K.Key_Up, CTRL)
    assert cursor.row == 0
    for key, end in ((K.Key_Right, -1), (K.Key_Left, 0)):
        press(qtbot, page, key, CTRL)
        assert cursor.column == shown[end]


def test_rows_columns_and_all_are_chosen_by_keys(page: RegisterPage, qtbot: QtBot) -> None:
    cursor, shown = page.grid.cursor_, page.grid.shown()
    cursor.to(1, shown[3])
    press(qtbot, page, K.Key_Space, SHIFT)
    block = cursor.block()
    assert block is not None
    assert (block.top, block.bottom, list(block.columns)) == (1, 1, shown)
    cursor.to(1, shown[3])
    press(qtbot, page, K.Key_Space, CTRL)
    block = cursor.block()
    assert block is not None
    assert (block.top, block.bottom, block.columns) == (0, 4, (shown[3],))
    press(qtbot, page, K.Key_A, CTRL)
    block = cursor.block()
    assert block is not None
    assert block.cells == 5 * len(shown)
    press(qtbot, page, K.Key_Escape)
    block = cursor.block()
    assert block is not None
    assert block.cells == 1


def test_the_mouse_stretches_a_block_across_both_halves(page: RegisterPage, qtbot: QtBot) -> None:
    grid, shown = page.grid, page.grid.shown()
    start = grid.frozen.visualRect(page.model.index(0, 1)).center()
    qtbot.mousePress(grid.frozen.viewport(), Qt.MouseButton.LeftButton, pos=start)
    over = grid.main.visualRect(page.model.index(2, shown[3])).center()
    where = grid.main.viewport().mapToGlobal(over)
    moved = QMouseEvent(
        QEvent.Type.MouseMove,
        grid.frozen.viewport().mapFromGlobal(where).toPointF(),
        where.toPointF(),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        NONE,
    )
    QApplication.sendEvent(grid.frozen.viewport(), moved)
    qtbot.mouseRelease(grid.frozen.viewport(), Qt.MouseButton.LeftButton)
    block = grid.cursor_.block()
    assert block is not None
    assert (block.top, block.bottom, list(block.columns)) == (0, 2, shown[1:4])
    at_ = grid.main.visualRect(page.model.index(4, shown[2])).center()
    qtbot.mouseClick(grid.main.viewport(), Qt.MouseButton.LeftButton, SHIFT, pos=at_)
    block = grid.cursor_.block()
    assert block is not None
    assert (block.bottom, list(block.columns)) == (4, shown[1:3])


def test_row_numbers_choose_whole_rows(page: RegisterPage, qtbot: QtBot) -> None:
    numbers = page.grid.frozen.verticalHeader()
    places = [QPoint(8, numbers.sectionViewportPosition(row) + 9) for row in (1, 3)]
    qtbot.mousePress(numbers.viewport(), Qt.MouseButton.LeftButton, NONE, places[0])
    qtbot.mouseMove(numbers.viewport(), places[1])
    numbers.sectionEntered.emit(3)
    qtbot.mouseRelease(numbers.viewport(), Qt.MouseButton.LeftButton, NONE, places[1])
    block = page.grid.cursor_.block()
    assert block is not None
    assert (block.top, block.bottom) == (1, 3)
    assert list(block.columns) == page.grid.shown()


def test_keys_that_mean_nothing_are_left_to_others(page: RegisterPage, qtbot: QtBot) -> None:
    for key, held in ((K.Key_1, M.AltModifier), (K.Key_F7, NONE), (K.Key_K, CTRL)):
        event = QKeyEvent(QEvent.Type.KeyPress, key, held)
        assert not page.grid.key(event)


def test_the_menu_has_what_keys_do(page: RegisterPage, qtbot: QtBot) -> None:
    words = {action.text().split("\t")[0] for action in page.grid.menu().actions()}
    assert {"Copy", "Paste…", "Fill down", "Open it in its room"} <= words


# To the rooms and to paper.


@pytest.mark.parametrize(
    ("source", "room", "kind"),
    [
        ("case", Room.CASES, ""),
        ("claim", Room.CLAIMS, ""),
        ("wrong", Room.WEIGHING, "wrong"),
        ("parcel", Room.WEIGHING, "parcels"),
    ],
)
def test_r24_ctrl_enter_and_double_click_open_the_document_in_its_room(
    page: RegisterPage, desk: Desk, qtbot: QtBot, source: str, room: Room, kind: str
) -> None:
    errands = sent(desk)
    at(page, source, "goods")
    press(qtbot, page, K.Key_Return, CTRL)
    spot = page.grid.main.visualRect(
        page.model.index(rows(page)[source], page.model.place("goods"))
    ).center()
    qtbot.mouseDClick(page.grid.main.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    row = page.model.row_at(rows(page)[source])
    assert row is not None
    thing = row.tracking if source == "parcel" else row.no
    assert errands == [Errand(room, "show", thing, kind)] * 2


def test_r39_new_documents_are_entered_in_their_rooms(
    page: RegisterPage, desk: Desk, qtbot: QtBot
) -> None:
    errands = sent(desk)
    menu = page.new.menu()
    assert isinstance(menu, QMenu)
    for action in menu.actions():
        action.trigger()
    assert errands == [
        Errand(Room.CASES, "new"),
        Errand(Room.WEIGHING, "new", "", "wrong"),
        Errand(Room.WEIGHING, "problem", "", "parcels"),
        Errand(Room.WEIGHING, "returned", "", "parcels"),
        Errand(Room.CLAIMS, "new"),
    ]


def test_ins_offers_a_new_line(page: RegisterPage, qtbot: QtBot) -> None:
    menu = page.new.menu()
    assert isinstance(menu, QMenu)
    with qtbot.waitSignal(menu.aboutToShow):
        menu.aboutToShow.connect(lambda: QTimer.singleShot(0, menu, menu.close))
        press(qtbot, page, K.Key_Insert)


def test_r39_a_problem_parcel_begins_in_its_own_register(
    filled: Store, desk: Desk, qtbot: QtBot
) -> None:
    from desktop_app.views.weighing_parcels import ParcelsPage

    parcel_page = ParcelsPage(desk)
    qtbot.addWidget(parcel_page)
    for kind in ParcelKind:
        parcel_page.run_errand(Errand(Room.WEIGHING, kind.value, "", "parcels"))
        assert parcel_page.form.kind.code() == kind.value
    qtbot.waitUntil(lambda: not desk.jobs.running)


def test_r24_it_is_printed_and_given_out_as_it_is_seen(
    page: RegisterPage, desk: Desk, answers: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    told = said(desk)
    page.grid.main.hideColumn(page.model.place("buyer"))
    answers.target = tmp_path / "out.csv"
    page.paper.save(".csv")
    qtbot.waitUntil(lambda: told == ["Saved: out.csv"])
    head, *lines = (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()
    assert "Buyer ID" not in head
    assert head.startswith("Date,Document no.,Kind of document")
    assert len(lines) == 5
    page.paper.show_paper("a3")
    qtbot.waitUntil(lambda: bool(list(desk.store.paths.documents.glob("*.pdf"))))
    qtbot.waitUntil(lambda: not desk.jobs.running)
    for window in QApplication.topLevelWidgets():
        if window.objectName() != "" or window.windowTitle() == "After-sales register":
            window.close()


def test_many_pages_are_printed_only_when_they_are_meant(
    page: RegisterPage, desk: Desk, answers: Answers, qtbot: QtBot
) -> None:
    settled(page, qtbot)
    page.model.set_ids(register_sql.key(Source.CASE, 1) for _number in range(5001))
    answers.yes = False
    page.paper.show_paper()
    assert answers.asked == ["5,001 documents make about 294 pages. All of them?"]
    assert not desk.jobs.running


def test_it_speaks_chinese(filled: Store, desk: Desk, qtbot: QtBot) -> None:
    i18n.use("zh_CN")
    page = RegisterPage(desk)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() == 5)
    titles = [page.model.headerData(n, Qt.Orientation.Horizontal) for n in range(4)]
    assert titles == ["日期", "单据号", "单据类型", "店铺"]
    assert page.new.text() == "新增 ▾"
    settled(page, qtbot)


def test_every_field_and_table_has_a_name(page: RegisterPage) -> None:
    parts = [page.search, page.saved, page.grid.main, page.grid.frozen, *page.grid.fields.values()]
    assert all(part.accessibleName() for part in parts)
