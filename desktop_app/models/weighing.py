"""Weight checks, wrong shipments, stock lines, and the two parcel registers (R3–R5, R22, R39)."""

from __future__ import annotations

from peewee import Check, ForeignKeyField, IntegerField, TextField

from desktop_app.core.kinds import (
    ParcelKind,
    StockMove,
    Verdict,
    WeightSource,
    WrongKind,
    WrongState,
)
from desktop_app.models.base import (
    MomentField,
    Record,
    not_negative,
    one_of,
    plain,
    positive,
)
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase, CaseLine
from desktop_app.models.orders import SalesOrder


class WeightCheck(Record):
    """One weighing of one parcel, and what it said. Voided with a reason, never changed."""

    order = ForeignKeyField(SalesOrder, null=True, on_delete="RESTRICT")
    case = ForeignKeyField(AfterSalesCase, null=True, on_delete="RESTRICT")
    tracking = plain()
    source = plain(WeightSource.OWN.value)
    measured_g = IntegerField()
    expected_g = IntegerField(null=True)
    tolerance_g = IntegerField(null=True)
    packaging_g = IntegerField(default=0)
    verdict = TextField()
    findings = plain("{}")
    session = plain()
    at = MomentField(index=True)
    who = plain()
    voided_at = MomentField(null=True)
    void_reason = plain()

    class Meta:
        indexes = ((("tracking",), False), (("session",), False))
        constraints = [
            one_of("source", WeightSource),
            one_of("verdict", Verdict),
            *positive("measured_g", "expected_g"),
            *not_negative("tolerance_g", "packaging_g"),
        ]


class WrongShipment(Record):
    """What went out wrongly: reported by whoever sees it, verified, settled (R22)."""

    no = TextField(unique=True)
    buyer_text = plain()
    buyer = ForeignKeyField(Buyer, null=True, on_delete="RESTRICT")
    order = ForeignKeyField(SalesOrder, null=True, on_delete="RESTRICT")
    case = ForeignKeyField(AfterSalesCase, null=True, on_delete="RESTRICT")
    weight_check = ForeignKeyField(WeightCheck, null=True, on_delete="SET NULL")
    kind = TextField()
    what = plain()
    state = plain(WrongState.REPORTED.value)
    cause = plain()
    picker = plain()
    reported_by = plain()
    reported_at = MomentField(index=True)
    verified_by = plain()
    verified_at = MomentField(null=True)
    settled_at = MomentField(null=True)
    note = plain()
    row_version = IntegerField(default=1)

    class Meta:
        indexes = ((("state", "reported_at"), False),)
        constraints = [one_of("kind", WrongKind), one_of("state", WrongState)]


class WrongLine(Record):
    """An item of a wrong shipment: how many should have gone, how many went, in what state."""

    wrong_shipment = ForeignKeyField(WrongShipment, on_delete="CASCADE", backref="lines")
    position = IntegerField()
    sku = plain()
    title = plain()
    expected = IntegerField(default=0)
    shipped = IntegerField(default=0)
    good = IntegerField(default=0)
    damaged = IntegerField(default=0)

    class Meta:
        indexes = ((("wrong_shipment", "position"), True),)
        constraints = not_negative("expected", "shipped", "good", "damaged")


class StockLine(Record):
    """Goods to take off stock or put back, once for each line they come from (R5)."""

    case_line = ForeignKeyField(CaseLine, null=True, on_delete="RESTRICT")
    wrong_line = ForeignKeyField(WrongLine, null=True, on_delete="RESTRICT")
    move = plain(StockMove.DEDUCT.value)
    sku = TextField(index=True)
    quantity = IntegerField()
    entered_at = MomentField()
    done_at = MomentField(null=True)
    who = plain()

    class Meta:
        indexes = ((("case_line", "move"), True), (("wrong_line", "move"), True))
        constraints = [
            one_of("move", StockMove),
            *positive("quantity"),
            Check("(case_line_id IS NOT NULL) + (wrong_line_id IS NOT NULL) = 1"),
        ]


class ParcelRecord(Record):
    """A line of the problem- or returned-parcel register (R39); 无主 while no order is known."""

    kind = TextField()
    order = ForeignKeyField(SalesOrder, null=True, on_delete="RESTRICT")
    case = ForeignKeyField(AfterSalesCase, null=True, on_delete="RESTRICT")
    order_no = plain()
    purchased_on = TextField(null=True)
    product = plain()
    sku = plain()
    quantity = IntegerField(null=True)
    good = IntegerField(default=0)
    damaged = IntegerField(default=0)
    amount_minor = IntegerField(null=True)
    currency = plain("CNY")
    tracking = plain()
    sender_name = plain()
    sender_phone = plain()
    note = plain()
    entered_at = MomentField(index=True)
    who = plain()
    settled_at = MomentField(null=True)
    row_version = IntegerField(default=1)

    class Meta:
        indexes = ((("kind", "settled_at"), False), (("tracking",), False))
        constraints = [
            one_of("kind", ParcelKind),
            *positive("quantity"),
            *not_negative("amount_minor", "good", "damaged"),
        ]
