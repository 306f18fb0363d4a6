"""The evidence photo archive's front door: bring in, list, link, say what a photo shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from typing_extensions import Unpack

from desktop_app.core.errors import BadValue, NotFound, Reason
from desktop_app.core.kinds import EvidenceRole, Topic
from desktop_app.models.photos import Photo
from desktop_app.services import photo_links
from desktop_app.services.photo_imports import (
    Duplicate,
    ImportReport,
    StoredPhoto,
    import_bytes,
    import_files,
)
from desktop_app.services.photo_links import Subject, buyer_of_case, case_named
from desktop_app.services.photo_rows import (
    PhotoFilter,
    PhotoRow,
    cases_of,
    counts_by_buyer,
    ids,
    row,
    rows,
)
from desktop_app.services.photo_sources import Refusal
from desktop_app.services.similar import LookAlike
from desktop_app.services.store import Store
from desktop_app.services.thumbnails import copy_of, thumbnail

__all__ = [
    "Duplicate",
    "ImportReport",
    "LookAlike",
    "PhotoFilter",
    "PhotoRow",
    "Refusal",
    "StoredPhoto",
    "Subject",
    "buyer_of_case",
    "case_named",
    "cases_of",
    "copy_of",
    "counts_by_buyer",
    "describe",
    "ids",
    "import_bytes",
    "import_files",
    "link",
    "list_",
    "put_role",
    "row",
    "rows",
    "thumbnail",
    "turn",
    "unlink",
]

_FULL_TURN = 360
_QUARTER = 90


def list_(
    store: Store, *, buyer: int | None = None, case: int | None = None, claim: int | None = None
) -> list[PhotoRow]:
    """The photos of a buyer, a case or a claim (row ids), by name."""
    wanted = PhotoFilter(buyer_id=buyer, case_id=case, claim_id=claim)
    return rows(store, ids(store, wanted, by_buyer=True))


def link(store: Store, photo_ids: Iterable[int], **of: Unpack[Subject]) -> None:
    """Says that the photos are evidence for a case, claim, weight check or wrong shipment too."""
    new = []
    with store.transaction() as tx:
        for photo_id in photo_ids:
            if photo_links.add(tx, photo_id, of):
                new.append(photo_id)
                tx.touch(Topic.PHOTOS, photo_id)
        case_id = of.get("case")
        if case_id is not None:
            photo_links.note_in_case(store, case_id, new)


def unlink(store: Store, photo_ids: Iterable[int], **of: Unpack[Subject]) -> None:
    """Takes such links away; the photos stay.

    Raises NotAllowed (EVIDENCE_FILED) for a claim that was filed.
    """
    with store.transaction() as tx:
        for photo_id in photo_ids:
            photo_links.remove(tx, photo_id, of)
            tx.touch(Topic.PHOTOS, photo_id)


def put_role(store: Store, photo_ids: Iterable[int], role: EvidenceRole | None) -> None:
    """Says what the photos show (one key each in the window); None takes it back."""
    value = role.value if role else ""
    _change(store, photo_ids, role=value)


def describe(store: Store, photo_id: int, caption: str) -> None:
    """Puts a caption on a photo; it goes on sheets and into the evidence pack."""
    _change(store, [photo_id], caption=caption.strip())


def turn(store: Store, photo_ids: Iterable[int], degrees: int) -> None:
    """Turns photos clockwise by quarter turns for every view, sheet and export; bytes stay.

    Raises BadValue for anything but multiples of 90.
    """
    if degrees % _QUARTER:
        raise BadValue(Reason.NOT_A_QUANTITY, value=degrees)
    with store.transaction():
        for photo_id in photo_ids:
            photo = Photo.get_or_none(Photo.id == photo_id)
            before = photo.turned if photo else 0
            _change(store, [photo_id], turned=(before + degrees) % _FULL_TURN)


def _change(store: Store, photo_ids: Iterable[int], **values: Any) -> None:
    kept = list(photo_ids)
    with store.transaction() as tx:
        query = Photo.update(row_version=Photo.row_version + 1, **values)
        if query.where(Photo.id.in_(kept)).execute() < len(kept):
            raise NotFound(Reason.PHOTO_UNKNOWN, value=", ".join(map(str, kept)))
        tx.touch(Topic.PHOTOS, *kept)
