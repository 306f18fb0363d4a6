"""Who pays, how much and how soon: figures by courier and month, and what is owed by age.

Every figure names the claims behind it (`CourierMonth.behind`, `Owed.behind`), so that a click
on it lists them. Currencies stand apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from statistics import median
from typing import Any

from peewee import fn

from desktop_app.core import clock
from desktop_app.core import couriers as rules
from desktop_app.core.kinds import ClaimKind, ClaimStage
from desktop_app.models.base import tuples
from desktop_app.models.claims import Claim, ClaimPayment, Courier
from desktop_app.models.orders import SalesOrder
from desktop_app.services import claim_ledger, claim_lists, claim_money, couriers, month_locks
from desktop_app.services.claim_ledger import Standing
from desktop_app.services.store import Store

AGES = (30, 60, 90)  # days; the last part is beyond them
_MONTH = len("2026-09")


@dataclass(frozen=True)
class CourierMonth:
    """One courier's month in one currency, by the month in which claims were entered.

    Amounts are minor units. ``decided`` is what was claimed on claims that the courier has
    answered; ``parcels`` how many the shop sent with it that month; ``days_to_pay`` the median
    from filing to the last payment of claims paid in full; ``behind`` the claims' ids.
    """

    courier: str
    courier_name: str
    month: str
    currency: str
    claims: int = 0
    lost: int = 0
    parcels: int = 0
    claimed: int = 0
    decided: int = 0
    approved: int = 0
    paid: int = 0
    outstanding: int = 0
    days_to_pay: Decimal | None = None
    behind: tuple[int, ...] = ()

    @property
    def per_thousand(self) -> Decimal | None:
        """Claims for each thousand parcels; None where no parcels are known."""
        return share(self.claims * 1000, self.parcels)

    @property
    def lost_per_thousand(self) -> Decimal | None:
        """Parcels lost for each thousand."""
        return share(self.lost * 1000, self.parcels)

    @property
    def approved_share(self) -> Decimal | None:
        """What is approved of what was claimed and answered, as a fraction."""
        return share(self.approved, self.decided)

    @property
    def paid_share(self) -> Decimal | None:
        """What is paid of all that was claimed, as a fraction."""
        return share(self.paid, self.claimed)


@dataclass(frozen=True)
class Owed:
    """What a courier owes in one currency by age: the parts follow `AGES`, the last is older."""

    courier: str
    courier_name: str
    currency: str
    amounts: tuple[int, ...]
    counts: tuple[int, ...]
    behind: tuple[tuple[int, ...], ...]

    @property
    def total(self) -> int:
        return sum(self.amounts)


@dataclass(frozen=True)
class Overview:
    """The figures of some months: by month, summed by courier, and what is owed today."""

    months: tuple[CourierMonth, ...]
    couriers: tuple[CourierMonth, ...]
    owed: tuple[Owed, ...]


@dataclass(frozen=True)
class _Seen:
    """A claim as the overview reads it."""

    id: int
    courier: str
    name: str
    month: str
    currency: str
    kind: str
    stage: ClaimStage
    approved: int | None
    began: date
    standing: Standing
    days: int | None


@dataclass
class _Sum:
    """A row being added up."""

    row: CourierMonth
    days: list[int] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)

    def add(self, seen: _Seen) -> None:
        row, standing = self.row, seen.standing
        answered = seen.approved is not None or seen.stage in _ANSWERED or standing.paid > 0
        approved = standing.paid if seen.approved is None else seen.approved
        self.row = replace(
            row,
            claims=row.claims + 1,
            lost=row.lost + int(seen.kind == ClaimKind.LOST),
            claimed=row.claimed + standing.claimed,
            decided=row.decided + (standing.claimed if answered else 0),
            approved=row.approved + (approved if answered else 0),
            paid=row.paid + standing.paid,
            outstanding=row.outstanding + standing.outstanding,
        )
        self.ids.append(seen.id)
        if seen.days is not None:
            self.days.append(seen.days)

    def done(self, parcels: int) -> CourierMonth:
        days = Decimal(str(median(self.days))) if self.days else None
        return replace(self.row, parcels=parcels, days_to_pay=days, behind=tuple(self.ids))


def overview(store: Store, since: str = "", until: str = "") -> Overview:
    """The figures from a month to another, both included; left out, the twelve up to this one.

    Raises BadValue for what is no month.
    """
    last = month_locks.checked(until) if until else month_locks.this_month()
    first = month_locks.checked(since) if since else _months_before(last, 11)
    with store.connection():
        seen = list(_seen())
        parcels = _parcels(first, last)
    wanted = [claim for claim in seen if first <= claim.month <= last]
    by_courier: Counter[str] = Counter()
    for (courier, _month), count in parcels.items():
        by_courier[courier] += count
    return Overview(
        months=tuple(_summed(wanted, lambda claim: claim.month, parcels, {})),
        couriers=tuple(_summed(wanted, lambda _claim: "", {}, by_courier)),
        owed=tuple(_owed(seen)),
    )


def share(part: int, whole: int) -> Decimal | None:
    """A fraction to four places; None of nothing."""
    if whole <= 0:
        return None
    return (Decimal(part) / whole).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def _summed(
    seen: Iterable[_Seen],
    month_of: Any,
    parcels: Mapping[tuple[str, str], int],
    all_parcels: Mapping[str, int],
) -> Iterator[CourierMonth]:
    sums: dict[tuple[str, str, str], _Sum] = {}
    for claim in seen:
        month = month_of(claim)
        key = (month, claim.courier, claim.currency)
        if key not in sums:
            sums[key] = _Sum(CourierMonth(claim.courier, claim.name, month, claim.currency))
        sums[key].add(claim)
    for (month, courier, _currency), one in sorted(sums.items()):
        sent = parcels.get((courier, month), 0) if month else all_parcels.get(courier, 0)
        yield one.done(sent)


def _owed(seen: Iterable[_Seen]) -> Iterator[Owed]:
    """What is owed today on claims that haven't ended, by how long ago they were filed."""
    parts = len(AGES) + 1
    behind: defaultdict[tuple[str, str, str], list[list[_Seen]]] = defaultdict(
        lambda: [[] for _ in range(parts)]
    )
    today = clock.today()
    for claim in seen:
        if claim.standing.outstanding > 0 and claim.stage not in claim_lists.ENDED:
            age = (today - claim.began).days
            part = sum(age > limit for limit in AGES)
            behind[claim.courier, claim.name, claim.currency][part].append(claim)
    for (courier, name, currency), groups in sorted(behind.items()):
        yield Owed(
            courier,
            name,
            currency,
            tuple(sum(one.standing.outstanding for one in group) for group in groups),
            tuple(len(group) for group in groups),
            tuple(tuple(one.id for one in group) for group in groups),
        )


def _seen() -> Iterator[_Seen]:
    query = (
        Claim.select(
            Claim.id,
            Courier.code,
            Courier.name,
            Claim.entered_month,
            Claim.currency,
            Claim.kind,
            Claim.stage,
            Claim.approved_minor,
            Claim.applied_on,
            Claim.filed_at,
            Claim.claimed_minor,
        )
        .join(Courier)
        .where(Claim.stage != ClaimStage.VOID)
        .order_by(Claim.id)
    )
    rows = tuples(query)
    standings = claim_ledger.all_standings([(row[0], row[-1]) for row in rows])
    paid_on = _last_payments()
    for row in rows:
        began = clock.to_local(row[9]).date() if row[9] else date.fromisoformat(row[8])
        standing = standings[row[0]]
        yield _Seen(
            id=row[0],
            courier=row[1],
            name=couriers.display_name(row[1], row[2]),
            month=row[3],
            currency=row[4],
            kind=row[5],
            stage=ClaimStage(row[6]),
            approved=row[7],
            began=began,
            standing=standing,
            days=_days(began, paid_on.get(row[0]), standing),
        )


def _days(began: date, paid_on: str | None, standing: Standing) -> int | None:
    """The days from filing to the last payment of a claim that is owed nothing more."""
    if paid_on is None or standing.outstanding > 0:
        return None
    return max(0, (date.fromisoformat(paid_on) - began).days)


def _last_payments() -> dict[int, str]:
    query = (
        ClaimPayment.select(ClaimPayment.claim, fn.MAX(ClaimPayment.paid_on))
        .where(
            ClaimPayment.voided_at.is_null(),
            ClaimPayment.kind.in_([kind.value for kind in claim_money.PAYING]),
        )
        .group_by(ClaimPayment.claim)
    )
    return {row[0]: row[1] for row in tuples(query)}


def _parcels(first: str, last: str) -> Counter[tuple[str, str]]:
    """How many parcels were sent with each courier in each month, by the orders' own words."""
    month = fn.SUBSTR(SalesOrder.shipped, 1, _MONTH)
    query = (
        SalesOrder.select(SalesOrder.courier, month, fn.COUNT(SalesOrder.id))
        .where(SalesOrder.tracking != "", month >= first, month <= last)
        .group_by(SalesOrder.courier, month)
    )
    counts: Counter[tuple[str, str]] = Counter()
    for courier, shipped, count in tuples(query):
        counts[_code(courier), shipped] += count
    return counts


@lru_cache(maxsize=1024)
def _code(text: str) -> str:
    rule = rules.named(text)
    return rule.code if rule else rules.folded(text)


def _months_before(month: str, count: int) -> str:
    year, number = map(int, month.split("-"))
    months = year * 12 + number - 1 - count
    return f"{months // 12:04d}-{months % 12 + 1:02d}"


_ANSWERED = frozenset({ClaimStage.REJECTED, ClaimStage.CLOSED})
