"""Keeps the search index in step with the tables, within the transaction that changes them.

A few changed things are indexed at once. Of many, as an import brings them, the same transaction
notes that they are to be indexed; `catch_up` does it afterwards in short ones, and until then a
search looks at their texts themselves: what is committed can be found, always.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

from desktop_app.core.kinds import Topic
from desktop_app.core.track import Track, everything
from desktop_app.models.base import database
from desktop_app.services import search_texts as texts
from desktop_app.services import search_words as words
from desktop_app.services.search_texts import Found
from desktop_app.services.store import Changes, Store

AT_ONCE = 200
_CUT = "2"  # counts up when `search_words.pieces` cuts otherwise, or more kinds are found
_CHUNK = 400
_MERGE_PAGES = 16
_LOOKED_AT = 2000
_KINDS = {
    Topic.CASES: Found.CASE,
    Topic.ORDERS: Found.ORDER,
    Topic.BUYERS: Found.BUYER,
    Topic.PHOTOS: Found.PHOTO,
    Topic.CLAIMS: Found.CLAIM,
    Topic.PRODUCTS: Found.PRODUCT,
    Topic.WRONG_SHIPMENTS: Found.WRONG,
    Topic.PARCELS: Found.PARCEL,
}
# Whose texts hold words of a buyer or of an order, too.
_RELATED = {
    Topic.BUYERS: (
        (Found.CASE, "after_sales_case", "buyer_id"),
        (Found.PHOTO, "photo", "buyer_id"),
        (Found.WRONG, "wrong_shipment", "buyer_id"),
    ),
    Topic.ORDERS: (
        (Found.CASE, "after_sales_case", "order_id"),
        (Found.WRONG, "wrong_shipment", "order_id"),
        (Found.PARCEL, "parcel_record", "order_id"),
    ),
}


def follow(store: Store) -> None:
    """Keeps the index in step with the shop from now on."""
    ready = False

    def keep(changes: Changes) -> None:
        nonlocal ready
        if not ready:
            _make_ready()
            ready = True
        _keep(changes)

    store.before_commit(keep)


def pending(kind: Found) -> list[int]:
    """The docs of a kind that are yet to be indexed."""
    sql = "SELECT doc FROM search_pending WHERE doc BETWEEN ? AND ?"
    return [row[0] for row in database.execute_sql(sql, texts.docs(kind))]


def texts_of(kind: Found, refs: Iterable[int]) -> dict[int, str]:
    """The folded texts of things as the index has them, by their ids."""
    found: dict[int, str] = {}
    for chunk in _chunks(refs):
        docs = [texts.doc(kind, ref) for ref in chunk]
        found |= {texts.ref(doc): text for doc, text in _held(docs)}
    return found


def catch_up(store: Store, track: Track = everything) -> int:
    """Indexes what large changes left for later, in short transactions; returns how much it was."""
    with store.connection():
        count = waiting(store)
        rounds = range(-(-count // _CHUNK))
        for _round in track(rounds):
            with store.transaction():
                _take_pending()
    return count


def waiting(store: Store) -> int:
    """How many things are yet to be indexed."""
    with store.connection():
        (count,) = database.execute_sql("SELECT count(*) FROM search_pending").fetchone()
    return int(count)


def care(store: Store, track: Track = everything) -> bool:
    """Indexes what was left for later and tidies a little; returns whether there is more to do."""
    catch_up(store, track)
    return tidy(store)


def tidy(store: Store) -> bool:
    """Merges a few pages of the index, for idle moments; returns whether there is more to do.

    Writing never merges, since a merge in the middle of somebody's work is a stutter.
    """
    with store.transaction():
        before = database.connection().total_changes
        database.execute_sql(
            "INSERT INTO search_words(search_words, rank) VALUES ('merge', ?)", (_MERGE_PAGES,)
        )
        return bool(database.connection().total_changes - before > 1)


def rebuild(store: Store, track: Track = everything) -> int:
    """Makes the whole index anew from the tables; returns how many things it holds.

    Killed in the middle, the rest is pending, and the next `catch_up` goes on.
    """
    with store.transaction():
        _start_anew()
    return catch_up(store, track)


def problems(store: Store) -> Iterator[str]:
    """What in the index is out of step with the tables: the number of each such thing, by kind."""
    with store.connection():
        for kind in Found:
            yield from _problems(kind)


def _problems(kind: Found) -> Iterator[str]:
    """Walks tables and texts side by side, both in the order of the docs, holding neither whole.

    Whether the pieces are in the index as well is asked of some thousand things of many.
    """
    waiting = set(pending(kind))
    (count,) = database.execute_sql(
        "SELECT count(*) FROM search_text WHERE doc BETWEEN ? AND ?", texts.docs(kind)
    ).fetchone()
    every = max(1, count // _LOOKED_AT)
    sql = "SELECT doc, text FROM search_text WHERE doc BETWEEN ? AND ? ORDER BY doc"
    kept = iter(database.execute_sql(sql, texts.docs(kind)))
    held = next(kept, None)
    for doc, text in texts.every(kind):
        while held is not None and held[0] < doc:
            yield from _named(kind, held[0], waiting)
            held = next(kept, None)
        same = held is not None and held[0] == doc and held[1] == text
        if not same or (doc % every == 0 and not _is_indexed(doc, text)):
            yield from _named(kind, doc, waiting)
        if held is not None and held[0] == doc:
            held = next(kept, None)
    while held is not None:
        yield from _named(kind, held[0], waiting)
        held = next(kept, None)


def _named(kind: Found, doc: int, waiting: set[int]) -> Iterator[str]:
    """What is yet to be indexed may differ."""
    if doc not in waiting:
        yield f"{kind.name.lower()} {texts.ref(doc)}"


def _is_indexed(doc: int, text: str) -> bool:
    telling = sorted(words.pieces(text).split(), key=lambda piece: (len(piece), piece))[-3:]
    asked = " AND ".join(f'"{piece}"' for piece in telling)
    sql = "SELECT 1 FROM search_words WHERE search_words MATCH ? AND rowid = ?"
    return not asked or database.execute_sql(sql, (asked, doc)).fetchone() is not None


def _make_ready() -> None:
    """Before the first write: no merging while somebody works, and no index of an older cut."""
    config = dict(database.execute_sql("SELECT k, v FROM search_words_config").fetchall())
    if config.get("automerge") != 0:
        database.execute_sql("INSERT INTO search_words(search_words, rank) VALUES ('automerge', 0)")
    found = database.execute_sql("SELECT text FROM search_text WHERE doc = 0").fetchone()
    if found is None or found[0] != _CUT:
        _start_anew()


def _start_anew() -> None:
    database.execute_sql("INSERT INTO search_words(search_words) VALUES ('delete-all')")
    database.execute_sql("DELETE FROM search_text")
    database.execute_sql("INSERT INTO search_text VALUES (0, ?)", (_CUT,))
    for kind in Found:
        _leave_all(kind)


def _keep(changes: Changes) -> None:
    wanted: defaultdict[Found, set[int]] = defaultdict(set)
    for topic, ids in changes.ids.items():
        kind = _KINDS.get(topic)
        if kind is None:
            continue
        if ids:
            wanted[kind] |= ids
        else:
            _leave_all(kind)
        for other, table, column in _RELATED.get(topic, ()):
            wanted[other] |= _related(table, column, ids)
    at_once = sum(len(ids) for ids in wanted.values()) <= AT_ONCE
    for kind, ids in wanted.items():
        if at_once:
            _renew(kind, ids)
        else:
            _leave(texts.doc(kind, ref) for ref in ids)


def _related(table: str, column: str, ids: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for chunk in _chunks(ids):
        sql = f"SELECT id FROM {table} WHERE {column} IN ({_marks(chunk)})"  # noqa: S608 - ours
        found.update(row[0] for row in database.execute_sql(sql, chunk))
    return found


def _leave(docs: Iterable[int]) -> None:
    sql = "INSERT OR IGNORE INTO search_pending VALUES (?)"
    database.connection().executemany(sql, [(doc,) for doc in docs])


def _leave_all(kind: Found) -> None:
    first, last = texts.docs(kind)
    sql = (
        "INSERT OR IGNORE INTO search_pending"  # noqa: S608 - a table's name of ours
        f" SELECT id + ? FROM {texts.table(kind)}"
        " UNION SELECT doc FROM search_text WHERE doc BETWEEN ? AND ?"
    )
    database.execute_sql(sql, (first, first, last))


def _take_pending() -> None:
    sql = "SELECT doc FROM search_pending ORDER BY doc DESC LIMIT ?"
    docs = [row[0] for row in database.execute_sql(sql, (_CHUNK,))]
    for kind in Found:
        first, last = texts.docs(kind)
        _renew(kind, [texts.ref(doc) for doc in docs if first <= doc <= last])


def _renew(kind: Found, ids: Iterable[int]) -> None:
    """Brings the things with these ids into the index, or out of it if they are gone."""
    for chunk in _chunks(ids):
        docs = [texts.doc(kind, ref) for ref in chunk]
        old = dict(_held(docs))
        new = dict(texts.of(kind, chunk))
        _write(
            [(doc, text) for doc, text in old.items() if new.get(doc) != text],
            [(doc, text) for doc, text in new.items() if old.get(doc) != text],
        )
        sql = f"DELETE FROM search_pending WHERE doc IN ({_marks(docs)})"  # noqa: S608 - marks
        database.execute_sql(sql, docs)


def _held(docs: list[int]) -> list[tuple[int, str]]:
    sql = f"SELECT doc, text FROM search_text WHERE doc IN ({_marks(docs)})"  # noqa: S608 - marks
    found: list[tuple[int, str]] = database.execute_sql(sql, docs).fetchall()
    return found


def _write(gone: list[tuple[int, str]], made: list[tuple[int, str]]) -> None:
    """Takes texts out and puts others in; to take one out, the index must be told what it was."""
    connection = database.connection()
    connection.executemany(
        "INSERT INTO search_words(search_words, rowid, words) VALUES ('delete', ?, ?)",
        [(doc, words.pieces(text)) for doc, text in gone],
    )
    connection.executemany("DELETE FROM search_text WHERE doc = ?", [(doc,) for doc, _text in gone])
    connection.executemany("INSERT INTO search_text VALUES (?, ?)", made)
    connection.executemany(
        "INSERT INTO search_words(rowid, words) VALUES (?, ?)",
        [(doc, words.pieces(text)) for doc, text in made],
    )


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk


def _marks(values: list[int]) -> str:
    return ", ".join("?" * len(values))
