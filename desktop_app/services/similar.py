"""The same photo in two places: found by its looks, shown to the person, never decided on.

An index of all photos' hashes in memory answers in a few milliseconds (`fingerprints`).
"""

from __future__ import annotations

import threading
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, combinations
from typing import Any
from weakref import WeakKeyDictionary

from desktop_app.models.base import database
from desktop_app.models.photos import Photo
from desktop_app.services import fingerprints, thumbnails
from desktop_app.services.fingerprints import Print, Prints
from desktop_app.services.store import Store

FAR_COARSE, FAR_FINE = 11, 26
_BANDS, _BAND_BITS = 4, 16
_BAND_MASK = (1 << _BAND_BITS) - 1
_FINE_BYTES = 32
_LINEAR = 2000


@dataclass(frozen=True)
class LookAlike:
    """A photo, and another that looks like it.

    ``distance`` counts the coarse bits (of 64) in which they differ; 0 with ``same_bytes``
    is the very same file. ``mirrored_or_turned`` and ``cropped`` say how they differ.
    """

    id: int
    stored: str
    other_id: int
    other: str
    buyer_id: int
    buyer: str
    distance: int
    same_bytes: bool = False
    mirrored_or_turned: bool = False
    cropped: bool = False


@dataclass(frozen=True)
class _Hit:
    distance: int
    turned: bool = False
    cropped: bool = False


def alike(store: Store, photo_id: int) -> list[LookAlike]:
    """Where else this photo is used: the same bytes, and photos that look like it, nearest first.

    Found upright, turned by quarter turns, mirrored, and cropped by up to some 10 % on each side.
    Binned photos don't count, nor do copies marked from it.
    """
    with store.connection():
        photo = Photo.get_or_none(Photo.id == photo_id)
        return of_photo(store, photo, _prints(store, photo)) if photo is not None else []


def of_photo(store: Store, photo: Photo, prints: Prints | None) -> list[LookAlike]:
    """`alike` for a caller that has the photo and its prints, within a connection."""
    hits = _near(store, prints) if prints else {}
    hits.pop(photo.id, None)
    found = [*_same_bytes(photo), *_looking_like(photo, hits)]
    return sorted(found, key=lambda one: (not one.same_bytes, one.distance, one.other_id))


def _prints(store: Store, photo: Photo) -> Prints | None:
    kept = thumbnails.thumbnail(store, photo.id) if photo.dhash else None
    if kept is None:
        return fingerprints.read(photo.dhash)
    from PIL import Image

    with Image.open(kept) as picture:
        return fingerprints.of(picture)


def _same_bytes(photo: Photo) -> Iterator[LookAlike]:
    for other_id, stored, buyer_id, buyer, _marked in _rows(_SAME_BYTES, photo.sha256, photo.id):
        yield LookAlike(
            photo.id, photo.stored, other_id, stored, buyer_id, buyer, 0, same_bytes=True
        )


def _looking_like(photo: Photo, hits: dict[int, _Hit]) -> Iterator[LookAlike]:
    if not hits:
        return
    others = _LOOKING_LIKE.format(", ".join("?" * len(hits)))
    for other_id, stored, buyer_id, buyer, marked_from in _rows(others, photo.sha256, *hits):
        if photo.id == marked_from or photo.marked_from_id == other_id:  # type: ignore[attr-defined] # peewee's
            continue
        hit = hits[other_id]
        yield LookAlike(
            *(photo.id, photo.stored, other_id, stored, buyer_id, buyer, hit.distance),
            mirrored_or_turned=hit.turned,
            cropped=hit.cropped,
        )


# Asked for every photo that comes in, and so written out: building them takes longer than answers.
_OTHERS = (
    "SELECT photo.id, photo.stored, coalesce(buyer.merged_into_id, buyer.id), buyer.buyer_id,"
    " photo.marked_from_id FROM photo"
    " JOIN buyer ON buyer.id = photo.buyer_id WHERE photo.deleted_at IS NULL"
)
_SAME_BYTES = _OTHERS + " AND photo.sha256 = ? AND photo.id != ?"
_LOOKING_LIKE = _OTHERS + " AND photo.sha256 != ? AND photo.id IN ({})"
_FRESH = "SELECT id, dhash FROM photo WHERE id > ? AND dhash IS NOT NULL ORDER BY id"


def _rows(statement: str, *values: object) -> list[tuple[Any, ...]]:
    return list(database.execute_sql(statement, values).fetchall())


class Index:
    """Hashes of photos, looked up by nearness.

    The coarse bits are cut into four bands of sixteen. Hashes that differ in at most eleven bits
    have a band in which they differ in at most two: looking up each band with every such change
    misses none. New hashes are looked through one by one until there are many.
    """

    def __init__(self) -> None:
        self._ids = array("q")
        self._whole = array("b")
        self._coarse = array("Q")
        self._fine = bytearray()
        self._starts: list[array[int]] = []
        self._slots: list[array[int]] = []
        self._sorted = 0
        self.last_id = 0

    def add(self, photo_id: int, prints: Prints) -> None:
        """Takes a photo's own hash and its trimmed ones in."""
        for at, one in enumerate((prints.whole, *prints.trimmed)):
            self._ids.append(photo_id)
            self._whole.append(at == 0)
            self._coarse.append(one.coarse)
            self._fine += one.fine.to_bytes(_FINE_BYTES, "big")

    def near(self, prints: Prints) -> dict[int, _Hit]:
        """Photos near to any of these hashes, by id, with the nearest hit of each."""
        if len(self._ids) - self._sorted > _LINEAR:
            self._sort()
        hits: dict[int, _Hit] = {}
        for slot, distance in self._matches(prints.whole, 2):
            self._keep(hits, slot, _Hit(distance, cropped=not self._whole[slot]))
        for one in prints.turned:
            for slot, distance in self._matches(one, 1):
                self._keep(hits, slot, _Hit(distance, turned=True))
        for one in prints.trimmed:
            for slot, distance in self._matches(one, 1):
                if self._whole[slot]:
                    self._keep(hits, slot, _Hit(distance, cropped=True))
        return hits

    def _keep(self, hits: dict[int, _Hit], slot: int, hit: _Hit) -> None:
        known = hits.get(self._ids[slot])
        if known is None or hit.distance < known.distance:
            hits[self._ids[slot]] = hit

    def _matches(self, wanted: Print, changes: int) -> Iterator[tuple[int, int]]:
        coarse = wanted.coarse
        recent = enumerate(self._coarse[self._sorted :], self._sorted)
        near = [slot for slot, one in recent if (one ^ coarse).bit_count() <= FAR_COARSE]
        for slot in (*self._candidates(coarse, changes), *near):
            distance = (self._coarse[slot] ^ coarse).bit_count()
            if distance <= FAR_COARSE:
                start = slot * _FINE_BYTES
                fine = int.from_bytes(self._fine[start : start + _FINE_BYTES], "big")
                if (fine ^ wanted.fine).bit_count() <= FAR_FINE:
                    yield slot, distance

    def _candidates(self, coarse: int, changes: int) -> Iterable[int]:
        found: set[int] = set()
        for band, (starts, slots) in enumerate(zip(self._starts, self._slots, strict=True)):
            value = coarse >> band * _BAND_BITS & _BAND_MASK
            for change in _changes(changes):
                at = value ^ change
                found.update(slots[starts[at] : starts[at + 1]])
        return found

    def _sort(self) -> None:
        """Lays the slots out by each band's value, so that a value's slots are a slice."""
        self._starts, self._slots = [], []
        self._sorted = len(self._ids)
        for band in range(_BANDS):
            values = [coarse >> band * _BAND_BITS & _BAND_MASK for coarse in self._coarse]
            counts = [0] * (_BAND_MASK + 2)
            for value in values:
                counts[value + 1] += 1
            self._starts.append(array("I", accumulate(counts)))
            self._slots.append(array("I", sorted(range(self._sorted), key=values.__getitem__)))


@cache
def _changes(most: int) -> tuple[int, ...]:
    """All ways of changing at most so many bits of a band."""
    bits = [1 << bit for bit in range(_BAND_BITS)]
    return tuple(sum(chosen) for count in range(most + 1) for chosen in combinations(bits, count))


_indexes: WeakKeyDictionary[Store, Index] = WeakKeyDictionary()
_one_at_a_time = threading.Lock()


def _near(store: Store, prints: Prints) -> dict[int, _Hit]:
    """Asks the shop's index, brought up to date first."""
    with _one_at_a_time:
        index = _indexes.setdefault(store, Index())
        for photo_id, text in _rows(_FRESH, index.last_id):
            known = fingerprints.read(text)
            if known:
                index.add(photo_id, known)
            index.last_id = photo_id
        return index.near(prints)
