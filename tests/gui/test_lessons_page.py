"""Lessons as a clerk meets them (R56): offered on a like case, kept, found again, let go."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.core.kinds import CaseStage, CostKind
from desktop_app.models.cases import AfterSalesCase
from desktop_app.services import case_costs, cases, lessons
from desktop_app.services.cases import CaseDraft
from desktop_app.services.store import Store
from desktop_app.views.cases_tab import CasesTab
from desktop_app.views.desk import Desk, Errand, Room
from desktop_app.views.lessons_page import LessonsPage
from tests.invented import order, product

FOLLOW = 3


def closed(store: Store, number: str, kind: str = "damaged_signed", sku: str = "CUP") -> str:
    """A case that is over; returns its number."""
    order(store, number, {sku: 1}, buyer=f"买家{number}", receiver="王")
    no = cases.open(store, CaseDraft(kind, order=number)).row.no
    AfterSalesCase.update(stage=CaseStage.CLOSED, closed_at="2026-09-03T08:00:00Z").where(
        AfterSalesCase.no == no
    ).execute()
    return no


@pytest.fixture
def lesson(shop: Store, desk: Desk) -> str:
    product(shop, "CUP", "马克杯")
    product(shop, "PAN", "平底锅")
    no = closed(shop, "4001")
    cases.change(shop, no, outcome="resend", cause="packing")
    case_costs.add(shop, no, CostKind.RESEND, 1250)
    lessons.keep(shop, no, "先让买家拍六面照，再补发", tags=["易碎"])
    return no


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> LessonsPage:
    made = LessonsPage(desk)
    qtbot.addWidget(made)
    made.resize(1280, 620)
    made.show()
    return made


def shown(page: LessonsPage) -> list[str]:
    """The numbers of the cases that are listed."""
    rows = (page.list.model.row_at(place) for place in range(page.list.model.rowCount()))
    return [row.no for row in rows if row is not None]


def texts_in(place: QWidget) -> str:
    return "\n".join(one.text() for one in place.findChildren(QLabel) if one.text())


def test_r56_a_like_case_shows_the_lesson_with_note_outcome_and_cost(
    shop: Store, desk: Desk, lesson: str, qtbot: QtBot
) -> None:
    order(shop, "4002", {"CUP": 1}, buyer="小明")
    no = cases.open(shop, CaseDraft("damaged_signed", order="4002")).row.no
    other = cases.open(shop, CaseDraft("return", buyer="别人")).row.no
    tab = CasesTab(desk)
    qtbot.addWidget(tab)
    tab.show()
    tab.show_case(no)
    card = tab.panel.lessons
    assert not card.isHidden()
    assert card.head.text() == "Lessons from before: 1"
    assert card.aside.text() == "先让买家拍六面照，再补发"
    assert card.body.isHidden()
    qtbot.mouseClick(card.head, Qt.MouseButton.LeftButton)
    assert not card.body.isHidden()
    told = texts_in(card)
    assert "Same kind and goods" in told
    assert "Outcome: Resend · Cost: ¥12.50" in told
    [opens] = [one for one in card.findChildren(QPushButton) if one.text() == lesson]
    opens.click()
    assert tab.panel.detail is not None
    assert tab.panel.detail.row.no == lesson
    tab.show_case(other)
    assert card.isHidden()


def test_r56_the_form_of_a_new_case_offers_lessons_too(
    shop: Store, desk: Desk, lesson: str, qtbot: QtBot
) -> None:
    order(shop, "4003", {"CUP": 1}, buyer="小明")
    tab = CasesTab(desk)
    qtbot.addWidget(tab)
    tab.show()
    tab.begin_new("4003")
    assert tab.new.lessons.isHidden()
    tab.begin_new("4003", "damaged_signed")
    assert not tab.new.lessons.isHidden()
    assert [one.lesson.no for one in tab.new.lessons.found] == [lesson]


def test_r56_a_closed_case_is_kept_with_its_note_and_taken_back(
    shop: Store, desk: Desk, qtbot: QtBot
) -> None:
    product(shop, "CUP")
    no = closed(shop, "4004")
    fresh = cases.open(shop, CaseDraft("lost", buyer="新")).row.no
    tab = CasesTab(desk)
    qtbot.addWidget(tab)
    tab.show()
    tab.show_case(fresh)
    tab.panel.open_page(FOLLOW)
    card = tab.panel.lesson
    assert card.isHidden()
    tab.show_case(no)
    assert not card.isHidden()
    assert card.keep_button.text() == "Keep as a lesson"
    card.text.setPlainText("少放一层气泡膜就碎 ")
    card.keep_button.click()
    detail = cases.show(shop, no)
    assert (detail.lesson, detail.lesson_note) == (True, "少放一层气泡膜就碎")
    assert tab.panel.marks.flags["lesson"].isChecked()
    assert card.keep_button.isHidden()
    card.text.setPlainText("改了")
    assert card.keep_button.text() == "Keep the text"
    card.keep_button.click()
    tab.history.stack.undo()
    assert cases.show(shop, no).lesson_note == "少放一层气泡膜就碎"
    tab.history.stack.undo()
    assert not cases.show(shop, no).lesson


def test_lessons_are_listed_narrowed_and_searched(
    shop: Store, desk: Desk, lesson: str, page: LessonsPage, qtbot: QtBot
) -> None:
    other = closed(shop, "4005", "lost", "PAN")
    lessons.keep(shop, other, "催网点")
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 2)
    qtbot.waitUntil(lambda: set(page.skus.actions_) == {"CUP", "PAN"})
    page.skus.actions_["PAN"].trigger()
    qtbot.waitUntil(lambda: shown(page) == [other])
    page.list.clear_filters()
    page.list.search.setText("六面照")
    qtbot.waitUntil(lambda: shown(page) == [lesson])
    page.list.clear_filters()
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 2)
    assert set(page.kinds.actions_) == {"damaged_signed", "lost"}
    assert set(page.tags.actions_) == {"易碎"}


def test_lessons_note_is_written_by_keyboard_and_undone(
    shop: Store, desk: Desk, lesson: str, page: LessonsPage, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 1)
    page.list.search.setFocus()
    qtbot.keyClick(page.list.search, Qt.Key.Key_Down)
    assert page.panel.row is not None
    assert page.panel.row.no == lesson
    assert "¥12.50" in texts_in(page.panel)
    qtbot.keyClick(page.list.view, Qt.Key.Key_Return)
    assert page.panel.note.edit.hasFocus() or not page.isActiveWindow()
    page.panel.note.set_text("先补发再索赔")
    assert not page.panel.keep_button.isHidden()
    page.panel.keep_button.click()
    assert cases.show(shop, lesson).lesson_note == "先补发再索赔"
    assert not page.undo.isHidden()
    page.undo.click()
    assert cases.show(shop, lesson).lesson_note == "先让买家拍六面照，再补发"
    page.panel.drop()
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 0)
    assert not cases.show(shop, lesson).lesson
    page.undo.click()
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 1)
    assert cases.show(shop, lesson).lesson


def test_a_lesson_is_shown_on_an_errand_and_its_case_opened(
    shop: Store, desk: Desk, lesson: str, page: LessonsPage, qtbot: QtBot
) -> None:
    went: list[Errand] = []
    desk.ways.errand.connect(went.append)
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 1)
    page.run_errand(Errand(Room.REPORTS, thing=lesson, kind="lessons"))
    assert page.panel.title.text() == lesson
    page.panel.open_button.click()
    assert (went[-1].room, went[-1].thing) == (Room.CASES, lesson)
    page.run_errand(Errand(Room.REPORTS))


def test_an_empty_page_says_how_a_lesson_comes_about(page: LessonsPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "No lessons yet" in texts_in(page))
    assert page.undo.isHidden()
