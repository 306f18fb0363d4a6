"""The cases behind a figure of quality, as they are verified and chosen for a report (R12, R19)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from desktop_app.core import clock
from desktop_app.core.kinds import EvidenceRole, Finding, Medium
from desktop_app.models.base import tuples
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase, CaseLine
from desktop_app.models.photos import Photo, PhotoLink
from desktop_app.models.prepared import AMONG, Prepared, listed
from desktop_app.models.products import Batch
from desktop_app.services import case_acts, feedbacks, quality_counts
from desktop_app.services.feedbacks import Told
from desktop_app.services.paging import by_id
from desktop_app.services.store import Store

SHOWS_GOODS = frozenset({EvidenceRole.DAMAGE.value, EvidenceRole.OTHER.value, ""})
"""The roles of photos that show the goods, and so nothing of who the buyer is."""


@dataclass(frozen=True)
class CaseFact:
    """A case as it is looked at for its defect. ``person`` tells buyers apart."""

    id: int
    no: str
    opened_at: datetime
    buyer: str
    person: str
    kind: str
    cause: str
    finding: str
    opinion: str
    batch: str
    variant: str
    note: str
    photos: int
    told: tuple[Told, ...]


@dataclass(frozen=True)
class PhotoFact:
    """A photo of one of the cases; ``shows_goods`` are those that give no buyer away."""

    id: int
    case_id: int
    role: str
    shows_goods: bool


def rows(store: Store, case_ids: Sequence[int]) -> list[CaseFact]:
    """These cases, in this order; those that are gone are left out."""
    return by_id(case_ids, lambda some: _rows(store, some))


def photos(store: Store, case_ids: Sequence[int]) -> list[PhotoFact]:
    """The photos of these cases; of one that was marked (blurred) the marked copy alone."""
    query = (
        PhotoLink.select(PhotoLink.photo, PhotoLink.case, Photo.role, Photo.marked_from)
        .join(Photo)
        .where(
            PhotoLink.case.in_(list(case_ids)),
            Photo.deleted_at.is_null(),
            Photo.medium == Medium.PHOTO.value,
        )
        .order_by(PhotoLink.case, PhotoLink.position, PhotoLink.id)
    )
    with store.connection():
        found = list(tuples(query))
    replaced = {marked_from for _photo, _case, _role, marked_from in found if marked_from}
    seen: dict[int, PhotoFact] = {}
    for photo, case, role, _marked_from in found:
        if photo not in replaced:
            seen.setdefault(photo, PhotoFact(photo, case, role, role in SHOWS_GOODS))
    return list(seen.values())


def find(store: Store, case_ids: Sequence[int], finding: Finding | str) -> int:
    """Notes what was found of these cases' defects; returns the act, which can be undone."""
    return case_acts.change(store, case_ids, finding=str(finding))


def _rows(store: Store, case_ids: Sequence[int]) -> list[CaseFact]:
    with store.connection():
        found = _CASES.rows(listed(case_ids))
        people = quality_counts.people(store, [(row[4], row[5]) for row in found])
    told = feedbacks.of_cases(store, case_ids)
    photos_of: dict[int, int] = defaultdict(int)
    for photo in photos(store, case_ids):
        photos_of[photo.case_id] += 1
    return [
        _fact(row, person, photos_of[row[0]], told.get(row[0], ()))
        for row, person in zip(found, people, strict=True)
    ]


def _fact(row: Sequence[Any], person: str, photos: int, told: tuple[Told, ...]) -> CaseFact:
    case_id, no, at, buyer, _buyer_id, _order, *rest = row
    kind, cause, finding, opinion, batch, variant, note = rest
    return CaseFact(
        *(case_id, no, clock.from_text(at), buyer, person, kind, cause, finding, opinion),
        *(batch, variant, note, photos, told),
    )


_VARIANT = (
    CaseLine.select(CaseLine.variant)
    .where(CaseLine.case == AfterSalesCase.id)
    .order_by(CaseLine.position)
    .limit(1)
)
_CASES = Prepared(
    AfterSalesCase.select(
        *(AfterSalesCase.id, AfterSalesCase.no, AfterSalesCase.opened_at),
        *(fn.COALESCE(Buyer.buyer_id, ""), AfterSalesCase.buyer, AfterSalesCase.order),
        *(AfterSalesCase.kind, AfterSalesCase.cause, AfterSalesCase.finding),
        *(AfterSalesCase.opinion, fn.COALESCE(Batch.batch_no, ""), fn.COALESCE(_VARIANT, "")),
        AfterSalesCase.note,
    )
    .left_outer_join(Buyer, on=(AfterSalesCase.buyer == Buyer.id))
    .switch(AfterSalesCase)
    .left_outer_join(Batch, on=(AfterSalesCase.batch == Batch.id))
    .where(AfterSalesCase.id.in_(AMONG))
)
