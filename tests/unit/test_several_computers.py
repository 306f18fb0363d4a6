"""Hostile 57: shared folders are known, one program writes at a time, the holder is named."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath

import pytest

from desktop_app import cli
from desktop_app.core import paths, private_access, shared_places, texts
from desktop_app.core.errors import Reason, StoreTrouble
from desktop_app.core.paths import DataPaths
from desktop_app.core.shared_places import Shared, Sharing
from desktop_app.services.store import Store, open_store
from desktop_app.views.place_words import place_words

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "folder",
    [
        *("OneDrive", "OneDrive - 暖木居", "Nutstore Files", "我的坚果云", "iCloudDrive"),
        *("Library/Mobile Documents/com~apple~CloudDocs", "Library/CloudStorage/x"),
        *("Dropbox", "Dropbox (Personal)", "Google Drive", "GoogleDrive-me", "百度网盘同步空间"),
        *(
            "BaiduSyncdisk",
            "BaiduNetdiskWorkspace",
            "微云同步助手",
            "Weiyun",
            "WPS云盘",
            "阿里云盘",
        ),
    ],
)
def test_57_sync_folders_are_known_by_name(tmp_path: Path, folder: str) -> None:
    found = shared_places.of(tmp_path / folder / "shop")
    assert found is not None
    assert found.how is Sharing.SYNC


@pytest.mark.parametrize("folder", ["shop", "售后", "Documents/AfterSalesDesk"])
def test_57_a_folder_of_ones_own_is_left_alone(tmp_path: Path, folder: str) -> None:
    assert shared_places.of(tmp_path / folder) is None


def test_57_a_renamed_onedrive_is_known_by_windows_own_variable() -> None:
    environment = {"OneDrive": r"D:\Cloud", "OneDriveCommercial": ""}
    inside, beside = PureWindowsPath(r"d:\cloud\shop"), PureWindowsPath(r"D:\Clouds\shop")
    assert shared_places.within_sync(inside, environment) == "onedrive"
    assert shared_places.within_sync(beside, environment) is None


def test_57_a_sync_program_is_known_by_its_file(tmp_path: Path) -> None:
    (tmp_path / ".stfolder").mkdir()
    assert shared_places.of(tmp_path / "a" / "b") == Shared(Sharing.SYNC, "stfolder")


@pytest.mark.parametrize(
    ("text", "server"),
    [
        (r"\\nas\shop\data", "nas"),
        ("//nas.local/shop", "nas.local"),
        (r"\\?\UNC\nas\shop", "nas"),
        (r"\\?\C:\shop", None),
        (r"\\.\C:\shop", None),
        (r"C:\shop", None),
        ("/home/x/shop", None),
    ],
)
def test_57_a_unc_path_names_its_server(text: str, server: str | None) -> None:
    assert shared_places.unc_server(text) == server


def test_57_a_mapped_drive_is_known_by_windows_answer() -> None:
    kinds = {"Z:\\": 4, "C:\\": 3}
    assert shared_places.remote_drive(r"z:\shop", lambda root: kinds[root.upper()]) == "Z:"
    assert shared_places.remote_drive(r"C:\shop", lambda root: kinds[root]) is None
    assert shared_places.remote_drive("/home", lambda _root: 4) is None


LINUX = """sysfs /sys sysfs rw 0 0
/dev/sda1 / ext4 rw 0 0
nas:/vol /mnt/nas nfs4 rw 0 0
//nas/shop /mnt/my\\040share cifs rw 0 0
/dev/sdb1 /mnt/nas/stick vfat rw 0 0
me@host: /home/me/far fuse.sshfs rw 0 0
broken
"""
MAC = """/dev/disk3s1 on / (apfs, sealed, local, read-only)
//me@nas/shop on /Volumes/shop (smbfs, nodev, nosuid, mounted by me)
/dev/disk4s1 on /Volumes/My Stick (msdos, local, nodev)
map auto_home on /System/Volumes/Data/home (autofs)
"""


@pytest.mark.parametrize(
    ("folder", "system"),
    [
        ("/home/me/shop", None),
        ("/mnt/nas/shop", "nfs4"),
        ("/mnt/nas", "nfs4"),
        ("/mnt/nasty/shop", None),
        ("/mnt/my share/shop", "cifs"),
        ("/mnt/nas/stick/shop", None),
        ("/home/me/far/shop", "fuse.sshfs"),
    ],
)
def test_57_network_mounts_of_linux(folder: str, system: str | None) -> None:
    mounts = shared_places.linux_mounts(LINUX)
    assert shared_places.network_mount(Path(folder), mounts) == system


@pytest.mark.parametrize(
    ("folder", "system"),
    [("/Users/me", None), ("/Volumes/shop/a", "smbfs"), ("/Volumes/My Stick/a", None)],
)
def test_57_network_volumes_of_macos(folder: str, system: str | None) -> None:
    mounts = shared_places.mac_mounts(MAC)
    assert shared_places.network_mount(Path(folder), mounts) == system


def test_57_without_mounts_nothing_is_a_network() -> None:
    assert shared_places.network_mount(Path("/x"), []) is None


# -- one writer ---------------------------------------------------------------------------------

HOLD = """
import sys
from pathlib import Path
from desktop_app.services.store import open_store
store = open_store(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def held(data_dir: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the shop open; a line to it ends it."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(data_dir)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "held"
        yield process
        process.kill()


def test_57_a_second_program_is_refused_with_the_holders_name(
    data_dir: Path, held: subprocess.Popen[str]
) -> None:
    note = json.loads((data_dir / "lock.json").read_text("utf-8"))
    with pytest.raises(StoreTrouble) as told:
        open_store(data_dir)
    assert told.value.reason is Reason.STORE_LOCKED
    said = texts.sentence(told.value)
    for part in ("host", "user", "pid"):
        assert str(note[part]) in said
    reader = open_store(data_dir, writing=False)
    reader.close()
    held.kill()
    held.wait()
    store = open_store(data_dir)
    assert store.left_open_by == "", "the same computer's own crash needs no warning"
    store.close()


def test_57_a_command_beside_a_window_reads_and_does_not_write(
    data_dir: Path,
    held: subprocess.Popen[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from desktop_app.cli import frame

    monkeypatch.setattr(frame, "WRITE_WAIT_S", 0.1)
    call = ["--data", str(data_dir), "--lang", "en"]
    assert cli.main([*call, "orders", "list"]) == 0
    capsys.readouterr()
    assert cli.main([*call, "cases", "open", "--buyer", "x", "--kind", "return"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.strip().splitlines()) == 1


def foreign(root: Path, host: str = "other-pc") -> None:
    note = {"pid": 4711, "host": host, "user": "小林", "since": "2026-01-01T00:00:00Z"}
    (root / "lock.json").write_text(json.dumps(note), "utf-8")


def test_57_another_computers_open_shop_is_warned_of(data_dir: Path) -> None:
    open_store(data_dir).close()
    foreign(data_dir)
    store = open_store(data_dir)
    assert store.left_open_by == "other-pc, 小林, 4711"
    assert "other-pc" in place_words(store)
    store.close()
    assert not (data_dir / "lock.json").exists()


def test_57_a_lock_that_lies_is_noticed_while_the_shop_is_open(shop: Store) -> None:
    assert shop.taken_by() == ""
    foreign(shop.paths.root)
    assert shop.taken_by() == "other-pc, 小林, 4711"
    assert "other-pc" in place_words(shop, shop.taken_by())
    shop.close()
    assert (shop.paths.root / "lock.json").exists(), "the other's note stays"


@pytest.mark.parametrize("note", ["", "[]", "{", "{}"])
def test_57_an_unreadable_note_holds_nobody_up(data_dir: Path, note: str) -> None:
    open_store(data_dir).close()
    (data_dir / "lock.json").write_text(note, "utf-8")
    store = open_store(data_dir)
    assert store.taken_by() == ""
    store.close()


def test_57_a_shared_folder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(tmp_path / "Dropbox" / "shop")
    assert "sync program" in place_words(store)
    monkeypatch.setattr(shared_places, "of", lambda _root: Shared(Sharing.NETWORK, "smb3"))
    assert "smb3" in place_words(store)
    monkeypatch.setattr(shared_places, "of", lambda _root: None)
    assert place_words(store) == ""
    store.paths.root.chmod(0o755)
    if os.name == "posix":
        assert "Other accounts" in place_words(store)
    store.close()


# -- whose files --------------------------------------------------------------------------------


def test_windows_rights_are_for_the_person_alone() -> None:
    environment = {"USERNAME": "小林", "USERDOMAIN": "SHOP-PC", "SYSTEMROOT": r"C:\Windows"}
    folder = Path("D:/售后 & Co")
    assert private_access.icacls_arguments(folder, environment) == [
        r"C:\Windows\System32\icacls.exe",
        str(folder),
        "/inheritance:r",
        "/grant:r",
        "SHOP-PC\\小林:(OI)(CI)F",
        "*S-1-5-18:(OI)(CI)F",
        "/Q",
    ]
    assert private_access.icacls_arguments(folder, {}) == []


def test_windows_rights_that_cannot_be_set_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("USERNAME", "x")
    calls: list[list[str]] = []

    def answers(code: int) -> private_access.Runner:
        return lambda arguments: calls.append(list(arguments)) or code

    def missing(_arguments: object) -> int:
        raise FileNotFoundError("icacls.exe")

    assert private_access.restrict(tmp_path, answers(0))
    assert not private_access.restrict(tmp_path, answers(5))
    assert not private_access.restrict(tmp_path, missing)
    assert calls[0][1] == str(tmp_path)
    monkeypatch.delenv("USERNAME")
    assert not private_access.restrict(tmp_path, answers(0))


def test_the_windows_profile_is_private_by_itself() -> None:
    environment = {"USERPROFILE": r"C:\Users\me"}
    own, other = Path(r"c:\users\ME\AppData\shop"), Path(r"C:\Users\mean\shop")
    assert private_access.in_own_profile(own, environment)
    assert not private_access.in_own_profile(other, environment)
    assert not private_access.in_own_profile(own, {})


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_files_left_open_by_an_earlier_program_are_closed(data_dir: Path) -> None:
    open_store(data_dir).close()
    (data_dir / "shop.db").chmod(0o644)
    (data_dir / "logs" / "desk.log").touch()
    (data_dir / "logs" / "desk.log").chmod(0o666)
    data_dir.chmod(0o755)
    open_store(data_dir).close()
    for place in (data_dir / "shop.db", data_dir / "logs" / "desk.log"):
        assert place.stat().st_mode & 0o777 == 0o600
    assert data_dir.stat().st_mode & 0o777 == 0o700
    assert not private_access.is_private(data_dir / "gone")


def test_the_sync_words_still_serve_the_backup_page(tmp_path: Path) -> None:
    assert paths.in_sync_folder(DataPaths(tmp_path / "OneDrive").root)
