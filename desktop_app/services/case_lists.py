"""Lists of cases: SQL filters and sorts into a list of ids, rows are read a page at a time."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from peewee import JOIN, SQL, Asc, Case, Desc, fn

from desktop_app.core import clock
from desktop_app.core.kinds import CaseKind, CaseStage, Cause, Outcome, Platform
from desktop_app.models.base import database
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase, CaseLine, CaseTag
from desktop_app.models.orders import SalesOrder
from desktop_app.models.prepared import AMONG, Prepared, listed
from desktop_app.services import search
from desktop_app.services.search_texts import Found
from desktop_app.services.store import Store

OPEN_STAGES = tuple(
    stage for stage in CaseStage if stage not in {CaseStage.CLOSED, CaseStage.CANCELLED}
)
WAITING_STAGES = (CaseStage.WAITING_BUYER, CaseStage.WAITING_COURIER, CaseStage.GOODS_COMING)
_PAGE = 500


@dataclass(frozen=True)
class CaseRow:
    """A case as lists show it. ``goods`` is its first line's title; times are UTC."""

    id: int
    no: str
    platform: Platform
    kind: CaseKind
    stage: CaseStage
    buyer: str
    buyer_name: str
    order: str
    tracking: str
    goods: str
    note: str
    owner: str
    cause: str
    outcome: str
    satisfaction: int | None
    angry: bool
    silent_bad_review: bool
    disputed: bool
    intervened: bool
    missed: bool
    follow_up_on: str | None
    opened_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    reply_due: datetime | None
    resolve_due: datetime | None
    next_due: datetime | None
    next_clock: str
    vip_level: int
    tags: tuple[str, ...]
    row_version: int

    def overdue(self, now: datetime) -> bool:
        """Whether a deadline has passed with the thing still undone."""
        return self.next_due is not None and self.next_due < now


@dataclass(frozen=True)
class CaseFilter:
    """What a list shows; an empty field lets everything through.

    ``text`` finds as the search box does. Days are local: ``opened_from`` and ``opened_to``
    are both included; ``opened_days`` goes back so many days from today, today included.
    ``follow_ups`` are those due today or before. ``waiting`` is one of the waiting stages or
    ``"us"`` (open and on us).
    """

    text: str = ""
    stages: tuple[CaseStage, ...] = ()
    kinds: tuple[CaseKind, ...] = ()
    platforms: tuple[Platform, ...] = ()
    causes: tuple[Cause, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    owners: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    buyer_id: int | None = None
    order_id: int | None = None
    open_only: bool = False
    overdue: bool = False
    missed: bool = False
    angry: bool = False
    disputed: bool = False
    lessons: bool = False
    waiting: str = ""
    follow_ups: bool = False
    follow_up_by: date | None = None
    opened_days: int = 0
    opened_from: date | None = None
    opened_to: date | None = None
    ids: tuple[int, ...] = field(default=())


_LIVE = (AfterSalesCase.deleted_at.is_null(), AfterSalesCase.merged_into.is_null())
_GOODS = (
    CaseLine.select(CaseLine.title)
    .where(CaseLine.case == AfterSalesCase.id)
    .order_by(CaseLine.position)
    .limit(1)
)
_TRACKING = fn.coalesce(SalesOrder.tracking, "")
_NEVER = "9999"
SORTS: dict[str, tuple[Any, ...]] = {
    "no": (fn.upper(AfterSalesCase.no),),  # sorting is quicker than walking the numbers' index
    "opened_at": (AfterSalesCase.opened_at,),
    "updated_at": (AfterSalesCase.updated_at,),
    "closed_at": (AfterSalesCase.closed_at,),
    "due": (fn.coalesce(AfterSalesCase.next_due, _NEVER),),
    "kind": (AfterSalesCase.kind,),
    "stage": (
        Case(
            AfterSalesCase.stage,
            [(stage.value, place) for place, stage in enumerate(CaseStage)],
        ),
    ),
    "platform": (AfterSalesCase.platform,),
    "owner": (AfterSalesCase.owner,),
    "cause": (AfterSalesCase.cause,),
    "outcome": (AfterSalesCase.outcome,),
    "satisfaction": (AfterSalesCase.satisfaction,),
    "follow_up_on": (fn.coalesce(AfterSalesCase.follow_up_on, _NEVER),),
    "note": (AfterSalesCase.note,),
    "buyer": (Buyer.buyer_id,),
    "order": (SalesOrder.order_no,),
    "tracking": (_TRACKING,),
    "goods": (_GOODS,),
}
_NEEDS_BUYER, _NEEDS_ORDER = {"buyer"}, {"order", "tracking"}


def ids(
    store: Store, wanted: CaseFilter | None = None, sort: str = "opened_at", *, down: bool = True
) -> array[int]:
    """The ids of the cases that the filter lets through, sorted by a column of `SORTS`."""
    query = _filtered(AfterSalesCase.select(AfterSalesCase.id), wanted or CaseFilter())
    if sort in _NEEDS_BUYER:
        query = query.join(Buyer, JOIN.LEFT_OUTER)
    elif sort in _NEEDS_ORDER:
        query = query.join(SalesOrder, JOIN.LEFT_OUTER)
    keys = [*SORTS[sort], AfterSalesCase.id]
    query = query.order_by(*map(Desc if down else Asc, keys))
    with store.connection():
        return array("q", chain.from_iterable(database.execute(query)))


def count(store: Store, wanted: CaseFilter | None = None) -> int:
    """How many cases the filter lets through."""
    query = _filtered(AfterSalesCase.select(fn.COUNT(SQL("*"))), wanted or CaseFilter())
    with store.connection():
        return int(database.execute(query).fetchone()[0])


def counts(store: Store, column: str, wanted: CaseFilter | None = None) -> dict[str, int]:
    """How many cases there are for each value of ``kind``, ``stage``, ``platform`` or ``owner``."""
    key = getattr(AfterSalesCase, column)
    query = _filtered(AfterSalesCase.select(key, fn.COUNT(SQL("*"))), wanted or CaseFilter())
    with store.connection():
        return dict(database.execute(query.group_by(key)).fetchall())


def rows(store: Store, wanted: Sequence[int]) -> list[CaseRow]:
    """The cases with these ids, in this order; those that are gone are left out."""
    found: dict[int, CaseRow] = {}
    with store.connection():
        for start in range(0, len(wanted), _PAGE):
            page = listed(wanted[start : start + _PAGE])
            tags = _tags(page)
            for row in _ROWS.rows(page):
                found[row[0]] = _row(row, tags.get(row[0], ()))
    return [found[case_id] for case_id in wanted if case_id in found]


def tag_counts(store: Store) -> dict[str, int]:
    """The tags in use, and on how many cases each is."""
    query = (
        CaseTag.select(CaseTag.tag, fn.COUNT(SQL("*"))).group_by(CaseTag.tag).order_by(CaseTag.tag)
    )
    with store.connection():
        return dict(database.execute(query).fetchall())


def _filtered(query: Any, wanted: CaseFilter) -> Any:
    query = query.where(*_LIVE)
    for condition in _conditions(wanted):
        query = query.where(condition)
    return query


def _conditions(wanted: CaseFilter) -> list[Any]:
    case = AfterSalesCase
    listed = (
        (case.stage, wanted.stages),
        (case.kind, wanted.kinds),
        (case.platform, wanted.platforms),
        (case.cause, wanted.causes),
        (case.outcome, wanted.outcomes),
        (case.owner, wanted.owners),
        (case.id, wanted.ids),
    )
    found = [column.in_(list(values)) for column, values in listed if values]
    found += [make(case, wanted) for name, make in _TESTS.items() if getattr(wanted, name)]
    if wanted.text.strip():
        hits = json.dumps(search.matches(Found.CASE, wanted.text))
        found.append(case.id.in_(SQL("(SELECT value FROM json_each(?))", [hits])))
    return found


_TESTS: dict[str, Callable[[Any, CaseFilter], Any]] = {
    "buyer_id": lambda case, wanted: case.buyer == wanted.buyer_id,
    "order_id": lambda case, wanted: case.order == wanted.order_id,
    "open_only": lambda case, _: case.stage.in_(OPEN_STAGES),
    "overdue": lambda case, _: case.id.in_(_late()),
    "missed": lambda case, _: (case.missed == 1) | (case.next_due < clock.to_text(clock.now())),
    "angry": lambda case, _: (case.angry == 1) | (case.silent_bad_review == 1),
    "disputed": lambda case, _: (case.disputed == 1) | case.intervened_at.is_null(False),  # noqa: FBT003 - peewee's
    "lessons": lambda case, _: case.lesson == 1,
    "tags": lambda case, wanted: case.id.in_(
        CaseTag.select(CaseTag.case).where(CaseTag.tag.in_(list(wanted.tags)))
    ),
    "waiting": lambda case, wanted: (
        case.stage == wanted.waiting
        if wanted.waiting != "us"
        else case.stage.in_([stage for stage in OPEN_STAGES if stage not in WAITING_STAGES])
    ),
    "follow_ups": lambda case, _: _to_follow_up(case, clock.today()),
    "follow_up_by": lambda case, wanted: _to_follow_up(case, wanted.follow_up_by),
    "opened_days": lambda case, wanted: (
        case.opened_at >= _start(clock.today(), 1 - wanted.opened_days)
    ),
    "opened_from": lambda case, wanted: case.opened_at >= _start(wanted.opened_from),
    "opened_to": lambda case, wanted: case.opened_at < _start(wanted.opened_to, 1),
}


def _to_follow_up(case: Any, by: date | None) -> Any:
    return (case.follow_up_on <= str(by)) & case.stage.in_(OPEN_STAGES)


def _late() -> Any:
    """The cases whose time has run out, few of all, by the index of due times."""
    return AfterSalesCase.select(AfterSalesCase.id).where(
        *_LIVE, AfterSalesCase.next_due < clock.to_text(clock.now())
    )


def _start(day: date | None, later: int = 0) -> str:
    assert day is not None  # noqa: S101 - asked for only where a day is given
    return clock.to_text(clock.start_of_day(day + timedelta(days=later)))


_ROWS = Prepared(
    AfterSalesCase.select(
        *(AfterSalesCase.id, AfterSalesCase.no, AfterSalesCase.platform, AfterSalesCase.kind),
        *(AfterSalesCase.stage, fn.coalesce(Buyer.buyer_id, ""), fn.coalesce(Buyer.name, "")),
        *(fn.coalesce(SalesOrder.order_no, ""), _TRACKING, fn.coalesce(_GOODS, "")),
        *(AfterSalesCase.note, AfterSalesCase.owner, AfterSalesCase.cause),
        *(AfterSalesCase.outcome, AfterSalesCase.satisfaction, AfterSalesCase.angry),
        *(AfterSalesCase.silent_bad_review, AfterSalesCase.disputed),
        *(AfterSalesCase.intervened_at, AfterSalesCase.missed, AfterSalesCase.follow_up_on),
        *(AfterSalesCase.opened_at, AfterSalesCase.updated_at, AfterSalesCase.closed_at),
        *(AfterSalesCase.reply_due, AfterSalesCase.resolve_due, AfterSalesCase.next_due),
        *(AfterSalesCase.next_clock, fn.coalesce(Buyer.vip_level, 0)),
        AfterSalesCase.row_version,
    )
    .join(Buyer, JOIN.LEFT_OUTER)
    .switch(AfterSalesCase)
    .join(SalesOrder, JOIN.LEFT_OUTER)
    .where(AfterSalesCase.id.in_(AMONG))
)
_TAGS = Prepared(
    CaseTag.select(CaseTag.case, CaseTag.tag).where(CaseTag.case.in_(AMONG)).order_by(CaseTag.tag)
)


def _row(row: Sequence[Any], tags: tuple[str, ...]) -> CaseRow:
    kinds = (Platform(row[2]), CaseKind(row[3]), CaseStage(row[4]))
    moments = [clock.from_text(text) if text else None for text in row[21:27]]
    marks = [bool(value) for value in row[15:20]]
    values: list[Any] = [
        *(*row[:2], *kinds, *row[5:15], *marks, row[20], *moments, *row[27:29], tags, row[29])
    ]
    return CaseRow(*values)


def _tags(page: str) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for case_id, tag in _TAGS.rows(page):
        found[case_id] = (*found.get(case_id, ()), tag)
    return found
