"""From which stage of a case the next step can lead to which."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop_app.core.i18n import _
from desktop_app.core.kinds import CaseStage
from desktop_app.core.labels import label
from desktop_app.views import boxes
from desktop_app.views.cards import words

_ALL = tuple(CaseStage)
_ROW = QSize(0, 26)


class StageSteps(QWidget):
    """The stages at the left; beside them a tick at each that the chosen one can lead to."""

    def __init__(self) -> None:
        super().__init__()
        self._nexts: dict[CaseStage, tuple[CaseStage, ...]] = {}
        self.where, self.where_to = QListWidget(), QListWidget()
        self.where.setAccessibleName(_("The case stands at"))
        self.where_to.setAccessibleName(_("and can go to"))
        for stage in _ALL:
            item = QListWidgetItem(label(stage))
            item.setSizeHint(_ROW)
            self.where.addItem(item)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        left = boxes.stack(words(self.where.accessibleName(), "caption"), self.where)
        right = boxes.stack(words(self.where_to.accessibleName(), "caption"), self.where_to)
        layout.addLayout(boxes.line(boxes.held(left), boxes.held(right), spacing=12))
        self.where.currentRowChanged.connect(self._show)
        self.where_to.itemChanged.connect(self._ticked)

    def show_stages(self, stages: Mapping[CaseStage, tuple[CaseStage, ...]]) -> None:
        """Shows the steps of a workflow, from its first stage."""
        self._nexts = {stage: stages.get(stage, ()) for stage in _ALL}
        self.where.setCurrentRow(0)
        self._show(0)

    def stages(self) -> dict[CaseStage, tuple[CaseStage, ...]]:
        """The stages that have a step to or from them, each with those after it."""
        used = {CaseStage.NEW, *(other for nexts in self._nexts.values() for other in nexts)}
        return {stage: nexts for stage, nexts in self._nexts.items() if stage in used or nexts}

    def tick(self, stage: CaseStage, other: CaseStage, *, on: bool) -> None:
        """Allows or forbids a step; the person does so by a click or by Space."""
        self.where.setCurrentRow(_ALL.index(stage))
        for row in range(self.where_to.count()):
            item = self.where_to.item(row)
            if item.data(Qt.ItemDataRole.UserRole) == other.value:
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _show(self, row: int) -> None:
        stage = _ALL[row]
        self.where_to.blockSignals(True)
        self.where_to.clear()
        for other in _ALL:
            if other in {stage, CaseStage.NEW}:
                continue  # no step leads back to new
            item = QListWidgetItem(label(other))
            item.setData(Qt.ItemDataRole.UserRole, other.value)
            item.setSizeHint(_ROW)
            ticked = other in self._nexts.get(stage, ())
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            self.where_to.addItem(item)
        self.where_to.blockSignals(False)

    def _ticked(self, item: QListWidgetItem) -> None:
        stage = _ALL[self.where.currentRow()]
        other = CaseStage(item.data(Qt.ItemDataRole.UserRole))
        before = [each for each in self._nexts[stage] if each is not other]
        if item.checkState() == Qt.CheckState.Checked:
            before.append(other)
        # The order of those that stay is the workflow's own: it is the order of the case's buttons.
        self._nexts[stage] = tuple(before)
