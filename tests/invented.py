"""Small inventions that several tests need: a product, an order."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_app.core import clock
from desktop_app.core.kinds import Platform, Topic
from desktop_app.models.orders import OrderLine, SalesOrder
from desktop_app.models.products import Product
from desktop_app.services import buyers
from desktop_app.services.store import Store


def product(store: Store, sku: str, title: str = "", **more: object) -> int:
    """A product with this SKU; returns its id."""
    with store.transaction() as tx:
        made = Product.create(sku=sku, title=title or sku, updated_at=clock.now(), **more)
        tx.touch(Topic.PRODUCTS, made.id)
    return int(made.id)


def order(
    store: Store,
    no: str,
    lines: Mapping[str, int | None],
    buyer: str = "",
    platform: Platform = Platform.TAOBAO,
    **more: object,
) -> int:
    """An order with these SKUs, each called after its SKU at 12.50; returns its id."""
    with store.transaction() as tx:
        made = SalesOrder.create(
            platform=platform,
            order_no=no,
            buyer=buyers.obtain(store, platform, buyer, no) if buyer else None,
            buyer_text=buyer or None,
            imported_at=clock.now(),
            updated_at=clock.now(),
            **more,
        )
        for position, (sku, quantity) in enumerate(lines.items()):
            OrderLine.create(
                order=made,
                position=position,
                sku=sku,
                title=f"{sku}的标题",
                quantity=quantity,
                price_minor=1250,
            )
        tx.touch(Topic.ORDERS, made.id)
    return int(made.id)
