"""The demo's buyers and orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop_app.core import clock, names
from desktop_app.core.kinds import OrderState, Platform
from desktop_app.models.buyers import Buyer
from desktop_app.models.orders import OrderLine, SalesOrder, Shipment
from desktop_app.services.demo_rows import Heap
from desktop_app.services.demo_words import Dice, Goods, goods

_STATUS = {
    OrderState.PAID: "买家已付款，等待卖家发货",
    OrderState.SHIPPED: "卖家已发货，等待买家确认",
    OrderState.DONE: "交易成功",
}


@dataclass(frozen=True)
class Order:
    """An order as the rest of the demo needs it; ``lines``: id, product, quantity."""

    id: int
    no: str
    platform: Platform
    buyer_id: int
    buyer: str
    currency: str
    tracking: str
    courier: str
    shipped: datetime
    lines: tuple[tuple[int, Goods, int], ...]


class Orders:
    """Makes buyers and orders into a heap."""

    def __init__(self, heap: Heap, dice: Dice, now: datetime) -> None:
        self._heap = heap
        self._dice = dice
        self._now = now
        self._buyers: list[tuple[int, Platform, str, str, str, str]] = []

    def add(self, *, days_ago: float) -> Order:
        """Makes one order of that age, by a new buyer or one of before."""
        dice = self._dice
        buyer_id, platform, buyer, name, phone, address = self._buyer()
        created = (self._now - timedelta(days=days_ago)).replace(microsecond=0)
        shipped = min(created + timedelta(hours=dice.uniform(3, 30)), self._now)
        signed = shipped + timedelta(days=dice.uniform(1.5, 5))
        done = signed < self._now and dice.chance(85)
        state = OrderState.DONE if done else OrderState.SHIPPED
        code, courier, tracking = dice.courier()
        items = [
            (item, dice.choice((1, 1, 1, 2)))
            for item in dice.sample(goods(), dice.choice((1, 1, 2, 3)))
        ]
        total = sum(item.price_minor * quantity for item, quantity in items)
        no = dice.order_no(platform, f"{created:%y%m%d}")
        order_id = self._heap.add(
            SalesOrder,
            platform=platform,
            order_no=no,
            shop_id=1,
            buyer_id=buyer_id,
            buyer_text=buyer,
            status=_STATUS[state],
            state=state,
            goods_minor=total,
            postage_minor=0,
            paid_minor=total,
            refund_minor=0,
            created=_platform_time(created),
            paid_at=_platform_time(created + timedelta(minutes=dice.uniform(1, 20))),
            shipped=_platform_time(shipped),
            signed_at=_platform_time(signed) if done else None,
            courier=courier,
            tracking=tracking,
            receiver=name,
            phone=phone,
            address=address,
            imported_at=created,
            updated_at=created,
        )
        self._heap.add(
            Shipment,
            order_id=order_id,
            courier=courier,
            tracking=tracking,
            shipped_at=_platform_time(shipped),
            signed_at=_platform_time(signed) if done else None,
        )
        lines = tuple(
            (self._line(order_id, place, item, quantity), item, quantity)
            for place, (item, quantity) in enumerate(items)
        )
        return Order(order_id, no, platform, buyer_id, buyer, "CNY", tracking, code, shipped, lines)

    def _line(self, order_id: int, place: int, item: Goods, quantity: int) -> int:
        return self._heap.add(
            OrderLine,
            order_id=order_id,
            position=place,
            title=item.title,
            sku=item.sku,
            variant=item.variant,
            quantity=quantity,
            price_minor=item.price_minor,
        )

    def _buyer(self) -> tuple[int, Platform, str, str, str, str]:
        dice = self._dice
        if self._buyers and dice.chance(15):
            return dice.choice(self._buyers)
        platform = dice.platform()
        number = self._heap.last(Buyer) + 1
        buyer = dice.buyer_id(number)
        person = (dice.person(), dice.phone(), dice.address())
        folder = names.safe(buyer)
        self._heap.add(
            Buyer,
            platform=platform,
            buyer_id=buyer,
            folder=folder,
            folder_key=names.folded(folder),
            name=person[0],
            phone=person[1],
            address=person[2],
            vip_level=dice.choices((0, 1, 2), (90, 7, 3))[0],
            created_at=self._now,
        )
        made = (number, platform, buyer, *person)
        self._buyers.append(made)
        return made


def _platform_time(moment: datetime) -> str:
    """As platforms write times: China's wall clock, with its offset."""
    return moment.astimezone(clock.CHINA).isoformat(timespec="seconds")
