"""Wrong shipments by SKU, picker, day, cause and kind, and which pairs are swapped most."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import time_machine
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from desktop_app.core import i18n
from desktop_app.core.errors import BadValue
from desktop_app.core.kinds import Cause, WrongKind
from desktop_app.services import wrong_report_papers, wrong_reports, wrong_shipments
from desktop_app.services.store import Store
from desktop_app.services.wrong_drafts import WrongDraft
from desktop_app.services.wrong_lines import WrongLineDraft
from desktop_app.services.wrong_reports import Counted, SwappedPair, WrongReport

SWAP = (WrongLineDraft("B", "碟", expected=2), WrongLineDraft("A", "杯", shipped=2))
MISSED = (WrongLineDraft("B", "碟", expected=1), WrongLineDraft("C", "壶", 1, 1))
MUDDLE = (
    WrongLineDraft("B", "碟", expected=1),
    WrongLineDraft("", "赠品", expected=1),
    WrongLineDraft("A", "杯", shipped=1),
)


def enter(
    shop: Store, day: str, lines: tuple[WrongLineDraft, ...], picker: str, cause: str = ""
) -> str:
    with time_machine.travel(f"{day}T12:00:00+00:00", tick=False):
        draft = WrongDraft(buyer_text="小明", lines=lines, picker=picker, cause=cause)
        no = wrong_shipments.report(shop, draft).no
        wrong_shipments.verify(shop, no)
        return no


def test_verified_wrong_shipments_are_counted_from_every_side(shop: Store) -> None:
    enter(shop, "2026-09-01", SWAP, "小李", Cause.PACKING)
    settled = enter(shop, "2026-09-01", SWAP, "小王")
    wrong_shipments.settle(shop, settled)
    enter(shop, "2026-09-03", MISSED, "小李", Cause.PACKING)
    enter(shop, "2026-09-03", MUDDLE, "")
    wrong_shipments.dismiss(shop, enter(shop, "2026-09-03", MISSED, "小王"), "看错了")
    wrong_shipments.take_back(shop, enter(shop, "2026-09-03", MISSED, "小王"))
    enter(shop, "2026-08-31", MISSED, "小李")
    enter(shop, "2026-09-04", MISSED, "小李")
    found = wrong_reports.report(shop, date(2026, 9, 1), date(2026, 9, 3))
    assert found.shipments == 4
    assert found.skus == (
        Counted("B", "碟", shipments=4, missing=6, surplus=0),
        Counted("A", "杯", shipments=3, missing=0, surplus=5),
        Counted("赠品", "赠品", shipments=1, missing=1, surplus=0),
    )
    assert [(one.key, one.shipments) for one in found.pickers] == [
        ("小李", 2),
        ("", 1),
        ("小王", 1),
    ]
    assert [(one.key, one.shipments) for one in found.days] == [
        ("2026-09-01", 2),
        ("2026-09-03", 2),
    ]
    assert [(one.key, one.shipments) for one in found.causes] == [("", 2), ("packing", 2)]
    assert [(one.key, one.shipments) for one in found.kinds] == [
        (WrongKind.WRONG_ITEM, 3),
        (WrongKind.MISSED_ITEM, 1),
    ]
    assert found.pairs == (SwappedPair("B", "碟", "A", "杯", shipments=2, pieces=4),), (
        "where two products are short it isn't known which of them the other one replaced"
    )


def test_a_period_without_any_is_empty(shop: Store) -> None:
    found = wrong_reports.report(shop, date(2026, 9, 1), date(2026, 9, 3))
    assert (found.shipments, found.skus, found.days, found.pairs) == (0, (), (), ())


@pytest.fixture
def counted(shop: Store) -> WrongReport:
    enter(shop, "2026-09-01", SWAP, "小李", Cause.PACKING)
    enter(shop, "2026-09-02", MISSED, "=1+1")
    return wrong_reports.report(shop, date(2026, 9, 1), date(2026, 9, 3))


def test_the_report_is_printed(counted: WrongReport, tmp_path: Path) -> None:
    i18n.use("zh_CN")
    made = wrong_report_papers.write(counted, tmp_path / "report.pdf")
    assert made.rows == 2
    text = PdfReader(made.path).pages[0].extract_text()
    for words in ("错发统计", "2026-09-01 – 2026-09-03", "小李", "=1+1", "错件", "未知", "B 碟"):
        assert words in " ".join(text.split())
    wrong_report_papers.write(counted, tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == made.path.read_bytes()


def test_a_long_report_goes_on_on_later_pages(shop: Store, tmp_path: Path) -> None:
    lines = tuple(WrongLineDraft(f"S{n:03d}", "长" * 40, expected=1) for n in range(120))
    enter(shop, "2026-09-01", lines, "小李")
    report = wrong_reports.report(shop, date(2026, 9, 1), date(2026, 9, 1))
    wrong_report_papers.write(report, tmp_path / "report.pdf")
    pages = [page.extract_text() for page in PdfReader(tmp_path / "report.pdf").pages]
    assert len(pages) > 2
    assert all("continued" in page for page in pages[1:])
    assert all(f"S{n:03d}" in "".join(pages) for n in range(120))


def test_the_workbook_has_a_sheet_for_each_list(counted: WrongReport, tmp_path: Path) -> None:
    wrong_report_papers.write(counted, tmp_path / "report.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "report.xlsx")
    assert book.sheet_names == ["Mixed up", "Products", "Packed by", "Cause", "Kind", "Day"]
    assert book.get_sheet_by_name("Mixed up").to_python() == [
        ["Ordered", "Went", "Times", "Pieces"],
        ["B  碟", "A  杯", 1, 2],
    ]
    assert book.get_sheet_by_name("Packed by").to_python()[1:] == [
        ["=1+1", 1, 1, 0],
        ["小李", 1, 2, 2],
    ]
    assert book.get_sheet_by_name("Day").to_python()[1][0] == date(2026, 9, 1)


def test_an_empty_report_and_another_kind_of_file(shop: Store, tmp_path: Path) -> None:
    nothing = wrong_reports.report(shop, date(2026, 9, 1), date(2026, 9, 3))
    for ending in wrong_report_papers.FORMATS:
        assert wrong_report_papers.write(nothing, tmp_path / f"a{ending}").rows == 0
    with pytest.raises(BadValue):
        wrong_report_papers.write(nothing, tmp_path / "a.csv")
