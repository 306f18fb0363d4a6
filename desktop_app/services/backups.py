"""Backups: what is made, when, and what of them is remembered.

A backup is a snapshot of the database and, each content once, the files that it names, in a
folder on another drive. While none is chosen, snapshots of the database alone are kept in the
data folder: against mistakes, not against the loss of the computer.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from desktop_app.core import clock
from desktop_app.core.errors import FileTrouble, Reason, UserError
from desktop_app.core.kinds import Topic
from desktop_app.core.paths import DataPaths
from desktop_app.core.track import Track, everything
from desktop_app.models.base import tuples
from desktop_app.models.shops import Shop
from desktop_app.services import (
    backup_checks,
    backup_places,
    backup_secrets,
    backup_state,
)
from desktop_app.services.backup_checks import BackupCheck, Problem
from desktop_app.services.backup_making import BackupReport, Making
from desktop_app.services.backup_places import Place
from desktop_app.services.backup_secrets import Seal
from desktop_app.services.backup_state import BackupState
from desktop_app.services.store import Store

log = logging.getLogger(__name__)

_DAILY = timedelta(hours=20)
_RECENT = timedelta(hours=1)
_AFTER_FAILURE = timedelta(hours=1)


def state(store: Store) -> BackupState:
    """What is remembered of the shop's backups, for the Today page and the window of backups."""
    return backup_state.read(store.paths)


def choose(store: Store, folder: Path, password: str | None = None) -> Place:
    """Makes a folder the place where the shop's backups go by themselves.

    With a password everything there is sealed; the key stays in the data folder (0600). A place
    that the shop has there is taken up again. Raises FileTrouble (inside the data folder, not
    there, not writable, wrong password of the old place), BadValue (short password).
    """
    place, _seal = _obtain(store, folder, password, sealed=password is not None)
    backup_state.change(
        store.paths, place=folder, sealed=place.sealed, failed_at=None, reason=None, reason_data=()
    )
    _tell(store)
    return place


def forget_place(store: Store) -> None:
    """Backs up to no other drive any more; what lies there stays."""
    backup_state.change(
        store.paths, place=None, sealed=False, failed_at=None, reason=None, reason_data=()
    )
    _tell(store)


def chosen(data: DataPaths) -> Place | None:
    """The place that was chosen. Raises FileTrouble (BACKUP_DRIVE_MISSING) while it is away."""
    known = backup_state.read(data)
    if known.place is None:
        return None
    place = backup_places.mine(known.place, known.shop, sealed=known.sealed)
    if place is None:
        raise FileTrouble(Reason.BACKUP_DRIVE_MISSING, path=str(known.place))
    return place


def create(
    store: Store, folder: Path, password: str | None = None, track: Track = everything
) -> BackupReport:
    """Backs the shop up into a folder; others go on writing meanwhile.

    Only what is new is copied. A place that has a password is written to without it while the data
    folder holds its key. Raises FileTrouble (drive missing, full or read-only; inside the data
    folder; busy), StoreTrouble (database damaged: no backup then), Cancelled.
    """
    place, seal = _obtain(store, folder, password)
    with _noted(store):
        return Making(store, place, seal, whole=True).make(track)


def create_local(store: Store, track: Track = everything) -> BackupReport:
    """Snapshots the database alone into the data folder. Raises like `create`."""
    data = store.paths
    place = backup_places.local(data, backup_state.shop_id(data), _name(store))
    report = Making(store, place, Seal(), whole=False).make(track)
    backup_state.change(data, local_at=clock.now())
    _tell(store)
    return report


def before(store: Store, act: str, track: Track = everything) -> None:
    """Called before a risky ``act``: a snapshot of the database, unless one is an hour old at most.

    Raises like `create`: an act that can't be secured shouldn't begin.
    """
    known = state(store)
    if not any(_is_within(moment, _RECENT) for moment in (known.last_ok_at, known.local_at)):
        log.info("snapshot before %s", act)
        create_local(store, track)


def is_due(store: Store) -> bool:
    """Whether a daily backup is wanted now; after a failure, again in an hour.

    A drive that is away is tried as soon as it is back. A clock that was set wrong doesn't keep
    backups off: a moment far ahead counts as none.
    """
    known = state(store)
    last = known.last_ok_at if known.place else known.local_at
    if _is_within(last, _DAILY):
        return False
    away = known.reason is Reason.BACKUP_DRIVE_MISSING
    if known.failed_at is None or not _is_within(known.failed_at, _AFTER_FAILURE):
        return True
    return away and _is_back(known)


def automatic(store: Store, track: Track = everything) -> BackupReport:
    """The daily backup: to the place that was chosen, else of the database into the data folder.

    While the drive is away, the database at least is kept in the data folder. Raises like `create`.
    """
    data = store.paths
    known = backup_state.read(data)
    if known.place is None:
        return create_local(store, track)
    with _noted(store):
        try:
            place = chosen(data)
        except FileTrouble:
            if not _is_within(known.local_at, _DAILY):
                create_local(store, track)
            raise
        if place is None:
            raise FileTrouble(Reason.BACKUP_DRIVE_MISSING, path=str(known.place))
        return Making(store, place, seal_of(data, place), whole=True).make(track)


def verify(store: Store, place: Place, seal: Seal, track: Track = everything) -> BackupCheck:
    """Reads all of a place (`backup_checks.verify`); the next backup copies anew what was wrong."""
    check = backup_checks.verify(place, seal, track=track)
    note_wrong(store.paths, place, check.problems)
    return check


def note_wrong(data: DataPaths, place: Place, problems: Iterable[Problem]) -> None:
    """Lets the next backup copy anew what a check or a drill found wrong."""
    backup_state.distrust(data, place.id, [one.where for one in problems if one.path])


def seal_of(data: DataPaths | None, place: Place, password: str | None = None) -> Seal:
    """How a place's files are opened. Raises FileTrouble: a password is wanted, or is wrong."""
    if not place.sealed:
        return Seal()
    kept = backup_secrets.kept_key(data, place.id) if data is not None else None
    if kept is not None and password is None:
        return kept
    if password is None:
        raise FileTrouble(Reason.BACKUP_SEALED, path=str(place.folder))
    return backup_secrets.by_password(place.folder, password)


def reachable(data: DataPaths) -> list[Place]:
    """Where this data folder's backups are now: the chosen place, and the data folder itself."""
    places: list[Place] = []
    with contextlib.suppress(UserError):
        place = chosen(data)
        places += [place] if place else []
    local = backup_places.local_of(data)
    return places + ([local] if local else [])


def _obtain(
    store: Store, folder: Path, password: str | None, *, sealed: bool | None = None
) -> tuple[Place, Seal]:
    """The shop's place in a folder, made if there is none, and its seal.

    ``sealed`` says which of two there may be; None takes the sealed one where its key is held.
    """
    data = store.paths
    backup_places.refuse_inside(folder, data)
    if not folder.is_dir() and not folder.parent.is_dir():
        raise FileTrouble(Reason.FOLDER_MISSING, path=str(folder))
    shop = backup_state.shop_id(data)
    if sealed is None:
        sealed = password is not None or _holds_key(data, folder, shop)
    place = backup_places.mine(folder, shop, sealed=sealed)
    if place is None:
        place, seal = backup_places.make(folder, shop, _name(store), password)
    else:
        seal = seal_of(data, place, password)
    if isinstance(seal, backup_secrets.AgeSeal):
        backup_secrets.keep_key(data, place.id, seal)
    return place, seal


def _holds_key(data: DataPaths, folder: Path, shop: str) -> bool:
    place = backup_places.mine(folder, shop, sealed=True)
    return place is not None and backup_secrets.kept_key(data, place.id) is not None


@contextlib.contextmanager
def _noted(store: Store) -> Iterator[None]:
    """Remembers how a backup went; one that the person stopped is neither."""
    data = store.paths
    try:
        yield
    except UserError as error:
        plain = tuple((key, str(value)) for key, value in error.data.items())
        with contextlib.suppress(UserError):
            backup_state.change(data, failed_at=clock.now(), reason=error.reason, reason_data=plain)
            _tell(store)
        raise
    now = clock.now()
    backup_state.change(data, last_ok_at=now, failed_at=None, reason=None, reason_data=())
    _tell(store)


def _tell(store: Store) -> None:
    store.tell(Topic.BACKUPS)


def _name(store: Store) -> str:
    """What the folder at a place is called: the first shop's name, else the data folder's."""
    with store.connection():
        found = tuples(Shop.select(Shop.name).order_by(Shop.id).limit(1))
    return str(found[0][0]) if found else store.paths.root.name


def _is_within(moment: datetime | None, span: timedelta) -> bool:
    return moment is not None and abs(clock.now() - moment) < span


def _is_back(known: BackupState) -> bool:
    if known.place is None:
        return False
    return backup_places.mine(known.place, known.shop, sealed=known.sealed) is not None
