"""The ways back to a shop whose database is damaged: which copies there are, and taking one.

Works without the database, and never over what is there: the present files are moved aside when
the shop is opened next (`restore_swaps`).
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum, unique
from pathlib import Path

from desktop_app.core import paths
from desktop_app.core.errors import FileTrouble, Reason, UserError
from desktop_app.core.paths import DataPaths
from desktop_app.core.track import Track, everything
from desktop_app.models.schema import VERSION
from desktop_app.services import (
    backup_checks,
    backup_databases,
    backup_manifests,
    backup_places,
    backup_secrets,
    backups,
    restore_swaps,
    restores,
)
from desktop_app.services.backup_manifests import Snapshot
from desktop_app.services.backup_places import Place
from desktop_app.services.backup_secrets import Seal
from desktop_app.services.restores import RestoreReport


@unique
class Kind(StrEnum):
    """Where a copy comes from."""

    WHOLE = "whole"  # a backup on another drive, photos and all
    DATABASE = "database"  # a copy of the database alone, kept in the data folder
    MIGRATION = "migration"  # the copy from before an upgrade
    ASIDE = "aside"  # what a restore moved aside


@dataclass(frozen=True)
class Offer:
    """A copy that can be taken: when it was made, and how many rows it has by table.

    ``place`` and ``stamp`` name a backup, ``file`` a copy of the database; ``readable`` is False
    for one that this program can't take (damaged, or of a newer one).
    """

    kind: Kind
    made_at: datetime
    counts: Mapping[str, int] = field(default_factory=dict)
    readable: bool = True
    place: Place | None = None
    seal: Seal | None = None
    stamp: str = ""
    file: Path | None = None

    @property
    def where(self) -> Path:
        """The folder or file that a person would look at."""
        if self.file is not None:
            return self.file
        return self.place.folder if self.place is not None else Path()


def offers(data: DataPaths, elsewhere: Path | None = None) -> list[Offer]:
    """The copies that can be reached, newest first; ``elsewhere`` is a folder a person chose."""
    found = [*_backups(data, elsewhere), *_files(data)]
    return sorted(found, key=lambda offer: offer.made_at, reverse=True)


def take(
    data: DataPaths, offer: Offer, *, photos: bool, track: Track = everything
) -> RestoreReport:
    """Makes a copy ready to take the present's place at the next opening.

    ``photos``: the backup's photos as well, where it has any. Raises FileTrouble: damaged, of a
    newer program, no room.
    """
    if offer.place is None or offer.seal is None:
        report = _staged_file(data, offer, track)
    else:
        snapshot = restores.pick(offer.place, offer.seal, offer.stamp)
        wanted = snapshot if photos and snapshot.whole else _database_alone(snapshot)
        report = restores.stage(data, offer.place, offer.seal, wanted, track)
    restore_swaps.ask_for(data, whole=report.whole)
    return report


def _database_alone(snapshot: Snapshot) -> Snapshot:
    entry = backup_checks.database_of(snapshot)
    return replace(snapshot, whole=False, files=(entry,), bytes=entry.bytes, count=1)


def _staged_file(data: DataPaths, offer: Offer, track: Track) -> RestoreReport:
    source = offer.file
    if source is None or not source.is_file():
        raise FileTrouble(Reason.FILE_MISSING, path=str(source))
    if backup_databases.faults(source):
        raise FileTrouble(Reason.BACKUP_DAMAGED, path=source.name)
    ready = restore_swaps.stage(data)
    try:
        restores.refuse_short(data.root, source.stat().st_size)
        paths.private_dir(ready)
        backup_databases.copy(source, ready / data.database.name, track)
        backup_secrets.sync_dir(ready)
    except OSError as error:
        raise paths.from_os_error(error, data.root) from error
    return RestoreReport(source.name, ready, restored=1, whole=False)


def _backups(data: DataPaths, elsewhere: Path | None) -> Iterator[Offer]:
    places = list(backups.reachable(data))
    if elsewhere is not None:
        with contextlib.suppress(UserError):
            places += backup_places.found(elsewhere)
    for place in {one.id: one for one in places}.values():
        with contextlib.suppress(UserError, OSError):
            seal = backups.seal_of(data, place)
            heads, _damaged = backup_manifests.heads(place, seal)
            for head in heads:
                yield Offer(
                    Kind.WHOLE if head.whole else Kind.DATABASE,
                    head.made_at,
                    head.counts,
                    readable=head.schema <= VERSION,
                    place=place,
                    seal=seal,
                    stamp=head.stamp,
                )


def _files(data: DataPaths) -> Iterator[Offer]:
    kept = [(Kind.MIGRATION, file) for file in data.backups.glob("before-migration-*.db")]
    kept += [(Kind.ASIDE, folder / data.database.name) for folder in restore_swaps.kept_aside(data)]
    for kind, file in kept:
        with contextlib.suppress(OSError):
            made_at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
            counts, readable = _counted(file)
            yield Offer(kind, made_at, counts, readable=readable, file=file)


def _counted(file: Path) -> tuple[dict[str, int], bool]:
    try:
        return backup_databases.counts(file), 0 < backup_databases.schema_of(file) <= VERSION
    except (sqlite3.Error, FileTrouble):
        return {}, False
