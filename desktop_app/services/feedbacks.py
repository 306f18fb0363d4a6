"""Reports to the factory (R19): written from verified cases, sent, answered, or voided.

A report keeps what was counted when it was made. It is never deleted; what was sent isn't changed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from desktop_app.core import clock
from desktop_app.core.errors import BadValue, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import FeedbackState, Finding, Topic
from desktop_app.models.base import tuples
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.desk import Feedback, FeedbackCase, FeedbackPhoto
from desktop_app.models.products import Batch, Product
from desktop_app.services import case_records, numbers, quality, quality_counts
from desktop_app.services.store import Store

SERIES = "FB"
MAX_TEXT = 5000


@dataclass(frozen=True)
class FeedbackDraft:
    """What a report is made from. ``what`` is asked of the factory; ``days`` are counted back."""

    model: str
    what: str
    case_ids: tuple[int, ...]
    photo_ids: tuple[int, ...] = ()
    batch: str = ""
    days: int | None = None


@dataclass(frozen=True)
class FeedbackRow:
    """A report as lists show it. ``evidence`` is what was counted when it was made."""

    id: int
    no: str
    model: str
    title: str
    batch: str
    state: FeedbackState
    what: str
    cases: int
    photos: int
    made_at: datetime
    sent_at: datetime | None
    answered_at: datetime | None
    answer: str
    voided_at: datetime | None
    void_reason: str
    who: str
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class FeedbackDetail:
    """A report with the ids of its cases (by time) and photos (as they were put in order)."""

    row: FeedbackRow
    case_ids: tuple[int, ...]
    photo_ids: tuple[int, ...]


@dataclass(frozen=True)
class Told:
    """That the factory was told of a case: the report's number and its state."""

    no: str
    state: FeedbackState


def make(store: Store, draft: FeedbackDraft) -> FeedbackDetail:
    """Writes a report and gives it its number.

    Raises BadValue without cases or without what is asked, NotFound for a case that is gone, and
    NotAllowed when none of the cases was verified.
    """
    counts, model = quality.of_model(store, draft.model, draft.days)
    with store.transaction() as tx:
        what = _checked(draft)
        product = Product.get_or_none((Product.model == draft.model) | (Product.sku == draft.model))
        made = Feedback.create(
            no=numbers.next_in(SERIES),
            product=product,
            batch=_batch(draft),
            model=draft.model,
            what=what,
            evidence=json.dumps(_evidence(counts, model, draft), ensure_ascii=False),
            made_at=clock.now(),
            who=store.who,
        )
        _link(made.id, draft)
        tx.touch(Topic.QUALITY, made.id)
    return show(store, made.no)


def rewrite(store: Store, no: str, draft: FeedbackDraft) -> FeedbackDetail:
    """Changes a report that wasn't sent yet; what was counted stays. Raises as `make`."""
    with store.transaction() as tx:
        record = _found(no)
        _refuse_void(record)
        if record.sent_at is not None:
            raise NotAllowed(Reason.FEEDBACK_SENT, no=record.no)
        record.what = _checked(draft)
        record.save()
        FeedbackCase.delete().where(FeedbackCase.feedback == record.id).execute()
        FeedbackPhoto.delete().where(FeedbackPhoto.feedback == record.id).execute()
        _link(record.id, draft)
        tx.touch(Topic.QUALITY, record.id)
    return show(store, no)


def send(store: Store, no: str, at: datetime | None = None) -> FeedbackDetail:
    """Marks a report as sent. Raises NotAllowed for a void one or one that was sent before."""
    with store.transaction() as tx:
        record = _found(no)
        _refuse_void(record)
        if record.sent_at is not None:
            raise NotAllowed(Reason.FEEDBACK_SENT, no=record.no)
        record.sent_at = at or clock.now()
        record.save()
        tx.touch(Topic.QUALITY, record.id)
    return show(store, no)


def answer(store: Store, no: str, text: str, at: datetime | None = None) -> FeedbackDetail:
    """Records the factory's answer, or mends it.

    Raises BadValue for an empty one, NotAllowed for a report that is void or wasn't sent.
    """
    with store.transaction() as tx:
        record = _found(no)
        _refuse_void(record)
        if record.sent_at is None:
            raise NotAllowed(Reason.FEEDBACK_NOT_SENT, no=record.no)
        record.answer = _text(text, "answer")
        record.answered_at = at or record.answered_at or clock.now()
        record.save()
        tx.touch(Topic.QUALITY, record.id)
    return show(store, no)


def void(store: Store, no: str, reason: str) -> FeedbackDetail:
    """Voids a report; its cases count as not told again. Raises BadValue without a reason."""
    with store.transaction() as tx:
        record = _found(no)
        _refuse_void(record)
        record.void_reason = _text(reason, "reason")
        record.voided_at = clock.now()
        record.save()
        tx.touch(Topic.QUALITY, record.id)
    return show(store, no)


def take_back(store: Store, no: str) -> FeedbackDetail:
    """Takes the last step back: the voiding, the answer, or the sending.

    Raises NotAllowed when there is none.
    """
    with store.transaction() as tx:
        record = _found(no)
        if record.voided_at is not None:
            record.voided_at, record.void_reason = None, ""
        elif record.answered_at is not None:
            record.answered_at, record.answer = None, ""
        elif record.sent_at is not None:
            record.sent_at = None
        else:
            raise NotAllowed(Reason.NOTHING_TO_UNDO)
        record.save()
        tx.touch(Topic.QUALITY, record.id)
    return show(store, no)


def show(store: Store, no: str) -> FeedbackDetail:
    """A report by its number. Raises NotFound."""
    with store.connection():
        record = _found(no)
        cases = (
            FeedbackCase.select(FeedbackCase.case)
            .join(AfterSalesCase)
            .where(FeedbackCase.feedback == record.id)
            .order_by(AfterSalesCase.opened_at, AfterSalesCase.id)
        )
        photos = (
            FeedbackPhoto.select(FeedbackPhoto.photo)
            .where(FeedbackPhoto.feedback == record.id)
            .order_by(FeedbackPhoto.position)
        )
        return FeedbackDetail(
            _rows(Feedback.id == record.id)[0],
            tuple(row[0] for row in tuples(cases)),
            tuple(row[0] for row in tuples(photos)),
        )


def listed(
    store: Store, text: str = "", states: Iterable[FeedbackState] = (), model: str = ""
) -> list[FeedbackRow]:
    """The reports, the newest first: all, or those in one of the states that hold the text."""
    wanted, words = frozenset(states), text.strip().casefold()
    with store.connection():
        rows = _rows(Feedback.model == model) if model else _rows()
    return [
        row
        for row in rows
        if (not wanted or row.state in wanted)
        and all(word in _words(row) for word in words.split())
    ]


def of_cases(store: Store, case_ids: Sequence[int]) -> dict[int, tuple[Told, ...]]:
    """For each of these cases the reports that told the factory of it, the newest first."""
    query = (
        FeedbackCase.select(
            *(FeedbackCase.case, Feedback.no, Feedback.sent_at),
            *(Feedback.answered_at, Feedback.voided_at),
        )
        .join(Feedback)
        .where(FeedbackCase.case.in_(list(case_ids)))
        .order_by(Feedback.id.desc())
    )
    found: dict[int, tuple[Told, ...]] = {}
    with store.connection():
        for case, no, *moments in tuples(query):
            found[case] = (*found.get(case, ()), Told(no, _state(*moments)))
    return found


def _checked(draft: FeedbackDraft) -> str:
    """What is asked, if the draft can be a report."""
    if not draft.case_ids:
        raise BadValue(Reason.VALUE_MISSING, field="cases")
    cases = case_records.of_ids(draft.case_ids)
    if not any(case.finding in {Finding.REAL, Finding.MAJOR} for case in cases):
        raise NotAllowed(Reason.FEEDBACK_UNVERIFIED)
    return _text(draft.what, "asked")


def _text(text: str, name: str) -> str:
    kept = text.strip()
    if not kept:
        raise BadValue(Reason.VALUE_MISSING, field=name)
    if len(kept) > MAX_TEXT:
        raise BadValue(Reason.VALUE_TOO_LONG, value=kept[:40], limit=MAX_TEXT)
    return kept


def _batch(draft: FeedbackDraft) -> Batch | None:
    """The batch by its number, of any product of the model."""
    of_model = (Product.model == draft.model) | (Product.sku == draft.model)
    found: Batch | None = (
        Batch.select().join(Product).where(Batch.batch_no == draft.batch, of_model).first()
        if draft.batch
        else None
    )
    return found


def _link(feedback_id: int, draft: FeedbackDraft) -> None:
    for case_id in dict.fromkeys(draft.case_ids):
        FeedbackCase.create(feedback=feedback_id, case=case_id)
    for position, photo_id in enumerate(dict.fromkeys(draft.photo_ids)):
        FeedbackPhoto.create(feedback=feedback_id, photo=photo_id, position=position)


def _evidence(
    counts: quality_counts.Counts, model: quality_counts.Model, draft: FeedbackDraft
) -> dict[str, object]:
    """What is counted now: of the days of late, and of those that they are held against."""
    judged, _batch_out = quality.judged(counts, model)
    span = counts.span
    return {
        "batch": draft.batch,
        "title": model.title,
        "from": span.recent_from.isoformat(),
        "to": span.today.isoformat(),
        "days": span.days,
        "defects": len(model.recent),
        "buyers": len({one.person for one in model.recent}),
        "lines": model.lines,
        "before": model.before,
        "before_from": span.before_from.isoformat(),
        "before_to": (span.recent_from - timedelta(days=1)).isoformat(),
        "lines_before": model.lines_before,
        "expected": round(judged.expected, 1),
        "odds": judged.odds,
        "own": model.early,
        "causes": dict(Counter(one.cause for one in model.recent).most_common()),
        "findings": dict(Counter(one.finding for one in model.recent).most_common()),
        "batches": dict(Counter(one.batch for one in model.recent).most_common()),
        "opinions": {kind: len(ids) for kind, ids in sorted(model.opinions.items())},
    }


def _found(no: str) -> Feedback:
    record: Feedback | None = Feedback.get_or_none(Feedback.no == no.strip().upper())
    if record is None:
        raise NotFound(Reason.FEEDBACK_UNKNOWN, value=no)
    return record


def _refuse_void(record: Feedback) -> None:
    if record.voided_at is not None:
        raise NotAllowed(Reason.FEEDBACK_VOID, no=record.no)


def _state(
    sent: datetime | None, answered: datetime | None, voided: datetime | None
) -> FeedbackState:
    if voided:
        return FeedbackState.VOID
    if answered:
        return FeedbackState.ANSWERED
    return FeedbackState.SENT if sent else FeedbackState.MADE


def _rows(*conditions: Any) -> list[FeedbackRow]:
    cases = FeedbackCase.select(fn.COUNT(FeedbackCase.id)).where(
        FeedbackCase.feedback == Feedback.id
    )
    photos = FeedbackPhoto.select(fn.COUNT(FeedbackPhoto.id)).where(
        FeedbackPhoto.feedback == Feedback.id
    )
    names = ("id", "no", "model", "what", "evidence", "made_at", "sent_at", "answered_at")
    more = ("answer", "voided_at", "void_reason", "who")
    query = Feedback.select(
        *(getattr(Feedback, name) for name in (*names, *more)),
        cases.alias("cases"),
        photos.alias("photos"),
    ).order_by(Feedback.id.desc())
    wanted = query.where(*conditions) if conditions else query
    return [_row(found) for found in wanted.dicts()]


def _row(columns: Any) -> FeedbackRow:
    evidence = json.loads(columns.pop("evidence"))
    moments = (columns["sent_at"], columns["answered_at"], columns["voided_at"])
    return FeedbackRow(
        **columns,
        title=str(evidence.get("title", "")),
        batch=str(evidence.get("batch", "")),
        state=_state(*moments),
        evidence=evidence,
    )


def _words(row: FeedbackRow) -> str:
    return " ".join((row.no, row.model, row.title, row.batch, row.what, row.answer)).casefold()
