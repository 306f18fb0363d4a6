"""`lessons`: closed cases worth remembering (R56)."""

from __future__ import annotations

from collections.abc import Iterator

import click

from desktop_app.cli.frame import Call, Group, kind_option
from desktop_app.core import money
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.kinds import CaseKind, Cause, Outcome
from desktop_app.core.labels import label, label_of
from desktop_app.services import lessons as service
from desktop_app.services.lessons import LessonFilter, LessonRow


@click.group(cls=Group)
def lessons() -> None:
    """Cases kept as lessons: list, similar."""


@lessons.command("list")
@click.option("--kind", metavar="K")
@click.option("--cause", metavar="C")
@click.option("--tag", metavar="TAG")
@click.option("--sku", metavar="SKU")
@click.option("--search", "text", metavar="TEXT", default="", help="As the search box finds.")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="No more than so many.")
@click.pass_obj
def list_(call: Call, /, text: str, limit: int | None, **said: str | None) -> None:
    """Lists lessons, the newest first."""
    kind, cause, tag, sku = (said[name] for name in ("kind", "cause", "tag", "sku"))
    wanted = LessonFilter(
        text=text,
        kinds=(CaseKind(kind_option(CaseKind, kind)),) if kind else (),
        causes=(Cause(kind_option(Cause, cause)),) if cause else (),
        tags=(tag,) if tag else (),
        skus=(sku,) if sku else (),
    )
    with call.reading() as store:
        ids = service.ids(store, wanted)
        rows = service.rows(store, ids[:limit])
    counted = ngettext("%(count)s lesson", "%(count)s lessons", len(ids)) % {"count": len(ids)}
    lines = [line for row in rows for line in _lines(row)]
    call.answer({"lessons": [_plain(row) for row in rows], "total": len(ids)}, [*lines, counted])


@lessons.command()
@click.argument("no")
@click.pass_obj
def similar(call: Call, /, no: str) -> None:
    """Lists the lessons that a case might be helped by, the nearest first."""
    with call.reading() as store:
        found = service.similar(store, no)
    result = [{**_plain(one.lesson), "alike": one.alike.name.lower()} for one in found]
    lines = [line for one in found for line in _lines(one.lesson)]
    call.answer({"lessons": result}, lines or [_("No lesson is like this case.")])


def _plain(one: LessonRow) -> dict[str, object]:
    row, cost = one.row, one.cost
    return {
        "no": row.no,
        "kind": row.kind,
        "stage": row.stage,
        "cause": row.cause or None,
        "outcome": row.outcome or None,
        "skus": list(one.skus),
        "tags": list(row.tags),
        "note": one.note,
        "cost": money.to_text(cost.net, cost.currency) if cost else None,
        "currency": cost.currency if cost else None,
        "closed_at": row.closed_at,
    }


def _lines(one: LessonRow) -> Iterator[str]:
    row = one.row
    told = (row.no, label(row.kind), label_of(Cause, row.cause), label_of(Outcome, row.outcome))
    yield "  ".join(part for part in (*told, " ".join(one.skus), " ".join(row.tags)) if part)
    if one.note:
        yield f"    {one.note}"
