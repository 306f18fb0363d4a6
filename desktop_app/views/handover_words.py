"""The handover book in words: titles, states with their tones, deadlines as they are typed."""

from __future__ import annotations

from datetime import datetime

from desktop_app.core import clock, dates
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.kinds import FollowUpState, HandoverState
from desktop_app.core.labels import label
from desktop_app.services import shifts
from desktop_app.services.handover_lists import HandoverRow, ItemRow
from desktop_app.services.shifts import Duty
from desktop_app.views.desk import Desk, Room
from desktop_app.views.fields import parse_day
from desktop_app.views.theme import Tone

TONES = {
    HandoverState.DRAFT: Tone.INFO,
    HandoverState.WAITING: Tone.WARN,
    HandoverState.GOING: Tone.PLAIN,
    HandoverState.DONE: Tone.GOOD,
}


def title(row: HandoverRow) -> str:
    """“Nov 20 · Night shift”."""
    return f"{dates.day(row.day)} · {row.shift_name}"


def duty_title(duty: Duty) -> str:
    """The same of a shift that has no sheet yet."""
    return f"{dates.day(duty.day)} · {duty.shift.name}"


def people(row: HandoverRow) -> str:
    """“小周 → 小林”."""
    return " → ".join(part for part in (row.from_whom, row.to_whom) if part)


def counted(row: HandoverRow) -> str:
    """How many lines are open, of how many."""
    return f"{row.open}/{row.total}" if row.total else "–"


def times(row: HandoverRow) -> str:
    """When it was signed and taken over."""
    told = []
    if row.signed_at is not None:
        told.append(_("signed %(when)s") % {"when": dates.moment(row.signed_at)})
    if row.accepted_at is not None:
        told.append(_("taken over %(when)s") % {"when": dates.moment(row.accepted_at)})
    return " · ".join(told)


def state(item: ItemRow, *, signed: bool) -> tuple[str, Tone | None]:
    """How far a line is; while the sheet is written, only what is off the usual."""
    if item.state is FollowUpState.DONE:
        return label(item.state), Tone.GOOD
    if item.state is FollowUpState.SKIPPED:
        return _("Left undone"), Tone.MUTED
    return _open_state(item) if signed else ("", None)


def _open_state(item: ItemRow) -> tuple[str, Tone]:
    if item.carried_on:
        return _("Carried on"), Tone.MUTED
    if item.late(clock.now()):
        return _("Late"), Tone.BAD
    return (_("Seen"), Tone.INFO) if item.acknowledged_at else (_("Not seen"), Tone.WARN)


def age(days: int) -> str:
    """“3 days”, or that it is new."""
    if not days:
        return _("new")
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


def due(item: ItemRow) -> str:
    """Its deadline, or nothing."""
    return dates.moment(item.due_at) if item.due_at is not None else ""


def due_typed(item: ItemRow) -> str:
    """The deadline as it is edited."""
    if item.due_at is None:
        return ""
    return f"{clock.to_local(item.due_at):%Y-%m-%d %H:%M}"


def parse_due(text: str, before: datetime | None) -> datetime | None:
    """Reads ``2026-11-21 12:00``, or a time alone on the day it was due; None for nothing.

    Raises BadValue for what is neither.
    """
    parts = text.split()
    if not parts:
        return None
    base = clock.to_local(before or clock.now())
    day = parse_day(parts[0]) if len(parts) > 1 else base.date()
    return clock.on_wall(day, shifts.parse_time(parts[-1]))


def open_thing(desk: Desk, item: ItemRow) -> bool:
    """Goes to what a line is about; False for a line of its own."""
    rooms = {
        "case": (Room.CASES, ""),
        "claim": (Room.CLAIMS, ""),
        "wrong": (Room.WEIGHING, "wrong"),
        "parcel": (Room.WEIGHING, "parcels"),
    }
    if item.about not in rooms or not item.thing:
        return False
    room, kind = rooms[item.about]
    desk.go(room, "show", item.thing, kind)
    return True
