"""Platforms' order exports: which format a file is, and the orders that are in it."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.core.kinds import Platform
from desktop_app.core.track import Track, everything
from desktop_app.services import order_formats, table_files
from desktop_app.services.order_formats import HEADER_ROWS, Format, Header
from desktop_app.services.order_gathering import (
    Gathering,
    KnownTitles,
    RowsThatAreItems,
    RowsThatAreOrders,
)
from desktop_app.services.parsed_orders import OrderFile
from desktop_app.services.table_files import Row, Table


def read(
    path: Path,
    platform: Platform | None = None,
    *,
    formats: Sequence[Format] | None = None,
    known_titles: KnownTitles = set,
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
    first = found[0][1]
    kind = RowsThatAreOrders if first.format.one_row_each else RowsThatAreItems
    gathering: Gathering = kind(file.name, first)
    with _uncollected():
        for table, header in found:
            gathering.begin(header)
            rows = islice(table.rows(), header.row, None)
            for number, cells in track(rows, max(table.count - header.row, 0)):
                gathering.take(number, cells)
        orders = gathering.orders(known_titles)
    return OrderFile(
        name=file.name,
        sha256=file.sha256,
        format=first.format.name,
        platforms=first.format.platforms,
        rows=gathering.rows,
        orders=orders,
        refused=tuple(sorted(gathering.refused, key=lambda refused: refused.row or 0)),
    )


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Holds back the search for reference cycles, which takes a third of the time.

    None are made here, and it would look through 50,000 growing orders again and again.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


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
