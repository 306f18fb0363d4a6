"""Whose photos, where they stand, and what is known of them beyond their rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from desktop_app.core import clock
from desktop_app.core.errors import BadValue, NotFound
from desktop_app.core.kinds import CaseKind, Medium, Platform
from desktop_app.models.orders import SalesOrder
from desktop_app.services import (
    buyers,
    cases,
    inbox_looks,
    photo_facts,
    photo_groups,
    photo_owners,
    photos,
    search,
)
from desktop_app.services.cases import CaseDraft
from desktop_app.services.photo_facts import LinkKind, LinkRow
from desktop_app.services.photo_groups import PhotoTotals, Shelf
from desktop_app.services.photo_owners import Owner
from desktop_app.services.store import Store

ORDER, TRACKING = "5106828836075983867", "SF1322331016261"


@pytest.fixture
def order(shop: Store) -> Store:
    search.follow(shop)
    with shop.transaction():
        buyer = buyers.obtain(shop, Platform.TAOBAO, "松荷橘水")
        masked = buyers.obtain(shop, Platform.JD, "t**b", "777")
        now = clock.now()
        for platform, no, who, text in (
            (Platform.TAOBAO, ORDER, buyer, "松荷橘水"),
            (Platform.JD, "777", masked, "t**b"),
            (Platform.DOUYIN, "888", None, None),
        ):
            SalesOrder.create(
                platform=platform,
                order_no=no,
                buyer=who,
                buyer_text=text,
                tracking=TRACKING if no == ORDER else "",
                imported_at=now,
                updated_at=now,
            )
    return shop


def picture(path: Path, colour: str = "red") -> Path:
    Image.new("RGB", (60, 40), colour).save(path)
    return path


def test_a_number_names_the_case_before_its_order(order: Store) -> None:
    assert [one.order_no for one in photo_owners.named(order, ORDER)] == [ORDER]
    no = cases.open(order, CaseDraft(kind=CaseKind.LOST, order=ORDER)).row.no
    for text in (ORDER, TRACKING, f" {TRACKING.lower()} ", no, no.lower()):
        assert [one.case_no for one in photo_owners.named(order, text)] == [no]
    assert photo_owners.of_case(order, no).buyer == "松荷橘水"
    assert photo_owners.named(order, "") == []
    with pytest.raises(NotFound):
        photo_owners.of_case(order, "none")


def test_h39_a_masked_buyer_is_named_by_the_order_alone(order: Store) -> None:
    assert photo_owners.named(order, "t**b") == []
    (found,) = photo_owners.named(order, "777")
    assert (found.buyer, found.masked) == ("t**b", 1)
    assert photo_owners.obtain(order, found) == buyers.obtain(order, Platform.JD, "t**b", "777")


def test_an_order_without_a_buyer_has_none_to_file_under(order: Store) -> None:
    (found,) = photo_owners.named(order, "888")
    assert (found.buyer_id, found.buyer, found.platform) == (None, "", "douyin")
    with pytest.raises(BadValue):
        photo_owners.obtain(order, found)


def test_typing_suggests_buyers_cases_and_orders(order: Store) -> None:
    no = cases.open(order, CaseDraft(kind=CaseKind.LOST, order=ORDER)).row.no
    found = photo_owners.suggested(order, "松荷")
    assert {(one.buyer, one.case_no, one.order_no) for one in found} == {
        ("松荷橘水", "", ""),
        ("松荷橘水", no, ORDER),
        ("松荷橘水", "", ORDER),
    }
    assert photo_owners.suggested(order, " ") == []


def test_a_new_buyer_stands_under_another_platform_unless_said(shop: Store) -> None:
    made = photo_owners.obtain(shop, Owner(None, "新", ""))
    assert buyers.named(shop, "新").id == made
    assert buyers.named(shop, "新").platform == Platform.OTHER
    assert photo_owners.fault_of("新") is None
    assert photo_owners.fault_of(" ") is not None
    assert photo_owners.fault_of("a\0b") is not None
    assert photo_owners.named(shop, "a\0b") == []


def test_photos_are_counted_by_buyer_case_and_day(order: Store, tmp_path: Path) -> None:
    no = cases.open(order, CaseDraft(kind=CaseKind.LOST, order=ORDER)).row.no
    owner = photo_owners.of_case(order, no)
    buyer_id = photo_owners.obtain(order, owner)
    files = [picture(tmp_path / "a.png"), picture(tmp_path / "b.png", "blue")]
    photos.import_files(order, buyer_id, files, case=owner.case_id)
    assert photo_groups.totals(order) == PhotoTotals(2, 0, 0)
    (buyer,) = photo_groups.groups(order, Shelf.BUYERS)
    assert (buyer.id, buyer.name, buyer.count, buyer.about) == (buyer_id, "松荷橘水", 2, "taobao")
    (case,) = photo_groups.groups(order, Shelf.CASES)
    assert (case.name, case.count, case.about, case.kind) == (no, 2, "松荷橘水", "lost")
    (day,) = photo_groups.groups(order, Shelf.DAYS)
    assert (day.name, day.count) == (clock.today().isoformat(), 2)


def test_links_camera_and_doubles_of_a_photo(order: Store, tmp_path: Path) -> None:
    no = cases.open(order, CaseDraft(kind=CaseKind.LOST, order=ORDER)).row.no
    case = photos.case_named(order, no)
    one, other = (buyers.obtain(order, Platform.TAOBAO, name) for name in ("甲", "乙"))
    exif = Image.Exif()
    exif[0x010F] = "Phonemaker"
    file = tmp_path / "a.jpg"
    Image.new("RGB", (60, 40), "red").save(file, exif=exif)
    first = photos.import_files(order, one, [file], case=case).added[0].id
    assert photo_facts.doubled(order, [first]) == set()
    second = photos.import_files(order, other, [file]).added[0].id
    assert photo_facts.doubled(order, [first, second]) == {first, second}
    assert photo_facts.links(order, first) == [LinkRow(LinkKind.CASE, case, no)]
    assert photo_facts.links(order, second) == []
    assert photo_facts.camera(order, first) == {"Make": "Phonemaker"}
    row = photos.row(order, first)
    assert row is not None
    order.paths.absolute(row.stored).unlink()
    assert photo_facts.camera(order, first) == {}
    assert photo_facts.camera(order, 999) == {}


def test_a_waiting_file_is_looked_at_without_taking_it_in(order: Store, tmp_path: Path) -> None:
    import zxingcpp

    code = zxingcpp.create_barcode(TRACKING, zxingcpp.Code128).to_image(scale=3)
    paper = Image.new("L", (700, 400), 240)
    paper.paste(Image.fromarray(code).resize((500, 150)), (100, 100))
    paper.save(tmp_path / "w.png")
    seen = inbox_looks.look(order, tmp_path / "w.png")
    assert seen is not None
    assert seen.thumb is not None
    assert [one.order_no for one in seen.proposals] == [ORDER]
    quick = inbox_looks.look(order, tmp_path / "w.png", codes=False)
    assert quick is not None
    assert quick.proposals == ()
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.7\n%%EOF")
    paper_only = inbox_looks.look(order, tmp_path / "x.pdf")
    assert paper_only is not None
    assert (paper_only.thumb, paper_only.medium) == (None, Medium.DOCUMENT)
    (tmp_path / "x.txt").write_text("hello")
    (tmp_path / "bad.jpg").write_bytes(b"\xff\xd8\xff" + b"0" * 50)
    for name in ("x.txt", "bad.jpg", "none.jpg"):
        assert inbox_looks.look(order, tmp_path / name) is None
