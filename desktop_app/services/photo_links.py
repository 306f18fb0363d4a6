"""What a photo is evidence for: cases, claims, weight checks, wrong shipments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from peewee import fn

from desktop_app.core.errors import NotAllowed, NotFound, Reason
from desktop_app.core.kinds import CaseEventKind, ClaimStage, Topic
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.claims import Claim
from desktop_app.models.photos import PhotoLink
from desktop_app.services import timeline
from desktop_app.services.store import Changes, Store

_TOPICS = {
    "case": Topic.CASES,
    "claim": Topic.CLAIMS,
    "weight_check": Topic.WEIGHT_CHECKS,
    "wrong_shipment": Topic.WRONG_SHIPMENTS,
}


class Subject(TypedDict, total=False):
    """What photos are evidence for, each by its id; several at once are meant together."""

    case: int | None
    claim: int | None
    weight_check: int | None
    wrong_shipment: int | None


def add(tx: Changes, photo_id: int, of: Subject) -> bool:
    """Links a photo inside the caller's transaction; returns whether any link was new."""
    new = False
    for name, topic in _TOPICS.items():
        subject_id = of.get(name)
        if not isinstance(subject_id, int):
            continue
        field = getattr(PhotoLink, name)
        if PhotoLink.select().where(PhotoLink.photo == photo_id, field == subject_id).exists():
            continue
        last = PhotoLink.select(fn.MAX(PhotoLink.position)).where(field == subject_id).scalar()
        position = 0 if last is None else last + 1
        PhotoLink.create(photo=photo_id, position=position, **{name: subject_id})
        tx.touch(topic, subject_id)
        new = True
    return new


def add_as(tx: Changes, photo_id: int, like_id: int) -> None:
    """Links a photo to all that another is linked to, but for claims that were filed."""
    for link in PhotoLink.select().where(PhotoLink.photo == like_id):
        ids: dict[str, int | None] = {
            name: getattr(link, f"{name}_id")
            for name in _TOPICS
            if not (name == "claim" and link.claim is not None and _is_filed(link.claim))
        }
        add(tx, photo_id, Subject(**ids))  # type: ignore[typeddict-item] # the very same names


def remove(tx: Changes, photo_id: int, of: Subject) -> None:
    """Takes links away inside the caller's transaction.

    Raises NotAllowed (EVIDENCE_FILED) for a claim that was filed: it is not edited.
    """
    claim = Claim.get_or_none(Claim.id == of.get("claim"))
    if claim is not None and _is_filed(claim):
        raise NotAllowed(Reason.EVIDENCE_FILED, value=claim.no)
    for name, topic in _TOPICS.items():
        subject_id = of.get(name)
        if isinstance(subject_id, int):
            field = getattr(PhotoLink, name)
            PhotoLink.delete().where(PhotoLink.photo == photo_id, field == subject_id).execute()
            tx.touch(topic, subject_id)


def _is_filed(claim: Claim) -> bool:
    return claim.stage not in {ClaimStage.DRAFT, ClaimStage.VOID}


def note_in_case(store: Store, case_id: int, photo_ids: Iterable[int]) -> None:
    """One line in the case's timeline for photos that were added together."""
    kept = list(photo_ids)
    if kept:
        timeline.add(store, case_id, CaseEventKind.PHOTO, data={"photos": kept})


def case_named(store: Store, no: str) -> int:
    """The id of the case with this number; raises NotFound."""
    with store.connection():
        found = AfterSalesCase.get_or_none(AfterSalesCase.no == no.strip())
    if found is None:
        raise NotFound(Reason.CASE_UNKNOWN, value=no)
    return int(found.id)


def buyer_of_case(store: Store, case_id: int) -> tuple[int, str, str] | None:
    """The case's buyer: row id, buyer ID, platform; None for a case without one."""
    with store.connection():
        buyer = AfterSalesCase.get_by_id(case_id).buyer
    return (int(buyer.id), buyer.buyer_id, buyer.platform) if buyer else None
