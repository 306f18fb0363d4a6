"""A heading with a row of filter fields below it, each as wide as its column."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget
from typing_extensions import override

_ROW = 30
_GAP = 1


class FilterHeader(QHeaderView):
    """`reached` tells of the column whose field got the cursor, so that it can be brought in sight.

    ``field`` makes the filter field of a column.
    """

    reached = Signal(int)

    def __init__(self, view: QTableView, field: Callable[[int], QWidget]) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self.fields: dict[int, QWidget] = {}
        self._field = field
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSortIndicatorClearable(True)
        self.setSortIndicatorShown(True)
        self.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.sectionResized.connect(self.place)
        self.sectionMoved.connect(self.place)
        view.horizontalScrollBar().valueChanged.connect(self.place)

    def begin(self) -> None:
        """Makes the fields of the columns that there are."""
        for column in range(self.count()):
            field = self._field(column)
            field.setParent(self)
            field.installEventFilter(self)
            self.fields[column] = field
        self.updateGeometries()

    @override
    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        return QSize(size.width(), size.height() + _ROW)

    @override
    def updateGeometries(self) -> None:
        self.setViewportMargins(0, 0, 0, _ROW)
        super().updateGeometries()
        self.place()

    def place(self, *_told: int) -> None:
        """Puts the fields below their columns."""
        top = self.height() - _ROW
        for column, field in self.fields.items():
            shown = not self.isSectionHidden(column)
            field.setVisible(shown)
            if shown:
                left = self.sectionViewportPosition(column)
                width = self.sectionSize(column) - 2 * _GAP
                field.setGeometry(left + _GAP, top + _GAP, width, _ROW - 2 * _GAP)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            for column, field in self.fields.items():
                if field is watched:
                    self.reached.emit(column)
        return super().eventFilter(watched, event)
