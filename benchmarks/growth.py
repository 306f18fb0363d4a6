"""What finding, listing, opening, saving, importing and starting cost as the shop grows.

``BENCH_SIZES=10000,100000,1000000 python dev.py bench growth``; making the largest takes minutes.
The ratio is of the time to the time at the size before, and is to stay below that of the sizes.
"""

from __future__ import annotations

import csv
import os
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks import _many_cases, orders, startup
from benchmarks._table import Row, run
from desktop_app.core.kinds import CaseKind, CaseStage
from desktop_app.services import case_lists, cases, search
from desktop_app.services import orders as order_files
from desktop_app.services.case_lists import CaseFilter
from desktop_app.services.cases import CaseDraft
from desktop_app.services.store import Store, open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SIZES = (10_000, 100_000)
TIMES = 9
IMPORTED = 1_000


@dataclass(frozen=True)
class Figure:
    """Seconds that one kind of work took in a shop of one size."""

    work: str
    seconds: float


def main(arguments: Sequence[str] | None = None) -> int:
    return run("growth", measured, arguments)


def measured() -> list[Row]:
    sizes = _sizes()
    found = [_at(size) for size in sizes]
    rows = []
    for figures in zip(*found, strict=True):
        before: float | None = None
        for size, figure, factor in zip(sizes, figures, _factors(sizes), strict=True):
            ratio = figure.seconds / before if before else None
            rows.append(
                Row(
                    f"{figure.work}, {size:,} cases",
                    f"{figure.seconds * 1000:.1f} ms",
                    "",
                    ratio,
                    f"< {factor:.0f}×" if factor else "",
                    ratio < factor if ratio is not None and factor else None,
                )
            )
            before = figure.seconds
    return rows


def _sizes() -> tuple[int, ...]:
    given = os.environ.get("BENCH_SIZES", "")
    return tuple(int(part) for part in given.split(",") if part) or SIZES


def _factors(sizes: Sequence[int]) -> list[float]:
    return [0.0, *(size / before for before, size in pairwise(sizes))]


def _at(size: int) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "shop"
        store = open_store(root)
        search.follow(store)
        _many_cases.fill(store, size)
        figures = [Figure(work, seconds) for work, seconds in _work(store, Path(folder))]
        store.close()
        shown, idle, _peak = _median_start(root)
        return [*figures, Figure("window shown", shown), Figure("window idle", idle)]


def _work(store: Store, folder: Path) -> list[tuple[str, float]]:
    dice = Random(7)  # noqa: S311 - the same choices each time, no secret
    ids = case_lists.ids(store)
    some = case_lists.rows(store, [dice.choice(ids) for _ in range(TIMES)])
    fresh = next(iter(case_lists.ids(store, CaseFilter(stages=frozenset({CaseStage.NEW})))))
    new = case_lists.rows(store, [fresh])[0].no
    filtered = CaseFilter(kinds=frozenset({CaseKind.LOST}))
    nos, orders_ = iter([row.no for row in some]), iter([row.order for row in some])
    return [
        ("find “破损 保温”", _median(lambda: search.find(store, "破损 保温"))),
        ("find a tracking no.", _median(lambda: search.find(store, some[0].tracking[-6:]))),
        (
            "list of all, first page",
            _median(lambda: case_lists.rows(store, case_lists.ids(store)[:256])),
        ),
        (
            "list of one kind",
            _median(lambda: case_lists.rows(store, case_lists.ids(store, filtered)[:256])),
        ),
        ("a case shown", _median(lambda: cases.show(store, next(nos)))),
        (
            "a case opened and saved",
            _median(
                lambda: cases.open(store, CaseDraft(kind=CaseKind.RETURN, order=next(orders_)))
            ),
        ),
        ("a stage moved", _once(lambda: cases.move(store, new, cases.show(store, new).nexts[0]))),
        (f"{IMPORTED:,} orders imported", _once(lambda: _import(store, folder))),
    ]


def _import(store: Store, folder: Path) -> None:
    file = folder / "orders.csv"
    with file.open("w", encoding="gb18030", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(orders.HEAD)
        for row, _number in zip(orders.rows(), range(IMPORTED), strict=False):
            writer.writerow(row)
    report = order_files.import_files(store, [file])
    assert report.added == IMPORTED


def _median_start(root: Path) -> tuple[float, float, float]:
    runs = [startup.once("_startup_ours.py", root) for _ in range(4)][1:]
    shown, idle, peak = (median(column) for column in zip(*runs, strict=True))
    return shown, idle, peak


def _median(act: Callable[[], object]) -> float:
    return median(_once(act) for _ in range(TIMES))


def _once(act: Callable[[], object]) -> float:
    began = perf_counter()
    act()
    return perf_counter() - began


if __name__ == "__main__":
    raise SystemExit(main())
