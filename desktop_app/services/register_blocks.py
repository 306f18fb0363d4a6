"""Blocks of cells as spreadsheets put them on the clipboard, and as they are read from there."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Sequence

from desktop_app.core.errors import BadValue, Reason
from desktop_app.services.register_edits import MOST_CELLS

_MOST_CHARS = 8_000_000
_CELL = "mso-number-format:'\\@';white-space:pre-wrap"

Block = Sequence[Sequence[str]]


def to_text(block: Block) -> str:
    """Cells apart by tabs, rows by line ends; one that holds either is quoted, as Excel does."""
    return "\n".join("\t".join(_quoted(cell) for cell in line) for line in block)


def to_html(block: Block) -> str:
    """The same as a table whose cells are all text: Excel and WPS then keep every digit.

    Without it they would make 5.17E+18 of an order number, and reckon with what begins with ``=``.
    """
    rows = (
        "".join(f'<td style="{_CELL}">{html.escape(cell)}</td>' for cell in line) for line in block
    )
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f'<html><head><meta charset="utf-8"></head><body><table>{body}</table></body></html>'


def from_text(text: str) -> list[list[str]]:
    """The cells of a copied block. Raises BadValue for more than is taken at once."""
    if len(text) > _MOST_CHARS:
        raise BadValue(Reason.BLOCK_TOO_LARGE, value=len(text), limit=MOST_CELLS)
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").removesuffix("\n")
    block = _quoted_rows(plain) or [line.split("\t") for line in plain.split("\n")]
    count = sum(map(len, block))
    if count > MOST_CELLS:
        raise BadValue(Reason.BLOCK_TOO_LARGE, value=count, limit=MOST_CELLS)
    return block


def _quoted_rows(text: str) -> list[list[str]]:
    """The rows by the rules of quoting; nothing where a cell that is quoted doesn't end so.

    A mark of inches within or behind a cell is none: spreadsheets leave such cells unquoted.
    """
    csv.field_size_limit(_MOST_CHARS)
    try:
        found = csv.reader(io.StringIO(text, newline=""), "excel-tab", strict=True)
        return [row or [""] for row in found]
    except csv.Error:
        return []


def _quoted(cell: str) -> str:
    if not any(mark in cell for mark in "\t\n\r") and not cell.startswith('"'):
        return cell
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'
