"""Bringing files to a place: each content once, under its own name, and never half.

A file is written to ``incoming``, synced, and only then gets its name among ``files``. A name
that another content has already gets a mark of the content beside it; a content that is there under
another name (a renamed photo) is there, and the manifest says what it is called now.
"""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import Callable, Collection, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, TypeVar
from uuid import uuid4

from desktop_app.core import names, paths
from desktop_app.services import backup_secrets
from desktop_app.services.backup_manifests import Entry, Snapshot
from desktop_app.services.backup_places import Place
from desktop_app.services.backup_secrets import AgeSeal, Copied, NotOpened, Seal, SourceTrouble
from desktop_app.services.backup_wanted import Wanted

_WORKERS = 3
_AHEAD = 24
_MOST_NAME_BYTES = 200
_MOST_PATH = 250  # Windows' 260 less what it wants for itself
_Thing = TypeVar("_Thing")
_Result = TypeVar("_Result")


def in_order(
    work: Callable[[_Thing], _Result], things: Iterable[_Thing], workers: int = _WORKERS
) -> Generator[_Result]:
    """The results of work done a few things at a time, in the things' order."""
    pool = ThreadPoolExecutor(workers, "backup")
    pending: deque[Future[_Result]] = deque()
    try:
        for thing in things:
            pending.append(pool.submit(work, thing))
            if len(pending) > _AHEAD:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


@dataclass
class Tally:
    """What a backup came to: files copied and there already, bytes copied, what couldn't be had."""

    copied: int = 0
    present: int = 0
    photos_copied: int = 0
    photos_present: int = 0
    bytes: int = 0
    missing: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)

    def count(self, wanted: Wanted, copied: Copied | None) -> None:
        """Counts a file in; ``copied`` None for one that was there already."""
        is_photo = bool(wanted.sha256)
        if copied is None:
            self.present += 1
            self.photos_present += is_photo
        else:
            self.copied += 1
            self.photos_copied += is_photo
            self.bytes += copied.bytes


@dataclass(frozen=True)
class _Arrived:
    """A wanted file on its way: copied to ``part``, there already (``entry``), or not to be had.

    ``gone`` says that it isn't there at all.
    """

    wanted: Wanted
    entry: Entry | None = None
    part: Path | None = None
    copied: Copied | None = None
    modified_ns: int = 0
    gone: bool = False


class Shelf:
    """The `files` of a place, while one backup is written to it."""

    def __init__(
        self,
        place: Place,
        seal: Seal,
        before: Snapshot | None,
        locate: Callable[[Wanted], Path | None],
        distrusted: Collection[str] = (),
    ) -> None:
        self.tally = Tally()
        self._distrusted = distrusted
        self._place, self._seal, self._locate = place, seal, locate
        entries = before.files if before else ()
        self._by_content = {one.sha256: one for one in entries if one.kept.startswith("files/")}
        self._by_path = {one.path: one for one in entries}
        self._touched: set[Path] = set()

    def take(self, wanted: Iterable[Wanted]) -> Generator[Entry | None]:
        """Brings files in, in order; yields None for one that isn't to be had."""
        with contextlib.closing(in_order(self._fetch, wanted)) as arriving:
            for arrived in arriving:
                yield self._settle(arrived)

    def close(self) -> None:
        """Makes the names last."""
        for folder in self._touched:
            backup_secrets.sync_dir(folder)

    def _fetch(self, wanted: Wanted) -> _Arrived:
        """In a worker: finds out whether the bytes are there, and copies them if not."""
        known = self._known(wanted.sha256, wanted)
        if known is not None:
            return _Arrived(wanted, known)
        for _attempt in range(2):  # it may be moved between being found and being opened
            source = self._locate(wanted)
            if source is None:
                return _Arrived(wanted, gone=True)
            with contextlib.suppress(SourceTrouble):
                return self._had(wanted, source)
        return _Arrived(wanted)

    def _had(self, wanted: Wanted, source: Path) -> _Arrived:
        """The file there already, or copied. Raises SourceTrouble when it can't be read."""
        with _readable(source) as file:
            stat = os.fstat(file.fileno())
            known = self._unchanged(wanted, stat.st_size, stat.st_mtime_ns)
            if known is not None:
                return _Arrived(wanted, known)
            part = self._place.incoming / f"{uuid4().hex}.part"
            copied = self._seal.save(file, part)
        return _Arrived(wanted, None, part, copied, stat.st_mtime_ns)

    def _known(self, sha256: str, wanted: Wanted) -> Entry | None:
        """The entry for a content that is on the shelf in full size."""
        known = self._by_content.get(sha256) if sha256 else None
        if known is None or not self._is_full(known):
            return None
        same = self._by_path.get(wanted.path)
        modified = same.modified_ns if same and same.sha256 == sha256 else known.modified_ns
        return Entry(wanted.path, sha256, known.bytes, known.kept, known.kept_bytes, modified)

    def _unchanged(self, wanted: Wanted, size: int, modified_ns: int) -> Entry | None:
        """The entry of last time for a file without a record that has its size and time still."""
        last = self._by_path.get(wanted.path)
        if wanted.sha256 or last is None or (last.bytes, last.modified_ns) != (size, modified_ns):
            return None
        return last if last.kept.startswith("files/") and self._is_full(last) else None

    def _is_full(self, entry: Entry) -> bool:
        """Whether its bytes are there; what a check found wrong is copied anew."""
        try:
            return (
                entry.kept not in self._distrusted
                and self._place.absolute(entry.kept).stat().st_size == entry.kept_bytes
            )
        except OSError:
            return False

    def _settle(self, arrived: _Arrived) -> Entry | None:
        """Gives what was copied its name, in the thread that writes the backup."""
        wanted = arrived.wanted
        if arrived.entry is not None:
            self.tally.count(wanted, None)
            return arrived.entry
        if arrived.part is None or arrived.copied is None:
            if wanted.sha256 or not arrived.gone:  # who deletes a document means it
                self.tally.missing.append(wanted.path)
            return None
        found = arrived.copied
        if wanted.sha256 and found.sha256 != wanted.sha256:
            self.tally.altered.append(wanted.path)
        known = self._known(found.sha256, wanted)
        if known is not None:
            arrived.part.unlink()
            self.tally.count(wanted, None)
            return known
        entry = self._named(arrived.part, found, wanted, arrived.modified_ns)
        self._by_content[found.sha256] = entry
        return entry

    def _named(self, part: Path, found: Copied, wanted: Wanted, modified_ns: int) -> Entry:
        kept, there = self._free_name(wanted.path, found)
        size = found.kept_bytes
        if there is not None:
            part.unlink()
            size = there.kept_bytes
            self.tally.count(wanted, None)
        else:
            self._note(kept)
            target = self._place.absolute(kept)
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            paths.replace(part, target)
            self._touched.add(target.parent)
            self.tally.count(wanted, found)
        return Entry(wanted.path, found.sha256, found.bytes, kept, size, modified_ns)

    def _note(self, kept: str) -> None:
        """Writes down, before it is there, what a backup that is stopped now would leave."""
        with self._place.unfinished.open("a", encoding="utf-8") as journal:
            journal.write(kept + "\n")

    def _free_name(self, path: str, found: Copied) -> tuple[str, Copied | None]:
        """A name on the shelf: a free one, or one that has these very bytes already."""
        wrong = self._by_content.get(found.sha256)
        if wrong is not None and wrong.kept in self._distrusted:
            return wrong.kept, None  # what lies there isn't what every manifest says
        for kept in self._names(path, found.sha256):
            target = self._place.absolute(kept)
            if not target.exists():
                return kept, None
            there = self._look(target)
            if there is not None and there.sha256 == found.sha256:
                return kept, there
        raise AssertionError("the last name is random")

    def _names(self, path: str, sha256: str) -> Generator[str]:
        if isinstance(self._seal, AgeSeal):
            hidden = self._seal.hidden_name(sha256)
            yield f"files/{hidden}"
            yield f"files/{hidden.removesuffix('.age')}~{uuid4().hex[:8]}.age"
            return
        own = self._short("files/" + "/".join(_plain(part) for part in path.split("/")), sha256)
        stem, dot, suffix = own.rpartition(".")
        if not dot or "/" in suffix:
            stem, suffix = own, ""
        yield own
        yield f"{stem}~{sha256[:8]}{dot and '.'}{suffix}"
        yield f"{stem}~{uuid4().hex[:12]}{dot and '.'}{suffix}"

    def _short(self, kept: str, sha256: str) -> str:
        """The name as it is, or one made of the content where the path would be too long."""
        if len(str(self._place.absolute(kept))) + len("~12345678") <= _MOST_PATH:
            return kept
        return f"files/long/{sha256[:24]}{Path(kept).suffix[:8]}"

    def _look(self, target: Path) -> Copied | None:
        try:
            return self._seal.look(target)
        except (OSError, NotOpened):
            return None


def _plain(part: str) -> str:
    return names.safe(part, _MOST_NAME_BYTES)


@contextlib.contextmanager
def _readable(source: Path) -> Generator[BinaryIO]:
    try:
        file = source.open("rb")
    except OSError as error:
        raise SourceTrouble from error
    with file:
        yield file
