"""The single changes of a repair, each with what it takes to take it back."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop_app.core import clock, paths
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.shops import SerialNumber, Setting
from desktop_app.services import photo_files, timeline
from desktop_app.services.check_kinds import Ill, Problem
from desktop_app.services.store import Store

_UNDONE = "taken-back"
_DUE = ("reply_due", "resolve_due", "next_due", "next_clock", "missed")


@dataclass(frozen=True)
class Change:
    """One change: a file ``moved`` or ``brought``, or a ``row`` of a table.

    ``what`` is a place within the data folder, or the row's name; ``to`` where a file went.
    """

    kind: str
    what: str
    to: str = ""
    table: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


def row_change(store: Store, problem: Problem) -> Change | None:
    """The change of a row that puts a problem right; None when it is right by now."""
    if problem.ill is Ill.DUE_TIMES:
        before = _columns(AfterSalesCase, AfterSalesCase.id == problem.key, _DUE)
        due = timeline.due_columns(timeline.deadlines(store, problem.key))
        return _row("after_sales_case", str(problem.key), before, _plain(due))
    if problem.ill is Ill.NUMBER_SERIES:
        before = _columns(SerialNumber, SerialNumber.series == problem.where, ("last",))
        return _row("serial_number", problem.where, before, {"last": int(problem.detail)})
    before = _columns(Setting, Setting.name == problem.where, ("value",))
    return _row("setting", problem.where, before, {})


def write(store: Store, change: Change, *, back: bool = False) -> bool:
    """Writes a row as the change says; ``back`` as it was before. False when it isn't there."""
    values = change.before if back else change.after
    with store.transaction():
        if change.table == "setting":
            if back:
                row = {"name": change.what, **values}
                return bool(Setting.insert(**row).on_conflict_ignore().execute())
            return bool(Setting.delete().where(Setting.name == change.what).execute())
        table, row_id = _place(change)
        return bool(table.update(**values).where(row_id).execute())


def take_back(store: Store, change: Change, folder: Path) -> int:
    """Takes one change back; 0 when it never happened, or somebody changed it since."""
    data = store.paths
    here = data.absolute(change.what)
    if change.kind == "moved":
        aside = data.absolute(change.to)
        if not aside.exists() or here.exists():
            return 0
        move(aside, here)
        return 1
    if change.kind == "brought":
        if not here.exists():
            return 0
        move(here, free(folder / _UNDONE / here.name))
        return 1
    now = _now(change)
    return int((now == dict(change.after) or not now) and write(store, change, back=True))


def move(source: Path, target: Path) -> None:
    """Moves a file or a folder to where nothing is. Raises FileExistsError, OSError."""
    paths.private_dir(target.parent)
    if source.is_dir():
        if target.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        paths.replace(source, target)
        paths.sync_dir(target.parent)
    else:
        photo_files.settle(source, target)
    paths.sync_dir(source.parent)


def free(place: Path) -> Path:
    """The place, or one beside it that nothing has."""
    taken, number = place, 1
    while taken.exists():
        number += 1
        taken = place.with_name(f"{place.stem}-{number}{place.suffix}")
    return taken


def _row(
    table: str, what: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Change | None:
    if not before or before == after:
        return None
    return Change("row", what, table=table, before=before, after=after)


def _place(change: Change) -> tuple[Any, Any]:
    if change.table == "serial_number":
        return SerialNumber, SerialNumber.series == change.what
    return AfterSalesCase, AfterSalesCase.id == int(change.what)


def _now(change: Change) -> dict[str, Any]:
    if change.table == "setting":
        return _columns(Setting, Setting.name == change.what, ("value",))
    table, row_id = _place(change)
    return _columns(table, row_id, tuple(change.after))


def _columns(table: Any, which: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """The row's columns as they are stored."""
    query = table.select(*(getattr(table, name) for name in names)).where(which)
    row = next(iter(query.dicts()), None)
    return {} if row is None else _plain(row)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Moments as the texts that the database holds, so that a journal can say them."""
    return {
        name: clock.to_text(value) if hasattr(value, "tzinfo") else value
        for name, value in values.items()
    }
