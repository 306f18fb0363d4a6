"""What a case is founded on: the order or the buyer that was named, and the goods it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from peewee import SQL

from desktop_app.core.errors import NotAllowed, NotFound, Reason
from desktop_app.core.kinds import CaseKind, Platform
from desktop_app.models.base import key
from desktop_app.models.buyers import Buyer
from desktop_app.models.orders import OrderLine, SalesOrder, Shipment
from desktop_app.models.prepared import AMONG, MARK, Prepared, listed, record
from desktop_app.models.products import Product
from desktop_app.services import buyers
from desktop_app.services.store import Store

# What came too many or instead wasn't ordered, so the order doesn't bound these.
_BEYOND_ORDER = frozenset({CaseKind.EXTRA_ITEM, CaseKind.WRONG_ITEM})


@dataclass(frozen=True)
class Ground:
    """Order and buyer of a case to be."""

    platform: Platform
    order_id: int | None
    buyer_id: int | None
    shop_id: int | None
    currency: str


def ground(store: Store, order: str, buyer: str, platform: Platform | None) -> Ground:
    """Finds the order by its number or its parcel's, else the buyer, who is made if new.

    A new buyer without a platform stands under `Platform.OTHER`. Raises NotFound for an order that
    isn't held or is on several platforms, and NotAllowed when neither was named.
    """
    if order.strip():
        found = find_order(order, platform)
        return Ground(
            platform=Platform(found.platform),
            order_id=found.id,
            buyer_id=key(found, "buyer") or _order_buyer(store, found, buyer),
            shop_id=key(found, "shop"),
            currency=found.currency,
        )
    if not buyer.strip():
        raise NotAllowed(Reason.CASE_UNFOUNDED)
    buyer_id, on = _buyer(store, buyer, platform)
    return Ground(on, None, buyer_id, None, "CNY")


def find_order(text: str, platform: Platform | None = None) -> SalesOrder:
    """The one order with this number, or with this tracking number on a parcel.

    Raises NotFound for none, and for orders on several platforms where none was said.
    """
    wanted = text.strip()
    for query, number in ((_BY_NUMBER, wanted), (_BY_TRACKING, wanted.upper())):
        found = [row for row in query.rows(number) if platform in {None, row[1]}]
        if len({row[0] for row in found}) > 1:
            allowed = tuple(dict.fromkeys(Platform(row[1]) for row in found))
            raise NotFound(Reason.ORDER_AMBIGUOUS, value=wanted, allowed=allowed)
        if found:
            return record(SalesOrder, found[0][0])
    raise NotFound(Reason.ORDER_UNKNOWN, value=wanted)


_BY_NUMBER = Prepared(
    SalesOrder.select(SalesOrder.id, SalesOrder.platform).where(SalesOrder.order_no == MARK)
)
_BY_TRACKING = Prepared(
    Shipment.select(Shipment.order, SalesOrder.platform)
    .join(SalesOrder)
    .where(Shipment.tracking == SQL("?1"))
    .union(
        SalesOrder.select(SalesOrder.id, SalesOrder.platform).where(
            SalesOrder.tracking == SQL("?1")
        )
    )
)


def goods(
    base: Ground, kind: CaseKind, wanted: Iterable[tuple[str, int]] | None
) -> list[dict[str, Any]]:
    """The case's lines: those of the order, or the SKUs that were named.

    Raises NotFound for a SKU that is neither in the order nor a product, and NotAllowed for more
    pieces than were ordered (what came in excess or instead has no such bound).
    """
    ordered = _ordered(base.order_id)
    if wanted is None:
        chosen = [(line, line["quantity"] or 1) for line in ordered]
    else:
        chosen = [_named(sku, quantity, ordered, kind) for sku, quantity in wanted]
    costs = _costs({line["sku"] for line, _quantity in chosen})
    return [
        {
            **line,
            "position": position,
            "quantity": quantity,
            "shipped": line.get("quantity") or 0,
            "cost_minor": costs.get(line["sku"]),
        }
        for position, (line, quantity) in enumerate(chosen)
    ]


_ORDERED = ("order_line", "sku", "title", "variant", "quantity", "price_minor")


def _ordered(order_id: int | None) -> list[dict[str, Any]]:
    if order_id is None:
        return []
    return [dict(zip(_ORDERED, row, strict=True)) for row in _LINES.rows(order_id)]


_LINES = Prepared(
    OrderLine.select(
        OrderLine.id,
        *(OrderLine.sku, OrderLine.title, OrderLine.variant, OrderLine.quantity),
        OrderLine.price_minor,
    )
    .where(OrderLine.order == MARK)
    .order_by(OrderLine.position)
)
_COSTS = Prepared(Product.select(Product.sku, Product.cost_minor).where(Product.sku.in_(AMONG)))


def _named(
    sku: str, quantity: int, ordered: list[dict[str, Any]], kind: CaseKind
) -> tuple[dict[str, Any], int]:
    lines = [line for line in ordered if line["sku"] == sku]
    if lines:
        counts = [line["quantity"] for line in lines]
        limit = None if None in counts else sum(counts)
        if limit is not None and quantity > limit and kind not in _BEYOND_ORDER:
            raise NotAllowed(Reason.MORE_THAN_ORDERED, value=quantity, sku=sku, limit=limit)
        return lines[0], quantity
    product = Product.get_or_none(Product.sku == sku)
    if product is None and ordered:
        held = tuple(line["sku"] for line in ordered if line["sku"])
        raise NotFound(Reason.SKU_NOT_IN_ORDER, value=sku, allowed=held)
    if product is None:
        raise NotFound(Reason.PRODUCT_UNKNOWN, value=sku)
    line = {"order_line": None, "sku": sku, "title": product.title, "variant": product.variant}
    return {**line, "quantity": 0, "price_minor": product.price_minor}, quantity


def _costs(skus: set[str]) -> dict[str, int | None]:
    found: list[Any] = _COSTS.rows(listed(skus - {""}))
    return dict(found)


def _order_buyer(store: Store, order: SalesOrder, said: str) -> int | None:
    """The buyer of an order whose file named none: the one that the person said, if any."""
    text = said.strip() or order.buyer_text
    if not text:
        return None
    buyer_id = buyers.obtain(store, Platform(order.platform), text, order.order_no)
    SalesOrder.update(buyer=buyer_id).where(SalesOrder.id == order.id).execute()
    return buyer_id


def _buyer(store: Store, text: str, platform: Platform | None) -> tuple[int, Platform]:
    if platform is None and not Buyer.select().where(Buyer.buyer_id == text).exists():
        platform = Platform.OTHER
    if platform is None:
        found = buyers.named(store, text)
        return found.id, Platform(found.platform)
    return buyers.obtain(store, platform, text), platform
