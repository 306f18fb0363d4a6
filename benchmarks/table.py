"""The list of 100,000 cases: first paint, paging, End key, a filter, beside all rows in memory."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QSettings, Qt
from PySide6.QtWidgets import QApplication, QTableView
from typing_extensions import override

from benchmarks._table import Row, run
from desktop_app.core.kinds import CaseKind
from desktop_app.services import case_lists, demo, search
from desktop_app.services.case_lists import CaseFilter
from desktop_app.services.store import Store, open_store
from desktop_app.views import case_columns
from desktop_app.views.rows_model import RowsModel
from desktop_app.views.rows_view import RowsView

if TYPE_CHECKING:
    from collections.abc import Sequence

CASES = 100_000
TIMES = 7


class Tuples(QAbstractTableModel):
    """The peer: every row in memory."""

    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        super().__init__()
        self.rows = rows

    @override
    def rowCount(self, parent: Any = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    @override
    def columnCount(self, parent: Any = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(case_columns.COLUMNS)

    @override
    def data(self, index: Any, role: int = 0) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self.rows[index.row()][index.column()]


def main(arguments: Sequence[str] | None = None) -> int:
    return run("table", measured, arguments)


def measured() -> list[Row]:
    app = QApplication.instance() or QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "shop")
        search.follow(store)
        demo.fill(store, demo.Size(cases=CASES, photos=0))
        rows = _measure(app, store, Path(folder))
        store.close()
    return rows


def _measure(app: Any, store: Store, folder: Path) -> list[Row]:
    model = RowsModel(case_columns.COLUMNS, partial(case_lists.rows, store))
    view = RowsView(model, "bench", QSettings(str(folder / "b.ini"), QSettings.Format.IniFormat))
    view.resize(1200, 640)
    view.show()
    app.processEvents()

    def fill(wanted: CaseFilter, key: str) -> None:
        model.set_ids(case_lists.ids(store, wanted, key))
        paint(view)

    def peer() -> None:
        everything = case_lists.rows(store, case_lists.ids(store))
        texts = [tuple(column.text(row) for column in case_columns.COLUMNS) for row in everything]
        table = QTableView()
        table.setModel(Tuples(texts))
        table.resize(1200, 640)
        table.show()
        paint(table)

    peer_ms = best(peer, 1)
    everything = best(partial(fill, CaseFilter(), "opened_at"))
    filtered = best(partial(fill, CaseFilter(kinds=(CaseKind.LOST,)), "opened_at"))
    fill(CaseFilter(), "opened_at")
    frames = sorted(ms(partial(page_down, view)) for _ in range(60))
    frame = frames[int(len(frames) * 0.95)]
    view.scrollToTop()
    end = best(partial(jump, view), 3)
    return [
        _row("first paint, all 100,000", everything, peer_ms, 80),
        _row("a filter, painted", filtered, peer_ms, 80),
        _row("frame while paging, p95", frame, peer_ms, 16),
        _row("End key", end, peer_ms, 16),
    ]


def _row(work: str, ours: float, peer: float, most: float) -> Row:
    return Row(
        work,
        f"{ours:.1f} ms",
        f"all rows as tuples {peer:.0f} ms",
        ours / peer,
        f"≤ {most} ms",
        ours <= most,
    )


def paint(view: QTableView) -> None:
    view.viewport().repaint()


def page_down(view: RowsView) -> None:
    bar = view.verticalScrollBar()
    bar.setValue(bar.value() + bar.pageStep())
    paint(view)


def jump(view: RowsView) -> None:
    view.scrollToTop()
    view.scrollToBottom()
    paint(view)


def best(work: Any, times: int = TIMES) -> float:
    return min(ms(work) for _ in range(times))


def ms(work: Any) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    raise SystemExit(main())
