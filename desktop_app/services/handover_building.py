"""How a sheet builds itself: what is open now, joined with what the shifts before have left."""

from __future__ import annotations

from datetime import datetime

from desktop_app.core.i18n import ngettext
from desktop_app.models.base import tuples
from desktop_app.models.desk import Handover, HandoverItem
from desktop_app.services import handover_lists, handover_sources, shifts
from desktop_app.services import handover_records as records
from desktop_app.services.handover_lists import ItemRow
from desktop_app.services.handover_sources import ASKED, Found
from desktop_app.services.shifts import Duty
from desktop_app.services.store import Store


def fill(store: Store, sheet: Handover, duty: Duty) -> int:
    """Writes what is found and not yet on the sheet; returns how many lines came."""
    gathered = handover_sources.gather(store, duty)
    times = (shifts.next_after(store, duty).begins, shifts.finish_at(store, duty))
    held = handover_lists.open_items(store)
    held = [one for one in held if not _goes_on_elsewhere(one.id)]
    seen = _seen(sheet)
    new = _with_carried(gathered.things, held, duty)
    lines = [(thing, old) for thing, old in new if not seen & _marks(thing, old)]
    place = records.last_place(sheet.id)
    for number, (thing, old) in enumerate(lines, place + 1):
        _write(sheet, number, thing, old, times)
    if gathered.left_out and not sheet.note:
        more = ngettext(
            "%(count)s more open thing has no line here; see the lists.",
            "%(count)s more open things have no line here; see the lists.",
            gathered.left_out,
        )
        sheet.note = more % {"count": gathered.left_out}
        sheet.save()
    return len(lines)


_Line = tuple[Found, ItemRow | None]


def _with_carried(things: list[Found], held: list[ItemRow], duty: Duty) -> list[_Line]:
    """What was found, each with the older line that it carries on; lines of their own come too.

    What the shift before left stands before what is new and as urgent.
    """
    known = {_mark(thing.link, thing.what): thing for thing in things}
    lines: list[_Line] = []
    for old in held:
        link = (old.case_id, old.claim_id, old.wrong_id, old.parcel_id)
        again = known.pop(_mark(link, old.what), None)
        lines.append((again or Found(old.what, "", ASKED, old.due_at, *link), old))
    lines += [(thing, None) for thing in known.values()]
    return sorted(lines, key=lambda line: _order(line, duty))


def _order(line: _Line, duty: Duty) -> tuple[int, int, bool, float]:
    thing, old = line
    due = thing.due
    age = old.age(duty.day) if old is not None else -1
    return thing.rank, -age, due is None, due.timestamp() if due else 0.0


def _mark(link: tuple[int | None, ...], what: str) -> tuple[object, ...]:
    """By what a line is known again: what it is about, or else what it says."""
    return link if any(link) else (what,)


def _marks(thing: Found, old: ItemRow | None) -> set[tuple[object, ...]]:
    marks = {_mark(thing.link, thing.what)}
    if old is not None:
        marks.add(("carried", old.id))
    return marks


def _seen(sheet: Handover) -> set[tuple[object, ...]]:
    """What stands on the sheets of this shift already, or was taken off the one being written."""
    query = HandoverItem.select(
        *(HandoverItem.case, HandoverItem.claim, HandoverItem.wrong_shipment),
        *(HandoverItem.parcel, HandoverItem.what, HandoverItem.carried_from),
    ).join(Handover)
    same = (Handover.day == sheet.day) & (Handover.shift == sheet.shift)
    found: set[tuple[object, ...]] = set()
    for row in tuples(query.where(same)):
        found.add(_mark(tuple(row[:4]), row[4]))
        if row[5] is not None:
            found.add(("carried", row[5]))
    return found


def _write(
    sheet: Handover,
    place: int,
    thing: Found,
    old: ItemRow | None,
    times: tuple[datetime, datetime],
) -> None:
    """A line, due by the end of the next shift's morning, or earlier in it by its own deadline."""
    parts = [old.progress if old is not None else "", thing.progress]
    known = [part for part in dict.fromkeys(parts) if part]
    if len(known) == 2 and known[1] in known[0]:  # noqa: PLR2004 - both the old and the new
        known.pop()
    begins, morning = times
    due = thing.due if thing.due is not None and begins <= thing.due < morning else morning
    HandoverItem.create(
        handover=sheet,
        position=place,
        case=thing.case_id,
        claim=thing.claim_id,
        wrong_shipment=thing.wrong_id,
        parcel=thing.parcel_id,
        what=thing.what[: records.MAX_WHAT],
        progress="\n".join(known)[-records.MAX_PROGRESS :],
        due_at=due,
        carried_from=old.id if old is not None else None,
    )


def _goes_on_elsewhere(item_id: int) -> bool:
    """Whether some sheet, be it a draft, has taken the line over and not off again."""
    later = HandoverItem.select().where(
        HandoverItem.carried_from == item_id, ~handover_lists.taken_away()
    )
    return bool(later.exists())
