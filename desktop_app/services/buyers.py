"""Buyers, and the folder in the photo archive that each has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from peewee import fn

from desktop_app.core import clock, names
from desktop_app.core.errors import BadValue, NotFound, Reason
from desktop_app.core.kinds import Platform, Topic
from desktop_app.models import bulk
from desktop_app.models.base import fetch
from desktop_app.models.buyers import Buyer
from desktop_app.services.store import Store

_NEW = (
    *("platform", "buyer_id", "told_apart_by", "folder", "folder_key", "masked", "created_at"),
    *("name", "phone", "address", "note", "vip_level", "row_version"),
)
_NOTHING_YET = ("", "", "", "", 0, 1)


@dataclass(frozen=True)
class BuyerRow:
    """A buyer as lists show them."""

    id: int
    platform: str
    buyer_id: str
    told_apart_by: str
    folder: str
    masked: int
    name: str
    vip_level: int


def obtain(store: Store, platform: Platform, text: str, told_apart_by: str = "") -> int:
    """The id of the buyer with this platform and buyer ID, made if new.

    An ID that was merged into another one leads to that one (`buyer_merging`). A masked ID
    (``t**b``) stands for many people: ``told_apart_by`` (an order number) keeps them apart
    (hostile 21). Raises BadValue for an ID that is empty or holds a NUL.
    """
    return obtain_all(store, platform, [(text, told_apart_by)])[text, told_apart_by]


def obtain_all(
    store: Store, platform: Platform, wanted: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], int]:
    """`obtain` for many at once: the ids by (buyer ID as given, told apart by)."""
    keys = {pair: _key(*pair) for pair in wanted}
    with store.transaction() as tx:
        held = _held(platform, keys.values())
        new = [key for key in dict.fromkeys(keys.values()) if key not in held]
        if new:
            _make(platform, new)
            held |= _held(platform, new)
            tx.touch(Topic.BUYERS, *(held[key] for key in new))
    return {pair: held[key] for pair, key in keys.items()}


def _key(text: str, told_apart_by: str) -> tuple[str, str]:
    buyer_id = names.buyer_id(text)
    return buyer_id, told_apart_by if names.is_masked(buyer_id) else ""


def _held(platform: Platform, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    wanted = list({buyer_id for buyer_id, _apart in keys})
    columns = ("id", "platform", "buyer_id", "told_apart_by", "merged_into_id")
    return {
        (buyer_id, apart): ref if into is None else into
        for ref, where, buyer_id, apart, into in bulk.among(Buyer, columns, "buyer_id", wanted)
        if where == platform
    }


def _make(platform: Platform, keys: list[tuple[str, str]]) -> None:
    """Stores new buyers. The folder of a masked one has the order number in its name."""
    texts = [f"{buyer_id} {apart}" if apart else buyer_id for buyer_id, apart in keys]
    folders = [names.safe(text) for text in texts]
    taken = _TakenFolders(map(names.folded, folders))
    now = clock.to_text(clock.now())
    rows = []
    for (buyer_id, apart), text, likely in zip(keys, texts, folders, strict=True):
        folder, key = likely, names.folded(likely)
        if key in taken:
            folder = names.distinct(text, taken)
            key = names.folded(folder)
        taken.add(key)
        masked = int(names.is_masked(buyer_id))
        rows.append((platform.value, buyer_id, apart, folder, key, masked, now, *_NOTHING_YET))
    bulk.insert(Buyer, _NEW, rows)


def named(store: Store, text: str, platform: Platform | None = None) -> BuyerRow:
    """The one buyer who has this ID, or had it before two IDs were merged.

    Raises NotFound for none, and for several without a platform.
    """
    names.buyer_id(text)
    with store.connection():
        found = fetch(Buyer.select(*_COLUMNS).where(is_called(text, platform)), BuyerRow)
    if not found:
        raise NotFound(Reason.BUYER_UNKNOWN, value=text)
    if len(found) > 1:
        allowed = ", ".join(sorted({row.platform for row in found}))
        raise NotFound(Reason.BUYER_AMBIGUOUS, value=text, allowed=allowed)
    return found[0]


def is_called(text: str, platform: Platform | None = None) -> Any:
    """The condition that a buyer has this ID, or had it before two IDs were merged."""
    try:
        wanted = names.buyer_id(text)
    except BadValue:
        return Buyer.id.is_null()
    called = Buyer.alias()
    query = called.select(fn.COALESCE(called.merged_into, called.id)).where(
        called.buyer_id == wanted
    )
    if platform is not None:
        query = query.where(called.platform == platform)
    return Buyer.id.in_(query)


class _TakenFolders:
    """The folder names in use; for those that are likely asked about one query is enough."""

    def __init__(self, likely: Iterable[str]) -> None:
        self._known = dict.fromkeys(likely, False)
        for row in bulk.among(Buyer, ["folder_key"], "folder_key", list(self._known)):
            self._known[row[0]] = True

    def add(self, key: str) -> None:
        """Counts a name as in use from now on."""
        self._known[key] = True

    def __contains__(self, key: object) -> bool:
        found = self._known.get(str(key))
        return Buyer.select().where(Buyer.folder_key == key).exists() if found is None else found


_COLUMNS = (
    Buyer.id,
    Buyer.platform,
    Buyer.buyer_id,
    Buyer.told_apart_by,
    Buyer.folder,
    Buyer.masked,
    Buyer.name,
    Buyer.vip_level,
)
