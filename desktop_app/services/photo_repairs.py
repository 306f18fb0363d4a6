"""Putting right what `photo_checks.verify` found, without deleting anything.

Renamed and exchanged files go back to their places; lost and altered ones are copied from the
same bytes elsewhere in the shop, when there are any, the altered file moved aside first; what
belongs to nobody is moved aside. All of it stands in a log beside what was moved.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum, unique
from pathlib import Path
from uuid import uuid4

from desktop_app.core import clock, paths
from desktop_app.core.errors import FileTrouble
from desktop_app.core.kinds import Topic
from desktop_app.core.track import Track, everything
from desktop_app.models.base import tuples
from desktop_app.models.photos import Photo
from desktop_app.services import backups, photo_files, photo_moves
from desktop_app.services.photo_checks import CHANGED, Ill, Problem
from desktop_app.services.store import Store


@unique
class Cure(StrEnum):
    """What was done about a problem."""

    PUT_BACK = "put_back"
    COPIED_ANEW = "copied_anew"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True)
class Repaired:
    """A problem that is no more, and how. ``aside`` is where a file was moved, or ""."""

    problem: Problem
    cure: Cure
    aside: str = ""


@dataclass
class RepairReport:
    """``left`` are problems that need a backup or the person; ``log`` tells all that was done."""

    done: list[Repaired] = field(default_factory=list)
    left: list[Problem] = field(default_factory=list)
    log: Path | None = None


def repair(store: Store, problems: Sequence[Problem], *, track: Track = everything) -> RepairReport:
    """Puts right what can be, moves aside what belongs to nobody, and writes the log.

    ``problems`` must come from a `verify` of just now. The database is copied first. Raises
    FileTrouble where the data folder can't be written.
    """
    if problems:
        backups.before(store, "repair")
    with store.connection():
        photo_moves.recover(store)
        bench = _Bench(store)
        for problem in track(problems):
            cured = bench.cure(problem)
            if cured is None:
                bench.report.left.append(problem)
            else:
                bench.report.done.append(cured)
        bench.write_log()
    return bench.report


class _Bench:
    def __init__(self, store: Store) -> None:
        self.report = RepairReport()
        self._store = store
        self._data = store.paths
        self._aside = _new_folder(self._data.trash)

    def cure(self, problem: Problem) -> Repaired | None:
        """Does what can be done about one problem; None when nothing can."""
        try:
            if problem.ill is Ill.RENAMED:
                return self._put_back(problem)
            if problem.ill in {Ill.STRAY, Ill.LEFTOVER}:
                return self._clear_away(problem)
            if problem.ill is Ill.SWAPPED:
                return self._put_right(problem) or self._copy_anew(problem)
            return self._copy_anew(problem)
        except (OSError, FileTrouble):
            return None

    def write_log(self) -> None:
        """Writes what was done and what was left beside the files that were moved aside."""
        if not self.report.done:
            return
        paths.private_dir(self._aside)
        self.report.log = self._aside / "repair.log"
        paths.write_atomically(self.report.log, "\n".join(self._lines()).encode())

    def _lines(self) -> Iterator[str]:
        yield f"{clock.to_iso(clock.now())}  {self._store.who}".rstrip()
        for one in self.report.done:
            problem = one.problem
            parts = (one.cure, problem.ill, problem.stored, problem.other, one.aside)
            yield "\t".join(str(part) for part in parts)
        for problem in self.report.left:
            yield "\t".join(("left", problem.ill, problem.stored, problem.other))
        yield ""

    def _clear_away(self, problem: Problem) -> Repaired | None:
        """Moves aside what belongs to nobody; what has a record meanwhile is nobody's stray."""
        if Photo.select().where(Photo.stored == problem.stored).exists():
            return None
        return Repaired(problem, Cure.SET_ASIDE, self._set_aside(problem.stored))

    def _put_back(self, problem: Problem) -> Repaired:
        target = self._data.absolute(problem.stored)
        paths.private_dir(target.parent)
        photo_files.settle(self._data.absolute(problem.other), target)
        self._touch(problem)
        return Repaired(problem, Cure.PUT_BACK)

    def _put_right(self, problem: Problem) -> Repaired | None:
        """Ends a swap, unless that happened when the other half was repaired."""
        here = self._data.absolute(problem.stored)
        if photo_files.sha256_of(here) == self._recorded(problem.stored):
            return Repaired(problem, Cure.PUT_BACK)
        return self._exchange(problem)

    def _exchange(self, problem: Problem) -> Repaired | None:
        """Exchanges two files when each holds the other's bytes: copies first, then both aside."""
        here, there = problem.stored, problem.other
        for_here = self._copied(self._data.absolute(there), here, self._recorded(here))
        for_there = self._copied(self._data.absolute(here), there, self._recorded(there))
        if for_here is None or for_there is None:
            for part in (for_here, for_there):
                if part is not None:
                    part.unlink()
            return None
        aside = self._set_aside(here)
        self._set_aside(there)
        photo_files.settle(for_here, self._data.absolute(here))
        photo_files.settle(for_there, self._data.absolute(there))
        self._touch(problem)
        return Repaired(problem, Cure.PUT_BACK, aside)

    def _copy_anew(self, problem: Problem) -> Repaired | None:
        """Copies the bytes from elsewhere in the shop, the altered file moved aside first."""
        wanted = self._recorded(problem.stored)
        twin = self._twin(problem, wanted)
        part = self._copied(twin, problem.stored, wanted) if twin else None
        if part is None:
            return None
        aside = self._set_aside(problem.stored) if problem.ill in CHANGED else ""
        photo_files.settle(part, self._data.absolute(problem.stored))
        self._touch(problem)
        return Repaired(problem, Cure.COPIED_ANEW, aside)

    def _copied(self, source: Path, stored: str, wanted: str) -> Path | None:
        """A copy beside a stored file's place, when it has the bytes that belong there."""
        folder = self._data.absolute(stored).parent
        paths.private_dir(folder)
        part = folder / f".{uuid4().hex}{photo_files.PART}"
        if photo_files.receive(source, part).sha256 == wanted:
            return part
        part.unlink()
        return None

    def _twin(self, problem: Problem, wanted: str) -> Path | None:
        others = Photo.select(Photo.stored).where(
            Photo.sha256 == wanted, Photo.id != problem.photo_id
        )
        for (stored,) in tuples(others):
            path = self._data.absolute(stored)
            with contextlib.suppress(OSError):
                if photo_files.sha256_of(path) == wanted:
                    return path
        return None

    def _set_aside(self, stored: str) -> str:
        source = self._data.absolute(stored)
        target = self._aside.joinpath(*Path(stored).parts[1:])
        paths.private_dir(target.parent)
        photo_files.settle(source, target)
        return self._data.relative(target)

    def _recorded(self, stored: str) -> str:
        return str(Photo.get(Photo.stored == stored).sha256)

    def _touch(self, problem: Problem) -> None:
        with self._store.transaction() as tx:
            tx.touch(Topic.PHOTOS, problem.photo_id or 0)


def _new_folder(trash: Path) -> Path:
    """A folder of this repair's own, not made yet."""
    stamp = clock.now().strftime("%Y%m%dT%H%M%SZ")
    folder, number = trash / f"{photo_files.ASIDE}-{stamp}", 1
    while folder.exists():
        number += 1
        folder = trash / f"{photo_files.ASIDE}-{stamp}-{number}"
    return folder
