"""The one list model and its view: pages on demand, sorting by SQL, columns remembered, copying."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop_app.views.desk import Desk
from desktop_app.views.rows_model import PAGE, TONE_ROLE, Column, RowsModel
from desktop_app.views.rows_view import RowsView
from desktop_app.views.theme import Tone


@dataclass(frozen=True)
class Thing:
    id: int
    name: str


class Source:
    """Things by id; remembers which were asked for."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.gone: set[int] = set()

    def load(self, ids: Sequence[int]) -> Iterator[Thing]:
        self.asked.append(list(ids))
        return (Thing(each, f"thing {each}") for each in ids if each not in self.gone)


COLUMNS = (
    Column[Thing]("name", "Name", lambda row: row.name, sort="name"),
    Column[Thing]("no", "No.", lambda row: str(row.id), sort="id", right=True),
    Column[Thing](
        "chip", "Chip", lambda row: "odd" if row.id % 2 else "", tone=lambda _row: Tone.WARN
    ),
)


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def model(source: Source) -> RowsModel[Thing]:
    made = RowsModel(COLUMNS, source.load)
    made.set_ids(range(1, 1001))
    return made


@pytest.fixture
def view(model: RowsModel[Thing], desk: Desk, qtbot: QtBot) -> RowsView:
    made = RowsView(model, "things", desk.memory)
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show()
    return made


def text(model: QAbstractItemModel, row: int, column: int = 0) -> object:
    return model.index(row, column).data()


def test_the_model_keeps_qt_s_rules(model: RowsModel[Thing], qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(model)


def test_rows_are_fetched_by_pages_when_looked_at(model: RowsModel[Thing], source: Source) -> None:
    assert text(model, 999) == "thing 1000"
    assert text(model, 998) == "thing 999"
    assert [len(asked) for asked in source.asked] == [1000 - 3 * PAGE]


def test_only_the_latest_pages_are_kept(source: Source) -> None:
    model = RowsModel(COLUMNS, source.load)
    model.set_ids(range(PAGE * 40))
    for page in range(40):
        text(model, page * PAGE)
    text(model, 0)
    assert len(source.asked) == 41


def test_a_changed_row_is_fetched_anew(model: RowsModel[Thing], source: Source) -> None:
    text(model, 0)
    source.gone.add(2)
    model.forget([2])
    assert text(model, 1) is None
    assert text(model, 0) == "thing 1"
    assert model.row_at(1) is None
    assert model.row_at(5000) is None


def test_headings_and_chips(model: RowsModel[Thing]) -> None:
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Name"
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert model.index(0, 2).data(TONE_ROLE) == Tone.WARN
    assert model.index(0, 0).data(TONE_ROLE) is None
    assert model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Name: thing 1"


def test_a_click_on_a_heading_asks_sql_to_sort(view: RowsView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.sort_wanted) as sort:
        view.horizontalHeader().setSortIndicator(1, Qt.SortOrder.DescendingOrder)
    assert sort.args == ["id", True]


def test_enter_opens_and_the_choice_is_told(view: RowsView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.picked) as picked:
        assert view.choose(500)
    assert picked.args == [Thing(500, "thing 500")]
    with qtbot.waitSignal(view.opened) as opened:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == [Thing(500, "thing 500")]
    assert not view.choose(5000)


def test_selected_rows_are_copied_as_spreadsheets_take_them(view: RowsView, qtbot: QtBot) -> None:
    view.selectRow(0)
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert view.ids_chosen() == [1, 2]
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "thing 1\t1\todd\nthing 2\t2\t"


def test_hidden_columns_and_widths_are_remembered(
    view: RowsView, model: RowsModel[Thing], desk: Desk, qtbot: QtBot
) -> None:
    menu = view.column_menu(view)
    menu.actions()[2].trigger()
    view.setColumnWidth(0, 222)
    again = RowsView(model, "things", desk.memory)
    qtbot.addWidget(again)
    assert again.isColumnHidden(2)
    assert again.columnWidth(0) == 222


def test_chips_are_painted_in_their_tone(view: RowsView, qtbot: QtBot) -> None:
    picture = view.grab().toImage()
    ground = {picture.pixelColor(x, y).name() for x in range(200, 340, 3) for y in range(30, 120)}
    assert "#fdeccb" in ground
