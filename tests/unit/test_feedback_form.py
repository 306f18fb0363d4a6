"""The report to the factory as a PDF: what stands on it, and what doesn't."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from desktop_app.documents import feedback_sheet
from desktop_app.documents.feedback_sheet import Complaint, FeedbackSheet, Picture, Tally
from tests.drawn import encoded, scene


def sheet(**more: object) -> FeedbackSheet:
    values: dict[str, object] = {
        "no": "FB20261121-0001",
        "made_on": date(2026, 11, 21),
        "shop": "暖木居",
        "model": "NM-GUO",
        "title": "平底锅",
        "batch": "GH2610",
        "period": "2026-11-08 – 2026-11-21",
        "facts": ("7 complaints of defects from 6 buyers in 14 days.",),
        "asked": "请查涂层起泡的原因",
        "counts": (Tally("By cause", (("Defect", 6), ("Packing", 1))),),
        "opinions": Tally("Opinions", (("Colour not liked", 2),)),
        "complaints": (
            Complaint(buyer="A", case_no="AS1", day=date(2026, 11, 9), text="锅用了两天涂层起泡"),
        ),
        "language": "en",
    }
    return FeedbackSheet(**{**values, **more})


def pages(file: Path) -> list[str]:
    document = pypdfium2.PdfDocument(file)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def test_r19_the_report_holds_counts_complaints_and_room_for_an_answer(tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    made = feedback_sheet.write(sheet(), target)
    assert made.pages == 1
    text = pages(target)[0]
    for words in (
        *("Quality report to the factory", "FB20261121-0001", "暖木居", "NM-GUO", "GH2610"),
        *("请查涂层起泡的原因", "7 complaints of defects", "By cause", "Packing", "Opinions"),
        *("Colour not liked", "锅用了两天涂层起泡", "The factory's answer", "Cause found"),
    ):
        assert words in text
    assert "VOID" not in text


def test_photos_follow_large_and_named_by_letter(tmp_path: Path) -> None:
    photo = tmp_path / "小鹿乱撞_20261121_01.jpg"
    photo.write_bytes(encoded(scene(1)))
    shown = tuple(Picture(photo, f"{number} · Buyer A") for number in range(1, 6))
    target = tmp_path / "report.pdf"
    made = feedback_sheet.write(sheet(pictures=(*shown, Picture(None, "6 · Buyer B"))), target)
    texts = pages(target)
    assert made.pages == len(texts) == 3
    assert "1 · Buyer A" in texts[1]
    assert "6 · Buyer B" in texts[2]
    assert "damaged or missing" in texts[2]
    content = target.read_bytes()
    assert "小鹿乱撞" not in "".join(texts)
    assert "小鹿乱撞".encode("utf-16-be") not in content
    assert "小鹿乱撞".encode() not in content


def test_many_complaints_go_on_with_the_head_of_their_table(tmp_path: Path) -> None:
    many = tuple(
        Complaint(buyer="A", case_no=f"AS{number}", day=date(2026, 11, 9), text="起泡" * 30)
        for number in range(60)
    )
    target = tmp_path / "report.pdf"
    made = feedback_sheet.write(sheet(complaints=many), target)
    texts = pages(target)
    assert made.pages > 2
    assert all("What the buyer says" in text for text in texts[:-1])
    assert "The factory's answer" in texts[-1]


def test_a_void_report_says_so_and_chinese_is_chinese(tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    feedback_sheet.write(sheet(void="写错型号", language="zh_CN", opinions=None, batch=""), target)
    text = pages(target)[0]
    for words in ("质量反馈单", "已作废：写错型号", "生产批次", "工厂答复"):
        assert words in text


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_same_report_is_the_same_file(tmp_path: Path, language: str) -> None:
    made = [
        feedback_sheet.write(sheet(language=language), tmp_path / f"{number}.pdf").sha256
        for number in range(2)
    ]
    assert made[0] == made[1]
