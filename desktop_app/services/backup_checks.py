"""The truth about a backup place: every file read and held against every manifest.

Looking changes nothing. Each problem has its file, the snapshots that it spoils, and a remedy
(`core.backup_texts`).
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum, unique
from pathlib import Path

from desktop_app.core import paths
from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.core.track import Track, everything
from desktop_app.services import backup_databases, backup_manifests, backup_thinning
from desktop_app.services.backup_copies import in_order
from desktop_app.services.backup_manifests import DATABASE, Damaged, Entry, Snapshot
from desktop_app.services.backup_places import Place
from desktop_app.services.backup_secrets import NotOpened, Seal

_SYSTEMS = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})


@unique
class Ill(StrEnum):
    """What can be wrong with a backup."""

    NONE = "none"
    MANIFEST = "manifest"
    NEWER = "newer"
    UNSAFE = "unsafe"
    MISSING = "missing"
    CUT = "cut"
    ALTERED = "altered"
    UNREADABLE = "unreadable"
    DATABASE = "database"
    FOREIGN = "foreign"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: ``where`` at the place, for which file of the shop (``path``).

    ``snapshots`` are those that can't be restored whole for it; none for a foreign file.
    """

    ill: Ill
    where: str
    path: str = ""
    snapshots: tuple[str, ...] = ()


@dataclass
class BackupCheck:
    """``files`` contents were read for ``snapshots``."""

    snapshots: int = 0
    files: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.problems


def verify(
    place: Place, seal: Seal, *, only: str | None = None, track: Track = everything
) -> BackupCheck:
    """Reads all of a place, or what ``only`` one snapshot names; lists every problem.

    Raises FileTrouble when the place isn't there.
    """
    if not place.is_there():
        raise FileTrouble(Reason.BACKUP_DRIVE_MISSING, path=str(place.folder))
    check = BackupCheck()
    wanted: dict[str, tuple[Entry, list[str]]] = {}
    for stamp in [only] if only else backup_manifests.stamps(place):
        _gather(place, seal, stamp, check, wanted)
    if not check.snapshots and not check.problems:
        check.problems.append(Problem(Ill.NONE, place.folder.name))
    _read(place, seal, list(wanted.values()), check, track)
    if not only:
        check.problems += _foreign(place, seal, set(wanted), check)
    return check


def judge(place: Place, seal: Seal, entry: Entry) -> Ill | None:
    """What is wrong with a kept file, read whole; None for nothing."""
    kept = place.absolute(entry.kept)
    try:
        found = seal.look(kept)
    except FileNotFoundError:
        return Ill.MISSING
    except NotOpened:
        return Ill.CUT if _size(kept) < entry.kept_bytes else Ill.ALTERED
    except OSError:
        return Ill.UNREADABLE
    if found.sha256 == entry.sha256:
        return None
    return Ill.CUT if found.bytes < entry.bytes else Ill.ALTERED


def _gather(
    place: Place,
    seal: Seal,
    stamp: str,
    check: BackupCheck,
    wanted: dict[str, tuple[Entry, list[str]]],
) -> None:
    where = f"snapshots/{stamp}/manifest.json{seal.suffix}"
    try:
        snapshot = backup_manifests.read(place, stamp, seal)
    except Damaged:
        check.problems.append(Problem(Ill.MANIFEST, where, snapshots=(stamp,)))
        return
    except FileTrouble as error:
        if error.reason is Reason.BACKUP_DRIVE_MISSING:
            raise
        newer = error.reason is Reason.BACKUP_NEWER
        ill = Ill.NEWER if newer else Ill.UNSAFE
        check.problems.append(Problem(ill, where, snapshots=(stamp,)))
        return
    check.snapshots += 1
    for entry in snapshot.files:
        first, named_by = wanted.setdefault(entry.kept, (entry, []))
        named_by.append(stamp)
        if first.sha256 != entry.sha256:  # no file can be both
            check.problems.append(Problem(Ill.ALTERED, entry.kept, entry.path, (stamp,)))


def _read(
    place: Place,
    seal: Seal,
    wanted: Sequence[tuple[Entry, list[str]]],
    check: BackupCheck,
    track: Track,
) -> None:
    def look(one: tuple[Entry, list[str]]) -> Ill | None:
        ill = judge(place, seal, one[0])
        if ill is None and one[0].path == DATABASE and _has_faults(place, seal, one[0]):
            return Ill.DATABASE
        return ill

    with contextlib.closing(in_order(look, wanted)) as found:
        for (entry, stamps), ill in zip(wanted, track(found, total=len(wanted)), strict=True):
            check.files += 1
            if ill is not None:
                problem = Problem(ill, entry.kept, entry.path, tuple(stamps))
                check.problems.append(problem)
            if ill is Ill.MISSING and not place.is_there():
                raise FileTrouble(Reason.BACKUP_DRIVE_MISSING, path=str(place.folder))


def _has_faults(place: Place, seal: Seal, entry: Entry) -> bool:
    with opened_database(place, seal, entry) as database:
        return bool(backup_databases.faults(database, quick=True))


@contextlib.contextmanager
def opened_database(place: Place, seal: Seal, entry: Entry) -> Iterator[Path]:
    """A snapshot's database as a plain file, to be read and not written."""
    if not seal.sealed:
        yield place.absolute(entry.kept)
        return
    with tempfile.TemporaryDirectory(prefix="aftersales-") as folder:
        database = Path(folder) / DATABASE
        try:
            with database.open("wb") as out:
                paths.private_file(database)
                seal.load(place.absolute(entry.kept), out)
        except NotOpened as error:
            raise FileTrouble(Reason.BACKUP_DAMAGED, path=entry.kept) from error
        except OSError as error:
            raise paths.from_os_error(error, database) from error
        yield database


def database_of(snapshot: Snapshot) -> Entry:
    """The snapshot's database. Raises FileTrouble for a manifest without one."""
    for entry in snapshot.files:
        if entry.path == DATABASE:
            return entry
    raise FileTrouble(Reason.BACKUP_DAMAGED, path=snapshot.stamp)


def _foreign(place: Place, seal: Seal, named: set[str], check: BackupCheck) -> list[Problem]:
    """Files that no manifest names, and that no interrupted backup or removal left.

    With a manifest that can't be read, nobody knows.
    """
    if any(problem.ill in {Ill.MANIFEST, Ill.NEWER, Ill.UNSAFE} for problem in check.problems):
        return []
    left = backup_thinning.unfinished(place)
    for _stamp, leaving in backup_manifests.retired(place, seal):
        left |= {entry.kept for entry in leaving.files} if leaving else set()
    files = (file for file in sorted(place.files.rglob("*")) if not file.is_dir())
    stored = (file.relative_to(place.folder).as_posix() for file in files if _is_ours(file))
    return [Problem(Ill.FOREIGN, one) for one in stored if one not in named and one not in left]


def _is_ours(file: Path) -> bool:
    return file.name.casefold() not in _SYSTEMS and not file.name.startswith("._")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
