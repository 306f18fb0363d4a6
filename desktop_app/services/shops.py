"""The shops that the person runs, and who sends their parcels (claim sheets need it)."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from desktop_app.core.errors import BadValue, Reason
from desktop_app.core.kinds import Platform, Topic
from desktop_app.models.base import fetch
from desktop_app.models.shops import Shop
from desktop_app.services.store import Store


@dataclass(frozen=True)
class ShopDraft:
    """A shop as it is entered: sender on parcels, account that couriers pay to."""

    platform: Platform
    name: str
    sender_name: str = ""
    sender_phone: str = ""
    sender_address: str = ""
    account_holder: str = ""
    account_bank: str = ""
    account_no: str = ""
    currency: str = "CNY"


@dataclass(frozen=True)
class ShopRow(ShopDraft):
    """A stored shop."""

    id: int = 0


def all_of(store: Store) -> list[ShopRow]:
    """Every shop, in the order in which they were entered."""
    with store.connection():
        return fetch(Shop.select().order_by(Shop.id), ShopRow)


def usual(store: Store, platform: str = "") -> ShopRow | None:
    """The shop on this platform, else the first one; None before any was entered."""
    found = all_of(store)
    return next((shop for shop in found if shop.platform == platform), found[0] if found else None)


def save(store: Store, draft: ShopDraft, shop_id: int | None = None) -> int:
    """Enters a shop, or changes one; returns its id. Raises BadValue for one without a name."""
    if not draft.name.strip():
        raise BadValue(Reason.SHOP_NAME_EMPTY)
    values = {name: value for name, value in asdict(draft).items() if name != "id"}
    with store.transaction() as tx:
        if shop_id is None:
            shop_id = int(Shop.insert(**values).execute())
        else:
            Shop.update(**values).where(Shop.id == shop_id).execute()
        tx.touch(Topic.SETTINGS)
    return shop_id
