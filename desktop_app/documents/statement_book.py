"""The statement as a workbook and as plain lines."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.core import i18n, money, paths
from desktop_app.core.i18n import _
from desktop_app.core.track import Track
from desktop_app.documents import statement_words, tables
from desktop_app.documents.statement import CurrencyPart, Movement, Statement
from desktop_app.documents.statement_columns import COLUMNS, total
from desktop_app.documents.tables import Value

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_HEAD_ROW = 5
_GREY = "#E8E8E8"


def write(statement: Statement, target: Path, track: Track) -> int:
    """The workbook: a sheet for each currency."""
    out = io.BytesIO()
    with i18n.speaking(statement.language), tables.workbook(out) as book:
        count = sum(_Sheet(book, statement, part).write(track) for part in _parts(statement))
    paths.write_atomically(target, out.getvalue())
    return count


def write_lines(statement: Statement, target: Path, track: Track) -> int:
    """The lines as CSV."""
    with i18n.speaking(statement.language):
        heads = [_("Statement no."), _("Period"), _("Courier company"), _("Currency")]
        titles = [*heads, *(_(column.title) for column in COLUMNS)]
        return tables.write_csv(target, titles, list(_plain_lines(statement)), track=track)


def _parts(statement: Statement) -> tuple[CurrencyPart, ...]:
    return statement.parts or (statement_words.empty_part(),)


def _plain_lines(statement: Statement) -> Iterator[list[Value]]:
    for part in statement.parts:
        whose = [statement.statement_no, statement.month, statement.courier, part.currency]
        for line in part.lines:
            yield [*whose, *(column.value(line, part.currency) for column in COLUMNS)]


class _Sheet:
    """One currency's sheet: heading, lines, totals, roll-forward."""

    def __init__(self, book: Workbook, statement: Statement, part: CurrencyPart) -> None:
        self.statement, self.part = statement, part
        self.sheet: Worksheet = book.add_worksheet(tables.sheet_name(part.currency))
        decimals = "." + "0" * money.exponent(part.currency)
        amount = {"num_format": f"#,##0{decimals}".rstrip(".")}
        self.looks = tables.looks_of(book, valign="top", border=1)
        self.looks["money"] = book.add_format({"valign": "top", "border": 1, **amount})
        self.looks["number"] = book.add_format(
            {"valign": "top", "border": 1, "num_format": "General"}
        )
        self.sum = book.add_format({"bold": True, "border": 1, "bg_color": _GREY, **amount})
        self.head = book.add_format(
            {"bold": True, "border": 1, "bg_color": _GREY, "text_wrap": True, "align": "center"}
        )
        self.title = book.add_format({"bold": True, "font_size": 16})

    def write(self, track: Track) -> int:
        """Fills the sheet; returns how many lines."""
        self._write_heading()
        row = _HEAD_ROW + 1
        for line in track(self.part.lines):
            tables.put(self.sheet, row, 0, row - _HEAD_ROW, self.looks)
            for column, one in enumerate(COLUMNS, 1):
                value = one.value(line, self.part.currency)
                tables.put(self.sheet, row, column, value, self.looks)
            row += 1
        self._write_totals(row)
        self._write_roll_forward(row + 2)
        self.sheet.freeze_panes(_HEAD_ROW + 1, 4)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(_HEAD_ROW)
        return len(self.part.lines)

    def _write_heading(self) -> None:
        title = statement_words.title(self.statement)
        self.sheet.write_string(0, 0, title, self.title)
        facts = statement_words.facts(self.statement, [self.part])
        for row, pair in enumerate(facts):
            for column, text in enumerate(pair):
                self.sheet.write_string(row // 4 + 1, row % 4 * 2 + column + 1, text)
        self.sheet.set_column(0, 0, 6)
        self.sheet.write_string(_HEAD_ROW, 0, _("No."), self.head)
        for column, one in enumerate(COLUMNS, 1):
            self.sheet.write_string(_HEAD_ROW, column, _(one.title), self.head)
            self.sheet.set_column(column, column, one.width)

    def _write_totals(self, row: int) -> None:
        self.sheet.write_string(row, 0, _("Sum"), self.sum)
        for column, one in enumerate(COLUMNS, 1):
            if not one.summed:
                self.sheet.write_blank(row, column, None, self.sum)
                continue
            ours = total(self.part.lines, one.amount)
            self._write_formula(row, column, f"=SUM({_span(column, row)})", ours)

    def _write_roll_forward(self, row: int) -> None:
        """Movements side by side; closing is a formula, and whether it is ours stands beside it."""
        moves = statement_words.movements(self.part.roll_forward)
        for column, (name, move) in enumerate(moves, 1):
            self.sheet.write_string(row, column + 2, name, self.head)
            self._write_move(row, column + 2, move, formula=column == len(moves))
        self.sheet.write_string(row + 1, 2, _("Number of claims"), self.head)
        self.sheet.write_string(row + 2, 2, _("Amount"), self.head)
        self.sheet.write_string(row + 3, 2, statement_words.balance(self.part.roll_forward))

    def _write_move(self, row: int, column: int, move: Movement, *, formula: bool) -> None:
        if not formula:
            tables.put(self.sheet, row + 1, column, move.count, self.looks)
            amount = money.to_decimal(move.minor, self.part.currency)
            tables.put(self.sheet, row + 2, column, amount, self.looks)
            return
        for below, value in (
            (1, move.count * 10 ** money.exponent(self.part.currency)),
            (2, move.minor),
        ):
            first, rest = _cell(row + below, 3), _cell(row + below, 4)
            gone = f"SUM({_cell(row + below, 5)}:{_cell(row + below, column - 1)})"
            self._write_formula(row + below, column, f"={first}+{rest}-{gone}", value)

    def _write_formula(self, row: int, column: int, formula: str, minor: int) -> None:
        value = float(money.to_decimal(minor, self.part.currency))
        self.sheet.write_formula(row, column, formula, self.sum, value)


def _span(column: int, end: int) -> str:
    """The lines' cells of a column; a statement without lines sums its heading, which is nought."""
    first = _HEAD_ROW + 1 if end > _HEAD_ROW + 1 else _HEAD_ROW
    return f"{_cell(first, column)}:{_cell(end - 1, column)}"


def _cell(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column))
