"""What is done to cases and can be exactly undone: fields, stages, tags; of one or of many at once.

An act is one transaction, all or nothing, and is kept with what each case had before. Undoing it
gives the cases that back, unless somebody changed them since.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from desktop_app.core import clock
from desktop_app.core.errors import Conflict, NotAllowed, Reason
from desktop_app.core.kinds import CaseEventKind, CaseKind, CaseStage, Topic
from desktop_app.models import bulk
from desktop_app.models.cases import AfterSalesCase, CaseTag
from desktop_app.models.shops import DoneAct
from desktop_app.services import case_fields, case_lists, case_records, case_rules, timeline
from desktop_app.services.case_rules import ENDED
from desktop_app.services.store import Store

OVER = frozenset({CaseStage.CLOSED, CaseStage.CANCELLED})


@dataclass
class _Trace:
    """What an act did to one case: columns with old and new value, tags, lines of the timeline."""

    case: int
    columns: dict[str, list[Any]] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    events: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class ActRow:
    """An act as a menu shows it: its kind (``fields``, ``stage``, ``tags``), and on how many."""

    id: int
    kind: str
    at: datetime
    who: str
    cases: int
    undone: bool


def move(
    store: Store,
    ids: Iterable[int],
    stage: CaseStage,
    note: str = "",
    version: int | None = None,
) -> int:
    """Takes each case one step of its workflow to ``stage``; returns the act's id.

    Raises NotAllowed naming the case and the stages that its rules allow, and then none has moved;
    Conflict when ``version`` is given and a case was changed since it was read.
    """

    def step(case: AfterSalesCase) -> _Trace:
        case_records.refuse_stale(store, case, version)
        here = CaseStage(case.stage)
        allowed = case_records.rules_of(store, case).after(here)
        if stage not in allowed:
            raise NotAllowed(
                *(Reason.STEP_NOT_ALLOWED,), no=case.no, stage=here, wanted=stage, allowed=allowed
            )
        closed = clock.to_text(clock.now()) if stage in OVER else None
        trace = _write(case, {"stage": stage.value, "closed_at": closed})
        again = here in ENDED and stage not in ENDED
        moved = timeline.moved(store, case.id, (here, stage), note.strip(), again=again)
        trace.events.append(moved)
        return trace

    return _act(store, "stage", ids, step)


def nexts(store: Store, ids: Iterable[int]) -> tuple[CaseStage, ...]:
    """The stages to which every one of these cases can go now, in their usual order."""
    with store.connection():
        states = set(bulk.among(AfterSalesCase, ("rules_id", "kind", "stage"), "id", list(ids)))
        found = [
            set(case_rules.of(store, rules, CaseKind(kind)).after(CaseStage(stage)))
            for rules, kind, stage in states
        ]
    common = set.intersection(*found) if found else set()
    return tuple(stage for stage in CaseStage if stage in common)


def change(
    store: Store, ids: Iterable[int], version: int | None = None, /, **fields: object
) -> int:
    """Sets fields of each case (those of `case_fields`); returns the act's id.

    Raises BadValue for a value that doesn't fit and for an outcome that the kind doesn't have, and
    Conflict when ``version`` is given and a case was changed since it was read.
    """

    def write(case: AfterSalesCase) -> _Trace:
        case_records.refuse_stale(store, case, version)
        columns = case_fields.checked(store, case, fields)
        trace = _write(case, columns)
        if trace.columns:
            changes = {"changes": trace.columns}
            made = timeline.add(store, case.id, CaseEventKind.CHANGED, data=changes)
            trace.events.append(made)
        return trace

    return _act(store, "fields", ids, write)


def tag(
    store: Store, ids: Iterable[int], add: Iterable[str] = (), remove: Iterable[str] = ()
) -> int:
    """Puts tags on cases and takes others off; returns the act's id."""
    wanted = [case_fields.tag(text) for text in add]
    unwanted = [case_fields.tag(text) for text in remove]

    def write(case: AfterSalesCase) -> _Trace:
        held = {row.tag for row in CaseTag.select(CaseTag.tag).where(CaseTag.case == case.id)}
        trace = _Trace(case.id)
        trace.added = [text for text in dict.fromkeys(wanted) if text not in held]
        trace.removed = [text for text in dict.fromkeys(unwanted) if text in held]
        _put_tags(case.id, trace.added, trace.removed)
        if trace.added or trace.removed:
            changes = {"tags": {"added": trace.added, "removed": trace.removed}}
            made = timeline.add(store, case.id, CaseEventKind.CHANGED, data=changes)
            trace.events.append(made)
        return trace

    return _act(store, "tags", ids, write)


def undo(store: Store, act_id: int) -> None:
    """Gives the cases of an act back what they had.

    Raises NotAllowed for an act that is undone already, and Conflict when one of the cases was
    changed since; then none is touched.
    """
    _turn(store, act_id, back=True)


def redo(store: Store, act_id: int) -> None:
    """Does an undone act again; as `undo`."""
    _turn(store, act_id, back=False)


def recent(store: Store, limit: int = 20) -> list[ActRow]:
    """The last acts, the newest first."""
    query = DoneAct.select().where(DoneAct.kind.in_(_KINDS)).order_by(DoneAct.id.desc())
    with store.connection():
        return [
            ActRow(
                id=act.id,
                kind=act.kind.removeprefix(_PREFIX),
                at=act.at,
                who=act.who,
                cases=len(json.loads(act.data)),
                undone=act.undone_at is not None,
            )
            for act in query.limit(limit)
        ]


_PREFIX = "case_"
_KINDS = [f"{_PREFIX}{kind}" for kind in ("stage", "fields", "tags")]


def _act(
    store: Store, kind: str, ids: Iterable[int], do: Callable[[AfterSalesCase], _Trace]
) -> int:
    with store.transaction() as tx:
        traces = [do(_free(case)) for case in case_records.of_ids(ids)]
        tx.touch(Topic.CASES, *(trace.case for trace in traces))
        made = DoneAct.create(
            kind=_PREFIX + kind, at=clock.now(), who=store.who, data=_text(traces)
        )
    return int(made.id)


def _free(case: AfterSalesCase) -> AfterSalesCase:
    if into := case_records.merged_into(case):
        raise NotAllowed(Reason.CASE_MERGED, value=case.no, into=into)
    return case


def _write(case: AfterSalesCase, columns: dict[str, Any]) -> _Trace:
    """Writes what differs, and remembers what was."""
    before = {name: _plain(case.__data__[name]) for name in columns}
    changed = {name: value for name, value in columns.items() if before[name] != value}
    if changed:
        case_records.update(case.id, changed)
    return _Trace(case.id, {name: [before[name], value] for name, value in changed.items()})


def _turn(store: Store, act_id: int, *, back: bool) -> None:
    with store.transaction() as tx:
        act = DoneAct.get_or_none(DoneAct.id == act_id)
        if act is None or (act.undone_at is None) is not back:
            raise NotAllowed(Reason.NOTHING_TO_UNDO)
        traces = [_Trace(**trace) for trace in json.loads(act.data)]
        cases = {case.id: case for case in case_records.of_ids(trace.case for trace in traces)}
        for trace in traces:
            _turn_one(store, _free(cases[trace.case]), trace, back=back)
        tx.touch(Topic.CASES, *cases)
        act.undone_at = clock.now() if back else None
        act.data = _text(traces)
        act.save()


def _turn_one(store: Store, case: AfterSalesCase, trace: _Trace, *, back: bool) -> None:
    from_, to = (1, 0) if back else (0, 1)
    for name, values in trace.columns.items():
        if _plain(case.__data__[name]) != values[from_]:
            row = case_lists.rows(store, [case.id])[0]
            raise Conflict(Reason.CHANGED_MEANWHILE, field=name, row=row)
    if trace.columns:
        case_records.update(case.id, {name: pair[to] for name, pair in trace.columns.items()})
    gone, come = (trace.added, trace.removed) if back else (trace.removed, trace.added)
    _put_tags(case.id, come, gone)
    if trace.events:
        undone = {"events": trace.events}
        trace.events = [timeline.add(store, case.id, CaseEventKind.UNDONE, data=undone)]


def _put_tags(case_id: int, added: Iterable[str], removed: Iterable[str]) -> None:
    CaseTag.delete().where(CaseTag.case == case_id, CaseTag.tag.in_(list(removed))).execute()
    for text in added:
        CaseTag.insert(case=case_id, tag=text).on_conflict_ignore().execute()


def _plain(value: object) -> object:
    return clock.to_text(value) if isinstance(value, datetime) else value


def _text(traces: list[_Trace]) -> str:
    return json.dumps([vars(trace) for trace in traces], ensure_ascii=False)
