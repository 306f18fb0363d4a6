"""The check of the shop's data in the window: run as a job, every problem with its remedy."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core import problem_texts
from desktop_app.core.i18n import _, ngettext
from desktop_app.services import checks
from desktop_app.services.checks import Problem
from desktop_app.views.desk import Desk


class HealthDialog(QDialog):
    """Begins the check when it is made."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Check the shop's data"))
        self.verdict = QLabel(_("Reading database, search index and photo folder…"))
        self.verdict.setProperty("role", "heading")
        self.verdict.setWordWrap(True)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self.problems = QListWidget()
        self.problems.setWordWrap(True)
        self.problems.setAccessibleName(_("Problems"))
        self.problems.hide()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 14)
        layout.setSpacing(12)
        for part in (self.verdict, self._busy, self.problems):
            layout.addWidget(part)
        layout.addStretch(1)
        layout.addWidget(buttons)
        self.resize(640, 320)
        job = desk.read(lambda track: checks.check(desk.store, track), self._show)
        self.finished.connect(lambda _result: job.cancel())

    def _show(self, found: list[Problem]) -> None:
        self._busy.hide()
        if not found:
            self.verdict.setText(_("All is well: database, search index and photos agree."))
            return
        self.verdict.setText(
            ngettext("%(count)s problem was found.", "%(count)s problems were found.", len(found))
            % {"count": len(found)}
        )
        for problem in found:
            self.problems.addItem(
                problem_texts.describe(problem.ill.value, problem.where, problem.detail)
            )
        self.problems.show()
