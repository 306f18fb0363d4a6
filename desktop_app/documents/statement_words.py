"""What a statement says outside its lines, alike on paper and in the workbook."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_app.core.i18n import _
from desktop_app.documents import figures
from desktop_app.documents.statement import CurrencyPart, Movement, RollForward, Statement


def title(statement: Statement) -> str:
    """The statement's title; a draft says so."""
    if statement.closed_on is None:
        return _("Courier claims statement (draft)")
    return _("Courier claims statement")


def facts(statement: Statement, parts: Sequence[CurrencyPart]) -> tuple[tuple[str, str], ...]:
    """Label and value of what stands at the head of these parts of it."""
    closed = figures.day(statement.closed_on)
    made = " ".join(filter(None, (statement.prepared_by, figures.day(statement.prepared_on))))
    return (
        (_("Statement no."), statement.statement_no),
        (_("Period"), statement.month),
        (_("Currency"), ", ".join(part.currency for part in parts)),
        (_("Courier company"), statement.courier),
        (_("Shop"), statement.shop),
        (_("Prepared by, on"), made),
        (_("Number of claims"), str(sum(len(part.lines) for part in parts))),
        (_("State"), _("Closed on %(date)s") % {"date": closed} if closed else _("Draft")),
    )


def movements(roll: RollForward) -> tuple[tuple[str, Movement], ...]:
    """The roll-forward from opening to closing; reductions only where there are any."""
    reduced = ((_("− Reduced"), roll.reduced),) if roll.reduced != Movement() else ()
    return (
        (_("Opening"), roll.opening),
        (_("+ New"), roll.new),
        (_("− Recovered"), roll.recovered),
        (_("− Written off"), roll.written_off),
        *reduced,
        (_("= Closing"), roll.closing),
    )


def balance(roll: RollForward) -> str:
    """Whether it balances, in words."""
    if roll.balances:
        return _("Opening + new − recovered − written off = closing: balances.")
    return _("Opening + new − recovered − written off = closing: DOES NOT BALANCE.")


def empty_part() -> CurrencyPart:
    """A month without claims."""
    none = Movement()
    roll = RollForward(opening=none, new=none, recovered=none, written_off=none, closing=none)
    return CurrencyPart(currency="CNY", lines=(), roll_forward=roll)
