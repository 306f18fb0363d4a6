"""What is noted on a case as it happens: a reply, a message, the platform, the supervisor."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from desktop_app.core import clock
from desktop_app.core.errors import BadValue, NotFound, Reason
from desktop_app.core.kinds import CaseEventKind, Outcome
from desktop_app.models.base import key
from desktop_app.models.orders import Shipment, ShipmentEvent
from desktop_app.services import case_fields, case_records, clock_rules, timeline
from desktop_app.services.store import Store


def replied(store: Store, no: str, text: str = "", at: datetime | None = None) -> int:
    """The buyer was answered (R1, R15): the reply clock stops. ``at`` is for an earlier moment."""
    return _note(store, no, CaseEventKind.REPLIED, text, at=at)


def buyer_wrote(store: Store, no: str, text: str = "", at: datetime | None = None) -> int:
    """The buyer sent a message: the reply clock starts, unless one already waits for an answer."""
    return _note(store, no, CaseEventKind.BUYER_WROTE, text, at=at)


def noted(store: Store, no: str, text: str) -> int:
    """A remark. Raises BadValue for an empty one."""
    if not text.strip():
        raise BadValue(Reason.VALUE_MISSING, field="note")
    return _note(store, no, CaseEventKind.NOTE, text)


def informed(store: Store, no: str, text: str = "", movement_id: int | None = None) -> int:
    """The buyer was told of a parcel's movement (R29), or of how the case stands.

    ``movement_id`` names the movement of one of the order's parcels; it is marked as told.
    Raises NotFound for one that isn't the order's.
    """
    with store.transaction():
        case = case_records.changeable(store, no)
        if movement_id is not None:
            _mark_told(key(case, "order"), movement_id)
        data = {"movement": movement_id} if movement_id is not None else None
        return _note(store, no, CaseEventKind.INFORMED, text, data=data)


def intervened(store: Store, no: str, text: str = "", at: datetime | None = None) -> int:
    """The platform stepped in, which counts in the intervention rate at once (R48)."""
    with store.transaction():
        case = case_records.changeable(store, no)
        moment = at or clock.now()
        if case.intervened_at is None:
            case_records.update(case.id, {"intervened_at": moment, "disputed": 1})
        return _note(store, no, CaseEventKind.INTERVENED, text, at=at)


def decided(store: Store, no: str, decision: Outcome | str, opinion: str = "") -> int:
    """The supervisor's decision (R13): an outcome or a few words, and an opinion.

    Raises BadValue for an empty decision or one that is overlong.
    """
    with store.transaction():
        case = case_records.changeable(store, no)
        stored = case_fields.tag(str(decision))
        columns: dict[str, object] = {
            "supervisor_decision": stored,
            "supervisor_note": opinion.strip(),
        }
        case_records.update(case.id, columns)
        data = {"decision": stored}
        return _note(store, no, CaseEventKind.SUPERVISOR, opinion, data=data)


def platform_step(
    store: Store,
    no: str,
    step: str,
    text: str = "",
    until: datetime | None = None,
    at: datetime | None = None,
) -> int:
    """A step on the platform, with the courier or on site, which clocks go by.

    ``step`` is one of `clock_rules.platform_steps`; ``until`` a time that was agreed or told.
    Raises BadValue for another step.
    """
    known = clock_rules.platform_steps()
    if step not in known:
        raise BadValue(Reason.UNKNOWN_KIND, value=step, allowed=", ".join(known))
    data: dict[str, object] = {"step": step}
    if until is not None:
        data["until"] = clock.to_text(until)
    return _note(store, no, CaseEventKind.PLATFORM_STEP, text, at=at, data=data)


def _note(
    store: Store,
    no: str,
    kind: CaseEventKind,
    text: str,
    *,
    at: datetime | None = None,
    data: Mapping[str, object] | None = None,
) -> int:
    with store.transaction():
        case = case_records.changeable(store, no)
        return timeline.add(store, case.id, kind, text.strip(), at=at, data=data)


def _mark_told(order_id: int | None, movement_id: int) -> None:
    parcels = Shipment.select(Shipment.id).where(Shipment.order == order_id)
    told = (
        ShipmentEvent.update(informed_at=clock.now())
        .where(ShipmentEvent.id == movement_id, ShipmentEvent.shipment.in_(parcels))
        .execute()
    )
    if not told:
        raise NotFound(Reason.NUMBER_UNKNOWN, value=movement_id)
