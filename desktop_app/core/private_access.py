"""That nobody but this person opens the data folder: 0700 and 0600, on Windows an access list."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_OTHERS = 0o077
_SYSTEM = "*S-1-5-18"  # by number: the name is another one in each language
_WAIT_S = 60
_NO_WINDOW = 0x08000000  # CREATE_NO_WINDOW

Runner = Callable[[Sequence[str]], int]


def hide_new_files() -> None:
    """Files that SQLite, the log and Qt make from now on are this person's alone."""
    if os.name == "posix":
        os.umask(_OTHERS)


def restrict(folder: Path, run: Runner | None = None) -> bool:
    """Takes everybody else's rights to a folder and what lies in it; False where it can't be.

    Windows does it with ``icacls``, POSIX by modes; a drive without rights (FAT) or a network
    drive may know neither: then the window says so.
    """
    if os.name == "posix" and run is None:
        return is_private(folder)
    arguments = icacls_arguments(folder, os.environ)
    if not arguments:
        return False
    try:
        return (run or _run)(arguments) == 0
    except (OSError, subprocess.SubprocessError):
        return False


def is_private(folder: Path) -> bool:
    """Whether a POSIX folder's modes keep others out."""
    try:
        return not stat.S_IMODE(folder.stat().st_mode) & _OTHERS
    except OSError:
        return False


def in_own_profile(folder: Path, environment: Mapping[str, str]) -> bool:
    """Whether it lies in the Windows profile, which others can't open anyhow."""
    profile = environment.get("USERPROFILE", "").rstrip("\\/").replace("\\", "/").casefold()
    place = str(folder).replace("\\", "/").casefold()
    return bool(profile) and place.startswith(f"{profile}/")


def icacls_arguments(folder: Path, environment: Mapping[str, str]) -> list[str]:
    """The call that leaves this person and the system itself; empty where the person is unknown.

    Inherited rights go (``/inheritance:r``); what is granted is inherited by files (OI) and folders
    (CI) within. Everything is an argument of its own: no shell reads it.
    """
    user, domain = environment.get("USERNAME", ""), environment.get("USERDOMAIN", "")
    if not user:
        return []
    root = environment.get("SYSTEMROOT", r"C:\Windows")
    account = f"{domain}\\{user}" if domain else user
    return [
        f"{root}\\System32\\icacls.exe",
        str(folder),
        "/inheritance:r",
        "/grant:r",
        f"{account}:(OI)(CI)F",
        f"{_SYSTEM}:(OI)(CI)F",
        "/Q",
    ]


def _run(arguments: Sequence[str]) -> int:
    flags = _NO_WINDOW if os.name == "nt" else 0
    return subprocess.run(  # noqa: S603 - a fixed program; the folder is one argument
        arguments, capture_output=True, timeout=_WAIT_S, check=False, creationflags=flags
    ).returncode
