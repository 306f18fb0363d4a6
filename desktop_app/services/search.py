"""Find anything, from buyers and cases to parcels that came back, by any part of its words.

Full or half width, any case, Chinese by characters or by pinyin initials; several words must all
be there. What has the whole word comes first, then what begins with it, then the newest.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from desktop_app.models.base import database
from desktop_app.services import search_index
from desktop_app.services import search_texts as texts
from desktop_app.services import search_words as words
from desktop_app.services.search_texts import Found
from desktop_app.services.store import Store

LIMIT = 200
MANY = 1000
_MOST_WORDS = 8
_ALL = 1 << 62
_WHOLE = (texts.docs(min(Found))[0], texts.docs(max(Found))[1])
# An ID that was merged into another one leads to that one.
_BUYERS = (
    "SELECT coalesce(merged_into_id, id) AS id FROM buyer"
    " WHERE buyer_id COLLATE NOCASE >= ? AND buyer_id COLLATE NOCASE < ?"
    " ORDER BY buyer_id COLLATE NOCASE LIMIT ?"
)
_CASES_OF_BUYERS = (
    f"SELECT c.id FROM ({_BUYERS}) b"  # noqa: S608 - a statement of ours
    " CROSS JOIN after_sales_case c ON c.buyer_id = b.id LIMIT ?"
)
_LIVE = "deleted_at IS NULL AND merged_into_id IS NULL"
# Each part walks an index of its own; one long OR would walk all cases.
_BY_NUMBER = {
    Found.CASE: (
        "SELECT id FROM after_sales_case WHERE no = ?1"
        " UNION SELECT id FROM after_sales_case WHERE resend_tracking = ?1"
        " UNION SELECT id FROM after_sales_case WHERE return_tracking = ?1"
        " UNION SELECT c.id FROM sales_order o JOIN after_sales_case c ON c.order_id = o.id"
        " WHERE o.order_no = ?1"
        " UNION SELECT c.id FROM sales_order o JOIN after_sales_case c ON c.order_id = o.id"
        " WHERE o.tracking = ?1 LIMIT ?2"
    ),
    Found.ORDER: (
        "SELECT id FROM sales_order WHERE order_no = ?1"
        " UNION SELECT id FROM sales_order WHERE tracking = ?1 LIMIT ?2"
    ),
    Found.CLAIM: (
        "SELECT id FROM claim WHERE no = ?1 UNION SELECT id FROM claim WHERE tracking = ?1 LIMIT ?2"
    ),
    Found.PRODUCT: "SELECT id FROM product WHERE sku = ?1 LIMIT ?2",
    Found.WRONG: "SELECT id FROM wrong_shipment WHERE no = ?1 LIMIT ?2",
    Found.PARCEL: "SELECT id FROM parcel_record WHERE tracking = ?1 LIMIT ?2",
}


database.register_function(words.holds_initials, "holds_initials", 2, deterministic=True)


@dataclass(frozen=True)
class Hits:
    """What was found of one kind: ids, the best first; ``more`` says that there are others."""

    kind: Found
    ids: tuple[int, ...]
    more: bool


@dataclass(frozen=True)
class _Question:
    """What is asked: folded words, what the index is asked for them, and what to look at."""

    words: tuple[str, ...]
    expression: str
    doubtful: tuple[str, ...]


def follow(store: Store) -> None:
    """Keeps the index in step with the shop from now on."""
    search_index.follow(store)


def find(store: Store, text: str, limit: int = LIMIT) -> list[Hits]:
    """What there is with all words of ``text``, at most ``limit`` of each kind; kinds in order."""
    question = _question(text)
    if question is None:
        return []
    with store.connection():
        few = _few(question, limit)
        found = (_hits(kind, question, text, limit, few) for kind in Found)
        return [hits for hits in found if hits.ids]


def count(store: Store, kind: Found, text: str, most: int = MANY + 1) -> int:
    """How many things of a kind there are with all words, counted up to ``most``."""
    question = _question(text)
    if question is None:
        return 0
    with store.connection():
        return len(_matching(kind, question, most))


def matches(kind: Found, text: str) -> list[int]:
    """The ids of all things of a kind with all words, the newest first. Needs a connection."""
    question = _question(text)
    return [] if question is None else _matching(kind, question, _ALL)


def _question(text: str) -> _Question | None:
    asked = tuple(dict.fromkeys(texts.fold(text).split()))[:_MOST_WORDS]
    if not asked:
        return None
    parts = [words.expression(word) for word in asked]
    return _Question(
        words=asked,
        expression=" AND ".join(part for part in parts if part),
        doubtful=tuple(word for word in asked if not words.is_exact(word)),
    )


def _few(question: _Question, limit: int) -> dict[Found, list[int]] | None:
    """What the index has of all kinds at once, by kind; None where that is much.

    Of a rare word most of the time goes into opening the index, once rather than for each kind;
    of a common one each kind's newest are soon found.
    """
    found = list(_indexed(_WHOLE, question, limit + 1))
    if len(found) > limit:
        return None
    few: dict[Found, list[int]] = {}
    for doc in found:
        few.setdefault(texts.kind(doc), []).append(texts.ref(doc))
    return few


def _hits(
    kind: Found, question: _Question, text: str, limit: int, few: dict[Found, list[int]] | None
) -> Hits:
    """What is directly meant, then what the index has; the former may be enough by itself."""
    found = _live(kind, _direct(kind, text, limit))
    full = len(found) >= limit
    if not full:
        indexed = None if few is None else few.get(kind, [])
        found += _matching(kind, question, limit + 1, indexed)
    ranked = _ranked(kind, question, list(dict.fromkeys(found)))
    return Hits(kind, tuple(ranked[:limit]), more=full or len(ranked) > limit)


def _matching(
    kind: Found, question: _Question, limit: int, indexed: list[int] | None = None
) -> list[int]:
    """Ids from the index, and from the texts of what is yet to be indexed; the newest first."""
    waiting = search_index.pending(kind)
    if indexed is None:
        indexed = [texts.ref(doc) for doc in _indexed(texts.docs(kind), question, limit)]
    found = indexed
    if waiting:
        late = set(waiting)
        kept = [ref for ref in found if texts.doc(kind, ref) not in late]
        found = sorted([*kept, *_unindexed(kind, question, waiting)], reverse=True)[:limit]
    return found


def _indexed(docs: tuple[int, int], question: _Question, limit: int) -> Iterator[int]:
    """Docs within a range that the index has for the question, the newest first.

    The texts are looked at only where the index finds more than what is asked for.
    """
    looks = "".join(
        " AND (instr(t.text, ?) OR holds_initials(t.text, ?))"
        if words.can_be_initials(word)
        else " AND instr(t.text, ?)"
        for word in question.doubtful
    )
    looked = [
        value
        for word in question.doubtful
        for value in ([word, word] if words.can_be_initials(word) else [word])
    ]
    bound: list[object] = list(docs)
    if question.expression:
        join = " CROSS JOIN search_text t ON t.doc = s.rowid" if looks else ""
        source = f"search_words s{join} WHERE s.rowid BETWEEN ? AND ? AND s.search_words MATCH ?"
        bound.append(question.expression)
    else:
        source = "search_text t WHERE t.doc BETWEEN ? AND ?"
    key = "s.rowid" if question.expression else "t.doc"
    sql = f"SELECT {key} FROM {source}{looks} ORDER BY {key} DESC LIMIT ?"  # noqa: S608 - bound
    for row in database.execute_sql(sql, (*bound, *looked, limit)):
        yield row[0]


def _unindexed(kind: Found, question: _Question, waiting: list[int]) -> list[int]:
    refs = [texts.ref(doc) for doc in waiting]
    return [texts.ref(doc) for doc, text in texts.of(kind, refs) if _has_all(text, question.words)]


def _has_all(text: str, asked: tuple[str, ...]) -> bool:
    return all(
        word in text or (words.can_be_initials(word) and words.holds_initials(text, word))
        for word in asked
    )


def _direct(kind: Found, text: str, limit: int) -> list[int]:
    """What the word is the very number of, or the beginning of whose buyer ID; however old."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if len(plain.split()) != 1:
        return []
    found: list[int] = []
    if kind in _BY_NUMBER:
        for number in dict.fromkeys((plain.upper(), plain)):
            found += _first_column(_BY_NUMBER[kind], number, limit)
    start, end = plain, plain + "\U0010ffff"
    if kind is Found.BUYER:
        found += _first_column(_BUYERS, start, end, limit)
    elif kind is Found.CASE:
        found += _first_column(_CASES_OF_BUYERS, start, end, limit, limit)
    return found


def _live(kind: Found, refs: list[int]) -> list[int]:
    """Without the cases that are in the bin or merged into others."""
    if kind is not Found.CASE or not refs:
        return refs
    marks = ", ".join("?" * len(refs))
    sql = f"SELECT id FROM after_sales_case WHERE id IN ({marks}) AND {_LIVE}"  # noqa: S608 - ours
    live = set(_first_column(sql, *refs))
    return [ref for ref in refs if ref in live]


def _first_column(sql: str, *values: object) -> list[int]:
    return [row[0] for row in database.execute_sql(sql, values)]


def _ranked(kind: Found, question: _Question, refs: list[int]) -> list[int]:
    """Whole fields first, then beginnings of fields, then the rest; the newest of equals first."""
    held = search_index.texts_of(kind, refs)
    best = sorted(
        (sum(_rank(held.get(ref, ""), word) for word in question.words), -ref) for ref in refs
    )
    return [-negative for _rank_of, negative in best]


def _rank(text: str, word: str) -> int:
    lines = f"\n{text}\n"
    if f"\n{word}\n" in lines:
        return 0
    if f"\n{word}" in lines:
        return 1
    return 2 if word in text else 3
