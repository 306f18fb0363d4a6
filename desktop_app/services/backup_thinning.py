"""Which snapshots stay: the last of each of 7 days, 5 weeks and 12 months, and the newest five.

Order is the snapshots' own number, since the clock may have been wrong. What is dated in the
future stays until that has come; nothing goes by its age alone; and nothing goes at all unless
one of those that stay is whole.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from desktop_app.core import clock
from desktop_app.services import backup_manifests
from desktop_app.services.backup_manifests import Damaged, Snapshot
from desktop_app.services.backup_places import Place
from desktop_app.services.backup_secrets import Seal

DAYS, WEEKS, MONTHS = 7, 5, 12
_ALWAYS = 5
_CLOCKS_DIFFER = timedelta(days=1)


def kept(snapshots: Sequence[Snapshot], now: datetime) -> set[str]:
    """The stamps of those that stay; ``snapshots`` oldest first by number."""
    newest_first = snapshots[::-1]
    stay = {one.stamp for one in newest_first[:_ALWAYS]}
    ahead = {one.stamp for one in snapshots if one.made_at > now + _CLOCKS_DIFFER}
    present = [one for one in newest_first if one.stamp not in ahead]
    for period, most in ((_day, DAYS), (_week, WEEKS), (_month, MONTHS)):
        stay |= _last_of_each(present, period, most)
    return stay | ahead


def thin(place: Place, seal: Seal, now: datetime | None = None) -> list[str]:
    """Removes snapshots that needn't stay, and files that only they named; returns their stamps.

    Goes on where an interrupted removal stopped. Nothing is removed while a manifest can't be
    read, since nobody knows what it names. Raises OSError when the drive refuses.
    """
    heads, damaged = backup_manifests.heads(place, seal)
    if damaged:
        return []
    stay = kept(heads, now or clock.now())
    staying = [one.stamp for one in heads if one.stamp in stay]
    leaving = [one.stamp for one in heads if one.stamp not in stay]
    if leaving and not _one_is_complete(place, seal, staying):
        return []
    for stamp in leaving:
        backup_manifests.retire(place, stamp)
    with contextlib.suppress(Damaged):
        _remove_retired(place, seal, staying)
        _remove_named(place, seal, unfinished(place), staying)
        place.unfinished.unlink(missing_ok=True)
    return leaving


def _one_is_complete(place: Place, seal: Seal, stamps: Sequence[str]) -> bool:
    for stamp in reversed(stamps):
        with contextlib.suppress(Damaged):
            if is_complete(place, backup_manifests.read(place, stamp, seal)):
                return True
    return False


def is_complete(place: Place, snapshot: Snapshot) -> bool:
    """Whether all its files are there in their sizes; contents aren't read."""
    sizes: dict[str, int] = {}
    for entry in snapshot.files:
        if sizes.setdefault(entry.kept, _size(place.absolute(entry.kept))) != entry.kept_bytes:
            return False
    return bool(snapshot.files)


def _remove_retired(place: Place, seal: Seal, staying: Sequence[str]) -> None:
    for stamp, snapshot in list(backup_manifests.retired(place, seal)):
        named = {entry.kept for entry in snapshot.files} if snapshot else set()
        _remove_named(place, seal, named, staying)
        backup_manifests.clear(place, stamp)


def _remove_named(place: Place, seal: Seal, named: set[str], staying: Sequence[str]) -> None:
    """Removes those that no manifest names. Raises Damaged, removing none, if one can't be read."""
    left = {one for one in named if one.startswith("files/")}
    for stamp in reversed(staying):
        if not left:
            return
        left -= {entry.kept for entry in backup_manifests.read(place, stamp, seal).files}
    for one in left:
        file = place.absolute(one)
        file.unlink(missing_ok=True)
        _remove_empty(file.parent, place.files)


def unfinished(place: Place) -> set[str]:
    """What the journal says that a stopped backup may have left."""
    try:
        lines = place.unfinished.read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return set()
    return {line for line in lines if line.startswith("files/") and backup_manifests.stays(line)}


def _remove_empty(folder: Path, top: Path) -> None:
    with contextlib.suppress(OSError):
        while folder != top:
            folder.rmdir()
            folder = folder.parent


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _last_of_each(
    newest_first: Sequence[Snapshot], period: Callable[[datetime], tuple[int, ...]], most: int
) -> set[str]:
    last: dict[tuple[int, ...], str] = {}
    for one in newest_first:
        last.setdefault(period(clock.to_local(one.made_at)), one.stamp)
    latest = sorted(last, reverse=True)[:most]
    return {last[when] for when in latest}


def _day(moment: datetime) -> tuple[int, ...]:
    return moment.year, moment.month, moment.day


def _week(moment: datetime) -> tuple[int, ...]:
    return moment.isocalendar()[:2]


def _month(moment: datetime) -> tuple[int, ...]:
    return moment.year, moment.month
