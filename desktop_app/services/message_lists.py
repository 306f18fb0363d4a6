"""The list of messages to buyers: those due, later, done or skipped, and movements not told of.

A movement's id is below nought, so that both kinds can stand in one list.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import JOIN, SQL, Case, fn

from desktop_app.core import clock
from desktop_app.core.errors import NotFound, Reason
from desktop_app.core.i18n import _
from desktop_app.core.kinds import FollowUpState
from desktop_app.models.base import ids as first_column
from desktop_app.models.base import tuples
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.desk import FollowUp
from desktop_app.models.orders import SalesOrder, Shipment, ShipmentEvent
from desktop_app.services import follow_up_rules, paging
from desktop_app.services.follow_up_rules import HAND
from desktop_app.services.store import Store

SHOWN = ("due", "later", "done", "skipped", "untold")


@dataclass(frozen=True)
class MessageRow:
    """A message as the list shows it. Of a movement ``at`` is when it happened.

    ``rule`` is a rule's code, empty for what was entered by hand; ``text`` are one's own words,
    what was sent, or the movement. ``more`` counts the parcel's earlier movements not told
    of either.
    """

    id: int
    state: FollowUpState
    due_on: date
    rule: str
    name: str
    text: str
    platform: str
    buyer: str
    buyer_id: int | None
    order_id: int | None
    order_no: str
    case_no: str
    courier: str
    tracking: str
    done_at: datetime | None = None
    who: str = ""
    at: datetime | None = None
    shipment_id: int | None = None
    more: int = 0

    @property
    def is_movement(self) -> bool:
        return self.id < 0


@dataclass(frozen=True, kw_only=True)
class MessageFilter:
    """Which messages. ``shown`` is one of `SHOWN`; empty for all but movements.

    ``text`` is part of a buyer's ID, a number, a rule's name or one's own words.
    """

    shown: str = ""
    text: str = ""
    rule: str = ""
    order_id: int | None = None
    case_no: str = ""
    order_by: str = ""
    descending: bool = True
    today: date | None = None


def ids(store: Store, wanted: MessageFilter) -> array[int]:
    """The ids of the messages that a filter lets through, in its order."""
    with store.connection():
        return _movement_ids(wanted) if wanted.shown == "untold" else _follow_up_ids(store, wanted)


def rows(store: Store, wanted: Sequence[int]) -> list[MessageRow]:
    """The rows of these ids in this order; ids that are gone are left out."""
    with store.connection():
        names = {rule.code: rule.name for rule in follow_up_rules.all_of(store)}

        def read(some: list[int]) -> list[MessageRow]:
            found = _read_follow_ups([one for one in some if one > 0], names)
            return found + _read_movements([-one for one in some if one < 0])

        return paging.by_id(wanted, read)


def row(store: Store, row_id: int) -> MessageRow:
    """One message. Raises NotFound."""
    found = rows(store, [row_id])
    if not found:
        reason = Reason.FOLLOW_UP_UNKNOWN if row_id > 0 else Reason.MOVEMENT_UNKNOWN
        raise NotFound(reason, value=abs(row_id))
    return found[0]


def counts(store: Store, today: date | None = None) -> dict[str, int]:
    """How many are due, later, and parcels with movements not told of."""
    day = (today or clock.today()).isoformat()
    still = FollowUp.select().where(FollowUp.state == FollowUpState.OPEN)
    with store.connection():
        return {
            "due": still.where(FollowUp.due_on <= day).count(),
            "later": still.where(FollowUp.due_on > day).count(),
            "untold": _untold().count(),
        }


def _follow_up_ids(store: Store, wanted: MessageFilter) -> array[int]:
    query = _joined(FollowUp.select(FollowUp.id))
    for where in _conditions(store, wanted):
        query = query.where(where)
    order = _ORDERS.get(wanted.order_by)
    if order is None:
        over = wanted.shown in ("done", "skipped")
        keys = [FollowUp.done_at.desc()] if over else [FollowUp.due_on]
        return array("q", first_column(query.order_by(*keys, FollowUp.id)))
    turned = order.desc() if wanted.descending else order
    return array("q", first_column(query.order_by(turned, FollowUp.id)))


def _conditions(store: Store, wanted: MessageFilter) -> list[Any]:
    today = (wanted.today or clock.today()).isoformat()
    still = FollowUp.state == FollowUpState.OPEN
    states = {
        "due": still & (FollowUp.due_on <= today),
        "later": still & (FollowUp.due_on > today),
        "done": FollowUp.state == FollowUpState.DONE,
        "skipped": FollowUp.state == FollowUpState.SKIPPED,
    }
    found = [states[wanted.shown]] if wanted.shown in states else []
    if wanted.text.strip():
        found.append(_holding(store, wanted.text.strip()))
    if wanted.rule:
        found.append(FollowUp.rule == wanted.rule)
    if wanted.order_id is not None:
        found.append(_ORDER_OF.in_([wanted.order_id]))
    if wanted.case_no:
        found.append(AfterSalesCase.no == wanted.case_no.strip().upper())
    return found


def _holding(store: Store, text: str) -> Any:
    said = text.casefold()
    rules = [
        rule.code
        for rule in follow_up_rules.all_of(store)
        if any(said in name.casefold() for name in rule.names.values())
    ]
    where = FollowUp.text.contains(text) | FollowUp.rule.in_(rules)
    return where | _numbers_hold(text) | AfterSalesCase.no.contains(text)


def _numbers_hold(text: str) -> Any:
    return (
        SalesOrder.order_no.contains(text)
        | SalesOrder.tracking.contains(text)
        | Buyer.buyer_id.contains(text)
        | SalesOrder.buyer_text.contains(text)
        | SalesOrder.receiver.contains(text)
    )


def _joined(query: Any) -> Any:
    return (
        query.join(AfterSalesCase, JOIN.LEFT_OUTER)
        .join(SalesOrder, JOIN.LEFT_OUTER, on=SalesOrder.id == _ORDER_OF)
        .join(Buyer, JOIN.LEFT_OUTER, on=Buyer.id == _BUYER_OF)
    )


def _read_follow_ups(wanted: list[int], names: dict[str, str]) -> list[MessageRow]:
    query = _joined(
        FollowUp.select(
            *(FollowUp.id, FollowUp.state, FollowUp.due_on, FollowUp.rule, FollowUp.text),
            *(_PLATFORM, _BUYER, Buyer.id, _ORDER_OF),
            *(fn.COALESCE(SalesOrder.order_no, ""), fn.COALESCE(AfterSalesCase.no, "")),
            *(_COURIER, _TRACKING, FollowUp.done_at, FollowUp.who),
        )
    )
    found: list[MessageRow] = []
    for row_id, state, due_on, rule, text, *rest in tuples(query.where(FollowUp.id.in_(wanted))):
        by_hand = rule.startswith(HAND) or not rule
        name = _("Entered by hand") if by_hand else names.get(rule, rule)
        found.append(
            MessageRow(
                *(row_id, FollowUpState(state), date.fromisoformat(due_on)),
                *("" if by_hand else rule, name, text, *rest),
            )
        )
    return found


def _movement_ids(wanted: MessageFilter) -> array[int]:
    query = _untold()
    text = wanted.text.strip()
    if text:
        query = query.where(
            _numbers_hold(text)
            | Shipment.tracking.contains(text)
            | ShipmentEvent.what.contains(text)
            | ShipmentEvent.place.contains(text)
        )
    if wanted.order_id is not None:
        query = query.where(Shipment.order == wanted.order_id)
    order = _MOVEMENT_ORDERS.get(wanted.order_by, ShipmentEvent.at)
    turned = order.desc() if wanted.descending else order
    return array("q", (-one for one in first_column(query.order_by(turned, ShipmentEvent.id))))


def _untold() -> Any:
    """Of each parcel with movements that the buyer wasn't told of, the newest."""
    later = ShipmentEvent.alias()
    newer = later.select(SQL("1")).where(
        later.shipment == ShipmentEvent.shipment,
        (later.at > ShipmentEvent.at)
        | ((later.at == ShipmentEvent.at) & (later.id > ShipmentEvent.id)),
    )
    return (
        ShipmentEvent.select(ShipmentEvent.id)
        .join(Shipment)
        .join(SalesOrder, JOIN.LEFT_OUTER)
        .join(Buyer, JOIN.LEFT_OUTER)
        .where(
            ShipmentEvent.informed_at.is_null(),
            Shipment.direction != "return",
            ~fn.EXISTS(newer),
        )
    )


def _read_movements(wanted: list[int]) -> list[MessageRow]:
    other = ShipmentEvent.alias()
    more = other.select(fn.COUNT(other.id)).where(
        other.shipment == ShipmentEvent.shipment,
        other.informed_at.is_null(),
        other.id != ShipmentEvent.id,
    )
    query = (
        ShipmentEvent.select(
            *(ShipmentEvent.id, ShipmentEvent.at, ShipmentEvent.place, ShipmentEvent.what),
            *(ShipmentEvent.informed_at, fn.COALESCE(SalesOrder.platform, "")),
            *(fn.COALESCE(Buyer.buyer_id, SalesOrder.buyer_text, ""), Buyer.id, SalesOrder.id),
            *(fn.COALESCE(SalesOrder.order_no, ""), Shipment.id, Shipment.tracking),
            *(_first_said(Shipment.courier, SalesOrder.courier), more),
        )
        .join(Shipment)
        .join(SalesOrder, JOIN.LEFT_OUTER)
        .join(Buyer, JOIN.LEFT_OUTER)
        .where(ShipmentEvent.id.in_(wanted))
    )
    return [_movement_row(values) for values in tuples(query)]


def _movement_row(values: tuple[Any, ...]) -> MessageRow:
    event_id, at, place, what, told, platform, buyer, buyer_id, order_id, order_no = values[:10]
    shipment_id, tracking, courier, more = values[10:]
    return MessageRow(
        id=-event_id,
        state=FollowUpState.OPEN if told is None else FollowUpState.DONE,
        due_on=clock.to_local(at).date(),
        rule="",
        name=_("Movement not told of"),
        text=f"{place} {what}".strip(),
        platform=platform,
        buyer=buyer,
        buyer_id=buyer_id,
        order_id=order_id,
        order_no=order_no,
        case_no="",
        courier=courier,
        tracking=tracking,
        done_at=told,
        at=at,
        shipment_id=shipment_id,
        more=more,
    )


def _first_said(one: Any, other: Any) -> Any:
    return Case(None, ((fn.COALESCE(one, "") != "", one),), fn.COALESCE(other, ""))


_ORDER_OF = fn.COALESCE(FollowUp.order, AfterSalesCase.order)
_BUYER_OF = fn.COALESCE(AfterSalesCase.buyer, SalesOrder.buyer)
_PLATFORM = fn.COALESCE(AfterSalesCase.platform, SalesOrder.platform, "")
_BUYER = fn.COALESCE(Buyer.buyer_id, SalesOrder.buyer_text, "")
_COURIER = _first_said(AfterSalesCase.resend_courier, SalesOrder.courier)
_TRACKING = _first_said(AfterSalesCase.resend_tracking, SalesOrder.tracking)
_ORDERS: dict[str, Any] = {
    "due_on": FollowUp.due_on,
    "buyer": _BUYER,
    "order_no": SalesOrder.order_no,
    "rule": FollowUp.rule,
    "state": FollowUp.state,
    "tracking": _TRACKING,
    "platform": _PLATFORM,
}
_MOVEMENT_ORDERS: dict[str, Any] = {
    "due_on": ShipmentEvent.at,
    "order_no": SalesOrder.order_no,
    "tracking": Shipment.tracking,
    "buyer": fn.COALESCE(Buyer.buyer_id, SalesOrder.buyer_text, ""),
}
