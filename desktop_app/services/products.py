"""Products: their weights, brought in from a table, edited, listed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from desktop_app.core import clock, weight
from desktop_app.core.errors import BadValue, FileTrouble, NotFound, Reason
from desktop_app.core.kinds import Topic
from desktop_app.core.track import Track, everything
from desktop_app.models.base import fetch
from desktop_app.models.orders import OrderLine
from desktop_app.models.products import Product
from desktop_app.services import product_files
from desktop_app.services.parsed_orders import RefusedRow
from desktop_app.services.product_files import ParsedProduct
from desktop_app.services.store import Changes, Store

_AT_ONCE = 500


@dataclass(frozen=True)
class ProductDraft:
    """A product as it is entered: weights in g, amounts in minor units, None for not known."""

    sku: str
    title: str = ""
    model: str = ""
    variant: str = ""
    weight_g: int | None = None
    tolerance_g: int | None = None
    price_minor: int | None = None
    cost_minor: int | None = None
    currency: str = "CNY"


@dataclass(frozen=True)
class ProductRow(ProductDraft):
    """A stored product."""

    id: int = 0
    retired: int = 0


@dataclass(frozen=True)
class ImportReport:
    """What became of tables of products; ``unknown_columns`` are those that had no use."""

    added: int
    updated: int
    unchanged: int
    refused: tuple[RefusedRow, ...]
    unknown_columns: tuple[str, ...]


def import_files(store: Store, paths: Iterable[Path], *, track: Track = everything) -> ImportReport:
    """Brings in tables of products by SKU; what a table leaves blank stays as it is.

    A file is read whole first: a damaged one is refused whole. Raises StoreTrouble.
    """
    counts = {"added": 0, "updated": 0, "unchanged": 0}
    refused: list[RefusedRow] = []
    unknown: dict[str, None] = {}
    for path in paths:
        try:
            file = product_files.read(path, track)
        except FileTrouble as error:
            refused.append(RefusedRow(path.name, None, error))
            continue
        refused += file.refused
        unknown |= dict.fromkeys(file.unknown_columns)
        for start in range(0, len(file.products), _AT_ONCE):
            _bring_in(store, file.products[start : start + _AT_ONCE], counts)
    return ImportReport(**counts, refused=tuple(refused), unknown_columns=tuple(unknown))


def save(store: Store, draft: ProductDraft) -> int:
    """Enters a product, or changes the one with this SKU; returns its id.

    Raises BadValue for an empty SKU, a text too long, a weight that no parcel has, an amount
    below nought.
    """
    values = asdict(draft)
    values |= {name: value.strip() for name, value in values.items() if isinstance(value, str)}
    _check(draft)
    with store.transaction() as tx:
        held = Product.get_or_none(Product.sku == values["sku"])
        if held is None:
            ref = int(Product.insert(**values, updated_at=clock.now()).execute())
        else:
            ref = held.id
            _update(ref, values)
        tx.touch(Topic.PRODUCTS, ref)
    return ref


def set_weight(store: Store, sku: str, grams: int) -> int:
    """Notes what one piece weighs; returns the product's id.

    A SKU that is known from an order alone becomes a product with that item's words. Raises
    BadValue for a weight that no parcel has, NotFound for a SKU that nothing knows.
    """
    weight.checked(grams)
    with store.transaction() as tx:
        held = Product.get_or_none(Product.sku == sku)
        ref = held.id if held is not None else _from_order(sku)
        _update(ref, {"weight_g": grams})
        tx.touch(Topic.PRODUCTS, ref)
    return int(ref)


def list_(store: Store, search: str = "", limit: int | None = None) -> list[ProductRow]:
    """The products by SKU; with ``search`` those that have it in SKU, title, model or variant."""
    query = Product.select(*_COLUMNS).where(Product.retired == 0).order_by(Product.sku)
    wanted = search.strip()
    if wanted:
        query = query.where(
            Product.sku.contains(wanted)
            | Product.title.contains(wanted)
            | Product.model.contains(wanted)
            | Product.variant.contains(wanted)
        )
    with store.connection():
        return fetch(query.limit(limit) if limit is not None else query, ProductRow)


def by_sku(store: Store, sku: str) -> ProductRow:
    """The product with this SKU. Raises NotFound."""
    with store.connection():
        found = fetch(Product.select(*_COLUMNS).where(Product.sku == sku), ProductRow)
    if not found:
        raise NotFound(Reason.PRODUCT_UNKNOWN, value=sku)
    return found[0]


def retire(store: Store, sku: str) -> None:
    """Takes a product out of lists; its past stays. An import or a save brings it back."""
    held = by_sku(store, sku)
    with store.transaction() as tx:
        _update(held.id, {"retired": 1})
        tx.touch(Topic.PRODUCTS, held.id)


def _bring_in(store: Store, products: Sequence[ParsedProduct], counts: dict[str, int]) -> None:
    now = dict.fromkeys(counts, 0)
    with store.transaction() as tx:
        held = {
            row.sku: row
            for row in Product.select().where(Product.sku.in_([one.sku for one in products]))
        }
        for product in products:
            now[_bring_in_one(tx, product, held.get(product.sku))] += 1
    for what, count in now.items():
        counts[what] += count


def _bring_in_one(tx: Changes, product: ParsedProduct, held: Product | None) -> str:
    said = {name: value for name, value in asdict(product).items() if value is not None}
    if held is None:
        ref = int(Product.insert(**said, updated_at=clock.now()).execute())
        tx.touch(Topic.PRODUCTS, ref)
        return "added"
    changed = {name: value for name, value in said.items() if getattr(held, name) != value}
    if not changed and not held.retired:
        return "unchanged"
    _update(held.id, changed)
    tx.touch(Topic.PRODUCTS, held.id)
    return "updated"


def _update(ref: int, values: dict[str, Any]) -> None:
    Product.update(
        **({"retired": 0} | values),
        updated_at=clock.now(),
        row_version=Product.row_version + 1,
    ).where(Product.id == ref).execute()


def _from_order(sku: str) -> int:
    line = (
        OrderLine.select().where(OrderLine.sku == sku).order_by(OrderLine.id.desc()).first()
        if sku
        else None
    )
    if line is None:
        raise NotFound(Reason.PRODUCT_UNKNOWN, value=sku)
    return int(
        Product.insert(
            sku=sku, title=line.title, variant=line.variant, updated_at=clock.now()
        ).execute()
    )


def _check(draft: ProductDraft) -> None:
    if not draft.sku.strip():
        raise BadValue(Reason.VALUE_MISSING, field="SKU")
    for text in (draft.sku, draft.title, draft.model, draft.variant):
        if len(text) > product_files.MAX_TEXT:
            raise BadValue(Reason.VALUE_TOO_LONG, value=text[:40], limit=product_files.MAX_TEXT)
    if draft.weight_g is not None:
        weight.checked(draft.weight_g)
    for amount in (draft.tolerance_g, draft.price_minor, draft.cost_minor):
        if amount is not None and amount < 0:
            raise BadValue(Reason.NEGATIVE_AMOUNT, value=amount)


_COLUMNS = (
    Product.id,
    Product.sku,
    Product.title,
    Product.model,
    Product.variant,
    Product.weight_g,
    Product.tolerance_g,
    Product.price_minor,
    Product.cost_minor,
    Product.currency,
    Product.retired,
)
