"""Kills every writing act at random moments, CRASH_ROUNDS times each, and counts what broke.

CRASH_ROUNDS (100) kills of each kind of work; CRASH_WORK names some of them, with commas between.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks._table import Row, run
from tests.crash import desk_rounds, photo_rounds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_MIGRATED_CASES = 400  # times the fixture's own
_SHOWN = 6


def main(arguments: Sequence[str] | None = None) -> int:
    return run("crash", measured, arguments)


def measured() -> list[Row]:
    rounds = int(os.environ.get("CRASH_ROUNDS", "100"))
    wanted = os.environ.get("CRASH_WORK", "").split(",")
    seed = int(time.time())
    print(f"seed {seed}, {rounds} kills of each kind of work")
    with tempfile.TemporaryDirectory() as folder:
        works = _works(Path(folder), rounds, seed)
        chosen = [name for name in works if not any(wanted) or name in wanted]
        return [_killed(name, works[name]) for name in chosen]


def _works(
    place: Path, rounds: int, seed: int
) -> dict[str, Callable[[], tuple[int, Counter[str]]]]:
    def desk(work: str) -> Callable[[], tuple[int, Counter[str]]]:
        def kill() -> tuple[int, Counter[str]]:
            done = desk_rounds.run(place / "desk", work, rounds, seed)
            return done.killed, done.after

        return kill

    def photos() -> tuple[int, Counter[str]]:
        done = photo_rounds.run(place / "photos", rounds, seed)
        return done.killed, done.during

    def migration() -> tuple[int, Counter[str]]:
        done = desk_rounds.run_migrations(place / "old", max(1, rounds // 3), _MIGRATED_CASES, seed)
        return done.killed, done.after

    return {
        "photos": photos,
        **{work: desk(work) for work in desk_rounds.WORK},
        "migration": migration,
    }


def _killed(name: str, work: Callable[[], tuple[int, Counter[str]]]) -> Row:
    """One kind of work; what broke a promise stands in its line, and the others go on."""
    began = time.perf_counter()
    fault, killed, after = "", 0, Counter[str]()
    try:
        killed, after = work()
    except AssertionError as error:
        fault = str(error).split("\n")[0][:60] or "a promise was broken"
    told = ", ".join(f"{what} {count}" for what, count in after.most_common(_SHOWN))
    seconds = time.perf_counter() - began
    row = Row(
        name,
        f"{killed} kills in {seconds:.0f} s",
        f"last reported: {told}" if told else "",
        budget="no fault" if not fault else f"FAULT: {fault}",
        kept=not fault,
    )
    print(f"{name}: {row.ours}; {row.beside}; {row.budget}", flush=True)
    return row


if __name__ == "__main__":
    raise SystemExit(main())
