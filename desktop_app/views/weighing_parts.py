"""Small parts that the panels of weighing are put together from."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QTableWidgetItem, QWidget

from desktop_app.views import cards
from desktop_app.views.theme import Tone


def text_label(role: str, text: str = "") -> QLabel:
    """A text in a role, to be filled later: literal, wrapped, to be marked and copied."""
    return cards.words(text, role)


def chip() -> QLabel:
    """An empty chip, to be filled by `show_chip`."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("chip", True)
    made.setFixedHeight(22)
    return made


def show_chip(label: QLabel, text: str, tone: Tone) -> None:
    """Fills a chip."""
    label.setText(text)
    dress(label, tone)


def dress(part: QWidget, tone: Tone) -> None:
    """Gives a part, and the texts right in it, a tone's colours."""
    part.setProperty("tone", tone.value)
    for each in (part, *part.findChildren(QLabel, options=_DIRECT)):
        each.style().unpolish(each)
        each.style().polish(each)


def roaming(inner: QWidget) -> QScrollArea:
    """A part that fills its place, and is scrolled where that is too small for it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    return area


def heading(title: str, *, right: bool) -> QTableWidgetItem:
    """A column's heading for a small table, aligned as its cells."""
    item = QTableWidgetItem(title)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
    return item


_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly
