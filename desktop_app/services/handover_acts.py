"""What is done in the handover book and can be exactly undone, be it to a line or to a sheet."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from desktop_app.core import clock
from desktop_app.core.errors import Conflict, NotAllowed, Reason
from desktop_app.core.kinds import CaseEventKind, Topic
from desktop_app.models.base import tuples
from desktop_app.models.cases import CaseEvent
from desktop_app.models.desk import Handover, HandoverItem
from desktop_app.models.shops import DoneAct
from desktop_app.services import case_acts, timeline
from desktop_app.services.store import Store

KIND = "handover"
_Rows = dict[str, dict[str, Any]]


@dataclass
class Trace:
    """What an act touched. Who acts adds the events it wrote and the act on cases it began."""

    sheets: set[int]
    before: _Rows = field(default_factory=dict)
    sheets_before: _Rows = field(default_factory=dict)
    after: _Rows = field(default_factory=dict)
    sheets_after: _Rows = field(default_factory=dict)
    events: list[int] = field(default_factory=list)
    case_act: int = 0
    id: int = 0


@contextlib.contextmanager
def act(store: Store, sheets: Iterable[int]) -> Iterator[Trace]:
    """One transaction on some sheets and their lines, kept with what it changed.

    After the block the trace's ``id`` is the act's.
    """
    with store.transaction() as tx:
        trace = Trace(set(sheets))
        trace.before, trace.sheets_before = _lines(trace.sheets), _heads(trace.sheets)
        yield trace
        trace.after, trace.sheets_after = _lines(trace.sheets), _heads(trace.sheets)
        _keep_changes(trace)
        made = DoneAct.create(kind=KIND, at=clock.now(), who=store.who, data=_text(trace))
        trace.id = int(made.id)
        tx.touch(Topic.HANDOVERS, *trace.sheets)


def undo(store: Store, act_id: int) -> None:
    """Gives the lines and sheets of an act back what they had; lines that it made go.

    Raises NotAllowed for an act that is undone already, and Conflict when one of them was changed
    since; then none is touched.
    """
    with store.transaction() as tx:
        done = DoneAct.get_or_none(DoneAct.id == act_id, DoneAct.kind == KIND)
        if done is None or done.undone_at is not None:
            raise NotAllowed(Reason.NOTHING_TO_UNDO)
        trace = _trace(done.data)
        if _now(trace) != (trace.after, trace.sheets_after):
            raise Conflict(Reason.CHANGED_MEANWHILE)
        _give_back(trace)
        for case_id, events in _by_case(trace.events).items():
            timeline.add(store, case_id, CaseEventKind.UNDONE, data={"events": events})
        if trace.case_act:
            case_acts.undo(store, trace.case_act)
        DoneAct.update(undone_at=clock.now()).where(DoneAct.id == act_id).execute()
        tx.touch(Topic.HANDOVERS, *trace.sheets)


def last(store: Store, handover_id: int) -> int | None:
    """The newest act on a sheet that isn't undone, or None."""
    query = (
        DoneAct.select(DoneAct.id, DoneAct.data)
        .where(DoneAct.kind == KIND, DoneAct.undone_at.is_null())
        .order_by(DoneAct.id.desc())
        .limit(_LOOKED_AT)
    )
    with store.connection():
        for act_id, data in tuples(query):
            if handover_id in json.loads(data)["sheets"]:
                return int(act_id)
    return None


_LOOKED_AT = 50


def _lines(sheets: set[int]) -> _Rows:
    query = HandoverItem.select().where(HandoverItem.handover.in_(list(sheets)))
    return {str(row.id): _plain(row.__data__) for row in query}


def _heads(sheets: set[int]) -> _Rows:
    query = Handover.select().where(Handover.id.in_(list(sheets)))
    return {str(row.id): _plain(row.__data__) for row in query}


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: clock.to_text(value) if hasattr(value, "tzinfo") else value
        for name, value in values.items()
    }


def _keep_changes(trace: Trace) -> None:
    """Forgets what is as it was: an act on one line of a long sheet stays small."""
    pairs = ((trace.before, trace.after), (trace.sheets_before, trace.sheets_after))
    for before, after in pairs:
        for key in [key for key in before if before[key] == after.get(key)]:
            del before[key], after[key]


def _now(trace: Trace) -> tuple[_Rows, _Rows]:
    lines, heads = _lines(trace.sheets), _heads(trace.sheets)
    touched = {key: lines[key] for key in {*trace.before, *trace.after} if key in lines}
    return touched, {key: heads[key] for key in trace.sheets_after if key in heads}


def _give_back(trace: Trace) -> None:
    made = [int(key) for key in trace.after if key not in trace.before]
    HandoverItem.delete().where(HandoverItem.id.in_(made)).execute()
    _put_aside(trace.before)
    for key, values in trace.before.items():
        columns = {name: value for name, value in values.items() if name != "id"}
        HandoverItem.update(columns).where(HandoverItem.id == int(key)).execute()
    for key, values in trace.sheets_before.items():
        columns = {name: value for name, value in values.items() if name != "id"}
        Handover.update(columns).where(Handover.id == int(key)).execute()


def _put_aside(rows: _Rows) -> None:
    """Frees the places: two lines of a sheet can't have one, not even for a moment."""
    HandoverItem.update(position=HandoverItem.id * -1).where(
        HandoverItem.id.in_([int(key) for key in rows])
    ).execute()


def _by_case(events: list[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    query = CaseEvent.select(CaseEvent.id, CaseEvent.case).where(CaseEvent.id.in_(events))
    for event_id, case_id in tuples(query):
        found.setdefault(case_id, []).append(event_id)
    return found


def _text(trace: Trace) -> str:
    return json.dumps({**vars(trace), "sheets": sorted(trace.sheets)}, ensure_ascii=False)


def _trace(text: str) -> Trace:
    values = json.loads(text)
    return Trace(**{**values, "sheets": set(values["sheets"])})
