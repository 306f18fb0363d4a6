"""A shop of very many cases, made quickly: only what lists and the search look at."""

from __future__ import annotations

import os
from random import Random
from typing import TYPE_CHECKING

from desktop_app.core import clock
from desktop_app.core.kinds import CaseKind, CaseStage, Topic
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase, CaseLine
from desktop_app.models.orders import SalesOrder
from desktop_app.services import search_index
from desktop_app.services.demo_rows import Heap

if TYPE_CHECKING:
    from desktop_app.services.store import Store

_HOW = ("加厚", "保温", "不锈钢", "儿童", "简约", "北欧", "大容量", "便携", "家用", "创意", "陶瓷")
_WHAT = (
    "水杯",
    "马克杯",
    "餐具",
    "毛巾",
    "床单",
    "运动鞋",
    "连衣裙",
    "台灯",
    "雨伞",
    "背包",
    "耳机",
)
_SAID = (
    "杯子裂了",
    "少发一个",
    "发错颜色",
    "物流不动",
    "丢件",
    "破损",
    "拒收",
    "尺码不合适",
    "开胶",
)
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
_NAMES = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英"
RARE, EVERY = "龘字样品", 50_000
_TABLES = (Buyer, SalesOrder, AfterSalesCase, CaseLine)


def count(usual: int) -> int:
    """How many cases to measure with: BENCH_CASES, or ``usual``."""
    return int(os.environ.get("BENCH_CASES", usual))


def fill(store: Store, cases: int) -> None:
    """Makes so many cases, an order each, a buyer for every third; and indexes them."""
    dice, heap = Random(1), Heap()  # noqa: S311 - the same shop each time, no secret
    now = clock.now()
    with store.transaction() as tx:
        for number in range(cases):
            _case(heap, dice, number, now)
            if heap.is_full():
                heap.write(_TABLES)
        heap.write(_TABLES)
        tx.touch(Topic.CASES)
        tx.touch(Topic.ORDERS)
        tx.touch(Topic.BUYERS)
    search_index.catch_up(store)
    while search_index.tidy(store):
        pass


def _case(heap: Heap, dice: Random, number: int, now: object) -> None:
    if number % 3 == 0:
        name = (
            f"tb{dice.randrange(10**8):08d}"
            if dice.random() < 0.5
            else dice.choice(_SURNAMES) + dice.choice(_NAMES) + str(dice.randrange(1000))
        )
        heap.add(
            Buyer,
            platform="taobao",
            buyer_id=name,
            told_apart_by=str(number),
            folder=str(number),
            folder_key=str(number),
            name=dice.choice(_SURNAMES) + dice.choice(_NAMES),
            created_at=now,
        )
    buyer = heap.last(Buyer)
    order = heap.add(
        SalesOrder,
        platform="taobao",
        order_no=str(dice.randrange(10**18, 10**19)),
        buyer_id=buyer,
        tracking=dice.choice(("YT", "SF1", "JT", "78")) + str(dice.randrange(10**12, 10**13)),
        imported_at=now,
        updated_at=now,
    )
    case = heap.add(
        AfterSalesCase,
        no=f"AS2026{number % 12 + 1:02}{number % 28 + 1:02}-{number:07}",
        platform="taobao",
        buyer_id=buyer,
        order_id=order,
        kind=dice.choice(tuple(CaseKind)),
        stage=dice.choice(tuple(CaseStage)),
        note="，".join(dice.sample(_SAID, 2)) + (RARE if number % EVERY == 7 else ""),
        opened_at=now,
        updated_at=now,
    )
    title = "".join(dice.sample(_HOW, 3)) + dice.choice(_WHAT)
    sku = f"SKU-{dice.randrange(3000):04}"
    heap.add(CaseLine, case_id=case, position=0, sku=sku, title=title, quantity=1)
