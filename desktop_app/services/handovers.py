"""The handover book (R23, R26, R38): a sheet builds itself, is edited, signed and taken over.

Until it is signed a sheet is a draft. From then on its lines stand: they are acknowledged, their
progress is added to, and they are finished. What is left open goes into the next sheet with its
age. Every act can be taken back (`undo`) as long as nothing came after it. It serves one person
as well: the sheet is then a note to oneself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from desktop_app.core import clock
from desktop_app.core.errors import BadValue, NotAllowed, NotFound, Reason
from desktop_app.core.i18n import _
from desktop_app.core.kinds import CaseEventKind, FollowUpState, Topic
from desktop_app.models.base import ids, key
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.desk import Handover, HandoverItem
from desktop_app.services import (
    case_acts,
    handover_acts,
    handover_building,
    handover_lists,
    handover_sources,
    shifts,
    timeline,
)
from desktop_app.services import handover_records as records
from desktop_app.services.handover_acts import Trace
from desktop_app.services.handover_lists import ItemRow, Sheet
from desktop_app.services.shifts import Duty
from desktop_app.services.store import Store

undo = handover_acts.undo
last_act = handover_acts.last


@dataclass(frozen=True)
class LineDraft:
    """A line that a person adds."""

    what: str
    progress: str = ""
    due_at: datetime | None = None


def draft(store: Store, day: date | None = None, shift: str = "") -> Sheet:
    """The sheet of a shift that is being written: a new one builds itself, an old one goes on.

    Without a shift it is the one whose sheet is to be written now. Where the shift's sheet is
    signed already a further one begins, with what isn't on it. Raises NotFound for another shift.
    """
    with store.transaction() as tx:
        duty = _duty(store, day, shift)
        begun = Handover.get_or_none(
            Handover.day == str(duty.day),
            Handover.shift == duty.shift.code,
            Handover.signed_at.is_null(),
        )
        if begun is not None:
            return handover_lists.show(store, begun.id)
        _tick_settled(store)
        made = Handover.create(
            day=str(duty.day), shift=duty.shift.code, from_whom=store.who, made_at=clock.now()
        )
        handover_building.fill(store, made, duty)
        tx.touch(Topic.HANDOVERS, made.id)
        return handover_lists.show(store, made.id)


def renew(store: Store, handover_id: int) -> int:
    """Adds what has come since a draft was built; what was edited or taken off stays so.

    Returns how many lines came. Raises NotAllowed for a signed sheet, NotFound when the shop no
    longer has its shift.
    """
    with store.transaction():
        _tick_settled(store)
        with records.on_draft(store, handover_id) as (_trace, sheet):
            duty = shifts.find(store, date.fromisoformat(sheet.day), sheet.shift)
            return handover_building.fill(store, sheet, duty)


def discard(store: Store, handover_id: int) -> None:
    """Throws a draft away. Raises NotAllowed for a signed sheet."""
    with store.transaction() as tx:
        records.unsigned(handover_id).delete_instance(recursive=True)
        tx.touch(Topic.HANDOVERS, handover_id)


def put(store: Store, handover_id: int, **fields: str) -> int:
    """Sets ``from_whom``, ``to_whom`` or ``note`` of a draft; returns the act's id.

    Raises NotAllowed for a signed sheet, BadValue for what is too long.
    """
    limits = dict.fromkeys(("from_whom", "to_whom"), records.MAX_NAME) | {"note": records.MAX_NOTE}
    values = {name: records.within(text, limits[name]) for name, text in fields.items()}
    with records.on_draft(store, handover_id) as (trace, sheet):
        Handover.update(values).where(Handover.id == sheet.id).execute()
    return trace.id


def add(store: Store, handover_id: int, line: LineDraft) -> int:
    """Adds a line of one's own at the end of a draft; returns the act's id.

    Its deadline is the next shift's morning where none is given. Raises BadValue for an empty or
    overlong text, NotAllowed for a signed sheet.
    """
    with records.on_draft(store, handover_id) as (trace, sheet):
        HandoverItem.create(
            handover=sheet,
            position=records.last_place(sheet.id) + 1,
            what=records.task(line.what),
            progress=records.within(line.progress, records.MAX_PROGRESS),
            due_at=line.due_at or _morning(store, sheet),
        )
    return trace.id


def change(store: Store, item_id: int, **fields: Any) -> int:
    """Sets ``what``, ``progress`` or ``due_at`` (None: no deadline) of a line; the act's id.

    Raises as `add`.
    """
    fits: dict[str, Callable[[Any], Any]] = {
        "what": records.task,
        "progress": lambda text: records.within(text, records.MAX_PROGRESS),
        "due_at": lambda at: at,
    }
    values = {name: fits[name](value) for name, value in fields.items()}
    with records.on_draft_line(store, item_id) as (trace, line):
        HandoverItem.update(values).where(HandoverItem.id == line.id).execute()
    return trace.id


def remove(store: Store, item_id: int) -> int:
    """Takes a line off a draft; `renew` won't bring it back. Returns the act's id."""
    with records.on_draft_line(store, item_id) as (trace, line):
        HandoverItem.update(state=FollowUpState.SKIPPED.value, done_at=None).where(
            HandoverItem.id == line.id
        ).execute()
    return trace.id


def move(store: Store, item_id: int, place: int) -> int:
    """Puts a line of a draft to another place (from 1 on); returns the act's id."""
    with records.on_draft_line(store, item_id) as (trace, line):
        records.put_to(line.id, place)
    return trace.id


def sign(store: Store, handover_id: int, who: str, owner: str = "") -> int:
    """Signs a sheet: from now on its lines stand. Returns the act's id.

    A line on the timeline of each of its cases says to whom it went; ``owner`` becomes the owner
    of those that are open (R26: register and hand over). Raises BadValue without a name,
    NotAllowed for a sheet that was signed.
    """
    name = records.name(who, "signer")
    heir = records.within(owner, records.MAX_NAME)
    with records.on_draft(store, handover_id) as (trace, sheet):
        sheet.from_whom, sheet.signed_at = name, clock.now()
        sheet.to_whom = sheet.to_whom or heir
        sheet.save()
        held = [one for one in handover_lists.show(store, sheet.id).items if one.is_open]
        trace.events += _tell_cases(store, sheet, held)
        cases = _open_cases(one.case_id for one in held if one.case_id is not None)
        if heir and cases:
            trace.case_act = case_acts.change(store, cases, owner=heir)
    return trace.id


def unsign(store: Store, handover_id: int) -> None:
    """Takes the signature back, while the next shift hasn't begun with the sheet.

    Raises NotAllowed when it has, or when the sheet isn't signed.
    """
    with store.transaction():
        records.signed(handover_id)
        sheet = handover_lists.show(store, handover_id)
        begun = sheet.row.accepted_at or any(one.acknowledged_at for one in sheet.items)
        act_id = last_act(store, handover_id)
        if begun or act_id is None:
            raise NotAllowed(Reason.HANDOVER_TAKEN_OVER)
        undo(store, act_id)


def acknowledge(store: Store, *item_ids: int) -> int:
    """The next shift has read these lines; returns the act's id. Raises NotAllowed for a draft."""
    with records.on_lines(store, item_ids) as trace:
        for item_id in item_ids:
            records.signed(key(records.line(item_id), "handover") or 0)
        _acknowledge(item_ids)
        _take_over(trace.sheets)
    return trace.id


def acknowledge_all(store: Store, handover_id: int) -> int:
    """All lines of a sheet at once, and with them the sheet; as `acknowledge`."""
    with records.on_signed(store, handover_id) as (trace, sheet):
        _acknowledge(records.open_on(sheet.id))
        sheet.accepted_at = sheet.accepted_at or clock.now()
        sheet.save()
    return trace.id


def accept(store: Store, handover_id: int, who: str) -> int:
    """The next shift takes a sheet over with all its lines; returns the act's id.

    Whoever takes it over is noted, beside the one it was meant for. Raises BadValue without a
    name, NotAllowed for a draft.
    """
    name = records.name(who, "taker")
    with records.on_signed(store, handover_id) as (trace, sheet):
        _acknowledge(records.open_on(sheet.id))
        sheet.accepted_at = sheet.accepted_at or clock.now()
        meant = [part.strip() for part in sheet.to_whom.split("/") if part.strip()]
        sheet.to_whom = " / ".join(dict.fromkeys([*meant, name]))
        sheet.save()
    return trace.id


def add_progress(store: Store, item_id: int, text: str) -> int:
    """Writes on how far a line is, with the time; on the case's timeline too. The act's id.

    Raises BadValue for an empty or overlong text.
    """
    said = records.within(text, records.MAX_PROGRESS)
    if not said:
        raise BadValue(Reason.VALUE_MISSING, field="note")
    with records.on_lines(store, [item_id]) as trace:
        _note(store, records.line(item_id), said, trace)
    return trace.id


def finish(store: Store, item_id: int, note: str = "") -> int:
    """A line is done, and with it the lines of earlier and later sheets that it is one with.

    ``note`` is added to its progress and to the case's timeline. Returns the act's id. Raises
    NotFound.
    """
    return _end(store, item_id, FollowUpState.DONE, note)


def skip(store: Store, item_id: int, note: str = "") -> int:
    """A line is left undone on purpose; as `finish`."""
    return _end(store, item_id, FollowUpState.SKIPPED, note)


def reopen(store: Store, item_id: int) -> int:
    """A line that was finished or left is open again; returns the act's id."""
    with store.transaction():
        family = records.family(item_id)
        with records.on_lines(store, family) as trace:
            HandoverItem.update(state=FollowUpState.OPEN.value, done_at=None).where(
                HandoverItem.id.in_(family)
            ).execute()
    return trace.id


def _end(store: Store, item_id: int, state: FollowUpState, note: str) -> int:
    with store.transaction():
        family = records.family(item_id)
        with records.on_lines(store, family) as trace:
            if note.strip():
                said = records.within(note, records.MAX_PROGRESS)
                _note(store, records.line(item_id), said, trace)
            still = records.open_among(family)
            HandoverItem.update(state=state.value, done_at=clock.now()).where(
                HandoverItem.id.in_(still)
            ).execute()
            _acknowledge(still)
            _take_over(trace.sheets)
    return trace.id


def _tick_settled(store: Store) -> None:
    """Finishes the lines whose case is closed, whose parcel is dealt with: nobody needs to."""
    for item_id in list(handover_sources.settled(handover_lists.open_items(store))):
        finish(store, item_id)


def _tell_cases(store: Store, sheet: Handover, held: Iterable[ItemRow]) -> list[int]:
    """A line on each case's timeline: from whom to whom, and what is to be done."""
    told: list[int] = []
    heir = sheet.to_whom or _("the next shift")
    way = f"{sheet.from_whom} → {heir}"
    data = {"handover": sheet.id, "day": sheet.day, "shift": sheet.shift, "to": sheet.to_whom}
    for one in held:
        if one.case_id is not None:
            kind, text = CaseEventKind.HANDED_OVER, f"{way}\n{one.what}"
            told.append(timeline.add(store, one.case_id, kind, text, data=data))
    return told


def _open_cases(wanted: Iterable[int]) -> list[int]:
    case = AfterSalesCase
    query = case.select(case.id).where(
        case.id.in_(list(wanted)),
        case.stage.not_in(list(case_acts.OVER)),
        case.deleted_at.is_null(),
        case.merged_into.is_null(),
    )
    return list(ids(query))


def _note(store: Store, line: HandoverItem, said: str, trace: Trace) -> None:
    local = clock.to_local(clock.now())
    who = f" {store.who}" if store.who else ""
    parts = (line.progress, f"{local:%m-%d %H:%M}{who}: {said}")
    both = "\n".join(part for part in parts if part)[-records.MAX_PROGRESS :]
    HandoverItem.update(progress=both).where(HandoverItem.id == line.id).execute()
    case_id = key(line, "case")
    if case_id is not None:
        trace.events.append(timeline.add(store, case_id, CaseEventKind.NOTE, said))


def _acknowledge(item_ids: Iterable[int]) -> None:
    HandoverItem.update(acknowledged_at=clock.now()).where(
        HandoverItem.id.in_(list(item_ids)), HandoverItem.acknowledged_at.is_null()
    ).execute()


def _take_over(sheets: Iterable[int]) -> None:
    """Signed sheets whose last line was acknowledged are taken over."""
    signed = ~Handover.signed_at.is_null() & Handover.accepted_at.is_null()
    for sheet in Handover.select().where(Handover.id.in_(list(sheets)), signed):
        unseen = HandoverItem.select().where(
            HandoverItem.handover == sheet.id,
            HandoverItem.acknowledged_at.is_null(),
            ~handover_lists.taken_away(),
        )
        if not unseen.exists():
            sheet.accepted_at = clock.now()
            sheet.save()


def _duty(store: Store, day: date | None, shift: str) -> Duty:
    """Of a day without a shift, the last that begins on it: the night writes the book (R38)."""
    if shift:
        return shifts.find(store, day or clock.today(), shift)
    if day is None:
        return shifts.current(store)
    duties = shifts.on(store, day)
    if not duties:
        raise NotFound(Reason.SHIFT_UNKNOWN, value=day.isoformat(), allowed="–")
    return duties[-1]


def _morning(store: Store, sheet: Handover) -> datetime | None:
    """The next shift's morning; None for a shift that the shop no longer has."""
    try:
        duty = shifts.find(store, date.fromisoformat(sheet.day), sheet.shift)
    except NotFound:
        return None
    return shifts.finish_at(store, duty)
