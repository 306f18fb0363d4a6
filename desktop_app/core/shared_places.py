"""Folders that other computers reach too: of sync programs, and on network drives.

SQLite's locks don't reach through a sync program, and can't be relied on over a network: a shop
that two computers write is damaged. So the window warns; nothing here forbids.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from pathlib import Path, PurePath

from desktop_app.core import paths

_NETWORK_SYSTEMS = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afpfs", "webdav", "davfs", "9p"),
        *("fuse.sshfs", "fuse.davfs2", "fuse.rclone", "fuse.gvfsd-fuse", "ncpfs", "afs", "ceph"),
        *("fuse.glusterfs", "fuse.smbnetfs", "drvfs-network", "vboxsf", "prl_fs"),
    }
)
_REMOTE_DRIVE = 4  # GetDriveTypeW: DRIVE_REMOTE
_UNC = re.compile(r"(?:\\\\|//)(?:\?\\UNC\\)?(?P<server>[^\\/?.][^\\/]*)[\\/]", re.IGNORECASE)
_MOUNTED = re.compile(r"^.+? on (?P<point>/.*?) \((?P<system>[\w.]+)[,)]")
_ESCAPED = re.compile(r"\\([0-7]{3})")
_SYNC_SETTINGS = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
_SYNC_SIGNS = (".dropbox", ".dropbox.cache", ".stfolder", ".sync", ".nutstore")


@unique
class Sharing(StrEnum):
    """How other computers reach a folder."""

    SYNC = "sync"
    NETWORK = "network"


@dataclass(frozen=True)
class Shared:
    """A shared place: how, and the program's, server's or file system's name."""

    how: Sharing
    name: str


def of(folder: Path) -> Shared | None:
    """How this folder is shared, as far as can be known without asking anybody; else None."""
    if mark := paths.in_sync_folder(folder) or within_sync(folder, os.environ) or sign(folder):
        return Shared(Sharing.SYNC, mark)
    place = folder.absolute()
    if server := unc_server(str(place)):
        return Shared(Sharing.NETWORK, server)
    if sys.platform == "win32":
        found = remote_drive(str(place), _drive_kind)
    elif sys.platform == "darwin":
        found = network_mount(place.resolve(), mac_mounts(_mac_table()))
    else:
        found = network_mount(place.resolve(), linux_mounts(_text(Path("/proc/mounts"))))
    return Shared(Sharing.NETWORK, found) if found else None


def within_sync(folder: PurePath, environment: Mapping[str, str]) -> str | None:
    """OneDrive by the folder that Windows names in its variables, whatever it is called."""
    for name in _SYNC_SETTINGS:
        root = environment.get(name)
        if root and _is_below(str(folder), root):
            return "onedrive"
    return None


def sign(folder: Path) -> str | None:
    """A sync program by the file that it leaves in its folder."""
    for place in (folder, *folder.parents):
        for name in _SYNC_SIGNS:
            try:
                # the program's own settings lie in the home folder under the same names
                if place != Path.home() and (place / name).exists():
                    return name.removeprefix(".")
            except OSError:
                return None
    return None


def unc_server(text: str) -> str | None:
    r"""The server of ``\\server\share\…``, also as ``\\?\UNC\server``; None for a local path."""
    found = _UNC.match(text)
    return found["server"] if found else None


def remote_drive(text: str, kind: Callable[[str], int]) -> str | None:
    """``Z:`` where this drive is a mapped one; ``kind`` is Windows' own answer for its root."""
    drive = text[:2]
    if not re.fullmatch(r"[A-Za-z]:", drive) or kind(f"{drive}\\") != _REMOTE_DRIVE:
        return None
    return drive.upper()


def linux_mounts(table: str) -> list[tuple[str, str]]:
    """Mount points and file systems of ``/proc/mounts``; octal escapes are undone."""
    rows = [line.split(" ") for line in table.splitlines()]
    return [(_plain(row[1]), row[2]) for row in rows if len(row) > 2]  # noqa: PLR2004 - three columns


def mac_mounts(table: str) -> list[tuple[str, str]]:
    """Mount points and file systems of what ``mount`` prints on macOS."""
    found = (_MOUNTED.match(line) for line in table.splitlines())
    return [(one["point"], one["system"]) for one in found if one]


def network_mount(folder: PurePath, mounts: Iterable[tuple[str, str]]) -> str | None:
    """The file system's name where the innermost mount above the folder is a network's."""
    above = [(point, system) for point, system in mounts if _is_below(str(folder), point)]
    if not above:
        return None
    _point, system = max(above, key=lambda one: len(one[0]))
    return system if system.casefold() in _NETWORK_SYSTEMS else None


def _is_below(text: str, root: str) -> bool:
    one = text.replace("\\", "/").casefold()
    other = root.replace("\\", "/").casefold().rstrip("/")
    return one == other or one.startswith(f"{other}/")


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 8)), text)


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8", errors="replace")
    except OSError:
        return ""


def _drive_kind(root: str) -> int:  # pragma: no cover - Windows only
    import ctypes

    windll = getattr(ctypes, "windll", None)
    return int(windll.kernel32.GetDriveTypeW(root)) if windll else 0


def _mac_table() -> str:  # pragma: no cover - macOS only
    import subprocess

    try:
        done = subprocess.run(
            ["/sbin/mount"], capture_output=True, text=True, timeout=5, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout
