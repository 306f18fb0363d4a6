"""Marks on a copy: the photo itself stays as it came."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat

from desktop_app.core import clock
from desktop_app.core.errors import BadValue, FileTrouble, NotFound
from desktop_app.core.kinds import CaseKind, EvidenceRole, Platform
from desktop_app.models.cases import AfterSalesCase
from desktop_app.services import buyers, marking, photo_checks, photo_exports, photos
from desktop_app.services.marking import Shape, ShapeKind
from desktop_app.services.store import Store
from tests import drawn

BOX = Shape(ShapeKind.BOX, 0.1, 0.1, 0.5, 0.5)


@pytest.fixture
def photo(shop: Store, tmp_path: Path) -> photos.StoredPhoto:
    now = clock.now()
    buyer = buyers.obtain(shop, Platform.TAOBAO, "小鹿")
    with shop.transaction():
        case = AfterSalesCase.create(
            no="AS1", platform="taobao", kind=CaseKind.LOST, opened_at=now, updated_at=now
        )
    source = tmp_path / "a.png"
    source.write_bytes(drawn.encoded(drawn.scene(2, (800, 600)), "PNG"))
    return photos.import_files(shop, buyer, [source], case=case.id).added[0]


def test_a_marked_copy_stands_beside_its_original(shop: Store, photo: photos.StoredPhoto) -> None:
    photos.put_role(shop, [photo.id], EvidenceRole.DAMAGE)
    before = shop.paths.absolute(photo.stored).read_bytes()
    shapes = [
        BOX,
        Shape(ShapeKind.ARROW, 0.9, 0.9, 0.6, 0.6, colour="#0000ff"),
        Shape(ShapeKind.TEXT, 0.1, 0.8, 0.5, 0.9, "  破损处 "),
    ]
    copy_id = marking.mark(shop, photo.id, shapes)
    assert shop.paths.absolute(photo.stored).read_bytes() == before
    row = photos.row(shop, copy_id)
    assert row is not None
    assert (row.marked_from_id, row.role, row.format) == (photo.id, "damage", "JPEG")
    assert photos.cases_of(shop, [copy_id]) == {copy_id: ["AS1"]}
    assert [shape.text for shape in marking.shapes_of(shop, copy_id)] == ["", "", "破损处"]
    assert marking.shapes_of(shop, photo.id) == []
    with Image.open(shop.paths.absolute(row.stored)) as picture:
        red = picture.convert("RGB").getpixel((80, 200))
        assert isinstance(red, tuple)
        assert red[0] > 180 > red[1] + 60
    assert photo_checks.verify(shop).problems == []


def test_marking_again_begins_from_the_original(shop: Store, photo: photos.StoredPhoto) -> None:
    first = marking.mark(shop, photo.id, [BOX])
    second = marking.mark(shop, first, [Shape(ShapeKind.BOX, 0.6, 0.6, 0.9, 0.9)])
    assert second != first
    row = photos.row(shop, second)
    assert row is not None
    assert row.marked_from_id == photo.id
    with Image.open(shop.paths.absolute(row.stored)) as picture:
        assert picture.convert("RGB").getpixel((300, 60)) != (224, 32, 32)
    assert marking.mark(shop, photo.id, [BOX]) == first


def test_what_is_blurred_is_gone() -> None:
    picture = Image.new("RGB", (800, 600), "white")
    pen = ImageDraw.Draw(picture)
    for row in range(100, 500, 8):
        pen.line((100, row, 700, row), fill="black", width=3)
    clear = picture.copy()
    marking.draw(picture, [Shape(ShapeKind.BLUR, 0.7, 0.7, 0.2, 0.2)])
    inside = picture.crop((200, 160, 520, 380)).convert("L")
    assert ImageStat.Stat(inside).stddev[0] < 20
    outside = ImageChops.difference(picture.crop((0, 0, 800, 110)), clear.crop((0, 0, 800, 110)))
    assert outside.getbbox() is None


@pytest.mark.parametrize("kind", list(ShapeKind))
def test_shapes_of_no_size_and_at_the_edge_are_drawn(kind: ShapeKind) -> None:
    for size in ((1, 1), (40, 3000), (300, 200)):
        picture = Image.new("RGB", size, "white")
        marking.draw(picture, [Shape(kind, 1, 1, 1, 1, "字"), Shape(kind, 0, 0, 0, 0, "x")])


def test_wrong_shapes_are_refused(shop: Store, photo: photos.StoredPhoto, tmp_path: Path) -> None:
    wrong = [
        [],
        [Shape(ShapeKind.BOX, -0.1, 0, 1, 1)],
        [Shape(ShapeKind.BOX, 0, 0, 1, 1, colour="red; drop")],
        [Shape(ShapeKind.TEXT, 0, 0, 1, 1, "  ")],
    ]
    for shapes in wrong:
        with pytest.raises(BadValue):
            marking.mark(shop, photo.id, shapes)
    with pytest.raises(NotFound):
        marking.mark(shop, 4711, [BOX])
    paper = tmp_path / "a.pdf"
    paper.write_bytes(b"%PDF-1.7 nothing to draw on")
    (document,) = photos.import_files(shop, 1, [paper]).added
    with pytest.raises(FileTrouble):
        marking.mark(shop, document.id, [BOX])
    shop.paths.absolute(photo.stored).unlink()
    with pytest.raises(FileTrouble):
        marking.mark(shop, photo.id, [BOX])


def test_the_marked_copy_goes_out_in_its_originals_place(
    shop: Store, photo: photos.StoredPhoto
) -> None:
    copy_id = marking.mark(shop, photo.id, [BOX])
    case_id = 1
    assert photo_exports.of_case(shop, case_id) == [copy_id]
    assert photo_exports.of_case(shop, case_id, marked=False) == [photo.id, copy_id]
