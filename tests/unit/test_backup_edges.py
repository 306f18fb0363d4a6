"""Backups where something gives way: sources, drives, seals, forged and half-gone places."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop_app.core import backup_texts, i18n
from desktop_app.core.errors import BadValue, FileTrouble, NotFound, Reason, StoreTrouble
from desktop_app.core.kinds import CaseKind, Platform
from desktop_app.models.schema import VERSION
from desktop_app.models.shops import DoneAct
from desktop_app.services import (
    backup_checks,
    backup_databases,
    backup_fetches,
    backup_manifests,
    backup_places,
    backup_secrets,
    backup_state,
    backups,
    buyers,
    cases,
    photo_files,
    photo_moves,
    photos,
    restore_drills,
    restores,
)
from desktop_app.services.backup_checks import Ill
from desktop_app.services.backup_places import Place
from desktop_app.services.backup_secrets import AgeSeal, NotOpened, Seal, SourceTrouble
from desktop_app.services.photo_moves import Move
from desktop_app.services.store import Store
from tests import drawn, passwords

_SECRET = "a long password"  # noqa: S105 - it guards nothing


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords.make_cheap(monkeypatch)


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    folder = tmp_path / "drive"
    folder.mkdir()
    return folder


@pytest.fixture
def case_no(shop: Store, tmp_path: Path) -> str:
    """A shop with a case and two photos of it."""
    owner = buyers.obtain(shop, Platform.TAOBAO, "小鹿")
    no = cases.open(shop, cases.CaseDraft(CaseKind.RETURN, buyer="小鹿")).row.no
    sources = [drawn.write(tmp_path / f"{n}.jpg", n) for n in range(2)]
    photos.import_files(shop, owner, sources, case=photos.case_named(shop, no))
    return no


@pytest.fixture
def place(shop: Store, case_no: str, drive: Path) -> Place:
    backups.choose(shop, drive)
    backups.automatic(shop)
    return backup_places.one(drive)


@pytest.fixture
def age(tmp_path: Path) -> AgeSeal:
    """A key of its own."""
    (tmp_path / "key").mkdir()
    return backup_secrets.new_seal(tmp_path / "key", _SECRET)


@pytest.fixture
def sealed(shop: Store, case_no: str, drive: Path) -> tuple[Place, Seal]:
    backups.choose(shop, drive, _SECRET)
    backups.automatic(shop)
    found = backup_places.one(drive)
    return found, backups.seal_of(shop.paths, found)


def forge(place: Place, change: Callable[[dict[str, Any]], object]) -> str:
    """Writes the only manifest anew as a forger would, with its check sum; returns its name."""
    stamp = backup_manifests.stamps(place)[0]
    file = place.snapshots / stamp / "manifest.json"
    found = json.loads(file.read_text("utf-8"))
    change(found)
    entries = found.pop("files")
    head = json.dumps(found, ensure_ascii=False, indent=1).removesuffix("\n}")
    lines = ",\n".join(f"  {json.dumps(entry, ensure_ascii=False)}" for entry in entries)
    content = f'{head},\n "files": [\n{lines}\n ]\n}}\n'.encode()
    file.write_bytes(content)
    (file.parent / "manifest.json.sha256").write_text(f"{hashlib.sha256(content).hexdigest()}  m\n")
    return stamp


def spoil_rows(database: Path) -> None:
    """A database that opens, with a page inside that makes no sense."""
    with database.open("r+b") as file:
        file.seek(4096 * 6)
        file.write(b"\x00" * 4096 * 3)


class _Broken:
    """A sink on a full disk."""

    def write(self, _chunk: bytes, /) -> int:
        raise OSError(errno.ENOSPC, "full")


@pytest.mark.parametrize("sealing", [False, True])
def test_a_seal_tells_which_side_gave_way(tmp_path: Path, age: AgeSeal, *, sealing: bool) -> None:
    seal = age if sealing else Seal()
    kept = tmp_path / "kept"
    copied = seal.save(io.BytesIO(b"x" * 300_000), kept)
    assert (copied.bytes, copied.sha256) == (300_000, hashlib.sha256(b"x" * 300_000).hexdigest())
    assert seal.look(kept).sha256 == copied.sha256
    with pytest.raises(OSError, match="full"):
        seal.load(kept, _Broken())

    class Unreadable(io.BytesIO):
        def read(self, _size: int | None = -1, /) -> bytes:
            raise OSError(errno.EIO, "bad sector")

    with pytest.raises(SourceTrouble):
        seal.save(Unreadable(), tmp_path / "part")
    assert not (tmp_path / "part").exists()
    with pytest.raises(FileExistsError):
        seal.save(io.BytesIO(b"x"), kept)
    with pytest.raises(FileNotFoundError):
        seal.load(tmp_path / "gone", io.BytesIO())


def test_another_key_opens_nothing(tmp_path: Path, age: AgeSeal) -> None:
    import pyrage

    age.save(io.BytesIO(b"secret"), tmp_path / "kept")
    other = AgeSeal(str(pyrage.x25519.Identity.generate()))
    with pytest.raises(NotOpened):
        other.load(tmp_path / "kept", io.BytesIO())
    with pytest.raises(NotOpened):
        Seal.look(other, tmp_path / "kept")
    assert other.hidden_name("ab" * 32) != age.hidden_name("ab" * 32)


def test_a_short_password_changes_nothing(tmp_path: Path, age: AgeSeal) -> None:
    with pytest.raises(BadValue) as caught:
        backup_secrets.change_password(tmp_path, age, "1234567")
    assert caught.value.reason is Reason.PASSWORD_SHORT
    assert not (tmp_path / backup_secrets.KEY_FILE).exists()


def test_a_key_file_that_is_none_is_damage_not_a_wrong_password(
    tmp_path: Path, age: AgeSeal
) -> None:
    for content in (b"", b"text", b"age-encryption.org/v1\n-> X25519 abc\n"):
        (tmp_path / backup_secrets.KEY_FILE).write_bytes(content)
        with pytest.raises(FileTrouble) as caught:
            backup_secrets.by_password(tmp_path, _SECRET)
        assert caught.value.reason is Reason.BACKUP_DAMAGED


def test_a_key_in_the_data_folder_that_is_damaged_is_none(shop: Store) -> None:
    keys = shop.paths.backups / "keys"
    keys.mkdir()
    for content in (b"", b"AGE-SECRET-KEY-1XXXX", b"\xff\xfe"):
        (keys / "p.key").write_bytes(content)
        assert backup_secrets.kept_key(shop.paths, "p") is None


def test_a_case_is_fetched_from_a_sealed_backup(
    sealed: tuple[Place, Seal], case_no: str, tmp_path: Path
) -> None:
    place, seal = sealed
    snapshot = restores.pick(place, seal)
    entries = backup_fetches.of_case(place, seal, snapshot, case_no)
    report = backup_fetches.fetch(place, seal, snapshot, entries, tmp_path / "out")
    assert {photo_files.sha256_of(path) for path in report.written} == {
        entry.sha256 for entry in entries
    }
    database = place.absolute(backup_checks.database_of(snapshot).kept)
    database.write_bytes(database.read_bytes()[:-50])
    with pytest.raises(FileTrouble) as caught:
        backup_fetches.of_case(place, seal, snapshot, case_no)
    assert caught.value.reason is Reason.BACKUP_DAMAGED
    assert [one.ill for one in backup_checks.verify(place, seal).problems] == [Ill.CUT]


def test_a_sealed_restore_to_a_full_disk_says_so(
    sealed: tuple[Place, Seal], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, seal = sealed
    snapshot = restores.pick(place, seal)

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(FileTrouble) as caught:
            restores.restore(place, seal, snapshot, tmp_path / "new")
    assert caught.value.reason is Reason.DISK_FULL
    assert not list(tmp_path.glob("new*"))


def test_verify_names_forged_and_newer_manifests(place: Place) -> None:
    stamp = forge(place, lambda found: found["files"][1].update(path="../x"))
    assert [(one.ill, one.snapshots) for one in backup_checks.verify(place, Seal()).problems] == [
        (Ill.UNSAFE, (stamp,))
    ]
    forge(place, lambda found: found["files"][1].update(path="documents/x"))
    forge(place, lambda found: found.update(format=7))
    assert [one.ill for one in backup_checks.verify(place, Seal()).problems] == [Ill.NEWER]


def test_verify_names_a_database_that_is_damaged_though_its_sum_agrees(
    place: Place, case_no: str, tmp_path: Path
) -> None:
    database = place.snapshots / backup_manifests.stamps(place)[0] / "shop.db"
    spoil_rows(database)
    forge(place, lambda found: found["files"][0].update(sha256=photo_files.sha256_of(database)))
    assert [one.ill for one in backup_checks.verify(place, Seal()).problems] == [Ill.DATABASE]
    snapshot = restores.pick(place, Seal())
    with pytest.raises(FileTrouble) as caught:
        restores.restore(place, Seal(), snapshot, tmp_path / "new")
    assert caught.value.reason is Reason.BACKUP_DAMAGED


def test_two_claims_on_one_file_and_a_manifest_without_a_database_are_named(place: Place) -> None:
    def double(found: dict[str, Any]) -> None:
        found["files"].append({**found["files"][1], "path": "documents/x", "sha256": "a" * 64})

    forge(place, double)
    assert Ill.ALTERED in {one.ill for one in backup_checks.verify(place, Seal()).problems}
    forge(place, lambda found: found["files"].pop(0))
    with pytest.raises(FileTrouble) as caught:
        backup_checks.database_of(restores.pick(place, Seal()))
    assert caught.value.reason is Reason.BACKUP_DAMAGED


def test_a_database_that_is_none_is_told_wherever_it_is_wanted(
    place: Place, tmp_path: Path, case_no: str
) -> None:
    strange = tmp_path / "strange.db"
    strange.write_text("a text file, longer than a header of a database must be. " * 20)
    with pytest.raises(StoreTrouble) as damaged:
        backup_databases.copy(strange, tmp_path / "copy.db")
    assert damaged.value.reason is Reason.STORE_DAMAGED
    assert backup_databases.faults(strange) != []
    with pytest.raises(FileTrouble) as missing:
        backup_databases.copy(tmp_path / "none.db", tmp_path / "copy.db")
    assert missing.value.reason is Reason.FILE_MISSING
    with sqlite3.connect(tmp_path / "empty.db") as empty:
        empty.execute("CREATE TABLE photo (id)")
    empty.close()
    assert backup_databases.counts(tmp_path / "empty.db") == {"photo": 0}
    snapshot = restores.pick(place, Seal())
    database = place.absolute(backup_checks.database_of(snapshot).kept)
    shutil.copy(strange, database)
    with pytest.raises(FileTrouble) as caught:
        backup_fetches.of_case(place, Seal(), snapshot, case_no)
    assert caught.value.reason is Reason.BACKUP_DAMAGED


def test_a_drive_that_goes_is_told_by_whoever_reads_it(
    shop: Store, place: Place, drive: Path, tmp_path: Path
) -> None:
    snapshot = restores.pick(place, Seal())
    drive.rename(tmp_path / "pulled")
    acts: tuple[Callable[[], object], ...] = (
        lambda: backup_checks.verify(place, Seal()),
        lambda: restores.restore(place, Seal(), snapshot, tmp_path / "new"),
        lambda: backup_manifests.read(place, snapshot.stamp, Seal()),
        lambda: restore_drills.drill(shop),
    )
    for act in acts:
        with pytest.raises(FileTrouble) as caught:
            act()
        assert caught.value.reason is Reason.BACKUP_DRIVE_MISSING
    assert backup_places.free_bytes(drive) is None
    assert not backup_places.same_drive(drive, shop.paths)


def test_a_drive_that_goes_while_it_is_verified(place: Place, drive: Path) -> None:
    def pulled(items: Any, /, total: int | None = None) -> Any:
        shutil.rmtree(drive)
        return items

    with pytest.raises(FileTrouble) as caught:
        backup_checks.verify(place, Seal(), track=pulled)
    assert caught.value.reason is Reason.BACKUP_DRIVE_MISSING


def test_a_move_that_was_under_way_is_followed(shop: Store, place: Place) -> None:
    """Killed between the rename and its record, a photo is found where it went."""
    with shop.connection():
        row = photos.list_(shop)[0]
        after = row.stored.replace(".jpg", "x.jpg")
        data = {"kept_as": "", "group": 0, "moves": [vars(Move(row.id, row.stored, after))]}
        DoneAct.create(kind="photo_moves_pending", at=row.imported_at, data=json.dumps(data))
    shop.paths.absolute(row.stored).rename(shop.paths.absolute(after))
    for file in place.files.rglob("*.jpg"):
        file.unlink()
    report = backups.automatic(shop)
    assert (report.missing, report.photos_copied) == ([], 2)
    named = {entry.path for entry in restores.pick(place, Seal()).files}
    assert row.stored in named
    assert after not in named
    photo_moves.recover(shop)
    assert backups.automatic(shop).photos_copied == 0


def test_a_file_in_the_way_of_a_name_is_never_overwritten(shop: Store, place: Place) -> None:
    """What a person laid into the backup's folder stays, and the photo gets another name."""
    paper = shop.paths.documents / "a.pdf"
    paper.write_bytes(b"ours")
    theirs = place.files / "documents" / "a.pdf"
    theirs.parent.mkdir(exist_ok=True)
    theirs.write_bytes(b"theirs")
    backups.automatic(shop)
    assert theirs.read_bytes() == b"theirs"
    entry = next(one for one in restores.pick(place, Seal()).files if one.path.endswith("a.pdf"))
    assert place.absolute(entry.kept).read_bytes() == b"ours"
    assert entry.kept.startswith("files/documents/a~")
    bare = shop.paths.documents / "LICENSE"
    bare.write_bytes(b"no suffix")
    (place.files / "documents" / "LICENSE").write_bytes(b"in the way")
    backups.automatic(shop)
    kept = [one.kept for one in restores.pick(place, Seal()).files if "LICENSE" in one.path]
    assert place.absolute(kept[0]).read_bytes() == b"no suffix"


def test_what_a_killed_backup_left_is_taken_over_or_cleared(shop: Store, place: Place) -> None:
    half = place.snapshots / "2026-01-01T00-00-00Z"
    half.mkdir()
    (half / "shop.db").write_bytes(b"half")
    (place.incoming / "x.part").write_bytes(b"half")
    (shop.paths.backups / "incoming").mkdir(exist_ok=True)
    (shop.paths.backups / "incoming" / "old.db").write_bytes(b"half")
    paper = shop.paths.documents / "new.pdf"
    paper.write_bytes(b"new")
    (place.files / "documents").mkdir(exist_ok=True)
    (place.files / "documents" / "new.pdf").write_bytes(b"new")  # copied, but in no manifest
    (place.files / "documents" / "left.pdf").write_bytes(b"left")
    place.unfinished.write_text("files/documents/new.pdf\nfiles/documents/left.pdf\n")
    assert backup_checks.verify(place, Seal()).ok
    backups.automatic(shop)
    assert not half.exists()
    assert list(place.incoming.iterdir()) == []
    assert list((shop.paths.backups / "incoming").iterdir()) == []
    assert not (place.files / "documents" / "left.pdf").exists()
    assert (place.files / "documents" / "new.pdf").exists()
    assert backup_checks.verify(place, Seal()).ok


def test_fetching_names_what_is_unknown(place: Place, tmp_path: Path) -> None:
    snapshot = restores.pick(place, Seal())
    entry = snapshot.files[-1]
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(FileTrouble):
        backup_fetches.fetch(place, Seal(), snapshot, [entry], tmp_path / "file")
    with pytest.raises(NotFound):
        restores.pick(place, Seal(), "nothing")


def test_a_backup_of_a_later_schema_than_ours_is_refused(place: Place) -> None:
    forge(place, lambda found: found.update(schema=VERSION + 1))
    with pytest.raises(FileTrouble) as caught:
        restores.pick(place, Seal())
    assert caught.value.reason is Reason.BACKUP_NEWER


def test_nothing_is_noted_where_there_is_no_data_folder(tmp_path: Path, place: Place) -> None:
    from desktop_app.core.paths import DataPaths

    nowhere = DataPaths(tmp_path / "nowhere")
    backup_state.distrust(nowhere, place.id, ["files/x"])
    assert backup_state.distrusted(nowhere, place.id) == set()
    assert not nowhere.root.exists()


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_ill_has_its_words(language: str) -> None:
    i18n.use(language)
    for ill in Ill:
        assert "x.jpg" in backup_texts.what(ill.value, "x.jpg")
        assert backup_texts.remedy(ill.value)
    assert backup_texts.spoilt(()) == ""
    assert "2" in backup_texts.spoilt(("a", "b"))
