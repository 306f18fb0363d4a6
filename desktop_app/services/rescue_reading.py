"""Reading a damaged database row by row: what can't be read is passed over and counted.

All of it happens on a copy; the shop's own file is only ever read. A journal that a crash left is
copied along, so that SQLite rolls the copy back to what was committed.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from desktop_app.core import paths
from desktop_app.core.track import Track, everything

MAGIC = b"SQLite format 3\0"
_BLOCK = 64 * 1024
_HEADER = 100
_INNER_PAGE = 5
_LARGEST = 2**62
_STEP_BY_STEP = 300  # about as many rows as a page has
_SUFFIXES = ("", "-wal", "-journal")


@dataclass
class Gap:
    """Row ids of a table between two that could be read; at most so many rows are lost."""

    first: int
    last: int

    @property
    def rows(self) -> int:
        return self.last - self.first + 1


def copy(database: Path, work: Path, track: Track = everything) -> tuple[Path, int]:
    """Copies the file with what a crash left beside it, blocks that can't be read as noughts.

    Returns the copy and how many bytes couldn't be read. Raises OSError when it can't be written.
    """
    unread = 0
    for suffix in _SUFFIXES:
        source = database.with_name(database.name + suffix)
        if source.is_file():
            unread += _copied(source, work / f"rescued.db{suffix}", track)
    return work / "rescued.db", unread


def mend_schema(database: Path, donor: Path | None) -> bool:
    """Lets SQLite read again which tables a copy has; whether it needed that.

    First the header alone is made anew, as this program's databases have it; then the pages that
    list the tables are taken from ``donor``, a copy of the same shop, where they have the same
    numbers unless the database was written anew since.
    """
    size = database.stat().st_size
    if size < _HEADER or _lists_tables(database):
        return False
    with database.open("rb") as file:
        wiped = not file.read(_HEADER).startswith(MAGIC)
    if wiped:
        _patch(database, {0: _plain_header()}, size)
    if donor is not None and not _lists_tables(database):
        _patch(database, _schema_pages(donor), size)
    return True


def connect(database: Path) -> sqlite3.Connection:
    """The copy, read as leniently as SQLite can."""
    base = sqlite3.connect(database, isolation_level=None)
    base.text_factory = lambda raw: raw.decode("utf-8", "replace")
    for pragma in ("cell_size_check = ON", "trusted_schema = OFF", "query_only = ON"):
        with contextlib.suppress(sqlite3.Error):
            base.execute(f"PRAGMA {pragma}")
    return base


def tables(base: sqlite3.Connection) -> list[str]:
    """The names of the shop's own tables, as far as they can be read."""
    names: list[str] = []
    try:
        for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
            names.append(str(name))
    except sqlite3.Error:
        pass
    own = (name for name in names if not name.startswith(("sqlite_", "search_")))
    return sorted(own)


def columns(base: sqlite3.Connection, table: str) -> list[str]:
    """The names of a table's columns; raises sqlite3.Error."""
    return [str(row[1]) for row in base.execute(f'PRAGMA table_info("{table}")')]


def rows(base: sqlite3.Connection, table: str, gaps: list[Gap]) -> Iterator[tuple[object, ...]]:
    """Every row that can be read, by row id; what lies between goes into ``gaps``."""
    query = f'SELECT rowid, * FROM "{table}" NOT INDEXED WHERE rowid >= ? ORDER BY rowid'  # noqa: S608 - a table's own name
    start = -(2**63)
    while True:
        try:
            for row in base.execute(query, (start,)):
                if row[0] < start:  # pages that lead in a circle
                    return
                start = row[0] + 1
                yield row[1:]
        except sqlite3.Error:
            after = _next_readable(base, table, max(start, 0))
            if after is None:
                gaps.append(Gap(max(start, 1), _LARGEST))
                return
            gaps.append(Gap(max(start, 1), after - 1))
            start = after
        else:
            return


def _next_readable(base: sqlite3.Connection, table: str, start: int) -> int | None:
    """The first row id behind a damaged page: row by row at first, then in longer steps."""
    query = f'SELECT rowid FROM "{table}" NOT INDEXED WHERE rowid >= ? ORDER BY rowid LIMIT 1'  # noqa: S608 - as above
    failing, step = start, 1
    while failing < _LARGEST:
        tried = failing + step
        found = _asked(base, query, tried)
        if found is not None:
            return _nearest(base, query, failing, found) if step > 1 else found
        failing = tried
        if tried - start >= _STEP_BY_STEP:
            step *= 2
    return None


def _nearest(base: sqlite3.Connection, query: str, failing: int, good: int) -> int:
    """Halves the way between an id that can't be asked for and one that can."""
    while good - failing > 1:
        middle = (failing + good) // 2
        found = _asked(base, query, middle)
        if found is None:
            failing = middle
        else:
            good = min(found, good) if found >= middle else good
            if found >= good:
                return good
    return good


def _asked(base: sqlite3.Connection, query: str, start: int) -> int | None:
    """The first row id from here on; 2**62 for none, None when a page can't be read."""
    try:
        row = base.execute(query, (start,)).fetchone()
    except sqlite3.Error:
        return None
    return _LARGEST if row is None else int(row[0])


def _copied(source: Path, target: Path, track: Track) -> int:
    unread, size = 0, source.stat().st_size
    with source.open("rb", buffering=0) as file, target.open("wb") as out:
        paths.private_file(target)
        for place in track(range(0, size, _BLOCK)):
            block = _block(file.fileno(), place)
            if block is None:
                block = bytes(min(_BLOCK, size - place))
                unread += len(block)
            out.write(block)
    return unread


def _block(handle: int, place: int) -> bytes | None:

    try:
        os.lseek(handle, place, os.SEEK_SET)
        return os.read(handle, _BLOCK)
    except OSError:
        return None


def _plain_header() -> bytes:
    """The first hundred bytes of an empty database of ours."""
    with contextlib.closing(sqlite3.connect(":memory:")) as base:
        base.execute("CREATE TABLE one (id INTEGER PRIMARY KEY)")
        content: bytes = base.serialize()
    return content[:_HEADER]


def _schema_pages(donor: Path) -> dict[int, bytes]:
    """The pages of the list of tables, by their place in the file; {} for what is no database."""
    with contextlib.suppress(OSError), donor.open("rb") as file:
        head = file.read(_HEADER)
        if head.startswith(MAGIC):
            return dict(_tree(file, _page_size(head)))
    return {}


def _tree(file: BinaryIO, size: int) -> Iterator[tuple[int, bytes]]:
    """The pages of the b-tree that begins on the first page (its header comes first)."""
    waiting, seen = [1], set[int]()
    while waiting:
        number = waiting.pop()
        file.seek((number - 1) * size)
        page = file.read(size)
        if number in seen or len(page) < size:
            continue
        seen.add(number)
        yield (number - 1) * size, page
        head = _HEADER if number == 1 else 0
        if page[head] == _INNER_PAGE:
            count = int.from_bytes(page[head + 3 : head + 5], "big")
            cells = (page[at : at + 2] for at in range(head + 12, head + 12 + 2 * count, 2))
            places = [int.from_bytes(cell, "big") for cell in cells]
            waiting += [int.from_bytes(page[at : at + 4], "big") for at in places]
            waiting.append(int.from_bytes(page[head + 8 : head + 12], "big"))


def _page_size(header: bytes) -> int:
    size = int.from_bytes(header[16:18], "big")
    return 65536 if size == 1 else size or 4096


def _patch(database: Path, pages: Mapping[int, bytes], size: int) -> None:
    """Writes pages into the copy; the header is made to fit the copy's length."""
    if 0 not in pages:
        return
    first = bytearray(pages[0])
    first[18:20] = b"\1\1"  # no write-ahead log any more
    first[28:32] = (size // _page_size(pages[0])).to_bytes(4, "big")
    first[32:40] = bytes(8)  # free pages: nobody knows, and nobody writes
    first[92:96] = first[24:28]
    with database.open("r+b") as file:
        for place, page in {**pages, 0: bytes(first)}.items():
            if place < size:
                file.seek(place)
                file.write(page)


def _lists_tables(database: Path) -> bool:
    """Whether the list of tables can be read to its end, and has any."""
    with contextlib.closing(connect(database)) as base, contextlib.suppress(sqlite3.Error):
        return bool(base.execute("SELECT count(name) FROM sqlite_master").fetchone()[0])
    return False
