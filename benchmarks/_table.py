"""The one table that every benchmark prints, and its JSON."""

from __future__ import annotations

import argparse
import json
import platform
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True)
class Row:
    """One measurement: ours and what it is held against, measured in the same run.

    Numbers come with their units as text; ``ratio`` is a number as the budget states it (its
    direction too), and ``kept`` says whether the budget was met, None where there is none.
    """

    work: str
    ours: str
    beside: str = ""
    ratio: float | None = None
    budget: str = ""
    kept: bool | None = None


_HEADS = ("work", "ours", "floor or peer", "ratio", "budget", "kept")
_KEPT = {None: "", True: "yes", False: "NO"}


def run(name: str, measured: Callable[[], Sequence[Row]], arguments: Sequence[str] | None) -> int:
    """Measures, prints the table, writes it to ``--json FILE``. Timing never fails: returns 0."""
    parser = argparse.ArgumentParser(prog=name)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the table here as well")
    wanted = parser.parse_args(arguments)
    rows = measured()
    print(f"{name}: Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    print(as_text(rows))
    if wanted.json:
        told = {"bench": name, "rows": [asdict(row) for row in rows]}
        wanted.json.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


def as_text(rows: Sequence[Row]) -> str:
    """The table with columns as wide as they need to be."""
    cells = [_HEADS, *(_cells(row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in cells]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def _cells(row: Row) -> tuple[str, ...]:
    shown = {**asdict(row), "ratio": "" if row.ratio is None else f"{row.ratio:.2f}×"}
    shown["kept"] = _KEPT[row.kept]
    return tuple(shown[field.name] for field in fields(row))
