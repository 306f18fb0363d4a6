"""Workbooks: XLSX and XLS, read by calamine behind a guard."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.services import workbook_guard, xls_guard
from desktop_app.services.table_files import MAX_CELL_CHARS, Row, Table

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_ZIP = b"PK"
_PANIC = "PanicException"  # how a fault in the reader comes out; it has no name to import
_MAX_SHEETS = 50
_HALF_SECOND = timedelta(milliseconds=500)


def tables(content: bytes, name: str) -> tuple[Table, ...]:
    """The worksheets that have cells, in order; hidden ones too.

    Raises FileTrouble for a damaged or cut workbook, one with a password, and one that would
    unpack to more than this program takes (a "zip bomb", or cells at the far end of a sheet).
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    if content.startswith(_ZIP):
        content = workbook_guard.checked(content, name)
    else:
        xls_guard.check(content, name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [book.get_sheet_by_name(title) for title in book.sheet_names[:_MAX_SHEETS]]
    except PasswordError as error:
        raise FileTrouble(Reason.FILE_HAS_PASSWORD, path=name) from error
    except (CalamineError, OSError, ValueError) as error:
        raise FileTrouble(Reason.WORKBOOK_DAMAGED, path=name) from error
    except BaseException as error:
        if type(error).__name__ != _PANIC:
            raise
        raise FileTrouble(Reason.WORKBOOK_DAMAGED, path=name) from error
    found = tuple(_table(sheet, name) for sheet in sheets if sheet.end is not None)
    if not found:
        raise FileTrouble(Reason.FILE_EMPTY, path=name)
    return found


def _table(sheet: CalamineSheet, name: str) -> Table:
    def rows() -> Iterator[Row]:
        for number, values in enumerate(sheet.iter_rows(), start=1):
            cells = [value if type(value) is str else text_of(value) for value in values]
            if len(max(cells, key=len, default="")) > MAX_CELL_CHARS:
                raise FileTrouble(Reason.CELL_TOO_LONG, path=name, line=number)
            yield number, cells

    return Table(sheet.name, sheet.total_height, rows)


def text_of(value: object) -> str:
    """A cell's value as the text that a spreadsheet shows for it.

    A number keeps at most 15 digits, as in a spreadsheet: one with more comes out with an
    exponent (``5.17406812415868e+18``), for its last digits are lost.
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return f"{value:.15g}"
    if isinstance(value, datetime):
        whole = (value + _HALF_SECOND).replace(microsecond=0)
        return whole.isoformat(" ")
    if isinstance(value, (date, time)):
        return value.isoformat()[: len("2026-09-03")]
    return str(value)
