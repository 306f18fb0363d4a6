"""Couriers' own forms: what is placed by the ruler stands there, on the courier's own blank."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas

from desktop_app.cli import main
from desktop_app.core import clock, texts
from desktop_app.core.errors import BadValue, FileTrouble, NotFound, Reason
from desktop_app.core.kinds import ClaimKind, Platform
from desktop_app.models.photos import Photo
from desktop_app.services import (
    buyers,
    claim_sheets,
    claims,
    couriers,
    form_blanks,
    form_proofs,
    own_forms,
    photos,
)
from desktop_app.services.claim_sources import Goods
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.own_forms import Align, FormLayout, FormPage, OwnForm, PlacedField
from desktop_app.services.store import Store, open_store

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
STORY = "签收时外箱变形，开箱后发现内件破碎，派件员当场签注。" * 12


def blank_pdf(path: Path, pages: int = 1, size: tuple[float, float] = A4) -> Path:
    canvas = Canvas(str(path), pagesize=size)
    for number in range(pages):
        canvas.setFillColorRGB(1, 0, 0)
        canvas.rect(10 * MM, size[1] - 40 * MM, 30 * MM, 20 * MM, fill=1, stroke=0)
        canvas.drawString(60 * MM, size[1] - 20 * MM, f"COURIER FORM {number + 1}")
        canvas.showPage()
    canvas.save()
    return path


def opened(shop: Store, tracking: str = "YT1234567890123", **fields: object) -> str:
    draft = ClaimDraft(
        kind=ClaimKind.DAMAGED,
        tracking=tracking,
        courier="yto",
        amount_minor=123450,
        goods=(
            Goods("CUP", "马克杯 <&>", "白色", 2, 1, 5490),
            Goods("MAT", "杯垫", "", 1, 1, 900),
        ),
        fields={
            "receiver_name": "王小明",
            "receiver_phone": "13912345678",
            "signed_on": "2026-05-03",
            "freight_minor": 700,
            **fields,
        },
    )
    return claims.open(shop, draft).no


def form_of(shop: Store, *fields: PlacedField, **more: object) -> OwnForm:
    made = own_forms.create(shop, "圆通理赔单")
    return own_forms.save(shop, made.code, replace(made.layout, fields=fields, **more))


def boxes(pdf: Path, text: str, page: int = 0) -> list[tuple[float, float, float, float]]:
    """Where a text stands as pdfium finds it: left, top, right, bottom in mm from the corner."""
    with pypdfium2.PdfDocument(pdf) as document:
        sheet = document[page]
        height = sheet.get_height()
        words = sheet.get_textpage()
        search = words.search(text)
        found = []
        while hit := search.get_next():
            chars = [words.get_charbox(at) for at in range(hit[0], hit[0] + hit[1])]
            found.append(
                (
                    min(box[0] for box in chars) / MM,
                    (height - max(box[3] for box in chars)) / MM,
                    max(box[2] for box in chars) / MM,
                    (height - min(box[1] for box in chars)) / MM,
                )
            )
        return found


def text_of(pdf: Path, page: int = 0) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "".join(document[page].get_textpage().get_text_bounded().split())


def picture_of(pdf: Path, page: int = 0, dpi: int = 150) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        return document[page].render(scale=dpi / 72).to_pil().convert("RGB")


def at_mm(picture: Image.Image, x: float, y: float, dpi: int = 150) -> tuple[int, int, int]:
    return picture.getpixel((round(x / 25.4 * dpi), round(y / 25.4 * dpi)))


def is_red(colour: tuple[int, int, int]) -> bool:
    return colour[0] > 200 and colour[1] < 60 and colour[2] < 60


def test_placed_words_stand_where_the_ruler_says(shop: Store, tmp_path: Path) -> None:
    no = opened(shop)
    placed = PlacedField("tracking_no", x_mm=52.5, y_mm=80.0, width_mm=60, size=10)
    right = replace(placed, field="receiver_name", y_mm=120.0, align=Align.RIGHT)
    middle = replace(placed, field="receiver_phone", y_mm=140.0, align=Align.CENTRE)
    form_of(shop, placed, right, middle)
    made = claim_sheets.write(shop, [no], tmp_path / "a.pdf", form="圆通理赔单")
    ((left, top, _right, bottom),) = boxes(made.path, "YT1234567890123")
    assert left == pytest.approx(52.5, abs=0.5)
    assert 80.0 < top < bottom < 80.0 + placed.height_mm
    ((_left, _top, end, _bottom),) = boxes(made.path, "王小明")
    assert end == pytest.approx(52.5 + 60, abs=0.6)
    ((start, _top, end, _bottom),) = boxes(made.path, "13912345678")
    assert (start + end) / 2 == pytest.approx(52.5 + 30, abs=0.6)


def test_the_courier_s_blank_lies_below_and_its_size_is_kept(shop: Store, tmp_path: Path) -> None:
    no, size = opened(shop), (241 * MM, 140 * MM)
    blank = blank_pdf(tmp_path / "blank.pdf", 2, size)
    before = blank.read_bytes()
    made = own_forms.create(shop, "三联单", [blank])
    assert [(page.width_mm, page.height_mm) for page in made.layout.pages] == [(241, 140)] * 2
    field = PlacedField("claim_no", page=1, x_mm=100, y_mm=50)
    own_forms.save(shop, made.code, replace(made.layout, fields=(field,)))
    written = claim_sheets.write(shop, [no], tmp_path / "a.pdf", form=made.code)
    assert blank.read_bytes() == before
    blank.unlink()
    assert written.pages == 2
    assert is_red(at_mm(picture_of(written.path), 25, 30))
    assert at_mm(picture_of(written.path), 100, 100) == (255, 255, 255)
    assert no not in text_of(written.path)
    assert boxes(written.path, no, page=1)[0][0] == pytest.approx(100, abs=0.5)
    page = pypdf.PdfReader(written.path).pages[0]
    assert [float(side) for side in page.mediabox[2:]] == pytest.approx(size, abs=0.1)


def test_pre_printed_paper_gets_the_words_alone_moved_by_the_offsets(
    shop: Store, tmp_path: Path
) -> None:
    no = opened(shop)
    made = own_forms.create(shop, "纸单", [blank_pdf(tmp_path / "blank.pdf")])
    layout = replace(made.layout, fields=(PlacedField("claim_no", x_mm=50, y_mm=50),))
    offset = replace(layout, offset_x_mm=-2.5, offset_y_mm=4.0)
    places = []
    for kind in (layout, offset, replace(offset, preprinted=True)):
        own_forms.save(shop, made.code, kind)
        written = claim_sheets.write(shop, [no], tmp_path / "a.pdf", form="纸单")
        places.append(boxes(written.path, no)[0])
    assert places[0] == places[1]
    assert places[2][0] - places[0][0] == pytest.approx(-2.5, abs=0.05)
    assert places[2][1] - places[0][1] == pytest.approx(4.0, abs=0.05)
    assert at_mm(picture_of(written.path), 25, 30) == (255, 255, 255)


def test_ways_of_saying_a_field(shop: Store, tmp_path: Path) -> None:
    no = opened(shop)
    ways = [
        *(("signed_on", way) for way in ("", "year", "month", "day")),
        *(("amount", ""), ("amount", "figure"), ("amount_words", ""), ("amount_words", "figure")),
        *(("goods", ""), ("goods", "list"), ("goods_pieces", ""), ("goods_value", "figure")),
        *(("kind", ""), ("kind", "damaged"), ("kind", "lost"), ("insured", "no")),
        *(("insured", "yes"), ("text", "")),
    ]
    proof = form_proofs.Proof(shop, "zh_CN", no)
    said = {(field, way): proof.text(PlacedField(field, way, text="我店")) for field, way in ways}
    assert list(said.values()) == [
        *("2026-05-03", "2026", "5", "3"),
        *("¥1,234.50", "1,234.50", "人民币壹仟贰佰叁拾肆元伍角", "壹仟贰佰叁拾肆元伍角"),
        "马克杯 <&> 白色 × 1；杯垫 × 1",
        "马克杯 <&> 白色 × 1\n杯垫 × 1",
        *("2", "63.90", "破损", "✓", "", "✓", "", "我店"),
    ]
    assert {(offer.field, offer.way) for offer in proof.offers()} >= set(ways)


def test_a_tick_stands_only_beside_what_is_chosen(shop: Store, tmp_path: Path) -> None:
    no = opened(shop)
    ticks = [
        replace(form_proofs.fresh("kind", kind.value), x_mm=20 + 10 * place, y_mm=30)
        for place, kind in enumerate(ClaimKind)
    ]
    form_of(shop, *ticks)
    written = claim_sheets.write(shop, [no], tmp_path / "a.pdf", form="圆通理赔单")
    ((left, _top, right, _bottom),) = boxes(written.path, "✓")
    chosen = ticks[list(ClaimKind).index(ClaimKind.DAMAGED)]
    assert (left + right) / 2 == pytest.approx(chosen.x_mm + chosen.width_mm / 2, abs=0.6)


def test_a_bar_code_is_read_from_the_paper_and_one_without_room_is_words(
    shop: Store, tmp_path: Path
) -> None:
    no = opened(shop)
    code = PlacedField("tracking_no", "barcode", x_mm=60, y_mm=20, width_mm=80, lines=3)
    form_of(shop, code, replace(code, y_mm=60, width_mm=20, align=Align.CENTRE))
    written = claim_sheets.write(shop, [no], tmp_path / "a.pdf", form="圆通理赔单")
    (read,) = zxingcpp.read_barcodes(picture_of(written.path, dpi=200))
    assert read.text == "YT1234567890123"
    assert [box[1] > 59 for box in boxes(written.path, "YT1234567890123")] == [True]
    shown = form_proofs.Proof(shop, "zh_CN", no).shown
    assert shown(code).bars
    assert shown(replace(code, width_mm=20)).lines == ("YT1234567890123",)


def test_what_is_too_long_gets_smaller_and_then_goes_on_on_its_own_page(
    shop: Store, tmp_path: Path
) -> None:
    no = opened(shop, what_happened=STORY)
    narrow = PlacedField("tracking_no", x_mm=20, y_mm=20, width_mm=24, size=12)
    story = PlacedField("what_happened", x_mm=20, y_mm=60, width_mm=60, lines=3)
    form_of(shop, narrow, story)
    proof = form_proofs.Proof(shop, "zh_CN", no)
    assert proof.shown(narrow).whole
    assert proof.shown(narrow).size < 12
    assert not proof.shown(story).whole
    written = claim_sheets.write(shop, [no], tmp_path / "a.pdf", form="圆通理赔单")
    ((left, top, right, bottom),) = boxes(written.path, "YT1234567890123")
    assert (left, right) == (pytest.approx(20, abs=0.5), pytest.approx(43.5, abs=1.0))
    assert 20 < top < bottom < 20 + narrow.height_mm
    assert "…" in text_of(written.path)
    assert written.pages == 2
    rest = text_of(written.path, 1)
    assert STORY in rest
    assert "第2页，共2页" in rest


def test_photos_come_after_unless_they_are_not_wanted(shop: Store, tmp_path: Path) -> None:
    no = opened(shop)
    stored = "售后问题图片/小桃子/小桃子_20260903_01.jpg"
    path = shop.paths.absolute(stored)
    path.parent.mkdir(parents=True)
    Image.new("RGB", (640, 480), "navy").save(path)
    with shop.transaction():
        photo = Photo.create(
            sha256=hashlib.sha256(b"x").hexdigest(),
            stored=stored,
            buyer=buyers.obtain(shop, Platform.TAOBAO, "小桃子"),
            bytes=1,
            imported_at=clock.now(),
        )
    photos.link(shop, [photo.id], claim=claims.show(shop, no).row.id)
    form = form_of(shop, PlacedField("claim_no", x_mm=20, y_mm=20))
    written = claim_sheets.write(shop, [no], tmp_path / "a.pdf", form=form.code)
    assert written.pages == 2
    assert "小桃子_20260903_01.jpg" in text_of(written.path, 1)
    own_forms.save(shop, form.code, replace(form.layout, photos=False))
    assert claim_sheets.write(shop, [no], tmp_path / "a.pdf", form=form.code).pages == 1


def test_the_same_claim_makes_the_same_bytes(shop: Store, tmp_path: Path) -> None:
    no = opened(shop)
    made = own_forms.create(shop, "表", [blank_pdf(tmp_path / "b.pdf")])
    own_forms.save(shop, made.code, replace(made.layout, fields=(PlacedField("claim_no"),)))
    first, second = (
        claim_sheets.write(shop, [no], tmp_path / name, form="表").sha256
        for name in ("1.pdf", "2.pdf")
    )
    assert first == second


def test_a_courier_gets_its_own_form_by_itself_beside_others_in_one_file(
    shop: Store, tmp_path: Path
) -> None:
    made = own_forms.create(
        shop, "UPS form", [blank_pdf(tmp_path / "b.pdf", 1, (150 * MM, 100 * MM))]
    )
    layout = replace(made.layout, language="en", fields=(PlacedField("kind", x_mm=60, y_mm=60),))
    own_forms.save(shop, made.code, layout)
    couriers.obtain(shop, "ups")
    couriers.change(shop, "ups", form=made.code)
    theirs = claims.open(
        shop,
        ClaimDraft(kind=ClaimKind.LOST, tracking="1Z1", courier="ups", amount_minor=100),
    ).no
    written = claim_sheets.write(shop, [opened(shop), theirs], tmp_path / "a.pdf")
    assert written.pages == 2
    assert "快递理赔申请表" in text_of(written.path)
    assert "Lost" in text_of(written.path, 1)
    assert claim_sheets.language_of(shop, made.code) == "en"
    assert claim_sheets.language_of(shop, "zh") == "zh_CN"
    assert own_forms.get(shop, "UPS form").couriers == ("UPS",)
    assert "UPS form" in claim_sheets.forms(shop)
    own_forms.remove(shop, made.code)
    found = couriers.find(shop, "ups")
    assert found is not None
    assert found.form == "en"
    assert not (shop.paths.documents / "forms" / made.code).exists()
    assert claim_sheets.language_of(shop, made.code) == "zh_CN"
    with pytest.raises(BadValue):
        claim_sheets.write(shop, [theirs], tmp_path / "a.pdf", form=made.code)
    with pytest.raises(NotFound):
        own_forms.get(shop, made.code)


def test_r41_a_masked_copy_of_it_hides_the_consignee(shop: Store, tmp_path: Path) -> None:
    no = opened(shop)
    form_of(shop, PlacedField("receiver_name"), PlacedField("receiver_phone", y_mm=20))
    text = text_of(
        claim_sheets.write(shop, [no], tmp_path / "a.pdf", form="圆通理赔单", masked=True).path
    )
    assert "王**" in text
    assert "13912345678" not in text


def test_a_kept_form_is_read_as_it_was_saved(shop: Store, tmp_path: Path) -> None:
    made = own_forms.create(shop, " 韵达  理赔 ", [blank_pdf(tmp_path / "b.pdf")], language="en")
    fields = (
        PlacedField("text", x_mm=1.5, y_mm=2, width_mm=30, size=7.5, lines=2, text="“合同” 7"),
        PlacedField("kind", "lost", align=Align.CENTRE, bold=True),
    )
    layout = replace(
        made.layout, fields=fields, preprinted=True, offset_x_mm=1.5, offset_y_mm=-2, photos=False
    )
    own_forms.save(shop, made.code, layout)
    (kept,) = own_forms.rows(shop)
    assert kept.layout == layout
    assert kept.name == "韵达 理赔"
    assert own_forms.rename(shop, made.code, "韵达").name == "韵达"
    assert [form.name for form in own_forms.rows(shop)] == ["韵达"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (" ", Reason.VALUE_MISSING),
        ("长" * 61, Reason.VALUE_TOO_LONG),
        ("ZH", Reason.FORM_NAME_TAKEN),
        ("圆通", Reason.FORM_NAME_TAKEN),
        ("Form-1", Reason.FORM_NAME_TAKEN),
    ],
)
def test_a_name_that_won_t_do_is_refused(shop: Store, name: str, reason: Reason) -> None:
    own_forms.create(shop, "圆通")
    with pytest.raises(BadValue) as told:
        own_forms.create(shop, name)
    assert told.value.reason is reason
    assert texts.sentence(told.value)
    assert own_forms.create(shop, "中通").code == "form-2"


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        (PlacedField("claim_no", x_mm=200, width_mm=40), Reason.FORM_FIELD_OUTSIDE),
        (PlacedField("claim_no", y_mm=296), Reason.FORM_FIELD_OUTSIDE),
        (PlacedField("claim_no", x_mm=-1), Reason.FORM_FIELD_OUTSIDE),
        (PlacedField("claim_no", page=1), Reason.FORM_FIELD_OUTSIDE),
        (PlacedField("claim_no", width_mm=0), Reason.FORM_FIELD_OUTSIDE),
        (PlacedField("claim_no", size=2), Reason.FORM_MEASURE),
        (PlacedField("claim_no", lines=0), Reason.FORM_MEASURE),
        (PlacedField("text", text="长" * 501), Reason.VALUE_TOO_LONG),
        (PlacedField("no such"), Reason.UNKNOWN_KIND),
        (PlacedField("claim_no", "lost"), Reason.UNKNOWN_KIND),
    ],
)
def test_a_field_that_would_not_be_printed_is_refused(
    shop: Store, field: PlacedField, reason: Reason
) -> None:
    made = own_forms.create(shop, "表")
    with pytest.raises(BadValue) as told:
        own_forms.save(shop, made.code, replace(made.layout, fields=(field,)))
    assert told.value.reason is reason
    assert texts.sentence(told.value)
    assert own_forms.get(shop, "表").layout.fields == ()


def test_measures_of_the_paper_and_the_count_of_fields_have_bounds(shop: Store) -> None:
    made = own_forms.create(shop, "表")
    for wrong in (
        replace(made.layout, pages=(FormPage(10, 100),)),
        replace(made.layout, offset_y_mm=51),
        replace(made.layout, fields=(PlacedField("claim_no"),) * 301),
    ):
        with pytest.raises(BadValue):
            own_forms.save(shop, made.code, wrong)


def test_another_blank_keeps_the_fields_on_the_paper(shop: Store, tmp_path: Path) -> None:
    made = own_forms.create(shop, "表", [blank_pdf(tmp_path / "b.pdf", 2)])
    fields = (PlacedField("claim_no", page=1, x_mm=180, y_mm=280, width_mm=30),)
    own_forms.save(shop, made.code, replace(made.layout, fields=fields))
    small = blank_pdf(tmp_path / "new.pdf", 1, (100 * MM, 80 * MM))
    after = own_forms.rebase(shop, made.code, [small])
    (moved,) = own_forms.get(shop, "表").layout.fields
    assert (moved.page, moved.x_mm, moved.width_mm) == (0, 70, 30)
    assert moved.y_mm == pytest.approx(80 - moved.height_mm)
    folder = shop.paths.documents / "forms" / made.code
    kept = sorted(file.suffix for file in folder.iterdir())
    assert kept == [".jpg", ".pdf"]
    assert after.layout.pages[0].background in list(folder.iterdir())


def test_a_scan_is_as_large_as_it_was_scanned_and_a_photo_as_a4(tmp_path: Path) -> None:
    scan, photo, odd = (tmp_path / name for name in ("scan.png", "photo.jpg", "odd.png"))
    Image.new("RGB", (1169, 827), "white").save(scan, dpi=(100, 100))
    Image.new("RGB", (827, 1169), "white").save(photo, dpi=(72, 72))
    Image.new("L", (500, 1000), 255).save(odd)
    sizes = [(page.width_mm, page.height_mm) for page in form_blanks.read([scan, photo, odd]).pages]
    assert sizes == [(297.0, 210.0), (210.0, 297.0), (148.5, 297.0)]


def test_a_pdf_whose_page_is_a_wall_is_taken_as_a4(tmp_path: Path) -> None:
    wall = blank_pdf(tmp_path / "wall.pdf", 1, (2480, 3508))
    (page,) = form_blanks.read([wall]).pages
    assert (page.width_mm, page.height_mm) == (210.0, 297.0)
    with Image.open(io.BytesIO(page.jpeg)) as picture:
        assert picture.width * picture.height <= 25_100_000


def locked(path: Path) -> Path:
    writer = pypdf.PdfWriter(clone_from=blank_pdf(path))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(path)
    return path


def wrote(content: bytes) -> Callable[[Path], Path]:
    def make(path: Path) -> Path:
        path.write_bytes(content)
        return path

    return make


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (wrote(b""), Reason.FILE_EMPTY),
        (wrote(b"%PDF-1.7\n%broken"), Reason.PDF_DAMAGED),
        (wrote(b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages"
               b"/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>"), Reason.PDF_DAMAGED),
        (locked, Reason.FILE_HAS_PASSWORD),
        (wrote(b"MZ\x90\x00 a program"), Reason.NOT_A_BLANK),
        (wrote(b"PK\x03\x04 a zip"), Reason.NOT_A_BLANK),
        (wrote(b"\x89PNG\r\n\x1a\n cut"), Reason.NOT_A_PICTURE),
        (lambda path: path, Reason.FILE_MISSING),
        (lambda path: blank_pdf(path, 11), Reason.PDF_TOO_LONG),
    ],
)  # fmt: skip
def test_hostile_files_are_refused_with_a_sentence_and_nothing_is_kept(
    shop: Store, tmp_path: Path, make: Callable[[Path], Path], reason: Reason
) -> None:
    file = make(tmp_path / "blank.pdf")
    with pytest.raises(FileTrouble) as told:
        own_forms.create(shop, "表", [file])
    assert told.value.reason is reason
    assert "blank.pdf" in texts.sentence(told.value)
    assert own_forms.rows(shop) == []
    assert not (shop.paths.documents / "forms").exists()


def test_a_file_too_large_and_too_many_pages_in_all_are_refused(tmp_path: Path) -> None:
    large = tmp_path / "large.pdf"
    with large.open("wb") as out:
        out.truncate(form_blanks.MAX_BYTES + 1)
    with pytest.raises(FileTrouble) as told:
        form_blanks.read([large])
    assert told.value.reason is Reason.EVIDENCE_TOO_LARGE
    small = blank_pdf(tmp_path / "a.pdf", 6, (60 * MM, 60 * MM))
    with pytest.raises(FileTrouble) as told:
        form_blanks.read([small, small])
    assert told.value.reason is Reason.PDF_TOO_LONG


def test_a_picture_that_claims_too_much_is_not_opened(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.png"
    Image.new("1", (20_000, 20_000)).save(bomb)
    with pytest.raises(FileTrouble) as told:
        form_blanks.read([bomb])
    assert told.value.reason is Reason.PICTURE_TOO_LARGE
    big = tmp_path / "big.png"
    Image.new("1", (12_000, 12_000)).save(big)
    with pytest.raises(FileTrouble):
        form_blanks.read([big])


def test_a_background_that_is_gone_is_said_and_no_half_file_is_left(
    shop: Store, tmp_path: Path
) -> None:
    no = opened(shop)
    made = own_forms.create(shop, "表", [blank_pdf(tmp_path / "b.pdf")])
    background = made.layout.pages[0].background
    assert background is not None
    background.write_bytes(b"\xff\xd8\xff no picture")
    with pytest.raises(FileTrouble) as told:
        claim_sheets.write(shop, [no], tmp_path / "a.pdf", form="表")
    assert told.value.reason is Reason.FORM_BACKGROUND_MISSING
    assert "表" in texts.sentence(told.value)
    assert not (tmp_path / "a.pdf").exists()


def test_fields_that_can_be_typed_into_keep_their_look(tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    canvas.acroForm.textfield(
        name="no", x=20 * MM, y=200 * MM, width=80 * MM, height=20 * MM, fillColor=None,
        borderColor=None, value="X" * 12, fontSize=40,
    )  # fmt: skip
    canvas.showPage()
    canvas.save()
    (page,) = form_blanks.read([path]).pages
    with Image.open(io.BytesIO(page.jpeg)) as picture:
        assert picture.convert("L").getextrema()[0] < 90


def test_the_command_line_knows_the_forms(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = open_store(data_dir)
    no = opened(store)
    made = own_forms.create(store, "圆通单", [blank_pdf(tmp_path / "b.pdf")])
    own_forms.save(store, made.code, replace(made.layout, fields=(PlacedField("claim_no"),)))
    store.close()
    command = ["--data", str(data_dir), "--json", "claims", "sheet", no, "-o"]
    target = tmp_path / "a.pdf"
    assert main([*command, str(target), "--form", "圆通单"]) == 0
    assert json.loads(capsys.readouterr().out)["pages"] == 1
    assert no in text_of(target)
    assert is_red(at_mm(picture_of(target), 25, 30))
    assert main([*command, str(target), "--form", "申通单"]) == 1
    assert "圆通单" in json.loads(capsys.readouterr().out)["refused"][0]["reason"]


def test_a_shop_without_claims_tries_an_invented_one(shop: Store, tmp_path: Path) -> None:
    proof = form_proofs.Proof(shop, "zh_CN")
    layout = FormLayout(name="表", fields=(PlacedField("receiver_name", x_mm=20, y_mm=20),))
    written = proof.write(layout, form_proofs.proof_file(shop))
    assert "李四" in text_of(written)
    no = opened(shop)
    assert form_proofs.Proof(shop, "zh_CN").no == no
    shown = form_proofs.Proof(shop, "en").shown(PlacedField("sender_phone"))
    assert (shown.blank, shown.lines) == (True, ("Sender's phone",))
    tick = form_proofs.Proof(shop, "en").shown(form_proofs.fresh("kind", "lost"))
    assert (tick.blank, tick.lines) == (True, ("✓",))


def test_a_drawn_scan_is_kept_below(shop: Store, tmp_path: Path) -> None:
    scan = tmp_path / "扫描.jpg"
    image = Image.new("RGB", (1654, 2339), "white")
    ImageDraw.Draw(image).rectangle((200, 200, 400, 400), fill=(255, 0, 0))
    image.save(scan, dpi=(200, 200), quality=95)
    made = own_forms.create(shop, "扫描件", [scan])
    written = form_proofs.Proof(shop, "zh_CN").write(made.layout, tmp_path / "a.pdf")
    assert is_red(at_mm(picture_of(written), 38, 38))
