"""Handovers, reply templates, follow-ups and feedback to the factory (R19, R23, R26, R58)."""

from __future__ import annotations

from peewee import Check, ForeignKeyField, IntegerField, TextField

from desktop_app.core.kinds import FollowUpState
from desktop_app.models.base import MomentField, Record, added, flag, not_negative, one_of, plain
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.claims import Claim
from desktop_app.models.orders import SalesOrder
from desktop_app.models.photos import Photo
from desktop_app.models.products import Batch, Product
from desktop_app.models.weighing import ParcelRecord, WrongShipment


class Handover(Record):
    """The sheet that one shift leaves for the next (R23, R38)."""

    day = TextField(index=True)
    shift = plain()
    from_whom = plain()
    to_whom = plain()
    note = plain()
    made_at = MomentField()
    signed_at = MomentField(null=True)
    accepted_at = MomentField(null=True)


class HandoverItem(Record):
    """One thing handed over, with its own deadline in the morning."""

    handover = ForeignKeyField(Handover, on_delete="CASCADE", backref="items")
    position = IntegerField()
    case = ForeignKeyField(AfterSalesCase, null=True, on_delete="CASCADE")
    claim = ForeignKeyField(Claim, null=True, on_delete="CASCADE")
    what = TextField()
    progress = plain()
    due_at = MomentField(null=True)
    state = plain(FollowUpState.OPEN.value)
    acknowledged_at = MomentField(null=True)
    done_at = MomentField(null=True)
    carried_from = ForeignKeyField("self", null=True, on_delete="SET NULL")
    wrong_shipment = ForeignKeyField(WrongShipment, null=True, on_delete="CASCADE")
    parcel = ForeignKeyField(ParcelRecord, null=True, on_delete="CASCADE")

    class Meta:
        indexes = ((("handover", "position"), True), (("state", "due_at"), False))
        constraints = [one_of("state", FollowUpState)]


class ReplyTemplate(Record):
    """A reply with placeholders, for a situation, channel, country and language (R26, R58)."""

    code = plain()
    title = TextField()
    situation = plain()
    platform = plain()
    channel = plain()
    country = plain()
    language = plain("zh_CN")
    body = TextField()
    used = IntegerField(default=0)
    retired = flag()
    updated_at = MomentField()

    class Meta:
        indexes = ((("language", "situation"), False),)
        constraints = not_negative("used")


class FollowUp(Record):
    """A message due on a date, made by a rule or by hand (R29, R58)."""

    case = ForeignKeyField(AfterSalesCase, null=True, on_delete="CASCADE")
    order = ForeignKeyField(SalesOrder, null=True, on_delete="CASCADE")
    template = ForeignKeyField(ReplyTemplate, null=True, on_delete="SET NULL")
    rule = plain()
    due_on = TextField()
    text = plain()
    state = plain(FollowUpState.OPEN.value)
    done_at = MomentField(null=True)
    who = plain()

    class Meta:
        indexes = ((("state", "due_on"), False), (("order", "rule"), True))
        constraints = [one_of("state", FollowUpState)]


class DelayPeriod(Record):
    """Days in which parcels are expected to be late, and what buyers are told of it (R45).

    ``courier`` and ``country`` empty mean all; ``days`` is how much later than usual.
    """

    name = TextField()
    courier = plain()
    country = plain()
    from_on = TextField()
    until_on = TextField()
    days = IntegerField(default=0)
    note = plain()

    class Meta:
        constraints = [*not_negative("days"), Check("until_on >= from_on")]


class Feedback(Record):
    """A quality report to the factory (R19). Voided with a reason, never deleted."""

    no = TextField(unique=True)
    product = ForeignKeyField(Product, null=True, on_delete="RESTRICT")
    batch = ForeignKeyField(Batch, null=True, on_delete="RESTRICT")
    model = plain()
    what = TextField()
    evidence = plain("{}")
    made_at = MomentField()
    sent_at = MomentField(null=True)
    answered_at = MomentField(null=True)
    answer = plain()
    who = plain()
    voided_at = MomentField(null=True)
    void_reason = added()


class FeedbackCase(Record):
    """A case that a report to the factory is about."""

    feedback = ForeignKeyField(Feedback, on_delete="CASCADE", backref="cases")
    case = ForeignKeyField(AfterSalesCase, on_delete="RESTRICT")

    class Meta:
        indexes = ((("feedback", "case"), True),)


class FeedbackPhoto(Record):
    """A photo that goes with a report to the factory."""

    feedback = ForeignKeyField(Feedback, on_delete="CASCADE", backref="photos")
    photo = ForeignKeyField(Photo, on_delete="RESTRICT")
    position = IntegerField(default=0)

    class Meta:
        indexes = ((("feedback", "photo"), True),)
