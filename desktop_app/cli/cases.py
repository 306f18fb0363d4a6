"""`cases`: open, show, list, and move by the steps that a case's workflow has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import click

from desktop_app.cli import case_answers
from desktop_app.cli.frame import Call, Group, kind_option, refusal
from desktop_app.core import clock
from desktop_app.core.errors import BadValue, NotAllowed, Reason
from desktop_app.core.i18n import _
from desktop_app.core.kinds import CaseKind, CaseStage, Platform
from desktop_app.core.labels import label
from desktop_app.services import case_lists
from desktop_app.services import cases as case_service
from desktop_app.services.case_lists import CaseFilter, CaseRow
from desktop_app.services.cases import CaseDetail, CaseDraft
from desktop_app.services.store import Store


@click.group(cls=Group)
def cases() -> None:
    """After-sales cases: open, show, list, move."""


@cases.command("open")
@click.option("--order", metavar="NO", default="", help="Order number, or a parcel's number.")
@click.option("--buyer", metavar="ID", default="", help="The buyer, where no order is known.")
@click.option("--platform", metavar="P", help="Where it was sold, if that isn't plain.")
@click.option("--kind", required=True, metavar="K", help="Why: return, exchange, wrong_item …")
@click.option("--note", metavar="TEXT", default="")
@click.option("--owner", metavar="WHO", default="", help="Who sees to it.")
@click.option("--sku", "skus", multiple=True, metavar="SKU=QTY", help="What it is about.")
@click.pass_obj
def open_(call: Call, /, skus: Sequence[str], platform: str | None, **said: Any) -> None:
    """Opens a case from an order or a buyer; without --sku it is about all that was ordered."""
    if bool(said["order"].strip()) == bool(said["buyer"].strip()):
        raise click.UsageError(_("Say one of --order and --buyer."))
    draft = CaseDraft(
        **said,
        platform=Platform(kind_option(Platform, platform)) if platform else None,
        lines=tuple(_line(sku) for sku in skus) or None,
    )
    with call.writing() as store:
        answer(call, store, case_service.open(store, draft))


@cases.command()
@click.argument("no")
@click.pass_obj
def show(call: Call, /, no: str) -> None:
    """Shows a case with its lines, checklist, clocks and timeline."""
    with call.reading() as store:
        answer(call, store, case_service.show(store, no))


@cases.command("list")
@click.option("--search", "text", metavar="TEXT", default="", help="As the search box finds.")
@click.option("--stage", metavar="S")
@click.option("--kind", metavar="K")
@click.option("--overdue", is_flag=True, help="Only those with a deadline that has passed.")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="No more than so many.")
@click.pass_obj
def list_(
    call: Call,
    /,
    text: str,
    stage: str | None,
    kind: str | None,
    limit: int | None,
    *,
    overdue: bool,
) -> None:
    """Lists cases, the newest first."""
    wanted = CaseFilter(
        text=text,
        stages=(CaseStage(kind_option(CaseStage, stage)),) if stage else (),
        kinds=(CaseKind(kind_option(CaseKind, kind)),) if kind else (),
        overdue=overdue,
    )
    with call.reading() as store:
        ids = case_lists.ids(store, wanted)
        rows = case_lists.rows(store, ids[:limit])
    now = clock.now()
    result = {"cases": [case_answers.row(row, now) for row in rows], "total": len(ids)}
    call.answer(result, _listed(rows, len(ids), now))


@cases.command()
@click.argument("no")
@click.argument("stage")
@click.option("--note", metavar="TEXT", default="")
@click.pass_obj
def move(call: Call, /, no: str, stage: str, note: str) -> None:
    """Takes a case to another stage: one step of its workflow."""
    wanted = CaseStage(kind_option(CaseStage, stage))
    with call.writing() as store:
        try:
            answer(call, store, case_service.move(store, no, wanted, note))
        except NotAllowed as error:
            _refuse(call, no, error)


def answer(call: Call, store: Store, case: CaseDetail) -> None:
    """Prints one case."""
    call.answer({"case": case_answers.detail(store, case)}, _shown(case))


def _refuse(call: Call, no: str, error: NotAllowed) -> None:
    """Says which steps there are in the codes that a script would type."""
    codes = error.data.get("allowed")
    allowed = [str(code) for code in codes] if isinstance(codes, tuple) else []
    call.answer({"refused": [refusal(error, no=no, allowed=allowed)]}, ())
    if not call.as_json:
        click.echo(" ".join(allowed), err=True)


def _line(text: str) -> tuple[str, int]:
    """``SKU=QTY``; a SKU may hold a ``=`` itself."""
    sku, _equals, quantity = text.rpartition("=")
    if not sku.strip() or not quantity.strip().isdecimal() or not int(quantity):
        raise BadValue(Reason.NOT_A_QUANTITY, value=text)
    return sku.strip(), int(quantity)


def _listed(rows: Sequence[CaseRow], total: int, now: datetime) -> Iterator[str]:
    for row in rows:
        late = f"  {_('overdue')}" if row.overdue(now) else ""
        yield f"{row.no}  {label(row.kind)}  {label(row.stage)}  {row.buyer}  {row.order}{late}"
    yield _("%(shown)s of %(total)s cases") % {"shown": len(rows), "total": total}


def _shown(case: CaseDetail) -> Iterator[str]:
    row, now = case.row, clock.now()
    yield f"{row.no}  {case.rules.name}  {label(row.stage)}"
    facts: tuple[tuple[str, Any], ...] = (
        (_("Buyer"), row.buyer),
        (_("Order"), row.order),
        (_("Tracking no."), row.tracking),
        (_("Note"), row.note),
        (_("Opened"), _local(row.opened_at)),
    )
    for name, value in facts:
        if value:
            yield f"{name}: {value}"
    for line in case.lines:
        yield f"  {line.sku}  {line.title}  {line.variant} × {line.quantity}"
    for deadline in case.deadlines:
        if deadline.is_open and deadline.due_at is not None:
            late = f"  {_('overdue')}" if deadline.due_at < now else ""
            yield f"{deadline.rule.name}: {_local(deadline.due_at)}{late}"
    if case.nexts:
        steps = ", ".join(f"{label(stage)} ({stage})" for stage in case.nexts)
        yield _("Next: %(steps)s") % {"steps": steps}


def _local(moment: datetime) -> str:
    return f"{clock.to_local(moment):%Y-%m-%d %H:%M}"
