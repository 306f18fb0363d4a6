"""The month's roll-forward: opening + new − recovered − written off − reduced = closing.

In number and in money, for each currency by itself (domain §4). It is read from the same
movements as every list, so what it says at a month's end is what the next one begins with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from desktop_app.models.base import database
from desktop_app.services.claim_ledger import Standing


@dataclass(frozen=True)
class Amount:
    """So many claims, and their money in minor units."""

    count: int = 0
    minor: int = 0

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.count + other.count, self.minor + other.minor)


@dataclass(frozen=True)
class RollForward:
    """A month of one currency.

    ``recovered`` is what couriers paid or set off, net of what they took back; ``written_off`` what
    the shop gave up; ``reduced`` what part approvals and claims voided later took off. A claim
    that is owed nothing more counts where its money went; money taken back counts it in again.
    """

    currency: str
    opening: Amount = Amount()
    new: Amount = Amount()
    recovered: Amount = Amount()
    written_off: Amount = Amount()
    reduced: Amount = Amount()
    closing: Amount = Amount()

    @property
    def balances(self) -> bool:
        """Whether both sums come out."""
        came = self.opening + self.new
        left = self.recovered + self.written_off + self.reduced + self.closing
        return came == left


@dataclass(frozen=True)
class MonthOfClaim:
    """One claim's month: where it stood before, and where it stands at the month's end."""

    claim_id: int
    currency: str
    is_new: bool
    before: Standing
    after: Standing

    @property
    def belongs(self) -> bool:
        """Whether the month's statement has a line for it: new, open at its start, or moved."""
        return self.is_new or self.before.outstanding != 0 or self.before != self.after


def of(months: Iterable[MonthOfClaim]) -> list[RollForward]:
    """The roll-forward of these claims, a row for each currency in its order."""
    sums: defaultdict[str, defaultdict[str, Amount]] = defaultdict(lambda: defaultdict(Amount))
    for one in filter(lambda month: month.belongs, months):
        row = sums[one.currency]
        for name, amount in _parts(one):
            row[name] += amount
    return [RollForward(currency, **sums[currency]) for currency in sorted(sums)]


def claims_of(month: str, courier_id: int | None = None) -> list[MonthOfClaim]:
    """Every claim entered up to a month with its standing before and after that month.

    Runs in the caller's connection. A claim voided in the very month it was entered was a
    slip of the pen: it never was in the ledger.
    """
    marks: list[object] = [month, month, month, month, month, month, month]
    courier = ""
    if courier_id is not None:
        courier, marks = " AND c.courier_id = ?", [*marks, courier_id]
    cursor = database.execute_sql(_SQL.format(courier=courier), marks)
    return [_claim(row, month) for row in cursor.fetchall()]


def _claim(row: tuple[int, str, str, int, *tuple[int, ...]], month: str) -> MonthOfClaim:
    claim_id, currency, entered, claimed, *sums = row
    is_new = entered == month
    names = ("received", "set_off", "written_off", "reduced")
    before = dict(zip(names, sums[:4], strict=True))
    moved = dict(zip(names, sums[4:], strict=True))
    return MonthOfClaim(
        claim_id,
        currency,
        is_new,
        Standing(0 if is_new else claimed, **before),
        Standing(claimed, **{name: before[name] + moved[name] for name in names}),
    )


def _parts(one: MonthOfClaim) -> Iterable[tuple[str, Amount]]:
    before, after = one.before, one.after
    was, stays = before.outstanding > 0, after.outstanding > 0
    gone = int(was) + int(one.is_new) - int(stays)
    place = _place(after if gone > 0 else before)
    yield "opening", Amount(int(was), before.outstanding)
    yield "new", Amount(int(one.is_new), after.claimed if one.is_new else 0)
    for name, minor in (
        ("recovered", after.paid - before.paid),
        ("written_off", after.written_off - before.written_off),
        ("reduced", after.reduced - before.reduced),
    ):
        yield name, Amount(gone if name == place else 0, minor)
    yield "closing", Amount(int(stays), after.outstanding)


def _place(standing: Standing) -> str:
    """Where a claim that is owed nothing more went: money first, then what was given up."""
    if standing.paid > 0:
        return "recovered"
    return "written_off" if standing.written_off > 0 else "reduced"


_SQL = """
WITH moved (claim_id, month, received, set_off, written_off, reduced) AS (
    SELECT claim_id, month,
        CASE WHEN kind = 'received' THEN amount_minor
             WHEN kind = 'reversal' AND reversed_kind = 'received' THEN -amount_minor ELSE 0 END,
        CASE WHEN kind = 'set_off' THEN amount_minor
             WHEN kind = 'reversal' AND reversed_kind = 'set_off' THEN -amount_minor ELSE 0 END,
        CASE WHEN kind = 'write_off' THEN amount_minor
             WHEN kind = 'reversal' AND reversed_kind = 'write_off' THEN -amount_minor ELSE 0 END,
        0
    FROM claim_payment WHERE voided_at IS NULL AND month <= ?
    UNION ALL
    SELECT claim_id, month, 0, 0, 0, written_off_minor
    FROM claim_event WHERE written_off_minor <> 0 AND month <= ?
),
sums AS (
    SELECT claim_id,
        SUM(CASE WHEN month < ? THEN received ELSE 0 END) AS received_before,
        SUM(CASE WHEN month < ? THEN set_off ELSE 0 END) AS set_off_before,
        SUM(CASE WHEN month < ? THEN written_off ELSE 0 END) AS written_off_before,
        SUM(CASE WHEN month < ? THEN reduced ELSE 0 END) AS reduced_before,
        SUM(received) AS received, SUM(set_off) AS set_off,
        SUM(written_off) AS written_off, SUM(reduced) AS reduced
    FROM moved GROUP BY claim_id
)
SELECT c.id, c.currency, c.entered_month, c.claimed_minor,
    COALESCE(s.received_before, 0), COALESCE(s.set_off_before, 0),
    COALESCE(s.written_off_before, 0), COALESCE(s.reduced_before, 0),
    COALESCE(s.received - s.received_before, 0), COALESCE(s.set_off - s.set_off_before, 0),
    COALESCE(s.written_off - s.written_off_before, 0), COALESCE(s.reduced - s.reduced_before, 0)
FROM claim c LEFT JOIN sums s ON s.claim_id = c.id
WHERE c.entered_month <= ?{courier}
    AND NOT (c.stage = 'void' AND EXISTS (
        SELECT 1 FROM claim_event e
        WHERE e.claim_id = c.id AND e.kind = 'voided' AND e.month = c.entered_month))
ORDER BY c.entered_at, c.id
"""
