"""Overviews to print: several short lists of counts on A4, and the same as a sheet each in XLSX."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.core.track import Track, everything
from desktop_app.documents import tables
from desktop_app.documents.tables import Value

if TYPE_CHECKING:
    from desktop_app.documents.pages import SheetFile


@dataclass(frozen=True, kw_only=True)
class Section:
    """A list: its title, its columns' titles, a value for each in every line.

    ``counted`` is the place of the column whose numbers are drawn as bars, too.
    """

    title: str
    columns: tuple[str, ...]
    lines: tuple[tuple[Value, ...], ...]
    counted: int


@dataclass(frozen=True, kw_only=True)
class Overview:
    """An overview as data. All texts are in ``language`` already."""

    title: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    language: str = "zh_CN"


def write_pdf(overview: Overview, target: Path, *, track: Track = everything) -> SheetFile:
    """Writes it for printing; ``track`` counts its pages.

    Raises FileTrouble when the file can't be written.
    """
    from desktop_app.documents import overview_form

    return overview_form.draw(overview, track).write(target)


def write_xlsx(overview: Overview, target: Path, *, track: Track = everything) -> int:
    """Writes a workbook with a sheet for each list; returns how many lines. Raises FileTrouble."""
    sheets = [(one.title, one.columns, one.lines) for one in overview.sections]
    return tables.write_sheets(target, sheets, track=track)
