"""The part of the check that holds rows against one another: what is derived, counted, kept."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from desktop_app.core import clock, texts
from desktop_app.core.errors import UserError
from desktop_app.core.kinds import CaseKind, CaseStage
from desktop_app.models.base import tuples
from desktop_app.models.cases import AfterSalesCase, CaseLine, CaseRules
from desktop_app.models.claims import Claim
from desktop_app.models.desk import Feedback
from desktop_app.models.shops import DoneAct, SerialNumber, Setting
from desktop_app.models.weighing import StockLine, WrongLine, WrongShipment
from desktop_app.services import (
    case_rules,
    clock_rules,
    erasure_files,
    follow_up_rules,
    measure_rules,
    months,
    photo_moves,
    shifts,
    timeline,
)
from desktop_app.services.check_kinds import Ill, Problem
from desktop_app.services.store import Store

_LOOKED_AT = 2_000
_NUMBERED: tuple[Any, ...] = (AfterSalesCase, Claim, WrongShipment, Feedback)
_NUMBER = re.compile(r"([A-Z]{1,4}\d{8})-(\d{1,9})")
_OVER = (CaseStage.CLOSED.value, CaseStage.CANCELLED.value)
_DUE = ("reply_due", "resolve_due", "next_due", "next_clock")
PENDING = (photo_moves.PENDING, erasure_files.PENDING)


def closed_months(store: Store) -> Iterator[Problem]:
    """Closed months that no longer give the totals they were closed with."""
    for month in months.changed(store):
        yield Problem(Ill.MONTH_TOTALS, month)


def due_times(store: Store) -> Iterator[Problem]:
    """Due columns of open cases against their events; of very many, of some thousand."""
    open_cases = AfterSalesCase.select(AfterSalesCase.id).where(
        AfterSalesCase.stage.not_in(_OVER), AfterSalesCase.deleted_at.is_null()
    )
    found = [row[0] for row in tuples(open_cases)]
    every = -(-len(found) // _LOOKED_AT) or 1
    for case_id in found[::every]:
        no = _out_of_step(store, case_id)
        if no:
            yield Problem(Ill.DUE_TIMES, no, owner=no, key=case_id)


def _out_of_step(store: Store, case_id: int) -> str:
    """The number of a case whose due columns aren't what its events say, else "".

    What only time has brought about since they were written is no fault: the chores mark it.
    """
    names = ("no", *_DUE, "missed")
    columns = (getattr(AfterSalesCase, name) for name in names)
    query = AfterSalesCase.select(*columns).where(AfterSalesCase.id == case_id)
    held: Any = next(iter(query.dicts()))
    deadlines = timeline.deadlines(store, case_id)
    due = timeline.due_columns(deadlines)
    ran_out = held["next_due"] is not None and held["next_due"] <= clock.now()
    if ran_out and not held["missed"] and due["missed"]:
        return ""
    compared = ("next_due",) if due["missed"] else (*_DUE, "missed")
    return "" if all(held[name] == due[name] for name in compared) else str(held["no"])


def stock_lines(_store: Store) -> Iterator[Problem]:
    """Goods booked on the stock for another product than the line they come from."""
    for line, column in ((CaseLine, StockLine.case_line), (WrongLine, StockLine.wrong_line)):
        query = (
            StockLine.select(StockLine.id, StockLine.sku, line.sku)
            .join(line, on=column == line.id)
            .where(StockLine.sku != line.sku, StockLine.done_at.is_null())
        )
        for key, booked, sku in tuples(query):
            yield Problem(Ill.STOCK_LINE, f"{key}", f"{booked} ≠ {sku}", key=key)


def number_series(_store: Store) -> Iterator[Problem]:
    """Series of numbers that would give one out again."""
    given: dict[str, int] = {}
    for table in _NUMBERED:
        for (no,) in table.select(table.no).tuples().iterator():
            found = _NUMBER.fullmatch(no)
            if found:
                series = found[1]
                given[series] = max(given.get(series, 0), int(found[2]))
    held = dict(tuples(SerialNumber.select(SerialNumber.series, SerialNumber.last)))
    for series, last in sorted(given.items()):
        if series in held and held[series] < last:
            yield Problem(Ill.NUMBER_SERIES, series, str(last))


def kept_settings(store: Store) -> Iterator[Problem]:
    """Settings that can't be read, and rules of the shop's own that say nothing any more."""
    for name, value in tuples(Setting.select(Setting.name, Setting.value)):
        try:
            json.loads(value)
        except ValueError:
            yield Problem(Ill.SETTING, name)
    readers: tuple[tuple[str, Callable[[Store], object]], ...] = (
        ("clock_rules", clock_rules.all_of),
        ("follow_up_rules", follow_up_rules.all_of),
        ("shifts", shifts.roster),
        ("measures", measure_rules.all_of),
    )
    for name, read in readers:
        why = _refusal(lambda read=read: read(store))  # type: ignore[misc] # bound at once
        if why:
            yield Problem(Ill.SETTING, name, why)
    for key, code, kind in tuples(CaseRules.select(CaseRules.id, CaseRules.code, CaseRules.base)):
        why = _refusal(
            lambda key=key, kind=kind: case_rules.of(store, key, CaseKind(kind))  # type: ignore[misc] # bound at once
        )
        if why:
            yield Problem(Ill.RULES, code, why, key=key)


def _refusal(read: Callable[[], object]) -> str:
    try:
        read()
    except UserError as error:
        return texts.sentence(error)
    except (ValueError, KeyError, TypeError) as error:
        return type(error).__name__
    return ""


def unfinished(_store: Store) -> Iterator[Problem]:
    """Moves of photos and erasures that were interrupted; the next chores finish them."""
    acts = DoneAct.select(DoneAct.id, DoneAct.kind).where(DoneAct.kind.in_(PENDING))
    for key, kind in tuples(acts):
        yield Problem(Ill.UNFINISHED, kind, key=key)
