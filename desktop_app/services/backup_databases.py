"""The database as a file of its own: copied while others write, looked at, and read from outside.

The shop's own connections have no part in it: each call opens the file that it is told.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from desktop_app.core import paths
from desktop_app.core.errors import FileTrouble, Reason, StoreTrouble
from desktop_app.core.track import Track, everything

COUNTED = ("photo", "photo_link", "after_sales_case", "claim", "sales_order", "buyer", "setting")
_PAGES_AT_ONCE = 2000
_FRESH_STARTS = 3


def copy(source: Path, target: Path, track: Track = everything) -> None:
    """Copies a shop's database as it is after some one commit; writers go on meanwhile.

    It is copied in pieces between which others write. Each of their commits makes SQLite begin
    anew; after three such starts the rest is one piece, and writers wait for it. Raises
    StoreTrouble (damaged), FileTrouble (disk full).
    """
    target.unlink(missing_ok=True)
    with _told(source), _reading(source) as shop, contextlib.closing(_plain(target)) as out:
        paths.private_file(target)
        if not _in_pieces(shop, out, track):
            shop.backup(out)
        out.execute("PRAGMA journal_mode=DELETE")
    for left in ("-journal", "-wal", "-shm"):
        target.with_name(target.name + left).unlink(missing_ok=True)


def faults(database: Path, *, quick: bool = False) -> list[str]:
    """What SQLite's own check finds wrong with a database file; [] for a sound one."""
    try:
        with _reading(database) as shop:
            check = "quick_check" if quick else "integrity_check"
            found = [str(line) for (line,) in shop.execute(f"PRAGMA {check}(20)")]
    except sqlite3.Error as error:
        return [str(error)]
    return [] if found == ["ok"] else found


def schema_of(database: Path) -> int:
    """The schema's version in the file; raises sqlite3.Error for what is no database."""
    with _reading(database) as shop:
        return int(shop.execute("PRAGMA user_version").fetchone()[0])


def counts(database: Path) -> dict[str, int]:
    """How many rows the tables have by which a restored shop is compared."""
    with _reading(database) as shop:
        tables = {name for (name,) in shop.execute("SELECT name FROM sqlite_master")}
        return {
            table: int(shop.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - ours
            for table in COUNTED
            if table in tables
        }


def rows(database: Path, query: str, *values: object) -> list[tuple[object, ...]]:
    """The rows of a question to a database file; raises sqlite3.Error."""
    with _reading(database) as shop:
        return list(shop.execute(query, values))


def _in_pieces(shop: sqlite3.Connection, out: sqlite3.Connection, track: Track) -> bool:
    """Copies piece by piece; False when others wrote so often that it never came to its end."""
    pages = int(shop.execute("PRAGMA page_count").fetchone()[0])
    steps = iter(track(range(-(-pages // _PAGES_AT_ONCE))))
    starts, before = 0, pages + 1

    def watch(status: int, remaining: int, _total: int) -> None:
        nonlocal starts, before
        next(steps, None)
        if status == 0:  # else the file is locked for a moment, and nothing was copied
            starts += remaining >= before
            before = remaining
        if starts >= _FRESH_STARTS:
            raise _TooBusy

    try:
        shop.backup(out, pages=_PAGES_AT_ONCE, progress=watch, sleep=0.01)
    except _TooBusy:
        return False
    return True


class _TooBusy(Exception):
    """Others write all the time."""


@contextlib.contextmanager
def _reading(database: Path) -> Iterator[sqlite3.Connection]:
    if not database.is_file():
        raise FileTrouble(Reason.FILE_MISSING, path=database.name)
    uri = f"{database.absolute().as_uri()}?mode=ro"
    with contextlib.closing(sqlite3.connect(uri, uri=True, timeout=10)) as shop:
        yield shop


def _plain(target: Path) -> sqlite3.Connection:
    out = sqlite3.connect(target)
    out.execute("PRAGMA journal_mode=OFF")
    out.execute("PRAGMA synchronous=OFF")  # the copy is synced when it is laid into its place
    return out


@contextlib.contextmanager
def _told(source: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}:
            raise FileTrouble(Reason.DISK_FULL) from error
        if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise StoreTrouble(Reason.STORE_BUSY) from error
        backups = source.parent / "backups"
        raise StoreTrouble(Reason.STORE_DAMAGED, path=str(source), backups=str(backups)) from error
