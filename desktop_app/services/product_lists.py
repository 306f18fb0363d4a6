"""Lists of products: which, sorted and filtered, and the rows of some of them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop_app.models.base import fetch
from desktop_app.models.base import ids as first_column
from desktop_app.models.products import LearnedWeight, Product
from desktop_app.services import paging
from desktop_app.services.products import ProductRow
from desktop_app.services.store import Store


@dataclass(frozen=True, kw_only=True)
class ProductFilter:
    """Which products, in which order. What is left empty doesn't narrow.

    ``text`` is a part of SKU, title, model or variant; ``unweighed`` are those without a weight,
    ``learned`` those for which parcels propose another one; ``retired`` those taken out of lists.
    """

    text: str = ""
    unweighed: bool = False
    learned: bool = False
    retired: bool = False
    order_by: str = "sku"
    descending: bool = False


def ids(store: Store, wanted: ProductFilter | None = None) -> array[int]:
    """The ids of the products that a filter lets through, in its order."""
    wanted = wanted or ProductFilter()
    query = Product.select(Product.id).where(*_conditions(wanted))
    keys = (_ORDERS.get(wanted.order_by, Product.sku), Product.id)
    turned = [one.desc() for one in keys] if wanted.descending else list(keys)
    with store.connection():
        return array("q", first_column(query.order_by(*turned)))


def rows(store: Store, wanted: Sequence[int]) -> list[ProductRow]:
    """The rows of these ids in this order; ids that are gone are left out."""
    with store.connection():
        return paging.by_id(wanted, _read)


def _read(wanted: list[int]) -> list[ProductRow]:
    columns = [getattr(Product, name) for name in _NAMES]
    return fetch(Product.select(*columns).where(Product.id.in_(wanted)), ProductRow)


def _conditions(wanted: ProductFilter) -> list[Any]:
    text = wanted.text.strip()
    pairs = (
        (text, lambda: _holding(text)),
        (wanted.unweighed, Product.weight_g.is_null),
        (wanted.learned, lambda: Product.id.in_(_LEARNED)),
    )
    return [Product.retired == int(wanted.retired), *(make() for given, make in pairs if given)]


def _holding(text: str) -> Any:
    first, *others = (
        getattr(Product, name).contains(text) for name in ("sku", "title", "model", "variant")
    )
    for other in others:
        first |= other
    return first


_NAMES = tuple(ProductRow.__dataclass_fields__)
_ORDERS: dict[str, Any] = {name: getattr(Product, name) for name in _NAMES}
_LEARNED = LearnedWeight.select(LearnedWeight.product).where(
    LearnedWeight.applied_at.is_null(), LearnedWeight.declined_at.is_null()
)
