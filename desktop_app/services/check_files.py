"""The part of the check that looks at files: photos against records, and what lies about."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from desktop_app.core.paths import DataPaths
from desktop_app.models.buyers import Buyer
from desktop_app.models.claims import Claim
from desktop_app.models.photos import Photo
from desktop_app.services import photo_files, photo_moves, restore_swaps
from desktop_app.services.check_kinds import Ill, Problem
from desktop_app.services.file_kinds import is_systems_own
from desktop_app.services.store import Store

_STAGED = "restored.part"


def photos(store: Store) -> Iterator[Problem]:
    """Each photo's file by its size, the bin's too; then the files that no record knows."""
    data = store.paths
    if not data.archive.is_dir():
        yield Problem(Ill.ARCHIVE_MISSING, data.relative(data.archive))
        return
    moved = photo_moves.on_their_way(store)
    known = {_key(place) for pair in moved.items() for place in pair}
    columns = (Photo.id, Photo.stored, Photo.bytes, Buyer.buyer_id)
    for key, stored, size, owner in Photo.select(*columns).join(Buyer).tuples().iterator():
        place = stored if data.absolute(stored).exists() else moved.get(stored, stored)
        known.add(_key(place))
        yield from _photo(data, place, size, Problem(Ill.PHOTO_MISSING, place, "", owner, key))
    yield from _strays(data, known)


def _photo(data: DataPaths, stored: str, size: int, missing: Problem) -> Iterator[Problem]:
    try:
        found = data.absolute(stored).stat().st_size
    except OSError:
        yield missing
        return
    if found != size:
        told = f"{size} → {found}"
        yield Problem(Ill.PHOTO_SIZE, stored, told, missing.owner, missing.key)


def _strays(data: DataPaths, known: set[str]) -> Iterator[Problem]:
    for place in (data.archive, data.trash / photo_files.BINNED):
        for path in sorted(place.rglob("*")):
            stored = data.relative(path)
            if path.is_dir() or is_systems_own(path.name) or _key(stored) in known:
                continue
            yield Problem(Ill.LEFTOVER if _is_part(path) else Ill.STRAY_FILE, stored)


def _key(stored: str) -> str:
    """Some systems give names back decomposed; they are the same names."""
    return unicodedata.normalize("NFC", stored)


def papers(store: Store) -> Iterator[Problem]:
    """Papers that claims name, and what an interrupted one left; folders that a shop has."""
    data = store.paths
    for folder in (data.documents, data.trash, data.backups):
        if not folder.is_dir():
            yield Problem(Ill.FOLDER_MISSING, data.relative(folder))
    for path in _parts(data.documents):
        yield Problem(Ill.LEFTOVER, data.relative(path))
    named = Claim.select(Claim.id, Claim.no, Claim.sheet_file).where(Claim.sheet_file != "")
    for key, no, sheet in named.tuples().iterator():
        if not data.absolute(sheet).is_file():
            yield Problem(Ill.SHEET_MISSING, sheet, owner=no, key=key)


def leftovers(store: Store) -> Iterator[Problem]:
    """What an interrupted restore or backup left in the data folder; broken small copies."""
    data = store.paths
    if (data.root / _STAGED).exists() and not restore_swaps.is_asked_for(data):
        yield Problem(Ill.LEFTOVER, _STAGED)
    for path in sorted(data.root.glob(f"*{photo_files.PART}")):
        if path.is_file():
            yield Problem(Ill.LEFTOVER, data.relative(path))
    yield from _broken_copies(data)


def _broken_copies(data: DataPaths) -> Iterable[Problem]:
    cache = data.thumbs.parent
    count = sum(_is_broken(path) for path in cache.rglob("*")) if cache.is_dir() else 0
    return [Problem(Ill.CACHE, data.relative(cache), str(count))] if count else []


def _is_broken(path: Path) -> bool:
    return path.is_file() and (_is_part(path) or path.stat().st_size == 0)


def _parts(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and _is_part(path))


def _is_part(path: Path) -> bool:
    return path.suffix == photo_files.PART
