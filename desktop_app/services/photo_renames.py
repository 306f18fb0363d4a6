"""A new name template for the whole archive: seen first, written down, taken back if wanted.

Photos that the old template named all get names of the new one, so that none
is left behind; each two hundred renames are one step that survives a kill (`photo_moves`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

from desktop_app.core import clock
from desktop_app.core.track import Track, everything
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.photos import Photo, PhotoLink
from desktop_app.models.shops import DoneAct
from desktop_app.services import photo_imports, photo_moves, photo_names, settings
from desktop_app.services.photo_moves import Move
from desktop_app.services.photo_names import Facts
from desktop_app.services.store import Store

_ACT, _MOVED = "photo_renames", "photo_renamed"
_STEP = 200


@dataclass(frozen=True)
class RenameAct:
    """A change of template that can be taken back, and how many photos it renamed."""

    id: int
    at: datetime
    before: str
    after: str
    photos: int


def preview(store: Store, template: str, limit: int = 10) -> list[Move]:
    """What a template would call the newest photos: stored path now, and then.

    Photos that keep their names are left out. Raises BadValue for what isn't a template.
    """
    wanted = photo_names.checked(template)
    with store.connection():
        newest = [photo.buyer_id for photo in _photos().order_by(Photo.id.desc()).limit(limit)]
        moves = (move for buyer in dict.fromkeys(newest) for move in _plan(store, buyer, wanted))
        return list(islice(moves, limit))


def rename_all(store: Store, template: str, *, track: Track = everything) -> RenameAct:
    """Makes this the shop's template and renames every photo that it would name otherwise.

    Raises BadValue for what isn't a template, FileTrouble without an archive. Stopped half
    way, calling it again goes on.
    """
    wanted = photo_names.checked(template)
    with store.connection():
        photo_moves.recover(store)
        moves = [move for buyer in _buyers() for move in _plan(store, buyer, wanted)]
        before = settings.get(store, settings.PHOTO_NAME)
        with store.transaction():
            settings.put(store, settings.PHOTO_NAME, wanted)
            act = DoneAct.create(
                kind=_ACT,
                at=clock.now(),
                who=store.who,
                data=json.dumps({"before": before, "after": wanted}, ensure_ascii=False),
            )
        done = 0
        for step in track(_steps(moves)):
            done += len(photo_moves.carry_out(store, step, kept_as=_MOVED, group=act.id))
    return RenameAct(act.id, act.at, before, wanted, done)


def undo(store: Store, act_id: int, *, track: Track = everything) -> int:
    """Gives all photos of a change of template their old names back; returns how many.

    A photo that was renamed again since, or whose old name is taken, keeps its name.
    """
    with store.connection():
        photo_moves.recover(store)
        act = DoneAct.get_by_id(act_id)
        now_at = {photo.id: photo.stored for photo in Photo.select(Photo.id, Photo.stored)}
        back = [
            Move(move.photo_id, move.after, move.before)
            for move in photo_moves.done_moves(store, _MOVED, act_id)
            if now_at.get(move.photo_id) == move.after
        ]
        done = sum(len(photo_moves.carry_out(store, step)) for step in track(_steps(back)))
        with store.transaction():
            photo_moves.take_off_record(store, _MOVED, act_id)
            settings.put(store, settings.PHOTO_NAME, json.loads(act.data)["before"])
            DoneAct.update(undone_at=clock.now()).where(DoneAct.id == act_id).execute()
    return done


def acts(store: Store) -> list[RenameAct]:
    """The changes of template that can be taken back, newest first."""
    with store.connection():
        kept = DoneAct.select().where(DoneAct.kind == _ACT, DoneAct.undone_at.is_null())
        return [
            RenameAct(
                *(act.id, act.at),
                **json.loads(act.data),
                photos=len(photo_moves.done_moves(store, _MOVED, act.id)),
            )
            for act in kept.order_by(DoneAct.id.desc())
        ]


def _photos() -> Any:
    return Photo.select().where(Photo.deleted_at.is_null())


def _buyers() -> list[int]:
    return [photo.buyer_id for photo in _photos().select(Photo.buyer).distinct()]


def _plan(store: Store, buyer_id: int, template: str) -> Iterator[Move]:
    """The moves of one buyer's photos, in the order in which they came in."""
    buyer = Buyer.get_by_id(buyer_id)
    folder = photo_imports.folder_of(store, buyer)
    free = photo_names.Names(folder, template, photo_imports.used_stems(buyer, folder))
    cases = _cases(buyer_id)
    for photo in _photos().where(Photo.buyer == buyer_id).order_by(Photo.id):
        facts = _facts(buyer, photo, cases.get(photo.id))
        place = PurePosixPath(photo.stored)
        if not free.fits(facts, place.stem):
            target = free.next(facts, place.suffix)
            yield Move(photo.id, photo.stored, store.paths.relative(target))


def _cases(buyer_id: int) -> dict[int, AfterSalesCase]:
    """The first case of each of a buyer's photos."""
    links = (
        PhotoLink.select(PhotoLink, AfterSalesCase, Photo.id)
        .join(AfterSalesCase)
        .switch(PhotoLink)
        .join(Photo)
        .where(Photo.buyer == buyer_id)
        .order_by(PhotoLink.id.desc())
    )
    return {link.photo.id: link.case for link in links if link.case is not None}


def _facts(buyer: Buyer, photo: Photo, case: AfterSalesCase | None) -> Facts:
    return Facts(
        buyer=buyer.folder,
        platform=buyer.platform,
        day=clock.to_local(photo.imported_at).date(),
        case=case.no if case else "",
        kind=case.kind if case else "",
        original=PurePosixPath(photo.original_name).stem,
    )


def _steps(moves: Sequence[Move]) -> Iterable[Sequence[Move]]:
    return [moves[start : start + _STEP] for start in range(0, len(moves), _STEP)]
