"""A courier's outlet bill with four weights a line equals its truth (AFTERSALES_SAMPLES/orders)."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest

from desktop_app.services import billed_weights
from desktop_app.services.store import Store

_BESIDE = Path(__file__).parents[3] / "shared" / "data"
ORDERS = Path(os.environ.get("AFTERSALES_SAMPLES", _BESIDE)) / "orders"

pytestmark = [
    pytest.mark.samples,
    pytest.mark.skipif(not ORDERS.is_dir(), reason="no folder of samples"),
]


def grams(kilograms: str) -> int | None:
    return int(Decimal(kilograms) * 1000) or None


def test_the_outlet_bill_keeps_its_four_weights_apart(shop: Store) -> None:
    path = ORDERS / "courier_outlet_bill.xlsx"
    truth = json.loads(path.with_name(f"{path.name}.truth.json").read_text("utf-8"))
    report = billed_weights.read(shop, path, "yto")
    assert report.refused == ()
    assert [
        (row.tracking, row.outlet_g, row.hub_g, row.volumetric_g, row.billed_g)
        for row in report.rows
    ] == [
        (
            one["tracking"],
            grams(one["outlet_weight"]),
            grams(one["center_weight"]),
            grams(one["volumetric"]),
            grams(one["billed_weight"]),
        )
        for one in truth["rows"]
    ]
