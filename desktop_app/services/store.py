"""The one door to the shop's database: opening, locking, transactions, and the notice of change.

A transaction begins and ends in a service, never across a dialog, a file copy or a PDF.
Whoever shows data listens here, and hears of a change once, after it is on the disk.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import peewee

from desktop_app.core import private_access
from desktop_app.core.errors import Reason, StoreTrouble
from desktop_app.core.kinds import Topic
from desktop_app.core.paths import DataPaths
from desktop_app.core.track import Track, everything
from desktop_app.core.turns import Turns
from desktop_app.models.base import database
from desktop_app.services import restore_swaps, schema
from desktop_app.services.writer_lock import WriterLock

log = logging.getLogger(__name__)

WRITE_WAIT_S = 10.0
_BUSY_MS = 5000
_CODES = {
    sqlite3.SQLITE_FULL: Reason.DISK_FULL,
    sqlite3.SQLITE_BUSY: Reason.STORE_BUSY,
    sqlite3.SQLITE_LOCKED: Reason.STORE_BUSY,
    sqlite3.SQLITE_READONLY: Reason.STORE_READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Reason.FOLDER_NOT_WRITABLE,
    sqlite3.SQLITE_IOERR: Reason.STORE_UNREACHABLE,
    sqlite3.SQLITE_CORRUPT: Reason.STORE_DAMAGED,
    sqlite3.SQLITE_NOTADB: Reason.STORE_DAMAGED,
}


@dataclass
class Changes:
    """What a transaction changed: ids by topic. A topic without ids means: many of them."""

    ids: dict[Topic, set[int]] = field(default_factory=dict)

    def touch(self, topic: Topic, *ids: int) -> None:
        """Notes that things of this topic changed; listeners hear of it after the commit."""
        self.ids.setdefault(topic, set()).update(ids)

    def take(self, inner: Changes) -> None:
        """Adds what an inner transaction changed."""
        for topic, ids in inner.ids.items():
            self.touch(topic, *ids)

    @property
    def topics(self) -> frozenset[Topic]:
        return frozenset(self.ids)


Listener = Callable[[Changes], None]
BeforeCommit = Callable[[Changes], None]


class Store:
    """An open shop. Made by `open_store`; one at a time in a process."""

    def __init__(self, paths: DataPaths, lock: WriterLock | None) -> None:
        self.paths = paths
        self.who = ""
        self._lock = lock
        self._listeners: list[Listener] = []
        self._before_commit: list[BeforeCommit] = []
        self._current = threading.local()
        self._turns = Turns()

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Calls ``listener`` after each commit, in the thread that wrote; returns its end."""
        self._listeners.append(listener)

        def leave() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return leave

    def tell(self, topic: Topic) -> None:
        """Tells listeners of a change that isn't in the database, such as a backup."""
        changes = Changes()
        changes.touch(topic)
        for listener in list(self._listeners):
            listener(changes)

    def before_commit(self, step: BeforeCommit) -> None:
        """Runs ``step`` inside each transaction at its end: the search index keeps in step so."""
        self._before_commit.append(step)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Changes]:
        """A unit of work: all of it is on the disk, or none.

        Re-entrant: the outermost is BEGIN IMMEDIATE, inner ones are savepoints. After the outermost
        commit every listener gets one `Changes`; after an exception there is silence. Raises
        StoreTrouble when the disk is full, the folder can't be written, the file is damaged.
        """
        outer: Changes | None = getattr(self._current, "changes", None)
        changes = Changes()
        self._current.changes = changes
        try:
            if outer is not None:
                with database.atomic():
                    yield changes
            else:
                with (
                    self._turns,  # SQLite itself lets a busy thread keep all others waiting
                    mapped(self.paths),
                    self.connection(),
                    database.atomic("IMMEDIATE"),
                ):
                    yield changes
                    self._finish(changes)
        finally:
            self._current.changes = outer
        if outer is not None:
            outer.take(changes)
        elif changes.ids:
            for listener in list(self._listeners):
                listener(changes)

    def _finish(self, changes: Changes) -> None:
        if changes.ids:
            for step in self._before_commit:
                step(changes)

    @contextlib.contextmanager
    def connection(self) -> Iterator[None]:
        """Gives this thread a connection for the block; the one it has already serves.

        Raises StoreTrouble for what the block meets: a damaged page, a drive that is gone.
        """
        with mapped(self.paths):
            if not database.is_closed():
                yield
                return
            database.connect()
            try:
                yield
            finally:
                database.close()

    def compact(self) -> bool:
        """Writes the database file anew, so that it holds nothing any more that was deleted.

        Takes as much room again as the database has. False while somebody else reads in it; raises
        StoreTrouble when it is busy or the disk is full. Not within a transaction.
        """
        with self._turns, mapped(self.paths), self.connection():
            database.execute_sql("PRAGMA temp_store = file")  # the copy may be larger than memory
            database.execute_sql("VACUUM")
            (busy, *_pages) = database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    @property
    def left_open_by(self) -> str:
        """The other computer that didn't close this shop, or has it open still; empty for none."""
        return self._lock.other if self._lock is not None else ""

    def taken_by(self) -> str:
        """Who took the shop meanwhile, where a drive's locks can't be relied on; else empty."""
        return self._lock.taken_by() if self._lock is not None else ""

    def close(self) -> None:
        """Closes this thread's connection and lets others write."""
        if not database.is_closed():
            database.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None


def open_store(
    root: Path, *, writing: bool = True, wait_s: float = 0.0, track: Track = everything
) -> Store:
    """Opens the shop in a data folder, making an empty one where there is none.

    ``writing`` takes the writer's lock, waiting up to ``wait_s`` seconds for it. A reader goes
    on beside an open window. An older schema is migrated, after a copy that ``track`` follows.
    Raises StoreTrouble: locked by whom, damaged, newer, not writable; and FileTrouble for a folder
    that can't be made.
    """
    paths = DataPaths(root)
    private_access.hide_new_files()
    finish_restore(paths, writing=writing, wait_s=wait_s)
    fresh = not paths.database.exists()
    paths.make()
    schema.refuse_ghost(paths)
    lock = WriterLock(paths) if writing or fresh or schema.is_behind(paths) else None
    if lock is not None:
        lock.acquire(wait_s)
    try:
        database.init(str(paths.database), pragmas=_pragmas())
        store = Store(paths, lock)
        with mapped(paths):
            database.connect()
            schema.bring_up(paths, track)
    except BaseException:
        if not database.is_closed():
            database.close()
        if lock is not None:
            lock.release()
        raise
    if lock is not None and not writing:
        lock.release()
        store._lock = None  # noqa: SLF001 - our own object, a moment old
    return store


def finish_restore(paths: DataPaths, *, writing: bool = True, wait_s: float = 0.0) -> None:
    """Makes the exchange for a restored shop that was asked for, before anything is read.

    Raises StoreTrouble (locked by whom), FileTrouble (the folder refuses).
    """
    if not restore_swaps.is_asked_for(paths) or not (writing or restore_swaps.is_begun(paths)):
        return
    lock = WriterLock(paths)
    lock.acquire(wait_s)
    try:
        restore_swaps.carry_out(paths)
    finally:
        lock.release()


@contextlib.contextmanager
def mapped(paths: DataPaths) -> Iterator[None]:
    """Turns SQLite's refusals into the person's kinds; what isn't one stays a bug.

    peewee gives its own errors to statements alone: a page met while rows are read raises SQLite's.
    """
    try:
        yield
    except (peewee.DatabaseError, sqlite3.DatabaseError) as error:
        reason = _reason(error)
        if reason is None:
            raise
        raise StoreTrouble(
            reason,
            path=str(paths.database if reason is Reason.STORE_DAMAGED else paths.root),
            backups=str(paths.backups),
        ) from error


def _reason(error: BaseException) -> Reason | None:
    """The kind of the nearest of SQLite's refusals in the chain that led here.

    A full disk makes SQLite roll back by itself, so that peewee's own rollback fails in its stead.
    """
    for link in _chain(error):
        code = getattr(link, "sqlite_errorcode", None)
        if code is not None and code & 0xFF in _CODES:
            return _CODES[code & 0xFF]
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        link = waiting.pop(0)
        if isinstance(link, BaseException) and id(link) not in seen:
            seen.add(id(link))
            yield link
            waiting += [*link.args, link.__cause__, link.__context__]


def _pragmas() -> dict[str, object]:
    """What every connection is set to.

    FULL, since this is evidence and money. WAL only where SQLite is free of the WAL-reset
    fault (in 3.7.0 to 3.51.2 but for 3.44.6 and 3.50.7); TRUNCATE elsewhere.
    """
    return {
        "foreign_keys": 1,
        "busy_timeout": _BUSY_MS,
        "journal_mode": "wal" if wal_is_safe(sqlite3.sqlite_version_info) else "truncate",
        "synchronous": "full",
        "cache_size": -16 * 1024,
        "temp_store": "memory",
    }


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite never resets a write-ahead log wrongly under two connections."""
    return version >= (3, 51, 3) or version[:3] in {(3, 44, 6), (3, 50, 7)}
