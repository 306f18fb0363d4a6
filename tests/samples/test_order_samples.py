"""Real sample files against their truths, field by field (AFTERSALES_SAMPLES/orders)."""

from __future__ import annotations

import json
import os
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from desktop_app.cli.orders import order_answer
from desktop_app.core.errors import Reason
from desktop_app.services import orders
from desktop_app.services.orders import ImportReport
from desktop_app.services.store import Store

_BESIDE = Path(__file__).parents[3] / "shared" / "data"
ORDERS = Path(os.environ.get("AFTERSALES_SAMPLES", _BESIDE)) / "orders"
HOSTILE = ORDERS / "hostile"
LIST, DETAIL = "taobao_ExportOrderList_54.csv", "taobao_ExportOrderDetailList.csv"

pytestmark = [
    pytest.mark.samples,
    pytest.mark.skipif(not ORDERS.is_dir(), reason="no folder of samples"),
]


def truth(name: str) -> list[dict[str, Any]]:
    found: dict[str, Any] = json.loads((ORDERS / f"{name}.truth.json").read_text("utf-8"))
    rows: list[dict[str, Any]] = found["orders"]
    return rows


def taken(store: Store, *paths: Path) -> ImportReport:
    report = orders.import_files(store, paths)
    assert report.refused == ()
    return report


def held(store: Store) -> dict[str, dict[str, Any]]:
    rows = [order_answer(row) for row in orders.list_(store)]
    return {str(row["order_no"]): row for row in rows}


def local(moment: str | None) -> str | None:
    """The truth has China's wall clock without saying so."""
    return f"{moment}+08:00" if moment else None


def told(one: dict[str, Any], *names: str) -> dict[str, Any]:
    """The truth's fields of an order, as our answer would have them."""
    return {name: one[name] or None for name in names}


@pytest.mark.parametrize("name", [LIST, "taobao_ExportOrderList_61.xlsx"])
@pytest.mark.parametrize("detail", ["without", "before", "after"])
def test_h25_taobao(shop: Store, name: str, detail: str) -> None:
    paths = {"without": [name], "before": [DETAIL, name], "after": [name, DETAIL]}[detail]
    taken(shop, *(ORDERS / path for path in paths))
    found = held(shop)
    assert len(found) == len(truth(name)) == 30
    for one in truth(name):
        ours = found[one["order_no"]]
        same = ("buyer", "paid", "refund", "status", "courier", "tracking", "receiver", "phone")
        assert {field: ours[field] for field in same} == told(one, *same)
        assert (ours["created"], ours["paid_at"]) == (local(one["created"]), local(one["paid_at"]))
        assert [item["title"] for item in ours["items"]] == [x["title"] for x in one["items"]]
        for item, wanted in zip(ours["items"], one["items"], strict=True):
            known = (item["price"], item["quantity"], item["sku"], item["variant"])
            full = (wanted["price"], wanted["qty"], wanted["code"], wanted["sku"] or None)
            if detail == "without":
                assert known in {(None, None, None, None), (None, wanted["qty"], None, None)}
            else:
                assert known == full


def test_h25_taobaos_item_list_alone(shop: Store) -> None:
    taken(shop, ORDERS / DETAIL)
    found = held(shop)
    assert len(found) == 30
    for one in truth(DETAIL):
        ours = found[one["order_no"]]
        assert (ours["buyer"], ours["status"]) == (None, one["status"])
        assert [
            (x["title"], x["price"], x["quantity"], x["sku"], x["variant"]) for x in ours["items"]
        ] == [(x["title"], x["price"], x["qty"], x["code"], x["sku"] or None) for x in one["items"]]


def test_h25_aliexpress(shop: Store) -> None:
    name = "aliexpress_orders.xlsx"
    taken(shop, ORDERS / name)
    found = held(shop)
    assert len(found) == 30
    for one in truth(name):
        ours = found[one["order_no"]]
        same = ("buyer", "amount", "currency", "status", "tracking", "country")
        assert {field: ours[field] for field in same} == told(one, *same)
        assert ours["paid"] == (one["amount"] if ours["paid_at"] else None)
        assert [(x["sku"], x["quantity"]) for x in ours["items"]] == [
            (x["code"], x["qty"]) for x in one["items"]
        ]


def test_h25_douyin(shop: Store) -> None:
    name = "douyin_orders.csv"
    report = taken(shop, ORDERS / name)
    found = held(shop)
    assert (report.lines, len(found)) == (41, 30)
    subs = {
        item["sub_order_no"]: (number, item)
        for number, row in found.items()
        for item in row["items"]
    }
    paid: dict[str, Decimal] = {}
    for one in truth(name):
        number, item = subs[one["sub_no"]]
        assert number == one["order_no"]
        assert [(item["sku"], item["quantity"])] == [(x["code"], x["qty"]) for x in one["items"]]
        assert found[number]["buyer"] is None
        assert found[number]["created"] == local(one["created"])
        paid[number] = paid.get(number, Decimal(0)) + Decimal(one["paid"])
    assert {number: Decimal(row["paid"]) for number, row in found.items()} == paid


def test_h25_pinduoduo(shop: Store) -> None:
    name = "pdd_orders.xlsx"
    taken(shop, ORDERS / name)
    found = held(shop)
    assert len(found) == 30
    for one in truth(name):
        ours = found[one["order_no"]]
        assert ours["created"] == (local(one["time"]) or one["time_from_order_no"])
        assert (ours["buyer"], ours["paid"]) == (None, one["paid"])
        assert ours["tracking"] == (one["tracking"] or None)
        assert [(x["sku"], x["quantity"]) for x in ours["items"]] == [
            (x["code"], x["qty"]) for x in one["items"]
        ]


@pytest.mark.parametrize(
    "name",
    ["utf8_bom.csv", "lf_only.csv", "csv_named.xlsx", "utf16le_tab.txt", "gb18030_rare_names.csv"],
)
def test_h26_the_same_twelve_orders(shop: Store, name: str) -> None:
    assert taken(shop, HOSTILE / name).added == 12
    found = held(shop)
    for one in json.loads((HOSTILE / "base12.truth.json").read_text("utf-8")):
        ours = found[one["order_no"]]
        same = ["buyer", "paid", "refund", "status", "courier", "tracking", "phone"]
        assert {field: ours[field] for field in same} == told(one, *same)
        if name != "gb18030_rare_names.csv":
            assert ours["receiver"] == one["receiver"]
    if name == "gb18030_rare_names.csv":
        assert found["5174068124158683449"]["receiver"] == "㛃𠮷龘己乙"
    assert taken(shop, HOSTILE / name).unchanged == 12


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("empty.csv", Reason.FILE_EMPTY),
        ("unterminated_quote.csv", Reason.QUOTE_OPEN),
        ("resaved_by_excel_scientific.csv", Reason.NUMBER_DAMAGED),
        ("missing_order_no_column.csv", Reason.COLUMN_MISSING),
        ("truncated.xlsx", Reason.WORKBOOK_DAMAGED),
        ("xlsx_numeric_order_no.xlsx", Reason.NUMBER_DAMAGED),
    ],
)
def test_h28_what_is_damaged_is_refused_whole(shop: Store, name: str, reason: Reason) -> None:
    report = orders.import_files(shop, [HOSTILE / name])
    assert [one.error.reason for one in report.refused] == [reason]
    assert orders.list_(shop) == []


def test_a_header_alone_has_no_orders(shop: Store) -> None:
    assert taken(shop, HOSTILE / "header_only.csv").added == 0


def test_h32_two_exports_glued_together(shop: Store) -> None:
    assert taken(shop, HOSTILE / "two_headers.csv").added == 17


def test_h31_an_older_export_after_the_newer(shop: Store) -> None:
    taken(shop, HOSTILE / "lf_only.csv")
    before = held(shop)
    report = taken(shop, HOSTILE / "duplicate_export_older.csv")
    assert (report.added, report.updated, report.unchanged) == (0, 0, 12)
    assert report.older > 0
    assert held(shop) == before


def test_h36_forms_of_money(shop: Store) -> None:
    report = orders.import_files(shop, [HOSTILE / "money_forms.csv"])
    amounts = {number[-2:]: row["paid"] for number, row in held(shop).items()}
    assert amounts == {
        "01": "1234.50", "02": "12.00", "07": None, "09": "12.50", "10": "0.10",
        "11": "99999999999.99",
    }  # fmt: skip
    assert [one.row for one in report.refused] == [4, 5, 6, 7, 9]


@pytest.mark.parametrize("name", ["courier_claim_settlement.xlsx", "courier_outlet_bill.xlsx"])
def test_a_couriers_sheet_is_no_order_export(shop: Store, name: str) -> None:
    report = orders.import_files(shop, [ORDERS / name])
    assert [one.error.reason for one in report.refused] == [Reason.HEADER_UNKNOWN]


def test_the_samples_are_not_changed(shop: Store, tmp_path: Path) -> None:
    copy = tmp_path / LIST
    shutil.copy(ORDERS / LIST, copy)
    before = copy.read_bytes()
    taken(shop, copy)
    assert copy.read_bytes() == before
