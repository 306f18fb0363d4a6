"""Moving stored files so that a kill at any moment loses neither the file nor where it is.

The intent is written down first, in one transaction with whatever it belongs to; then the
files are renamed, never over another; then one transaction records where they are now. A move
that was interrupted is finished by `recover`, which every writing act of the archive begins with.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from desktop_app.core import clock, names, paths
from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.core.kinds import Topic
from desktop_app.models.photos import Photo
from desktop_app.models.shops import DoneAct
from desktop_app.services import photo_files
from desktop_app.services.store import Changes, Store

PENDING = "photo_moves_pending"


@dataclass(frozen=True)
class Move:
    """A stored file's way: both places relative to the data folder, with ``/``."""

    photo_id: int
    before: str
    after: str


def carry_out(
    store: Store,
    moves: Sequence[Move],
    *,
    kept_as: str = "",
    group: int = 0,
    also: Callable[[Changes], None] | None = None,
) -> list[Move]:
    """Moves stored files; returns the moves that were made.

    ``also`` runs in the transaction that writes the intent down. With ``kept_as`` the moves
    stay on record under that name and ``group`` (`done_moves`), to be taken back later. A file that
    isn't there, or whose new name is taken, stays where it is. Raises FileTrouble
    (ARCHIVE_MISSING) before anything is changed.
    """
    if not store.paths.archive.is_dir():
        raise FileTrouble(Reason.ARCHIVE_MISSING, path=str(store.paths.archive))
    data = {"kept_as": kept_as, "group": group, "moves": [asdict(move) for move in moves]}
    with store.transaction() as tx:
        if also is not None:
            also(tx)
        act = DoneAct.create(
            kind=PENDING,
            at=clock.now(),
            who=store.who,
            data=json.dumps(data, ensure_ascii=False),
        )
    return _finish(store, act)


def recover(store: Store) -> int:
    """Finishes moves that a kill interrupted; returns how many files were on their way."""
    with store.connection():
        acts = list(DoneAct.select().where(DoneAct.kind == PENDING).order_by(DoneAct.id))
        return sum(len(_finish(store, act)) for act in acts)


def on_their_way(store: Store) -> dict[str, str]:
    """Where files of interrupted moves may be instead: new place by place on record."""
    with store.connection():
        acts = list(DoneAct.select().where(DoneAct.kind == PENDING))
    return {move.before: move.after for act in acts for move in _moves(act)}


def done_moves(store: Store, kind: str, group: int) -> list[Move]:
    """The moves of a group that were kept on record and not taken back."""
    with store.connection():
        acts = DoneAct.select().where(DoneAct.kind == kind, DoneAct.undone_at.is_null())
        kept = [act for act in acts.order_by(DoneAct.id) if json.loads(act.data)["group"] == group]
    return [move for act in kept for move in _moves(act)]


def take_off_record(store: Store, kind: str, group: int) -> None:
    """Marks a group's moves as taken back."""
    with store.transaction():
        for act in DoneAct.select().where(DoneAct.kind == kind, DoneAct.undone_at.is_null()):
            if json.loads(act.data)["group"] == group:
                act.undone_at = clock.now()
                act.save()


def _moves(act: DoneAct) -> list[Move]:
    return [Move(**move) for move in json.loads(act.data)["moves"]]


def _finish(store: Store, act: DoneAct) -> list[Move]:
    done = [move for move in _moves(act) if _carried(store, move)]
    data = json.loads(act.data)
    with store.transaction() as tx:
        for move in done:
            Photo.update(stored=move.after).where(Photo.id == move.photo_id).execute()
            tx.touch(Topic.PHOTOS, move.photo_id)
        if data["kept_as"] and done:
            data["moves"] = [asdict(move) for move in done]
            act.kind, act.data = data["kept_as"], json.dumps(data, ensure_ascii=False)
            act.save()
        else:
            act.delete_instance()
    return done


def _carried(store: Store, move: Move) -> bool:
    """Renames the file unless it was renamed already; whether it lies in its new place."""
    if Photo.select().where(Photo.stored == move.after, Photo.id != move.photo_id).exists():
        return False
    before, after = store.paths.absolute(move.before), store.paths.absolute(move.after)
    try:
        if not before.exists():
            return after.exists()
        paths.private_dir(after.parent)
        photo_files.settle(before, after)
        paths.sync_dir(before.parent)
    except FileExistsError:
        return _is_one_file(before, after)
    except OSError:
        return False
    return True


def _is_one_file(before: Path, after: Path) -> bool:
    """Ends a move whose both names lead to one file: interrupted half way, or new in case only."""
    if not after.exists() or not before.samefile(after):
        return False
    if names.folded(before.name) == names.folded(after.name):
        before.rename(after)
    else:
        before.unlink()
    return True
