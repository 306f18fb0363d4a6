"""An invented shop to try the program with: every kind of case in every state, clocks running.

Orders and cases are written in bulk; photos, weight checks and claims go the way that a person's
own would, through their services.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from desktop_app.core import clock
from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.core.kinds import CaseKind, Topic
from desktop_app.core.track import Track, everything
from desktop_app.models import buyers, cases, orders, products
from desktop_app.models.base import Record
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.shops import SerialNumber, Shop
from desktop_app.services import case_rules, clock_rules, demo_extras, demo_quality
from desktop_app.services.demo_cases import Cases
from desktop_app.services.demo_orders import Order, Orders
from desktop_app.services.demo_rows import Heap
from desktop_app.services.demo_words import Dice, goods, words
from desktop_app.services.store import Store

_ORDER: tuple[type[Record], ...] = (
    Shop,
    SerialNumber,
    products.Product,
    products.Packaging,
    buyers.Buyer,
    orders.SalesOrder,
    orders.OrderLine,
    orders.Shipment,
    cases.AfterSalesCase,
    cases.CaseLine,
    cases.CaseEvent,
    cases.CaseStep,
    cases.CaseCost,
    cases.CaseTag,
    cases.Offer,
)
Size = demo_extras.Size
_DAYS = 120
_TOPICS = (Topic.ORDERS, Topic.PRODUCTS, Topic.BUYERS, Topic.CASES, Topic.SETTINGS)


@dataclass(frozen=True)
class Made:
    """What it holds."""

    cases: int
    orders: int
    customers: int
    photos: int
    claims: int


def fill(store: Store, size: Size, track: Track = everything) -> Made:
    """Fills an empty shop. Raises FileTrouble for one that isn't empty.

    The bulk is one transaction: killed or cancelled within it, the shop is as empty as before.
    """
    with store.connection():
        if AfterSalesCase.select().exists() or orders.SalesOrder.select().exists():
            raise FileTrouble(Reason.FOLDER_NOT_EMPTY, path=store.paths.root.name)
    dice = Dice(size.seed)
    heap = Heap()
    founded: list[tuple[int, Order, CaseKind]] = []
    sold: list[Order] = []
    kept_back = demo_quality.kept_back(size.cases)
    bulk = replace(size, cases=size.cases - kept_back)
    with store.transaction() as tx:
        _found_shop(heap)
        for number, order, kind, case_id in _cases(store, heap, dice, bulk, track, sold):
            if number <= demo_extras.MOST:
                founded.append((case_id, order, kind))
            if heap.is_full():
                heap.write(_ORDER)
        heap.write(_ORDER)
        for topic in _TOPICS:
            tx.touch(topic)
    extras = demo_extras.add(store, dice, founded, sold, replace(size, cases=kept_back), track)
    return Made(
        cases=heap.last(AfterSalesCase) + extras.cases,
        orders=heap.last(orders.SalesOrder),
        customers=heap.last(buyers.Buyer),
        photos=extras.photos,
        claims=extras.claims,
    )


def _found_shop(heap: Heap) -> None:
    shop = words()["shop"]
    heap.add(Shop, platform="taobao", **shop)
    unweighed = words()["products"]["unweighed"]
    for item in goods():
        known = vars(item) | ({"weight_g": None} if item.sku in unweighed else {})
        heap.add(products.Product, **known, updated_at=clock.now())
    for row in words()["packaging"]:
        heap.add(products.Packaging, **row)


def _cases(
    store: Store, heap: Heap, dice: Dice, size: Size, track: Track, sold: list[Order]
) -> Iterator[tuple[int, Order, CaseKind, int]]:
    now = clock.now()
    makers = Orders(heap, dice, now)
    tellers = Cases(heap, dice, now, clock_rules.all_of(store))
    kinds = list(CaseKind)
    rules = {kind: case_rules.current(store, kind) for kind in kinds}
    for number in track(range(1, size.cases + 1)):
        kind = kinds[number % len(kinds)]
        order = makers.add(days_ago=dice.uniform(12, _DAYS))
        case_id = tellers.add(number, order, kind, rules[kind])
        if number % 2:
            sold.append(makers.add(days_ago=dice.uniform(0.2, 20)))
        yield number, order, kind, case_id
    for series, last in tellers.given.items():
        heap.add(SerialNumber, series=series, last=last)
