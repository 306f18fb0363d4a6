"""The month-end statement: paper, workbook and lines say the same, to the cent."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
import python_calamine

from desktop_app.core.errors import FileTrouble
from desktop_app.core.kinds import ClaimKind, MatchState, ValueBasis
from desktop_app.core.track import Cancelled
from desktop_app.documents import statement, tables
from desktop_app.documents.statement import (
    CurrencyPart,
    Movement,
    RollForward,
    Statement,
    StatementLine,
)

# Domain §6: 3 claims of 210.00 + 5 of 480.50 − 4 of 400.00 − 1 of 30.50 = 3 of 260.00.
ROLL = RollForward(
    opening=Movement(3, 21000),
    new=Movement(5, 48050),
    recovered=Movement(4, 40000),
    written_off=Movement(1, 3050),
    closing=Movement(3, 26000),
)
FULL = StatementLine(
    claim_no="LP-1",
    tracking_no="9831745985570",
    kind=ClaimKind.DAMAGED,
    claimed_minor=6190,
    entered_on=date(2026, 9, 1),
    closed_on=date(2026, 9, 20),
    order_no="2689145003715236541",
    goods="<花瓶> ×1",
    goods_minor=5490,
    value_basis=ValueBasis.SALE,
    freight_minor=700,
    ratio=Decimal("0.8"),
    deductible_minor=250,
    cap_minor=100000,
    approved_minor=5000,
    received_minor=0,
    set_off_minor=4567,
    outstanding_minor=433,
    difference_minor=-100,
    difference_reason="对方少付",
    match=MatchState.DIFFERS,
    verified_by="周婷",
    verified_on=date(2026, 10, 1),
    voucher="PZ-1",
    note="=1+1",
)
BARE = StatementLine(
    claim_no="LP-2", tracking_no="SF1", kind=ClaimKind.LOST, claimed_minor=123456,
    outstanding_minor=123456,
)  # fmt: skip
CLOSED = Statement(
    statement_no="DZ-202609",
    month="2026-09",
    courier="中通快递",
    shop="小满女装",
    parts=(CurrencyPart(currency="CNY", lines=(FULL, BARE), roll_forward=ROLL),),
    closed_on=date(2026, 10, 3),
    prepared_by="周婷",
    prepared_on=date(2026, 10, 2),
)


def pages_of(pdf: Path) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]


def cells_of(xlsx: Path, sheet: int = 0) -> list[list[object]]:
    return python_calamine.CalamineWorkbook.from_path(xlsx).get_sheet_by_index(sheet).to_python()


def formulas_of(xlsx: Path, sheet: int = 1) -> dict[str, tuple[str, Decimal]]:
    """Each formula's cell, text and the value it was written with."""
    with zipfile.ZipFile(xlsx) as parts:
        text = parts.read(f"xl/worksheets/sheet{sheet}.xml").decode()
    found = re.findall(r'<c r="([A-Z]+\d+)"[^>]*><f>([^<]*)</f><v>([^<]*)</v>', text)
    return {cell: (formula, Decimal(value)) for cell, formula, value in found}


def test_the_roll_forward_vector_balances_in_number_and_in_money() -> None:
    assert ROLL.balances
    assert not replace(ROLL, closing=Movement(3, 26001)).balances
    assert not replace(ROLL, closing=Movement(4, 26000)).balances
    assert replace(ROLL, reduced=Movement(0, 500), closing=Movement(3, 25500)).balances


def test_the_paper_says_every_line_and_the_totals_in_words(tmp_path: Path) -> None:
    written = statement.write_pdf(CLOSED, tmp_path / "a.pdf")
    [text] = pages_of(tmp_path / "a.pdf")
    assert written.pages == 1
    for expected in (
        "快递理赔对账单", "DZ-202609", "2026-09", "中通快递", "小满女装", "周婷2026-10-02",
        "已结账（2026-10-03）", "CNY：共2笔", "LP-1", "9831745985570", "2689145003715236541",
        "破损", "<花瓶>×1", "销售价54.90", "7.00", "80%−2.50", "≤1,000.00", "61.90", "50.00",
        "45.67", "4.33", "-1.00", "对方少付", "有差异", "周婷2026-10-01", "PZ-1", "=1+1",
        "1,234.56", "1,296.46", "¥210.00", "¥480.50", "¥400.00", "¥30.50", "¥260.00",
        "＝期末：平。", "索赔合计¥1,296.46人民币壹仟贰佰玖拾陆元肆角陆分",
        "实收及抵扣合计¥45.67人民币肆拾伍元陆角柒分",
        "未结合计¥1,238.89人民币壹仟贰佰叁拾捌元捌角玖分", "制表人周婷", "复核人",
        "第1页，共1页",
    ):  # fmt: skip
        assert expected in text, expected
    assert "None" not in text
    assert "草稿" not in text


def test_a_draft_that_does_not_balance_says_both(tmp_path: Path) -> None:
    wrong = replace(CLOSED.parts[0], roll_forward=replace(ROLL, new=Movement(5, 48051)))
    statement.write_pdf(replace(CLOSED, closed_on=None, parts=(wrong,)), tmp_path / "a.pdf")
    [text] = pages_of(tmp_path / "a.pdf")
    assert "快递理赔对账单（草稿）" in text
    assert "不平" in text


def test_currencies_are_never_mixed(tmp_path: Path) -> None:
    usd = CurrencyPart(currency="USD", lines=(BARE,), roll_forward=ROLL)
    jpy = CurrencyPart(currency="JPY", lines=(BARE,), roll_forward=ROLL)
    both = replace(CLOSED, parts=(*CLOSED.parts, usd, jpy), language="en")
    statement.write_pdf(both, tmp_path / "a.pdf")
    text = "".join(pages_of(tmp_path / "a.pdf"))
    for total in ("CNY1,296.46", "USD1,234.56", "JPY123,456SAYJAPANESEYEN"):
        assert f"Claimedinall{total}" in text
    statement.write_xlsx(both, tmp_path / "a.xlsx")
    book = python_calamine.CalamineWorkbook.from_path(tmp_path / "a.xlsx")
    assert book.sheet_names == ["CNY", "USD", "JPY"]
    assert cells_of(tmp_path / "a.xlsx", 2)[6][14] == 123456.0


def test_hundreds_of_lines_repeat_the_head_and_are_counted(tmp_path: Path) -> None:
    lines = tuple(replace(FULL, claim_no=f"LP-{n:05}") for n in range(300))
    many = replace(CLOSED, parts=(replace(CLOSED.parts[0], lines=lines),))
    counted = []

    def track(items, /, total=None):
        for item in items:
            counted.append(item)
            yield item

    written = statement.write_pdf(many, tmp_path / "a.pdf", track=track)
    pages = pages_of(tmp_path / "a.pdf")
    assert written.pages == len(pages) == len(counted) > 5
    assert all(("实收金额" in page) == ("LP-0" in page) for page in pages)
    whole = "".join(pages)
    assert all(whole.count(line.claim_no) == 1 for line in lines)


def test_the_workbook_has_typed_cells_and_blank_is_not_nought(tmp_path: Path) -> None:
    assert statement.write_xlsx(CLOSED, tmp_path / "a.xlsx") == 2
    rows = cells_of(tmp_path / "a.xlsx")
    full = dict(zip(rows[5], rows[6], strict=True))
    bare = dict(zip(rows[5], rows[7], strict=True))
    assert full["登记日期"] == date(2026, 9, 1)
    assert full["订单编号"] == "2689145003715236541"
    assert full["运单号"] == "9831745985570"
    assert full["赔偿比例"] == 0.8
    assert (full["实收金额"], full["抵扣金额"], full["差异"]) == (0.0, 45.67, -1.0)
    assert full["备注"] == "=1+1"
    assert (bare["实收金额"], bare["核定金额"], bare["结案日期"]) == ("", "", "")
    assert bare["索赔金额"] == 1234.56


def test_sums_are_formulas_that_hold_our_own_totals(tmp_path: Path) -> None:
    statement.write_xlsx(CLOSED, tmp_path / "a.xlsx")
    formulas = formulas_of(tmp_path / "a.xlsx")
    rows = cells_of(tmp_path / "a.xlsx")
    sums = {
        cell: value for cell, (text, value) in formulas.items() if ":" in text and cell[-1] == "9"
    }
    assert formulas["O9"] == ("SUM(O7:O8)", Decimal("1296.46"))
    assert len(sums) == 8
    assert rows[8][14] == 1296.46
    for cell, value in sums.items():
        column = ord(cell[0]) - ord("A")
        amounts = [Decimal(str(row[column] or 0)) for row in rows[6:8]]
        assert sum(amounts) == value


def test_closing_is_a_formula_over_the_movements(tmp_path: Path) -> None:
    reduced = replace(ROLL, reduced=Movement(0, 500), closing=Movement(3, 25500))
    for roll, cell, closing in ((ROLL, "H", 260), (reduced, "I", 255)):
        part = replace(CLOSED.parts[0], roll_forward=roll)
        statement.write_xlsx(replace(CLOSED, parts=(part,)), tmp_path / "a.xlsx")
        formulas = formulas_of(tmp_path / "a.xlsx")
        last = chr(ord(cell) - 1)
        assert formulas[f"{cell}12"] == (f"D12+E12-SUM(F12:{last}12)", 3)
        assert formulas[f"{cell}13"] == (f"D13+E13-SUM(F13:{last}13)", closing)


def test_the_lines_alone_as_csv(tmp_path: Path) -> None:
    usd = CurrencyPart(currency="USD", lines=(BARE,), roll_forward=ROLL)
    both = replace(CLOSED, parts=(*CLOSED.parts, usd))
    assert statement.write_csv(both, tmp_path / "a.csv") == 3
    text = (tmp_path / "a.csv").read_bytes().decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [line["币种"] for line in lines] == ["CNY", "CNY", "USD"]
    assert tables.original(lines[0]["订单编号"]) == "2689145003715236541"
    assert tables.original(lines[0]["备注"]) == "=1+1"
    assert lines[0]["备注"] == "'=1+1"
    assert (lines[0]["实收金额"], lines[1]["实收金额"]) == ("0.00", "")
    assert lines[0]["差异"] == "-1.00"


@pytest.mark.parametrize("parts", [(), (replace(CLOSED.parts[0], lines=()),)])
def test_a_month_without_claims_is_a_statement_too(
    parts: tuple[CurrencyPart, ...], tmp_path: Path
) -> None:
    empty = replace(CLOSED, parts=parts)
    statement.write_pdf(empty, tmp_path / "a.pdf")
    assert "人民币零元整" in pages_of(tmp_path / "a.pdf")[0]
    assert statement.write_xlsx(empty, tmp_path / "a.xlsx") == 0
    assert formulas_of(tmp_path / "a.xlsx")["O7"] == ("SUM(O6:O6)", 0)
    assert statement.write_csv(empty, tmp_path / "a.csv") == 0


def test_the_same_statement_gives_the_same_bytes_and_cancelling_none(tmp_path: Path) -> None:
    writers = (statement.write_pdf, statement.write_xlsx, statement.write_csv)

    def stop(items, /, total=None):
        yield from ()
        raise Cancelled

    for number, write in enumerate(writers):
        target = tmp_path / str(number)
        write(CLOSED, target)
        before = target.read_bytes()
        write(CLOSED, target)
        assert target.read_bytes() == before
        with pytest.raises(Cancelled):
            write(CLOSED, target, track=stop)
        assert target.read_bytes() == before
        with pytest.raises(FileTrouble):
            write(CLOSED, tmp_path / "nowhere" / "x")


def test_more_paid_than_owed_has_figures_but_no_words(tmp_path: Path) -> None:
    over = replace(CLOSED.parts[0], lines=(replace(BARE, outstanding_minor=-500),))
    statement.write_pdf(replace(CLOSED, parts=(over,)), tmp_path / "a.pdf")
    assert "未结合计-¥5.00制表人" in pages_of(tmp_path / "a.pdf")[0]
