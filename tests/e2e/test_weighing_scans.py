"""A scanner in the weighing room, wherever the cursor is: the room takes its parcels itself."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.program import Program
from desktop_app.services import weight_checks
from desktop_app.views.desk import Errand, Room
from desktop_app.views.weighing_tab import WeighingTab
from tests.gui.weighing_shop import ENTER, order, product

NUMBER = "YT1234567890123"


@pytest.fixture
def room(running: Program, qtbot: QtBot) -> WeighingTab:
    product(running.store, "A", 120, title="杯")
    order(running.store, "4001", {"A": 2}, tracking=NUMBER, buyer_text="小明")
    opened = running.window.open(Room.WEIGHING)
    assert isinstance(opened, WeighingTab)
    qtbot.waitUntil(opened.isVisible)
    return opened


def scan(qtbot: QtBot, where: QWidget, number: str) -> None:
    where.setFocus()
    qtbot.keyClicks(where, number)
    qtbot.keyClick(where, ENTER)


def test_a_batch_takes_what_is_scanned_while_its_list_has_the_cursor(
    running: Program, room: WeighingTab, qtbot: QtBot
) -> None:
    qtbot.waitUntil(room.open("batch").isVisible)
    scan(qtbot, room.batch.list.view, NUMBER)
    assert room.batch.line.accessibleName() == "Weight on the scale, in grams"
    assert room.batch.line.hasFocus()
    qtbot.keyClicks(room.batch.line, "0.240")
    qtbot.keyClick(room.batch.line, ENTER)
    assert room.batch.doubt.hasFocus()
    scan(qtbot, room.batch.doubt, NUMBER)
    assert room.batch.doubt.isVisible(), "a scan answers no question"
    qtbot.keyClick(room.batch.doubt, ENTER)
    assert [row.measured_g for row in weight_checks.listed(running.store)] == [240]
    assert running.window.stack.currentWidget() is room


def test_the_single_scale_takes_the_next_parcel_from_anywhere_on_its_page(
    room: WeighingTab, qtbot: QtBot
) -> None:
    scan(qtbot, room.weigh.scale.button, NUMBER)
    assert room.weigh.parcel.parcel is not None
    assert room.weigh.parcel.parcel.order_no == "4001"
    assert room.weigh.scale.edit.hasFocus()


def test_a_parcel_that_came_back_is_entered_by_scanning_it(
    running: Program, room: WeighingTab, qtbot: QtBot
) -> None:
    page = room.parcels
    qtbot.waitUntil(room.open("parcels").isVisible)
    scan(qtbot, page.paper, NUMBER)
    assert page.form.tracking.text() == NUMBER
    assert page.form.save()
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 1)
    page.begin()
    scan(qtbot, page.paper, NUMBER)
    assert page.list.text() == NUMBER


def test_elsewhere_in_the_room_a_scan_opens_what_it_names(
    running: Program, room: WeighingTab, qtbot: QtBot
) -> None:
    qtbot.waitUntil(room.open("stock").isVisible)
    sent: list[Errand] = []
    running.desk.ways.errand.connect(sent.append)
    scan(qtbot, room.stock.state.chips["all"], NUMBER)
    qtbot.waitUntil(lambda: bool(sent))
    assert (sent[0].room, sent[0].thing) == (Room.CASES, "4001")
