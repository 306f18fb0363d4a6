"""The rows a form is made of, and how they fall on pages.

A `Row` is a band of cells of one height. A row that is taller than what is left of a page
moves to the next one, or, when it flows (a long story) or is taller than a whole page, is cut
between two of its lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from desktop_app.documents import fonts, wrapping
from desktop_app.documents.pages import MM, THICK, THIN, Page

PAD = 1.5 * MM
LEAST = 6.8 * MM  # a row that a pen can write in
_BOX_GAP = 4 * MM
SIZE = 8.5
LEADING = 1.32
_FEW_LINES = 3  # fewer lines of a flowing row than this aren't worth beginning on a page


class Align(Enum):
    """Where a cell's lines stand."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


Art = Callable[[Page, float, float, float, float], None]
"""Draws into a cell: page, x, top, width, height."""


@dataclass(frozen=True)
class Look:
    """How a cell's text is set and its ground shaded (0 black … 1 white)."""

    size: float = SIZE
    bold: bool = False
    align: Align = Align.LEFT
    gray: float = 0.0
    shade: float | None = None
    top: bool = False  # lines begin at the top instead of standing in the middle


VALUE = Look()
STORY = Look(top=True)
LABEL = Look(size=7.6, align=Align.CENTRE, gray=0.22, shade=0.945)
NUMBER = Look(align=Align.RIGHT)
MIDDLE = Look(align=Align.CENTRE)
TOTAL = Look(size=7.8, bold=True, align=Align.RIGHT, gray=0.1, shade=0.945)
SUM = Look(bold=True, align=Align.RIGHT)
HEAD = Look(size=7.8, bold=True, align=Align.CENTRE, gray=0.1, shade=0.9)


@dataclass(frozen=True)
class Cell:
    """A part of a row: from x to x + width, its lines already wrapped."""

    x: float
    width: float
    lines: tuple[str, ...] = ("",)
    look: Look = VALUE
    art: Art | None = None


@dataclass(frozen=True)
class Row:
    """Cells side by side, as tall as the tallest needs but at least ``least``."""

    cells: tuple[Cell, ...]
    least: float = LEAST
    flows: bool = False
    framed: bool = True
    heading: tuple[Row, ...] = field(default=())
    keep: bool = False  # stays on one page with the row after it

    @property
    def height(self) -> float:
        """What the row takes of a page."""
        return max([self.least, *(_height(cell) for cell in self.cells)])

    def split(self, room: float) -> tuple[Row, Row]:
        """The row cut between two lines so that the first part fits ``room``."""
        first, rest = [], []
        for cell in self.cells:
            fit = max(1, int((room - 2 * PAD) / (cell.look.size * LEADING)))
            first.append(replace(cell, lines=cell.lines[:fit]))
            rest.append(replace(cell, lines=cell.lines[fit:] or ("",), art=None))
        return replace(self, cells=tuple(first), least=0), replace(self, cells=tuple(rest))

    def can_split(self, room: float) -> bool:
        """Whether a part worth having fits ``room``."""
        line = max(cell.look.size for cell in self.cells) * LEADING
        return room >= _FEW_LINES * line + 2 * PAD


def cell(x: float, width: float, text: str, look: Look = VALUE) -> Cell:
    """A cell whose text is wrapped to its width."""
    lines = wrapping.wrap(text, width - 2 * PAD, look.size, bold=look.bold)
    return Cell(x, width, lines, look)


def choices(x: float, width: float, boxes: Sequence[str]) -> Cell:
    """A cell of check boxes: in one line with even gaps, or in columns when they are too many."""
    room = width - 2 * PAD
    wide = [fonts.width(box, SIZE) + _BOX_GAP for box in boxes]
    if sum(wide) - _BOX_GAP <= room:
        places = [sum(wide[:index]) for index in range(len(boxes))]
        columns = len(boxes)
    else:
        columns = max(1, int((room + _BOX_GAP) / max(wide)))
        places = [room / columns * index for index in range(columns)]
    lines = -(-len(boxes) // columns)

    def art(page: Page, left: float, top: float, _width: float, height: float) -> None:
        first = _first_baseline(lines, VALUE, top, height)
        for index, box in enumerate(boxes):
            at = left + PAD + places[index % columns]
            page.text(at, first + index // columns * SIZE * LEADING, box, SIZE)

    return Cell(x, width, ("",) * lines, VALUE, art)


def paginate(rows: Iterable[Row], first: float, later: float) -> list[list[Row]]:
    """The rows of each page: ``first`` points high on the first, ``later`` on the others.

    A page that begins with a row that has a heading begins with that heading.
    """
    pages: list[list[Row]] = [[]]
    room, fresh = first, True
    waiting = list(reversed(list(rows)))
    while waiting:
        row = waiting.pop()
        fits = row.height <= room if fresh else _needed(row, waiting, later) <= room
        if fits:
            pages[-1].append(row)
            room, fresh = room - row.height, False
            continue
        if row.can_split(room) and (row.flows or row.height > later):
            part, row = row.split(room)
            pages[-1].append(part)
        waiting.append(row)
        pages.append(list(row.heading))
        room, fresh = later - sum(above.height for above in row.heading), True
    return pages


def draw(page: Page, rows: Sequence[Row], top: float) -> float:
    """Draws rows one below the other, framed ones in a strong line; returns where they end."""
    frame_top = top
    for index, row in enumerate(rows):
        _draw_row(page, row, top)
        top += row.height
        last = index + 1 == len(rows) or rows[index + 1].framed != row.framed
        if last:
            if row.framed:
                left, right = row.cells[0].x, row.cells[-1].x + row.cells[-1].width
                page.box(left, frame_top, right - left, top - frame_top, line=THICK)
            frame_top = top
    return top


def _needed(row: Row, waiting: Sequence[Row], later: float) -> float:
    """The room a row asks for, with those below that it must not be parted from.

    Of so many that no page holds them, only the next one counts.
    """
    needed, last = row.height, row
    for below in reversed(waiting):
        if not last.keep:
            break
        last, needed = below, needed + below.height
        if needed > later:
            return row.height + waiting[-1].height
    return needed


def _height(cell: Cell) -> float:
    return len(cell.lines) * cell.look.size * LEADING + 2 * PAD * 0.8


def _draw_row(page: Page, row: Row, top: float) -> None:
    height = row.height
    for one in row.cells:
        if one.look.shade is not None or row.framed:
            line = THIN if row.framed else None
            page.box(one.x, top, one.width, height, fill=one.look.shade, line=line)
        _draw_lines(page, one, top, height)
        if one.art is not None:
            one.art(page, one.x, top, one.width, height)


def _draw_lines(page: Page, cell: Cell, top: float, height: float) -> None:
    look, leading = cell.look, cell.look.size * LEADING
    baseline = _first_baseline(len(cell.lines), look, top, height)
    for line in cell.lines:
        page.text(_left(cell, line), baseline, line, look.size, bold=look.bold, gray=look.gray)
        baseline += leading


def _first_baseline(lines: int, look: Look, top: float, height: float) -> float:
    """Where the first of the lines stands: the Chinese square is 0.88 of it above the baseline."""
    leading = look.size * LEADING
    spare = 0.0 if look.top else (height - 2 * PAD * 0.8 - lines * leading) / 2
    return top + PAD * 0.8 + spare + (leading - look.size) / 2 + look.size * fonts.ASCENT


def _left(cell: Cell, line: str) -> float:
    if cell.look.align is Align.LEFT:
        return cell.x + PAD
    spare = cell.width - fonts.width(line, cell.look.size, bold=cell.look.bold)
    return cell.x + (spare / 2 if cell.look.align is Align.CENTRE else spare - PAD)
