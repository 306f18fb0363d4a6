"""`claims`: open, list, move, and write the sheets that go to the courier."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from desktop_app.cli import claim_answers
from desktop_app.cli.frame import Call, Group, kind_option, refusal
from desktop_app.core import money
from desktop_app.core.errors import BadValue, Conflict, NotAllowed, Reason
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.kinds import ClaimKind, ClaimStage, Platform
from desktop_app.services import (
    claim_lists,
    claim_sheets,
    claim_steps,
    couriers,
    month_locks,
    settlement_formats,
    settlements,
    statements,
)
from desktop_app.services import claims as claim_service
from desktop_app.services.claim_details import ClaimDetail
from desktop_app.services.claim_lists import ClaimFilter
from desktop_app.services.claims import ClaimDraft


@click.group(cls=Group)
def claims() -> None:
    """Courier claims: open, list, move, sheet."""


@claims.command("open")
@click.option("--order", "order_no", metavar="NO", default="", help="Order number.")
@click.option("--tracking", metavar="NO", default="", help="The parcel's tracking number.")
@click.option("--case", "case_no", metavar="NO", default="", help="The case it belongs to.")
@click.option("--platform", metavar="P", help="Where it was sold, if that isn't plain.")
@click.option("--kind", required=True, metavar="K", help="Why: lost, damaged, short …")
@click.option("--courier", metavar="C", default="", help="Code or name; else the order's.")
@click.option("--amount", metavar="A", default="", help="Else: goods plus freight.")
@click.option("--currency", metavar="CUR", default="", help="Of the amount; else the order's.")
@click.option("--sku", "skus", multiple=True, metavar="SKU=QTY", help="What is claimed for.")
@click.option("--note", metavar="TEXT", default="", help="What happened.")
@click.option("--allow-duplicate", is_flag=True, help="A second claim on one parcel is meant.")
@click.pass_obj
def open_(call: Call, /, skus: Sequence[str], note: str, **said: Any) -> None:
    """Writes a claim into the ledger, filled from the case, order or parcel."""
    if not any(said[name].strip() for name in ("order_no", "tracking", "case_no")):
        raise click.UsageError(_("Say one of --order, --tracking and --case."))
    platform, kind = said.pop("platform"), said.pop("kind")
    draft = ClaimDraft(
        **said,
        kind=ClaimKind(kind_option(ClaimKind, kind)),
        platform=Platform(kind_option(Platform, platform)) if platform else None,
        skus=_skus(skus),
        fields={"what_happened": note} if note.strip() else {},
    )
    with call.writing() as store:
        try:
            answer(call, claim_service.open(store, draft))
        except Conflict as error:
            call.answer({"refused": [refusal(error, other=error.data.get("other"))]}, ())


@claims.command("list")
@click.option("--month", metavar="YYYY-MM", help="The month in which it was entered.")
@click.option("--courier", metavar="C", default="", help="Code or name.")
@click.option("--stage", metavar="S")
@click.option("--search", "text", metavar="TEXT", default="", help="Part of a number or buyer.")
@click.pass_obj
def list_(call: Call, /, month: str | None, courier: str, stage: str | None, text: str) -> None:
    """Lists claims, the newest first."""
    wanted = ClaimFilter(
        month=month_locks.checked(month) if month else "",
        courier=courier,
        stages=frozenset({ClaimStage(kind_option(ClaimStage, stage))} if stage else ()),
        text=text,
    )
    with call.reading() as store:
        if courier:
            couriers.require_known(store, courier)
        rows = claim_lists.listed(store, wanted)
    counted = ngettext("%(count)s claim", "%(count)s claims", len(rows)) % {"count": len(rows)}
    call.answer(
        {"claims": [claim_answers.row(row) for row in rows], "total": len(rows)},
        [*map(claim_answers.line, rows), counted],
    )


@claims.command()
@click.argument("no")
@click.pass_obj
def show(call: Call, /, no: str) -> None:
    """Shows a claim with its goods, money and next steps."""
    with call.reading() as store:
        answer(call, claim_service.show(store, no))


@claims.command()
@click.argument("no")
@click.argument("stage")
@click.option("--amount", metavar="A", help="What was approved or paid.")
@click.option("--note", metavar="TEXT", default="", help="For void: the reason.")
@click.option("--month", metavar="YYYY-MM", default="", help="The month that bears the money.")
@click.pass_obj
def move(call: Call, /, no: str, stage: str, amount: str | None, note: str, month: str) -> None:
    """Takes a claim one step further, such as filed, approved, paid, closed or void."""
    wanted = ClaimStage(kind_option(ClaimStage, stage))
    with call.writing() as store:
        currency = claim_service.show(store, no).row.currency
        minor = None if amount is None else money.parse(amount, currency)
        try:
            moved = claim_steps.move(store, no, wanted, amount_minor=minor, note=note, month=month)
        except NotAllowed as error:
            _refuse(call, no, error)
        else:
            answer(call, moved)


@claims.command()
@click.argument("nos", metavar="NO…", nargs=-1, required=True)
@click.option("-o", "target", metavar="FILE.pdf", required=True, type=click.Path(path_type=Path))
@click.option("--form", metavar="NAME", help="zh, en, or a form's name; else the courier's.")
@click.option("--masked/--unmasked", default=None, help="Hide consignee and account, or not.")
@click.pass_obj
def sheet(
    call: Call, /, nos: Sequence[str], target: Path, form: str | None, *, masked: bool | None
) -> None:
    """Writes the claims' sheets into one PDF."""
    target = target.absolute()
    with call.writing() if target.is_relative_to(call.root) else call.reading() as store:
        made = claim_sheets.write(store, nos, target, form=form, masked=masked, track=call.track)
    result = {
        "file": str(made.path),
        "pages": made.pages,
        "claims": list(made.claims),
        "sha256": made.sha256,
    }
    said = _("%(file)s: %(pages)s pages, %(claims)s claims") % {
        **result,
        "claims": len(made.claims),
    }
    call.answer(result, [said])


@claims.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--courier", metavar="C", required=True, help="Code or name.")
@click.option("--apply", "applying", is_flag=True, help="Enter what the file pays.")
@click.option("--currency", metavar="CUR", default="CNY", show_default=True)
@click.option("--profile", metavar="NAME", help="A mapping of columns that the shop saved.")
@click.option("--month", metavar="YYYY-MM", default="", help="The month that bears all of it.")
@click.pass_obj
def reconcile(
    call: Call, /, file: Path, profile: str | None, *, applying: bool, **said: Any
) -> None:
    """Holds a courier's settlement file or bill against the ledger; --apply enters its payments."""
    with call.writing() if applying else call.reading() as store:
        asked = settlements.Asked(
            **said,
            profile=settlement_formats.profile_named(store, profile) if profile else None,
        )
        couriers.require_known(store, asked.courier)
        sheet = settlements.read(file, asked, call.track)
        found = settlements.reconcile(store, sheet, asked)
        payments = settlements.apply(store, sheet, asked).payments if applying else 0
    call.answer(
        claim_answers.reconciliation(found, payments),
        claim_answers.reconciled_lines(found, payments),
    )


@claims.command()
@click.option("--month", metavar="YYYY-MM", required=True)
@click.option("--courier", metavar="C", default="", help="Code or name; else all couriers.")
@click.option("-o", "target", metavar="FILE", required=True, type=click.Path(path_type=Path))
@click.pass_obj
def statement(call: Call, /, month: str, courier: str, target: Path) -> None:
    """Writes the month's ledger and its totals as PDF, XLSX or CSV, by the file's name."""
    with call.reading() as store:
        made = statements.write(store, month, target.absolute(), courier, track=call.track)
    result = {
        "file": str(made.path),
        "rows": made.rows,
        "totals": claim_answers.totals(made.totals),
    }
    rows = ngettext("%(count)s claim", "%(count)s claims", made.rows) % {"count": made.rows}
    call.answer(result, [f"{made.path}: {rows}", *claim_answers.total_lines(made.totals)])


def answer(call: Call, claim: ClaimDetail) -> None:
    """Prints one claim."""
    call.answer({"claim": claim_answers.detail(claim)}, claim_answers.shown(claim))


def _refuse(call: Call, no: str, error: NotAllowed) -> None:
    """Says which steps there are in the codes that a script would type."""
    stages = error.data.get("allowed")
    allowed = [str(stage) for stage in stages] if isinstance(stages, tuple) else []
    call.answer({"refused": [refusal(error, no=no, allowed=allowed)]}, ())
    if allowed and not call.as_json:
        click.echo(" ".join(allowed), err=True)


def _skus(texts: Sequence[str]) -> dict[str, int]:
    pieces: dict[str, int] = {}
    for sku, quantity in map(_sku, texts):
        pieces[sku] = pieces.get(sku, 0) + quantity
    return pieces


def _sku(text: str) -> tuple[str, int]:
    """``SKU=QTY``; a SKU may hold a ``=`` itself, and alone it means one piece."""
    sku, equals, quantity = text.rpartition("=")
    if not equals:
        sku, quantity = text, "1"
    if not sku.strip() or not quantity.strip().isdecimal() or not int(quantity):
        raise BadValue(Reason.NOT_A_QUANTITY, value=text)
    return sku.strip(), int(quantity)
