"""The archive against its records: everything wrong is named, and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.core.kinds import Platform
from desktop_app.services import buyers, photo_checks, photo_repairs, photo_texts, photos
from desktop_app.services.photo_checks import Ill, Problem
from desktop_app.services.photo_repairs import Cure
from desktop_app.services.store import Store
from tests import drawn


@pytest.fixture
def stored(shop: Store, tmp_path: Path) -> list[Path]:
    buyer = buyers.obtain(shop, Platform.TAOBAO, "小鹿")
    sources = [drawn.write(tmp_path / f"{n}.jpg", n) for n in range(10)]
    report = photos.import_files(shop, buyer, sources)
    return [shop.paths.absolute(one.stored) for one in report.added]


def flip(path: Path, at: int = 5000) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 0xFF
    path.write_bytes(content)


def exchange(one: Path, other: Path) -> None:
    between = one.with_name("between")
    one.rename(between)
    other.rename(one)
    between.rename(other)


def spoil(stored: list[Path]) -> None:
    """Seven ways of spoiling an archive; the swap spoils two photos."""
    stored[0].unlink()
    stored[1].write_bytes(bytes(stored[1].stat().st_size))
    stored[2].write_bytes(stored[2].read_bytes()[:3000])
    flip(stored[3])
    exchange(stored[4], stored[5])
    stored[6].rename(stored[6].with_name("holiday.jpg"))
    (stored[7].parent / "foreign.txt").write_text("not ours")


def told(problems: list[Problem]) -> dict[str, Ill]:
    return {problem.stored.rpartition("/")[2]: problem.ill for problem in problems}


def test_a_sound_archive_has_no_problems(shop: Store, stored: list[Path]) -> None:
    assert photo_checks.is_due(shop)
    report = photo_checks.verify(shop, note=True)
    assert (report.checked, report.ok, report.problems) == (10, 10, [])
    assert not photo_checks.is_due(shop)


def test_h52_every_wrong_is_listed_once_with_buyer_and_remedy(
    shop: Store, stored: list[Path]
) -> None:
    spoil(stored)
    report = photo_checks.verify(shop)
    assert (report.checked, report.ok) == (10, 3)
    assert told(report.problems) == {
        stored[0].name: Ill.MISSING,
        stored[1].name: Ill.ZEROED,
        stored[2].name: Ill.SHORTER,
        stored[3].name: Ill.ALTERED,
        stored[4].name: Ill.SWAPPED,
        stored[5].name: Ill.SWAPPED,
        stored[6].name: Ill.RENAMED,
        "foreign.txt": Ill.STRAY,
    }
    assert len(report.problems) == 8
    for problem in report.problems:
        assert problem.stored in photo_texts.what(problem)
        assert photo_texts.remedy(problem)
        assert problem.buyer == ("" if problem.ill is Ill.STRAY else "小鹿")


def test_h52_repair_puts_right_what_it_can_and_deletes_nothing(
    shop: Store, stored: list[Path], tmp_path: Path
) -> None:
    spoil(stored)
    (stored[0].parent / ".1234.part").write_bytes(b"half")
    before = sorted(path.read_bytes() for path in shop.paths.archive.rglob("*") if path.is_file())
    done = photo_repairs.repair(shop, photo_checks.verify(shop).problems)
    assert {one.cure for one in done.done} == {Cure.PUT_BACK, Cure.SET_ASIDE}
    assert told(done.left) == {
        stored[0].name: Ill.MISSING,
        stored[1].name: Ill.ZEROED,
        stored[2].name: Ill.SHORTER,
        stored[3].name: Ill.ALTERED,
    }
    assert all(photo_texts.cure(one) for one in done.done)
    places = (shop.paths.archive, shop.paths.trash)
    after = [path for place in places for path in place.rglob("*") if path.is_file()]
    kept = [path.read_bytes() for path in after]
    assert all(content in kept for content in before)
    assert done.log is not None
    assert "foreign.txt" in done.log.read_text("utf-8")
    assert told(photo_checks.verify(shop).problems) == told(done.left)
    for number in range(4):
        (shop.paths.archive / "小鹿" / stored[number].name).unlink(missing_ok=True)
        report = photos.import_files(shop, 1, [tmp_path / f"{number}.jpg"])
        assert len(report.duplicates) == 1
    assert photo_checks.verify(shop).problems == []


def test_what_another_buyer_has_too_is_copied_from_there(shop: Store, tmp_path: Path) -> None:
    one, other = (buyers.obtain(shop, Platform.TAOBAO, name) for name in ("甲", "乙"))
    source = drawn.write(tmp_path / "a.jpg")
    first = shop.paths.absolute(photos.import_files(shop, one, [source]).added[0].stored)
    second = shop.paths.absolute(photos.import_files(shop, other, [source]).added[0].stored)
    flip(first, 900)
    second.unlink()
    problems = photo_checks.verify(shop).problems
    assert told(problems) == {first.name: Ill.ALTERED, second.name: Ill.MISSING}
    assert photo_repairs.repair(shop, problems).done == []
    shutil.copy(source, second)
    flip(first, 901)
    done = photo_repairs.repair(shop, photo_checks.verify(shop).problems)
    assert [(found.cure, bool(found.aside)) for found in done.done] == [(Cure.COPIED_ANEW, True)]
    assert first.read_bytes() == source.read_bytes()
    assert photo_checks.verify(shop).problems == []


def test_one_photo_over_another_is_told_as_such(shop: Store, stored: list[Path]) -> None:
    stored[0].write_bytes(stored[1].read_bytes())
    (problem,) = photo_checks.verify(shop).problems
    assert (problem.ill, problem.other) == (Ill.SWAPPED, shop.paths.relative(stored[1]))
    assert photo_repairs.repair(shop, [problem]).left == [problem]


def test_h51_an_absent_archive_is_no_loss_of_photos(
    shop: Store, stored: list[Path], tmp_path: Path
) -> None:
    away = shop.paths.archive.rename(tmp_path / "away")
    with pytest.raises(FileTrouble) as trouble:
        photo_checks.verify(shop)
    assert trouble.value.reason is Reason.ARCHIVE_MISSING
    away.rename(shop.paths.archive)
    assert photo_checks.verify(shop).ok == 10


def test_h06_a_photo_that_came_in_damaged_is_no_alarm(shop: Store, tmp_path: Path) -> None:
    buyer = buyers.obtain(shop, Platform.TAOBAO, "小鹿")
    half = tmp_path / "half.jpg"
    whole = drawn.encoded(drawn.scene(1, (900, 700)))
    half.write_bytes(whole[: len(whole) // 2])
    assert photos.import_files(shop, buyer, [half]).added[0].damaged
    assert photo_checks.verify(shop).problems == []


def test_what_the_system_leaves_in_folders_is_no_stray(shop: Store, stored: list[Path]) -> None:
    for name in ("Thumbs.db", ".DS_Store", "desktop.ini"):
        (stored[0].parent / name).write_bytes(b"x")
    assert photo_checks.verify(shop).problems == []


def test_an_emptied_file_and_an_unreadable_place(shop: Store, stored: list[Path]) -> None:
    stored[0].write_bytes(b"")
    stored[1].unlink()
    stored[1].mkdir()
    ills = told(photo_checks.verify(shop).problems)
    assert ills == {stored[0].name: Ill.EMPTY, stored[1].name: Ill.UNREADABLE}
