"""Which backups stay, whatever the clock says, and what goes with those that don't."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core import clock
from desktop_app.core.kinds import Platform
from desktop_app.services import (
    backup_checks,
    backup_manifests,
    backup_places,
    backup_thinning,
    backups,
    buyers,
    photos,
)
from desktop_app.services import bin as recycling
from desktop_app.services.backup_manifests import Snapshot
from desktop_app.services.backup_places import Place
from desktop_app.services.backup_secrets import Seal
from desktop_app.services.store import Store
from tests import drawn

_NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
_ALWAYS = 5


def made(*moments: datetime) -> list[Snapshot]:
    """Snapshots made at these moments, in this order."""
    return [
        Snapshot(f"s{number}", number, moment, 2, whole=True, bytes=1, count=1)
        for number, moment in enumerate(moments, 1)
    ]


def stay(snapshots: list[Snapshot], now: datetime = _NOW) -> list[datetime]:
    kept = backup_thinning.kept(snapshots, now)
    return [one.made_at for one in snapshots if one.stamp in kept]


def test_two_years_of_days_become_days_weeks_and_months() -> None:
    days = [_NOW - timedelta(days=back) for back in range(730, -1, -1)]
    left = stay(made(*days))
    assert left[-7:] == days[-7:]
    assert 7 + 2 <= len(left) <= 7 + 5 + 12
    assert min(left) < _NOW - timedelta(days=320)
    assert len({(one.year, one.month) for one in left}) == 12


def test_the_last_of_a_day_stays_and_the_newest_whatever_the_day() -> None:
    day = [_NOW - timedelta(minutes=back) for back in range(100, -1, -10)]
    assert stay(made(*day)) == day[-_ALWAYS:]


def test_an_old_and_lonely_backup_stays() -> None:
    only = made(_NOW - timedelta(days=4000))
    assert stay(only) == [only[0].made_at]


def test_h58_a_clock_set_back_a_year_costs_no_good_backup() -> None:
    days = [_NOW - timedelta(days=back) for back in range(30, -1, -1)]
    before = [one for one in days if one in stay(made(*days))]
    snapshots = made(*before, *(_NOW - timedelta(days=365, hours=-hour) for hour in range(8)))
    left = stay(snapshots, _NOW - timedelta(days=365))
    assert set(before) <= set(left)


def test_h58_what_was_made_with_the_clock_ahead_displaces_nothing() -> None:
    ahead = [_NOW + timedelta(days=365 + day) for day in range(20)]
    days = [_NOW - timedelta(days=back) for back in range(10, -1, -1)]
    left = stay(made(*ahead, *days))
    assert set(days[-7:]) <= set(left)
    assert set(ahead) <= set(left)  # until that day has come
    later = stay(made(*ahead, *days), _NOW + timedelta(days=500))
    assert len(later) < len(left)


@given(st.lists(st.integers(-2000, 2000), min_size=1, max_size=60))
def test_the_newest_always_stay_and_something_of_every_shop(offsets: list[int]) -> None:
    snapshots = made(*(_NOW + timedelta(hours=hours * 7) for hours in offsets))
    kept = backup_thinning.kept(snapshots, _NOW)
    assert {one.stamp for one in snapshots[-_ALWAYS:]} <= kept


# --- at a place ---------------------------------------------------------------------------------


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    folder = tmp_path / "drive"
    folder.mkdir()
    return folder


def back_up(store: Store, drive: Path, days_ago: float) -> str:
    with time_machine.travel(clock.now() - timedelta(days=days_ago), tick=False):
        return backups.create(store, drive).snapshot


def photo(store: Store, folder: Path, seed: int) -> int:
    owner = buyers.obtain(store, Platform.TAOBAO, "小鹿")
    source = drawn.write(folder / f"{seed}.jpg", seed)
    return photos.import_files(store, owner, [source]).added[0].id


def place_at(drive: Path) -> Place:
    return backup_places.one(drive)


def test_files_go_with_the_last_snapshot_that_named_them(
    shop: Store, drive: Path, tmp_path: Path
) -> None:
    stays = photo(shop, tmp_path, 1)
    goes = photo(shop, tmp_path, 2)
    names = {row.id: Path(row.stored).name for row in photos.list_(shop)}
    back_up(shop, drive, 500)
    recycling.delete_photos(shop, [goes])
    with time_machine.travel(clock.now() + timedelta(days=31), tick=False):
        recycling.empty_expired(shop)
    for days in (400, 300, 200, 100, 50, 40):
        back_up(shop, drive, days)
    kept = {path.name for path in place_at(drive).files.rglob("*.jpg")}
    assert kept == {names[stays], names[goes]}  # twelve months are few: all of them stay
    for days in range(370, 10, -30):
        back_up(shop, drive, days / 1000)
    for days in range(12):
        with time_machine.travel(clock.now() + timedelta(days=31 * days), tick=False):
            backups.create(shop, drive)
    kept = {path.name for path in place_at(drive).files.rglob("*.jpg")}
    assert kept == {names[stays]}
    assert backup_checks.verify(place_at(drive), Seal()).ok


def test_nothing_goes_while_a_manifest_cannot_be_read(shop: Store, drive: Path) -> None:
    stamps = [back_up(shop, drive, 1 - number / 100) for number in range(_ALWAYS)]
    place = place_at(drive)
    (place.snapshots / stamps[0] / "manifest.json").write_bytes(b"{")
    for _turn in range(4):
        assert backups.create(shop, drive).thinned == []
    assert len(backup_manifests.stamps(place)) == _ALWAYS + 4


def test_the_last_whole_one_never_goes(shop: Store, drive: Path, tmp_path: Path) -> None:
    """Every newer one lacks a file at the place: then none is thinned away."""
    photo(shop, tmp_path, 1)
    for number in range(8):
        back_up(shop, drive, 300 - number / 100)
    place = place_at(drive)
    before = backup_manifests.stamps(place)
    for file in place.files.rglob("*.jpg"):
        file.unlink()
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        assert backup_thinning.thin(place, Seal()) == []
    assert backup_manifests.stamps(place) == before


def test_an_interrupted_removal_goes_on_at_the_next_backup(
    shop: Store, drive: Path, tmp_path: Path
) -> None:
    goes = photo(shop, tmp_path, 2)
    first = back_up(shop, drive, 2)
    recycling.delete_photos(shop, [goes])
    with time_machine.travel(clock.now() + timedelta(days=31), tick=False):
        recycling.empty_expired(shop)
    back_up(shop, drive, 1)
    place = place_at(drive)
    backup_manifests.retire(place, first)  # killed here
    assert first not in backup_manifests.stamps(place)
    assert backup_checks.verify(place, Seal()).ok
    backups.create(shop, drive)
    assert not (place.snapshots / first).exists()
    assert list(place.files.rglob("*.jpg")) == []
    assert backup_checks.verify(place, Seal()).ok


def test_a_journal_that_leads_elsewhere_removes_nothing(shop: Store, drive: Path) -> None:
    back_up(shop, drive, 1)
    place = place_at(drive)
    mine = drive / "mine.txt"
    mine.write_text("keep")
    lines = ["files/../../../mine.txt", str(mine), "files/..\\..\\mine.txt", "/etc/hostname", ""]
    place.unfinished.write_text("\n".join(lines), "utf-8")
    backups.create(shop, drive)
    assert mine.read_text() == "keep"
    place.unfinished.write_bytes(b"\xff\xfe\x00")
    backups.create(shop, drive)
    assert not place.unfinished.exists()
