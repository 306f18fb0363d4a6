"""Blocks of cells: copied for a spreadsheet, pasted from one, filled down, cleared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from desktop_app.core.errors import BadValue, Reason
from desktop_app.core.i18n import _
from desktop_app.services import register_blocks, register_edits
from desktop_app.services.register_edits import Edit
from desktop_app.views.register_cursor import Block
from desktop_app.views.register_grid import RegisterGrid


@dataclass(frozen=True)
class Meant:
    """What a block is to become; ``outside`` counts cells beyond the grid's edges."""

    edits: tuple[Edit, ...]
    outside: int = 0


def copy(grid: RegisterGrid, *, titles: bool = False) -> int:
    """Puts the chosen block on the clipboard, as text and as a table; returns how many cells.

    Raises BadValue for more cells than are taken at once.
    """
    block = grid.cursor_.block()
    if block is None:
        return 0
    if block.cells > register_edits.MOST_CELLS:
        limit = register_edits.MOST_CELLS
        raise BadValue(Reason.BLOCK_TOO_LARGE, value=block.cells, limit=limit)
    lines = [[_(grid.model.columns[place].title) for place in block.columns]] if titles else []
    lines += [_texts(grid, row, block.columns) for row in range(block.top, block.bottom + 1)]
    data = QMimeData()
    data.setText(register_blocks.to_text(lines))
    data.setHtml(register_blocks.to_html(lines))
    QGuiApplication.clipboard().setMimeData(data)
    return block.cells


def pasted(grid: RegisterGrid) -> Meant:
    """What the clipboard would make of the block that begins at the chosen one's first cell.

    One cell fills all that is chosen. Raises BadValue for more than is taken at once.
    """
    block, text = grid.cursor_.block(), QGuiApplication.clipboard().text()
    if block is None or not text:
        return Meant(())
    lines = register_blocks.from_text(text)
    if len(lines) == 1 and len(lines[0]) == 1:
        return _filled(grid, block, lines[0][0])
    shown = grid.shown()
    columns = shown[shown.index(block.columns[0]) :]
    edits = tuple(_below(grid, block.top, columns, lines))
    return Meant(edits, sum(map(len, lines)) - len(edits))


def filled_down(grid: RegisterGrid) -> Meant:
    """The first row's cells in all rows of the block; of a single row, the one above it."""
    block = grid.cursor_.block()
    if block is None:
        return Meant(())
    source = block.top if block.bottom > block.top else block.top - 1
    if source < 0:
        return Meant(())
    texts = _texts(grid, source, block.columns)
    lines = [texts] * (block.bottom - source)
    return Meant(tuple(_below(grid, source + 1, block.columns, lines)))


def cleared(grid: RegisterGrid) -> Meant:
    """The block's cells made empty."""
    block = grid.cursor_.block()
    return Meant(()) if block is None else _filled(grid, block, "")


def _filled(grid: RegisterGrid, block: Block, text: str) -> Meant:
    lines = [[text] * len(block.columns)] * (block.bottom - block.top + 1)
    register_edits.refuse_many(range(block.cells))
    return Meant(tuple(_below(grid, block.top, block.columns, lines)))


def _below(
    grid: RegisterGrid, top: int, columns: Sequence[int], lines: Sequence[Sequence[str]]
) -> Iterator[Edit]:
    for place, line in enumerate(lines, top):
        row = grid.model.row_at(place)
        if row is not None:
            for column, text in zip(columns, line, strict=False):
                yield Edit(row.id, grid.model.name(column), text, row.row_version)


def _texts(grid: RegisterGrid, place: int, columns: Sequence[int]) -> list[str]:
    row = grid.model.row_at(place)
    return ["" if row is None else grid.model.columns[column].text(row) for column in columns]
