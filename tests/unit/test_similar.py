"""The same photo elsewhere: found by its looks, however it was changed on its way."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageEnhance

from desktop_app.core.kinds import Platform
from desktop_app.services import bin as recycling
from desktop_app.services import buyers, fingerprints, marking, photos, similar
from desktop_app.services.fingerprints import Print, Prints
from desktop_app.services.marking import Shape, ShapeKind
from desktop_app.services.similar import LookAlike
from desktop_app.services.store import Store
from tests import drawn

Change = Callable[[Image.Image], Image.Image]


def bring(store: Store, name: str, path: Path, picture: Image.Image) -> photos.ImportReport:
    buyer = buyers.obtain(store, Platform.TAOBAO, name)
    path.write_bytes(drawn.encoded(picture, quality=88))
    return photos.import_files(store, buyer, [path])


def cropped(picture: Image.Image, part: float) -> Image.Image:
    w, h = picture.size
    return picture.crop((int(w * part), int(h * part), int(w * (1 - part)), int(h * (1 - part))))


CHANGES: dict[str, Change] = {
    "smaller": lambda one: one.resize((500, 375)),
    "brighter": lambda one: ImageEnhance.Brightness(one).enhance(1.15),
    "mirrored": lambda one: one.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    "turned": lambda one: one.transpose(Image.Transpose.ROTATE_90),
    "upside down": lambda one: one.transpose(Image.Transpose.ROTATE_180),
    "cropped a little": lambda one: cropped(one, 0.05),
    "cropped": lambda one: cropped(one, 0.10),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_photo_under_another_buyer_is_found(
    shop: Store, tmp_path: Path, change: str
) -> None:
    picture = drawn.scene(11, (1000, 750))
    bring(shop, "旁人", tmp_path / "other.jpg", drawn.scene(12, (1000, 750)))
    first = bring(shop, "小鹿", tmp_path / "a.jpg", picture).added[0]
    report = bring(shop, "老王", tmp_path / "b.jpg", CHANGES[change](picture))
    (found,) = report.similar
    assert (found.other_id, found.buyer, found.same_bytes) == (first.id, "小鹿", False)
    assert found.mirrored_or_turned is (change in {"mirrored", "turned", "upside down"})
    assert found.cropped is change.startswith("cropped")
    (back,) = similar.alike(shop, first.id)
    assert back.other_id == report.added[0].id


def test_a_crop_that_comes_first_is_found_by_the_whole(shop: Store, tmp_path: Path) -> None:
    picture = drawn.scene(11, (1000, 750))
    bring(shop, "小鹿", tmp_path / "a.jpg", cropped(picture, 0.10))
    (found,) = bring(shop, "老王", tmp_path / "b.jpg", picture).similar
    assert found.cropped


def label(seed: int) -> Image.Image:
    dice = random.Random(seed)  # noqa: S311 - pictures, not secrets
    sheet = Image.new("RGB", (600, 800), "white")
    pen = ImageDraw.Draw(sheet)
    x = 60
    while x < 540:
        width = dice.choice((3, 6, 9))
        pen.rectangle((x, 60, x + width, 200), fill="black")
        x += width + dice.choice((3, 6, 9))
    for row in range(300, 760, 60):
        for column in range(60, 540, 30):
            pen.rectangle((column, row, column + dice.randrange(5, 26), row + 24), fill="black")
    return sheet


def test_labels_of_one_kind_are_not_taken_for_one_another(shop: Store, tmp_path: Path) -> None:
    reports = [bring(shop, f"b{n}", tmp_path / f"{n}.jpg", label(n)) for n in range(12)]
    assert [report.similar for report in reports] == [[]] * 12
    again = bring(shop, "again", tmp_path / "again.jpg", label(5).resize((450, 600)))
    assert [found.buyer for found in again.similar] == ["b5"]


def test_blank_paper_resembles_nothing(shop: Store, tmp_path: Path) -> None:
    for name in ("a", "b"):
        grey = Image.new("RGB", (600, 800), (250, 250, 248) if name == "a" else (249, 249, 249))
        assert bring(shop, name, tmp_path / f"{name}.jpg", grey).similar == []


def test_binned_photos_and_marked_copies_do_not_count(shop: Store, tmp_path: Path) -> None:
    picture = drawn.scene(11, (1000, 750))
    first = bring(shop, "小鹿", tmp_path / "a.jpg", picture).added[0]
    copy_id = marking.mark(shop, first.id, [Shape(ShapeKind.BOX, 0.1, 0.1, 0.2, 0.2)])
    assert similar.alike(shop, first.id) == []
    assert similar.alike(shop, copy_id) == []
    second = bring(shop, "老王", tmp_path / "b.jpg", picture.resize((500, 375)))
    assert {found.other_id for found in second.similar} == {first.id, copy_id}
    recycling.delete_photos(shop, [first.id, copy_id])
    assert similar.alike(shop, second.added[0].id) == []
    assert similar.alike(shop, 4711) == []


def test_without_its_thumbnail_a_photo_is_still_compared(shop: Store, tmp_path: Path) -> None:
    picture = drawn.scene(11, (1000, 750))
    first = bring(shop, "小鹿", tmp_path / "a.jpg", picture).added[0]
    bring(shop, "老王", tmp_path / "b.jpg", picture.resize((500, 375)))
    kept = photos.thumbnail(shop, first.id)
    assert kept is not None
    kept.unlink()
    shop.paths.absolute(first.stored).unlink()
    assert [found.buyer for found in similar.alike(shop, first.id)] == ["老王"]


def test_the_same_file_comes_first_and_the_nearest_next(shop: Store, tmp_path: Path) -> None:
    picture = drawn.scene(11, (1000, 750))
    for name, change in (("甲", picture.resize((300, 225))), ("乙", picture)):
        bring(shop, name, tmp_path / f"{name}.jpg", change)
    report = bring(shop, "丙", tmp_path / "c.jpg", picture)
    assert [(one.buyer, one.same_bytes) for one in report.similar] == [("乙", True), ("甲", False)]
    assert isinstance(report.similar[0], LookAlike)


def test_the_index_finds_what_looking_at_all_would_find() -> None:
    dice = random.Random(7)  # noqa: S311 - test data
    known = [Print(dice.getrandbits(64), dice.getrandbits(256)) for _ in range(3000)]
    index = similar.Index()
    for number, one in enumerate(known):
        index.add(number, Prints(one))
    for number in range(0, 3000, 60):
        spots = dice.sample(range(64), number % 15)
        wanted = Print(known[number].coarse ^ sum(1 << spot for spot in spots), known[number].fine)
        found = index.near(Prints(wanted))
        expected = {number: len(spots)} if len(spots) <= similar.FAR_COARSE else {}
        assert {key: hit.distance for key, hit in found.items()} == expected


def test_fingerprints_are_kept_as_text() -> None:
    prints = fingerprints.of(drawn.scene(3))
    assert prints is not None
    kept = fingerprints.read(prints.text)
    assert kept is not None
    assert (kept.whole, kept.trimmed) == (prints.whole, prints.trimmed)
    assert fingerprints.read(None) is None
    assert fingerprints.read("") is None
