"""Of the day's list, what stands in the registers: handover, messages, claims, wrong shipments."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from peewee import JOIN, SQL, fn

from desktop_app.core import clock
from desktop_app.core.kinds import ClaimStage, FollowUpState, ParcelKind, WrongState
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.claims import Claim, Courier
from desktop_app.models.desk import FollowUp, Handover, HandoverItem
from desktop_app.models.orders import SalesOrder
from desktop_app.models.prepared import MARK, Prepared
from desktop_app.models.weighing import ParcelRecord, StockLine, WrongShipment
from desktop_app.services import couriers
from desktop_app.services.claim_lists import APPEALABLE, WAITING
from desktop_app.services.today_rows import (
    AHEAD,
    LONGEST_TEXT,
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

_OPEN_STATE = literals([FollowUpState.OPEN])
_COUNT = fn.COUNT(SQL("*"))


def _short(column: Any) -> Any:
    return fn.SUBSTR(column, SQL("1"), SQL(str(LONGEST_TEXT)))


def _or_nothing(*columns: Any) -> Any:
    return fn.COALESCE(*columns, NOTHING)


# Handover: what is due by tonight, from the sheets that are signed. What a later one took over is
# open there and nowhere else; a line taken off a draft (skipped, never by a shift) took nothing.
_LATER = HandoverItem.alias()
_SIGNED = Handover.select(Handover.id).where(~Handover.signed_at.is_null())
_TAKEN_OFF = (_LATER.state == SQL("'skipped'")) & _LATER.done_at.is_null()
_HANDED = (
    HandoverItem.state.in_(_OPEN_STATE),
    HandoverItem.due_at.is_null() | (HandoverItem.due_at < MARK),
    HandoverItem.handover.in_(_SIGNED),
    ~fn.EXISTS(
        _LATER.select(SQL("1")).where(
            _LATER.carried_from == HandoverItem.id, _LATER.handover.in_(_SIGNED), ~_TAKEN_OFF
        )
    ),
)
_HANDED_TALLY = Prepared(
    HandoverItem.select(
        _COUNT,
        fn.SUM(HandoverItem.due_at < MARK),
        fn.SUM((HandoverItem.due_at >= MARK) & (HandoverItem.due_at < MARK)),
        fn.SUM((HandoverItem.due_at >= MARK) & (HandoverItem.due_at < MARK)),
    ).where(*_HANDED)
)
_HANDED_ROWS = Prepared(
    HandoverItem.select(
        *(HandoverItem.id, HandoverItem.due_at, _short(HandoverItem.what), HandoverItem.case),
        _or_nothing(AfterSalesCase.no, Claim.no, WrongShipment.no, ParcelRecord.tracking),
        _or_nothing(Buyer.buyer_id, Claim.buyer_text, WrongShipment.buyer_text),
        *(HandoverItem.claim, HandoverItem.wrong_shipment, HandoverItem.parcel),
    )
    .join(AfterSalesCase, JOIN.LEFT_OUTER, on=HandoverItem.case == AfterSalesCase.id)
    .join(Buyer, JOIN.LEFT_OUTER, on=AfterSalesCase.buyer == Buyer.id)
    .join(Claim, JOIN.LEFT_OUTER, on=HandoverItem.claim == Claim.id)
    .join(WrongShipment, JOIN.LEFT_OUTER, on=HandoverItem.wrong_shipment == WrongShipment.id)
    .join(ParcelRecord, JOIN.LEFT_OUTER, on=HandoverItem.parcel == ParcelRecord.id)
    .where(*_HANDED)
    .order_by(fn.COALESCE(HandoverItem.due_at, SQL("'9999'")), HandoverItem.id)
    .limit(MARK)
)


def _handed_marks(frame: Frame) -> tuple[str, ...]:
    now, soon, end = map(clock.to_text, (frame.now, frame.soon, frame.end))
    return now, now, soon, now, end, *_tonight(frame)


def _tonight(frame: Frame) -> tuple[str]:
    return (clock.to_text(frame.horizon),)


def _handed(frame: Frame, row: tuple[Any, ...]) -> Todo:
    item, due, what, case_id, number, who, claim_id, wrong_id, parcel_id = row
    things = {"case": case_id, "claim": claim_id, "wrong": wrong_id, "parcel": parcel_id}
    return Todo(
        TodoKind.HANDOVER,
        item,
        number=number,
        who=who,
        name=what,
        code=next((about for about, thing in things.items() if thing is not None), ""),
        case_id=case_id,
        **frame.timed(due),
    )


# Messages that are due
_MESSAGES = (FollowUp.state.in_(_OPEN_STATE), FollowUp.due_on <= MARK)
_MESSAGE_TALLY = Prepared(
    FollowUp.select(
        _COUNT, fn.SUM(FollowUp.due_on < MARK), SQL("0"), fn.SUM(FollowUp.due_on >= MARK)
    ).where(*_MESSAGES)
)
_ORDER_BUYER, _CASE_BUYER = Buyer.alias(), Buyer.alias()
_MESSAGE_ROWS = Prepared(
    FollowUp.select(
        *(FollowUp.id, FollowUp.due_on, _short(FollowUp.text), FollowUp.rule),
        _or_nothing(SalesOrder.order_no, AfterSalesCase.no),
        _or_nothing(_ORDER_BUYER.buyer_id, _CASE_BUYER.buyer_id, SalesOrder.buyer_text),
    )
    .join(SalesOrder, JOIN.LEFT_OUTER, on=FollowUp.order == SalesOrder.id)
    .join(_ORDER_BUYER, JOIN.LEFT_OUTER, on=SalesOrder.buyer == _ORDER_BUYER.id)
    .join(AfterSalesCase, JOIN.LEFT_OUTER, on=FollowUp.case == AfterSalesCase.id)
    .join(_CASE_BUYER, JOIN.LEFT_OUTER, on=AfterSalesCase.buyer == _CASE_BUYER.id)
    .where(*_MESSAGES)
    .order_by(FollowUp.due_on, FollowUp.id)
    .limit(MARK)
)


def _message(frame: Frame, row: tuple[Any, ...]) -> Todo:
    return Todo(
        TodoKind.MESSAGE,
        row[0],
        name=row[2],
        code=row[3],
        number=row[4],
        who=row[5],
        **frame.dated(row[1]),
    )


# Courier claims: each stage has a day of its own that mustn't be missed.
_STAGES: tuple[tuple[TodoKind, frozenset[ClaimStage], Any, timedelta], ...] = (
    (TodoKind.CLAIM_FILE, frozenset({ClaimStage.DRAFT}), Claim.latest_filing_on, AHEAD),
    (TodoKind.CLAIM_ANSWER, WAITING, Claim.answer_due_on, timedelta()),
    (TodoKind.CLAIM_APPEAL, APPEALABLE, Claim.appeal_due_on, AHEAD),
)


def _claims(kind: TodoKind, stages: frozenset[ClaimStage], day: Any, ahead: timedelta) -> Source:
    wanted = (Claim.stage.in_(literals(sorted(stages))), day <= MARK)
    counting = Prepared(
        Claim.select(_COUNT, fn.SUM(day < MARK), SQL("0"), fn.SUM(day == MARK)).where(*wanted)
    )
    reading = Prepared(_claim_rows(day).where(*wanted).order_by(day, Claim.id).limit(MARK))

    def until(frame: Frame) -> str:
        return str(frame.day + ahead)

    return Source(
        TodoGroup.CLAIMS,
        tally(counting, lambda frame: (str(frame.day), str(frame.day), until(frame))),
        rows(reading, lambda frame: (until(frame),), lambda frame, row: _claim(kind, frame, row)),
    )


def _claim_rows(day: Any) -> Any:
    return Claim.select(
        *(Claim.id, Claim.no, Claim.buyer_text, Claim.kind, Courier.name, day, Claim.tracking),
        Courier.code,
    ).join(Courier)


def _claim(kind: TodoKind, frame: Frame, row: tuple[Any, ...]) -> Todo:
    claim_id, number, who, code, courier, day, tracking, courier_code = row
    return Todo(
        kind,
        claim_id,
        number=number,
        who=who or tracking,
        code=code,
        name=couriers.display_name(courier_code, courier),
        **frame.dated(day),
    )


# Claims that are written but not filed, and have time yet or no day at all
_LATER_DRAFTS = (
    Claim.stage.in_(literals([ClaimStage.DRAFT])),
    Claim.latest_filing_on.is_null() | (Claim.latest_filing_on > MARK),
)
_DRAFT_TALLY = Prepared(Claim.select(_COUNT).where(*_LATER_DRAFTS))
_DRAFT_ROWS = Prepared(
    _claim_rows(Claim.latest_filing_on)
    .where(*_LATER_DRAFTS)
    .order_by(fn.COALESCE(Claim.latest_filing_on, SQL("'9999'")), Claim.id)
    .limit(MARK)
)


def _ahead(frame: Frame) -> tuple[str]:
    return (str(frame.day + AHEAD),)


# Wrong shipments that nobody has verified yet
_REPORTED = (WrongShipment.state.in_(literals([WrongState.REPORTED])),)
_WRONG_TALLY = Prepared(WrongShipment.select(_COUNT).where(*_REPORTED))
_WRONG_ROWS = Prepared(
    WrongShipment.select(
        *(WrongShipment.id, WrongShipment.no, WrongShipment.kind, _short(WrongShipment.what)),
        _or_nothing(Buyer.buyer_id, WrongShipment.buyer_text),
    )
    .join(Buyer, JOIN.LEFT_OUTER, on=WrongShipment.buyer == Buyer.id)
    .where(*_REPORTED)
    .order_by(WrongShipment.reported_at)
    .limit(MARK)
)


def _wrong(frame: Frame, row: tuple[Any, ...]) -> Todo:
    return Todo(
        TodoKind.WRONG,
        row[0],
        number=row[1],
        code=row[2],
        name=row[3],
        who=row[4],
        urgency=frame.urgency(None),
    )


# Parcels whose order nobody knows (无主)
_ALONE = (
    ParcelRecord.kind.in_(literals(ParcelKind)),
    ParcelRecord.settled_at.is_null(),
    ParcelRecord.order.is_null(),
)
_PARCEL_TALLY = Prepared(ParcelRecord.select(_COUNT).where(*_ALONE))
_PARCEL_ROWS = Prepared(
    ParcelRecord.select(
        *(ParcelRecord.id, ParcelRecord.tracking, ParcelRecord.kind, ParcelRecord.sender_name),
        _short(ParcelRecord.product),
    )
    .where(*_ALONE)
    .order_by(ParcelRecord.entered_at)
    .limit(MARK)
)


def _parcel(frame: Frame, row: tuple[Any, ...]) -> Todo:
    return Todo(
        TodoKind.PARCEL,
        row[0],
        number=row[1],
        code=row[2],
        who=row[3],
        name=row[4],
        urgency=frame.urgency(None),
    )


# Goods that are to come off stock or go back (R5)
_TO_DO = (StockLine.done_at.is_null(),)
_STOCK_TALLY = Prepared(StockLine.select(_COUNT).where(*_TO_DO))
_STOCK_ROWS = Prepared(
    StockLine.select(StockLine.id, StockLine.sku, StockLine.move, StockLine.quantity)
    .where(*_TO_DO)
    .order_by(StockLine.entered_at)
    .limit(MARK)
)


def _stock(frame: Frame, row: tuple[Any, ...]) -> Todo:
    return Todo(
        TodoKind.STOCK,
        row[0],
        number=row[1],
        code=row[2],
        count=row[3],
        urgency=frame.urgency(None),
    )


def _none(_frame: Frame) -> tuple[object, ...]:
    return ()


SOURCES = (
    Source(
        TodoGroup.HANDOVER,
        tally(_HANDED_TALLY, _handed_marks),
        rows(_HANDED_ROWS, _tonight, _handed),
    ),
    Source(
        TodoGroup.FOLLOW_UPS,
        tally(_MESSAGE_TALLY, lambda frame: (str(frame.day),) * 3),
        rows(_MESSAGE_ROWS, lambda frame: (str(frame.day),), _message),
    ),
    *(_claims(*stage) for stage in _STAGES),
    Source(
        TodoGroup.DRAFTS,
        tally(_DRAFT_TALLY, _ahead),
        rows(_DRAFT_ROWS, _ahead, lambda frame, row: _claim(TodoKind.CLAIM_DRAFT, frame, row)),
    ),
    Source(TodoGroup.WRONG, tally(_WRONG_TALLY, _none), rows(_WRONG_ROWS, _none, _wrong)),
    Source(TodoGroup.OWNERLESS, tally(_PARCEL_TALLY, _none), rows(_PARCEL_ROWS, _none, _parcel)),
    Source(TodoGroup.STOCK, tally(_STOCK_TALLY, _none), rows(_STOCK_ROWS, _none, _stock)),
)
