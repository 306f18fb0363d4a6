"""What all commands share: exit status, one line of trouble, one JSON object, locks."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app import app, cli
from desktop_app.services.store import open_store

ROOT = Path(__file__).resolve().parents[2]


def run(data: Path, *arguments: str) -> int:
    return cli.main(["--data", str(data), "--lang", "en", *arguments])


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ([], False),
        (["--data", "x"], False),
        (["--data=x", "--lang", "en"], False),
        (["--self-test"], False),
        (["--data", "x", "check"], True),
        (["--help"], True),
        (["orders", "list"], True),
    ],
)
def test_a_command_opens_no_window(arguments: list[str], *, wanted: bool) -> None:
    assert app.wants_command(arguments) is wanted


@pytest.mark.parametrize(
    "arguments",
    [["dance"], ["orders", "dance"], ["weigh"], ["demo", "--cases", "many"], ["cases", "show"]],
)
def test_a_wrong_call_is_one_line_and_two(
    data_dir: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(data_dir, *arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["cases", "show", "AS1"],
        ["cases", "move", "AS1", "closed"],
        ["cases", "open", "--order", "1", "--kind", "return"],
        ["weigh", "--order", "1", "--grams", "100"],
        ["claims", "move", "LP1", "filed"],
        ["orders", "show", "1"],
        ["photos", "list", "--buyer", "nobody"],
    ],
)
def test_what_is_not_found_is_refused_with_its_reason(
    data_dir: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(data_dir, *arguments, "--json") == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["refused"][0]["reason"]


def test_a_damaged_shop_is_one_line_and_two(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_store(data_dir).close()
    (data_dir / "shop.db").write_text("not a database, whatever it says " * 200, "utf-8")
    assert run(data_dir, "check") == 2
    assert "damaged" in capsys.readouterr().err


def test_readers_go_on_beside_an_open_window_and_writers_wait_then_say_so(
    data_dir: Path,
) -> None:
    holder = open_store(data_dir)
    try:
        reading = _process(data_dir, "orders", "list", "--json")
        writing = _process(data_dir, "demo", "--cases", "1")
        assert reading.wait(30) == 0
        assert writing.wait(40) == 2
        said = writing.stderr.read() if writing.stderr else ""
        assert "open elsewhere" in said
        assert len(said.strip().splitlines()) == 1
    finally:
        holder.close()
        for process in (reading, writing):
            process.communicate()


def test_a_data_folder_that_cannot_be_made_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    assert run(tmp_path / "file" / "shop", "check") == 2
    assert "can't be written" in capsys.readouterr().err


def test_help_speaks_for_every_command(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help"]) == 0
    listed = capsys.readouterr().out
    for command in cli.desk.list_commands(None):
        assert command in listed
        assert cli.main([command, "--help"]) == 0
        assert "--json" in capsys.readouterr().out or command in {
            "handover", "quality", "backup", "register", "measures", "lessons", "buyers",
            "revisits",
            "orders", "products", "photos", "cases", "claims", "month", "wrong", "parcels",
            "weights", "stock", "bills", "packaging", "couriers", "messages", "shipments",
        }  # fmt: skip


def _process(data: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), "--data", str(data), "--lang", "en", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
