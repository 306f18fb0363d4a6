"""The grid of 50,000 photos: first thumbnails, frames while scrolling, End key, memory."""

from __future__ import annotations

import hashlib
import io
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import _photos_tab
from benchmarks._table import Row, run
from desktop_app.core import clock
from desktop_app.core.kinds import Medium, Platform
from desktop_app.models import bulk
from desktop_app.models.photos import Photo
from desktop_app.services import buyers, thumbnails
from desktop_app.services.store import Store, open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop_app.views.photos_tab import PhotosTab

PHOTOS, DRAWN, BUYERS = 50_000, 400, 2000
FRAMES, STEP = 300, 60
_COLUMNS = (
    *("sha256", "stored", "buyer_id", "medium", "format", "original_name", "bytes", "width"),
    *("height", "orientation", "turned", "imported_at", "role", "caption", "damaged"),
    "row_version",
)


def main(arguments: Sequence[str] | None = None) -> int:
    return run("grid", measured, arguments)


def measured() -> list[Row]:
    app = _photos_tab.program()
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "shop")
        fill(store)
        tab = _photos_tab.tab_of(store)
        rows = _measure(app, tab)
        _photos_tab.close(tab)
        store.close()
    return rows


def fill(store: Store) -> None:
    """Rows for all photos, and thumbnails that they share."""
    known = [_drawn(store, number) for number in range(DRAWN)]
    pairs = [(f"buyer{number:05}", "") for number in range(BUYERS)]
    ids = list(buyers.obtain_all(store, Platform.TAOBAO, pairs).values())
    now = clock.to_text(clock.now())
    with store.transaction():
        rows = (
            (
                *(known[number % DRAWN], f"售后问题图片/b/{number:06}.jpg", ids[number % BUYERS]),
                *(Medium.PHOTO.value, "JPEG", f"IMG_{number}.JPG", 3_000_000, 4000, 3000, 1, 0),
                *(now, "damage" if number % 3 else "", "", 0, 1),
            )
            for number in range(PHOTOS)
        )
        bulk.insert(Photo, _COLUMNS, rows)


def _drawn(store: Store, number: int) -> str:
    from PIL import Image

    noise = Image.effect_noise((256, 192), 20 + number % 60)
    out = io.BytesIO()
    Image.merge("RGB", (noise, noise.rotate(180), noise)).save(out, "JPEG", quality=80)
    sha256 = hashlib.sha256(out.getvalue()).hexdigest()
    thumbnails.keep(thumbnails.path_of(store.paths, sha256), out.getvalue())
    return sha256


def _measure(app: Any, tab: PhotosTab) -> list[Row]:
    grid = tab.grid
    tab.show()
    first = _photos_tab.until(app, lambda: grid.thumbs.bytes > 0)
    rows = [_row("shown → first thumbnails", f"{first:.0f} ms", "≤ 150 ms", kept=first <= 150)]
    _photos_tab.until(app, lambda: grid.rows.rowCount() == PHOTOS)
    for words, step in (("by the wheel", STEP), ("by pages", 400), ("by the bar", 9000)):
        frames = sorted(_ms(partial(_scroll, app, tab, step)) for _each in range(FRAMES))
        frame = frames[int(FRAMES * 0.95)]
        work = f"frame while scrolling {words}, p95"
        shown = f"{frame:.1f} ms, longest {frames[-1]:.0f}"
        rows.append(_row(work, shown, "≤ 16 ms", kept=frame <= 16))
    end = _ms(grid.scrollToBottom)
    rows.append(_row("End key", f"{end:.1f} ms", "≤ 16 ms", kept=end <= 16))
    kept = grid.thumbs.bytes / 2**20
    rows.append(_row("thumbnails in memory", f"{kept:.0f} MiB", "≤ 96 MiB", kept=kept <= 96))
    return rows


def _row(work: str, ours: str, budget: str, *, kept: bool) -> Row:
    return Row(work, ours, budget=budget, kept=kept)


def _scroll(app: Any, tab: PhotosTab, step: int) -> None:
    bar = tab.grid.verticalScrollBar()
    bar.setValue(bar.value() + step)
    tab.grid.viewport().repaint()
    app.processEvents()


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    sys.exit(main())
