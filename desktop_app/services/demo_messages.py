"""The demo's messages: movements to be told, a few entered by hand, a delay that is expected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from desktop_app.core import clock
from desktop_app.services import delay_periods, follow_ups, shipments
from desktop_app.services.delay_periods import DelayDraft
from desktop_app.services.demo_orders import Order
from desktop_app.services.follow_ups import FollowUpDraft
from desktop_app.services.store import Store
from desktop_app.services.tracking_texts import ParsedMovement

_MOVED = 8
_TOLD = 3
_BY_HAND = ("问问新品用得怎么样", "赠品补发了，告诉 {称呼} 留意 {运单号}", "")
_STEPS = (
    ("义乌市", "快件已揽收"),
    ("杭州市", "快件已到达杭州转运中心"),
    ("上海市", "正在派送途中，请保持电话畅通"),
)
_LAST = (
    ("上海市", "快件已到达驿站，请凭取件码取件"),
    ("上海市", "受暴雨影响，派送延迟"),
    ("上海市", "疑难件：地址不详，联系不上收件人"),
    ("上海市", "正在派送途中，请保持电话畅通"),
)


def add(store: Store, sold: Sequence[Order]) -> None:
    """Gives the newest parcels movements, a few of which the buyers know of already."""
    now, today = clock.now(), clock.today()
    newest = sorted(sold, key=lambda order: order.shipped)[-_MOVED:]
    with store.transaction():
        for place, order in enumerate(newest):
            (parcel, *_others) = shipments.of_order(store, order.id)
            steps = [*_STEPS, _LAST[place % len(_LAST)]]
            began = min(order.shipped, now - timedelta(hours=len(steps)))
            added = shipments.add_events(
                store,
                shipments.obtain(store, parcel),
                [
                    ParsedMovement(began + (now - began) * step / len(steps), where, what)
                    for step, (where, what) in enumerate(steps)
                ],
            )
            if place < _TOLD:
                shipments.inform(store, added.ids[-1])
        for days, (order, text) in enumerate(zip(newest, _BY_HAND, strict=False)):
            day = today + timedelta(days=days - 1)
            follow_ups.add(store, FollowUpDraft(day, text, order.id))
        since, until = today - timedelta(days=3), today + timedelta(days=7)
        delay_periods.save(store, DelayDraft("大促后", since, until, 3))
