"""Photos as lists show them: ids by a filter, rows by ids."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from peewee import fn

from desktop_app.core import clock
from desktop_app.models.base import database, fetch, tuples
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.photos import Photo, PhotoLink
from desktop_app.services.store import Store


@dataclass(frozen=True)
class PhotoRow:
    """A photo as lists show it.

    ``stored`` is relative to the data folder. ``width`` and ``height`` are px of the stored
    picture before ``orientation`` (EXIF) and ``turned`` (by the person, degrees clockwise)
    turn it. ``taken_text`` is the camera's own word, ``file_time`` the source file's,
    ``imported_at`` ours. ``barcodes`` is None while nobody looked for any.
    """

    id: int
    sha256: str
    stored: str
    buyer_id: int
    buyer: str
    platform: str
    medium: str
    format: str
    original_name: str
    bytes: int
    width: int | None
    height: int | None
    orientation: int
    turned: int
    taken_text: str | None
    file_time: datetime | None
    imported_at: datetime
    barcodes: str | None
    role: str
    caption: str
    damaged: int
    marked_from_id: int | None
    deleted_at: datetime | None

    @property
    def name(self) -> str:
        """The stored file's name."""
        return self.stored.rpartition("/")[2]

    @property
    def taken_doubtful(self) -> bool:
        """Whether the camera's date can't be: before digital cameras, or after the import."""
        if self.taken_text is None:
            return False
        latest = f"{clock.to_local(self.imported_at):%Y-%m-%d}T99"
        return not "1995" <= self.taken_text <= latest


@dataclass(frozen=True)
class PhotoFilter:
    """Which photos a list shows; what is left out doesn't narrow it.

    Times are those of the import. ``role`` "" means no role; ``roles`` lets any of several through.
    """

    buyer_id: int | None = None
    case_id: int | None = None
    claim_id: int | None = None
    role: str | None = None
    roles: tuple[str, ...] = ()
    medium: str | None = None
    damaged: bool | None = None
    linked: bool | None = None
    coded: bool | None = None
    since: datetime | None = None
    before: datetime | None = None
    binned: bool = False


_PAGE = 500
_COLUMNS = (
    *(getattr(Photo, name) for name in ("id", "sha256", "stored", "medium", "format")),
    *(getattr(Photo, name) for name in ("original_name", "bytes", "width", "height")),
    *(getattr(Photo, name) for name in ("orientation", "turned", "taken_text", "file_time")),
    *(getattr(Photo, name) for name in ("imported_at", "barcodes", "role", "caption", "damaged")),
    Photo.deleted_at,
    fn.COALESCE(Buyer.merged_into, Buyer.id).alias("buyer_id"),
    Photo.marked_from.alias("marked_from_id"),
    Buyer.buyer_id.alias("buyer"),
    Buyer.platform,
)


def ids(
    store: Store,
    wanted: PhotoFilter | None = None,
    *,
    by_buyer: bool = False,
    most: int | None = None,
) -> array[int]:
    """The ids of all photos that the filter lets through: newest first, or by buyer and name.

    ``most`` gives the first so many, which a list can show while it asks for the rest.
    """
    query = Photo.select(Photo.id).where(*_conditions(wanted or PhotoFilter()))
    order: tuple[Any, ...] = (
        (Photo.stored,) if by_buyer else (Photo.imported_at.desc(), Photo.id.desc())
    )
    with store.connection():
        return array("q", chain.from_iterable(database.execute(query.order_by(*order).limit(most))))


def rows(store: Store, wanted: Sequence[int]) -> list[PhotoRow]:
    """The rows of these ids, in their order; an id that is gone is left out."""
    found: dict[int, PhotoRow] = {}
    with store.connection():
        for start in range(0, len(wanted), _PAGE):
            page = list(wanted[start : start + _PAGE])
            query = Photo.select(*_COLUMNS).join(Buyer).where(Photo.id.in_(page))
            found.update((row.id, row) for row in fetch(query, PhotoRow))
    return [found[photo_id] for photo_id in wanted if photo_id in found]


def row(store: Store, photo_id: int) -> PhotoRow | None:
    """One photo's row, or None."""
    found = rows(store, [photo_id])
    return found[0] if found else None


def counts_by_buyer(store: Store) -> list[tuple[int, str, int]]:
    """Buyers who have photos: id, buyer ID and how many, those with the newest photos first."""
    query = (
        Photo.select(Buyer.id, Buyer.buyer_id, fn.COUNT(Photo.id))
        .join(Buyer)
        .where(Photo.deleted_at.is_null())
        .group_by(Buyer.id)
        .order_by(fn.MAX(Photo.imported_at).desc())
    )
    with store.connection():
        return [(row[0], row[1], row[2]) for row in tuples(query)]


def cases_of(store: Store, photo_ids: Sequence[int]) -> dict[int, list[str]]:
    """The numbers of the cases that each photo is linked to."""
    query = (
        PhotoLink.select(PhotoLink.photo, AfterSalesCase.no)
        .join(AfterSalesCase)
        .where(PhotoLink.photo.in_(list(photo_ids)))
        .order_by(AfterSalesCase.no)
    )
    found: dict[int, list[str]] = {}
    with store.connection():
        for photo_id, no in tuples(query):
            found.setdefault(photo_id, []).append(no)
    return found


def _conditions(wanted: PhotoFilter) -> list[Any]:
    fields = {"role": Photo.role, "medium": Photo.medium}
    conditions = [
        field == getattr(wanted, name)
        for name, field in fields.items()
        if getattr(wanted, name) is not None
    ]
    if wanted.buyer_id is not None:
        merged = Buyer.select(Buyer.id).where(Buyer.merged_into == wanted.buyer_id)
        conditions.append((Photo.buyer == wanted.buyer_id) | Photo.buyer.in_(merged))
    if wanted.roles:
        conditions.append(Photo.role.in_(wanted.roles))
    if wanted.damaged is not None:
        conditions.append(Photo.damaged == int(wanted.damaged))
    if wanted.coded is not None:
        some = fn.COALESCE(Photo.barcodes, "[]") != "[]"
        conditions.append(some if wanted.coded else ~some)
    if wanted.since is not None:
        conditions.append(Photo.imported_at >= wanted.since)
    if wanted.before is not None:
        conditions.append(Photo.imported_at < wanted.before)
    return [*conditions, *_link_conditions(wanted), Photo.deleted_at.is_null(not wanted.binned)]


def _link_conditions(wanted: PhotoFilter) -> list[Any]:
    conditions = []
    for field, value in ((PhotoLink.case, wanted.case_id), (PhotoLink.claim, wanted.claim_id)):
        if value is not None:
            conditions.append(Photo.id.in_(PhotoLink.select(PhotoLink.photo).where(field == value)))
    if wanted.linked is not None:
        linked = Photo.id.in_(PhotoLink.select(PhotoLink.photo))
        conditions.append(linked if wanted.linked else ~linked)
    return conditions
