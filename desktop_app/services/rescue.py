"""The rescue export: as much of a damaged shop as can be read, as tables that open anywhere.

Nothing in the shop is changed. What is exported is for people's eyes and for entering again;
a shop is put back by a backup (`rescue_offers`).
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.core import clock, paths
from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.core.i18n import _
from desktop_app.core.paths import DataPaths
from desktop_app.core.track import Track, everything
from desktop_app.documents import tables as paper
from desktop_app.services import backup_places, rescue_reading
from desktop_app.services.rescue_reading import Gap

_BOOK, _PHOTOS, _README = "tables.xlsx", "photos.csv", "read me 说明.txt"
_MOST_IN_BOOK = 200_000  # rows; more are in the CSV files alone
_LARGEST = 10**9


@dataclass
class RescuedTable:
    """A table: rows that could be read, and at most how many couldn't; None: nobody knows."""

    name: str
    rows: int = 0
    lost: int | None = 0


@dataclass
class RescueReport:
    """``folder`` holds what was saved; ``unread`` bytes of the file couldn't be read at all."""

    folder: Path
    tables: list[RescuedTable] = field(default_factory=list)
    photos: int = 0
    unread: int = 0

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    @property
    def whole(self) -> bool:
        """Whether every table could be read to its end."""
        return bool(self.tables) and not any(table.lost != 0 for table in self.tables)


def export(data: DataPaths, target: Path, track: Track = everything) -> RescueReport:
    """Saves what can be read into a new or empty folder, which has its name when all is there.

    Raises FileTrouble: not empty, in the data folder, no room, not writable; the database missing.
    """
    target = target.absolute()
    backup_places.refuse_inside(target, data)
    if not data.database.is_file():
        raise FileTrouble(Reason.FILE_MISSING, path=str(data.database))
    if not target.parent.is_dir():
        raise FileTrouble(Reason.FOLDER_MISSING, path=str(target.parent))
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise FileTrouble(Reason.TARGET_NOT_EMPTY, path=str(target))
    stage = target.with_name(f"{target.name}.part")
    try:
        shutil.rmtree(stage, ignore_errors=True)
        paths.private_dir(stage)
        report = _saved(data, stage, track)
        with contextlib.suppress(FileNotFoundError):
            target.rmdir()
        paths.replace(stage, target)
    except OSError as error:
        raise paths.from_os_error(error, target) from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    report.folder = target
    return report


def _saved(data: DataPaths, stage: Path, track: Track) -> RescueReport:
    report = RescueReport(stage)
    with tempfile.TemporaryDirectory(dir=stage) as folder:
        database, report.unread = rescue_reading.copy(data.database, Path(folder), track)
        rescue_reading.mend_schema(database, _donor(data))
        with contextlib.closing(rescue_reading.connect(database)) as base:
            _Export(base, data, report).write(track)
    (stage / _README).write_text("\n".join(_told(report)), encoding="utf-8")
    for file in stage.iterdir():
        paths.private_file(file)
    return report


class _Export:
    def __init__(self, base: sqlite3.Connection, data: DataPaths, report: RescueReport) -> None:
        self._base, self._data, self._report = base, data, report
        self._room = _MOST_IN_BOOK
        self._sheets: list[tuple[str, Sequence[str], Sequence[Sequence[paper.Value]]]] = []
        self._stored: dict[str, tuple[str, str]] = {}

    def write(self, track: Track) -> None:
        """A CSV file for each table, one workbook of all, and the list of photos."""
        folder = self._report.folder
        for name in track(rescue_reading.tables(self._base)):
            table, heads, held = self._read(name)
            self._report.tables.append(table)
            if heads:
                paper.write_csv(folder / f"{name}.csv", heads, held)
                shown = held[: self._room]
                self._room -= len(shown)
                self._sheets.append((name, heads, shown))
                self._remember_photos(name, heads, held)
        if self._sheets:
            paper.write_sheets(folder / _BOOK, self._sheets)
        heads = ["stored", "sha256", "original_name", "bytes", "on record"]
        self._report.photos = paper.write_csv(folder / _PHOTOS, heads, self._photos())

    def _read(self, name: str) -> tuple[RescuedTable, list[str], list[tuple[paper.Value, ...]]]:
        table = RescuedTable(name)
        try:
            heads = rescue_reading.columns(self._base, name)
        except sqlite3.Error:
            table.lost = None
            return table, [], []
        gaps: list[Gap] = []
        held = [tuple(map(_cell, row)) for row in rescue_reading.rows(self._base, name, gaps)]
        table.rows = len(held)
        table.lost = _lost(gaps)
        return table, heads, held

    def _remember_photos(
        self, name: str, heads: Sequence[str], held: Sequence[Sequence[paper.Value]]
    ) -> None:
        if name != "photo" or not {"stored", "sha256", "original_name"} <= set(heads):
            return
        places = [heads.index(head) for head in ("stored", "sha256", "original_name")]
        for row in held:
            stored, sha256, original = (str(row[place]) for place in places)
            self._stored[stored] = sha256, original

    def _photos(self) -> Iterator[tuple[paper.Value, ...]]:
        """The files that are there, then those on record that aren't."""
        left = dict(self._stored)
        archive = self._data.archive
        for file in sorted(archive.rglob("*")) if archive.is_dir() else ():
            if file.is_file():
                stored = self._data.relative(file)
                sha256, original = left.pop(stored, ("", ""))
                known = _("yes") if sha256 else _("no")
                yield stored, sha256, original, file.stat().st_size, known
        for stored, (sha256, original) in sorted(left.items()):
            yield stored, sha256, original, None, _("yes, but the file isn't there")


def _donor(data: DataPaths) -> Path | None:
    """The newest copy of the database in the data folder, for its list of tables."""
    places = (data.backups.rglob("shop.db"), data.backups.glob("before-migration-*.db"))
    found = [file for place in places for file in place if file.is_file()]
    return max(found, key=lambda file: file.stat().st_mtime, default=None)


def _cell(value: object) -> paper.Value:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float):
        return str(value)
    return value if isinstance(value, int | str) or value is None else str(value)


def _lost(gaps: Sequence[Gap]) -> int | None:
    """At most how many rows are lost; None when the table's end can't be read."""
    return None if any(gap.rows > _LARGEST for gap in gaps) else sum(gap.rows for gap in gaps)


def _told(report: RescueReport) -> Iterator[str]:
    yield _("Rescue export of %(when)s") % {"when": clock.to_iso(clock.now())}
    yield ""
    for table in report.tables:
        lost = "?" if table.lost is None else str(table.lost)
        yield _("%(table)s: %(rows)s rows; at most %(lost)s couldn't be read") % {
            "table": table.name,
            "rows": table.rows,
            "lost": lost,
        }
    yield _("Photos listed: %(count)s. The photos themselves lie where they were.") % {
        "count": report.photos
    }
    yield ""
