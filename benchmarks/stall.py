"""The window's longest pause while photos of 12 megapixels come in (BENCH_PHOTOS: how many)."""

from __future__ import annotations

import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer

from benchmarks import _photos, _photos_tab
from benchmarks._table import Row, run
from desktop_app.services.photo_owners import Owner
from desktop_app.services.store import open_store
from desktop_app.views.photo_add import Incoming

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.views.photos_tab import PhotosTab


def main(arguments: Sequence[str] | None = None) -> int:
    return run("stall", measured, arguments)


def measured() -> list[Row]:
    app = _photos_tab.program()
    with tempfile.TemporaryDirectory() as folder:
        files = _photos.draw(Path(folder) / "phone", _photos.count(100))
        store = open_store(Path(folder) / "shop")
        tab = _photos_tab.tab_of(store)
        tab.show()
        _photos_tab.until(app, lambda: not tab.desk.jobs.running)
        rows = _measure(app, tab, files)
        _photos_tab.close(tab)
        store.close()
    return rows


def _measure(app: Any, tab: PhotosTab, files: Sequence[Path]) -> list[Row]:
    """A timer that wants to tick each millisecond tells when the window didn't."""
    ticks: list[float] = []
    timer = QTimer()
    timer.setInterval(1)
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
    ended: list[object] = []
    tab.intake.done.connect(ended.append)
    tab.intake.bring(Incoming(tuple(files)), Owner(None, "bench", "taobao"))
    timer.start()
    took = _photos_tab.until(app, lambda: bool(ended))
    timer.stop()
    gaps = sorted((last - first) * 1000 for first, last in pairwise(ticks))
    longest, high = gaps[-1], gaps[int(len(gaps) * 0.99)]
    rate = f"{len(files)} photos, {len(files) / took * 1000:.0f}/s"
    return [
        Row("longest pause", f"{longest:.0f} ms", rate, None, "≤ 50 ms", longest <= 50),
        Row("pause, p99", f"{high:.1f} ms", rate, None, "≤ 16 ms", high <= 16),
    ]


if __name__ == "__main__":
    sys.exit(main())
