"""Restoring: a snapshot into a folder of its own, every file compared while it is written.

Nothing that is there is overwritten. A new data folder gets its name when it is complete; the
present shop is exchanged for a restored one by `restore_swaps`, at its next opening.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.core import paths
from desktop_app.core.errors import FileTrouble, NotFound, Reason
from desktop_app.core.paths import DataPaths
from desktop_app.core.track import Track, everything
from desktop_app.models.schema import VERSION
from desktop_app.services import (
    backup_databases,
    backup_manifests,
    backup_places,
    backup_secrets,
    backup_state,
    restore_swaps,
)
from desktop_app.services.backup_checks import Ill, Problem
from desktop_app.services.backup_copies import in_order
from desktop_app.services.backup_manifests import DATABASE, Damaged, Entry, Snapshot
from desktop_app.services.backup_places import Place
from desktop_app.services.backup_secrets import Hashing, NotOpened, Seal

_PART = ".part"
_MARK = ".being-restored"
_SPARE_BYTES = 64 * 1024 * 1024
_MEGABYTE = 1024 * 1024


@dataclass
class RestoreReport:
    """``restored`` files of ``snapshot`` are in ``folder``; ``problems`` are those that aren't."""

    snapshot: str
    folder: Path
    restored: int = 0
    bytes: int = 0
    whole: bool = True
    problems: list[Problem] = field(default_factory=list)


def pick(place: Place, seal: Seal, stamp: str | None = None) -> Snapshot:
    """A snapshot by its name, or the newest. Raises NotFound, FileTrouble (damaged, newer)."""
    if stamp is None:
        newest = backup_manifests.newest(place, seal)
        if newest is None:
            raise FileTrouble(Reason.BACKUP_MISSING, path=str(place.folder))
        found = newest
    else:
        found = _named(place, seal, stamp)
    backup_manifests.refuse_newer(found)
    return found


def restore(
    place: Place, seal: Seal, snapshot: Snapshot, target: Path, track: Track = everything
) -> RestoreReport:
    """Restores into a new or empty folder, which has its name only when all of it is there.

    A file that is damaged in the backup isn't restored, but named; a damaged database ends it.
    An older schema is brought up when the shop is opened. Raises FileTrouble: not empty, no room,
    database damaged, drive gone.
    """
    target = target.absolute()
    _refuse_taken(target)
    stage = target.with_name(target.name + _PART)
    with _staged(stage, target):
        report = _fill(place, seal, snapshot, stage, track)
        _make_whole(place, stage)
        with contextlib.suppress(FileNotFoundError):
            target.rmdir()
        paths.replace(stage, target)
        (target / _MARK).unlink()
        paths.sync_dir(target.parent)
    report.folder = target
    return report


def stage(
    data: DataPaths, place: Place, seal: Seal, snapshot: Snapshot, track: Track = everything
) -> RestoreReport:
    """Makes a restored shop ready within the data folder, to take the present one's place.

    `restore_swaps.ask_for` asks for that, the next opening does it. Raises like `restore`.
    """
    ready = restore_swaps.stage(data)
    with _staged(ready, ready):
        report = _fill(place, seal, snapshot, ready, track)
        if snapshot.whole:
            paths.private_dir(ready / paths.ARCHIVE_NAME)
        (ready / _MARK).unlink()
    return report


def write_out(place: Place, seal: Seal, entry: Entry, target: Path) -> Ill | None:
    """Writes one file of a backup, private and synced; a damaged one leaves nothing.

    Raises FileTrouble when the target's disk refuses, or the backup's drive is gone.
    """
    try:
        paths.private_dir(target.parent)
        with backup_secrets.new_file(target) as out:
            ill = _poured(place, seal, entry, Hashing(out))
    except OSError as error:
        raise paths.from_os_error(error, target) from error
    if ill is not None:
        target.unlink()
    elif entry.modified_ns > 0:
        with contextlib.suppress(OSError, OverflowError):
            os.utime(target, ns=(entry.modified_ns, entry.modified_ns))
    return ill


def refuse_short(folder: Path, needed: int) -> None:
    """Raises FileTrouble where so many bytes, and a little more, don't fit beside a folder."""
    free = backup_places.free_bytes(folder.parent)
    if free is not None and free < needed + _SPARE_BYTES:
        raise FileTrouble(
            Reason.SPACE_SHORT,
            path=str(folder.parent),
            free=free // _MEGABYTE,
            needed=(needed + _SPARE_BYTES) // _MEGABYTE,
        )


def _poured(place: Place, seal: Seal, entry: Entry, sink: Hashing) -> Ill | None:
    """Pours a kept file into a sink; what was wrong with it. Raises the sink's own OSError."""
    kept = place.absolute(entry.kept)
    try:
        seal.load(kept, sink)
    except NotOpened:
        return Ill.CUT if kept.stat().st_size < entry.kept_bytes else Ill.ALTERED
    except OSError as error:
        if sink.error is not None:
            raise
        if not place.is_there():
            raise FileTrouble(Reason.BACKUP_DRIVE_MISSING, path=str(place.folder)) from error
        return Ill.MISSING if isinstance(error, FileNotFoundError) else Ill.UNREADABLE
    if sink.digest.hexdigest() == entry.sha256:
        return None
    return Ill.CUT if sink.count < entry.bytes else Ill.ALTERED


def _fill(
    place: Place, seal: Seal, snapshot: Snapshot, folder: Path, track: Track
) -> RestoreReport:
    """Writes all files of a snapshot, and looks at the database."""
    refuse_short(folder, snapshot.bytes)
    report = RestoreReport(snapshot.stamp, folder, whole=snapshot.whole)

    def write(entry: Entry) -> Ill | None:
        return write_out(place, seal, entry, folder.joinpath(*entry.path.split("/")))

    with contextlib.closing(in_order(write, snapshot.files)) as written:
        done = track(written, total=len(snapshot.files))
        for entry, ill in zip(snapshot.files, done, strict=True):
            if ill is None:
                report.restored += 1
                report.bytes += entry.bytes
            else:
                problem = Problem(ill, entry.kept, entry.path, (snapshot.stamp,))
                report.problems.append(problem)
    _refuse_bad_database(folder / DATABASE, snapshot.stamp)
    return report


def _refuse_bad_database(database: Path, stamp: str) -> None:
    try:
        schema = backup_databases.schema_of(database)
    except (sqlite3.Error, FileTrouble) as error:
        raise FileTrouble(Reason.BACKUP_DAMAGED, path=stamp) from error
    if schema > VERSION:
        raise FileTrouble(Reason.BACKUP_NEWER, path=stamp)
    if backup_databases.faults(database):
        raise FileTrouble(Reason.BACKUP_DAMAGED, path=stamp)


def _make_whole(place: Place, stage: Path) -> None:
    """Adds the folders that a shop has, and lets it know its backups again."""
    data = DataPaths(stage)
    for part in (data.archive, data.documents, data.trash, data.backups):
        paths.private_dir(part)
    backup_state.change(data, shop=place.shop)


@contextlib.contextmanager
def _staged(stage: Path, target: Path) -> Iterator[None]:
    """A folder to restore into, its own leftovers cleared first, gone again when it fails."""
    if stage.exists() and not (stage / _MARK).exists():
        raise FileTrouble(Reason.TARGET_NOT_EMPTY, path=str(stage))
    try:
        shutil.rmtree(stage, ignore_errors=True)
        paths.private_dir(stage)
        (stage / _MARK).touch()
        yield
    except OSError as error:
        shutil.rmtree(stage, ignore_errors=True)
        raise paths.from_os_error(error, target) from error
    except BaseException:
        if (stage / _MARK).exists():
            shutil.rmtree(stage, ignore_errors=True)
        raise


def _refuse_taken(target: Path) -> None:
    if not target.parent.is_dir():
        raise FileTrouble(Reason.FOLDER_MISSING, path=str(target.parent))
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise FileTrouble(Reason.TARGET_NOT_EMPTY, path=str(target))


def _named(place: Place, seal: Seal, stamp: str) -> Snapshot:
    there = backup_manifests.stamps(place)
    if stamp not in there:
        raise NotFound(Reason.SNAPSHOT_UNKNOWN, value=stamp, allowed=", ".join(there[-10:]))
    try:
        return backup_manifests.read(place, stamp, seal)
    except Damaged as error:
        raise FileTrouble(Reason.BACKUP_DAMAGED, path=stamp) from error
