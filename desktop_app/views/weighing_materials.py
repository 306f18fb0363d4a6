"""The packing materials: boxes, bags and fillers with their tare, typed right into the table."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop_app.core import texts
from desktop_app.core.errors import UserError
from desktop_app.core.i18n import _
from desktop_app.services import packaging
from desktop_app.services.packaging import PackagingRow
from desktop_app.views.desk import Desk
from desktop_app.views.fields import Field, insist
from desktop_app.views.weighing_cells import parse
from desktop_app.views.weighing_parts import heading, text_label

_LOCKED = ~Qt.ItemFlag.ItemIsEditable
_CHECKED = Qt.CheckState.Checked


class Materials(QWidget):
    """All that is ticked as usual is counted in a parcel unless somebody says otherwise."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._filling = False
        self._rows: list[PackagingRow] = []
        self.table = _Table()
        self.table.itemChanged.connect(self._edited)
        self.table.delete_wanted.connect(self._remove)
        self.name = Field(_("Name"), needed=True)
        self.tare = Field(_("Weighs (g)"), lambda text: parse(text, nought=True), needed=True)
        self.add_button = QPushButton(_("Add"))
        self.add_button.clicked.connect(self._add)
        self.tare.edit.returnPressed.connect(self._add)
        self.name.edit.returnPressed.connect(self.tare.edit.setFocus)
        self.remove_button = QPushButton(_("Remove"))
        self.remove_button.clicked.connect(self._remove)
        self.fault = text_label("error")
        self.fault.hide()
        self._build()

    def refresh(self) -> None:
        """Reads the materials anew, unless one is being typed over."""
        if self.table.state() is QTableWidget.State.EditingState:
            return
        self._rows = packaging.rows(self._desk.store)
        self._filling = True
        self.table.setRowCount(len(self._rows))
        for place, row in enumerate(self._rows):
            self._fill(place, row)
        self._filling = False

    def _fill(self, place: int, row: PackagingRow) -> None:
        name = QTableWidgetItem(row.name)
        name.setFlags(name.flags() & _LOCKED)
        usual = QTableWidgetItem()
        usual.setFlags((usual.flags() | Qt.ItemFlag.ItemIsUserCheckable) & _LOCKED)
        usual.setCheckState(_CHECKED if row.usual else Qt.CheckState.Unchecked)
        cells = (name, QTableWidgetItem(str(row.tare_g)), QTableWidgetItem(str(row.tolerance_g)))
        for column, item in enumerate((*cells, usual)):
            if column in {1, 2}:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.table.setItem(place, column, item)

    def _edited(self, item: QTableWidgetItem) -> None:
        if not self._filling:
            self._store(self._rows[item.row()], item.row())

    def _store(self, row: PackagingRow, place: int) -> None:
        texts_typed = [self._item(place, column).text() for column in (1, 2)]
        usual = self._item(place, 3).checkState() == _CHECKED
        try:
            tare, tolerance = (parse(text, nought=True) or 0 for text in texts_typed)
            packaging.put(self._desk.store, row.name, tare, tolerance, usual_one=usual)
        except UserError as error:
            self._complain(texts.sentence(error))
            self._filling = True
            self._fill(place, row)
            self._filling = False
            return
        self._rows = packaging.rows(self._desk.store)
        self._complain("")

    def _item(self, place: int, column: int) -> QTableWidgetItem:
        item = self.table.item(place, column)
        if item is None:
            raise IndexError(place, column)
        return item

    def _add(self) -> None:
        if not insist(self.name, self.tare):
            return
        tare = parse(self.tare.text(), nought=True) or 0
        usual = not self._rows
        self._desk.attempt(
            lambda: packaging.put(self._desk.store, self.name.text(), tare, usual_one=usual)
        )
        for field in (self.name, self.tare):
            field.set_text("")
        self.refresh()
        self.name.edit.setFocus()

    def _remove(self) -> None:
        place = self.table.currentRow()
        if 0 <= place < len(self._rows):
            row = self._rows[place]
            self._desk.attempt(lambda: packaging.remove(self._desk.store, row.id))
            self.refresh()

    def _complain(self, sentence: str) -> None:
        self.fault.setText(sentence)
        self.fault.setVisible(bool(sentence))

    def _build(self) -> None:
        hint = text_label(
            "caption",
            _("What is ticked as usual counts in every parcel; type over what it weighs."),
        )
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.name, 2)
        line.addWidget(self.tare, 1)
        line.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignBottom)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.remove_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(8)
        layout.addWidget(hint)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)
        layout.addWidget(self.fault)
        layout.addLayout(line)


class _Table(QTableWidget):
    delete_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(0, 4)
        self.setAccessibleName(_("Packing materials"))
        titles = (_("Material"), _("Weighs (g)"), _("Tolerance (g)"), _("Usual"))
        for column, title in enumerate(titles):
            self.setHorizontalHeaderItem(column, heading(title, right=column in {1, 2}))
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(32)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)
