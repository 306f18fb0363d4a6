"""The strip above the tabs that says what was done or what went wrong; nothing to click away."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton

from desktop_app.core.i18n import _
from desktop_app.views.icons import icon
from desktop_app.views.theme import Tone

_GOOD_MS = 6000


class Strip(QFrame):
    """One sentence in a tone. Good news goes by itself; trouble stays until closed or replaced."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("strip")
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._close = QToolButton()
        self._close.setAccessibleName(_("Close the message"))
        self._close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 5, 6, 5)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def say(self, sentence: str, tone: Tone) -> None:
        """Shows the sentence."""
        self._words.setText(sentence)
        self.setAccessibleName(sentence)
        self._close.setIcon(icon("cross", size=14))
        self.setProperty("tone", tone.value)
        for part in (self, self._words):
            self.style().unpolish(part)
            self.style().polish(part)
        self.show()
        if tone in {Tone.GOOD, Tone.INFO}:
            self._timer.start(_GOOD_MS)
        else:
            self._timer.stop()

    def sentence(self) -> str:
        """What is written; nothing when nothing is shown."""
        return self._words.text() if self.isVisible() else ""
