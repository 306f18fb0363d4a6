"""What is known of one photo beyond its row: what it is evidence for, and the camera's fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, unique

from peewee import JOIN, fn

from desktop_app.models.base import tuples
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.claims import Claim
from desktop_app.models.photos import Photo, PhotoLink
from desktop_app.models.weighing import WeightCheck, WrongShipment
from desktop_app.services import photo_files, pictures
from desktop_app.services.store import Store

_NO_FACTS = frozenset({"ExifOffset", "GPSInfo", "InteroperabilityOffset"})


@unique
class LinkKind(StrEnum):
    """What a photo can be evidence for; the names of `photo_links.Subject`."""

    CASE = "case"
    CLAIM = "claim"
    WEIGHT_CHECK = "weight_check"
    WRONG_SHIPMENT = "wrong_shipment"


@dataclass(frozen=True)
class LinkRow:
    """A thing that a photo is evidence for; ``no`` is its number (of a weighing its parcel's)."""

    kind: LinkKind
    id: int
    no: str


def links(store: Store, photo_id: int) -> list[LinkRow]:
    """All that a photo is linked to, in the order in which it was linked."""
    query = (
        PhotoLink.select(
            *(PhotoLink.case, PhotoLink.claim, PhotoLink.weight_check, PhotoLink.wrong_shipment),
            *(AfterSalesCase.no, Claim.no, WeightCheck.tracking, WrongShipment.no),
        )
        .join(AfterSalesCase, JOIN.LEFT_OUTER, on=PhotoLink.case == AfterSalesCase.id)
        .switch(PhotoLink)
        .join(Claim, JOIN.LEFT_OUTER, on=PhotoLink.claim == Claim.id)
        .switch(PhotoLink)
        .join(WeightCheck, JOIN.LEFT_OUTER, on=PhotoLink.weight_check == WeightCheck.id)
        .switch(PhotoLink)
        .join(WrongShipment, JOIN.LEFT_OUTER, on=PhotoLink.wrong_shipment == WrongShipment.id)
        .where(PhotoLink.photo == photo_id)
        .order_by(PhotoLink.id)
    )
    with store.connection():
        return [_link(found) for found in tuples(query)]


def doubled(store: Store, photo_ids: Sequence[int]) -> set[int]:
    """Those of the photos whose very bytes another buyer's folder holds, too."""
    other, whose, whose_other = Photo.alias(), Buyer.alias(), Buyer.alias()
    query = (
        Photo.select(Photo.id)
        .join(other, on=(other.sha256 == Photo.sha256) & (other.buyer != Photo.buyer))
        .join(whose, on=whose.id == Photo.buyer)
        .join(whose_other, on=whose_other.id == other.buyer)
        .where(
            Photo.id.in_(list(photo_ids)),
            other.deleted_at.is_null(),
            fn.COALESCE(whose.merged_into, whose.id)
            != fn.COALESCE(whose_other.merged_into, whose_other.id),
        )
    )
    with store.connection():
        return {found[0] for found in tuples(query)}


def camera(store: Store, photo_id: int) -> dict[str, str]:
    """The camera's own fields (EXIF) by name; empty for none, or a file that can't be read."""
    with store.connection():
        photo = Photo.get_or_none(Photo.id == photo_id)
    if photo is None:
        return {}
    file = store.paths.absolute(photo.stored)
    try:
        kind = photo_files.kind_of(file)
    except OSError:
        return {}
    found = pictures.metadata(file, kind) if kind is not None and kind.decoders else {}
    return {name: text for name, text in found.items() if name not in _NO_FACTS}


def _link(found: tuple[object, ...]) -> LinkRow:
    ids, nos = found[:4], found[4:]
    at = next(place for place, subject in enumerate(ids) if subject is not None)
    return LinkRow(list(LinkKind)[at], int(str(ids[at])), str(nos[at] or ""))
