"""The restore drill: a backup counts for something once it was restored and compared.

The newest one is restored into a folder of its own on the data drive and compared file by file with
its manifest, the database opened, checked and counted; then it is removed. Where there is no room
for it, the files are read and compared where they lie.
"""

from __future__ import annotations

import logging
import shutil
import sqlite3
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from desktop_app.core import clock
from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.core.kinds import Topic
from desktop_app.core.track import Track, everything
from desktop_app.services import (
    backup_checks,
    backup_databases,
    backup_state,
    backups,
    photo_files,
    restores,
)
from desktop_app.services.backup_checks import Ill, Problem
from desktop_app.services.backup_manifests import DATABASE, Entry, Snapshot
from desktop_app.services.backup_places import Place
from desktop_app.services.backup_secrets import Seal
from desktop_app.services.store import Store

log = logging.getLogger(__name__)

_DAYS = 30
_FOLDER = "drill"  # short: names in it mustn't become too long for Windows


@dataclass
class DrillReport:
    """``restored`` says whether it was a restore, not a comparison where the files lie."""

    snapshot: str
    place: Path
    files: int = 0
    restored: bool = True
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.problems


def is_due(store: Store) -> bool:
    """Whether no drill was made for a month, and there is a backup to try."""
    known = backups.state(store)
    if known.last_ok_at is None:
        return False
    at = known.drill_at
    return at is None or abs(clock.now() - at) > timedelta(days=_DAYS)


def drill(store: Store, track: Track = everything) -> DrillReport:
    """Tries out the newest backup of the chosen place, or else of the data folder.

    Its date and what it found are remembered (`backups.state`). Raises FileTrouble: drive missing,
    no backup yet; Cancelled.
    """
    data = store.paths
    place = backups.chosen(data) or next(iter(backups.reachable(data)), None)
    if place is None:
        raise FileTrouble(Reason.BACKUP_MISSING, path=str(data.backups))
    seal = backups.seal_of(data, place)
    snapshot = restores.pick(place, seal)
    report = _tried(place, seal, snapshot, data.root / _FOLDER, track)
    backups.note_wrong(data, place, report.problems)
    found = len(report.problems)
    backup_state.change(data, drill_at=clock.now(), drill_problems=found)
    store.tell(Topic.BACKUPS)
    log.info("restore drill: %d files, %d problems", report.files, found)
    return report


def _tried(place: Place, seal: Seal, snapshot: Snapshot, folder: Path, track: Track) -> DrillReport:
    report = DrillReport(snapshot.stamp, place.folder, len(snapshot.files))
    shutil.rmtree(folder, ignore_errors=True)
    try:
        restored = restores.restore(place, seal, snapshot, folder, track)
    except FileTrouble as error:
        if error.reason not in {Reason.SPACE_SHORT, Reason.DISK_FULL}:
            if error.reason is not Reason.BACKUP_DAMAGED:
                raise
            report.problems.append(_bad_database(snapshot))
            return report
        report.restored = False
        check = backup_checks.verify(place, seal, only=snapshot.stamp, track=track)
        report.problems += check.problems
        return report
    finally:
        shutil.rmtree(folder.with_name(folder.name + ".part"), ignore_errors=True)
    try:
        report.problems += restored.problems
        bad = {problem.path for problem in restored.problems}
        sound = [entry for entry in snapshot.files if entry.path not in bad]
        for entry in track(sound):
            report.problems += _compared(folder, entry, snapshot.stamp)
        if not _counts_agree(folder / DATABASE, snapshot):
            report.problems.append(_bad_database(snapshot))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return report


def _compared(folder: Path, entry: Entry, stamp: str) -> list[Problem]:
    """Reads a restored file again: the disk may not hold what it was given."""
    file = folder.joinpath(*entry.path.split("/"))
    try:
        if photo_files.sha256_of(file) == entry.sha256:
            return []
    except OSError:
        return [Problem(Ill.UNREADABLE, entry.kept, entry.path, (stamp,))]
    return [Problem(Ill.ALTERED, entry.kept, entry.path, (stamp,))]


def _counts_agree(database: Path, snapshot: Snapshot) -> bool:
    try:
        return backup_databases.counts(database) == snapshot.counts
    except sqlite3.Error:
        return False


def _bad_database(snapshot: Snapshot) -> Problem:
    where = backup_checks.database_of(snapshot).kept
    return Problem(Ill.DATABASE, where, DATABASE, (snapshot.stamp,))
