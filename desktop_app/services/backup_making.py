"""One backup on its way: the database first, then the files that it names, the manifest last."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from desktop_app.core import clock, names, paths
from desktop_app.core.errors import Reason, StoreTrouble
from desktop_app.core.track import Track
from desktop_app.services import (
    backup_databases,
    backup_manifests,
    backup_places,
    backup_state,
    backup_thinning,
    backup_wanted,
)
from desktop_app.services.backup_copies import Shelf, Tally
from desktop_app.services.backup_manifests import DATABASE, WINDOW, Entry, Snapshot
from desktop_app.services.backup_places import Place
from desktop_app.services.backup_secrets import Seal
from desktop_app.services.backup_wanted import Finder, Wanted
from desktop_app.services.store import Store

log = logging.getLogger(__name__)

_WORKSHOP = "incoming"


@dataclass
class BackupReport:
    """What a backup came to. ``snapshot`` is its name; ``bytes`` were copied.

    ``missing`` files weren't to be had, neither in the shop nor at the place; ``altered`` ones are
    in the shop otherwise than on record, and are kept as they are. ``thinned`` snapshots went.
    """

    snapshot: str
    folder: Path
    photos_copied: int = 0
    photos_present: int = 0
    bytes: int = 0
    missing: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    thinned: list[str] = field(default_factory=list)


class Making:
    """One backup on its way."""

    def __init__(self, store: Store, place: Place, seal: Seal, *, whole: bool) -> None:
        self._store, self._place, self._seal, self._whole = store, place, seal, whole
        self._data = store.paths
        self._now = clock.now()

    def make(self, track: Track) -> BackupReport:
        """Database first, then the files that it names, the manifest last; then thins."""
        with self._held(), self._workshop() as database:
            listed = backup_wanted.others(self._data) if self._whole else []
            backup_databases.copy(self._data.database, database, track)
            self._refuse_damaged(database)
            snapshot, tally = self._bring(database, listed, track)
            backup_manifests.write(self._place, snapshot, self._seal)
            backup_state.trust(self._data, self._place.id)
            thinned: list[str] = []
            with contextlib.suppress(OSError):  # the next one will do it
                thinned = backup_thinning.thin(self._place, self._seal)
        log.info("backup %s: %d files new", snapshot.stamp, tally.copied)
        return BackupReport(
            snapshot=snapshot.stamp,
            folder=self._place.folder,
            photos_copied=tally.photos_copied,
            photos_present=tally.photos_present,
            bytes=tally.bytes + snapshot.files[0].bytes,
            missing=tally.missing,
            altered=tally.altered,
            thinned=thinned,
        )

    @contextlib.contextmanager
    def _held(self) -> Iterator[None]:
        """The place for this backup alone, without what an interrupted one left."""
        with backup_places.held(self._place):
            backup_manifests.clear_unfinished(self._place)
            try:
                yield
            except BaseException:
                with contextlib.suppress(OSError):
                    backup_manifests.clear_unfinished(self._place)
                raise

    @contextlib.contextmanager
    def _workshop(self) -> Iterator[Path]:
        """A place in the data folder for the database's copy, tidied before and after."""
        folder = self._data.backups / _WORKSHOP
        try:
            paths.private_dir(folder)
            for old in folder.iterdir():
                old.unlink()
        except OSError as error:
            raise paths.from_os_error(error, folder) from error
        database = folder / f"{uuid4().hex}.db"
        try:
            yield database
        finally:
            for left in folder.glob(f"{database.stem}*"):
                left.unlink(missing_ok=True)

    def _refuse_damaged(self, database: Path) -> None:
        if backup_databases.faults(database):
            data = self._data
            raise StoreTrouble(
                Reason.STORE_DAMAGED, path=str(data.database), backups=str(data.backups)
            )

    def _bring(self, database: Path, listed: list[str], track: Track) -> tuple[Snapshot, Tally]:
        before = backup_manifests.newest(self._place, self._seal)
        finder = Finder(self._store, database)
        doubts = backup_state.distrusted(self._data, self._place.id)
        shelf = Shelf(self._place, self._seal, before, finder.place, doubts)
        wanted, refused = self._wanted(database, listed)
        shelf.tally.missing += refused
        entries: list[Entry] = []
        with contextlib.closing(shelf.take(wanted)) as arriving:
            for entry in track(arriving, total=len(wanted)):
                entries += [entry] if entry else []
        shelf.close()
        if self._whole:  # once more, now that it is known what photos came meanwhile
            theirs = {one.path for one in backup_wanted.beside_records(self._store, listed, [])}
            recorded = {one.path for one in wanted if one.sha256}
            entries = [one for one in entries if one.path in recorded or one.path in theirs]
        stamp = backup_manifests.new_stamp(self._place, self._now)
        files = (*self._lay_in(database, stamp), *entries)
        snapshot = Snapshot(
            stamp=stamp,
            number=before.number + 1 if before else 1,
            made_at=self._now,
            schema=backup_databases.schema_of(database),
            whole=self._whole,
            bytes=sum(entry.bytes for entry in files),
            count=len(files),
            counts=backup_databases.counts(database),
            missing=tuple(shelf.tally.missing),
            files=files,
        )
        return snapshot, shelf.tally

    def _wanted(self, database: Path, listed: list[str]) -> tuple[list[Wanted], list[str]]:
        """What belongs to the snapshot, and what can't: its name, or one like it, is no name."""
        if not self._whole:
            return [], []
        named = backup_wanted.photos(database)
        wanted: dict[str, Wanted] = {}
        refused: list[str] = []
        for one in (*named, *backup_wanted.beside_records(self._store, listed, named)):
            folded = names.folded(one.path)
            if folded in wanted or not backup_wanted.can_be_named(one.path):
                refused.append(one.path)
            else:
                wanted[folded] = one
        return list(wanted.values()), refused

    def _lay_in(self, database: Path, stamp: str) -> Generator[Entry]:
        """Brings the snapshot's own files: the database, and how the window looked."""
        folder = backup_manifests.folder_of(self._place, stamp)
        folder.mkdir(mode=0o700)
        window = self._data.root / WINDOW
        for name, source in ((DATABASE, database), (WINDOW, window)):
            if not source.is_file():
                continue
            target = folder / (name + self._seal.suffix)
            with source.open("rb") as file:
                copied = self._seal.save(file, target.with_name(f"{target.name}.part"))
            paths.replace(target.with_name(f"{target.name}.part"), target)
            kept = f"snapshots/{stamp}/{target.name}"
            yield Entry(name, copied.sha256, copied.bytes, kept, copied.kept_bytes)
