"""Whose photos they are: a typed, pasted or scanned text brought to a buyer, a case or an order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from peewee import JOIN, fn

from desktop_app.core import names
from desktop_app.core.errors import BadValue, NotFound, Reason, UserError
from desktop_app.core.kinds import Platform
from desktop_app.models.base import fetch
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.orders import SalesOrder
from desktop_app.services import buyers, orders, search
from desktop_app.services.search_texts import Found
from desktop_app.services.store import Store

_KINDS = (Found.BUYER, Found.CASE, Found.ORDER)


@dataclass(frozen=True)
class Owner:
    """A buyer, alone or by a case or an order.

    ``buyer_id`` is the row's id; None while the buyer isn't known to the shop, or the platform
    hides it (``buyer`` is empty then). ``masked`` says that the ID stands for many people.
    """

    buyer_id: int | None
    buyer: str
    platform: str
    masked: int = 0
    case_id: int | None = None
    case_no: str = ""
    case_kind: str = ""
    order_no: str = ""


def named(store: Store, text: str) -> list[Owner]:
    """Those whom the whole text names: a buyer ID, or the number of a case, order or parcel.

    Several when platforms share the ID, or an order has several cases. None for a new buyer.
    """
    wanted = text.strip()
    if not wanted:
        return []
    with store.connection():
        return [*_buyers(buyers.is_called(text)), *_numbered(store, wanted)]


def suggested(store: Store, text: str, limit: int = 9) -> list[Owner]:
    """Those whom a text being typed may mean: first whom it names, then what begins or holds it."""
    with store.connection():
        hits = {hits.kind: hits.ids for hits in search.find(store, text, limit)}
        likely = [_of_kind(kind, hits.get(kind, ())) for kind in _KINDS]
        share = limit // len(_KINDS)
        some = [owner for owners in likely for owner in owners[:share]]
        rest = [owner for owners in likely for owner in owners[share:]]
        return list(dict.fromkeys([*named(store, text), *some, *rest]))[:limit]


def of_case(store: Store, no: str) -> Owner:
    """The owner of a case's photos; raises NotFound."""
    with store.connection():
        found = list(_cases(AfterSalesCase.no == no.strip().upper()))
    if not found:
        raise NotFound(Reason.CASE_UNKNOWN, value=no)
    return found[0]


def obtain(store: Store, owner: Owner) -> int:
    """The buyer's row, made if new.

    A new buyer without a platform stands under `Platform.OTHER`. Raises BadValue for an
    owner without a buyer ID.
    """
    if owner.buyer_id is not None:
        return owner.buyer_id
    platform = Platform(owner.platform) if owner.platform else Platform.OTHER
    return buyers.obtain(store, platform, owner.buyer, owner.order_no or owner.case_no)


def fault_of(buyer: str) -> UserError | None:
    """What is wrong with a new buyer's ID, or None."""
    try:
        names.buyer_id(buyer)
    except BadValue as error:
        return error
    return None


def _numbered(store: Store, text: str) -> Iterator[Owner]:
    cases = list(_cases(_case_is(text)))
    yield from cases
    known = {owner.case_no for owner in cases}
    for order in orders.by_number_or_tracking(store, text):
        of_order = [
            one for one in _cases(AfterSalesCase.order == order.id) if one.case_no not in known
        ]
        yield from of_order
        if not of_order and not cases:
            yield from _orders(SalesOrder.id == order.id)


def _case_is(text: str) -> Any:
    number = text.upper()
    return (
        (AfterSalesCase.no == number)
        | (AfterSalesCase.return_tracking == number)
        | (AfterSalesCase.resend_tracking == number)
    )


def _of_kind(kind: Found, ids: Iterable[int]) -> list[Owner]:
    wanted = list(ids)
    if not wanted:
        return []
    if kind is Found.BUYER:
        return list(_buyers(Buyer.id.in_(wanted)))
    if kind is Found.CASE:
        return list(_cases(AfterSalesCase.id.in_(wanted)))
    return list(_orders(SalesOrder.id.in_(wanted)))


def _buyers(where: Any) -> Iterator[Owner]:
    """Masked IDs stand for many people: they are named by an order or a case."""
    query = Buyer.select(Buyer.id.alias("buyer_id"), Buyer.buyer_id.alias("buyer"), Buyer.platform)
    yield from fetch(query.where(where, Buyer.masked == 0, Buyer.merged_into.is_null()), Owner)


def _cases(where: Any) -> Iterator[Owner]:
    case = AfterSalesCase
    query = (
        case.select(
            case.buyer.alias("buyer_id"),
            fn.COALESCE(Buyer.buyer_id, SalesOrder.buyer_text, "").alias("buyer"),
            case.platform,
            fn.COALESCE(Buyer.masked, 0).alias("masked"),
            case.id.alias("case_id"),
            case.no.alias("case_no"),
            case.kind.alias("case_kind"),
            fn.COALESCE(SalesOrder.order_no, "").alias("order_no"),
        )
        .join(Buyer, JOIN.LEFT_OUTER, on=case.buyer == Buyer.id)
        .switch(case)
        .join(SalesOrder, JOIN.LEFT_OUTER, on=case.order == SalesOrder.id)
        .where(where, case.deleted_at.is_null(), case.merged_into.is_null())
        .order_by(case.closed_at.is_null().desc(), case.id.desc())
    )
    yield from fetch(query, Owner)


def _orders(where: Any) -> Iterator[Owner]:
    query = (
        SalesOrder.select(
            SalesOrder.buyer.alias("buyer_id"),
            fn.COALESCE(Buyer.buyer_id, SalesOrder.buyer_text, "").alias("buyer"),
            SalesOrder.platform,
            fn.COALESCE(Buyer.masked, 0).alias("masked"),
            SalesOrder.order_no,
        )
        .join(Buyer, JOIN.LEFT_OUTER)
        .where(where)
        .order_by(SalesOrder.id.desc())
    )
    yield from fetch(query, Owner)
