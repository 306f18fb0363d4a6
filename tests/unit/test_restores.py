"""Restoring: into a new folder, over the present shop, single photos; and what is refused."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from desktop_app.core import clock, paths
from desktop_app.core.errors import FileTrouble, NotFound, Reason, StoreTrouble
from desktop_app.core.kinds import CaseKind, Platform
from desktop_app.core.paths import DataPaths
from desktop_app.core.track import Cancelled
from desktop_app.models.schema import VERSION
from desktop_app.services import (
    backup_fetches,
    backup_manifests,
    backup_places,
    backups,
    buyers,
    cases,
    checks,
    photo_checks,
    photo_files,
    photos,
    restore_drills,
    restore_swaps,
    restores,
    search,
    settings,
)
from desktop_app.services.backup_checks import Ill
from desktop_app.services.backup_places import Place
from desktop_app.services.backup_secrets import Seal
from desktop_app.services.store import Store, open_store
from desktop_app.services.writer_lock import WriterLock
from tests import drawn

_PLAIN = Seal()
_PHOTOS = 3


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    folder = tmp_path / "drive"
    folder.mkdir()
    return folder


@pytest.fixture
def case_no(shop: Store, tmp_path: Path) -> str:
    """A shop with a case of which two of three photos are evidence."""
    search.follow(shop)
    owner = buyers.obtain(shop, Platform.TAOBAO, "小鹿乱撞")
    no = cases.open(shop, cases.CaseDraft(CaseKind.RETURN, buyer="小鹿乱撞")).row.no
    sources = [drawn.write(tmp_path / f"{n}.jpg", n) for n in range(_PHOTOS)]
    photos.import_files(shop, owner, sources[:2], case=photos.case_named(shop, no))
    photos.import_files(shop, owner, sources[2:])
    return no


@pytest.fixture
def place(shop: Store, case_no: str, drive: Path) -> Place:
    """Where that shop was backed up."""
    backups.choose(shop, drive)
    backups.automatic(shop)
    return backup_places.one(drive)


def content_of(folder: Path) -> dict[str, str]:
    """The sha256 of every file of a shop that matters."""
    places = [folder / "售后问题图片", folder / "documents", folder / "trash"]
    return {
        path.relative_to(folder).as_posix(): photo_files.sha256_of(path)
        for place in places
        for path in place.rglob("*")
        if path.is_file()
    }


def stopped_at(wanted: int) -> Callable[..., Iterable[Any]]:
    def track(items: Iterable[Any], /, total: int | None = None) -> Iterator[Any]:
        for number, item in enumerate(items):
            if number == wanted:
                raise Cancelled
            yield item

    return track


def tamper(place: Place, stamp: str, change: Callable[[dict[str, Any]], object]) -> None:
    """Writes a manifest anew as a forger would, with its check sum."""
    file = place.snapshots / stamp / "manifest.json"
    found = json.loads(file.read_text("utf-8"))
    change(found)
    entries = found.pop("files")
    head = json.dumps(found, ensure_ascii=False, indent=1).removesuffix("\n}")
    lines = ",\n".join(f"  {json.dumps(entry, ensure_ascii=False)}" for entry in entries)
    content = f'{head},\n "files": [\n{lines}\n ]\n}}\n'.encode()
    file.write_bytes(content)
    noted = f"{hashlib.sha256(content).hexdigest()}  manifest.json\n"
    (file.parent / "manifest.json.sha256").write_text(noted)


def test_a_restored_shop_equals_the_one_backed_up(
    shop: Store, place: Place, case_no: str, tmp_path: Path
) -> None:
    before = content_of(shop.paths.root)
    target = tmp_path / "new"
    report = restores.restore(place, _PLAIN, restores.pick(place, _PLAIN), target)
    assert (report.restored, report.problems, report.folder) == (_PHOTOS + 1, [], target)
    assert content_of(target) == before
    source = next(shop.paths.archive.rglob("*.jpg"))
    assert (target / source.relative_to(shop.paths.root)).stat().st_mtime == source.stat().st_mtime
    if os.name == "posix":
        assert target.stat().st_mode & 0o777 == 0o700
        assert (target / "shop.db").stat().st_mode & 0o777 == 0o600
    shop.close()
    back = open_store(target)
    try:
        assert cases.show(back, case_no).row.no == case_no
        assert checks.check(back) == []
        assert photo_checks.verify(back).problems == []
        assert backups.state(back).shop == place.shop  # its backups go on at the same place
    finally:
        back.close()


def test_a_folder_with_something_in_it_is_refused(place: Place, tmp_path: Path) -> None:
    snapshot = restores.pick(place, _PLAIN)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for target in (tmp_path / "mine", tmp_path / "file"):
        with pytest.raises(FileTrouble) as caught:
            restores.restore(place, _PLAIN, snapshot, target)
        assert caught.value.reason is Reason.TARGET_NOT_EMPTY
    with pytest.raises(FileTrouble) as missing:
        restores.restore(place, _PLAIN, snapshot, tmp_path / "no" / "such")
    assert missing.value.reason is Reason.FOLDER_MISSING
    (tmp_path / "other.part").mkdir()
    with pytest.raises(FileTrouble):  # somebody's folder of the name that we would use
        restores.restore(place, _PLAIN, snapshot, tmp_path / "other")
    assert (tmp_path / "mine" / "letter.txt").read_text() == "mine"
    (tmp_path / "empty").mkdir()
    assert restores.restore(place, _PLAIN, snapshot, tmp_path / "empty").problems == []


def test_h56_a_stopped_restore_leaves_no_folder_and_the_next_one_works(
    place: Place, tmp_path: Path
) -> None:
    snapshot = restores.pick(place, _PLAIN)
    with pytest.raises(Cancelled):
        restores.restore(place, _PLAIN, snapshot, tmp_path / "new", stopped_at(2))
    assert not list(tmp_path.glob("new*"))
    left = tmp_path / "new.part"  # as a kill would leave it
    left.mkdir()
    (left / ".being-restored").touch()
    (left / "shop.db").write_text("half")
    assert restores.restore(place, _PLAIN, snapshot, tmp_path / "new").problems == []
    assert not left.exists()


@pytest.mark.parametrize(
    "path",
    [
        "../outside.txt",
        "售后问题图片/../../outside.txt",
        "documents/nul.txt",
        "售后问题图片/CON/x.jpg",
        "/etc/outside.txt",
        "C:/outside.txt",
        "documents/..\\..\\outside.txt",
        "documents//x",
        "backups/state.json",
        "lock",
        "",
    ],
)
def test_h56_names_that_lead_outside_are_refused(place: Place, tmp_path: Path, path: str) -> None:
    stamp = backup_manifests.stamps(place)[0]
    tamper(place, stamp, lambda found: found["files"][1].update(path=path))
    with pytest.raises(FileTrouble) as caught:
        restores.pick(place, _PLAIN, stamp)
    assert caught.value.reason is Reason.BACKUP_UNSAFE
    assert not (tmp_path / "outside.txt").exists()


@pytest.mark.parametrize("kept", ["files/../../../x", "../x", "/etc/passwd", "snapshots/other/x"])
def test_h56_places_that_lead_outside_are_refused(place: Place, kept: str) -> None:
    stamp = backup_manifests.stamps(place)[0]
    tamper(place, stamp, lambda found: found["files"][1].update(kept=kept))
    with pytest.raises(FileTrouble) as caught:
        restores.pick(place, _PLAIN, stamp)
    assert caught.value.reason is Reason.BACKUP_UNSAFE


@pytest.mark.parametrize(
    "change",
    [
        lambda found: found["files"][0].update(bytes=-1),
        lambda found: found["files"][0].update(bytes=True),
        lambda found: found["files"][0].update(sha256="x" * 64),
        lambda found: found["files"][0].pop("kept"),
        lambda found: found["files"].append(found["files"][1]),
        lambda found: found.update(number="1"),
        lambda found: found.update(made_at="yesterday"),
        lambda found: found.update(counts=[]),
        lambda found: found.update(files=[[], 3]),
    ],
)
def test_a_manifest_that_says_what_cannot_be_is_damaged(
    place: Place, change: Callable[[dict[str, Any]], object]
) -> None:
    stamp = backup_manifests.stamps(place)[0]
    tamper(place, stamp, change)
    with pytest.raises(FileTrouble) as caught:
        restores.pick(place, _PLAIN, stamp)
    assert caught.value.reason is Reason.BACKUP_DAMAGED


def test_h56_a_newer_backup_is_refused_with_a_sentence(place: Place, tmp_path: Path) -> None:
    stamp = backup_manifests.stamps(place)[0]
    tamper(place, stamp, lambda found: found.update(schema=VERSION + 1))
    with pytest.raises(FileTrouble) as newer:
        restores.pick(place, _PLAIN)
    assert newer.value.reason is Reason.BACKUP_NEWER
    tamper(place, stamp, lambda found: found.update(schema=VERSION, format=2))
    with pytest.raises(FileTrouble) as format_:
        restores.pick(place, _PLAIN, stamp)
    assert format_.value.reason is Reason.BACKUP_NEWER


def test_a_database_newer_than_its_manifest_says_is_refused(place: Place, tmp_path: Path) -> None:
    """A forged manifest doesn't bring a database in that this program would misread."""
    stamp = backup_manifests.stamps(place)[0]
    database = place.snapshots / stamp / "shop.db"
    with sqlite3.connect(database) as shop:
        shop.execute(f"PRAGMA user_version={VERSION + 5}")
    shop.close()
    now = {"sha256": photo_files.sha256_of(database), "bytes": database.stat().st_size}
    tamper(place, stamp, lambda found: found["files"][0].update(now))
    with pytest.raises(FileTrouble) as caught:
        restores.restore(place, _PLAIN, restores.pick(place, _PLAIN), tmp_path / "new")
    assert caught.value.reason is Reason.BACKUP_NEWER
    assert not list(tmp_path.glob("new*"))


def test_an_older_backup_opens_in_this_program(tmp_path: Path, place: Place, shop: Store) -> None:
    old = Path(__file__).parent.parent / "databases" / "v1.db.gz"
    import gzip

    stamp = backup_manifests.stamps(place)[0]
    database = place.snapshots / stamp / "shop.db"
    database.write_bytes(gzip.decompress(old.read_bytes()))
    now = {"sha256": photo_files.sha256_of(database), "bytes": database.stat().st_size}

    def older(found: dict[str, Any]) -> None:
        found["schema"] = 1
        found["files"] = [{**found["files"][0], **now}]

    tamper(place, stamp, older)
    restores.restore(place, _PLAIN, restores.pick(place, _PLAIN), tmp_path / "new")
    shop.close()
    back = open_store(tmp_path / "new")
    with back.connection():
        assert checks.is_sound(back)
    back.close()


def test_a_damaged_photo_is_named_and_the_rest_restored(place: Place, tmp_path: Path) -> None:
    bad, cut, gone = sorted(place.files.rglob("*.jpg"))
    content = bytearray(bad.read_bytes())
    content[1000] ^= 1
    bad.write_bytes(content)
    cut.write_bytes(cut.read_bytes()[:100])
    gone.unlink()
    report = restores.restore(place, _PLAIN, restores.pick(place, _PLAIN), tmp_path / "new")
    assert [problem.ill for problem in report.problems] == [Ill.ALTERED, Ill.CUT, Ill.MISSING]
    assert report.restored == 1
    assert content_of(tmp_path / "new") == {}  # none is put there by half


def test_a_damaged_database_ends_the_restore(place: Place, tmp_path: Path) -> None:
    database = place.snapshots / backup_manifests.stamps(place)[0] / "shop.db"
    database.write_bytes(database.read_bytes()[: 4096 * 5])
    with pytest.raises(FileTrouble) as caught:
        restores.restore(place, _PLAIN, restores.pick(place, _PLAIN), tmp_path / "new")
    assert caught.value.reason is Reason.BACKUP_DAMAGED
    assert not list(tmp_path.glob("new*"))


@pytest.mark.skipif(os.name == "nt", reason="links and pipes need rights there")
def test_links_and_pipes_at_the_place_are_not_followed(place: Place, tmp_path: Path) -> None:
    link, pipe, _third = sorted(place.files.rglob("*.jpg"))
    link.unlink()
    link.symlink_to("/etc/passwd")
    pipe.unlink()
    os.mkfifo(pipe)
    report = restores.restore(place, _PLAIN, restores.pick(place, _PLAIN), tmp_path / "new")
    assert [problem.ill for problem in report.problems] == [Ill.MISSING, Ill.MISSING]


def test_too_little_room_is_said_before_anything_is_written(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp = backup_manifests.stamps(place)[0]
    tamper(place, stamp, lambda found: found.update(bytes=1 << 60))
    with pytest.raises(FileTrouble) as caught:
        restores.restore(place, _PLAIN, restores.pick(place, _PLAIN), tmp_path / "new")
    assert caught.value.reason is Reason.SPACE_SHORT
    assert not list(tmp_path.glob("new*"))


def test_a_backup_is_chosen_by_its_name(shop: Store, place: Place) -> None:
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        second = backups.automatic(shop).snapshot
    first = backup_manifests.stamps(place)[0]
    assert restores.pick(place, _PLAIN).stamp == second
    assert restores.pick(place, _PLAIN, first).stamp == first
    with pytest.raises(NotFound) as caught:
        restores.pick(place, _PLAIN, "2020-01-01T00-00-00Z")
    assert caught.value.reason is Reason.SNAPSHOT_UNKNOWN
    empty = backup_places.make(place.folder.parent.parent, "cd" * 16, "empty", None)[0]
    with pytest.raises(FileTrouble) as none:
        restores.pick(empty, _PLAIN)
    assert none.value.reason is Reason.BACKUP_MISSING


# --- over the present shop ----------------------------------------------------------------------


def change_and_stage(shop: Store, place: Place, tmp_path: Path) -> dict[str, str]:
    """Work is done after the backup; then the backup is made ready. Returns what there is now."""
    settings.put(shop, settings.WHO, "later")
    owner = buyers.obtain(shop, Platform.TAOBAO, "late")
    photos.import_files(shop, owner, [drawn.write(tmp_path / "late.jpg", 99)])
    report = restores.stage(shop.paths, place, _PLAIN, restores.pick(place, _PLAIN))
    assert report.problems == []
    return content_of(shop.paths.root)


def test_a_restored_shop_takes_the_present_ones_place_at_the_next_opening(
    shop: Store, place: Place, case_no: str, tmp_path: Path
) -> None:
    wanted = content_of(shop.paths.root)
    later = change_and_stage(shop, place, tmp_path)
    aside = restore_swaps.ask_for(shop.paths, whole=True)
    root = shop.paths.root
    assert content_of(root) == later  # nothing happens before the shop is closed
    shop.close()
    back = open_store(root)
    try:
        assert content_of(root) == wanted
        assert settings.get(back, settings.WHO) != "later"
        assert cases.show(back, case_no).row.no == case_no
        assert checks.check(back) == []
        assert content_of(aside) == later
        assert (aside / "shop.db").is_file()
        assert restore_swaps.kept_aside(back.paths) == [aside]
        assert not restore_swaps.is_asked_for(back.paths)
        assert backups.state(back).place is not None  # where the backups go is as before
    finally:
        back.close()


def test_a_copy_of_the_database_alone_leaves_the_photos(
    shop: Store, place: Place, tmp_path: Path
) -> None:
    backups.create_local(shop)
    local = backup_places.local_of(shop.paths)
    assert local is not None
    settings.put(shop, settings.WHO, "later")
    before = content_of(shop.paths.root)
    restores.stage(shop.paths, local, _PLAIN, restores.pick(local, _PLAIN))
    restore_swaps.ask_for(shop.paths, whole=False)
    root = shop.paths.root
    shop.close()
    back = open_store(root)
    try:
        assert settings.get(back, settings.WHO) != "later"
        assert content_of(root) == before
    finally:
        back.close()


class _Killed(BaseException):
    """Ends the process, as far as a test can."""


@pytest.mark.parametrize("killed_at", range(14))
def test_h56_an_exchange_killed_at_any_step_ends_at_the_next_opening(
    shop: Store,
    place: Place,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    killed_at: int,
) -> None:
    wanted = content_of(shop.paths.root)
    later = change_and_stage(shop, place, tmp_path)
    aside = restore_swaps.ask_for(shop.paths, whole=True)
    root = shop.paths.root
    shop.close()
    steps = 0
    rename = Path.replace

    def replace(source: Path, target: Path) -> Path:
        nonlocal steps
        steps += 1
        if steps > killed_at:
            raise _Killed
        return rename(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        try:
            open_store(root).close()
        except _Killed:
            assert not (root / "shop.db").exists() or (root / "restored.part").exists()
    for writing in (False, True):
        back = open_store(root, writing=writing)
        try:
            assert content_of(root) == wanted
            assert content_of(aside) == later
            assert checks.is_sound(back)
        finally:
            back.close()


def test_h56_a_restore_killed_while_it_is_made_ready_leaves_the_old_shop(
    shop: Store, place: Place, tmp_path: Path
) -> None:
    snapshot = restores.pick(place, _PLAIN)
    before = content_of(shop.paths.root)
    with pytest.raises(Cancelled):
        restores.stage(shop.paths, place, _PLAIN, snapshot, stopped_at(2))
    ready = shop.paths.root / "restored.part"
    assert not ready.exists()
    ready.mkdir()  # as a kill would leave it
    (ready / "shop.db").write_text("half")
    root = shop.paths.root
    shop.close()
    back = open_store(root)
    assert content_of(root) == before
    assert len(photos.list_(back)) == _PHOTOS
    restores.stage(back.paths, place, _PLAIN, snapshot)
    back.close()


def test_without_what_was_to_come_the_old_shop_stays(
    shop: Store, place: Place, tmp_path: Path
) -> None:
    later = change_and_stage(shop, place, tmp_path)
    root = shop.paths.root
    restore_swaps.ask_for(shop.paths, whole=True)
    shop.close()
    import shutil

    shutil.rmtree(root / "restored.part")
    open_store(root).close()
    assert content_of(root) == later
    assert not restore_swaps.is_asked_for(DataPaths(root))
    (root / "restore.json").write_bytes(b"[]")
    open_store(root).close()
    assert content_of(root) == later


def test_while_the_shop_is_open_elsewhere_nothing_is_exchanged(
    shop: Store, place: Place, tmp_path: Path
) -> None:
    later = change_and_stage(shop, place, tmp_path)
    root = shop.paths.root
    restore_swaps.ask_for(shop.paths, whole=True)
    shop.close()
    lock = WriterLock(DataPaths(root))
    lock.acquire()
    try:
        with pytest.raises(StoreTrouble):
            open_store(root)
        open_store(root, writing=False).close()  # a reader goes on beside
        assert content_of(root) == later
    finally:
        lock.release()


# --- single photos ------------------------------------------------------------------------------


def test_a_cases_photos_are_fetched_and_nothing_is_overwritten(
    place: Place, case_no: str, tmp_path: Path
) -> None:
    snapshot = restores.pick(place, _PLAIN)
    entries = backup_fetches.of_case(place, _PLAIN, snapshot, case_no)
    assert len(entries) == 2
    out = tmp_path / "out"
    report = backup_fetches.fetch(place, _PLAIN, snapshot, entries, out)
    assert {photo_files.sha256_of(path) for path in report.written} == {
        entry.sha256 for entry in entries
    }
    again = backup_fetches.fetch(place, _PLAIN, snapshot, entries, out)
    assert again.written == report.written
    report.written[0].write_text("mine now")
    third = backup_fetches.fetch(place, _PLAIN, snapshot, entries, out)
    assert report.written[0].read_text() == "mine now"
    assert third.written[0].name.endswith(" (2).jpg")
    with pytest.raises(NotFound) as caught:
        backup_fetches.of_case(place, _PLAIN, snapshot, "AS999")
    assert caught.value.reason is Reason.CASE_UNKNOWN


def test_one_photo_is_fetched_by_its_content(place: Place, tmp_path: Path) -> None:
    snapshot = restores.pick(place, _PLAIN)
    wanted = snapshot.files[-1]
    found = backup_fetches.by_content(snapshot, wanted.sha256[:12].upper())
    assert found == [wanted]
    place.absolute(wanted.kept).write_bytes(b"scribble")
    report = backup_fetches.fetch(place, _PLAIN, snapshot, found, tmp_path / "out")
    assert (report.written, len(report.problems)) == ([], 1)
    assert list((tmp_path / "out").iterdir()) == []
    for digits in ("abc", "0" * 64):
        with pytest.raises(NotFound):
            backup_fetches.by_content(snapshot, digits)


def test_lost_photos_are_put_back_into_the_archive(shop: Store, place: Place) -> None:
    before = content_of(shop.paths.root)
    assert backup_fetches.lost(shop) == []
    lost = [row.stored for row in photos.list_(shop)[:2]]
    for stored in lost:
        shop.paths.absolute(stored).unlink()
    found = backup_fetches.lost(shop)
    assert sorted(found) == sorted(lost)
    snapshot = restores.pick(place, _PLAIN)
    report = backup_fetches.put_back(shop, place, _PLAIN, snapshot, found)
    assert len(report.written) == 2
    assert content_of(shop.paths.root) == before
    shop.paths.archive.rename(shop.paths.root / "elsewhere")
    with pytest.raises(FileTrouble) as caught:
        backup_fetches.lost(shop)
    assert caught.value.reason is Reason.ARCHIVE_MISSING


# --- the drill ----------------------------------------------------------------------------------


def test_a_drill_restores_compares_and_is_remembered(shop: Store, place: Place) -> None:
    assert restore_drills.is_due(shop)
    report = restore_drills.drill(shop)
    assert (report.ok, report.restored, report.files) == (True, True, _PHOTOS + 1)
    known = backups.state(shop)
    assert (known.drill_problems, restore_drills.is_due(shop)) == (0, False)
    assert known.drill_at is not None
    assert not list(shop.paths.root.glob("drill*"))
    with time_machine.travel(clock.now() + timedelta(days=31), tick=False):
        assert restore_drills.is_due(shop)


def test_a_drill_finds_what_is_wrong_and_the_next_backup_heals_it(
    shop: Store, place: Place
) -> None:
    bad = next(place.files.rglob("*.jpg"))
    content = bytearray(bad.read_bytes())
    content[500] ^= 1
    bad.write_bytes(content)
    report = restore_drills.drill(shop)
    assert [problem.ill for problem in report.problems] == [Ill.ALTERED]
    assert backups.state(shop).drill_problems == 1
    backups.automatic(shop)
    assert restore_drills.drill(shop).ok


def test_a_drill_of_a_damaged_database_says_so(shop: Store, place: Place) -> None:
    database = place.snapshots / backup_manifests.stamps(place)[0] / "shop.db"
    database.write_bytes(b"no database")
    assert [problem.ill for problem in restore_drills.drill(shop).problems] == [Ill.DATABASE]


def test_a_drill_without_room_compares_where_the_files_lie(shop: Store, place: Place) -> None:
    stamp = backup_manifests.stamps(place)[0]
    tamper(place, stamp, lambda found: found.update(bytes=1 << 60))
    report = restore_drills.drill(shop)
    assert (report.ok, report.restored) == (True, False)


def test_a_drill_notices_rows_that_are_not_there(shop: Store, place: Place) -> None:
    stamp = backup_manifests.stamps(place)[0]
    tamper(place, stamp, lambda found: found["counts"].update(photo=99))
    assert [problem.ill for problem in restore_drills.drill(shop).problems] == [Ill.DATABASE]


def test_without_a_backup_there_is_nothing_to_try(shop: Store, drive: Path) -> None:
    assert not restore_drills.is_due(shop)
    with pytest.raises(FileTrouble) as none:
        restore_drills.drill(shop)
    assert none.value.reason is Reason.BACKUP_MISSING
    backups.choose(shop, drive)
    drive.rename(drive.with_name("pulled"))
    with pytest.raises(FileTrouble) as gone:
        restore_drills.drill(shop)
    assert gone.value.reason is Reason.BACKUP_DRIVE_MISSING


def test_the_archive_of_a_restored_shop_is_there_even_when_it_is_empty(
    shop: Store, drive: Path, tmp_path: Path
) -> None:
    backups.create(shop, drive)
    found = backup_places.one(drive)
    restores.restore(found, _PLAIN, restores.pick(found, _PLAIN), tmp_path / "new")
    assert (tmp_path / "new" / paths.ARCHIVE_NAME).is_dir()
