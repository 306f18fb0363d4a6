"""What a case or an order can say in a reply: parcels, amounts, the offer on the table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from peewee import fn

from desktop_app.core import couriers, dates, i18n, money, names
from desktop_app.core.errors import NotFound, Reason
from desktop_app.core.i18n import _
from desktop_app.core.kinds import CostKind, OfferAnswer, Platform
from desktop_app.models.base import key
from desktop_app.models.cases import AfterSalesCase, CaseCost, CaseLine, Offer
from desktop_app.models.orders import SalesOrder, Shipment, ShipmentEvent
from desktop_app.services import case_records, claim_sources
from desktop_app.services.claim_sources import Source
from desktop_app.services.store import Store

_MOST_GOODS = 2
_OF_CASES = (
    *("case", "date", "refund", "compensation", "offer", "resend_courier", "resend_tracking"),
    *("return_courier", "return_tracking"),
)


def of(store: Store, no: str, language: str) -> dict[str, str]:
    """The facts by placeholder, in a language; what isn't known is empty. Raises NotFound."""
    with store.connection(), i18n.speaking(language):
        case = case_records.find(no)
        source = claim_sources.gather(case_no=case.no)
        return {**_of_order(source), **_of_parcels(case, source), **_of_money(case)} | {
            "case": case.no,
            "goods": _goods(case),
            "date": _day(case.follow_up_on),
            "movement": latest_movement(key(case, "order")),
        }


def of_order(store: Store, order_id: int, language: str) -> dict[str, str]:
    """An order's facts where there is no case: what only one knows is empty. Raises NotFound."""
    with store.connection(), i18n.speaking(language):
        order = SalesOrder.get_or_none(SalesOrder.id == order_id)
        if order is None:
            raise NotFound(Reason.ORDER_UNKNOWN, value=order_id)
        source = claim_sources.gather(order_no=order.order_no, platform=Platform(order.platform))
        return dict.fromkeys(_OF_CASES, "") | {
            **_of_order(source),
            "courier": courier_words(source.courier),
            "tracking": str(source.fields.get("tracking") or ""),
            "goods": _listed([line.title or line.sku for line in source.goods]),
            "movement": latest_movement(order.id),
        }


def latest_movement(order_id: int | None) -> str:
    """The newest movement of an order's own parcels in words; empty for none."""
    query = (
        ShipmentEvent.select()
        .join(Shipment)
        .where(Shipment.order == order_id, Shipment.direction != "return")
        .order_by(ShipmentEvent.at.desc(), ShipmentEvent.id.desc())
    )
    found = query.first() if order_id is not None else None
    return movement_words(found.at, found.place, found.what) if found is not None else ""


def movement_words(at: datetime, place: str, what: str) -> str:
    """A movement as a sentence has it: when, where, what."""
    return " ".join(part for part in (dates.moment(at), place, what) if part)


def _of_order(source: Source) -> dict[str, str]:
    said = {name: str(value or "") for name, value in source.fields.items()}
    address = "\n".join(
        part
        for part in (
            "  ".join(filter(None, (said.get("sender_name"), said.get("sender_phone")))),
            said.get("sender_address", ""),
        )
        if part
    )
    buyer = said.get("buyer_text", "")
    known = "" if names.is_masked(buyer) else buyer  # nobody is greeted as "t**1"
    return {
        "name": said.get("receiver_name") or known,
        "buyer": known,
        "order": said.get("order_no", ""),
        "shop": said.get("shop_name", ""),
        "shipped": _day(said.get("shipped_on")),
        "return_address": address if said.get("sender_address") else "",
    }


def _of_parcels(case: AfterSalesCase, source: Source) -> dict[str, str]:
    return {
        "courier": courier_words(source.courier),
        "tracking": str(source.fields.get("tracking") or ""),
        "resend_courier": courier_words(case.resend_courier),
        "resend_tracking": case.resend_tracking,
        "return_courier": courier_words(case.return_courier),
        "return_tracking": case.return_tracking,
    }


def _of_money(case: AfterSalesCase) -> dict[str, str]:
    """Refund and compensation as entered, and the last offer that wasn't turned down."""
    query = (
        Offer.select()
        .where(Offer.case == case.id, Offer.answer << [OfferAnswer.PENDING, OfferAnswer.ACCEPTED])
        .order_by(Offer.position.desc())
    )
    offer = query.first()
    offered = offer.amount_minor if offer is not None else None
    agreed = _entered(case, CostKind.COMPENSATION)
    return {
        "refund": _money(_entered(case, CostKind.REFUND), case.currency),
        "compensation": _money(offered if agreed is None else agreed, case.currency),
        "offer": offer.what if offer is not None else "",
    }


def _entered(case: AfterSalesCase, kind: CostKind) -> int | None:
    query = CaseCost.select(fn.SUM(CaseCost.amount_minor)).where(
        CaseCost.case == case.id, CaseCost.kind == kind, CaseCost.voided_at.is_null()
    )
    found = query.scalar()
    return None if found is None else int(found)


def _money(minor: int | None, currency: str) -> str:
    if not minor:
        return ""
    amount = money.to_text(minor, currency)
    if currency == "CNY":
        return _("CNY %(amount)s") % {"amount": amount}
    return f"{currency} {amount}"


def courier_words(text: str) -> str:
    """A courier as a buyer is told it: by its name in the language spoken now."""
    known = couriers.named(text) if text else None
    if known is None:
        return text
    return known.zh if i18n.language() == "zh_CN" else known.en


def _goods(case: AfterSalesCase) -> str:
    query = CaseLine.select().where(CaseLine.case == case.id).order_by(CaseLine.position)
    return _listed([line.title or line.sku for line in query])


def _listed(titles: Iterable[str]) -> str:
    told = list(dict.fromkeys(titles))
    shown = _(", ").join(told[:_MOST_GOODS])
    if len(told) > _MOST_GOODS:
        return _("%(goods)s and others") % {"goods": shown}
    return shown


def _day(text: str | None) -> str:
    return dates.day(date.fromisoformat(text)) if text else ""
