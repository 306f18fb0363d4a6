"""The whole window where there is little room, by keyboard, and for those who hear it read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QCalendarWidget,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.jobs.photo_care import PhotoCare
from desktop_app.views.about import KeysDialog
from desktop_app.views.cases_tab import CasesTab
from desktop_app.views.claims_tab import ClaimsTab, Page
from desktop_app.views.desk import Desk, Room
from desktop_app.views.keys_page import native
from desktop_app.views.main_window import MainWindow
from desktop_app.views.paged_tab import PagedTab
from desktop_app.views.room_stack import RoomPlace
from desktop_app.views.tab import Tab
from desktop_app.views.weighing_tab import WeighingTab

_AT_200_PERCENT = (683, 384)  # what a screen of 1366 × 768 shows
_CONTROLS = (
    *(QLineEdit, QComboBox, QPlainTextEdit, QAbstractSpinBox, QAbstractButton),
    *(QAbstractItemView, QTabBar),
)
_WITHIN = (QAbstractSpinBox, QComboBox, QLineEdit, QTabBar, QAbstractItemView, QCalendarWidget)


@pytest.fixture
def window(desk: Desk, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(desk)
    qtbot.addWidget(made)
    made.resize(*_AT_200_PERCENT)
    made.show()
    yield made
    made.close()


def pages(window: MainWindow, room: Room) -> Iterator[QWidget]:
    """Each page of a room, seen one after another."""
    tab = window.open(room)
    if isinstance(tab, PagedTab):
        for name in tab.PAGES:
            yield tab.open(name)
    elif isinstance(tab, WeighingTab):
        for place in range(tab.bar.count()):
            tab.bar.setCurrentIndex(place)
            yield tab.current()
    elif isinstance(tab, ClaimsTab):
        for page in Page:
            yield tab.open_page(page)
    else:
        yield tab


def is_inner(part: QWidget) -> bool:
    """Whether Qt made it within a control that has the name."""
    above = part.parentWidget()
    while above is not None:
        if isinstance(above, _WITHIN):
            return True
        above = above.parentWidget()
    return part.objectName().startswith("qt_")


@pytest.mark.parametrize("room", list(Room))
def test_every_control_of_every_page_has_a_name(window: MainWindow, room: Room) -> None:
    for page in pages(window, room):
        nameless = [
            (type(part).__name__, type(part.parentWidget()).__name__)
            for part in page.findChildren(QWidget)
            if isinstance(part, _CONTROLS) and part.isVisible() and not is_inner(part)
            if not part.accessibleName() and not (isinstance(part, QAbstractButton) and part.text())
        ]
        assert nameless == []


def fits(tab: Tab) -> bool:
    """Whether a room has what it needs, be it scrolled."""
    wanted = tab.wanted_room()
    return tab.width() >= wanted.width() and tab.height() >= wanted.height()


@pytest.mark.parametrize("room", list(Room))
def test_a_room_is_scrolled_rather_than_squeezed_at_200_percent(
    window: MainWindow, room: Room, qtbot: QtBot
) -> None:
    place = window.findChild(RoomPlace)
    assert isinstance(place, RoomPlace)
    assert window.width() == _AT_200_PERCENT[0]
    assert window.height() == _AT_200_PERCENT[1]
    for _page in pages(window, room):
        tab = window.open(room)
        qtbot.waitUntil(lambda tab=tab: fits(tab))
        assert place.verticalScrollBar().maximum() > 0


def test_the_rail_keeps_all_rooms_in_a_low_window(window: MainWindow, qtbot: QtBot) -> None:
    window.open(Room.REPORTS)
    last = window.rail.buttons[Room.REPORTS]
    assert last.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
    assert last.geometry().bottom() <= window.rail.height()
    assert last.accessibleName() == "Reports"
    window.resize(1366, 728)
    qtbot.waitUntil(lambda: last.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextUnderIcon)


def test_the_cursor_brings_hidden_parts_of_a_room_along(window: MainWindow, qtbot: QtBot) -> None:
    cases = window.open(Room.CASES)
    assert isinstance(cases, CasesTab)
    cases.list.search.setFocus()
    area = window.findChild(RoomPlace)
    assert isinstance(area, QScrollArea)
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    last = next(iter(cases.filters.all)).findChild(QAbstractButton)
    assert last is not None
    qtbot.keyClick(cases.list.search, Qt.Key.Key_Tab)
    assert last.hasFocus()
    qtbot.waitUntil(lambda: not last.visibleRegion().isEmpty())


def test_tab_goes_from_the_search_through_the_filters_to_the_list(
    window: MainWindow, qtbot: QtBot
) -> None:
    cases = window.open(Room.CASES)
    assert isinstance(cases, CasesTab)
    part: QWidget = cases.list.search
    met: list[QWidget] = []
    for _step in range(60):
        part = part.nextInFocusChain()
        met.append(part)
        if part is cases.list.view:
            break
    first, *_rest, last = (chips.findChild(QAbstractButton) for chips in cases.filters.all)
    assert first is not None
    assert last is not None
    assert met.index(first) < met.index(last) < met.index(cases.list.view)


def test_menus_have_letters_that_do_not_clash(window: MainWindow) -> None:
    titles = [action.text() for action in window.menuBar().actions()]
    letters = [title[title.index("&") + 1].casefold() for title in titles]
    assert len(set(letters)) == len(letters)


def test_the_page_of_keys_tells_of_today_the_sheet_and_the_register(
    window: MainWindow, qtbot: QtBot
) -> None:
    page = KeysDialog(window)
    qtbot.addWidget(page)
    said = {part.text() for part in page.findChildren(QWidget) if hasattr(part, "text")}
    assert {"To-do", "Handover sheet", "After-sales register", "Photos"} <= said
    assert native("Ctrl+1 … Ctrl+7") in said
    assert native("Alt+Up … Alt+Down") in said


def test_photo_care_begins_nothing_once_it_is_closed(desk: Desk) -> None:
    care = PhotoCare(desk.store, desk.jobs, desk.notices)
    care.close()
    care.read()
    care.scan()
    assert not desk.jobs.running
