"""Lists as CSV and XLSX that every spreadsheet program opens as they are.

Numbers, amounts and dates are cells of their kind; order, waybill and phone numbers are texts
and stay whole; nothing in a cell is ever a formula of somebody else's.
"""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.core import clock, paths
from desktop_app.core.track import Track, everything

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Value = str | int | Decimal | date | datetime | None
"""None is an empty cell, which isn't nought. Times are aware; the file has local ones."""

_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_NUMBERLIKE = re.compile(r"\d{12,}|0\d+|\d+[eE]\d+")  # what Excel would shorten or reckon
_EXACT = 10**15  # spreadsheets keep fifteen digits
_ROWS_PER_SHEET = 1_048_575  # and the heading
_LONGEST_TEXT = 32_767
_MEASURED_ROWS = 200
_WIDTHS = (6, 48)
_SHEET_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_LONGEST_SHEET_NAME = 31


def write_csv(
    target: Path,
    columns: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    track: Track = everything,
) -> int:
    """Writes UTF-8 with a mark, so that Excel reads Chinese; returns how many rows.

    Text that a spreadsheet would take for a formula gets a ``'`` in front, one that it would
    take for a number a tab, as the platforms' own exports do; `original` takes both away.
    Raises FileTrouble when the file can't be written.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([harmless(title) for title in columns])
    count = 0
    for row in track(rows):
        writer.writerow([_csv_text(value) for value in row])
        count += 1
    paths.write_atomically(target, out.getvalue().encode("utf-8-sig", "replace"))
    return count


def write_xlsx(
    target: Path,
    columns: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    sheet: str = "",
    track: Track = everything,
) -> int:
    """Writes a workbook with a fixed, filtered heading; returns how many rows.

    More rows than a sheet holds go on on further sheets. Raises FileTrouble when the file
    can't be written.
    """
    out = io.BytesIO()
    with _told(target), workbook(out, by_row=True) as book:
        lists = _Lists(book, columns, sheet)
        for row in track(rows):
            lists.add(row)
        lists.finish()
    paths.write_atomically(target, out.getvalue())
    return lists.count


def write_sheets(
    target: Path,
    sheets: Sequence[tuple[str, Sequence[str], Sequence[Sequence[Value]]]],
    *,
    track: Track = everything,
) -> int:
    """Writes a workbook of several lists, each (name, columns, rows) on a sheet of its own.

    Returns how many rows. Raises FileTrouble when the file can't be written.
    """
    out = io.BytesIO()
    count = 0
    with _told(target), workbook(out) as book:
        for name, columns, rows in track(sheets):
            lists = _Lists(book, columns, name)
            for row in rows:
                lists.add(row)
            lists.finish()
            count += lists.count
    paths.write_atomically(target, out.getvalue())
    return count


@contextlib.contextmanager
def _told(target: Path) -> Iterator[None]:
    """A workbook is made of temporary files, whose disk may be full as well."""
    from xlsxwriter.exceptions import FileCreateError

    try:
        yield
    except FileCreateError as error:
        cause = error.args[0] if error.args else None
        raise paths.from_os_error(
            cause if isinstance(cause, OSError) else OSError(), target
        ) from error


def harmless(text: str) -> str:
    """The text as a CSV cell that no spreadsheet reckons with."""
    if _FORMULA.match(text):
        return f"'{text}"
    return f"\t{text}" if _NUMBERLIKE.fullmatch(text) else text


def original(text: str) -> str:
    """What `harmless` was given."""
    if text.startswith("'") and _FORMULA.match(text):
        return text[1:]
    return text[1:] if text.startswith("\t") and _NUMBERLIKE.fullmatch(text[1:]) else text


def workbook(out: io.BytesIO, *, by_row: bool = False) -> Workbook:
    """A workbook in which texts are never made into formulas, links or numbers.

    One written row by row needs little memory, whatever its length. The same contents give
    the same bytes: its properties name no moment.
    """
    from xlsxwriter import Workbook

    settings = dict.fromkeys(
        ("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False
    )
    book = Workbook(out, {**settings, "constant_memory": by_row})
    book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - a date without meaning
    return book


def put(sheet: Worksheet, row: int, column: int, value: Value, looks: dict[str, Format]) -> None:
    """Writes one cell as what it is, by the formats of `looks_of`."""
    if value is None:
        sheet.write_blank(row, column, None, looks["text"])
    elif isinstance(value, str):
        text = value[:_LONGEST_TEXT].encode("utf-8", "replace").decode("utf-8")
        sheet.write_string(row, column, text, looks["text"])
    elif isinstance(value, datetime):
        local = clock.to_local(value).replace(tzinfo=None)
        sheet.write_datetime(row, column, local, looks["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, looks["date"])
    elif abs(number := Decimal(value)) >= _EXACT:
        sheet.write_string(row, column, f"{number:f}", looks["text"])
    else:
        whole = number.as_tuple().exponent == 0
        sheet.write_number(row, column, float(number), looks["number" if whole else "money"])


def looks_of(book: Workbook, **base: Any) -> dict[str, Format]:
    """The formats that `put` wants, all with the properties of ``base``."""
    return {
        "text": book.add_format({**base, "num_format": "@"}),
        "number": book.add_format({**base, "num_format": "0"}),
        "money": book.add_format({**base, "num_format": "#,##0.00"}),
        "date": book.add_format({**base, "num_format": "yyyy-mm-dd", "align": "left"}),
        "moment": book.add_format({**base, "num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"}),
    }


def text_width(value: Value) -> int:
    """How many characters wide a cell is; Chinese ones count twice."""
    text = _csv_text(value)
    return sum(2 if char > "\u2e7f" else 1 for char in text)


def sheet_name(text: str) -> str:
    """A name that a sheet can have; empty lets the workbook choose."""
    return _SHEET_FORBIDDEN.sub("-", text)[:_LONGEST_SHEET_NAME]


class _Lists:
    """One list over as many sheets as it needs."""

    def __init__(self, book: Workbook, columns: Sequence[str], name: str) -> None:
        self._book, self._columns, self._name = book, columns, name
        self._looks = looks_of(book, valign="top")
        self._head = book.add_format({"bold": True, "bg_color": "#E8E8E8", "bottom": 1})
        self._widths = [text_width(title) + 3 for title in columns]
        self._sheets: list[Worksheet] = []
        self.count = 0

    def add(self, row: Sequence[Value]) -> None:
        line = self.count % _ROWS_PER_SHEET
        if line == 0:
            self._begin_sheet()
        for column, value in enumerate(row):
            put(self._sheets[-1], line + 1, column, value, self._looks)
        if self.count < _MEASURED_ROWS:
            wide = [text_width(value) + 1 for value in row]
            self._widths = list(map(max, self._widths, wide))
        self.count += 1

    def finish(self) -> None:
        if not self._sheets:
            self._begin_sheet()
        for number, sheet in enumerate(self._sheets, 1):
            rows = min(self.count - (number - 1) * _ROWS_PER_SHEET, _ROWS_PER_SHEET)
            sheet.autofilter(0, 0, max(rows, 1), max(len(self._columns) - 1, 0))
            for column, wide in enumerate(self._widths):
                sheet.set_column(column, column, min(max(wide, _WIDTHS[0]), _WIDTHS[1]))

    def _begin_sheet(self) -> None:
        number = len(self._sheets) + 1
        name = sheet_name(self._name)
        if number > 1:
            name = f"{name[: _LONGEST_SHEET_NAME - 4]} {number}"
        sheet = self._book.add_worksheet(name or None)
        sheet.freeze_panes(1, 0)
        for column, title in enumerate(self._columns):
            sheet.write_string(0, column, title, self._head)
        self._sheets.append(sheet)


def _csv_text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, datetime):
        return clock.to_local(value).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
