"""The goods of a wrong shipment: what should have gone, what went, what came back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
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

from desktop_app.core.errors import BadValue, Reason
from desktop_app.core.i18n import _
from desktop_app.services.wrong_lines import WrongLineDraft, WrongLineRow
from desktop_app.views.theme import Tone, colours
from desktop_app.views.weighing_parts import heading

_ROW = 30
_MOST_ROWS_SEEN = 6
_BACK = (4, 5)


@dataclass(frozen=True)
class Goods:
    """A line as it is in the table."""

    sku: str
    title: str
    expected: int
    shipped: int
    good: int
    damaged: int

    def draft(self) -> WrongLineDraft:
        return WrongLineDraft(**vars(self))


class LinesEdit(QWidget):
    """A table in which every cell can be typed over; Delete takes a line away."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._filling = False
        self.table = _Table()
        self.table.itemChanged.connect(self._edited)
        self.table.removed.connect(self.changed)
        self.add = QPushButton(_("Add an item"))
        self.add.clicked.connect(self.begin_line)
        self.remove = QPushButton(_("Remove"))
        self.remove.clicked.connect(self.table.remove_chosen)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.add)
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.table)
        layout.addLayout(buttons)
        self.show_lines(())

    def show_lines(
        self, lines: Iterable[WrongLineDraft | WrongLineRow], *, with_back: bool = False
    ) -> None:
        """Fills the table; the columns of what came back are there once it was reported."""
        self._filling = True
        kept = list(lines)
        self.table.setRowCount(len(kept))
        for place, line in enumerate(kept):
            counts = (line.expected, line.shipped, line.good, line.damaged)
            self._fill(place, (line.sku, line.title, *map(str, counts)))
        for column in _BACK:
            self.table.setColumnHidden(column, not with_back)
        self._filling = False
        self.table.fit()

    def begin_line(self) -> None:
        """Adds a line and starts typing in it."""
        self._filling = True
        place = self.table.rowCount()
        self.table.insertRow(place)
        self._fill(place, ("", "", "0", "1", "0", "0"))
        self._filling = False
        self.table.fit()
        self.table.setFocus()
        self.table.setCurrentCell(place, 0)
        self.table.edit(self.table.currentIndex())
        self.changed.emit()

    def goods(self) -> Sequence[Goods]:
        """The lines that say something. Raises BadValue for a count that isn't one."""
        found = []
        for place in range(self.table.rowCount()):
            sku, title = self._text(place, 0), self._text(place, 1)
            counts = [_count(self._text(place, column)) for column in range(2, 6)]
            if sku or title:
                found.append(Goods(sku, title, *counts))
        return found

    def _fill(self, place: int, cells: Sequence[str]) -> None:
        for column, text in enumerate(cells):
            item = QTableWidgetItem(text)
            if column > 1:
                side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                item.setTextAlignment(side)
            self.table.setItem(place, column, item)
            _colour(item)

    def _text(self, place: int, column: int) -> str:
        item = self.table.item(place, column)
        return item.text().strip() if item is not None else ""

    def _edited(self, item: QTableWidgetItem) -> None:
        if not self._filling:
            self._filling = True
            _colour(item)
            self._filling = False
            self.changed.emit()


class _Table(QTableWidget):
    removed = Signal()

    def __init__(self) -> None:
        super().__init__(0, 6)
        self.setAccessibleName(_("Goods that went wrongly"))
        titles = (_("SKU"), _("Item"), _("Ordered"), _("Went"), _("Good back"), _("Bad back"))
        for column, title in enumerate(titles):
            self.setHorizontalHeaderItem(column, heading(title, right=column > 1))
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(56)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)

    def fit(self) -> None:
        """Takes the height that its rows need, within bounds."""
        seen = max(2, min(self.rowCount(), _MOST_ROWS_SEEN))
        self.setFixedHeight(seen * _ROW + self.horizontalHeader().sizeHint().height() + 10)

    def remove_chosen(self) -> None:
        """Takes away the chosen lines."""
        places = sorted({index.row() for index in self.selectedIndexes()}, reverse=True)
        for place in places:
            self.removeRow(place)
        if places:
            self.fit()
            self.removed.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.remove_chosen()
        else:
            super().keyPressEvent(event)


def _count(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit()):
        raise BadValue(Reason.NOT_A_QUANTITY, value=text)
    return int(text)


def _colour(item: QTableWidgetItem) -> None:
    """A count that isn't one stands out while it is typed."""
    text = item.text().strip()
    wrong = item.column() > 1 and bool(text) and not (text.isascii() and text.isdigit())
    shades = colours()
    item.setForeground(shades.ink(Tone.BAD) if wrong else QColor(shades.text))
    item.setToolTip(_("Write a whole number.") if wrong else item.text())
