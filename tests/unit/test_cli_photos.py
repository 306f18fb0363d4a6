"""`photos …` on the command line: one JSON object, exit status, refusals by name."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from desktop_app.cli import main
from desktop_app.core import clock
from desktop_app.core.kinds import CaseKind, Platform
from desktop_app.models.cases import AfterSalesCase
from desktop_app.services import buyers
from desktop_app.services.store import open_store
from tests import drawn


class Shell:
    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self._capsys = capsys
        self.status = 0
        self.err = ""

    def __call__(self, *words: object) -> dict[str, Any]:
        self.text(*words, "--json")
        found: dict[str, Any] = json.loads(self.out) if self.out else {}
        return found

    def text(self, *words: object) -> str:
        self.status = main(["--data", str(self.root), "--lang", "en", *map(str, words)])
        self.out, self.err = self._capsys.readouterr()
        return self.out


@pytest.fixture
def shell(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(data_dir, capsys)


def label(path: Path, text: str) -> Path:
    code = zxingcpp.create_barcode(text, zxingcpp.Code128).to_image(scale=3)
    view = memoryview(code)
    bars = Image.frombytes("L", (view.shape[1], view.shape[0]), view.tobytes())
    sheet = Image.new("L", (bars.width + 200, bars.height + 300), 255)
    sheet.paste(bars, (100, 150))
    path.write_bytes(drawn.encoded(sheet.convert("RGB")))
    return path


def open_case(root: Path, buyer: str = "小鹿") -> str:
    store = open_store(root)
    now = clock.now()
    with store.transaction():
        AfterSalesCase.create(
            no="AS20260903-0001",
            platform=Platform.TAOBAO,
            buyer=buyers.obtain(store, Platform.TAOBAO, buyer),
            kind=CaseKind.DAMAGED_SIGNED,
            opened_at=now,
            updated_at=now,
        )
    store.close()
    return "AS20260903-0001"


def test_import_lists_what_became_of_every_source(shell: Shell, tmp_path: Path) -> None:
    good = label(tmp_path / "waybill.jpg", "JDVB12345678901-1-1-")
    again = tmp_path / "again.jpg"
    again.write_bytes(good.read_bytes())
    bad = tmp_path / "bad.jpg"
    bad.write_bytes(b"<html>")
    junk = tmp_path / "Thumbs.db"
    junk.write_bytes(b"x")
    found = shell("photos", "import", "--buyer", "小鹿", good, again, bad, junk)
    assert shell.status == 1
    (added,) = found["added"]
    assert added["sha256"] == hashlib.sha256(good.read_bytes()).hexdigest()
    assert added["barcodes"] == ["JDVB12345678901-1-1-"]
    assert (added["source"], added["taken_at"]) == (str(good), None)
    assert (shell.root / added["stored"]).read_bytes() == good.read_bytes()
    assert found["duplicates"] == [{"source": str(again), "stored": added["stored"]}]
    assert [(one["source"], one["code"]) for one in found["refused"]] == [
        (str(bad), "not_evidence")
    ]
    assert found["skipped"] == [str(junk)]
    other = shell("photos", "import", "--buyer", "老王", "--platform", "tmall", good)
    assert [(one["buyer"], one["distance"]) for one in other["similar"]] == [("小鹿", 0)]
    assert shell.status == 0


def test_a_case_brings_its_own_buyer_and_platform(shell: Shell, tmp_path: Path) -> None:
    masked = open_case(shell.root, "t**b")
    source = drawn.write(tmp_path / "a.jpg")
    shell("photos", "import", "--buyer", "t**b", "--case", masked, source)
    shell("photos", "import", "--buyer", "new one", "--case", masked, source)
    (first, second) = shell("photos", "list", "--case", masked)["photos"]
    assert {first["buyer"], second["buyer"]} == {"t**b", "new one"}
    assert first["cases"] == [masked]
    assert "+" in first["imported_at"] or first["imported_at"].endswith("Z")
    assert len(shell("photos", "list", "--buyer", "new one", "--platform", "taobao")["photos"]) == 1


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("list",), 2),
        (("list", "--buyer", "nobody"), 1),
        (("list", "--case", "AS1"), 1),
        (("import", "--buyer", "x", "--case", "AS1", "a.jpg"), 1),
        (("import", "--buyer", "x", "--platform", "ebay", "a.jpg"), 1),
        (("import", "--buyer", " ", "a.jpg"), 1),
        (("import", "--buyer", "x"), 2),
        (("export", "--case", "AS1", "-o", "out"), 1),
    ],
)
def test_calls_that_can_not_be_are_said_in_one_line(
    shell: Shell, words: tuple[str, ...], status: int
) -> None:
    assert shell.text("photos", *words) == ""
    assert shell.status == status
    assert "Traceback" not in shell.err
    assert len(shell.err.strip().splitlines()) == 1


def test_verify_and_repair(shell: Shell, tmp_path: Path) -> None:
    sources = [drawn.write(tmp_path / f"{n}.jpg", n) for n in range(3)]
    added = shell("photos", "import", "--buyer", "小鹿", *sources)["added"]
    assert shell("photos", "verify") == {
        "checked": 3,
        "ok": 3,
        "missing": [],
        "altered": [],
        "stray": [],
    }
    stored = [shell.root / one["stored"] for one in added]
    stored[0].unlink()
    stored[1].write_bytes(stored[1].read_bytes()[:-100])
    (stored[2].parent / "foreign.txt").write_bytes(b"x")
    found = shell("photos", "verify")
    assert shell.status == 1
    assert [(one["stored"], one["buyer"]) for one in found["missing"]] == [
        (added[0]["stored"], "小鹿")
    ]
    assert [one["ill"] for one in found["altered"]] == ["shorter"]
    assert [one["buyer"] for one in found["stray"]] == [None]
    repaired = shell("photos", "verify", "--repair")
    assert [one["cure"] for one in repaired["repaired"]] == ["set_aside"]
    assert (shell.root / repaired["repaired"][0]["aside"]).read_bytes() == b"x"
    assert repaired["stray"] == []
    text = shell.text("photos", "verify")
    assert "restore a backup" in text
    assert "1 of 3 photos" in text


def test_an_archive_that_is_away_stops_everything_in_one_sentence(
    shell: Shell, tmp_path: Path
) -> None:
    source = drawn.write(tmp_path / "a.jpg")
    shell("photos", "import", "--buyer", "小鹿", source)
    away = (shell.root / "售后问题图片").rename(tmp_path / "away")
    for words in (("verify",), ("import", "--buyer", "小鹿", source)):
        shell.text("photos", *words)
        assert shell.status == 2
        assert "Nothing was changed" in shell.err
    away.rename(shell.root / "售后问题图片")
    assert shell("photos", "verify")["ok"] == 1


def test_export_writes_copies_for_upload(shell: Shell, tmp_path: Path) -> None:
    case = open_case(shell.root)
    source = tmp_path / "a.jpg"
    source.write_bytes(drawn.encoded(drawn.scene(1, (1600, 1200))))
    shell("photos", "import", "--buyer", "小鹿", "--case", case, source)
    out = tmp_path / "out"
    found = shell("photos", "export", "--case", case, "-o", out, "--max-side", 640)
    assert found == {"written": [str(out / f"{case}_01.jpg")], "refused": []}
    with Image.open(out / f"{case}_01.jpg") as picture:
        assert picture.size == (640, 480)
    assert shell.text("photos", "export", "--case", case, "-o", tmp_path / "a.zip").strip()
    shell.text("photos", "export", "--case", case, "-o", tmp_path / "a.zip")
    assert shell.status == 2


def test_people_read_sentences(shell: Shell, tmp_path: Path) -> None:
    half = tmp_path / "half.jpg"
    half.write_bytes(drawn.encoded(drawn.scene(1, (900, 700)))[:9000])
    (tmp_path / "desktop.ini").write_bytes(b"x")
    text = shell.text("photos", "import", "--buyer", "小鹿", half, half, tmp_path / "desktop.ini")
    assert "damaged when it came" in text
    assert "is there already" in text
    assert "1 photo added." in text
    assert "1 system file skipped." in text
    assert "same file as" in shell.text("photos", "import", "--buyer", "老王", half)
    assert "小鹿_" in shell.text("photos", "list", "--buyer", "小鹿")
