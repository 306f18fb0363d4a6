"""Marks what is still empty in a text that is being written."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import QPlainTextEdit
from typing_extensions import override

from desktop_app.views.theme import Tone, colours


class GapMarker(QSyntaxHighlighter):
    """Marks the gaps in a text."""

    def __init__(self, edit: QPlainTextEdit) -> None:
        super().__init__(edit.document())
        self._tokens: list[str] = []

    def mark(self, tokens: list[str]) -> None:
        """Marks these from now on."""
        if tokens != self._tokens:
            self._tokens = tokens
            self.rehighlight()

    @override
    def highlightBlock(self, text: str) -> None:
        look = QTextCharFormat()
        ground, ink = colours().tones[Tone.WARN]
        look.setBackground(QColor(ground))
        look.setForeground(QColor(ink))
        look.setFontWeight(QFont.Weight.Bold)
        for token in self._tokens:
            place = text.find(token)
            while place >= 0:
                self.setFormat(_units(text[:place]), _units(token), look)
                place = text.find(token, place + len(token))


def _units(text: str) -> int:
    """How long a text is as Qt counts: in UTF-16."""
    return len(text.encode("utf-16-le")) // 2
