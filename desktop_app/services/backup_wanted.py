"""Which files belong to a snapshot of the shop: those that its database names, and a few more.

The database is copied first. Its photos exist by then (file first, row second) and never change;
one that was moved, renamed or binned meanwhile is looked for where it went.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop_app.core import names
from desktop_app.core.paths import DataPaths
from desktop_app.models.base import tuples
from desktop_app.models.photos import Photo
from desktop_app.services import backup_databases, photo_moves
from desktop_app.services.backup_manifests import is_safe
from desktop_app.services.file_kinds import is_systems_own
from desktop_app.services.photo_files import PART
from desktop_app.services.store import Store

_PENDING = "photo_moves_pending"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to be backed up under ``path``; ``sha256`` "" where no record says it."""

    path: str
    sha256: str = ""
    bytes: int = -1


def photos(database: Path) -> list[Wanted]:
    """The photos of a copied database, the bin's too, as its rows say."""
    query = "SELECT stored, sha256, bytes FROM photo ORDER BY stored"
    found = backup_databases.rows(database, query)
    return [Wanted(str(path), str(sha), int(str(size))) for path, sha, size in found]


def others(data: DataPaths) -> list[str]:
    """The files of the archive, the documents and the bin as they lie now, without half ones."""
    places = (data.archive, data.documents, data.trash)
    return [data.relative(file) for place in places for file in _files(place)]


def beside_records(store: Store, listed: list[str], named: list[Wanted]) -> list[Wanted]:
    """Of the files listed before the database was copied, those that belong to no photo.

    What a photo of now has, or had until a moment ago, isn't one: its own path stands for it.
    """
    with store.connection():
        now = {str(stored) for (stored,) in tuples(Photo.select(Photo.stored))}
        moves = photo_moves.on_their_way(store)
    known = {names.folded(one.path) for one in named}
    known |= {names.folded(path) for path in (*now, *moves, *moves.values())}
    return [Wanted(path) for path in listed if names.folded(path) not in known]


class Finder:
    """Where the bytes of a photo lie, that the copied database has in a place."""

    def __init__(self, store: Store, database: Path) -> None:
        self._store = store
        self._data = store.paths
        self._moved = _moves(database)

    def place(self, wanted: Wanted) -> Path | None:
        """Its file, in its place or where it went since; None when it is nowhere."""
        for path in self._candidates(wanted):
            file = self._data.absolute(path)
            if file.is_file():
                return file
        return None

    def _candidates(self, wanted: Wanted) -> Iterator[str]:
        yield wanted.path
        if wanted.path in self._moved:
            yield self._moved[wanted.path]
        if wanted.sha256:
            with self._store.connection():
                moves = photo_moves.on_their_way(self._store)
                same = tuples(Photo.select(Photo.stored).where(Photo.sha256 == wanted.sha256))
            for (stored,) in same:
                yield str(stored)
                yield moves.get(str(stored), str(stored))


def _moves(database: Path) -> dict[str, str]:
    """Moves of photos that were under way when the database was copied."""
    try:
        found = backup_databases.rows(
            database, "SELECT data FROM done_act WHERE kind = ?", _PENDING
        )
    except sqlite3.Error:
        return {}
    moves = [move for (data,) in found for move in json.loads(str(data))["moves"]]
    return {str(move["before"]): str(move["after"]) for move in moves}


def _files(place: Path) -> Iterator[Path]:
    for file in sorted(place.rglob("*")) if place.is_dir() else ():
        if file.is_symlink() or not file.is_file():
            continue
        if not is_systems_own(file.name) and not file.name.endswith(PART):
            yield file


def can_be_named(path: str) -> bool:
    """Whether a file's name is one that every system takes; another is told, not backed up."""
    return is_safe(path)
