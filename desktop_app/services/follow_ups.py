"""Messages due to buyers (R29, R58): entered by hand or made by the rules, then done or skipped."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from desktop_app.core import clock
from desktop_app.core.errors import BadValue, Conflict, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import FollowUpState, Topic
from desktop_app.models import bulk
from desktop_app.models.base import key
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.desk import FollowUp
from desktop_app.models.orders import SalesOrder
from desktop_app.models.shops import DoneAct
from desktop_app.services import case_marks, case_records, follow_up_making, orders
from desktop_app.services.follow_up_rules import HAND
from desktop_app.services.store import Changes, Store

MAX_TEXT = 2000
_ACT = "messages"
_AT_ONCE = 500


@dataclass(frozen=True)
class FollowUpDraft:
    """A message to be sent on a day: about a case or an order. ``text`` are one's own words."""

    due_on: date
    text: str = ""
    order_id: int | None = None
    case_no: str = ""


def make_due(store: Store, now: datetime | None = None) -> int:
    """Makes the messages that are due by the rules; see `follow_up_making.make_due`."""
    return follow_up_making.make_due(store, now)


def add(store: Store, draft: FollowUpDraft) -> int:
    """Enters a message by hand; returns its id.

    Raises BadValue where neither order nor case is named and for an overlong text, NotFound for an
    order or case that isn't there.
    """
    text = draft.text.strip()
    if len(text) > MAX_TEXT:
        raise BadValue(Reason.VALUE_TOO_LONG, value=text[:40], limit=MAX_TEXT)
    if draft.order_id is None and not draft.case_no:
        raise BadValue(Reason.FOLLOW_UP_OF_NOTHING)
    with store.transaction() as tx:
        case = case_records.find(draft.case_no) if draft.case_no else None
        order_id = draft.order_id
        if (
            order_id is not None
            and not SalesOrder.select().where(SalesOrder.id == order_id).exists()
        ):
            raise NotFound(Reason.ORDER_UNKNOWN, value=order_id)
        made = FollowUp.create(
            case=case,
            order=None if case is not None else order_id,
            rule=f"{HAND}{uuid4().hex}",  # an order has but one message of a rule
            due_on=draft.due_on.isoformat(),
            text=text,
            who=store.who,
        )
        tx.touch(Topic.MESSAGES, made.id)
    return int(made.id)


def subject(store: Store, number: str) -> tuple[int | None, str]:
    """What a typed, pasted or scanned number means: the id of an order, or the number of a case.

    Raises NotFound for neither, and for a parcel of several orders.
    """
    text = number.strip()
    with store.connection():
        try:
            return None, case_records.find(text).no
        except NotFound:
            found = orders.by_number_or_tracking(store, text)
    if not found:
        raise NotFound(Reason.NUMBER_UNKNOWN, value=text)
    if len(found) > 1:
        allowed = ", ".join(row.order_no for row in found)
        raise NotFound(Reason.PARCEL_AMBIGUOUS, value=text, allowed=allowed)
    return found[0].id, ""


def change(store: Store, follow_up_id: int, due_on: date, text: str) -> None:
    """Puts an open message on another day, or gives it other words. Raises NotFound, BadValue."""
    if len(text) > MAX_TEXT:
        raise BadValue(Reason.VALUE_TOO_LONG, value=text[:40], limit=MAX_TEXT)
    with store.transaction() as tx:
        row = _row(follow_up_id)
        row.due_on, row.text = due_on.isoformat(), text.strip()
        row.save()
        tx.touch(Topic.MESSAGES, row.id)


def done(store: Store, follow_up_id: int, text: str = "") -> int:
    """The message was sent; ``text`` is what was said. Returns the act, by which `undo` goes.

    Its case's timeline says that the buyer was informed. Raises NotFound.
    """
    with store.transaction():
        act = settle(store, [follow_up_id], FollowUpState.DONE)
        if text.strip():
            FollowUp.update(text=text.strip()).where(FollowUp.id == follow_up_id).execute()
        _tell_case(store, _row(follow_up_id), text.strip())
    return act


def skip(store: Store, follow_up_id: int) -> int:
    """The message isn't sent after all; returns the act. Raises NotFound."""
    return settle(store, [follow_up_id], FollowUpState.SKIPPED)


def reopen(store: Store, follow_up_id: int) -> int:
    """The message is due again; returns the act. Raises NotFound."""
    return settle(store, [follow_up_id], FollowUpState.OPEN)


def settle(store: Store, ids: Iterable[int], state: FollowUpState) -> int:
    """Brings all these messages to a state at once, or none; returns the act. Raises NotFound."""
    wanted = list(dict.fromkeys(ids))
    with store.transaction() as tx:
        before = _states(wanted)
        at = None if state is FollowUpState.OPEN else clock.to_text(clock.now())
        after = dict.fromkeys(wanted, (state.value, at, store.who if at else ""))
        _write(tx, after)
        made = DoneAct.create(
            kind=_ACT,
            at=clock.now(),
            who=store.who,
            data=json.dumps([[row_id, before[row_id], after[row_id]] for row_id in wanted]),
        )
    return int(made.id)


def undo(store: Store, act_id: int) -> None:
    """Gives the messages of an act back the states they had.

    Raises NotAllowed for an act that is undone already, and Conflict when one of them was changed
    since; then none is touched.
    """
    _turn(store, act_id, back=True)


def redo(store: Store, act_id: int) -> None:
    """Does an undone act again; as `undo`."""
    _turn(store, act_id, back=False)


_State = tuple[str, str | None, str]


def _turn(store: Store, act_id: int, *, back: bool) -> None:
    with store.transaction() as tx:
        act = DoneAct.get_or_none(DoneAct.id == act_id, DoneAct.kind == _ACT)
        if act is None or (act.undone_at is None) is not back:
            raise NotAllowed(Reason.NOTHING_TO_UNDO)
        traces = json.loads(act.data)
        held = _states([row_id for row_id, _before, _after in traces])
        wanted: dict[int, _State] = {}
        for row_id, before, after in traces:
            now, to = (after, before) if back else (before, after)
            if list(held[row_id]) != now:
                raise Conflict(Reason.CHANGED_MEANWHILE)
            wanted[row_id] = tuple(to)
        _write(tx, wanted)
        act.undone_at = clock.now() if back else None
        act.save()


def _states(ids: list[int]) -> dict[int, _State]:
    """The states of these messages. Raises NotFound for one that isn't there."""
    found: dict[int, _State] = {}
    for start in range(0, len(ids), _AT_ONCE):
        query = FollowUp.select(FollowUp.id, FollowUp.state, FollowUp.done_at, FollowUp.who)
        for row in query.where(FollowUp.id.in_(ids[start : start + _AT_ONCE])):
            found[row.id] = (
                row.state,
                clock.to_text(row.done_at) if row.done_at else None,
                row.who,
            )
    for row_id in ids:
        if row_id not in found:
            raise NotFound(Reason.FOLLOW_UP_UNKNOWN, value=row_id)
    return found


def _write(tx: Changes, states: dict[int, _State]) -> None:
    rows = [(*state, row_id) for row_id, state in states.items()]
    bulk.update(FollowUp, ("state", "done_at", "who"), rows)
    tx.touch(Topic.MESSAGES, *states)


def _row(follow_up_id: int) -> FollowUp:
    found: FollowUp | None = FollowUp.get_or_none(FollowUp.id == follow_up_id)
    if found is None:
        raise NotFound(Reason.FOLLOW_UP_UNKNOWN, value=follow_up_id)
    return found


def _tell_case(store: Store, row: FollowUp, text: str) -> None:
    """Notes what was sent in the message's case, or in the one that it was merged into."""
    case_id = key(row, "case")
    if case_id is None or not text:
        return
    case = AfterSalesCase.get_or_none(AfterSalesCase.id == case_id)
    while case is not None and key(case, "merged_into"):
        case = case.merged_into
    if case is not None and case.deleted_at is None:
        case_marks.informed(store, case.no, text)
