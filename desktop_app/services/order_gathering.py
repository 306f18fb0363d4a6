"""The rows of an order file gathered into orders."""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from typing_extensions import override

from desktop_app.core.errors import BadValue, FileTrouble, Reason, UserError
from desktop_app.services import order_cells, order_formats, order_titles
from desktop_app.services.order_assembly import assembled, joint_status
from desktop_app.services.order_formats import AMOUNTS, Format, Header
from desktop_app.services.order_items import lines_of
from desktop_app.services.order_rows import Columns, RowReader, RowTrouble
from desktop_app.services.parsed_orders import ParsedLine, ParsedOrder, RefusedRow
from desktop_app.services.table_files import is_total

_BLOCK = 512
_LIKE_A_NUMBER = re.compile(r"\d{3}")
_SURE_NOUGHTS = 4  # so many digits are all 0 by chance once in 10,000 files
KnownTitles = Callable[[], set[str]]


@dataclass(frozen=True, slots=True)
class _Row:
    """A row with an order number, waiting to be read with others."""

    number: int
    order_no: str
    cells: list[str]


class Gathering(ABC):
    """Takes the rows below the header lines of one file, and gives the orders.

    A row that can't be read refuses its order; damaged order numbers refuse the file.
    """

    def __init__(self, name: str, header: Header) -> None:
        self.format = header.format
        self.rows = 0
        self.refused: list[RefusedRow] = []
        self._name = name
        self._reader = RowReader(header)
        self._waiting: list[_Row] = []
        self._seen: dict[str, int] = {}
        self._last = ""

    def begin(self, header: Header) -> None:
        """A header line: orders that stood above it and come again are further versions of them."""
        self._read_waiting()
        self._reader = RowReader(header)
        self._last = ""

    def take(self, number: int, cells: list[str]) -> None:
        """One row below a header. Raises FileTrouble where it shows the whole file damaged."""
        cell = self._reader.order_cell(cells)
        if not _LIKE_A_NUMBER.search(cell):
            if is_total(cells) or self._reader.is_remark(cells):
                return
            if self._reader.is_header(cells):
                self.begin(order_formats.recognise([(number, cells)], [self.format], self._name))
                return
        self.rows += 1
        try:
            order_no = self._order_no(cell, number)
        except BadValue as error:
            self._refuse(number, error)
            return
        self._waiting.append(_Row(number, order_no, cells))
        if len(self._waiting) == _BLOCK:
            self._read_waiting()

    def orders(self, known_titles: KnownTitles) -> tuple[ParsedOrder, ...]:
        """The orders of which no row was refused, in the file's order.

        Raises FileTrouble when a spreadsheet has made the last digits of all numbers 0.
        """
        self._read_waiting()
        self._refuse_noughts()
        return tuple(self._orders(known_titles))

    def _order_no(self, cell: str, number: int) -> str:
        last, self._last = self._last, ""
        if not cell:
            if not self.format.continued or not last:
                raise BadValue(Reason.ORDER_NO_MISSING)
            self._last = last
            return last
        try:
            order_no = order_cells.order_no(cell)
        except BadValue as error:
            if error.reason is Reason.NUMBER_DAMAGED:
                raise self._damaged(cell, number) from error
            raise
        self._seen.setdefault(order_no, number)
        self._last = order_no
        return order_no

    def _read_waiting(self) -> None:
        rows, self._waiting = self._waiting, []
        if not rows:
            return
        try:
            columns = self._reader.read([row.cells for row in rows])
        except RowTrouble:
            for row in rows:
                self._read_one(row)
        else:
            self._accept(rows, columns)

    def _read_one(self, row: _Row) -> None:
        try:
            columns = self._reader.read([row.cells])
        except RowTrouble as trouble:
            self._refuse(row.number, trouble.error, trouble.column)
            self._spoil(row)
        else:
            self._accept([row], columns)

    @abstractmethod
    def _accept(self, rows: Sequence[_Row], columns: Columns) -> None:
        """Takes in what rows say that could be read."""

    def _spoil(self, row: _Row) -> None:  # noqa: B027 - an order of one row is out with its row
        """Leaves out the order of a row that was refused."""

    @abstractmethod
    def _orders(self, known_titles: KnownTitles) -> list[ParsedOrder]:
        """The orders, after the last row."""

    def _refuse(self, number: int, error: UserError, column: str = "") -> None:
        self.refused.append(RefusedRow(self._name, number, error, column))

    def _refuse_noughts(self) -> None:
        tails = [tail for no in self._seen if (tail := order_cells.nought_tail(no)) is not None]
        if tails and all(tails) and sum(tails) >= _SURE_NOUGHTS:
            raise self._damaged(*next(iter(self._seen.items())))

    def _damaged(self, value: str, number: int) -> FileTrouble:
        return FileTrouble(Reason.NUMBER_DAMAGED, path=self._name, value=value, line=number)


@dataclass(frozen=True, slots=True)
class _Joined:
    """Titles in one cell, of so many kinds of items, so many pieces in all."""

    title: str
    kinds: int | None
    pieces: int | None


class RowsThatAreOrders(Gathering):
    """Each row is an order, its items' titles or products together in one cell."""

    def __init__(self, name: str, header: Header) -> None:
        super().__init__(name, header)
        self._found: list[ParsedOrder] = []
        self._joined: list[tuple[int, _Joined]] = []
        self._titles: set[str] = set()

    @override
    def _accept(self, rows: Sequence[_Row], columns: Columns) -> None:
        if "titles" in columns:
            lines = self._titled(columns)
        else:
            lines = [lines_of(_said(columns, at), self.format) for at in range(len(rows))]
        numbers = [row.order_no for row in rows]
        places = [row.number for row in rows]
        self._found += assembled(self.format, numbers, places, columns, lines)

    def _titled(self, columns: Columns) -> list[tuple[ParsedLine, ...]]:
        """The items where they are sure; the others wait until all titles of the file are seen."""
        start, titles = len(self._found), columns["titles"]
        nothing = (None,) * len(titles)
        said = [columns.get(target) or nothing for target in ("kinds", "pieces", "variant")]
        lines: list[tuple[ParsedLine, ...]] = []
        for place, (title, kinds, pieces, variant) in enumerate(
            zip(titles, *said, strict=True), start
        ):
            if title is not None and kinds == 1:
                self._titles.add(title)
                lines.append((ParsedLine(title, variant=variant or "", quantity=pieces),))
            else:
                lines.append(())
            if title is not None and kinds != 1:
                self._joined.append((place, _Joined(title, kinds, pieces)))
        return lines

    @override
    def _orders(self, known_titles: KnownTitles) -> list[ParsedOrder]:
        known = _Titles(self._titles, known_titles)
        marks = self.format.title_separators
        for place, joined in self._joined:
            lines = order_titles.lines(joined.title, joined.kinds, joined.pieces, marks, known)
            self._found[place] = replace(self._found[place], lines=lines)
        return self._found


@dataclass(slots=True)
class _Draft:
    """An order while its rows come in."""

    order_no: str
    row: int
    values: dict[str, Any]
    lines: tuple[ParsedLine, ...] = ()
    statuses: tuple[str, ...] = ()
    spoilt: bool = False


class RowsThatAreItems(Gathering):
    """Each row is an item; rows with one order number are one order."""

    def __init__(self, name: str, header: Header) -> None:
        super().__init__(name, header)
        self._drafts: list[_Draft] = []
        self._open: dict[str, _Draft] = {}

    @override
    def begin(self, header: Header) -> None:
        super().begin(header)
        self._open = {}

    @override
    def _accept(self, rows: Sequence[_Row], columns: Columns) -> None:
        for at, row in enumerate(rows):
            said = _said(columns, at)
            draft = self._draft(row)
            draft.lines += lines_of(said, self.format)
            draft.statuses += (said.pop("status", ""),)
            try:
                _join(row.order_no, draft.values, said, self.format)
            except BadValue as error:
                self._refuse(row.number, error)
                draft.spoilt = True

    @override
    def _spoil(self, row: _Row) -> None:
        self._draft(row).spoilt = True

    def _draft(self, row: _Row) -> _Draft:
        draft = self._open.get(row.order_no)
        if draft is None:
            draft = self._open[row.order_no] = _Draft(row.order_no, row.number, {})
            self._drafts.append(draft)
        return draft

    @override
    def _orders(self, known_titles: KnownTitles) -> list[ParsedOrder]:
        kept = [draft for draft in self._drafts if not draft.spoilt]
        if not kept:
            return []
        targets = {target for draft in kept for target in draft.values}
        columns: Columns = {
            target: [draft.values.get(target) for draft in kept] for target in targets
        }
        columns["status"] = [joint_status(draft.statuses, self.format) for draft in kept]
        return assembled(
            self.format,
            [draft.order_no for draft in kept],
            [draft.row for draft in kept],
            columns,
            [draft.lines for draft in kept],
        )


class _Titles:
    """Titles that are surely one item's: those seen so far, and those asked for when needed."""

    def __init__(self, known: set[str], more: KnownTitles) -> None:
        self._known = known
        self._more: KnownTitles | None = more

    def __contains__(self, title: object) -> bool:
        if title not in self._known and self._more is not None:
            self._known |= self._more()
            self._more = None
        return title in self._known


def _said(columns: Columns, at: int) -> dict[str, Any]:
    return {target: column[at] for target, column in columns.items() if column[at] is not None}


def _join(order_no: str, values: dict[str, Any], more: dict[str, Any], form: Format) -> None:
    """Joins what a further row says of an order. Raises BadValue where amounts contradict."""
    for target, value in more.items():
        held = values.get(target)
        if held is None:
            values[target] = value
        elif target in form.sums:
            values[target] = held + value
        elif target in AMOUNTS and held != value:
            raise BadValue(Reason.ORDER_TWICE, value=order_no, column=form.columns[target][0])
        elif target == "raw" and held != value:
            values[target] = _both(held, value)


def _both(held: str, more: str) -> str:
    """Two rows' other columns: what differs is kept one below the other."""
    found: dict[str, str] = json.loads(held)
    for name, text in json.loads(more).items():
        before = found.get(name, text)
        found[name] = before if text in before.split("\n") else f"{before}\n{text}"
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))
