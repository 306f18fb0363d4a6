"""The search box over very many cases, orders and buyers, beside LIKE over the same texts.

``BENCH_CASES=1000000 python dev.py bench find`` for the large shop; making it takes minutes.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks import _many_cases
from benchmarks._many_cases import RARE
from benchmarks._table import Row, run
from desktop_app.models.base import database
from desktop_app.services import search, search_texts
from desktop_app.services.search_texts import Found
from desktop_app.services.store import Store, open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CASES = 100_000
TIMES, TIMES_LIKE = 60, 3
MOST_MS = 5
LEAST_RARE = 100
FIRST = 200


def main(arguments: Sequence[str] | None = None) -> int:
    return run("find", measured, arguments)


def measured() -> list[Row]:
    cases = _many_cases.count(CASES)
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "shop")
        search.follow(store)
        _many_cases.fill(store, cases)
        with store.connection():
            rows = [
                _beside_like(store, f"{name}, {cases:,} cases", words, rare=rare)
                for name, words, rare in _queries()
            ]
            rows.append(_size())
        store.close()
    return rows


def _queries() -> list[tuple[str, list[str], bool]]:
    """What is asked: of numbers and names, sixty of those that there are."""
    texts = [
        row[0].split("\n")
        for row in database.execute_sql(
            "SELECT text FROM search_text WHERE doc BETWEEN ? AND ? ORDER BY doc * 7919 % 10007"
            " LIMIT ?",
            (*search_texts.docs(Found.CASE), TIMES),
        )
    ]
    buyers, orders, tracking = ([text[place] for text in texts] for place in (1, 3, 4))
    return [
        ("1 character, common", ["杯", "破", "李"], False),
        ("1 character, rare", [RARE[0]], True),
        ("1 character, none", ["鑫"], True),
        ("2 characters, common", ["破损", "保温", "水杯"], False),
        ("2 characters, rare", [RARE[:2]], True),
        ("3 characters, common", ["不锈钢", "大容量", "运动鞋"], False),
        ("4 characters, rare", [RARE], True),
        ("5 characters, none", ["完全没有的"], True),
        ("buyer's beginning", [name[:4] for name in buyers], False),
        ("tracking no., last 4", [number[-4:] for number in tracking], False),
        ("tracking no., last 6", [number[-6:] for number in tracking], True),
        ("order no., whole", orders, True),
        ("pinyin initials", ["bwb", "psdj", "lyq", "sbx"], False),
        ("two words", ["破损 保温", "丢件 雨伞"], False),
    ]


def _beside_like(store: Store, work: str, words: list[str], *, rare: bool) -> Row:
    ours = _times(words, TIMES, lambda word: search.find(store, word, FIRST))
    counted = _times(words, TIMES, lambda word: search.count(store, Found.CASE, word))
    peer = median(_times(words, TIMES_LIKE, _like))
    slow = quantiles(ours, n=20)[-1]
    kept = slow <= MOST_MS and (not rare or peer / median(ours) >= LEAST_RARE)
    return Row(
        work,
        f"p50 {median(ours):.2f}, p95 {slow:.2f} ms; count {median(counted):.2f} ms",
        f"LIKE {peer:.1f} ms",
        peer / median(ours),
        f"p95 ≤ {MOST_MS} ms" + (f", ≥ {LEAST_RARE}×" if rare else ""),
        kept=kept,
    )


def _like(word: str) -> list[object]:
    """The peer looks through the cases' texts alone; ours asks of all kinds of things."""
    condition = " AND ".join("text LIKE ?" for _part in word.split())
    sql = (
        "SELECT doc FROM search_text WHERE doc BETWEEN ? AND ?"  # noqa: S608 - parts are bound
        f" AND {condition} ORDER BY doc DESC LIMIT ?"
    )
    parts = [f"%{part}%" for part in word.split()]
    return list(database.execute_sql(sql, (*search_texts.docs(Found.CASE), *parts, FIRST)))


def _times(words: list[str], times: int, work: Callable[[str], object]) -> list[float]:
    """Milliseconds of so many calls, the words in turn, each once before to warm up."""
    for word in words[:times]:
        work(word)
    found = []
    for number in range(max(times, 2)):
        began = perf_counter()
        work(words[number % len(words)])
        found.append((perf_counter() - began) * 1000)
    return found


def _size() -> Row:
    (index,) = database.execute_sql("SELECT sum(length(block)) FROM search_words_data").fetchone()
    (texts,) = database.execute_sql(
        "SELECT sum(length(CAST(text AS BLOB))) FROM search_text"
    ).fetchone()
    pages, size = (
        database.execute_sql(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size")
    )
    work = "the index, in MiB"
    whole = f"database {pages * size / 2**20:.0f}, its texts {texts / 2**20:.0f}"
    return Row(work, f"{index / 2**20:.0f}", whole, index / (pages * size))


if __name__ == "__main__":
    sys.exit(main())
