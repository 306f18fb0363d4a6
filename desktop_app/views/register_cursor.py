"""The cursor of a spreadsheet: one current cell, and a block stretched from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QItemSelectionModel, QObject, Signal

from desktop_app.services.register_rows import RegisterRow
from desktop_app.views.rows_model import RowsModel


@dataclass(frozen=True)
class Block:
    """Rows ``top`` to ``bottom`` (both in it), and the columns in the order they are seen."""

    top: int
    bottom: int
    columns: tuple[int, ...]

    @property
    def cells(self) -> int:
        """How many cells it has."""
        return (self.bottom - self.top + 1) * len(self.columns)


class GridCursor(QObject):
    """Moves by rows and by columns as they are seen; ``shown`` gives the latter in their order.

    The block is kept here and not as Qt's selection, which would look at each of a million cells.
    `moved` tells of every change of cell or block.
    """

    moved = Signal()

    def __init__(
        self,
        model: RowsModel[RegisterRow],
        selection: QItemSelectionModel,
        shown: Callable[[], Sequence[int]],
    ) -> None:
        super().__init__(selection)
        self._model = model
        self._selection = selection
        self._shown = shown
        self._anchor: tuple[int, int] | None = None
        self._block: Block | None = None
        self.row, self.column = -1, -1
        model.modelReset.connect(self.forget)

    @property
    def valid(self) -> bool:
        """Whether there is a current cell."""
        return 0 <= self.row < self._model.rowCount() and self.column >= 0

    def forget(self) -> None:
        """No cell is current any more."""
        self.row, self.column, self._anchor, self._block = -1, -1, None, None
        self.moved.emit()

    def to(self, row: int, column: int, *, stretch: bool = False) -> None:
        """Goes to a cell, given by the model's column; ``stretch`` takes the block along."""
        shown = list(self._shown())
        if not self._model.rowCount() or not shown:
            return
        self.row = min(max(row, 0), self._model.rowCount() - 1)
        self.column = column if column in shown else shown[0]
        if not stretch or self._anchor is None or self._anchor[1] not in shown:
            self._anchor = (self.row, self.column)
        self._select()

    def move(self, down: int, right: int, *, stretch: bool = False) -> None:
        """So many rows and columns further; stays within the grid."""
        shown = list(self._shown())
        if not self.valid or self.column not in shown:
            self.to(max(self.row, 0), shown[0] if shown else 0)
            return
        place = min(max(shown.index(self.column) + right, 0), len(shown) - 1)
        self.to(self.row + down, shown[place], stretch=stretch)

    def onward(self, steps: int) -> None:
        """To the next cell (or the one before), going on in the next row at the row's end."""
        shown = list(self._shown())
        if not self.valid or self.column not in shown:
            self.move(0, 0)
            return
        place = shown.index(self.column) + steps
        if place >= len(shown) and self.row + 1 < self._model.rowCount():
            self.to(self.row + 1, shown[0])
        elif place < 0 < self.row:
            self.to(self.row - 1, shown[-1])
        else:
            self.move(0, steps)

    def to_end(self, *, down: bool | None, right: bool | None, stretch: bool = False) -> None:
        """To the first or last row or column; None leaves that as it is."""
        shown = list(self._shown())
        if not shown:
            return
        row = self.row if down is None else (self._model.rowCount() - 1 if down else 0)
        column = self.column if right is None else shown[-1 if right else 0]
        self.to(row, column, stretch=stretch)

    def stretch_rows(self) -> None:
        """The block's rows in all columns."""
        shown, block = list(self._shown()), self.block()
        if block is not None:
            self._anchor = (block.top, shown[0])
            self.row, self.column = block.bottom, shown[-1]
            self._select()

    def stretch_columns(self) -> None:
        """The block's columns in all rows."""
        block = self.block()
        if block is not None:
            self._anchor = (0, block.columns[0])
            self.row, self.column = self._model.rowCount() - 1, block.columns[-1]
            self._select()

    def all(self) -> None:
        """Everything."""
        if self._model.rowCount():
            shown = list(self._shown())
            self._anchor = (0, shown[0])
            self.row, self.column = self._model.rowCount() - 1, shown[-1]
            self._select()

    def single(self) -> None:
        """Only the current cell."""
        if self.valid:
            self.to(self.row, self.column)

    def block(self) -> Block | None:
        """What is chosen."""
        return self._block

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell is in the block."""
        block = self._block
        return block is not None and block.top <= row <= block.bottom and column in block.columns

    def _stretched(self) -> Block | None:
        shown = list(self._shown())
        if not self.valid or self._anchor is None or self.column not in shown:
            return None
        row, column = self._anchor
        first, last = sorted((shown.index(column), shown.index(self.column)))
        return Block(min(row, self.row), max(row, self.row), tuple(shown[first : last + 1]))

    def _select(self) -> None:
        self._block = self._stretched()
        current = self._model.index(self.row, self.column)
        self._selection.setCurrentIndex(current, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.moved.emit()
