"""The claim sheet as a courier gets it: read back as text, as pictures, by a bar code reader."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pypdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageDraw

from desktop_app.core.errors import FileTrouble
from desktop_app.core.kinds import (
    ClaimKind,
    DamageDegree,
    EvidenceRole,
    PaymentMethod,
    ValueBasis,
)
from desktop_app.core.masking import ALL
from desktop_app.core.track import Cancelled
from desktop_app.documents import claim_sheet
from desktop_app.documents.claim_sheet import ClaimSheet, Contact, GoodsLine, Photo

BARE = ClaimSheet(
    claim_no="LP-1", tracking_no="9831745985570", courier="中通快递", kind=ClaimKind.LOST,
    claimed_minor=6190,
)  # fmt: skip


@pytest.fixture
def full() -> ClaimSheet:
    """A sheet with something in every field, photos left out."""
    return ClaimSheet(
        claim_no="LP-202609-0012",
        tracking_no="9831745985570",
        courier="中通快递",
        kind=ClaimKind.DAMAGED,
        claimed_minor=6190,
        currency="CNY",
        rate=Decimal("7.1234"),
        outlet="杭州滨江网点",
        work_order_no="GD20260903-7781",
        applied_on=date(2026, 9, 3),
        resend_tracking_no="SF1412345678901",
        platform="淘宝",
        shop="小满女装",
        order_no="2689145003715236541",
        buyer="小满爱吃糖2019",
        case_no="SH-202609-0031",
        sender=Contact("李晓梅", "0571-88231234", "杭州市滨江区江南大道3688号"),
        receiver=Contact("张小三", "13812341234", "四川省成都市武侯区天府大道1700号"),
        shipped_on=date(2026, 8, 29),
        signed_on=date(2026, 9, 1),
        signed_by="前台代收",
        incident_on=date(2026, 9, 2),
        reported_by="客服小周",
        reported_at=datetime(2026, 9, 2, 6, 32, tzinfo=UTC),
        declared_g=850,
        accepted_g=1860,
        reweighed_g=655,
        goods=(
            GoodsLine("法式碎花连衣裙", "DRS-2203-M", "米白色;M", 2, 1, 5490),
            GoodsLine("玻璃花瓶", "VASE-01", "透明", 1, 0, 3990),
        ),
        goods_minor=5490,
        value_basis=ValueBasis.SALE,
        parcels=3,
        parcels_affected=2,
        insured=True,
        declared_value_minor=20000,
        premium_minor=100,
        freight_minor=700,
        ratio=Decimal("0.8"),
        deductible_minor=250,
        cap_minor=100000,
        damage_place="花瓶瓶口",
        damage_inner="破碎",
        damage_outer="右下角压扁",
        damage_degree=DamageDegree.TOTAL,
        what_happened="签收时外箱变形，派件员在面单上签注。",
        liable_party="中转运输",
        basis="合同第8.2款",
        evidence=(EvidenceRole.WAYBILL, EvidenceRole.VALUE_PROOF, EvidenceRole.RECEIPT),
        latest_filing_on=date(2026, 9, 8),
        answer_due_on=date(2026, 9, 10),
        payment_method=PaymentMethod.TRANSFER,
        account_holder="杭州小满服饰",
        account_bank="招商银行滨江支行",
        account_no="571908123410901",
        prepared_by="周婷",
    )


def text_of(pdf: Path) -> list[str]:
    """Each page's text as pdfium finds it, white space left out."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return ["".join(page.split()) for page in pages]


def rendered(pdf: Path, page: int = 0, dpi: int = 150) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        return document[page].render(scale=dpi / 72).to_pil()


def photo(path: Path, size: tuple[int, int] = (400, 300), **options: object) -> Path:
    image = Image.new("RGB", size, "#c8b090")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2, size[1] // 2), fill="#204060")
    image.save(path, **options)
    return path


def pictures_in(pdf: Path, page: int) -> list[bytes]:
    """The photos' bytes as they lie in the file."""
    resources = pypdf.PdfReader(pdf).pages[page]["/Resources"]
    shapes = resources.get("/XObject", {})
    return [shapes[name].get_object()._data for name in shapes]


def test_every_field_is_on_the_page_and_can_be_searched(full: ClaimSheet, tmp_path: Path) -> None:
    written = claim_sheet.write([full], tmp_path / "a.pdf")
    assert written.pages == 1
    [text] = text_of(tmp_path / "a.pdf")
    for expected in (
        "快递理赔申请表", "LP-202609-0012", "GD20260903-7781", "2026-09-03",
        "中通快递（杭州滨江网点）", "9831745985570", "SF1412345678901", "淘宝/小满女装",
        "2689145003715236541", "小满爱吃糖2019", "SH-202609-0031", "李晓梅", "0571-88231234",
        "杭州市滨江区江南大道3688号", "张小三", "13812341234",
        "四川省成都市武侯区天府大道1700号", "2026-08-29", "2026-09-01（前台代收）",
        "2026-09-02", "客服小周", "850g", "1,860g", "655g", "法式碎花连衣裙", "DRS-2203-M",
        "米白色;M", "54.90", "玻璃花瓶", "3/2", "¥200.00", "¥1.00", "¥7.00", "80%", "¥2.50",
        "¥1,000.00", "¥61.90", "人民币陆拾壹元玖角", "花瓶瓶口", "破碎", "右下角压扁",
        "签收时外箱变形，派件员在面单上签注。", "中转运输", "合同第8.2款", "2026-09-08",
        "2026-09-10", "杭州小满服饰", "招商银行滨江支行", "571908123410901", "周婷",
        "CNY/7.1234", "第1页，共1页", "✓破损", "✓销售价", "✓是", "✓全损", "✓转账", "✓快递面单",
        "✓价值证明",
    ):  # fmt: skip
        assert expected in text, expected
    assert text.count("✓") == 5 + len(full.evidence)


def test_two_other_readers_find_the_same_words(full: ClaimSheet, tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    claim_sheet.write([full], target)
    words = ("快递理赔申请表", "小满爱吃糖2019", "人民币陆拾壹元玖角", "9831745985570")
    by_pypdf = pypdf.PdfReader(target).pages[0].extract_text()
    assert all(word in by_pypdf for word in words)
    if pdftotext := shutil.which("pdftotext"):
        run = subprocess.run([pdftotext, target, "-"], check=True, capture_output=True)
        assert all(word in run.stdout.decode() for word in words)


def test_the_file_is_sound_and_its_fonts_are_inside(full: ClaimSheet, tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    written = claim_sheet.write([full], target)
    assert written.sha256 == hashlib.sha256(target.read_bytes()).hexdigest()
    reader = pypdf.PdfReader(target)
    assert reader.metadata is not None
    assert reader.metadata.title == "快递理赔申请表 LP-202609-0012"
    fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        assert "/ToUnicode" in font
        assert "/FontFile2" in font["/FontDescriptor"]
        assert "+NotoSansSC" in font["/BaseFont"]
    if qpdf := shutil.which("qpdf"):
        subprocess.run([qpdf, "--check", target], check=True, capture_output=True)


@pytest.mark.parametrize(
    "tracking", ["9831745985570", "SF1412345678901", "JDVA00012345678-1-1-", "EA123456785CN"]
)
def test_a_scanner_reads_the_tracking_number(tracking: str, tmp_path: Path) -> None:
    claim_sheet.write([replace(BARE, tracking_no=tracking)], tmp_path / "a.pdf")
    [code] = zxingcpp.read_barcodes(rendered(tmp_path / "a.pdf"))
    assert code.text == tracking
    assert code.format == zxingcpp.BarcodeFormat.Code128


@pytest.mark.parametrize("tracking", ["", "运单9831", "9" * 120])
def test_a_number_without_a_readable_code_has_none(tracking: str, tmp_path: Path) -> None:
    claim_sheet.write([replace(BARE, tracking_no=tracking)], tmp_path / "a.pdf")
    assert not zxingcpp.read_barcodes(rendered(tmp_path / "a.pdf"))
    assert tracking in text_of(tmp_path / "a.pdf")[0]


def test_what_is_unknown_stays_blank(tmp_path: Path) -> None:
    claim_sheet.write([BARE], tmp_path / "a.pdf")
    [text] = text_of(tmp_path / "a.pdf")
    assert "None" not in text
    assert "0.00" not in text
    assert text.count("✓") == 1  # the kind of claim is known


def test_nought_is_not_blank(tmp_path: Path) -> None:
    sheet = replace(BARE, deductible_minor=0, claimed_minor=0)
    claim_sheet.write([sheet], tmp_path / "a.pdf")
    [text] = text_of(tmp_path / "a.pdf")
    assert text.count("¥0.00") == 2
    assert "人民币零元整" in text


def test_the_goods_value_is_the_ledgers_or_the_sum_of_lines_all_known(tmp_path: Path) -> None:
    goods = (GoodsLine("甲", price_minor=1234), GoodsLine("乙", claimed_quantity=2, price_minor=50))
    sheets = [
        replace(BARE, goods=goods),
        replace(BARE, goods=goods, goods_minor=777),
        replace(BARE, goods=(*goods, GoodsLine("丙"))),
    ]
    claim_sheet.write(sheets, tmp_path / "a.pdf")
    summed, given, unknown = text_of(tmp_path / "a.pdf")
    assert "¥13.34" in summed
    assert "¥7.77" in given
    assert "¥" not in unknown.split("货值合计")[1].split("货值口径")[0]


def test_many_goods_flow_on_under_a_repeated_head(tmp_path: Path) -> None:
    goods = tuple(GoodsLine(f"商品{n}号", f"SKU-{n}", price_minor=100 + n) for n in range(80))
    written = claim_sheet.write([replace(BARE, goods=goods)], tmp_path / "a.pdf")
    pages = text_of(tmp_path / "a.pdf")
    assert written.pages == len(pages) >= 3
    for number, text in enumerate(pages, 1):
        assert f"第{number}页，共{len(pages)}页" in text
        assert ("货物名称" in text) == ("商品" in text)
    whole = "".join(pages)
    assert all(whole.count(f"商品{n}号") == 1 for n in range(80))


def test_h60_a_long_story_loses_nothing(tmp_path: Path) -> None:
    story = "\n".join(f"第{n}句，包裹外箱破损。" for n in range(400))
    assert len(story) > 4500
    claim_sheet.write([replace(BARE, what_happened=story)], tmp_path / "a.pdf")
    whole = "".join(text_of(tmp_path / "a.pdf"))
    assert all(f"第{n}句" in whole for n in range(400))


def test_a_field_taller_than_a_page_is_cut_between_its_lines(tmp_path: Path) -> None:
    buyer = "\n".join(f"买{n}。" for n in range(600))
    claim_sheet.write([replace(BARE, buyer=buyer)], tmp_path / "a.pdf")
    whole = "".join(text_of(tmp_path / "a.pdf"))
    assert all(f"买{n}。" in whole for n in range(600))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<b>x</b>&amp;{0}%s%(a)d", "<b>x</b>&amp;{0}%s%(a)d"),
        ("甲\u202e乙\u200b丙", "甲□乙□丙"),
        ("小花😀👨\u200d👩\u200d👧❤\ufe0f", "小花□□□□"),
        ("عمر", "□□□"),
        ("𠮷野", "□野"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("a\x00b\x1fc", "a□b□c"),
        ("\ue000\ue001", "□□"),
    ],
)
def test_h23_nothing_vanishes_and_nothing_is_markup(name: str, shown: str, tmp_path: Path) -> None:
    sheet = replace(BARE, buyer=name, receiver=Contact(name, name, name), what_happened=name)
    claim_sheet.write([sheet], tmp_path / "a.pdf")
    [text] = text_of(tmp_path / "a.pdf")
    assert text.count(shown) >= 5
    assert text.count("✓") == 1


def test_the_same_input_gives_the_same_bytes_wherever_photos_lie(
    full: ClaimSheet, tmp_path: Path
) -> None:
    first, second = photo(tmp_path / "a.jpg"), tmp_path / "elsewhere" / "b.jpg"
    second.parent.mkdir()
    shutil.copy(first, second)
    shas = set()
    for path in (first, first, second):
        sheet = replace(full, photos=(Photo(path, "凭证.jpg"),))
        shas.add(claim_sheet.write([sheet], tmp_path / "x.pdf").sha256)
    assert len(shas) == 1


def test_a_fresh_process_gives_the_same_bytes(tmp_path: Path) -> None:
    here = claim_sheet.write([BARE], tmp_path / "x.pdf").sha256
    code = (
        "import sys; from pathlib import Path\n"
        "from desktop_app.documents.claim_sheet import ClaimSheet, ClaimKind, write\n"
        "s = ClaimSheet(claim_no='LP-1', tracking_no='9831745985570', courier='中通快递',"
        " kind=ClaimKind.LOST, claimed_minor=6190)\n"
        "print(write([s], Path(sys.argv[1])).sha256)"
    )
    run = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code, tmp_path / "y.pdf"],
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    assert run.stdout.decode().strip() == here


def test_the_data_classes_cost_no_reportlab() -> None:
    code = (
        "import sys, desktop_app.documents.claim_sheet, desktop_app.documents.masks\n"
        "assert not {'reportlab', 'PIL', 'xlsxwriter'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_few_photos_are_on_one_page_unchanged_and_named(tmp_path: Path) -> None:
    paths = [photo(tmp_path / f"买家_{n}.jpg", (300 + n, 200)) for n in range(4)]
    sheet = replace(BARE, photos=tuple(Photo(path, path.name) for path in paths))
    assert claim_sheet.write([sheet], tmp_path / "a.pdf").pages == 2
    assert sorted(pictures_in(tmp_path / "a.pdf", 1)) == sorted(p.read_bytes() for p in paths)
    text = text_of(tmp_path / "a.pdf")[1]
    assert all(path.name in text for path in paths)
    assert "第1–4张，共4张" in text


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 2), (8, 2), (9, 3), (60, 9)])
def test_h60_photos_take_as_many_pages_as_they_need(count: int, pages: int, tmp_path: Path) -> None:
    path = photo(tmp_path / "p.jpg")
    sheet = replace(BARE, photos=tuple(Photo(path, f"图{n:02}.jpg") for n in range(count)))
    assert claim_sheet.write([sheet], tmp_path / "a.pdf").pages == pages
    whole = "".join(text_of(tmp_path / "a.pdf"))
    assert all(f"图{n:02}.jpg" in whole for n in range(count))
    assert (tmp_path / "a.pdf").stat().st_size < 1_000_000  # one photo is in the file once


def test_h60_a_damaged_or_missing_photo_becomes_a_sentence(tmp_path: Path) -> None:
    cut = photo(tmp_path / "cut.jpg", (900, 900))
    cut.write_bytes(cut.read_bytes()[:2000])
    noise = tmp_path / "noise.jpg"
    noise.write_bytes(b"not a picture")
    empty = tmp_path / "empty.jpg"
    empty.touch()
    bad = [cut, noise, empty, tmp_path / "gone.jpg", None]
    sheet = replace(BARE, photos=tuple(Photo(path, f"坏{n}.jpg") for n, path in enumerate(bad)))
    claim_sheet.write([sheet], tmp_path / "a.pdf")
    text = text_of(tmp_path / "a.pdf")[1]
    assert text.count("这张照片已损坏或缺失，无法显示。") == len(bad)
    assert all(f"坏{number}.jpg" in text for number in range(len(bad)))


def test_a_long_file_name_keeps_its_beginning_and_its_ending(tmp_path: Path) -> None:
    name = "买家" + "很" * 300 + "_20260903_01.jpg"
    sheet = replace(BARE, photos=(Photo(photo(tmp_path / "p.jpg"), name),))
    claim_sheet.write([sheet], tmp_path / "a.pdf")
    text = text_of(tmp_path / "a.pdf")[1]
    assert "买家很" in text
    assert "…" in text
    assert "_20260903_01.jpg" in text


def test_sheets_in_one_file_number_their_own_pages_and_keep_their_language(
    full: ClaimSheet, tmp_path: Path
) -> None:
    english = replace(full, language="en", layout="claim_letter", currency="USD", courier="DHL")
    seen = []

    def track(items, /, total=None):
        for item in items:
            seen.append(item)
            yield item

    written = claim_sheet.write([BARE, english, full], tmp_path / "a.pdf", track=track)
    pages = text_of(tmp_path / "a.pdf")
    assert written.pages == len(pages) == 4
    assert seen == [BARE, english, full]
    assert "第1页，共1页" in pages[0]
    assert "Page1of2" in pages[1]
    assert "Page2of2" in pages[2]
    assert "第1页，共1页" in pages[3]


def test_a_claim_letter_says_it_in_english(full: ClaimSheet, tmp_path: Path) -> None:
    sheet = replace(
        full, language="en", layout="claim_letter", currency="USD", courier="DHL", outlet=""
    )
    claim_sheet.write([sheet], tmp_path / "a.pdf")
    text = text_of(tmp_path / "a.pdf")[0]
    for expected in (
        "Claimforcompensation", "To:DHL", "DearSirorMadam,", "handedovertoyouon2026-08-29",
        "Theparcelarriveddamaged.", "USD61.90(SAYUSDOLLARSSIXTY-ONEANDCENTSNINETYONLY)",
        "by2026-09-10", "Yoursfaithfully,", "Trackingno.运单号",
    ):  # fmt: skip
        assert expected in text, expected


@pytest.mark.parametrize("kind", ClaimKind)
def test_a_letter_can_be_written_for_each_kind_with_little_known(
    kind: ClaimKind, tmp_path: Path
) -> None:
    sheet = replace(BARE, kind=kind, language="en", layout="claim_letter", currency="EUR")
    claim_sheet.write([sheet], tmp_path / "a.pdf")
    assert "thetrackingnumber9831745985570." in text_of(tmp_path / "a.pdf")[0]


def test_a_masked_copy_hides_consignee_and_account(full: ClaimSheet, tmp_path: Path) -> None:
    claim_sheet.write([full], tmp_path / "a.pdf", masks=ALL)
    [text] = text_of(tmp_path / "a.pdf")
    for hidden in ("张小三", "13812341234", "天府大道1700", "571908123410901", "杭州小满服饰"):
        assert hidden not in text
    for shown in ("张**", "138****1234", "四川省成都市****", "***********0901", "李晓梅"):
        assert shown in text


def test_masks_of_short_and_foreign_values(tmp_path: Path) -> None:
    receiver = Contact("张三", "110", "12 rue de la Paix, Paris")
    sheet = replace(BARE, receiver=receiver, signed_by="Jean-Luc Picard", account_no="12")
    claim_sheet.write([sheet], tmp_path / "a.pdf", masks=ALL)
    [text] = text_of(tmp_path / "a.pdf")
    assert "张*" in text
    assert "J*******P*****" in text
    assert "rue" not in text
    assert "110" not in text


def test_h60_a_target_that_cannot_be_written_is_one_error_and_nothing_by_half(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(FileTrouble):
        claim_sheet.write([BARE], tmp_path / "a.pdf")
    with pytest.raises(FileTrouble):
        claim_sheet.write([BARE], tmp_path / "nowhere" / "a.pdf")
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


def test_cancelling_leaves_the_file_of_before(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    before = claim_sheet.write([BARE], target).sha256

    def track(items, /, total=None):
        yield next(iter(items))
        raise Cancelled

    with pytest.raises(Cancelled):
        claim_sheet.write([BARE] * 3, target, track=track)
    assert hashlib.sha256(target.read_bytes()).hexdigest() == before


def test_no_sheets_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no sheets"):
        claim_sheet.write([], tmp_path / "a.pdf")


@pytest.mark.parametrize("name", ["claim_sheet", "claim_letter"])
def test_a_layout_names_known_fields_and_fills_its_rows(name: str) -> None:
    from desktop_app.documents import claim_fields, layouts

    rows = [row for part in layouts.layout(name).sections for row in part.rows]
    placed = [slot.field for row in rows for slot in row]
    assert all(claim_fields.name(field) for field in placed)
    assert len(placed) == len(set(placed)) >= 45
    assert all(sum(slot.units for slot in row) == layouts.UNITS for row in rows)
