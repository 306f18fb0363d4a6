"""`month`: close a month of the claims ledger, or open it again with a reason."""

from __future__ import annotations

import click

from desktop_app.cli import claim_answers
from desktop_app.cli.frame import Call, Group
from desktop_app.core import clock
from desktop_app.core.i18n import _
from desktop_app.core.labels import label
from desktop_app.services import month_audits, months
from desktop_app.services.month_audits import Finding
from desktop_app.services.months import ClosedMonth


@click.group(cls=Group)
def month() -> None:
    """The ledger's months: close, reopen."""


@month.command()
@click.argument("month_", metavar="YYYY-MM")
@click.pass_obj
def close(call: Call, /, month_: str) -> None:
    """Locks a month with its totals; what is odd in it is listed."""
    with call.writing() as store:
        findings = month_audits.audit(store, month_)
        closed = months.close(store, month_)
    result = {
        "month": closed.month,
        "closed_at": clock.to_iso(closed.closed_at),
        "totals": claim_answers.totals(closed.totals),
        "warnings": [_warning(finding) for finding in findings],
    }
    said = _("%(month)s is closed.") % {"month": closed.month}
    call.answer(result, [*map(_line, findings), said, *claim_answers.total_lines(closed.totals)])


@month.command()
@click.argument("month_", metavar="YYYY-MM")
@click.option("--reason", metavar="TEXT", required=True, help="Stays on record.")
@click.pass_obj
def reopen(call: Call, /, month_: str, reason: str) -> None:
    """Opens a closed month again."""
    with call.writing() as store:
        opened = months.reopen(store, month_, reason)
    call.answer(_reopened(opened), [_("%(month)s is open again.") % {"month": opened.month}])


def _reopened(opened: ClosedMonth) -> dict[str, object]:
    return {
        "month": opened.month,
        "closed_at": None,
        "reopened_at": clock.to_iso(opened.reopened_at) if opened.reopened_at else None,
        "reason": opened.reopen_reason,
        "totals": claim_answers.totals(opened.totals),
    }


def _warning(finding: Finding) -> dict[str, object]:
    return {
        "claim": finding.claim_no or None,
        "code": finding.rule.value,
        "reason": label(finding.rule),
        "detail": finding.detail or None,
    }


def _line(finding: Finding) -> str:
    return f"  {finding.claim_no}  {label(finding.rule)}  {finding.detail}".rstrip()
