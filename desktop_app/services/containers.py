"""Whether a file's own table of contents fits the file: said without decoding anything.

libheif decodes a HEIC that was cut short without a word, and libtiff talks to the terminal
about tables that lead nowhere: both are found here first.
"""

from __future__ import annotations

import struct
from typing import Literal

_BOX_HEADER = 8
_TIFF_TYPE_BYTES = (0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8)
_MAX_TAGS = 512
_OFFSETS_AND_COUNTS = ((273, 279), (324, 325))  # strips, tiles


def heif_is_whole(data: bytes) -> bool:
    """Whether the outermost boxes (ISO/IEC 14496-12) end exactly where the file ends."""
    at = 0
    while at + _BOX_HEADER <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        if size == 0:
            return True
        if size < _BOX_HEADER:
            return False
        at += size
    return at == len(data)


def tiff_is_whole(data: bytes) -> bool:
    """Whether the first directory's entries, and the picture's strips or tiles, lie in the file."""
    try:
        tags = _Directory(data).tags()
    except (struct.error, IndexError, ValueError):
        return False
    for offsets_tag, counts_tag in _OFFSETS_AND_COUNTS:
        ends = zip(tags.get(offsets_tag, ()), tags.get(counts_tag, ()), strict=False)
        if any(offset + count > len(data) for offset, count in ends):
            return False
    return True


class _Directory:
    """The first image directory of a TIFF or BigTIFF file (TIFF 6.0, section 2)."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._order: Literal["<", ">"] = "<" if data[:2] == b"II" else ">"
        self._big = self._one("H", 2) == 43  # noqa: PLR2004 - BigTIFF's version number
        self._word = "Q" if self._big else "I"

    def tags(self) -> dict[int, tuple[int, ...]]:
        """The whole numbers of every entry, by tag; raises ValueError where one leads out."""
        start = self._one(self._word, 8 if self._big else 4)
        count = self._one("Q" if self._big else "H", start)
        if not 0 < count <= _MAX_TAGS:
            raise ValueError("no directory")
        first, size = start + (8 if self._big else 2), 20 if self._big else 12
        return dict(self._entry(first + index * size) for index in range(count))

    def _entry(self, at: int) -> tuple[int, tuple[int, ...]]:
        tag, kind = self._one("H", at), self._one("H", at + 2)
        count = self._one(self._word, at + 4)
        length = _TIFF_TYPE_BYTES[kind] * count
        inline = 8 if self._big else 4
        value_at = at + 4 + inline
        if length > inline:
            value_at = self._one(self._word, value_at)
        if length == 0 or value_at + length > len(self._data):
            raise ValueError("an entry that leads out of the file")
        letter = {3: "H", 4: "I", 16: "Q"}.get(kind)
        if letter is None:
            return tag, ()
        return tag, struct.unpack_from(f"{self._order}{count}{letter}", self._data, value_at)

    def _one(self, letter: str, at: int) -> int:
        return int(struct.unpack_from(self._order + letter, self._data, at)[0])
