"""Money on a claim: payments, set-offs, what the courier takes back, what is written off.

Nothing is changed once it is entered: a mistake is voided with its reason while its month is
open, and afterwards put right by its opposite in a later month.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from desktop_app.core import clock, money
from desktop_app.core.errors import BadValue, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import ClaimEventKind, ClaimStage, PaymentKind, Topic
from desktop_app.models.claims import Claim, ClaimPayment
from desktop_app.services import claim_fields, claim_ledger, month_locks
from desktop_app.services.claim_details import ClaimDetail, detail
from desktop_app.services.claim_ledger import Standing
from desktop_app.services.store import Store

PAYING = frozenset({PaymentKind.RECEIVED, PaymentKind.SET_OFF})


@dataclass(frozen=True, kw_only=True)
class Payment:
    """Money to be entered, in minor units of the claim's currency.

    ``month`` is the month that bears it, when that isn't the one of ``paid_on``.
    ``reversed_kind`` says of a reversal what it takes back; left out, what was received, and
    where that isn't enough what was set off. ``over`` takes more than was claimed: the money
    came, and the audit names it.
    """

    kind: PaymentKind
    amount_minor: int
    paid_on: date
    month: str = ""
    voucher: str = ""
    note: str = ""
    reversed_kind: PaymentKind | None = None
    settlement_row: int | None = None
    over: bool = False


def pay(store: Store, no: str, payment: Payment, *, row_version: int | None = None) -> ClaimDetail:
    """Enters money on a claim and brings it to paid or part paid by what is then owed.

    Raises NotAllowed for a void claim, a closed month, more than was claimed (unless
    ``payment.over``), a reversal above what was paid, a write-off above what is owed; BadValue
    for an amount that isn't one; Conflict where the claim was changed since ``row_version``.
    """
    with store.transaction() as tx:
        claim = claim_ledger.locked(no, row_version)
        enter(claim, payment, store.who)
        restage(claim, store.who)
        tx.touch(Topic.CLAIMS, claim.id)
        return detail(claim)


def void_payment(store: Store, no: str, payment_id: int, reason: str) -> ClaimDetail:
    """Takes a payment out of an open month, with its reason; it stays in the history.

    Raises NotAllowed when its month is closed: enter a reversal in an open one instead.
    """
    if not reason.strip():
        raise BadValue(Reason.VALUE_MISSING, field="reason")
    with store.transaction() as tx:
        claim = claim_ledger.locked(no)
        payment = void_silently(claim, payment_id, reason.strip())
        claim_ledger.note(
            claim,
            ClaimEventKind.PAYMENT_VOIDED,
            store.who,
            amount_minor=payment.amount_minor,
            text=reason.strip(),
        )
        restage(claim, store.who)
        tx.touch(Topic.CLAIMS, claim.id)
        return detail(claim)


def enter(claim: Claim, payment: Payment, who: str) -> ClaimPayment:
    """Enters money within the caller's transaction, leaving the claim's stage alone."""
    claim_ledger.require_live(claim)
    month = month_locks.bearing(payment.paid_on, payment.month)
    if claim_fields.amount(payment.amount_minor) == 0:
        raise BadValue(Reason.VALUE_MISSING, field="amount")
    standing = claim_ledger.standing(claim)
    if payment.kind in PAYING:
        _guard_paid(claim, payment, standing)
        _revive(claim, payment, standing, who)
    elif payment.kind is PaymentKind.WRITE_OFF:
        _guard(claim, payment, standing.outstanding, Reason.WRITTEN_OFF_ABOVE_OWED)
    else:
        payment = _aimed(claim, payment, standing)
    return _create(claim, payment, month, who)


def void_silently(claim: Claim, payment_id: int, reason: str = "") -> ClaimPayment:
    """Voids a payment within the caller's transaction, without a line in the timeline."""
    payment = ClaimPayment.get_or_none(
        ClaimPayment.id == payment_id,
        ClaimPayment.claim == claim.id,
        ClaimPayment.voided_at.is_null(),
    )
    if payment is None:
        raise NotFound(Reason.PAYMENT_UNKNOWN)
    month_locks.require_open(payment.month)
    payment.voided_at, payment.void_reason = clock.now(), reason
    payment.save()
    return payment


def restage(claim: Claim, who: str) -> None:
    """Brings the stage into line with the money: paid, part paid, or back to where it was owed."""
    before = ClaimStage(claim.stage)
    standing = claim_ledger.standing(claim)
    claim.stage = stage_by_money(before, claim.approved_minor, standing).value
    if claim.stage != ClaimStage.CLOSED:
        claim.closed_at = None
    if claim.stage != before:
        claim_ledger.note(
            claim, ClaimEventKind.CHANGED, who, stage_from=before.value, stage_to=claim.stage
        )
    claim_ledger.save(claim)


def stage_by_money(stage: ClaimStage, approved: int | None, standing: Standing) -> ClaimStage:
    """The stage that fits the money: paid, part paid, or back to where the claim was owed."""
    if stage is ClaimStage.CLOSED and standing.outstanding <= 0:
        return stage
    if standing.paid > 0:
        return ClaimStage.PAID if standing.outstanding <= 0 else ClaimStage.PART_PAID
    if stage not in {ClaimStage.PAID, ClaimStage.PART_PAID, ClaimStage.CLOSED}:
        return stage
    if approved is None:
        return ClaimStage.NEGOTIATING
    return ClaimStage.APPROVED if approved >= standing.claimed else ClaimStage.PART_APPROVED


def _create(claim: Claim, payment: Payment, month: str, who: str) -> ClaimPayment:
    made = ClaimPayment.create(
        claim=claim.id,
        kind=payment.kind.value,
        reversed_kind=payment.reversed_kind.value if payment.reversed_kind else "",
        amount_minor=payment.amount_minor,
        currency=claim.currency,
        paid_on=payment.paid_on.isoformat(),
        month=month,
        voucher=payment.voucher.strip(),
        note=payment.note.strip(),
        settlement_row=payment.settlement_row,
        entered_at=clock.now(),
        who=who,
    )
    claim_ledger.note(
        claim,
        ClaimEventKind.PAID,
        who,
        amount_minor=payment.amount_minor,
        text=payment.voucher or payment.note,
        data=f'{{"payment": {made.id}, "kind": "{payment.kind.value}"}}',
    )
    return made


def _guard_paid(claim: Claim, payment: Payment, standing: Standing) -> None:
    if not payment.over:
        left = claim.claimed_minor - standing.paid
        _guard(claim, payment, left, Reason.PAID_ABOVE_CLAIMED, claim.claimed_minor)


def _revive(claim: Claim, payment: Payment, standing: Standing, who: str) -> None:
    """What was written off and is paid after all comes back into the ledger first."""
    back = min(payment.amount_minor - max(standing.outstanding, 0), standing.written_off)
    if back > 0:
        revived = replace(
            payment,
            kind=PaymentKind.REVERSAL,
            reversed_kind=PaymentKind.WRITE_OFF,
            amount_minor=back,
        )
        _create(claim, revived, month_locks.bearing(payment.paid_on, payment.month), who)


def _aimed(claim: Claim, payment: Payment, standing: Standing) -> Payment:
    """A reversal with the kind of money that it takes back."""
    held = {
        PaymentKind.RECEIVED: standing.received,
        PaymentKind.SET_OFF: standing.set_off,
        PaymentKind.WRITE_OFF: standing.written_off,
    }
    kind = payment.reversed_kind
    if kind is None:
        enough = standing.received >= payment.amount_minor
        kind = PaymentKind.RECEIVED if enough else PaymentKind.SET_OFF
        if not enough and standing.set_off < payment.amount_minor:
            kind = max((PaymentKind.RECEIVED, PaymentKind.SET_OFF), key=lambda known: held[known])
    _guard(claim, payment, held.get(kind, 0), Reason.TAKEN_BACK_ABOVE_PAID)
    return replace(payment, reversed_kind=kind)


def _guard(
    claim: Claim, payment: Payment, most: int, reason: Reason, said: int | None = None
) -> None:
    if payment.amount_minor > most:
        raise NotAllowed(
            reason,
            amount=money.to_text(payment.amount_minor, claim.currency),
            limit=money.to_text(max(most, 0) if said is None else said, claim.currency),
        )
