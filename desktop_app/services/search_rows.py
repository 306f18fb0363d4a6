"""What a search found, as a line each: what it is called, whose it is, and what it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from desktop_app.models.base import database
from desktop_app.services.search import Hits
from desktop_app.services.search_texts import Found
from desktop_app.services.store import Store


@dataclass(frozen=True)
class FoundRow:
    """A found thing.

    ``key`` is what other commands call it by: a number, a buyer ID, a SKU, a stored path.
    ``about`` is its note or goods, ``state`` the stored code of its stage or status.
    """

    kind: Found
    id: int
    key: str
    platform: str
    buyer: str
    number: str
    about: str
    state: str
    at: str


_GOODS = "(SELECT title FROM {lines} l WHERE l.{owner} = t.id ORDER BY position LIMIT 1)"
_COLUMNS: dict[Found, tuple[str, ...]] = {
    Found.CASE: (
        *("t.no", "t.platform", "b.buyer_id", "o.order_no"),
        *(
            "coalesce(nullif(t.note, ''), "
            + _GOODS.format(lines="case_line", owner="case_id")
            + ")",
        ),
        *("t.stage", "t.opened_at"),
    ),
    Found.ORDER: (
        *("t.order_no", "t.platform", "t.buyer_text", "t.tracking"),
        *(_GOODS.format(lines="order_line", owner="order_id"), "t.status", "t.created"),
    ),
    Found.BUYER: (
        *(
            "t.buyer_id",
            "t.platform",
            "t.buyer_id",
            "t.phone",
            "coalesce(nullif(t.name, ''), t.note)",
        ),
        *("t.vip_level", "t.created_at"),
    ),
    Found.PHOTO: (
        *("t.stored", "b.platform", "b.buyer_id", "t.sha256", "t.caption", "t.role"),
        "t.imported_at",
    ),
    Found.CLAIM: (
        *("t.no", "t.platform", "t.buyer_text", "t.tracking", "t.kind", "t.stage", "t.entered_at"),
    ),
    Found.PRODUCT: ("t.sku", "''", "''", "t.model", "t.title", "''", "t.updated_at"),
    Found.WRONG: (
        *("t.no", "o.platform", "coalesce(b.buyer_id, t.buyer_text)", "o.order_no"),
        "coalesce(nullif(t.what, ''), "
        + _GOODS.format(lines="wrong_line", owner="wrong_shipment_id")
        + ")",
        *("t.state", "t.reported_at"),
    ),
    Found.PARCEL: (
        "coalesce(nullif(t.tracking, ''), nullif(t.order_no, ''), nullif(t.sender_name, ''),"
        " t.sender_phone)",
        *("o.platform", "coalesce(nullif(o.buyer_text, ''), t.sender_name)", "t.order_no"),
        *("coalesce(nullif(t.product, ''), t.note)", "t.kind", "t.entered_at"),
    ),
}
_SOURCES = {
    Found.CASE: "after_sales_case t LEFT JOIN buyer b ON b.id = t.buyer_id"
    " LEFT JOIN sales_order o ON o.id = t.order_id",
    Found.ORDER: "sales_order t",
    Found.BUYER: "buyer t",
    Found.PHOTO: "photo t JOIN buyer b ON b.id = t.buyer_id",
    Found.CLAIM: "claim t",
    Found.PRODUCT: "product t",
    Found.WRONG: "wrong_shipment t LEFT JOIN buyer b ON b.id = t.buyer_id"
    " LEFT JOIN sales_order o ON o.id = t.order_id",
    Found.PARCEL: "parcel_record t LEFT JOIN sales_order o ON o.id = t.order_id",
}


def of(store: Store, found: Iterable[Hits]) -> list[FoundRow]:
    """A line for each thing found, in the order of the hits."""
    rows: list[FoundRow] = []
    with store.connection():
        for hits in found:
            by_id = {row.id: row for row in _rows(hits)}
            rows += [by_id[ref] for ref in hits.ids if ref in by_id]
    return rows


def _rows(hits: Hits) -> Iterable[FoundRow]:
    columns = ", ".join(f"coalesce({column}, '')" for column in _COLUMNS[hits.kind])
    marks = ", ".join("?" * len(hits.ids))
    sql = f"SELECT t.id, {columns} FROM {_SOURCES[hits.kind]} WHERE t.id IN ({marks})"  # noqa: S608 - names of ours
    for ref, *texts in database.execute_sql(sql, hits.ids):
        yield FoundRow(hits.kind, ref, *(str(text) for text in texts))
