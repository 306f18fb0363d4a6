"""One half of the register's grid: a table whose mouse and keys the grid itself minds."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from typing_extensions import override

from desktop_app.views.register_model import RegisterModel
from desktop_app.views.rows_view import ChipDelegate
from desktop_app.views.theme import colours

ROW_HEIGHT = 29
_Index = QModelIndex | QPersistentModelIndex


class Minder(Protocol):
    """What a table tells of: the grid that it is half of."""

    def holds(self, index: QModelIndex | QPersistentModelIndex) -> bool:
        """Whether a cell is in the chosen block."""

    def press(self, index: QModelIndex, *, stretch: bool) -> None:
        """A cell was pressed."""

    def drag(self, where: QPoint) -> None:
        """The mouse was dragged to a place of the screen."""

    def open_row(self, index: QModelIndex) -> None:
        """A row was double-clicked."""

    def key(self, event: QKeyEvent) -> bool:
        """A key was pressed; False when it means nothing here."""

    def offer(self, where: QPoint) -> None:
        """The menu was asked for."""

    def be_written(self) -> None:
        """A table got the cursor: input methods may write where the current cell lets them."""

    def compose(self, event: QInputMethodEvent) -> None:
        """An input method began to write."""


class GridDelegate(ChipDelegate):
    """Words and chips, and a frame around the current cell: faint where it can't be written."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        view, model = self.parent(), index.model()
        if not isinstance(view, GridTable) or not isinstance(model, RegisterModel):
            return
        if view.minder.holds(index):
            painter.fillRect(option.rect, QColor(colours().accent_soft))
        super().paint(painter, option, index)
        if view.selectionModel().currentIndex() == index:
            ink = colours().accent if model.can_write(index) else colours().faint
            painter.save()
            painter.setPen(QPen(QColor(ink), 2))
            painter.drawRect(option.rect.adjusted(1, 1, -1, -1))
            painter.restore()


class GridTable(QTableView):
    """Shows some of the model's columns; the others are in the other half."""

    def __init__(self, model: RegisterModel, minder: Minder, parent: QWidget) -> None:
        super().__init__(parent)
        self.minder = minder
        self.setProperty("grid", True)
        self.setModel(model)
        self.setItemDelegate(GridDelegate(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setAutoScroll(False)
        self.setWordWrap(False)
        self.setShowGrid(True)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        rows.setMinimumSectionSize(ROW_HEIGHT)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            held = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.minder.press(index, stretch=held)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.minder.drag(event.globalPosition().toPoint())
        else:
            super().mouseMoveEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.minder.open_row(index)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.minder.offer(event.globalPos())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.minder.key(event):
            event.ignore()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.minder.be_written()

    @override
    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Chinese is written through an input method: that begins an edit as any key does."""
        if event.commitString() or event.preeditString():
            self.minder.compose(event)
        else:
            event.ignore()

    @override
    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab is the cursor's, as in a spreadsheet; Ctrl+Tab leaves."""
        return False


def visible(view: QTableView) -> list[int]:
    """The columns that a table shows, in the order in which they are seen."""
    header = view.horizontalHeader()
    places = (header.logicalIndex(place) for place in range(header.count()))
    return [column for column in places if not header.isSectionHidden(column)]
