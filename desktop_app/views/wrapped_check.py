"""A check box whose words go on in the next line where the width ends."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QWidget
from typing_extensions import override


class WrappedCheck(QWidget):
    """A click on the words is one on the box."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.box = QCheckBox()
        self.box.setAccessibleName(text)
        self.words = QLabel(text)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(7)
        layout.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.words, 1)

    def block(self, why: str) -> None:
        """It can't be set now; pointing at it says why."""
        self.box.setEnabled(False)
        self.words.setProperty("role", "caption")
        self.setToolTip(why)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.words.geometry().contains(event.position().toPoint())
        if inside and event.button() == Qt.MouseButton.LeftButton:
            self.box.click()
