"""Platforms' order exports: which format a file is, its rows gathered into orders."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from desktop_app.core.errors import BadValue, FileTrouble, Reason, UserError
from desktop_app.core.kinds import OrderState, Platform
from desktop_app.core.track import Track, everything
from desktop_app.services import order_cells, order_formats, order_titles, table_files
from desktop_app.services.order_formats import AMOUNTS, HEADER_ROWS, Format, Header
from desktop_app.services.order_rows import (
    RowReader,
    RowTrouble,
    Values,
    line_of,
    products_of,
    state_of,
)
from desktop_app.services.parsed_orders import OrderFile, ParsedLine, ParsedOrder, RefusedRow
from desktop_app.services.table_files import Row, Table, is_total

_LIKE_A_NUMBER = re.compile(r"\d{3}")
_SURE_NOUGHTS = 4  # so many digits are all 0 by chance once in 10,000 files
_PROGRESS = (
    OrderState.UNPAID,
    OrderState.PAID,
    OrderState.SHIPPED,
    OrderState.DONE,
    OrderState.CLOSED,
)


def read(
    path: Path,
    platform: Platform | None = None,
    *,
    formats: Sequence[Format] | None = None,
    known_titles: Callable[[], set[str]] = set,
    track: Track = everything,
) -> OrderFile:
    """Reads a platform's export into orders; nothing is written anywhere.

    ``platform`` narrows the formats to try, ``formats`` are those that ship with the program
    unless others are given, ``known_titles`` is asked for items' titles where those joined in one
    cell can't be told apart. Raises FileTrouble for a file that must be refused whole: damaged, no
    known format, a column missing, or order numbers that a spreadsheet has rounded.
    """
    file = table_files.read(path)
    tried = order_formats.choice(formats or order_formats.shipped(), platform)
    found = _recognised(file.tables, tried, file.name)
    gathering = _Gathering(file.name, found[0][1])
    for table, header in found:
        gathering.begin(header)
        rows = islice(table.rows(), header.row, None)
        for number, cells in track(rows, max(table.count - header.row, 0)):
            gathering.take(number, cells)
    gathering.refuse_damaged_numbers()
    return OrderFile(
        name=file.name,
        sha256=file.sha256,
        format=gathering.format.name,
        platforms=gathering.format.platforms,
        rows=gathering.rows,
        orders=tuple(gathering.orders(known_titles)),
        refused=tuple(sorted(gathering.refused, key=lambda refused: refused.row or 0)),
    )


def _recognised(
    tables: Sequence[Table], formats: Sequence[Format], name: str
) -> list[tuple[Table, Header]]:
    """The sheets that are orders, all of the format of the one that fits best."""
    found: list[tuple[Table, Header]] = []
    trouble: FileTrouble | None = None
    for table in tables:
        head: list[Row] = list(islice(table.rows(), HEADER_ROWS))
        try:
            found.append((table, order_formats.recognise(head, formats, name)))
        except FileTrouble as error:
            if trouble is None or error.reason is Reason.COLUMN_MISSING:
                trouble = error
    if not found:
        raise trouble or FileTrouble(Reason.NOT_A_TABLE, path=name)
    best = max(found, key=lambda pair: len(pair[1].columns))[1].format
    return [pair for pair in found if pair[1].format is best]


@dataclass
class _Draft:
    """An order while its rows come in."""

    order_no: str
    row: int
    values: Values = field(default_factory=dict)
    lines: list[ParsedLine] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    refused: bool = False


class _Gathering:
    """Gathers the rows of a file into orders. A row refused refuses its order."""

    def __init__(self, name: str, header: Header) -> None:
        self.format = header.format
        self.rows = 0
        self.refused: list[RefusedRow] = []
        self._name = name
        self._reader = RowReader(header)
        self._drafts: list[_Draft] = []
        self._open: dict[str, _Draft] = {}
        self._last: _Draft | None = None

    def begin(self, header: Header) -> None:
        """A header line: orders that stood above it and come again are further versions of them."""
        self._reader = RowReader(header)
        self._open = {}
        self._last = None

    def take(self, number: int, cells: list[str]) -> None:
        """One row below a header. Raises FileTrouble where it shows the whole file damaged."""
        reader = self._reader
        if not _LIKE_A_NUMBER.search(reader.order_cell(cells)):
            if is_total(cells) or reader.is_remark(cells):
                return
            if reader.is_header(cells):
                self.begin(order_formats.recognise([(number, cells)], [self.format], self._name))
                return
        self.rows += 1
        draft = None
        try:
            draft = self._draft(reader, number, cells)
            self._add(draft, reader.read(cells))
        except RowTrouble as trouble:
            self._refuse(draft, number, trouble.error, trouble.column)
        except BadValue as error:
            self._refuse(draft, number, error, "")

    def orders(self, known_titles: Callable[[], set[str]]) -> Iterator[ParsedOrder]:
        """The orders of which no row was refused, in the file's order."""
        kept = [draft for draft in self._drafts if not draft.refused]
        titles = _Titles(kept, known_titles)
        for draft in kept:
            yield _order(draft, self.format, titles)

    def refuse_damaged_numbers(self) -> None:
        """Raises FileTrouble when a spreadsheet has made the last digits of all numbers 0."""
        tails = {
            draft.order_no: tail
            for draft in self._drafts
            if (tail := order_cells.nought_tail(draft.order_no)) is not None
        }
        if tails and all(tails.values()) and sum(tails.values()) >= _SURE_NOUGHTS:
            first = self._drafts[0]
            raise self._damaged(first.order_no, first.row)

    def _draft(self, reader: RowReader, number: int, cells: list[str]) -> _Draft:
        if not reader.order_cell(cells):
            if self.format.continued and self._last is not None:
                return self._last
            raise BadValue(Reason.ORDER_NO_MISSING)
        try:
            order_no = reader.order_no(cells)
        except RowTrouble as trouble:
            self._last = None
            if trouble.error.reason is Reason.NUMBER_DAMAGED:
                raise self._damaged(reader.order_cell(cells), number) from trouble
            raise
        draft = None if self.format.one_row_each else self._open.get(order_no)
        if draft is None:
            draft = self._open[order_no] = _Draft(order_no, number)
            self._drafts.append(draft)
        self._last = draft
        return draft

    def _add(self, draft: _Draft, values: Values) -> None:
        form = self.format
        if "products" in values:
            draft.lines.extend(products_of(values["products"], form))
        elif "titles" not in values:
            line = line_of(values)
            if line is not None:
                draft.lines.append(line)
        draft.statuses.append(values.get("status", ""))
        _join(draft, values, form)

    def _refuse(self, draft: _Draft | None, number: int, error: UserError, column: str) -> None:
        self.refused.append(RefusedRow(self._name, number, error, column))
        if draft is not None:
            draft.refused = True

    def _damaged(self, value: str, number: int) -> FileTrouble:
        return FileTrouble(Reason.NUMBER_DAMAGED, path=self._name, value=value, line=number)


def _join(draft: _Draft, values: Values, form: Format) -> None:
    """Joins what a further row says of the order. Raises BadValue where amounts contradict."""
    if not draft.values:
        draft.values = values
        return
    for target, value in values.items():
        held = draft.values.get(target)
        if held is None:
            draft.values[target] = value
        elif target in form.sums:
            draft.values[target] = held + value
        elif target in AMOUNTS and held != value:
            column = form.columns[target][0]
            raise BadValue(Reason.ORDER_TWICE, value=draft.order_no, column=column)
        elif target == "raw":
            draft.values["raw"] = {**value, **held}


class _Titles:
    """Titles that are surely one item's: of the file's orders with one, and those asked for."""

    def __init__(self, drafts: Iterable[_Draft], more: Callable[[], set[str]]) -> None:
        self._known = {
            draft.values["titles"]
            for draft in drafts
            if draft.values.get("kinds") == 1 and "titles" in draft.values
        }
        self._more: Callable[[], set[str]] | None = more

    def __contains__(self, title: object) -> bool:
        if title in self._known:
            return True
        if self._more is not None:
            self._known |= self._more()
            self._more = None
        return title in self._known


def _order(draft: _Draft, form: Format, titles: _Titles) -> ParsedOrder:
    values = draft.values
    status, state = _status(draft.statuses, form)
    numbers = values.get("tracking", ())
    created = values.get("created") or _date_in(draft.order_no, form)
    return ParsedOrder(
        order_no=draft.order_no,
        row=draft.row,
        buyer=values.get("buyer"),
        status=status,
        state=state,
        currency=values["currency"],
        goods_minor=values.get("goods"),
        postage_minor=values.get("postage"),
        total_minor=values.get("total"),
        paid_minor=_paid(values, state, form),
        refund_minor=values.get("refund"),
        created=created,
        paid_at=values.get("paid_at"),
        shipped=values.get("shipped"),
        signed_at=values.get("signed_at"),
        courier=values.get("courier", ""),
        tracking=numbers[0] if numbers else "",
        parcels=numbers[1:],
        receiver=values.get("receiver"),
        phone=values.get("phone"),
        address=values.get("address"),
        country=values.get("country", ""),
        buyer_note=values.get("buyer_note", ""),
        seller_note=values.get("seller_note", ""),
        close_reason=values.get("close_reason", ""),
        shop=values.get("shop", ""),
        hidden=tuple(values.get("hidden", ())),
        complete=form.complete,
        raw=values["raw"],
        lines=_lines(draft, form, titles),
    )


def _lines(draft: _Draft, form: Format, titles: _Titles) -> tuple[ParsedLine, ...]:
    values = draft.values
    if "titles" not in values:
        return tuple(draft.lines)
    found = order_titles.lines(
        values["titles"], values.get("kinds"), values.get("pieces"), form.title_separators, titles
    )
    if len(found) == 1 and "variant" in values:
        return (ParsedLine(found[0].title, variant=values["variant"], quantity=found[0].quantity),)
    return found


def _status(statuses: Sequence[str], form: Format) -> tuple[str, OrderState]:
    """The order's status: of items' statuses the one least far, leaving out those closed."""
    said = [(status, state_of(status, form)) for status in dict.fromkeys(statuses) if status]
    known = [pair for pair in said if pair[1] in _PROGRESS]
    if not known:
        return said[0] if said else ("", OrderState.UNKNOWN)
    return min(known, key=lambda pair: _PROGRESS.index(pair[1]))


def _paid(values: Values, state: OrderState, form: Format) -> int | None:
    """What was paid, where the file's amount is what is due: only for an order that is paid."""
    unknown = state.value in form.paid_not_in or any(need not in values for need in form.paid_needs)
    paid: int | None = None if unknown else values.get("paid")
    return paid


def _date_in(order_no: str, form: Format) -> str | None:
    """The day that some platforms begin their order numbers with."""
    pattern = form.created_in_order_no
    found = pattern.match(order_no) if pattern else None
    if found is None:
        return None
    year, month, day = (int(found[part]) for part in ("yy", "mm", "dd"))
    try:
        return order_cells.moment(f"{2000 + year}-{month}-{day}", "")
    except BadValue:
        return None
