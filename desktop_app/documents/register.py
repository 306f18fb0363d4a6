"""Registers to look through and to sign: a list on A4 across, and the same as XLSX and CSV."""

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
class Register:
    """A register as data: the titles of its columns, and a value for each in every line.

    ``facts`` stand above the list as (label, text) pairs, ``signed`` are who signs below it. All
    texts are in ``language`` already. ``paper`` is ``a4`` or ``a3``, always across;
    ``story`` how many points a column of longer texts gets at least, by smaller letters if need be.
    """

    title: str
    columns: tuple[str, ...]
    lines: tuple[tuple[Value, ...], ...]
    facts: tuple[tuple[str, str], ...] = ()
    signed: tuple[str, ...] = ()
    language: str = "zh_CN"
    paper: str = "a4"
    story: float = 0.0


def write_pdf(register: Register, target: Path, *, track: Track = everything) -> SheetFile:
    """Writes the register for printing and signing; ``track`` counts its pages.

    Raises FileTrouble when the file can't be written.
    """
    from desktop_app.documents import register_form

    return register_form.draw(register, track).write(target)


def write_xlsx(register: Register, target: Path, *, track: Track = everything) -> int:
    """Writes the list as a workbook; returns how many lines. Raises FileTrouble."""
    columns, lines = register.columns, register.lines
    return tables.write_xlsx(target, columns, lines, sheet=register.title, track=track)


def write_csv(register: Register, target: Path, *, track: Track = everything) -> int:
    """Writes the list as CSV; returns how many lines. Raises FileTrouble."""
    return tables.write_csv(target, register.columns, register.lines, track=track)
