"""Writing in the one register: cells changed in place, one or a block, and taken back again.

Each change goes through the service of the document's own room, with its checks and its
timeline. A block is one transaction: all of it is written, or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass, field, replace
from typing import Any

from desktop_app.core.errors import BadValue, Conflict, NotFound, Reason, UserError
from desktop_app.core.track import Track, everything
from desktop_app.services import (
    case_acts,
    case_records,
    claims,
    parcels,
    register_columns,
    register_fields,
    register_rows,
    wrong_shipments,
)
from desktop_app.services.register_fields import Fields
from desktop_app.services.register_rows import RegisterRow
from desktop_app.services.register_sql import Source
from desktop_app.services.store import Store

MOST_CELLS = 50_000


@dataclass(frozen=True)
class Edit:
    """A text meant for a cell; ``version`` is the row's as it was read, None to write anyway."""

    row_id: int
    column: str
    text: str
    version: int | None = None


@dataclass(frozen=True)
class Judged:
    """What would become of an edit: what stands there, what would, or why it can't be."""

    edit: Edit
    no: str
    now: str
    refused: UserError | None = None


@dataclass(frozen=True)
class _Change:
    """Fields of one document before and after, by the names of its service."""

    row_id: int
    before: Fields
    after: Fields


@dataclass
class Step:
    """What was written at once, with what it takes to take it back (`undo`, `redo`)."""

    acts: list[int] = field(default_factory=list)
    changes: list[_Change] = field(default_factory=list)
    cells: int = 0


def write(store: Store, edits: Iterable[Edit], *, track: Track = everything) -> Step:
    """Writes all edits, or none. Cells that hold the text already are left alone.

    Raises NotFound for a document that is gone, NotAllowed for a cell that can't be written,
    BadValue for a text that doesn't fit, and Conflict with the row as it is now under ``row``
    where it was changed since it was read.
    """
    wanted = list(edits)
    refuse_many(wanted)
    step = Step()
    with store.transaction():
        for row, some in track(_by_row(wanted)):
            meant = [edit for edit in some if not _same(row, edit)]
            if meant:
                _write_row(store, row, meant, step)
                step.cells += len(meant)
    return step


def judge(store: Store, edits: Iterable[Edit], *, track: Track = everything) -> list[Judged]:
    """What `write` would do with each edit by itself: tried for good, and taken back at once.

    Cells that hold the text already are left out.
    """
    wanted = list(edits)
    refuse_many(wanted)
    found: list[Judged] = []
    with store.transaction():
        for row, some in track(_by_row(wanted, missing=found)):
            found += [_tried(store, row, edit) for edit in some if not _same(row, edit)]
    return found


def undo(store: Store, step: Step) -> None:
    """Gives all cells of a step back what they held.

    Raises Conflict where one was changed since; then none is touched.
    """
    with store.transaction():
        for act in reversed(step.acts):
            case_acts.undo(store, act)
        for change in reversed(step.changes):
            _turn(store, change.row_id, change.after, change.before)


def redo(store: Store, step: Step) -> None:
    """Does an undone step again; as `undo`."""
    with store.transaction():
        for act in step.acts:
            case_acts.redo(store, act)
        for change in step.changes:
            _turn(store, change.row_id, change.before, change.after)


def refuse_many(edits: Sized) -> None:
    """Raises BadValue for more cells than are written at once."""
    if len(edits) > MOST_CELLS:
        raise BadValue(Reason.BLOCK_TOO_LARGE, value=len(edits), limit=MOST_CELLS)


class _TakenBack(Exception):
    """Rolls a trial back."""


def _by_row(
    edits: Sequence[Edit], missing: list[Judged] | None = None
) -> list[tuple[RegisterRow, list[Edit]]]:
    """The edits of each row. Raises NotFound for one that is gone, unless it may be missing."""
    grouped: dict[int, list[Edit]] = {}
    for edit in edits:
        grouped.setdefault(edit.row_id, []).append(edit)
    rows = {row.id: row for row in register_rows.read(list(grouped))}
    for row_id, some in grouped.items():
        if row_id not in rows:
            gone = NotFound(Reason.DOCUMENT_GONE)
            if missing is None:
                raise gone
            missing += [Judged(edit, "", "", gone) for edit in some]
    return [(rows[row_id], some) for row_id, some in grouped.items() if row_id in rows]


def _shown(row: RegisterRow, column: str) -> str:
    return register_columns.BY_NAME[column].text(row)


def _same(row: RegisterRow, edit: Edit) -> bool:
    """Whether the cell holds it already, as a text or as what the text means."""
    if _shown(row, edit.column).strip() == edit.text.strip():
        return True
    try:
        meant = register_fields.read(row, edit.column, edit.text)
    except UserError:
        return False
    return register_fields.before(row, meant) == meant


def _tried(store: Store, row: RegisterRow, edit: Edit) -> Judged:
    refused: UserError | None = None
    try:
        _try(store, row, edit)
    except UserError as error:
        refused = error
    except _TakenBack:
        pass
    return Judged(edit, row.no, _shown(row, edit.column), refused)


def _try(store: Store, row: RegisterRow, edit: Edit) -> None:
    with store.transaction():
        _write_row(store, row, [edit], Step())
        raise _TakenBack


def _write_row(store: Store, row: RegisterRow, edits: Sequence[Edit], step: Step) -> None:
    version = next((edit.version for edit in edits if edit.version is not None), None)
    if version is not None and version != row.row_version:
        raise Conflict(Reason.CHANGED_MEANWHILE, no=row.no, row=row)
    after = _read(row, edits)
    if row.source is Source.CASE:
        step.acts += _write_case(store, row, after)
        return
    before = register_fields.before(row, after)
    _WRITERS[row.source](store, row, after)
    kept = register_fields.before(register_rows.read([row.id])[0], after)
    step.changes.append(_Change(row.id, before, kept))


def _read(row: RegisterRow, edits: Sequence[Edit]) -> Fields:
    """The fields of all edits of a row; an amount is read in the currency that comes with it."""
    after: Fields = {}
    for edit in sorted(edits, key=lambda edit: edit.column != "currency"):
        known = replace(row, currency=str(after.get("currency", row.currency)))
        after |= register_fields.read(known, edit.column, edit.text)
    return after


def _write_case(store: Store, row: RegisterRow, after: Fields) -> list[int]:
    fields: dict[str, Any] = {name: value for name, value in after.items() if name != "tags"}
    acts = []
    case_records.changeable(store, row.no)
    if fields:
        acts.append(case_acts.change(store, [row.ref], **fields))
    if "tags" in after:
        wanted, held = _words(after["tags"]), row.tags
        added = [word for word in wanted if word not in held]
        gone = [word for word in held if word not in wanted]
        acts.append(case_acts.tag(store, [row.ref], added, gone))
    return acts


def _words(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, tuple) else ()


def _write_wrong(store: Store, row: RegisterRow, after: Mapping[str, Any]) -> None:
    wrong_shipments.change(store, row.no, row_version=row.row_version, **after)


def _write_parcel(store: Store, row: RegisterRow, after: Mapping[str, Any]) -> None:
    parcels.change(store, row.ref, row.row_version, **after)


def _write_claim(store: Store, row: RegisterRow, after: Mapping[str, Any]) -> None:
    fields = dict(after)
    amount = fields.pop("amount_minor", None)
    claims.change(store, row.no, fields, amount_minor=amount, row_version=row.row_version)


_WRITERS: dict[Source, Callable[[Store, RegisterRow, Mapping[str, Any]], None]] = {
    Source.WRONG: _write_wrong,
    Source.PARCEL: _write_parcel,
    Source.CLAIM: _write_claim,
}


def _turn(store: Store, row_id: int, from_: Fields, to: Fields) -> None:
    found = register_rows.read([row_id])
    if not found:
        raise NotFound(Reason.DOCUMENT_GONE)
    row = found[0]
    if register_fields.before(row, from_) != from_:
        raise Conflict(Reason.CHANGED_MEANWHILE, no=row.no, row=row)
    _WRITERS[row.source](store, row, to)
