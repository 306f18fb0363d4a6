"""Exchanging a shop's data for a restored one, so that a kill at any moment loses neither.

The restored files stand ready in a folder within the data folder; a note says so. When the
shop is opened next, before anything is read, the present ones are renamed aside one by one, then
the restored ones in. The note is removed last: whatever was interrupted goes on at the next start.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from desktop_app.core import clock, paths
from desktop_app.core.paths import ARCHIVE_NAME, DataPaths
from desktop_app.services.backup_secrets import sync_dir

_NOTE = "restore.json"
_ASIDE = "before-restore-"
_STAGE = "restored.part"
_DATABASE = ("shop.db", "shop.db-journal", "shop.db-wal", "shop.db-shm")
_ALL = (*_DATABASE, ARCHIVE_NAME, "documents", "trash", "window.ini", "cache")


@dataclass(frozen=True)
class _Note:
    """Where the present data go, whether all of it, and whether they all went already."""

    aside: Path
    whole: bool
    cleared: bool = False


def stage(data: DataPaths) -> Path:
    """Where a restored shop is made ready; emptied of what an interrupted restore left."""
    folder = data.root / _STAGE
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def ask_for(data: DataPaths, *, whole: bool) -> Path:
    """Notes that what stands ready takes the present's place at the next opening.

    Without ``whole`` only the database changes places. Returns where the present data will be.
    Raises FileTrouble.
    """
    aside = _unused(data.root, f"{_ASIDE}{clock.now():%Y-%m-%dT%H-%M-%SZ}")
    note = _Note(data.root / aside, whole=whole)
    _write(data, note)
    return note.aside


def is_asked_for(data: DataPaths) -> bool:
    """Whether an exchange waits for the next opening, or was interrupted."""
    return (data.root / _NOTE).exists()


def is_begun(data: DataPaths) -> bool:
    """Whether the exchange was interrupted, so that the shop isn't whole without its end."""
    note = _note(data)
    return note is not None and note.aside.exists()


def carry_out(data: DataPaths) -> None:
    """Makes the exchange that was asked for, or goes on with it. Needs the writer's lock.

    Raises FileTrouble when the folder refuses; then the next opening tries again.
    """
    note = _note(data)
    if note is None:  # not ours, or damaged: then nothing was begun
        (data.root / _NOTE).unlink(missing_ok=True)
        return
    parts = _ALL if note.whole else _DATABASE
    aside, ready = note.aside, data.root / _STAGE
    try:
        if not note.cleared and (ready / "shop.db").is_file():
            paths.private_dir(aside)
            _move(data.root, aside, parts)
            _write(data, replace(note, cleared=True))
        _move(ready, data.root, parts)
        if not data.database.exists():  # somebody took away what stood ready: the old one again
            _move(aside, data.root, parts)
        (data.root / _NOTE).unlink(missing_ok=True)
        sync_dir(data.root)
    except OSError as error:
        raise paths.from_os_error(error, data.root) from error
    shutil.rmtree(ready, ignore_errors=True)


def kept_aside(data: DataPaths) -> list[Path]:
    """What restores moved aside and nobody removed yet, newest last."""
    with contextlib.suppress(OSError):
        return sorted(data.root.glob(f"{_ASIDE}*"))
    return []


def _note(data: DataPaths) -> _Note | None:
    try:
        found = json.loads((data.root / _NOTE).read_text("utf-8"))
        aside = data.root / Path(str(found["aside"])).name
        if not aside.name.startswith(_ASIDE):
            return None
        return _Note(aside, whole=bool(found["whole"]), cleared=bool(found["cleared"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _write(data: DataPaths, note: _Note) -> None:
    content = {"aside": note.aside.name, "whole": note.whole, "cleared": note.cleared}
    paths.write_atomically(data.root / _NOTE, json.dumps(content).encode())


def _move(source: Path, target: Path, parts: tuple[str, ...]) -> None:
    for name in parts:
        part = source / name
        if part.exists() and not (target / name).exists():
            paths.replace(part, target / name)
    sync_dir(target)
    sync_dir(source)


def _unused(root: Path, name: str) -> str:
    names = (f"{name}-{number}" for number in range(2, 10_000))
    return name if not (root / name).exists() else next(n for n in names if not (root / n).exists())
