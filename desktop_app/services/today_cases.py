"""Of the day's list, what cases want: clocks that run out, days on which to look again."""

from __future__ import annotations

from typing import Any

from peewee import JOIN, SQL, fn

from desktop_app.core import clock
from desktop_app.core.kinds import CaseStage, Clock
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.prepared import MARK, Prepared
from desktop_app.services import clock_rules
from desktop_app.services.case_lists import OPEN_STAGES
from desktop_app.services.store import Store
from desktop_app.services.today_rows import (
    NOTHING,
    Frame,
    Source,
    Tally,
    Todo,
    TodoGroup,
    TodoKind,
    literals,
    rows,
    tally,
)

_CASE = AfterSalesCase
# What is over is told by exclusion, so that SQLite goes by the days, which let few through, and
# not by the stages, in each of which stand thousands.
OPEN_CASES = (
    _CASE.deleted_at.is_null(),
    _CASE.merged_into.is_null(),
    _CASE.stage.not_in(literals(stage for stage in CaseStage if stage not in OPEN_STAGES)),
)
_WHOSE = fn.COALESCE(Buyer.buyer_id, NOTHING)

# A clock that stands still has no due time, so that it isn't among these. Those that ran out and
# those that can still be kept stand apart: however many are late, the others must be seen.
_CLOCKS = (_CASE.next_due >= MARK, _CASE.next_due < MARK, *OPEN_CASES)
_CLOCK_TALLY = Prepared(
    _CASE.select(fn.COUNT(SQL("*")), fn.SUM(_CASE.next_due < MARK)).where(*_CLOCKS)
)
_CLOCK_ROWS = Prepared(
    _CASE.select(_CASE.id, _CASE.no, _CASE.kind, _WHOSE, _CASE.next_due, _CASE.next_clock)
    .join(Buyer, JOIN.LEFT_OUTER)
    .where(*_CLOCKS)
    .order_by(_CASE.next_due)
    .limit(MARK)
)

_AGAIN = (_CASE.follow_up_on <= MARK, *OPEN_CASES)
_AGAIN_TALLY = Prepared(
    _CASE.select(
        fn.COUNT(SQL("*")),
        fn.SUM(_CASE.follow_up_on < MARK),
        SQL("0"),
        fn.SUM(_CASE.follow_up_on >= MARK),
    ).where(*_AGAIN)
)
_AGAIN_ROWS = Prepared(
    _CASE.select(_CASE.id, _CASE.no, _CASE.kind, _WHOSE, _CASE.follow_up_on)
    .join(Buyer, JOIN.LEFT_OUTER)
    .where(*_AGAIN)
    .order_by(_CASE.follow_up_on, _CASE.id)
    .limit(MARK)
)


_EVER = ""


def _late(frame: Frame) -> tuple[str, str]:
    return _EVER, clock.to_text(frame.now)


def _running(frame: Frame) -> tuple[str, str]:
    return clock.to_text(frame.now), clock.to_text(frame.horizon)


def _count_late(_store: Store, frame: Frame) -> Tally:
    late = _counted(frame, _late(frame))[0]
    return Tally(late, overdue=late)


def _count_running(_store: Store, frame: Frame) -> Tally:
    running, soon = _counted(frame, _running(frame))
    return Tally(running, soon=soon, today=running)


def _counted(frame: Frame, between: tuple[str, str]) -> tuple[int, int]:
    """How many run out between two moments, and how many of them soon."""
    row = _CLOCK_TALLY.first(clock.to_text(frame.soon), *between)
    return (row[0], row[1] or 0) if row else (0, 0)


def _read_late(store: Store, frame: Frame, most: int) -> list[Todo]:
    return _read_clocks(store, frame, (*_late(frame), most))


def _read_running(store: Store, frame: Frame, most: int) -> list[Todo]:
    return _read_clocks(store, frame, (*_running(frame), most))


def _read_clocks(store: Store, frame: Frame, marks: tuple[object, ...]) -> list[Todo]:
    rules = {rule.code: rule for rule in clock_rules.all_of(store)}

    def made(row: tuple[Any, ...]) -> Todo:
        rule = rules.get(row[5])
        return Todo(
            TodoKind.CLOCK,
            row[0],
            number=row[1],
            code=row[2],
            who=row[3],
            name=rule.name if rule else "",
            clock_of=rule.of.value if rule else Clock.RESOLVE.value,
            case_id=row[0],
            **frame.timed(row[4]),
        )

    return [made(row) for row in _CLOCK_ROWS.rows(*marks)]


def _again(frame: Frame, row: tuple[Any, ...]) -> Todo:
    return Todo(
        TodoKind.CASE_FOLLOW_UP,
        row[0],
        number=row[1],
        code=row[2],
        who=row[3],
        case_id=row[0],
        **frame.dated(row[4]),
    )


SOURCES = (
    Source(TodoGroup.LATE, _count_late, _read_late),
    Source(TodoGroup.CLOCKS, _count_running, _read_running),
    Source(
        TodoGroup.FOLLOW_UPS,
        tally(_AGAIN_TALLY, lambda frame: (str(frame.day),) * 3),
        rows(_AGAIN_ROWS, lambda frame: (str(frame.day),), _again),
    ),
)
