"""`stock`: goods to take off stock or put back (下架登记)."""

from __future__ import annotations

from collections.abc import Sequence

import click

from desktop_app.cli.frame import Call, Group, refusal
from desktop_app.core.errors import NotFound
from desktop_app.core.i18n import ngettext
from desktop_app.core.labels import label
from desktop_app.services import stock_lines
from desktop_app.services.stock_lines import StockRow


@click.group(cls=Group)
def stock() -> None:
    """Goods to take off stock or put back: list, done."""


@stock.command("list")
@click.option("--all", "with_done", is_flag=True, help="Those that are done, too.")
@click.pass_obj
def list_(call: Call, /, *, with_done: bool) -> None:
    """Lists what is to be booked, the oldest first."""
    with call.reading() as store:
        rows = stock_lines.listed(store, with_done=with_done)
    counted = ngettext("%(count)s stock line", "%(count)s stock lines", len(rows))
    call.answer(
        {"stock": [_plain(row) for row in rows], "total": len(rows)},
        [*map(_line, rows), counted % {"count": len(rows)}],
    )


@stock.command()
@click.argument("ids", nargs=-1, required=True, type=int, metavar="ID…")
@click.option("--undo", is_flag=True, help="It wasn't done after all.")
@click.pass_obj
def done(call: Call, /, ids: Sequence[int], *, undo: bool) -> None:
    """Says that the goods were taken off or put back."""
    booked: list[int] = []
    refused: list[dict[str, object]] = []
    with call.writing() as store:
        for stock_id in ids:
            try:
                stock_lines.mark_done(store, stock_id, done=not undo)
            except NotFound as error:
                refused.append(refusal(error, source=stock_id))
            else:
                booked.append(stock_id)
    call.answer({"done": booked, "refused": refused}, [" ".join(map(str, booked))])


def _plain(row: StockRow) -> dict[str, object]:
    return {
        "id": row.id,
        "move": row.move,
        "sku": row.sku,
        "title": row.title,
        "quantity": row.quantity,
        "case": row.case_no or None,
        "wrong": row.wrong_no or None,
        "entered_at": row.entered_at,
        "done_at": row.done_at,
    }


def _line(row: StockRow) -> str:
    told = (str(row.id), label(row.move), f"{row.quantity} × {row.sku}", row.title)
    return "  ".join(part for part in (*told, row.wrong_no or row.case_no) if part)
