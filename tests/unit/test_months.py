"""The roll-forward balances, a closed month is locked, and what is odd is listed before."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from desktop_app.core import clock, texts
from desktop_app.core.errors import BadValue, NotAllowed, NotFound, Reason, UserError
from desktop_app.core.kinds import AuditRule, CaseKind, ClaimKind, ClaimStage, CostKind, PaymentKind
from desktop_app.core.labels import label
from desktop_app.models.cases import AfterSalesCase, CaseCost
from desktop_app.models.claims import MonthClose
from desktop_app.services import (
    claim_money,
    claim_steps,
    claims,
    month_audits,
    month_locks,
    months,
    statements,
)
from desktop_app.services.claim_details import ClaimDetail
from desktop_app.services.claim_money import Payment
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.roll_forwards import Amount, RollForward
from desktop_app.services.store import Store

S = ClaimStage
K = PaymentKind
JULY, AUGUST, SEPTEMBER = date(2026, 7, 15), date(2026, 8, 15), date(2026, 9, 15)
Travel = Callable[[date], None]


@pytest.fixture
def on() -> Travel:
    """Puts the clock on noon of a day."""
    travellers: list[time_machine.Traveller] = []

    def go(day: date) -> None:
        for old in travellers:
            old.stop()
        travellers[:] = [time_machine.travel(f"{day}T12:00:00Z", tick=False)]
        travellers[0].start()

    yield go
    for last in travellers:
        last.stop()


def claim(shop: Store, amount: int, tracking: str = "", **more: object) -> ClaimDetail:
    number = tracking or f"YT{clock.now().timestamp()}{amount}"
    draft = {"kind": ClaimKind.LOST, "tracking": number, "courier": "yto", "amount_minor": amount}
    return claims.open(shop, ClaimDraft(**{**draft, "allow_duplicate": True, **more}))


def pay(shop: Store, one: ClaimDetail, kind: PaymentKind, minor: int, **more: object) -> None:
    payment = {"kind": kind, "amount_minor": minor, "paid_on": clock.today(), **more}
    claim_money.pay(shop, one.no, Payment(**payment))


def vector(shop: Store, on: Travel) -> None:
    """Domain §6: 3 claims 210.00 open, 5 new of 480.50, 4 paid 400.00, 1 written off 30.50."""
    on(JULY)
    old = [claim(shop, amount) for amount in (10000, 8000, 3000)]
    on(AUGUST)
    new = [claim(shop, amount) for amount in (12000, 10000, 3050, 15000, 8000)]
    for one, minor in ((old[0], 10000), (old[1], 8000), (new[0], 12000), (new[1], 10000)):
        pay(shop, one, K.RECEIVED, minor)
    pay(shop, new[2], K.WRITE_OFF, 3050)


def test_r21_the_roll_forward_vector(shop: Store, on: Travel) -> None:
    vector(shop, on)
    assert months.roll_forward(shop, "2026-08") == [
        RollForward(
            "CNY",
            opening=Amount(3, 21000),
            new=Amount(5, 48050),
            recovered=Amount(4, 40000),
            written_off=Amount(1, 3050),
            closing=Amount(3, 26000),
        )
    ]
    assert months.roll_forward(shop, "2026-09") == [
        RollForward("CNY", opening=Amount(3, 26000), closing=Amount(3, 26000))
    ]
    assert months.roll_forward(shop, "2026-08", "顺丰") == []
    assert months.roll_forward(shop, "2026-08", "圆通")[0].closing == Amount(3, 26000)
    assert months.roll_forward(shop, "2026-06") == []


def test_currencies_are_never_mixed(shop: Store, on: Travel) -> None:
    on(AUGUST)
    claim(shop, 100)
    claim(shop, 200, currency="USD")
    found = {row.currency: row.new for row in months.roll_forward(shop, "2026-08")}
    assert found == {"CNY": Amount(1, 100), "USD": Amount(1, 200)}


def test_part_approvals_and_late_voids_reduce(shop: Store, on: Travel) -> None:
    on(JULY)
    part, void = claim(shop, 6000), claim(shop, 1000)
    for one in (part, void):
        claim_steps.move(shop, one.no, S.FILED)
    on(AUGUST)
    claim_steps.move(shop, part.no, S.APPROVED, amount_minor=4000)
    claim_steps.void(shop, void.no, "重复")
    slip = claim(shop, 555)
    claim_steps.void(shop, slip.no, "写错")
    assert months.roll_forward(shop, "2026-08") == [
        RollForward("CNY", Amount(2, 7000), reduced=Amount(1, 3000), closing=Amount(1, 4000))
    ]


def test_money_taken_back_opens_a_claim_again(shop: Store, on: Travel) -> None:
    on(JULY)
    one = claim(shop, 6000)
    pay(shop, one, K.SET_OFF, 6000)
    on(AUGUST)
    pay(shop, one, K.REVERSAL, 2000)
    assert months.roll_forward(shop, "2026-08") == [
        RollForward("CNY", recovered=Amount(-1, -2000), closing=Amount(1, 2000))
    ]


def test_a_closed_month_is_locked_and_later_changes_are_adjustments(
    shop: Store, on: Travel
) -> None:
    vector(shop, on)
    open_claim = claim(shop, 900)
    closed = months.close(shop, "2026-08")
    assert (closed.who, closed.totals) == ("tester", tuple(months.roll_forward(shop, "2026-08")))
    assert months.is_closed(shop, "2026-07")
    for act in (
        lambda: pay(shop, open_claim, K.RECEIVED, 100),
        lambda: claim_steps.void(shop, open_claim.no, "错"),
        lambda: claims.change(shop, open_claim.no, amount_minor=1),
        lambda: months.close(shop, "2026-08"),
        lambda: months.close(shop, "2026-07"),
    ):
        with pytest.raises(NotAllowed) as told:
            act()
        assert told.value.reason is Reason.MONTH_CLOSED
    assert claim(shop, 700).row.entered_month == "2026-09"
    pay(shop, open_claim, K.RECEIVED, 100, month="2026-09")
    assert months.roll_forward(shop, "2026-08") == list(closed.totals)
    assert months.changed(shop) == []
    september = months.roll_forward(shop, "2026-09")[0]
    assert (september.new, september.recovered) == (Amount(1, 700), Amount(0, 100))


def test_reopening_wants_a_reason_and_stays_on_record(shop: Store, on: Travel) -> None:
    vector(shop, on)
    months.close(shop, "2026-07")
    months.close(shop, "2026-08")
    with pytest.raises(BadValue):
        months.reopen(shop, "2026-08", " ")
    with pytest.raises(NotAllowed) as told:
        months.reopen(shop, "2026-07", "补录")
    assert told.value.reason is Reason.MONTH_CLOSED_LATER
    assert "2026-08" in texts.sentence(told.value)
    opened = months.reopen(shop, "2026-08", "漏了一笔")
    assert opened.reopen_reason == "漏了一笔"
    with pytest.raises(NotAllowed) as told:
        months.reopen(shop, "2026-08", "again")
    assert told.value.reason is Reason.MONTH_NOT_CLOSED
    claim(shop, 100)
    again = months.close(shop, "2026-08")
    assert again.totals[0].new == Amount(6, 48150)
    assert [(one.month, one.reopen_reason) for one in months.history(shop)] == [
        ("2026-08", ""),
        ("2026-08", "漏了一笔"),
        ("2026-07", ""),
    ]
    held = months.closing_of(shop, "2026-06")
    assert held is not None
    assert held.month == "2026-07"
    assert months.closing_of(shop, "2026-09") is None


@pytest.mark.parametrize("month", ["2026-13", "2026-9", "", "八月"])
def test_what_is_no_month(shop: Store, month: str) -> None:
    with pytest.raises(BadValue) as told:
        months.close(shop, month)
    assert told.value.reason is Reason.NOT_A_MONTH


def test_a_month_ahead_is_not_closed(shop: Store, on: Travel) -> None:
    on(AUGUST)
    with pytest.raises(NotAllowed) as told:
        months.close(shop, "2026-09")
    assert told.value.reason is Reason.MONTH_AHEAD
    with pytest.raises(NotFound):
        months.roll_forward(shop, "2026-08", "火星快递")


def test_months_follow_each_other() -> None:
    assert month_locks.after("2026-12") == "2027-01"
    assert month_locks.after("2026-01") == "2026-02"


ACTS = some.sampled_from(("open", "pay", "set_off", "back", "give_up", "approve", "void", "close"))


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(story=some.lists(some.tuples(ACTS, some.integers(1, 900), some.integers(0, 3)), max_size=14))
def test_whatever_happens_every_month_balances(
    shop: Store, on: Travel, story: list[tuple[str, int, int]]
) -> None:
    """Opening + new − recovered − written off − reduced = closing, and closing opens the next."""
    opened: list[ClaimDetail] = []
    days = [date(2026, month, 15) for month in (5, 6, 7, 8)]
    for index, (act, minor, which) in enumerate(story):
        on(days[min(index // 4, 3)])
        if act == "open" or not opened:
            opened.append(claim(shop, minor))
            continue
        one = opened[which % len(opened)]
        try:
            _act(shop, one, act, minor)
        except UserError:
            continue
    before: dict[str, Amount] = {}
    for month in ("2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09"):
        rows = months.roll_forward(shop, month)
        for row in rows:
            assert row.balances
            assert row.opening == before.get(row.currency, Amount())
        before = {row.currency: row.closing for row in rows} or before


def _act(shop: Store, one: ClaimDetail, act: str, minor: int) -> None:
    kinds = {"pay": K.RECEIVED, "set_off": K.SET_OFF, "back": K.REVERSAL, "give_up": K.WRITE_OFF}
    if act in kinds:
        pay(shop, one, kinds[act], minor)
    elif act == "void":
        claim_steps.void(shop, one.no, "错")
    elif act == "close":
        claim_steps.move(shop, one.no, S.CLOSED)
    else:
        claim_steps.move(shop, one.no, S.FILED)
        claim_steps.move(shop, one.no, S.APPROVED, amount_minor=minor)


def rules(shop: Store, month: str = "2026-08", courier: str = "") -> set[tuple[AuditRule, str]]:
    return {(one.rule, one.claim_no) for one in month_audits.audit(shop, month, courier)}


def test_the_audit_names_what_is_odd(shop: Store, on: Travel) -> None:
    on(JULY)
    late = claim(shop, 1000, "RB123456786CN", fields={"latest_filing_on": "2026-07-20"})
    on(AUGUST)
    draft = claim(shop, 500, "YT7", currency="USD", kind=ClaimKind.SHORT)
    twin = claim(shop, 500, "YT7", fields={"rate": "7.1"}, currency="USD")
    terms = claim(shop, 5000, "YT8", fields={"goods_minor": 5000, "ratio": Decimal("0.8")})
    over = claim(shop, 100, "YT9", fields={"evidence": ["value_proof"]})
    for one in (late, twin, terms, over):
        claim_steps.move(shop, one.no, S.FILED)
    claims.change(shop, late.no, {"note": "x"})
    pay(shop, over, K.RECEIVED, 110, over=True)
    assert rules(shop) == {
        (AuditRule.FILED_LATE, late.no),
        (AuditRule.CHECK_DIGIT, late.no),
        (AuditRule.VALUE_PROOF_MISSING, late.no),
        (AuditRule.PHOTO_MISSING, late.no),
        (AuditRule.NOT_FILED, draft.no),
        (AuditRule.RATE_MISSING, draft.no),
        (AuditRule.WEIGHT_MISSING, draft.no),
        (AuditRule.PARCEL_TWICE, draft.no),
        (AuditRule.PARCEL_TWICE, twin.no),
        (AuditRule.VALUE_PROOF_MISSING, twin.no),
        (AuditRule.PHOTO_MISSING, twin.no),
        (AuditRule.NOT_BY_TERMS, terms.no),
        (AuditRule.VALUE_PROOF_MISSING, terms.no),
        (AuditRule.PHOTO_MISSING, terms.no),
        (AuditRule.PAID_ABOVE_CLAIMED, over.no),
        (AuditRule.PHOTO_MISSING, over.no),
    }
    assert rules(shop, courier="sf") == set()
    assert all(label(rule) for rule in AuditRule)


def test_the_audit_names_money_in_the_wrong_place(shop: Store, on: Travel) -> None:
    on(JULY)
    one = claim(shop, 1000)
    claim_steps.move(shop, one.no, S.FILED)
    claim_steps.move(shop, one.no, S.REJECTED)
    claim_steps.move(shop, one.no, S.CLOSED)
    months.close(shop, "2026-07")
    on(AUGUST)
    pay(shop, one, K.RECEIVED, 400, paid_on=JULY, month="2026-08")
    found = rules(shop)
    assert (AuditRule.PAID_AFTER_CLOSE, one.no) in found
    assert (AuditRule.PAID_IN_CLOSED_MONTH, one.no) in found


def test_the_audit_names_a_loss_recovered_twice(shop: Store, on: Travel) -> None:
    on(AUGUST)
    with shop.transaction():
        case = AfterSalesCase.create(
            no="AS1",
            platform="taobao",
            kind=CaseKind.LOST.value,
            opened_at=clock.now(),
            updated_at=clock.now(),
        )
        CaseCost.create(
            case=case.id, kind=CostKind.RECOVERY_INSURANCE.value, amount_minor=900, at=clock.now()
        )
    one = claim(shop, 1000, "YT1", case_no="AS1")
    assert (AuditRule.RECOVERED_TWICE, one.no) not in rules(shop)
    pay(shop, one, K.RECEIVED, 1000)
    assert (AuditRule.RECOVERED_TWICE, one.no) in rules(shop)


def test_the_audit_counts_photos_of_claim_and_case(shop: Store, on: Travel) -> None:
    from desktop_app.core.kinds import Platform
    from desktop_app.models.photos import Photo, PhotoLink
    from desktop_app.services import buyers

    on(AUGUST)
    with shop.transaction():
        case = AfterSalesCase.create(
            no="AS1",
            platform="taobao",
            kind=CaseKind.LOST.value,
            opened_at=clock.now(),
            updated_at=clock.now(),
        )
        buyer = buyers.obtain(shop, Platform.TAOBAO, "甲")
        photo = Photo.create(
            sha256="1",
            stored="1.jpg",
            buyer=buyer,
            bytes=1,
            role="value_proof",
            imported_at=clock.now(),
        )
        PhotoLink.create(photo=photo.id, case=case.id)
    one = claim(shop, 1000, "YT1", case_no="AS1")
    claim_steps.move(shop, one.no, S.FILED)
    assert rules(shop) == set()


def test_a_closed_month_that_was_tampered_with_is_named(shop: Store, on: Travel) -> None:
    vector(shop, on)
    months.close(shop, "2026-08")
    with shop.transaction():
        row = MonthClose.get()
        totals = json.loads(row.totals)
        totals[0]["new"]["minor"] += 1
        row.totals = json.dumps(totals)
        row.save()
    assert months.changed(shop) == ["2026-08"]
    found = [one for one in month_audits.audit(shop, "2026-09") if one.claim_id is None]
    assert [(one.rule, one.detail) for one in found] == [
        (AuditRule.CLOSED_MONTH_CHANGED, "2026-08")
    ]


def test_the_statement_holds_every_claim_of_the_month(shop: Store, on: Travel) -> None:
    vector(shop, on)
    statement = statements.of(shop, "2026-08", "圆通")
    assert (statement.statement_no, statement.courier) == ("ST202608-YTO", "圆通速递")
    assert (statement.closed_on, statement.prepared_by) == (None, "tester")
    part = statement.parts[0]
    assert len(part.lines) == 8
    assert part.roll_forward.balances
    assert part.roll_forward.closing.minor == sum(
        line.outstanding_minor or 0 for line in part.lines
    )
    months.close(shop, "2026-08")
    assert statements.of(shop, "2026-08").closed_on == AUGUST
    assert statements.of(shop, "2026-08").courier == "All couriers"
    assert len(statements.of(shop, "2026-09").parts[0].lines) == 3


def test_statement_lines_are_as_of_the_months_end(shop: Store, on: Travel) -> None:
    on(JULY)
    one = claim(shop, 6000, "YT1", fields={"ratio": Decimal("0.8"), "note": "电话催过"})
    claim_steps.move(shop, one.no, S.FILED)
    claim_steps.move(shop, one.no, S.APPROVED, amount_minor=5000)
    pay(shop, one, K.RECEIVED, 1000, voucher="P1")
    on(AUGUST)
    pay(shop, one, K.SET_OFF, 4000, voucher="P2")
    claim_steps.move(shop, one.no, S.CLOSED)
    july = statements.of(shop, "2026-07").parts[0].lines[0]
    assert (july.approved_minor, july.received_minor, july.set_off_minor) == (5000, 1000, 0)
    assert (july.outstanding_minor, july.voucher, july.closed_on) == (4000, "P1", None)
    assert (july.ratio, july.note, july.difference_minor) == (Decimal("0.8"), "电话催过", None)
    august = statements.of(shop, "2026-08").parts[0].lines[0]
    assert (august.outstanding_minor, august.voucher, august.closed_on) == (0, "P1 P2", AUGUST)


def test_the_statement_shows_what_the_couriers_file_said(
    shop: Store, on: Travel, tmp_path: Path
) -> None:
    from desktop_app.core.kinds import MatchState
    from desktop_app.services import settlements
    from desktop_app.services.settlements import Asked

    on(AUGUST)
    one = claim(shop, 6000, "YT1")
    file = tmp_path / "a.csv"
    file.write_text("运单号,赔付金额,结案日期\nYT1,40.00,2026-08-14\n", "utf-8")
    asked = Asked(courier="yto")
    settlements.apply(shop, settlements.read(file, asked), asked)
    line = statements.of(shop, "2026-08").parts[0].lines[0]
    assert (line.claim_no, line.match, line.difference_minor) == (one.no, MatchState.DIFFERS, 2000)
    assert (line.verified_by, line.verified_on) == ("tester", AUGUST)


@pytest.mark.parametrize("suffix", [".pdf", ".xlsx", ".csv"])
def test_the_statement_is_written_as_its_suffix_says(
    shop: Store, on: Travel, tmp_path: Path, suffix: str
) -> None:
    vector(shop, on)
    made = statements.write(shop, "2026-08", tmp_path / f"s{suffix}")
    assert (made.rows, made.totals[0].closing) == (8, Amount(3, 26000))
    assert made.path.stat().st_size > 0
    with pytest.raises(BadValue) as told:
        statements.write(shop, "2026-08", tmp_path / "s.doc")
    assert ".xlsx" in texts.sentence(told.value)
