"""Orders: brought in from the platforms' exports, shown, and found by their numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from desktop_app.core import clock, names
from desktop_app.core.errors import BadValue, FileTrouble, NotFound, Reason
from desktop_app.core.kinds import Platform
from desktop_app.core.track import Track, everything
from desktop_app.models.base import tuples
from desktop_app.models.orders import HAS_SUB_ORDER_NO, OrderLine, SalesOrder, Shipment
from desktop_app.models.products import Product
from desktop_app.models.shops import ImportedFile
from desktop_app.services import order_cells, order_files, order_lines, order_profiles
from desktop_app.services.order_writing import AT_ONCE, OrderWriter, Tally
from desktop_app.services.parsed_orders import OrderFile, ParsedOrder, RefusedRow
from desktop_app.services.store import Store

PURPOSE = "orders"
_PREFIX = re.compile(r"[Nn][Oo]?[:：]\s*")
_JOINT = "，"


@dataclass(frozen=True)
class OrderItem:
    """One item of a stored order. The price is that of one piece, in minor units."""

    id: int
    title: str
    sku: str
    variant: str
    quantity: int | None
    price_minor: int | None
    sub_order_no: str
    status: str


@dataclass(frozen=True)
class OrderRow:
    """A stored order as it is shown.

    Amounts in minor units of ``currency``, times as ISO text; None is what no file said or the
    platform hid. ``hidden`` names the columns that it hid. ``buyer`` is a real buyer ID; a masked
    one is in ``buyer_text`` alone. An order that isn't ``complete`` is known from a list of items.
    """

    id: int
    platform: str
    order_no: str
    buyer_id: int | None
    buyer_text: str | None
    status: str
    state: str
    currency: str
    goods_minor: int | None
    postage_minor: int | None
    total_minor: int | None
    paid_minor: int | None
    refund_minor: int | None
    created: str | None
    paid_at: str | None
    shipped: str | None
    signed_at: str | None
    courier: str
    tracking: str
    receiver: str | None
    phone: str | None
    address: str | None
    country: str
    buyer_note: str
    seller_note: str
    close_reason: str
    hidden: tuple[str, ...]
    complete: bool
    items: tuple[OrderItem, ...]

    @property
    def buyer(self) -> str | None:
        masked = self.buyer_text is not None and names.is_masked(self.buyer_text)
        return None if masked else self.buyer_text


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
    track: Track = everything,
) -> ImportReport:
    """Brings the orders of the platforms' export files into the shop.

    A file is read whole before anything is written: a damaged one is refused whole, and a cancel
    leaves nothing of the file in hand. Then the orders go in by batches of whole orders, so that a
    kill leaves no half one and nobody waits long. What the shop holds newer stays. ``platform``
    narrows the formats, which are the program's and those that the person mapped. Raises
    StoreTrouble.
    """
    formats = order_profiles.formats(store)
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


def get(store: Store, order_id: int) -> OrderRow:
    """The order with this id. Raises NotFound."""
    found = _rows(store, SalesOrder.select().where(SalesOrder.id == order_id))
    if not found:
        raise NotFound(Reason.ORDER_UNKNOWN, value=order_id)
    return found[0]


def show(store: Store, no: str, platform: Platform | None = None) -> OrderRow:
    """The one order with this number, as typed or pasted.

    Raises NotFound for none, and for several on different platforms when none is named.
    """
    number = _typed(no)
    query = SalesOrder.select().where(SalesOrder.order_no == number)
    if platform is not None:
        query = query.where(SalesOrder.platform == platform)
    found = _rows(store, query)
    if not found:
        raise NotFound(Reason.ORDER_UNKNOWN, value=number)
    if len(found) > 1:
        allowed = ", ".join(sorted(row.platform for row in found))
        raise NotFound(Reason.ORDER_AMBIGUOUS, value=number, allowed=allowed)
    return found[0]


def list_(
    store: Store, platform: Platform | None = None, limit: int | None = None
) -> list[OrderRow]:
    """The orders, the newest first: by when they were made, then by when they came in."""
    query = SalesOrder.select().order_by(SalesOrder.created.desc(), SalesOrder.id.desc())
    if platform is not None:
        query = query.where(SalesOrder.platform == platform)
    return _rows(store, query.limit(limit) if limit is not None else query)


def by_number_or_tracking(store: Store, text: str) -> list[OrderRow]:
    """The orders that a typed, pasted or scanned number means.

    It may be the number of an order, a sub-order or a parcel, with its wrapping (``No:``, ``="…"``,
    spaces, full width, lower case).
    """
    number = _typed(text)
    if not number:
        return []
    numbers = {number, number.upper()}
    sub_orders = OrderLine.select(OrderLine.order).where(
        OrderLine.sub_order_no == number, HAS_SUB_ORDER_NO
    )
    parcels = Shipment.select(Shipment.order).where(Shipment.tracking.in_(numbers))
    return _rows(
        store,
        SalesOrder.select()
        .where(
            (SalesOrder.order_no == number)
            | SalesOrder.tracking.in_(numbers)
            | SalesOrder.id.in_(sub_orders)
            | SalesOrder.id.in_(parcels)
        )
        .order_by(SalesOrder.id.desc()),
    )


def _typed(text: str) -> str:
    try:
        return order_cells.number(_PREFIX.sub("", text.strip()))
    except BadValue:
        return text.strip()


def _rows(store: Store, query: Any) -> list[OrderRow]:
    columns = [getattr(SalesOrder, name) for name in _COLUMNS]
    with store.connection():
        found = tuples(query.select(*columns))
        items = order_lines.of([row[0] for row in found])
    return [_row(values, items.get(values[0], [])) for values in found]


def _row(values: tuple[Any, ...], items: Sequence[order_lines.Stored]) -> OrderRow:
    said = dict(zip(_COLUMNS, values, strict=True))
    said["hidden"] = tuple(filter(None, said["hidden"].split(",")))
    said["complete"] = bool(said["complete"])
    lines = tuple(
        OrderItem(
            id=ref,
            title=line.title,
            sku=line.sku,
            variant=line.variant,
            quantity=line.quantity,
            price_minor=line.price_minor,
            sub_order_no=line.sub_order_no,
            status=line.status,
        )
        for ref, line in items
    )
    return OrderRow(**said, items=lines)


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


_COLUMNS = tuple(field.name for field in fields(OrderRow) if field.name != "items")


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
