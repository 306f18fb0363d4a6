"""Parcels of orders and cases, their movements, and whether buyers were told of them (R29)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from desktop_app.core import clock, waybills
from desktop_app.core.errors import BadValue, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import CaseEventKind, CaseStage, Direction, Topic
from desktop_app.models.base import key, tuples
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.orders import SalesOrder, Shipment, ShipmentEvent
from desktop_app.services import case_records, timeline, tracking_texts
from desktop_app.services.store import Changes, Store
from desktop_app.services.tracking_texts import ParsedMovement

_ENDED = (CaseStage.CLOSED, CaseStage.CANCELLED)


@dataclass(frozen=True)
class Movement:
    """A movement of a parcel; ``informed_at`` is when the buyer was told of it."""

    id: int
    at: datetime
    place: str
    what: str
    informed_at: datetime | None


@dataclass(frozen=True)
class Parcel:
    """A parcel; ``id`` is None while nothing but its number is known of it."""

    id: int | None
    order_id: int | None
    direction: Direction
    courier: str
    tracking: str
    shipped_at: str | None = None
    signed_at: str | None = None
    movements: tuple[Movement, ...] = ()


@dataclass(frozen=True)
class Added:
    """What became of pasted movements: the ids of new ones, and how many were known."""

    ids: tuple[int, ...]
    known: int


@dataclass(frozen=True)
class Told:
    """What `inform` marked, so that it can be taken back: movements, lines of the timeline."""

    movements: tuple[int, ...] = ()
    lines: tuple[tuple[int, int], ...] = field(default=())


def of_order(store: Store, order_id: int) -> list[Parcel]:
    """An order's parcels with their movements, the newest movement first."""
    with store.connection():
        return _parcels(_numbers_of_order(order_id), order_id)


def of_case(store: Store, case_no: str) -> list[Parcel]:
    """The parcels of a case: its order's, what was sent again and what comes back.

    Raises NotFound.
    """
    with store.connection():
        case = case_records.find(case_no)
        order_id = key(case, "order")
        numbers = _numbers_of_order(order_id) if order_id is not None else {}
        return _parcels(numbers | _numbers_of_case(case), order_id)


def find(store: Store, number: str, order_no: str = "") -> Parcel:
    """The parcel with this tracking number, as typed or scanned.

    Raises NotFound for none, and for a parcel of several orders where none is named.
    """
    tracking = waybills.normal(number)
    with store.connection():
        found = [
            (order_id, direction, courier)
            for order_id, direction, courier in _places(tracking)
            if not order_no or _order_no(order_id) == order_no.strip()
        ]
        if not found:
            raise NotFound(Reason.PARCEL_UNKNOWN, value=tracking or number)
        if len({order_id for order_id, _direction, _courier in found}) > 1:
            allowed = tuple(sorted({_order_no(order_id) for order_id, _way, _courier in found}))
            raise NotFound(Reason.PARCEL_AMBIGUOUS, value=tracking, allowed=allowed)
        order_id, direction, courier = found[0]
        return _parcels({tracking: (direction, courier)}, order_id)[0]


def obtain(store: Store, parcel: Parcel) -> int:
    """The id of a parcel's row, which is made when it is first needed."""
    with store.transaction() as tx:
        same = _same_order(parcel.order_id) & (Shipment.tracking == parcel.tracking)
        held = Shipment.get_or_none(same)
        if held is None:
            held = Shipment.create(
                order=parcel.order_id,
                direction=parcel.direction.value,
                courier=parcel.courier,
                tracking=parcel.tracking,
                shipped_at=parcel.shipped_at,
            )
            tx.touch(Topic.MESSAGES)
        return int(held.id)


def add_event(store: Store, shipment_id: int, at: datetime, what: str, place: str = "") -> int:
    """Notes a movement; returns its id, or that of the same one that is there already.

    Raises NotFound for the parcel, BadValue for no words and for a time to come.
    """
    movement = ParsedMovement(
        at=at,
        place=tracking_texts.clean(place, tracking_texts.MOST_PLACE),
        what=tracking_texts.clean(what, tracking_texts.MOST_WHAT),
        signed=tracking_texts.is_signed(what),
    )
    if not movement.what:
        raise BadValue(Reason.VALUE_MISSING, field="movement")
    if at > clock.now() + timedelta(days=1):
        raise BadValue(Reason.MOMENT_AHEAD, value=f"{clock.to_local(at):%Y-%m-%d %H:%M}")
    with store.transaction():
        added = add_events(store, shipment_id, [movement])
        if added.ids:
            return added.ids[0]
        return next(one.id for one in _movements([shipment_id]) if _same(one, movement))


def add_events(store: Store, shipment_id: int, movements: Iterable[ParsedMovement]) -> Added:
    """Notes all these movements at once; those that are known already are left as they are.

    A parcel that was signed for by one of them is so from then on, unless it was before. Raises
    NotFound for the parcel.
    """
    with store.transaction() as tx:
        parcel = _shipment(shipment_id)
        held = {(one.at, _folded(one.what)) for one in _movements([shipment_id])}
        wanted = list(movements)
        ids: list[int] = []
        for movement in wanted:
            if (movement.at, _folded(movement.what)) in held:
                continue
            held.add((movement.at, _folded(movement.what)))
            made = ShipmentEvent.create(
                shipment=parcel, at=movement.at, place=movement.place, what=movement.what
            )
            ids.append(int(made.id))
        signed = min((one.at for one in wanted if one.signed), default=None)
        if signed is not None and parcel.signed_at is None:
            parcel.signed_at = signed.astimezone(clock.CHINA).isoformat(timespec="seconds")
            parcel.save()
        if ids:
            _touch(tx, parcel)
    return Added(tuple(ids), len(wanted) - len(ids))


def known(store: Store, parcel: Parcel, movements: Iterable[ParsedMovement]) -> list[bool]:
    """For each movement whether it is noted already: what a preview marks as known."""
    with store.connection():
        held = {(one.at, _folded(one.what)) for one in _movements([parcel.id] if parcel.id else [])}
    return [(one.at, _folded(one.what)) in held for one in movements]


def remove_event(store: Store, event_id: int) -> None:
    """Takes a mistyped movement away. Raises NotFound; NotAllowed once the buyer was told of it."""
    with store.transaction() as tx:
        event = _event(event_id)
        if event.informed_at is not None:
            raise NotAllowed(Reason.MOVEMENT_TOLD)
        parcel = event.shipment
        event.delete_instance()
        _touch(tx, parcel)


def inform(store: Store, event_id: int, text: str = "", case_no: str = "") -> Told:
    """The buyer was told of a movement (R29), and so of what the parcel did before it.

    The open case of its order (or the case named) gets a line in its timeline with what was said.
    Raises NotFound.
    """
    with store.transaction() as tx:
        event = _event(event_id)
        parcel = event.shipment
        earlier = ShipmentEvent.select(ShipmentEvent.id).where(
            ShipmentEvent.shipment == parcel.id,
            ShipmentEvent.informed_at.is_null(),
            (ShipmentEvent.at < event.at) | (ShipmentEvent.id == event.id),
        )
        marked = tuple(row[0] for row in tuples(earlier))
        ShipmentEvent.update(informed_at=clock.now()).where(
            ShipmentEvent.id.in_(list(marked))
        ).execute()
        case = case_records.find(case_no) if case_no else _case_of(parcel)
        lines: tuple[tuple[int, int], ...] = ()
        if case is not None and marked:
            said = text.strip() or event.what
            line = timeline.add(
                *(store, case.id, CaseEventKind.INFORMED, said), data={"movement": event.id}
            )
            lines = ((case.id, line),)
        _touch(tx, parcel)
    return Told(marked, lines)


def inform_all(store: Store, event_ids: Iterable[int]) -> Told:
    """The buyers were told of all these movements; all or none are marked. Raises NotFound."""
    with store.transaction():
        done = [inform(store, event_id) for event_id in event_ids]
    return Told(
        tuple(one for told in done for one in told.movements),
        tuple(line for told in done for line in told.lines),
    )


def take_back(store: Store, told: Told) -> None:
    """The buyers weren't told after all: takes the marks back; timelines say so."""
    with store.transaction() as tx:
        ShipmentEvent.update(informed_at=None).where(
            ShipmentEvent.id.in_(list(told.movements))
        ).execute()
        for case_id, line in told.lines:
            timeline.add(store, case_id, CaseEventKind.UNDONE, data={"events": [line]})
        tx.touch(Topic.MESSAGES)


def _case_of(parcel: Shipment) -> AfterSalesCase | None:
    """The live case that a parcel belongs to: an open one rather than one that is over."""
    same = (AfterSalesCase.resend_tracking == parcel.tracking) | (
        AfterSalesCase.return_tracking == parcel.tracking
    )
    order_id = key(parcel, "order")
    if order_id is not None:
        same |= AfterSalesCase.order == order_id
    query = AfterSalesCase.select().where(
        same, AfterSalesCase.deleted_at.is_null(), AfterSalesCase.merged_into.is_null()
    )
    found = list(query.order_by(AfterSalesCase.id.desc()))
    open_ones = [case for case in found if case.stage not in _ENDED]
    return next(iter(open_ones or found), None)


def _numbers_of_order(order_id: int) -> dict[str, tuple[Direction, str]]:
    """The tracking numbers of an order with their ways and couriers, its own first."""
    found: dict[str, tuple[Direction, str]] = {}
    own = SalesOrder.select(SalesOrder.tracking, SalesOrder.courier)
    for tracking, courier in tuples(own.where(SalesOrder.id == order_id)):
        if tracking:
            found[tracking] = (Direction.OUT, courier)
    more = Shipment.select(Shipment.tracking, Shipment.direction, Shipment.courier)
    for tracking, direction, courier in tuples(
        more.where(Shipment.order == order_id).order_by(Shipment.id)
    ):
        found.setdefault(tracking, (_direction(direction), courier))
    for case in AfterSalesCase.select().where(
        AfterSalesCase.order == order_id, AfterSalesCase.deleted_at.is_null()
    ):
        found |= _numbers_of_case(case)
    return found


def _numbers_of_case(case: AfterSalesCase) -> dict[str, tuple[Direction, str]]:
    ways = (
        (case.resend_tracking, Direction.RESEND, case.resend_courier),
        (case.return_tracking, Direction.RETURN, case.return_courier),
    )
    return {tracking: (direction, courier) for tracking, direction, courier in ways if tracking}


def _places(tracking: str) -> list[tuple[int | None, Direction, str]]:
    """Where a tracking number stands: orders, their further parcels, cases' own parcels."""
    columns = (SalesOrder.id, SalesOrder.courier)
    found: dict[int | None, tuple[Direction, str]] = {}
    if not tracking:
        return []
    for order_id, courier in tuples(
        SalesOrder.select(*columns).where(SalesOrder.tracking == tracking)
    ):
        found[order_id] = (Direction.OUT, courier)
    cases = AfterSalesCase.select().where(
        (AfterSalesCase.resend_tracking == tracking) | (AfterSalesCase.return_tracking == tracking),
        AfterSalesCase.deleted_at.is_null(),
    )
    for case in cases:
        found.setdefault(key(case, "order"), _numbers_of_case(case)[tracking])
    for parcel in Shipment.select().where(Shipment.tracking == tracking):
        found.setdefault(key(parcel, "order"), (_direction(parcel.direction), parcel.courier))
    return [(order_id, *way) for order_id, way in found.items()]


def _parcels(numbers: dict[str, tuple[Direction, str]], order_id: int | None) -> list[Parcel]:
    if not numbers:
        return []
    rows = {
        row.tracking: row
        for row in Shipment.select().where(
            _same_order(order_id), Shipment.tracking.in_(list(numbers))
        )
    }
    movements: dict[int, list[Movement]] = {}
    shipment_ids = [int(row.id) for row in rows.values()]
    query = ShipmentEvent.select(ShipmentEvent.shipment, *_COLUMNS)
    for shipment_id, *values in tuples(
        query.where(ShipmentEvent.shipment.in_(shipment_ids)).order_by(
            ShipmentEvent.at.desc(), ShipmentEvent.id.desc()
        )
    ):
        movements.setdefault(shipment_id, []).append(Movement(*values))
    shown: list[Parcel] = []
    for tracking, (direction, courier) in numbers.items():
        row = rows.get(tracking)
        if row is None:
            shown.append(Parcel(None, order_id, direction, courier, tracking))
            continue
        shown.append(
            Parcel(
                *(int(row.id), order_id, direction, row.courier or courier, tracking),
                *(row.shipped_at, row.signed_at, tuple(movements.get(int(row.id), ()))),
            )
        )
    return shown


def _movements(shipment_ids: Sequence[int]) -> list[Movement]:
    query = ShipmentEvent.select(*_COLUMNS).where(ShipmentEvent.shipment.in_(list(shipment_ids)))
    return [Movement(*values) for values in tuples(query)]


def _shipment(shipment_id: int) -> Shipment:
    found: Shipment | None = Shipment.get_or_none(Shipment.id == shipment_id)
    if found is None:
        raise NotFound(Reason.PARCEL_UNKNOWN, value=shipment_id)
    return found


def _event(event_id: int) -> ShipmentEvent:
    found: ShipmentEvent | None = ShipmentEvent.get_or_none(ShipmentEvent.id == event_id)
    if found is None:
        raise NotFound(Reason.MOVEMENT_UNKNOWN, value=event_id)
    return found


def _same_order(order_id: int | None) -> Any:
    return Shipment.order.is_null() if order_id is None else Shipment.order == order_id


def _same(one: Movement, other: ParsedMovement) -> bool:
    return (one.at, _folded(one.what)) == (other.at, _folded(other.what))


def _folded(what: str) -> str:
    """A movement's words as they are compared: pages differ in spaces and signs."""
    return "".join(char for char in what.casefold() if char.isalnum())


def _order_no(order_id: int | None) -> str:
    found = tuples(SalesOrder.select(SalesOrder.order_no).where(SalesOrder.id == order_id))
    return str(found[0][0]) if found else ""


def _direction(text: str) -> Direction:
    """A newer program's way is the usual one to this one."""
    return Direction(text) if text in set(Direction) else Direction.OUT


def _touch(tx: Changes, parcel: Shipment) -> None:
    tx.touch(Topic.MESSAGES)
    order_id = key(parcel, "order")
    if order_id is not None:
        query = AfterSalesCase.select(AfterSalesCase.id).where(AfterSalesCase.order == order_id)
        tx.touch(Topic.CASES, *(row[0] for row in tuples(query)))


_COLUMNS = (
    *(ShipmentEvent.id, ShipmentEvent.at, ShipmentEvent.place, ShipmentEvent.what),
    ShipmentEvent.informed_at,
)
