"""The registers on paper and in spreadsheets."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from desktop_app.core import clock, i18n
from desktop_app.core.errors import BadValue
from desktop_app.core.kinds import ParcelKind, WrongKind
from desktop_app.documents import fonts, register
from desktop_app.documents.column_widths import fitted
from desktop_app.documents.register import Register
from desktop_app.services import parcels, privacy, registers, settings, wrong_shipments
from desktop_app.services.parcel_lists import ParcelFilter
from desktop_app.services.parcels import ParcelDraft
from desktop_app.services.store import Store
from desktop_app.services.wrong_drafts import WrongDraft
from desktop_app.services.wrong_lines import WrongLineDraft


def text_of(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def rows_of(path: Path) -> list[list[object]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def wrong(shop: Store, buyer: str, **more: str) -> str:
    lines = (WrongLineDraft("B", "碟", expected=1), WrongLineDraft("A", "杯", shipped=1))
    return wrong_shipments.report(shop, WrongDraft(buyer_text=buyer, lines=lines, **more)).no


def returned(shop: Store, tracking: str = "YT1234567890123") -> None:
    draft = ParcelDraft(
        kind=ParcelKind.RETURNED,
        tracking=tracking,
        order_no="2604001122334455667",
        purchased_on="2026-09-01",
        product="杯 × 2",
        quantity=2,
        good=1,
        damaged=1,
        amount_minor=5490,
        sender_name="张小三",
        sender_phone="13800001234",
    )
    parcels.add(shop, draft)


def test_the_printed_register_has_every_line_and_says_it_in_chinese(
    shop: Store, tmp_path: Path
) -> None:
    i18n.use("zh_CN")
    for number in range(40):
        wrong(shop, f"买家{number:02d}", what="<b>&{0}%s</b>")
    target = tmp_path / "register.pdf"
    written = registers.write_wrong(shop, target)
    text = text_of(target)
    assert written == registers.WrittenRegister(target, 40)
    assert len(PdfReader(target).pages) > 1
    assert all(f"买家{number:02d}" in text for number in range(40))
    assert text.count("错件") == 40
    assert "<b>&{0}%s</b>" in text.replace("\n", "")
    assert "碟 −1; 杯 +1" in text
    assert "复核人" in text


def test_the_same_register_is_the_same_bytes(shop: Store, tmp_path: Path) -> None:
    wrong(shop, "小明")
    for name in ("one.pdf", "two.pdf"):
        registers.write_wrong(shop, tmp_path / name)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_the_workbook_keeps_long_numbers_and_amounts_exact(shop: Store, tmp_path: Path) -> None:
    returned(shop)
    registers.write_parcels(shop, tmp_path / "parcels.xlsx")
    head, line = rows_of(tmp_path / "parcels.xlsx")
    found = dict(zip(head, line, strict=True))
    assert found["Order no."] == "2604001122334455667"
    assert found["Amount"] == 54.9
    assert found["Purchase date"] == date(2026, 9, 1)
    assert (found["Qty"], found["Good"], found["Damaged"]) == (2, 1, 1)


def test_a_formula_stays_text(shop: Store, tmp_path: Path) -> None:
    wrong(shop, "=cmd|'/C calc'!A0")
    registers.write_wrong(shop, tmp_path / "wrong.csv")
    with (tmp_path / "wrong.csv").open(encoding="utf-8-sig", newline="") as file:
        _head, line = csv.reader(file)
    assert "'=cmd|'/C calc'!A0" in line


def test_r41_senders_are_masked_where_the_shop_says_so(shop: Store, tmp_path: Path) -> None:
    returned(shop)
    target = tmp_path / "parcels.csv"

    def written(*, masked: bool | None = None) -> str:
        registers.write_parcels(shop, target, masked=masked)
        return target.read_text("utf-8-sig")

    assert "张小三" in written()
    assert "13800001234" in written()
    assert "138****1234" in written(masked=True)
    settings.put(shop, privacy.MASK_IN_EXPORTS, value=True)
    assert "张**" in written()
    assert "张小三" not in written()
    assert "张小三" in written(masked=False)


def test_each_register_has_its_own_title(shop: Store, tmp_path: Path) -> None:
    returned(shop)
    parcels.add(shop, ParcelDraft(kind=ParcelKind.PROBLEM, tracking="ZT1"))
    for kind, title, rows in (
        (ParcelKind.RETURNED, "Returned parcels", 1),
        (ParcelKind.PROBLEM, "Problem parcels", 1),
        (None, "Problem and returned parcels", 2),
    ):
        target = tmp_path / "parcels.pdf"
        written = registers.write_parcels(shop, target, ParcelFilter(kind=kind))
        assert written.rows == rows
        assert title in text_of(target)


def test_an_empty_register_is_a_page_to_write_on(shop: Store, tmp_path: Path) -> None:
    target = tmp_path / "wrong.pdf"
    assert registers.write_wrong(shop, target).rows == 0
    assert "Checked by" in text_of(target)


def test_another_ending_is_refused_before_anything_is_written(shop: Store, tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="unknown_kind"):
        registers.write_wrong(shop, tmp_path / "register.docx")
    assert list(tmp_path.glob("register*")) == []


def test_values_of_every_kind_are_printed_as_what_they_are(tmp_path: Path) -> None:
    made = Register(
        title="T",
        columns=("text", "day", "moment", "amount", "count", "blank"),
        lines=(("x", date(2026, 9, 3), clock.now(), Decimal("1234.50"), 1200, None),),
        language="en",
    )
    register.write_pdf(made, tmp_path / "t.pdf")
    text = text_of(tmp_path / "t.pdf")
    assert "1,234.50" in text
    assert "1,200" in text
    assert "2026-09-03" in text


TEXTS = st.text(st.sampled_from("aZ9 杯碟\n-_.,"), max_size=60)


@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), max_size=8))
def test_columns_fill_the_page_and_cut_no_word_that_fits(lines: list[list[str]]) -> None:
    room = 700.0
    widths = fitted(["No.", "编号", "Tracking no."], lines, 7.0, room)
    assert sum(widths) == pytest.approx(room)
    for place, width in enumerate(widths):
        for line in lines:
            words = "".join(c if ord(c) < 0x2E80 else f" {c} " for c in line[place]).split()
            longest = max((fonts.width(word, 7.0) for word in words), default=0.0)
            assert width >= min(longest, 170.0)


def test_columns_that_are_too_many_still_fit_the_page() -> None:
    widths = fitted(["x" * 40] * 20, [], 7.0, 500.0)
    assert sum(widths) == pytest.approx(500.0)


def test_kinds_of_wrong_shipments_filter_the_register(shop: Store, tmp_path: Path) -> None:
    from desktop_app.services.wrong_lists import WrongFilter

    wrong(shop, "小明")
    draft = WrongDraft(buyer_text="小红", what="多了", kind=WrongKind.EXTRA_ITEM)
    wrong_shipments.report(shop, draft)
    wanted = WrongFilter(kinds=frozenset({WrongKind.EXTRA_ITEM}))
    assert registers.write_wrong(shop, tmp_path / "wrong.xlsx", wanted).rows == 1
