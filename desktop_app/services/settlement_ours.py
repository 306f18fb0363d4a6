"""The shop's own claims as a settlement file is held against them, found by their numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from desktop_app.core import waybills
from desktop_app.core.kinds import ClaimStage
from desktop_app.models.base import tuples
from desktop_app.models.claims import Claim
from desktop_app.services import claim_ledger
from desktop_app.services.claim_ledger import Standing


@dataclass(eq=False)
class Ours:
    """One claim of the shop; amounts are minor units.

    ``left`` and ``paid`` follow the lines of the file as they are held against it.
    """

    id: int
    no: str
    courier_id: int
    currency: str
    stage: ClaimStage
    tracking: str
    resend_tracking: str
    work_order_no: str
    order_no: str
    applied_on: str
    approved: int | None
    freight: int | None
    row_version: int
    closed_at: datetime | None
    standing: Standing
    left: int = field(init=False)
    paid: int = field(init=False)

    def __post_init__(self) -> None:
        self.left, self.paid = self.standing.outstanding, self.standing.paid

    @property
    def room(self) -> int:
        """What could still be paid without paying more than was claimed."""
        return self.standing.claimed - self.paid

    def take(self, amount: int) -> None:
        """Holds money of the file against the claim."""
        self.left -= amount
        self.paid += amount


class Ledger:
    """All live claims, found by the numbers that a courier's file may name them by."""

    def __init__(self, claims: Iterable[Ours]) -> None:
        self.claims = list(claims)
        self._numbers: defaultdict[str, list[Ours]] = defaultdict(list)
        self._claim_nos: defaultdict[str, list[Ours]] = defaultdict(list)
        self._orders: defaultdict[str, list[Ours]] = defaultdict(list)
        for claim in self.claims:
            for number in {claim.tracking, claim.resend_tracking} - {""}:
                self._numbers[number].append(claim)
            for number in {claim.no, waybills.normal(claim.work_order_no)} - {""}:
                self._claim_nos[number].append(claim)
            if claim.order_no:
                self._orders[waybills.normal(claim.order_no)].append(claim)

    def of_parcel(self, number: str) -> list[Ours]:
        """The claims on a parcel, as it was sent or sent again."""
        return self._numbers.get(number, [])

    def of_claim_no(self, number: str) -> list[Ours]:
        """The claims of a claim number, ours or the courier's."""
        return self._claim_nos.get(number, []) if number else []

    def of_order(self, number: str) -> list[Ours]:
        """The claims of an order."""
        return self._orders.get(number, []) if number else []

    def named(self, no: str) -> Ours | None:
        """The claim with our number, when it is live."""
        return next((one for one in self.of_claim_no(no.strip().upper()) if one.no == no), None)


def ledger() -> Ledger:
    """All live claims with their standing, within the caller's connection."""
    query = Claim.select(
        Claim.id,
        Claim.no,
        Claim.courier,
        Claim.currency,
        Claim.stage,
        Claim.tracking,
        Claim.resend_tracking,
        Claim.work_order_no,
        Claim.order_no,
        Claim.applied_on,
        Claim.approved_minor,
        Claim.freight_minor,
        Claim.row_version,
        Claim.closed_at,
        Claim.claimed_minor,
    ).where(Claim.stage != ClaimStage.VOID)
    found = tuples(query.order_by(Claim.id))
    standings = claim_ledger.all_standings([(row[0], row[-1]) for row in found])
    return Ledger(_ours(row[:-1], standings[row[0]]) for row in found)


def _ours(row: tuple[Any, ...], standing: Standing) -> Ours:
    ours = Ours(**dict(zip(_FIELDS, row, strict=True)), standing=standing)
    ours.stage = ClaimStage(ours.stage)
    return ours


_FIELDS = (
    *("id", "no", "courier_id", "currency", "stage", "tracking", "resend_tracking"),
    *("work_order_no", "order_no", "applied_on", "approved", "freight", "row_version"),
    "closed_at",
)
