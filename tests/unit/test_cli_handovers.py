"""The command `handover`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pypdf
import pytest
import time_machine

from desktop_app import cli
from desktop_app.core.kinds import CaseKind
from desktop_app.services import cases
from desktop_app.services.cases import CaseDraft
from desktop_app.services.store import open_store

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _night() -> Iterator[None]:
    at = datetime.fromisoformat("2026-11-20 22:30").astimezone()
    with time_machine.travel(at, tick=False):
        yield


@pytest.fixture
def case_no(data_dir: Path) -> str:
    store = open_store(data_dir)
    made = cases.open(store, CaseDraft(CaseKind.RETURN, buyer="小鹿"))
    store.close()
    return made.row.no


def run(data_dir: Path, captured: Captured, *arguments: str) -> tuple[int, dict[str, Any]]:
    status = cli.main(["--data", str(data_dir), "--lang", "en", "--json", "handover", *arguments])
    return status, json.loads(captured.readouterr().out)


def said(data_dir: Path, captured: Captured, *arguments: str) -> tuple[int, str]:
    status = cli.main(["--data", str(data_dir), "--lang", "en", "handover", *arguments])
    out = captured.readouterr()
    return status, out.out + out.err


def test_r23_a_sheet_is_built_signed_listed_and_finished(
    data_dir: Path, case_no: str, capsys: Captured
) -> None:
    status, built = run(data_dir, capsys, "build")
    assert status == 0
    sheet = built["handover"]
    assert (sheet["day"], sheet["shift"], sheet["state"]) == ("2026-11-20", "night", "draft")
    (line,) = sheet["items"]
    assert (line["about"], line["no"], line["buyer"]) == ("case", case_no, "小鹿")
    assert line["due_at"].startswith("2026-11-21T12:00:00")
    assert (line["age_days"], line["since"], line["state"]) == (0, "2026-11-20", "open")
    assert run(data_dir, capsys, "build")[1] == built

    status, signed = run(
        data_dir, capsys, "sign", "--by", "小夜", "--to", "小早", "--owner", "--shift", "night"
    )
    assert status == 0
    assert signed["handover"]["state"] == "waiting"
    assert (signed["handover"]["from"], signed["handover"]["to"]) == ("小夜", "小早")
    store = open_store(data_dir, writing=False)
    assert cases.show(store, case_no).row.owner == "小早"
    store.close()

    status, listed = run(data_dir, capsys, "list", "--open")
    assert (status, listed["total"]) == (0, 1)
    assert listed["handovers"][0]["unseen"] == 1
    status, done = run(data_dir, capsys, "done", str(line["id"]), "4711", "--note", "refunded")
    assert (status, done["done"]) == (1, [line["id"]])
    assert done["refused"][0]["code"] == "handover_item_unknown"
    status, shown = run(data_dir, capsys, "show", "2026-11-20", "--shift", "Night shift")
    assert shown["handover"]["state"] == "done"
    assert shown["handover"]["items"][0]["progress"].endswith("refunded")
    assert run(data_dir, capsys, "list", "--open")[1]["total"] == 0
    assert run(data_dir, capsys, "list", "--day", "2026-11-19")[1]["total"] == 0


@pytest.mark.usefixtures("case_no")
def test_the_sheet_is_written_as_pdf_and_told_as_text(
    data_dir: Path, tmp_path: Path, capsys: Captured
) -> None:
    status, text = said(data_dir, capsys, "build", "--day", "2026-11-20")
    assert status == 0
    assert "2026-11-20  Night shift  Being written  1/1" in text
    assert "Return: Reply to the buyer by Nov 20 22:35" in text
    file = tmp_path / "sheet.pdf"
    status, made = run(data_dir, capsys, "sheet", "2026-11-20", "-o", str(file))
    assert (status, made) == (0, {"file": str(file), "pages": 1, "lines": 1})
    assert "Handover sheet" in pypdf.PdfReader(file).pages[0].extract_text()
    status, text = said(data_dir, capsys, "sign", "--by", "me", "--day", "2026-11-20")
    assert "To take over" in text
    assert "1 sheet" in said(data_dir, capsys, "list")[1]


@pytest.mark.usefixtures("case_no")
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("show", "2026-11-20"), "There is no handover sheet 2026-11-20."),
        (("show", "2026-11-20", "--shift", "noon"), "There is no handover sheet 2026-11-20 noon."),
        (("show", "20.11."), "“20.11.” is not a date"),
        (("list", "--day", "soon"), "“soon” is not a date"),
        (("build", "--shift", "noon"), "There is no shift “noon” on that day"),
        (("sign", "--by", "me"), "There is no handover sheet 2026-11-20."),
        (("sign", "--by", "me", "--owner"), "Who takes over is missing."),
        (("sign", "--by", "me", "--day", "2026-11-19"), "no handover sheet 2026-11-19."),
    ],
)
def test_what_isnt_there_is_refused_with_its_sentence(
    data_dir: Path, capsys: Captured, arguments: tuple[str, ...], sentence: str
) -> None:
    status, answer = run(data_dir, capsys, *arguments)
    assert status == 1
    assert sentence in answer["refused"][0]["reason"]
