"""Lists of problem and returned parcels: which, sorted and filtered, and the rows of some."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN, fn

from desktop_app.core.errors import NotFound, Reason
from desktop_app.core.kinds import ParcelKind
from desktop_app.models.base import ids as first_column
from desktop_app.models.base import tuples
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.orders import SalesOrder
from desktop_app.models.weighing import ParcelRecord
from desktop_app.services import paging
from desktop_app.services.store import Store


@dataclass(frozen=True)
class ParcelRow:
    """A problem or returned parcel as lists show it (R39); amounts in minor units."""

    id: int
    kind: ParcelKind
    order_id: int | None
    order_no: str
    platform: str
    buyer: str
    case_id: int | None
    case_no: str
    purchased_on: str | None
    product: str
    sku: str
    quantity: int | None
    good: int
    damaged: int
    amount_minor: int | None
    currency: str
    tracking: str
    sender_name: str
    sender_phone: str
    note: str
    entered_at: datetime
    who: str
    settled_at: datetime | None
    row_version: int

    @property
    def owned(self) -> bool:
        """Whether its order is known (有主)."""
        return self.order_id is not None


@dataclass(frozen=True, kw_only=True)
class ParcelFilter:
    """Which parcels, in which order. What is left empty doesn't narrow.

    ``text`` is a part of a number, a name, a phone, the product or the note.
    """

    kind: ParcelKind | None = None
    owned: bool | None = None
    settled: bool | None = None
    text: str = ""
    order_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    order_by: str = "entered_at"
    descending: bool = True


def ids(store: Store, wanted: ParcelFilter | None = None) -> array[int]:
    """The ids of the parcels that a filter lets through, in its order."""
    wanted = wanted or ParcelFilter()
    with store.connection():
        query = ParcelRecord.select(ParcelRecord.id)
        for where in _conditions(wanted):
            query = query.where(where)
        key = _ORDERS.get(wanted.order_by, ParcelRecord.entered_at)
        keys = (key, ParcelRecord.id)
        turned = [one.desc() for one in keys] if wanted.descending else list(keys)
        return array("q", first_column(query.order_by(*turned)))


def rows(store: Store, wanted: Sequence[int]) -> list[ParcelRow]:
    """The rows of these ids in this order; ids that are gone are left out."""
    with store.connection():
        return paging.by_id(wanted, _read)


def listed(store: Store, wanted: ParcelFilter | None = None) -> list[ParcelRow]:
    """All rows of a filter: for paper and the command line."""
    return rows(store, ids(store, wanted))


def row(store: Store, parcel_id: int) -> ParcelRow:
    """The register's line with this id. Raises NotFound."""
    found = rows(store, [parcel_id])
    if not found:
        raise NotFound(Reason.PARCEL_RECORD_UNKNOWN, value=parcel_id)
    return found[0]


def open_counts(store: Store) -> dict[tuple[ParcelKind, bool], int]:
    """How many are open, by kind and by whether they have an owner: for the filter chips."""
    owned = ~ParcelRecord.order.is_null()
    query = (
        ParcelRecord.select(ParcelRecord.kind, owned, fn.COUNT(ParcelRecord.id))
        .where(ParcelRecord.settled_at.is_null())
        .group_by(ParcelRecord.kind, owned)
    )
    with store.connection():
        return {(ParcelKind(kind), bool(own)): count for kind, own, count in tuples(query)}


def _conditions(wanted: ParcelFilter) -> list[Any]:
    pairs = (
        (wanted.kind, lambda: ParcelRecord.kind == wanted.kind),
        (wanted.owned is not None, lambda: ParcelRecord.order.is_null(not wanted.owned)),
        (wanted.settled is not None, lambda: ParcelRecord.settled_at.is_null(not wanted.settled)),
        (wanted.text.strip(), lambda: _holding(wanted.text.strip())),
        (wanted.order_id, lambda: ParcelRecord.order == wanted.order_id),
        (wanted.since, lambda: ParcelRecord.entered_at >= wanted.since),
        (wanted.until, lambda: ParcelRecord.entered_at < wanted.until),
    )
    return [make() for given, make in pairs if given]


def _holding(text: str) -> Any:
    first, *others = (
        getattr(ParcelRecord, name).contains(text)
        for name in ("tracking", "order_no", "sender_name", "sender_phone", "product", "note")
    )
    for other in others:
        first |= other
    return first


def _read(wanted: list[int]) -> list[ParcelRow]:
    columns = (getattr(ParcelRecord, name) for name in _PLAIN)
    query: Any = (
        ParcelRecord.select(
            *columns,
            ParcelRecord.order.alias("order_id"),
            ParcelRecord.case.alias("case_id"),
            fn.COALESCE(SalesOrder.platform, "").alias("platform"),
            fn.COALESCE(Buyer.buyer_id, SalesOrder.buyer_text, "").alias("buyer"),
            fn.COALESCE(AfterSalesCase.no, "").alias("case_no"),
        )
        .join(SalesOrder, JOIN.LEFT_OUTER)
        .join(Buyer, JOIN.LEFT_OUTER)
        .join(AfterSalesCase, JOIN.LEFT_OUTER, on=ParcelRecord.case == AfterSalesCase.id)
        .where(ParcelRecord.id.in_(wanted))
    )
    return [ParcelRow(**{**found, "kind": ParcelKind(found["kind"])}) for found in query.dicts()]


_PLAIN = (
    *("id", "kind", "order_no", "purchased_on", "product", "sku", "quantity", "good", "damaged"),
    *("amount_minor", "currency", "tracking", "sender_name", "sender_phone", "note", "entered_at"),
    *("who", "settled_at", "row_version"),
)
_ORDERS: dict[str, Any] = {name: getattr(ParcelRecord, name) for name in _PLAIN}
