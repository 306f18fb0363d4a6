"""Products: brought in from tables by SKU, edited, listed."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from desktop_app.core.errors import BadValue, NotFound, Reason
from desktop_app.core.kinds import Platform, Topic
from desktop_app.models.orders import OrderLine, SalesOrder
from desktop_app.services import products
from desktop_app.services.products import ImportReport, ProductDraft, ProductRow
from desktop_app.services.store import Changes, Store

HEADER = ["商家编码", "标题", "重量", "价格", "型号", "规格", "成本", "tolerance_g"]


def put(folder: Path, *rows: Sequence[object], name: str = "p.csv") -> Path:
    path = folder / name
    if path.suffix == ".xlsx":
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet()
            for row, cells in enumerate(rows):
                sheet.write_row(row, 0, cells)
        return path
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    path.write_bytes(out.getvalue().encode("utf-8-sig"))
    return path


def take(store: Store, folder: Path, *rows: Sequence[object], name: str = "p.csv") -> ImportReport:
    return products.import_files(store, [put(folder, *rows, name=name)])


def reasons(report: ImportReport) -> list[tuple[int | None, Reason]]:
    return [(one.row, one.error.reason) for one in report.refused]


def test_a_table_of_products_is_brought_in(shop: Store, tmp_path: Path) -> None:
    report = take(
        shop,
        tmp_path,
        ["商品清单"],
        HEADER,
        ["S-1", "杯", "120", "¥19.90", "M1", "红", "8.5", "3"],
        ["S-2", "碟", "0.25kg", "", "", "", "", "0"],
        [],
        ["合计", "2"],
    )
    assert (report.added, report.updated, report.unchanged, report.refused) == (2, 0, 0, ())
    first, second = products.list_(shop)
    assert first == ProductRow("S-1", "杯", "M1", "红", 120, 3, 1990, 850, id=first.id)
    assert (second.weight_g, second.tolerance_g, second.price_minor) == (250, 0, None)


@pytest.mark.parametrize(
    ("header", "cell", "grams"),
    [
        ("重量", "355", 355),
        ("重量（g）", "355.4", 355),
        ("重量(kg)", "0.355", 355),
        ("重量 KG", "1", 1000),
        ("weight_g", "1,200", 1200),
        ("weight_kg", "0.3555", 356),
        ("重量", "1.2 kg", 1200),
        ("重量(kg)", "355g", 355),
    ],
)
def test_weights_are_in_grams_unless_the_header_or_cell_says_otherwise(
    shop: Store, tmp_path: Path, header: str, cell: str, grams: int
) -> None:
    take(shop, tmp_path, ["SKU", header], ["S-1", cell])
    assert products.by_sku(shop, "S-1").weight_g == grams


def test_a_workbooks_numbers_are_exact(shop: Store, tmp_path: Path) -> None:
    rows = [["SKU", "名称", "重量kg", "价格"], [4401, "杯", 0.12, 19.9], [5.1e18, "坏", 1, 1]]
    report = take(shop, tmp_path, *rows, name="p.xlsx")
    assert reasons(report) == [(3, Reason.NUMBER_DAMAGED)]
    found = products.by_sku(shop, "4401")
    assert (found.title, found.weight_g, found.price_minor) == ("杯", 120, 1990)


def test_bad_rows_are_refused_with_their_reasons_and_the_rest_goes_on(
    shop: Store, tmp_path: Path
) -> None:
    report = take(
        shop, tmp_path, HEADER,
        ["S-1", "杯", "abc"], ["S-2", "杯", "0"], ["S-3", "杯", "-5"], ["S-4", "杯", "300000"],
        ["S-5", "杯", "1,2kg"], ["S-6", "杯", "1", "免费"], ["S-7", "杯", "1", "1.005"],
        ["", "杯", "1"], ["S-8", "杯", "9"], ["S-8", "杯", "9"], ["S-8", "杯", "10"],
        ["S-9", "x" * 1001, "1"],
    )  # fmt: skip
    assert reasons(report) == [
        (2, Reason.NOT_A_WEIGHT),
        (3, Reason.WEIGHT_NOT_POSITIVE),
        (4, Reason.NOT_A_WEIGHT),
        (5, Reason.WEIGHT_TOO_LARGE),
        (6, Reason.NOT_A_WEIGHT),
        (7, Reason.NOT_AN_AMOUNT),
        (8, Reason.TOO_MANY_DECIMALS),
        (9, Reason.VALUE_MISSING),
        (12, Reason.SKU_TWICE),
        (13, Reason.VALUE_TOO_LONG),
    ]
    assert [row.sku for row in products.list_(shop)] == ["S-8"]


def test_a_further_table_changes_what_it_says_and_leaves_the_rest(
    shop: Store, tmp_path: Path
) -> None:
    take(shop, tmp_path, HEADER, ["S-1", "杯", "120", "19.90"], ["S-2", "碟", "85"])
    report = take(shop, tmp_path, ["SKU", "重量"], ["S-1", "125"], ["S-2", "85"], ["S-3", "5"])
    assert (report.added, report.updated, report.unchanged) == (1, 1, 1)
    first = products.by_sku(shop, "S-1")
    assert (first.title, first.weight_g, first.price_minor) == ("杯", 125, 1990)


def test_columns_without_use_are_named(shop: Store, tmp_path: Path) -> None:
    report = take(shop, tmp_path, ["SKU", "重量", "颜色", " 产地 ", ""], ["S-1", "5", "红", "", ""])
    assert report.unknown_columns == ("颜色", "产地")


def test_a_table_without_skus_or_a_damaged_one_is_refused_whole(
    shop: Store, tmp_path: Path
) -> None:
    none = put(tmp_path, ["标题", "重量"], ["杯", "5"], name="none.csv")
    alone = put(tmp_path, ["SKU"], ["S-1"], name="alone.csv")
    cut = tmp_path / "cut.csv"
    cut.write_bytes(b'SKU,title\nS-1,"x\n')
    report = products.import_files(shop, [none, alone, cut])
    assert reasons(report) == [
        (None, Reason.COLUMN_MISSING),
        (None, Reason.COLUMN_MISSING),
        (None, Reason.QUOTE_OPEN),
    ]
    assert products.list_(shop) == []


def test_a_saved_product_can_be_changed_by_its_sku(shop: Store) -> None:
    notices: list[Changes] = []
    shop.listen(notices.append)
    ref = products.save(shop, ProductDraft(" S-1 ", "杯", weight_g=120, price_minor=1990))
    assert products.save(shop, ProductDraft("S-1", "大杯", weight_g=130)) == ref
    found = products.by_sku(shop, "S-1")
    assert (found.title, found.weight_g, found.price_minor) == ("大杯", 130, None)
    assert [notice.ids for notice in notices] == [{Topic.PRODUCTS: {ref}}] * 2


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        (ProductDraft("  "), Reason.VALUE_MISSING),
        (ProductDraft("S", weight_g=0), Reason.WEIGHT_NOT_POSITIVE),
        (ProductDraft("S", weight_g=999_999), Reason.WEIGHT_TOO_LARGE),
        (ProductDraft("S", price_minor=-1), Reason.NEGATIVE_AMOUNT),
        (ProductDraft("S", tolerance_g=-1), Reason.NEGATIVE_AMOUNT),
    ],
)
def test_a_product_that_cannot_be_is_not_saved(
    shop: Store, draft: ProductDraft, reason: Reason
) -> None:
    with pytest.raises(BadValue) as caught:
        products.save(shop, draft)
    assert caught.value.reason is reason
    assert products.list_(shop) == []


def test_a_weight_is_set_and_a_sku_known_from_an_order_becomes_a_product(shop: Store) -> None:
    products.save(shop, ProductDraft("S-1", "杯"))
    products.set_weight(shop, "S-1", 120)
    assert products.by_sku(shop, "S-1").weight_g == 120
    with shop.transaction():
        order = SalesOrder.create(
            platform=Platform.TAOBAO, order_no="4001", imported_at="x", updated_at="x"
        )
        OrderLine.create(order=order, position=0, sku="S-2", title="碟", variant="蓝", quantity=1)
    products.set_weight(shop, "S-2", 85)
    found = products.by_sku(shop, "S-2")
    assert (found.title, found.variant, found.weight_g) == ("碟", "蓝", 85)
    for sku in ("S-9", ""):
        with pytest.raises(NotFound):
            products.set_weight(shop, sku, 85)
    with pytest.raises(BadValue):
        products.set_weight(shop, "S-1", 0)


def test_products_are_searched_and_cut(shop: Store) -> None:
    for sku, title in (("S-1", "红杯"), ("S-2", "蓝杯"), ("T-3", "碟 100%")):
        products.save(shop, ProductDraft(sku, title))
    assert [row.sku for row in products.list_(shop, "杯")] == ["S-1", "S-2"]
    assert [row.sku for row in products.list_(shop, "0%")] == ["T-3"]
    assert [row.sku for row in products.list_(shop, limit=1)] == ["S-1"]


def test_a_retired_product_is_out_of_lists_until_it_comes_again(
    shop: Store, tmp_path: Path
) -> None:
    take(shop, tmp_path, HEADER, ["S-1", "杯", "120"])
    products.retire(shop, "S-1")
    assert products.list_(shop) == []
    assert take(shop, tmp_path, HEADER, ["S-1", "杯", "120"]).updated == 1
    assert [row.sku for row in products.list_(shop)] == ["S-1"]
    with pytest.raises(NotFound):
        products.retire(shop, "S-2")
