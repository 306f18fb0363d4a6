"""What a case really costs the shop: what it paid, less what came back (R2, R14, R37).

Costs that a buyer or a courier bears are kept, since the resolution says who pays what, but they
aren't the shop's. What couriers paid on the case's claims counts as come back by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
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
from desktop_app.models.cases import AfterSalesCase, CaseCost, CaseLine
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


def totals(store: Store, case_ids: Iterable[int]) -> dict[int, TrueCost]:
    """The true cost of many cases, each in its own currency, with those merged into it.

    Cases for which nothing was entered in that currency and nothing came in are left out.
    """
    with store.connection():
        heads = _heads(case_ids)
        query = AfterSalesCase.select(AfterSalesCase.id, AfterSalesCase.currency)
        own = dict(tuples(query.where(AfterSalesCase.id.in_(set(heads.values())))))
        rows: defaultdict[int, list[CostRow]] = defaultdict(list)
        for case_id, row in _rows_by_case(list(heads)):
            if row.currency == own.get(heads[case_id]):
                rows[heads[case_id]].append(row)
        paid: defaultdict[int, dict[str, int]] = defaultdict(dict)
        for case_id, sums in _paid_by_case(list(heads)).items():
            for currency, amount in sums.items():
                if currency == own.get(heads[case_id]):
                    held = paid[heads[case_id]]
                    held[currency] = held.get(currency, 0) + amount
    return {
        case_id: _totals(currency, rows[case_id], paid[case_id])[0]
        for case_id, currency in own.items()
        if case_id in rows or case_id in paid
    }


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


def _heads(case_ids: Iterable[int]) -> dict[int, int]:
    """For the cases and for all that were merged into them: the one where they count."""
    heads = {case_id: case_id for case_id in case_ids}
    last = list(heads)
    while last:
        query = AfterSalesCase.select(AfterSalesCase.id, AfterSalesCase.merged_into)
        found = [
            (case_id, main)
            for case_id, main in tuples(query.where(case_records.merged_among(last)))
            if case_id not in heads
        ]
        heads.update({case_id: heads[main] for case_id, main in found})
        last = [case_id for case_id, _main in found]
    return heads


def _paid(case_ids: list[int]) -> dict[str, int]:
    """What couriers paid on the cases' claims, by currency; what they took back is taken off."""
    found: defaultdict[str, int] = defaultdict(int)
    for sums in _paid_by_case(case_ids).values():
        for currency, amount in sums.items():
            found[currency] += amount
    return dict(found)


def _paid_by_case(case_ids: list[int]) -> dict[int, dict[str, int]]:
    query = (
        ClaimPayment.select(
            *(Claim.case, ClaimPayment.currency, ClaimPayment.kind),
            fn.SUM(ClaimPayment.amount_minor),
        )
        .join(Claim)
        .where(
            Claim.case.in_(case_ids),
            Claim.stage != ClaimStage.VOID,
            ClaimPayment.voided_at.is_null(),
        )
        .group_by(Claim.case, ClaimPayment.currency, ClaimPayment.kind)
    )
    signs = {PaymentKind.RECEIVED: 1, PaymentKind.SET_OFF: 1, PaymentKind.REVERSAL: -1}
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for case_id, currency, kind, amount in tuples(query):
        sums = found[case_id]
        sums[currency] = sums.get(currency, 0) + signs.get(PaymentKind(kind), 0) * amount
    return found


def _rows(case_ids: list[int]) -> list[CostRow]:
    return [row for _case_id, row in _rows_by_case(case_ids)]


def _rows_by_case(case_ids: list[int]) -> list[tuple[int, CostRow]]:
    names = list(CostRow.__dataclass_fields__)
    query: Any = CaseCost.select(CaseCost.case, *(getattr(CaseCost, name) for name in names))
    found = tuples(query.where(CaseCost.case.in_(case_ids)).order_by(CaseCost.id))
    return [
        (case_id, CostRow(row[0], CostKind(row[1]), Party(row[2]), *row[3:]))
        for case_id, *row in found
    ]


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
