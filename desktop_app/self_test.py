"""``--self-test``: the program tries itself, from a source tree and from a frozen bundle alike.

A temporary shop, a photo filed, a claim sheet made and drawn, the window shown and every tab
visited, every icon and catalogue loaded. Any unexpected output or warning fails it.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from desktop_app import program
from desktop_app.core import i18n
from desktop_app.services import (
    case_lists,
    case_rules,
    chat_words,
    claim_lists,
    claim_sheets,
    claims,
    demo,
    photo_rows,
    reply_book,
    shifts,
)
from desktop_app.views import icons, theme
from desktop_app.views.desk import Room
from desktop_app.views.pdf_view import PdfFile

_CASES, _PHOTOS = 46, 6
_QUIET = ("This plugin does not support", "QStandardPaths: ")


def run() -> int:
    """Tries everything once; prints one line; returns 0 when all was well, else 1."""
    if not program.has_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    complaints: list[str] = []
    with _listening(complaints), tempfile.TemporaryDirectory() as folder:
        app = QApplication(sys.argv[:1])
        theme.ensure_chinese()
        try:
            _try_all(app, Path(folder) / "shop")
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the result
            complaints.append(f"{type(error).__name__}: {error}")
    for complaint in complaints:
        sys.stdout.write(f"self-test: {complaint}\n")
    if not complaints:
        sys.stdout.write("self-test: all is well\n")
    return 1 if complaints else 0


def _try_all(app: QApplication, root: Path) -> None:
    for language in i18n.LANGUAGES:
        i18n.use(language)
        _expect(bool(i18n._("Cases")), "catalogue")
    case_rules.check()
    chat_words.check()
    reply_book.book()
    shifts.check()
    for name in icons.names():
        _expect(not icons.icon(name).pixmap(18, 18).isNull(), name)
    running = program.Program(app, root, "zh_CN")
    try:
        store = running.store
        made = demo.fill(store, demo.Size(cases=_CASES, photos=_PHOTOS))
        _expect(made.photos == _PHOTOS and bool(made.claims), "demo")
        _expect(len(photo_rows.ids(store)) == _PHOTOS, "photos")
        _expect(len(case_lists.ids(store)) == _CASES, "cases")
        numbers = [claim.no for claim in claim_lists.listed(store)]
        sheet = root / "documents" / "self-test.pdf"
        claim_sheets.write(store, [claims.show(store, numbers[0]).row.no], sheet)
        paper = PdfFile(sheet)
        _expect(not paper.image(0, 96).isNull(), "claim sheet")
        paper.close()
        running.show()
        for room in Room:
            running.window.open(room)
            app.processEvents()
        _expect(running.window.isVisible(), "window")
        running.window.close()
    finally:
        running.close()


def _expect(fine: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not fine:
        raise RuntimeError(what)


@contextmanager
def _listening(complaints: list[str]) -> Iterator[None]:
    """Collects Qt's warnings and what Python would raise in slots."""

    def hear(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        if kind != QtMsgType.QtDebugMsg and not message.startswith(_QUIET):
            complaints.append(message)

    before: Callable[..., object] | None = qInstallMessageHandler(hear)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
