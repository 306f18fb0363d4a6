"""Deleted cases: listed, and taken back from where nothing else remembers them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.core.kinds import CaseKind
from desktop_app.services import case_bin, case_lists, cases
from desktop_app.services.cases import CaseDraft
from desktop_app.views.case_bin_dialog import CaseBinDialog
from desktop_app.views.desk import Desk, Errand, Room


def test_a_deleted_case_is_found_in_the_bin_and_taken_back_by_enter(
    desk: Desk, qtbot: QtBot
) -> None:
    nos = [
        cases.open(desk.store, CaseDraft(kind=CaseKind.LOST, buyer=f"buyer {n}")).row.no
        for n in range(3)
    ]
    case_bin.delete(desk.store, nos[:2])
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = CaseBinDialog(desk, parent)
    dialog.show()
    assert [row.no for row in dialog.model.held()] == [nos[1], nos[0]]
    assert dialog.model.held()[0].buyer == "buyer 1"
    sent: list[Errand] = []
    desk.ways.errand.connect(sent.append)
    QTest.keyClick(dialog.view, Qt.Key.Key_Return)
    assert [(one.room, one.thing) for one in sent] == [(Room.CASES, nos[1])]
    assert case_lists.count(desk.store) == 2
    dialog.back.click()
    assert dialog.model.held() == []
    assert not dialog.back.isEnabled()
    assert case_lists.count(desk.store) == 3
    dialog.hide()
