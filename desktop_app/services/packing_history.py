"""What has gone wrong before, and what was packed on the same day: hints for an explanation."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from peewee import fn

from desktop_app.core import clock
from desktop_app.core.kinds import WeightSource, WrongState
from desktop_app.models.base import tuples
from desktop_app.models.orders import OrderLine, SalesOrder
from desktop_app.models.weighing import WeightCheck, WrongLine, WrongShipment
from desktop_app.services.scans import Parcel
from desktop_app.services.store import Store

_DAYS_FROM_ORDER_TO_PARCEL = 14


def gone_wrong(store: Store) -> Counter[str]:
    """How often each SKU had a part in a verified wrong shipment."""
    states = (WrongState.VERIFIED, WrongState.SETTLED)
    with store.connection():
        query = (
            WrongLine.select(WrongLine.sku, fn.COUNT(WrongLine.wrong_shipment.distinct()))
            .join(WrongShipment)
            .where(
                WrongShipment.state.in_(states),
                WrongLine.sku != "",
                WrongLine.expected != WrongLine.shipped,
            )
            .group_by(WrongLine.sku)
        )
        return Counter(dict(tuples(query)))


def packed_with(store: Store, parcel: Parcel) -> frozenset[str]:
    """The SKUs of all orders shipped on the parcel's day or weighed on it; today until shipped."""
    with store.connection():
        day = _shipping_day(parcel) or clock.today()
        weighed = _weighed_on(day)
        shipped = _shipped_on(day)
        query = OrderLine.select(OrderLine.sku).where(
            OrderLine.order.in_(weighed) | OrderLine.order.in_(shipped), OrderLine.sku != ""
        )
        return frozenset(sku for (sku,) in tuples(query.distinct()))


def _weighed_on(day: date) -> object:
    return WeightCheck.select(WeightCheck.order).where(
        WeightCheck.at >= clock.start_of_day(day),
        WeightCheck.at < clock.start_of_day(day + timedelta(days=1)),
        WeightCheck.source == WeightSource.OWN,
        WeightCheck.voided_at.is_null(),
        ~WeightCheck.order.is_null(),
    )


def _shipped_on(day: date) -> object:
    """Orders shipped that day, looked for among those made in the fortnight before (an index)."""
    first = day - timedelta(days=_DAYS_FROM_ORDER_TO_PARCEL)
    return SalesOrder.select(SalesOrder.id).where(
        SalesOrder.created >= first.isoformat(),
        SalesOrder.created < (day + timedelta(days=1)).isoformat(),
        SalesOrder.shipped.startswith(day.isoformat()),
    )


def _shipping_day(parcel: Parcel) -> date | None:
    if parcel.order_id is None:
        return None
    shipped = SalesOrder.select(SalesOrder.shipped).where(SalesOrder.id == parcel.order_id)
    try:
        return date.fromisoformat((tuples(shipped)[0][0] or "")[:10])
    except ValueError:
        return None
