"""Batch mode: a session of weighings, left and taken up again."""

from __future__ import annotations

from pathlib import Path

from desktop_app.core import clock
from desktop_app.core.kinds import Platform, Topic, Verdict
from desktop_app.models.orders import OrderLine, SalesOrder
from desktop_app.models.products import Product
from desktop_app.services import scans, weigh_sessions, weighing
from desktop_app.services.store import Store, open_store
from desktop_app.services.weigh_sessions import Tally


def parcels(shop: Store, count: int) -> list[str]:
    now = clock.now()
    with shop.transaction() as tx:
        Product.create(sku="A", weight_g=100, updated_at=now)
        for number in range(count):
            made = SalesOrder.create(
                platform=Platform.TAOBAO,
                order_no=str(number),
                tracking=f"YT{number:013d}",
                imported_at=now,
                updated_at=now,
            )
            OrderLine.create(order=made, position=0, sku="A", quantity=1)
        tx.touch(Topic.PRODUCTS)
    return [f"YT{number:013d}" for number in range(count)]


def weigh(shop: Store, session: str, tracking: str, grams: int) -> weighing.Weighed:
    return weighing.weigh(shop, scans.scanned(shop, tracking), grams, session=session)


def test_a_session_counts_each_parcel_by_its_last_weighing(shop: Store) -> None:
    codes = parcels(shop, 5)
    session = weigh_sessions.begin(shop)
    assert weigh_sessions.tally(shop, session) == Tally()
    for code, grams in zip(codes, (100, 150, 50, 100, 300), strict=True):
        weigh(shop, session, code, grams)
    weigh(shop, "", codes[0], 170)
    stands = weigh_sessions.tally(shop, session)
    assert (stands.checks, stands.parcels, stands.fits, stands.light, stands.heavy) == (
        *(5, 5, 2),
        *(1, 2),
    )
    assert [check.measured_g for check in stands.wrong] == [300, 50, 150]
    weigh(shop, session, codes[1], 101)
    stands = weigh_sessions.tally(shop, session)
    assert (stands.checks, stands.parcels, stands.fits, stands.put_right) == (6, 5, 3, 1)


def test_a_new_session_counts_what_was_weighed_just_before(shop: Store) -> None:
    (code,) = parcels(shop, 1)
    first, second = weigh_sessions.begin(shop), weigh_sessions.begin(shop)
    weigh(shop, "", code, 100)
    assert not weigh(shop, first, code, 100).repeated
    assert weigh(shop, first, code, 100).repeated
    assert not weigh(shop, second, code, 100).repeated
    assert weigh(shop, "", code, 100).repeated, "by itself it is the check of a moment ago"
    assert [weigh_sessions.tally(shop, no).parcels for no in (first, second)] == [1, 1]


def test_an_interrupted_session_is_taken_up_again(data_dir: Path) -> None:
    store = open_store(data_dir)
    codes = parcels(store, 3)
    first = weigh_sessions.begin(store)
    weigh(store, first, codes[0], 100)
    second = weigh_sessions.begin(store)
    weigh(store, second, codes[1], 50)
    store.close()
    store = open_store(data_dir)
    found = weigh_sessions.sessions(store)
    assert [(row.no, row.checks) for row in found] == [(second, 1), (first, 1)]
    assert found[0].began_at <= found[0].last_at <= clock.now()
    again = weigh(store, found[0].no, codes[1], 50)
    assert again.repeated, "the parcel that was weighed last before the break is known"
    weigh(store, found[0].no, codes[2], 100)
    stands = weigh_sessions.tally(store, second)
    assert (stands.parcels, stands.light, stands.fits) == (2, 1, 1)
    store.close()


def test_a_parcel_that_cannot_be_judged_is_counted_apart(shop: Store) -> None:
    now = clock.now()
    with shop.transaction():
        SalesOrder.create(platform=Platform.TAOBAO, order_no="x", imported_at=now, updated_at=now)
    session = weigh_sessions.begin(shop)
    done = weighing.weigh(shop, scans.scanned(shop, "x"), 99, session=session)
    assert done.check.verdict is Verdict.UNKNOWN
    assert weigh_sessions.tally(shop, session) == Tally(checks=1, parcels=1, unknown=1)
    weighing.void(shop, done.check.id, "空秤")
    assert weigh_sessions.tally(shop, session) == Tally()
    assert weigh_sessions.sessions(shop) == []


def test_a_long_session_is_counted_whole(shop: Store) -> None:
    codes = parcels(shop, 510)
    session = weigh_sessions.begin(shop)
    with shop.transaction():
        for code in codes:
            weigh(shop, session, code, 100)
    assert weigh_sessions.tally(shop, session) == Tally(checks=510, parcels=510, fits=510)
