"""How a register is drawn: A4 or A3 across, facts above, the list, who signs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from desktop_app.core import i18n
from desktop_app.core.track import Track
from desktop_app.documents import column_widths, figures, fonts, frames, grids, rows
from desktop_app.documents.grids import Column, Table
from desktop_app.documents.pages import A4_LANDSCAPE, MM, Document
from desktop_app.documents.register import Register
from desktop_app.documents.rows import Align, Cell, Look, Row
from desktop_app.documents.tables import Value

_MARGIN = 10 * MM
_PAPERS = {"a4": A4_LANDSCAPE, "a3": (420 * MM, 297 * MM)}
_TOP, _LATER_TOP, _BOTTOM = 21 * MM, 17 * MM, 12 * MM
_LABEL = 22 * MM
_LEAST = 5.4 * MM
_SIGNATURE_HEIGHT = 18 * MM
_FACTS_A_ROW = 4
_SIZES = (7.0, 6.5, 6.0, 5.5, 5.0)  # the largest in which no number is cut


def draw(register: Register, track: Track) -> Document:
    """The whole register, drawn, in its own language."""
    with i18n.speaking(register.language):
        title = fonts.visible(register.title)
        size = _PAPERS[register.paper]
        document = Document(title, size, language=register.language)
        detail = " · ".join(f"{name} {text}" for name, text in register.facts if text)
        height = size[1] - _BOTTOM
        pages = rows.paginate(_form(register), height - _TOP, height - _LATER_TOP)
        for number, content in enumerate(track(pages), 1):
            page = document.page()
            if number == 1:
                frames.title(page, title, 15.5 * MM, 16.0)
            else:
                frames.running_title(page, _MARGIN, title, detail)
            rows.draw(page, content, _TOP if number == 1 else _LATER_TOP)
            frames.footer(page, _MARGIN, detail, (number, len(pages)))
        return document


def _form(register: Register) -> Iterator[Row]:
    room = _PAPERS[register.paper][0] - 2 * _MARGIN
    for start in range(0, len(register.facts), _FACTS_A_ROW):
        some = register.facts[start : start + _FACTS_A_ROW]
        yield grids.fields(_MARGIN, room, _LABEL, some)
    size = _size(register, room)
    widths = column_widths.fitted(register.columns, _texts(register), size, room)
    columns = [
        Column(title, width, _look(register, place, size))
        for place, (title, width) in enumerate(zip(register.columns, widths, strict=True))
    ]
    table = Table(columns, _MARGIN, room, replace(rows.HEAD, size=size))
    yield table.heading
    lines = [table.row(texts, _LEAST) for texts in _texts(register)] or [table.empty()]
    yield from lines[:-1]
    yield replace(lines[-1], keep=bool(register.signed))
    if register.signed:
        yield _signatures(register.signed, room)


def _texts(register: Register) -> Iterator[list[str]]:
    for line in register.lines:
        yield [text_of(value) for value in line]


def _size(register: Register, room: float) -> float:
    """Smaller letters where many columns would cut their numbers in two."""
    for size in _SIZES:
        lines = _texts(register)
        if column_widths.needed(register.columns, lines, size, register.story) <= room:
            return size
    return _SIZES[-1]


def _look(register: Register, place: int, size: float) -> Look:
    """Figures stand at the right, so that they can be compared."""
    figure = any(isinstance(line[place], (int, Decimal)) for line in register.lines)
    return Look(size=size, align=Align.RIGHT if figure else Align.LEFT)


def _signatures(signed: tuple[str, ...], room: float) -> Row:
    share = room / len(signed)
    look = Look(size=8, gray=0.22, top=True)
    cells = tuple(
        Cell(_MARGIN + place * share, share, (name,), look, frames.date_line)
        for place, name in enumerate(signed)
    )
    return Row(cells, least=_SIGNATURE_HEIGHT)


def text_of(value: Value) -> str:
    """A cell's value as paper shows it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return figures.moment(value)
    if isinstance(value, date):
        return figures.day(value)
    return f"{value:,}" if isinstance(value, (int, Decimal)) else value
