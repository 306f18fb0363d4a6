"""Orders: brought in from the platforms' exports, shown, and found by their numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from desktop_app.core import clock
from desktop_app.core.errors import BadValue, FileTrouble, Reason
from desktop_app.core.kinds import Platform
from desktop_app.core.track import Track, everything
from desktop_app.models.base import tuples
from desktop_app.models.orders import OrderLine
from desktop_app.models.products import Product
from desktop_app.models.shops import ImportedFile
from desktop_app.services import order_files
from desktop_app.services.order_formats import Format
from desktop_app.services.order_writing import AT_ONCE, OrderWriter, Tally
from desktop_app.services.parsed_orders import OrderFile, ParsedOrder, RefusedRow
from desktop_app.services.store import Store

PURPOSE = "orders"
_JOINT = "，"


@dataclass(frozen=True)
class FileReport:
    """What became of one file's orders."""

    name: str
    format: str
    added: int
    updated: int
    unchanged: int
    older: int
    lines: int


@dataclass(frozen=True)
class ImportReport:
    """What became of all files.

    ``older`` of the unchanged and updated orders were behind what the shop holds; ``lines`` are
    the rows read; ``refused`` says file, row, column and why.
    """

    files: tuple[FileReport, ...]
    refused: tuple[RefusedRow, ...]

    @property
    def added(self) -> int:
        return sum(file.added for file in self.files)

    @property
    def updated(self) -> int:
        return sum(file.updated for file in self.files)

    @property
    def unchanged(self) -> int:
        return sum(file.unchanged for file in self.files)

    @property
    def older(self) -> int:
        return sum(file.older for file in self.files)

    @property
    def lines(self) -> int:
        return sum(file.lines for file in self.files)


def import_files(
    store: Store,
    paths: Iterable[Path],
    platform: Platform | None = None,
    *,
    formats: Sequence[Format] | None = None,
    track: Track = everything,
) -> ImportReport:
    """Brings the orders of the platforms' export files into the shop.

    A file is read whole before anything is written: a damaged one is refused whole, and a cancel
    leaves nothing of the file in hand. Then the orders go in by batches of whole orders, so that a
    kill leaves no half one and nobody waits long. What the shop holds newer stays. ``platform``
    narrows the formats; ``formats`` may add those that the person mapped. Raises StoreTrouble.
    """
    files: list[FileReport] = []
    refused: list[RefusedRow] = []
    for path in paths:
        try:
            found = order_files.read(
                path,
                platform,
                formats=formats,
                known_titles=lambda: _known_titles(store),
                track=track,
            )
        except FileTrouble as error:
            refused.append(RefusedRow(path.name, _place(error), error))
            continue
        orders, contradicting = _without_contradictions(found)
        refused += [*found.refused, *contradicting]
        files.append(_write(store, found, orders, platform))
    return ImportReport(tuple(files), tuple(refused))


def _place(error: FileTrouble) -> int | None:
    line = error.data.get("line")
    return line if isinstance(line, int) else None


def _write(
    store: Store, file: OrderFile, orders: Sequence[ParsedOrder], platform: Platform | None
) -> FileReport:
    file_id = _note_file(store, file)
    writer = OrderWriter(store, file.platforms, platform, file_id)
    for batch in _batches(orders):
        writer.write(batch)
    tally = writer.tally
    with store.transaction():
        ImportedFile.update(summary=json.dumps(asdict(tally))).where(
            ImportedFile.id == file_id
        ).execute()
    return _report(file, tally)


def _report(file: OrderFile, tally: Tally) -> FileReport:
    return FileReport(name=file.name, format=file.format, lines=file.rows, **asdict(tally))


def _note_file(store: Store, file: OrderFile) -> int:
    """Notes the file by its content; the same content again is the same file, read anew."""
    with store.transaction():
        found = ImportedFile.get_or_none(
            ImportedFile.purpose == PURPOSE, ImportedFile.sha256 == file.sha256
        )
        if found is None:
            found = ImportedFile(purpose=PURPOSE, sha256=file.sha256)
        found.name, found.format, found.imported_at = file.name, file.format, clock.now()
        found.save()
        return int(found.id)


def _batches(orders: Sequence[ParsedOrder]) -> Iterable[list[ParsedOrder]]:
    """Batches in which no order is twice: a further version of it comes in a later one."""
    batch: list[ParsedOrder] = []
    numbers: set[str] = set()
    for order in orders:
        if len(batch) == AT_ONCE or order.order_no in numbers:
            yield batch
            batch, numbers = [], set()
        batch.append(order)
        numbers.add(order.order_no)
    if batch:
        yield batch


def _without_contradictions(file: OrderFile) -> tuple[list[ParsedOrder], list[RefusedRow]]:
    """Leaves out orders that a file has twice with another buyer or time.

    Their numbers were rounded, or the file was put together wrongly. Two states of one order are
    no contradiction.
    """
    first: dict[str, ParsedOrder] = {}
    refused: dict[str, RefusedRow] = {}
    for order in file.orders:
        before = first.setdefault(order.order_no, order)
        column = _contradiction(before, order)
        if column and order.order_no not in refused:
            error = BadValue(Reason.ORDER_TWICE, value=order.order_no, column=column)
            refused[order.order_no] = RefusedRow(file.name, order.row, error)
    kept = [order for order in file.orders if order.order_no not in refused]
    return kept, list(refused.values())


def _contradiction(one: ParsedOrder, other: ParsedOrder) -> str:
    for column in ("buyer", "created"):
        first, second = getattr(one, column), getattr(other, column)
        if first and second and first != second:
            return column
    return ""


def _known_titles(store: Store) -> set[str]:
    """Titles with a comma of their own that the shop knows to be one item's."""
    with store.connection():
        products = Product.select(Product.title).where(Product.title.contains(_JOINT))
        sold = (
            OrderLine.select(OrderLine.title)
            .where(OrderLine.title.contains(_JOINT), OrderLine.quantity > 0)
            .distinct()
        )
        return {row[0] for query in (products, sold) for row in tuples(query)}
