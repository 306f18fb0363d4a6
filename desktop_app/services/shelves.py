"""The shop's products by weight, kept ready between parcels until a product changes."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from peewee import fn

from desktop_app.core.catalogue import Catalogue, Item
from desktop_app.core.kinds import Topic
from desktop_app.models.base import tuples
from desktop_app.models.products import Product
from desktop_app.services.store import Changes, Store

_ready: WeakKeyDictionary[Store, Shelves] = WeakKeyDictionary()


class Shelves:
    """One shop's catalogue: read when first asked for, and again after a product changed."""

    def __init__(self, store: Store) -> None:
        self._catalogue: Catalogue | None = None
        store.listen(self._forget)

    def catalogue(self) -> Catalogue:
        known = self._catalogue
        if known is None:
            known = self._catalogue = Catalogue(_items())
        return known

    def _forget(self, changes: Changes) -> None:
        if Topic.PRODUCTS in changes.topics:
            self._catalogue = None


def catalogue(store: Store) -> Catalogue:
    """Every product with a weight that is still sold."""
    if store not in _ready:
        _ready[store] = Shelves(store)
    with store.connection():
        return _ready[store].catalogue()


def _items() -> list[Item]:
    query = Product.select(
        Product.sku,
        Product.weight_g,
        fn.COALESCE(Product.tolerance_g, 0),
        fn.COALESCE(fn.NULLIF(Product.model, ""), Product.title),
    ).where(~Product.weight_g.is_null(), Product.retired == 0)
    return [Item(*row) for row in tuples(query)]
