"""The check of a shop's data: every problem by name, each with its remedy; nothing is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum, unique

from desktop_app.core.paths import DataPaths
from desktop_app.core.track import Track, everything
from desktop_app.models.base import database
from desktop_app.models.photos import Photo
from desktop_app.services import photo_moves, search_index
from desktop_app.services.store import Store


@unique
class Ill(StrEnum):
    """What can be wrong."""

    DATABASE = "database"
    FOREIGN_KEY = "foreign_key"
    SEARCH_INDEX = "search_index"
    ARCHIVE_MISSING = "archive_missing"
    PHOTO_MISSING = "photo_missing"
    PHOTO_SIZE = "photo_size"
    STRAY_FILE = "stray_file"
    LEFTOVER = "leftover"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where, and whose."""

    ill: Ill
    where: str
    detail: str = ""


def check(store: Store, track: Track = everything) -> list[Problem]:
    """Looks at the database, its links, the search index, and photos against records (by size).

    `photo_checks.verify` reads the photos' contents too. Raises nothing for what it finds.
    """
    steps: tuple[Callable[[Store], Iterable[Problem]], ...] = (
        _database,
        _foreign_keys,
        _search_index,
        _photos,
    )
    with store.connection():
        return [problem for step in track(steps) for problem in step(store)]


def _database(_store: Store) -> Iterable[Problem]:
    for (line,) in database.execute_sql("PRAGMA integrity_check(100)").fetchall():
        if line != "ok":
            yield Problem(Ill.DATABASE, "shop.db", str(line))


def _foreign_keys(_store: Store) -> Iterable[Problem]:
    rows = database.execute_sql("PRAGMA foreign_key_check").fetchall()
    for table, row, parent, _key in rows:
        yield Problem(Ill.FOREIGN_KEY, f"{table} {row}", str(parent))


def _search_index(store: Store) -> Iterable[Problem]:
    for where in search_index.problems(store):
        yield Problem(Ill.SEARCH_INDEX, where)


def _photos(store: Store) -> Iterable[Problem]:
    data = store.paths
    if not data.archive.is_dir():
        yield Problem(Ill.ARCHIVE_MISSING, data.relative(data.archive))
        return
    moved = photo_moves.on_their_way(store)
    known: set[str] = set()
    rows = Photo.select(Photo.stored, Photo.bytes, Photo.deleted_at).tuples().iterator()
    for stored, size, deleted in rows:
        if deleted is not None:
            continue
        place = stored if data.absolute(stored).exists() else moved.get(stored, stored)
        known.add(place)
        yield from _photo(data, place, size)
    yield from _strays(data, known)


def _photo(data: DataPaths, stored: str, size: int) -> Iterable[Problem]:
    try:
        found = data.absolute(stored).stat().st_size
    except OSError:
        yield Problem(Ill.PHOTO_MISSING, stored)
        return
    if found != size:
        yield Problem(Ill.PHOTO_SIZE, stored, f"{size} → {found}")


def _strays(data: DataPaths, known: set[str]) -> Iterable[Problem]:
    for path in sorted(data.archive.rglob("*")):
        stored = data.relative(path)
        if path.is_dir() or stored in known:
            continue
        yield Problem(Ill.LEFTOVER if path.suffix == ".part" else Ill.STRAY_FILE, stored)


def is_sound(store: Store) -> bool:
    """SQLite's quick check of the database file, without the slow comparison of indexes."""
    with store.connection():
        return [line for (line,) in database.execute_sql("PRAGMA quick_check(1)").fetchall()] == [
            "ok"
        ]
