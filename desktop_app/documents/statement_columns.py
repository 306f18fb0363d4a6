"""The columns of a statement's line in spreadsheets, in their order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop_app.core import money
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.labels import label
from desktop_app.documents.statement import StatementLine
from desktop_app.documents.tables import Value


@dataclass(frozen=True)
class Column:
    """A column's English title (to be translated), how wide it is, and its cell of a line.

    One of amounts names the line's field instead; those that add up are ``summed``.
    """

    title: str
    width: int
    cell: Callable[[StatementLine], Value] = lambda _: None
    amount: str = ""
    summed: bool = False

    def value(self, line: StatementLine, currency: str) -> Value:
        """The line's cell; an amount as an exact number of the currency's major unit."""
        if not self.amount:
            return self.cell(line)
        minor = getattr(line, self.amount)
        return None if minor is None else money.to_decimal(minor, currency)


def total(lines: tuple[StatementLine, ...], amount: str) -> int:
    """What an amount comes to over the lines, in minor units; blanks add nothing."""
    return sum(getattr(line, amount) or 0 for line in lines)


COLUMNS = (
    Column(N_("Entered on"), 11, lambda line: line.entered_on),
    Column(N_("Closed on"), 11, lambda line: line.closed_on),
    Column(N_("Claim no."), 17, lambda line: line.claim_no),
    Column(N_("Tracking no."), 18, lambda line: line.tracking_no),
    Column(N_("Order no."), 22, lambda line: line.order_no),
    Column(N_("Claim for"), 10, lambda line: label(line.kind)),
    Column(N_("Goods"), 30, lambda line: line.goods),
    Column(N_("Goods value"), 12, amount="goods_minor", summed=True),
    Column(N_("Value basis"), 10, lambda line: label(line.value_basis) if line.value_basis else ""),
    Column(N_("Freight"), 10, amount="freight_minor", summed=True),
    Column(N_("Ratio"), 8, lambda line: line.ratio),
    Column(N_("Deductible"), 10, amount="deductible_minor"),
    Column(N_("Contract's cap"), 11, amount="cap_minor"),
    Column(N_("Claimed amount"), 12, amount="claimed_minor", summed=True),
    Column(N_("Approved amount"), 12, amount="approved_minor", summed=True),
    Column(N_("Received amount"), 12, amount="received_minor", summed=True),
    Column(N_("Set-off amount"), 12, amount="set_off_minor", summed=True),
    Column(N_("Still owed"), 12, amount="outstanding_minor", summed=True),
    Column(N_("Difference"), 12, amount="difference_minor", summed=True),
    Column(N_("Reason of the difference"), 22, lambda line: line.difference_reason),
    Column(N_("Match"), 12, lambda line: label(line.match) if line.match else ""),
    Column(N_("Verified by"), 10, lambda line: line.verified_by),
    Column(N_("Verified on"), 11, lambda line: line.verified_on),
    Column(N_("Voucher"), 16, lambda line: line.voucher),
    Column(N_("Note"), 24, lambda line: line.note),
)
