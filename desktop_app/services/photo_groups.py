"""The archive's shelves: how many photos there are by buyer, by case and by day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from typing import Any

from peewee import JOIN, fn

from desktop_app.core import clock
from desktop_app.models.base import tuples
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.photos import InboxFile, Photo, PhotoLink
from desktop_app.services.store import Store

_TO_TEN_MINUTES = 15
_FULL_TEN_MINUTES = "0:00Z"


@unique
class Shelf(StrEnum):
    """By what the photos are put together."""

    BUYERS = "buyers"
    CASES = "cases"
    DAYS = "days"


@dataclass(frozen=True)
class PhotoGroup:
    """Photos that belong together.

    ``id`` is the row of the buyer or the case, 0 for a day. ``name`` is the buyer ID, the case
    number or the local day (ISO); ``about`` the platform's code, or a case's buyer ID; ``kind``
    the case's kind.
    """

    id: int
    name: str
    count: int
    about: str = ""
    kind: str = ""


@dataclass(frozen=True)
class PhotoTotals:
    """How many photos there are, wait in the watched folder, and lie in the bin."""

    photos: int
    waiting: int
    binned: int


def totals(store: Store) -> PhotoTotals:
    """The numbers for the whole archive."""
    with store.connection():
        binned = Photo.select().where(Photo.deleted_at.is_null(is_null=False)).count()
        return PhotoTotals(
            photos=Photo.select().count() - binned,
            waiting=InboxFile.select().where(InboxFile.dismissed_at.is_null()).count(),
            binned=binned,
        )


def groups(store: Store, shelf: Shelf) -> list[PhotoGroup]:
    """The groups of a shelf, those with the newest photos first."""
    with store.connection():
        return _SHELVES[shelf]()


def _buyers() -> list[PhotoGroup]:
    query = (
        Photo.select(Buyer.id, Buyer.buyer_id, fn.COUNT(Photo.id), Buyer.platform)
        .join(Buyer)
        .where(Photo.deleted_at.is_null())
        .group_by(Buyer.id)
        .order_by(fn.MAX(Photo.imported_at).desc(), fn.MAX(Photo.id).desc())
    )
    return [PhotoGroup(*found) for found in tuples(query)]


def _cases() -> list[PhotoGroup]:
    case = AfterSalesCase
    query = (
        PhotoLink.select(case.id, case.no, fn.COUNT(Photo.id), Buyer.buyer_id, case.kind)
        .join(Photo)
        .switch(PhotoLink)
        .join(case, on=PhotoLink.case == case.id)
        .join(Buyer, JOIN.LEFT_OUTER, on=case.buyer == Buyer.id)
        .where(Photo.deleted_at.is_null(), case.deleted_at.is_null())
        .group_by(case.id)
        .order_by(fn.MAX(Photo.imported_at).desc(), fn.MAX(Photo.id).desc())
    )
    return [
        PhotoGroup(id_, no, count, who or "", kind) for id_, no, count, who, kind in tuples(query)
    ]


def _days() -> list[PhotoGroup]:
    """By local days: counted in tens of minutes, which every zone's midnight is one of."""
    part = fn.SUBSTR(Photo.imported_at, 1, _TO_TEN_MINUTES).python_value(str)
    query = Photo.select(part, fn.COUNT(Photo.id)).where(Photo.deleted_at.is_null()).group_by(part)
    counts: dict[str, int] = {}
    for text, count in tuples(query):
        day = clock.to_local(_moment(text)).date().isoformat()
        counts[day] = counts.get(day, 0) + count
    return [PhotoGroup(0, day, counts[day]) for day in sorted(counts, reverse=True)]


def _moment(text: Any) -> datetime:
    return clock.from_text(f"{text}{_FULL_TEN_MINUTES}")


_SHELVES: dict[Shelf, Callable[[], list[PhotoGroup]]] = {
    Shelf.BUYERS: _buyers,
    Shelf.CASES: _cases,
    Shelf.DAYS: _days,
}
