"""Cards of a detail panel: a heading, what belongs together, and a way to fill it anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.views.icons import icon
from desktop_app.views.theme import Tone


class Card(QFrame):
    """A titled card. `body` takes what is filled anew, `top` and `foot` what stays."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.setAccessibleName(title)
        self._title = QLabel(title)
        self._title.setProperty("role", "heading")
        self._head = QHBoxLayout()
        self._head.addWidget(self._title)
        self._head.addStretch(1)
        self.top, self.body, self.foot = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        self.body.setSpacing(6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 12)
        layout.setSpacing(8)
        for part in (self._head, self.top, self.body, self.foot):
            layout.addLayout(part)

    def retitle(self, title: str) -> None:
        """Another heading, such as one with a count."""
        self._title.setText(title)

    def add_act(self, picture: str, words: str, act: Callable[[], object]) -> QPushButton:
        """A quiet button at the card's head."""
        button = QPushButton(icon(picture), words)
        button.setProperty("flat", True)
        button.clicked.connect(lambda _checked=False: act())
        self._head.addWidget(button)
        return button

    def clear(self) -> None:
        """Takes everything out of the body."""
        empty(self.body)


def empty(layout: QLayout) -> None:
    """Takes all parts out of a layout."""
    while layout.count():
        item = layout.takeAt(0)
        if item is None:
            return
        part = item.widget()
        inner = item.layout()
        if part is not None:
            part.hide()
            part.deleteLater()
        elif inner is not None:
            empty(inner)


def words(text: str, role: str = "", *, wrap: bool = True) -> QLabel:
    """A label with plain text that can be selected and copied."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    if role:
        made.setProperty("role", role)
    return made


def chip(text: str, tone: Tone) -> QLabel:
    """A word on a coloured ground."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("chip", True)
    made.setProperty("tone", tone.value)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return made


def pairs(rows: Iterable[tuple[str, str]]) -> QWidget:
    """Names with their values, values in one column; pairs without a value are left out."""
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(1, 1)
    for place, (name, value) in enumerate((name, value) for name, value in rows if value):
        grid.addWidget(words(name, "caption", wrap=False), place, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(words(value), place, 1)
    return box
