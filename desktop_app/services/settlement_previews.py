"""The first rows of a courier's file, so that a person can say what its columns hold."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop_app.services import settlement_formats, table_files
from desktop_app.services.settlement_formats import Profile
from desktop_app.services.store import Store
from desktop_app.services.table_files import Table

ROWS = 20
_LOOKED_AT = 50


@dataclass(frozen=True)
class TablePreview:
    """A file's likeliest header row and the rows below it, as texts.

    ``headers`` are as a `Profile` names them: unique, empty where the row has a blank.
    """

    name: str
    sheet: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def preview(path: Path, count: int = ROWS) -> TablePreview:
    """The file's fullest row near its top as headers, and up to ``count`` rows below it.

    Raises FileTrouble for a file that is no table, or damaged.
    """
    file = table_files.read(path)
    best = max((_head(table, count) for table in file.tables), key=_fullness)
    return TablePreview(file.name, *best)


def fitting(store: Store, found: TablePreview) -> Profile | None:
    """The person's own profile whose columns are all in the file; None for none or several."""
    here = {settlement_formats.folded(header) for header in found.headers}
    fits = [
        profile
        for profile in settlement_formats.saved(store)
        if all(
            here & set(map(settlement_formats.folded, names)) for names in profile.columns.values()
        )
    ]
    return fits[0] if len(fits) == 1 else None


def _head(table: Table, count: int) -> tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]]:
    rows = []
    for number, row in table.rows():
        if number > _LOOKED_AT + count:
            break
        rows.append(tuple(cell.strip() for cell in row))
    if not rows:
        return table.name, (), ()
    filled = [sum(map(bool, row)) for row in rows[:_LOOKED_AT]]
    place = filled.index(max(filled))
    below = tuple(row for row in rows[place + 1 :] if any(row))[:count]
    return table.name, settlement_formats.unique(rows[place]), below


def _fullness(head: tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]]) -> tuple[int, int]:
    return len(head[2]), sum(map(bool, head[1]))
