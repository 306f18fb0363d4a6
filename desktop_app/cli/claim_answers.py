"""How the command line says claims: as JSON for scripts, as lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from desktop_app.core import clock, money
from desktop_app.core.i18n import _
from desktop_app.core.labels import label
from desktop_app.services import claim_steps
from desktop_app.services.claim_details import ClaimDetail
from desktop_app.services.claim_lists import ClaimRow

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
    late = f"  {_('overdue')}" if claim.overdue else ""
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
