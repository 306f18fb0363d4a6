"""Brings a shop's database to the schema of this program, after copying it."""

from __future__ import annotations

import logging
from pathlib import Path

from desktop_app.core import clock, paths
from desktop_app.core.errors import Reason, StoreTrouble
from desktop_app.core.paths import DataPaths
from desktop_app.core.track import Track, everything
from desktop_app.models import migrations
from desktop_app.models.base import database
from desktop_app.models.schema import VERSION
from desktop_app.services import backup_databases

log = logging.getLogger(__name__)

_SCRIPTS = Path(migrations.__file__).parent
_HEADER_VERSION_AT = 60
_KEPT_COPIES = 5


def bring_up(data: DataPaths, track: Track = everything) -> None:
    """Migrates the connected database to `VERSION`, step by step; a new one begins from nothing.

    Killed half way, the next start goes on where this one stopped: each step is a transaction.
    ``track`` follows the copying, which takes the time. Raises StoreTrouble for a schema newer than
    this program.
    """
    found = int(database.pragma("user_version"))
    if found > VERSION:
        raise StoreTrouble(Reason.STORE_NEWER)
    if found == VERSION:
        return
    if database.get_tables():
        copy(data, track)
    from playhouse.migrations import Runner

    Runner(database, str(_SCRIPTS)).up()
    database.pragma("user_version", VERSION)
    paths.private_file(data.database)
    log.info("schema brought from %d to %d", found, VERSION)


def copy(data: DataPaths, track: Track = everything) -> Path:
    """Copies the database by SQLite's backup API into ``backups/``; keeps the newest five."""
    stamp = clock.now().strftime("%Y%m%dT%H%M%SZ")
    target = data.backups / f"before-migration-{stamp}.db"
    part = target.with_suffix(".part")
    try:
        backup_databases.copy(data.database, part, track)
        paths.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
    for old in sorted(data.backups.glob("before-migration-*.db"))[:-_KEPT_COPIES]:
        old.unlink()
    return target


def is_behind(data: DataPaths) -> bool:
    """Whether opening this database would have to write, read from its header alone."""
    try:
        with data.database.open("rb") as file:
            header = file.read(100)
    except OSError:
        return False
    version = int.from_bytes(header[_HEADER_VERSION_AT : _HEADER_VERSION_AT + 4], "big")
    return version < VERSION


def refuse_ghost(data: DataPaths) -> None:
    """Refuses to make a new database where an old one has plainly been lost or emptied.

    Raises StoreTrouble when the file is there with nothing in it, or is missing while photos or
    backups of a shop are there: never "creates anew" in silence (hostile 53).
    """
    if data.database.exists():
        lost = data.database.stat().st_size == 0
    else:
        lost = any(_has_files(place) for place in (data.archive, data.backups))
    if lost:
        raise StoreTrouble(Reason.STORE_DAMAGED, path=str(data.database), backups=str(data.backups))


def _has_files(folder: Path) -> bool:
    return folder.is_dir() and any(path.is_file() for path in folder.rglob("*"))
