"""Where lines and pages break, and what several threads may do at once."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.documents import barcodes, fonts, pages, rows, wrapping
from desktop_app.documents.pages import A4, MM, Document
from desktop_app.documents.rows import Row

CLOSING = "，。、；：？！）】》」”’…,.;:?!)]}"
OPENING = "（【《「“‘([{¥"
TEXTS = st.text(
    st.sampled_from("快递理赔外箱破损，。；：（）《》“”、abc XYZ 12.5kg-/😀\u202e")
    | st.characters(codec="utf-8"),
    max_size=120,
)
# Chinese text whose marks and foreign words are short enough to be kept in any column.
SENTENCES = st.lists(
    st.sampled_from(
        ["快递", "外箱", "（破损）", "《合同》，", "签收。", "约abc件", "重12.5kg，", "“好”"]
    ),
    max_size=40,
).map("".join)


@pytest.fixture(autouse=True, scope="module")
def _fonts_are_read() -> None:
    """Reading them is slower than any one example may be."""
    fonts.register()


@given(text=TEXTS, width=st.floats(20, 300), bold=st.booleans())
def test_wrapping_loses_nothing_but_spaces_at_breaks(
    *, text: str, width: float, bold: bool
) -> None:
    lines = wrapping.wrap(text, width, 8.5, bold=bold)
    assert lines
    assert "".join("".join(lines).split()) == "".join(fonts.visible(text).split())


@given(TEXTS, st.floats(20, 300))
def test_no_line_is_wider_than_its_column(text: str, width: float) -> None:
    for line in wrapping.wrap(text, width, 8.5):
        assert fonts.width(line, 8.5) <= width + 1e-6


@given(SENTENCES, st.floats(60, 200))
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(
    text: str, width: float
) -> None:
    lines = wrapping.wrap(text, width, 8.5)
    assert not any(line.startswith(tuple(CLOSING)) for line in lines)
    assert not any(line.endswith(tuple(OPENING)) for line in lines[:-1])


@given(SENTENCES, st.floats(60, 200))
def test_words_and_numbers_stay_whole(text: str, width: float) -> None:
    lines = wrapping.wrap(text, width, 8.5)
    for whole in ("abc", "12.5kg"):
        assert sum(line.count(whole) for line in lines) == text.count(whole)


@given(st.text(st.characters(codec="utf-8")))
def test_whatever_is_shown_has_a_glyph_and_a_width(text: str) -> None:
    for char in fonts.visible(text):
        assert char == "\n" or fonts.width(char, 10) >= 0


def row(height: float, **options: object) -> Row:
    return Row((rows.cell(0, 100, ""),), least=height, **options)


@given(heights=st.lists(st.floats(25, 300), max_size=60), keep=st.booleans())
def test_every_row_is_on_one_page_in_order_and_no_page_overflows(
    *, heights: list[float], keep: bool
) -> None:
    made = [row(height, keep=keep) for height in heights]
    on_pages = rows.paginate(made, 350, 400)
    assert [one for page in on_pages for one in page] == made
    for number, page in enumerate(on_pages):
        assert sum(one.height for one in page) <= (400 if number else 350)


@given(st.integers(1, 300), st.floats(0, 380))
def test_a_long_row_is_cut_between_lines_and_none_is_lost(lines: int, before: float) -> None:
    text = "\n".join(str(number) for number in range(lines))
    long = Row((rows.cell(0, 200, text, rows.STORY),), flows=True)
    on_pages = rows.paginate([row(max(before, 10)), long], 400, 400)
    shown = [line for page in on_pages for one in page for line in one.cells[0].lines if line]
    assert shown == text.split("\n")
    assert all(sum(one.height for one in page) <= 400 for page in on_pages)


def test_a_heading_comes_again_and_a_title_stays_with_what_it_names() -> None:
    heading = row(40)
    table = [row(100, heading=(heading,)) for _ in range(6)]
    on_pages = rows.paginate([heading, *table], 350, 350)
    assert [page[0] is heading for page in on_pages] == [True, True]
    title, named = row(40, keep=True), row(100)
    assert rows.paginate([row(300), title, named], 400, 400)[1] == [title, named]
    heading = row(40, keep=True)
    assert rows.paginate([row(250), title, heading, named], 400, 400)[1] == [title, heading, named]


@pytest.mark.parametrize(
    "text", ["A1", "SH-202609-0031", "1234567", "00420001", "a" * 24, "~!#$%&"]
)
def test_bar_codes_are_read_back_and_fit_their_room(text: str) -> None:
    document = Document("", A4)
    page = document.page()
    room = 120 * MM
    assert 0 < barcodes.width(text, room) <= room
    barcodes.draw(page, text, 20 * MM, 20 * MM, (room, 12 * MM))
    with pypdfium2.PdfDocument(document.finish()) as pdf:
        [code] = zxingcpp.read_barcodes(pdf[0].render(scale=150 / 72).to_pil())
    assert code.text == text


def test_a_room_too_narrow_for_a_code_stays_empty() -> None:
    assert barcodes.width("1234567890", 10 * MM) == 0
    document = Document("", A4)
    barcodes.draw(document.page(), "1234567890", 0, 0, (10 * MM, 10 * MM))
    assert document.finish().startswith(b"%PDF")


def test_threads_make_the_same_files_as_one(tmp_path: Path) -> None:
    def make(number: int) -> str:
        document = Document(f"第{number}份", A4, language="zh_CN")
        page = document.page()
        for line in range(30):
            text = "".join(
                chr(0x4E00 + (number * 97 + line * 31 + n * 7) % 9000) for n in range(20)
            )
            page.text(50, 50 + line * 20, fonts.visible(text), 10, bold=line % 2 == 0)
        return document.write(tmp_path / f"{number}.pdf").sha256

    alone = [make(number) for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(make, range(8)))
    assert together == alone
    assert len(set(alone)) == 8


def test_what_is_written_is_what_is_reported(tmp_path: Path) -> None:
    document = Document("题", pages.A5)
    document.page().text(10, 10, "一", 8)
    document.page()
    written = document.write(tmp_path / "a.pdf")
    content = (tmp_path / "a.pdf").read_bytes()
    assert (written.pages, written.sha256) == (2, hashlib.sha256(content).hexdigest())
    with pypdfium2.PdfDocument(content) as pdf:
        assert len(pdf) == 2
