"""The records of the handover book, as its other services read and write them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator

from desktop_app.core.errors import BadValue, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import FollowUpState
from desktop_app.models.base import ids, key
from desktop_app.models.desk import Handover, HandoverItem
from desktop_app.services import handover_acts, handover_lists
from desktop_app.services.handover_acts import Trace
from desktop_app.services.store import Store

MAX_WHAT, MAX_PROGRESS, MAX_NAME, MAX_NOTE = 500, 4000, 60, 2000


@contextlib.contextmanager
def on_draft(store: Store, handover_id: int) -> Iterator[tuple[Trace, Handover]]:
    """An act on a sheet that is being written. Raises NotFound; NotAllowed for a signed one."""
    with store.transaction():
        sheet = unsigned(handover_id)
        with handover_acts.act(store, [sheet.id]) as trace:
            yield trace, sheet


@contextlib.contextmanager
def on_signed(store: Store, handover_id: int) -> Iterator[tuple[Trace, Handover]]:
    """An act on a signed sheet. Raises NotFound; NotAllowed for a draft."""
    with store.transaction():
        sheet = signed(handover_id)
        with handover_acts.act(store, [sheet.id]) as trace:
            yield trace, sheet


@contextlib.contextmanager
def on_draft_line(store: Store, item_id: int) -> Iterator[tuple[Trace, HandoverItem]]:
    """An act on a line of a sheet that is being written; raises as `on_draft`."""
    with store.transaction():
        found = line(item_id)
        with on_draft(store, key(found, "handover") or 0) as (trace, _sheet):
            yield trace, found


@contextlib.contextmanager
def on_lines(store: Store, item_ids: Iterable[int]) -> Iterator[Trace]:
    """An act on lines and on the sheets that they stand on."""
    with store.transaction():
        query = HandoverItem.select(HandoverItem.handover).where(
            HandoverItem.id.in_(list(item_ids))
        )
        with handover_acts.act(store, ids(query)) as trace:
            yield trace


def line(item_id: int) -> HandoverItem:
    """The line with this id. Raises NotFound."""
    found = HandoverItem.get_or_none(HandoverItem.id == item_id)
    if found is None:
        raise NotFound(Reason.HANDOVER_ITEM_UNKNOWN, value=item_id)
    return found


def sheet_of(handover_id: int) -> Handover:
    """The sheet with this id. Raises NotFound."""
    found = Handover.get_or_none(Handover.id == handover_id)
    if found is None:
        raise NotFound(Reason.HANDOVER_UNKNOWN, value=handover_id)
    return found


def signed(handover_id: int) -> Handover:
    """A sheet that is signed. Raises NotFound, NotAllowed."""
    found = sheet_of(handover_id)
    if found.signed_at is None:
        raise NotAllowed(Reason.HANDOVER_NOT_SIGNED)
    return found


def unsigned(handover_id: int) -> Handover:
    """A sheet that is being written. Raises NotFound, NotAllowed."""
    found = sheet_of(handover_id)
    if found.signed_at is not None:
        raise NotAllowed(Reason.HANDOVER_SIGNED, who=found.from_whom)
    return found


def family(item_id: int) -> list[int]:
    """The line, and those before and after it that it was carried from and into."""
    line(item_id)
    found, last = {item_id}, [item_id]
    while last:
        before = HandoverItem.select(HandoverItem.carried_from).where(
            HandoverItem.id.in_(last), ~HandoverItem.carried_from.is_null()
        )
        after = HandoverItem.select(HandoverItem.id).where(HandoverItem.carried_from.in_(last))
        near = {*ids(before), *ids(after)}
        last = list(near - found)
        found |= near
    away = HandoverItem.select(HandoverItem.id).where(
        HandoverItem.id.in_(list(found)), handover_lists.taken_away()
    )
    return sorted(found - set(ids(away)))


def open_among(item_ids: Iterable[int]) -> list[int]:
    """Those of these lines that are open."""
    query = HandoverItem.select(HandoverItem.id).where(
        HandoverItem.id.in_(list(item_ids)), HandoverItem.state == FollowUpState.OPEN.value
    )
    return list(ids(query))


def open_on(handover_id: int) -> list[int]:
    """The open lines of a sheet."""
    query = HandoverItem.select(HandoverItem.id).where(
        HandoverItem.handover == handover_id, HandoverItem.state == FollowUpState.OPEN.value
    )
    return list(ids(query))


def last_place(handover_id: int) -> int:
    """The place of a sheet's last line; 0 for none."""
    query = HandoverItem.select(HandoverItem.position).where(HandoverItem.handover == handover_id)
    return max(ids(query), default=0)


def put_to(item_id: int, place: int) -> None:
    """Puts a line to a place among those of its sheet; lines that were taken off stand last."""
    sheet = key(line(item_id), "handover")
    same = HandoverItem.select(HandoverItem.id).where(HandoverItem.handover == sheet)
    shown = same.where(~handover_lists.taken_away()).order_by(HandoverItem.position)
    order = [one for one in ids(shown) if one != item_id]
    order.insert(max(0, place - 1), item_id)
    order += ids(same.where(handover_lists.taken_away()))
    HandoverItem.update(position=HandoverItem.id * -1).where(HandoverItem.id.in_(order)).execute()
    for number, one in enumerate(order, 1):
        HandoverItem.update(position=number).where(HandoverItem.id == one).execute()


def task(text: str) -> str:
    """What is to be done, as it is kept. Raises BadValue for an empty or overlong text."""
    kept = within(text, MAX_WHAT)
    if not kept:
        raise BadValue(Reason.VALUE_MISSING, field="task")
    return kept


def name(text: str, field: str) -> str:
    """A person's name. Raises BadValue for an empty or overlong one."""
    kept = within(text, MAX_NAME)
    if not kept:
        raise BadValue(Reason.VALUE_MISSING, field=field)
    return kept


def within(text: str, limit: int) -> str:
    """The text without the spaces around. Raises BadValue for an overlong one."""
    kept = text.strip()
    if len(kept) > limit:
        raise BadValue(Reason.VALUE_TOO_LONG, value=kept[:40], limit=limit)
    return kept
