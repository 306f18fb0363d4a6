"""`orders`: bring in the platforms' exports, list and show what is held."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from desktop_app.cli.frame import Call, Group, kind_option, refusal
from desktop_app.core import money
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.kinds import OrderState, Platform
from desktop_app.core.labels import label_of
from desktop_app.services import follow_ups
from desktop_app.services import orders as order_service
from desktop_app.services.orders import ImportReport, OrderItem, OrderRow
from desktop_app.services.parsed_orders import RefusedRow


@click.group(cls=Group)
def orders() -> None:
    """Orders as the platforms exported them."""


@orders.command("import")
@click.option("--platform", metavar="P", help="Whose export it is, if that isn't plain.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_obj
def import_(call: Call, /, files: tuple[Path, ...], platform: str | None) -> None:
    """Reads export files (CSV, XLSX, XLS); their format is found from the header line.

    What the shop holds newer is never overwritten by an older file.
    """
    wanted = _platform(platform)
    with call.writing() as store:
        report = order_service.import_files(store, files, wanted, track=call.track)
        if report.added or report.updated:
            follow_ups.make_due(store)
    call.answer(_import_answer(report), _told(report))


@orders.command("list")
@click.option("--platform", metavar="P", help="Only this platform's.")
@click.option("--limit", metavar="N", type=click.IntRange(min=0), help="At most so many.")
@click.pass_obj
def list_(call: Call, /, platform: str | None, limit: int | None) -> None:
    """Lists the orders, the newest first."""
    wanted = _platform(platform)
    with call.reading() as store:
        found = order_service.list_(store, wanted, limit)
    call.answer({"orders": [order_answer(row) for row in found]}, map(_line, found))


@orders.command()
@click.option("--platform", metavar="P", help="Where it was sold, if that isn't plain.")
@click.argument("no")
@click.pass_obj
def show(call: Call, /, no: str, platform: str | None) -> None:
    """Shows what is held of an order."""
    wanted = _platform(platform)
    with call.reading() as store:
        row = order_service.show(store, no, wanted)
    call.answer({"orders": [order_answer(row)]}, _lines(row))


def order_answer(row: OrderRow) -> dict[str, object]:
    """An order as the command line gives it; null is what no file said, or the platform hid."""
    return {
        "order_no": row.order_no,
        "platform": row.platform,
        "buyer": row.buyer,
        "status": row.status or None,
        "state": row.state,
        "amount": money.text_or_none(row.total_minor, row.currency),
        "paid": money.text_or_none(row.paid_minor, row.currency),
        "refund": money.text_or_none(row.refund_minor, row.currency),
        "currency": row.currency,
        "created": row.created,
        "paid_at": row.paid_at,
        "shipped": row.shipped,
        "received": row.signed_at,
        "courier": row.courier or None,
        "tracking": row.tracking or None,
        "receiver": row.receiver,
        "phone": row.phone,
        "address": row.address,
        "country": row.country or None,
        "hidden": list(row.hidden),
        "items": [_item(item, row.currency) for item in row.items],
    }


def refused_answer(refused: tuple[RefusedRow, ...]) -> list[dict[str, object]]:
    """The rows of files that were refused, each with its reason."""
    return [
        refusal(one.error, file=one.file, row=one.row, column=one.column or None) for one in refused
    ]


def _platform(code: str | None) -> Platform | None:
    return Platform(kind_option(Platform, code)) if code else None


def _import_answer(report: ImportReport) -> dict[str, object]:
    return {
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "older": report.older,
        "lines": report.lines,
        "files": [{"file": file.name, "format": file.format} for file in report.files],
        "refused": refused_answer(report.refused),
    }


def _told(report: ImportReport) -> Iterator[str]:
    for file in report.files:
        orders = file.added + file.updated + file.unchanged
        if orders:
            yield _(
                "%(file)s: %(added)d new, %(updated)d updated, %(unchanged)d unchanged orders."
            ) % {
                "file": file.name,
                "added": file.added,
                "updated": file.updated,
                "unchanged": file.unchanged,
            }
        else:
            yield _("%(file)s: no orders in it.") % {"file": file.name}
    if report.older:
        yield ngettext(
            "%(count)d order was older than what the shop holds: nothing newer was overwritten.",
            "%(count)d orders were older than what the shop holds: nothing newer was overwritten.",
            report.older,
        ) % {"count": report.older}


def _line(row: OrderRow) -> str:
    paid = money.text_or_none(row.paid_minor, row.currency)
    parts = (
        row.order_no,
        label_of(Platform, row.platform),
        label_of(OrderState, row.state),
        row.buyer or "—",
        f"{paid} {row.currency}" if paid else "—",
        row.tracking,
    )
    return "  ".join(part for part in parts if part)


def _lines(row: OrderRow) -> Iterator[str]:
    yield _line(row)
    for item in row.items:
        quantity = f"× {item.quantity}" if item.quantity is not None else "× ?"
        yield "  " + "  ".join(filter(None, (item.title, item.variant, item.sku, quantity)))


def _item(item: OrderItem, currency: str) -> dict[str, object]:
    return {
        "title": item.title or None,
        "price": money.text_or_none(item.price_minor, currency),
        "quantity": item.quantity,
        "sku": item.sku or None,
        "variant": item.variant or None,
        "sub_order_no": item.sub_order_no or None,
    }
