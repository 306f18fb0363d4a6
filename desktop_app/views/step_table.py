"""A checklist as the shop writes it: lines in their order, in both languages."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.i18n import _
from desktop_app.core.labels import label
from desktop_app.services import workflows
from desktop_app.services.workflows import StepDraft
from desktop_app.views import boxes
from desktop_app.views.icons import icon

_ZH, _EN, _OPTIONAL, _EVIDENCE = range(4)


class StepTable(QWidget):
    """The order is the one in which things are done; a line rests on those above it only."""

    def __init__(self) -> None:
        super().__init__()
        self.table = QTableWidget(0, 4)
        self.table.setAccessibleName(_("Checklist"))
        self.table.setHorizontalHeaderLabels(
            [_("In Chinese"), _("In English"), _("Can be left out"), _("Evidence")]
        )
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(_ZH, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_EN, QHeaderView.ResizeMode.Stretch)
        self.table.setColumnWidth(_OPTIONAL, 130)
        self.table.setColumnWidth(_EVIDENCE, 150)
        self.add = _button("add", _("Add a line"))
        self.up = _button("up", _("Move up"))
        self.down = _button("down", _("Move down"))
        self.remove = _button("trash", _("Remove the line"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.table, 1)
        layout.addLayout(boxes.line(self.add, self.up, self.down, self.remove, None))
        self.add.clicked.connect(self._add)
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.remove.clicked.connect(self._remove)

    def show_steps(self, steps: tuple[StepDraft, ...]) -> None:
        """Shows a checklist's lines."""
        self.table.setRowCount(0)
        for step in steps:
            self._insert(self.table.rowCount(), step)
        if steps:
            self.table.selectRow(0)

    def steps(self) -> tuple[StepDraft, ...]:
        """The lines as they stand."""
        return tuple(self._step(row) for row in range(self.table.rowCount()))

    def _step(self, row: int) -> StepDraft:
        step: StepDraft = self._item(row, _ZH).data(Qt.ItemDataRole.UserRole)
        optional = self._item(row, _OPTIONAL).checkState() == Qt.CheckState.Checked
        zh, en = self._item(row, _ZH).text().strip(), self._item(row, _EN).text().strip()
        return replace(step, zh=zh or en, en=en or zh, optional=optional)

    def _item(self, row: int, column: int) -> QTableWidgetItem:
        return self.table.item(row, column) or QTableWidgetItem()

    def _insert(self, row: int, step: StepDraft) -> None:
        self.table.insertRow(row)
        zh = QTableWidgetItem(step.zh)
        zh.setData(Qt.ItemDataRole.UserRole, step)
        optional = QTableWidgetItem()
        optional.setFlags(
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsUserCheckable
            | Qt.ItemFlag.ItemIsSelectable
        )
        optional.setCheckState(Qt.CheckState.Checked if step.optional else Qt.CheckState.Unchecked)
        evidence = QTableWidgetItem(_(", ").join(map(label, step.evidence)))
        evidence.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        for column, item in enumerate((zh, QTableWidgetItem(step.en), optional, evidence)):
            self.table.setItem(row, column, item)

    def _add(self) -> None:
        row = self.table.currentRow() + 1 if self.table.rowCount() else 0
        self._insert(row, StepDraft(workflows.new_step_code(self.steps()), "", ""))
        self.table.selectRow(row)
        self.table.setCurrentCell(row, _ZH)
        self.table.editItem(self._item(row, _ZH))

    def _move(self, by: int) -> None:
        row = self.table.currentRow()
        if row < 0 or not 0 <= row + by < self.table.rowCount():
            return
        step = self._step(row)
        self.table.removeRow(row)
        self._insert(row + by, step)
        self.table.selectRow(row + by)

    def _remove(self) -> None:
        row = self.table.currentRow()
        if row >= 0:
            self.table.removeRow(row)
            self.table.selectRow(min(row, self.table.rowCount() - 1))


def _button(picture: str, text: str) -> QPushButton:
    return QPushButton(icon(picture), text)
