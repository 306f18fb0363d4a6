"""Rows of many ids, read a page at a time: SQLite takes only so many values in one question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

_AT_ONCE = 500


class _WithId(Protocol):
    @property
    def id(self) -> int: ...


Row = TypeVar("Row", bound=_WithId)


def by_id(wanted: Sequence[int], read: Callable[[list[int]], Iterable[Row]]) -> list[Row]:
    """The rows of these ids in this order; ids that are gone are left out."""
    found: list[Row] = []
    for start in range(0, len(wanted), _AT_ONCE):
        ids = list(wanted[start : start + _AT_ONCE])
        rows = {row.id: row for row in read(ids)}
        found += [rows[row_id] for row_id in ids if row_id in rows]
    return found
