"""Small parts that several panels of the Photos tab share."""

from __future__ import annotations

import html
from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QToolButton
from typing_extensions import override

from desktop_app.views.icons import icon

_LEAST = 60
_BESIDE_TEXT = 34


def tip(text: str) -> str:
    """A tool tip that shows a user's text literally: Qt takes what looks like markup for it."""
    return f"<qt>{html.escape(text).replace(chr(10), '<br>')}</qt>" if text else ""


def literal(text: str) -> str:
    """A user's text on a button: an ampersand is no mnemonic there."""
    return text.replace("&", "&&")


class ElidedButton(QPushButton):
    """A quiet button whose words are cut in the middle where there is no room for them."""

    def __init__(self, words: str, picture: str = "") -> None:
        super().__init__()
        self._words = words
        self.setProperty("flat", True)
        self.setStyleSheet("text-align: left; padding: 2px 6px;")
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if picture:
            self.setIcon(icon(picture, size=14))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST, super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - _BESIDE_TEXT
        mode = Qt.TextElideMode.ElideMiddle
        self.setText(literal(self.fontMetrics().elidedText(self._words, mode, room)))


class ElidedTitle(QLabel):
    """A title that is cut where there is no room for it."""

    def __init__(self) -> None:
        super().__init__()
        self._words = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "title")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def say(self, words: str) -> None:
        """Shows other words."""
        self._words = words
        self.setToolTip(tip(words))
        self.setAccessibleName(words)
        self._cut()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        mode = Qt.TextElideMode.ElideRight
        self.setText(self.fontMetrics().elidedText(self._words, mode, self.width()))


def tool(picture: str, words: str, act: Callable[[], object]) -> QToolButton:
    """A button with a picture alone; its words are told by tip and to screen readers."""
    button = QToolButton()
    button.setIcon(icon(picture))
    button.setToolTip(words)
    button.setAccessibleName(words)
    button.clicked.connect(lambda _checked=False: act())
    return button
