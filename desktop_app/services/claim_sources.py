"""What the shop knows already about a parcel when a claim on it is opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from desktop_app.core import clock, waybills
from desktop_app.core.errors import BadValue, NotFound, Reason
from desktop_app.core.kinds import Platform, WeightSource
from desktop_app.models.base import key, tuples
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase, CaseLine
from desktop_app.models.orders import OrderLine, SalesOrder, Shipment
from desktop_app.models.products import Product
from desktop_app.models.shops import Shop
from desktop_app.models.weighing import WeightCheck

_SCALES = {
    WeightSource.OWN.value: "declared_g",
    WeightSource.OUTLET.value: "accepted_g",
    WeightSource.HUB.value: "reweighed_g",
}
_DAY = 10  # characters of an ISO date


@dataclass(frozen=True)
class Goods:
    """One item: ordered, and claimed for. ``price_minor`` is for one piece, None if unknown."""

    sku: str = ""
    title: str = ""
    variant: str = ""
    quantity: int = 1
    claimed_quantity: int = 1
    price_minor: int | None = None


@dataclass(frozen=True)
class Source:
    """Where a claim comes from: ids of what it belongs to, and the fields filled by that.

    ``paid_goods_minor`` is what the buyer paid for all goods together, where that is known.
    """

    case_id: int | None = None
    order_id: int | None = None
    buyer_id: int | None = None
    shop_id: int | None = None
    courier: str = ""
    currency: str = "CNY"
    fields: Mapping[str, object] = field(default_factory=dict)
    goods: tuple[Goods, ...] = ()
    paid_goods_minor: int | None = None

    def value_minor(self, goods: Sequence[Goods]) -> int | None:
        """What these goods were sold for: by their prices, or all together by what was paid."""
        prices = [(line.price_minor, line.claimed_quantity) for line in goods]
        if goods and all(price is not None for price, _count in prices):
            return sum((price or 0) * count for price, count in prices)
        whole = all(line.claimed_quantity == line.quantity for line in goods)
        return self.paid_goods_minor if whole and len(goods) == len(self.goods) else None


def gather(
    case_no: str = "",
    order_no: str = "",
    tracking: str = "",
    platform: Platform | None = None,
) -> Source:
    """What is known by case, order or tracking number (the first that is given).

    A tracking number that no order has is a source too: the claim is written at once, and the
    rest is filled in later (R21). Raises NotFound for a case or order that isn't there, and
    BadValue where none of the three is given.
    """
    number = waybills.normal(tracking)
    if case_no.strip():
        return _of_case(case_no, number)
    if order_no.strip():
        return _of_order(_order(order_no, platform), number)
    if not number:
        raise BadValue(Reason.VALUE_MISSING, field="source")
    order = _order_of_parcel(number)
    if order is not None:
        return _of_order(order, number)
    return replace(Source(), fields={"tracking": number, **_weights(None, number)})


def chosen(source: Source, skus: Mapping[str, int]) -> tuple[Goods, ...]:
    """The goods claimed for: all, or of each named SKU so many pieces.

    Raises BadValue for a SKU that isn't in the order (or, without an order, isn't a product of
    the shop), and for more pieces than were ordered.
    """
    if not skus:
        return source.goods
    if not source.goods:
        return tuple(_product(sku, count) for sku, count in skus.items())
    left = dict(skus)
    picked: list[Goods] = []
    for line in source.goods:
        count = min(left.get(line.sku, 0), line.quantity)
        if count > 0:
            left[line.sku] -= count
            picked.append(replace(line, claimed_quantity=count))
    _refuse_rest(source, skus, left)
    return tuple(picked)


def _refuse_rest(source: Source, skus: Mapping[str, int], left: Mapping[str, int]) -> None:
    held = {line.sku for line in source.goods}
    for sku, count in left.items():
        if sku not in held:
            allowed = tuple(sorted(filter(None, held)))
            raise BadValue(Reason.SKU_NOT_IN_ORDER, value=sku, allowed=allowed)
        if skus[sku] < 1:
            raise BadValue(Reason.NOT_A_QUANTITY, value=skus[sku])
        if count > 0:
            ordered = skus[sku] - count
            raise BadValue(Reason.MORE_THAN_ORDERED, value=skus[sku], sku=sku, limit=ordered)


def _product(sku: str, count: int) -> Goods:
    found = Product.get_or_none(Product.sku == sku)
    if found is None:
        raise NotFound(Reason.PRODUCT_UNKNOWN, value=sku)
    if count < 1:
        raise BadValue(Reason.NOT_A_QUANTITY, value=count)
    return Goods(sku, found.title, found.variant, count, count, found.price_minor)


def _order(order_no: str, platform: Platform | None) -> SalesOrder:
    query = SalesOrder.select().where(SalesOrder.order_no == order_no.strip())
    if platform is not None:
        query = query.where(SalesOrder.platform == platform)
    found = list(query.limit(9))
    if not found:
        raise NotFound(Reason.ORDER_UNKNOWN, value=order_no)
    if len(found) > 1:
        allowed = tuple(sorted(order.platform for order in found))
        raise NotFound(Reason.ORDER_AMBIGUOUS, value=order_no, allowed=allowed)
    return found[0]


def _order_of_parcel(number: str) -> SalesOrder | None:
    again = AfterSalesCase.select(AfterSalesCase.order).where(
        AfterSalesCase.resend_tracking == number, AfterSalesCase.order.is_null(is_null=False)
    )
    split = Shipment.select(Shipment.order).where(Shipment.tracking == number)
    where = (SalesOrder.tracking == number, SalesOrder.id.in_(split) | SalesOrder.id.in_(again))
    for one in where:
        for order in SalesOrder.select().where(one).order_by(SalesOrder.id).limit(1):
            return order
    return None


def _of_case(case_no: str, number: str) -> Source:
    case = AfterSalesCase.get_or_none(
        AfterSalesCase.no == case_no.strip().upper(), AfterSalesCase.deleted_at.is_null()
    )
    if case is None:
        raise NotFound(Reason.CASE_UNKNOWN, value=case_no)
    order = SalesOrder.get_or_none(SalesOrder.id == key(case, "order"))
    known = _of_order(order, number) if order else Source(currency=case.currency)
    buyer_id = known.buyer_id or key(case, "buyer")
    shop_id = key(case, "shop") or known.shop_id
    goods = _case_goods(case)
    same = not goods or len(goods) == len(known.goods)
    fields = {
        **known.fields,
        "platform": case.platform,
        "incident_on": str(clock.to_local(case.opened_at).date()),
        **_filled(what_happened=case.note, resend_tracking=case.resend_tracking, tracking=number),
        **_shop_fields(shop_id, case.platform),
    }
    if buyer_id and not known.buyer_id:
        fields["buyer_text"] = Buyer.get_by_id(buyer_id).buyer_id
    return replace(
        known,
        case_id=case.id,
        buyer_id=buyer_id,
        shop_id=shop_id,
        fields=fields,
        goods=goods or known.goods,
        paid_goods_minor=known.paid_goods_minor if same else None,
    )


def _case_goods(case: AfterSalesCase) -> tuple[Goods, ...]:
    lines = CaseLine.select().where(CaseLine.case == case.id).order_by(CaseLine.position)
    return tuple(
        Goods(line.sku, line.title, line.variant, line.quantity, line.quantity, line.price_minor)
        for line in lines
    )


def _of_order(order: SalesOrder, number: str) -> Source:
    tracking = number or waybills.normal(order.tracking)
    lines = OrderLine.select().where(OrderLine.order == order.id).order_by(OrderLine.position)
    buyer = Buyer.get_or_none(Buyer.id == key(order, "buyer"))
    courier, shipped, signed = _parcel(order, tracking)
    fields: dict[str, object] = {
        "platform": order.platform,
        "order_no": order.order_no,
        "buyer_text": buyer.buyer_id if buyer else order.buyer_text or "",
        "receiver_name": order.receiver or "",
        "receiver_phone": order.phone or "",
        "receiver_address": order.address or "",
        "shipped_on": _day(shipped),
        "signed_on": _day(signed),
        "freight_minor": order.postage_minor,
        **_shop_fields(key(order, "shop"), order.platform),
        **_filled(tracking=tracking),
        **_weights(order.id, tracking),
    }
    return Source(
        order_id=order.id,
        buyer_id=key(order, "buyer"),
        shop_id=key(order, "shop"),
        courier=courier,
        currency=order.currency,
        fields=fields,
        goods=tuple(
            Goods(
                line.sku,
                line.title,
                line.variant,
                line.quantity or 1,
                line.quantity or 1,
                line.price_minor,
            )
            for line in lines
        ),
        paid_goods_minor=_paid_goods(order),
    )


def _parcel(order: SalesOrder, tracking: str) -> tuple[str, str | None, str | None]:
    """Courier, dispatch and signature of the very parcel where a split order has several."""
    parcel = Shipment.get_or_none(Shipment.order == order.id, Shipment.tracking == tracking)
    if parcel is None:
        return order.courier, order.shipped, order.signed_at
    return (
        parcel.courier or order.courier,
        parcel.shipped_at or order.shipped,
        parcel.signed_at or order.signed_at,
    )


def _paid_goods(order: SalesOrder) -> int | None:
    """What the buyer paid for the goods: all that was paid less postage, else the goods' sum."""
    if order.paid_minor is None:
        return order.goods_minor
    rest = order.paid_minor - (order.postage_minor or 0)
    return rest if rest > 0 else order.goods_minor


def _shop_fields(shop_id: int | None, platform: str) -> dict[str, object]:
    """The sender and the account of the order's shop, or of the only one on that platform."""
    where = Shop.id == shop_id if shop_id else Shop.platform == platform
    shops = list(Shop.select().where(where).limit(2))
    if len(shops) != 1:
        return {}
    shop = shops[0]
    return _filled(
        shop_name=shop.name,
        sender_name=shop.sender_name,
        sender_phone=shop.sender_phone,
        sender_address=shop.sender_address,
        account_holder=shop.account_holder,
        account_bank=shop.account_bank,
        account_no=shop.account_no,
    )


def _weights(order_id: int | None, tracking: str) -> dict[str, object]:
    """The latest weighings by each scale; the four are never mixed."""
    same = WeightCheck.tracking == tracking if tracking else WeightCheck.order == order_id
    query = (
        WeightCheck.select(WeightCheck.source, WeightCheck.measured_g)
        .where(same, WeightCheck.voided_at.is_null(), WeightCheck.source.in_(list(_SCALES)))
        .order_by(WeightCheck.at)
    )
    return {_SCALES[source]: grams for source, grams in tuples(query)}


def _day(text: str | None) -> str | None:
    """The day of a platform's time (its own wall clock, not shifted)."""
    from datetime import date

    try:
        return date.fromisoformat((text or "")[:_DAY]).isoformat()
    except ValueError:
        return None


def _filled(**values: Any) -> dict[str, object]:
    return {name: value for name, value in values.items() if value}
