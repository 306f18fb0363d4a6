"""`parcels`: the registers of problem parcels (问题件) and returned parcels (退回件)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from desktop_app.cli.frame import Call, Group, kind_option
from desktop_app.core import money
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.kinds import ParcelKind, Platform
from desktop_app.core.labels import label
from desktop_app.services import parcel_lists, registers, scans
from desktop_app.services import parcels as parcel_service
from desktop_app.services.parcel_lists import ParcelFilter, ParcelRow
from desktop_app.services.parcel_owners import Owner
from desktop_app.services.parcels import ParcelDraft


@click.group(cls=Group)
def parcels() -> None:
    """Problem and returned parcels: add, find the owner, settle, list, print."""


@parcels.command()
@click.option("--kind", required=True, metavar="K", help="problem or returned.")
@click.option("--tracking", metavar="NO", default="", help="It finds the order.")
@click.option("--order", "order_no", metavar="NO", default="")
@click.option("--date", "purchased_on", metavar="DATE", help="When it was bought.")
@click.option("--product", metavar="TEXT", default="")
@click.option("--sku", metavar="SKU", default="")
@click.option("--quantity", type=int, metavar="N")
@click.option("--good", type=int, metavar="N", default=0, help="Pieces that are good.")
@click.option("--damaged", type=int, metavar="N", default=0, help="Pieces that are damaged.")
@click.option("--amount", metavar="A", help="What the goods cost.")
@click.option("--currency", metavar="CUR", default="CNY", show_default=True)
@click.option("--name", "sender_name", metavar="NAME", default="", help="Who sent it.")
@click.option("--phone", "sender_phone", metavar="PHONE", default="")
@click.option("--note", metavar="TEXT", default="")
@click.pass_obj
def add(call: Call, /, kind: str, amount: str | None, **said: Any) -> None:
    """Enters a parcel; an order or tracking number that is known gives it its owner."""
    draft = ParcelDraft(
        **said,
        kind=ParcelKind(kind_option(ParcelKind, kind)),
        amount_minor=None if amount is None else money.parse(amount, said["currency"]),
    )
    with call.writing() as store:
        added = parcel_service.add(store, draft)
        found = [] if added.parcel.owned else parcel_service.owners(store, added.parcel.id)
    result = {
        "parcel": _plain(added.parcel),
        "repeated": added.repeated,
        "owners": [_owner(one) for one in found],
    }
    call.answer(result, [*_shown(added.parcel), *map(_owner_line, found)])


@parcels.command("list")
@click.option("--kind", metavar="K", help="problem or returned.")
@click.option("--search", "text", metavar="TEXT", default="", help="Part of a number or name.")
@click.option("--nobodys", is_flag=True, help="Only those without an owner.")
@click.option("--open", "only_open", is_flag=True, help="Only those not settled.")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", default=100, show_default=True)
@click.pass_obj
def list_(
    call: Call, /, kind: str | None, text: str, limit: int, *, nobodys: bool, only_open: bool
) -> None:
    """Lists parcels, the newest first."""
    wanted = ParcelFilter(
        kind=_kind(kind),
        text=text,
        owned=False if nobodys else None,
        settled=False if only_open else None,
    )
    with call.reading() as store:
        ids = parcel_lists.ids(store, wanted)
        rows = parcel_lists.rows(store, ids[:limit])
    counted = ngettext("%(count)s parcel", "%(count)s parcels", len(ids)) % {"count": len(ids)}
    call.answer(
        {"parcels": [_plain(row) for row in rows], "total": len(ids)}, [*map(_line, rows), counted]
    )


@parcels.command()
@click.argument("parcel_id", type=int, metavar="ID")
@click.pass_obj
def owners(call: Call, /, parcel_id: int) -> None:
    """The orders that a parcel may belong to, the likeliest first."""
    with call.reading() as store:
        found = parcel_service.owners(store, parcel_id)
    nobody = [] if found else [_("No order fits.")]
    call.answer({"owners": [_owner(one) for one in found]}, [*map(_owner_line, found), *nobody])


@parcels.command()
@click.argument("parcel_id", type=int, metavar="ID")
@click.option("--order", required=True, metavar="NO", help="Empty makes it nobody's again.")
@click.option("--platform", metavar="P", help="Where the order is from, if two have its number.")
@click.pass_obj
def give(call: Call, /, parcel_id: int, order: str, platform: str | None) -> None:
    """Says whose parcel it is."""
    sold_on = Platform(kind_option(Platform, platform)) if platform else None
    with call.writing() as store:
        order_id = scans.of_order(store, order, sold_on).order_id if order.strip() else None
        _answer(call, parcel_service.give(store, parcel_id, order_id))


@parcels.command()
@click.argument("parcel_id", type=int, metavar="ID")
@click.option("--note", metavar="TEXT", default="", help="What was done.")
@click.option("--undo", is_flag=True, help="Opens it again.")
@click.pass_obj
def settle(call: Call, /, parcel_id: int, note: str, *, undo: bool) -> None:
    """The parcel has been dealt with."""
    with call.writing() as store:
        _answer(call, parcel_service.settle(store, parcel_id, note, done=not undo))


@parcels.command()
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE")
@click.option("--kind", metavar="K", help="problem or returned.")
@click.pass_obj
def write(call: Call, /, output: Path, kind: str | None) -> None:
    """Writes the register as PDF, XLSX or CSV, by the file's ending."""
    with call.reading() as store:
        wanted = ParcelFilter(kind=_kind(kind))
        written = registers.write_parcels(store, output.absolute(), wanted, track=call.track)
    call.answer(
        {"file": str(written.path), "rows": written.rows},
        [_("%(file)s written") % {"file": written.path}],
    )


def _kind(text: str | None) -> ParcelKind | None:
    return ParcelKind(kind_option(ParcelKind, text)) if text else None


def _answer(call: Call, row: ParcelRow) -> None:
    call.answer({"parcel": _plain(row)}, _shown(row))


def _plain(row: ParcelRow) -> dict[str, object]:
    return {
        "id": row.id,
        "kind": row.kind,
        "owned": row.owned,
        "order": row.order_no or None,
        "platform": row.platform or None,
        "buyer": row.buyer or None,
        "case": row.case_no or None,
        "purchased_on": row.purchased_on,
        "product": row.product,
        "sku": row.sku or None,
        "quantity": row.quantity,
        "good": row.good,
        "damaged": row.damaged,
        "amount": money.text_or_none(row.amount_minor, row.currency),
        "currency": row.currency,
        "tracking": row.tracking or None,
        "sender": row.sender_name or None,
        "phone": row.sender_phone or None,
        "note": row.note,
        "entered_at": row.entered_at,
        "settled_at": row.settled_at,
    }


def _owner(one: Owner) -> dict[str, object]:
    return {
        "order": one.order_no,
        "platform": one.platform,
        "buyer": one.buyer,
        "receiver": one.receiver or None,
        "goods": one.goods,
        "case": one.case_no or None,
        "by": list(one.by),
    }


def _shown(row: ParcelRow) -> Iterator[str]:
    yield _line(row)
    if not row.owned:
        yield _("It is nobody's yet.")


def _line(row: ParcelRow) -> str:
    told = (str(row.id), label(row.kind), row.tracking, row.order_no, row.buyer, row.product)
    return "  ".join(part for part in told if part)


def _owner_line(one: Owner) -> str:
    told = (one.order_no, one.buyer, one.receiver, one.goods, "+".join(one.by))
    return "  ".join(part for part in told if part)
