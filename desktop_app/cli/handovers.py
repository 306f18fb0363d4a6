"""`handover`: the book of what one shift leaves to the next (交接)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import click

from desktop_app.cli.frame import Call, Group, refusal
from desktop_app.core import clock, dates
from desktop_app.core.errors import BadValue, NotFound, Reason, UserError
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.labels import label
from desktop_app.services import handover_lists, handover_papers, handovers, shifts
from desktop_app.services.handover_lists import HandoverFilter, HandoverRow, ItemRow, Sheet
from desktop_app.services.store import Store

_shift = click.option("--shift", metavar="S", default="", help="day, night, or a shift's name.")


@click.group(cls=Group)
def handover() -> None:
    """The handover book: build a sheet, sign it, print it, tick it off."""


@handover.command("list")
@click.option("--day", metavar="DATE", help="Only the sheets of one day.")
@click.option("--open", "only_open", is_flag=True, help="Only those not finished.")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", default=100, show_default=True)
@click.pass_obj
def list_(call: Call, /, day: str | None, limit: int, *, only_open: bool) -> None:
    """Lists the sheets, the newest first."""
    one = _day(day) if day else None
    wanted = HandoverFilter(since=one, until=one, unfinished=only_open)
    with call.reading() as store:
        ids = handover_lists.ids(store, wanted)
        rows = handover_lists.rows(store, ids[:limit])
    counted = ngettext("%(count)s sheet", "%(count)s sheets", len(ids)) % {"count": len(ids)}
    call.answer(
        {"handovers": [_plain(row) for row in rows], "total": len(ids)},
        [*map(_line, rows), counted],
    )


@handover.command()
@click.argument("day", metavar="DATE")
@_shift
@click.pass_obj
def show(call: Call, /, day: str, shift: str) -> None:
    """Shows the newest sheet of a day, or of one of its shifts."""
    with call.reading() as store:
        _answer(call, _sheet(store, day, shift))


@handover.command()
@click.option("--day", metavar="DATE", help="Left out: the shift whose sheet is to be written now.")
@_shift
@click.pass_obj
def build(call: Call, /, day: str | None, shift: str) -> None:
    """Builds a shift's sheet from what is open, or adds what came since to the draft."""
    with call.writing() as store:
        sheet = handovers.draft(store, _day(day) if day else None, shift)
        handovers.renew(store, sheet.row.id)
        built = handover_lists.show(store, sheet.row.id)
    _answer(call, built)


@handover.command()
@click.option("--by", "who", metavar="NAME", required=True, help="Who hands over.")
@click.option("--to", "to_whom", metavar="NAME", default="", help="Who takes over.")
@click.option("--owner", is_flag=True, help="Who takes over becomes the owner of the open cases.")
@click.option("--day", metavar="DATE", help="Left out: the shift whose sheet is to be written now.")
@_shift
@click.pass_obj
def sign(
    call: Call, /, who: str, to_whom: str, day: str | None, shift: str, *, owner: bool
) -> None:
    """Signs the draft of a shift; its lines stand from then on."""
    if owner and not to_whom.strip():
        raise BadValue(Reason.VALUE_MISSING, field="taker")
    with call.writing() as store, store.transaction():
        sheet = _draft(store, _day(day) if day else None, shift)
        if to_whom.strip():
            handovers.put(store, sheet.id, to_whom=to_whom)
        handovers.sign(store, sheet.id, who, to_whom if owner else "")
        signed = handover_lists.show(store, sheet.id)
    _answer(call, signed)


@handover.command()
@click.argument("ids", nargs=-1, required=True, type=int, metavar="ID…")
@click.option("--note", metavar="TEXT", default="", help="What was done.")
@click.pass_obj
def done(call: Call, /, ids: Sequence[int], note: str) -> None:
    """Finishes lines."""
    finished: list[int] = []
    refused: list[dict[str, object]] = []
    with call.writing() as store:
        for item_id in ids:
            try:
                handovers.finish(store, item_id, note)
            except UserError as error:
                refused.append(refusal(error, source=item_id))
            else:
                finished.append(item_id)
    call.answer({"done": finished, "refused": refused}, [" ".join(map(str, finished))])


@handover.command("sheet")
@click.argument("day", metavar="DATE")
@_shift
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE.pdf")
@click.pass_obj
def paper(call: Call, /, day: str, shift: str, output: Path) -> None:
    """Writes the newest sheet of a day, or of one of its shifts, as a PDF."""
    with call.reading() as store:
        sheet = _sheet(store, day, shift)
        made = handover_papers.write(store, sheet.row.id, output.absolute(), track=call.track)
    call.answer(
        {"file": str(made.path), "pages": made.pages, "lines": made.lines},
        [_("%(file)s written") % {"file": made.path}],
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadValue(Reason.NOT_A_DATE, value=text) from None


def _sheet(store: Store, day: str, shift: str) -> Sheet:
    rows = handover_lists.of_day(store, _day(day), _code(store, day, shift))
    if not rows:
        raise NotFound(Reason.HANDOVER_UNKNOWN, value=" ".join((day, shift)).strip())
    return handover_lists.show(store, rows[0].id)


def _draft(store: Store, day: date | None, shift: str) -> HandoverRow:
    duty = shifts.find(store, day or clock.today(), shift) if shift else None
    if duty is None and day is None:
        duty = shifts.current(store)
    on = duty.day if duty is not None else day or clock.today()
    rows = handover_lists.of_day(store, on, duty.shift.code if duty is not None else "")
    drafts = [row for row in rows if row.signed_at is None]
    if not drafts:
        raise NotFound(Reason.HANDOVER_UNKNOWN, value=f"{on} {shift}".strip())
    return drafts[0]


def _code(store: Store, day: str, shift: str) -> str:
    """A shift's code; a sheet of a shift that the shop no longer has is named by its code."""
    try:
        return shifts.find(store, _day(day), shift).shift.code if shift else ""
    except NotFound:
        return shift


def _answer(call: Call, sheet: Sheet) -> None:
    told = {**_plain(sheet.row), "items": [_item(one, sheet) for one in sheet.items]}
    call.answer({"handover": told}, [_line(sheet.row), *_item_lines(sheet)])


def _plain(row: HandoverRow) -> dict[str, object]:
    return {
        "id": row.id,
        "day": row.day.isoformat(),
        "shift": row.shift,
        "state": row.state,
        "from": row.from_whom or None,
        "to": row.to_whom or None,
        "note": row.note,
        "made_at": row.made_at,
        "signed_at": row.signed_at,
        "accepted_at": row.accepted_at,
        "lines": row.total,
        "open": row.open,
        "late": row.late,
        "unseen": row.unseen,
    }


def _item(item: ItemRow, sheet: Sheet) -> dict[str, object]:
    return {
        "id": item.id,
        "about": item.about or None,
        "no": item.thing or None,
        "buyer": item.buyer or None,
        "what": item.what,
        "progress": item.progress,
        "due_at": item.due_at,
        "since": item.since.isoformat(),
        "age_days": item.age(sheet.row.day),
        "state": item.state,
        "carried_on": item.carried_on,
        "acknowledged_at": item.acknowledged_at,
        "done_at": item.done_at,
    }


def _line(row: HandoverRow) -> str:
    people = " → ".join(part for part in (row.from_whom, row.to_whom) if part)
    counted = f"{row.open}/{row.total}"
    told = (row.day.isoformat(), row.shift_name, label(row.state), counted, people)
    return "  ".join(part for part in told if part)


def _item_lines(sheet: Sheet) -> Iterator[str]:
    for place, item in enumerate(sheet.items, 1):
        mark = " " if item.is_open else "✓"
        due = dates.moment(item.due_at) if item.due_at is not None else ""
        told = (f"{place:>3}", mark, item.thing, item.what, due, f"[{item.id}]")
        yield "  ".join(part for part in told if part)
