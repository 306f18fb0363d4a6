"""Single photos out of a backup: a case's, one by its content, or those that the archive lost."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from desktop_app.core import paths
from desktop_app.core.errors import FileTrouble, NotFound, Reason
from desktop_app.core.track import Track, everything
from desktop_app.models.base import tuples
from desktop_app.models.photos import Photo
from desktop_app.services import (
    backup_checks,
    backup_databases,
    photo_files,
    photo_moves,
    restores,
)
from desktop_app.services.backup_checks import Problem
from desktop_app.services.backup_manifests import Entry, Snapshot
from desktop_app.services.backup_places import Place
from desktop_app.services.backup_secrets import Seal
from desktop_app.services.store import Store

_OF_CASE = """
SELECT DISTINCT photo.stored FROM photo
JOIN photo_link ON photo_link.photo_id = photo.id
JOIN after_sales_case ON after_sales_case.id = photo_link.case_id
WHERE after_sales_case.no = ? ORDER BY photo.stored
"""
_CASES = "SELECT 1 FROM after_sales_case WHERE no = ?"
_LEAST_SHA = 8


@dataclass
class FetchReport:
    """The files that were written, and what of the backup couldn't be."""

    snapshot: str
    written: list[Path] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def of_case(place: Place, seal: Seal, snapshot: Snapshot, no: str) -> list[Entry]:
    """The photos that a case had in a snapshot. Raises NotFound (case), FileTrouble (damaged)."""
    with _database(place, seal, snapshot) as database:
        if not backup_databases.rows(database, _CASES, no):
            raise NotFound(Reason.CASE_UNKNOWN, value=no)
        stored = {str(path) for (path,) in backup_databases.rows(database, _OF_CASE, no)}
    return [entry for entry in snapshot.files if entry.path in stored]


def by_content(snapshot: Snapshot, sha256: str) -> list[Entry]:
    """The files whose sha256 begins so (8 digits at least). Raises NotFound."""
    wanted = sha256.casefold()
    found = [entry for entry in snapshot.files if entry.sha256.startswith(wanted)]
    if len(wanted) < _LEAST_SHA or not found:
        raise NotFound(Reason.PHOTO_UNKNOWN, value=sha256)
    return found


def fetch(
    place: Place,
    seal: Seal,
    snapshot: Snapshot,
    entries: Sequence[Entry],
    out: Path,
    track: Track = everything,
) -> FetchReport:
    """Writes files of a backup into a folder, compared, never over what is there.

    One that is there already with the same bytes is taken as written. Raises FileTrouble.
    """
    report = FetchReport(snapshot.stamp)
    try:
        out.mkdir(parents=True, exist_ok=True)
        for entry in track(entries):
            target = _free(out, entry)
            if target.exists():
                report.written.append(target)
                continue
            _fetch_one(place, seal, entry, target, report)
    except OSError as error:
        raise paths.from_os_error(error, out) from error
    return report


def lost(store: Store) -> list[str]:
    """The places on record of photos whose file isn't there. Raises FileTrouble: no archive."""
    if not store.paths.archive.is_dir():
        raise FileTrouble(Reason.ARCHIVE_MISSING, path=str(store.paths.archive))
    with store.connection():
        moved = photo_moves.on_their_way(store)
        stored = [str(path) for (path,) in tuples(Photo.select(Photo.stored))]
    return [
        path for path in stored if path not in moved and not store.paths.absolute(path).exists()
    ]


def put_back(
    store: Store,
    place: Place,
    seal: Seal,
    snapshot: Snapshot,
    stored: Iterable[str],
    track: Track = everything,
) -> FetchReport:
    """Puts photos that the archive lost back into their places, by the contents on record.

    ``stored`` are places on record whose file is missing; one that has a file is passed over.
    """
    report = FetchReport(snapshot.stamp)
    held = {entry.sha256: entry for entry in snapshot.files}
    wanted = set(stored)
    with store.connection():
        found = tuples(Photo.select(Photo.stored, Photo.sha256))
        recorded = [(str(path), str(sha)) for path, sha in found if path in wanted]
    for path, sha256 in track(recorded):
        target = store.paths.absolute(path)
        if sha256 in held and not target.exists():
            paths.private_dir(target.parent)
            _fetch_one(place, seal, held[sha256], target, report)
    return report


def _fetch_one(place: Place, seal: Seal, entry: Entry, target: Path, report: FetchReport) -> None:
    part = target.with_name(f".{uuid4().hex}{photo_files.PART}")
    ill = restores.write_out(place, seal, entry, part)
    if ill is not None:
        report.problems.append(Problem(ill, entry.kept, entry.path, (report.snapshot,)))
        return
    photo_files.settle(part, target)
    report.written.append(target)


def _free(out: Path, entry: Entry) -> Path:
    """A name in the folder that is free, or is this very file's already."""
    name = Path(entry.path.rpartition("/")[2])
    tries: Iterator[str] = (f"{name.stem} ({number}){name.suffix}" for number in range(2, 10_000))
    for candidate in (name.name, *tries):
        target = out / candidate
        if not target.exists() or _is_same(target, entry):
            return target
    raise FileTrouble(Reason.FILE_EXISTS, path=name.name)


def _is_same(target: Path, entry: Entry) -> bool:
    try:
        return (
            target.stat().st_size == entry.bytes and photo_files.sha256_of(target) == entry.sha256
        )
    except OSError:
        return False


@contextlib.contextmanager
def _database(place: Place, seal: Seal, snapshot: Snapshot) -> Iterator[Path]:
    entry = backup_checks.database_of(snapshot)
    try:
        with backup_checks.opened_database(place, seal, entry) as database:
            yield database
    except sqlite3.Error as error:
        raise FileTrouble(Reason.BACKUP_DAMAGED, path=snapshot.stamp) from error
