"""Altered exports, bills and lists, in every form of tables, for every reader of them."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core.kinds import Platform
from desktop_app.services import (
    billed_weights,
    order_files,
    order_profiles,
    orders,
    product_files,
    products,
    settlement_files,
    settlement_previews,
    settlements,
)
from desktop_app.services.settlements import Asked
from desktop_app.services.store import Store
from tests.fuzz.altered import NASTY_TEXTS, TIMEOUT, altered, bounded, fuzzed, nasty
from tests.unit.test_table_files import label, xls

pytestmark = [pytest.mark.fuzz, pytest.mark.timeout(TIMEOUT)]

LISTS: dict[str, list[list[str]]] = {
    "orders": [
        ["订单编号", "买家会员名", "买家实际支付金额", "订单状态", "收货人姓名", "联系手机",
         "订单创建时间", "物流单号", "物流公司", "宝贝标题", "宝贝总数量"],
        ['="5106828836075983867"', "小鹿", "1,234.50", "交易成功", "王小满", "'13800001234",
         "2026-05-01 13:33:33", "No:414839603062027", "韵达快递", "杯，碟", "3"],
        ["5106828836075983868", "t**b", "￥9.00", "卖家已发货，等待买家确认", "王*", "138****1234",
         "46175.5", "YT123", "圆通", "杯", "1"],
    ],
    "settlement": [
        ["序号", "运单号", "理赔金额", "扣款金额", "申报金额", "日期", "备注"],
        ["1", "yt 1234567890123", "12.00", "12.00", "15", "2026-05-01", "破损"],
        ["2", "YT1234567890124", "(5)", "-", "", "2026/5/2", ""],
        ["合计", "", "12.00", "12.00", "15", "", ""],
    ],
    "bill": [
        ["运单编号", "网点重量", "中心重量", "体积重量", "结算重量", "运费", "长*宽*高"],
        ["YT1234567890123", "1.1", "1.2kg", "1.00", "1.5", "5.50", "30*20*10"],
    ],
    "products": [
        ["商家编码", "宝贝标题", "重量(g)", "成本", "条码"],
        ["A-1", "杯", "355", "12.50", "6901234567892"],
    ],
}  # fmt: skip


def text_of(rows: list[list[str]], delimiter: str = ",") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def workbook_of(rows: list[list[str]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells):
                sheet.write(row, column, text) if row else sheet.write_string(row, column, text)
    return out.getvalue()


def page_of(rows: list[list[str]]) -> bytes:
    lines = ("".join(f"<td rowspan=1>{cell}</td>" for cell in row) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<html><table>{body}</table></html>".encode()


SEEDS: list[bytes] = []
for _rows in LISTS.values():
    SEEDS += [
        text_of(_rows).encode("gb18030"), text_of(_rows, "\t").encode("utf-16"), page_of(_rows),
        text_of(_rows).encode("utf-8-sig"), workbook_of(_rows),
        xls([label(row, column, text) for row, cells in enumerate(_rows)
             for column, text in enumerate(cells)]),
    ]  # fmt: skip
BOOKS = [workbook_of(rows) for rows in LISTS.values()]
PLANTED = [
    "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]>", "&a;", "&#x0;",
    "<!ENTITY x SYSTEM 'file:///etc/hostname'>", '<row r="1048576">',
    '<c r="XFD1048576"><v>1</v></c>', '<c r="A1" t="s"><v>4294967295</v></c>',
    '<c r="A1" t="s"><v>-1</v></c>', "<c><v>1e400</v></c>",
    '<c t="d"><v>2026-02-30</v></c>', '<c t="e"><v>#REF!</v></c>', '<c t="b"><v>7</v></c>',
    "<f>1+1</f>", "<si/>", "<is>", "</row>", "<row>" * 50, "<c/>" * 300, '<sheet name="x"/>',
    'r="A0"', 'r="ZZZZ1"', 's="99999"', 'count="4294967295"', 'spans="1:99999"', "../../../x",
    *NASTY_TEXTS[1:20],
]  # fmt: skip


@st.composite
def rewritten(draw: Any) -> bytes:
    """A workbook whose inner files were altered before they were packed again."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(draw(st.sampled_from(BOOKS)))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        names = old.namelist()
        ill = draw(st.sampled_from(names))
        for name in names:
            text = old.read(name).decode()
            if name == ill:
                for _ in range(draw(st.integers(1, 4))):
                    at = draw(st.integers(0, len(text)))
                    over = draw(st.sampled_from([0, 0, 3, 20]))
                    text = text[:at] + draw(st.sampled_from(PLANTED)) + text[at + over :]
            if name != ill or draw(st.integers(0, 9)):
                new.writestr(name, text.encode("utf-8", "replace"))
            if name == ill and not draw(st.integers(0, 9)):
                new.writestr(draw(st.sampled_from(["../x", "/abs", "xl/x" * 40])), text[:50])
    return out.getvalue()


@st.composite
def retyped(draw: Any) -> bytes:
    """A list with the right columns and anything in its cells."""
    header, *rows = (list(row) for row in draw(st.sampled_from(list(LISTS.values()))))
    for _ in range(draw(st.integers(1, 6))):
        row = draw(st.sampled_from(rows))
        row[draw(st.integers(0, len(row) - 1))] = draw(nasty)
    if not draw(st.integers(0, 4)):
        header[draw(st.integers(0, len(header) - 1))] = draw(nasty)
    rows += [list(rows[0])] * draw(st.integers(0, 2))
    text = text_of([header, *rows])
    return text.encode(draw(st.sampled_from(["utf-8", "gb18030", "utf-16"])), "replace")


TABLES = st.one_of(altered(SEEDS), rewritten(), retyped())


@fuzzed
@given(content=TABLES)
def test_orders_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = kept(tmp_path_factory, content)
    with bounded(path.parent):
        order_files.read(path)
    with bounded(path.parent):
        order_files.read(path, Platform.OTHER)


@fuzzed
@given(content=TABLES)
def test_settlements_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = kept(tmp_path_factory, content)
    with bounded(path.parent):
        settlement_files.read(path, courier="yto")
    with bounded(path.parent):
        settlement_files.headers(path)
    with bounded(path.parent):
        settlement_previews.preview(path)
    with bounded(path.parent):
        order_profiles.preview(path)


@fuzzed
@given(content=TABLES)
def test_products_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = kept(tmp_path_factory, content)
    with bounded(path.parent):
        product_files.read(path)


@fuzzed
@given(content=TABLES)
def test_nothing_is_taken_in_by_half(shop: Store, tmp_path: Path, content: bytes) -> None:
    """Every importer says by itself what it refused; what it counts is what stands there."""
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)
    here = len(orders.list_(shop))
    with bounded(tmp_path, shop.paths.root):
        found = orders.import_files(shop, [path])
        assert len(orders.list_(shop)) == here + found.added
        assert not (found.added and any(one.row is None for one in found.refused))
        taken = products.import_files(shop, [path])
        assert taken is not None
        billed_weights.note(shop, billed_weights.read(shop, path, "yto"))
        asked = Asked(courier="yto")
        settlements.apply(shop, settlements.read(path, asked), asked)
    assert path.read_bytes() == content


def kept(factory: pytest.TempPathFactory, content: bytes) -> Path:
    folder = factory.getbasetemp() / "fuzzed tables"
    folder.mkdir(exist_ok=True)
    path = folder / "list.csv"
    path.write_bytes(content)
    return path
