"""Lessons (R56): closed cases worth remembering, found again when a like case opens."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import chain
from typing import Any

from peewee import SQL, fn

from desktop_app.core.errors import NotAllowed, Reason
from desktop_app.core.kinds import CaseKind, CaseStage, Cause
from desktop_app.models.base import database, tuples
from desktop_app.models.cases import LESSON_IDS, AfterSalesCase, CaseLine, CaseTag
from desktop_app.services import (
    case_acts,
    case_costs,
    case_lists,
    case_records,
    search,
)
from desktop_app.services.case_costs import TrueCost
from desktop_app.services.case_lists import CaseRow
from desktop_app.services.case_rules import ENDED
from desktop_app.services.search_texts import Found
from desktop_app.services.store import Store

MOST_ALIKE = 8


class Alike(IntEnum):
    """In what a lesson is like a case, the nearest first."""

    KIND_SKU_CAUSE = 1
    KIND_SKU = 2
    SKU_CAUSE = 3
    KIND_CAUSE = 4
    TAGS = 5


@dataclass(frozen=True)
class LessonRow:
    """A case that is kept as a lesson. ``cost`` is None where nothing was entered."""

    row: CaseRow
    note: str
    skus: tuple[str, ...]
    cost: TrueCost | None

    @property
    def id(self) -> int:
        return self.row.id

    @property
    def no(self) -> str:
        return self.row.no

    @property
    def ended(self) -> bool:
        """Whether the case is over, so that its outcome can be learned from."""
        return self.row.stage in ENDED


@dataclass(frozen=True)
class AlikeLesson:
    """A lesson, and what makes it fit; ``tags`` are those that both have."""

    lesson: LessonRow
    alike: Alike
    tags: tuple[str, ...]


@dataclass(frozen=True)
class LessonFilter:
    """What a list of lessons shows; an empty field lets everything through."""

    text: str = ""
    kinds: tuple[CaseKind, ...] = ()
    causes: tuple[Cause, ...] = ()
    tags: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Known:
    """What of a lesson tells whether it is like a case."""

    id: int
    kind: str
    cause: str
    at: str
    ended: bool
    skus: frozenset[str]
    tags: frozenset[str]


@dataclass(frozen=True)
class _Sought:
    """What lessons are compared with."""

    kind: str
    cause: str
    skus: frozenset[str]
    tags: frozenset[str]


def keep(store: Store, no: str, note: str = "", tags: Iterable[str] = ()) -> tuple[int, ...]:
    """Keeps a closed case as a lesson, with what is to be learned and tags.

    Returns the acts' ids for `case_acts.undo`, the last first. Raises NotFound, NotAllowed for a
    case that isn't over (or was merged), BadValue for an overlong note or a bad tag.
    """
    words = list(tags)
    with store.transaction():
        case = case_records.changeable(store, no)
        if CaseStage(case.stage) not in ENDED:
            raise NotAllowed(Reason.CASE_STILL_OPEN, value=case.no)
        said = {"lesson_note": note} if note.strip() else {}
        done = [case_acts.change(store, [case.id], lesson=True, **said)]
        if words:
            done.append(case_acts.tag(store, [case.id], add=words))
    return tuple(reversed(done))


def write_note(store: Store, no: str, note: str) -> int:
    """Writes what is to be learned from a lesson anew; returns the act's id for undo.

    Raises NotFound, NotAllowed for a case that is no lesson, BadValue for an overlong note.
    """
    return case_acts.change(store, [_lesson(store, no).id], lesson_note=note)


def drop(store: Store, no: str) -> int:
    """Keeps a case as a lesson no more; its note stays, so that undoing brings it back whole.

    Returns the act's id for undo. Raises NotFound, NotAllowed for a case that is no lesson.
    """
    return case_acts.change(store, [_lesson(store, no).id], lesson=False)


def ids(store: Store, wanted: LessonFilter | None = None) -> list[int]:
    """The lessons that a filter lets through, the newest first.

    ``text`` finds as the search box does, and in what is to be learned.
    """
    with store.connection():
        query = _live(AfterSalesCase.select(AfterSalesCase.id))
        for condition in _conditions(wanted or LessonFilter()):
            query = query.where(condition)
        query = query.order_by(_MOMENT.desc(), AfterSalesCase.id.desc())
        return list(chain.from_iterable(database.execute(query)))


def rows(store: Store, wanted: Sequence[int]) -> list[LessonRow]:
    """The lessons with these ids, in this order; those that are gone are left out."""
    with store.connection():
        cases = case_lists.rows(store, wanted)
        costs = case_costs.totals(store, [row.id for row in cases])
        notes = dict(
            tuples(
                AfterSalesCase.select(AfterSalesCase.id, AfterSalesCase.lesson_note).where(
                    AfterSalesCase.id.in_([row.id for row in cases])
                )
            )
        )
        skus = _skus([row.id for row in cases])
    return [
        LessonRow(row, notes.get(row.id, ""), skus.get(row.id, ()), costs.get(row.id))
        for row in cases
    ]


def offered(store: Store, most_skus: int = 40) -> LessonFilter:
    """What there is to filter by: kinds, causes, tags, and the SKUs that most lessons have."""
    with store.connection():
        known = _known(_live(_COLUMNS))
    skus = Counter(sku for one in known for sku in one.skus)
    kinds, causes = {one.kind for one in known}, {one.cause for one in known}
    return LessonFilter(
        kinds=tuple(kind for kind in CaseKind if kind in kinds),
        causes=tuple(cause for cause in Cause if cause in causes),
        tags=tuple(sorted({tag for one in known for tag in one.tags})),
        skus=tuple(sku for sku, _count in skus.most_common(most_skus)),
    )


def similar(store: Store, case_no: str, most: int = MOST_ALIKE) -> list[AlikeLesson]:
    """Lessons that a case might be helped by, the nearest first (see `Alike`), then the newest.

    Only cases that are over, and never the case itself. Raises NotFound.
    """
    with store.connection():
        case = case_records.find(case_no)
        sought = _Sought(
            kind=case.kind,
            cause=case.cause,
            skus=frozenset(_skus([case.id]).get(case.id, ())),
            tags=frozenset(
                chain.from_iterable(
                    tuples(CaseTag.select(CaseTag.tag).where(CaseTag.case == case.id))
                )
            ),
        )
        return _nearest(store, sought, case.id, most)


def for_goods(
    store: Store, kind: str, skus: Collection[str], most: int = MOST_ALIKE
) -> list[AlikeLesson]:
    """As `similar`, for a case that isn't opened yet."""
    sought = _Sought(kind, "", frozenset(filter(None, skus)), frozenset())
    with store.connection():
        return _nearest(store, sought, 0, most)


def _nearest(store: Store, sought: _Sought, but: int, most: int) -> list[AlikeLesson]:
    ranked = [
        (alike, one)
        for one in _known(_perhaps(sought))
        if one.ended and one.id != but and (alike := _alike(one, sought)) is not None
    ]
    ranked.sort(key=lambda pair: (pair[1].at, pair[1].id), reverse=True)
    ranked.sort(key=lambda pair: (pair[0], -len(pair[1].tags & sought.tags)))
    held = {one.id: one for one in rows(store, [one.id for _alike_, one in ranked[:most]])}
    return [
        AlikeLesson(held[one.id], alike, tuple(sorted(one.tags & sought.tags)))
        for alike, one in ranked[:most]
        if one.id in held
    ]


def _alike(one: _Known, sought: _Sought) -> Alike | None:
    kind = one.kind == sought.kind
    cause = bool(sought.cause) and one.cause == sought.cause
    sku = not one.skus.isdisjoint(sought.skus)
    fits = (
        (Alike.KIND_SKU_CAUSE, kind and sku and cause),
        (Alike.KIND_SKU, kind and sku),
        (Alike.SKU_CAUSE, sku and cause),
        (Alike.KIND_CAUSE, kind and cause),
        (Alike.TAGS, not one.tags.isdisjoint(sought.tags)),
    )
    return next((alike for alike, fit in fits if fit), None)


def _lesson(store: Store, no: str) -> AfterSalesCase:
    case = case_records.changeable(store, no)
    if not case.lesson:
        raise NotAllowed(Reason.NOT_A_LESSON, value=case.no)
    return case


_MOMENT = fn.COALESCE(AfterSalesCase.closed_at, AfterSalesCase.updated_at)


def _live(query: Any) -> Any:
    case = AfterSalesCase
    return query.where(
        case.id.in_(LESSON_IDS), case.deleted_at.is_null(), case.merged_into.is_null()
    )


_COLUMNS = AfterSalesCase.select(
    AfterSalesCase.id, AfterSalesCase.kind, AfterSalesCase.cause, _MOMENT, AfterSalesCase.stage
)


def _perhaps(sought: _Sought) -> Any:
    """The lessons that have kind, cause or a tag of what is sought.

    From the few lessons to their tags, not the other way: a tag or a SKU may be on most cases.
    """
    case = AfterSalesCase
    common = case.kind == sought.kind
    if sought.cause:
        common |= case.cause == sought.cause
    if sought.tags:
        tagged = CaseTag.select(SQL("1")).where(
            CaseTag.case == case.id, CaseTag.tag.in_(list(sought.tags))
        )
        common |= fn.EXISTS(tagged)
    return _live(_COLUMNS).where(common)


def _known(query: Any) -> list[_Known]:
    found = tuples(query)
    lessons = [row[0] for row in found]
    skus = _gathered(CaseLine.select(CaseLine.case, CaseLine.sku).where(CaseLine.case.in_(lessons)))
    tags = _gathered(CaseTag.select(CaseTag.case, CaseTag.tag).where(CaseTag.case.in_(lessons)))
    return [
        _Known(
            id=row[0],
            kind=row[1],
            cause=row[2],
            at=row[3],
            ended=row[4] in ENDED,
            skus=skus.get(row[0], frozenset()),
            tags=tags.get(row[0], frozenset()),
        )
        for row in found
    ]


def _gathered(query: Any) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    for case_id, text in tuples(query):
        if text:
            found.setdefault(case_id, set()).add(text)
    return {case_id: frozenset(texts) for case_id, texts in found.items()}


def _skus(case_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    query = CaseLine.select(CaseLine.case, CaseLine.sku).where(
        CaseLine.case.in_(list(case_ids)), CaseLine.sku != ""
    )
    found: dict[int, tuple[str, ...]] = {}
    for case_id, sku in tuples(query.order_by(CaseLine.case, CaseLine.position)):
        found[case_id] = tuple(dict.fromkeys((*found.get(case_id, ()), sku)))
    return found


def _conditions(wanted: LessonFilter) -> list[Any]:
    case = AfterSalesCase
    found: list[Any] = []
    if wanted.kinds:
        found.append(case.kind.in_(list(wanted.kinds)))
    if wanted.causes:
        found.append(case.cause.in_(list(wanted.causes)))
    if wanted.tags:
        tagged = CaseTag.select(CaseTag.case).where(CaseTag.tag.in_(list(wanted.tags)))
        found.append(case.id.in_(tagged))
    if wanted.skus:
        about = CaseLine.select(CaseLine.case).where(CaseLine.sku.in_(list(wanted.skus)))
        found.append(case.id.in_(about))
    if text := wanted.text.strip():
        found.append(_says(text))
    return found


def _says(text: str) -> Any:
    """What the search box finds, and lessons whose own words or tags hold the text."""
    case = AfterSalesCase
    inside = fn.INSTR(fn.LOWER(case.lesson_note), text.lower()) > 0
    tagged = CaseTag.select(CaseTag.case).where(fn.INSTR(fn.LOWER(CaseTag.tag), text.lower()) > 0)
    hits = json.dumps(search.matches(Found.CASE, text))
    return (
        inside | case.id.in_(tagged) | case.id.in_(SQL("(SELECT value FROM json_each(?))", [hits]))
    )
