"""Single files on their way: named without overwriting, and known when they are not whole."""

from __future__ import annotations

import errno
import os
import struct
from pathlib import Path

import pytest

from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.core.kinds import Platform
from desktop_app.models.photos import Photo
from desktop_app.services import (
    buyers,
    photo_checks,
    photo_files,
    photo_moves,
    photo_repairs,
    photos,
    pictures,
)
from desktop_app.services.containers import heif_is_whole, tiff_is_whole
from desktop_app.services.file_kinds import PNG
from desktop_app.services.photo_moves import Move
from desktop_app.services.store import Store
from tests import drawn


@pytest.fixture
def without_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stick formatted so that no file can have two names."""

    def refuse(*_args: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)


@pytest.mark.skipif(os.name != "posix", reason="renaming refuses by itself there")
@pytest.mark.usefixtures("without_links")
def test_names_are_given_without_overwriting_on_simple_drives_too(tmp_path: Path) -> None:
    part, target = tmp_path / ".1.part", tmp_path / "a.jpg"
    part.write_bytes(b"new")
    photo_files.settle(part, target)
    assert (target.read_bytes(), part.exists()) == (b"new", False)
    part.write_bytes(b"newer")
    with pytest.raises(FileExistsError):
        photo_files.settle(part, target)
    assert target.read_bytes() == b"new"


def test_other_troubles_of_naming_are_told(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"gone|No such|cannot find"):
        photo_files.settle(tmp_path / "gone.part", tmp_path / "a.jpg")


def test_a_folder_that_can_not_be_written_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = drawn.write(tmp_path / "a.jpg")
    for number in (errno.EACCES, errno.EROFS):

        def refuse(*_args: object, number: int = number) -> int:
            raise OSError(number, "not here")

        with monkeypatch.context() as patch:
            patch.setattr(os, "open", refuse)
            with pytest.raises(FileTrouble) as told:
                photo_files.receive(source, tmp_path / "x.part")
        assert told.value.reason is Reason.FOLDER_NOT_WRITABLE
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", lambda _handle: exec("raise KeyboardInterrupt"))  # noqa: S102
        with pytest.raises(KeyboardInterrupt):
            photo_files.receive(source, tmp_path / "x.part")
    assert not (tmp_path / "x.part").exists()


def box(kind: bytes, body: bytes = b"", size: int | None = None) -> bytes:
    return struct.pack(">I", 8 + len(body) if size is None else size) + kind + body


@pytest.mark.parametrize(
    ("data", "whole"),
    [
        (box(b"ftyp", b"heic") + box(b"mdat", b"x" * 90), True),
        (box(b"ftyp", b"heic") + box(b"mdat", b"x" * 90)[:-1], False),
        (box(b"ftyp") + struct.pack(">I", 1) + b"mdat" + struct.pack(">Q", 26) + b"x" * 10, True),
        (box(b"ftyp") + box(b"mdat", b"to the end", 0), True),
        (box(b"ftyp") + box(b"mdat", b"", 4), False),
    ],
)
def test_a_heif_files_boxes_end_with_it(data: bytes, *, whole: bool) -> None:
    assert heif_is_whole(data) is whole


def tiff(entries: list[tuple[int, int, int, int]], extra: bytes = b"", count: int = -1) -> bytes:
    head = b"II*\0" + struct.pack("<I", 8)
    body = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return head + struct.pack("<H", len(entries) if count < 0 else count) + body + extra


@pytest.mark.parametrize(
    ("data", "whole"),
    [
        (tiff([(256, 4, 1, 8), (273, 4, 1, 8), (279, 4, 1, 4)]), True),
        (tiff([(273, 4, 1, 8), (279, 4, 1, 4000)]), False),
        (tiff([(258, 3, 90, 8)]), False),
        (tiff([(258, 99, 1, 8)]), False),
        (tiff([], count=0), False),
        (tiff([], count=600), False),
        (b"II*\0", False),
    ],
)
def test_a_tiffs_directory_lies_in_it(data: bytes, *, whole: bool) -> None:
    assert tiff_is_whole(data) is whole


def test_a_missing_file_is_told_apart_from_a_bad_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        pictures.upright(tmp_path / "gone.png", PNG, 100)
    (tmp_path / "bad.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    with pytest.raises(FileTrouble):
        pictures.upright(tmp_path / "bad.png", PNG, 100)


@pytest.fixture
def one(shop: Store, tmp_path: Path) -> photos.StoredPhoto:
    buyer = buyers.obtain(shop, Platform.TAOBAO, "小鹿")
    return photos.import_files(shop, buyer, [drawn.write(tmp_path / "a.jpg")]).added[0]


@pytest.mark.skipif(os.name != "posix", reason="needs two names for a file")
def test_a_move_killed_between_its_two_names_is_finished(
    shop: Store, one: photos.StoredPhoto, monkeypatch: pytest.MonkeyPatch
) -> None:
    after = one.stored.replace("_01", "_09")

    def killed(*_args: object) -> bool:
        os.link(shop.paths.absolute(one.stored), shop.paths.absolute(after))
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(photo_files, "settle", killed)
        with pytest.raises(KeyboardInterrupt):
            photo_moves.carry_out(shop, [Move(one.id, one.stored, after)])
    problems = photo_checks.verify(shop).problems
    assert problems == []
    assert photo_moves.recover(shop) == 1
    assert not shop.paths.absolute(one.stored).exists()
    assert photo_checks.verify(shop).problems == []


def test_a_stray_that_has_a_record_meanwhile_is_left(shop: Store, one: photos.StoredPhoto) -> None:
    stale = photo_checks.Problem(photo_checks.Ill.STRAY, one.stored)
    assert photo_repairs.repair(shop, [stale]).left == [stale]
    assert shop.paths.absolute(one.stored).exists()


def test_moves_that_can_not_be_made_leave_the_file(
    shop: Store, one: photos.StoredPhoto, tmp_path: Path
) -> None:
    (other,) = photos.import_files(shop, 1, [drawn.write(tmp_path / "b.jpg", 2)]).added
    shop.paths.absolute(other.stored).unlink()
    assert photo_moves.carry_out(shop, [Move(one.id, one.stored, other.stored)]) == []
    (shop.paths.archive / "blocked").write_bytes(b"a file where a folder should be")
    blocked = f"{shop.paths.archive.name}/blocked/x.jpg"
    assert photo_moves.carry_out(shop, [Move(one.id, one.stored, blocked)]) == []
    with shop.connection():
        assert Photo.get_by_id(one.id).stored == one.stored


def test_h10_rows_tell_a_doubtful_camera_clock(shop: Store, tmp_path: Path) -> None:
    from PIL import Image

    buyer = buyers.obtain(shop, Platform.TAOBAO, "小鹿")
    for number, taken in enumerate(("2099:12:31 23:59:59", "1970:01:01 00:00:00")):
        exif = Image.Exif()
        exif.get_ifd(0x8769)[0x9003] = taken
        path = tmp_path / f"{number}.jpg"
        path.write_bytes(drawn.encoded(drawn.scene(number), exif=exif.tobytes()))
        (stored,) = photos.import_files(shop, buyer, [path]).added
        row = photos.row(shop, stored.id)
        assert row is not None
        assert row.taken_doubtful
    (plain,) = photos.import_files(shop, buyer, [drawn.write(tmp_path / "c.jpg", 7)]).added
    row = photos.row(shop, plain.id)
    assert row is not None
    assert not row.taken_doubtful


def test_what_is_no_picture_any_more_has_no_thumbnail(shop: Store, one: photos.StoredPhoto) -> None:
    kept = photos.thumbnail(shop, one.id)
    assert kept is not None
    kept.unlink()
    for content in (b"no picture any more", b"\xff\xd8\xff but no picture"):
        shop.paths.absolute(one.stored).write_bytes(content)
        assert photos.thumbnail(shop, one.id) is None
    shop.paths.absolute(one.stored).write_bytes(drawn.encoded(drawn.scene(1)))
    kept.parent.rmdir()
    kept.parent.write_bytes(b"a cache that can't be written")
    assert photos.thumbnail(shop, one.id) is None
