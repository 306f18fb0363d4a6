"""The handover book in the window: built, written, signed and worked through, by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.core.kinds import CaseKind, FollowUpState, HandoverState
from desktop_app.services import cases, handover_lists, handovers, shifts
from desktop_app.services.cases import CaseDetail, CaseDraft
from desktop_app.services.handovers import LineDraft
from desktop_app.views.desk import Desk, Errand, Room
from desktop_app.views.handover_page import HandoverPage
from desktop_app.views.today_tab import TodayTab
from tests.gui.conftest import Answers

KEY = Qt.Key


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone()


@pytest.fixture(autouse=True)
def clock_hand() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(at("2026-11-20 22:30"), tick=True) as traveller:
        yield traveller


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> HandoverPage:
    made = HandoverPage(desk)
    qtbot.addWidget(made)
    made.resize(1280, 640)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def _case(desk: Desk, buyer: str = "小鹿") -> CaseDetail:
    return cases.open(desk.store, CaseDraft(CaseKind.RETURN, buyer=buyer))


def _sheet(desk: Desk, *lines: str, signed: bool = True) -> int:
    handover_id = handovers.draft(desk.store).row.id
    for what in lines:
        handovers.add(desk.store, handover_id, LineDraft(what))
    if signed:
        handovers.sign(desk.store, handover_id, "小夜")
    return handover_id


def _whats(page: HandoverPage) -> list[str]:
    return [row.what for row in page.panel.model.held()]


def _shown(page: HandoverPage, qtbot: QtBot, handover_id: int) -> None:
    def there() -> None:
        assert page.panel.sheet == handover_lists.show(page.desk.store, handover_id)
        row = page.list.row()
        assert row is not None
        assert row.id == handover_id

    qtbot.waitUntil(there)


def test_an_empty_book_says_what_to_do_and_builds_the_sheet(
    page: HandoverPage, desk: Desk, qtbot: QtBot
) -> None:
    _case(desk)
    buttons = page.list.findChildren(QPushButton)
    (build,) = [one for one in buttons if one.text() == "Build the sheet of this shift"]
    assert page.build_button.text() == "Build the sheet: Nov 20 · Night shift"
    build.click()
    qtbot.waitUntil(lambda: page.panel.sheet is not None)
    assert page.panel.title.text() == "Nov 20 · Night shift"
    assert page.panel.chip.text() == "Being written"
    assert _whats(page)[0].startswith("Return: Reply to the buyer by")
    qtbot.waitUntil(lambda: page.build_button.text().startswith("Go on with"))
    page.build_button.click()
    qtbot.waitUntil(lambda: len(page.list.model.ids) == 1)


def test_r23_a_sheet_is_written_and_signed_by_keyboard(
    page: HandoverPage, desk: Desk, qtbot: QtBot
) -> None:
    case = _case(desk)
    handover_id = _sheet(desk, "one", "two", signed=False)
    _shown(page, qtbot, handover_id)
    panel = page.panel
    panel.add_line.setFocus()
    QTest.keyClicks(panel.add_line, "three")
    QTest.keyClick(panel.add_line, KEY.Key_Return)
    assert _whats(page)[1:] == ["one", "two", "three"]
    panel.table.setFocus()
    QTest.keyClick(panel.table, KEY.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert _whats(page)[1:] == ["one", "three", "two"]
    QTest.keyClick(panel.table, KEY.Key_Down, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(panel.table, KEY.Key_Delete)
    assert _whats(page)[1:] == ["one", "two"]
    QTest.keyClick(panel, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert _whats(page)[1:] == ["one", "two", "three"]
    sign = panel.sign_foot
    sign.to_whom.setFocus()
    QTest.keyClicks(sign.to_whom, "Zoe")
    sign.owner.setChecked(True)
    assert sign.owner.text() == "and owns 1 case"
    QTest.keyClick(sign.button, KEY.Key_Space)
    row = handover_lists.show(desk.store, handover_id).row
    assert row.state is HandoverState.WAITING
    assert (row.from_whom, row.to_whom) == ("tester", "Zoe")
    assert cases.show(desk.store, case.row.no).row.owner == "Zoe"
    assert not sign.isVisible()
    assert "tester → Zoe" in panel.facts.text()


def _edit(page: HandoverPage, qtbot: QtBot, column: str, text: str) -> None:
    """Types into a cell of the first line and leaves it with Enter."""
    table = page.panel.table
    keys = [one.key for one in page.panel.model.columns]
    table.setFocus()
    table.setCurrentIndex(page.panel.model.index(0, keys.index(column)))
    QTest.keyClick(table, KEY.Key_F2)
    editor = table.findChildren(QLineEdit)[-1]
    assert table.is_typing
    editor.selectAll()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, KEY.Key_Return)
    qtbot.waitUntil(lambda: not table.is_typing)


def test_lines_are_edited_in_place_while_the_sheet_is_a_draft(
    page: HandoverPage, desk: Desk, qtbot: QtBot
) -> None:
    said: list[str] = []
    desk.ways.said.connect(lambda sentence, _tone: said.append(sentence))
    handover_id = _sheet(desk, "one", signed=False)
    _shown(page, qtbot, handover_id)
    _edit(page, qtbot, "what", "call the courier")
    _edit(page, qtbot, "due", "09:15")
    (line,) = handover_lists.show(desk.store, handover_id).items
    assert (line.what, line.due_at) == ("call the courier", at("2026-11-21 09:15"))
    _edit(page, qtbot, "due", "2026-11-23 10:00")
    _edit(page, qtbot, "progress", "he rings back")
    _edit(page, qtbot, "what", " ")
    assert said == ["What is to be done is missing."]
    _edit(page, qtbot, "due", "soon")
    assert said[1:] == ["“soon” is not a time of day; write it like 16:30."]
    (line,) = handover_lists.show(desk.store, handover_id).items
    assert (line.what, line.progress) == ("call the courier", "he rings back")
    assert line.due_at == at("2026-11-23 10:00")
    _edit(page, qtbot, "due", " ")
    assert handover_lists.item(desk.store, line.id).due_at is None
    handovers.sign(desk.store, handover_id, "me")
    qtbot.waitUntil(lambda: not page.panel.sign_foot.isVisible())
    QTest.keyClick(page.panel.table, KEY.Key_F2)
    assert not page.panel.table.is_typing


def test_r23_the_next_shift_ticks_off_with_one_key_each(
    page: HandoverPage, desk: Desk, qtbot: QtBot
) -> None:
    handover_id = _sheet(desk, "one", "two", "three")
    _shown(page, qtbot, handover_id)
    table = page.panel.table
    table.setFocus()
    table.put_cursor(0)
    QTest.keyClick(table, KEY.Key_Space)
    QTest.keyClick(table, KEY.Key_D)
    QTest.keyClick(table, KEY.Key_L)
    states = [row.state for row in handover_lists.show(desk.store, handover_id).items]
    assert states == [FollowUpState.OPEN, FollowUpState.DONE, FollowUpState.SKIPPED]
    assert handover_lists.show(desk.store, handover_id).row.state is HandoverState.GOING
    chips = [page.panel.model.cell(place, 1) for place in range(3)]
    assert [cell.words for cell in chips if cell] == ["Seen", "Done", "Left undone"]
    table.put_cursor(1)
    assert page.panel.card.done_button.text() == "Open again (D)"
    page.panel.card.done_button.click()
    assert handover_lists.show(desk.store, handover_id).items[1].is_open
    QTest.keyClick(table, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not handover_lists.show(desk.store, handover_id).items[1].is_open


def test_progress_is_written_on_and_the_thing_is_opened(
    page: HandoverPage, desk: Desk, qtbot: QtBot
) -> None:
    gone: list[Errand] = []
    desk.ways.errand.connect(gone.append)
    case = _case(desk)
    handover_id = _sheet(desk, "own line")
    _shown(page, qtbot, handover_id)
    table, card = page.panel.table, page.panel.card
    table.setFocus()
    table.put_cursor(0)
    QTest.keyClick(table, KEY.Key_N)
    qtbot.waitUntil(card.note.hasFocus)
    QTest.keyClicks(card.note, "he waits")
    QTest.keyClick(card.note, KEY.Key_Return)
    assert card.progress.text().endswith("tester: he waits")
    assert card.note.text() == ""
    QTest.keyClick(card.note, KEY.Key_Escape)
    qtbot.waitUntil(table.hasFocus)
    QTest.keyClick(table, KEY.Key_Return)
    assert [(one.room, one.thing) for one in gone] == [(Room.CASES, case.row.no)]
    table.put_cursor(1)
    QTest.keyClick(table, KEY.Key_Return)
    assert len(gone) == 1
    assert card.note.hasFocus()
    table.setFocus()
    QTest.keyClick(table, KEY.Key_Escape)
    qtbot.waitUntil(page.list.view.hasFocus)


def test_a_sheet_that_waits_is_announced_and_taken_over(
    page: HandoverPage, desk: Desk, qtbot: QtBot, clock_hand: time_machine.Traveller
) -> None:
    waiting = _sheet(desk, "one", "two")
    clock_hand.move_to(at("2026-11-21 08:35"))
    draft = handovers.draft(desk.store)
    page.show_sheet(draft.row.id)
    _shown(page, qtbot, draft.row.id)
    assert page.banner.isVisible()
    assert page.banner_words.text() == (
        "The sheet of Nov 20 · Night shift waits to be taken over: 2 lines aren't acknowledged."
    )
    page.banner_button.click()
    _shown(page, qtbot, waiting)
    assert not page.banner.isVisible()
    foot = page.panel.take_foot
    assert foot.isVisible()
    foot.name.setText("小早")
    QTest.keyClick(foot.name, KEY.Key_Return)
    row = handover_lists.show(desk.store, waiting).row
    assert (row.state, row.to_whom, row.unseen) == (HandoverState.GOING, "小早", 0)
    qtbot.waitUntil(lambda: not foot.isVisible())


def test_a_new_case_comes_into_the_draft_and_the_draft_can_be_thrown_away(
    page: HandoverPage, desk: Desk, qtbot: QtBot, answers: Answers
) -> None:
    handover_id = _sheet(desk, "one", signed=False)
    _shown(page, qtbot, handover_id)
    _case(desk)
    page.panel.renew_button.click()
    assert len(_whats(page)) == 2
    page.panel.renew_button.click()
    page.panel.undo()
    assert _whats(page) == ["one"]
    answers.yes = False
    page.panel.discard()
    assert answers.asked == ["Throw this draft away?"]
    assert page.panel.sheet is not None
    answers.yes = True
    page.panel.discard()
    assert handover_lists.listed(desk.store) == []
    qtbot.waitUntil(lambda: page.side.currentIndex() == 0)


def test_a_signature_is_taken_back_from_the_menu(
    page: HandoverPage, desk: Desk, qtbot: QtBot
) -> None:
    handover_id = _sheet(desk, "one")
    _shown(page, qtbot, handover_id)
    (act,) = page.panel.more.menu().actions()
    act.trigger()
    assert page.panel.chip.text() == "Being written"
    handovers.sign(desk.store, handover_id, "me")
    handovers.acknowledge_all(desk.store, handover_id)
    qtbot.waitUntil(lambda: page.panel.chip.text() == "Under way")
    (act,) = page.panel.more.menu().actions()
    assert not act.isEnabled()


def test_the_book_is_browsed_by_calendar_and_filter(
    page: HandoverPage, desk: Desk, qtbot: QtBot, clock_hand: time_machine.Traveller
) -> None:
    said: list[str] = []
    desk.ways.said.connect(lambda sentence, _tone: said.append(sentence))
    first = _sheet(desk, "one")
    handovers.acknowledge_all(desk.store, first)
    for line in handover_lists.open_items(desk.store):
        handovers.finish(desk.store, line.id)
    clock_hand.move_to(at("2026-11-22 22:30"))
    second = _sheet(desk, "two")
    qtbot.waitUntil(lambda: len(page.list.model.ids) == 2)
    page.calendar.clicked.emit(QDate(2026, 11, 20))
    _shown(page, qtbot, first)
    page.unfinished.chips["open"].click()
    qtbot.waitUntil(lambda: list(page.list.model.ids) == [second])
    page.calendar.clicked.emit(QDate(2026, 11, 21))
    _shown(page, qtbot, first)
    assert said == ["There is no sheet of Nov 21."]
    assert not page.list.narrowed()
    page.list.search.setText("小夜")
    qtbot.waitUntil(lambda: len(page.list.model.ids) == 2)
    page.list.search.setText("two")
    qtbot.waitUntil(lambda: list(page.list.model.ids) == [second])


def test_errands_show_a_day_a_line_or_build(desk: Desk, qtbot: QtBot) -> None:
    tab = TodayTab(desk)
    qtbot.addWidget(tab)
    tab.show()
    first = _sheet(desk, "one", "two")
    line = handover_lists.show(desk.store, first).items[1]
    tab.run_errand(Errand(Room.TODAY, "show", str(line.id), "handover"))
    page = tab.current()
    assert isinstance(page, HandoverPage)
    _shown(page, qtbot, first)
    chosen = page.panel.chosen()
    assert chosen is not None
    assert chosen.id == line.id
    tab.run_errand(Errand(Room.TODAY, "new", kind="handover"))
    qtbot.waitUntil(lambda: len(handover_lists.listed(desk.store)) == 2)
    qtbot.waitUntil(lambda: page.panel.sheet is not None and page.panel.sheet.row.id != first)
    said: list[str] = []
    desk.ways.said.connect(lambda sentence, _tone: said.append(sentence))
    tab.run_errand(Errand(Room.TODAY, "show", "2026-11-19", "handover"))
    tab.run_errand(Errand(Room.TODAY, "show", "4711", "handover"))
    tab.run_errand(Errand(Room.TODAY, "show", "yesterday", "handover"))
    assert said == [
        "There is no sheet of Nov 19.",
        "There is no line 4711 in the handover book.",
        "“yesterday” is not a date; write it like 2026-09-03.",
    ]
    tab.run_errand(Errand(Room.TODAY, "show", "2026-11-20", "handover"))
    assert page.panel.sheet is not None


def test_r38_shifts_are_edited_in_the_window(page: HandoverPage, desk: Desk, qtbot: QtBot) -> None:
    page.shifts_button.click()
    panel = page.shifts
    assert [row.name.text() for row in panel.rows] == ["Day shift", "Night shift"]
    panel.add_button.click()
    row = panel.rows[-1]
    for field, text in zip(row.fields(), ("Late", "22:00", "6 o'clock"), strict=True):
        QTest.keyClicks(field.edit, text)
    assert row.ends.fault() == "“6 o'clock” is not a time of day; write it like 16:30."
    assert not panel.save()
    row.ends.set_text("06:00")
    for day in row.days[:5]:
        day.click()
    panel.rows[0].remove_button.click()
    panel.finish_by.set_text("10:00")
    panel.save_button.click()
    held = shifts.roster(desk.store)
    assert [shift.name for shift in held.shifts] == ["Night shift", "Late"]
    assert held.shifts[1].weekdays == frozenset({5, 6})
    assert f"{held.finish_by:%H:%M}" == "10:00"
    assert page.side.currentIndex() == 0
    page.shifts_button.click()
    panel.reset_button.click()
    assert [row.name.text() for row in panel.rows] == ["Day shift", "Night shift"]
    QTest.keyClick(panel, KEY.Key_Escape)
    assert shifts.roster(desk.store) == held
    page.shifts_button.click()
    for day in panel.rows[0].days:
        day.setChecked(False)
    said: list[str] = []
    desk.ways.said.connect(lambda sentence, _tone: said.append(sentence))
    assert not panel.save()
    assert said == ["A weekday of the shift is missing."]


def test_the_sheet_is_shown_as_paper(
    page: HandoverPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop_app.views.preview import Preview

    shown: list[Path] = []
    monkeypatch.setattr(Preview, "open", lambda self: shown.append(self._file))
    handover_id = _sheet(desk, "one")
    _shown(page, qtbot, handover_id)
    page.panel.table.setFocus()
    QTest.keyClick(page.panel.table, KEY.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(shown))
    assert shown[0].parent == desk.store.paths.documents / "handovers"
    assert shown[0].exists()
