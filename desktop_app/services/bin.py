"""The bin: what was deleted stays for 30 days and can be taken back.

Only then do photos go on to the operating system's own bin. What is evidence of a filed claim
can't be deleted at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop_app.core import clock
from desktop_app.core.errors import NotAllowed, Reason
from desktop_app.core.kinds import ClaimStage, Topic
from desktop_app.models.base import fetch
from desktop_app.models.claims import Claim
from desktop_app.models.photos import Photo, PhotoLink
from desktop_app.models.shops import BinItem
from desktop_app.services import photo_files, photo_moves
from desktop_app.services.photo_moves import Move
from desktop_app.services.store import Changes, Store

DAYS = 30
PHOTOS = "photos"
_PAGE = 200


@dataclass(frozen=True)
class BinRow:
    """A thing in the bin. ``what`` names it; ``data`` holds what taking it back needs (JSON)."""

    id: int
    room: str
    what: str
    data: str
    file: str
    deleted_at: datetime

    @property
    def gone_on(self) -> datetime:
        """When it leaves the bin for good."""
        return self.deleted_at + timedelta(days=DAYS)


def delete_photos(store: Store, photo_ids: Iterable[int]) -> list[int]:
    """Moves photos to the bin; returns the bin items' ids, by which `restore` takes them back.

    Raises NotAllowed (EVIDENCE_FILED) when one is evidence of a claim that was filed, or of a
    case with such a claim; then none is deleted.
    """
    with store.connection():
        photo_moves.recover(store)
        wanted = list(photo_ids)
        photos = [
            photo
            for start in range(0, len(wanted), _PAGE)
            for photo in Photo.select().where(
                Photo.id.in_(wanted[start : start + _PAGE]), Photo.deleted_at.is_null()
            )
        ]
        refuse_filed([photo.id for photo in photos])
        items: list[int] = []
        for start in range(0, len(photos), _PAGE):
            items += _delete_page(store, photos[start : start + _PAGE])
    return items


def rows(store: Store, room: str | None = None) -> list[BinRow]:
    """What is in the bin, last deleted first."""
    query = BinItem.select(
        *(BinItem.id, BinItem.room, BinItem.what, BinItem.data, BinItem.file, BinItem.deleted_at)
    ).where(BinItem.restored_at.is_null())
    if room is not None:
        query = query.where(BinItem.room == room)
    with store.connection():
        return fetch(query.order_by(BinItem.deleted_at.desc(), BinItem.id.desc()), BinRow)


def restore(store: Store, item_ids: Iterable[int]) -> list[int]:
    """Takes photos back out of the bin, to their places and links; returns their ids.

    Items that aren't in the bin any more are passed over.
    """
    with store.connection():
        photo_moves.recover(store)
        items = list(
            BinItem.select().where(
                BinItem.id.in_(list(item_ids)),
                BinItem.room == PHOTOS,
                BinItem.restored_at.is_null(),
            )
        )
        back = [Move(**json.loads(item.data)) for item in items]
        moves = [Move(move.photo_id, move.after, move.before) for move in back]

        def unmark(tx: Changes) -> None:
            BinItem.update(restored_at=clock.now()).where(BinItem.id.in_(items)).execute()
            photo_ids = [move.photo_id for move in moves]
            Photo.update(deleted_at=None).where(Photo.id.in_(photo_ids)).execute()
            tx.touch(Topic.PHOTOS, *photo_ids)

        photo_moves.carry_out(store, moves, also=unmark)
    return [move.photo_id for move in moves]


def restore_photo(store: Store, photo_id: int) -> bool:
    """Takes one photo back out of the bin; False when its file isn't there any more."""
    for item in rows(store, PHOTOS):
        move = Move(**json.loads(item.data))
        if move.photo_id == photo_id and store.paths.absolute(move.after).exists():
            return bool(restore(store, [item.id]))
    return False


def empty_expired(store: Store, now: datetime | None = None) -> int:
    """Hands photos that lay here for 30 days to the system's own bin; returns how many went.

    One whose file the system's bin doesn't take stays here.
    """
    limit = (now or clock.now()) - timedelta(days=DAYS)
    with store.connection():
        expired = BinItem.select().where(
            BinItem.room == PHOTOS, BinItem.restored_at.is_null(), BinItem.deleted_at < limit
        )
        return sum(_let_go(store, item) for item in list(expired))


def refuse_filed(photo_ids: Sequence[int]) -> None:
    """Raises NotAllowed (EVIDENCE_FILED) when a photo is evidence of a filed claim.

    Must run within a connection.
    """
    filed = Claim.stage.not_in([ClaimStage.DRAFT.value, ClaimStage.VOID.value])
    for start in range(0, len(photo_ids), _PAGE):
        links = PhotoLink.photo.in_(list(photo_ids[start : start + _PAGE]))
        direct = PhotoLink.select(PhotoLink.claim).where(links)
        by_case = PhotoLink.select(PhotoLink.case).where(
            links, PhotoLink.case.is_null(is_null=False)
        )
        found = Claim.get_or_none((Claim.id.in_(direct) | Claim.case.in_(by_case)) & filed)
        if found is not None:
            raise NotAllowed(Reason.EVIDENCE_FILED, value=found.no)


def _delete_page(store: Store, photos: Sequence[Photo]) -> list[int]:
    now = clock.now()
    trash = store.paths.relative(store.paths.trash)
    moves = [
        Move(photo.id, photo.stored, f"{trash}/{photo_files.BINNED}/{photo.id}/{_name(photo)}")
        for photo in photos
    ]
    items: list[int] = []

    def mark(tx: Changes) -> None:
        for photo, move in zip(photos, moves, strict=True):
            item = BinItem.create(
                room=PHOTOS,
                what=_name(photo),
                data=json.dumps(vars(move), ensure_ascii=False),
                file=move.after,
                deleted_at=now,
            )
            items.append(item.id)
            Photo.update(deleted_at=now).where(Photo.id == photo.id).execute()
            tx.touch(Topic.PHOTOS, photo.id)

    photo_moves.carry_out(store, moves, also=mark)
    return items


def _let_go(store: Store, item: BinItem) -> bool:
    from send2trash import send2trash

    move = Move(**json.loads(item.data))
    file = store.paths.absolute(move.after)
    try:
        if file.exists():
            send2trash(str(file))
    except OSError:
        return False
    with store.transaction() as tx:
        Photo.delete().where(Photo.id == move.photo_id).execute()
        item.delete_instance()
        tx.touch(Topic.PHOTOS, move.photo_id)
    return True


def _name(photo: Photo) -> str:
    return photo.stored.rpartition("/")[2]
