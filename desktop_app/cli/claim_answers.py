"""How the command line says claims: as JSON for scripts, as lines for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from desktop_app.cli.frame import refusal
from desktop_app.core import clock, money
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import MatchState, SettlementDoubt
from desktop_app.core.labels import label
from desktop_app.services import claim_steps
from desktop_app.services.claim_details import ClaimDetail
from desktop_app.services.claim_lists import ClaimRow
from desktop_app.services.roll_forwards import RollForward
from desktop_app.services.settlement_matching import Match
from desktop_app.services.settlements import Reconciliation, Unpaid

_MOVEMENTS = {
    "opening": N_("Opening"),
    "new": N_("+ New"),
    "recovered": N_("− Recovered"),
    "written_off": N_("− Written off"),
    "reduced": N_("− Reduced"),
    "closing": N_("= Closing"),
}
_AMOUNTS = ("goods", "freight", "claimed", "approved", "received", "set_off", "written_off")


def row(claim: ClaimRow) -> dict[str, Any]:
    """A claim as lists give it. ``amount`` is what is claimed."""
    amounts = {name: getattr(claim, f"{name}_minor") for name in (*_AMOUNTS, "outstanding")}
    return {
        "no": claim.no,
        "stage": claim.stage.value,
        "kind": claim.kind.value,
        "courier": claim.courier,
        "courier_name": claim.courier_name,
        "tracking": claim.tracking or None,
        "resend_tracking": claim.resend_tracking or None,
        "order": claim.order_no or None,
        "case": claim.case_no or None,
        "buyer": claim.buyer or None,
        "platform": claim.platform or None,
        "currency": claim.currency,
        "amount": money.to_text(claim.claimed_minor, claim.currency),
        **{name: money.text_or_none(minor, claim.currency) for name, minor in amounts.items()},
        "month": claim.entered_month,
        "applied_on": _day(claim.applied_on),
        "shipped_on": _day(claim.shipped_on),
        "entered_at": clock.to_iso(claim.entered_at),
        "filed_at": _moment(claim.filed_at),
        "closed_at": _moment(claim.closed_at),
        "latest_filing_on": _day(claim.latest_filing_on),
        "answer_due_on": _day(claim.answer_due_on),
        "appeal_due_on": _day(claim.appeal_due_on),
        "overdue": claim.overdue,
        "void_reason": claim.void_reason or None,
        "row_version": claim.row_version,
    }


def detail(claim: ClaimDetail) -> dict[str, Any]:
    """All of a claim that a script may want."""
    currency = claim.row.currency
    return {
        **row(claim.row),
        "lines": [
            {
                "sku": line.sku or None,
                "title": line.title,
                "variant": line.variant or None,
                "quantity": line.quantity,
                "claimed_quantity": line.claimed_quantity,
                "price": money.text_or_none(line.price_minor, currency),
            }
            for line in claim.goods
        ],
        "payments": [
            {
                "kind": payment.kind.value,
                "amount": money.to_text(payment.amount_minor, currency),
                "currency": payment.currency,
                "paid_on": payment.paid_on.isoformat(),
                "month": payment.month,
                "voided": payment.voided_at is not None,
            }
            for payment in claim.payments
        ],
        "photos": len(claim.photo_ids),
        "replaces": claim.replaces or None,
        "replaced_by": claim.replaced_by or None,
        "steps": [stage.value for stage in claim_steps.allowed(claim.row.stage)],
        "doubts": [doubt.value for doubt in claim.doubts],
    }


def line(claim: ClaimRow) -> str:
    """A claim in a list for people."""
    late = "  " + _("overdue") if claim.overdue else ""
    amount = f"{money.to_text(claim.claimed_minor, claim.currency)} {claim.currency}"
    return (
        f"{claim.no}  {label(claim.stage)}  {label(claim.kind)}  {claim.courier_name}"
        f"  {claim.tracking}  {amount}{late}"
    )


def shown(claim: ClaimDetail) -> Iterator[str]:
    """A claim on its own for people."""
    yield line(claim.row)
    yield from goods(claim)
    owed = money.to_text(claim.row.outstanding_minor, claim.row.currency)
    yield _("Outstanding: %(amount)s %(currency)s") % {
        "amount": owed,
        "currency": claim.row.currency,
    }
    steps = claim_steps.allowed(claim.row.stage)
    if steps:
        listed = ", ".join(f"{label(stage)} ({stage})" for stage in steps)
        yield _("Next: %(steps)s") % {"steps": listed}


def goods(claim: ClaimDetail) -> Sequence[str]:
    """The goods claimed for, one a line."""
    return [f"  {item.sku}  {item.title} × {item.claimed_quantity}" for item in claim.goods]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _moment(moment: datetime | None) -> str | None:
    return clock.to_iso(moment) if moment else None


def reconciliation(found: Reconciliation, payments: int) -> dict[str, Any]:
    """A courier's file against the ledger; ``applied`` is how many payments were entered."""
    currency = found.sheet.currency
    matches = [(one.state, matched(one, currency)) for one in found.matches]
    agree = {MatchState.MATCHED, MatchState.WITHIN_TOLERANCE}
    return {
        "format": found.sheet.format,
        "sheet": found.sheet.sheet,
        "currency": currency,
        "matched": [said for state, said in matches if state in agree],
        "differs": [said for state, said in matches if state is MatchState.DIFFERS],
        "unknown": [said for state, said in matches if state is MatchState.ONLY_THEIRS],
        "unpaid": [_unpaid(one) for one in found.unpaid],
        "known": [{"row": line.row, "tracking": line.tracking} for line in found.known],
        "refused": [
            refusal(line.error, row=line.row, tracking=line.tracking or None)
            for line in found.refused
        ],
        "warnings": [
            {"row": row, "codes": [doubt.value for doubt in doubts], "reason": doubted(doubts)}
            for row, doubts in sorted(found.sheet.doubts.items())
        ],
        "totals": [
            {
                "column": total.column,
                "stated": money.to_text(total.stated, currency),
                "summed": money.to_text(total.summed, currency),
                "agrees": total.agrees,
            }
            for total in found.sheet.totals
        ],
        "balanced": found.balanced,
        "applied": payments,
    }


def matched(one: Match, currency: str) -> dict[str, Any]:
    """One line of a courier's file, and what it was held against."""
    line = one.line
    claims = [share.claim.no for share in one.shares]
    return {
        "row": line.row,
        "tracking": line.tracking or None,
        "their_claim": line.claim_no or None,
        "claim": claims[0] if claims else None,
        "claims": claims,
        "state": one.state.value,
        "paid": money.text_or_none(line.paid, currency),
        "expected": money.text_or_none(one.expected, currency),
        "difference": money.text_or_none(one.difference, currency),
        "currency": currency,
        "settled_on": line.settled_on,
        "agreeing": list(one.agreeing),
        "candidates": list(one.candidates),
        "doubts": [doubt.value for doubt in one.doubts],
        "enters": one.enters,
        **({"weights": dict(line.weights)} if line.weights else {}),
        **({"freight": money.to_text(line.freight, currency)} if line.freight is not None else {}),
    }


def doubted(doubts: Iterable[SettlementDoubt]) -> str:
    """Doubts in words."""
    return "; ".join(map(label, doubts))


def reconciled_lines(found: Reconciliation, payments: int) -> Iterator[str]:
    """A reconciliation for people: what differs, what is unknown, what is still owed."""
    currency = found.sheet.currency
    yield _("%(matched)s matched, %(differs)s differ, %(unknown)s unknown to us") % {
        "matched": len(found.of(MatchState.MATCHED, MatchState.WITHIN_TOLERANCE)),
        "differs": len(found.of(MatchState.DIFFERS)),
        "unknown": len(found.of(MatchState.ONLY_THEIRS)),
    }
    for one in found.of(MatchState.DIFFERS):
        nos = " ".join(share.claim.no for share in one.shares) or " ".join(one.candidates)
        said = money.text_or_none(one.difference, currency) or ""
        line = f"  {one.line.row}  {one.line.tracking}  {nos}  {said}  {doubted(one.doubts)}"
        yield line.rstrip()
    for left in found.unpaid:
        owed = money.to_text(left.outstanding, left.currency)
        days = ngettext("%(count)s day", "%(count)s days", left.age_days) % {"count": left.age_days}
        yield f"  {left.no}  {left.tracking}  {label(MatchState.ONLY_OURS)}  {owed}  {days}"
    for total in found.sheet.totals:
        if not total.agrees:
            yield _("%(column)s: the file says %(stated)s, its lines add up to %(summed)s") % {
                "column": total.column,
                "stated": money.to_text(total.stated, currency),
                "summed": money.to_text(total.summed, currency),
            }
    yield ngettext("%(count)s payment entered", "%(count)s payments entered", payments) % {
        "count": payments
    }


def totals(rows: Iterable[RollForward]) -> dict[str, Any]:
    """A month's roll-forward by currency: how many claims, and their money."""
    return {
        row.currency: {
            name: {
                "count": getattr(row, name).count,
                "amount": money.to_text(getattr(row, name).minor, row.currency),
            }
            for name in _MOVEMENTS
        }
        for row in rows
    }


def total_lines(rows: Iterable[RollForward]) -> Iterator[str]:
    """The same for people."""
    for row in rows:
        for name, text in _MOVEMENTS.items():
            amount = getattr(row, name)
            said = money.to_text(amount.minor, row.currency)
            yield f"  {_(text)}: {amount.count}  {said} {row.currency}"


def _unpaid(one: Unpaid) -> dict[str, Any]:
    return {
        "no": one.no,
        "tracking": one.tracking or None,
        "stage": one.stage.value,
        "outstanding": money.to_text(one.outstanding, one.currency),
        "currency": one.currency,
        "age_days": one.age_days,
    }
