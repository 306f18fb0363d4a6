"""How a case is resolved: its outcome, whose fault it was, and who pays what (R2, R14, R54)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from desktop_app.core.kinds import Cause, CostKind, Outcome, Party, ResolutionDoubt
from desktop_app.services import case_acts, case_costs, case_records
from desktop_app.services.store import Store

POSTAGE = frozenset({CostKind.POSTAGE_OUT, CostKind.POSTAGE_BACK})
_SENT_BACK = frozenset({Outcome.RETURN_REFUND, Outcome.EXCHANGE})


@dataclass(frozen=True)
class Share:
    """A part of a resolution: what is paid for, by whom, and how much (minor units)."""

    kind: CostKind
    payer: Party
    amount_minor: int
    note: str = ""


@dataclass(frozen=True)
class Resolution:
    """What was agreed. An empty cause or fault leaves the case's own as it is."""

    outcome: Outcome
    shares: tuple[Share, ...] = ()
    fault: Party | None = None
    cause: Cause | None = None


def resolve(store: Store, no: str, agreed: Resolution, version: int | None = None) -> int:
    """Records what was agreed: outcome, fault and cause, and a cost for each share.

    Returns the id of the act that sets the fields and that can be undone; costs are struck out one
    by one. Raises BadValue for an outcome that the kind doesn't have, and as `case_costs.add`.
    """
    said = {"fault": agreed.fault, "cause": agreed.cause}
    fields = {name: value for name, value in said.items() if value is not None}
    with store.transaction():
        case = case_records.changeable(store, no, version)
        act = case_acts.change(store, [case.id], outcome=agreed.outcome, **fields)
        for share in agreed.shares:
            case_costs.add(store, no, share.kind, share.amount_minor, share.payer, share.note)
    return act


def doubts(agreed: Resolution) -> list[ResolutionDoubt]:
    """What a person should look at again before it is recorded; it forbids nothing.

    Where the shop is at fault it pays postage both ways for a return, or the repair (R2); what is
    settled kindly has its cost (R14).
    """
    return list(dict.fromkeys(_doubts(agreed)))


def _doubts(agreed: Resolution) -> Iterable[ResolutionDoubt]:
    payers = {share.kind: share.payer for share in agreed.shares}
    if agreed.outcome in _SENT_BACK and not payers.keys() >= POSTAGE:
        yield ResolutionDoubt.POSTAGE_OPEN
    if agreed.fault is Party.SHOP:
        ours = (Party.SHOP, Party.COURIER)
        if any(payers[kind] not in ours for kind in POSTAGE & payers.keys()):
            yield ResolutionDoubt.POSTAGE_NOT_OURS
        if agreed.outcome is Outcome.REPAIR and payers.get(CostKind.REPAIR) not in ours:
            yield ResolutionDoubt.REPAIR_NOT_OURS
    if agreed.outcome is Outcome.GOODWILL and not agreed.shares:
        yield ResolutionDoubt.GOODWILL_WITHOUT_COST
