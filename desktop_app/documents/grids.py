"""What forms are built from: rows of labelled fields, tables whose head comes on each page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desktop_app.documents import rows
from desktop_app.documents.rows import Cell, Look, Row


@dataclass(frozen=True)
class Column:
    """A table's column: its share of the width, in any unit that all columns use."""

    title: str
    share: float
    look: Look = rows.VALUE


class Table:
    """Columns laid side by side from ``x`` over ``width`` points."""

    def __init__(
        self, columns: Sequence[Column], x: float, width: float, head: Look = rows.HEAD
    ) -> None:
        unit = width / sum(column.share for column in columns)
        self._looks = [column.look for column in columns]
        self._places: list[tuple[float, float]] = []
        for column in columns:
            self._places.append((x, column.share * unit))
            x += column.share * unit
        heads = zip(self._places, columns, strict=True)
        cells = tuple(rows.cell(*place, column.title, head) for place, column in heads)
        self.heading = Row(cells, keep=True)

    def row(self, texts: Iterable[str], least: float = rows.LEAST) -> Row:
        """A line of the table; a page that begins with it has the heading above."""
        parts = zip(self._places, texts, self._looks, strict=True)
        cells = tuple(rows.cell(*place, text, look) for place, text, look in parts)
        return Row(cells, least=least, heading=(self.heading,))

    def empty(self) -> Row:
        """A line with nothing in it, to be filled by hand."""
        return self.row("" for _ in self._places)

    def span(self, parts: Sequence[tuple[int, str, Look]]) -> Row:
        """A line whose cells take several columns each: (how many, text, look)."""
        cells: list[Cell] = []
        at = 0
        for count, text, look in parts:
            taken = self._places[at : at + count]
            cells.append(rows.cell(taken[0][0], sum(wide for _, wide in taken), text, look))
            at += count
        return Row(tuple(cells), heading=(self.heading,))


def fields(
    x: float,
    width: float,
    label_width: float,
    parts: Sequence[tuple[str, str]],
    value: Look = rows.VALUE,
) -> Row:
    """A row of (label, value) pairs of equal width."""
    cells: list[Cell] = []
    share = width / len(parts)
    for label, text in parts:
        cells.append(rows.cell(x, label_width, label, rows.LABEL))
        cells.append(rows.cell(x + label_width, share - label_width, text, value))
        x += share
    return Row(tuple(cells))
