"""Goods to take off stock or put back (下架登记, R5): each once for the line it comes from.

A wrong shipment and the case that it belongs to speak of the same goods. Whichever enters them
first has them; the other finds them entered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN, fn

from desktop_app.core import clock
from desktop_app.core.errors import BadValue, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import CaseEventKind, StockMove, Topic
from desktop_app.models.base import tuples
from desktop_app.models.cases import AfterSalesCase, CaseLine
from desktop_app.models.products import Product
from desktop_app.models.weighing import StockLine, WrongLine, WrongShipment
from desktop_app.services import timeline
from desktop_app.services.store import Store


@dataclass(frozen=True)
class StockRow:
    """Pieces of a product to take off stock or put back. ``done_at`` is None until somebody did."""

    id: int
    move: StockMove
    sku: str
    title: str
    quantity: int
    entered_at: datetime
    done_at: datetime | None
    who: str
    case_id: int | None
    case_no: str
    wrong_id: int | None
    wrong_no: str


@dataclass(frozen=True)
class _Source:
    """The line that goods come from: a wrong shipment's or a case's."""

    field: str
    line_id: int
    sku: str
    case_id: int | None


def enter_for_wrong(store: Store, wrong_line_id: int, move: StockMove, quantity: int) -> int:
    """Enters goods of a wrong shipment's line; returns the stock line's id, old or new.

    The same again changes nothing, another quantity replaces one that isn't done yet. Raises
    BadValue for a quantity below 1 or a line without SKU, NotFound, and NotAllowed for another
    quantity than was done already.
    """
    query = (
        WrongLine.select(WrongLine.sku, WrongShipment.case)
        .join(WrongShipment)
        .where(WrongLine.id == wrong_line_id)
    )
    with store.transaction():
        found = tuples(query)
        if not found:
            raise NotFound(Reason.WRONG_SHIPMENT_UNKNOWN, value=wrong_line_id)
        sku, case_id = found[0]
        source = _Source("wrong_line", wrong_line_id, sku, case_id)
        return _enter(store, source, move, quantity)


def enter_for_case(store: Store, case_line_id: int, move: StockMove, quantity: int) -> int:
    """Enters goods of a case's line, never twice for one (R5); as `enter_for_wrong`."""
    query = CaseLine.select(CaseLine.sku, CaseLine.case).where(CaseLine.id == case_line_id)
    with store.transaction():
        found = tuples(query)
        if not found:
            raise NotFound(Reason.CASE_UNKNOWN, value=case_line_id)
        sku, case_id = found[0]
        source = _Source("case_line", case_line_id, sku, case_id)
        return _enter(store, source, move, quantity)


def mark_done(store: Store, stock_id: int, *, done: bool = True) -> None:
    """Says that the goods were taken off or put back; ``done=False`` takes a slip of the hand back.

    Raises NotFound.
    """
    with store.transaction() as tx:
        row = _row(stock_id)
        if (row.done_at is not None) == done:
            return
        row.done_at, row.who = (clock.now() if done else None), store.who
        row.save()
        tx.touch(Topic.STOCK, stock_id)
        _tell_case(store, row, "done" if done else "open")


def remove(store: Store, stock_id: int) -> None:
    """Takes away an entry that isn't done. Raises NotFound, and NotAllowed for one that is."""
    with store.transaction() as tx:
        row = _row(stock_id)
        if row.done_at is not None:
            raise NotAllowed(Reason.STOCK_DONE, sku=row.sku, quantity=row.quantity)
        row.delete_instance()
        tx.touch(Topic.STOCK, stock_id)


def listed(store: Store, *, with_done: bool = False) -> list[StockRow]:
    """All goods still to be taken off or put back, oldest first; those that are done if asked."""
    where = ~StockLine.id.is_null() if with_done else StockLine.done_at.is_null()
    with store.connection():
        return read(where)


def of_case(store: Store, case_id: int) -> list[StockRow]:
    """The goods entered for a case, and for wrong shipments that belong to it, oldest first."""
    with store.connection():
        return read((CaseLine.case == case_id) | (WrongShipment.case == case_id))


def rows(store: Store, wanted: Sequence[int]) -> list[StockRow]:
    """The rows of these ids in this order; ids that are gone are left out."""
    with store.connection():
        found = {row.id: row for row in read(StockLine.id.in_(list(wanted)))}
    return [found[stock_id] for stock_id in wanted if stock_id in found]


def read(where: Any) -> list[StockRow]:
    """The rows that a condition lets through. Needs a connection."""
    wrong_case = AfterSalesCase.alias()
    query: Any = (
        StockLine.select(
            *(StockLine.id, StockLine.move, StockLine.sku, StockLine.quantity),
            *(StockLine.entered_at, StockLine.done_at, StockLine.who),
            fn.COALESCE(fn.NULLIF(Product.title, ""), WrongLine.title, CaseLine.title, "").alias(
                "title"
            ),
            fn.COALESCE(AfterSalesCase.id, wrong_case.id).alias("case_id"),
            fn.COALESCE(AfterSalesCase.no, wrong_case.no, "").alias("case_no"),
            WrongShipment.id.alias("wrong_id"),
            fn.COALESCE(WrongShipment.no, "").alias("wrong_no"),
        )
        .join(CaseLine, JOIN.LEFT_OUTER)
        .join(AfterSalesCase, JOIN.LEFT_OUTER, on=CaseLine.case == AfterSalesCase.id)
        .join(WrongLine, JOIN.LEFT_OUTER, on=StockLine.wrong_line == WrongLine.id)
        .join(WrongShipment, JOIN.LEFT_OUTER, on=WrongLine.wrong_shipment == WrongShipment.id)
        .join(wrong_case, JOIN.LEFT_OUTER, on=WrongShipment.case == wrong_case.id)
        .join(Product, JOIN.LEFT_OUTER, on=StockLine.sku == Product.sku)
        .where(where)
        .order_by(StockLine.entered_at, StockLine.id)
    )
    return [StockRow(**{**row, "move": StockMove(row["move"])}) for row in query.dicts()]


def _enter(store: Store, source: _Source, move: StockMove, quantity: int) -> int:
    if quantity < 1:
        raise BadValue(Reason.NOT_A_QUANTITY, value=quantity)
    if not source.sku:
        raise BadValue(Reason.VALUE_MISSING, field="sku")
    known = _known(source, move)
    if known is not None:
        return _settle_quantity(store, known, quantity)
    with store.transaction() as tx:
        made = StockLine.create(
            move=move,
            sku=source.sku,
            quantity=quantity,
            entered_at=clock.now(),
            who=store.who,
            **{source.field: source.line_id},
        )
        tx.touch(Topic.STOCK, made.id)
        _tell_case(store, made, "entered")
        return int(made.id)


def _known(source: _Source, move: StockMove) -> StockLine | None:
    """The stock line of this very line, or of its twin in the case or in the wrong shipment."""
    own: StockLine | None = StockLine.get_or_none(
        getattr(StockLine, source.field) == source.line_id, StockLine.move == move
    )
    if own is not None or source.case_id is None:
        return own
    twins: Any
    if source.field == "wrong_line":
        twins = CaseLine.select(CaseLine.id).where(CaseLine.case == source.case_id)
        same: Any = StockLine.case_line.in_(twins)
    else:
        wrong = WrongShipment.select(WrongShipment.id).where(WrongShipment.case == source.case_id)
        twins = WrongLine.select(WrongLine.id).where(WrongLine.wrong_shipment.in_(wrong))
        same = StockLine.wrong_line.in_(twins)
    twin: StockLine | None = StockLine.get_or_none(
        same, StockLine.sku == source.sku, StockLine.move == move
    )
    return twin


def _settle_quantity(store: Store, known: StockLine, quantity: int) -> int:
    if known.quantity != quantity:
        if known.done_at is not None:
            raise NotAllowed(Reason.STOCK_DONE, sku=known.sku, quantity=known.quantity)
        with store.transaction() as tx:
            known.quantity = quantity
            known.save()
            tx.touch(Topic.STOCK, known.id)
    return int(known.id)


def _row(stock_id: int) -> StockLine:
    row = StockLine.get_or_none(StockLine.id == stock_id)
    if row is None:
        raise NotFound(Reason.STOCK_LINE_UNKNOWN, value=stock_id)
    return row


def _tell_case(store: Store, row: StockLine, what: str) -> None:
    """A line in the case's timeline, where the goods belong to one."""
    case_id = read(StockLine.id == row.id)[0].case_id
    if case_id is not None:
        data = {
            "stock": row.id,
            "what": what,
            "move": str(row.move),
            "sku": row.sku,
            "quantity": row.quantity,
        }
        timeline.add(store, case_id, CaseEventKind.STOCK, data=data)
