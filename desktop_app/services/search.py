"""Find anything: buyers, cases, orders, photos, claims and products by any part of their words.

The index is brought in step at the end of each transaction, within it: what is committed can be
found, and what was rolled back can't.
"""

from __future__ import annotations

from collections.abc import Iterable

from desktop_app.core.kinds import Topic
from desktop_app.models.base import database
from desktop_app.services import search_texts as texts
from desktop_app.services.search_texts import Found
from desktop_app.services.store import Changes, Store

_KINDS = {
    Topic.CASES: Found.CASE,
    Topic.ORDERS: Found.ORDER,
    Topic.BUYERS: Found.BUYER,
    Topic.PHOTOS: Found.PHOTO,
    Topic.CLAIMS: Found.CLAIM,
    Topic.PRODUCTS: Found.PRODUCT,
}
_RELATED = {
    Topic.BUYERS: (
        (Found.CASE, "SELECT id FROM after_sales_case WHERE buyer_id = ?"),
        (Found.PHOTO, "SELECT id FROM photo WHERE buyer_id = ?"),
    ),
    Topic.ORDERS: ((Found.CASE, "SELECT id FROM after_sales_case WHERE order_id = ?"),),
}


def follow(store: Store) -> None:
    """Keeps the index in step with the shop from now on."""
    store.before_commit(_keep)


def _keep(changes: Changes) -> None:
    wanted: dict[Found, set[int]] = {}
    for topic, ids in changes.ids.items():
        kind = _KINDS.get(topic)
        if kind is None:
            continue
        if ids:
            wanted.setdefault(kind, set()).update(ids)
        else:
            _renew_all(kind)
        for other, sql in _RELATED.get(topic, ()):
            for ref in ids:
                wanted.setdefault(other, set()).update(
                    row[0] for row in database.execute_sql(sql, (ref,))
                )
    for kind, ids in wanted.items():
        _renew(kind, ids)


def _renew(kind: Found, ids: Iterable[int]) -> None:
    for ref in ids:
        database.execute_sql("DELETE FROM search_text WHERE doc = ?", (texts.doc(kind, ref),))
    _insert(texts.of(kind, ids))


def _renew_all(kind: Found) -> None:
    database.execute_sql("DELETE FROM search_text WHERE doc BETWEEN ? AND ?", texts.docs(kind))
    _insert(texts.every(kind))


def _insert(entries: Iterable[tuple[int, str]]) -> None:
    database.connection().executemany("INSERT INTO search_text VALUES (?, ?)", list(entries))


def matches(kind: Found, text: str) -> list[int]:
    """The ids of all things of a kind that hold every word of ``text``, newest first."""
    words = texts.fold(text).split()
    if not words:
        return []
    conditions = " AND ".join("instr(text, ?)" for _ in words)
    sql = (
        "SELECT doc FROM search_text WHERE doc BETWEEN ? AND ?"  # noqa: S608 - words are bound
        f" AND {conditions} ORDER BY doc DESC"
    )
    return [texts.ref(row[0]) for row in database.execute_sql(sql, (*texts.docs(kind), *words))]
