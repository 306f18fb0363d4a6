"""Registers to look through and to sign: a list on A4 across, and the same as XLSX and CSV."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.core import i18n
from desktop_app.core.i18n import _
from desktop_app.core.track import Track, everything
from desktop_app.documents import tables
from desktop_app.documents.tables import Value

if TYPE_CHECKING:
    from desktop_app.documents.pages import Document, SheetFile
    from desktop_app.documents.rows import Row

_FACTS_A_ROW = 4


@dataclass(frozen=True)
class RegisterColumn:
    """A column: its title, and its share of the paper's width in any unit that all use."""

    title: str
    share: float


@dataclass(frozen=True, kw_only=True)
class Register:
    """A register as data. ``facts`` stand above the list as (label, text) pairs.

    Titles and texts are in ``language`` already; ``signed`` are who signs below the list.
    """

    title: str
    columns: tuple[RegisterColumn, ...]
    lines: tuple[tuple[Value, ...], ...]
    facts: tuple[tuple[str, str], ...] = ()
    signed: tuple[str, ...] = ()
    language: str = "zh_CN"


def write_pdf(register: Register, target: Path, *, track: Track = everything) -> SheetFile:
    """Writes the register for printing. Raises FileTrouble when the file can't be written."""
    with i18n.speaking(register.language):
        return _draw(register, track).write(target)


def write_xlsx(register: Register, target: Path, *, track: Track = everything) -> int:
    """Writes the list as a workbook; returns how many lines. Raises FileTrouble."""
    titles = [column.title for column in register.columns]
    return tables.write_xlsx(target, titles, register.lines, sheet=register.title, track=track)


def write_csv(register: Register, target: Path, *, track: Track = everything) -> int:
    """Writes the list as CSV; returns how many lines. Raises FileTrouble."""
    titles = [column.title for column in register.columns]
    return tables.write_csv(target, titles, register.lines, track=track)


def _draw(register: Register, track: Track) -> Document:
    from desktop_app.documents import fonts, frames, rows
    from desktop_app.documents.pages import A4_LANDSCAPE, MM, Document

    margin, top, later_top, bottom = 10 * MM, 21 * MM, 17 * MM, 12 * MM
    document = Document(fonts.visible(register.title), A4_LANDSCAPE, language=register.language)
    detail = register.facts[0][1] if register.facts else ""
    content = _form(register, margin, A4_LANDSCAPE[0] - 2 * margin)
    height = A4_LANDSCAPE[1] - bottom
    pages = rows.paginate(content, height - top, height - later_top)
    for number, part in enumerate(track(pages), 1):
        page = document.page()
        if number == 1:
            frames.title(page, fonts.visible(register.title), 15.5 * MM, 16.0)
        else:
            frames.running_title(page, margin, fonts.visible(register.title), detail)
        rows.draw(page, part, top if number == 1 else later_top)
        frames.footer(page, margin, detail, (number, len(pages)))
    return document


def _form(register: Register, margin: float, width: float) -> Iterator[Row]:
    from desktop_app.documents import grids, rows
    from desktop_app.documents.grids import Column, Table
    from desktop_app.documents.pages import MM

    for start in range(0, len(register.facts), _FACTS_A_ROW):
        some = register.facts[start : start + _FACTS_A_ROW]
        blanks = [("", "")] * (_FACTS_A_ROW - len(some))
        yield grids.fields(margin, width, 22 * MM, [*some, *blanks])
    small = [_look(register, place) for place in range(len(register.columns))]
    columns = [
        Column(column.title, column.share, look)
        for column, look in zip(register.columns, small, strict=True)
    ]
    table = Table(columns, margin, width, replace(rows.HEAD, size=7.0))
    yield table.heading
    for line in register.lines:
        yield table.row((_text(value) for value in line), 5.4 * MM)
    if not register.lines:
        yield table.empty()
    if register.signed:
        yield _signatures(register, margin, width)


def _look(register: Register, place: int) -> rows.Look:  # type: ignore[name-defined] # noqa: F821
    from desktop_app.documents.rows import Align, Look

    values = [line[place] for line in register.lines]
    figures = any(isinstance(value, (int, Decimal)) for value in values)
    return Look(size=7.0, align=Align.RIGHT if figures else Align.LEFT)


def _signatures(register: Register, margin: float, width: float) -> Row:
    from desktop_app.documents import frames
    from desktop_app.documents.pages import MM
    from desktop_app.documents.rows import Cell, Look, Row

    share = width / len(register.signed)
    look = Look(size=8, gray=0.22, top=True)
    cells = tuple(
        Cell(margin + place * share, share, (name,), look, frames.date_line)
        for place, name in enumerate(register.signed)
    )
    return Row(cells, least=18 * MM)


def _text(value: Value) -> str:
    from desktop_app.documents import figures

    if value is None:
        return ""
    if isinstance(value, datetime):
        return figures.moment(value)
    if isinstance(value, date):
        return figures.day(value)
    return f"{value:,.2f}" if isinstance(value, Decimal) else str(value)


__all__ = ["Register", "RegisterColumn", "_", "write_csv", "write_pdf", "write_xlsx"]
