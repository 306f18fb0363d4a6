"""The watched folder: new files wait for their buyer, and are only read."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.core.kinds import Platform
from desktop_app.services import buyers, inbox
from desktop_app.services.store import Store
from tests import drawn


@pytest.fixture
def folder(shop: Store, tmp_path: Path) -> Path:
    folder = tmp_path / "WeChat Files"
    drawn.write(folder / "old.jpg", 1)
    inbox.watch(shop, folder)
    return folder


def left_alone(path: Path) -> Path:
    then = time.time() - 60
    os.utime(path, (then, then))
    return path


def names(store: Store) -> list[str]:
    return [row.name for row in inbox.rows(store)]


def test_new_evidence_waits_and_what_lay_there_does_not(shop: Store, folder: Path) -> None:
    left_alone(drawn.write(folder / "new.jpg", 2))
    left_alone(drawn.write(folder / "sub" / "deeper.jpg", 3))
    drawn.write(folder / "arriving.jpg", 4)
    for name in ("Thumbs.db", ".hidden.jpg", "a.crdownload", "notes.txt"):
        (folder / name).write_bytes(b"no evidence")
        left_alone(folder / name)
    assert inbox.scan(shop) == 1
    assert inbox.scan(shop) == 1
    assert names(shop) == ["new.jpg"]
    assert inbox.watched(shop) == folder


def test_assigned_files_are_imported_and_not_shown_again(shop: Store, folder: Path) -> None:
    for number in (2, 3):
        left_alone(drawn.write(folder / f"{number}.jpg", number))
    inbox.scan(shop)
    first, second = inbox.rows(shop)
    buyer = buyers.obtain(shop, Platform.TAOBAO, "小鹿")
    report = inbox.assign(shop, [first.id], buyer)
    assert len(report.added) == 1
    assert (folder / "2.jpg").exists()
    assert inbox.scan(shop) == 1
    inbox.dismiss(shop, [second.id])
    assert names(shop) == []
    inbox.bring_back(shop, [second.id])
    assert names(shop) == ["3.jpg"]
    (folder / "3.jpg").unlink()
    assert inbox.scan(shop) == 0


def test_a_file_with_new_content_waits_again(shop: Store, folder: Path) -> None:
    left_alone(drawn.write(folder / "old.jpg", 9, "PNG"))
    assert inbox.scan(shop) == 1


def test_what_is_refused_goes_on_waiting(shop: Store, folder: Path) -> None:
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\1" * 99)
    left_alone(folder / "broken.png")
    inbox.scan(shop)
    buyer = buyers.obtain(shop, Platform.TAOBAO, "小鹿")
    report = inbox.assign(shop, [row.id for row in inbox.rows(shop)], buyer)
    assert len(report.refused) == 1
    assert names(shop) == ["broken.png"]


def test_a_folder_that_is_away_changes_nothing(shop: Store, folder: Path, tmp_path: Path) -> None:
    left_alone(drawn.write(folder / "new.jpg", 2))
    inbox.scan(shop)
    folder.rename(tmp_path / "away")
    assert inbox.scan(shop) == 1
    (tmp_path / "away").rename(folder)
    inbox.watch(shop, None)
    assert (inbox.watched(shop), inbox.scan(shop)) == (None, 0)


def test_no_folder_and_the_shops_own_are_refused(shop: Store, tmp_path: Path) -> None:
    with pytest.raises(FileTrouble) as told:
        inbox.watch(shop, tmp_path / "nowhere")
    assert told.value.reason is Reason.FOLDER_MISSING
    with pytest.raises(FileTrouble) as told:
        inbox.watch(shop, shop.paths.archive)
    assert told.value.reason is Reason.SOURCE_IN_ARCHIVE
