"""The stored items and parcels of orders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter

from desktop_app.models import bulk
from desktop_app.models.orders import OrderLine, Shipment
from desktop_app.services.parsed_orders import ParsedLine

_COLUMNS = ("title", "sku", "variant", "quantity", "price_minor", "sub_order_no", "status")
_stored = attrgetter(*_COLUMNS)
Stored = tuple[int, ParsedLine]


def of(order_ids: Sequence[int]) -> dict[int, list[Stored]]:
    """The items of these orders in their order, each with its id."""
    columns = ("order_id", "position", "id", *_COLUMNS)
    found: dict[int, list[Stored]] = {}
    for order_id, _at, ref, *line in sorted(bulk.among(OrderLine, columns, "order_id", order_ids)):
        found.setdefault(order_id, []).append((ref, ParsedLine(*line)))
    return found


def insert(orders: Iterable[tuple[int, Sequence[ParsedLine]]]) -> None:
    """Stores the items of orders that have none yet."""
    rows = [
        (order_id, position, *_stored(line))
        for order_id, lines in orders
        for position, line in enumerate(lines)
    ]
    bulk.insert(OrderLine, ("order_id", "position", *_COLUMNS), rows)


def replace(order_id: int, held: Sequence[Stored], lines: Sequence[ParsedLine]) -> None:
    """Stores an order's items anew. An item in the same place keeps its id: cases refer to it."""
    both = list(zip(held, lines, strict=False))
    changed = [(*_stored(line), ref) for (ref, before), line in both if line != before]
    bulk.update(OrderLine, _COLUMNS, changed)
    rows = [
        (order_id, position, *_stored(line))
        for position, line in enumerate(lines)
        if position >= len(held)
    ]
    bulk.insert(OrderLine, ("order_id", "position", *_COLUMNS), rows)
    surplus = [ref for ref, _line in held[len(lines) :]]
    if surplus:
        OrderLine.delete().where(OrderLine.id.in_(surplus)).execute()


def note_parcels(order_id: int, numbers: Iterable[str], courier: str) -> None:
    """Notes tracking numbers that an order has besides its own, or had before."""
    for number in numbers:
        Shipment.insert(
            order=order_id, tracking=number, courier=courier
        ).on_conflict_ignore().execute()
