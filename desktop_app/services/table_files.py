"""Tables in files from outside: CSV and other text, XLSX, XLS, and HTML under the name of XLS.

What a file is, its content says, not its name. All files are hostile: their size is bounded
before anything is unpacked, and a damaged one is refused whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.core.paths import from_os_error

MAX_FILE_BYTES = 256 * 1024 * 1024
MAX_CELL_CHARS = 32_767  # what a cell of a spreadsheet can hold
_ZIP = b"PK\x03\x04"
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TOTAL_WORDS = ("合计", "总计", "小计", "总数")
_HELD_ELSEWHERE = (32, 33)  # Windows: sharing and lock violation

Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Table:
    """One sheet, or the only table of a text file.

    ``rows`` begins anew at each call: (row number as a spreadsheet shows it from 1, the cells'
    texts). It may raise FileTrouble where the damage is. ``count`` is how many rows there are
    at most. ``marked`` says that it's CSV, whose texts may have a mark in front of what a
    spreadsheet would take for a formula or a number (`documents.tables.original` takes it away).
    """

    name: str
    count: int
    rows: Callable[[], Iterator[Row]]
    marked: bool = False


@dataclass(frozen=True)
class TableFile:
    """A file that was read: its name, the hash of its bytes, and its tables in order."""

    name: str
    sha256: str
    tables: tuple[Table, ...]


def read(path: Path) -> TableFile:
    """Reads a file's tables into the texts of their cells; the file isn't changed.

    A number in a workbook becomes the digits that a spreadsheet shows (15 at most; beyond, it
    has lost digits, and the text says so by its exponent), a date ``2026-09-03 08:05:00``.
    Raises FileTrouble, naming the place where it can, for a file that is missing, held by
    another program, empty, too large, cut, damaged, locked with a password, or no table.
    """
    content = _bytes_of(path)
    return TableFile(path.name, hashlib.sha256(content).hexdigest(), _tables(content, path.name))


def is_total(cells: list[str]) -> bool:
    """Whether a row sums up those above it (合计, 总计 …) and is nothing by itself."""
    first = next((cell.strip() for cell in cells if cell.strip()), "")
    return first.startswith(_TOTAL_WORDS)


def _bytes_of(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            limit = MAX_FILE_BYTES // 1024 // 1024
            raise FileTrouble(Reason.FILE_TOO_LARGE, path=path.name, limit=limit)
        content = path.read_bytes()
    except OSError as error:
        if getattr(error, "winerror", None) in _HELD_ELSEWHERE:
            raise FileTrouble(Reason.FILE_BUSY, path=path.name) from error
        raise from_os_error(error, path) from error
    if not content.strip():
        raise FileTrouble(Reason.FILE_EMPTY, path=path.name)
    return content


def _tables(content: bytes, name: str) -> tuple[Table, ...]:
    if content.startswith((_ZIP, _OLE2)):
        from desktop_app.services import workbooks

        return workbooks.tables(content, name)
    from desktop_app.services import html_tables, text_tables

    text = text_tables.decoded(content, name)
    if html_tables.looks_like_html(text):
        return html_tables.tables(text, name)
    return (replace(text_tables.table(text, name), marked=True),)
