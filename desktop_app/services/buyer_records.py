"""The records of buyers, as the other services of the buyers' room read and write them."""

from __future__ import annotations

from collections.abc import Iterable

from desktop_app.core import names
from desktop_app.core.errors import BadValue, Conflict, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import Platform, Topic
from desktop_app.models.base import ids
from desktop_app.models.buyers import Buyer
from desktop_app.services import buyers
from desktop_app.services.store import Store

HIGHEST_VIP = 3
LONGEST = 4000
_TEXTS = ("name", "phone", "address", "note")


def find(buyer_id: int) -> Buyer:
    """The buyer with this row id, or the one that it was merged into. Raises NotFound."""
    found = Buyer.get_or_none(Buyer.id == buyer_id)
    if found is None:
        raise NotFound(Reason.BUYER_UNKNOWN, value=buyer_id)
    main: Buyer = found.merged_into or found
    return main


def ids_called(store: Store, text: str, platform: Platform | None = None) -> list[int]:
    """The row ids of all buyers who have this ID, or had it; a masked one has many."""
    names.buyer_id(text)
    with store.connection():
        return list(ids(Buyer.select(Buyer.id).where(buyers.is_called(text, platform))))


def family(buyer_id: int) -> list[int]:
    """The row ids of a buyer and of all that were merged into it. Must run in a connection."""
    merged = Buyer.select(Buyer.id).where(Buyer.merged_into == buyer_id).order_by(Buyer.id)
    return [buyer_id, *ids(merged)]


def living(buyer_id: int) -> Buyer:
    """The buyer, if it can be changed: one whose data were erased can't. Raises NotFound too."""
    buyer = find(buyer_id)
    if buyer.erased_at is not None:
        raise NotAllowed(Reason.BUYER_ERASED, value=buyer.buyer_id)
    return buyer


def change(store: Store, buyer_id: int, version: int | None = None, /, **fields: object) -> int:
    """Sets name, phone, address, note or VIP level (0 to 3) of a buyer; returns its version.

    Raises NotFound, NotAllowed for an erased buyer, BadValue for a level that isn't one or a text
    that is too long, and Conflict when ``version`` is given and the buyer was changed since.
    """
    with store.transaction() as tx:
        buyer = living(buyer_id)
        if version is not None and version != buyer.row_version:
            raise Conflict(Reason.CHANGED_MEANWHILE, mine=version, theirs=buyer.row_version)
        columns = {name: _checked(name, value) for name, value in fields.items()}
        write([buyer.id], **columns)
        tx.touch(Topic.BUYERS, buyer.id)
        return int(buyer.row_version) + 1


def write(buyer_ids: Iterable[int], **columns: object) -> None:
    """Writes columns and counts the rows' versions up, inside the caller's transaction."""
    query = Buyer.update(**columns, row_version=Buyer.row_version + 1)
    query.where(Buyer.id.in_(list(buyer_ids))).execute()


def _checked(name: str, value: object) -> object:
    if name in _TEXTS:
        text = str(value).strip()
        if len(text) > LONGEST:
            raise BadValue(Reason.VALUE_TOO_LONG, value=text[:40], limit=LONGEST)
        return text
    if name != "vip_level":
        raise BadValue(Reason.FIELD_FIXED, field=name)
    if not isinstance(value, int) or not 0 <= value <= HIGHEST_VIP:
        raise BadValue(Reason.NOT_A_VIP_LEVEL, value=value, highest=HIGHEST_VIP)
    return value
