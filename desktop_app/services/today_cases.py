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

# A clock that stands still has no due time, so that it isn't among these.
_CLOCKS = (_CASE.next_due < MARK, *OPEN_CASES)
_CLOCK_TALLY = Prepared(
    _CASE.select(
        fn.COUNT(SQL("*")),
        fn.SUM(_CASE.next_due < MARK),
        fn.SUM((_CASE.next_due >= MARK) & (_CASE.next_due < MARK)),
        fn.SUM(_CASE.next_due >= MARK),
    ).where(*_CLOCKS)
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


def _clock_marks(frame: Frame) -> tuple[str, ...]:
    now, soon = clock.to_text(frame.now), clock.to_text(frame.soon)
    return now, now, soon, now, _horizon(frame)


def _horizon(frame: Frame) -> str:
    return clock.to_text(frame.horizon)


def _read_clocks(store: Store, frame: Frame, most: int) -> list[Todo]:
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

    return [made(row) for row in _CLOCK_ROWS.rows(_horizon(frame), most)]


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
    Source(TodoGroup.CLOCKS, tally(_CLOCK_TALLY, _clock_marks), _read_clocks),
    Source(
        TodoGroup.FOLLOW_UPS,
        tally(_AGAIN_TALLY, lambda frame: (str(frame.day),) * 3),
        rows(_AGAIN_ROWS, lambda frame: (str(frame.day),), _again),
    ),
)
