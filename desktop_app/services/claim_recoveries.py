"""The guard against recovering one loss twice: courier, insurance and platform held together.

It warns and forbids nothing: money that came is entered, and the person decides whom to tell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from peewee import fn

from desktop_app.core.kinds import RECOVERIES, ClaimStage, CostKind, Party
from desktop_app.models.base import key, tuples
from desktop_app.models.cases import CaseCost
from desktop_app.models.claims import Claim
from desktop_app.services import claim_ledger
from desktop_app.services.store import Store


@dataclass(frozen=True)
class Recoveries:
    """What one loss cost and what came back for it, in minor units of one currency.

    ``loss`` is the larger of what the case cost the shop and what its claims claim. ``courier``
    is what couriers paid on all claims for it; ``expected`` what is still owed on them.
    """

    currency: str
    loss: int
    courier: int
    expected: int
    insurance: int
    platform: int
    other: int
    claims: tuple[str, ...]

    @property
    def recovered(self) -> int:
        """All that came back."""
        return self.courier + self.insurance + self.platform + self.other

    @property
    def exceeds(self) -> int:
        """By how much more came back than was lost; 0 where it didn't."""
        return max(0, self.recovered - self.loss)

    @property
    def would_exceed(self) -> int:
        """By how much it will, once the couriers pay what they still owe."""
        return max(0, self.recovered + max(self.expected, 0) - self.loss)


def of(store: Store, no: str) -> Recoveries:
    """What came back for the loss behind a claim. Raises NotFound."""
    with store.connection():
        return held(no)


def held(no: str) -> Recoveries:
    """`of` within the caller's connection."""
    claim = claim_ledger.locked(no)
    together = _together(claim)
    costs = _costs(key(claim, "case"), claim.currency)
    standings = claim_ledger.standings([(one.id, one.claimed_minor) for one in together])
    claimed: dict[str, int] = defaultdict(int)
    for one in together:
        parcel = one.tracking or one.no
        claimed[parcel] = max(claimed[parcel], one.claimed_minor)
    spent = sum(amount for kind, amount in costs.items() if kind not in RECOVERIES)
    return Recoveries(
        currency=claim.currency,
        loss=max(spent, sum(claimed.values())),
        courier=sum(standing.paid for standing in standings.values()),
        expected=sum(standing.outstanding for standing in standings.values()),
        insurance=costs.get(CostKind.RECOVERY_INSURANCE, 0),
        platform=costs.get(CostKind.RECOVERY_PLATFORM, 0),
        other=costs.get(CostKind.RECOVERY_OTHER, 0),
        claims=tuple(one.no for one in together),
    )


def paid_by_couriers(store: Store, case_id: int) -> dict[str, int]:
    """What couriers paid on a case's claims, by currency, in minor units: part of its true cost."""
    with store.connection():
        claims = list(Claim.select().where(Claim.case == case_id, Claim.stage != ClaimStage.VOID))
        standings = claim_ledger.standings([(one.id, one.claimed_minor) for one in claims])
    paid: dict[str, int] = defaultdict(int)
    for claim in claims:
        paid[claim.currency] += standings[claim.id].paid
    return {currency: amount for currency, amount in paid.items() if amount}


def _together(claim: Claim) -> Sequence[Claim]:
    """All live claims in the same currency for the same case, order or parcel."""
    same = Claim.id == claim.id
    for column in ("case", "order"):
        if key(claim, column) is not None:
            same |= getattr(Claim, column) == key(claim, column)
    if claim.tracking:
        same |= Claim.tracking == claim.tracking
    query = Claim.select().where(
        same, Claim.stage != ClaimStage.VOID, Claim.currency == claim.currency
    )
    return list(query.order_by(Claim.id))


def _costs(case_id: int | None, currency: str) -> dict[CostKind, int]:
    query = (
        CaseCost.select(CaseCost.kind, fn.SUM(CaseCost.amount_minor))
        .where(
            CaseCost.case == case_id,
            CaseCost.currency == currency,
            CaseCost.voided_at.is_null(),
            (CaseCost.payer == Party.SHOP.value) | CaseCost.kind.in_(sorted(RECOVERIES)),
        )
        .group_by(CaseCost.kind)
    )
    return {CostKind(kind): amount for kind, amount in tuples(query)}
