"""What is odd in the ledger, listed before a month is closed; it warns and hinders nothing."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from peewee import JOIN, fn

from desktop_app.core import clock, waybills
from desktop_app.core.kinds import RECOVERIES, ClaimKind, ClaimStage, EvidenceRole
from desktop_app.core.kinds import AuditRule as Rule
from desktop_app.models.base import ids, tuples
from desktop_app.models.cases import CaseCost
from desktop_app.models.claims import Claim, ClaimPayment
from desktop_app.models.photos import Photo, PhotoLink
from desktop_app.services import (
    claim_amounts,
    claim_lists,
    claim_recoveries,
    month_locks,
    months,
    roll_forwards,
)
from desktop_app.services.claim_ledger import Standing
from desktop_app.services.couriers import Terms
from desktop_app.services.store import Store

_CHUNK = 500
_HOME = "CNY"


@dataclass(frozen=True)
class Finding:
    """One thing that is odd: the rule, the claim (none for a whole month), and its numbers."""

    rule: Rule
    claim_id: int | None
    claim_no: str
    detail: str = ""


def audit(store: Store, month: str, courier: str = "") -> list[Finding]:
    """Looks at every claim that the month's statement has a line for. Raises as `months` does."""
    wanted = month_locks.checked(month)
    with store.connection():
        courier_id = months.courier_id(store, courier)
        found = roll_forwards.claims_of(wanted, courier_id)
        of_month = {one.claim_id: one.after for one in found if one.belongs}
        claims = _claims(list(of_month), of_month)
        evidence = _evidence(claims)
        payments = _payments(list(of_month))
        findings = [
            finding
            for claim in claims
            for finding in (
                *_one(claim),
                *_proofs(claim, evidence[claim.id]),
                *_paid(claim, payments[claim.id]),
            )
        ]
        findings += [*_twice(claims), *_recovered_twice(claims)]
    findings += [
        Finding(Rule.CLOSED_MONTH_CHANGED, None, "", changed) for changed in months.changed(store)
    ]
    return findings


@dataclass(frozen=True)
class _Claim:
    id: int
    no: str
    kind: str
    stage: str
    case_id: int | None
    tracking: str
    currency: str
    rate: str | None
    claimed: int
    goods: int | None
    freight: int | None
    ratio: str | None
    deductible: int | None
    cap: int | None
    weights: tuple[int | None, ...]
    evidence: str
    filed_at: datetime | None
    closed_at: datetime | None
    latest_filing_on: str | None
    answer_due_on: str | None
    standing: Standing


@dataclass(frozen=True)
class _Payment:
    paid_on: str
    month: str
    entered_at: datetime


def _one(claim: _Claim) -> Iterator[Finding]:
    for rule, test in _TESTS.items():
        if test(claim):
            yield Finding(rule, claim.id, claim.no)


def _proofs(claim: _Claim, roles: Counter[str]) -> Iterator[Finding]:
    if claim.stage == ClaimStage.DRAFT:
        return
    marked = {*json.loads(claim.evidence), *roles}
    if EvidenceRole.VALUE_PROOF.value not in marked:
        yield Finding(Rule.VALUE_PROOF_MISSING, claim.id, claim.no)
    if not roles:
        yield Finding(Rule.PHOTO_MISSING, claim.id, claim.no)


def _paid(claim: _Claim, payments: Iterable[_Payment]) -> Iterator[Finding]:
    for payment in payments:
        if claim.closed_at is not None and payment.entered_at > claim.closed_at:
            yield Finding(Rule.PAID_AFTER_CLOSE, claim.id, claim.no, payment.paid_on)
        if payment.month != payment.paid_on[: len(payment.month)]:
            yield Finding(Rule.PAID_IN_CLOSED_MONTH, claim.id, claim.no, payment.paid_on)


def _twice(claims: Iterable[_Claim]) -> Iterator[Finding]:
    """Several live claims on a parcel."""
    parcels: defaultdict[str, list[_Claim]] = defaultdict(list)
    for claim in claims:
        if claim.tracking:
            parcels[claim.tracking].append(claim)
    for tracking, several in parcels.items():
        if len(several) > 1:
            yield from (
                Finding(Rule.PARCEL_TWICE, claim.id, claim.no, tracking) for claim in several
            )


def _recovered_twice(claims: Iterable[_Claim]) -> Iterator[Finding]:
    """Money that came back twice for one case: looked at where there are two who paid."""
    query = CaseCost.select(CaseCost.case).where(
        CaseCost.kind.in_(sorted(RECOVERIES)), CaseCost.voided_at.is_null()
    )
    paid = [claim for claim in claims if claim.case_id is not None and claim.standing.paid > 0]
    payers = Counter([claim.case_id for claim in paid]) + Counter(set(ids(query)))
    for claim in paid:
        if payers[claim.case_id] > 1 and claim_recoveries.held(claim.no).exceeds:
            yield Finding(Rule.RECOVERED_TWICE, claim.id, claim.no)


def _not_by_terms(claim: _Claim) -> bool:
    """Whether the amount isn't what its own ratio, deductible and cap make of its goods."""
    if claim.goods is None or (claim.ratio, claim.deductible, claim.cap) == (None, None, None):
        return False
    terms = Terms(
        valid_from=date.min,
        ratio=Decimal(claim.ratio) if claim.ratio else None,
        deductible_minor=claim.deductible,
        cap_minor=claim.cap,
        currency=claim.currency,
    )
    right = claim_amounts.by_terms(claim.goods, claim.freight, terms, claim.currency) or 0
    without = right - (claim.freight or 0)
    return min(abs(claim.claimed - right), abs(claim.claimed - without)) > 1


def _filed_late(claim: _Claim) -> bool:
    if claim.filed_at is None or claim.latest_filing_on is None:
        return False
    return str(clock.to_local(claim.filed_at).date()) > claim.latest_filing_on


def _answer_overdue(claim: _Claim) -> bool:
    waiting = ClaimStage(claim.stage) in claim_lists.WAITING
    return waiting and bool(claim.answer_due_on) and str(claim.answer_due_on) < _today()


_TESTS: Mapping[Rule, Callable[[_Claim], bool]] = {
    Rule.PAID_ABOVE_CLAIMED: lambda claim: claim.standing.paid > claim.claimed,
    Rule.NOT_BY_TERMS: _not_by_terms,
    Rule.FILED_LATE: _filed_late,
    Rule.NOT_FILED: lambda claim: claim.stage == ClaimStage.DRAFT,
    Rule.ANSWER_OVERDUE: _answer_overdue,
    Rule.RATE_MISSING: lambda claim: claim.currency != _HOME and not claim.rate,
    Rule.WEIGHT_MISSING: lambda claim: claim.kind == ClaimKind.SHORT and not any(claim.weights),
    Rule.CHECK_DIGIT: lambda claim: waybills.check_digit_fits(claim.tracking) is False,
}


def _today() -> str:
    return clock.today().isoformat()


def _claims(wanted: list[int], standings: Mapping[int, Standing]) -> list[_Claim]:
    columns = (
        *(Claim.id, Claim.no, Claim.kind, Claim.stage, Claim.case, Claim.tracking),
        *(Claim.currency, Claim.rate, Claim.claimed_minor, Claim.goods_minor),
        *(Claim.freight_minor, Claim.ratio, Claim.deductible_minor, Claim.cap_minor),
        *(Claim.declared_g, Claim.accepted_g, Claim.reweighed_g, Claim.evidence),
        *(Claim.filed_at, Claim.closed_at, Claim.latest_filing_on, Claim.answer_due_on),
    )
    live = Claim.select(*columns).where(Claim.stage != ClaimStage.VOID).order_by(Claim.id)
    rows = _chunked(wanted, lambda part: live.where(Claim.id.in_(part)))
    return [_claim(row, standings[row[0]]) for row in rows]


def _claim(row: tuple[Any, ...], standing: Standing) -> _Claim:
    values = (*row[:14], row[14:17], *row[17:])
    return _Claim(**dict(zip(_FIELDS, values, strict=True)), standing=standing)


def _evidence(claims: Iterable[_Claim]) -> defaultdict[int, Counter[str]]:
    """The roles of each claim's photos and its case's; a photo without a role counts as such."""
    roles: defaultdict[int, Counter[str]] = defaultdict(Counter)
    cases: defaultdict[int, list[int]] = defaultdict(list)
    for claim in claims:
        if claim.case_id is not None:
            cases[claim.case_id].append(claim.id)
    for column, found in (("claim", [claim.id for claim in claims]), ("case", list(cases))):
        field = getattr(PhotoLink, column)
        query = (
            PhotoLink.select(field, Photo.role, fn.COUNT(Photo.id))
            .join(Photo, JOIN.INNER)
            .where(Photo.deleted_at.is_null())
            .group_by(field, Photo.role)
        )
        for owner, role, count in _chunked(found, _narrowed(query, field)):
            for claim_id in [owner] if column == "claim" else cases[owner]:
                roles[claim_id][role] += count
    return roles


def _narrowed(query: Any, field: Any) -> Callable[[list[int]], Any]:
    return lambda part: query.where(field.in_(part))


def _payments(wanted: list[int]) -> defaultdict[int, list[_Payment]]:
    query = ClaimPayment.select(
        ClaimPayment.claim, ClaimPayment.paid_on, ClaimPayment.month, ClaimPayment.entered_at
    ).where(ClaimPayment.voided_at.is_null(), ClaimPayment.kind != "write_off")
    found: defaultdict[int, list[_Payment]] = defaultdict(list)
    for claim_id, *row in _chunked(wanted, _narrowed(query, ClaimPayment.claim)):
        found[claim_id].append(_Payment(*row))
    return found


def _chunked(wanted: list[int], narrowed: Callable[[list[int]], Any]) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(wanted), _CHUNK):
        yield from tuples(narrowed(wanted[start : start + _CHUNK]))


_FIELDS = (
    *("id", "no", "kind", "stage", "case_id", "tracking", "currency", "rate", "claimed", "goods"),
    *("freight", "ratio", "deductible", "cap", "weights", "evidence", "filed_at", "closed_at"),
    *("latest_filing_on", "answer_due_on"),
)
