"""A claim's way: from draft through the courier's hands to closed, and what each step does."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

from desktop_app.core import clock, money
from desktop_app.core.errors import BadValue, NotAllowed, Reason
from desktop_app.core.kinds import ClaimEventKind, ClaimStage, PaymentKind, PaymentMethod, Topic
from desktop_app.models.base import key
from desktop_app.models.claims import Claim, ClaimEvent
from desktop_app.services import (
    claim_amounts,
    claim_fields,
    claim_ledger,
    claim_money,
    couriers,
    month_locks,
)
from desktop_app.services.claim_details import ClaimDetail, detail
from desktop_app.services.store import Store

S = ClaimStage
_ANSWERS = (S.NEGOTIATING, S.APPROVED, S.PART_APPROVED, S.REJECTED, S.VOID)
STEPS: dict[ClaimStage, tuple[ClaimStage, ...]] = {
    S.DRAFT: (S.FILED, S.VOID),
    S.FILED: (S.ACCEPTED, S.DOCUMENTS_ASKED, *_ANSWERS),
    S.ACCEPTED: (S.DOCUMENTS_ASKED, *_ANSWERS),
    S.DOCUMENTS_ASKED: (S.ACCEPTED, *_ANSWERS),
    S.NEGOTIATING: (S.DOCUMENTS_ASKED, *_ANSWERS[1:]),
    S.APPROVED: (S.PAID, S.PART_PAID, S.APPEALED, S.CLOSED, S.VOID),
    S.PART_APPROVED: (S.APPEALED, S.PAID, S.PART_PAID, S.CLOSED, S.VOID),
    S.REJECTED: (S.APPEALED, S.CLOSED, S.VOID),
    S.APPEALED: (S.DOCUMENTS_ASKED, *_ANSWERS[:-1], S.PAID, S.PART_PAID, S.CLOSED, S.VOID),
    S.PART_PAID: (S.PAID, S.APPEALED, S.CLOSED, S.VOID),
    S.PAID: (S.CLOSED, S.VOID),
    S.CLOSED: (),
    S.VOID: (),
}
_KEPT = ("stage", "approved_minor", "filed_at", "closed_at", "answer_due_on", "appeal_due_on")


def allowed(stage: ClaimStage) -> tuple[ClaimStage, ...]:
    """The stages to which a claim can go from this one (domain §3)."""
    return STEPS[stage]


def move(  # noqa: PLR0913 - all but the first three are said by name
    store: Store,
    no: str,
    stage: ClaimStage,
    *,
    amount_minor: int | None = None,
    note: str = "",
    on: date | None = None,
    month: str = "",
    row_version: int | None = None,
) -> ClaimDetail:
    """One step of a claim's way.

    ``amount_minor`` is what the courier approved or paid; left out, it is all that is claimed or
    still owed. An approval below the claim is a part approval, a payment below what is owed a
    part payment, whichever was said. Closing writes off what is still owed; voiding wants its
    reason in ``note``. ``on`` is the day of it (today), ``month`` the month that bears its
    money when that day's own is closed.

    Raises NotAllowed for a step that isn't one (``data["allowed"]`` has those that are), for a
    closed month, for an approval or payment above the claim; BadValue; Conflict.
    """
    with store.transaction() as tx:
        claim = claim_ledger.locked(no, row_version)
        came_from = S(claim.stage)
        if stage not in STEPS[came_from]:
            raise NotAllowed(
                Reason.STEP_NOT_ALLOWED, stage=came_from, wanted=stage, allowed=STEPS[came_from]
            )
        step = _Step(store, claim, on or clock.today(), month, amount_minor, note.strip())
        step.take(stage)
        tx.touch(Topic.CLAIMS, claim.id)
        return detail(claim)


def void(store: Store, no: str, reason: str, *, month: str = "") -> ClaimDetail:
    """Takes a claim out of the ledger, for a reason that stays with it. Raises as `move`."""
    return move(store, no, S.VOID, note=reason, month=month)


def undo(store: Store, no: str) -> ClaimDetail:
    """Takes back the last step, with its payment or write-off: for the mis-click.

    Raises NotAllowed where the last thing that happened wasn't a step that can be taken back, or
    where a closed month would change.
    """
    with store.transaction() as tx:
        claim = claim_ledger.locked(no)
        last = _last_step(claim)
        if last is None:
            raise NotAllowed(Reason.NOTHING_TO_UNDO)
        if last.month:
            month_locks.require_open(last.month)
        before = json.loads(last.data)
        for payment_id in before.pop("payments", []):
            claim_money.void_silently(claim, payment_id)
        for name, value in before.items():
            setattr(claim, name, Claim._meta.fields[name].python_value(value))  # noqa: SLF001 - peewee's way to a column
        came_from = last.stage_to
        claim_ledger.save(claim)
        claim_ledger.note(
            claim,
            ClaimEventKind.UNDONE,
            store.who,
            stage_from=came_from,
            stage_to=claim.stage,
            written_off_minor=-last.written_off_minor,
            month=last.month,
        )
        tx.touch(Topic.CLAIMS, claim.id)
        return detail(claim)


def chase(store: Store, no: str, note: str = "") -> ClaimDetail:
    """Counts a reminder to the courier. Raises NotAllowed for a void claim."""
    with store.transaction() as tx:
        claim = claim_ledger.locked(no)
        claim_ledger.require_live(claim)
        claim.chased += 1
        claim.last_chased_at = clock.now()
        claim_ledger.save(claim)
        claim_ledger.note(claim, ClaimEventKind.CHASED, store.who, text=note.strip())
        tx.touch(Topic.CLAIMS, claim.id)
        return detail(claim)


def add_note(store: Store, no: str, text: str) -> ClaimDetail:
    """Adds a remark to the timeline."""
    with store.transaction() as tx:
        claim = claim_ledger.locked(no)
        claim_ledger.note(claim, ClaimEventKind.NOTE, store.who, text=text.strip())
        tx.touch(Topic.CLAIMS, claim.id)
        return detail(claim)


class _Step:
    """One step being taken, inside its transaction."""

    def __init__(
        self, store: Store, claim: Claim, day: date, month: str, amount: int | None, note: str
    ) -> None:
        self.store, self.claim, self.day = store, claim, day
        self.month, self.amount, self.note = month, amount, note
        self.before = {name: _stored(claim, name) for name in _KEPT}
        self.standing = claim_ledger.standing(claim)
        self.payments: list[int] = []
        self.written_off = 0

    def take(self, stage: ClaimStage) -> None:
        came_from = self.claim.stage
        reached = _TAKEN.get(stage, _Step.only_stage)(self, stage)
        self.claim.stage = reached.value
        claim_ledger.save(self.claim)
        claim_ledger.note(
            self.claim,
            ClaimEventKind.VOIDED if stage is S.VOID else ClaimEventKind.MOVED,
            self.store.who,
            stage_from=came_from,
            stage_to=reached.value,
            amount_minor=self.amount,
            written_off_minor=self.written_off,
            month=self.bearing() if self.written_off or self.payments else "",
            text=self.note,
            data=json.dumps({**self.before, "payments": self.payments}),
        )

    def bearing(self) -> str:
        return month_locks.bearing(self.day, self.month)

    def only_stage(self, stage: ClaimStage) -> ClaimStage:
        return stage

    def file(self, stage: ClaimStage) -> ClaimStage:
        self.claim.filed_at = clock.now()
        self.claim.answer_due_on = self._after("answer_days")
        return stage

    def approve(self, stage: ClaimStage) -> ClaimStage:
        """The courier's word: what is claimed and not approved is owed no more."""
        claim, amount = self.claim, self.amount
        if amount is None and stage is S.PART_APPROVED:
            raise BadValue(Reason.VALUE_MISSING, field="amount")
        amount = claim.claimed_minor if amount is None else claim_fields.amount(amount)
        if amount == 0:
            raise BadValue(Reason.VALUE_MISSING, field="amount")
        if amount > claim.claimed_minor:
            raise NotAllowed(
                Reason.APPROVED_ABOVE_CLAIMED,
                amount=money.to_text(amount, claim.currency),
                limit=money.to_text(claim.claimed_minor, claim.currency),
            )
        self.written_off = claim.claimed_minor - amount - self.standing.reduced
        self.amount = claim.approved_minor = amount
        reached = S.APPROVED if amount == claim.claimed_minor else S.PART_APPROVED
        claim.appeal_due_on = self._after("appeal_days") if reached is S.PART_APPROVED else None
        return reached

    def reject(self, stage: ClaimStage) -> ClaimStage:
        self.claim.appeal_due_on = self._after("appeal_days")
        return stage

    def appeal(self, stage: ClaimStage) -> ClaimStage:
        self.claim.answer_due_on = self._after("answer_days")
        return stage

    def pay(self, stage: ClaimStage) -> ClaimStage:
        if self.amount is None and stage is S.PART_PAID:
            raise BadValue(Reason.VALUE_MISSING, field="amount")
        owed = self.standing.outstanding
        amount = owed if self.amount is None else self.amount
        set_off = self.claim.payment_method == PaymentMethod.SET_OFF
        payment = claim_money.enter(
            self.claim,
            claim_money.Payment(
                kind=PaymentKind.SET_OFF if set_off else PaymentKind.RECEIVED,
                amount_minor=amount,
                paid_on=self.day,
                month=self.month,
                note=self.note,
            ),
            self.store.who,
        )
        self.amount = amount
        self.payments.append(payment.id)
        return S.PAID if amount >= owed else S.PART_PAID

    def close(self, stage: ClaimStage) -> ClaimStage:
        """What is still owed is written off; what was paid beyond it leaves the ledger too."""
        rest = self.standing.outstanding
        if rest > 0:
            written_off = claim_money.Payment(
                kind=PaymentKind.WRITE_OFF,
                amount_minor=rest,
                paid_on=self.day,
                month=self.month,
                note=self.note,
            )
            self.payments.append(claim_money.enter(self.claim, written_off, self.store.who).id)
        elif rest < 0:
            self.written_off = rest
        self.claim.closed_at = clock.now()
        return stage

    def void(self, stage: ClaimStage) -> ClaimStage:
        claim = self.claim
        if not self.note:
            raise BadValue(Reason.VALUE_MISSING, field="reason")
        held = self.standing.paid + self.standing.written_off
        if held:
            raise NotAllowed(
                Reason.CLAIM_HAS_PAYMENTS,
                no=claim.no,
                amount=money.to_text(
                    self.standing.paid + self.standing.written_off, claim.currency
                ),
            )
        self.written_off = self.standing.outstanding
        claim.void_reason, claim.closed_at = self.note, clock.now()
        return stage

    def _after(self, limit: str) -> str | None:
        """The last day of a limit of the contract that is counted from this step."""
        day = claim_amounts.terms_day(self.claim.__data__)
        terms = couriers.terms_on(self.store, key(self.claim, "courier"), day)
        return claim_amounts.later(self.day, getattr(terms, limit) if terms else None)


_TAKEN: dict[ClaimStage, Callable[[_Step, ClaimStage], ClaimStage]] = {
    S.FILED: _Step.file,
    S.APPROVED: _Step.approve,
    S.PART_APPROVED: _Step.approve,
    S.REJECTED: _Step.reject,
    S.APPEALED: _Step.appeal,
    S.PAID: _Step.pay,
    S.PART_PAID: _Step.pay,
    S.CLOSED: _Step.close,
    S.VOID: _Step.void,
}


def _stored(claim: Claim, name: str) -> object:
    return Claim._meta.fields[name].db_value(getattr(claim, name))  # noqa: SLF001 - peewee's way to a column


def _last_step(claim: Claim) -> ClaimEvent | None:
    """The last step, if nothing happened after it that rests on it."""
    passing = (ClaimEventKind.NOTE, ClaimEventKind.CHASED, ClaimEventKind.SHEET)
    query = (
        ClaimEvent.select()
        .where(ClaimEvent.claim == claim.id, ClaimEvent.kind.not_in(passing))
        .order_by(ClaimEvent.id.desc())
    )
    last = query.first()
    return last if last is not None and last.kind == ClaimEventKind.MOVED else None
