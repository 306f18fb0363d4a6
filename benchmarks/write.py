"""One case opened, with events, checklist and search index, beside a raw commit of one row."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks._table import Row, run
from desktop_app.core.kinds import CaseEventKind, CaseKind, CaseStage
from desktop_app.services import case_lists, cases, demo, search, timeline
from desktop_app.services.cases import CaseDraft
from desktop_app.services.store import Store, open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HELD = 20_000
TIMES = 200
MOST_P99_MS = 50
MOST_RATIO = 3


def main(arguments: Sequence[str] | None = None) -> int:
    return run("write", measured, arguments)


def measured() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "shop")
        search.follow(store)
        demo.fill(store, demo.Size(cases=HELD, photos=0))
        raw = _raw(Path(folder) / "raw.db")
        rows = [_beside(f"{name}, {HELD:,} held", times, raw) for name, times in _ours(store)]
        store.close()
    return rows


def _ours(store: Store) -> list[tuple[str, list[float]]]:
    rows = case_lists.rows(store, case_lists.ids(store)[: TIMES * 2])
    orders = [row.order for row in rows if row.order][:TIMES]
    opened = [
        _ms(lambda no=no: cases.open(store, CaseDraft(kind=CaseKind.RETURN, order=no)))
        for no in orders
    ]
    fresh = case_lists.rows(store, case_lists.ids(store)[:TIMES])
    moved = [
        _ms(lambda no=row.no: cases.move(store, no, CaseStage.VERIFYING))
        for row in fresh
        if row.stage is CaseStage.NEW
    ]
    noted = [
        _ms(lambda case_id=row.id: timeline.add(store, case_id, CaseEventKind.NOTE, "备注"))
        for row in fresh
    ]
    return [("a note saved", noted), ("a stage moved", moved), ("a case opened", opened)]


def _raw(file: Path) -> list[float]:
    """The floor: one row of the same size, one commit, the same safety."""
    base = sqlite3.connect(file, isolation_level=None)
    base.execute("PRAGMA journal_mode = truncate")
    base.execute("PRAGMA synchronous = full")
    base.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, at TEXT, kind TEXT, text TEXT)")

    def commit() -> None:
        base.execute("BEGIN IMMEDIATE")
        base.execute("INSERT INTO row (at, kind, text) VALUES ('2026-09-03', 'note', '备注')")
        base.execute("COMMIT")

    times = [_ms(commit) for _ in range(TIMES)]
    base.close()
    return times


def _beside(work: str, ours: list[float], raw: list[float]) -> Row:
    middle, floor = statistics.median(ours), statistics.median(raw)
    p99 = sorted(ours)[int(len(ours) * 0.99) - 1]
    return Row(
        work,
        f"p50 {middle:.1f} ms, p99 {p99:.1f} ms",
        f"raw commit {floor:.1f} ms",
        middle / floor,
        f"≤ {MOST_RATIO}×; p99 ≤ {MOST_P99_MS} ms",
        middle / floor <= MOST_RATIO and p99 <= MOST_P99_MS,
    )


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    raise SystemExit(main())
