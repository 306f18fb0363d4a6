"""Buyers, and the folder in the photo archive that each has."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.core import clock, names
from desktop_app.core.errors import NotFound, Reason
from desktop_app.core.kinds import Platform, Topic
from desktop_app.models.base import fetch
from desktop_app.models.buyers import Buyer
from desktop_app.services.store import Store


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

    A masked ID (``t**b``) stands for many people: ``told_apart_by`` (an order number) keeps them
    apart (hostile 21). Raises BadValue for an ID that is empty or holds a NUL.
    """
    buyer_id = names.buyer_id(text)
    masked = names.is_masked(buyer_id)
    apart = told_apart_by if masked else ""
    with store.transaction() as tx:
        found = Buyer.get_or_none(
            Buyer.platform == platform, Buyer.buyer_id == buyer_id, Buyer.told_apart_by == apart
        )
        if found is not None:
            return found.id
        folder = names.distinct(buyer_id, _TakenFolders())
        made = Buyer.create(
            platform=platform,
            buyer_id=buyer_id,
            told_apart_by=apart,
            folder=folder,
            folder_key=names.folded(folder),
            masked=int(masked),
            created_at=clock.now(),
        )
        tx.touch(Topic.BUYERS, made.id)
        return int(made.id)


def named(store: Store, text: str, platform: Platform | None = None) -> BuyerRow:
    """The one buyer with this ID. Raises NotFound for none, and for several without a platform."""
    buyer_id = names.buyer_id(text)
    query = Buyer.select().where(Buyer.buyer_id == buyer_id)
    if platform is not None:
        query = query.where(Buyer.platform == platform)
    with store.connection():
        found = fetch(query.select(*_COLUMNS), BuyerRow)
    if not found:
        raise NotFound(Reason.BUYER_UNKNOWN, value=text)
    if len(found) > 1:
        allowed = ", ".join(sorted({row.platform for row in found}))
        raise NotFound(Reason.BUYER_AMBIGUOUS, value=text, allowed=allowed)
    return found[0]


class _TakenFolders:
    """The folder names in use, asked of the database one at a time."""

    def __contains__(self, key: object) -> bool:
        return Buyer.select().where(Buyer.folder_key == key).exists()


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
