"""Of the day's list, what keeps shop and buyers well: revisits, the inbox, quality, backups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from peewee import SQL, fn

from desktop_app.core import texts
from desktop_app.core.kinds import FollowUpState
from desktop_app.models.buyers import Buyer, Revisit
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.photos import InboxFile
from desktop_app.models.prepared import MARK, Prepared
from desktop_app.services import backup_state, today_quality
from desktop_app.services.revisits import MONTHLY
from desktop_app.services.store import Store
from desktop_app.services.today_rows import (
    LONGEST_TEXT,
    MAJOR,
    Backup,
    Frame,
    Source,
    Tally,
    Todo,
    TodoGroup,
    TodoKind,
    Urgency,
    literals,
    rows,
    tally,
)

_COUNT = fn.COUNT(SQL("*"))
_OLD_BACKUP_DAYS = 3
_MANY_CASES = 20
_CASES = Prepared(
    AfterSalesCase.select(AfterSalesCase.id).offset(SQL(str(_MANY_CASES - 1))).limit(SQL("1"))
)

# Revisits (R25, R28) stand on a date of their own. Buyers lead to them: they know the day of the
# first open one, whereas among the revisits are all that ever were …
_NOT_MERGED = fn.COALESCE(Buyer.merged_into, SQL("0")) == SQL("0")  # leaves the days' index to use
_IS_OPEN = Revisit.state.in_(literals([FollowUpState.OPEN]))
_DUE = (Buyer.next_revisit <= MARK, _NOT_MERGED, _IS_OPEN, Revisit.due_on <= MARK)
_REVISIT_TALLY = Prepared(
    Buyer.select(_COUNT, fn.SUM(Revisit.due_on < MARK), SQL("0"), fn.SUM(Revisit.due_on >= MARK))
    .join(Revisit)
    .where(*_DUE)
)
_REVISIT_ROWS = Prepared(
    Buyer.select(
        *(Revisit.id, Revisit.due_on, Buyer.buyer_id, Buyer.vip_level, Buyer.platform),
        fn.SUBSTR(Revisit.reason, SQL("1"), SQL(str(LONGEST_TEXT))),
    )
    .join(Revisit)
    .where(*_DUE)
    .order_by(Revisit.due_on, Revisit.id)
    .limit(MARK)
)

# … or at the buyer alone, where nobody has entered one yet.
_ENTERED = fn.EXISTS(Revisit.select(SQL("1")).where(Revisit.buyer == Buyer.id, _IS_OPEN))
_NEXT = (
    Buyer.next_revisit <= MARK,
    _NOT_MERGED,
    Buyer.erased_at.is_null(),
    ~_ENTERED,
)
_NEXT_TALLY = Prepared(
    Buyer.select(
        *(_COUNT, fn.SUM(Buyer.next_revisit < MARK), SQL("0")),
        fn.SUM(Buyer.next_revisit >= MARK),
    ).where(*_NEXT)
)
_NEXT_ROWS = Prepared(
    Buyer.select(Buyer.id, Buyer.next_revisit, Buyer.buyer_id, Buyer.vip_level, Buyer.platform)
    .where(*_NEXT)
    .order_by(Buyer.next_revisit, Buyer.id)
    .limit(MARK)
)


def _days(count: int) -> Callable[[Frame], tuple[str, ...]]:
    """The day as often as a statement asks for it."""
    return lambda frame: (str(frame.day),) * count


def _visit(kind: TodoKind, frame: Frame, row: tuple[Any, ...]) -> Todo:
    return Todo(
        kind,
        row[0],
        number=row[2],
        who=row[2],
        count=row[3],
        code=row[4],
        name=_reason(row[5:]),
        **frame.dated(row[1]),
    )


def _reason(given: tuple[str, ...]) -> str:
    """Why somebody wanted to call; the monthly rule's own word says nothing to a person."""
    return "".join(text for text in given if text != MONTHLY)


# The inbox is one line, however many files wait there: they are given out in its own place.
_WAITING = Prepared(InboxFile.select(_COUNT).where(InboxFile.dismissed_at.is_null()))


def _count_inbox(_store: Store, _frame: Frame) -> Tally:
    return Tally(1 if inbox_files() else 0)


def _read_inbox(_store: Store, _frame: Frame, _most: int) -> list[Todo]:
    return [Todo(TodoKind.INBOX, 0, Urgency.WHENEVER, count=inbox_files())]


def inbox_files() -> int:
    """How many files wait for their buyer. Needs a connection."""
    row = _WAITING.first()
    return int(row[0]) if row else 0


# What the early warning found when it last looked (R19)
def _count_warnings(store: Store, _frame: Frame) -> Tally:
    return Tally(len(today_quality.known(store)))


def _read_warnings(store: Store, _frame: Frame, most: int) -> list[Todo]:
    return [
        Todo(
            TodoKind.QUALITY,
            one.id,
            Urgency.WHENEVER,
            number=one.model,
            who=one.title or one.model,
            code=MAJOR if one.majors else "",
            count=one.majors or one.buyers,
        )
        for one in today_quality.known(store)[:most]
    ]


# Backups: one line, of what is worst
def _count_backup(store: Store, frame: Frame) -> Tally:
    found = _backup(store, frame)
    if found is None:
        return Tally()
    return Tally(1, today=int(found.urgency is Urgency.TODAY))


def _read_backup(store: Store, frame: Frame, _most: int) -> list[Todo]:
    found = _backup(store, frame)
    return [found] if found is not None else []


def _backup(store: Store, frame: Frame) -> Todo | None:
    known = backup_state.read(store.paths)
    last = known.last_ok_at
    age = (frame.now - last).days if last is not None else 0
    urgent, later = Urgency.TODAY, Urgency.WHENEVER
    if known.error is not None:
        said = texts.sentence(known.error)
        return Todo(TodoKind.BACKUP, 0, urgent, code=Backup.FAILED, name=said)
    if known.drill_problems:
        return Todo(TodoKind.BACKUP, 0, urgent, code=Backup.DRILL, count=known.drill_problems)
    if known.place is not None and age >= _OLD_BACKUP_DAYS:
        return Todo(TodoKind.BACKUP, 0, urgent, code=Backup.OLD, count=age)
    if known.place is None and _worth_keeping():
        return Todo(TodoKind.BACKUP, 0, later, code=Backup.NONE)
    return None


def _worth_keeping() -> bool:
    """Whether the shop holds so much that losing it would hurt."""
    row = _CASES.first()
    return row is not None


SOURCES = (
    Source(
        TodoGroup.REVISITS,
        tally(_REVISIT_TALLY, _days(4)),
        rows(_REVISIT_ROWS, _days(2), lambda frame, row: _visit(TodoKind.REVISIT, frame, row)),
    ),
    Source(
        TodoGroup.REVISITS,
        tally(_NEXT_TALLY, _days(3)),
        rows(_NEXT_ROWS, _days(1), lambda frame, row: _visit(TodoKind.NEXT_REVISIT, frame, row)),
    ),
    Source(TodoGroup.OWNERLESS, _count_inbox, _read_inbox),
    Source(TodoGroup.QUALITY, _count_warnings, _read_warnings),
    Source(TodoGroup.BACKUP, _count_backup, _read_backup),
)
