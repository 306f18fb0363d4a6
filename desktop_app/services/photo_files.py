"""One file of evidence on its way into the archive: read once, hashed, copied, looked at.

The source is only ever read. What arrives beside its future place is a `.part`; giving it its
name is the archive's business (`services.photos`).
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from desktop_app.core import paths
from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.core.kinds import Medium
from desktop_app.services import pictures
from desktop_app.services.file_kinds import HEAD_BYTES, FileKind, sniff
from desktop_app.services.pictures import Look

PART = ".part"
BINNED = "photos"
ASIDE = "set-aside"
MAX_PICTURE_BYTES = 512 * 1024 * 1024
MAX_FILE_BYTES = 4 * 1024 * 1024 * 1024
_CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Received:
    """A file that has arrived as ``part``, on the disk to its last byte.

    ``file_time`` is the source file's own time (UTC); None for pasted bytes. ``look`` is None
    for what isn't a picture.
    """

    part: Path
    sha256: str
    bytes: int
    kind: FileKind
    file_time: datetime | None
    look: Look | None


def receive(source: Path, part: Path) -> Received:
    """Copies a file to ``part`` while hashing it, and looks at it. The source stays as it is.

    Raises FileTrouble when it can't be read, isn't evidence, is too large, changes while being
    read, or the disk is full; then nothing is left behind.
    """
    with _left_clean(part, source):
        with _reading(source) as (file, before):
            head = file.read(HEAD_BYTES)
            kind = _kind(head, source.name)
            _refuse_size(kind, before.st_size)
            file.seek(0)
            if kind.medium is Medium.PHOTO:
                content = file.read(before.st_size + 1)
                digest = _write(content, part)
            else:
                content, digest = None, _stream(file, part, before.st_size)
            _refuse_changed(before, os.fstat(file.fileno()), part)
        look = pictures.look(content, kind) if content is not None else None
        moment = datetime.fromtimestamp(before.st_mtime, UTC).replace(microsecond=0)
        return Received(part, digest, before.st_size, kind, moment, look)


def receive_bytes(content: bytes, name: str, part: Path) -> Received:
    """The same for bytes that were pasted; ``name`` only helps to tell documents apart."""
    with _left_clean(part, Path(name)):
        kind = _kind(content[:HEAD_BYTES], name)
        _refuse_size(kind, len(content))
        digest = _write(content, part)
        look = pictures.look(content, kind) if kind.medium is Medium.PHOTO else None
        return Received(part, digest, len(content), kind, None, look)


def settle(part: Path, target: Path) -> None:
    """Gives a `.part` its name; raises FileExistsError rather than overwrite anything."""
    if os.name == "nt":
        part.rename(target)
        return
    try:
        os.link(part, target)
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK}:
            raise
        if target.exists():
            raise FileExistsError(errno.EEXIST, "taken") from error
        part.rename(target)
    else:
        part.unlink()
    paths.sync_dir(target.parent)


def sha256_of(path: Path) -> str:
    """The sha256 of a file's bytes; raises OSError when it can't be read."""
    digest = hashlib.sha256()
    buffer = bytearray(_CHUNK)
    view = memoryview(buffer)
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(buffer):
            digest.update(view[:count])
    return digest.hexdigest()


def kind_of(path: Path) -> FileKind | None:
    """What a stored file is by its content; raises OSError when it can't be read."""
    with path.open("rb") as file:
        return sniff(file.read(HEAD_BYTES), path.name)


@contextlib.contextmanager
def _left_clean(part: Path, source: Path) -> Iterator[None]:
    """Takes the `.part` away again when anything fails, and gives each refusal its file's name."""
    try:
        yield
    except FileTrouble as error:
        part.unlink(missing_ok=True)
        error.data.setdefault("path", source.name)
        raise
    except OSError as error:
        part.unlink(missing_ok=True)
        raise paths.from_os_error(error, source) from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def _reading(source: Path) -> Iterator[tuple[BinaryIO, os.stat_result]]:
    """The source opened for reading, once it is plain that it is a file: a pipe would hang."""
    if not stat.S_ISREG(source.stat().st_mode):
        raise FileTrouble(Reason.NOT_EVIDENCE)
    with source.open("rb") as file:
        yield file, os.fstat(file.fileno())


def _kind(head: bytes, name: str) -> FileKind:
    if not head:
        raise FileTrouble(Reason.FILE_EMPTY)
    kind = sniff(head, name)
    if kind is None:
        raise FileTrouble(Reason.NOT_EVIDENCE)
    return kind


def _refuse_size(kind: FileKind, size: int) -> None:
    limit = MAX_PICTURE_BYTES if kind.medium is Medium.PHOTO else MAX_FILE_BYTES
    if size > limit:
        raise FileTrouble(Reason.EVIDENCE_TOO_LARGE, limit_mb=limit // (1024 * 1024))


def _refuse_changed(before: os.stat_result, after: os.stat_result, part: Path) -> None:
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    if not same or part.stat().st_size != before.st_size:
        raise FileTrouble(Reason.FILE_CHANGING)


def _write(content: bytes, part: Path) -> str:
    with _private(part) as out:
        out.write(content)
    return hashlib.sha256(content).hexdigest()


def _stream(file: BinaryIO, part: Path, size: int) -> str:
    digest = hashlib.sha256()
    left = size + 1
    with _private(part) as out:
        while left > 0 and (chunk := file.read(min(_CHUNK, left))):
            left -= len(chunk)
            digest.update(chunk)
            out.write(chunk)
    return digest.hexdigest()


@contextlib.contextmanager
def _private(part: Path) -> Iterator[BinaryIO]:
    """A new file for this person alone, on the disk when the block ends."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(part, flags, 0o600)
    except OSError as error:
        if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            raise FileTrouble(Reason.FOLDER_NOT_WRITABLE, path=str(part.parent)) from error
        raise
    with os.fdopen(handle, "wb") as out:
        yield out
        out.flush()
        os.fsync(out.fileno())
