"""What a message to a buyer says: replies that fit, filled from its order or case (R26, R58)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from desktop_app.core import i18n
from desktop_app.core.errors import NotFound
from desktop_app.core.i18n import _
from desktop_app.core.kinds import Situation
from desktop_app.models.base import key, tuples
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.orders import SalesOrder, Shipment, ShipmentEvent
from desktop_app.models.shops import Shop
from desktop_app.services import (
    delay_periods,
    follow_up_rules,
    follow_ups,
    message_lists,
    orders,
    reply_book,
    reply_facts,
    reply_templates,
    shipments,
)
from desktop_app.services.delay_periods import DelayRow
from desktop_app.services.follow_up_rules import FollowUpRule
from desktop_app.services.message_lists import MessageRow
from desktop_app.services.orders import OrderRow
from desktop_app.services.reply_templates import Filled, Reply, Setting
from desktop_app.services.shipments import Told
from desktop_app.services.store import Store

_WHILE_MOVING = frozenset(
    {Situation.DISPATCHED, Situation.CARE, Situation.SLOW_DELIVERY, Situation.MOVEMENT}
    | {Situation.RESEND, Situation.OTHER}
)
_OF_MOVEMENTS = (
    Situation.MOVEMENT,
    Situation.SLOW_DELIVERY,
    Situation.NOT_DELIVERED,
    Situation.PEAK_DELAY,
)


@dataclass(frozen=True)
class Occasion:
    """What a message is about: an order or a case, and perhaps a movement of a parcel."""

    order_id: int | None = None
    case_no: str = ""
    place: Setting = field(default_factory=Setting)
    movement: int | None = None


@dataclass(frozen=True)
class Message:
    """A message as its panel shows it. ``replies`` fit it, the likeliest first."""

    row: MessageRow
    occasion: Occasion
    order: OrderRow | None
    replies: tuple[Reply, ...]
    delays: tuple[DelayRow, ...]
    signed: bool


def show(store: Store, row_id: int, language: str = "") -> Message:
    """A message with the replies that fit it, in a language (else the buyer's). Raises NotFound."""
    with store.connection():
        row = message_lists.row(store, row_id)
        rule = _rule(store, row)
        spoken = language or (rule.language if rule is not None else "")
        movement = -row_id if row.is_movement else None
        occasion = about(store, row.order_id, row.case_no, spoken, movement)
        if row.courier:
            occasion = replace(occasion, place=replace(occasion.place, channel=row.courier))
        order = orders.get(store, row.order_id) if row.order_id is not None else None
        delays = delay_periods.of_order(store, row.order_id) if row.order_id is not None else []
        return Message(
            row=row,
            occasion=occasion,
            order=order,
            replies=tuple(_replies(store, row, rule, occasion)),
            delays=tuple(delays),
            signed=bool(order is not None and order.signed_at),
        )


def about(
    store: Store,
    order_id: int | None,
    case_no: str = "",
    language: str = "",
    movement: int | None = None,
) -> Occasion:
    """The occasion of a message, with what its replies are chosen by."""
    with store.connection():
        case = _case(case_no)
        order = SalesOrder.get_or_none(SalesOrder.id == (key(case, "order") if case else order_id))
        thing = case if case is not None else order
        platform = str(thing.platform) if thing is not None else ""
        shop_id = key(thing, "shop") if thing is not None else None
        shop = tuples(Shop.select(Shop.name).where(Shop.id == shop_id))
        place = Setting(
            platform=platform,
            shop=str(shop[0][0]) if shop else "",
            channel=order.courier if order is not None else "",
            country=order.country if order is not None else "",
            language=i18n.nearest(language) if language else reply_book.language_for(platform),
        )
        return Occasion(order.id if order else None, case_no, place, movement)


def for_movement(store: Store, occasion: Occasion, what: str) -> list[Reply]:
    """The replies about a movement (R46): the reason that its words hint at comes first."""
    found = reply_templates.fitting(store, occasion.place, _OF_MOVEMENTS)
    codes = [code for reason in reasons(what, hinted=True) for code in reason.replies]
    hinted = [reply for code in codes for reply in found if reply.code == code]
    return list(dict.fromkeys([*hinted, *found]))


def reasons(what: str = "", *, hinted: bool = False) -> list[follow_up_rules.DeliveryReason]:
    """Why a parcel may be slow or undelivered; those that a movement's words hint at first.

    ``hinted``: these alone.
    """
    said = what.casefold()
    found = follow_up_rules.book().reasons
    first = [one for one in found if said and any(word in said for word in one.words)]
    return first if hinted else [*first, *(one for one in found if one not in first)]


def fill(store: Store, occasion: Occasion, reply: Reply) -> Filled:
    """A reply with the facts of the occasion in it; the days of a delay are added (R45).

    What isn't known stays in braces. Raises NotFound for a case or order that is gone.
    """
    filled = reply_templates.filled_by(reply, _facts(store, occasion, reply.language))
    added = _delay(store, occasion, reply)
    return replace(filled, text=f"{filled.text}\n\n{added}") if added else filled


def take(store: Store, reply: Reply | None, text: str, filled: Filled) -> str:
    """The text to be copied, counted as used.

    Raises NotAllowed naming what is still empty in it (R26), BadValue for no text at all.
    """
    kept = reply_templates.without_gaps(text, filled.values)
    if reply is not None and (reply.code or reply.id is not None):
        reply_templates.count_use(store, reply)
    return kept


def finish(store: Store, row_id: int, text: str) -> int | Told:
    """The message was sent. Returns what `take_back` needs. Raises NotFound."""
    if row_id < 0:
        return shipments.inform(store, -row_id, text)
    return follow_ups.done(store, row_id, text)


def take_back(store: Store, sent: int | Told) -> None:
    """It wasn't sent after all. Raises NotAllowed and Conflict as `follow_ups.undo` does."""
    if isinstance(sent, Told):
        shipments.take_back(store, sent)
    else:
        follow_ups.undo(store, sent)


def _replies(
    store: Store, row: MessageRow, rule: FollowUpRule | None, occasion: Occasion
) -> list[Reply]:
    if row.is_movement:
        return for_movement(store, occasion, row.text)
    situation = rule.situation if rule is not None else Situation.CARE
    found = reply_templates.fitting(store, occasion.place, [situation, *Situation])
    own: list[Reply] = []
    if row.text:
        chinese = any("\u4e00" <= char <= "\u9fff" for char in row.text)
        language = "zh_CN" if chinese else occasion.place.language
        own = [Reply(_("Own words"), row.text, language=language)]
    wanted = rule.reply if rule is not None else ""
    first = [one for one in found if wanted and wanted in (one.code, f"#{one.id}")]
    return list(dict.fromkeys([*own, *first, *found]))


def _facts(store: Store, occasion: Occasion, language: str) -> dict[str, str]:
    if occasion.case_no:
        facts = reply_facts.of(store, occasion.case_no, language)
    elif occasion.order_id is not None:
        facts = reply_facts.of_order(store, occasion.order_id, language)
    else:
        facts = {}
    if occasion.movement is None:
        return facts
    with store.connection(), i18n.speaking(language):
        return facts | _movement_facts(occasion.movement)


def _movement_facts(event_id: int) -> dict[str, str]:
    """The movement itself, and the parcel that it is of."""
    query = (
        ShipmentEvent.select(
            *(ShipmentEvent.at, ShipmentEvent.place, ShipmentEvent.what),
            *(Shipment.tracking, Shipment.courier),
        )
        .join(Shipment)
        .where(ShipmentEvent.id == event_id)
    )
    found: list[tuple[datetime, str, str, str, str]] = tuples(query)
    if not found:
        return {}
    at, place, what, tracking, courier = found[0]
    said = reply_facts.movement_words(at, place, what.rstrip("。.，, "))
    known = {"courier": reply_facts.courier_words(courier)} if courier else {}
    return {"movement": said, "tracking": tracking, **known}


def _delay(store: Store, occasion: Occasion, reply: Reply) -> str:
    """What is added of an expected delay, for a parcel that hasn't arrived."""
    if occasion.order_id is None or reply.situation not in _WHILE_MOVING:
        return ""
    for period in delay_periods.of_order(store, occasion.order_id):
        said = delay_periods.sentence(period, reply.language)
        if said:
            return said
    return ""


def _rule(store: Store, row: MessageRow) -> FollowUpRule | None:
    """The rule that made it; one that is gone since isn't missed."""
    try:
        return follow_up_rules.get(store, row.rule) if row.rule else None
    except NotFound:
        return None


def _case(case_no: str) -> AfterSalesCase | None:
    found: AfterSalesCase | None = None
    if case_no:
        found = AfterSalesCase.get_or_none(AfterSalesCase.no == case_no)
    return found
