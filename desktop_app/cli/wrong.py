"""`wrong`: the register of wrong shipments, from the report to the printed list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click

from desktop_app.cli import wrong_answers
from desktop_app.cli.frame import Call, Group, kind_option
from desktop_app.core import clock
from desktop_app.core.errors import BadValue, Reason
from desktop_app.core.i18n import _
from desktop_app.core.kinds import Platform, WrongKind, WrongState
from desktop_app.services import (
    registers,
    scans,
    wrong_lines,
    wrong_lists,
    wrong_report_papers,
    wrong_reports,
    wrong_shipments,
)
from desktop_app.services.store import Store
from desktop_app.services.wrong_drafts import WrongDraft
from desktop_app.services.wrong_lines import WrongLineDraft
from desktop_app.services.wrong_lists import WrongFilter, WrongRow


@click.group(cls=Group)
def wrong() -> None:
    """Wrong shipments: report, verify, settle, dismiss, list, print."""


@wrong.command()
@click.option("--buyer", "buyer_text", metavar="ID", default="", help="Whose parcel it was.")
@click.option("--order", metavar="NO", default="", help="The order; it tells the buyer.")
@click.option("--case", metavar="NO", default="", help="The case; it tells order and buyer.")
@click.option("--platform", metavar="P", help="Where the order is from, if two have its number.")
@click.option("--check", type=int, metavar="ID", help="The weight check; it tells the lines.")
@click.option("--kind", metavar="K", help="wrong_item, missed_item …; else the lines tell it.")
@click.option("--what", metavar="TEXT", default="", help="What went wrong.")
@click.option("--expected", multiple=True, metavar="SKU=QTY", help="What should have gone.")
@click.option("--shipped", multiple=True, metavar="SKU=QTY", help="What went.")
@click.option("--cause", metavar="C", default="", help="packing, defect …")
@click.option("--picker", metavar="WHO", default="", help="Who packed it.")
@click.option("--by", metavar="WHO", default="", help="Who saw it.")
@click.option("--note", metavar="TEXT", default="")
@click.pass_obj
def report(call: Call, /, **said: Any) -> None:
    """Enters a report: the buyer and what went wrong."""
    with call.writing() as store:
        draft = _draft(store, **said)
        before = wrong_lists.alike(store, draft.buyer_text, draft.order_id)
        row = wrong_shipments.report(store, draft)
    result = {"wrong": wrong_answers.plain(row), "alike": [other.no for other in before]}
    call.answer(result, [*wrong_answers.shown(row), *wrong_answers.alike(before)])


@wrong.command()
@click.argument("no")
@click.pass_obj
def verify(call: Call, /, no: str) -> None:
    """After-sales confirms it; what went too many is entered to come off stock."""
    with call.writing() as store:
        _answer(call, wrong_shipments.verify(store, no))


@wrong.command()
@click.argument("no")
@click.option("--note", metavar="TEXT", default="", help="How it was made good.")
@click.pass_obj
def settle(call: Call, /, no: str, note: str) -> None:
    """It was made good."""
    with call.writing() as store:
        _answer(call, wrong_shipments.settle(store, no, note))


@wrong.command()
@click.argument("no")
@click.option("--reason", metavar="TEXT", required=True)
@click.pass_obj
def dismiss(call: Call, /, no: str, reason: str) -> None:
    """It proved not to be so."""
    with call.writing() as store:
        _answer(call, wrong_shipments.dismiss(store, no, reason))


@wrong.command()
@click.argument("no")
@click.pass_obj
def back(call: Call, /, no: str) -> None:
    """Takes the last step back."""
    with call.writing() as store:
        _answer(call, wrong_shipments.take_back(store, no))


@wrong.command()
@click.argument("no")
@click.pass_obj
def show(call: Call, /, no: str) -> None:
    """Shows one with its lines."""
    with call.reading() as store:
        _answer(call, wrong_lists.row(store, no))


@wrong.command("list")
@click.option("--search", "text", metavar="TEXT", default="", help="Part of a number, buyer, SKU.")
@click.option("--state", metavar="S", help="reported, verified, settled, dismissed.")
@click.option("--kind", metavar="K")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", default=100, show_default=True)
@click.pass_obj
def list_(call: Call, /, text: str, state: str | None, kind: str | None, limit: int) -> None:
    """Lists wrong shipments, the newest first."""
    with call.reading() as store:
        ids = wrong_lists.ids(store, _filter(text, state, kind))
        rows = wrong_lists.rows(store, ids[:limit])
    call.answer(
        {"wrong": [wrong_answers.plain(row) for row in rows], "total": len(ids)},
        [*map(wrong_answers.line, rows), wrong_answers.counted(len(ids))],
    )


@wrong.command()
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE")
@click.option("--state", metavar="S")
@click.option("--kind", metavar="K")
@click.pass_obj
def write(call: Call, /, output: Path, state: str | None, kind: str | None) -> None:
    """Writes the register as PDF, XLSX or CSV, by the file's ending."""
    with call.reading() as store:
        wanted = _filter("", state, kind)
        written = registers.write_wrong(store, output.absolute(), wanted, track=call.track)
    call.answer(
        {"file": str(written.path), "rows": written.rows},
        [_("%(file)s written") % {"file": written.path}],
    )


@wrong.command()
@click.option("--from", "first", metavar="DATE", help="The first day; else 30 days back.")
@click.option("--to", "last", metavar="DATE", help="The last day; else today.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="PDF or XLSX."
)
@click.pass_obj
def figures(call: Call, /, first: str | None, last: str | None, output: Path | None) -> None:
    """Counts what was verified: by SKU, picker, day, cause and kind, and what is swapped most."""
    until = _day(last) if last else clock.today()
    since = _day(first) if first else until - timedelta(days=30)
    with call.reading() as store:
        found = wrong_reports.report(store, since, until)
    if output is not None:
        wrong_report_papers.write(found, output.absolute(), track=call.track)
    result = {**wrong_answers.figures(found), "file": str(output) if output else None}
    call.answer(result, wrong_answers.told(found))


def _draft(store: Store, **said: Any) -> WrongDraft:
    """The report that the options make; order and case are looked up. Raises NotFound, BadValue."""
    order_id = case_id = None
    if said["case"].strip():
        parcel = scans.of_case(store, said["case"])
        order_id, case_id = parcel.order_id, parcel.case_id
    if said["order"].strip():
        order_id = scans.of_order(store, said["order"], _platform(said["platform"])).order_id
    check = said["check"]
    lines = _lines(said["expected"], said["shipped"])
    if check is not None and not lines:
        lines = tuple(wrong_lines.from_check(store, check))
    return WrongDraft(
        buyer_text=said["buyer_text"],
        what=said["what"],
        kind=WrongKind(kind_option(WrongKind, said["kind"])) if said["kind"] else None,
        order_id=order_id,
        case_id=case_id,
        weight_check_id=check,
        lines=lines,
        cause=said["cause"],
        picker=said["picker"],
        note=said["note"],
        by=said["by"],
    )


def _platform(text: str | None) -> Platform | None:
    return Platform(kind_option(Platform, text)) if text else None


def _lines(expected: Sequence[str], shipped: Sequence[str]) -> tuple[WrongLineDraft, ...]:
    should, went = dict(map(_pieces, expected)), dict(map(_pieces, shipped))
    return tuple(
        WrongLineDraft(sku, expected=should.get(sku, 0), shipped=went.get(sku, 0))
        for sku in dict.fromkeys([*should, *went])
    )


def _pieces(text: str) -> tuple[str, int]:
    """``SKU=QTY``; a SKU may hold a ``=`` itself, and none may have gone."""
    sku, _equals, quantity = text.rpartition("=")
    if not sku.strip() or not quantity.strip().isdecimal():
        raise BadValue(Reason.NOT_A_QUANTITY, value=text)
    return sku.strip(), int(quantity)


def _filter(text: str, state: str | None, kind: str | None) -> WrongFilter:
    return WrongFilter(
        text=text,
        states=frozenset({WrongState(kind_option(WrongState, state))} if state else ()),
        kinds=frozenset({WrongKind(kind_option(WrongKind, kind))} if kind else ()),
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadValue(Reason.NOT_A_DATE, value=text) from None


def _answer(call: Call, row: WrongRow) -> None:
    call.answer({"wrong": wrong_answers.plain(row)}, wrong_answers.shown(row))
