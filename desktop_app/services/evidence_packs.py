"""The evidence pack of a case or a claim as one PDF: what happened, each file's sha256, photos."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.core import clock, i18n
from desktop_app.core.kinds import ClaimKind, EvidenceRole, Medium, Platform
from desktop_app.core.labels import label, label_of
from desktop_app.core.masking import Masks, Place
from desktop_app.core.track import Track, everything
from desktop_app.services import (
    cases,
    claims,
    couriers,
    photo_exports,
    photo_rows,
    privacy,
    thumbnails,
)
from desktop_app.services.photo_rows import PhotoRow
from desktop_app.services.store import Store
from desktop_app.services.timeline import Entry

if TYPE_CHECKING:
    from desktop_app.documents.evidence_pack import EvidenceFile, EvidencePack, Happening
    from desktop_app.documents.pages import SheetFile


def of_case(store: Store, no: str, language: str = "") -> EvidencePack:
    """The pack of a case, with its photos in their order there. Raises NotFound.

    ``language`` is ``zh_CN`` or ``en``; left out, the one spoken now.
    """
    from desktop_app.documents.evidence_pack import EvidencePack

    case = cases.show(store, no)
    row = case.row
    masks = privacy.masks(store, Place.PAPER)
    with i18n.speaking(language or i18n.language()):
        return EvidencePack(
            case_no=row.no,
            kind=case.rules.name,
            platform=label_of(Platform, row.platform),
            order_no=row.order,
            buyer=masks.buyer_id(row.buyer),
            tracking_no=row.tracking,
            summary=masks.free(row.note, [row.buyer_name]),
            happenings=tuple(_happenings(case.timeline, masks)),
            files=tuple(_files(store, photo_exports.of_case(store, row.id))),
            prepared_by=store.who,
            prepared_at=clock.now(),
            language=i18n.language(),
        )


def of_claim(store: Store, no: str, language: str = "") -> EvidencePack:
    """The pack of a claim, with its own photos and, after them, its case's. Raises NotFound."""
    from desktop_app.documents.evidence_pack import EvidencePack

    claim = claims.show(store, no)
    row = claim.row
    own = photo_exports.of_claim(store, row.id)
    case = cases.show(store, row.case_no) if row.case_no else None
    masks = privacy.masks(store, Place.PAPER)
    its = photo_exports.of_case(store, case.row.id) if case else []
    with i18n.speaking(language or i18n.language()):
        return EvidencePack(
            case_no=row.case_no,
            claim_no=row.no,
            kind=label(ClaimKind(row.kind)) if case is None else case.rules.name,
            shop=row.shop_name,
            platform=label_of(Platform, row.platform),
            order_no=row.order_no,
            buyer=masks.buyer_id(row.buyer),
            tracking_no=row.tracking,
            courier=couriers.display_name(row.courier, row.courier_name),
            summary=masks.free(str(claim.fields["what_happened"] or "")),
            happenings=tuple(_happenings(case.timeline if case else (), masks)),
            files=tuple(_files(store, list(dict.fromkeys([*own, *its])))),
            prepared_by=store.who,
            prepared_at=clock.now(),
            language=i18n.language(),
        )


def write(pack: EvidencePack, target: Path, *, track: Track = everything) -> SheetFile:
    """Writes the pack; returns its pages and sha256. Raises FileTrouble."""
    from desktop_app.documents import evidence_pack

    return evidence_pack.write(pack, target, track=track)


def _happenings(entries: Iterable[Entry], masks: Masks) -> Iterator[Happening]:
    """The timeline in words; what was taken back is left out."""
    from desktop_app.documents.evidence_pack import Happening

    for entry in entries:
        if not entry.undone:
            about = [label(entry.kind), masks.free(entry.text), entry.who and f"({entry.who})"]
            yield Happening(entry.at, " ".join(part for part in about if part))


def _files(store: Store, photo_ids: list[int]) -> Iterator[EvidenceFile]:
    return (_file(store, row) for row in photo_rows.rows(store, photo_ids))


def _file(store: Store, row: PhotoRow) -> EvidenceFile:
    from desktop_app.documents.evidence_pack import EvidenceFile

    is_photo = row.medium == Medium.PHOTO.value
    side = thumbnails.SHEET_SIDE
    return EvidenceFile(
        name=row.name,
        sha256=row.sha256,
        size=row.bytes,
        received_at=row.imported_at,
        taken=(row.taken_text or "").replace("T", " "),
        role=EvidenceRole(row.role) if row.role else None,
        note=row.caption,
        is_photo=is_photo,
        preview=thumbnails.copy_of(store, row.id, side) if is_photo else None,
    )
