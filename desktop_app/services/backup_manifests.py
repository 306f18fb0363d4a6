"""What a snapshot is made of: each file's place in the shop, its sha256, and where its bytes lie.

`manifest.json` gets its name last: a snapshot without one is none. Manifests come from outside
and are believed in nothing: names that lead out of the shop or the place are refused.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop_app import __version__
from desktop_app.core import clock, names, paths
from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.core.paths import ARCHIVE_NAME
from desktop_app.models.schema import VERSION
from desktop_app.services.backup_places import FORMAT, Place
from desktop_app.services.backup_secrets import NotOpened, Seal, sync_dir, write_whole

DATABASE = "shop.db"
WINDOW = "window.ini"
FOLDERS = (ARCHIVE_NAME, "documents", "trash")
_NAME = "manifest.json"
_GONE = "manifest-of-a-removed-backup"
_SUM = "manifest.json.sha256"
_MOST_BYTES = 1024 * 1024 * 1024
_FILES = b'\n "files": [\n'
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ(-\d{1,4})?")
_SHA = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file: its ``path`` in the data folder, and where its bytes are ``kept`` at the place.

    ``kept_bytes`` differ from ``bytes`` where files are sealed; ``modified_ns`` is the file's time.
    """

    path: str
    sha256: str
    bytes: int
    kept: str
    kept_bytes: int
    modified_ns: int = 0


@dataclass(frozen=True)
class Snapshot:
    """A snapshot at a place. ``number`` counts upwards whatever the clock says.

    ``whole`` unless it is the database alone. ``bytes`` are what it takes when restored, ``count``
    is how many files it has; ``files`` stays empty where only the head was read.
    """

    stamp: str
    number: int
    made_at: datetime
    schema: int
    whole: bool
    bytes: int
    count: int
    counts: dict[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    files: tuple[Entry, ...] = ()


class Damaged(Exception):
    """A manifest that can't be read or believed."""


def folder_of(place: Place, stamp: str) -> Path:
    """Where a snapshot's own files lie: database and manifest."""
    return place.snapshots / stamp


def stamps(place: Place) -> list[str]:
    """The snapshots at the place that count, by name."""
    return [folder.name for folder in _folders(place) if _manifest(folder).is_file()]


def new_stamp(place: Place, moment: datetime) -> str:
    """A name that no snapshot has."""
    taken = {folder.name for folder in _folders(place)}
    stamp = f"{moment:%Y-%m-%dT%H-%M-%SZ}"
    numbers = (f"{stamp}-{number}" for number in range(2, 10_000))
    return stamp if stamp not in taken else next(one for one in numbers if one not in taken)


def read(place: Place, stamp: str, seal: Seal) -> Snapshot:
    """One snapshot with its files. Raises Damaged, or FileTrouble: newer program, unsafe names."""
    return _read(_manifest(folder_of(place, stamp)), stamp, place, seal)


def heads(place: Place, seal: Seal) -> tuple[list[Snapshot], list[str]]:
    """All snapshots without their files, oldest first by number; and those that can't be read."""
    sound: list[Snapshot] = []
    damaged: list[str] = []
    for stamp in stamps(place):
        try:
            content = _content(_manifest(folder_of(place, stamp)), place, seal)
            sound.append(_parsed(content, stamp, with_files=False))
        except Damaged:
            damaged.append(stamp)
    return sorted(sound, key=lambda snapshot: (snapshot.number, snapshot.stamp)), damaged


def newest(place: Place, seal: Seal) -> Snapshot | None:
    """The newest snapshot that can be read, with its files."""
    for head in reversed(heads(place, seal)[0]):
        with contextlib.suppress(Damaged):
            return read(place, head.stamp, seal)
    return None


def write(place: Place, snapshot: Snapshot, seal: Seal) -> None:
    """Writes the manifest; with its name the snapshot begins to count. Raises OSError."""
    folder = folder_of(place, snapshot.stamp)
    content = "".join(_lines(place, snapshot)).encode()
    if not seal.sealed:
        line = f"{hashlib.sha256(content).hexdigest()}  {_NAME}\n"
        write_whole(folder / _SUM, line.encode())
    part = folder / f"{_NAME}.part"
    part.unlink(missing_ok=True)
    seal.save(io.BytesIO(content), part)
    sync_dir(folder)
    paths.replace(part, folder / (_NAME + seal.suffix))
    sync_dir(folder)
    sync_dir(place.snapshots)


def retire(place: Place, stamp: str) -> None:
    """Takes a snapshot out of the count; its manifest stays readable until `clear`."""
    folder = folder_of(place, stamp)
    paths.replace(_manifest(folder), folder / _GONE)
    sync_dir(folder)


def retired(place: Place, seal: Seal) -> Iterator[tuple[str, Snapshot | None]]:
    """The snapshots that were taken out of the count and wait for their removal."""
    for folder in _folders(place):
        if (folder / _GONE).is_file():
            found = None
            with contextlib.suppress(Damaged):
                found = _read(folder / _GONE, folder.name, place, seal)
            yield folder.name, found


def clear(place: Place, stamp: str) -> None:
    """Removes a snapshot's folder, if the snapshot doesn't count."""
    folder = folder_of(place, stamp)
    if not _manifest(folder).exists():
        shutil.rmtree(folder, ignore_errors=True)


def clear_unfinished(place: Place) -> None:
    """Removes what interrupted backups left: folders without a manifest, and files on their way."""
    for folder in _folders(place):
        if not _manifest(folder).exists() and not (folder / _GONE).exists():
            clear(place, folder.name)
    for part in place.incoming.iterdir() if place.incoming.is_dir() else ():
        part.unlink()
    place.incoming.mkdir(mode=0o700, exist_ok=True)


def refuse_newer(snapshot: Snapshot) -> None:
    """Raises FileTrouble for a snapshot of a shop that this program is too old for."""
    if snapshot.schema > VERSION:
        raise FileTrouble(Reason.BACKUP_NEWER, path=snapshot.stamp)


def is_safe(path: str) -> bool:
    """Whether a path in a manifest stays in the shop and in what of it is backed up."""
    if path in (DATABASE, WINDOW):
        return True
    first, _slash, rest = path.partition("/")
    return first in FOLDERS and stays(rest)


def stays(path: str) -> bool:
    """Whether each part is a plain name on every system: no way up, no drive, no device."""
    parts = path.split("/")
    return bool(path) and all(
        part not in ("", ".", "..")
        and not set(part) & set('\\:*?"<>|\0')
        and not names.is_device(part)
        for part in parts
    )


def _folders(place: Place) -> list[Path]:
    if not place.snapshots.is_dir():
        return []
    return sorted(part for part in place.snapshots.iterdir() if _STAMP.fullmatch(part.name))


def _manifest(folder: Path) -> Path:
    sealed = folder / f"{_NAME}.age"
    return sealed if sealed.exists() else folder / _NAME


def _read(file: Path, stamp: str, place: Place, seal: Seal) -> Snapshot:
    return _parsed(_content(file, place, seal), stamp, with_files=True)


def _parsed(content: bytes, stamp: str, *, with_files: bool) -> Snapshot:
    """Read line by line: one long breath over all of a large manifest would stop the window's."""
    head, mark, rest = content.partition(_FILES)
    try:
        found = json.loads(head.rstrip(b", \n") + b"}")
        if found["format"] > FORMAT:
            raise FileTrouble(Reason.BACKUP_NEWER, path=stamp)
        lines = rest.splitlines() if with_files else []
        if not mark or (with_files and lines[-2:] != [b" ]", b"}"]):
            raise Damaged(stamp)
        entries = tuple(_entry(json.loads(line.rstrip(b",")), stamp) for line in lines[:-2])
        return _snapshot(found, stamp, entries)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Damaged(stamp) from error


def _content(file: Path, place: Place, seal: Seal) -> bytes:
    out = io.BytesIO()
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise Damaged(file.parent.name)
        seal.load(file, out)
        content = out.getvalue()
        if not seal.sealed:
            noted = (file.parent / _SUM).read_text("ascii").split()[0]
            if noted != hashlib.sha256(content).hexdigest():
                raise Damaged(file.parent.name)
    except (OSError, NotOpened, ValueError, IndexError) as error:
        if isinstance(error, OSError) and not place.is_there():
            raise FileTrouble(Reason.BACKUP_DRIVE_MISSING, path=str(place.folder)) from error
        raise Damaged(file.parent.name) from error
    return content


def _snapshot(found: dict[str, Any], stamp: str, entries: tuple[Entry, ...]) -> Snapshot:
    if len({names.folded(entry.path) for entry in entries}) != len(entries):
        raise ValueError(stamp)
    return Snapshot(
        stamp=stamp,
        number=_count(found["number"]),
        made_at=clock.from_text(found["made_at"]),
        schema=_count(found["schema"]),
        whole=bool(found["whole"]),
        bytes=_count(found["bytes"]),
        count=_count(found["count"]),
        counts={str(key): _count(value) for key, value in found["counts"].items()},
        missing=tuple(str(path) for path in found["missing"]),
        files=entries,
    )


def _entry(found: dict[str, Any], stamp: str) -> Entry:
    path, kept, sha256 = found["path"], found["kept"], found["sha256"]
    if not (isinstance(path, str) and isinstance(kept, str) and _SHA.fullmatch(sha256)):
        raise ValueError(stamp)
    own = f"snapshots/{stamp}/"
    if not is_safe(path) or not (kept.startswith(("files/", own)) and stays(kept)):
        raise FileTrouble(Reason.BACKUP_UNSAFE, path=stamp, value=path[:80])
    size = _count(found["bytes"])
    kept_size = _count(found.get("kept_bytes", size))
    return Entry(path, sha256, size, kept, kept_size, int(found.get("modified_ns", 0)))


def _count(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(value)
    return value


def _lines(place: Place, snapshot: Snapshot) -> Iterator[str]:
    """The manifest as text: a line for each file, so that a person can search it."""
    head = {
        "format": FORMAT,
        "program": f"After-Sales Desk {__version__}",
        "schema": snapshot.schema,
        "shop": place.shop,
        "name": place.name,
        "number": snapshot.number,
        "made_at": clock.to_text(snapshot.made_at),
        "whole": snapshot.whole,
        "bytes": snapshot.bytes,
        "count": snapshot.count,
        "counts": snapshot.counts,
        "missing": list(snapshot.missing),
    }
    text = json.dumps(head, ensure_ascii=False, indent=1)
    yield text.removesuffix("\n}") + "," + _FILES.decode()
    for number, entry in enumerate(snapshot.files, 1):
        line = {key: getattr(entry, key) for key in _KEYS}
        if entry.kept_bytes == entry.bytes:
            del line["kept_bytes"]
        comma = "," if number < len(snapshot.files) else ""
        yield f"  {json.dumps(line, ensure_ascii=False)}{comma}\n"
    yield " ]\n}\n"


_KEYS = ("path", "bytes", "sha256", "kept", "kept_bytes", "modified_ns")
