"""What “done” means for each thing of the day's list, and how it is taken back where it can be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop_app.core.errors import BadValue, NotAllowed, Reason
from desktop_app.core.kinds import CaseEventKind, FollowUpState
from desktop_app.services import case_acts, case_marks, stock_lines, timeline
from desktop_app.services.store import Store
from desktop_app.services.today_rows import Todo, TodoKind


@dataclass(frozen=True)
class Finished:
    """A thing that was done; ``back`` undoes it exactly, unless it was changed since."""

    todo: Todo
    back: Callable[[], object]
    text: str = ""
    """What was said to the buyer, to be copied into the chat."""


def finish(store: Store, todo: Todo, outcome: str = "") -> Finished:
    """Does it: the reply is noted, the message sent, the goods booked, the call made.

    ``outcome`` is what a revisit brought. Raises what the thing's own service raises; NotAllowed
    and BadValue for a message whose words have gaps, or that has none: it is to be looked at.
    """
    if todo.kind is TodoKind.MESSAGE:
        return _send(store, todo)
    return Finished(todo, _ACTS[todo.kind](store, todo, outcome))


Back = Callable[[], object]
Act = Callable[[Store, Todo, str], Back]


def _reply(store: Store, todo: Todo, _outcome: str) -> Back:
    event = case_marks.replied(store, todo.number)
    undone = {"events": [event]}
    return lambda: timeline.add(store, todo.id, CaseEventKind.UNDONE, data=undone)


def _look_again(store: Store, todo: Todo, _outcome: str) -> Back:
    act = case_acts.change(store, [todo.id], follow_up_on=None)
    return lambda: case_acts.undo(store, act)


def _book(store: Store, todo: Todo, _outcome: str) -> Back:
    stock_lines.mark_done(store, todo.id)
    return lambda: stock_lines.mark_done(store, todo.id, done=False)


def _hand_over(store: Store, todo: Todo, _outcome: str) -> Back:
    from desktop_app.services import handover_acts, handovers

    act = handovers.finish(store, todo.id)
    return lambda: handover_acts.undo(store, act)


def _send(store: Store, todo: Todo) -> Finished:
    """Takes the words that stand first for it, as the messages' page proposes them."""
    from desktop_app.services import follow_ups, message_texts, reply_book

    message = message_texts.show(store, todo.id)
    if not message.replies:
        raise BadValue(Reason.VALUE_MISSING, field="body")
    reply = message.replies[0]
    filled = message_texts.fill(store, message.occasion, reply)
    if gaps := reply_book.unknown_tokens(filled.text):  # braces that the shop's own words hold
        raise NotAllowed(Reason.PLACEHOLDER_EMPTY, value=" ".join(gaps))
    with store.transaction():
        text = message_texts.take(store, reply, filled.text, filled)
        act = follow_ups.done(store, todo.id, text)
    return Finished(todo, lambda: follow_ups.undo(store, act), text)


def _revisit(store: Store, todo: Todo, outcome: str) -> Back:
    from desktop_app.services import revisits

    revisits.done(store, todo.id, outcome)
    return lambda: revisits.reopen(store, todo.id)


def _first_revisit(store: Store, todo: Todo, outcome: str) -> Back:
    """A date that stands with the buyer alone gets its row first."""
    from desktop_app.services import revisits
    from desktop_app.services.revisits import RevisitFilter

    with store.transaction():
        revisits.plan(store)
        opened = RevisitFilter(buyer_id=todo.id, states=(FollowUpState.OPEN,))
        first = revisits.ids(store, opened)[0]
        revisits.done(store, first, outcome)
    return lambda: revisits.reopen(store, first)


_ACTS: dict[TodoKind, Act] = {
    TodoKind.CLOCK: _reply,
    TodoKind.CASE_FOLLOW_UP: _look_again,
    TodoKind.STOCK: _book,
    TodoKind.HANDOVER: _hand_over,
    TodoKind.REVISIT: _revisit,
    TodoKind.NEXT_REVISIT: _first_revisit,
}
