"""Where the bytes of a lost photo may still be: a stray file, another record's file, a backup."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from desktop_app.core.errors import FileTrouble, UserError
from desktop_app.models.base import tuples
from desktop_app.models.photos import Photo
from desktop_app.services import backup_manifests, backups, photo_files, restores
from desktop_app.services.backup_manifests import Damaged, Entry, Snapshot
from desktop_app.services.backup_places import Place
from desktop_app.services.backup_secrets import Seal
from desktop_app.services.store import Store

_MOST_SNAPSHOTS = 12


@dataclass(frozen=True)
class Found:
    """Where the bytes were, as `problem_texts.cure` says it; a ``stray`` leaves its place."""

    cure: str
    place: str
    stray: bool = False


class Sources:
    """Looked at only when a photo is asked for: hashing strays and reading manifests take time."""

    def __init__(self, store: Store, strays: Iterable[str]) -> None:
        self._store = store
        self._stray_files = list(strays)

    def bring(self, photo_id: int, part: Path) -> Found | None:
        """Writes a photo's bytes, compared with its record, to ``part``; None: nowhere."""
        recorded = Photo.get_or_none(Photo.id == photo_id)
        if recorded is None:
            return None
        return (
            self._from_stray(recorded.sha256, part)
            or self._from_twin(recorded, part)
            or self._from_backup(recorded.sha256, part)
        )

    def _from_stray(self, sha256: str, part: Path) -> Found | None:
        stray = self._strays.pop(sha256, None)
        if stray is None or not self._copied(stray, sha256, part):
            return None
        return Found("moved_back", stray, stray=True)

    def _from_twin(self, photo: Photo, part: Path) -> Found | None:
        twins = Photo.select(Photo.stored).where(Photo.sha256 == photo.sha256, Photo.id != photo.id)
        for (stored,) in tuples(twins):
            if self._copied(stored, photo.sha256, part):
                return Found("copied", stored)
        return None

    def _from_backup(self, sha256: str, part: Path) -> Found | None:
        for place, seal, snapshot, entries in self._snapshots:
            entry = entries.get(sha256)
            if entry is None:
                continue
            with contextlib.suppress(FileTrouble, OSError):
                if restores.write_out(place, seal, entry, part) is None:
                    return Found("fetched", snapshot.stamp)
            part.unlink(missing_ok=True)
        return None

    def _copied(self, stored: str, sha256: str, part: Path) -> bool:
        source = self._store.paths.absolute(stored)
        with contextlib.suppress(FileTrouble, OSError):
            if source.is_file() and photo_files.receive(source, part).sha256 == sha256:
                return True
        part.unlink(missing_ok=True)
        return False

    @cached_property
    def _strays(self) -> dict[str, str]:
        found = {}
        for stored in self._stray_files:
            with contextlib.suppress(OSError):
                found[photo_files.sha256_of(self._store.paths.absolute(stored))] = stored
        return found

    @cached_property
    def _snapshots(self) -> list[tuple[Place, Seal, Snapshot, dict[str, Entry]]]:
        """The newest snapshots that can be reached, with their files by content."""
        return list(self._read_snapshots())

    def _read_snapshots(self) -> Iterator[tuple[Place, Seal, Snapshot, dict[str, Entry]]]:
        data = self._store.paths
        for place in backups.reachable(data):
            with contextlib.suppress(UserError, OSError):
                seal = backups.seal_of(data, place)
                heads, _damaged = backup_manifests.heads(place, seal)
                whole = [head for head in reversed(heads) if head.whole]
                for head in whole[:_MOST_SNAPSHOTS]:
                    with contextlib.suppress(Damaged):
                        snapshot = backup_manifests.read(place, head.stamp, seal)
                        yield place, seal, snapshot, {one.sha256: one for one in snapshot.files}
