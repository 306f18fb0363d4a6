"""How fast photos come in: read once, hashed, copied, synced, EXIF, thumbnail, row.

Beside it: reading, hashing, copying and syncing alone, in one thread of Python; and, where they
are installed, exiftool, sha256sum and vipsthumbnail doing the same work, two at a time.
BENCH_PHOTOS says how many photos of 12 megapixels (200; the budget is stated for 500).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from benchmarks import _photos
from benchmarks._table import Row, run
from desktop_app.core.kinds import Platform
from desktop_app.services import buyers, photos
from desktop_app.services.store import open_store

PEERS = ("exiftool", "sha256sum", "vipsthumbnail", "xargs")
BUDGET = 2.0


def measured() -> list[Row]:
    """Ours, the floor and the peer over the same files, in one run."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        sources = _photos.draw(folder / "camera", _photos.count(200))
        size = sum(path.stat().st_size for path in sources) / 1e6
        ours = len(sources) / seconds_of_ours(folder, sources)
        floor = len(sources) / seconds_of_floor(folder, sources)
        peer = len(sources) / seconds_of_peer(folder) if all(map(shutil.which, PEERS)) else None
    work = f"{len(sources)} JPEG of 12 MP ({size:.0f} MB)"
    rows = [
        Row(
            f"{work}, beside read + hash + copy + sync",
            f"{ours:.1f}/s",
            f"{floor:.1f}/s",
            ours / floor,
        )
    ]
    if peer is None:
        rows.append(Row("exiftool + sha256sum + vipsthumbnail: not installed", f"{ours:.1f}/s"))
    else:
        ratio = ours / peer
        rows.append(
            Row(
                f"{work}, beside exiftool + sha256sum + vipsthumbnail",
                f"{ours:.1f}/s",
                f"{peer:.1f}/s",
                ratio,
                f"≥ {BUDGET}×",
                ratio >= BUDGET,
            )
        )
    return rows


def seconds_of_ours(folder: Path, sources: Sequence[Path]) -> float:
    """`photos.import_files` on an empty shop, two threads reading."""
    store = open_store(folder / "shop")
    try:
        buyer = buyers.obtain(store, Platform.TAOBAO, "bench")
        start = perf_counter()
        report = photos.import_files(store, buyer, sources)
        taken = perf_counter() - start
    finally:
        store.close()
    assert len(report.added) == len(sources)
    return taken


def seconds_of_floor(folder: Path, sources: Sequence[Path]) -> float:
    """The least that keeping evidence takes: each file read, hashed, copied and synced."""
    target = folder / "floor"
    target.mkdir()
    start = perf_counter()
    for path in sources:
        content = path.read_bytes()
        hashlib.sha256(content).hexdigest()
        with (target / path.name).open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
    return perf_counter() - start


def seconds_of_peer(folder: Path) -> float:
    """What a careful person would script: rename by EXIF while copying, hash, thumbnail, sync."""
    target, thumbs = folder / "peer", folder / "peer-thumbs"
    target.mkdir()
    thumbs.mkdir()
    rename = "-filename<" + str(target) + "/bench_${datetimeoriginal}%-.2nc.%e"
    two = ["xargs", "-0", "-P2", "-n16"]
    start = perf_counter()
    exiftool = ["exiftool", "-q", "-o", ".", "-d", "%Y%m%d", rename, str(folder / "camera")]
    subprocess.run(exiftool, check=True)
    names = b"\0".join(str(path).encode() for path in sorted(target.iterdir()))
    subprocess.run([*two, "sha256sum"], input=names, stdout=subprocess.DEVNULL, check=True)
    shrink = ["vipsthumbnail", "--size", "256", "-o", f"{thumbs}/%s.jpg"]
    subprocess.run([*two, *shrink], input=names, check=True)
    subprocess.run(["sync"], check=True)  # noqa: S607 - the system's own
    taken = perf_counter() - start
    assert len(list(thumbs.iterdir())) == len(list((folder / "camera").iterdir()))
    return taken


def main(arguments: Sequence[str] | None = None) -> int:
    return run("photo_import", measured, arguments)


if __name__ == "__main__":
    sys.exit(main())
