"""Products, their weights, and what they are packed in."""

from __future__ import annotations

from peewee import ForeignKeyField, IntegerField, TextField

from desktop_app.models.base import MomentField, Record, flag, not_negative, plain, positive


class Product(Record):
    """One SKU. Its weight is unknown (NULL) until somebody weighed it."""

    sku = TextField(unique=True)
    title = plain()
    model = plain()
    variant = plain()
    weight_g = IntegerField(null=True)
    tolerance_g = IntegerField(null=True)
    price_minor = IntegerField(null=True)
    cost_minor = IntegerField(null=True)
    currency = plain("CNY")
    retired = flag()
    updated_at = MomentField()
    row_version = IntegerField(default=1)

    class Meta:
        indexes = ((("model",), False), (("weight_g",), False))
        constraints = [
            *positive("weight_g"),
            *not_negative("tolerance_g", "price_minor", "cost_minor"),
        ]


class Packaging(Record):
    """A box, bag or filler with its tare."""

    name = TextField(unique=True)
    tare_g = IntegerField()
    tolerance_g = IntegerField(default=0)
    usual = flag()

    class Meta:
        constraints = not_negative("tare_g", "tolerance_g")


class Batch(Record):
    """A production batch of a product (R19)."""

    product = ForeignKeyField(Product, on_delete="CASCADE")
    batch_no = TextField()
    made_on = TextField(null=True)
    note = plain()

    class Meta:
        indexes = ((("product", "batch_no"), True),)


class LearnedWeight(Record):
    """A unit weight learned from parcels that were right: proposed, applied only by a person."""

    product = ForeignKeyField(Product, on_delete="CASCADE")
    weight_g = IntegerField()
    spread_g = IntegerField()
    parcels = IntegerField()
    proposed_at = MomentField()
    applied_at = MomentField(null=True)
    declined_at = MomentField(null=True)

    class Meta:
        constraints = [*positive("weight_g", "parcels"), *not_negative("spread_g")]
