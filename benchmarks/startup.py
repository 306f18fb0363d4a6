"""From exec to a window that stands and one that is idle, beside a bare window of four tables."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks._table import Row, run
from desktop_app.services import demo, search
from desktop_app.services.store import open_store

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).resolve().parent
CASES = 10_000
RUNS = 7
MOST_MIB = 110
# An installed program has its modules compiled: the first run of each does it, and is not counted.
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
}


def main(arguments: Sequence[str] | None = None) -> int:
    return run("startup", measured, arguments)


def measured() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "shop"
        store = open_store(root)
        search.follow(store)
        demo.fill(store, demo.Size(cases=CASES, photos=0))
        store.close()
        ours = [once("_startup_ours.py", root) for _ in range(RUNS + 1)][1:]
        bare = [once("_startup_bare.py", root) for _ in range(RUNS + 1)][1:]
    shown, idle, peak = (statistics.median(column) for column in zip(*ours, strict=True))
    bare_shown, bare_idle, bare_peak = (
        statistics.median(column) for column in zip(*bare, strict=True)
    )
    return [
        Row(
            f"window shown, {CASES:,} cases",
            f"{shown:.2f} s",
            f"bare window {bare_shown:.2f} s",
            shown / bare_shown,
            "≤ 1.3×",
            shown / bare_shown <= 1.3,
        ),
        Row(
            "window idle",
            f"{idle:.2f} s",
            f"bare window {bare_idle:.2f} s",
            idle / bare_idle,
            "≤ 1.5×",
            idle / bare_idle <= 1.5,
        ),
        Row(
            "peak memory",
            f"{peak:.0f} MiB",
            f"bare window {bare_peak:.0f} MiB",
            peak / bare_peak,
            f"≤ {MOST_MIB} MiB",
            peak <= MOST_MIB,
        ),
    ]


def once(script: str, root: Path) -> tuple[float, float, float]:
    """Seconds to shown and to idle, and MiB at the peak."""
    began = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, str(HERE / script), str(root)],
        stdout=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )
    assert child.stdout is not None
    times, peak = [], 0.0
    for line in child.stdout:
        times.append(time.perf_counter() - began)
        if line.startswith("idle"):
            peak = int(line.split()[1]) / 1024
            break
    child.communicate()
    return times[0], times[1], peak


if __name__ == "__main__":
    raise SystemExit(main())
