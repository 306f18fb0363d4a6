"""A paper shown before it is printed, kept or sent: preview, print, save, open its folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_app.core import paths
from desktop_app.core.i18n import _
from desktop_app.views.desk import Desk
from desktop_app.views.icons import icon
from desktop_app.views.pdf_view import PdfView, ask_and_print
from desktop_app.views.theme import colours


class Preview(QDialog):
    """One PDF in a window of its own. Raises FileTrouble when it can't be opened."""

    def __init__(self, desk: Desk, file: Path, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._file = file
        self.setWindowTitle(title)
        self.pages = PdfView()
        self.pages.show_file(file)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.addLayout(self._bar(title))
        layout.addWidget(self.pages, 1)
        self.resize(860, 680)

    @override
    def done(self, result: int) -> None:
        self.pages.clear()
        super().done(result)

    def _bar(self, title: str) -> QHBoxLayout:
        bar = QHBoxLayout()
        words = QLabel(title)
        words.setProperty("role", "heading")
        bar.addWidget(words, 1)
        acts = (
            ("zoom_out", _("Smaller"), lambda: self.pages.zoom_by(-1), "Ctrl+-"),
            ("fit", _("Fit width"), lambda: self.pages.zoom_by(0), "Ctrl+0"),
            ("zoom_in", _("Larger"), lambda: self.pages.zoom_by(1), "Ctrl++"),
            ("folder", _("Open folder"), self.open_folder, ""),
            ("save", _("Save as…"), self.save, "Ctrl+S"),
        )
        for name, text, act, keys in acts:
            bar.addWidget(_button(name, text, act, keys))
        main = _button("print", _("Print…"), self.print, "Ctrl+P", primary=True)
        main.setDefault(True)
        bar.addWidget(main)
        return bar

    def print(self) -> None:
        """Prints through the system's own dialog."""
        if self.pages.file is not None:
            ask_and_print(self.pages.file, self)

    def save(self) -> None:
        """Saves a copy where the person wants it."""
        target = self._desk.prompts.save_file(self, _("Save as"), self._file.name, "PDF (*.pdf)")
        if target is None:
            return
        if self._desk.attempt(lambda: _copy(self._file, target), default=False):
            self._desk.say(_("Saved: %(file)s") % {"file": target.name})

    def open_folder(self) -> None:
        """Opens the folder that the paper is kept in."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._file.parent)))


def _button(
    name: str, text: str, act: Callable[[], None], keys: str, *, primary: bool = False
) -> QPushButton:
    button = QPushButton(icon(name, colours().accent_text if primary else ""), text)
    button.setProperty("primary", primary)
    button.clicked.connect(act)
    if keys:
        button.setShortcut(QKeySequence(keys))
        button.setToolTip(f"{text} ({QKeySequence(keys).toString()})")
    return button


def _copy(source: Path, target: Path) -> bool:
    try:
        shutil.copyfile(source, target)
    except OSError as error:
        raise paths.from_os_error(error, target) from error
    return True
