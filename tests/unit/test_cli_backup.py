"""`backup …` on the command line: JSON keys, exit status, one sentence for what can't be."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from desktop_app.cli import main
from desktop_app.cli.backup import PASSWORD
from tests import drawn


class Shell:
    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self._capsys = capsys
        self.status = 0
        self.out = self.err = ""

    def __call__(self, *words: object) -> dict[str, Any]:
        self.text(*words, "--json")
        found: dict[str, Any] = json.loads(self.out) if self.out else {}
        return found

    def text(self, *words: object) -> str:
        self.status = main(["--data", str(self.root), "--lang", "en", *map(str, words)])
        self.out, self.err = self._capsys.readouterr()
        return self.out


@pytest.fixture
def shell(data_dir: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Shell:
    """A shop with one case and three photos of it."""
    made = Shell(data_dir, capsys)
    no = made("cases", "open", "--buyer", "小鹿", "--kind", "return")["case"]["no"]
    for number in range(3):
        source = drawn.write(tmp_path / f"{number}.jpg", number)
        made("photos", "import", "--buyer", "小鹿", "--case", no, source)
    return made


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    folder = tmp_path / "drive"
    folder.mkdir()
    return folder


def test_create_verify_restore_is_a_round(shell: Shell, drive: Path, tmp_path: Path) -> None:
    first = shell("backup", "create", drive)
    assert (first["photos_copied"], first["photos_present"]) == (3, 0)
    assert first["bytes"] > 100_000
    second = shell("backup", "create", drive)
    assert (second["photos_copied"], second["photos_present"]) == (0, 3)
    assert second["snapshot"] != first["snapshot"]
    assert shell("backup", "verify", drive)["ok"] is True
    new = tmp_path / "new"
    restored = shell("backup", "restore", drive, "--to", new)
    assert (shell.status, restored["restored"], restored["problems"]) == (0, 4, [])
    shell.root = new
    assert shell("check") == {"ok": True, "problems": []}
    assert shell("photos", "verify")["ok"] == 3
    assert "3 photos copied" not in shell.text("backup", "create", drive)  # its own place goes on


def test_the_folder_of_the_backups_themselves_does_as_well(
    shell: Shell, drive: Path, tmp_path: Path
) -> None:
    made = shell("backup", "create", drive)
    inner = Path(made["folder"])
    assert shell("backup", "verify", inner)["ok"] is True
    one = inner / "snapshots" / made["snapshot"]
    assert shell("backup", "list", one)["snapshots"][0]["snapshot"] == made["snapshot"]
    moved = tmp_path / "copied elsewhere"
    shutil.copytree(inner, moved)
    assert shell("backup", "restore", moved, "--to", tmp_path / "new")["restored"] == 4


def test_verify_names_every_problem_with_its_remedy(shell: Shell, drive: Path) -> None:
    folder = Path(shell("backup", "create", drive)["folder"])
    gone, cut, _third = sorted((folder / "files").rglob("*.jpg"))
    gone.unlink()
    cut.write_bytes(cut.read_bytes()[:99])
    found = shell("backup", "verify", drive)
    assert (shell.status, found["ok"]) == (1, False)
    assert {(one["ill"], Path(one["where"]).name) for one in found["problems"]} == {
        ("missing", gone.name),
        ("cut", cut.name),
    }
    assert all(one["problem"] and one["remedy"] for one in found["problems"])
    assert "is cut off. Back up again" in shell.text("backup", "verify", drive)
    restored = shell("backup", "restore", drive, "--to", drive / "new")
    assert (shell.status, restored["restored"], len(restored["problems"])) == (1, 2, 2)
    shell("backup", "create", drive)
    assert shell("backup", "verify", drive)["ok"] is True


def test_list_shows_the_newest_first(shell: Shell, drive: Path) -> None:
    names = [shell("backup", "create", drive)["snapshot"] for _turn in range(2)]
    listed = shell("backup", "list", drive)
    assert [one["snapshot"] for one in listed["snapshots"]] == names[::-1]
    assert {(one["photos"], one["cases"], one["files"]) for one in listed["snapshots"]} == {
        (3, 1, 4)
    }
    manifest = next(drive.rglob(f"{names[0]}/manifest.json"))
    manifest.write_bytes(b"")
    assert "damaged" in shell.text("backup", "list", drive)


def test_fetch_brings_a_cases_photos_or_one(shell: Shell, drive: Path, tmp_path: Path) -> None:
    name = shell("backup", "create", drive)["snapshot"]
    no = shell("cases", "list")["cases"][0]["no"]
    out = tmp_path / "out"
    of_case = shell("backup", "fetch", drive, "--case", no, "-o", out)
    assert len(of_case["written"]) == 3
    sha = shell("photos", "list", "--buyer", "小鹿")["photos"][0]["sha256"]
    one = shell("backup", "fetch", drive, "--photo", sha, "-o", out / "one", "--snapshot", name)
    assert len(one["written"]) == 1
    assert shell.text("backup", "fetch", drive, "--photo", sha, "-o", out / "one").strip()
    shell("backup", "fetch", drive, "-o", out)
    assert shell.status == 2
    shell("backup", "fetch", drive, "--case", "AS1", "-o", out)
    assert shell.status == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("create", "{shop}"), "own data folder"),
        (("create", "{tmp}/no/such"), "isn't there"),
        (("verify", "{tmp}/no"), "isn't there"),
        (("verify", "{tmp}"), "No backup of this program"),
        (("list", "{tmp}"), "No backup of this program"),
        (("restore", "{drive}", "--to", "{shop}"), "isn't empty"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    shell: Shell, drive: Path, tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    shell("backup", "create", drive)
    (tmp_path / "empty").mkdir()
    places = {"shop": shell.root, "tmp": tmp_path / "empty", "drive": drive}
    shell.text("backup", *(word.format(**places) for word in words))
    assert shell.status == 2
    assert sentence in shell.err
    assert len(shell.err.strip().splitlines()) == 1


def test_a_photo_that_is_lost_is_told(shell: Shell, drive: Path) -> None:
    lost = shell("photos", "list", "--buyer", "小鹿")["photos"][0]["stored"]
    (shell.root / lost).unlink()
    made = shell("backup", "create", drive)
    assert (shell.status, [one["path"] for one in made["problems"]]) == (1, [lost])
    assert lost in shell.text("backup", "create", drive)


@pytest.mark.timeout(300)  # four times scrypt, each a second and half a gigabyte
def test_the_password_comes_from_the_environment(
    shell: Shell, drive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.text("backup", "create", drive, "--seal")  # nobody there to ask
    assert shell.status == 2
    assert list(drive.iterdir()) == []
    monkeypatch.setenv(PASSWORD, "short")
    shell.text("backup", "create", drive, "--seal")
    assert "at least 8 characters" in shell.err
    monkeypatch.setenv(PASSWORD, "long enough it is")
    assert shell("backup", "create", drive, "--seal")["photos_copied"] == 3
    monkeypatch.delenv(PASSWORD)
    assert shell("backup", "create", drive)["photos_copied"] == 0  # the key is held here
    assert shell("backup", "list", drive)["sealed"] is True
    shell.root = tmp_path / "another computer"
    shell.text("backup", "restore", drive, "--to", tmp_path / "new")
    assert shell.status == 2
    assert "has a password" in shell.err
    monkeypatch.setenv(PASSWORD, "something else")
    shell.text("backup", "verify", drive)
    assert "doesn't open" in shell.err
    monkeypatch.setenv(PASSWORD, "long enough it is")
    assert shell("backup", "verify", drive)["ok"] is True
    assert shell("backup", "restore", drive, "--to", tmp_path / "new")["restored"] == 4


def test_a_backup_is_made_beside_an_open_window(shell: Shell, drive: Path) -> None:
    from desktop_app.core.paths import DataPaths
    from desktop_app.services.writer_lock import WriterLock

    lock = WriterLock(DataPaths(shell.root))
    lock.acquire()
    try:
        assert shell("backup", "create", drive)["photos_copied"] == 3
    finally:
        lock.release()
