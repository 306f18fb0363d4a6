"""The courier compensation ledger: claims, what was paid, settlement files, closed months."""

from __future__ import annotations

from peewee import Check, ForeignKeyField, IntegerField, TextField

from desktop_app.core.kinds import (
    ClaimEventKind,
    ClaimKind,
    ClaimStage,
    DamageDegree,
    MatchState,
    PaymentKind,
    PaymentMethod,
    Platform,
    ValueBasis,
)
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
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.orders import SalesOrder
from desktop_app.models.shops import Shop


class Courier(Record):
    """A courier the shop works with: those that the rules know, and its own."""

    code = TextField(unique=True)
    name = TextField()
    outlet = plain()
    hotline = plain()
    contact = plain()
    form = plain("zh")
    note = plain()
    retired = flag()


class CourierContract(Record):
    """A courier's terms from a date on. NULL is what the shop hasn't entered: shown blank."""

    courier = ForeignKeyField(Courier, on_delete="CASCADE", backref="contracts")
    valid_from = TextField()
    filing_days = IntegerField(null=True)
    answer_days = IntegerField(null=True)
    appeal_days = IntegerField(null=True)
    ratio = TextField(null=True)
    deductible_minor = IntegerField(null=True)
    cap_minor = IntegerField(null=True)
    currency = plain("CNY")
    divisor = IntegerField(null=True)
    rounding = plain()
    first_g = IntegerField(null=True)
    first_minor = IntegerField(null=True)
    step_g = IntegerField(null=True)
    step_minor = IntegerField(null=True)
    source = plain()
    checked = flag()

    class Meta:
        indexes = ((("courier", "valid_from"), True),)
        constraints = [
            *positive("filing_days", "answer_days", "appeal_days", "divisor", "first_g", "step_g"),
            *not_negative("deductible_minor", "cap_minor", "first_minor", "step_minor"),
        ]


class Claim(Record):
    """A claim on a courier. A filed one is not edited: it is voided and replaced."""

    no = TextField(unique=True)
    courier = ForeignKeyField(Courier, on_delete="RESTRICT")
    outlet = plain()
    work_order_no = plain()
    stage = plain(ClaimStage.DRAFT.value)
    kind = TextField()
    case = ForeignKeyField(AfterSalesCase, null=True, on_delete="RESTRICT")
    order = ForeignKeyField(SalesOrder, null=True, on_delete="RESTRICT")
    buyer = ForeignKeyField(Buyer, null=True, on_delete="RESTRICT")
    shop = ForeignKeyField(Shop, null=True, on_delete="SET NULL")
    platform = plain()
    shop_name = plain()
    order_no = plain()
    buyer_text = plain()
    tracking = TextField()
    resend_tracking = plain()
    applied_on = TextField()
    shipped_on = TextField(null=True)
    signed_on = TextField(null=True)
    signed_by = plain()
    incident_on = TextField(null=True)
    reported_by = plain()
    reported_at = MomentField(null=True)
    sender_name = plain()
    sender_phone = plain()
    sender_address = plain()
    receiver_name = plain()
    receiver_phone = plain()
    receiver_address = plain()
    declared_g = IntegerField(null=True)
    accepted_g = IntegerField(null=True)
    reweighed_g = IntegerField(null=True)
    value_basis = plain(ValueBasis.SALE.value)
    parcels = IntegerField(default=1)
    parcels_affected = IntegerField(default=1)
    insured = flag()
    declared_value_minor = IntegerField(null=True)
    premium_minor = IntegerField(null=True)
    freight_minor = IntegerField(null=True)
    ratio = TextField(null=True)
    deductible_minor = IntegerField(null=True)
    cap_minor = IntegerField(null=True)
    goods_minor = IntegerField(null=True)
    claimed_minor = IntegerField()
    approved_minor = IntegerField(null=True)
    currency = plain("CNY")
    rate = TextField(null=True)
    damage_place = plain()
    damage_inner = plain()
    damage_outer = plain()
    damage_degree = plain()
    what_happened = plain()
    liable_party = plain()
    basis = plain()
    evidence = plain("[]")
    latest_filing_on = TextField(null=True)
    answer_due_on = TextField(null=True)
    appeal_due_on = TextField(null=True)
    payment_method = plain()
    account_holder = plain()
    account_bank = plain()
    account_no = plain()
    prepared_by = plain()
    note = plain()
    chased = IntegerField(default=0)
    last_chased_at = MomentField(null=True)
    entered_at = MomentField(index=True)
    entered_month = TextField(index=True)
    filed_at = MomentField(null=True)
    closed_at = MomentField(null=True)
    void_reason = plain()
    replaces = ForeignKeyField("self", null=True, on_delete="RESTRICT")
    sheet_file = plain()
    sheet_sha256 = plain()
    row_version = IntegerField(default=1)

    class Meta:
        indexes = (
            (("tracking",), False),
            (("courier", "stage"), False),
            (("stage", "answer_due_on"), False),
            (("resend_tracking",), False),
        )
        constraints = [
            one_of("stage", ClaimStage),
            one_of("kind", ClaimKind),
            one_of("platform", Platform, or_empty=True),
            one_of("value_basis", ValueBasis),
            one_of("damage_degree", DamageDegree, or_empty=True),
            one_of("payment_method", PaymentMethod, or_empty=True),
            *positive("declared_g", "accepted_g", "reweighed_g", "parcels"),
            *not_negative(
                "parcels_affected",
                "declared_value_minor",
                "premium_minor",
                "freight_minor",
                "deductible_minor",
                "cap_minor",
                "goods_minor",
                "claimed_minor",
                "approved_minor",
                "chased",
            ),
        ]


class ClaimLine(Record):
    """One item of the goods claimed for."""

    claim = ForeignKeyField(Claim, on_delete="CASCADE", backref="lines")
    position = IntegerField()
    sku = plain()
    title = plain()
    variant = plain()
    quantity = IntegerField()
    claimed_quantity = IntegerField()
    price_minor = IntegerField(null=True)

    class Meta:
        indexes = ((("claim", "position"), True),)
        constraints = [
            *positive("quantity"),
            *not_negative("claimed_quantity", "price_minor"),
            Check("claimed_quantity <= quantity"),
        ]


class ClaimEvent(Record):
    """A line of the claim's timeline; added, never changed.

    Where it changes what the courier owes (a part approval, a void), ``written_off_minor`` is by
    how much less that is, and ``month`` the month whose roll-forward bears it.
    """

    claim = ForeignKeyField(Claim, on_delete="CASCADE", backref="events")
    at = MomentField()
    kind = TextField()
    who = plain()
    stage_from = plain()
    stage_to = plain()
    amount_minor = IntegerField(null=True)
    written_off_minor = IntegerField(default=0)
    month = plain(index=True)
    text = plain()
    data = plain("{}")

    class Meta:
        indexes = ((("claim", "at"), False),)
        constraints = [one_of("kind", ClaimEventKind)]


class SettlementFile(Record):
    """A courier's settlement file or bill that was read (its bytes known by sha256)."""

    courier = ForeignKeyField(Courier, on_delete="RESTRICT")
    name = TextField()
    sha256 = TextField(index=True)
    format = plain()
    currency = plain("CNY")
    imported_at = MomentField()
    applied_at = MomentField(null=True)
    undone_at = MomentField(null=True)
    who = plain()


class SettlementRow(Record):
    """One line of it, and what it was matched with."""

    file = ForeignKeyField(SettlementFile, on_delete="CASCADE", backref="rows")
    row = IntegerField()
    tracking = plain()
    claim_no = plain()
    amount_minor = IntegerField(null=True)
    settled_on = TextField(null=True)
    claim = ForeignKeyField(Claim, null=True, on_delete="RESTRICT")
    match = plain(MatchState.ONLY_THEIRS.value)
    note = plain()
    raw = plain("{}")
    fingerprint = plain(index=True)

    class Meta:
        indexes = ((("file", "row"), True), (("tracking",), False))
        constraints = [one_of("match", MatchState)]


class ClaimPayment(Record):
    """Money on a claim: received, set off, taken back, or written off. Voided, never changed.

    ``reversed_kind`` says of a reversal which money it takes back.
    """

    claim = ForeignKeyField(Claim, on_delete="RESTRICT", backref="payments")
    kind = plain(PaymentKind.RECEIVED.value)
    reversed_kind = plain()
    amount_minor = IntegerField()
    currency = plain("CNY")
    paid_on = TextField()
    month = TextField(index=True)
    voucher = plain()
    note = plain()
    settlement_row = ForeignKeyField(SettlementRow, null=True, on_delete="RESTRICT")
    entered_at = MomentField()
    who = plain()
    voided_at = MomentField(null=True)
    void_reason = plain()

    class Meta:
        constraints = [
            one_of("kind", PaymentKind),
            one_of("reversed_kind", PaymentKind, or_empty=True),
            *not_negative("amount_minor"),
        ]


class MonthClose(Record):
    """A closed month, its totals as they were; re-opening stays on record."""

    month = TextField(index=True)
    closed_at = MomentField()
    who = plain()
    totals = TextField()
    reopened_at = MomentField(null=True)
    reopen_reason = plain()
