"""The lines of one sheet: typed into while it is written, ticked off once it is signed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum, unique
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QStyleOptionViewItem, QWidget
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.services.handover_lists import ItemRow, Sheet
from desktop_app.views import handover_words as words
from desktop_app.views.desk import Desk
from desktop_app.views.held_rows import HeldRows
from desktop_app.views.rows_model import Column
from desktop_app.views.rows_view import ChipDelegate, RowsView
from desktop_app.views.theme import Tone

_Index = QModelIndex | QPersistentModelIndex
Save = Callable[[ItemRow, str, str], bool]
EDITED = {"what": "what", "progress": "progress", "due": "due_at"}


@unique
class Key(StrEnum):
    """What a key does to the chosen lines."""

    ACKNOWLEDGE = "acknowledge"
    DONE = "done"
    SKIP = "skip"
    REMOVE = "remove"
    UP = "up"
    DOWN = "down"
    NOTE = "note"


_KEYS = {
    Qt.Key.Key_Space: Key.ACKNOWLEDGE,
    Qt.Key.Key_D: Key.DONE,
    Qt.Key.Key_L: Key.SKIP,
    Qt.Key.Key_N: Key.NOTE,
    Qt.Key.Key_Delete: Key.REMOVE,
}
_STATE_COLUMN = 1
_ALT_KEYS = {Qt.Key.Key_Up: Key.UP, Qt.Key.Key_Down: Key.DOWN}


class SheetModel(HeldRows[ItemRow]):
    """The lines; ``save`` stores what was typed into a cell, and returns whether it could."""

    def __init__(self, save: Save, parent: QWidget) -> None:
        self._day = date.min
        self._signed = False
        self._save = save
        super().__init__(self._columns(), parent)

    def show_sheet(self, sheet: Sheet) -> None:
        """Shows a sheet's lines; where they are the same ones, in place."""
        self._day, self._signed = sheet.row.day, sheet.signed
        if [row.id for row in sheet.items] == list(self.ids):
            for row, old in zip(sheet.items, self.held(), strict=True):
                if row != old:
                    self.put(row)
            self.forget()
        else:
            self.show_rows(sheet.items)

    @override
    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if not self._signed and index.isValid() and self.columns[index.column()].key in EDITED:
            return flags | Qt.ItemFlag.ItemIsEditable
        return flags

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return super().data(index, role)
        row, key = self.row_at(index.row()), self.columns[index.column()].key
        if row is None or key not in EDITED:
            return None
        if key == "due":
            return words.due_typed(row)
        return getattr(row, EDITED[key]).replace("\n", " · ")

    @override
    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row, key = self.row_at(index.row()), self.columns[index.column()].key
        if role != Qt.ItemDataRole.EditRole or row is None or key not in EDITED:
            return False
        text = str(value).strip()
        if text == self.data(index, Qt.ItemDataRole.EditRole):
            return True
        return self._save(row, EDITED[key], text)

    def _columns(self) -> Sequence[Column[ItemRow]]:
        return (
            Column[ItemRow]("no", N_("No."), self._place, 40, right=True),
            Column[ItemRow]("state", N_("State"), self._state, 88, tone=self._tone),
            Column[ItemRow]("what", N_("What is to be done"), lambda row: row.what, 262),
            Column[ItemRow]("thing", N_("About"), lambda row: row.thing, 134),
            Column[ItemRow]("due", N_("Finish by"), words.due, 112),
            Column[ItemRow]("age", N_("Age"), self._age, 74),
            Column[ItemRow]("progress", N_("How far it is"), _last_line, 80, tip=_progress),
            Column[ItemRow]("buyer", N_("Buyer"), lambda row: row.buyer, 110, hidden=True),
        )

    def _place(self, row: ItemRow) -> str:
        return str(self.place_of(row.id) + 1)

    def _state(self, row: ItemRow) -> str:
        return words.state(row, signed=self._signed)[0]

    def _tone(self, row: ItemRow) -> Tone | None:
        return words.state(row, signed=self._signed)[1]

    def _age(self, row: ItemRow) -> str:
        return words.age(row.age(self._day))


def _last_line(row: ItemRow) -> str:
    """The newest of its progress: what is of use at a glance."""
    return row.progress.rpartition("\n")[2]


def _progress(row: ItemRow) -> str:
    return row.progress


class _Cells(ChipDelegate):
    """An editor as high as its row."""

    @override
    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: _Index
    ) -> QLineEdit:
        editor = QLineEdit(parent)
        editor.setProperty("look", "cell")
        return editor


class SheetTable(RowsView):
    """The lines, with the keys of the check-list; `pressed_key` tells which act is wanted."""

    pressed_key = Signal(str)

    def __init__(self, desk: Desk, model: SheetModel) -> None:
        super().__init__(model, "handover_sheet", desk.memory)
        self.setAccessibleName(_("Lines of the handover sheet"))
        self.setItemDelegate(_Cells(self))
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed)
        self.horizontalHeader().setSortIndicatorShown(False)
        self.horizontalHeader().setSectionsClickable(False)

    def show_state(self, *, shown: bool) -> None:
        """The column of states, which a sheet that is being written has no use for."""
        self.setColumnHidden(_STATE_COLUMN, not shown)

    def put_cursor(self, place: int) -> None:
        """Chooses one line, whatever keys are held: `selectRow` would toggle it under Ctrl+Z."""
        index = self.model().index(place, max(0, self.currentIndex().column()))
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)

    @property
    def is_typing(self) -> bool:
        """Whether a cell is being edited."""
        return self.state() is QAbstractItemView.State.EditingState

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        table = _ALT_KEYS if alt else _KEYS if plain else {}
        act = table.get(Qt.Key(event.key()))
        if act is None:
            super().keyPressEvent(event)
        else:
            self.pressed_key.emit(act.value)
