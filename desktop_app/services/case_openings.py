"""What is known before a case is opened: order, buyer, goods, and cases there already."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.core.errors import NotFound, Reason
from desktop_app.core.kinds import Platform
from desktop_app.models.base import key, tuples
from desktop_app.models.buyers import Buyer
from desktop_app.models.orders import OrderLine, SalesOrder
from desktop_app.services import buyers, case_founding, case_lists
from desktop_app.services.case_lists import CaseFilter, CaseRow
from desktop_app.services.store import Store

_MOST_SHOWN = 20


@dataclass(frozen=True)
class OrderedLine:
    """An item of the order; ``quantity`` None where the platform's file didn't say."""

    sku: str
    title: str
    variant: str
    quantity: int | None
    price_minor: int | None


@dataclass(frozen=True)
class Opening:
    """What a number or a buyer ID stands for. ``order_no`` is empty for a buyer alone."""

    platform: Platform
    order_no: str
    tracking: str
    buyer: str
    buyer_name: str
    status: str
    currency: str
    lines: tuple[OrderedLine, ...]
    cases: tuple[CaseRow, ...]


def look_up(store: Store, text: str, platform: Platform | None = None) -> Opening:
    """What an order number, a tracking number or a buyer ID stands for.

    ``cases`` are those that the order, or the buyer, has already. Raises NotFound for what the
    shop doesn't hold, and for what is on several platforms where none was said.
    """
    with store.connection():
        try:
            order = case_founding.find_order(text, platform)
        except NotFound as error:
            if error.reason is not Reason.ORDER_UNKNOWN:
                raise
            return _of_buyer(store, text, platform)
        return _of_order(store, order)


def _of_order(store: Store, order: SalesOrder) -> Opening:
    buyer_id = key(order, "buyer")
    buyer = Buyer.get_or_none(Buyer.id == buyer_id) if buyer_id else None
    query = OrderLine.select(
        *(OrderLine.sku, OrderLine.title, OrderLine.variant),
        *(OrderLine.quantity, OrderLine.price_minor),
    )
    lines = tuples(query.where(OrderLine.order == order.id).order_by(OrderLine.position))
    return Opening(
        platform=Platform(order.platform),
        order_no=order.order_no,
        tracking=order.tracking,
        buyer=buyer.buyer_id if buyer else order.buyer_text or "",
        buyer_name=order.receiver or "",
        status=order.status,
        currency=order.currency,
        lines=tuple(OrderedLine(*line) for line in lines),
        cases=_cases(store, CaseFilter(order_id=order.id)),
    )


def _of_buyer(store: Store, text: str, platform: Platform | None) -> Opening:
    query = Buyer.select().where(buyers.is_called(text.strip(), platform))
    found = list(query.limit(2))
    if not found:
        raise NotFound(Reason.NUMBER_UNKNOWN, value=text.strip())
    if len(found) > 1:
        platforms = tuple(Platform(buyer.platform) for buyer in found)
        raise NotFound(Reason.BUYER_AMBIGUOUS, value=text.strip(), allowed=platforms)
    buyer = found[0]
    return Opening(
        platform=Platform(buyer.platform),
        order_no="",
        tracking="",
        buyer=buyer.buyer_id,
        buyer_name=buyer.name,
        status="",
        currency="CNY",
        lines=(),
        cases=_cases(store, CaseFilter(buyer_id=buyer.id)),
    )


def _cases(store: Store, wanted: CaseFilter) -> tuple[CaseRow, ...]:
    return tuple(case_lists.rows(store, case_lists.ids(store, wanted)[:_MOST_SHOWN]))
