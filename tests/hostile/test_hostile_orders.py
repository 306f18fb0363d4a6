"""Hostile order files (cases 25-40) that no test of a module proves; small files made here."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from desktop_app.core.errors import Reason
from desktop_app.core.track import Cancelled
from desktop_app.documents import claim_sheet
from desktop_app.services import orders
from desktop_app.services.store import Store
from tests.hostile.test_hostile_photos import sheet_of
from tests.unit.test_claim_sheet import text_of
from tests.unit.test_order_files import T1, listed, written
from tests.unit.test_table_files import cell, workbook


def test_h29_rare_characters_come_into_list_and_paper(shop: Store, tmp_path: Path) -> None:
    row = listed(买家会员名="𠮷龘小店", 收货人姓名="㛃𠮷龘")
    assert orders.import_files(shop, [written(tmp_path, [T1, row])]).added == 1
    (held,) = orders.list_(shop)
    assert (held.buyer, held.receiver) == ("𠮷龘小店", "㛃𠮷龘")
    from dataclasses import replace

    claim_sheet.write([replace(sheet_of(), buyer=held.buyer)], tmp_path / "a.pdf")
    [text] = text_of(tmp_path / "a.pdf")
    assert "龘小店" in text or "□小店" in text


def test_h35_a_formula_is_never_an_order_number(shop: Store, tmp_path: Path) -> None:
    path = tmp_path / "formulas.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["订单编号", "买家会员名", "买家应付货款"])
        sheet.write_formula(1, 0, '="5106828836075983867"', value="5106828836075983867")
        sheet.write_row(1, 1, ["甲", 1])
        sheet.write_formula(2, 0, "=A2+1", value="")
        sheet.write_row(2, 1, ["乙", 2])
        sheet.write_formula(3, 0, "=1/0", value="#DIV/0!")
        sheet.write_row(3, 1, ["丙", 3])
    report = orders.import_files(shop, [path])
    assert [row.order_no for row in orders.list_(shop)] == ["5106828836075983867"]
    assert report.added == 1
    assert [one.row for one in report.refused] == [3, 4]


def test_h34_a_bomb_of_one_text_is_refused_at_once(shop: Store, tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(workbook(f'<row r="1">{cell("A1", "x" * 80_000_000)}</row>'))
    assert path.stat().st_size < 1_000_000
    begun = time.monotonic()
    report = orders.import_files(shop, [path])
    assert time.monotonic() - begun < 5
    assert [one.error.reason for one in report.refused] == [Reason.TABLE_TOO_LARGE]
    assert orders.list_(shop) == []


def test_h37_five_thousand_orders_come_with_progress_and_a_cancel_leaves_nothing(
    shop: Store, tmp_path: Path
) -> None:
    rows = [
        listed(订单编号=str(5106828836075900000 + n), 买家会员名=f"b{n}") for n in range(1, 5001)
    ]
    path = written(tmp_path, [T1, *rows])
    seen: list[int] = []

    def impatient(items: Iterable[Any], /, total: int | None = None) -> Iterable[Any]:
        for count, item in enumerate(items):
            if count > 40:
                raise Cancelled
            yield item

    def counting(items: Iterable[Any], /, total: int | None = None) -> Iterable[Any]:
        for count, item in enumerate(items):
            seen.append(count)
            yield item

    with pytest.raises(Cancelled):
        orders.import_files(shop, [path], track=impatient)
    assert orders.list_(shop, limit=1) == []
    begun = time.monotonic()
    assert orders.import_files(shop, [path], track=counting).added == 5000
    assert time.monotonic() - begun < 30
    assert len(seen) >= 5000


def test_h38_what_douyin_ciphers_is_hidden_and_no_name(shop: Store, tmp_path: Path) -> None:
    row = listed(买家会员名="t**b", 收货人姓名="##x8Gq密文", 联系手机="138****1234")
    assert orders.import_files(shop, [written(tmp_path, [T1, row])]).added == 1
    (held,) = orders.list_(shop)
    assert (held.buyer, held.receiver, held.phone) == (None, None, None)
    assert {"receiver", "phone"} <= set(held.hidden)
