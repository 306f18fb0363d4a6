"""The truth about the archive: every stored file read again and held against its record.

Looking changes nothing. Repair never deletes: what it can't put right it leaves and names, and
what belongs to nobody it moves aside, with a log of all that it did (hostile: rules 2, 7, 8).
A photo that came in damaged is what its record says it is, and no cause for alarm.
"""

from __future__ import annotations

import contextlib
import unicodedata
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum, unique
from pathlib import Path

from desktop_app.core import clock
from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.core.kinds import Topic
from desktop_app.core.track import Track, everything
from desktop_app.models.base import tuples
from desktop_app.models.buyers import Buyer
from desktop_app.models.photos import Photo
from desktop_app.services import photo_files, photo_moves, settings
from desktop_app.services.file_kinds import is_systems_own
from desktop_app.services.store import Store

_WORKERS = 2
_AHEAD = 32
_CHUNK = 1024 * 1024
_DAYS = 30


@unique
class Ill(StrEnum):
    """What can be wrong with a file of the archive."""

    MISSING = "missing"
    RENAMED = "renamed"
    EMPTY = "empty"
    ZEROED = "zeroed"
    SHORTER = "shorter"
    ALTERED = "altered"
    SWAPPED = "swapped"
    UNREADABLE = "unreadable"
    STRAY = "stray"
    LEFTOVER = "leftover"


CHANGED = frozenset({Ill.EMPTY, Ill.ZEROED, Ill.SHORTER, Ill.ALTERED, Ill.SWAPPED, Ill.UNREADABLE})


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    ``stored`` is the place on record (of a stray file: where it lies). ``other`` is where
    its bytes were found instead, or whose bytes it holds now; ``photo_id`` and ``buyer`` are
    None and "" for a stray file.
    """

    ill: Ill
    stored: str
    buyer: str = ""
    photo_id: int | None = None
    other: str = ""


@dataclass
class VerifyReport:
    """``checked`` photos were read, ``ok`` of them are as they came in."""

    checked: int = 0
    ok: int = 0
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class _Record:
    id: int
    stored: str
    sha256: str
    bytes: int
    buyer: str


@dataclass(frozen=True)
class _Seen:
    """What was found in a record's place: its sha256, or what kept it from being read."""

    record: _Record
    sha256: str = ""
    missing: bool = False


def verify(store: Store, *, track: Track = everything, note: bool = False) -> VerifyReport:
    """Reads every stored photo, the bin's too, and lists all that isn't as recorded.

    Two threads read. ``note`` writes down when that was, for each sound photo
    and for the archive (`is_due`). Raises
    FileTrouble (ARCHIVE_MISSING) when the archive isn't there at all: that is no loss of photos.
    """
    if not store.paths.archive.is_dir():
        raise FileTrouble(Reason.ARCHIVE_MISSING, path=str(store.paths.archive))
    with store.connection():
        records = _records(store)
        wrong: list[_Seen] = []
        sound: list[int] = []
        with contextlib.closing(_all_read(store, records)) as results:
            for seen in track(results, total=len(records)):
                if seen.sha256 == seen.record.sha256:
                    sound.append(seen.record.id)
                else:
                    wrong.append(seen)
        report = VerifyReport(len(records), len(sound))
        report.problems = _Diagnosis(store, records, wrong).problems()
        if note:
            _note(store, sound)
    return report


def _records(store: Store) -> list[_Record]:
    query = (
        Photo.select(Photo.id, Photo.stored, Photo.sha256, Photo.bytes, Buyer.buyer_id)
        .join(Buyer)
        .order_by(Photo.stored)
    )
    moved = photo_moves.on_their_way(store)
    records = [_Record(*found) for found in tuples(query)]
    return [_where_it_lies(store, record, moved) for record in records] if moved else records


def _where_it_lies(store: Store, record: _Record, moved: dict[str, str]) -> _Record:
    """The record, in its new place when a move was interrupted after the rename."""
    after = moved.get(record.stored)
    if after is None or store.paths.absolute(record.stored).exists():
        return record
    return _Record(record.id, after, record.sha256, record.bytes, record.buyer)


def _all_read(store: Store, records: Sequence[_Record]) -> Generator[_Seen]:
    """Each record with the sha256 of what lies in its place, in order, two at a time."""
    pool = ThreadPoolExecutor(_WORKERS, "verify")
    pending: deque[Future[_Seen]] = deque()
    try:
        for record in records:
            pending.append(pool.submit(_read, store, record))
            if len(pending) > _AHEAD:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _read(store: Store, record: _Record) -> _Seen:
    try:
        return _Seen(record, photo_files.sha256_of(store.paths.absolute(record.stored)))
    except FileNotFoundError:
        return _Seen(record, missing=True)
    except OSError:
        return _Seen(record)


def is_due(store: Store) -> bool:
    """Whether the archive was last verified as a whole more than a month ago, or never."""
    last = settings.get(store, settings.ARCHIVE_VERIFIED)
    return not last or clock.from_text(last) < clock.now() - timedelta(days=_DAYS)


def _note(store: Store, sound: Sequence[int]) -> None:
    now = clock.now()
    with store.transaction() as tx:
        settings.put(store, settings.ARCHIVE_VERIFIED, clock.to_text(now))
        for start in range(0, len(sound), 500):
            page = Photo.id.in_(sound[start : start + 500])
            Photo.update(verified_at=now).where(page).execute()
        tx.touch(Topic.PHOTOS)


class _Diagnosis:
    """Tells what happened to each file that isn't as recorded."""

    def __init__(self, store: Store, records: Sequence[_Record], wrong: Sequence[_Seen]) -> None:
        self._data = store.paths
        self._wrong = wrong
        moving = photo_moves.on_their_way(store)
        places = [*(record.stored for record in records), *moving, *moving.values()]
        self._strays = _strays(store, {_key(place) for place in places})
        self._found_at = self._known_strays() if any(seen.missing for seen in wrong) else {}
        self._expected = {record.sha256: record.stored for record in records} if wrong else {}

    def problems(self) -> list[Problem]:
        """Every problem once, by place: a file that was renamed is no stray besides."""
        found = [self._of(seen) for seen in self._wrong]
        renamed = {problem.other for problem in found if problem.ill is Ill.RENAMED}
        strays = (stored for stored in self._strays if stored not in renamed)
        return found + [Problem(_stray_kind(stored), stored) for stored in strays]

    def _of(self, seen: _Seen) -> Problem:
        record = seen.record
        ill, other = self._what(seen)
        return Problem(ill, record.stored, record.buyer, record.id, other)

    def _what(self, seen: _Seen) -> tuple[Ill, str]:
        record = seen.record
        if seen.missing:
            place = self._found_at.pop(record.sha256, "")
            return (Ill.RENAMED if place else Ill.MISSING), place
        if not seen.sha256:
            return Ill.UNREADABLE, ""
        owner = self._expected.get(seen.sha256)
        if owner is not None:
            return Ill.SWAPPED, owner
        return _damage(self._data.absolute(record.stored), record.bytes), ""

    def _known_strays(self) -> dict[str, str]:
        found = {}
        for stored in self._strays:
            with contextlib.suppress(OSError):
                found[photo_files.sha256_of(self._data.absolute(stored))] = stored
        return found


def _damage(path: Path, size: int) -> Ill:
    try:
        found = path.stat().st_size
        if found == 0:
            return Ill.EMPTY
        if not any(_chunks_with_content(path)):
            return Ill.ZEROED
    except OSError:
        return Ill.UNREADABLE
    return Ill.SHORTER if found < size else Ill.ALTERED


def _chunks_with_content(path: Path) -> Iterator[bool]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk.count(0) < len(chunk)


def _strays(store: Store, known: set[str]) -> list[str]:
    """Files in the archive, and among the binned photos, that no record knows."""
    data = store.paths
    places = (data.archive, data.trash / photo_files.BINNED)
    files = (path for place in places for path in sorted(place.rglob("*")) if _is_ours(path))
    return [stored for stored in map(data.relative, files) if _key(stored) not in known]


def _is_ours(path: Path) -> bool:
    return not path.is_dir() and not is_systems_own(path.name)


def _key(stored: str) -> str:
    """Some systems give names back decomposed; they are the same names."""
    return unicodedata.normalize("NFC", stored)


def _stray_kind(stored: str) -> Ill:
    return Ill.LEFTOVER if stored.endswith(photo_files.PART) else Ill.STRAY
