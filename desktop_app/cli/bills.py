"""`bills`: a courier's bill against what the parcels weigh."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from desktop_app.cli.frame import Call, Group, refusal
from desktop_app.core import money
from desktop_app.core.i18n import _, ngettext
from desktop_app.services import billed_weights, registers
from desktop_app.services.billed_weights import BilledRow, BillReport


@click.group(cls=Group)
def bills() -> None:
    """Couriers' bills: what was billed too heavy."""


@bills.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--courier", required=True, metavar="C", help="Code or name.")
@click.option("--keep", is_flag=True, help="Keeps the weights with the parcels.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="PDF or XLSX."
)
@click.pass_obj
def read(call: Call, /, file: Path, courier: str, output: Path | None, *, keep: bool) -> None:
    """Compares each line's billed weight with the contract of its day."""
    with call.writing() as store:
        report = billed_weights.read(store, file.absolute(), courier, call.track)
        kept = billed_weights.note(store, report, call.track) if keep else 0
    if output is not None:
        registers.write_overbilled(report, output.absolute(), track=call.track)
    call.answer(_result(report, kept, output), _lines(report))


def _result(report: BillReport, kept: int, output: Path | None) -> dict[str, object]:
    return {
        "courier": report.courier.code,
        "lines": len(report.rows),
        "overbilled": [_plain(row) for row in report.overbilled],
        "over": money.to_text(report.over_minor, report.currency),
        "currency": report.currency,
        "unclear": len(report.unclear),
        "kept": kept,
        "read_before": report.read_before,
        "file": str(output) if output else None,
        "refused": [
            refusal(line.error, file=report.name, row=line.row, tracking=line.tracking)
            for line in report.refused
        ],
    }


def _plain(row: BilledRow) -> dict[str, object]:
    return {
        "row": row.row,
        "tracking": row.tracking,
        "order": row.order_no or None,
        "day": row.day,
        "own_g": row.own_g,
        "outlet_g": row.outlet_g,
        "hub_g": row.hub_g,
        "volumetric_g": row.volumetric_g,
        "billed_g": row.billed_g,
        "basis": row.basis,
        "right_g": row.right_g,
        "over_g": row.over_g,
        "freight": money.text_or_none(row.freight_minor, row.currency),
        "over": money.text_or_none(row.over_minor, row.currency),
    }


def _lines(report: BillReport) -> Iterator[str]:
    for row in report.overbilled:
        yield _("%(tracking)s: billed %(billed)s g, right are %(right)s g") % {
            "tracking": row.tracking,
            "billed": row.billed_g,
            "right": row.right_g,
        }
    yield _("%(count)s of %(lines)s lines billed too heavy, %(amount)s %(currency)s in all") % {
        "count": len(report.overbilled),
        "lines": len(report.rows),
        "amount": money.to_text(report.over_minor, report.currency),
        "currency": report.currency,
    }
    if report.unclear:
        yield ngettext(
            "%(count)s line can't be judged: no weight, or no contract of that day.",
            "%(count)s lines can't be judged: no weight, or no contract of that day.",
            len(report.unclear),
        ) % {"count": len(report.unclear)}
