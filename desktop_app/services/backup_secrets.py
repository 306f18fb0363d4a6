"""How files are kept at a backup place: as they are, or each sealed in the open age format.

With a password a place gets a key of its own. The key lies there sealed with the password, and in
the data folder (0600) as it is, so that backups go on by themselves: whoever can read that
folder has the shop before them anyway. Names at the place are then made of contents and key, and
tell nothing. Anybody with the password can open all of it by the `age` program, without this one.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from typing_extensions import override

from desktop_app.core import paths
from desktop_app.core.errors import BadValue, FileTrouble, Reason
from desktop_app.core.paths import DataPaths

KEY_FILE = "key.age"
LEAST_PASSWORD = 8
_CHUNK = 1024 * 1024
_MOST_KEY_BYTES = 16 * 1024
_KEYS = "keys"
_LOCKED = b"age-encryption.org/v1\n-> scrypt "  # how a file sealed with a password begins


class SourceTrouble(Exception):
    """The file to be copied couldn't be read; what it is copied to is in order."""


class NotOpened(Exception):
    """A sealed file that its key doesn't open: altered, cut, or sealed for somebody else."""


@dataclass(frozen=True)
class Copied:
    """A file's own sha256 and size, and how many bytes it takes where it is kept."""

    sha256: str
    bytes: int
    kept_bytes: int


class Sink(Protocol):
    """Takes bytes."""

    def write(self, chunk: bytes, /) -> int:
        """Returns how many were taken: all."""


class Seal:
    """Files are kept as they are."""

    sealed = False
    suffix = ""

    def save(self, source: BinaryIO, part: Path) -> Copied:
        """Writes a new private file, synced. Raises SourceTrouble for the one side, OSError else.

        Nothing is left of a ``part`` that failed.
        """
        reader = _Reader(source)
        with new_file(part) as out:
            writer = _Writer(out)
            try:
                self._pump(reader, writer)
            except OSError:
                if reader.error is not None:
                    raise SourceTrouble from reader.error
                raise
        return Copied(reader.digest.hexdigest(), reader.count, part.stat().st_size)

    def load(self, kept: Path, out: Sink) -> None:
        """Writes a kept file's own bytes. Raises OSError; NotOpened where the key doesn't fit."""
        with _plain_file(kept) as file:
            while chunk := file.read(_CHUNK):
                out.write(chunk)

    def look(self, kept: Path) -> Copied:
        """Reads a kept file through. Raises like `load`."""
        sink = Hashing()
        self.load(kept, sink)
        return Copied(sink.digest.hexdigest(), sink.count, kept.stat().st_size)

    def _pump(self, reader: _Reader, writer: _Writer) -> None:
        while chunk := reader.read(_CHUNK):
            writer.write(chunk)


class AgeSeal(Seal):
    """Each file is sealed for the place's key, authenticated piece by piece (age v1, X25519)."""

    sealed = True
    suffix = ".age"

    def __init__(self, secret: str) -> None:
        import pyrage

        self.secret = secret
        self._key: Any = pyrage.x25519.Identity.from_str(secret)

    @override
    def load(self, kept: Path, out: Sink) -> None:
        import pyrage

        with _plain_file(kept) as file:
            writer = _Writer(out)
            try:
                pyrage.decrypt_io(file, writer, [self._key])
            except (pyrage.DecryptError, OSError) as error:
                if writer.error is not None:
                    raise writer.error from error
                if getattr(error, "errno", None):
                    raise
                raise NotOpened from error

    def hidden_name(self, sha256: str) -> str:
        """The name of a content: the same for the same bytes; without the key it tells nothing."""
        name = hmac.new(self.secret.encode(), sha256.encode(), "sha256").hexdigest()
        return f"{name[:2]}/{name[2:40]}{self.suffix}"

    @override
    def _pump(self, reader: _Reader, writer: _Writer) -> None:
        import pyrage

        try:
            pyrage.encrypt_io(reader, writer, [self._key.to_public()])
        except pyrage.EncryptError as error:
            raise reader.error or writer.error or error from None


class Hashing:
    """A sink that keeps the sha256 and the count of what goes through to ``out``, if any.

    ``error`` is what ``out`` refused, so that it isn't taken for trouble with the other side.
    """

    def __init__(self, out: Sink | None = None) -> None:
        self.digest = hashlib.sha256()
        self.count = 0
        self.error: OSError | None = None
        self._out = out

    def write(self, chunk: bytes, /) -> int:
        self.digest.update(chunk)
        self.count += len(chunk)
        if self._out is not None:
            try:
                self._out.write(chunk)
            except OSError as error:
                self.error = error
                raise
        return len(chunk)


def new_seal(folder: Path, password: str) -> AgeSeal:
    """Makes a key and lays it into ``folder``, sealed with the password (scrypt, about a second).

    Raises BadValue for a short password, FileTrouble for a folder that can't be written.
    """
    import pyrage

    if len(password) < LEAST_PASSWORD:
        raise BadValue(Reason.PASSWORD_SHORT, limit=LEAST_PASSWORD)
    seal = AgeSeal(str(pyrage.x25519.Identity.generate()))
    _lock_up(folder, seal, password)
    return seal


def change_password(folder: Path, seal: AgeSeal, password: str) -> None:
    """Seals the same key with another password; raises like `new_seal`."""
    if len(password) < LEAST_PASSWORD:
        raise BadValue(Reason.PASSWORD_SHORT, limit=LEAST_PASSWORD)
    _lock_up(folder, seal, password)


def by_password(folder: Path, password: str) -> AgeSeal:
    """The key of a place. Raises FileTrouble: wrong password, key file missing or damaged."""
    import pyrage

    try:
        with (folder / KEY_FILE).open("rb") as file:
            locked = file.read(_MOST_KEY_BYTES)
    except OSError as error:
        raise FileTrouble(Reason.BACKUP_DAMAGED, path=KEY_FILE) from error
    if not locked.startswith(_LOCKED):
        raise FileTrouble(Reason.BACKUP_DAMAGED, path=KEY_FILE)
    try:
        return AgeSeal(pyrage.passphrase.decrypt(locked, password).decode())
    except (pyrage.DecryptError, pyrage.IdentityError, UnicodeDecodeError) as error:
        raise FileTrouble(Reason.PASSWORD_WRONG, path=folder.name) from error


def kept_key(data: DataPaths, place_id: str) -> AgeSeal | None:
    """The key of a place as this data folder holds it, if it does."""
    import pyrage

    try:
        return AgeSeal(_key_file(data, place_id).read_text("ascii").strip())
    except (OSError, ValueError, pyrage.IdentityError):
        return None


def keep_key(data: DataPaths, place_id: str, seal: AgeSeal) -> None:
    """Lays the key into the data folder, for this person alone. Raises FileTrouble."""
    file = _key_file(data, place_id)
    paths.private_dir(file.parent)
    paths.write_atomically(file, seal.secret.encode())


@contextlib.contextmanager
def new_file(part: Path) -> Iterator[BinaryIO]:
    """A new file for this person alone, on the disk when the block ends, gone when it fails."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(part, flags, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def write_whole(target: Path, content: bytes) -> None:
    """Writes a small file of a place whole or not at all; raises OSError.

    Some sticks know no rights and can't sync a folder: that is no fault.
    """
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with new_file(part) as out:
            out.write(content)
        paths.replace(part, target)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    sync_dir(target.parent)


def sync_dir(folder: Path) -> None:
    """Makes renames in a folder last, where the drive can."""
    with contextlib.suppress(OSError):
        paths.sync_dir(folder)


def _key_file(data: DataPaths, place_id: str) -> Path:
    return data.backups / _KEYS / f"{place_id}.key"


def _lock_up(folder: Path, seal: AgeSeal, password: str) -> None:
    import pyrage

    locked = pyrage.passphrase.encrypt(seal.secret.encode(), password)
    write_whole(folder / KEY_FILE, locked)


@contextlib.contextmanager
def _plain_file(path: Path) -> Iterator[BinaryIO]:
    """A file opened for reading; a pipe, a device or a link in its place isn't followed."""
    if path.is_symlink() or not path.is_file():
        raise FileNotFoundError(path.name)
    with path.open("rb") as file:
        yield file


class _Reader(io.RawIOBase):
    """Hashes what is read, and remembers which side failed."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self.digest = hashlib.sha256()
        self.count = 0
        self.error: OSError | None = None
        self._file = file

    @override
    def read(self, size: int = -1, /) -> bytes:
        try:
            chunk = self._file.read(size)
        except OSError as error:
            self.error = error
            raise
        self.digest.update(chunk)
        self.count += len(chunk)
        return chunk


class _Writer:
    """Remembers its own error: what passes through the age library loses its number."""

    def __init__(self, out: Sink) -> None:
        self.error: OSError | None = None
        self._out = out

    def write(self, chunk: bytes, /) -> int:
        try:
            self._out.write(chunk)
        except OSError as error:
            self.error = error
            raise
        return len(chunk)

    def flush(self) -> None:
        """Nothing waits here."""
