"""The register of cases as files, read back by other programs."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from desktop_app.core import i18n, texts
from desktop_app.core.errors import BadValue
from desktop_app.core.kinds import CostKind
from desktop_app.models.buyers import Buyer
from desktop_app.services import case_acts, case_costs, case_exports, case_merging, cases
from desktop_app.services.cases import CaseDraft
from desktop_app.services.store import Store
from tests.invented import order

LONG = "5106828836075983867"


@pytest.fixture
def ids(shop: Store) -> list[int]:
    order(shop, LONG, {"A": 1}, buyer="=cmd|x", tracking="YT100000000000")
    opened = datetime(2026, 9, 3, 4, 5, tzinfo=UTC)
    first = cases.open(shop, CaseDraft("lost", order=LONG, note="说：\n=1+1", opened_at=opened))
    second = cases.open(shop, CaseDraft("return", buyer="乙"))
    case_costs.add(shop, first.row.no, CostKind.REFUND, 5490)
    case_costs.add(shop, first.row.no, CostKind.RECOVERY_PLATFORM, 1000)
    case_acts.tag(shop, [first.row.id], add=["急", "双11"])
    cases.change(shop, first.row.no, angry=True, satisfaction=2, follow_up_on="2026-09-10")
    return [second.row.id, first.row.id]


def test_r24_the_register_goes_into_a_workbook_whole_and_in_order(
    shop: Store, ids: list[int], tmp_path: Path
) -> None:
    made = case_exports.write(shop, tmp_path / "a.xlsx", ids)
    assert made.rows == 2
    [sheet] = CalamineWorkbook.from_path(str(made.path)).sheet_names
    assert sheet == "Cases"
    head, second, first = (
        CalamineWorkbook.from_path(str(made.path)).get_sheet_by_name(sheet).to_python()
    )
    row = dict(zip(map(str, head), first, strict=True))
    assert row["Order no."] == LONG
    assert (row["Buyer ID"], row["What happened"]) == ("=cmd|x", "说：\n=1+1")
    assert (row["Cost"], row["Come back"], row["True cost"]) == (54.9, 10.0, 44.9)
    assert (row["Marks"], row["Tags"], row["Satisfaction"]) == ("missed, angry", "双11, 急", 2.0)
    assert str(row["Follow up on"]) == "2026-09-10"
    other = dict(zip(map(str, head), second, strict=True))
    assert (other["Buyer ID"], other["Cost"], other["Currency"]) == ("乙", "", "")
    assert other["Clock"] != ""


def test_r24_csv_is_for_excel_and_harmless(shop: Store, ids: list[int], tmp_path: Path) -> None:
    i18n.use("zh_CN")
    made = case_exports.write(shop, tmp_path / "a.csv", ids)
    raw = made.path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines(keepends=True)))
    assert rows[1]["买家ID"] == "'=cmd|x"
    assert rows[1]["订单编号"] == f"\t{LONG}"
    assert rows[1]["类型"] == "快递丢失"


def test_r24_a_printed_register_has_what_one_looks_through(
    shop: Store, ids: list[int], tmp_path: Path
) -> None:
    made = case_exports.write(shop, tmp_path / "a.pdf", ids)
    with pypdfium2.PdfDocument(made.path) as document:
        text = "".join(document[0].get_textpage().get_text_bounded().split())
    assert "Registerofcases" in text
    assert cases.show(shop, first_no(shop)).row.no in text


def first_no(shop: Store) -> str:
    from desktop_app.services import case_lists

    return case_lists.rows(shop, case_lists.ids(shop))[0].no


def test_r41_names_are_masked_where_the_shop_says_so(
    shop: Store, ids: list[int], tmp_path: Path
) -> None:
    with shop.transaction():
        Buyer.update(name="张小三").where(Buyer.buyer_id == "乙").execute()
    for masked, name in ((False, "张小三"), (True, "张**")):
        made = case_exports.write(shop, tmp_path / "a.csv", ids[:1], masked=masked)
        assert name in made.path.read_text("utf-8-sig")


def test_another_ending_is_refused(shop: Store, ids: list[int], tmp_path: Path) -> None:
    with pytest.raises(BadValue) as told:
        case_exports.write(shop, tmp_path / "a.doc", ids)
    assert ".xlsx" in texts.sentence(told.value)
    assert list(tmp_path.glob("a.*")) == []


def test_more_cases_than_a_page_are_all_there(shop: Store, tmp_path: Path) -> None:
    with shop.transaction():
        many = [cases.open(shop, CaseDraft("lost", buyer=f"b{n}")).row.id for n in range(3)]
    wanted = many * 400
    assert case_exports.write(shop, tmp_path / "a.csv", wanted).rows == 1200


def test_costs_of_merged_cases_count_where_they_were_merged_into(
    shop: Store, ids: list[int]
) -> None:
    three = [cases.open(shop, CaseDraft("lost", buyer="丙")).row for _ in range(3)]
    for row, amount in zip(three, (100, 20, 3), strict=True):
        case_costs.add(shop, row.no, CostKind.GIFT, amount)
    case_merging.merge(shop, three[1].no, [three[2].no])
    case_merging.merge(shop, three[0].no, [three[1].no])
    found = case_costs.totals(shop, [three[0].id, *ids])
    assert found[three[0].id].lost == 123
    assert found[three[0].id] == case_costs.total(shop, three[0].no)[0]
    assert set(found) == {three[0].id, ids[1]}
