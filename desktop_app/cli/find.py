"""`find`: the search box."""

from __future__ import annotations

import time
from collections.abc import Iterator

import click

from desktop_app.cli import case_answers
from desktop_app.cli.frame import Call, Command
from desktop_app.core import clock
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.services import case_lists, search, search_rows
from desktop_app.services.search import Hits
from desktop_app.services.search_rows import FoundRow
from desktop_app.services.search_texts import Found
from desktop_app.services.store import Store

_GROUPS = {
    Found.CASE: ("cases", N_("Cases")),
    Found.ORDER: ("orders", N_("Orders")),
    Found.BUYER: ("customers", N_("Buyers")),
    Found.PHOTO: ("photos", N_("Photos")),
    Found.CLAIM: ("claims", N_("Claims")),
    Found.PRODUCT: ("products", N_("Products")),
    Found.WRONG: ("wrong", N_("Wrong shipments")),
    Found.PARCEL: ("parcels", N_("Problem and returned parcels")),
}


@click.command(cls=Command)
@click.argument("text", nargs=-1, required=True)
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", default=search.LIMIT, show_default=True
)
@click.pass_obj
def find(call: Call, /, text: tuple[str, ...], limit: int) -> None:
    """Finds anything, from cases to parcels that came back, by any part of its words."""
    with call.reading() as store:
        begun = time.perf_counter()
        found = search.find(store, " ".join(text), limit)
        rows = search_rows.of(store, found)
        took_ms = (time.perf_counter() - begun) * 1000
        result = {
            name: _answers(store, kind, found, rows) for kind, (name, _word) in _GROUPS.items()
        }
    call.answer({**result, "ms": round(took_ms, 1)}, _lines(rows))


def _answers(
    store: Store, kind: Found, found: list[Hits], rows: list[FoundRow]
) -> list[dict[str, object]]:
    if kind is Found.CASE:
        ids = [ref for hits in found if hits.kind is kind for ref in hits.ids]
        now = clock.now()
        return [case_answers.row(row, now) for row in case_lists.rows(store, ids)]
    return [_answer(row) for row in rows if row.kind is kind]


def _answer(row: FoundRow) -> dict[str, object]:
    """The fields by the names that the other commands give them."""
    names = {
        Found.ORDER: ("order_no", "tracking", "title", "status", "created"),
        Found.BUYER: ("buyer", "phone", "name", "vip", "known_since"),
        Found.PHOTO: ("stored", "sha256", "caption", "role", "imported_at"),
        Found.CLAIM: ("no", "tracking", "kind", "stage", "entered_at"),
        Found.PRODUCT: ("sku", "model", "title", "status", "updated_at"),
        Found.WRONG: ("no", "order", "what", "state", "reported_at"),
        Found.PARCEL: ("number", "order", "product", "kind", "entered_at"),
    }[row.kind]
    values = (row.key, row.number, row.about, row.state, row.at)
    named = {name: value or None for name, value in zip(names, values, strict=True)}
    whose = {} if row.kind is Found.PRODUCT else {"platform": row.platform, "buyer": row.buyer}
    return {**whose, **named}


def _lines(rows: list[FoundRow]) -> Iterator[str]:
    if not rows:
        yield _("Nothing found.")
    before: Found | None = None
    for row in rows:
        if row.kind is not before:
            before = row.kind
            yield _(_GROUPS[row.kind][1])
        yield "  " + "  ".join(dict.fromkeys(filter(None, (row.key, row.buyer, row.about))))
