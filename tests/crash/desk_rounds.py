"""Kills a clerk's day at random moments, and looks each time at what is left.

python -m tests.crash.desk_rounds [ROUNDS]      of each kind of work; 100 unless said otherwise
"""

from __future__ import annotations

import contextlib
import gzip
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.models.base import database
from desktop_app.models.schema import VERSION
from desktop_app.services import (
    backup_checks,
    backup_places,
    checks,
    months,
    restores,
)
from desktop_app.services.backup_secrets import Seal
from desktop_app.services.store import Store
from tests.crash import trust_looks
from tests.crash.trust_looks import opened

ROOT = Path(__file__).parents[2]
WORK = ("cases", "claims", "month", "desk", "backup", "restore", *trust_looks.LOOKS)
_LONGEST_S = 1.2
_LONGER_S = {"restore": 2.5, "swap": 4.0, "buyers": 2.5, "repair": 2.5}
_ROUNDS_IN_A_SHOP = 10
PARTS = (4000, 6190)
_KILLS_OF_A_MIGRATION = 6  # then it is left to finish


@dataclass
class Rounds:
    """What many kills did: how many there were, and what had been reported last before each."""

    killed: int = 0
    after: Counter[str] = field(default_factory=Counter)


def run(place: Path, work: str, rounds: int, seed: int) -> Rounds:
    """Kills ``rounds`` times, holding the shop to its promises each time."""
    dice = random.Random(f"{work}{seed}")  # noqa: S311 - moments, not secrets
    result, longest = Rounds(), _LONGER_S.get(work, _LONGEST_S)
    for first in range(0, rounds, _ROUNDS_IN_A_SHOP):
        data, drive = place / f"{work}{first}", place / f"{work}{first}-drive"
        drive.mkdir(parents=True)
        reported: list[str] = []
        for _turn in range(first, min(first + _ROUNDS_IN_A_SHOP, rounds)):
            told = kill_one([str(data), work, str(drive)], dice.uniform(0.0, longest))
            reported += told
            result.killed += 1
            result.after[told[-1].partition(" ")[0] if told else "start"] += 1
            trust_looks.look_at_restored(drive)
            with opened(data) as store:
                if work in trust_looks.LOOKS:
                    trust_looks.LOOKS[work](store, drive, reported)
                if work in trust_looks.WITH_PHOTOS:
                    trust_looks.tidied(store)
                look(store, reported if work != "swap" else [])
                if work == "backup":
                    look_at_backup(store, drive, reported, place / "restored")
        shutil.rmtree(data)
        shutil.rmtree(drive)
    return result


def kill_one(arguments: Sequence[str], after_s: float) -> list[str]:
    """Starts a worker, kills it a while after it began, returns what it reported done."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.crash.desk_worker", *arguments],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
        encoding="utf-8",
    )
    assert worker.stdout is not None
    with worker, worker.stdout as out:
        assert out.readline() == "ready\n"
        try:
            status = worker.wait(after_s)
        except subprocess.TimeoutExpired:
            worker.kill()
        else:
            raise AssertionError(f"the worker ended by itself: {status}")
        text = out.read()
    return text.split("\n")[:-1]  # what follows the last line's end was cut off


def look(store: Store, reported: Sequence[str]) -> None:
    """All that was reported done is there, nothing is there by half, and the sums agree."""
    found = checks.check(store)
    assert found == [], found
    with store.connection():
        paid: Counter[str] = Counter()
        for line in reported:
            kind, *words = line.split(" ")
            if kind == "paid":
                paid[words[0]] += int(words[1])
            elif kind == "case":
                held = "SELECT count(*) FROM after_sales_case WHERE no = ?"
                assert _one(held, words[0]) == (1,)
            elif kind == "signed":
                _signed(int(words[0]))
        for no, amount in paid.items():
            (held,) = _one(
                "SELECT coalesce(sum(p.amount_minor), 0) FROM claim_payment p"
                " JOIN claim c ON c.id = p.claim_id WHERE c.no = ?",
                no,
            )
            # The last one may have been written and the worker killed before it could say so.
            assert held >= amount, no
            assert held in {amount, *PARTS}, no
        _nothing_by_half()
    assert months.changed(store) == []


def _nothing_by_half() -> None:
    halves = {
        "a case without its first event": "SELECT count(*) FROM after_sales_case c WHERE NOT"
        " EXISTS (SELECT * FROM case_event WHERE case_id = c.id AND kind = 'opened')",
        "an offer answered in one place only": "SELECT count(*) FROM offer o WHERE (o.answer !="
        " 'pending') != (o.answered_at IS NOT NULL)",
        "a claim paid whole that isn't called so": "SELECT count(*) FROM claim c WHERE c.stage NOT"
        " IN ('paid', 'closed') AND c.claimed_minor > 0 AND c.claimed_minor <= (SELECT"
        " sum(amount_minor) FROM claim_payment p WHERE p.claim_id = c.id AND"
        " p.voided_at IS NULL)",
        "a number given twice": "SELECT count(*) - count(DISTINCT no) FROM after_sales_case",
    }
    for what, question in halves.items():
        assert _one(question) == (0,), what


def _signed(handover_id: int) -> None:
    """A signed sheet stands on the timeline of each of its cases."""
    assert _one("SELECT signed_at IS NOT NULL FROM handover WHERE id = ?", handover_id) == (1,)
    missing = _one(
        "SELECT count(*) FROM handover_item i WHERE i.handover_id = ? AND i.case_id IS NOT NULL AND"
        " i.state = 'open' AND"
        " NOT EXISTS (SELECT * FROM case_event e WHERE e.case_id = i.case_id AND e.kind ="
        " 'handed_over')",
        handover_id,
    )
    assert missing == (0,)


def _one(question: str, *values: object) -> tuple[int, ...]:
    row: tuple[int, ...] = database.execute_sql(question, values).fetchone()
    return row


def look_at_backup(store: Store, drive: Path, reported: Sequence[str], target: Path) -> None:
    """What was reported backed up is whole, and restores into a shop that is."""
    snapshots = [line.partition(" ")[2] for line in reported if line.startswith("backed ")]
    if not snapshots:
        return
    place = backup_places.one(drive)
    check = backup_checks.verify(place, Seal())
    assert check.problems == [], check.problems
    restores.restore(place, Seal(), restores.pick(place, Seal(), snapshots[-1]), target)
    with opened(target) as restored:
        assert checks.check(restored) == []
    shutil.rmtree(target)


def grown(root: Path, times: int) -> int:
    """A shop of the first schema, its cases so many times over; returns how many they are."""
    root.mkdir(parents=True)
    (root / "售后问题图片").mkdir()
    packed = ROOT / "tests" / "databases" / "v1.db.gz"
    (root / "shop.db").write_bytes(gzip.decompress(packed.read_bytes()))
    with contextlib.closing(sqlite3.connect(root / "shop.db")) as base:
        columns = [row[1] for row in base.execute("PRAGMA table_info(after_sales_case)")][2:]
        names = ", ".join(f'"{name}"' for name in columns)
        base.execute(  # the names are the schema's own
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
            f' INSERT INTO after_sales_case ("no", {names}) SELECT "no" || \'-\' || i, {names}'
            " FROM after_sales_case, n",
            (times,),
        )
        base.commit()
        count: int = base.execute("SELECT count(*) FROM after_sales_case").fetchone()[0]
    return count


def kill_migration(root: Path, after_s: float) -> bool:
    """Opens the shop with today's program and kills it; whether it was still at work."""
    worker = subprocess.Popen(
        [sys.executable, "main.py", "--data", str(root), "cases", "list", "--limit", "1"],
        stdout=subprocess.DEVNULL,
        cwd=ROOT,
    )
    try:
        worker.wait(after_s)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()
        return True
    return False


def schema_of(root: Path) -> int:
    with contextlib.closing(sqlite3.connect(root / "shop.db")) as base:
        version: int = base.execute("PRAGMA user_version").fetchone()[0]
    return version


def run_migrations(place: Path, rounds: int, times: int, seed: int) -> Rounds:
    """Kills migrations; the next start finishes each, and the copy from before is there."""
    dice = random.Random(seed)  # noqa: S311 - moments, not secrets
    result = Rounds()
    for turn in range(rounds):
        root = place / f"old{turn}"
        count = grown(root, times)
        kills = 0
        while schema_of(root) < VERSION and kills < _KILLS_OF_A_MIGRATION:
            if kill_migration(root, dice.uniform(0.15, 0.65)):
                kills += 1
                result.killed += 1
                result.after["migrated" if schema_of(root) == VERSION else "half way"] += 1
        with opened(root) as store:
            assert checks.is_sound(store)
            with store.connection():
                assert _one("SELECT count(*) FROM after_sales_case") == (count,)
            assert _one_copy(store, count)
        shutil.rmtree(root)
    return result


def _one_copy(store: Store, count: int) -> bool:
    """Whether a whole copy from before the migration is among the backups."""
    for copy in store.paths.backups.glob("before-migration-*.db"):
        with contextlib.closing(sqlite3.connect(copy)) as base:
            held = base.execute("SELECT count(*) FROM after_sales_case").fetchone()[0]
        if held == count:
            return True
    return False


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seed = int(time.time())
    print(f"seed {seed}")  # noqa: T201 - a script
    with tempfile.TemporaryDirectory() as folder:
        for work in WORK:
            print(work, run(Path(folder), work, rounds, seed))  # noqa: T201 - as above
        done = run_migrations(Path(folder), max(1, rounds // 5), 2000, seed)
        print("migration", done)  # noqa: T201 - as above
    return 0


if __name__ == "__main__":
    sys.exit(main())
