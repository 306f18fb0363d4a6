"""Orders as the platforms exported them, their lines, parcels and the parcels' movements.

Times of orders are texts as the platform gave them (core.clock), NULL where it did not.
"""

from __future__ import annotations

from peewee import SQL, ForeignKeyField, IntegerField, TextField

from desktop_app.core.kinds import OrderState, Platform
from desktop_app.models.base import (
    MomentField,
    Record,
    flag,
    not_negative,
    one_of,
    plain,
    positive,
)
from desktop_app.models.buyers import Buyer
from desktop_app.models.products import Batch
from desktop_app.models.shops import ImportedFile, Shop


class SalesOrder(Record):
    """One order of one platform; NULL is what the file did not say, or hid.

    ``hidden`` names the columns that the platform masked, ``raw`` holds the file's columns that
    have none here (JSON). Not ``complete`` is an order known only from a list of its items.
    """

    platform = TextField()
    order_no = TextField()
    shop = ForeignKeyField(Shop, null=True, index=False, on_delete="SET NULL")
    buyer = ForeignKeyField(Buyer, null=True, on_delete="SET NULL")
    buyer_text = TextField(null=True)
    status = plain()
    state = plain(OrderState.UNKNOWN.value)
    currency = plain("CNY")
    goods_minor = IntegerField(null=True)
    postage_minor = IntegerField(null=True)
    total_minor = IntegerField(null=True)
    paid_minor = IntegerField(null=True)
    refund_minor = IntegerField(null=True)
    created = TextField(null=True)
    paid_at = TextField(null=True)
    shipped = TextField(null=True)
    signed_at = TextField(null=True)
    courier = plain()
    tracking = plain()
    receiver = TextField(null=True)
    phone = TextField(null=True)
    address = TextField(null=True)
    country = plain()
    buyer_note = plain()
    seller_note = plain()
    close_reason = plain()
    hidden = plain()
    complete = flag(default=True)
    raw = plain("{}")
    file = ForeignKeyField(ImportedFile, null=True, index=False, on_delete="SET NULL")
    imported_at = MomentField()
    updated_at = MomentField()
    row_version = IntegerField(default=1)

    class Meta:
        indexes = (
            (("order_no", "platform"), True),
            (("tracking",), False),
            (("receiver",), False),
            (("created",), False),
        )
        constraints = [
            one_of("platform", Platform),
            one_of("state", OrderState),
            *not_negative(
                "goods_minor", "postage_minor", "total_minor", "paid_minor", "refund_minor"
            ),
        ]


class OrderLine(Record):
    """One item of an order. ``sku`` is the shop's own code (商家编码), ``variant`` the choice.

    ``quantity`` is NULL where the file names several items and only how many pieces in all.
    """

    order = ForeignKeyField(SalesOrder, on_delete="CASCADE", backref="lines")
    position = IntegerField()
    title = plain()
    sku = plain()
    variant = plain()
    quantity = IntegerField(null=True)
    price_minor = IntegerField(null=True)
    sub_order_no = plain()
    status = plain()
    batch = ForeignKeyField(Batch, null=True, on_delete="SET NULL")

    class Meta:
        indexes = ((("order", "position"), True), (("sku",), False))
        constraints = [*positive("quantity"), *not_negative("price_minor", "position")]


# Most items have no number of their own, and need no place in its index.
HAS_SUB_ORDER_NO = SQL("sub_order_no <> ''")
OrderLine.add_index(OrderLine.index(OrderLine.sub_order_no).where(HAS_SUB_ORDER_NO))


class Shipment(Record):
    """One parcel of an order: outbound, back to the shop, or sent again."""

    order = ForeignKeyField(SalesOrder, null=True, on_delete="CASCADE")
    direction = plain("out")
    courier = plain()
    tracking = TextField()
    shipped_at = TextField(null=True)
    signed_at = TextField(null=True)
    note = plain()

    class Meta:
        indexes = ((("order", "tracking"), True), (("tracking",), False))


class ShipmentEvent(Record):
    """A parcel's movement, and whether the buyer was told of it (R29)."""

    shipment = ForeignKeyField(Shipment, on_delete="CASCADE", backref="events")
    at = MomentField()
    place = plain()
    what = plain()
    informed_at = MomentField(null=True)
