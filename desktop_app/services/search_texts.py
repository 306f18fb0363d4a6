"""What can be found of each thing: its words in one text, a field a line, folded alike.

The SQL names columns as they are in `models`; a field's text never runs into the next one's,
since between them stands a line break, which no query holds.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from enum import IntEnum, unique
from itertools import islice

from desktop_app.models.base import database

KIND_SHIFT = 40
_CHUNK = 400


@unique
class Found(IntEnum):
    """The kinds of things that are found, in the order in which the groups are shown."""

    CASE = 1
    ORDER = 2
    BUYER = 3
    PHOTO = 4
    CLAIM = 5
    PRODUCT = 6
    WRONG = 7
    PARCEL = 8


def doc(kind: Found, ref: int) -> int:
    """The number under which the index knows a thing: its kind, then its id."""
    return kind << KIND_SHIFT | ref


def docs(kind: Found) -> tuple[int, int]:
    """The first and the last number that a thing of this kind can have."""
    return kind << KIND_SHIFT, (kind + 1 << KIND_SHIFT) - 1


def ref(number: int) -> int:
    """The id of the thing with this number."""
    return number & (1 << KIND_SHIFT) - 1


def kind(number: int) -> Found:
    """The kind of the thing with this number."""
    return Found(number >> KIND_SHIFT)


def fold(text: str) -> str:
    """The text as it is compared: full width as half width, any case as lower case."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text).casefold()


def table(kind: Found) -> str:
    """The name of the table that holds the things of a kind."""
    return _TABLES[kind]


def _joined(*columns: str) -> str:
    return " || char(10) || ".join(f"coalesce({column}, '')" for column in columns)


def _lines(table: str, owner: str, *columns: str) -> str:
    """The texts of the lines that belong to a thing (``t.id``), one under another."""
    texts = f"group_concat({_joined(*columns)}, char(10))"
    return f"(SELECT {texts} FROM {table} WHERE {owner} = t.id)"  # noqa: S608 - names of ours


def _ids(buyer: str) -> str:
    """A buyer's ID and those that were merged into it, one under another."""
    merged = (
        "SELECT char(10) || group_concat(m.buyer_id, char(10)) FROM buyer m"  # noqa: S608 - ours
        f" WHERE m.merged_into_id = {buyer}.id"
    )
    return f"{buyer}.buyer_id || coalesce(({merged}), '')"


def _select(columns: tuple[str, ...], source: str) -> str:
    return f"SELECT t.id, {_joined(*columns)} FROM {source}"  # noqa: S608 - names of ours


_TABLES = {
    Found.CASE: "after_sales_case",
    Found.ORDER: "sales_order",
    Found.BUYER: "buyer",
    Found.PHOTO: "photo",
    Found.CLAIM: "claim",
    Found.PRODUCT: "product",
    Found.WRONG: "wrong_shipment",
    Found.PARCEL: "parcel_record",
}
_GOODS = ("sku", "title", "variant")
_SELECTS: dict[Found, str] = {
    Found.CASE: _select(
        (
            *("t.no", _ids("b"), "b.name", "o.order_no", "o.tracking"),
            *("t.resend_tracking", "t.return_tracking"),
            _lines("case_line", "case_id", *_GOODS),
            *("t.note", "t.supervisor_note", "t.satisfaction_note"),
            _lines("case_tag", "case_id", "tag"),
        ),
        "after_sales_case t LEFT JOIN buyer b ON b.id = t.buyer_id"
        " LEFT JOIN sales_order o ON o.id = t.order_id"
        " WHERE t.deleted_at IS NULL AND t.merged_into_id IS NULL",
    ),
    Found.ORDER: _select(
        (
            *("t.order_no", "t.buyer_text", "t.receiver", "t.phone", "t.tracking"),
            _lines("shipment", "order_id", "tracking"),
            _lines("order_line", "order_id", *_GOODS),
            *("t.buyer_note", "t.seller_note"),
        ),
        "sales_order t WHERE 1",
    ),
    Found.BUYER: _select(
        (_ids("t"), "t.name", "t.phone", "t.note"),
        "buyer t WHERE t.merged_into_id IS NULL",
    ),
    Found.PHOTO: _select(
        (
            "b.buyer_id || coalesce((SELECT char(10) || k.buyer_id FROM buyer k"
            " WHERE k.id = b.merged_into_id), '')",
            *("substr(t.stored, instr(t.stored, '/') + 1)", "t.original_name"),
            *("t.barcodes", "t.caption"),
        ),
        "photo t JOIN buyer b ON b.id = t.buyer_id WHERE t.deleted_at IS NULL",
    ),
    Found.CLAIM: _select(
        (
            *("t.no", "t.buyer_text", "t.order_no", "t.tracking", "t.resend_tracking"),
            *("t.work_order_no", "t.receiver_name", "t.what_happened", "t.note"),
            _lines("claim_line", "claim_id", *_GOODS),
        ),
        "claim t WHERE 1",
    ),
    Found.PRODUCT: _select(("t.sku", "t.title", "t.model", "t.variant"), "product t WHERE 1"),
    Found.WRONG: _select(
        (
            *("t.no", "t.buyer_text", _ids("b"), "o.order_no", "o.tracking", "c.no"),
            *("t.what", "t.picker", "t.note"),
            _lines("wrong_line", "wrong_shipment_id", "sku", "title"),
        ),
        "wrong_shipment t LEFT JOIN buyer b ON b.id = t.buyer_id"
        " LEFT JOIN sales_order o ON o.id = t.order_id"
        " LEFT JOIN after_sales_case c ON c.id = t.case_id WHERE 1",
    ),
    Found.PARCEL: _select(
        (
            *("t.tracking", "t.order_no", "t.sender_name", "t.sender_phone", "o.buyer_text"),
            *("t.product", "t.sku", "t.note"),
        ),
        "parcel_record t LEFT JOIN sales_order o ON o.id = t.order_id WHERE 1",
    ),
}


def of(kind: Found, ids: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Number and folded text of the things with these ids; none for what is gone."""
    rest = iter(ids)
    while chunk := list(islice(rest, _CHUNK)):
        marks = ", ".join("?" * len(chunk))
        yield from _folded(kind, f"{_SELECTS[kind]} AND t.id IN ({marks})", chunk)


def every(kind: Found) -> Iterator[tuple[int, str]]:
    """Number and folded text of all things of a kind, in order of their numbers."""
    yield from _folded(kind, f"{_SELECTS[kind]} ORDER BY t.id", ())


def _folded(kind: Found, sql: str, values: Iterable[int]) -> Iterator[tuple[int, str]]:
    for found, text in database.execute_sql(sql, tuple(values)):
        yield doc(kind, found), fold(text)
