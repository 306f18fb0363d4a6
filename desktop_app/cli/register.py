"""`register`: the one register 《售后单据》 of cases, wrong shipments, parcels and claims (R24)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from pathlib import Path
from typing import Any, TypeVar

import click

from desktop_app.cli.frame import Call, Group, kind_option
from desktop_app.core import clock, money
from desktop_app.core.errors import BadValue, Reason
from desktop_app.core.i18n import _
from desktop_app.core.kinds import RegisterDoc
from desktop_app.services import desk_register, register_columns, register_exports, register_rows
from desktop_app.services.desk_register import Total
from desktop_app.services.register_exports import Layout
from desktop_app.services.register_filters import RegisterFilter
from desktop_app.services.register_rows import RegisterRow
from desktop_app.services.register_sql import Source

_Command = TypeVar("_Command", bound=Callable[..., Any])
_OPTIONS = (
    click.option(
        "--from", "since", metavar="DATE", default="", help="Entered on this day or later."
    ),
    click.option("--until", metavar="DATE", default="", help="Entered on this day or before."),
    click.option("--kind", "kinds", multiple=True, metavar="K", help="Documents of this kind."),
    click.option("--search", "text", metavar="TEXT", default="", help="As the search box finds."),
    click.option("--where", multiple=True, metavar="COLUMN=TEXT", help="As above a column."),
)


def _narrowed(command: _Command) -> _Command:
    return reduce(lambda made, option: option(made), reversed(_OPTIONS), command)


@click.group(cls=Group)
def register() -> None:
    """The one register over cases, wrong shipments, parcels and claims."""


@register.command("list")
@_narrowed
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="No more than so many.")
@click.pass_obj
def list_(call: Call, /, limit: int | None, **said: Any) -> None:
    """Lists documents, the newest first."""
    wanted = _filter(**said)
    with call.reading() as store:
        ids = desk_register.ids(store, wanted)
        rows = register_rows.rows(store, ids[:limit])
        totals = desk_register.totals(store, wanted)
    result = {
        "register": [_plain(row) for row in rows],
        "total": len(ids),
        "sums": [_sum(one) for one in totals],
    }
    call.answer(result, _listed(rows, len(ids)))


@register.command()
@_narrowed
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE")
@click.option("--columns", metavar="NAMES", default="", help="Names with commas between.")
@click.option("--paper", type=click.Choice(register_exports.PAPERS), default="a4")
@click.pass_obj
def export(call: Call, /, output: Path, columns: str, paper: str, **said: Any) -> None:
    """Writes the register as PDF, XLSX or CSV, by the file's ending."""
    wanted = _filter(**said)
    names = tuple(name.strip() for name in columns.split(",") if name.strip())
    with call.reading() as store:
        ids = desk_register.ids(store, wanted)
        layout = Layout(columns=names, paper=paper)
        written = register_exports.write(store, output.absolute(), ids, layout, track=call.track)
    call.answer(
        {"file": str(written.path), "rows": written.rows},
        [_("%(file)s written") % {"file": written.path}],
    )


def _filter(
    since: str, until: str, kinds: Sequence[str], text: str, where: Sequence[str]
) -> RegisterFilter:
    cells: list[tuple[str, str]] = []
    if since or until:
        cells.append(("date", f"{since}..{until}"))
    if kinds:
        docs = (kind_option(RegisterDoc, kind).value for kind in kinds)
        cells.append(("doc", ",".join(docs)))
    return RegisterFilter(text, (*cells, *map(_cell, where)))


def _cell(text: str) -> tuple[str, str]:
    column, equals, wanted = text.partition("=")
    if not equals or column not in register_columns.BY_NAME:
        allowed = tuple(register_columns.BY_NAME)
        raise BadValue(Reason.UNKNOWN_KIND, value=column, allowed=allowed)
    return column, wanted


def _plain(row: RegisterRow) -> dict[str, object]:
    return {
        "date": row.at,
        "kind": row.doc,
        "no": row.no,
        "id": row.ref if row.source is Source.PARCEL else None,
        "platform": row.platform or None,
        "shop": row.shop or None,
        "order": row.order or None,
        "purchased_on": row.bought,
        "buyer": row.buyer or None,
        "product": row.goods,
        "quantity": row.quantity,
        "reason": row.reason or None,
        "what": register_columns.what(row),
        "tracking": row.tracking or None,
        "amount": money.text_or_none(row.amount_minor, row.currency),
        "currency": row.currency or None,
        "state": row.state,
        "owner": row.owner or None,
        "due": clock.from_text(row.due) if row.source is Source.CASE and row.due else row.due,
        "follow_up_on": row.follow_up,
        "cause": row.cause or None,
        "outcome": row.outcome or None,
        "received": money.text_or_none(row.received_minor, row.currency),
        "handled_at": row.handled,
        "tags": list(row.tags),
        "note": row.note,
    }


def _sum(total: Total) -> dict[str, object]:
    return {
        "kind": total.doc,
        "count": total.count,
        "pieces": total.pieces,
        "amount": money.text_or_none(total.minor, total.currency or "CNY"),
        "currency": total.currency or None,
    }


def _listed(rows: Sequence[RegisterRow], total: int) -> Iterator[str]:
    shown = ("date", "no", "doc", "state", "buyer", "order", "goods", "amount", "currency")
    for row in rows:
        cells = (register_columns.BY_NAME[name].text(row) for name in shown)
        yield "  ".join(cell for cell in cells if cell)
    yield _("%(shown)s of %(total)s documents") % {"shown": len(rows), "total": total}
