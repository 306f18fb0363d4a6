"""The shop's own clocks and kinds of cases, changed in the window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.core.kinds import CaseKind, CaseStage
from desktop_app.services import case_rules, cases, clock_changes, workflows
from desktop_app.services.cases import CaseDraft
from desktop_app.views.case_new import NewCase
from desktop_app.views.desk import Desk
from desktop_app.views.rules_dialog import RulesDialog
from tests.gui.conftest import Answers


@pytest.fixture
def dialog(desk: Desk, qtbot: QtBot) -> Iterator[RulesDialog]:
    parent = QWidget()
    qtbot.addWidget(parent)
    made = RulesDialog(desk, parent)
    made.show()
    yield made
    made.hide()


def test_a_period_looked_up_is_entered_and_marked_as_checked(
    dialog: RulesDialog, desk: Desk, qtbot: QtBot
) -> None:
    case = cases.open(desk.store, CaseDraft(kind="return", buyer="甲"))
    clocks = dialog.clocks
    assert clocks.name.text() == "Reply to the buyer"
    clocks.count.setValue(2)
    clocks.unit.setCurrentIndex(1)
    clocks.source.set_text("")
    qtbot.mouseClick(clocks.save, Qt.MouseButton.LeftButton)
    assert not clock_changes.rows(desk.store)[0].own
    clocks.source.set_text("platform rules, November")
    clocks.checked.setChecked(True)
    qtbot.mouseClick(clocks.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(clocks.back.isEnabled)
    row = clock_changes.rows(desk.store)[0]
    assert (row.rule.period, row.rule.checked) == (timedelta(hours=2), True)
    after = cases.show(desk.store, case.row.no).row
    assert after.reply_due == after.opened_at + timedelta(hours=2)
    qtbot.mouseClick(clocks.back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not clocks.back.isEnabled())
    assert clocks.count.value() == 5


def test_a_line_is_added_to_a_checklist_and_moved(
    dialog: RulesDialog, desk: Desk, qtbot: QtBot
) -> None:
    editor = dialog.workflows
    dialog.pages.setCurrentWidget(editor)
    steps = editor.steps
    before = steps.table.rowCount()
    qtbot.mouseClick(steps.add, Qt.MouseButton.LeftButton)
    steps.table.item(1, 0).setText("拍摄开箱视频")
    qtbot.mouseClick(steps.up, Qt.MouseButton.LeftButton)
    assert editor.is_changed()
    qtbot.mouseClick(editor.store, Qt.MouseButton.LeftButton)
    assert not editor.is_changed()
    rules = case_rules.newest(desk.store, "return")
    assert len(rules.steps) == before + 1
    assert rules.steps[0].names == {"zh_CN": "拍摄开箱视频", "en": "拍摄开箱视频"}


def test_a_step_between_stages_is_taken_out_by_its_tick(dialog: RulesDialog, desk: Desk) -> None:
    editor = dialog.workflows
    editor.stages.tick(CaseStage.NEW, CaseStage.CANCELLED, on=False)
    editor.store.click()
    made = cases.open(desk.store, CaseDraft(kind="return", buyer="甲"))
    assert CaseStage.CANCELLED not in made.nexts


def test_a_workflow_without_an_end_is_refused_and_stays_to_be_mended(
    dialog: RulesDialog, desk: Desk
) -> None:
    said: list[str] = []
    desk.ways.said.connect(lambda sentence, _tone: said.append(sentence))
    editor = dialog.workflows
    for stage in CaseStage:
        editor.stages.tick(stage, CaseStage.CLOSED, on=False)
    editor.store.click()
    assert "can never be closed" in said[-1] or "No step leads" in said[-1]
    assert editor.is_changed()
    assert not case_rules.is_own(desk.store, "return")


def test_a_copied_kind_is_offered_for_new_cases(
    dialog: RulesDialog, desk: Desk, answers: Answers, qtbot: QtBot
) -> None:
    answers.line = "Shoes sent back"
    dialog.workflows.copy.click()
    form = NewCase(desk)
    qtbot.addWidget(form)
    form.begin("某买家", "")
    offered = [form.kind.combo.itemText(n) for n in range(form.kind.combo.count())]
    assert offered[-1] == "Shoes sent back"
    form.kind.combo.setCurrentIndex(form.kind.combo.count() - 1)
    with qtbot.waitSignal(form.opened) as opened:
        form.open_case()
    case = cases.show(desk.store, opened.args[0])
    assert (case.row.kind, case.rules.name) == (CaseKind.RETURN, "Shoes sent back")
    dialog.workflows.back.click()
    assert workflows.offered(desk.store)[-1].name != "Shoes sent back"


def test_leaving_a_changed_workflow_is_asked_about(dialog: RulesDialog, answers: Answers) -> None:
    editor = dialog.workflows
    editor.zh.set_text("另一个名字")
    answers.yes = False
    editor.list.setCurrentRow(3)
    assert editor.list.currentRow() == 0
    answers.yes = True
    editor.list.setCurrentRow(3)
    assert (editor.list.currentRow(), editor.is_changed()) == (3, False)
