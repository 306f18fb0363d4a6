"""Tables from outside: found out by content, bounded, refused whole where they are damaged."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import struct
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.services import table_files, workbooks
from desktop_app.services.table_files import MAX_CELL_CHARS

CSV = (
    '订单编号,买家会员名,备注\r\n="5106","小满","要""小号""的,急"\r\n'
    '="5107","大寒","第一行\n第二行"\r\n'
)
ROWS = [
    ["订单编号", "买家会员名", "备注"],
    ['="5106"', "小满", '要"小号"的,急'],
    ['="5107"', "大寒", "第一行\n第二行"],
]


def rows_of(path: Path, sheet: int = 0) -> list[list[str]]:
    return [cells for _number, cells in table_files.read(path).tables[sheet].rows()]


def saved(folder: Path, content: bytes, name: str = "orders.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def read_all(path: Path) -> None:
    for table in table_files.read(path).tables:
        list(table.rows())


def refusal(path: Path) -> FileTrouble:
    with pytest.raises(FileTrouble) as caught:
        read_all(path)
    return caught.value


def wall(*parts: int) -> dt.datetime:
    """A time as a workbook holds it: of no zone."""
    return dt.datetime(*parts)  # noqa: DTZ001 - workbooks know no zones


def workbook(sheet: str, **more: str) -> bytes:
    """An XLSX with this worksheet and nothing that is not needed."""
    space = "http://schemas.openxmlformats.org"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{space}/package/2006/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{space}/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{space}/officeDocument/2006/relationships/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{space}/spreadsheetml/2006/main"'
        f' xmlns:r="{space}/officeDocument/2006/relationships">'
        '<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{space}/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{space}/officeDocument/2006/relationships/worksheet"'
        ' Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{space}/spreadsheetml/2006/main">'
        f"<sheetData>{sheet}</sheetData></worksheet>",
        **more,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


@pytest.mark.parametrize(
    "content",
    [
        CSV.encode("gb18030"),
        CSV.encode("utf-8"),
        CSV.encode("utf-8-sig"),
        CSV.encode("utf-16"),
        CSV.encode("utf-16-le"),
        CSV.encode("utf-16-be"),
        CSV.replace("\r\n", "\n").encode("gb18030"),
        CSV.replace('",', '"\t').replace("号,", "号\t").replace("名,", "名\t").encode("utf-16"),
        CSV.replace('",', '";').replace("号,", "号;").replace("名,", "名;").encode("utf-8"),
    ],
    ids=["gbk", "utf8", "utf8-bom", "utf16", "utf16-le", "utf16-be", "lf", "tabs", "semicolons"],
)
def test_h26_text_is_read_in_any_encoding_and_with_any_delimiter(
    tmp_path: Path, content: bytes
) -> None:
    assert rows_of(saved(tmp_path, content, "named.xlsx")) == ROWS


def test_h29_rare_characters_of_gb18030_are_kept(tmp_path: Path) -> None:
    path = saved(tmp_path, "a,b\n𠮷龘㛃,é\n".encode("gb18030"))
    assert rows_of(path)[1] == ["𠮷龘㛃", "é"]


def test_h26_a_workbook_is_read_under_any_name_and_its_source_stays(tmp_path: Path) -> None:
    content = workbook(f'<row r="1">{cell("A1", "甲")}{cell("C1", "丙")}</row>')
    path = saved(tmp_path, content, "export.csv")
    assert rows_of(path) == [["甲", "", "丙"]]
    assert path.read_bytes() == content


def test_numbers_and_dates_become_what_a_spreadsheet_shows(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        when = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, [16078128657, 12.3, 0.1 + 0.2, 5106828836075983867, True])
        sheet.write_datetime(1, 0, wall(2026, 9, 3, 8, 5, 1), when)
        sheet.write_datetime(1, 1, wall(2026, 9, 3), day)
        sheet.write_formula(2, 0, '="A"&"1"', value="A1")
    assert rows_of(path) == [
        ["16078128657", "12.3", "0.3", "5.10682883607598e+18", "TRUE"],
        ["2026-09-03 08:05:01", "2026-09-03", "", "", ""],
        ["A1", "", "", "", ""],
    ]


def test_times_and_spans_of_time_have_a_text_too() -> None:
    assert workbooks.text_of(dt.time(8, 5)) == "08:05:00"
    assert workbooks.text_of(dt.timedelta(hours=6)) == "6:00:00"
    assert workbooks.text_of(wall(2026, 9, 3, 8, 4, 59, 999_900)) == "2026-09-03 08:05:00"


def test_html_under_the_name_of_xls_is_read_with_merged_cells(tmp_path: Path) -> None:
    page = (
        "<html><body><table><tr><th>订单编号</th><th>货品</th><th>状态</th></tr>"
        "<tr><td rowspan=2>&#39;123</td><td>杯<br>红</td><td rowspan='2'>完成</td></tr>"
        "<tr><td>碟 &amp; 勺</td></tr><tr><td colspan=2>合计</td><td>2</td></table></body></html>"
    )
    path = saved(tmp_path, page.encode("gb18030"), "导出.xls")
    assert rows_of(path) == [
        ["订单编号", "货品", "状态"],
        ["'123", "杯\n红", "完成"],
        ["", "碟 & 勺", ""],
        ["合计", "", "2"],
    ]


@pytest.mark.parametrize(
    ("content", "reason", "line"),
    [
        (b"", Reason.FILE_EMPTY, None),
        (b" \r\n \r\n", Reason.FILE_EMPTY, None),
        (b'a,b\n1,"x\n2,y\n', Reason.QUOTE_OPEN, 2),
        (b'a,b\n1,x\n2,"y"z\n3,w\n', Reason.QUOTE_MISPLACED, 3),
        ("编号,名\n1,甲乙丙\n2,丁戊".encode("gb18030")[:-1], Reason.TEXT_MIXED, 3),
        (b"a,b\n1,x\0y\n", Reason.TEXT_NUL, 2),
        ("甲,乙\n丙,丁\n".encode("gb18030") + "戊,己庚辛\n".encode(), Reason.TEXT_MIXED, 3),
        ("甲乙,乙\n丙丁,丁\n".encode() + "戊,己庚辛\n".encode("gb18030"), Reason.TEXT_MIXED, 3),
        (b"\xef\xbb\xbfa,b\n" + "戊,己庚辛\n".encode("gb18030"), Reason.TEXT_MIXED, 2),
        (b"a,b,c\n1,2,3\n4,5", Reason.FILE_CUT, 3),
        (b"a,b\n1," + b"x" * (MAX_CELL_CHARS + 1), Reason.CELL_TOO_LONG, 2),
        (b"<html><body>please log in</body></html>", Reason.NOT_A_TABLE, None),
        (b"<table><tr><td>" + b"x" * (MAX_CELL_CHARS + 1) + b"</td>", Reason.CELL_TOO_LONG, 1),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\xff\xff\x00", Reason.NOT_A_TABLE, None),
        (b"PK\x03\x04 no archive", Reason.WORKBOOK_DAMAGED, None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, Reason.WORKBOOK_DAMAGED, None),
    ],
)  # fmt: skip
def test_h28_a_damaged_file_is_refused_with_its_place(
    tmp_path: Path, content: bytes, reason: Reason, line: int | None
) -> None:
    found = refusal(saved(tmp_path, content))
    assert (found.reason, found.data.get("line")) == (reason, line)


def test_a_total_without_its_line_end_is_no_cut(tmp_path: Path) -> None:
    assert rows_of(saved(tmp_path, "a,b,c\n1,2,3\n合计,1".encode()))[-1] == ["合计", "1"]


def test_a_file_that_is_not_there_or_a_folder_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "no.csv").reason is Reason.FILE_MISSING
    assert refusal(tmp_path).reason is Reason.FILE_UNREADABLE


def test_h40_a_file_that_another_program_holds_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = PermissionError(13, "sharing violation")
    held.winerror = 32
    path = saved(tmp_path, b"a,b\n")

    def refuse(_path: Path) -> bytes:
        raise held

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert refusal(path).reason is Reason.FILE_BUSY


def test_a_file_too_large_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_files, "MAX_FILE_BYTES", 10)
    assert refusal(saved(tmp_path, b"a,b\n1,2\n3,4\n")).reason is Reason.FILE_TOO_LARGE


def test_h28_a_cut_workbook_and_another_archive_are_refused(tmp_path: Path) -> None:
    whole = workbook(f'<row r="1">{cell("A1", "甲")}</row>')
    assert refusal(saved(tmp_path, whole[: len(whole) // 2])).reason is Reason.WORKBOOK_DAMAGED
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert refusal(saved(tmp_path, other.getvalue())).reason is Reason.NOT_A_TABLE


def test_a_workbook_without_a_cell_is_empty(tmp_path: Path) -> None:
    assert refusal(saved(tmp_path, workbook(""))).reason is Reason.FILE_EMPTY


@pytest.mark.parametrize(
    "far",
    [
        '<row r="1048576"><c r="B1048576"><v>7</v></c></row>',
        '<row r="900000"/><row r="1048576"><c r="XFD1048576"><v>7</v></c></row>',
        "<row r='1048576'><c s=\"0\" r = 'XFD1048576'><v>7</v></c></row>",
        '<row r="1048576"><c r="xfd1048576"><v>7</v></c></row>',
    ],
    ids=["row", "corner", "single-quotes", "lower-case"],
)
def test_h34_cells_at_the_far_end_of_a_sheet_cost_nothing(tmp_path: Path, far: str) -> None:
    near = f'<row r="1">{cell("A1", "订单编号")}{cell("B1", "b")}</row>'
    found = rows_of(saved(tmp_path, workbook(near + far)))
    assert found[0][:2] == ["订单编号", "b"]
    assert len(found) == 2
    assert "7" in found[-1]


@pytest.mark.parametrize(
    ("sheet", "reason"),
    [
        ('<row r="16777217"><c r="XFE16777217"><v>2</v></c></row>', Reason.WORKBOOK_DAMAGED),
        ('<row r="1048576"><c r="A1048576"><v>1</v></c></row><row r="1">'
         '<c r="ZZZ1"><v>1</v></c></row>', Reason.WORKBOOK_DAMAGED),
        ('<row r="99999999999"><c><v>1</v></c></row>', Reason.WORKBOOK_DAMAGED),
        ("<row>" + "<c/>" * 20_000 + "<c><v>1</v></c></row>" + "<row><c><v>5</v></c></row>" * 3_000,
         Reason.WORKBOOK_DAMAGED),
        ("".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="XFC{n}"><v>1</v></c></row>'
                 for n in range(1, 3_000)), Reason.TABLE_TOO_LARGE),
        (f'<row r="1">{cell("A1", "x" * 1_000_000)}</row>', Reason.TABLE_TOO_LARGE),
        (f'<row r="1">{cell("A1", "x" * 40_000)}</row>', Reason.CELL_TOO_LONG),
    ],
    ids=["beyond", "unsorted", "huge", "placeless", "wide", "bomb", "long"],
)  # fmt: skip
def test_h34_a_sheet_that_asks_for_too_much_is_refused(
    tmp_path: Path, sheet: str, reason: Reason
) -> None:
    assert refusal(saved(tmp_path, workbook(sheet))).reason is reason


def test_cells_that_do_not_say_where_they_are_are_counted(tmp_path: Path) -> None:
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row>" * 3
    assert rows_of(saved(tmp_path, workbook(rows))) == [["1", "2"]] * 3


def test_too_many_entries_or_too_much_text_in_all_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop_app.services import workbook_guard

    content = workbook(f'<row r="1">{cell("A1", "甲")}</row>', **{"xl/more.xml": "<a/>" * 100})
    monkeypatch.setattr(workbook_guard, "_MAX_UNPACKED", 1_500)
    assert refusal(saved(tmp_path, content)).reason is Reason.TABLE_TOO_LARGE
    monkeypatch.setattr(workbook_guard, "_MAX_ENTRIES", 3)
    assert refusal(saved(tmp_path, content)).reason is Reason.TABLE_TOO_LARGE


NOTHING, END = 0xFFFFFFFF, 0xFFFFFFFE


def records(*parts: tuple[int, bytes]) -> bytes:
    return b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in parts)


def sectors(numbers: list[int]) -> bytes:
    return struct.pack("<128I", *numbers, *[NOTHING] * (128 - len(numbers)))


def chain(start: int, count: int) -> list[int]:
    return [start + at + 1 for at in range(count - 1)] + [END]


def entry(text: str, kind: int, child: int, first: int, size: int) -> bytes:
    encoded = text.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<HBBIII", len(encoded), kind, 1, NOTHING, NOTHING, child)
    tail = struct.pack("<IIQ", 0, first, size)
    return (encoded.ljust(64, b"\0") + links).ljust(112, b"\0") + tail


def xls(
    sheet: list[tuple[int, bytes]],
    name: str = "Workbook",
    common: tuple[tuple[int, bytes], ...] = (),
    *,
    small: bool = False,
) -> bytes:
    """An XLS: a compound file with one stream of a common part and a sheet of these records.

    Sectors: 0 the chains, 1 the directory, 2 the small chains, 3 and on the stream.
    """
    begun = [struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 0x600) for kind in (5, 16)]
    start = len(records((0x0809, begun[0]), *common)) + 4 + 9 + 4
    title = struct.pack("<IBBBB", start, 0, 0, 1, 0) + b"S"
    body = records((0x0809, begun[0]), *common, (0x0085, title), (0x000A, b""))
    body += records((0x0809, begun[1]), *sheet, (0x000A, b""))
    size = len(body) if small else max(len(body), 4096)
    held = body.ljust(-(-size // 512) * 512, b"\0")
    fat = sectors([0xFFFFFFFD, END, END, *chain(3, len(held) // 512)])
    small_fat = sectors(chain(0, -(-size // 64)) if small else [])
    root = entry("Root Entry", 5, 1, 3 if small else END, len(held) if small else 0)
    stream = entry(name, 2, NOTHING, 0 if small else 3, size)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6xIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096)
    head += struct.pack("<IIII", 2, 1, END, 0)
    head += struct.pack("<109I", 0, *[NOTHING] * 108)
    return head + fat + (root + stream).ljust(512, b"\0") + small_fat + held


def label(row: int, column: int, text: str) -> tuple[int, bytes]:
    data = struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le")
    return 0x0204, data


@pytest.mark.parametrize("small", [False, True])
def test_an_old_xls_is_read(tmp_path: Path, *, small: bool) -> None:
    sheet = [
        (0x0200, struct.pack("<IIHHH", 0, 2, 0, 2, 0)),
        label(0, 0, "订单号"),
        label(0, 1, "买家"),
        (0x0203, struct.pack("<HHHd", 1, 0, 0, 4401.5)),
    ]
    assert rows_of(saved(tmp_path, xls(sheet, small=small), "o.xls")) == [
        ["订单号", "买家"],
        ["4401.5", ""],
    ]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ((0x0200, struct.pack("<IIHHH", 0, 0xFFFFFF, 0, 0xFFFF, 0)), Reason.WORKBOOK_DAMAGED),
        ((0x0200, struct.pack("<IIHHH", 9, 2, 0, 2, 0)), Reason.WORKBOOK_DAMAGED),
        ((0x0203, struct.pack("<HHHd", 1, 60_000, 0, 1.0)), Reason.WORKBOOK_DAMAGED),
        ((0x00BE, struct.pack("<HHHH", 1, 0, 0, 60_000)), Reason.WORKBOOK_DAMAGED),
        ((0x0203, b"\0"), Reason.WORKBOOK_DAMAGED),
    ],
    ids=["claims", "backwards", "far", "far-blank", "short"],
)
def test_an_old_xls_that_claims_too_much_is_refused(
    tmp_path: Path, record: tuple[int, bytes], reason: Reason
) -> None:
    assert refusal(saved(tmp_path, xls([record]))).reason is reason


def test_a_lock_says_so_and_another_compound_file_is_damaged(tmp_path: Path) -> None:
    old = saved(tmp_path, xls([], common=((0x002F, bytes(54)),)))
    assert refusal(old).reason is Reason.FILE_HAS_PASSWORD
    locked = saved(tmp_path, xls([], "EncryptedPackage"))
    assert refusal(locked).reason is Reason.FILE_HAS_PASSWORD
    assert refusal(saved(tmp_path, xls([], "WordDocument"))).reason is Reason.WORKBOOK_DAMAGED


@given(st.integers(0, 6000), st.binary(min_size=1, max_size=4), st.booleans())
def test_altered_bytes_are_read_or_refused_and_never_worse(
    at: int,
    other: bytes,
    in_xls: bool,  # noqa: FBT001 - hypothesis gives it by place
) -> None:
    whole = xls([label(0, 0, "订单号")]) if in_xls else workbook(f"<row>{cell('A1', '甲')}</row>")
    place = at % len(whole)
    content = whole[:place] + other + whole[place + len(other) :]
    with contextlib.suppress(FileTrouble):
        for table in workbooks.tables(content, "x"):
            list(table.rows())
