"""How fast the archive is verified: every stored photo read and hashed, two threads.

Beside it: sha256 in one thread of Python over the same files. BENCH_PHOTOS says how many
photos of 12 megapixels (200).
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from benchmarks import _photos
from benchmarks._table import Row, run
from desktop_app.core import clock
from desktop_app.core.kinds import Platform
from desktop_app.models.photos import Photo
from desktop_app.services import buyers, photo_checks
from desktop_app.services.store import Store, open_store

ROUNDS = 3
BUDGET = 1.7


def measured() -> list[Row]:
    """The best of three rounds each, one after the other, so that both read from memory."""
    with tempfile.TemporaryDirectory() as place:
        store = open_store(Path(place) / "shop")
        try:
            files = fill(store, _photos.count(200))
            size = sum(path.stat().st_size for path in files) / 1e6
            alone, ours = [], []
            for _round in range(ROUNDS):
                alone.append(seconds_alone(files))
                ours.append(seconds_of_ours(store))
        finally:
            store.close()
    ratio = min(alone) / min(ours)
    return [
        Row(
            f"{len(files)} photos, {size:.0f} MB",
            f"{size / min(ours):.0f} MB/s",
            f"{size / min(alone):.0f} MB/s",
            ratio,
            f"≥ {BUDGET}× (two cores)",
            ratio >= BUDGET,
        )
    ]


def fill(store: Store, count: int) -> list[Path]:
    """Photos in the archive with their records."""
    buyer = buyers.obtain(store, Platform.TAOBAO, "bench")
    files = _photos.draw(store.paths.archive / "bench", count)
    with store.transaction():
        for path in files:
            content = path.read_bytes()
            Photo.create(
                sha256=hashlib.sha256(content).hexdigest(),
                stored=store.paths.relative(path),
                buyer=buyer,
                bytes=len(content),
                imported_at=clock.now(),
            )
    return files


def seconds_of_ours(store: Store) -> float:
    start = perf_counter()
    report = photo_checks.verify(store)
    assert report.checked == report.ok
    return perf_counter() - start


def seconds_alone(files: Sequence[Path]) -> float:
    start = perf_counter()
    for path in files:
        hashlib.sha256(path.read_bytes()).hexdigest()
    return perf_counter() - start


def main(arguments: Sequence[str] | None = None) -> int:
    return run("verify", measured, arguments)


if __name__ == "__main__":
    sys.exit(main())
