"""Whose parcel it is: a typed, pasted or scanned number brought to its order or case."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import Any

from peewee import JOIN, Value, fn

from desktop_app.core import waybills
from desktop_app.core.errors import NotFound, Reason
from desktop_app.core.kinds import Platform
from desktop_app.models.base import fetch
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.orders import SalesOrder, Shipment
from desktop_app.services.store import Store


@dataclass(frozen=True)
class Parcel:
    """A parcel that can be weighed.

    ``order_id`` is None for a case without an order. ``also_orders`` are further orders sent
    under the same tracking number. ``sent_again`` says that it is a case's own parcel, sent
    again or on its way back, which holds the case's lines rather than the order's.
    """

    order_id: int | None
    case_id: int | None
    order_no: str
    case_no: str
    platform: str
    buyer: str
    tracking: str
    also_orders: tuple[int, ...] = ()
    sent_again: bool = False

    @property
    def order_ids(self) -> tuple[int, ...]:
        """The order and those sent with it."""
        return () if self.order_id is None else (self.order_id, *self.also_orders)


def of_order(store: Store, order_no: str, platform: Platform | None = None) -> Parcel:
    """The parcel of an order. Raises NotFound for none, and for several without a platform."""
    wanted = _plain(order_no)
    where = SalesOrder.order_no == wanted
    if platform is not None:
        where &= SalesOrder.platform == platform
    with store.connection():
        found = _orders(where)
    if not found:
        raise NotFound(Reason.ORDER_UNKNOWN, value=order_no)
    if len(found) > 1:
        raise _ambiguous(order_no, found)
    return found[0]


def of_order_id(store: Store, order_id: int) -> Parcel:
    """The parcel of an order that the caller has. Raises NotFound."""
    with store.connection():
        found = _orders(SalesOrder.id == order_id)
    if not found:
        raise NotFound(Reason.ORDER_UNKNOWN, value=order_id)
    return found[0]


def of_case(store: Store, case_no: str) -> Parcel:
    """The parcel that a case is about: its order's, if it has one. Raises NotFound."""
    with store.connection():
        found = _cases(AfterSalesCase.no == _plain(case_no).upper())
    if not found:
        raise NotFound(Reason.CASE_UNKNOWN, value=case_no)
    return found[0]


def scanned(store: Store, text: str) -> Parcel:
    """What a scanned or pasted number stands for: order no., case no., or a tracking number.

    A tracking number of several orders is one parcel with the goods of all. Raises NotFound
    for a number that is nowhere, or an order number that several platforms gave out.
    """
    number = _plain(text)
    with store.connection():
        parcel = _numbered(number) or _tracked(number, waybills.normal(text)) if number else None
    if parcel is None:
        raise NotFound(Reason.NUMBER_UNKNOWN, value=text.strip())
    return parcel


def _numbered(number: str) -> Parcel | None:
    """The parcel of an order's or a case's number."""
    found = _orders(SalesOrder.order_no == number)
    if len(found) > 1:
        raise _ambiguous(number, found)
    return _first(found) or _first(_cases(AfterSalesCase.no == number.upper()))


def _ambiguous(number: str, found: list[Parcel]) -> NotFound:
    allowed = ", ".join(sorted(parcel.platform for parcel in found))
    return NotFound(Reason.ORDER_AMBIGUOUS, value=number, allowed=allowed)


def _tracked(number: str, tracking: str) -> Parcel | None:
    """The parcel with a tracking number: sent first, sent again, or coming back."""
    codes = {number, tracking}
    split = Shipment.select(Shipment.order).where(
        Shipment.tracking.in_(codes), Shipment.direction == "out"
    )
    orders = _orders(SalesOrder.tracking.in_(codes) | SalesOrder.id.in_(split))
    if orders:
        also = tuple(other.order_id for other in orders[1:] if other.order_id is not None)
        return replace(orders[0], tracking=tracking, also_orders=also)
    again = AfterSalesCase.resend_tracking.in_(codes) | AfterSalesCase.return_tracking.in_(codes)
    case = _first(_cases(again))
    return replace(case, tracking=tracking, sent_again=True) if case else None


def _orders(where: Any) -> list[Parcel]:
    query = (
        SalesOrder.select(
            SalesOrder.id.alias("order_id"),
            Value(None).alias("case_id"),
            Value("").alias("case_no"),
            SalesOrder.order_no,
            SalesOrder.platform,
            SalesOrder.tracking,
            fn.COALESCE(Buyer.buyer_id, SalesOrder.buyer_text, "").alias("buyer"),
        )
        .join(Buyer, JOIN.LEFT_OUTER)
        .where(where)
        .order_by(SalesOrder.id)
    )
    return fetch(query, Parcel)


def _cases(where: Any) -> list[Parcel]:
    query = (
        AfterSalesCase.select(
            AfterSalesCase.order.alias("order_id"),
            AfterSalesCase.id.alias("case_id"),
            AfterSalesCase.no.alias("case_no"),
            AfterSalesCase.platform,
            fn.COALESCE(SalesOrder.order_no, "").alias("order_no"),
            fn.COALESCE(SalesOrder.tracking, "").alias("tracking"),
            fn.COALESCE(Buyer.buyer_id, "").alias("buyer"),
        )
        .join(SalesOrder, JOIN.LEFT_OUTER, on=AfterSalesCase.order == SalesOrder.id)
        .join(Buyer, JOIN.LEFT_OUTER, on=AfterSalesCase.buyer == Buyer.id)
        .where(where, AfterSalesCase.deleted_at.is_null())
        .order_by(AfterSalesCase.id.desc())
    )
    return fetch(query, Parcel)


def _first(found: list[Parcel]) -> Parcel | None:
    return found[0] if found else None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
