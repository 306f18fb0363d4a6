"""The handover sheet on paper: facts, lines, ticks, many pages, both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pypdf
import pytest

from desktop_app.core import clock
from desktop_app.core.errors import FileTrouble, NotFound
from desktop_app.documents import handover_form
from desktop_app.documents.handover_form import HandoverLine, HandoverSheet
from desktop_app.services import handover_lists, handover_papers, handovers
from desktop_app.services.handovers import LineDraft
from desktop_app.services.store import Store

DUE = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
SHEET = HandoverSheet(
    day=date(2026, 11, 20),
    shift="晚班",
    from_whom="小夜",
    to_whom="小早",
    note="门口有退件",
    signed_at=datetime(2026, 11, 20, 15, 50, tzinfo=UTC),
    lines=(
        HandoverLine(
            what="丢件：回复买家",
            thing="AS20261120-0001 小鹿",
            progress="16:20 开单",
            due_at=DUE,
            acknowledged=True,
            done=True,
        ),
        HandoverLine(what="订胶带", age_days=3),
    ),
)


def _pages(file: Path) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(file).pages]


def test_r23_the_sheet_says_who_what_and_by_when(tmp_path: Path) -> None:
    file = tmp_path / "sheet.pdf"
    made = handover_form.write(SHEET, file)
    (text,) = _pages(file)
    assert made.pages == 1
    due = clock.to_local(DUE).strftime("%Y-%m-%d")
    for part in (
        "交接表",
        "2026-11-20",
        "晚班",
        "小夜",
        "小早",
        "门口有退件",
        due,
        "3 天",
        "订胶带",
    ):
        assert part in text
    assert "AS20261120-0001 小鹿" in text
    assert text.count("✓") == 2
    assert "交班人签字" in text


def test_the_sheet_in_english(tmp_path: Path) -> None:
    file = tmp_path / "sheet.pdf"
    handover_form.write(replace(SHEET, language="en", lines=()), file)
    (text,) = _pages(file)
    for part in ("Handover sheet", "Who hands over", "Nothing is open.", "Taken over by"):
        assert part in text


def test_a_long_sheet_repeats_its_head_on_each_page(tmp_path: Path) -> None:
    lines = tuple(HandoverLine(what=f"第{number}件事" * 9) for number in range(90))
    file = tmp_path / "sheet.pdf"
    counted: list[int] = []

    def track(items, /, total=None):
        for item in items:
            counted.append(1)
            yield item

    made = handover_form.write(replace(SHEET, lines=lines), file, track=track)
    pages = _pages(file)
    assert len(pages) == made.pages == len(counted) > 2
    for page in pages:
        assert "待办事项" in page
    assert "交接表" in pages[1]
    assert "第89件事" in pages[-1]


def test_the_shops_own_sheet_is_kept_with_its_documents(shop: Store) -> None:
    sheet = handovers.draft(shop)
    handovers.add(shop, sheet.row.id, LineDraft("订胶带\u202e", "已询价"))
    handovers.sign(shop, sheet.row.id, "小夜")
    (line,) = handover_lists.show(shop, sheet.row.id).items
    made = handover_papers.write(shop, sheet.row.id)
    assert made.path.parent == shop.paths.documents / "handovers"
    assert (made.pages, made.lines) == (1, 1)
    (text,) = _pages(made.path)
    assert "订胶带□" in text
    assert "✓" not in text
    handovers.finish(shop, line.id)
    assert handover_papers.write(shop, sheet.row.id).path == made.path
    assert _pages(made.path)[0].count("✓") == 2


def test_what_cant_be_written_is_refused(shop: Store, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        handover_papers.write(shop, 1)
    sheet = handovers.draft(shop)
    with pytest.raises(FileTrouble):
        handover_papers.write(shop, sheet.row.id, tmp_path / "gone" / "sheet.pdf")
    shop.paths.documents.joinpath("handovers").write_bytes(b"")
    with pytest.raises(FileTrouble):
        handover_papers.write(shop, sheet.row.id)
