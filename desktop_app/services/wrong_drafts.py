"""What a report of a wrong shipment says, and what follows from it: whose it is, of which kind."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.core.errors import BadValue, NotFound, Reason
from desktop_app.core.kinds import Cause, WrongKind
from desktop_app.models.base import tuples
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.orders import SalesOrder
from desktop_app.services import buyers, weight_checks, wrong_lines
from desktop_app.services.wrong_lines import WrongLineDraft


@dataclass(frozen=True, kw_only=True)
class WrongDraft:
    """A report: the buyer's ID (or an order or case that says it) and what went wrong (R22).

    ``kind`` left out is told from the lines. ``by`` is who saw it; left out, the person at work.
    """

    buyer_text: str = ""
    what: str = ""
    kind: WrongKind | None = None
    order_id: int | None = None
    case_id: int | None = None
    weight_check_id: int | None = None
    lines: tuple[WrongLineDraft, ...] = ()
    cause: str = ""
    picker: str = ""
    note: str = ""
    by: str = ""


@dataclass(frozen=True)
class Whose:
    """The order and the buyer that a report is about, and the buyer's ID as a text."""

    order_id: int | None
    buyer_id: int | None
    text: str


def whose(draft: WrongDraft) -> Whose:
    """Told by the draft's case, order or weight check, or else by the buyer's ID.

    Must run inside a transaction. Raises NotFound, and BadValue where nothing tells the buyer.
    """
    case_order, case_buyer = _of_case(draft.case_id)
    order_id = draft.order_id or case_order or _of_check(draft.weight_check_id)
    order_buyer, shown = _of_order(order_id)
    text = draft.buyer_text.strip()
    buyer_id = case_buyer or order_buyer or _only_buyer(text)
    if buyer_id is not None and not text:
        text = Buyer.get_by_id(buyer_id).buyer_id
    if not (text or shown):
        raise BadValue(Reason.BUYER_ID_EMPTY)
    return Whose(order_id, buyer_id, text or shown)


def kind(draft: WrongDraft) -> WrongKind:
    """The kind as said, else as the lines tell. Raises BadValue where neither does."""
    told = draft.kind or wrong_lines.kind_of_lines(draft.lines)
    if told is None:
        raise BadValue(Reason.VALUE_MISSING, field="kind")
    return told


def what(draft: WrongDraft) -> str:
    """What went wrong, in words. Raises BadValue where neither words, lines nor a check tell it."""
    told = draft.what.strip()
    if not (told or draft.lines or draft.weight_check_id):
        raise BadValue(Reason.VALUE_MISSING, field="what")
    return told


def cause(text: object) -> str:
    """The code of a cause, or nothing. Raises BadValue for what isn't one."""
    if text and text not in set(Cause):
        raise BadValue(Reason.UNKNOWN_KIND, value=text, allowed=", ".join(Cause))
    return str(text or "")


def _of_case(case_id: int | None) -> tuple[int | None, int | None]:
    if case_id is None:
        return None, None
    query = AfterSalesCase.select(AfterSalesCase.order, AfterSalesCase.buyer)
    found = tuples(query.where(AfterSalesCase.id == case_id))
    if not found:
        raise NotFound(Reason.CASE_UNKNOWN, value=case_id)
    return found[0][0], found[0][1]


def _of_check(check_id: int | None) -> int | None:
    return None if check_id is None else weight_checks.of_order(check_id)


def _of_order(order_id: int | None) -> tuple[int | None, str]:
    """The order's buyer, and what stands for them where they aren't known."""
    if order_id is None:
        return None, ""
    query = SalesOrder.select(SalesOrder.buyer, SalesOrder.buyer_text, SalesOrder.order_no)
    found = tuples(query.where(SalesOrder.id == order_id))
    if not found:
        raise NotFound(Reason.ORDER_UNKNOWN, value=order_id)
    buyer_id, buyer_text, order_no = found[0]
    return buyer_id, buyer_text or order_no


def _only_buyer(text: str) -> int | None:
    """The buyer with exactly this ID, where there is but one and the ID is no mask for many."""
    query = Buyer.select(Buyer.id).where(buyers.is_called(text), Buyer.masked == 0)
    found = tuples(query.limit(2))
    return found[0][0] if len(found) == 1 else None
