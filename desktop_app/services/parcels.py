"""The registers of problem parcels (问题件) and returned parcels (退回件), R39.

A parcel has an owner (有主) once its order is known, and none (无主) until then. Good and
damaged pieces are counted apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from peewee import fn

from desktop_app.core import clock, waybills
from desktop_app.core.errors import BadValue, Conflict, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import ParcelKind, Topic
from desktop_app.core.money import CURRENCIES
from desktop_app.models.base import tuples
from desktop_app.models.orders import OrderLine, SalesOrder
from desktop_app.models.weighing import ParcelRecord
from desktop_app.services import parcel_lists, parcel_owners
from desktop_app.services.parcel_lists import ParcelRow
from desktop_app.services.parcel_owners import Clues, Owner
from desktop_app.services.store import Store

_MOST_PIECES = 1_000_000


@dataclass(frozen=True, kw_only=True)
class ParcelDraft:
    """A line of the register (R39): what stands on the parcel and what is in it.

    ``purchased_on`` is a day (``2026-09-03``); ``amount_minor`` minor units of ``currency``.
    """

    kind: ParcelKind
    tracking: str = ""
    order_no: str = ""
    purchased_on: str | None = None
    product: str = ""
    sku: str = ""
    quantity: int | None = None
    good: int = 0
    damaged: int = 0
    amount_minor: int | None = None
    currency: str = "CNY"
    sender_name: str = ""
    sender_phone: str = ""
    note: str = ""


@dataclass(frozen=True)
class Added:
    """The register's line; ``repeated`` where the parcel was in it already, still open."""

    parcel: ParcelRow
    repeated: bool


def add(store: Store, draft: ParcelDraft) -> Added:
    """Enters a parcel; an order or tracking number that is one order's gives it its owner.

    What the order says (purchase date, goods, pieces, amount) fills what the draft leaves out. The
    same tracking number in the same register, still open, isn't entered twice. Raises BadValue for
    a parcel that nothing can be found by, and for impossible counts, amounts or dates.
    """
    values = _checked(asdict(draft))
    if not (values["tracking"] or values["order_no"] or draft.sender_name or draft.sender_phone):
        raise BadValue(Reason.VALUE_MISSING, field="tracking")
    with store.transaction() as tx:
        known = _open_twin(values)
        if known is not None:
            return Added(parcel_lists.row(store, known), repeated=True)
        made = ParcelRecord.create(**values, entered_at=clock.now(), who=store.who)
        _give_certain_owner(store, made)
        tx.touch(Topic.PARCELS, made.id)
        return Added(parcel_lists.row(store, made.id), repeated=False)


def change(
    store: Store, parcel_id: int, row_version: int | None = None, **fields: object
) -> ParcelRow:
    """Changes what a draft says, by the names of its fields.

    Raises NotFound, BadValue, NotAllowed for a field that it hasn't, and Conflict where it was
    changed since ``row_version`` was read.
    """
    with store.transaction() as tx:
        row = _locked(parcel_id, row_version)
        now = {name: getattr(row, name) for name in ParcelDraft.__dataclass_fields__}
        for name in fields:
            if name not in now:
                raise NotAllowed(Reason.FIELD_FIXED, field=name)
        _write(row, **_checked({**now, **fields}))
        tx.touch(Topic.PARCELS, parcel_id)
        return parcel_lists.row(store, parcel_id)


def owners(store: Store, parcel_id: int) -> list[Owner]:
    """The orders that the parcel may belong to, likeliest first. Raises NotFound."""
    row = parcel_lists.row(store, parcel_id)
    clues = Clues(row.tracking, row.order_no, row.sender_name, row.sender_phone)
    return parcel_owners.find(store, clues)


def give(
    store: Store, parcel_id: int, order_id: int | None, case_id: int | None = None
) -> ParcelRow:
    """Says whose parcel it is; None makes it nobody's again.

    What the order says fills what is still blank. Raises NotFound.
    """
    with store.transaction() as tx:
        row = _locked(parcel_id, None)
        filled = {} if order_id is None else _of_order(order_id)
        blank = {name: value for name, value in filled.items() if not getattr(row, name)}
        _write(row, **blank, order=order_id, case=case_id)
        tx.touch(Topic.PARCELS, parcel_id)
        return parcel_lists.row(store, parcel_id)


def settle(store: Store, parcel_id: int, note: str = "", *, done: bool = True) -> ParcelRow:
    """The parcel has been dealt with; ``done=False`` opens it again. Raises NotFound."""
    with store.transaction() as tx:
        row = _locked(parcel_id, None)
        kept = "\n".join(part for part in (row.note, note.strip()) if part)
        _write(row, settled_at=clock.now() if done else None, note=kept)
        tx.touch(Topic.PARCELS, parcel_id)
        return parcel_lists.row(store, parcel_id)


def _give_certain_owner(store: Store, row: ParcelRecord) -> None:
    clues = Clues(row.tracking, row.order_no)
    certain = [owner for owner in parcel_owners.find(store, clues) if owner.certain]
    if len(certain) == 1:
        give(store, row.id, certain[0].order_id, certain[0].case_id)


def _of_order(order_id: int) -> dict[str, object]:
    query = SalesOrder.select(
        SalesOrder.order_no,
        fn.COALESCE(SalesOrder.created, SalesOrder.paid_at),
        SalesOrder.paid_minor,
        SalesOrder.currency,
    ).where(SalesOrder.id == order_id)
    found = tuples(query)
    if not found:
        raise NotFound(Reason.ORDER_UNKNOWN, value=order_id)
    order_no, created, paid, currency = found[0]
    lines = tuples(
        OrderLine.select(OrderLine.sku, OrderLine.quantity).where(OrderLine.order == order_id)
    )
    filled: dict[str, object] = {
        "order_no": order_no,
        "purchased_on": _day_of(created),
        "product": parcel_owners.goods(order_id),
        "sku": lines[0][0] if len(lines) == 1 else "",
        "quantity": sum(quantity or 0 for _sku, quantity in lines) or None,
    }
    return filled | ({} if paid is None else {"amount_minor": paid, "currency": currency})


def _day_of(text: str | None) -> str | None:
    try:
        return date.fromisoformat((text or "")[:10]).isoformat()
    except ValueError:
        return None


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are kept. Raises BadValue."""
    kept: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value for name, value in values.items()
    }
    kept["kind"] = ParcelKind(kept["kind"])
    kept["tracking"] = waybills.normal(kept["tracking"])
    if kept["purchased_on"] and _day_of(kept["purchased_on"]) != kept["purchased_on"]:
        raise BadValue(Reason.NOT_A_DATE, value=kept["purchased_on"])
    if kept["currency"] not in CURRENCIES:
        raise BadValue(Reason.UNKNOWN_CURRENCY, value=kept["currency"])
    if (kept["amount_minor"] or 0) < 0:
        raise BadValue(Reason.NEGATIVE_AMOUNT, value=kept["amount_minor"])
    _check_pieces(kept["quantity"], kept["good"], kept["damaged"])
    return kept


def _check_pieces(quantity: int | None, good: int, damaged: int) -> None:
    for count in (1 if quantity is None else quantity, good + 1, damaged + 1):
        if not 1 <= count <= _MOST_PIECES:
            raise BadValue(Reason.NOT_A_QUANTITY, value=count)
    if quantity is not None and good + damaged > quantity:
        raise BadValue(Reason.MORE_BACK_THAN_SENT, value=good + damaged)


def _open_twin(values: Mapping[str, Any]) -> int | None:
    if not values["tracking"]:
        return None
    query = ParcelRecord.select(ParcelRecord.id).where(
        ParcelRecord.kind == values["kind"],
        ParcelRecord.tracking == values["tracking"],
        ParcelRecord.settled_at.is_null(),
    )
    found = tuples(query.limit(1))
    return found[0][0] if found else None


def _locked(parcel_id: int, row_version: int | None) -> ParcelRecord:
    row = ParcelRecord.get_or_none(ParcelRecord.id == parcel_id)
    if row is None:
        raise NotFound(Reason.PARCEL_RECORD_UNKNOWN, value=parcel_id)
    if row_version is not None and row.row_version != row_version:
        raise Conflict(Reason.CHANGED_MEANWHILE, no=str(parcel_id))
    return row


def _write(row: ParcelRecord, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.row_version += 1
    row.save()
