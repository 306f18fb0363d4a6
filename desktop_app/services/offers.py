"""The ladder of offers (R42): what was offered in stages, and what the buyer said to each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from desktop_app.core import clock
from desktop_app.core.errors import BadValue, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import CaseEventKind, OfferAnswer
from desktop_app.models.base import tuples
from desktop_app.models.cases import AfterSalesCase, Offer
from desktop_app.services import case_records, timeline
from desktop_app.services.store import Store


@dataclass(frozen=True)
class OfferRow:
    """A rung of the ladder, from 1. ``amount_minor`` is what it would cost the shop, if known."""

    position: int
    what: str
    amount_minor: int | None
    currency: str
    answer: OfferAnswer
    answer_note: str
    offered_at: datetime
    answered_at: datetime | None
    who: str


def of(store: Store, no: str) -> list[OfferRow]:
    """The ladder of a case, the first offer first. Raises NotFound."""
    with store.connection():
        return _rows(case_records.find(no))


def add(store: Store, no: str, what: str, amount_minor: int | None = None) -> OfferRow:
    """Puts an offer on the ladder, in the case's currency.

    Raises BadValue for an empty offer or an amount below zero.
    """
    if not what.strip():
        raise BadValue(Reason.VALUE_MISSING, field="offer")
    if amount_minor is not None and amount_minor < 0:
        raise BadValue(Reason.NEGATIVE_AMOUNT, value=amount_minor)
    with store.transaction():
        case = case_records.changeable(store, no)
        last = Offer.select(fn.MAX(Offer.position)).where(Offer.case == case.id).scalar()
        made = Offer.create(
            case=case.id,
            position=(last or 0) + 1,
            what=what.strip(),
            amount_minor=amount_minor,
            currency=case.currency,
            offered_at=clock.now(),
            who=store.who,
        )
        data = {"offer": made.position, "amount_minor": amount_minor, "currency": case.currency}
        timeline.add(store, case.id, CaseEventKind.OFFERED, made.what, data=data)
        return _rows(case)[-1]


def answer(store: Store, no: str, position: int, said: OfferAnswer, note: str = "") -> OfferRow:
    """Records what the buyer said to an offer, or that it was withdrawn.

    Raises NotFound, and NotAllowed for one that has its answer; `reopen` takes that back.
    """
    return _set(store, no, position, said, note)


def reopen(store: Store, no: str, position: int) -> OfferRow:
    """Takes an answer that was entered by mistake back."""
    return _set(store, no, position, OfferAnswer.PENDING, "")


def _set(store: Store, no: str, position: int, said: OfferAnswer, note: str) -> OfferRow:
    with store.transaction():
        case = case_records.changeable(store, no)
        offer = Offer.get_or_none(Offer.case == case.id, Offer.position == position)
        if offer is None:
            raise NotFound(Reason.OFFER_UNKNOWN, value=case.no, position=position)
        if (offer.answer == OfferAnswer.PENDING) is (said is OfferAnswer.PENDING):
            raise NotAllowed(Reason.OFFER_ANSWERED)
        offer.answer, offer.answer_note = said, note.strip()
        offer.answered_at = None if said is OfferAnswer.PENDING else clock.now()
        offer.save()
        data = {"offer": position, "answer": said}
        timeline.add(store, case.id, CaseEventKind.OFFER_ANSWERED, note.strip(), data=data)
        return _rows(case)[position - 1]


def _rows(case: AfterSalesCase) -> list[OfferRow]:
    names = [name for name in OfferRow.__dataclass_fields__ if name != "answer"]
    query: Any = Offer.select(Offer.answer, *(getattr(Offer, name) for name in names))
    found = tuples(query.where(Offer.case == case.id).order_by(Offer.position))
    return [
        OfferRow(answer=OfferAnswer(row[0]), **dict(zip(names, row[1:], strict=True)))
        for row in found
    ]
