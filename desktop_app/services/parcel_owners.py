"""Whose parcel is it? (有主/无主, R39): orders found by tracking number, phone and name.

Only a tracking number or an order number settles it. A phone or a name proposes: a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from peewee import JOIN, fn

from desktop_app.core import phones, waybills
from desktop_app.models.base import ids, tuples
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.orders import OrderLine, SalesOrder, Shipment
from desktop_app.services.store import Store

_MOST = 20
_TAIL = 4


@dataclass(frozen=True)
class Clues:
    """What is known of a parcel's sender."""

    tracking: str = ""
    order_no: str = ""
    name: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Owner:
    """An order that the parcel may belong to; ``by`` says what speaks for it, the best first.

    ``case_id`` is its case whose return the tracking number is, or its newest open one.
    """

    order_id: int
    order_no: str
    platform: str
    buyer: str
    receiver: str
    phone: str
    tracking: str
    created: str
    goods: str
    case_id: int | None
    case_no: str
    by: tuple[str, ...]

    @property
    def certain(self) -> bool:
        """Whether a number settles it, rather than a phone or a name."""
        return bool({"tracking", "order_no"} & set(self.by))


def find(store: Store, clues: Clues) -> list[Owner]:
    """The orders that fit the clues, likeliest first, at most 20."""
    found: dict[int, list[str]] = {}
    cases: dict[int, int] = {}
    with store.connection():
        for by, orders in _by_clue(clues, cases):
            for order_id in orders:
                found.setdefault(order_id, []).append(by)
        owners = [_owner(order_id, tuple(by), cases) for order_id, by in found.items()]
    return sorted(owners, key=_likeliest)[:_MOST]


def _by_clue(clues: Clues, cases: dict[int, int]) -> Iterable[tuple[str, Iterable[int]]]:
    """For each clue the orders that fit; fills ``cases`` with those whose return it is."""
    tracking = waybills.normal(clues.tracking)
    if tracking:
        cases.update(_returns(tracking))
        yield "tracking", [*cases, *_tracked(tracking, cases)]
    if clues.order_no.strip():
        yield "order_no", ids(_orders(SalesOrder.order_no == clues.order_no.strip()))
    if phones.plain(clues.phone):
        yield "phone", _with_phone(clues.phone)
    name = clues.name.strip()
    if name and "*" not in name:
        yield "name", ids(_orders(SalesOrder.receiver == name))


def _orders(where: Any) -> Any:
    newest = SalesOrder.created.desc(), SalesOrder.id.desc()
    return SalesOrder.select(SalesOrder.id).where(where).order_by(*newest).limit(_MOST)


def _returns(tracking: str) -> list[tuple[Any, ...]]:
    own = (AfterSalesCase.return_tracking == tracking) | (
        AfterSalesCase.resend_tracking == tracking
    )
    query = AfterSalesCase.select(AfterSalesCase.order, AfterSalesCase.id)
    return tuples(
        query.where(own, ~AfterSalesCase.order.is_null(), AfterSalesCase.deleted_at.is_null())
    )


def _tracked(tracking: str, known: Iterable[int]) -> list[int]:
    shipped = Shipment.select(Shipment.order).where(Shipment.tracking == tracking)
    found = ids(_orders((SalesOrder.tracking == tracking) | SalesOrder.id.in_(shipped)))
    return [order_id for order_id in found if order_id not in known]


def _with_phone(phone: str) -> list[int]:
    """Orders whose phone can be this one; where either hides digits, those shown must agree."""
    tail = phones.plain(phone)[-_TAIL:]
    if "*" in tail:
        return []
    query = SalesOrder.select(SalesOrder.id, SalesOrder.phone).order_by(SalesOrder.created.desc())
    rows = tuples(query.where(SalesOrder.phone.contains(tail)))
    return [order_id for order_id, held in rows if phones.same(held, phone)][:_MOST]


def _owner(order_id: int, by: tuple[str, ...], cases: dict[int, int]) -> Owner:
    case_id, case_no = _case_of(order_id, cases.get(order_id))
    query = (
        SalesOrder.select(
            *(SalesOrder.order_no, SalesOrder.platform),
            fn.COALESCE(Buyer.buyer_id, SalesOrder.buyer_text, ""),
            fn.COALESCE(SalesOrder.receiver, ""),
            fn.COALESCE(SalesOrder.phone, ""),
            SalesOrder.tracking,
            fn.COALESCE(SalesOrder.created, ""),
        )
        .join(Buyer, JOIN.LEFT_OUTER)
        .where(SalesOrder.id == order_id)
    )
    order_no, platform, buyer, receiver, phone, tracking, created = tuples(query)[0]
    return Owner(
        order_id=order_id,
        order_no=order_no,
        platform=platform,
        buyer=buyer,
        receiver=receiver,
        phone=phone,
        tracking=tracking,
        created=created,
        goods=goods(order_id),
        case_id=case_id,
        case_no=case_no,
        by=by,
    )


def _case_of(order_id: int, returned: int | None) -> tuple[int | None, str]:
    query = AfterSalesCase.select(AfterSalesCase.id, AfterSalesCase.no)
    if returned is not None:
        query = query.where(AfterSalesCase.id == returned)
    else:
        query = query.where(
            AfterSalesCase.order == order_id,
            AfterSalesCase.closed_at.is_null(),
            AfterSalesCase.deleted_at.is_null(),
        )
    found = tuples(query.order_by(AfterSalesCase.id.desc()).limit(1))
    return found[0] if found else (None, "")


def goods(order_id: int) -> str:
    """An order's goods in words: ``mug × 2; cup``. Needs a connection."""
    query = OrderLine.select(OrderLine.title, OrderLine.sku, OrderLine.variant, OrderLine.quantity)
    words = []
    for title, sku, variant, quantity in tuples(
        query.where(OrderLine.order == order_id).order_by(OrderLine.position)
    ):
        name = " ".join(part for part in (title, variant) if part) or sku
        words.append(f"{name} × {quantity}" if quantity else name)
    return "; ".join(words)


def _likeliest(owner: Owner) -> tuple[object, ...]:
    ranks = {"order_no": 0, "tracking": 0, "phone": 1, "name": 2}
    return min(ranks[by] for by in owner.by), -len(owner.by), -owner.order_id
