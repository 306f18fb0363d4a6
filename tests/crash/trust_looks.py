"""What must hold after restores, buyers, settlements, messages and repairs were killed."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from desktop_app.models.base import database
from desktop_app.services import check_repairs, checks, chores, restore_swaps, search
from desktop_app.services.check_kinds import Ill
from desktop_app.services.store import Store, open_store
from tests.crash.trust_work import CLAIMS_IN_A_FILE, PAID

HARMLESS = {Ill.STRAY_FILE, Ill.LEFTOVER, Ill.CACHE, Ill.UNFINISHED}
WITH_PHOTOS = {"restore", "swap", "buyers"}
_BUYER = "SELECT count(*) FROM buyer WHERE buyer_id = ?"


@contextlib.contextmanager
def opened(data: Path) -> Iterator[Store]:
    store = open_store(data, wait_s=20)
    search.follow(store)
    try:
        yield store
    finally:
        store.close()


def look_at_restored(drive: Path) -> None:
    """What has its name in its place is a whole shop; an interrupted one has another name."""
    homes = drive / "restored"
    for folder in sorted(homes.iterdir()) if homes.is_dir() else ():
        if folder.suffix != ".part" and _is_whole(folder):
            with opened(folder) as restored:
                assert checks.check(restored) == [], folder
                with restored.connection():
                    assert _count("SELECT count(*) FROM photo") >= 1
        shutil.rmtree(folder)


def _is_whole(folder: Path) -> bool:
    """Unless it was killed while the worker cleared away what it had looked at."""
    parts = ("shop.db", "售后问题图片", "documents", "trash", "backups")
    return all((folder / part).exists() for part in parts)


def swap(store: Store, _drive: Path, reported: Sequence[str]) -> None:
    """Whatever was reported is in the shop, or in what was moved aside; never in neither."""
    asides = [aside / "shop.db" for aside in restore_swaps.kept_aside(store.paths)]
    assert all(aside.is_file() for aside in asides), asides
    last = max((n for n, line in enumerate(reported) if line.startswith("backed ")), default=-1)
    staged = any(line.startswith("staged ") for line in reported[last + 1 :])
    for n, line in enumerate(reported):
        kind, _space, name = line.partition(" ")
        if kind not in {"buyer", "later"}:
            continue
        with store.connection():
            here = _count(_BUYER, name) == 1
        assert here or any(_holds(aside, name) for aside in asides), line
        if kind == "buyer" and n < last:
            assert here, f"{line} was backed up"
        if n > last and not staged:
            assert here, f"{line} was done since, and nothing was asked for"
    shutil.rmtree(store.paths.root / "restored.part", ignore_errors=True)


def _holds(aside: Path, name: str) -> bool:
    with contextlib.closing(sqlite3.connect(aside)) as base:
        found: int = base.execute(_BUYER, (name,)).fetchone()[0]
    return found == 1


def buyers(store: Store, drive: Path, reported: Sequence[str]) -> None:
    """Merged or not, never by half; of an erased buyer no byte is left in the shop."""
    chores.do_all(store)
    with store.connection():
        halves = _count(
            "SELECT count(*) FROM buyer b WHERE (b.merged_into_id IS NOT NULL) != EXISTS (SELECT *"
            " FROM done_act a WHERE a.kind = 'buyer_merge' AND a.undone_at IS NULL AND"
            " json_extract(a.data, '$.gone') = b.id)"
        )
        assert halves == 0
    gone = [line.partition(" ")[2] for line in reported if line.startswith("erased ")]
    if gone:
        content = store.paths.database.read_bytes()
        files = [str(path) for path in store.paths.root.rglob("*")]
        for name in gone:
            assert name.encode() not in content, name
            assert not [file for file in files if name in file], name
    for file in drive.glob("*.jpg"):
        file.unlink()


def settle(store: Store, _drive: Path, reported: Sequence[str]) -> None:
    """A file's payments are all there or none; one that was reported is on record."""
    paid = (
        "SELECT f.undone_at IS NOT NULL, count(p.id), coalesce(sum(p.amount_minor), 0)"
        " FROM settlement_file f LEFT JOIN settlement_row r ON r.file_id = f.id"
        " LEFT JOIN claim_payment p ON p.settlement_row_id = r.id AND p.voided_at IS NULL"
        " GROUP BY f.id"
    )
    with store.connection():
        for undone, count, total in database.execute_sql(paid).fetchall():
            wanted = (0, 0) if undone else (CLAIMS_IN_A_FILE, CLAIMS_IN_A_FILE * PAID)
            assert (count, total) == wanted
        for line in reported:
            if line.startswith("settled "):
                name = line.partition(" ")[2]
                assert _count("SELECT count(*) FROM settlement_file WHERE name = ?", name) == 1


def messages(store: Store, _drive: Path, reported: Sequence[str]) -> None:
    """The last that was reported of a message is so, or what the worker did next."""
    after = {"message": {"open", "done"}, "sent": {"done", "open"}}
    after |= {"unsent": {"open", "skipped"}, "skipped": {"skipped"}}
    last = {line.split(" ")[1]: line.split(" ")[0] for line in reported if line[:4] != "case"}
    with store.connection():
        for key, kind in last.items():
            row = database.execute_sql("SELECT state FROM follow_up WHERE id = ?", (key,))
            assert row.fetchone()[0] in after[kind], (key, kind)
        halves = "SELECT count(*) FROM follow_up WHERE (state = 'open') != (done_at IS NULL)"
        assert _count(halves) == 0


def repair(store: Store, _drive: Path, _reported: Sequence[str]) -> None:
    """Nothing but what the worker itself put there is wrong; no file of it is lost."""
    tidied(store)


def tidied(store: Store) -> None:
    """A kill leaves nothing worse than files that belong to nobody; the repair loses none."""
    found = checks.check(store)
    assert {problem.ill for problem in found} <= HARMLESS, found
    before = _contents(store)
    report = check_repairs.repair(store, found)
    assert report.left == []
    assert _contents(store) >= before


def _contents(store: Store) -> set[str]:
    places = (store.paths.archive, store.paths.trash)
    names = (path.name for place in places for path in place.rglob("*") if path.is_file())
    return {name for name in names if not name.startswith(("repair.", "."))}


def _count(question: str, *values: object) -> int:
    found: int = database.execute_sql(question, values).fetchone()[0]
    return found


LOOKS: dict[str, Callable[[Store, Path, Sequence[str]], None]] = {
    "swap": swap,
    "buyers": buyers,
    "settle": settle,
    "messages": messages,
    "repair": repair,
}
