"""The day's list, badges and near deadlines of a large shop, beside one walk over its cases."""

from __future__ import annotations

import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks._many_cases import count
from benchmarks._table import Row, run
from desktop_app.core import clock
from desktop_app.models.base import database
from desktop_app.services import demo, today, today_deadlines
from desktop_app.services.store import Store, open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

USUAL = 100_000
TIMES = 50
MOST_MS = 50
_WALK = "SELECT COUNT(*) FROM after_sales_case NOT INDEXED WHERE next_due < ?"


def main(arguments: Sequence[str] | None = None) -> int:
    return run("today", measured, arguments)


def measured() -> list[Row]:
    held = count(USUAL)
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "shop")
        demo.fill(store, demo.Size(cases=held, photos=0))
        rows = _rows(store, held)
        store.close()
    return rows


def _rows(store: Store, held: int) -> list[Row]:
    now = clock.now()
    day = timedelta(days=1)
    first = _ms(lambda: today.todo(store))
    walk = _p95(lambda: _walk(store))
    doings: tuple[tuple[str, Callable[[], object]], ...] = (
        ("the list again, p95", lambda: today.todo(store)),
        ("the badges, p95", lambda: today.waiting(store)),
        ("near deadlines, p95", lambda: today_deadlines.near(store, now - day, now)),
    )
    figures = [("the list, first time", first), *((name, _p95(do)) for name, do in doings)]
    return [
        Row(
            f"{name}, {held:,} cases",
            f"{taken:.1f} ms",
            f"one walk {walk:.1f} ms",
            walk / taken,
            f"<= {MOST_MS} ms",
            taken <= MOST_MS,
        )
        for name, taken in figures
    ]


def _walk(store: Store) -> None:
    with store.connection():
        database.execute_sql(_WALK, (clock.to_text(clock.now()),)).fetchone()


def _ms(do: Callable[[], object]) -> float:
    begun = time.perf_counter()
    do()
    return (time.perf_counter() - begun) * 1000


def _p95(do: Callable[[], object]) -> float:
    return statistics.quantiles([_ms(do) for _turn in range(TIMES)], n=20)[-1]


if __name__ == "__main__":
    raise SystemExit(main())
