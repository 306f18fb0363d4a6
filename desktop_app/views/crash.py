"""What is a bug of ours: told in one dialog at a time, with what to send; the program stays open.

An error in a model's ``data()`` comes in storms and from workers' threads too: the hook hops to the
window's thread by a signal, and while the dialog is open further ones are only counted.
"""

from __future__ import annotations

import faulthandler
import logging
import sys
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
)

from desktop_app import __version__
from desktop_app.core import logs, paths
from desktop_app.core.i18n import _
from desktop_app.core.traces import trace_of, without_home

log = logging.getLogger(__name__)


class CrashHook(QObject):
    """Takes ``sys.excepthook``; `shown` counts the dialogs."""

    _raised = Signal(str)

    def __init__(self, log_file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._log_file = log_file
        self._open: CrashDialog | None = None
        self._before = sys.excepthook
        self._raised.connect(self._show, Qt.ConnectionType.QueuedConnection)
        sys.excepthook = self._hook

    def close(self) -> None:
        """Gives the hook back."""
        sys.excepthook = self._before

    @property
    def dialog(self) -> CrashDialog | None:
        """The dialog that is open now."""
        return self._open

    def _hook(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before(kind, error, trace)
            return
        text = trace_of(error, trace)
        log.error("unexpected: %s", kind.__name__, exc_info=(kind, error, trace))
        self._raised.emit(text)

    def _show(self, text: str) -> None:
        if self._open is not None:
            self._open.count_another()
            return
        self._open = CrashDialog(text, logs.tail(self._log_file))
        self._open.finished.connect(self._forget)
        self._open.open()

    def _forget(self) -> None:
        if self._open is not None:
            self._open.deleteLater()
        self._open = None


class CrashDialog(QDialog):
    """The report, and a button that copies it."""

    def __init__(self, text: str, tail: str) -> None:
        super().__init__(QApplication.activeWindow())
        self.setWindowTitle(_("Something went wrong"))
        self._more = 0
        self.report = _("After-Sales Desk %(version)s on %(system)s") % {
            "version": __version__,
            "system": sys.platform,
        }
        self.report += f"\n\n{text}\n{tail}"
        self._words = QLabel(
            _(
                "The program met an error of its own. Your data is safe: what was reported done is "
                "stored. You can go on; please send the report below to whoever looks after the "
                "program. It holds no names or numbers of buyers."
            )
        )
        self._words.setWordWrap(True)
        self._count = QLabel()
        self._count.setProperty("role", "caption")
        box = QPlainTextEdit(self.report)
        box.setReadOnly(True)
        box.setAccessibleName(_("Report"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(_("Copy the report"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.report))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for part in (self._words, box, self._count, buttons):
            layout.addWidget(part)
        self.resize(680, 420)

    def count_another(self) -> None:
        """One more came while this is open."""
        self._more += 1
        self._count.setText(_("%(count)s more errors since.") % {"count": self._more})


def catch_hard_crashes(folder: Path) -> TextIO:
    """Has Python write a trace when it is killed from within; returns the open file."""
    file = (folder / "hard-crash.txt").open("w", encoding="utf-8")
    faulthandler.enable(file)
    return file


def forget_hard_crashes(file: TextIO) -> None:
    """Ends `catch_hard_crashes` before its file is closed."""
    faulthandler.disable()
    file.close()


def last_hard_crash(folder: Path) -> str:
    """The trace that the last run left, set aside in the folder; empty for none.

    It has files, lines and functions, and no values.
    """
    file = folder / "hard-crash.txt"
    try:
        text = file.read_text("utf-8", errors="replace").strip()
    except OSError:
        return ""
    if text:
        text = without_home(text)
        kept = file.with_name("hard-crash-last.txt")
        kept.write_text(text, "utf-8")
        paths.private_file(kept)
        file.unlink(missing_ok=True)
    return text
