"""What is looked at before an old XLS is read for good.

The reader makes room for all that a sheet says it has, and lays it out as a full rectangle, so a
sheet that claims more rows or columns than XLS can have would ask for all memory there is.
An XLS is a small file system (compound file) with one stream of records in it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from desktop_app.core.errors import FileTrouble, Reason

_ENTRY = 128
_LAST = 0xFFFFFFFA  # this sector number and those above it end a chain
_STREAMS = ("Workbook", "Book")
_ROOT = "Root Entry"
_MAX_ROWS, _MAX_COLUMNS = 65_536, 256
_SHIFTS, _SMALL_SHIFTS = (9, 12), (6,)
_MAX_SHEETS = 255
_DIMENSIONS, _PASSWORD, _SHEET, _END = 0x0200, 0x002F, 0x0085, 0x000A
_LOCKED_PACKAGE = "EncryptedPackage"
_CELLS = frozenset(
    {0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x0406}
)
_SEVERAL_CELLS = frozenset({0x00BD, 0x00BE})
_WIDE_DIMENSIONS = 12


def check(content: bytes, name: str) -> None:
    """Raises FileTrouble for an XLS that is cut, locked, or claims cells where XLS has none."""
    try:
        file = _CompoundFile(content)
        if _LOCKED_PACKAGE in file.names:
            raise FileTrouble(Reason.FILE_HAS_PASSWORD, path=name)
        stream = file.stream(_STREAMS)
        for start in _parts(stream, name):
            _check_part(stream, start)
    except (struct.error, IndexError, ValueError) as error:
        raise FileTrouble(Reason.WORKBOOK_DAMAGED, path=name) from error


def _parts(stream: bytes, name: str) -> list[int]:
    """Where the stream's parts begin: what is common to all sheets, then each sheet."""
    starts = {0: None}
    for kind, record in _records(stream, 0):
        if kind == _PASSWORD:
            raise FileTrouble(Reason.FILE_HAS_PASSWORD, path=name)
        if kind == _SHEET:
            starts[struct.unpack_from("<I", record)[0]] = None
    if len(starts) > _MAX_SHEETS:
        raise ValueError
    return list(starts)


def _check_part(stream: bytes, start: int) -> None:
    for kind, record in _records(stream, start):
        if kind == _DIMENSIONS:
            _check(*_end(record))
        elif kind in _CELLS:
            row, column = struct.unpack_from("<HH", record)
            last = struct.unpack_from("<H", record, len(record) - 2)[0]
            _check(row + 1, (last if kind in _SEVERAL_CELLS else column) + 1)


def _check(rows: int, columns: int) -> None:
    if rows > _MAX_ROWS or columns > _MAX_COLUMNS:
        raise ValueError


def _end(record: bytes) -> tuple[int, int]:
    """The rows and columns that a sheet says it has."""
    wide = len(record) >= _WIDE_DIMENSIONS
    first, rows, left, columns = struct.unpack_from("<IIHH" if wide else "<HHHH", record)
    if first > rows or left > columns:
        raise ValueError
    return rows, columns


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one part of the stream, up to the one that ends it."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _END:
            return
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


class _CompoundFile:
    """The streams of a compound file."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        shift, small_shift = struct.unpack_from("<HH", content, 30)
        if shift not in _SHIFTS or small_shift not in _SMALL_SHIFTS:
            raise ValueError
        self._size, self._small_size = 1 << shift, 1 << small_shift
        directory, self._small_limit = struct.unpack_from("<I4xI", content, 48)
        self._fat = self._numbers(self._fat_sectors())
        self._small_fat = self._numbers(self._chain(struct.unpack_from("<I", content, 60)[0]))
        self._entries = dict(self._directory(self._joined(directory)))
        self.names = frozenset(self._entries)

    def stream(self, names: tuple[str, ...]) -> bytes:
        """The first of these streams that there is; raises ValueError for none."""
        found = next((name for name in names if name in self._entries), None)
        if found is None:
            raise ValueError
        start, size = self._entries[found]
        if size >= self._small_limit:
            return self._joined(start)[:size]
        small = self._joined(self._entries[_ROOT][0])
        parts = [
            small[at * self._small_size : (at + 1) * self._small_size]
            for at in self._follow(start, self._small_fat)
        ]
        return b"".join(parts)[:size]

    def _fat_sectors(self) -> list[int]:
        """The sectors that hold the table of chains: 109 in the header, more in a chain."""
        sectors = list(struct.unpack_from("<109I", self._content, 76))
        more = struct.unpack_from("<I", self._content, 68)[0]
        for _turn in range(len(self._content) // self._size):
            if more >= _LAST:
                break
            numbers = self._numbers([more])
            sectors += numbers[:-1]
            more = numbers[-1]
        return [sector for sector in sectors if sector < _LAST]

    def _numbers(self, sectors: list[int]) -> tuple[int, ...]:
        data = b"".join(map(self._sector, sectors))
        return struct.unpack(f"<{len(data) // 4}I", data)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size  # the header fills the first sector's room
        return self._content[start : start + self._size].ljust(self._size, b"\0")

    def _chain(self, start: int) -> list[int]:
        return self._follow(start, self._fat)

    def _follow(self, start: int, table: tuple[int, ...]) -> list[int]:
        found: list[int] = []
        while start < _LAST:
            if len(found) > len(table):
                raise ValueError
            found.append(start)
            start = table[start]
        return found

    def _joined(self, start: int) -> bytes:
        return b"".join(map(self._sector, self._chain(start)))

    def _directory(self, data: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
        for at in range(0, len(data) - _ENTRY + 1, _ENTRY):
            length = struct.unpack_from("<H", data, at + 64)[0]
            name = data[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
            yield name, struct.unpack_from("<II", data, at + 116)
