"""The register's grid: first columns that stay, the others that scroll, a spreadsheet's keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QSettings, Qt, Signal
from PySide6.QtGui import QAction, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.views import register_filter_fields as filter_fields
from desktop_app.views import register_keys
from desktop_app.views.register_cursor import GridCursor
from desktop_app.views.register_editor import Cell, CellEditing
from desktop_app.views.register_filter_fields import FilterField
from desktop_app.views.register_header import FilterHeader
from desktop_app.views.register_model import FROZEN, RegisterModel
from desktop_app.views.register_table import GridTable, visible

_STATE = "columns/register/{half}"
_ZEBRA = "register/zebra"
_NUMBER_PAD = 18
_SEAM = 2  # the line between the halves
Asked = Callable[[int, int], Cell | None]
"""What is edited in a cell (row, column), or None where it can't be."""


class RegisterGrid(QFrame):
    """`asked` tells of wishes (see `ask`), `opened` of a row that was double-clicked.

    ``cell`` says what is edited in a cell.
    """

    asked = Signal(str)
    opened = Signal(int)
    sort_wanted = Signal(str, bool)
    filtered = Signal()

    def __init__(self, model: RegisterModel, memory: QSettings, cell: Asked) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.model = model
        self._memory = memory
        self._cell = cell
        self.fields: dict[str, FilterField] = {}
        self.frozen = GridTable(model, self, self)
        self.main = GridTable(model, self, self)
        self.frozen.setSelectionModel(self.main.selectionModel())
        self.cursor_ = GridCursor(model, self.main.selectionModel(), self.shown)
        self.editing = CellEditing(self)
        self.heads = [self._head(view) for view in (self.frozen, self.main)]
        self._restore()
        self._build()
        self._connect()

    def shown(self) -> list[int]:
        """All columns that are seen, in their order."""
        return visible(self.frozen) + visible(self.main)

    def names(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(map(self.model.name, self.shown()))

    def wanted(self) -> tuple[tuple[str, str], ...]:
        """What the filter row says; fields that are wrong or empty are left out."""
        found = ((name, field.wanted()) for name, field in self.fields.items())
        return tuple((name, text) for name, text in found if text)

    def set_wanted(self, cells: dict[str, str]) -> None:
        """Fills the filter row, without telling."""
        for name, field in self.fields.items():
            field.set_wanted(cells.get(name, ""))

    def sort_by(self, key: str, *, descending: bool) -> None:
        """Shows by which column the rows are sorted, without asking for it."""
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        for view, head in zip((self.frozen, self.main), self.heads, strict=True):
            place = self.model.place(key) if key else -1
            head.blockSignals(True)
            head.setSortIndicator(place if place in visible(view) else -1, order)
            head.blockSignals(False)
            head.viewport().update()

    def ask(self, wish: str) -> None:
        """Tells of a wish, such as copy, paste, fill or open (see `RegisterWriting.do`)."""
        self.asked.emit(wish)

    def begin_filter(self) -> None:
        """Into the filter row, above the current column."""
        column = self.cursor_.column if self.cursor_.valid else self.shown()[0]
        self.fields[self.model.name(column)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def begin_edit(self, typed: str | None = None) -> bool:
        """Opens the editor over the current cell; False where it can't be written."""
        if not self.cursor_.valid:
            return False
        row, column = self.cursor_.row, self.cursor_.column
        cell = self._cell(row, column)
        if cell is None:
            self.ask("refused")
            return False
        self.show_cell()
        view = self.frozen if column < FROZEN else self.main
        area = view.visualRect(self.model.index(row, column))
        self.editing.begin(cell, view.viewport(), area, typed)
        return True

    def show_cell(self) -> None:
        """Scrolls to the current cell."""
        if not self.cursor_.valid:
            return
        row, column = self.cursor_.row, self.cursor_.column
        view = self.frozen if column < FROZEN else self.main
        view.scrollTo(self.model.index(row, column))
        if view is self.frozen:
            self.main.verticalScrollBar().setValue(self.frozen.verticalScrollBar().value())

    def page_rows(self) -> int:
        """How many rows are seen at once."""
        height = self.main.viewport().height()
        return max(1, height // self.main.verticalHeader().defaultSectionSize() - 1)

    def fit_numbers(self) -> None:
        """Makes room for the row numbers."""
        words = f"{max(self.model.rowCount(), 100):,}"
        width = self.frozen.fontMetrics().horizontalAdvance(words) + _NUMBER_PAD
        self.frozen.verticalHeader().setFixedWidth(width)
        self._fit()

    def column_menu(self, parent: QWidget) -> QMenu:
        """The menu by which columns are shown and hidden."""
        menu = QMenu(parent)
        for place, column in enumerate(self.model.columns[FROZEN:], FROZEN):
            action = QAction(_(column.title), menu)
            action.setCheckable(True)
            action.setChecked(not self.main.isColumnHidden(place))
            action.toggled.connect(partial(self._show_column, place))
            menu.addAction(action)
        menu.addSeparator()
        zebra = menu.addAction(_("Shade every other row"))
        zebra.setCheckable(True)
        zebra.setChecked(self.main.alternatingRowColors())
        zebra.toggled.connect(self.set_zebra)
        menu.addAction(_("All columns as they were"), self.reset_columns)
        return menu

    def set_zebra(self, on: bool) -> None:  # noqa: FBT001 - Qt's signal
        """Shades every other row, or none."""
        for view in (self.frozen, self.main):
            view.setAlternatingRowColors(on)
        self._memory.setValue(_ZEBRA, int(on))

    def reset_columns(self) -> None:
        """Widths, order and choice of columns as the program has them."""
        header = self.main.horizontalHeader()
        for place, column in enumerate(self.model.columns):
            header.moveSection(header.visualIndex(place), place)
            self.main.setColumnHidden(place, column.hidden or place < FROZEN)
            for view in (self.frozen, self.main):
                view.setColumnWidth(place, column.width)
        self._fit()

    # What the two tables tell.

    def holds(self, index: QModelIndex | QPersistentModelIndex) -> bool:
        return self.cursor_.holds(index.row(), index.column())

    def be_written(self) -> None:
        index = self.main.currentIndex()
        can = index.isValid() and self.model.can_write(index)
        for view in (self.frozen, self.main):
            view.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, can)

    def press(self, index: QModelIndex, *, stretch: bool) -> None:
        self.cursor_.to(index.row(), index.column(), stretch=stretch)

    def drag(self, where: QPoint) -> None:
        for view in (self.frozen, self.main):
            area = view.viewport()
            place = area.mapFromGlobal(where)
            if 0 <= place.x() < area.width():
                inside = min(max(place.y(), 0), area.height() - 1)
                index = view.indexAt(QPoint(place.x(), inside))
                if index.isValid():
                    self.cursor_.to(index.row(), index.column(), stretch=True)

    def open_row(self, index: QModelIndex) -> None:
        self.opened.emit(index.row())

    def key(self, event: QKeyEvent) -> bool:
        return register_keys.press(self, event)

    def compose(self, event: QInputMethodEvent) -> None:
        if self.begin_edit("") and self.editing.editor is not None:
            QApplication.sendEvent(self.editing.editor, event)

    def offer(self, where: QPoint) -> None:
        self.menu().exec(where)

    def menu(self) -> QMenu:
        """What can be done with the block that is chosen."""
        menu = QMenu(self)
        for words, wish, keys in (
            (_("Open it in its room"), "open", "Ctrl+Enter"),
            (_("Copy"), "copy", "Ctrl+C"),
            (_("Copy with headings"), "copy_titles", "Ctrl+Shift+C"),
            (_("Paste…"), "paste", "Ctrl+V"),
            (_("Fill down"), "fill", "Ctrl+D"),
            (_("Clear"), "clear", "Del"),
        ):
            menu.addAction(f"{words}\t{keys}", partial(self.ask, wish))
        return menu

    @override
    def setFocus(self, *_reason: Qt.FocusReason) -> None:
        """The grid's keys are the scrolling half's, unless the cursor is in the other."""
        column = self.cursor_.column
        (self.frozen if 0 <= column < FROZEN else self.main).setFocus()

    def _head(self, view: GridTable) -> FilterHeader:
        frozen = view is self.frozen
        head = FilterHeader(view, partial(self._field, frozen=frozen))
        view.setHorizontalHeader(head)
        head.setSectionsMovable(not frozen)
        return head

    def _field(self, column: int, *, frozen: bool) -> QWidget:
        """The filter field of a column, in the half where it is seen; an empty part elsewhere."""
        if (column < FROZEN) is not frozen:
            return QWidget()
        shown = self.model.columns[column]
        field = filter_fields.made(shown.key, _(shown.title))
        field.changed.connect(self.filtered)
        field.left.connect(self.setFocus)
        self.fields[shown.key] = field
        return field

    def _restore(self) -> None:
        for view, head, half in zip(
            (self.frozen, self.main), self.heads, ("frozen", "main"), strict=True
        ):
            for place, column in enumerate(self.model.columns):
                view.setColumnWidth(place, column.width)
                view.setColumnHidden(place, column.hidden)
            state = self._memory.value(_STATE.format(half=half))
            if state is not None:
                head.restoreState(state)
            for place in range(len(self.model.columns)):
                if (place < FROZEN) is not (view is self.frozen):
                    view.setColumnHidden(place, True)
                elif place < FROZEN:
                    view.setColumnHidden(place, False)
            head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            head.begin()
        self.set_zebra(bool(int(str(self._memory.value(_ZEBRA, 1)))))

    def _build(self) -> None:
        policy = Qt.ScrollBarPolicy
        self.frozen.setVerticalScrollBarPolicy(policy.ScrollBarAlwaysOff)
        self.frozen.setHorizontalScrollBarPolicy(policy.ScrollBarAlwaysOff)
        self.main.setHorizontalScrollBarPolicy(policy.ScrollBarAlwaysOn)
        self.main.setVerticalScrollBarPolicy(policy.ScrollBarAlwaysOn)
        self.main.verticalHeader().hide()
        numbers = self.frozen.verticalHeader()
        numbers.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        numbers.setSectionsClickable(True)
        numbers.setHighlightSections(False)
        self.frozen.setProperty("half", "frozen")
        self.frozen.setAccessibleName(_("Register: date and number"))
        self.main.setAccessibleName(_("Register"))
        below = QWidget()
        below.setFixedHeight(self.main.horizontalScrollBar().sizeHint().height())
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.frozen, 1)
        left.addWidget(below)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(left)
        layout.addWidget(self.main, 1)
        self.fit_numbers()

    def _connect(self) -> None:
        bars = (self.frozen.verticalScrollBar(), self.main.verticalScrollBar())
        for one, other in (bars, bars[::-1]):
            one.valueChanged.connect(other.setValue)
            one.valueChanged.connect(self._scrolled)
        self.main.horizontalScrollBar().valueChanged.connect(self._scrolled)
        self.cursor_.moved.connect(self.show_cell)
        self.cursor_.moved.connect(self._repaint)
        self.editing.ended.connect(self._ended)
        numbers = self.frozen.verticalHeader()
        numbers.sectionPressed.connect(self._press_row)
        numbers.sectionEntered.connect(self._drag_row)
        for head in self.heads:
            head.sortIndicatorChanged.connect(self._sort)
            head.sectionResized.connect(self._moved)
            head.sectionMoved.connect(self._moved)
            head.reached.connect(self._reach)
            head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            head.customContextMenuRequested.connect(partial(self._offer_columns, head))

    def _sort(self, place: int, order: Qt.SortOrder) -> None:
        down = order == Qt.SortOrder.DescendingOrder
        key = self.model.columns[place].sort if place >= 0 else ""
        self.sort_by(key, descending=down)
        self.sort_wanted.emit(key, down)

    def _ended(self, down: int, right: int) -> None:
        self.setFocus()
        if down or right:
            self.cursor_.move(down, right)

    def _press_row(self, row: int) -> None:
        held = QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier
        self.setFocus()
        self.cursor_.to(row, self.shown()[0], stretch=bool(held))
        self.cursor_.stretch_rows()

    def _drag_row(self, row: int) -> None:
        self.cursor_.to(row, self.shown()[-1], stretch=True)

    def _scrolled(self) -> None:
        if self.editing.on:
            self.editing.finish()

    def _repaint(self) -> None:
        self.be_written()
        for view in (self.frozen, self.main):
            view.viewport().update()

    def _reach(self, column: int) -> None:
        """Brings the column of a filter field in sight, without moving the rows."""
        if column >= FROZEN:
            top = self.main.rowAt(0)
            rows = self.main.verticalScrollBar().value()
            self.main.scrollTo(self.model.index(max(top, 0), column))
            self.main.verticalScrollBar().setValue(rows)

    def _moved(self, *_told: int) -> None:
        for head, half in zip(self.heads, ("frozen", "main"), strict=True):
            self._memory.setValue(_STATE.format(half=half), head.saveState())
        self._fit()
        filter_fields.in_order(self.fields[self.model.name(place)] for place in self.shown())

    def _fit(self) -> None:
        """The frozen half is as wide as its columns."""
        width = sum(self.frozen.columnWidth(place) for place in range(FROZEN))
        self.frozen.setFixedWidth(width + self.frozen.verticalHeader().width() + _SEAM)

    def _show_column(self, place: int, shown: bool) -> None:  # noqa: FBT001 - Qt's signal
        self.main.setColumnHidden(place, not shown)
        self._moved()

    def _offer_columns(self, head: QHeaderView, where: QPoint) -> None:
        self.column_menu(self).exec(head.mapToGlobal(where))
