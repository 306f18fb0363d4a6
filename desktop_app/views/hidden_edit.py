"""A line to type in whose value is masked on the screen until somebody goes into it (R41).

Only what is drawn is masked: the text itself is never another, so that no mask is ever stored.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionFrame
from typing_extensions import override

Mask = Callable[[str], str]
_GAP = 2  # what Qt leaves between a line's frame and its text


class HiddenEdit(QLineEdit):
    """An ordinary line while `mask` is None, or while it has the cursor."""

    def __init__(self) -> None:
        super().__init__()
        self._mask: Mask | None = None

    def hide_by(self, mask: Mask | None) -> None:
        """Masks what is shown from now on; None shows it."""
        self._mask = mask
        self.update()

    def seen(self) -> str:
        """What can be read on the screen now."""
        if self._mask is None or self.hasFocus():
            return self.displayText()
        return self._mask(self.text())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self.seen() == self.displayText():
            super().paintEvent(event)
            return
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        painter, style = QPainter(self), self.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option, painter, self)
        room = style.subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        room = room.marginsRemoved(self.textMargins()).adjusted(_GAP, 0, -_GAP, 0)
        shown = option.fontMetrics.elidedText(
            self.seen(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.setPen(self.palette().text().color())
        painter.drawText(
            room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown
        )
        painter.end()
