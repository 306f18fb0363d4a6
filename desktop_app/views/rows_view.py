"""The table that shows a `RowsModel`: chips, sorting by SQL, columns as the person left them."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSettings,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QColor,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QStaticText,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.views.rows_model import Cell, RowsModel
from desktop_app.views.theme import Tone, colours

ROW_HEIGHT = 34
_CHIP_HEIGHT = 22
_SIDE = 8
_Index = QModelIndex | QPersistentModelIndex


class ChipDelegate(QStyledItemDelegate):
    """Paints a cell's words, and those of a cell that has a tone as a chip.

    By its own hand: the style sheet's way takes ten times as long, which a long list shows.
    """

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        area: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(colours().accent_soft))
        model = index.model()
        cell = model.cell(index.row(), index.column()) if isinstance(model, RowsModel) else None
        if cell is None or not cell.words:
            return
        if cell.tone is None:
            self._plain(painter, area, option, cell)
        else:
            self._chip(painter, area, option, cell, cell.tone)

    def _plain(
        self, painter: QPainter, area: QRect, option: QStyleOptionViewItem, cell: Cell
    ) -> None:
        text = _laid_out(cell.words, area.width() - 2 * _SIDE, option.font.key())
        size = text.size()
        left = area.x() + _SIDE
        if cell.right:
            left = round(area.right() - _SIDE - size.width())
        painter.setPen(option.palette.text().color())
        painter.drawStaticText(left, round(area.center().y() - size.height() / 2) + 1, text)

    def _chip(
        self,
        painter: QPainter,
        area: QRect,
        option: QStyleOptionViewItem,
        cell: Cell,
        tone: Tone,
    ) -> None:
        text = _laid_out(cell.words, area.width() - 2 * _SIDE - 12, option.font.key())
        size = text.size()
        top = area.center().y() - _CHIP_HEIGHT // 2 + 1
        chip = QRect(area.x() + 6, top, round(size.width()) + 18, _CHIP_HEIGHT)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours().ground(tone))
        painter.drawRoundedRect(chip, _CHIP_HEIGHT / 2, _CHIP_HEIGHT / 2)
        painter.setPen(colours().ink(tone))
        middle = round(chip.center().y() - size.height() / 2) + 1
        painter.drawStaticText(chip.x() + 9, middle, text)
        painter.restore()

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(80, ROW_HEIGHT)


@lru_cache(maxsize=4096)
def _laid_out(words: str, width: int, font: str) -> QStaticText:
    """The words shaped once for a width: shaping Chinese anew with every paint takes longest."""
    shape = QFont()
    shape.fromString(font)
    line = words.replace("\n", " ")
    text = QStaticText(QFontMetrics(shape).elidedText(line, Qt.TextElideMode.ElideRight, width))
    text.setTextFormat(Qt.TextFormat.PlainText)
    text.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    text.prepare(font=shape)
    return text


class RowsView(QTableView):
    """A list. Sorting is asked for by `sort_wanted` (SQL's key, descending)."""

    sort_wanted = Signal(str, bool)
    opened = Signal(object)
    picked = Signal(object)

    def __init__(self, model: RowsModel[Any], name: str, memory: QSettings) -> None:
        super().__init__()
        self._rows = model
        self._name = name
        self._memory = memory
        self.setModel(model)
        self.setItemDelegate(ChipDelegate(self))
        self._set_manner()
        self._set_header()
        self.activated.connect(lambda index: self.opened.emit(model.row_at(index.row())))
        self.selectionModel().currentRowChanged.connect(self._pick)
        model.modelReset.connect(lambda: self.picked.emit(None))

    def rows_chosen(self) -> list[Any]:
        """The rows that are selected, from the top."""
        places = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [row for row in map(self._rows.row_at, places) if row is not None]

    def ids_chosen(self) -> list[int]:
        """Their ids; cheap however many they are."""
        places = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self._rows.ids[place] for place in places]

    def choose(self, row_id: int) -> bool:
        """Selects the row with this id and scrolls to it; False when it isn't in the list."""
        place = self._rows.place_of(row_id)
        if place < 0:
            return False
        # Not by `selectRow`: while Ctrl is held, that adds to what was selected before.
        flags = QItemSelectionModel.SelectionFlag
        index = self._rows.index(place, 0)
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        return True

    def copy_rows(self) -> None:
        """Puts the selected rows on the clipboard, visible columns apart by tabs."""
        shown = [
            column
            for place, column in enumerate(self._rows.columns)
            if not self.isColumnHidden(place)
        ]
        lines = [
            "\t".join(column.text(row).replace("\t", " ").replace("\n", " ") for column in shown)
            for row in self.rows_chosen()
        ]
        QGuiApplication.clipboard().setText("\n".join(lines))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_rows()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self._rows.row_at(self.currentIndex().row()))
        else:
            super().keyPressEvent(event)

    def _pick(self, current: QModelIndex) -> None:
        self.picked.emit(self._rows.row_at(current.row()) if current.isValid() else None)

    def _set_manner(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)

    def _set_header(self) -> None:
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.ensurePolished()  # a heading is as wide as its words in the window's own font
        for place, column in enumerate(self._rows.columns):
            self.setColumnWidth(place, max(column.width, header.sectionSizeHint(place)))
            self.setColumnHidden(place, column.hidden)
        state = self._memory.value(f"columns/{self._name}")
        if state is not None:
            header.restoreState(state)
        header.setSortIndicatorClearable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.sortIndicatorChanged.connect(self._sort)
        for moved in (header.sectionMoved, header.sectionResized):
            moved.connect(self._remember)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._offer_columns)

    def sort_by(self, key: str, *, descending: bool) -> None:
        """Sorts by a column's SQL key as if its head had been pressed; by none for an empty key."""
        places = [place for place, column in enumerate(self._rows.columns) if column.sort == key]
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        place = places[0] if key and places else -1
        self.horizontalHeader().setSortIndicator(place, order)

    def _sort(self, place: int, order: Qt.SortOrder) -> None:
        key = self._rows.columns[place].sort if place >= 0 else ""
        self.sort_wanted.emit(key, order == Qt.SortOrder.DescendingOrder)

    def _remember(self) -> None:
        self._memory.setValue(f"columns/{self._name}", self.horizontalHeader().saveState())

    def _offer_columns(self, where: QPoint) -> None:
        self.column_menu(self).exec(self.horizontalHeader().mapToGlobal(where))

    def column_menu(self, parent: QWidget) -> QMenu:
        """The menu by which columns are shown and hidden."""
        menu = QMenu(parent)
        for place, column in enumerate(self._rows.columns):
            action = QAction(_(column.title), menu)
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(place))
            action.toggled.connect(partial(self._show_column, place))
            menu.addAction(action)
        return menu

    def _show_column(self, place: int, shown: bool) -> None:  # noqa: FBT001 - Qt's signal
        self.setColumnHidden(place, not shown)
        self._remember()
