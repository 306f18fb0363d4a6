"""Production batches: those of a case's product, and new ones by their number (R19)."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.core.errors import BadValue, NotFound, Reason
from desktop_app.core.kinds import Topic
from desktop_app.models.base import tuples
from desktop_app.models.cases import CaseLine
from desktop_app.models.orders import OrderLine
from desktop_app.models.products import Batch, Product
from desktop_app.services.store import Store

MAX_NUMBER = 60


@dataclass(frozen=True)
class BatchRow:
    """A batch of a product."""

    id: int
    batch_no: str
    sku: str


def of_case(store: Store, case_id: int) -> list[BatchRow]:
    """The batches that are known of the case's goods, the newest first."""
    skus = CaseLine.select(CaseLine.sku).where(CaseLine.case == case_id, CaseLine.sku != "")
    query = (
        Batch.select(Batch.id, Batch.batch_no, Product.sku)
        .join(Product)
        .where(Product.sku.in_(skus))
        .order_by(Batch.id.desc())
    )
    with store.connection():
        return [BatchRow(*row) for row in tuples(query)]


def of_order(store: Store, case_id: int) -> str:
    """The batch that the order says the case's goods are of; empty where it doesn't."""
    query = (
        CaseLine.select(Batch.batch_no)
        .join(OrderLine, on=(CaseLine.order_line == OrderLine.id))
        .join(Batch, on=(OrderLine.batch == Batch.id))
        .where(CaseLine.case == case_id)
        .order_by(CaseLine.position)
        .limit(1)
    )
    with store.connection():
        return next((str(row[0]) for row in tuples(query)), "")


def obtain(store: Store, case_id: int, number: str) -> int:
    """The id of the batch with this number of the case's goods, made if new.

    Raises BadValue for an empty or overlong number, NotFound when none of the case's goods is a
    product of the shop.
    """
    kept = " ".join(number.split())
    if not kept:
        raise BadValue(Reason.VALUE_MISSING, field="batch")
    if len(kept) > MAX_NUMBER:
        raise BadValue(Reason.VALUE_TOO_LONG, value=kept[:40], limit=MAX_NUMBER)
    held = next((row for row in of_case(store, case_id) if row.batch_no == kept), None)
    if held is not None:
        return held.id
    with store.transaction() as tx:
        line = (
            CaseLine.select(Product.id, CaseLine.sku)
            .join(Product, on=(Product.sku == CaseLine.sku))
            .where(CaseLine.case == case_id)
            .order_by(CaseLine.position)
            .limit(1)
        )
        found = tuples(line)
        if not found:
            raise NotFound(Reason.PRODUCT_UNKNOWN, value=kept)
        made = Batch.create(product=found[0][0], batch_no=kept)
        tx.touch(Topic.PRODUCTS)
    return int(made.id)
