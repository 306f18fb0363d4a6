"""A buyer's personal data erased on request; what the law wants kept stays, without the person.

Orders, cases, claims and their amounts are kept for at least three years (E-Commerce Law, Art. 31;
Consumer Protection Law), so they stay under an anonymous mark. Names, telephone numbers, addresses
and IDs go: from columns, texts, timelines, journals, the bin, the index, papers, and the names of
files. Older backups still hold them.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum, unique

from desktop_app.core import clock
from desktop_app.core.errors import FileTrouble, NotAllowed, Reason
from desktop_app.core.kinds import CaseStage, ClaimStage
from desktop_app.core.track import Track, everything
from desktop_app.models.base import database, tuples
from desktop_app.models.buyers import Buyer, Revisit
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.claims import Claim
from desktop_app.models.desk import FeedbackPhoto, FollowUp
from desktop_app.models.orders import SalesOrder
from desktop_app.models.photos import Photo, PhotoLink
from desktop_app.models.shops import BinItem, DoneAct
from desktop_app.models.weighing import ParcelRecord, WrongShipment
from desktop_app.services import (
    buyer_records,
    erasure_files,
    erasure_rows,
    erasure_scope,
    photo_moves,
)
from desktop_app.services.erasure_files import Errands
from desktop_app.services.erasure_scope import Scope
from desktop_app.services.store import Changes, Store

log = logging.getLogger(__name__)

ACT = "buyer_erased"
_OVER = (CaseStage.CLOSED.value, CaseStage.CANCELLED.value)
_ENDED_CLAIMS = (ClaimStage.PAID.value, ClaimStage.CLOSED.value, ClaimStage.VOID.value)
_NO_EVIDENCE = (ClaimStage.DRAFT.value, ClaimStage.VOID.value)


@unique
class Photos(StrEnum):
    """What becomes of the photos; evidence of filed claims is always kept, without its name."""

    DELETE = "delete"
    KEEP = "keep"


@unique
class Notes(StrEnum):
    """What becomes of free texts: known names are masked in them, or they go as a whole."""

    MASK = "mask"
    DELETE = "delete"


@dataclass(frozen=True)
class Wish:
    """How a buyer is erased. ``thorough`` looks through everybody's texts and all papers, too."""

    photos: Photos = Photos.DELETE
    notes: Notes = Notes.MASK
    thorough: bool = True


@dataclass(frozen=True)
class ErasureSheet:
    """What an erasure would do. ``busy`` are numbers of what is still open: it can't be done then.

    ``known`` are the texts that will be taken out of notes, ``texts`` how many notes hold one;
    ``papers`` the kept papers that go, ``photos`` and ``kept_photos`` those that go and stay.
    """

    buyer_id: str
    merged: tuple[str, ...]
    busy: tuple[str, ...]
    orders: int
    cases: int
    claims: int
    wrong: int
    parcels: int
    revisits: int
    messages: int
    photos: int
    kept_photos: int
    strays: int
    texts: int
    known: tuple[str, ...]
    papers: tuple[str, ...]


@dataclass(frozen=True)
class Erased:
    """What was erased. ``finished`` False: files or pages are held, and go at the next start."""

    mark: str
    orders: int
    cases: int
    claims: int
    photos: int
    kept_photos: int
    texts: int
    papers: int
    finished: bool


@dataclass
class _Tally:
    texts: int = 0
    photos: int = 0
    kept: list[Photo] = field(default_factory=list)


def preview(
    store: Store, buyer_id: int, wish: Wish | None = None, *, track: Track = everything
) -> ErasureSheet:
    """What `erase` would do; nothing is changed. Raises NotFound, NotAllowed for an erased one."""
    chosen = wish or Wish()
    with store.connection():
        buyer = buyer_records.living(buyer_id)
        scope = erasure_scope.of(buyer.id)
        photos = erasure_scope.photos(scope)
        kept = _kept(photos, chosen)
        merged = Buyer.select(Buyer.buyer_id).where(Buyer.merged_into == buyer.id)
        return ErasureSheet(
            buyer_id=buyer.buyer_id,
            merged=tuple(row[0] for row in tuples(merged)),
            busy=tuple(_busy(scope)),
            orders=len(scope.ids(SalesOrder)),
            cases=len(scope.ids(AfterSalesCase)),
            claims=len(scope.ids(Claim)),
            wrong=len(scope.ids(WrongShipment)),
            parcels=len(scope.ids(ParcelRecord)),
            revisits=len(scope.ids(Revisit)),
            messages=len(scope.ids(FollowUp)),
            photos=len(photos) - len(kept),
            kept_photos=len(kept),
            strays=_strays(store, scope, photos),
            texts=erasure_rows.mask_own(scope, _without(chosen), write=False),
            known=scope.masking.known,
            papers=tuple(_papers(store, scope, chosen, track)),
        )


def confirm(store: Store, buyer_id: int, typed: str) -> None:
    """Raises NotAllowed unless the buyer's ID was typed, letter for letter."""
    with store.connection():
        wanted = buyer_records.find(buyer_id).buyer_id
    if typed.strip() != wanted.strip():
        raise NotAllowed(Reason.NOT_CONFIRMED, value=wanted)


def erase(
    store: Store, buyer_id: int, wish: Wish | None = None, *, track: Track = everything
) -> Erased:
    """Erases a buyer and all IDs merged into it: the rows in one transaction, then the files.

    Raises NotFound; NotAllowed for one that is erased already and while a case or claim is open;
    FileTrouble without the photo folder. Then nothing is changed.
    """
    done = erase_rows(store, buyer_id, wish or Wish(), track=track)
    finished = erasure_files.finish(store, track)
    return Erased(**{**asdict(done), "finished": finished})


def erase_rows(store: Store, buyer_id: int, wish: Wish, *, track: Track = everything) -> Erased:
    """The first half of `erase`; `erasure_files.finish` must follow, now or at the next start."""
    if not store.paths.archive.is_dir():
        raise FileTrouble(Reason.ARCHIVE_MISSING, path=str(store.paths.archive))
    with store.connection():
        photo_moves.recover(store)
        database.execute_sql("PRAGMA secure_delete = ON")
        buyer_records.living(buyer_id)
        papers = _papers(store, erasure_scope.of(buyer_id), wish, track)
        with store.transaction() as tx:
            buyer = buyer_records.living(buyer_id)
            scope = erasure_scope.of(buyer.id)
            for no in _busy(scope):
                raise NotAllowed(Reason.BUYER_IS_BUSY, no=no, value=buyer.buyer_id)
            return _erase(store, tx, scope, wish, papers)


def _erase(store: Store, tx: Changes, scope: Scope, wish: Wish, papers: list[str]) -> Erased:
    mark = erasure_rows.free_mark(scope.family[0])
    tally = _Tally()
    tally.texts = erasure_rows.mask_own(scope, _without(wish))
    if wish.thorough:
        tally.texts += erasure_rows.mask_elsewhere(scope)
    erasure_rows.mask_journals(scope)
    errands = _erase_photos(store, scope, wish, mark, tally)
    errands.delete += papers
    errands.folders = [row.folder for row in Buyer.select().where(Buyer.id.in_(scope.family))]
    erasure_rows.blank(scope, mark)
    erasure_rows.rename(scope, mark)
    erasure_files.note(errands, store.who)
    erasure_rows.touch(tx, scope)
    done = Erased(
        mark=mark,
        orders=len(scope.ids(SalesOrder)),
        cases=len(scope.ids(AfterSalesCase)),
        claims=len(scope.ids(Claim)),
        photos=tally.photos,
        kept_photos=len(tally.kept),
        texts=tally.texts,
        papers=len(papers),
        finished=False,
    )
    noted = json.dumps({"buyer": scope.family[0], **asdict(done)}, ensure_ascii=False)
    DoneAct.create(kind=ACT, at=clock.now(), who=store.who, data=noted)
    log.info("erased the personal data of buyer %d", scope.family[0])
    return done


def _without(wish: Wish) -> frozenset[str]:
    return erasure_rows.NOTES if wish.notes is Notes.DELETE else frozenset()


def _busy(scope: Scope) -> list[str]:
    """The numbers of open cases and claims: they can't go on without the buyer's data."""
    cases = AfterSalesCase.select(AfterSalesCase.no).where(
        erasure_scope.among(AfterSalesCase.id, scope.ids(AfterSalesCase)),
        AfterSalesCase.stage.not_in(_OVER),
        AfterSalesCase.deleted_at.is_null(),
        AfterSalesCase.merged_into.is_null(),
    )
    claims = Claim.select(Claim.no).where(
        erasure_scope.among(Claim.id, scope.ids(Claim)), Claim.stage.not_in(_ENDED_CLAIMS)
    )
    return [row[0] for query in (cases, claims) for row in tuples(query)]


def _papers(store: Store, scope: Scope, wish: Wish, track: Track) -> list[str]:
    """The kept papers that go: those of the buyer's cases and claims, and those that name them."""
    sheets = Claim.select(Claim.sheet_file).where(
        erasure_scope.among(Claim.id, scope.ids(Claim)), Claim.sheet_file != ""
    )
    found = erasure_files.papers(
        store, erasure_scope.numbers(scope), [row[0] for row in tuples(sheets)]
    )
    if wish.thorough:
        own = {photo.stored for photo in erasure_scope.photos(scope)}
        folders = frozenset(row.folder for row in Buyer.select().where(Buyer.id.in_(scope.family)))
        named = erasure_files.naming(store, scope.masking, folders, track)
        found += [file for file in named if file not in own]
    return list(dict.fromkeys(found))


def _kept(photos: Iterable[Photo], wish: Wish) -> list[Photo]:
    """The photos that stay: evidence of filed claims, what the factory was sent, or all."""
    listed = list(photos)
    if wish.photos is Photos.KEEP:
        return [photo for photo in listed if photo.deleted_at is None]
    filed = Claim.select(Claim.id).where(Claim.stage.not_in(_NO_EVIDENCE))
    cases = Claim.select(Claim.case).where(
        Claim.stage.not_in(_NO_EVIDENCE), Claim.case.is_null(is_null=False)
    )
    links = PhotoLink.select(PhotoLink.photo).where(
        erasure_scope.among(PhotoLink.photo, [photo.id for photo in listed]),
        PhotoLink.claim.in_(filed) | PhotoLink.case.in_(cases),
    )
    needed = {row[0] for row in tuples(links)}
    needed |= {row[0] for row in tuples(FeedbackPhoto.select(FeedbackPhoto.photo))}
    return [photo for photo in listed if photo.id in needed]


def _strays(store: Store, scope: Scope, photos: Iterable[Photo]) -> int:
    """How many files lie in the buyer's folders that aren't on record."""
    known = {photo.stored for photo in photos}
    folders = Buyer.select(Buyer.folder).where(Buyer.id.in_(scope.family))
    files = [file for row in tuples(folders) for file in erasure_files.strays(store, row[0])]
    return sum(store.paths.relative(file) not in known for file in files)


def _erase_photos(store: Store, scope: Scope, wish: Wish, mark: str, tally: _Tally) -> Errands:
    """Deletes photos' rows and notes their files; those that stay get nameless names."""
    photos = erasure_scope.photos(scope)
    tally.kept = _kept(photos, wish)
    kept_ids = {photo.id for photo in tally.kept}
    gone = [photo for photo in photos if photo.id not in kept_ids]
    tally.photos = len(gone)
    errands = Errands()
    _empty_bin({photo.id for photo in photos})
    for photo in gone:
        errands.delete.append(photo.stored)
        DoneAct.delete().where(DoneAct.kind == f"photo_marks {photo.id}").execute()
        Photo.delete().where(Photo.id == photo.id).execute()
    still = {row[0] for row in tuples(Photo.select(Photo.sha256))} if gone else set()
    for sha256 in {photo.sha256 for photo in gone} - still:
        errands.delete += erasure_files.copies(store, sha256)
    archive = store.paths.relative(store.paths.archive)
    for number, photo in enumerate(tally.kept, 1):
        suffix = photo.stored[photo.stored.rfind(".") :] if "." in photo.stored else ""
        target = f"{archive}/{mark}/{mark}_{number:02d}{suffix}"
        errands.moves.append({"photo_id": photo.id, "before": photo.stored, "after": target})
        Photo.update(original_name="", deleted_at=None).where(Photo.id == photo.id).execute()
    return errands


def _empty_bin(photo_ids: set[int]) -> None:
    """Takes the buyer's photos off the bin's list; their files go with the others."""
    for item in list(BinItem.select().where(BinItem.room == "photos")):
        if json.loads(item.data)["photo_id"] in photo_ids:
            item.delete_instance()
