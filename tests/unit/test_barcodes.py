"""Barcodes in photos: found however the waybill lies, read by rules, offered as a proposal."""

from __future__ import annotations

from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageFilter

from desktop_app.core import clock
from desktop_app.core.errors import NotFound
from desktop_app.core.kinds import CaseKind, Platform
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.orders import SalesOrder, Shipment
from desktop_app.services import barcodes, buyers, photos
from desktop_app.services.barcodes import Barcode, number_in
from desktop_app.services.store import Store
from tests import drawn

NUMBER = "SF1234567890123"


def code(text: str, kind: object = None, scale: int = 3) -> Image.Image:
    made = zxingcpp.create_barcode(text, kind or zxingcpp.Code128).to_image(scale=scale)
    view = memoryview(made)
    return Image.frombytes("L", (view.shape[1], view.shape[0]), view.tobytes())


def photo_of(
    label: Image.Image, angle: float = 0, size: tuple[int, int] = (4000, 3000)
) -> Image.Image:
    table = Image.effect_noise((size[0] // 8, size[1] // 8), 40).resize(size)
    sheet = Image.new("L", (label.width + 160, label.height + 160), 240)
    sheet.paste(label, (80, 80))
    mask = Image.new("L", sheet.size, 255).rotate(angle, expand=True)
    lying = sheet.rotate(angle, expand=True, resample=Image.Resampling.BICUBIC)
    table.paste(lying, (size[0] // 3, size[1] // 3), mask)
    return table.filter(ImageFilter.GaussianBlur(0.8))


def texts(found: list[Barcode]) -> list[str]:
    return [one.text for one in found]


@pytest.mark.parametrize("angle", [0, 8, 33, 58, 90, 180, 217])
def test_a_small_waybill_in_a_large_photo_is_read_however_it_lies(angle: int) -> None:
    bars = code(NUMBER, scale=2).resize((500, 120))
    assert texts(barcodes.read(photo_of(bars, angle))) == [NUMBER]


def test_a_qr_code_and_a_bar_code_are_both_read() -> None:
    square, bars = code("https://x.cn/?mailno=YT1234567890123", zxingcpp.QRCode), code(NUMBER)
    sheet = Image.new("L", (bars.width + 100, bars.height + square.height + 150), 255)
    sheet.paste(bars, (50, 50))
    sheet.paste(square, (50, bars.height + 100))
    found = barcodes.read(photo_of(sheet, 5, (2400, 1800)))
    assert {one.number for one in found} == {NUMBER, "YT1234567890123"}
    assert barcodes.read(Image.new("L", (1, 1))) == []


@pytest.mark.parametrize(
    ("text", "symbology", "number"),
    [
        (NUMBER, "Code128", NUMBER),
        (" sf1234567890123 ", "Code128", NUMBER),
        ("JDVB12345678901-1-1-", "Code128", "JDVB12345678901"),
        ("JDX000123456789-1-2-A12", "Code128", "JDX000123456789"),
        ("No:75312345678901", "Code128", "75312345678901"),
        ("运单号：75312345678901", "QRCode", "75312345678901"),
        ("*YT1234567890123*", "Code39", "YT1234567890123"),
        ("MMM={'k1':'755W','k2':'','k5':'SF1011603494291','k6':''}", "QRCode", "SF1011603494291"),
        ('{"waybillCode":"JT1234567890123","x":1}', "QRCode", "JT1234567890123"),
        ('{"order_sn": "260517-607198974342268"}', "QRCode", "260517-607198974342268"),
        ("https://t.cn/a?order_id=4001234567890123456", "QRCode", "4001234567890123456"),
        ("https://example.cn/about", "QRCode", ""),
        ("你好", "QRCode", ""),
        ("12", "EAN13", ""),
    ],
)
def test_rules_find_the_number_in_what_is_printed(text: str, symbology: str, number: str) -> None:
    assert number_in(text, symbology) == number


@pytest.fixture
def waybill(shop: Store, tmp_path: Path) -> int:
    """A stored photo of a waybill."""
    buyer = buyers.obtain(shop, Platform.OTHER, "?")
    source = tmp_path / "waybill.jpg"
    source.write_bytes(drawn.encoded(photo_of(code(NUMBER), 0, (1600, 1200)), quality=90))
    return photos.import_files(shop, buyer, [source]).added[0].id


def test_codes_are_kept_with_the_photo(shop: Store, waybill: int, tmp_path: Path) -> None:
    plain = photos.import_files(shop, 1, [drawn.write(tmp_path / "plain.jpg")]).added[0].id
    assert barcodes.unread(shop) == [plain, waybill]
    assert {key: texts(found) for key, found in barcodes.read_photos(shop, [waybill]).items()} == {
        waybill: [NUMBER]
    }
    assert barcodes.unread(shop) == [plain]
    assert barcodes.read_photo(shop, plain) == []
    row = photos.row(shop, waybill)
    assert row is not None
    assert barcodes.kept(row.barcodes) == [Barcode(NUMBER, "Code128", NUMBER)]
    assert barcodes.kept(None) == []
    with pytest.raises(NotFound):
        barcodes.read_photo(shop, 4711)


def plain_id(store: Store, tmp_path: Path) -> int:
    source = drawn.write(tmp_path / "no codes.jpg", 8)
    return photos.import_files(store, 1, [source]).added[0].id


def test_a_photo_that_proves_damaged_is_marked_then(
    shop: Store, waybill: int, tmp_path: Path
) -> None:
    row = photos.row(shop, waybill)
    assert row is not None
    file = shop.paths.absolute(row.stored)
    file.write_bytes(file.read_bytes()[:20_000])
    barcodes.read_photo(shop, waybill)
    marked = photos.row(shop, waybill)
    assert marked is not None
    assert marked.damaged == 1
    file.unlink()
    assert barcodes.read_photo(shop, waybill) == []
    assert barcodes.read_photos(shop, [plain_id(shop, tmp_path)], thorough=False).popitem()[1] == []
    assert len(barcodes.unread(shop)) == 1
    (paper,) = photos.import_bytes(shop, 1, b"%PDF-1.7 no codes here").added
    assert barcodes.read_photo(shop, paper.id) == []


def sell(store: Store, no: str, tracking: str = "", **more: object) -> int:
    now = clock.now()
    with store.transaction():
        made = SalesOrder.create(
            platform=Platform.TAOBAO,
            order_no=no,
            tracking=tracking,
            imported_at=now,
            updated_at=now,
            **more,
        )
    return int(made.id)


def test_a_number_proposes_order_case_and_buyer(shop: Store) -> None:
    deer = buyers.obtain(shop, Platform.TAOBAO, "小鹿")
    order = sell(shop, "4001", NUMBER, buyer=deer)
    now = clock.now()
    with shop.transaction():
        for no, closed in (("AS1", None), ("AS2", now)):
            case = AfterSalesCase.create(
                no=no,
                platform="taobao",
                order=order,
                buyer=deer,
                kind=CaseKind.LOST,
                opened_at=now,
                updated_at=now,
                closed_at=closed,
                return_tracking="YT9" if no == "AS2" else "",
            )
        Shipment.create(order=order, tracking="ZT8")
    (found,) = barcodes.proposals(shop, [NUMBER, "4001"])
    assert (found.buyer_id, found.buyer, found.order_no, found.case_no) == (
        deer,
        "小鹿",
        "4001",
        "AS1",
    )
    assert [one.order_id for one in barcodes.proposals(shop, ["ZT8"])] == [order]
    (back,) = barcodes.proposals(shop, ["YT9"])
    assert (back.case_id, back.case_no) == (case.id, "AS2")
    assert barcodes.proposals(shop, ["nowhere"]) == []


def test_a_masked_buyer_is_left_to_the_person(shop: Store) -> None:
    masked = buyers.obtain(shop, Platform.TAOBAO, "t**b", "4001")
    sell(shop, "4001", buyer=masked)
    sell(shop, "4002", buyer_text="hidden")
    (found,) = barcodes.proposals(shop, ["4001"])
    assert (found.buyer_id, found.buyer) == (None, "t**b")
    (other,) = barcodes.proposals(shop, ["4002"])
    assert (other.buyer_id, other.buyer, other.case_id) == (None, "hidden", None)
