"""Exported lists, read back the way a spreadsheet and our own importers read them."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core import clock
from desktop_app.core.errors import FileTrouble
from desktop_app.core.track import Cancelled, everything
from desktop_app.documents import tables

COLUMNS = ("订单编号", "买家", "备注", "数量", "金额", "日期", "时间")
DAY = date(2026, 9, 3)
AT = datetime(2026, 9, 3, 1, 2, 3, tzinfo=UTC)
ROWS = [
    ("2689145003715236541", "小满😀", "=cmd|'/C calc'!A0", 2, Decimal("61.90"), DAY, AT),
    ("007", "+86 138", "a,\"b\"\n下一行", 0, Decimal("-0.50"), None, None),
    ("12E5", "@x", None, None, None, None, None),
    ("13812341234", "http://x.cn", "-1-1-", -7, Decimal(10) ** 16, date(1999, 12, 31), None),
]  # fmt: skip


def csv_rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def xlsx_rows(path: Path, sheet: int = 0) -> list[list[object]]:
    return python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(sheet).to_python()


def test_csv_is_marked_utf8_and_comes_back_identical(tmp_path: Path) -> None:
    assert tables.write_csv(tmp_path / "a.csv", COLUMNS, ROWS) == len(ROWS)
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    head, *body = csv_rows(tmp_path / "a.csv")
    assert head == list(COLUMNS)
    for row, wanted in zip(body, ROWS, strict=True):
        assert [tables.original(text) for text in row[:3]] == [text or "" for text in wanted[:3]]
    local = clock.to_local(AT).strftime("%Y-%m-%d %H:%M:%S")
    assert body[0][3:] == ["2", "61.90", "2026-09-03", local]
    assert body[1][3:] == ["0", "-0.50", "", ""]
    assert body[2][3:] == ["", "", "", ""]


def test_h24_csv_text_is_harmless_to_a_spreadsheet(tmp_path: Path) -> None:
    tables.write_csv(tmp_path / "a.csv", COLUMNS, ROWS)
    _, *body = csv_rows(tmp_path / "a.csv")
    assert body[0][0] == "\t2689145003715236541"
    assert body[1][0] == "\t007"
    assert body[2][0] == "\t12E5"
    assert body[3][0] == "13812341234"
    assert body[0][2].startswith("'=")
    assert body[1][1] == "'+86 138"
    assert body[2][1] == "'@x"


@given(st.text(alphabet=st.sampled_from("=+-@'\t\r\n＝0129eEab中"), max_size=20) | st.text())
def test_h24_harmless_can_be_undone_and_never_begins_like_a_formula(text: str) -> None:
    safe = tables.harmless(text)
    assert tables.original(safe) == text
    assert not safe.startswith(("=", "+", "-", "@", "\r", "\n", "＝", "＋", "－", "＠"))


def test_xlsx_cells_are_of_their_kind_and_texts_stay_texts(tmp_path: Path) -> None:
    assert tables.write_xlsx(tmp_path / "a.xlsx", COLUMNS, ROWS, sheet="售后[1]") == len(ROWS)
    book = python_calamine.CalamineWorkbook.from_path(tmp_path / "a.xlsx")
    assert book.sheet_names == ["售后-1-"]
    head, *body = xlsx_rows(tmp_path / "a.xlsx")
    assert head == list(COLUMNS)
    for row, wanted in zip(body, ROWS, strict=True):
        assert row[:3] == [text or "" for text in wanted[:3]]
    assert body[0][3:6] == [2.0, 61.9, date(2026, 9, 3)]
    assert body[0][6] == clock.to_local(AT).replace(tzinfo=None)
    assert body[1][3:] == [0.0, -0.5, "", ""]
    assert body[3][4] == "1" + "0" * 16  # more digits than a spreadsheet keeps


def test_h24_xlsx_holds_no_formula_and_no_link(tmp_path: Path) -> None:
    import zipfile

    tables.write_xlsx(tmp_path / "a.xlsx", COLUMNS, ROWS)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        assert not [name for name in parts.namelist() if "rels/sheet" in name]
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_the_same_list_gives_the_same_bytes(tmp_path: Path) -> None:
    for write, name in ((tables.write_csv, "a.csv"), (tables.write_xlsx, "a.xlsx")):
        shas = set()
        for _ in range(2):
            write(tmp_path / name, COLUMNS, ROWS)
            shas.add(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())
        assert len(shas) == 1


def test_an_empty_list_has_its_heading(tmp_path: Path) -> None:
    assert tables.write_csv(tmp_path / "a.csv", COLUMNS, []) == 0
    assert csv_rows(tmp_path / "a.csv") == [list(COLUMNS)]
    assert tables.write_xlsx(tmp_path / "a.xlsx", COLUMNS, []) == 0
    assert xlsx_rows(tmp_path / "a.xlsx") == [list(COLUMNS)]


def test_a_list_longer_than_a_sheet_goes_on_on_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "_ROWS_PER_SHEET", 3)
    rows = [(str(number),) for number in range(7)]
    assert tables.write_xlsx(tmp_path / "a.xlsx", ("号",), rows, sheet="表" * 40) == 7
    book = python_calamine.CalamineWorkbook.from_path(tmp_path / "a.xlsx")
    assert [len(name) for name in book.sheet_names] == [31, 29, 29]
    read = [xlsx_rows(tmp_path / "a.xlsx", sheet) for sheet in range(3)]
    assert all(rows[0] == ["号"] for rows in read)
    assert [row[0] for rows in read for row in rows[1:]] == [str(number) for number in range(7)]


def test_a_text_longer_than_a_cell_is_cut(tmp_path: Path) -> None:
    tables.write_xlsx(tmp_path / "a.xlsx", ("x",), [("长" * 40_000,)])
    assert xlsx_rows(tmp_path / "a.xlsx")[1] == ["长" * 32_767]


def test_half_a_character_does_not_spoil_the_file(tmp_path: Path) -> None:
    tables.write_xlsx(tmp_path / "a.xlsx", ("x",), [("a\ud83db",)])
    tables.write_csv(tmp_path / "a.csv", ("x",), [("a\ud83db",)])
    assert xlsx_rows(tmp_path / "a.xlsx")[1] == csv_rows(tmp_path / "a.csv")[1] == ["a?b"]


def test_progress_is_counted_and_cancelling_writes_nothing(tmp_path: Path) -> None:
    seen = []

    def counting(items, /, total=None):
        for item in everything(items):
            seen.append(item)
            yield item

    def stopping(items, /, total=None):
        yield next(iter(items))
        raise Cancelled

    tables.write_csv(tmp_path / "a.csv", COLUMNS, ROWS, track=counting)
    assert seen == ROWS
    for write in (tables.write_csv, tables.write_xlsx):
        with pytest.raises(Cancelled):
            write(tmp_path / "b", COLUMNS, ROWS, track=stopping)
        with pytest.raises(FileTrouble):
            write(tmp_path / "nowhere" / "b", COLUMNS, ROWS)
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
