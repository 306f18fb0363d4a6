"""Hostile storage (cases 49-60) that no test of a module proves."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.core import paths
from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.core.kinds import Platform
from desktop_app.documents import claim_sheet
from desktop_app.documents.claim_sheet import Photo
from desktop_app.services import buyers, photos
from desktop_app.services.store import Store
from tests import drawn
from tests.hostile.test_hostile_photos import sheet_of
from tests.unit.test_claim_sheet import text_of
from tests.unit.test_pictures import png_claiming


def test_h50_a_full_disk_leaves_the_old_paper(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.pdf"
    claim_sheet.write([sheet_of()], target)
    before = target.read_bytes()

    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(FileTrouble) as told:
            claim_sheet.write([replace(sheet_of(), buyer="another")], target)
    assert told.value.reason is Reason.DISK_FULL
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


def test_h51_an_archive_pulled_and_plugged_in_again(shop: Store, tmp_path: Path) -> None:
    buyer = buyers.obtain(shop, Platform.TAOBAO, "小鹿")
    photos.import_files(shop, buyer, [drawn.write(tmp_path / "a.jpg")])
    away = shop.paths.archive.rename(tmp_path / "away")
    with pytest.raises(FileTrouble) as told:
        photos.import_files(shop, buyer, [drawn.write(tmp_path / "b.jpg", 2)])
    assert told.value.reason is Reason.ARCHIVE_MISSING
    assert len(photos.list_(shop, buyer=buyer)) == 1
    away.rename(shop.paths.archive)
    assert shop.paths.absolute(photos.list_(shop, buyer=buyer)[0].stored).is_file()


class Busy:
    """A file that another program holds for a number of tries."""

    def __init__(self, path: Path, tries: int) -> None:
        self.name, self._path, self._left = path.name, path, tries

    def replace(self, target: Path) -> Path:
        self._left -= 1
        if self._left >= 0:
            raise PermissionError(errno.EACCES, "held")
        return self._path.replace(target)


@pytest.mark.parametrize(("tries", "done"), [(3, True), (10_000, False)])
def test_h59_a_held_file_is_waited_for_a_bounded_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tries: int, *, done: bool
) -> None:
    """As on Windows, where a virus scanner holds what was just written; the wait is counted."""
    source = tmp_path / "a.part"
    source.write_bytes(b"new")
    (tmp_path / "a").write_bytes(b"old")
    waited: list[float] = []
    monkeypatch.setattr(os, "name", "nt")
    busy = Busy(source, tries)
    if done:
        paths.replace(busy, tmp_path / "a", wait=waited.append)
    else:
        with pytest.raises(FileTrouble) as told:
            paths.replace(busy, tmp_path / "a", wait=waited.append)
        assert told.value.reason is Reason.FILE_BUSY
    monkeypatch.undo()
    assert (tmp_path / "a").read_bytes() == (b"new" if done else b"old")
    assert 0 < sum(waited) < 30


def test_h60_no_photo_sixty_photos_and_a_huge_one(tmp_path: Path) -> None:
    huge = tmp_path / "huge.png"
    huge.write_bytes(png_claiming(14_200, 14_100))
    many = [drawn.write(tmp_path / f"{n:02}.jpg", n) for n in range(60)]
    plain = claim_sheet.write([sheet_of()], tmp_path / "none.pdf")
    assert plain.pages == 1
    memo = "".join(f"第{n}句，<&>😀\u202e外箱破损。" for n in range(300))
    told = replace(sheet_of(*many, huge), what_happened=memo)
    told = replace(told, photos=(*told.photos, Photo(None, "gone.jpg")))
    made = claim_sheet.write([told], tmp_path / "all.pdf")
    assert made.pages > 5
    whole = "".join(text_of(tmp_path / "all.pdf"))
    assert all(f"{n:02}.jpg" in whole for n in range(60))
    assert "第299句，<&>□□外箱破损" in whole
    assert "61.90" in whole
    assert "huge.png" in whole
    assert "gone.jpg" in whole
