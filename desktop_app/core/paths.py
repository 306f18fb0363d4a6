"""Where things lie: the program's own resources, and the shop's data folder."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop_app.core import private_access
from desktop_app.core.errors import FileTrouble, Reason

APP_NAME = "AfterSalesDesk"
ARCHIVE_NAME = "售后问题图片"
_PRIVATE_DIR = 0o700
_PRIVATE_FILE = 0o600
_BUSY_SECONDS = 10.0
_SYNC_MARKS = (
    *("onedrive", "dropbox", "坚果云", "nutstore", "icloud", "mobile documents"),
    *("百度网盘", "baidunetdisk", "baidusyncdisk", "百度云", "google drive", "googledrive"),
    *(
        "weiyun",
        "微云",
        "cloudstorage",
        "icloud~",
        "阿里云盘",
        "aliyundrive",
        "wps云盘",
        "wpsdrive",
    ),
    *("nextcloud", "owncloud", "pcloud", "syncthing", "resilio", "megasync", "yandex.disk"),
)


def resources() -> Path:
    """The folder of fonts, icons, catalogues, rules and templates.

    The same call serves a frozen bundle, an installed wheel and a source tree.
    """
    package = Path(__file__).resolve().parent.parent
    frozen = getattr(sys, "_MEIPASS", None)
    places = [Path(frozen) / "resources"] if frozen else []
    places += [package / "resources", package.parent / "resources"]
    for place in places:
        if place.is_dir():
            return place
    raise FileTrouble(Reason.FOLDER_MISSING, path=str(places[-1]))


def default_data_dir() -> Path:
    """The person's own data folder for this program, as the operating system would have it."""
    from platformdirs import user_data_path

    return user_data_path(APP_NAME, appauthor=False)


def config_file() -> Path:
    """Where the program remembers, outside any shop, which data folder the person chose."""
    from platformdirs import user_config_path

    return user_config_path(APP_NAME, appauthor=False) / "desk.json"


@dataclass(frozen=True)
class DataPaths:
    """The parts of one shop's data folder (design: data folder)."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "shop.db"

    @property
    def archive(self) -> Path:
        """The evidence photos, the folder that a person opens (R18)."""
        return self.root / ARCHIVE_NAME

    @property
    def documents(self) -> Path:
        return self.root / "documents"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def trash(self) -> Path:
        return self.root / "trash"

    @property
    def thumbs(self) -> Path:
        return self.root / "cache" / "thumbs"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def lock(self) -> Path:
        return self.root / "lock"

    def relative(self, path: Path) -> str:
        """A path inside the data folder as it is stored: relative, with ``/``."""
        return path.relative_to(self.root).as_posix()

    def absolute(self, stored: str) -> Path:
        """The stored form back to a path."""
        return self.root.joinpath(*stored.split("/"))

    def make(self) -> None:
        """Makes the folders that are missing, readable by this person alone.

        Raises FileTrouble when the folder can't be made or written. The archive is made only
        with a new shop: an archive that vanished later isn't made anew (`Reason.ARCHIVE_MISSING`).
        """
        try:
            new = not self.database.exists()
            private_dir(self.root)
            parts = [self.documents, self.backups, self.trash, self.thumbs, self.logs]
            for part in [*parts, self.archive] if new else parts:
                private_dir(part)
            self._hide_files()
        except OSError as error:
            raise FileTrouble(Reason.FOLDER_NOT_WRITABLE, path=str(self.root)) from error
        if new and os.name == "nt":
            private_access.restrict(self.root)

    def _hide_files(self) -> None:
        """Files that an earlier program or another hand left readable, where they are few."""
        if os.name == "posix":
            for folder in (self.root, self.logs):
                for file in folder.iterdir():
                    if file.is_file() and not file.is_symlink() and file.stat().st_mode & 0o077:
                        file.chmod(_PRIVATE_FILE)


def private_dir(path: Path) -> None:
    """Makes a folder that only this person can open (on Windows the profile's ACL says so)."""
    path.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_DIR)
    if os.name == "posix" and path.stat().st_mode & 0o077:
        path.chmod(_PRIVATE_DIR)


def private_file(path: Path) -> None:
    """Takes away everybody else's right to a file; on Windows the folder's ACL already did."""
    if os.name == "posix":
        path.chmod(_PRIVATE_FILE)


def replace(source: Path, target: Path, *, wait: Callable[[float], None] = time.sleep) -> None:
    """Renames over the target, trying for some ten seconds while a virus scanner holds the file.

    Raises FileTrouble when it is still held then, or when the disk refuses.
    """
    pause, waited = 0.05, 0.0
    while True:
        try:
            source.replace(target)
        except PermissionError as error:
            if waited >= _BUSY_SECONDS or os.name == "posix":
                raise FileTrouble(Reason.FILE_BUSY, path=target.name) from error
            wait(pause)
            waited += pause
            pause = min(pause * 2, 1.0)
        else:
            return


def write_atomically(target: Path, content: bytes) -> None:
    """Writes a whole file or nothing: beside the target, to the disk, then renamed over it.

    Raises FileTrouble for a full disk, a folder that isn't there or can't be written.
    """
    part = target.with_name(target.name + ".part")
    try:
        with part.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        private_file(part)
        replace(part, target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise from_os_error(error, target) from error
    except FileTrouble:
        part.unlink(missing_ok=True)
        raise
    try:
        sync_dir(target.parent)
    except OSError as error:
        raise from_os_error(error, target) from error


def sync_dir(folder: Path) -> None:
    """Makes a rename in this folder survive a power cut, where a folder can be synced."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def from_os_error(error: OSError, path: Path) -> FileTrouble:
    """The sentence's kind for what the operating system refused."""
    import errno

    kinds = {
        errno.ENOSPC: Reason.DISK_FULL,
        errno.EDQUOT: Reason.DISK_FULL,
        errno.EROFS: Reason.FOLDER_NOT_WRITABLE,
        errno.ENOENT: Reason.FILE_MISSING,
        errno.EACCES: Reason.FILE_UNREADABLE,
        errno.EPERM: Reason.FILE_UNREADABLE,
        errno.EBUSY: Reason.FILE_BUSY,
        errno.EIO: Reason.DRIVE_FAULT,
    }
    return FileTrouble(kinds.get(error.errno or 0, Reason.FILE_UNREADABLE), path=path.name)


def in_sync_folder(path: Path) -> str | None:
    """The name of the sync program whose folder this lies in, or None (hostile: rule 10)."""
    parts = [part.casefold() for part in path.resolve().parts]
    return next((mark for mark in _SYNC_MARKS if any(mark in part for part in parts)), None)


def chosen_data_dir() -> Path:
    """The data folder that the person chose in the window, else the system's own place for it."""
    import json

    try:
        return Path(json.loads(config_file().read_text("utf-8"))["data"])
    except (OSError, ValueError, KeyError, TypeError):
        return default_data_dir()


def data_dir(said: str | None) -> Path:
    """The data folder as said on the command line, else as chosen, else the system's own."""
    return Path(said).absolute() if said else chosen_data_dir()


def choose_data_dir(folder: Path) -> None:
    """Remembers the folder for the next start."""
    import json

    private_dir(config_file().parent)
    write_atomically(config_file(), json.dumps({"data": str(folder)}).encode())
