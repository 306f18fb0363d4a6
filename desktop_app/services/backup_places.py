"""Where backups lie: a folder for one shop on another drive, told by its mark.

    <drive>/售后台备份/<shop>/
        place.json    whose it is          read me.txt   how to read it without this program
        snapshots/<moment>/shop.db, manifest.json       files/<as in the data folder>
        incoming/     what is on its way   key.age       only with a password

A drive that was pulled leaves its folder's name behind on some systems: a place counts as there
only when its mark is.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from filelock import FileLock, Timeout

from desktop_app.core import names, paths
from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.core.paths import DataPaths
from desktop_app.services import backup_secrets
from desktop_app.services.backup_secrets import Seal

HOME = "售后台备份"
FORMAT = 1
_MARK = "place.json"
_README = "read me 说明.txt"
_SEALED = " (age)"
_LOCAL = "daily"
_MOST_MARK_BYTES = 64 * 1024
_ID = re.compile(r"[0-9a-f]{8,64}")


@dataclass(frozen=True)
class Place:
    """One shop's backups in one folder. ``shop`` and ``id`` are random, ``name`` is for people."""

    folder: Path
    shop: str
    id: str
    name: str
    sealed: bool

    @property
    def files(self) -> Path:
        return self.folder / "files"

    @property
    def snapshots(self) -> Path:
        return self.folder / "snapshots"

    @property
    def incoming(self) -> Path:
        return self.folder / "incoming"

    @property
    def unfinished(self) -> Path:
        """Lists what a backup that wasn't finished may have left in `files`."""
        return self.folder / "unfinished.txt"

    def absolute(self, kept: str) -> Path:
        """The form in manifests, relative with ``/``, back to a path."""
        return self.folder.joinpath(*kept.split("/"))

    def is_there(self) -> bool:
        """Whether the drive is: by the mark, not by the folder's name."""
        return (self.folder / _MARK).is_file()


def refuse_inside(folder: Path, data: DataPaths) -> None:
    """Raises FileTrouble for a place within the data folder, which would be lost with it."""
    try:
        inside = folder.resolve().is_relative_to(data.root.resolve())
    except OSError as error:
        raise paths.from_os_error(error, folder) from error
    if inside:
        raise FileTrouble(Reason.BACKUP_INSIDE, path=str(folder))


def same_drive(folder: Path, data: DataPaths) -> bool:
    """Whether place and shop are on one drive, so that its end would be the end of both."""
    try:
        return folder.stat().st_dev == data.root.stat().st_dev
    except OSError:
        return False


def at(folder: Path) -> Place | None:
    """The place that this folder is, by its mark; None where there is none that can be read.

    Raises FileTrouble for one of a newer program.
    """
    try:
        with (folder / _MARK).open("rb") as file:
            mark = json.loads(file.read(_MOST_MARK_BYTES))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(mark, dict) or type(mark.get("format")) is not int:
        return None
    if mark["format"] > FORMAT:
        raise FileTrouble(Reason.BACKUP_NEWER, path=folder.name)
    return _marked(folder, mark)


def found(folder: Path) -> list[Place]:
    """The places in a folder that a person points to: itself, above a snapshot, or within."""
    around = [folder, folder.parent, folder.parent.parent]
    for near in around:
        place = at(near)
        if place is not None:
            return [place]
    with contextlib.suppress(OSError):
        within = sorted(part for home in (folder / HOME, folder) for part in home.glob("*/"))
        return [place for place in map(at, within) if place is not None]
    return []


def one(folder: Path) -> Place:
    """The only place in a folder. Raises FileTrouble: none there, several, not there at all."""
    if not folder.is_dir():
        raise FileTrouble(Reason.FOLDER_MISSING, path=str(folder))
    places = found(folder)
    if not places:
        raise FileTrouble(Reason.BACKUP_MISSING, path=str(folder))
    if len(places) > 1:
        which = ", ".join(str(place.folder.relative_to(folder)) for place in places)
        raise FileTrouble(Reason.BACKUP_AMBIGUOUS, path=str(folder), allowed=which)
    return places[0]


def mine(folder: Path, shop: str, *, sealed: bool) -> Place | None:
    """The place of this shop in a folder, if it has one there."""
    same = (place for place in found(folder) if place.shop == shop and place.sealed == sealed)
    return next(same, None)


def make(folder: Path, shop: str, name: str, password: str | None) -> tuple[Place, Seal]:
    """Makes a place in a folder, sealed when there is a password, and gives its seal.

    Raises FileTrouble where it can't be written, BadValue for a short password.
    """
    home = folder / HOME
    with _told(folder):
        home.mkdir(parents=True, exist_ok=True)
        taken = {names.folded(part.name) for part in home.iterdir()}
        own = names.safe(name) + (_SEALED if password is not None else "")
        unused = own if names.folded(own) not in taken else f"{own}~{shop[:6]}"
        return _found_anew(home / unused, shop, name, password)


def local(data: DataPaths, shop: str, name: str) -> Place:
    """The place in the data folder itself, for snapshots of the database alone."""
    folder = data.backups / _LOCAL
    with _told(folder):
        place = at(folder)
        return place or _found_anew(folder, shop, name, None)[0]


def local_of(data: DataPaths) -> Place | None:
    """The place in the data folder, if a snapshot was ever made there."""
    return at(data.backups / _LOCAL)


@contextlib.contextmanager
def held(place: Place) -> Iterator[None]:
    """Keeps other backups off the place. Raises FileTrouble: busy, not there, not writable."""
    if not place.is_there():
        raise FileTrouble(Reason.BACKUP_DRIVE_MISSING, path=str(place.folder))
    lock = FileLock(str(place.folder / "lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise FileTrouble(Reason.BACKUP_BUSY, path=str(place.folder)) from error
    except OSError as error:
        raise FileTrouble(Reason.FOLDER_NOT_WRITABLE, path=str(place.folder)) from error
    try:
        with _told(place.folder, place):
            yield
    finally:
        lock.release()


def free_bytes(folder: Path) -> int | None:
    """How much fits on a folder's drive yet; None where that can't be told."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def _marked(folder: Path, mark: dict[str, Any]) -> Place | None:
    shop, own, name, sealed = (mark.get(key) for key in ("shop", "id", "name", "sealed"))
    if not (isinstance(shop, str) and isinstance(own, str) and isinstance(name, str)):
        return None
    if not (_ID.fullmatch(shop) and _ID.fullmatch(own) and isinstance(sealed, bool)):
        return None
    return Place(folder, shop, own, name, sealed)


def _found_anew(folder: Path, shop: str, name: str, password: str | None) -> tuple[Place, Seal]:
    folder.mkdir(mode=0o700, exist_ok=True)
    place = Place(folder, shop, uuid4().hex, name, sealed=password is not None)
    seal = backup_secrets.new_seal(folder, password) if password is not None else Seal()
    for part in (place.files, place.snapshots, place.incoming):
        part.mkdir(mode=0o700, exist_ok=True)
    readme = paths.resources() / "templates" / "backup_readme.txt"
    backup_secrets.write_whole(folder / _README, readme.read_bytes())
    mark = {"format": FORMAT, "shop": shop, "id": place.id, "name": name, "sealed": place.sealed}
    text = json.dumps(mark, ensure_ascii=False, indent=1)
    backup_secrets.write_whole(folder / _MARK, text.encode())
    return place, seal


@contextlib.contextmanager
def _told(folder: Path, place: Place | None = None) -> Iterator[None]:
    """What the drive refuses, as the person's kinds; a drive that is gone is told as gone."""
    try:
        yield
    except OSError as error:
        if place is not None and not place.is_there():
            raise FileTrouble(Reason.BACKUP_DRIVE_MISSING, path=str(folder)) from error
        trouble = paths.from_os_error(error, folder)
        if trouble.reason is Reason.FILE_UNREADABLE:
            trouble = FileTrouble(Reason.FOLDER_NOT_WRITABLE, path=str(folder))
        raise trouble from error
