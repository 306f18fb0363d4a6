"""Lists of products as the window asks for them: by ids and pages."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_app.core import clock
from desktop_app.models.products import LearnedWeight
from desktop_app.services import product_lists, products
from desktop_app.services.product_lists import ProductFilter
from desktop_app.services.products import ProductDraft
from desktop_app.services.store import Store


@pytest.fixture
def goods(shop: Store) -> dict[str, int]:
    """Three products; C's parcels propose a weight."""
    found = {
        "A": products.save(shop, ProductDraft("A", "杯", "M1", "红", weight_g=120)),
        "B": products.save(shop, ProductDraft("B", "100%碟", "M2", "蓝", weight_g=85)),
        "C": products.save(shop, ProductDraft("C", "壶")),
    }
    with shop.transaction():
        LearnedWeight.create(
            product=found["C"], weight_g=400, spread_g=2, parcels=6, proposed_at=clock.now()
        )
    return found


@pytest.mark.parametrize(
    ("wanted", "skus"),
    [
        ({}, "ABC"),
        ({"descending": True}, "CBA"),
        ({"order_by": "weight_g"}, "CBA"),
        ({"order_by": "no such column"}, "ABC"),
        ({"text": " 碟 "}, "B"),
        ({"text": "M1"}, "A"),
        ({"text": "蓝"}, "B"),
        ({"text": "%"}, "B"),
        ({"unweighed": True}, "C"),
        ({"learned": True}, "C"),
        ({"retired": True}, ""),
    ],
)
def test_filters_and_orders(
    shop: Store, goods: dict[str, int], wanted: dict[str, Any], skus: str
) -> None:
    found = product_lists.ids(shop, ProductFilter(**wanted))
    assert list(found) == [goods[sku] for sku in skus]


def test_rows_come_in_the_order_asked_for(shop: Store, goods: dict[str, int]) -> None:
    rows = product_lists.rows(shop, [goods["B"], 999, goods["A"]])
    assert rows == [products.by_sku(shop, "B"), products.by_sku(shop, "A")]


def test_what_was_retired_is_in_a_list_of_its_own(shop: Store, goods: dict[str, int]) -> None:
    products.retire(shop, "A")
    assert goods["A"] not in product_lists.ids(shop)
    assert list(product_lists.ids(shop, ProductFilter(retired=True))) == [goods["A"]]
