"""Money on claims: parts, set-offs, reversals, write-offs, closed months, double recovery."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from desktop_app.core import clock, texts
from desktop_app.core.errors import BadValue, Conflict, NotAllowed, NotFound, Reason, UserError
from desktop_app.core.kinds import (
    CaseKind,
    ClaimEventKind,
    ClaimKind,
    ClaimStage,
    CostKind,
    PaymentKind,
)
from desktop_app.models.cases import AfterSalesCase, CaseCost
from desktop_app.models.claims import MonthClose
from desktop_app.services import claim_money, claim_recoveries, claim_steps, claims
from desktop_app.services.claim_details import ClaimDetail
from desktop_app.services.claim_money import Payment
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.store import Store

S = ClaimStage
K = PaymentKind
DAY = date(2026, 9, 3)


def opened(shop: Store, amount: int = 6190, tracking: str = "YT1", **more: object) -> ClaimDetail:
    return claims.open(
        shop,
        ClaimDraft(
            kind=ClaimKind.LOST, tracking=tracking, courier="yto", amount_minor=amount, **more
        ),
    )


def filed(shop: Store, amount: int = 6190, tracking: str = "YT1") -> ClaimDetail:
    return claim_steps.move(shop, opened(shop, amount, tracking).no, S.FILED)


def pay(
    shop: Store, claim: ClaimDetail, kind: PaymentKind, minor: int, **more: object
) -> ClaimDetail:
    payment = Payment(kind=kind, amount_minor=minor, **{"paid_on": DAY, **more})
    return claim_money.pay(shop, claim.no, payment)


def test_r21_part_payments_bring_a_claim_to_paid(shop: Store) -> None:
    claim = pay(shop, filed(shop), K.RECEIVED, 4000, voucher="7788")
    assert (claim.row.stage, claim.row.outstanding_minor) == (S.PART_PAID, 2190)
    claim = pay(shop, claim, K.SET_OFF, 2190)
    assert (claim.row.stage, claim.row.outstanding_minor) == (S.PAID, 0)
    assert (claim.row.received_minor, claim.row.set_off_minor) == (4000, 2190)
    assert [payment.voucher for payment in claim.payments] == ["7788", ""]
    assert [event.kind for event in claim.events].count(ClaimEventKind.PAID) == 2


def test_paid_above_claimed_is_refused_unless_it_is_meant(shop: Store) -> None:
    claim = filed(shop)
    with pytest.raises(NotAllowed) as told:
        pay(shop, claim, K.RECEIVED, 6191)
    assert told.value.reason is Reason.PAID_ABOVE_CLAIMED
    assert "61.91" in texts.sentence(told.value)
    over = pay(shop, claim, K.RECEIVED, 6200, over=True)
    assert (over.row.stage, over.row.outstanding_minor) == (S.PAID, -10)
    closed = claim_steps.move(shop, claim.no, S.CLOSED)
    assert closed.row.outstanding_minor == 0


def test_a_reversal_takes_money_back_and_opens_the_claim_again(shop: Store) -> None:
    claim = claim_steps.move(shop, filed(shop).no, S.APPROVED)
    claim = claim_steps.move(shop, claim.no, S.PAID, on=DAY)
    claim = claim_steps.move(shop, claim.no, S.CLOSED)
    claim = pay(shop, claim, K.REVERSAL, 6190)
    assert (claim.row.stage, claim.row.outstanding_minor) == (S.APPROVED, 6190)
    assert claim.row.closed_at is None
    with pytest.raises(NotAllowed) as told:
        pay(shop, claim, K.REVERSAL, 1)
    assert told.value.reason is Reason.TAKEN_BACK_ABOVE_PAID


def test_a_reversal_takes_back_the_money_that_covers_it(shop: Store) -> None:
    claim = pay(shop, filed(shop), K.RECEIVED, 1000)
    claim = pay(shop, claim, K.SET_OFF, 3000)
    claim = pay(shop, claim, K.REVERSAL, 2500)
    assert (claim.row.received_minor, claim.row.set_off_minor) == (1000, 500)
    claim = pay(shop, claim, K.REVERSAL, 400)
    assert (claim.row.received_minor, claim.row.set_off_minor) == (600, 500)
    with pytest.raises(NotAllowed):
        pay(shop, claim, K.REVERSAL, 700)


def test_a_reversal_without_approval_goes_back_to_negotiating(shop: Store) -> None:
    claim = pay(shop, filed(shop), K.RECEIVED, 6190)
    assert pay(shop, claim, K.REVERSAL, 6190).row.stage is S.NEGOTIATING


def test_closing_writes_off_the_rest_and_a_late_payment_revives_it(shop: Store) -> None:
    claim = claim_steps.move(shop, filed(shop).no, S.REJECTED)
    claim = claim_steps.move(shop, claim.no, S.CLOSED, on=DAY, note="不再追")
    assert (claim.row.written_off_minor, claim.row.outstanding_minor) == (6190, 0)
    claim = pay(shop, claim, K.RECEIVED, 4000)
    assert claim.row.stage is S.CLOSED
    assert (claim.row.received_minor, claim.row.written_off_minor) == (4000, 2190)
    assert claim.row.outstanding_minor == 0


def test_a_write_off_is_at_most_what_is_owed(shop: Store) -> None:
    claim = pay(shop, filed(shop), K.WRITE_OFF, 190)
    assert claim.row.outstanding_minor == 6000
    with pytest.raises(NotAllowed) as told:
        pay(shop, claim, K.WRITE_OFF, 6001)
    assert told.value.reason is Reason.WRITTEN_OFF_ABOVE_OWED


def test_approvals_say_what_is_owed(shop: Store) -> None:
    claim = claim_steps.move(shop, filed(shop).no, S.APPROVED, amount_minor=4392)
    assert (claim.row.stage, claim.row.outstanding_minor) == (S.PART_APPROVED, 4392)
    claim = claim_steps.move(shop, claim.no, S.APPEALED)
    claim = claim_steps.move(shop, claim.no, S.PART_APPROVED, amount_minor=6190)
    assert (claim.row.stage, claim.row.outstanding_minor) == (S.APPROVED, 6190)
    part = claim_steps.move(shop, claim.no, S.PAID, amount_minor=190, on=DAY)
    assert part.row.stage is S.PART_PAID
    assert claim_steps.move(shop, claim.no, S.PAID, on=DAY).row.stage is S.PAID


@pytest.mark.parametrize(
    ("stage", "amount", "reason"),
    [
        (S.PART_APPROVED, None, Reason.VALUE_MISSING),
        (S.APPROVED, 0, Reason.VALUE_MISSING),
        (S.APPROVED, 6191, Reason.APPROVED_ABOVE_CLAIMED),
        (S.APPROVED, -1, Reason.NEGATIVE_AMOUNT),
        (S.PAID, 6190, Reason.STEP_NOT_ALLOWED),
        (S.CLOSED, None, Reason.STEP_NOT_ALLOWED),
    ],
)
def test_steps_that_cannot_be(
    shop: Store, stage: ClaimStage, amount: int | None, reason: Reason
) -> None:
    claim = filed(shop)
    with pytest.raises(UserError) as told:
        claim_steps.move(shop, claim.no, stage, amount_minor=amount)
    assert told.value.reason is reason
    assert texts.sentence(told.value)
    assert claims.show(shop, claim.no).row == claim.row


def test_a_part_payment_wants_its_amount(shop: Store) -> None:
    claim = claim_steps.move(shop, filed(shop).no, S.APPROVED)
    for amount in (None, 0):
        with pytest.raises(BadValue):
            claim_steps.move(shop, claim.no, S.PART_PAID, amount_minor=amount)


def test_money_by_set_off_where_the_claim_says_so(shop: Store) -> None:
    claim = filed(shop)
    claims.change(shop, claim.no, {"payment_method": "set_off"})
    claim_steps.move(shop, claim.no, S.APPROVED)
    assert claim_steps.move(shop, claim.no, S.PAID, on=DAY).row.set_off_minor == 6190


def test_a_claim_with_money_is_not_voided(shop: Store) -> None:
    claim = pay(shop, filed(shop), K.RECEIVED, 100)
    with pytest.raises(NotAllowed) as told:
        claim_steps.void(shop, claim.no, "错")
    assert told.value.reason is Reason.CLAIM_HAS_PAYMENTS
    pay(shop, claim, K.REVERSAL, 100)
    voided = claim_steps.void(shop, claim.no, "错")
    assert voided.row.outstanding_minor == 0
    for act in (lambda: pay(shop, claim, K.RECEIVED, 1), lambda: claim_steps.chase(shop, claim.no)):
        with pytest.raises(NotAllowed) as told:
            act()
        assert told.value.reason is Reason.CLAIM_VOID


def test_a_payment_is_voided_and_stays_in_the_history(shop: Store) -> None:
    claim = pay(shop, filed(shop), K.RECEIVED, 6190)
    payment = claim.payments[0]
    with pytest.raises(BadValue):
        claim_money.void_payment(shop, claim.no, payment.id, " ")
    claim = claim_money.void_payment(shop, claim.no, payment.id, "入错单")
    assert (claim.row.stage, claim.row.outstanding_minor) == (S.NEGOTIATING, 6190)
    assert claim.payments[0].void_reason == "入错单"
    assert claim.payments[0].voided_at is not None
    with pytest.raises(NotFound) as told:
        claim_money.void_payment(shop, claim.no, payment.id, "again")
    assert told.value.reason is Reason.PAYMENT_UNKNOWN


def test_a_closed_month_takes_no_money_and_the_next_one_does(shop: Store) -> None:
    claim = filed(shop)
    early = pay(shop, claim, K.RECEIVED, 1000, paid_on=date(2026, 8, 30))
    with shop.transaction():
        MonthClose.create(month="2026-08", closed_at=clock.now(), who="", totals="{}")
    with pytest.raises(NotAllowed) as told:
        pay(shop, claim, K.RECEIVED, 1000, paid_on=date(2026, 8, 31))
    assert texts.sentence(told.value).startswith("2026-08 is closed")
    with pytest.raises(NotAllowed):
        pay(shop, claim, K.RECEIVED, 1000, paid_on=date(2026, 7, 31))
    with pytest.raises(NotAllowed):
        claim_money.void_payment(shop, claim.no, early.payments[0].id, "错")
    later = pay(shop, claim, K.RECEIVED, 1000, paid_on=date(2026, 8, 31), month="2026-09")
    assert [payment.month for payment in later.payments] == ["2026-08", "2026-09"]


def test_the_last_step_is_taken_back_with_its_money(shop: Store) -> None:
    claim = claim_steps.move(shop, filed(shop).no, S.APPROVED, amount_minor=4000)
    claim_steps.move(shop, claim.no, S.PAID, on=DAY)
    back = claim_steps.undo(shop, claim.no)
    assert (back.row.stage, back.row.outstanding_minor) == (S.PART_APPROVED, 4000)
    assert back.payments[0].voided_at is not None
    with pytest.raises(NotAllowed) as told:
        claim_steps.undo(shop, claim.no)
    assert told.value.reason is Reason.NOTHING_TO_UNDO


def test_an_approval_is_taken_back_with_what_it_wrote_off(shop: Store) -> None:
    claim = claim_steps.move(shop, filed(shop).no, S.APPROVED, amount_minor=4000)
    claim_steps.chase(shop, claim.no, "打电话")
    claim_steps.add_note(shop, claim.no, "等回复")
    back = claim_steps.undo(shop, claim.no)
    assert (back.row.stage, back.row.approved_minor) == (S.FILED, None)
    assert (back.row.outstanding_minor, back.row.chased) == (6190, 1)
    assert back.row.last_chased_at is not None


def test_filing_is_taken_back_with_its_days(shop: Store) -> None:
    claim = filed(shop)
    assert claim.row.filed_at is not None
    assert claim_steps.undo(shop, claim.no).row.filed_at is None


def test_a_step_whose_month_was_closed_since_stays(shop: Store) -> None:
    claim = claim_steps.move(shop, filed(shop).no, S.APPROVED)
    claim_steps.move(shop, claim.no, S.PAID, on=date(2026, 8, 3))
    with shop.transaction():
        MonthClose.create(month="2026-08", closed_at=clock.now(), who="", totals="{}")
    with pytest.raises(NotAllowed) as told:
        claim_steps.undo(shop, claim.no)
    assert told.value.reason is Reason.MONTH_CLOSED


def test_somebody_elses_change_is_not_overwritten(shop: Store) -> None:
    claim = filed(shop)
    claim_steps.chase(shop, claim.no)
    payment = Payment(kind=K.RECEIVED, amount_minor=1, paid_on=DAY)
    with pytest.raises(Conflict):
        claim_money.pay(shop, claim.no, payment, row_version=claim.row.row_version)
    with pytest.raises(Conflict):
        claim_steps.move(shop, claim.no, S.ACCEPTED, row_version=claim.row.row_version)


def test_one_loss_is_not_recovered_twice_unnoticed(shop: Store) -> None:
    with shop.transaction():
        case = AfterSalesCase.create(
            no="AS1",
            platform="taobao",
            kind=CaseKind.LOST.value,
            opened_at=clock.now(),
            updated_at=clock.now(),
        )
        for kind, minor in ((CostKind.REFUND, 5490), (CostKind.RECOVERY_PLATFORM, 3000)):
            CaseCost.create(case=case.id, kind=kind.value, amount_minor=minor, at=clock.now())
    claim = opened(shop, case_no="AS1")
    held = claim_recoveries.of(shop, claim.no)
    assert (held.loss, held.courier, held.platform, held.exceeds) == (6190, 0, 3000, 0)
    assert held.would_exceed == 3000
    pay(shop, claim, K.RECEIVED, 6190)
    held = claim_recoveries.of(shop, claim.no)
    assert (held.recovered, held.exceeds, held.claims) == (9190, 3000, (claim.no,))
    assert claim_recoveries.paid_by_couriers(shop, case.id) == {"CNY": 6190}


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    acts=some.lists(
        some.tuples(some.sampled_from(list(K)), some.integers(1, 7000)), min_size=1, max_size=8
    )
)
def test_whatever_is_entered_the_sum_holds(shop: Store, acts: list[tuple[K, int]]) -> None:
    """Outstanding is claimed − received − set off − written off, never below nought unmeant."""
    claim = opened(shop, allow_duplicate=True)
    for kind, minor in acts:
        try:
            claim = pay(shop, claim, kind, minor)
        except NotAllowed:
            continue
        row = claim.row
        taken = row.received_minor + row.set_off_minor + row.written_off_minor
        assert row.outstanding_minor == row.claimed_minor - taken
        assert row.outstanding_minor >= 0
        assert min(row.received_minor, row.set_off_minor, row.written_off_minor) >= 0
        if row.received_minor + row.set_off_minor:
            assert row.stage is (S.PAID if row.outstanding_minor == 0 else S.PART_PAID)
