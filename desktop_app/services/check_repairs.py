"""Putting right what the check found, so that nothing is lost and all of it can be taken back.

Nothing is deleted: files are moved aside, and each repair keeps a journal of what it did beside
them, written before it is done, so that one that was killed half way can be taken back too. The
journal may name buyers, so it lies in the trash folder, where an erasure finds it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from desktop_app.core import clock, paths, problem_texts
from desktop_app.core.errors import NotAllowed, Reason, StoreTrouble, UserError
from desktop_app.core.kinds import Topic
from desktop_app.core.track import Track, everything
from desktop_app.models.base import database
from desktop_app.models.photos import Photo
from desktop_app.models.shops import DoneAct
from desktop_app.services import (
    backup_databases,
    backups,
    check_cures,
    erasure_files,
    photo_files,
    photo_moves,
    search_index,
)
from desktop_app.services.check_cures import Change
from desktop_app.services.check_kinds import Ill, Problem
from desktop_app.services.check_sources import Sources
from desktop_app.services.store import Changes, Store

ACT = "check_repair"
JOURNAL, LOG = "repair.json", "repair.txt"


@dataclass(frozen=True)
class Righted:
    """A problem that is no more; ``cure`` and ``place`` say how (`problem_texts.cure`)."""

    problem: Problem
    cure: str
    place: str = ""


@dataclass
class RepairReport:
    """``left`` needs a backup or a person. ``repair`` is the act for `undo`; None: nothing done."""

    done: list[Righted] = field(default_factory=list)
    left: list[Problem] = field(default_factory=list)
    repair: int | None = None
    log: Path | None = None


@dataclass(frozen=True)
class Repair:
    """A repair that was done. ``can_be_undone`` while its journal is there."""

    id: int
    at: datetime
    who: str
    count: int
    log: Path
    undone_at: datetime | None
    can_be_undone: bool


def repair(store: Store, problems: Sequence[Problem], track: Track = everything) -> RepairReport:
    """Puts right what can be put right of what `checks.check` just found.

    The database is copied first. Raises FileTrouble where the data folder can't be written.
    """
    if not any(problem.ill.can_be_repaired for problem in problems):
        return RepairReport(left=list(problems))
    bench = _Bench(store, problems)
    try:
        backups.before(store, "repair", track)
    except StoreTrouble as error:  # no backup is made of a database with a fault: then a copy
        if error.reason is not Reason.STORE_DAMAGED:
            raise
        bench.copy_database(track)
    with store.connection():
        try:
            for problem in track(problems):
                bench.cure(problem)
        finally:
            bench.finish()
    return bench.report


def undo(store: Store, repair_id: int, track: Track = everything) -> int:
    """Takes a repair back, the last change first; returns how many changes were taken back.

    What it made from other data (an index) stays. Files that it brought are moved aside, not
    deleted. Raises NotAllowed when it was taken back already or its journal is gone.
    """
    with store.connection():
        act = DoneAct.get_or_none(DoneAct.id == repair_id, DoneAct.kind == ACT)
        folder = _folder(store, act) if act is not None else None
        changes = _journal(folder) if folder is not None else None
        if act is None or folder is None or changes is None or act.undone_at is not None:
            raise NotAllowed(Reason.NOTHING_TO_UNDO)
        count = 0
        for change in track(list(reversed(changes))):
            count += check_cures.take_back(store, change, folder)
        with store.transaction() as tx:
            DoneAct.update(undone_at=clock.now()).where(DoneAct.id == act.id).execute()
            _touch_all(tx)
        return count


def repairs(store: Store) -> list[Repair]:
    """The repairs that were done, the newest first."""
    with store.connection():
        acts = list(DoneAct.select().where(DoneAct.kind == ACT).order_by(DoneAct.id.desc()))
    return [_told(store, act) for act in acts]


class _Bench:
    def __init__(self, store: Store, problems: Sequence[Problem]) -> None:
        self.report = RepairReport()
        self._store, self._data = store, store.paths
        self._folder = _new_folder(store.paths.trash)
        self._changes: list[Change] = []
        self._sources = Sources(store, [p.where for p in problems if p.ill is Ill.STRAY_FILE])
        self._index_done: set[Ill] = set()

    def cure(self, problem: Problem) -> None:
        """Does what can be done about one problem."""
        do = self._cures().get(problem.ill)
        try:
            righted = do(problem) if do else None
        except (OSError, UserError):
            righted = None
        if righted is None:
            self.report.left.append(problem)
        else:
            self.report.done.append(righted)

    def copy_database(self, track: Track) -> None:
        """Keeps the database as it is, faults and all, beside what is moved aside."""
        paths.private_dir(self._folder)
        backup_databases.copy(self._data.database, self._folder / "shop.db", track)

    def finish(self) -> None:
        """Notes the act, and writes the log that people read."""
        if not self.report.done:
            return
        self._begin()
        self.report.log = self._folder / LOG
        paths.write_atomically(self.report.log, "\n".join(self._lines()).encode("utf-8"))
        with self._store.transaction() as tx:
            DoneAct.update(data=self._summary()).where(DoneAct.id == self.report.repair).execute()
            _touch_all(tx)

    def _cures(self) -> dict[Ill, Callable[[Problem], Righted | None]]:
        return {
            Ill.STRAY_FILE: self._move_aside,
            Ill.LEFTOVER: self._move_aside,
            Ill.CACHE: self._move_aside,
            Ill.PHOTO_MISSING: self._bring_back,
            Ill.PHOTO_SIZE: self._bring_back,
            Ill.FOLDER_MISSING: self._make_folder,
            Ill.SEARCH_INDEX: self._make_index,
            Ill.DATABASE_INDEX: self._make_index,
            Ill.UNFINISHED: self._finish_moves,
            Ill.DUE_TIMES: self._set_row,
            Ill.NUMBER_SERIES: self._set_row,
            Ill.SETTING: self._set_row,
        }

    def _move_aside(self, problem: Problem) -> Righted | None:
        stored = problem.where
        if not self._data.absolute(stored).exists():  # it went elsewhere meanwhile
            return Righted(problem, "finished")
        if Photo.select().where(Photo.stored == stored).exists():
            return None
        return Righted(problem, "moved_aside", self._aside(stored))

    def _bring_back(self, problem: Problem) -> Righted | None:
        """The photo's bytes from wherever they are, compared, an altered file moved aside."""
        stored = problem.where
        target = self._data.absolute(stored)
        part = target.with_name(f".{target.name}{photo_files.PART}")
        paths.private_dir(target.parent)
        part.unlink(missing_ok=True)
        try:
            found = self._sources.bring(problem.key, part)
            if found is None:
                return None
            if target.exists():
                self._aside(stored)
            if found.stray:
                self._aside(found.place)
            self._note(Change("brought", stored))
            photo_files.settle(part, target)
        finally:
            part.unlink(missing_ok=True)
        return Righted(problem, found.cure, found.place)

    def _make_folder(self, problem: Problem) -> Righted:
        self._begin()
        paths.private_dir(self._data.absolute(problem.where))
        return Righted(problem, "made_anew")

    def _make_index(self, problem: Problem) -> Righted:
        self._begin()
        if problem.ill not in self._index_done:
            self._index_done.add(problem.ill)
            if problem.ill is Ill.SEARCH_INDEX:
                search_index.rebuild(self._store)
            else:
                with self._store.transaction():
                    database.execute_sql("REINDEX")
        return Righted(problem, "made_anew")

    def _finish_moves(self, problem: Problem) -> Righted | None:
        self._begin()
        photo_moves.recover(self._store)
        erasure_files.finish(self._store)
        left = DoneAct.select().where(DoneAct.id == problem.key, DoneAct.kind == problem.where)
        return None if left.exists() else Righted(problem, "finished")

    def _set_row(self, problem: Problem) -> Righted | None:
        change = check_cures.row_change(self._store, problem)
        if change is None:
            return Righted(problem, "finished")
        self._note(change)
        check_cures.write(self._store, change)
        return Righted(problem, "set_aside" if problem.ill is Ill.SETTING else "made_anew")

    def _aside(self, stored: str) -> str:
        source = self._data.absolute(stored)
        target = check_cures.free(self._folder.joinpath(*stored.split("/")))
        change = Change("moved", stored, self._data.relative(target))
        self._note(change)
        check_cures.move(source, target)
        return change.to

    def _note(self, change: Change) -> None:
        """Into the journal before it is done."""
        self._begin()
        self._changes.append(change)
        with (self._folder / JOURNAL).open("a", encoding="utf-8") as out:
            out.write(json.dumps(vars(change), ensure_ascii=False) + "\n")
            out.flush()
            os.fsync(out.fileno())

    def _begin(self) -> None:
        """The folder and the act, once there is something to do."""
        if self.report.repair is not None:
            return
        paths.private_dir(self._folder)
        (self._folder / JOURNAL).touch(mode=0o600)
        with self._store.transaction():
            act = DoneAct.create(
                kind=ACT, at=clock.now(), who=self._store.who, data=self._summary()
            )
        self.report.repair = act.id

    def _summary(self) -> str:
        """No name of anybody: an erasure needn't look here."""
        folder = self._data.relative(self._folder)
        return json.dumps({"folder": folder, "count": len(self.report.done)})

    def _lines(self) -> list[str]:
        head = f"{clock.to_iso(clock.now())}  {self._store.who}".rstrip()
        done = [
            f"{_words(one.problem)}\n    → {problem_texts.cure(one.cure, one.place)}"
            for one in self.report.done
        ]
        left = [f"{_words(problem)}\n    → –" for problem in self.report.left]
        return [head, *done, *left, ""]


def _words(problem: Problem) -> str:
    return problem_texts.what(problem.ill.value, problem.where, problem.detail, problem.owner)


def _touch_all(tx: Changes) -> None:
    for topic in (Topic.PHOTOS, Topic.CASES, Topic.SETTINGS):
        tx.touch(topic, 0)


def _new_folder(trash: Path) -> Path:
    """A folder of this repair's own, not made yet."""
    return check_cures.free(trash / f"{photo_files.ASIDE}-{clock.now():%Y%m%dT%H%M%SZ}")


def _folder(store: Store, act: DoneAct) -> Path:
    return store.paths.absolute(str(json.loads(act.data)["folder"]))


def _journal(folder: Path) -> list[Change] | None:
    """What was done; None when nobody knows any more. A line cut off by a kill wasn't done."""
    try:
        lines = (folder / JOURNAL).read_text("utf-8").split("\n")[:-1]
        return [Change(**json.loads(line)) for line in lines]
    except (OSError, ValueError, TypeError):
        return None


def _told(store: Store, act: DoneAct) -> Repair:
    folder = _folder(store, act)
    return Repair(
        id=act.id,
        at=act.at,
        who=act.who,
        count=int(json.loads(act.data)["count"]),
        log=folder / LOG,
        undone_at=act.undone_at,
        can_be_undone=act.undone_at is None and (folder / JOURNAL).is_file(),
    )
