"""The goods that a case is about: what was shipped, received, returned, resent; damaged apart."""

from __future__ import annotations

from peewee import fn

from desktop_app.core.errors import BadValue, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import CaseEventKind, CaseKind, Platform
from desktop_app.models.base import key
from desktop_app.models.cases import AfterSalesCase, CaseLine
from desktop_app.models.weighing import StockLine
from desktop_app.services import case_founding, case_records, timeline
from desktop_app.services.store import Store

COUNTS = (
    *("quantity", "shipped", "received_good", "received_damaged"),
    *("returned_good", "returned_damaged", "resent"),
)


def count(store: Store, no: str, line_id: int, **pieces: int) -> None:
    """Sets how many pieces of a line there are of each sort (`COUNTS`).

    Raises BadValue for one that isn't a whole number of nought or more (``quantity``: of 1 or
    more), NotFound for a line that isn't the case's.
    """
    with store.transaction():
        case = case_records.changeable(store, no)
        line = _line(case, line_id)
        for name, number in pieces.items():
            if name not in COUNTS:
                raise NotAllowed(Reason.FIELD_FIXED, field=name)
            if number < (1 if name == "quantity" else 0):
                raise BadValue(Reason.NOT_A_QUANTITY, value=number)
        changes = {
            name: [line.__data__[name], number]
            for name, number in pieces.items()
            if line.__data__[name] != number
        }
        if changes:
            CaseLine.update(**pieces).where(CaseLine.id == line_id).execute()
            case_records.update(case.id, {})
            _tell(store, case.id, line.sku or line.title, changes)


def add(store: Store, no: str, sku: str, quantity: int = 1) -> int:
    """Adds an item: of the case's order, or any product; returns its id.

    Raises NotFound for a SKU that is neither, NotAllowed for more than were ordered, BadValue.
    """
    if quantity < 1:
        raise BadValue(Reason.NOT_A_QUANTITY, value=quantity)
    with store.transaction():
        case = case_records.changeable(store, no)
        base = case_founding.Ground(
            *(Platform(case.platform), key(case, "order"), key(case, "buyer")),
            *(key(case, "shop"), case.currency),
        )
        (line,) = case_founding.goods(base, CaseKind(case.kind), [(sku.strip(), quantity)])
        last = CaseLine.select(fn.MAX(CaseLine.position)).where(CaseLine.case == case.id).scalar()
        position = 0 if last is None else last + 1
        made = CaseLine.create(**{**line, "case": case.id, "position": position})
        case_records.update(case.id, {})
        _tell(store, case.id, made.sku, {"quantity": [0, quantity]})
    return int(made.id)


def remove(store: Store, no: str, line_id: int) -> None:
    """Takes an item out of a case. Raises NotAllowed once it was entered for the stock (R5)."""
    with store.transaction():
        case = case_records.changeable(store, no)
        line = _line(case, line_id)
        stock = StockLine.get_or_none(StockLine.case_line == line_id)
        if stock is not None:
            raise NotAllowed(Reason.STOCK_DONE, sku=stock.sku, quantity=stock.quantity)
        line.delete_instance()
        case_records.update(case.id, {})
        _tell(store, case.id, line.sku or line.title, {"quantity": [line.quantity, 0]})


def _line(case: AfterSalesCase, line_id: int) -> CaseLine:
    line: CaseLine | None = CaseLine.get_or_none(CaseLine.id == line_id, CaseLine.case == case.id)
    if line is None:
        raise NotFound(Reason.CASE_LINE_UNKNOWN, value=case.no)
    return line


def _tell(store: Store, case_id: int, what: str, changes: dict[str, list[int]]) -> None:
    data = {"line": what, "changes": changes}
    timeline.add(store, case_id, CaseEventKind.CHANGED, data=data)
