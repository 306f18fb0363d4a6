"""The keys of a spreadsheet, for the register's grid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from desktop_app.views.register_cursor import GridCursor


class Keyed(Protocol):
    """What keys act on."""

    @property
    def cursor_(self) -> GridCursor:
        """The current cell."""

    def page_rows(self) -> int:
        """How many rows are seen at once."""

    def begin_edit(self, typed: str | None = None) -> bool:
        """Opens the editor."""

    def begin_filter(self) -> None:
        """Goes to the filter row."""

    def ask(self, wish: str) -> None:
        """Tells of a wish."""


_K = Qt.Key
_Act = Callable[[Keyed, bool], object]
_PLAIN: dict[int, _Act] = {
    _K.Key_Up: lambda grid, held: grid.cursor_.move(-1, 0, stretch=held),
    _K.Key_Down: lambda grid, held: grid.cursor_.move(1, 0, stretch=held),
    _K.Key_Left: lambda grid, held: grid.cursor_.move(0, -1, stretch=held),
    _K.Key_Right: lambda grid, held: grid.cursor_.move(0, 1, stretch=held),
    _K.Key_PageUp: lambda grid, held: grid.cursor_.move(-grid.page_rows(), 0, stretch=held),
    _K.Key_PageDown: lambda grid, held: grid.cursor_.move(grid.page_rows(), 0, stretch=held),
    _K.Key_Home: lambda grid, held: grid.cursor_.to_end(down=None, right=False, stretch=held),
    _K.Key_End: lambda grid, held: grid.cursor_.to_end(down=None, right=True, stretch=held),
    _K.Key_Tab: lambda grid, _held: grid.cursor_.onward(1),
    _K.Key_Backtab: lambda grid, _held: grid.cursor_.onward(-1),
    _K.Key_Return: lambda grid, held: grid.cursor_.move(-1 if held else 1, 0),
    _K.Key_Enter: lambda grid, held: grid.cursor_.move(-1 if held else 1, 0),
    _K.Key_F2: lambda grid, _held: grid.begin_edit(),
    _K.Key_Delete: lambda grid, _held: grid.ask("clear"),
    _K.Key_Backspace: lambda grid, _held: grid.begin_edit(""),
    _K.Key_Escape: lambda grid, _held: grid.ask("escape"),
    _K.Key_Insert: lambda grid, _held: grid.ask("new"),
    _K.Key_Menu: lambda grid, _held: grid.ask("menu"),
}
_CONTROL: dict[int, _Act] = {
    _K.Key_Up: lambda grid, held: grid.cursor_.to_end(down=False, right=None, stretch=held),
    _K.Key_Down: lambda grid, held: grid.cursor_.to_end(down=True, right=None, stretch=held),
    _K.Key_Left: lambda grid, held: grid.cursor_.to_end(down=None, right=False, stretch=held),
    _K.Key_Right: lambda grid, held: grid.cursor_.to_end(down=None, right=True, stretch=held),
    _K.Key_Home: lambda grid, held: grid.cursor_.to_end(down=False, right=False, stretch=held),
    _K.Key_End: lambda grid, held: grid.cursor_.to_end(down=True, right=True, stretch=held),
    _K.Key_Return: lambda grid, _held: grid.ask("open"),
    _K.Key_Enter: lambda grid, _held: grid.ask("open"),
    _K.Key_C: lambda grid, held: grid.ask("copy_titles" if held else "copy"),
    _K.Key_V: lambda grid, _held: grid.ask("paste"),
    _K.Key_D: lambda grid, _held: grid.ask("fill"),
    _K.Key_F: lambda grid, _held: grid.begin_filter(),
    _K.Key_Z: lambda grid, held: grid.ask("redo" if held else "undo"),
    _K.Key_Y: lambda grid, _held: grid.ask("redo"),
    _K.Key_A: lambda grid, _held: grid.cursor_.all(),
    _K.Key_Space: lambda grid, _held: grid.cursor_.stretch_columns(),
}


def press(grid: Keyed, event: QKeyEvent) -> bool:
    """Does what a key means; False when it means nothing here."""
    held = event.modifiers()
    shift = bool(held & Qt.KeyboardModifier.ShiftModifier)
    if held & Qt.KeyboardModifier.AltModifier:
        return False
    if held & Qt.KeyboardModifier.ControlModifier:
        return _do(_CONTROL, grid, event, shift=shift)
    if shift and event.key() == _K.Key_Space:
        grid.cursor_.stretch_rows()
    elif not _do(_PLAIN, grid, event, shift=shift):
        return _type(grid, event.text())
    return True


def _type(grid: Keyed, text: str) -> bool:
    """What is typed takes the place of what is in the cell."""
    if not text or not text.isprintable():
        return False
    grid.begin_edit(text)
    return True


def _do(acts: dict[int, _Act], grid: Keyed, event: QKeyEvent, *, shift: bool) -> bool:
    act = acts.get(event.key())
    if act is not None:
        act(grid, shift)
    return act is not None
