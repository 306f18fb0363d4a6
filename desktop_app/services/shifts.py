"""Shifts as data: who works when, which shift is on now, and which comes after it (R38).

Times are those of the computer's own wall clock, so that a shift begins at half past eight on
the day that the clocks are put forward too. Shifts may overlap and may end after midnight.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cache

from desktop_app.core import clock, i18n, paths
from desktop_app.core.errors import BadValue, NotFound, Reason
from desktop_app.services import rule_files, settings
from desktop_app.services.rule_files import Entries, parse
from desktop_app.services.store import Store

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVERY_DAY = frozenset(range(7))
MAX_NAME = 40
_OWN = "own.toml"
_KEYS = ("code", "zh_CN", "en", "from", "to", "weekdays")
_MIDNIGHT = "24:00"
_TIME = re.compile("([01]?[0-9]|2[0-3]):([0-5][0-9])")
_LOOK_DAYS = 8  # a shift of one weekday comes round within these


@dataclass(frozen=True)
class Shift:
    """A shift: ``weekdays`` (Monday is 0) are those on which it begins."""

    code: str
    names: dict[str, str] = field(hash=False)
    begins: time
    ends: time
    weekdays: frozenset[int] = EVERY_DAY

    @property
    def name(self) -> str:
        """Its name in the language spoken now."""
        return self.names[i18n.language()]

    @property
    def hours(self) -> str:
        """``16:00–00:00``."""
        return f"{self.begins:%H:%M}–{self.ends:%H:%M}"


@dataclass(frozen=True)
class Duty:
    """A shift on the day on which it begins: from when to when, in UTC."""

    day: date
    shift: Shift
    begins: datetime
    ends: datetime


@dataclass(frozen=True)
class Roster:
    """The shop's shifts, and by what time of its morning a shift finishes what it was handed."""

    shifts: tuple[Shift, ...]
    finish_by: time


@dataclass(frozen=True)
class ShiftDraft:
    """A shift as the person typed it; without a ``code`` it is a new one."""

    name: str
    begins: str
    ends: str
    weekdays: frozenset[int] = EVERY_DAY
    code: str = ""


def check() -> None:
    """Reads the shipped shifts, as is done at start; raises FileTrouble for the first fault."""
    shipped()


def roster(store: Store) -> Roster:
    """The shop's own shifts, or those that came with the program."""
    own = settings.get(store, settings.SHIFTS)
    return _read(own, _OWN) if own else shipped()


@cache
def shipped() -> Roster:
    """The shifts that came with the program."""
    path = paths.resources() / "rules" / "shifts.toml"
    return _read(rule_files.text_of(path), path.name)


def save(store: Store, drafts: Sequence[ShiftDraft], finish_by: str = "12:00") -> Roster:
    """Stores the shop's own shifts in place of those before; sheets that were written keep theirs.

    Raises BadValue for no shift at all, a missing or overlong name, a name that two have, what is
    no time of day, and a shift without a weekday.
    """
    if not drafts:
        raise BadValue(Reason.VALUE_MISSING, field="shifts")
    before = {shift.code: shift for shift in roster(store).shifts}
    made: list[Shift] = []
    for draft in drafts:
        made.append(_checked(draft, before.get(draft.code), made))
    kept = Roster(tuple(made), parse_time(finish_by))
    settings.put(store, settings.SHIFTS, _written(kept))
    return kept


def reset(store: Store) -> Roster:
    """Goes back to the shifts that came with the program."""
    settings.put(store, settings.SHIFTS, "")
    return shipped()


def name_of(store: Store, code: str) -> str:
    """A shift's name; that of a shift which the shop no longer has is its code."""
    known = {shift.code: shift for shift in (*shipped().shifts, *roster(store).shifts)}
    return known[code].name if code in known else code


def parse_time(text: str) -> time:
    """Reads ``8:30`` or ``16:00`` (also with ``：``); raises BadValue for another form."""
    plain = text.strip().replace("：", ":")
    if plain == _MIDNIGHT:
        return time(0)
    found = _TIME.fullmatch(plain)
    if found is None:
        raise BadValue(Reason.NOT_A_TIME, value=text[:20])
    return time(int(found[1]), int(found[2]))


def on(store: Store, day: date) -> list[Duty]:
    """The shifts that begin on a day, the earliest first."""
    return sorted(_duties(roster(store).shifts, [day]), key=_order)


def find(store: Store, day: date, code: str) -> Duty:
    """A shift on a day, by its code or its name. Raises NotFound naming those of that day."""
    duties = on(store, day)
    for duty in duties:
        if code in {duty.shift.code, *duty.shift.names.values()}:
            return duty
    allowed = ", ".join(duty.shift.code for duty in duties)
    raise NotFound(Reason.SHIFT_UNKNOWN, value=code, allowed=allowed or "–")


def current(store: Store, now: datetime | None = None) -> Duty:
    """The shift whose sheet is to be written now.

    Of those at work the one that ends first; between shifts the one that ended last.
    """
    moment = now or clock.now()
    today = clock.to_local(moment).date()
    days = [today - timedelta(days=back) for back in range(_LOOK_DAYS)]
    begun = [duty for duty in _duties(roster(store).shifts, days) if duty.begins <= moment]
    at_work = [duty for duty in begun if moment < duty.ends]
    if at_work:
        return min(at_work, key=lambda duty: (duty.ends, duty.begins))
    return max(begun, key=lambda duty: (duty.ends, duty.begins))


def next_after(store: Store, duty: Duty) -> Duty:
    """The shift that takes over: the first that begins later than this one."""
    days = [duty.day + timedelta(days=ahead) for ahead in range(_LOOK_DAYS)]
    later = [other for other in _duties(roster(store).shifts, days) if other.begins > duty.begins]
    return min(later, key=_order)


def finish_at(store: Store, duty: Duty) -> datetime:
    """By when the next shift finishes what ``duty`` hands over: in the morning (R23).

    The first such time of day after the next shift has begun, in UTC.
    """
    after = next_after(store, duty)
    by = roster(store).finish_by
    at = clock.on_wall(after.day, by)
    return at if at > after.begins else clock.on_wall(after.day + timedelta(days=1), by)


def _duties(shifts: Iterable[Shift], days: Iterable[date]) -> Iterator[Duty]:
    for day in days:
        for shift in shifts:
            if day.weekday() in shift.weekdays:
                over = shift.ends <= shift.begins
                last = day + timedelta(days=1) if over else day
                begins = clock.on_wall(day, shift.begins)
                yield Duty(day, shift, begins, clock.on_wall(last, shift.ends))


def _order(duty: Duty) -> tuple[datetime, datetime]:
    return duty.begins, duty.ends


def _checked(draft: ShiftDraft, before: Shift | None, others: Sequence[Shift]) -> Shift:
    name = " ".join(draft.name.split())
    if not name:
        raise BadValue(Reason.VALUE_MISSING, field="shift")
    if len(name) > MAX_NAME:
        raise BadValue(Reason.VALUE_TOO_LONG, value=name[:MAX_NAME], limit=MAX_NAME)
    if any(name in other.names.values() for other in others):
        raise BadValue(Reason.SHIFT_NAME_TAKEN, value=name)
    if not draft.weekdays:
        raise BadValue(Reason.VALUE_MISSING, field="weekdays")
    begins, ends = parse_time(draft.begins), parse_time(draft.ends)
    if before is not None and before.name == name:
        return replace(before, begins=begins, ends=ends, weekdays=draft.weekdays)
    names = {"zh_CN": name, "en": name}
    code = before.code if before is not None else _free_code(name, others)
    return Shift(code, names, begins, ends, draft.weekdays)


def _free_code(name: str, others: Sequence[Shift]) -> str:
    """The name itself: a sheet still tells it when the shift is long gone."""
    taken = {shift.code for shift in (*shipped().shifts, *others)}
    code, number = name, 2
    while code in taken:
        code, number = f"{name} {number}", number + 1
    return code


def _written(kept: Roster) -> str:
    """The roster as TOML, in the form of the shipped file."""
    lines = [f'finish_by = "{kept.finish_by:%H:%M}"']
    for shift in kept.shifts:
        days = [WEEKDAYS[place] for place in sorted(shift.weekdays)]
        values = {"code": shift.code, **shift.names}
        values |= {"from": f"{shift.begins:%H:%M}", "to": f"{shift.ends:%H:%M}"}
        lines.append("[[shifts]]")
        lines += [f"{name} = {_quoted(text)}" for name, text in values.items()]
        lines.append(f"weekdays = {json.dumps(days)}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


@cache
def _read(text: str, name: str) -> Roster:
    top = parse(text, name)
    top.known("finish_by", "shifts")
    shifts: list[Shift] = []
    for table in top.tables("shifts"):
        shift = _shift(table)
        if shift.code in {other.code for other in shifts}:
            raise table.wrong("code", shift.code)
        shifts.append(shift)
    if not shifts:
        raise top.wrong("shifts", "")
    return Roster(tuple(shifts), _time(top, "finish_by"))


def _shift(table: Entries) -> Shift:
    table.known(*_KEYS)
    return Shift(
        code=table.text("code"),
        names=table.names(),
        begins=_time(table, "from"),
        ends=_time(table, "to"),
        weekdays=_weekdays(table),
    )


def _weekdays(table: Entries) -> frozenset[int]:
    days = table.texts("weekdays")
    for text in days:
        if text not in WEEKDAYS:
            raise table.wrong("weekdays", text)
    return frozenset(map(WEEKDAYS.index, days)) or EVERY_DAY


def _time(table: Entries, name: str) -> time:
    text = table.text(name)
    try:
        return parse_time(text)
    except BadValue:
        raise table.wrong(name, text) from None
