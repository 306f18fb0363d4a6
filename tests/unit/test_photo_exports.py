"""Copies that go out: upright, without place and camera, within limits, nothing overwritten."""

from __future__ import annotations

import errno
import os
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from desktop_app.core.errors import BadValue, FileTrouble, Reason
from desktop_app.core.kinds import Platform
from desktop_app.services import buyers, photo_exports, photos
from desktop_app.services.photo_exports import Limits
from desktop_app.services.store import Store
from tests import drawn


@pytest.fixture
def held(shop: Store, tmp_path: Path) -> list[int]:
    """A photo taken upside down at a place, a turned PNG, and a video."""
    exif = Image.Exif()
    exif[0x0112] = 3
    exif[0x010F] = "Canon"
    exif.get_ifd(0x8825)[2] = (30.0, 15.0, 1.0)
    sources = [tmp_path / name for name in ("a.jpg", "b.png", "c.mp4")]
    upside_down = drawn.scene(4, (1600, 1200)).transpose(Image.Transpose.ROTATE_180)
    sources[0].write_bytes(drawn.encoded(upside_down, exif=exif.tobytes()))
    sources[1].write_bytes(drawn.encoded(drawn.scene(5, (400, 300)), "PNG"))
    sources[2].write_bytes(b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" * 9)
    buyer = buyers.obtain(shop, Platform.TAOBAO, "小鹿")
    added = photos.import_files(shop, buyer, sources).added
    photos.turn(shop, [added[1].id], 90)
    return [one.id for one in added]


def test_copies_are_upright_small_and_silent(shop: Store, held: list[int], tmp_path: Path) -> None:
    out = tmp_path / "out"
    report = photo_exports.export(shop, held, out, Limits(800, 60_000), prefix="AS1")
    assert [path.name for path in report.written] == ["AS1_01.jpg", "AS1_02.jpg", "AS1_03.mp4"]
    with Image.open(report.written[0]) as picture:
        assert picture.size == (800, 600)
        assert drawn.upside(picture) == "top left"
        assert dict(picture.getexif()) == {}
        assert "exif" not in picture.info
    with Image.open(report.written[1]) as picture:
        assert (picture.size, drawn.upside(picture)) == ((300, 400), "top right")
    assert all(path.stat().st_size <= 60_000 for path in report.written)
    assert report.refused == []


def test_fewer_bytes_take_quality_first_then_pixels() -> None:
    noise = Image.effect_noise((1200, 900), 90).convert("RGB")
    jpeg = photo_exports.fitted(noise, Limits(2000, 40_000))
    assert len(jpeg) <= 40_000
    assert photo_exports.fitted(drawn.scene(), Limits(2000, 900_000))[:2] == b"\xff\xd8"


def test_what_is_there_is_not_overwritten(shop: Store, held: list[int], tmp_path: Path) -> None:
    limits = photo_exports.limits_for("taobao")
    photo_exports.export(shop, held, tmp_path / "out", limits)
    again = photo_exports.export(shop, held, tmp_path / "out", limits)
    assert [path.name for path in again.written] == [
        "小鹿_01-2.jpg",
        "小鹿_02-2.jpg",
        "小鹿_03-2.mp4",
    ]


def test_one_zip_is_whole_or_not_there(
    shop: Store, held: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "evidence.zip"
    limits = photo_exports.limits_for("courier")
    report = photo_exports.export(shop, held, out, limits)
    with zipfile.ZipFile(out) as packed:
        assert packed.namelist() == [path.name for path in report.written]
        assert packed.testzip() is None
    with pytest.raises(FileTrouble) as told:
        photo_exports.export(shop, held, out, limits)
    assert told.value.reason is Reason.FILE_EXISTS

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    for other in (tmp_path / "other.zip", tmp_path / "folder"):
        with pytest.raises(FileTrouble) as told:
            photo_exports.export(shop, held, other, limits)
        assert told.value.reason is Reason.DISK_FULL
    assert not (tmp_path / "other.zip").exists()
    assert [path for path in tmp_path.rglob("*.part") if path.is_file()] == []


def test_a_photo_that_can_not_be_shown_is_named_and_the_rest_goes_out(
    shop: Store, held: list[int], tmp_path: Path
) -> None:
    rows = photos.rows(shop, held)
    shop.paths.absolute(rows[0].stored).unlink()
    shop.paths.absolute(rows[1].stored).write_bytes(b"nothing of a picture")
    report = photo_exports.export(shop, held, tmp_path / "out", Limits(800, 60_000))
    assert [one.error.reason for one in report.refused] == [
        Reason.FILE_MISSING,
        Reason.NOT_A_PICTURE,
    ]
    assert len(report.written) == 1


def test_limits_are_data_and_may_be_narrowed() -> None:
    assert photo_exports.limits_for("nowhere") == photo_exports.limits_for("taobao")
    assert not photo_exports.limits_for("aliexpress").checked
    narrow = photo_exports.limits_for("taobao", max_side=500, max_bytes=50_000)
    assert (narrow.max_side, narrow.max_bytes) == (500, 50_000)
    for side, size in ((100, None), (None, 1000)):
        with pytest.raises(BadValue):
            photo_exports.limits_for("taobao", side, size)


def test_a_place_that_can_not_be_made_is_said(shop: Store, held: list[int], tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FileTrouble) as told:
        photo_exports.export(shop, held, tmp_path / "file" / "out", Limits(800, 60_000))
    assert told.value.reason is Reason.FOLDER_NOT_WRITABLE
