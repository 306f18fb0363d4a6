"""Two IDs of one person put together by hand, and taken apart again.

Orders, cases, claims, wrong shipments and revisits go over to the ID that is kept; what moved is
written down, so that taking it back is exact: whatever came in between stays with the kept one.
Photos stay where they are, under the ID whose name their files bear (R18): the kept buyer shows
them too. The other ID goes on leading to the kept one, in finding and in imports.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import SQL, fn

from desktop_app.core import clock
from desktop_app.core.errors import NotAllowed, Reason
from desktop_app.core.kinds import Platform, Topic
from desktop_app.models.base import ids, tuples
from desktop_app.models.buyers import Buyer, Revisit
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.claims import Claim
from desktop_app.models.orders import SalesOrder
from desktop_app.models.photos import Photo
from desktop_app.models.prepared import listed
from desktop_app.models.shops import DoneAct
from desktop_app.models.weighing import WrongShipment
from desktop_app.services import buyer_records, revisits
from desktop_app.services.store import Changes, Store

ACT = "buyer_merge"
_TABLES: dict[str, Any] = {
    "orders": SalesOrder,
    "cases": AfterSalesCase,
    "claims": Claim,
    "wrong": WrongShipment,
    "revisits": Revisit,
}
_TOPICS = {
    "cases": Topic.CASES,
    "claims": Topic.CLAIMS,
    "wrong": Topic.WRONG_SHIPMENTS,
}


@dataclass(frozen=True)
class MergePreview:
    """What a merging would move, how many of each; ``fills`` are empty fields it would fill."""

    kept: str
    gone: str
    orders: int
    cases: int
    claims: int
    wrong: int
    revisits: int
    photos: int
    fills: tuple[str, ...]


@dataclass(frozen=True)
class MergedRow:
    """An ID that was merged into a buyer, and how many photos lie under it. ``id`` is its row."""

    id: int
    buyer_id: str
    platform: Platform
    folder: str
    photos: int
    at: datetime | None
    who: str


def preview(store: Store, kept_id: int, gone_id: int) -> MergePreview:
    """What `merge` would do. Raises what it would raise."""
    with store.connection():
        kept, gone = _pair(kept_id, gone_id)
        counts = {name: len(_held(table, gone.id)) for name, table in _TABLES.items()}
        photos = Photo.select().where(
            Photo.buyer.in_(buyer_records.family(gone.id)), Photo.deleted_at.is_null()
        )
        return MergePreview(
            kept=kept.buyer_id,
            gone=gone.buyer_id,
            photos=photos.count(),
            fills=tuple(_filled(kept, gone)),
            **counts,
        )


def merge(store: Store, kept_id: int, gone_id: int) -> int:
    """Puts one buyer into another, all or nothing; returns the act's id.

    Raises NotFound; and NotAllowed for a masked ID (it stands for many people), for erased data,
    and for two IDs that are one buyer already.
    """
    with store.transaction() as tx:
        kept, gone = _pair(kept_id, gone_id)
        moved = {name: _held(table, gone.id) for name, table in _TABLES.items()}
        for name, table in _TABLES.items():
            _give(table, moved[name], gone.id, kept.id)
        children = list(ids(Buyer.select(Buyer.id).where(Buyer.merged_into == gone.id)))
        after = _filled(kept, gone)
        before = {name: kept.__data__[name] for name in after}
        buyer_records.write([gone.id, *children], merged_into=kept.id)
        buyer_records.write([kept.id], **after)
        revisits.renew([kept.id, gone.id])
        told = {"kept": kept.id, "gone": gone.id, "children": children, "moved": moved}
        made = DoneAct.create(
            kind=ACT,
            at=clock.now(),
            who=store.who,
            data=json.dumps({**told, "before": before, "after": after}, ensure_ascii=False),
        )
        _tell(tx, moved, kept.id, gone.id, *children)
    return int(made.id)


def unmerge(store: Store, gone_id: int) -> None:
    """Makes a merged ID a buyer of its own again, with exactly what it had brought along.

    What was since given to somebody else by hand stays there, and so does what came in since.
    Raises NotAllowed for one that isn't merged.
    """
    with store.transaction() as tx:
        gone = Buyer.get_or_none(Buyer.id == gone_id)
        root = gone.merged_into if gone is not None else None
        act = _act(gone_id)
        if gone is None or root is None or act is None:
            raise NotAllowed(Reason.BUYER_NOT_MERGED, value=gone.buyer_id if gone else gone_id)
        told = json.loads(act.data)
        for name, table in _TABLES.items():
            _give(table, told["moved"].get(name, []), root.id, gone.id)
        brought = Buyer.select(Buyer.id).where(Buyer.id.in_(told["children"]))
        children = list(ids(brought.where(Buyer.merged_into == root.id)))
        buyer_records.write(children, merged_into=gone.id)
        buyer_records.write([gone.id], merged_into=None)
        _give_back(told)
        revisits.renew([root.id, gone.id])
        DoneAct.update(undone_at=clock.now()).where(DoneAct.id == act.id).execute()
        _tell(tx, told["moved"], root.id, gone.id, *children)


def merged_called(store: Store, text: str, platform: Platform | None = None) -> int:
    """The row id of the merged ID that is written so. Raises NotAllowed where none is merged."""
    query = Buyer.select(Buyer.id).where(
        Buyer.buyer_id == text, Buyer.merged_into.is_null(is_null=False)
    )
    if platform is not None:
        query = query.where(Buyer.platform == platform)
    with store.connection():
        found = next(iter(ids(query)), None)
    if found is None:
        raise NotAllowed(Reason.BUYER_NOT_MERGED, value=text)
    return found


def _give_back(told: dict[str, Any]) -> None:
    """Takes back what the kept buyer had taken over, unless it was changed since."""
    kept = Buyer.get_by_id(told["kept"])
    same = {
        name: told["before"][name]
        for name, value in told["after"].items()
        if kept.__data__[name] == value
    }
    buyer_records.write([kept.id], **same)


def merged(store: Store, kept_id: int) -> list[MergedRow]:
    """The IDs that were merged into a buyer, and where their photos lie."""
    with store.connection():
        acts = {json.loads(act.data)["gone"]: act for act in _acts()}
        photos = dict(
            tuples(
                Photo.select(Photo.buyer, fn.COUNT(Photo.id))
                .where(Photo.deleted_at.is_null())
                .group_by(Photo.buyer)
                .where(Photo.buyer.in_(buyer_records.family(kept_id)))
            )
        )
        found = []
        for row in Buyer.select().where(Buyer.merged_into == kept_id).order_by(Buyer.id):
            act = acts.get(row.id)
            found.append(
                MergedRow(
                    *(row.id, row.buyer_id, Platform(row.platform), row.folder),
                    photos=photos.get(row.id, 0),
                    at=act.at if act else None,
                    who=act.who if act else "",
                )
            )
        return found


def _pair(kept_id: int, gone_id: int) -> tuple[Buyer, Buyer]:
    kept, gone = buyer_records.living(kept_id), buyer_records.living(gone_id)
    if kept.id == gone.id:
        raise NotAllowed(Reason.BUYERS_SAME, value=kept.buyer_id)
    for buyer in (kept, gone):
        if buyer.masked:
            raise NotAllowed(Reason.BUYER_MASKED, value=buyer.buyer_id)
    return kept, gone


def _filled(kept: Buyer, gone: Buyer) -> dict[str, Any]:
    """What the kept buyer takes over: contact it hasn't got, the other's note, the higher level."""
    found: dict[str, Any] = {
        name: getattr(gone, name)
        for name in ("name", "phone", "address")
        if getattr(gone, name) and not getattr(kept, name)
    }
    if gone.note and gone.note != kept.note:
        found["note"] = "\n".join(filter(None, (kept.note, gone.note)))
    if gone.vip_level > kept.vip_level:
        found["vip_level"] = gone.vip_level
    return found


def _held(table: Any, buyer_id: int) -> list[int]:
    return list(ids(table.select(table.id).where(table.buyer == buyer_id)))


def _give(table: Any, row_ids: list[int], before: int, after: int) -> None:
    """Gives rows to another buyer, unless they belong to somebody else meanwhile."""
    these = SQL("(SELECT value FROM json_each(?))", [listed(row_ids)])
    table.update(buyer=after).where(table.id.in_(these), table.buyer == before).execute()


def _acts() -> Iterable[DoneAct]:
    query = DoneAct.select().where(DoneAct.kind == ACT, DoneAct.undone_at.is_null())
    acts: Iterable[DoneAct] = query.order_by(DoneAct.id)
    return acts


def _act(gone_id: int) -> DoneAct | None:
    """The last merging of this ID that still stands."""
    found = [act for act in _acts() if json.loads(act.data)["gone"] == gone_id]
    return found[-1] if found else None


def _tell(tx: Changes, moved: dict[str, list[int]], *buyer_ids: int) -> None:
    tx.touch(Topic.BUYERS, *buyer_ids)
    tx.touch(Topic.REVISITS)
    for name, topic in _TOPICS.items():
        if moved.get(name):
            tx.touch(topic, *moved[name])
