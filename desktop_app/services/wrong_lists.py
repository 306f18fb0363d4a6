"""Lists of wrong shipments: which, sorted and filtered, and the rows of some of them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN, fn

from desktop_app.core.errors import NotFound, Reason
from desktop_app.core.kinds import WrongKind, WrongState
from desktop_app.models.base import ids as first_column
from desktop_app.models.base import tuples
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.orders import SalesOrder
from desktop_app.models.photos import PhotoLink
from desktop_app.models.weighing import StockLine, WrongLine, WrongShipment
from desktop_app.services import paging, stock_lines, wrong_lines
from desktop_app.services.stock_lines import StockRow
from desktop_app.services.store import Store
from desktop_app.services.wrong_lines import WrongLineRow


@dataclass(frozen=True)
class WrongRow:
    """A wrong shipment as lists show it; times in UTC.

    ``photos`` counts its evidence photos, ``open_stock`` the goods still to come off stock or go
    back into it.
    """

    id: int
    no: str
    state: WrongState
    kind: WrongKind
    buyer: str
    buyer_id: int | None
    order_id: int | None
    order_no: str
    tracking: str
    case_id: int | None
    case_no: str
    weight_check_id: int | None
    what: str
    cause: str
    picker: str
    reported_by: str
    reported_at: datetime
    verified_by: str
    verified_at: datetime | None
    settled_at: datetime | None
    note: str
    photos: int
    open_stock: int
    row_version: int
    lines: tuple[WrongLineRow, ...]

    @property
    def goods(self) -> str:
        """Its lines in words: ``mug −1; cup +1``."""
        told = (
            f"{line.title or line.sku} {line.surplus:+d}".replace("-", "−")
            for line in self.lines
            if line.surplus
        )
        return "; ".join(told)


@dataclass(frozen=True, kw_only=True)
class WrongFilter:
    """Which wrong shipments, in which order. What is left empty doesn't narrow.

    ``text`` is a part of a number, the buyer's ID, a SKU, a title or what was said. ``since`` and
    ``until`` are moments of the report, the latter not included.
    """

    states: frozenset[WrongState] = frozenset()
    kinds: frozenset[WrongKind] = frozenset()
    text: str = ""
    sku: str = ""
    picker: str = ""
    order_id: int | None = None
    case_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    order_by: str = "reported_at"
    descending: bool = True


def ids(store: Store, wanted: WrongFilter | None = None) -> array[int]:
    """The ids of the wrong shipments that a filter lets through, in its order."""
    wanted = wanted or WrongFilter()
    with store.connection():
        query = _joined(WrongShipment.select(WrongShipment.id))
        for where in _conditions(wanted):
            query = query.where(where)
        key = _ORDERS.get(wanted.order_by, WrongShipment.reported_at)
        keys = (key, WrongShipment.id)
        turned = [one.desc() for one in keys] if wanted.descending else list(keys)
        return array("q", first_column(query.order_by(*turned)))


def rows(store: Store, wanted: Sequence[int]) -> list[WrongRow]:
    """The rows of these ids in this order; ids that are gone are left out."""
    with store.connection():
        return paging.by_id(wanted, _read)


def listed(store: Store, wanted: WrongFilter | None = None) -> list[WrongRow]:
    """All rows of a filter: for paper and the command line."""
    return rows(store, ids(store, wanted))


def row(store: Store, no: str) -> WrongRow:
    """The wrong shipment with this number. Raises NotFound."""
    with store.connection():
        query = WrongShipment.select(WrongShipment.id)
        found = _read(list(first_column(query.where(WrongShipment.no == no.strip().upper()))))
    if not found:
        raise NotFound(Reason.WRONG_SHIPMENT_UNKNOWN, value=no)
    return found[0]


def counts(store: Store) -> dict[WrongState, int]:
    """How many are in each state, for the filter chips."""
    query = WrongShipment.select(WrongShipment.state, fn.COUNT(WrongShipment.id))
    with store.connection():
        return {
            WrongState(state): count for state, count in tuples(query.group_by(WrongShipment.state))
        }


def alike(store: Store, buyer_text: str, order_id: int | None) -> list[WrongRow]:
    """What is open already for this order or this buyer: perhaps the same was reported before."""
    text = buyer_text.strip()
    where = WrongShipment.state.in_((WrongState.REPORTED, WrongState.VERIFIED))
    same = (WrongShipment.order == order_id) if order_id is not None else None
    if text:
        by_text = WrongShipment.buyer_text == text
        same = by_text if same is None else same | by_text
    if same is None:
        return []
    with store.connection():
        query = WrongShipment.select(WrongShipment.id).where(where, same)
        return _read(list(first_column(query.order_by(WrongShipment.id.desc()))))


def stock_of(store: Store, wrong_id: int) -> list[StockRow]:
    """The goods that a wrong shipment takes off stock and puts back."""
    lines = WrongLine.select(WrongLine.id).where(WrongLine.wrong_shipment == wrong_id)
    with store.connection():
        return stock_lines.read(StockLine.wrong_line.in_(lines))


def _conditions(wanted: WrongFilter) -> list[Any]:
    pairs = (
        (wanted.states, lambda: WrongShipment.state.in_(list(wanted.states))),
        (wanted.kinds, lambda: WrongShipment.kind.in_(list(wanted.kinds))),
        (wanted.text.strip(), lambda: _holding(wanted.text.strip())),
        (wanted.sku, lambda: WrongShipment.id.in_(_with_line(WrongLine.sku == wanted.sku))),
        (wanted.picker, lambda: WrongShipment.picker == wanted.picker),
        (wanted.order_id, lambda: WrongShipment.order == wanted.order_id),
        (wanted.case_id, lambda: WrongShipment.case == wanted.case_id),
        (wanted.since, lambda: WrongShipment.reported_at >= wanted.since),
        (wanted.until, lambda: WrongShipment.reported_at < wanted.until),
    )
    return [make() for given, make in pairs if given]


def _with_line(where: Any) -> Any:
    return WrongLine.select(WrongLine.wrong_shipment).where(where)


def _holding(text: str) -> Any:
    lines = _with_line(WrongLine.sku.contains(text) | WrongLine.title.contains(text))
    return (
        WrongShipment.no.contains(text)
        | WrongShipment.buyer_text.contains(text)
        | WrongShipment.what.contains(text)
        | SalesOrder.order_no.contains(text)
        | SalesOrder.tracking.contains(text)
        | AfterSalesCase.no.contains(text)
        | WrongShipment.id.in_(lines)
    )


def _read(wanted: list[int]) -> list[WrongRow]:
    lines = wrong_lines.read(wanted)
    columns = (getattr(WrongShipment, name) for name in _PLAIN)
    query = _joined(WrongShipment.select(*columns, *_ALIASED))
    return [
        WrongRow(
            **{
                **found,
                "state": WrongState(found["state"]),
                "kind": WrongKind(found["kind"]),
                "lines": lines[found["id"]],
            }
        )
        for found in query.where(WrongShipment.id.in_(wanted)).dicts()
    ]


def _joined(query: Any) -> Any:
    return (
        query.join(SalesOrder, JOIN.LEFT_OUTER)
        .switch(WrongShipment)
        .join(Buyer, JOIN.LEFT_OUTER, on=WrongShipment.buyer == Buyer.id)
        .join(AfterSalesCase, JOIN.LEFT_OUTER, on=WrongShipment.case == AfterSalesCase.id)
    )


_PLAIN = (
    *("id", "no", "state", "kind", "what", "cause", "picker", "reported_by", "reported_at"),
    *("verified_by", "verified_at", "settled_at", "note", "row_version"),
)
_ALIASED = (
    fn.COALESCE(Buyer.buyer_id, WrongShipment.buyer_text).alias("buyer"),
    WrongShipment.buyer.alias("buyer_id"),
    WrongShipment.order.alias("order_id"),
    fn.COALESCE(SalesOrder.order_no, "").alias("order_no"),
    fn.COALESCE(SalesOrder.tracking, "").alias("tracking"),
    WrongShipment.case.alias("case_id"),
    fn.COALESCE(AfterSalesCase.no, "").alias("case_no"),
    WrongShipment.weight_check.alias("weight_check_id"),
    PhotoLink.select(fn.COUNT(PhotoLink.id))
    .where(PhotoLink.wrong_shipment == WrongShipment.id)
    .alias("photos"),
    StockLine.select(fn.COUNT(StockLine.id))
    .join(WrongLine)
    .where(WrongLine.wrong_shipment == WrongShipment.id, StockLine.done_at.is_null())
    .alias("open_stock"),
)
_ORDERS: dict[str, Any] = {
    **{name: getattr(WrongShipment, name) for name in _PLAIN},
    "buyer": WrongShipment.buyer_text,
    "order_no": SalesOrder.order_no,
    "case_no": AfterSalesCase.no,
}
