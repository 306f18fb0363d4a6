"""Backups: what is copied, what counts, what is remembered, and what a bad drive does to them."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from desktop_app.core import clock, texts
from desktop_app.core.errors import BadValue, FileTrouble, Reason, StoreTrouble
from desktop_app.core.kinds import Platform, Topic
from desktop_app.core.track import Cancelled, everything
from desktop_app.services import (
    backup_checks,
    backup_databases,
    backup_manifests,
    backup_places,
    backup_secrets,
    backup_state,
    backups,
    buyers,
    photo_files,
    photo_renames,
    photos,
    restores,
    settings,
)
from desktop_app.services import bin as recycling
from desktop_app.services.backup_checks import Ill
from desktop_app.services.backup_manifests import Snapshot
from desktop_app.services.backup_places import Place
from desktop_app.services.backup_secrets import AgeSeal, Seal
from desktop_app.services.store import Changes, Store, open_store
from tests import drawn, passwords

_PASSWORD = "a long password 密码"  # noqa: S105 - it guards nothing


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords.make_cheap(monkeypatch)


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    """Another drive, as far as a test can have one."""
    folder = tmp_path / "drive"
    folder.mkdir()
    return folder


@pytest.fixture
def filled(shop: Store, tmp_path: Path) -> Store:
    """A shop with a case, four photos, one of them binned, a document and a setting."""
    buyer = buyers.obtain(shop, Platform.TAOBAO, "小鹿乱撞")
    sources = [drawn.write(tmp_path / f"{n}.jpg", n) for n in range(4)]
    report = photos.import_files(shop, buyer, sources)
    recycling.delete_photos(shop, [report.added[3].id])
    (shop.paths.documents / "slips").mkdir()
    (shop.paths.documents / "slips" / "AS1.pdf").write_bytes(b"%PDF-1.4 a slip")
    settings.put(shop, settings.WHO, "阿芳")
    return shop


def place_of(store: Store, drive: Path, *, sealed: bool = False) -> Place:
    found = backup_places.mine(drive, backup_state.shop_id(store.paths), sealed=sealed)
    assert found is not None
    return found


def snapshot_of(store: Store, drive: Path) -> Snapshot:
    return restores.pick(place_of(store, drive), Seal())


def add_photo(store: Store, folder: Path, seed: int, buyer: str = "小鹿乱撞") -> str:
    owner = buyers.obtain(store, Platform.TAOBAO, buyer)
    source = drawn.write(folder / f"more{seed}.jpg", seed)
    return photos.import_files(store, owner, [source]).added[0].stored


def test_a_backup_is_readable_without_the_program(filled: Store, drive: Path) -> None:
    report = backups.create(filled, drive)
    assert (report.photos_copied, report.photos_present, report.missing) == (4, 0, [])
    home = drive / "售后台备份" / "shop"
    stored = [path for path in (home / "files").rglob("*") if path.is_file()]
    assert len(stored) == 5
    assert (home / "files/documents/slips/AS1.pdf").read_bytes() == b"%PDF-1.4 a slip"
    assert len(list((home / "files" / "售后问题图片" / "小鹿乱撞").glob("小鹿乱撞_*_0?.jpg"))) == 3
    manifest = json.loads(
        (home / "snapshots" / report.snapshot / "manifest.json").read_text("utf-8")
    )
    for entry in manifest["files"]:
        kept = home / entry["kept"]
        assert photo_files.sha256_of(kept) == entry["sha256"]
        assert kept.stat().st_size == entry["bytes"]
    with sqlite3.connect(home / "snapshots" / report.snapshot / "shop.db") as shop:
        assert shop.execute("SELECT count(*) FROM photo").fetchone() == (4,)
    shop.close()
    assert "不装售后台也能读" in (home / "read me 说明.txt").read_text("utf-8")
    noted, name = (
        (home / "snapshots" / report.snapshot / "manifest.json.sha256").read_text().split()
    )
    assert noted == photo_files.sha256_of(home / "snapshots" / report.snapshot / name)


def test_only_what_is_new_is_copied(filled: Store, drive: Path, tmp_path: Path) -> None:
    backups.create(filled, drive)
    again = backups.create(filled, drive)
    assert (again.photos_copied, again.photos_present) == (0, 4)
    add_photo(filled, tmp_path, 9)
    third = backups.create(filled, drive)
    assert (third.photos_copied, third.photos_present) == (1, 4)


def test_a_renamed_photo_needs_no_second_copy(filled: Store, drive: Path) -> None:
    backups.create(filled, drive)
    before = sorted(place_of(filled, drive).files.rglob("*.jpg"))
    assert photo_renames.rename_all(filled, "{buyer}-{date}-{seq}").photos == 3
    report = backups.create(filled, drive)
    assert report.photos_copied == 0
    assert sorted(place_of(filled, drive).files.rglob("*.jpg")) == before
    named = {entry.path for entry in snapshot_of(filled, drive).files}
    with filled.connection():
        assert {row.stored for row in photos.list_(filled)} <= named


def test_the_same_bytes_of_two_buyers_are_kept_once(
    filled: Store, drive: Path, tmp_path: Path
) -> None:
    add_photo(filled, tmp_path, 50, "one")
    add_photo(filled, tmp_path, 50, "two")
    report = backups.create(filled, drive)
    assert (report.photos_copied, report.photos_present) == (5, 1)


def test_a_document_that_changed_is_kept_beside_the_old_one(filled: Store, drive: Path) -> None:
    paper = filled.paths.documents / "slips" / "AS1.pdf"
    backups.create(filled, drive)
    first = snapshot_of(filled, drive)
    paper.write_bytes(b"%PDF-1.4 another slip")
    backups.create(filled, drive)
    kept = [
        entry.kept
        for snapshot in (first, snapshot_of(filled, drive))
        for entry in snapshot.files
        if entry.path.endswith("AS1.pdf")
    ]
    assert len(set(kept)) == 2
    place = place_of(filled, drive)
    assert {place.absolute(one).read_bytes() for one in kept} == {
        b"%PDF-1.4 a slip",
        b"%PDF-1.4 another slip",
    }


def test_what_lies_beside_the_records_is_backed_up_too(filled: Store, drive: Path) -> None:
    (filled.paths.archive / "note.txt").write_text("mine")
    (filled.paths.archive / "half.jpg.part").write_text("half")
    (filled.paths.archive / "Thumbs.db").write_text("the system's")
    backups.create(filled, drive)
    named = {entry.path for entry in snapshot_of(filled, drive).files}
    assert "售后问题图片/note.txt" in named
    assert not [path for path in named if path.endswith((".part", "Thumbs.db"))]


def test_a_lost_photo_is_named_and_one_known_to_the_backup_is_kept(
    filled: Store, drive: Path, tmp_path: Path
) -> None:
    backups.create(filled, drive)
    known = photos.list_(filled)[0].stored
    filled.paths.absolute(known).unlink()
    fresh = add_photo(filled, tmp_path, 70)
    filled.paths.absolute(fresh).unlink()
    report = backups.create(filled, drive)
    assert report.missing == [fresh]
    assert known in {entry.path for entry in snapshot_of(filled, drive).files}


def test_an_altered_photo_is_told_and_never_taken_for_the_good_one(
    filled: Store, drive: Path
) -> None:
    stored = photos.list_(filled)[0].stored
    filled.paths.absolute(stored).write_bytes(b"scribble")
    report = backups.create(filled, drive)
    assert report.altered == [stored]
    entry = next(one for one in snapshot_of(filled, drive).files if one.path == stored)
    assert entry.bytes == len(b"scribble")


def test_h54_a_backup_while_photos_come_in_is_one_moment_of_the_shop(
    shop: Store, drive: Path, tmp_path: Path
) -> None:
    buyer = buyers.obtain(shop, Platform.TAOBAO, "busy")
    sources = [drawn.write(tmp_path / f"{n}.jpg", n, quality=40) for n in range(120)]
    photos.import_files(shop, buyer, sources[:10])
    done = threading.Event()

    def bring() -> None:
        with shop.connection():
            for source in sources[10:]:
                photos.import_files(shop, buyer, [source])
        done.set()

    worker = threading.Thread(target=bring)
    worker.start()
    try:
        made = [backups.create(shop, drive) for _turn in range(4)]
    finally:
        worker.join()
    assert done.is_set()
    assert all(not report.missing for report in made)
    place = place_of(shop, drive)
    assert backup_checks.verify(place, Seal()).ok
    for number, report in enumerate(made):
        target = tmp_path / f"restored{number}"
        snapshot = restores.pick(place, Seal(), report.snapshot)
        assert restores.restore(place, Seal(), snapshot, target).problems == []
        recorded = backup_databases.rows(target / "shop.db", "SELECT stored, sha256 FROM photo")
        lying = {
            path.relative_to(target).as_posix(): photo_files.sha256_of(path)
            for path in (target / "售后问题图片").rglob("*")
            if path.is_file()
        }
        assert lying == dict(recorded)  # every record has its file, and no file is a stray


def test_a_database_written_to_all_the_time_is_copied_all_the_same(
    shop: Store, tmp_path: Path
) -> None:
    with shop.transaction():
        for number in range(3000):
            settings.put(shop, settings.Declared(f"filler {number}", ""), "x" * 4000)
    stop = threading.Event()

    def write() -> None:
        with shop.connection():
            while not stop.is_set():
                settings.put(shop, settings.WHO, "somebody")

    worker = threading.Thread(target=write)
    worker.start()
    try:
        backup_databases.copy(shop.paths.database, tmp_path / "copy.db")
    finally:
        stop.set()
        worker.join()
    assert backup_databases.faults(tmp_path / "copy.db") == []
    assert backup_databases.counts(tmp_path / "copy.db")["setting"] >= 3000


def test_a_stopped_backup_counts_for_nothing_and_leaves_the_last_one(
    filled: Store, drive: Path, tmp_path: Path
) -> None:
    backups.create(filled, drive)
    for seed in range(30, 36):
        add_photo(filled, tmp_path, seed)
    before = backups.state(filled)

    def stopped(items: Iterable[Any], /, total: int | None = None) -> Iterator[Any]:
        for number, item in enumerate(items):
            if total and number == 6:
                raise Cancelled
            yield item

    with pytest.raises(Cancelled):
        backups.create(filled, drive, track=stopped)
    place = place_of(filled, drive)
    assert len(backup_manifests.stamps(place)) == 1
    assert list(place.incoming.iterdir()) == []
    assert backups.state(filled) == before
    assert backup_checks.verify(place, Seal()).ok  # what was copied is no stranger
    report = backups.create(filled, drive)
    assert report.photos_copied < 6  # the stopped one's work isn't lost
    assert not place.unfinished.exists()


def test_a_place_in_the_shops_own_folder_is_refused(filled: Store) -> None:
    for folder in (filled.paths.root, filled.paths.archive, filled.paths.root / "new"):
        with pytest.raises(FileTrouble) as caught:
            backups.create(filled, folder)
        assert caught.value.reason is Reason.BACKUP_INSIDE
    assert not (filled.paths.archive / "售后台备份").exists()


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_into_the_shops_own_folder_is_refused_too(filled: Store, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(filled.paths.archive)
    with pytest.raises(FileTrouble) as caught:
        backups.create(filled, tmp_path / "link")
    assert caught.value.reason is Reason.BACKUP_INSIDE


def test_a_folder_that_is_not_there_is_refused(filled: Store, tmp_path: Path) -> None:
    with pytest.raises(FileTrouble) as caught:
        backups.create(filled, tmp_path / "no" / "such")
    assert caught.value.reason is Reason.FOLDER_MISSING


class _Full:
    """Lets the operating system refuse writes once so many files were opened for writing."""

    def __init__(self, patch: pytest.MonkeyPatch, after: int, number: int, below: Path) -> None:
        self._open, self._after, self._number, self._below = os.open, after, number, below
        patch.setattr(os, "open", self)

    def __call__(self, path: Any, flags: int, *rest: Any, **more: Any) -> int:
        if flags & os.O_CREAT and str(path).startswith(str(self._below)):
            self._after -= 1
            if self._after < 0:
                raise OSError(self._number, os.strerror(self._number))
        return self._open(path, flags, *rest, **more)


@pytest.mark.parametrize(
    ("after", "number"),
    [*((after, errno.ENOSPC) for after in range(8)), (3, errno.EIO), (6, errno.EROFS)],
)
def test_h55_a_failing_drive_leaves_no_half_file_and_the_old_backup(
    filled: Store,
    drive: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    after: int,
    number: int,
) -> None:
    backups.choose(filled, drive)
    good = backups.create(filled, drive)
    for seed in range(30, 34):
        add_photo(filled, tmp_path, seed)
    with monkeypatch.context() as patch:
        _Full(patch, after, number, drive)
        with pytest.raises(FileTrouble) as caught:
            backups.create(filled, drive)
    known = backups.state(filled)
    assert known.failed_at is not None
    assert known.reason is caught.value.reason
    assert known.error is not None
    assert texts.sentence(known.error)
    place = place_of(filled, drive)
    assert backup_manifests.stamps(place) == [good.snapshot]
    assert backup_checks.verify(place, Seal()).ok
    assert backups.create(filled, drive).photos_copied <= 4
    assert backups.state(filled).failed_at is None


def test_h55_a_really_full_file_system_is_one_sentence(filled: Store, drive: Path) -> None:
    """The system's own limit on the size of files stands for a full disk."""
    pytest.importorskip("resource")
    backups.create(filled, drive)
    filled.close()
    script = (
        "import resource, signal, sys; from desktop_app import cli;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "before = resource.getrlimit(resource.RLIMIT_FSIZE);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (40000, before[1]));"
        "status = cli.main(sys.argv[1:]);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, before);"
        "sys.exit(status)"
    )
    called = ["--lang", "en", "--data", str(filled.paths.root), "backup", "create", str(drive)]
    done = subprocess.run(
        [sys.executable, "-c", script, *called], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    place = backup_places.one(drive)
    assert len(backup_manifests.stamps(place)) == 1
    assert backup_checks.verify(place, Seal()).ok


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_h55_a_read_only_drive_is_one_sentence(filled: Store, drive: Path) -> None:
    drive.chmod(0o500)
    with pytest.raises(FileTrouble) as caught:
        backups.create(filled, drive)
    drive.chmod(0o700)
    assert caught.value.reason is Reason.FOLDER_NOT_WRITABLE


def test_a_pulled_drive_is_told_kept_in_mind_and_gone_on_with(
    filled: Store, drive: Path, tmp_path: Path
) -> None:
    backups.choose(filled, drive)
    assert backups.is_due(filled)
    backups.automatic(filled)
    assert not backups.is_due(filled)
    drive.rename(tmp_path / "pulled")
    drive.mkdir()  # where it was mounted there is an empty folder now
    start = clock.now()
    with time_machine.travel(start + timedelta(hours=21), tick=False):
        assert backups.is_due(filled)
        with pytest.raises(FileTrouble) as caught:
            backups.automatic(filled)
        assert caught.value.reason is Reason.BACKUP_DRIVE_MISSING
        assert list(drive.iterdir()) == []  # nothing is written into the empty folder
        known = backups.state(filled)
        assert known.reason is Reason.BACKUP_DRIVE_MISSING
        assert known.last_ok_at == start
        assert known.local_at is not None  # the database at least is kept meanwhile
        assert not backups.is_due(filled)
        drive.rmdir()
        (tmp_path / "pulled").rename(drive)
        assert backups.is_due(filled)  # back at once, not in an hour
        backups.automatic(filled)
        assert backups.state(filled).reason is None
        assert backups.state(filled).failed_at is None


def test_a_drive_pulled_in_the_middle_is_told_as_gone(
    filled: Store, drive: Path, tmp_path: Path
) -> None:
    backups.choose(filled, drive)

    def pulled(items: Iterable[Any], /, total: int | None = None) -> Iterator[Any]:
        for number, item in enumerate(items):
            if total and number == 1:
                shutil.rmtree(drive)
            yield item

    with pytest.raises(FileTrouble) as caught:
        backups.create(filled, drive, track=pulled)
    assert caught.value.reason is Reason.BACKUP_DRIVE_MISSING


def test_without_a_place_the_database_is_kept_in_the_data_folder(filled: Store) -> None:
    assert backups.is_due(filled)
    report = backups.automatic(filled)
    known = backups.state(filled)
    assert (known.place, known.last_ok_at) == (None, None)
    assert known.local_at is not None
    assert not backups.is_due(filled)
    local = backup_places.local_of(filled.paths)
    assert local is not None
    assert backups.reachable(filled.paths) == [local]
    snapshot = restores.pick(local, Seal())
    assert (snapshot.stamp, snapshot.whole) == (report.snapshot, False)
    assert [entry.path for entry in snapshot.files] == ["shop.db"]


def test_before_a_risky_act_one_snapshot_an_hour_is_enough(filled: Store) -> None:
    backups.before(filled, "repair")
    backups.before(filled, "merge")
    local = backup_places.local_of(filled.paths)
    assert local is not None
    assert len(backup_manifests.stamps(local)) == 1
    with time_machine.travel(clock.now() + timedelta(hours=2), tick=False):
        backups.before(filled, "erase")
        assert len(backup_manifests.stamps(local)) == 2


def test_a_clock_that_was_wrong_keeps_no_backup_off(filled: Store, drive: Path) -> None:
    backups.choose(filled, drive)
    with time_machine.travel(clock.now() + timedelta(days=400), tick=False):
        backups.automatic(filled)
    assert backups.is_due(filled)
    backups.automatic(filled)
    newest = snapshot_of(filled, drive)
    assert newest.number == 2
    assert abs(newest.made_at - clock.now()) < timedelta(minutes=1)


def test_a_damaged_database_makes_no_backup(filled: Store, drive: Path) -> None:
    backups.create(filled, drive)
    filled.close()
    with filled.paths.database.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(os.urandom(4096 * 4))
    with pytest.raises(StoreTrouble) as caught:
        backups.create(filled, drive)
    assert caught.value.reason is Reason.STORE_DAMAGED
    assert len(backup_manifests.stamps(place_of(filled, drive))) == 1


def test_two_backups_to_one_place_at_once_are_refused(filled: Store, drive: Path) -> None:
    backups.create(filled, drive)
    with backup_places.held(place_of(filled, drive)), pytest.raises(FileTrouble) as caught:
        backups.create(filled, drive)
    assert caught.value.reason is Reason.BACKUP_BUSY


def test_two_shops_of_one_name_keep_apart(filled: Store, drive: Path, tmp_path: Path) -> None:
    backups.create(filled, drive)
    filled.close()
    other = open_store(tmp_path / "elsewhere" / "shop")
    try:
        backups.create(other, drive)
    finally:
        other.close()
    assert len(backup_places.found(drive)) == 2
    with pytest.raises(FileTrouble) as caught:
        backup_places.one(drive)
    assert caught.value.reason is Reason.BACKUP_AMBIGUOUS


def test_whoever_shows_the_state_hears_of_a_backup(filled: Store, drive: Path) -> None:
    heard: list[Changes] = []
    filled.listen(heard.append)
    backups.create(filled, drive)
    assert Topic.BACKUPS in heard[-1].topics


def test_with_a_password_nothing_at_the_place_tells_whose_it_is(filled: Store, drive: Path) -> None:
    backups.choose(filled, drive, _PASSWORD)
    backups.automatic(filled)
    place = place_of(filled, drive, sealed=True)
    names = [path.relative_to(drive).as_posix() for path in drive.rglob("*")]
    assert not [name for name in names if "小鹿" in name or ".jpg" in name]
    for path in drive.rglob("*"):
        if path.is_file() and path.name not in {"place.json", "read me 说明.txt", "lock"}:
            content = path.read_bytes()
            assert content.startswith(b"age-encryption.org/v1")
            assert "小鹿".encode() not in content
    seal = backups.seal_of(None, place, _PASSWORD)
    assert backup_checks.verify(place, seal).ok
    assert backups.automatic(filled).photos_copied == 0


def test_the_password_is_nowhere_and_the_key_for_this_person_alone(
    filled: Store, drive: Path
) -> None:
    backups.choose(filled, drive, _PASSWORD)
    keys = list((filled.paths.backups / "keys").iterdir())
    assert len(keys) == 1
    if os.name == "posix":
        assert keys[0].stat().st_mode & 0o777 == 0o600
    for folder in (filled.paths.root, drive):
        for path in folder.rglob("*"):
            if path.is_file():
                assert _PASSWORD.encode() not in path.read_bytes()


def test_a_wrong_no_or_short_password_is_one_sentence(filled: Store, drive: Path) -> None:
    with pytest.raises(BadValue) as short:
        backups.choose(filled, drive, "1234567")
    assert short.value.reason is Reason.PASSWORD_SHORT
    backups.choose(filled, drive, _PASSWORD)
    place = place_of(filled, drive, sealed=True)
    with pytest.raises(FileTrouble) as wrong:
        backups.seal_of(None, place, "not the password")
    assert wrong.value.reason is Reason.PASSWORD_WRONG
    with pytest.raises(FileTrouble) as none:
        backups.seal_of(None, place)
    assert none.value.reason is Reason.BACKUP_SEALED
    (place.folder / backup_secrets.KEY_FILE).unlink()
    with pytest.raises(FileTrouble) as gone:
        backups.seal_of(None, place, _PASSWORD)
    assert gone.value.reason is Reason.BACKUP_DAMAGED


def test_the_password_can_be_changed_without_copying_anything(filled: Store, drive: Path) -> None:
    backups.choose(filled, drive, _PASSWORD)
    backups.automatic(filled)
    place = place_of(filled, drive, sealed=True)
    seal = backups.seal_of(filled.paths, place)
    assert isinstance(seal, AgeSeal)
    backup_secrets.change_password(place.folder, seal, "another password")
    opened = backups.seal_of(None, place, "another password")
    assert backup_checks.verify(place, opened).ok


def test_plain_and_sealed_backups_keep_apart(filled: Store, drive: Path) -> None:
    backups.choose(filled, drive)
    backups.automatic(filled)
    backups.choose(filled, drive, _PASSWORD)
    assert backups.automatic(filled).photos_copied == 4
    backups.choose(filled, drive)
    assert backups.automatic(filled).photos_copied == 0
    backups.forget_place(filled)
    assert backups.state(filled).place is None


def test_verify_names_each_problem_and_the_next_backup_heals_it(
    filled: Store, drive: Path, tmp_path: Path
) -> None:
    for seed in range(30, 33):
        add_photo(filled, tmp_path, seed)
    backups.create(filled, drive)
    place = place_of(filled, drive)
    kept = sorted((place.files / "售后问题图片").rglob("*.jpg"))
    kept[0].unlink()
    content = bytearray(kept[1].read_bytes())
    content[2000] ^= 1
    kept[1].write_bytes(content)
    kept[2].write_bytes(kept[2].read_bytes()[:1000])
    (place.files / "foreign.txt").write_text("not ours")
    check = backups.verify(filled, place, Seal())
    told = {problem.where.rpartition("/")[2]: problem.ill for problem in check.problems}
    assert told == {
        kept[0].name: Ill.MISSING,
        kept[1].name: Ill.ALTERED,
        kept[2].name: Ill.CUT,
        "foreign.txt": Ill.FOREIGN,
    }
    assert backups.create(filled, drive).photos_copied == 3
    left = backup_checks.verify(place, Seal()).problems
    assert [problem.ill for problem in left] == [Ill.FOREIGN]


def test_verify_names_damaged_manifests_and_databases(filled: Store, drive: Path) -> None:
    stamps = [backups.create(filled, drive).snapshot for _turn in range(4)]
    place = place_of(filled, drive)

    def manifest(number: int) -> Path:
        return place.snapshots / stamps[number] / "manifest.json"

    manifest(0).write_bytes(manifest(0).read_bytes()[:500])
    manifest(1).write_bytes(manifest(1).read_bytes().replace(b'"schema"', b'"Schema"'))
    database = place.snapshots / stamps[2] / "shop.db"
    database.write_bytes(database.read_bytes()[:-4096])
    check = backup_checks.verify(place, Seal())
    assert {(problem.ill, problem.snapshots) for problem in check.problems} == {
        (Ill.MANIFEST, (stamps[0],)),
        (Ill.MANIFEST, (stamps[1],)),
        (Ill.CUT, (stamps[2],)),
    }
    assert check.snapshots == 2
    empty = backup_places.make(drive, "ab" * 16, "other", None)[0]
    assert [problem.ill for problem in backup_checks.verify(empty, Seal()).problems] == [Ill.NONE]


def test_a_sealed_file_that_was_altered_or_cut_is_named(filled: Store, drive: Path) -> None:
    backups.choose(filled, drive, _PASSWORD)
    backups.automatic(filled)
    place = place_of(filled, drive, sealed=True)
    seal = backups.seal_of(filled.paths, place)
    first, second = sorted(place.files.rglob("*.age"))[:2]
    content = bytearray(first.read_bytes())
    content[-10] ^= 1
    first.write_bytes(content)
    second.write_bytes(second.read_bytes()[:-100])
    ills = [problem.ill for problem in backups.verify(filled, place, seal).problems]
    assert sorted(ills) == [Ill.ALTERED, Ill.CUT]
    assert backups.automatic(filled).photos_copied >= 1
    assert backup_checks.verify(place, seal).ok


def test_a_state_file_that_is_damaged_is_none(filled: Store) -> None:
    file = filled.paths.backups / "state.json"
    for content in (b"", b"[]", b"\xff\xfe", b'{"place": 3, "reason": "x", "drill_at": "?"}'):
        file.write_bytes(content)
        known = backups.state(filled)
        assert (known.place, known.reason, known.drill_at, known.error) == (None, None, None, None)


def test_a_mark_of_a_newer_program_or_a_strange_one_is_no_place(drive: Path) -> None:
    mark = drive / "place.json"
    for content in ("", "[1]", '{"format": 1}', '{"format": 1, "shop": "../x", "id": "a"}'):
        mark.write_text(content)
        assert backup_places.found(drive) == []
    mark.write_text('{"format": 99}')
    with pytest.raises(FileTrouble) as caught:
        backup_places.one(drive)
    assert caught.value.reason is Reason.BACKUP_NEWER


def test_a_name_that_windows_refuses_is_kept_under_one_that_it_takes(
    filled: Store, drive: Path
) -> None:
    if os.name == "nt":
        pytest.skip("there it can't be made")
    (filled.paths.documents / "a:b.txt").write_text("odd")
    long = filled.paths.documents / ("长" * 60) / ("名" * 70)
    long.parent.mkdir()
    long.write_text("long")
    report = backups.create(filled, drive)
    assert report.missing == ["documents/a:b.txt"]
    entry = next(one for one in snapshot_of(filled, drive).files if "名" in one.path)
    assert place_of(filled, drive).absolute(entry.kept).read_text() == "long"


def test_what_was_backed_up_is_what_is_restored(filled: Store, drive: Path, tmp_path: Path) -> None:
    """A whole round, settings and bin included."""
    backups.create(filled, drive, track=everything)
    place = place_of(filled, drive)
    target = tmp_path / "back"
    report = restores.restore(place, Seal(), restores.pick(place, Seal()), target)
    assert report.problems == []
    filled.close()
    back = open_store(target)
    try:
        assert settings.get(back, settings.WHO) == "阿芳"
        assert len(recycling.rows(back)) == 1
        assert len(photos.list_(back)) == 3
    finally:
        back.close()
