"""What is owed on claims: one sum of all that ever changed it.

A claim begins with what is claimed. Payments, write-offs and part approvals take away from that,
reversals add again. Lists, statements and the month's roll-forward all read these same movements,
so that they cannot disagree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from desktop_app.core import clock
from desktop_app.core.errors import Conflict, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import ClaimEventKind, ClaimStage, PaymentKind
from desktop_app.models.base import tuples
from desktop_app.models.claims import Claim, ClaimEvent, ClaimPayment

_CHUNK = 500
Sums = defaultdict[int, defaultdict[str, int]]


@dataclass(frozen=True)
class Standing:
    """A claim's money in minor units of its currency.

    ``received`` and ``set_off`` are net of what was taken back; ``reduced`` is what part
    approvals and voids took off the claim.
    """

    claimed: int
    received: int = 0
    set_off: int = 0
    written_off: int = 0
    reduced: int = 0

    @property
    def paid(self) -> int:
        """All that the courier paid, in money or against freight."""
        return self.received + self.set_off

    @property
    def outstanding(self) -> int:
        """What is still owed; below nought where more was paid than is owed."""
        return self.claimed - self.reduced - self.paid - self.written_off


def standings(claims: Sequence[tuple[int, int]]) -> dict[int, Standing]:
    """The standing of claims, given as (id, claimed amount in minor units)."""
    sums: Sums = defaultdict(lambda: defaultdict(int))
    for start in range(0, len(claims), _CHUNK):
        chunk = [claim_id for claim_id, _ in claims[start : start + _CHUNK]]
        _add_payments(sums, ClaimPayment.claim.in_(chunk))
        _add_events(sums, ClaimEvent.claim.in_(chunk))
    return {claim_id: Standing(claimed, **sums[claim_id]) for claim_id, claimed in claims}


def all_standings(claims: Sequence[tuple[int, int]]) -> dict[int, Standing]:
    """`standings` for most of the ledger at once: two reads of the whole."""
    sums: Sums = defaultdict(lambda: defaultdict(int))
    _add_payments(sums, ClaimPayment.amount_minor > 0)
    _add_events(sums, ClaimEvent.month != "")
    return {claim_id: Standing(claimed, **sums[claim_id]) for claim_id, claimed in claims}


def standing(claim: Claim) -> Standing:
    """The standing of one claim."""
    return standings([(claim.id, claim.claimed_minor)])[claim.id]


def locked(no: str, row_version: int | None = None) -> Claim:
    """The claim to be written, inside a transaction.

    Raises NotFound, and Conflict where somebody changed it since ``row_version`` was read.
    """
    claim = Claim.get_or_none(Claim.no == no.strip().upper())
    if claim is None:
        raise NotFound(Reason.CLAIM_UNKNOWN, value=no)
    if row_version is not None and claim.row_version != row_version:
        raise Conflict(Reason.CHANGED_MEANWHILE, no=claim.no)
    return claim


def require_live(claim: Claim) -> None:
    """Raises NotAllowed for a void claim."""
    if claim.stage == ClaimStage.VOID:
        raise NotAllowed(Reason.CLAIM_VOID, no=claim.no)


def save(claim: Claim) -> None:
    """Writes a changed claim as its next version."""
    claim.row_version += 1
    claim.save()


def note(claim: Claim, kind: ClaimEventKind, who: str, **more: object) -> ClaimEvent:
    """Adds a line to the claim's timeline."""
    at: datetime = clock.now()
    return ClaimEvent.create(claim=claim.id, at=at, kind=kind, who=who, **more)


def _add_payments(sums: Sums, which: Any) -> None:
    query = (
        ClaimPayment.select(
            ClaimPayment.claim,
            ClaimPayment.kind,
            ClaimPayment.reversed_kind,
            fn.SUM(ClaimPayment.amount_minor),
        )
        .where(which, ClaimPayment.voided_at.is_null())
        .group_by(ClaimPayment.claim, ClaimPayment.kind, ClaimPayment.reversed_kind)
    )
    for claim_id, kind, reversed_kind, amount in tuples(query):
        if kind == PaymentKind.REVERSAL:
            sums[claim_id][_NAMES[reversed_kind]] -= amount
        else:
            sums[claim_id][_NAMES[kind]] += amount


def _add_events(sums: Sums, which: Any) -> None:
    query = (
        ClaimEvent.select(ClaimEvent.claim, fn.SUM(ClaimEvent.written_off_minor))
        .where(which, ClaimEvent.written_off_minor != 0)
        .group_by(ClaimEvent.claim)
    )
    for claim_id, amount in tuples(query):
        sums[claim_id]["reduced"] += amount


_NAMES = {
    PaymentKind.RECEIVED.value: "received",
    PaymentKind.SET_OFF.value: "set_off",
    PaymentKind.WRITE_OFF.value: "written_off",
    "": "received",
}
