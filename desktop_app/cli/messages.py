"""`messages` and `shipments`: what buyers are to be told, and what their parcels did (R29, R58)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import click

from desktop_app.cli.frame import Call, Group, refusal
from desktop_app.core import clock
from desktop_app.core.errors import BadValue, FileTrouble, Reason, UserError
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.labels import label
from desktop_app.services import (
    follow_ups,
    message_lists,
    tracking_texts,
)
from desktop_app.services import (
    shipments as parcels,
)
from desktop_app.services.follow_ups import FollowUpDraft
from desktop_app.services.message_lists import MessageFilter, MessageRow
from desktop_app.services.shipments import Added, Parcel
from desktop_app.services.store import Store


@click.group(cls=Group)
def messages() -> None:
    """Messages due to buyers: list, make, add, done, skip."""


@messages.command("list")
@click.option("--due", is_flag=True, help="Only those due today or before.")
@click.option("--all", "everything", is_flag=True, help="Those done and skipped, too.")
@click.option("--search", "text", metavar="TEXT", default="", help="Part of a number or name.")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", default=100, show_default=True)
@click.pass_obj
def list_(call: Call, /, text: str, limit: int, *, due: bool, everything: bool) -> None:
    """Lists messages, those due first."""
    with call.reading() as store:
        ids = [*message_lists.ids(store, MessageFilter(shown="due", text=text))]
        if not due:
            ids += message_lists.ids(store, MessageFilter(shown="later", text=text))
        if everything:
            for shown in ("done", "skipped"):
                ids += message_lists.ids(store, MessageFilter(shown=shown, text=text))
        rows = message_lists.rows(store, ids[:limit])
    counted = ngettext("%(count)s message", "%(count)s messages", len(ids)) % {"count": len(ids)}
    call.answer(
        {"messages": [_plain(row) for row in rows], "total": len(ids)},
        [*map(_line, rows), counted],
    )


@messages.command()
@click.pass_obj
def make(call: Call, /) -> None:
    """Makes the messages that are due by the rules, as the window does by itself."""
    with call.writing() as store:
        made = follow_ups.make_due(store)
    text = ngettext("%(count)s new message", "%(count)s new messages", made) % {"count": made}
    call.answer({"made": made}, [text])


@messages.command()
@click.argument("number")
@click.option("--on", "day", metavar="DATE", required=True, help="When it is due: YYYY-MM-DD.")
@click.option("--text", metavar="TEXT", default="", help="One's own words.")
@click.pass_obj
def add(call: Call, /, number: str, day: str, text: str) -> None:
    """Enters a message about an order, a case or a parcel."""
    due = _day(day)
    with call.writing() as store:
        order_id, case_no = follow_ups.subject(store, number)
        made = follow_ups.add(store, FollowUpDraft(due, text, order_id, case_no))
        row = message_lists.row(store, made)
    call.answer({"message": _plain(row)}, [_line(row)])


@messages.command()
@click.argument("ids", nargs=-1, required=True, type=int, metavar="ID…")
@click.pass_obj
def done(call: Call, /, ids: Sequence[int]) -> None:
    """Says that messages were sent."""
    _each(call, "done", ids, follow_ups.done)


@messages.command()
@click.argument("ids", nargs=-1, required=True, type=int, metavar="ID…")
@click.pass_obj
def skip(call: Call, /, ids: Sequence[int]) -> None:
    """Says that messages aren't sent after all."""
    _each(call, "skipped", ids, follow_ups.skip)


@messages.command()
@click.argument("ids", nargs=-1, required=True, type=int, metavar="ID…")
@click.pass_obj
def reopen(call: Call, /, ids: Sequence[int]) -> None:
    """Says that messages are due again."""
    _each(call, "reopened", ids, follow_ups.reopen)


@click.group(cls=Group)
def shipments() -> None:
    """Parcels' movements: add, list, inform."""


@shipments.command("add")
@click.argument("tracking")
@click.option("--at", "at", metavar="TIME", help="Local time: 2026-11-20 08:12. Left out: now.")
@click.option("--what", metavar="TEXT", default="", help="What the parcel did.")
@click.option("--place", metavar="TEXT", default="")
@click.option("--file", "source", metavar="FILE", help="The courier's lines; - reads input.")
@click.option("--order", "order_no", metavar="NO", default="", help="Of which order.")
@click.pass_obj
def add_movement(
    call: Call, /, tracking: str, at: str | None, source: str | None, **said: str
) -> None:
    """Notes one movement, or all lines of a text copied from the courier's page."""
    lines = tracking_texts.parse(_text_of(source)) if source else None
    moment = tracking_texts.moment(at) if at else clock.now()
    with call.writing() as store, store.transaction():
        parcel = parcels.find(store, tracking, said["order_no"])
        shipment = parcels.obtain(store, parcel)
        if lines is None:
            made = Added(
                (parcels.add_event(store, shipment, moment, said["what"], said["place"]),), 0
            )
        else:
            made = parcels.add_events(store, shipment, lines.movements)
        shown = parcels.find(store, tracking, said["order_no"])
    refused = [
        {"row": line.number, "reason": line.why.value, "text": line.text}
        for line in (lines.unread if lines is not None else ())
    ]
    call.answer(
        {
            "added": list(made.ids),
            "known": made.known,
            "parcel": _parcel(shown),
            "refused": refused,
        },
        _told(shown),
    )


@shipments.command("list")
@click.argument("number", required=False, default="")
@click.pass_obj
def list_movements(call: Call, /, number: str) -> None:
    """Lists the movements of a parcel or an order; without a number those not told to buyers."""
    with call.reading() as store:
        if not number:
            rows = message_lists.rows(
                store, message_lists.ids(store, MessageFilter(shown="untold"))
            )
            call.answer({"untold": [_untold(row) for row in rows]}, map(_line, rows))
            return
        found = _parcels(store, number)
    call.answer(
        {"parcels": [_parcel(one) for one in found]},
        [line for parcel in found for line in _told(parcel)],
    )


@shipments.command()
@click.argument("ids", nargs=-1, required=True, type=int, metavar="ID…")
@click.option("--text", metavar="TEXT", default="", help="What the buyer was told.")
@click.pass_obj
def inform(call: Call, /, ids: Sequence[int], text: str) -> None:
    """Says that buyers were told of movements, and so of what the parcels did before."""
    _each(call, "informed", ids, lambda store, one: parcels.inform(store, one, text))


def _each(call: Call, name: str, ids: Sequence[int], act: Callable[[Store, int], object]) -> None:
    done_: list[int] = []
    refused: list[dict[str, object]] = []
    with call.writing() as store:
        for one in ids:
            try:
                act(store, one)
            except UserError as error:
                refused.append(refusal(error, source=one))
            else:
                done_.append(one)
    call.answer({name: done_, "refused": refused}, [" ".join(map(str, done_))])


def _parcels(store: Store, number: str) -> list[Parcel]:
    """A parcel by its own number, else all of an order or a case."""
    try:
        return [parcels.find(store, number)]
    except UserError:
        order_id, case_no = follow_ups.subject(store, number)
    if case_no:
        return parcels.of_case(store, case_no)
    return parcels.of_order(store, order_id) if order_id is not None else []


def _plain(row: MessageRow) -> dict[str, object]:
    return {
        "id": row.id,
        "state": row.state,
        "due_on": row.due_on.isoformat(),
        "rule": row.rule or None,
        "name": row.name,
        "text": row.text,
        "buyer": row.buyer or None,
        "platform": row.platform or None,
        "order": row.order_no or None,
        "case": row.case_no or None,
        "courier": row.courier or None,
        "tracking": row.tracking or None,
        "done_at": row.done_at,
    }


def _untold(row: MessageRow) -> dict[str, object]:
    return {
        "id": -row.id,
        "at": row.at,
        "what": row.text,
        "tracking": row.tracking,
        "order": row.order_no or None,
        "buyer": row.buyer or None,
        "more": row.more,
    }


def _parcel(parcel: Parcel) -> dict[str, object]:
    return {
        "tracking": parcel.tracking,
        "courier": parcel.courier or None,
        "direction": parcel.direction,
        "signed_at": parcel.signed_at,
        "movements": [
            {
                "id": one.id,
                "at": one.at,
                "place": one.place,
                "what": one.what,
                "informed_at": one.informed_at,
            }
            for one in parcel.movements
        ],
    }


def _line(row: MessageRow) -> str:
    about = row.case_no or row.order_no
    what = row.text if row.is_movement or not row.rule else row.name
    told = (str(abs(row.id)), row.due_on.isoformat(), label(row.state), row.buyer, about, what)
    return "  ".join(part for part in told if part)


def _told(parcel: Parcel) -> list[str]:
    lines = [f"{label(parcel.direction)}  {parcel.courier}  {parcel.tracking}".strip()]
    for one in parcel.movements:
        told = _("told") if one.informed_at else _("not told")
        when = f"{clock.to_local(one.at):%Y-%m-%d %H:%M}"
        lines.append("  ".join(filter(None, (f"  {one.id}", when, one.place, one.what, told))))
    return lines


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadValue(Reason.NOT_A_DATE, value=text) from None


def _text_of(source: str) -> str:
    """A file's text (``-``: standard input's), of which no more is read than one could paste."""
    try:
        if source == "-":
            return sys.stdin.read(tracking_texts.MOST_TEXT + 1)
        with Path(source).open(encoding="utf-8-sig") as lines:
            return lines.read(tracking_texts.MOST_TEXT + 1)
    except FileNotFoundError:
        raise FileTrouble(Reason.FILE_MISSING, path=source) from None
    except (OSError, UnicodeDecodeError):
        raise FileTrouble(Reason.FILE_UNREADABLE, path=source) from None
