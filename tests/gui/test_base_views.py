"""Fields, the strip, the crash dialog, the PDF view: what all rooms stand on."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot
from reportlab.pdfgen import canvas

from desktop_app.core.errors import FileTrouble
from desktop_app.core.kinds import CaseKind
from desktop_app.views import icons
from desktop_app.views.crash import CrashHook, catch_hard_crashes, last_hard_crash
from desktop_app.views.fields import (
    AmountField,
    ChoiceField,
    DateField,
    Field,
    NoteField,
    WeightField,
    insist,
)
from desktop_app.views.pdf_view import PdfFile, PdfView, print_pages
from desktop_app.views.strip import Strip
from desktop_app.views.theme import Tone


def test_a_field_says_what_is_wrong_while_one_types(qtbot: QtBot) -> None:
    field = AmountField("Amount", needed=True)
    qtbot.addWidget(field)
    assert field.fault() == "Amount is missing."
    qtbot.keyClicks(field.edit, "54.9x")
    assert field.fault().startswith("“54.9x” is not an amount")
    assert field.edit.property("wrong")
    qtbot.keyClick(field.edit, Qt.Key.Key_Backspace)
    assert field.minor() == 5490
    assert not field.edit.property("wrong")
    field.set_minor(None)
    assert field.minor() is None


def test_insisting_goes_to_the_first_fault(qtbot: QtBot) -> None:
    name, weight, day = Field("Name", needed=True), WeightField("Weight"), DateField("Day")
    for field in (name, weight, day):
        qtbot.addWidget(field)
    weight.set_text("355")
    day.set_text("2026-02-30")
    assert not insist(name, weight, day)
    name.set_text("甲")
    day.set_text("2026/9/3".replace("/9/3", "-09-03"))
    assert insist(name, weight, day)
    assert weight.grams() == 355
    assert str(day.day()) == "2026-09-03"


def test_choices_and_notes_keep_codes_and_lines(qtbot: QtBot) -> None:
    choice = ChoiceField("Kind", CaseKind, empty="any")
    note = NoteField("Note")
    qtbot.addWidget(choice)
    qtbot.addWidget(note)
    assert choice.code() == ""
    choice.set_code("lost")
    note.set_text("a\nb ")
    assert (choice.code(), note.text()) == ("lost", "a\nb")


def test_the_strip_keeps_trouble_until_it_is_closed(qtbot: QtBot) -> None:
    strip = Strip()
    qtbot.addWidget(strip)
    strip.say("<b>not markup</b>", Tone.BAD)
    strip.show()
    assert strip.sentence() == "<b>not markup</b>"
    strip.hide()
    assert strip.sentence() == ""


def test_every_icon_draws(qtbot: QtBot) -> None:
    for name in icons.names():
        assert not icons.icon(name).pixmap(18, 18).isNull()
    with pytest.raises(KeyError):
        icons.icon("none such")


def test_a_storm_of_errors_opens_one_dialog_with_a_report_that_names_no_buyer(
    qtbot: QtBot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    hook = CrashHook(tmp_path / "desk.log")
    try:

        def fail() -> None:
            error = ValueError("buyer 13812345678")
            sys.excepthook(type(error), error, None)

        threads = [threading.Thread(target=fail) for _each in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        qtbot.waitUntil(lambda: hook.dialog is not None)
        dialog = hook.dialog
        assert dialog is not None
        assert "ValueError" in dialog.report
        assert "13812345678" not in dialog.report
        dialog.reject()
        qtbot.waitUntil(lambda: hook.dialog is None)
    finally:
        hook.close()
    caplog.clear()


def test_a_hard_crash_is_told_at_the_next_start(tmp_path: Path) -> None:
    assert last_hard_crash(tmp_path) == ""
    (tmp_path / "hard-crash.txt").write_text("Fatal Python error: Aborted", "utf-8")
    assert "Aborted" in last_hard_crash(tmp_path)
    catch_hard_crashes(tmp_path).close()
    assert last_hard_crash(tmp_path) == ""


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    file = tmp_path / "six pages.pdf"
    page = canvas.Canvas(str(file), pagesize=(595, 842))
    for number in range(1, 7):
        page.setFont("Helvetica", 40)
        page.drawString(100, 700, f"page {number}")
        page.showPage()
    page.save()
    return file


def test_pages_are_drawn_when_they_come_into_sight(qtbot: QtBot, pdf: Path) -> None:
    view = PdfView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    view.show_file(pdf)
    qtbot.waitUntil(lambda: _drawn(view)[0])
    assert not _drawn(view)[5]

    def last_is_seen() -> bool:
        bar = view.verticalScrollBar()
        bar.setValue(bar.maximum())  # which grows while the pages are being laid out
        return _drawn(view)[5] and not _drawn(view)[0]

    qtbot.waitUntil(last_is_seen)
    width = view._pages[0].width()
    view.zoom_by(1)
    assert view._pages[0].width() > width
    view.zoom_by(0)
    view.clear()
    assert view.file is None


def _drawn(view: PdfView) -> list[bool]:
    return [not label.pixmap().isNull() for label in view._pages]


def test_printing_sends_every_page_in_its_own_size(qtbot: QtBot, pdf: Path, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    print_pages(PdfFile(pdf), printer)
    assert len(PdfReader(tmp_path / "printed.pdf").pages) == 6


def test_a_pdf_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileTrouble):
        PdfFile(tmp_path / "gone.pdf")
