"""What happened, in the buyer's or the clerk's words: the note that stands in the list."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.services.cases import CaseDetail
from desktop_app.views import boxes
from desktop_app.views.case_card import CaseCard, button
from desktop_app.views.case_history import CaseHistory
from desktop_app.views.desk import Desk

_LINES = 3


class NoteCard(CaseCard):
    """Kept by a button, that shows while the text differs from what is kept."""

    def __init__(self, desk: Desk, history: CaseHistory) -> None:
        super().__init__(desk, _("What happened"))
        self._history = history
        self._kept = ""
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(_("What happened"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * _LINES + 18)
        self.keep_button = button(_("Keep the text"), self.keep)
        self.back_button = button(_("As it was"), self.put_back, flat=True)
        self.foot.addWidget(self.text)
        self.foot.addLayout(boxes.line(None, self.back_button, self.keep_button, spacing=8))
        self.text.textChanged.connect(self._judge)

    @override
    def begin_case(self, detail: CaseDetail) -> None:
        self._kept = detail.row.note
        self.text.setPlainText(detail.row.note)

    @override
    def fill(self, detail: CaseDetail) -> None:
        """A text that is being written stays; one left alone follows the case."""
        if self.text.toPlainText() == self._kept:
            self.begin_case(detail)
        self._judge()

    def keep(self) -> None:
        """Keeps the text."""
        if self.detail is not None:
            text = self.text.toPlainText()
            if self._history.change(_("What happened"), self.detail, note=text):
                self._kept = text.strip()
                self.text.setPlainText(self._kept)
        self.changed.emit()

    def put_back(self) -> None:
        """Forgets what was typed."""
        self.text.setPlainText(self._kept)

    def _judge(self) -> None:
        differs = self.text.toPlainText() != self._kept
        self.keep_button.setVisible(differs)
        self.back_button.setVisible(differs)
