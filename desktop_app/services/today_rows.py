"""What the day's list is made of: its rows, their groups, and the moments that divide them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum, unique
from typing import Any, NamedTuple

from peewee import SQL

from desktop_app.core import clock
from desktop_app.core.kinds import Clock
from desktop_app.models.prepared import Prepared
from desktop_app.services.store import Store

MOST, WIDE = 8, 200
SOON = timedelta(hours=2)
AHEAD = timedelta(days=3)
"""How long before its day a claim's deadline is worth a line: papers take a while to gather."""

LONGEST_TEXT = 200
NOTHING = SQL("''")


@unique
class TodoGroup(StrEnum):
    """The groups, in the order of those that are equally urgent."""

    LATE = "late"
    CLOCKS = "clocks"
    HANDOVER = "handover"
    FOLLOW_UPS = "follow_ups"
    CLAIMS = "claims"
    REVISITS = "revisits"
    WRONG = "wrong"
    QUALITY = "quality"
    BACKUP = "backup"
    OWNERLESS = "ownerless"
    STOCK = "stock"
    DRAFTS = "drafts"


@unique
class TodoKind(StrEnum):
    """What a row is, which says how it is opened and what done means for it."""

    CLOCK = "clock"
    HANDOVER = "handover"
    MESSAGE = "message"
    CASE_FOLLOW_UP = "case_follow_up"
    CLAIM_FILE = "claim_file"
    CLAIM_ANSWER = "claim_answer"
    CLAIM_APPEAL = "claim_appeal"
    CLAIM_DRAFT = "claim_draft"
    REVISIT = "revisit"
    NEXT_REVISIT = "next_revisit"
    WRONG = "wrong"
    QUALITY = "quality"
    BACKUP = "backup"
    INBOX = "inbox"
    PARCEL = "parcel"
    STOCK = "stock"


@unique
class Urgency(IntEnum):
    """How urgent a row is."""

    OVERDUE = 0
    SOON = 1
    TODAY = 2
    COMING = 3
    WHENEVER = 4


@unique
class Backup(StrEnum):
    """What is to be said of the backups: a row's ``code``."""

    FAILED = "failed"
    DRILL = "drill"
    OLD = "old"
    NONE = "none"


MAJOR = "major"
"""The ``code`` of a quality warning that rests on a defect verified as major."""

ASK_OUTCOME = frozenset({TodoKind.REVISIT, TodoKind.NEXT_REVISIT})
FINISHABLE = ASK_OUTCOME | {
    *(TodoKind.CASE_FOLLOW_UP, TodoKind.STOCK, TodoKind.HANDOVER, TodoKind.MESSAGE),
}


@dataclass(frozen=True)
class Todo:
    """One thing to do. ``id`` is its record's, ``number`` what its room knows it by.

    ``who`` is whose it is, ``name`` words of data (a clock's name, a note), ``code`` the value of
    the kind or stage it has. ``due`` is a moment in UTC; where only a ``day`` is known it is that
    day's end. ``count`` is how many it stands for.
    """

    kind: TodoKind
    id: int
    urgency: Urgency
    number: str = ""
    who: str = ""
    name: str = ""
    code: str = ""
    clock_of: str = ""
    case_id: int | None = None
    due: datetime | None = None
    day: date | None = None
    count: int = 1

    @property
    def key(self) -> tuple[TodoKind, int]:
        """What tells it from others while lists come and go."""
        return self.kind, self.id

    @property
    def can_finish(self) -> bool:
        """Whether it can be done from the list; all else needs to be looked at in its room."""
        if self.kind is TodoKind.CLOCK:
            return self.clock_of == Clock.REPLY
        return self.kind in FINISHABLE


@dataclass(frozen=True)
class Frame:
    """The moments that divide a day's list, and their stored forms."""

    now: datetime
    day: date
    end: datetime
    soon: datetime

    @staticmethod
    def at(now: datetime) -> Frame:
        """The frame of a moment; days are the computer's own."""
        day = clock.to_local(now).date()
        end = clock.start_of_day(day + timedelta(days=1))
        return Frame(now, day, end, now + SOON)

    @property
    def far(self) -> datetime:
        """Later than whatever the list holds."""
        return self.end + timedelta(days=3650)

    @property
    def horizon(self) -> datetime:
        """Clocks that run out until then are shown: until midnight, and two hours at least."""
        return max(self.end, self.soon)

    def urgency(self, due: datetime | None) -> Urgency:
        """How urgent what is due at a moment is."""
        if due is None:
            return Urgency.WHENEVER
        if due < self.now:
            return Urgency.OVERDUE
        if due < self.soon:
            return Urgency.SOON
        return Urgency.TODAY if due < self.end else Urgency.COMING

    def urgency_of_day(self, day: date | None) -> Urgency:
        """How urgent what is due on a day is."""
        if day is None:
            return Urgency.WHENEVER
        if day < self.day:
            return Urgency.OVERDUE
        return Urgency.TODAY if day == self.day else Urgency.COMING

    def timed(self, text: str | None) -> dict[str, Any]:
        """The due fields of a row from a stored moment."""
        due = clock.from_text(text) if text else None
        return {"due": due, "urgency": self.urgency(due)}

    def dated(self, text: str | None) -> dict[str, Any]:
        """The due fields of a row from a stored day."""
        day = date.fromisoformat(text) if text else None
        end = clock.start_of_day(day + timedelta(days=1)) if day else None
        return {"day": day, "due": end, "urgency": self.urgency_of_day(day)}


class Tally(NamedTuple):
    """How many there are; overdue, within two hours, and by the day's end (those included)."""

    all: int = 0
    overdue: int = 0
    soon: int = 0
    today: int = 0


@dataclass(frozen=True)
class Source:
    """Where rows of a group come from: how many there are, and the first of them."""

    group: TodoGroup
    count: Callable[[Store, Frame], Tally]
    read: Callable[[Store, Frame, int], list[Todo]]


Bind = Callable[[Frame], Sequence[object]]


def tally(query: Prepared, bind: Bind) -> Callable[[Store, Frame], Tally]:
    """Counts by a statement whose columns are those of `Tally`, or the first of them."""

    def count(_store: Store, frame: Frame) -> Tally:
        row = query.first(*bind(frame)) or ()
        return Tally(*(value or 0 for value in row))

    return count


def rows(
    query: Prepared, bind: Bind, make: Callable[[Frame, tuple[Any, ...]], Todo]
) -> Callable[[Store, Frame, int], list[Todo]]:
    """Reads by a statement whose last mark is how many rows it may give."""

    def read(_store: Store, frame: Frame, most: int) -> list[Todo]:
        return [make(frame, row) for row in query.rows(*bind(frame), most)]

    return read


def literals(kinds: Iterable[StrEnum]) -> list[SQL]:
    """Kinds as they stand in a statement itself, where marks must come after all fixed values."""
    return [SQL(f"'{kind.value}'") for kind in kinds]
