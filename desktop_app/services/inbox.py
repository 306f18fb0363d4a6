"""The watched folder, such as where the chat program saves: new files wait for their buyer.

Files there are only read. One that was assigned or dismissed isn't shown again, unless its
content changes.
"""

from __future__ import annotations

import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from typing_extensions import Unpack

from desktop_app.core import clock
from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.core.kinds import Topic
from desktop_app.core.track import Track, everything
from desktop_app.models.base import fetch
from desktop_app.models.photos import InboxFile
from desktop_app.services import photo_files, photo_imports, settings
from desktop_app.services.file_kinds import is_junk
from desktop_app.services.photo_imports import ImportReport
from desktop_app.services.photo_links import Subject
from desktop_app.services.store import Store

_SETTLED_S = 2.0


@dataclass(frozen=True)
class InboxRow:
    """A file that waits. ``path`` is where it lies, ``bytes`` its size when it was last seen."""

    id: int
    path: str
    bytes: int
    seen_at: datetime

    @property
    def name(self) -> str:
        return Path(self.path).name


def watch(store: Store, folder: Path | None) -> None:
    """Watches this folder from now on, or none. What lies in it already doesn't count as new.

    Raises FileTrouble for a folder that isn't there, or lies within the shop's own data.
    """
    if folder is not None:
        real = folder.resolve()
        if not real.is_dir():
            raise FileTrouble(Reason.FOLDER_MISSING, path=str(folder))
        if store.paths.root.resolve() in (real, *real.parents):
            raise FileTrouble(Reason.SOURCE_IN_ARCHIVE, path=folder.name)
    there = {str(path): size for path, size in _files(folder)} if folder else {}
    with store.transaction() as tx:
        settings.put(store, settings.WATCHED_FOLDER, str(folder) if folder else "")
        InboxFile.delete().execute()
        _remember(there, dismissed_at=clock.now())
        tx.touch(Topic.PHOTOS)


def watched(store: Store) -> Path | None:
    """The folder that is watched, or None."""
    text = settings.get(store, settings.WATCHED_FOLDER)
    return Path(text) if text else None


def scan(store: Store) -> int:
    """Looks for new files in the watched folder; returns how many wait now.

    A file counts once it has been left alone for two seconds and is evidence by its content.
    What vanished is forgotten. Without a folder, or while its drive is away, nothing changes.
    """
    folder = watched(store)
    if folder is None or not folder.is_dir():
        return len(rows(store))
    found = {str(path): size for path, size in _files(folder) if _is_evidence_at_rest(path)}
    with store.connection():
        known = {row.path: row for row in InboxFile.select()}
        gone = [row.id for path, row in known.items() if not Path(path).exists()]
        sizes = {path: row.bytes for path, row in known.items()}
        fresh = {path: size for path, size in found.items() if sizes.get(path) != size}
        if gone or fresh:
            with store.transaction() as tx:
                InboxFile.delete().where(InboxFile.id.in_(gone)).execute()
                _remember(fresh)
                tx.touch(Topic.PHOTOS)
    return len(rows(store))


def rows(store: Store) -> list[InboxRow]:
    """The files that wait, those that came first first."""
    query = InboxFile.select(InboxFile.id, InboxFile.path, InboxFile.bytes, InboxFile.seen_at)
    waiting = query.where(InboxFile.dismissed_at.is_null())
    with store.connection():
        return fetch(waiting.order_by(InboxFile.id), InboxRow)


def assign(
    store: Store,
    inbox_ids: Sequence[int],
    buyer_id: int,
    *,
    track: Track = everything,
    **of: Unpack[Subject],
) -> ImportReport:
    """Imports waiting files for a buyer, as `photos.import_files`; refused ones go on waiting."""
    wanted = set(inbox_ids)
    waiting = {row.path: row.id for row in rows(store) if row.id in wanted}
    sources = [Path(path) for path in waiting]
    report = photo_imports.import_files(store, buyer_id, sources, track=track, **of)
    refused = {one.source for one in report.refused}
    dismiss(store, [row_id for path, row_id in waiting.items() if path not in refused])
    return report


def dismiss(store: Store, inbox_ids: Iterable[int]) -> None:
    """Takes files off the list without importing them."""
    _dismissed(store, inbox_ids, clock.now())


def bring_back(store: Store, inbox_ids: Iterable[int]) -> None:
    """Undoes `dismiss`."""
    _dismissed(store, inbox_ids, None)


def _dismissed(store: Store, inbox_ids: Iterable[int], when: datetime | None) -> None:
    with store.transaction() as tx:
        kept = InboxFile.id.in_(list(inbox_ids))
        InboxFile.update(dismissed_at=when).where(kept).execute()
        tx.touch(Topic.PHOTOS)


def _files(folder: Path) -> Iterator[tuple[Path, int]]:
    for path in sorted(folder.iterdir()):
        if is_junk(path.name) or path.name.startswith("."):
            continue
        try:
            about = path.stat()
        except OSError:
            continue
        if stat.S_ISREG(about.st_mode):
            yield path, about.st_size


def _is_evidence_at_rest(path: Path) -> bool:
    try:
        at_rest = not 0 <= time.time() - path.stat().st_mtime < _SETTLED_S
        return at_rest and photo_files.kind_of(path) is not None
    except OSError:
        return False


def _remember(files: dict[str, int], dismissed_at: datetime | None = None) -> None:
    now = clock.now()
    for path, size in files.items():
        values = {"bytes": size, "seen_at": now, "dismissed_at": dismissed_at}
        InboxFile.insert(path=path, **values).on_conflict(
            conflict_target=[InboxFile.path], update=values
        ).execute()
