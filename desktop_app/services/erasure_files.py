"""The files of a buyer whose data are erased: what goes, and going, whatever interrupts it.

The transaction that erases the rows writes down which files belong to them; afterwards the files
go one by one, and at last the database is written anew. What a kill, a full disk or a held file
interrupts is finished by the next start's chores.
"""

from __future__ import annotations

import contextlib
import json
import logging
import re
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from xml.sax.saxutils import unescape

from desktop_app.core import clock, names
from desktop_app.core.errors import FileTrouble, StoreTrouble
from desktop_app.core.kinds import Topic
from desktop_app.core.track import Track, everything
from desktop_app.models.base import database
from desktop_app.models.photos import Photo
from desktop_app.models.shops import DoneAct
from desktop_app.services import photo_moves, search_index, thumbnails
from desktop_app.services.erasure_masking import Masking
from desktop_app.services.photo_moves import Move
from desktop_app.services.store import Store

log = logging.getLogger(__name__)

PENDING = "erasure_pending"
_READ_AT_MOST = 64 * 1024 * 1024
_TAG = re.compile(r"<[^>]+>")
_PAPERS = ("slips", "claims", "evidence")
_AT_ONCE = 200


@dataclass
class Errands:
    """What is to be done to files, all relative to the data folder: kept on record until done.

    ``folders`` are the photo folders of the buyer; whatever else lies in them goes with them.
    """

    delete: list[str] = field(default_factory=list)
    moves: list[dict[str, str | int]] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)


def note(errands: Errands, who: str) -> None:
    """Writes errands down, inside the transaction that erases the rows."""
    DoneAct.create(
        kind=PENDING,
        at=clock.now(),
        who=who,
        data=json.dumps(asdict(errands), ensure_ascii=False),
    )


def finish(store: Store, track: Track = everything) -> bool:
    """Does what is left of all erasures; True when nothing is left.

    What can't be done now (a file that another program holds, a drive that isn't there) stays on
    record for the next time.
    """
    with store.connection():
        acts = list(DoneAct.select().where(DoneAct.kind == PENDING).order_by(DoneAct.id))
        if not acts:
            return True
        if not store.paths.archive.is_dir():
            return False
        with contextlib.suppress(FileTrouble, StoreTrouble):
            for act in track(acts):
                errands = Errands(**json.loads(act.data))
                if not _is_done(store, errands):
                    return False
                with store.transaction():  # none of the names may be left in this row either
                    DoneAct.update(data=json.dumps(asdict(Errands()))).where(
                        DoneAct.id == act.id
                    ).execute()
            return _scrubbed(store, [act.id for act in acts])
    return False


def copies(store: Store, sha256: str) -> Iterator[str]:
    """The small copies that were kept of a picture."""
    thumb = thumbnails.path_of(store.paths, sha256)
    cache = store.paths.thumbs.parent
    found = [thumb, *cache.glob(f"copies-*/{sha256[:2]}/{sha256}-*.jpg")]
    yield from (store.paths.relative(file) for file in found if file.is_file())


def papers(store: Store, numbers: Iterable[str], sheets: Iterable[str]) -> list[str]:
    """Slips, sheets and packs that were made of cases and claims with these numbers."""
    found = dict.fromkeys(sheet for sheet in sheets if sheet)
    wanted = {names.safe(no) for no in numbers}
    for part in _PAPERS:
        folder = store.paths.documents / part
        for file in folder.iterdir() if folder.is_dir() else ():
            stem = file.stem
            if stem in wanted or any(stem.startswith(f"{no}-") for no in wanted):
                found[store.paths.relative(file)] = None
    return [stored for stored in found if store.paths.absolute(stored).is_file()]


def naming(
    store: Store, masking: Masking, folders: frozenset[str], track: Track = everything
) -> list[str]:
    """Kept papers, and files set aside, whose name, folder or text tells who the buyer is."""
    places = (store.paths.documents, store.paths.trash)
    files = [file for place in places for file in sorted(place.rglob("*")) if file.is_file()]
    return [
        stored
        for file in track(files)
        if not folders.isdisjoint((stored := store.paths.relative(file)).split("/"))
        or masking.names(stored)
        or masking.names(_text_of(file))
    ]


def strays(store: Store, folder: str) -> list[Path]:
    """The files that lie in a buyer's photo folder, on record or not."""
    place = store.paths.archive / folder
    return sorted(file for file in place.rglob("*") if file.is_file()) if place.is_dir() else []


def _is_done(store: Store, errands: Errands) -> bool:
    """Renames what is kept, deletes what goes, then clears the folders.

    While a photo that is kept has not arrived under its new name, nothing is deleted.
    """
    moves = [Move(**move) for move in errands.moves]  # type: ignore[arg-type] # written by us
    for start in range(0, len(moves), _AT_ONCE):
        left = _not_moved(store, moves[start : start + _AT_ONCE])
        photo_moves.carry_out(store, left)
    if _not_moved(store, moves):
        return False
    try:
        for name in errands.delete:
            store.paths.absolute(name).unlink(missing_ok=True)
            _drop_empty(store.paths.absolute(name).parent, store)
        for folder in errands.folders:
            place = store.paths.archive / folder
            if place.is_dir():
                shutil.rmtree(place)
    except OSError as error:
        log.info("files of an erasure are held: %s", type(error).__name__)
        return False
    return True


def _not_moved(store: Store, moves: list[Move]) -> list[Move]:
    """The moves still to be made; a file that is lost gets its new name on record alone."""
    left = []
    for move in moves:
        photo = Photo.get_or_none(Photo.id == move.photo_id, Photo.stored == move.before)
        if photo is None:
            continue
        places = (store.paths.absolute(move.before), store.paths.absolute(move.after))
        if any(place.exists() for place in places):
            left.append(move)
            continue
        with store.transaction() as tx:
            Photo.update(stored=move.after).where(Photo.id == move.photo_id).execute()
            tx.touch(Topic.PHOTOS, move.photo_id)
    return left


def _drop_empty(folder: Path, store: Store) -> None:
    """Takes away a folder that has become empty, since its name may tell who it was."""
    outer = (store.paths.archive, store.paths.documents, store.paths.trash)
    if folder not in outer and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _scrubbed(store: Store, act_ids: list[int]) -> bool:
    """Writes index and database anew, so that no page of theirs holds what was erased."""
    try:
        search_index.catch_up(store)
        with store.transaction():
            database.execute_sql("INSERT INTO search_words(search_words) VALUES ('optimize')")
        if not store.compact():
            return False
        with store.transaction():
            DoneAct.delete().where(DoneAct.id.in_(act_ids)).execute()
    except StoreTrouble as error:
        log.info("the database can't be written anew now: %s", error.reason.value)
        return False
    return True


def _text_of(file: Path) -> str:
    """What a paper says; nothing for one that can't be read."""
    read = _READERS.get(file.suffix.lower())
    try:
        if read is None or file.stat().st_size > _READ_AT_MOST:
            return ""
        return read(file)
    except (OSError, zipfile.BadZipFile):
        return ""


def _plain_text(file: Path) -> str:
    return file.read_bytes().decode("utf-8", "replace")


def _pdf_text(file: Path) -> str:
    import pypdfium2

    from desktop_app.core import pdf_turns

    with pdf_turns.TURN:
        try:
            pdf = pypdfium2.PdfDocument(file)
        except pypdfium2.PdfiumError:
            return ""
        try:
            pages = (pdf[place].get_textpage() for place in range(len(pdf)))
            return "\n".join(page.get_text_bounded() for page in pages)
        finally:
            pdf.close()


def _workbook_text(file: Path) -> str:
    with zipfile.ZipFile(file) as book:
        parts = [part for part in book.infolist() if part.filename.endswith(".xml")]
        small = [part for part in parts if part.file_size <= _READ_AT_MOST]
        texts = (book.read(part).decode("utf-8", "replace") for part in small)
        return "\n".join(unescape(_TAG.sub(" ", text)) for text in texts)


_READERS: dict[str, Callable[[Path], str]] = {
    ".pdf": _pdf_text,
    ".xlsx": _workbook_text,
    **dict.fromkeys((".csv", ".txt", ".log", ".json"), _plain_text),
}
