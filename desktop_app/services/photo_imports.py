"""Photos coming in: file first, row second, never lost, never doubled (design: data folder).

Two threads read, hash, copy and decode; one hands out names and writes rows, in the order of
the sources, so that the same drop gives the same names everywhere. Killed at any moment, what
was reported done is there, and what is there without a row is a file that `verify` names.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from typing_extensions import Unpack

from desktop_app.core import clock, paths
from desktop_app.core.errors import FileTrouble, NotFound, Reason, UserError
from desktop_app.core.kinds import Topic
from desktop_app.core.track import Track, everything
from desktop_app.models.base import database, tuples
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.photos import Photo
from desktop_app.services import (
    photo_files,
    photo_links,
    photo_moves,
    photo_names,
    photo_sources,
    pictures,
    settings,
    similar,
    thumbnails,
)
from desktop_app.services.bin import restore_photo
from desktop_app.services.photo_files import Received
from desktop_app.services.photo_links import Subject
from desktop_app.services.photo_sources import Refusal
from desktop_app.services.similar import LookAlike
from desktop_app.services.store import Store

_WORKERS = 2
_AHEAD = 12
# Asked for every file that comes in, and so written out: building it takes longer than the answer.
_KNOWN = (
    "SELECT id, deleted_at IS NOT NULL FROM photo WHERE sha256 = ? AND buyer_id = ?"
    " ORDER BY deleted_at IS NOT NULL LIMIT 1"
)
_STOPPERS = frozenset({Reason.ARCHIVE_MISSING, Reason.DISK_FULL, Reason.FOLDER_NOT_WRITABLE})


@dataclass(frozen=True)
class StoredPhoto:
    """A file that was added. ``source`` is where it came from, ``stored`` where it lies now."""

    id: int
    source: str
    stored: str
    sha256: str
    medium: str
    format: str
    width: int | None
    height: int | None
    taken_text: str | None
    damaged: bool


@dataclass(frozen=True)
class Duplicate:
    """A source whose bytes this buyer's folder already held: linked, not stored twice."""

    id: int
    source: str
    stored: str


@dataclass
class ImportReport:
    """What became of each source.

    ``similar`` says where else a photo that was added is used, the same bytes under another
    buyer (distance 0) included. ``skipped`` are the system's own files in dropped folders.
    """

    added: list[StoredPhoto] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    similar: list[LookAlike] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def import_files(
    store: Store,
    buyer_id: int,
    sources: Iterable[Path],
    *,
    track: Track = everything,
    **of: Unpack[Subject],
) -> ImportReport:
    """Copies files, and what lies in folders, into the buyer's folder of the archive.

    ``buyer_id`` is the row's id. ``of`` (``case=…``, ``claim=…``, ``weight_check=…``,
    ``wrong_shipment=…``) links each photo, old or new. A source that can't be taken is in
    ``refused`` and the batch goes on; when the disk is full or the archive is gone the rest is
    refused untried. Sources are only read. Raises FileTrouble (ARCHIVE_MISSING) before anything
    is changed, NotFound for the buyer, and `track.Cancelled` between two files.
    """
    with store.connection():
        photo_moves.recover(store)
        intake = _Intake(store, buyer_id, of)
        found = photo_sources.gather(sources, store.paths.root)
        intake.report.skipped.extend(found.skipped)
        intake.report.refused.extend(found.refused)
        received = _in_order(intake.receive, found.files)
        try:
            with contextlib.closing(received):
                for source, arrived in track(received, total=len(found.files)):
                    intake.take(str(source), source.name, arrived)
        finally:
            intake.note()
    return intake.report


def import_bytes(
    store: Store, buyer_id: int, content: bytes, name: str = "", **of: Unpack[Subject]
) -> ImportReport:
    """Stores pasted bytes as `import_files` stores a file; ``name`` is kept as the original."""
    with store.connection():
        intake = _Intake(store, buyer_id, of)
        arrived: Received | UserError
        try:
            arrived = photo_files.receive_bytes(content, name, intake.part())
        except FileTrouble as error:
            arrived = error
        intake.take(name, name, arrived)
        intake.note()
    return intake.report


def import_marked(store: Store, original_id: int, content: bytes) -> int:
    """Stores a marked copy of a photo, with the photo's role, caption and links; returns its id."""
    with store.connection():
        original = Photo.get_by_id(original_id)
        intake = _Intake(store, original.buyer.id, {})
        intake.take(
            "", original.original_name, photo_files.receive_bytes(content, "", intake.part())
        )
        for refused in intake.report.refused:
            raise refused.error
        report = intake.report
        copy_id = report.added[0].id if report.added else report.duplicates[0].id
        with store.transaction() as tx:
            Photo.update(
                marked_from=original.id, role=original.role, caption=original.caption
            ).where(Photo.id == copy_id).execute()
            photo_links.add_as(tx, copy_id, original.id)
    return copy_id


def folder_of(store: Store, buyer: Buyer) -> Path:
    """The buyer's folder in the archive, made if missing; raises FileTrouble without an archive."""
    archive = store.paths.archive
    if not archive.is_dir():
        raise FileTrouble(Reason.ARCHIVE_MISSING, path=str(archive))
    folder: Path = archive / buyer.folder
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise FileTrouble(Reason.FOLDER_NOT_WRITABLE, path=str(archive)) from error
    return folder


def used_stems(buyer: Buyer, folder: Path) -> list[str]:
    """The names in a buyer's folder, on the disk and on record, without their suffixes."""
    on_record = Photo.select(Photo.stored).where(Photo.buyer == buyer.id)
    stems = [Path(found[0]).stem for found in tuples(on_record)]
    return stems + [entry.stem for entry in folder.iterdir()]


class _Intake:
    """One batch for one buyer."""

    def __init__(self, store: Store, buyer_id: int, of: Subject) -> None:
        self.report = ImportReport()
        self._store = store
        self._of = of
        buyer = Buyer.get_or_none(Buyer.id == buyer_id)
        if buyer is None:
            raise NotFound(Reason.BUYER_UNKNOWN, value=buyer_id)
        self._buyer = buyer
        self._folder = folder_of(store, buyer)
        template = settings.get(store, settings.PHOTO_NAME)
        stems = used_stems(buyer, self._folder)
        self._names = photo_names.Names(self._folder, template, stems)
        self._facts = _facts(buyer, of.get("case"))
        self._stopped: UserError | None = None
        self._linked: list[int] = []

    def part(self) -> Path:
        """A new name beside the photos for a file that is still arriving."""
        return self._folder / f".{uuid4().hex}{photo_files.PART}"

    def receive(self, source: Path) -> Received | UserError:
        """In a thread of its own: brings one file in, and its thumbnail into the cache."""
        if self._stopped is not None:
            return self._stopped
        try:
            received = photo_files.receive(source, self.part())
        except FileTrouble as error:
            return self._real_trouble(error)
        if received.look is not None and received.look.thumb is not None:
            kept = thumbnails.path_of(self._store.paths, received.sha256)
            thumbnails.keep(kept, received.look.thumb)
        return received

    def take(self, source: str, original: str, arrived: Received | UserError) -> None:
        """Gives an arrived file its name and row, or finds that it is known already."""
        if isinstance(arrived, UserError):
            self.report.refused.append(Refusal(source, arrived))
            return
        try:
            self._settle(source, original, arrived)
        except (FileTrouble, OSError) as error:
            known = error if isinstance(error, FileTrouble) else self._mapped(error)
            self.report.refused.append(Refusal(source, known))
        finally:
            arrived.part.unlink(missing_ok=True)

    def note(self) -> None:
        """Tells the case's timeline of the batch."""
        case_id = self._of.get("case")
        if case_id is not None:
            photo_links.note_in_case(self._store, case_id, self._linked)

    def _settle(self, source: str, original: str, arrived: Received) -> None:
        known = self._known(arrived.sha256)
        if known is not None:
            self._link_known(source, known, arrived)
            return
        target = self._place(original, arrived)
        try:
            photo = self._record(target, original, arrived)
        except BaseException:
            target.unlink(missing_ok=True)  # our own copy: the source has the bytes
            raise
        self._report(source, photo, arrived)

    def _known(self, sha256: str) -> Photo | None:
        """The buyer's photo with these bytes; one in the bin is taken out again."""
        found = database.execute_sql(_KNOWN, (sha256, self._buyer.id)).fetchone()
        if found is None or (found[1] and not restore_photo(self._store, found[0])):
            return None
        return Photo.get_by_id(found[0])

    def _link_known(self, source: str, known: Photo, arrived: Received) -> None:
        target = self._store.paths.absolute(known.stored)
        if not target.exists():  # it had been lost: these are its bytes
            target.parent.mkdir(mode=0o700, exist_ok=True)
            photo_files.settle(arrived.part, target)
        with self._store.transaction() as tx:
            if photo_links.add(tx, known.id, self._of):
                tx.touch(Topic.PHOTOS, known.id)
                self._linked.append(known.id)
        self.report.duplicates.append(Duplicate(known.id, source, known.stored))

    def _place(self, original: str, arrived: Received) -> Path:
        facts = photo_names.with_original(self._facts, original)
        while True:
            target = self._names.next(facts, arrived.kind.suffix)
            with contextlib.suppress(FileExistsError):
                photo_files.settle(arrived.part, target)
                return target

    def _record(self, target: Path, original: str, arrived: Received) -> Photo:
        look = arrived.look or pictures.NO_LOOK
        with self._store.transaction() as tx:
            photo = Photo.create(
                sha256=arrived.sha256,
                stored=self._store.paths.relative(target),
                buyer=self._buyer.id,
                medium=arrived.kind.medium.value,
                format=look.format or arrived.kind.format,
                original_name=original,
                bytes=arrived.bytes,
                width=look.width or None,
                height=look.height or None,
                orientation=look.orientation,
                taken_text=look.taken_text,
                file_time=arrived.file_time,
                imported_at=clock.now(),
                dhash=look.prints.text if look.prints else None,
                damaged=int(look.damaged),
            )
            photo_links.add(tx, photo.id, self._of)
            tx.touch(Topic.PHOTOS, photo.id)
        self._linked.append(photo.id)
        return photo

    def _report(self, source: str, photo: Photo, arrived: Received) -> None:
        prints = arrived.look.prints if arrived.look else None
        self.report.similar.extend(similar.of_photo(self._store, photo, prints))
        self.report.added.append(
            StoredPhoto(
                id=photo.id,
                source=source,
                stored=photo.stored,
                sha256=photo.sha256,
                medium=photo.medium,
                format=photo.format,
                width=photo.width,
                height=photo.height,
                taken_text=photo.taken_text,
                damaged=bool(photo.damaged),
            )
        )

    def _mapped(self, error: OSError) -> UserError:
        return self._real_trouble(paths.from_os_error(error, self._folder))

    def _real_trouble(self, error: FileTrouble) -> UserError:
        """The error; or, when the archive itself is gone, that, which ends the batch."""
        if not self._folder.is_dir():
            error = FileTrouble(Reason.ARCHIVE_MISSING, path=str(self._store.paths.archive))
        if error.reason in _STOPPERS:
            self._stopped = error
        return error


def _facts(buyer: Buyer, case_id: int | None) -> photo_names.Facts:
    case = AfterSalesCase.get_or_none(AfterSalesCase.id == case_id) if case_id else None
    return photo_names.Facts(
        buyer=buyer.folder,
        platform=buyer.platform,
        day=clock.today(),
        case=case.no if case else "",
        kind=case.kind if case else "",
    )


def _in_order(
    work: Callable[[Path], Received | UserError], sources: Iterable[Path]
) -> Generator[tuple[Path, Received | UserError]]:
    """Each source with what `receive` made of it, in order, a few read ahead by two threads."""
    pending: deque[tuple[Path, Future[Received | UserError]]] = deque()
    pool = ThreadPoolExecutor(_WORKERS, "photo-import")
    try:
        for source in sources:
            pending.append((source, pool.submit(work, source)))
            if len(pending) > _AHEAD:
                yield pending[0][0], pending[0][1].result()
                pending.popleft()
        while pending:
            yield pending[0][0], pending[0][1].result()
            pending.popleft()
    finally:
        pool.shutdown(cancel_futures=True)
        _drop(future for _source, future in pending)


def _drop(futures: Iterable[Future[Received | UserError]]) -> None:
    """Takes away what arrived for nothing, after a cancel."""
    for future in futures:
        if not future.cancelled() and future.exception() is None:
            arrived = future.result()
            if isinstance(arrived, Received):
                arrived.part.unlink(missing_ok=True)
