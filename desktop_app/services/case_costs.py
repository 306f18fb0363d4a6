"""What a case really costs the shop: what it paid, less what came back (R2, R14, R37).

Costs that a buyer or a courier bears are kept, since the resolution says who pays what, but they
aren't the shop's. What couriers paid on the case's claims counts as come back by itself.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from desktop_app.core import clock, money
from desktop_app.core.errors import BadValue, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import (
    RECOVERIES,
    CaseEventKind,
    ClaimStage,
    CostKind,
    Party,
    PaymentKind,
)
from desktop_app.models.base import tuples
from desktop_app.models.cases import CaseCost, CaseLine
from desktop_app.models.claims import Claim, ClaimPayment
from desktop_app.services import case_records, timeline
from desktop_app.services.store import Store


@dataclass(frozen=True)
class CostRow:
    """A part of what a case costs, or of what came back; a voided one counts no more."""

    id: int
    kind: CostKind
    payer: Party
    amount_minor: int
    currency: str
    note: str
    at: datetime
    who: str
    voided_at: datetime | None


@dataclass(frozen=True)
class TrueCost:
    """The sums of one currency, in minor units. ``courier`` is what claims of the case brought in.

    ``exceeds`` is by how much more came back than was lost. ``twice`` says that a recovery from the
    courier was entered by hand though a claim was paid: perhaps the same money.
    """

    currency: str
    lost: int
    recovered: int
    courier: int
    twice: bool

    @property
    def net(self) -> int:
        """What the case costs the shop in the end; below zero it earned by it."""
        return self.lost - self.recovered

    @property
    def exceeds(self) -> int:
        return max(0, -self.net)


def of(store: Store, no: str) -> list[CostRow]:
    """The costs of a case and of those merged into it, oldest first. Raises NotFound."""
    with store.connection():
        return _rows(case_records.family(case_records.find(no).id))


def add(
    store: Store,
    no: str,
    kind: CostKind,
    amount_minor: int,
    payer: Party = Party.SHOP,
    note: str = "",
) -> CostRow:
    """Enters a cost, or what came back, in the case's currency.

    Raises BadValue for an amount below zero or beyond any.
    """
    if amount_minor < 0:
        raise BadValue(Reason.NEGATIVE_AMOUNT, value=amount_minor)
    if amount_minor > money.MAX_MINOR:
        raise BadValue(Reason.AMOUNT_TOO_LARGE, value=amount_minor)
    with store.transaction():
        case = case_records.changeable(store, no)
        made = CaseCost.create(
            case=case.id,
            kind=kind,
            payer=payer,
            amount_minor=amount_minor,
            currency=case.currency,
            note=note.strip(),
            at=clock.now(),
            who=store.who,
        )
        _tell(store, case.id, made, "entered")
        return next(row for row in _rows([case.id]) if row.id == made.id)


def void(store: Store, cost_id: int, *, back: bool = False) -> None:
    """Strikes a cost out; ``back`` lets a struck one count again. Raises NotFound, NotAllowed."""
    with store.transaction():
        cost = CaseCost.get_or_none(CaseCost.id == cost_id)
        if cost is None:
            raise NotFound(Reason.COST_UNKNOWN)
        if (cost.voided_at is not None) is not back:
            raise NotAllowed(Reason.NOTHING_TO_UNDO if back else Reason.VOIDED_ALREADY)
        cost.voided_at = None if back else clock.now()
        cost.save()
        _tell(store, cost.case.id, cost, "entered" if back else "voided")


def total(store: Store, no: str) -> list[TrueCost]:
    """The true cost of a case, with those merged into it: one for each currency in it.

    Raises NotFound.
    """
    with store.connection():
        case = case_records.find(no)
        ids = case_records.family(case.id)
        return _totals(case.currency, _rows(ids), _paid(ids))


def suggested(store: Store, no: str) -> list[tuple[CostKind, int]]:
    """Costs that the lines speak of and that nobody entered yet: goods resent, goods lost.

    Amounts in the case's currency, from the products' cost where it is known. To be confirmed by a
    person, never entered by themselves.
    """
    with store.connection():
        case = case_records.find(no)
        entered = {row.kind for row in _rows([case.id]) if row.voided_at is None}
        lines = tuples(
            CaseLine.select(
                CaseLine.cost_minor,
                CaseLine.resent,
                CaseLine.received_damaged,
                CaseLine.returned_damaged,
            ).where(CaseLine.case == case.id, ~CaseLine.cost_minor.is_null())
        )
    sums = {
        CostKind.RESEND: sum(cost * resent for cost, resent, _received, _back in lines),
        CostKind.GOODS: sum(cost * max(received, back) for cost, _resent, received, back in lines),
    }
    return [(kind, amount) for kind, amount in sums.items() if amount and kind not in entered]


def _totals(own: str, rows: list[CostRow], paid: dict[str, int]) -> list[TrueCost]:
    lost: defaultdict[str, int] = defaultdict(int)
    back: defaultdict[str, int] = defaultdict(int, paid)
    by_hand: set[str] = set()
    for row in rows:
        if row.voided_at is not None:
            continue
        if row.kind in RECOVERIES:
            back[row.currency] += row.amount_minor
            if row.kind is CostKind.RECOVERY_COURIER:
                by_hand.add(row.currency)
        elif row.payer is Party.SHOP:
            lost[row.currency] += row.amount_minor
    return [
        TrueCost(
            currency=currency,
            lost=lost[currency],
            recovered=back[currency],
            courier=paid.get(currency, 0),
            twice=currency in by_hand and paid.get(currency, 0) > 0,
        )
        for currency in sorted({own, *lost, *back}, key=lambda name: (name != own, name))
    ]


def _paid(case_ids: list[int]) -> dict[str, int]:
    """What couriers paid on the cases' claims, by currency; what they took back is taken off."""
    query = (
        ClaimPayment.select(
            ClaimPayment.currency, ClaimPayment.kind, fn.SUM(ClaimPayment.amount_minor)
        )
        .join(Claim)
        .where(
            Claim.case.in_(case_ids),
            Claim.stage != ClaimStage.VOID,
            ClaimPayment.voided_at.is_null(),
        )
        .group_by(ClaimPayment.currency, ClaimPayment.kind)
    )
    signs = {PaymentKind.RECEIVED: 1, PaymentKind.SET_OFF: 1, PaymentKind.REVERSAL: -1}
    found: defaultdict[str, int] = defaultdict(int)
    for currency, kind, amount in tuples(query):
        found[currency] += signs.get(PaymentKind(kind), 0) * amount
    return dict(found)


def _rows(case_ids: list[int]) -> list[CostRow]:
    names = list(CostRow.__dataclass_fields__)
    query: Any = CaseCost.select(*(getattr(CaseCost, name) for name in names))
    found = tuples(query.where(CaseCost.case.in_(case_ids)).order_by(CaseCost.id))
    return [CostRow(row[0], CostKind(row[1]), Party(row[2]), *row[3:]) for row in found]


def _tell(store: Store, case_id: int, cost: CaseCost, what: str) -> None:
    data = {
        "step": str(cost.kind) if what == "entered" else f"{cost.kind}_voided",
        "what": what,
        "cost": cost.id,
        "payer": str(cost.payer),
        "amount_minor": cost.amount_minor,
        "currency": cost.currency,
    }
    timeline.add(store, case_id, CaseEventKind.COST, cost.note, data=data)
