"""Cases that were deleted: in the bin, and back out of it.

They aren't thrown away after a time: consumer law wants records kept for at least three years.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN

from desktop_app.core import clock
from desktop_app.core.errors import NotAllowed, Reason
from desktop_app.core.kinds import CaseKind, ClaimStage, Topic
from desktop_app.models.base import ids, tuples
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.claims import Claim
from desktop_app.models.shops import BinItem
from desktop_app.services import case_records
from desktop_app.services.store import Store

ROOM = "cases"
_AT_ONCE = 500


def delete(store: Store, nos: Iterable[str]) -> None:
    """Puts cases into the bin, all or none. Raises NotFound, and NotAllowed for one with claims."""
    with store.transaction() as tx:
        for no in nos:
            case = case_records.changeable(store, no)
            claim = Claim.get_or_none(Claim.case == case.id, Claim.stage != ClaimStage.VOID)
            if claim is not None:
                raise NotAllowed(Reason.CASE_HAS_CLAIMS, value=case.no, claim=claim.no)
            now = clock.now()
            case_records.update(case.id, {"deleted_at": now})
            data = json.dumps({"case": case.id})
            BinItem.create(room=ROOM, what=case.no, data=data, deleted_at=now)
            tx.touch(Topic.CASES, case.id)


@dataclass(frozen=True)
class BinnedCase:
    """A case in the bin; ``id`` is the bin's item, as `restore` takes it. Times are UTC."""

    id: int
    no: str
    kind: CaseKind
    buyer: str
    note: str
    opened_at: datetime
    deleted_at: datetime


def rows(store: Store) -> list[BinnedCase]:
    """The cases in the bin, the one that was deleted last first."""
    items = BinItem.select(BinItem.id, BinItem.what, BinItem.deleted_at).where(
        BinItem.room == ROOM, BinItem.restored_at.is_null()
    )
    with store.connection():
        found = tuples(items.order_by(BinItem.deleted_at.desc(), BinItem.id.desc()))
        about = {case[0]: case[1:] for case in _cases([no for _id, no, _at in found])}
    return [
        BinnedCase(item_id, no, CaseKind(kind), buyer or "", note, opened, deleted)
        for item_id, no, deleted in found
        if no in about
        for kind, buyer, note, opened in [about[no]]
    ]


def _cases(nos: list[str]) -> Iterator[tuple[Any, ...]]:
    case = AfterSalesCase
    columns = (case.no, case.kind, Buyer.buyer_id, case.note, case.opened_at)
    for start in range(0, len(nos), _AT_ONCE):
        some = nos[start : start + _AT_ONCE]
        query = case.select(*columns).join(Buyer, JOIN.LEFT_OUTER)
        yield from tuples(query.where(case.no.in_(some), case.deleted_at.is_null(is_null=False)))


def restore(store: Store, item_ids: Iterable[int]) -> list[str]:
    """Takes cases back out of the bin; returns their numbers. Others' items are passed over."""
    query = BinItem.select().where(
        BinItem.id.in_(list(item_ids)), BinItem.room == ROOM, BinItem.restored_at.is_null()
    )
    with store.transaction() as tx:
        items = list(query)
        for item in items:
            case_id = json.loads(item.data)["case"]
            case_records.update(case_id, {"deleted_at": None})
            item.restored_at = clock.now()
            item.save()
            tx.touch(Topic.CASES, case_id)
        return [item.what for item in items]


def item_of(store: Store, no: str) -> int | None:
    """The bin's item that holds a case, newest first; None where it isn't in the bin."""
    query = BinItem.select(BinItem.id).where(
        BinItem.room == ROOM, BinItem.what == no, BinItem.restored_at.is_null()
    )
    with store.connection():
        return next(iter(ids(query.order_by(BinItem.id.desc()))), None)
