"""Products given out as a table, and read back: nothing is lost, altered, or ever a formula."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import python_calamine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app import cli
from desktop_app.core import i18n
from desktop_app.core.errors import BadValue, FileTrouble, Reason
from desktop_app.services import product_exports, products
from desktop_app.services.product_lists import ProductFilter
from desktop_app.services.products import ProductDraft
from desktop_app.services.store import Store, open_store

GOODS = (
    ProductDraft("00123", "杯 “大号”, 白", "M-1", "颜色:月白", 342, 6, 4900, 1650),
    ProductDraft("12E5", "=cmd|'/C calc'!A0", "+1", "-1\n下一行", 85, 0, None, None),
    ProductDraft("69000000000000000001", "'=1+1", "@x", "＝SUM(A1)"),
    ProductDraft("B", "", "", "", 200_000, None, 1250, None, "USD"),
    ProductDraft("=A", "𠮷野😀", "''-x", "0012"),
    ProductDraft("J", "円", "", "", None, None, 500, None, "JPY"),
)
ENDINGS = pytest.mark.parametrize("ending", [".csv", ".xlsx", ".XLSX"])


@pytest.fixture
def goods(shop: Store) -> Store:
    for draft in GOODS:
        products.save(shop, draft)
    return shop


def held(shop: Store) -> dict[str, ProductDraft]:
    return {row.sku: replace(row, id=0) for row in products.list_(shop)}


@ENDINGS
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_what_is_given_out_is_read_back_as_it_was(
    goods: Store, tmp_path: Path, ending: str, language: str
) -> None:
    i18n.use(language)
    target = tmp_path / f"products{ending}"
    assert product_exports.write(goods, target).rows == len(GOODS)
    before = held(goods)
    same = products.import_files(goods, [target])
    assert (same.added, same.updated, same.unchanged) == (0, 0, len(GOODS))
    assert (same.refused, same.unknown_columns) == ((), ())
    assert held(goods) == before
    goods.close()
    elsewhere = open_store(tmp_path / "elsewhere")
    assert products.import_files(elsewhere, [target]).added == len(GOODS)
    assert held(elsewhere) == before
    elsewhere.close()


def test_no_cell_is_a_formula_to_a_spreadsheet(goods: Store, tmp_path: Path) -> None:
    product_exports.write(goods, tmp_path / "a.csv")
    lines = (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()
    assert not any(part.startswith(("=", "+", "@")) for line in lines for part in line.split(","))
    product_exports.write(goods, tmp_path / "a.xlsx")
    book = python_calamine.CalamineWorkbook.from_path(tmp_path / "a.xlsx")
    row = next(row for row in book.get_sheet_by_index(0).to_python() if row[0] == "12E5")
    assert row[1:4] == ["=cmd|'/C calc'!A0", "+1", "-1\n下一行"]


def test_a_filter_narrows_and_an_empty_list_has_its_heading(goods: Store, tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    assert product_exports.write(goods, target, ProductFilter(unweighed=True)).rows == 3
    assert product_exports.write(goods, target, ProductFilter(text="nowhere")).rows == 0
    assert target.read_text("utf-8-sig").startswith("SKU,Title,Model,Variant,Weight (g),")


def test_a_weight_filled_into_the_table_is_taken_and_a_blank_changes_nothing(
    goods: Store, tmp_path: Path
) -> None:
    target = tmp_path / "a.csv"
    product_exports.write(goods, target, ProductFilter(text="円"))
    words = target.read_text("utf-8-sig").replace("J,円,,,,", "J,,,,12.6,")
    target.write_text(words, "utf-8-sig")
    assert products.import_files(goods, [target]).updated == 1
    row = products.by_sku(goods, "J")
    assert (row.title, row.weight_g, row.price_minor) == ("円", 13, 500)


@pytest.mark.parametrize("name", ["a.pdf", "a", "a.xls"])
def test_another_kind_of_file_is_refused(goods: Store, tmp_path: Path, name: str) -> None:
    with pytest.raises(BadValue) as refused:
        product_exports.write(goods, tmp_path / name)
    assert refused.value.reason is Reason.UNKNOWN_KIND
    assert not (tmp_path / name).exists()


def test_where_no_file_can_be_written_it_is_said(goods: Store, tmp_path: Path) -> None:
    with pytest.raises(FileTrouble):
        product_exports.write(goods, tmp_path / "missing" / "a.csv")


def test_a_currency_that_is_none_refuses_its_row_alone(shop: Store, tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    target.write_text("SKU,price,currency\nA,1.50,eur\nB,2,金币\n", "utf-8")
    report = products.import_files(shop, [target])
    assert (report.added, [one.error.reason for one in report.refused]) == (
        *(1, [Reason.UNKNOWN_CURRENCY]),
    )
    row = products.by_sku(shop, "A")
    assert (row.price_minor, row.currency) == (150, "EUR")


def test_a_text_too_long_for_a_table_is_refused_when_entered(shop: Store) -> None:
    with pytest.raises(BadValue) as refused:
        products.save(shop, ProductDraft("A", title="长" * 1001))
    assert refused.value.reason is Reason.VALUE_TOO_LONG


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from("=+-@'\"\t,;0129eE 中杯.\n"), max_size=12))
def test_any_title_comes_back(shop: Store, tmp_path: Path, title: str) -> None:
    products.save(shop, ProductDraft("X", title, weight_g=1))
    for name in ("a.csv", "a.xlsx"):
        product_exports.write(shop, tmp_path / name)
        report = products.import_files(shop, [tmp_path / name])
        assert (report.unchanged, report.refused) == (1, ())


def test_by_command_line(
    goods: Store, data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    goods.close()
    where = ["--data", str(data_dir), "--json", "products"]
    target = tmp_path / "a.xlsx"
    assert cli.main([*where, "export", str(target), "--unweighed"]) == 0
    assert json.loads(capsys.readouterr().out) == {"file": str(target), "rows": 3}
    assert cli.main([*where, "import", str(target)]) == 0
    assert json.loads(capsys.readouterr().out)["unchanged"] == 3
    assert cli.main([*where, "export", str(tmp_path / "a.txt")]) == 1
    assert json.loads(capsys.readouterr().out)["refused"][0]["code"] == "unknown_kind"
    assert cli.main(["--data", str(data_dir), "products", "export", str(target)]) == 0
    assert capsys.readouterr().out == f"{target} written\n"
