"""Cases 《售后单》: one is the hub of everything that happens after a sale."""

from __future__ import annotations

from peewee import SQL, Check, Field, ForeignKeyField, IntegerField, TextField

from desktop_app.core.kinds import (
    CaseEventKind,
    CaseKind,
    CaseStage,
    Cause,
    CostKind,
    Finding,
    OfferAnswer,
    Opinion,
    Outcome,
    Party,
    Platform,
)
from desktop_app.models.base import (
    MomentField,
    Record,
    added,
    flag,
    not_negative,
    one_of,
    plain,
    positive,
)
from desktop_app.models.buyers import Buyer
from desktop_app.models.orders import OrderLine, SalesOrder
from desktop_app.models.products import Batch
from desktop_app.models.shops import Shop


class CaseRules(Record):
    """A version of a kind's workflow; running cases keep the one they began with.

    ``code`` is a `CaseKind`, or the shop's own name for its copy of one (``base``).
    """

    code = TextField()
    version = IntegerField()
    base = TextField()
    name = plain()
    rules = TextField()
    saved_at = MomentField()

    class Meta:
        indexes = ((("code", "version"), True),)
        constraints = [one_of("base", CaseKind), *positive("version")]


class AfterSalesCase(Record):
    """A case. The due times are derived from its events and kept here for the lists alone."""

    no = TextField(unique=True)
    platform = TextField()
    shop = ForeignKeyField(Shop, null=True, on_delete="SET NULL")
    buyer = ForeignKeyField(Buyer, null=True, on_delete="RESTRICT")
    order = ForeignKeyField(SalesOrder, null=True, on_delete="RESTRICT")
    kind = TextField()
    rules = ForeignKeyField(CaseRules, null=True, on_delete="RESTRICT")
    stage = plain(CaseStage.NEW.value)
    owner = plain()
    note = plain()
    cause = plain()
    fault = plain()
    outcome = plain()
    batch = ForeignKeyField(Batch, null=True, on_delete="SET NULL")
    supervisor_decision = plain()
    supervisor_note = plain()
    satisfaction = IntegerField(null=True)
    satisfaction_note = plain()
    angry = flag()
    silent_bad_review = flag()
    disputed = flag()
    intervened_at = MomentField(null=True)
    lesson = flag()
    follow_up_on = TextField(null=True, index=True)
    resend_courier = plain()
    resend_tracking = plain(index=True)
    return_courier = plain()
    return_tracking = plain(index=True)
    currency = plain("CNY")
    opened_at = MomentField()
    updated_at = MomentField()
    closed_at = MomentField(null=True)
    reply_due = MomentField(null=True)
    resolve_due = MomentField(null=True)
    next_due = MomentField(null=True)
    next_clock = plain()
    missed = flag()
    merged_into = ForeignKeyField("self", null=True, on_delete="SET NULL", index=False)
    deleted_at = MomentField(null=True)
    row_version = IntegerField(default=1)
    finding = added(kinds=Finding, column="finding")
    opinion = added(kinds=Opinion, column="opinion")
    lesson_note = added()

    class Meta:
        constraints = [
            one_of("platform", Platform),
            one_of("kind", CaseKind),
            one_of("stage", CaseStage),
            one_of("cause", Cause, or_empty=True),
            one_of("fault", Party, or_empty=True),
            one_of("outcome", Outcome, or_empty=True),
            Check("satisfaction BETWEEN 1 AND 5"),
        ]


def _live(*columns: Field) -> None:
    """An index of the cases that lists show.

    It holds all that a list of ids needs: the rows themselves, ten times as large, aren't read.
    """
    live = AfterSalesCase.deleted_at.is_null() & AfterSalesCase.merged_into.is_null()
    AfterSalesCase.add_index(AfterSalesCase.index(*columns, where=live))


_live(AfterSalesCase.opened_at, AfterSalesCase.id, AfterSalesCase.stage)
_live(AfterSalesCase.stage, AfterSalesCase.opened_at)
for _column in (AfterSalesCase.kind, AfterSalesCase.platform, AfterSalesCase.owner):
    _live(_column, AfterSalesCase.opened_at, AfterSalesCase.id, AfterSalesCase.stage)
_live(AfterSalesCase.next_due, AfterSalesCase.stage)
_live(AfterSalesCase.updated_at)
AfterSalesCase.add_index(
    AfterSalesCase.index(AfterSalesCase.merged_into, where=~AfterSalesCase.merged_into.is_null())
)
LESSONS = AfterSalesCase.lesson == SQL("1")  # a bound 1 would hide the index from SQLite
AfterSalesCase.add_index(AfterSalesCase.index(AfterSalesCase.kind, where=LESSONS))
LESSON_IDS = SQL(  # SQLite can't know how few they are, and would rather walk all cases
    "(SELECT id FROM after_sales_case INDEXED BY after_sales_case_kind WHERE lesson = 1)"
)


class CaseLine(Record):
    """One item that the case is about; good and damaged pieces are counted apart."""

    case = ForeignKeyField(AfterSalesCase, on_delete="CASCADE", backref="lines")
    order_line = ForeignKeyField(OrderLine, null=True, on_delete="SET NULL")
    position = IntegerField()
    sku = plain()
    title = plain()
    variant = plain()
    quantity = IntegerField()
    price_minor = IntegerField(null=True)
    cost_minor = IntegerField(null=True)
    shipped = IntegerField(default=0)
    received_good = IntegerField(default=0)
    received_damaged = IntegerField(default=0)
    returned_good = IntegerField(default=0)
    returned_damaged = IntegerField(default=0)
    resent = IntegerField(default=0)

    class Meta:
        indexes = ((("case", "position"), True), (("sku",), False))
        constraints = [
            *positive("quantity"),
            *not_negative(
                "price_minor",
                "cost_minor",
                "shipped",
                "received_good",
                "received_damaged",
                "returned_good",
                "returned_damaged",
                "resent",
            ),
        ]


class CaseEvent(Record):
    """A line of the timeline. Lines are added, never changed; clocks are derived from them."""

    case = ForeignKeyField(AfterSalesCase, on_delete="CASCADE", backref="events")
    at = MomentField()
    kind = TextField()
    who = plain()
    stage_from = plain()
    stage_to = plain()
    text = plain()
    data = plain("{}")

    class Meta:
        indexes = ((("case", "at"), False), (("at",), False))
        constraints = [one_of("kind", CaseEventKind)]


class CaseStep(Record):
    """A line of the case's checklist."""

    case = ForeignKeyField(AfterSalesCase, on_delete="CASCADE", backref="steps")
    code = TextField()
    position = IntegerField()
    done_at = MomentField(null=True)
    who = plain()
    note = plain()

    class Meta:
        indexes = ((("case", "code"), True),)


class CaseCost(Record):
    """A part of what the case costs, or brought back (R2: who pays each postage leg)."""

    case = ForeignKeyField(AfterSalesCase, on_delete="CASCADE", backref="costs")
    kind = TextField()
    payer = plain(Party.SHOP.value)
    amount_minor = IntegerField()
    currency = plain("CNY")
    note = plain()
    at = MomentField()
    who = plain()
    voided_at = MomentField(null=True)

    class Meta:
        constraints = [
            one_of("kind", CostKind),
            one_of("payer", Party),
            *not_negative("amount_minor"),
        ]


class CaseTag(Record):
    """A word put on a case."""

    case = ForeignKeyField(AfterSalesCase, on_delete="CASCADE", backref="tags")
    tag = TextField(index=True)

    class Meta:
        indexes = ((("case", "tag"), True),)


class Offer(Record):
    """A rung of the ladder of offers, and the buyer's answer (R42)."""

    case = ForeignKeyField(AfterSalesCase, on_delete="CASCADE", backref="offers")
    position = IntegerField()
    what = TextField()
    amount_minor = IntegerField(null=True)
    currency = plain("CNY")
    answer = plain(OfferAnswer.PENDING.value)
    answer_note = plain()
    offered_at = MomentField()
    answered_at = MomentField(null=True)
    who = plain()

    class Meta:
        indexes = ((("case", "position"), True),)
        constraints = [one_of("answer", OfferAnswer), *not_negative("amount_minor")]
