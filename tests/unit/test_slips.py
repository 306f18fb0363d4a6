"""Slips as they come out of the printer: read back as text and by a bar code reader."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from desktop_app.core.errors import FileTrouble
from desktop_app.documents import slips
from desktop_app.documents.slips import Contact, Paper, Slip, SlipKind, SlipLine

SLIP = Slip(
    kind=SlipKind.EXCHANGE,
    case_no="SH-202609-0031",
    issued_on=date(2026, 9, 3),
    shop="小满女装",
    platform="淘宝",
    order_no="2689145003715236541",
    buyer="小满爱吃糖2019",
    tracking_no="SF1412345678901",
    reason="尺码不合适",
    receiver=Contact("张小三", "13812341234", "四川省成都市武侯区天府大道1700号"),
    back_to=Contact("小满售后", "0571-88231234", "杭州市滨江区江南大道3688号"),
    coming=(SlipLine("连衣裙", "DRS-M", "米白;M"),),
    going=(SlipLine("连衣裙", "DRS-L", "米白;L"), SlipLine("丝巾", "SCF-01", quantity=2)),
    note="请保留吊牌，<b>附上本单</b>😀",
    prepared_by="周婷",
)
EVERYWHERE = (
    "换货单", "SH-202609-0031", "2026-09-03", "小满女装", "2689145003715236541", "小满爱吃糖2019",
    "SF1412345678901", "尺码不合适", "张小三13812341234", "四川省成都市武侯区天府大道1700号",
    "小满售后0571-88231234", "杭州市滨江区江南大道3688号", "DRS-M", "DRS-L", "丝巾", "寄回", "寄出",
    "请保留吊牌，<b>附上本单</b>□", "第1页，共1页",
)  # fmt: skip


def pages_of(pdf: Path) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]


@pytest.mark.parametrize(("paper", "size"), [(Paper.A5, (148, 210)), (Paper.LABEL, (100, 150))])
def test_a_slip_is_one_page_of_its_paper_and_says_all(
    paper: Paper, size: tuple[int, int], tmp_path: Path
) -> None:
    target = tmp_path / "a.pdf"
    assert slips.write([SLIP], target, paper=paper).pages == 1
    [text] = pages_of(target)
    for expected in EVERYWHERE:
        assert expected in text, expected
    with pypdfium2.PdfDocument(target) as document:
        assert tuple(round(side / 72 * 25.4) for side in document[0].get_size()) == size
        [code] = zxingcpp.read_barcodes(document[0].render(scale=203 / 72).to_pil())
    assert code.text == SLIP.case_no


@pytest.mark.parametrize("paper", Paper)
def test_many_goods_go_on_on_further_pages_under_their_head(paper: Paper, tmp_path: Path) -> None:
    going = tuple(SlipLine(f"商品{n}号", f"S{n}") for n in range(60))
    written = slips.write([replace(SLIP, going=going)], tmp_path / "a.pdf", paper=paper)
    pages = pages_of(tmp_path / "a.pdf")
    assert written.pages == len(pages) >= 3
    assert all(("货物名称" in page) == ("商品" in page) for page in pages)
    assert all("".join(pages).count(f"商品{n}号") == 1 for n in range(60))


@pytest.mark.parametrize("paper", Paper)
def test_what_is_unknown_stays_blank(paper: Paper, tmp_path: Path) -> None:
    bare = Slip(kind=SlipKind.RESEND, case_no="案1", issued_on=date(2026, 9, 3))
    slips.write([bare], tmp_path / "a.pdf", paper=paper)
    [text] = pages_of(tmp_path / "a.pdf")
    assert "补发单" in text
    assert "案1" in text  # no bar code can say it, so it stands alone
    assert "None" not in text
    assert "寄回地址" not in text


def test_a_batch_is_one_file_and_each_slip_speaks_its_language(tmp_path: Path) -> None:
    english = replace(SLIP, kind=SlipKind.RETURN, language="en")
    assert slips.write([SLIP, english], tmp_path / "a.pdf").pages == 2
    first, second = pages_of(tmp_path / "a.pdf")
    assert "换货单" in first
    assert "Returnslip" in second
    assert "Goodscomingback(1inall)" in second


def test_the_same_slip_gives_the_same_bytes(tmp_path: Path) -> None:
    shas = {slips.write([SLIP], tmp_path / "a.pdf").sha256 for _ in range(2)}
    assert len(shas) == 1


def test_nothing_to_write_and_nowhere_to_write_to(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no slips"):
        slips.write([], tmp_path / "a.pdf")
    with pytest.raises(FileTrouble):
        slips.write([SLIP], tmp_path / "nowhere" / "a.pdf")
