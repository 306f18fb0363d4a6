"""The chosen line in full below the sheet: what, how far, and the acts on it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QToolButton, QVBoxLayout
from typing_extensions import override

from desktop_app.core import clock
from desktop_app.core.i18n import _
from desktop_app.services.handover_lists import ItemRow
from desktop_app.services.handover_records import MAX_PROGRESS
from desktop_app.views import handover_words as words
from desktop_app.views.boxes import held, line, scrolling, stack
from desktop_app.views.cards import words as words_label
from desktop_app.views.handover_table import Key
from desktop_app.views.icons import icon

_HEIGHTS, _DRAFT_HEIGHTS = (108, 156), (60, 120)  # the least where there is little room, the most


class LineCard(QFrame):
    """`wanted` tells an act's name; `noted` what was typed as progress; `left` that Esc was."""

    wanted = Signal(str)
    noted = Signal(str)
    opened = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.setAccessibleName(_("The chosen line"))
        self.what, self.about = words_label("", "heading"), words_label("", "caption")
        self.progress = words_label("")
        self.note = QLineEdit()
        self.note.setPlaceholderText(_("Add how far it is (N), Enter"))
        self.note.setAccessibleName(_("Add how far it is"))
        self.note.setMaxLength(MAX_PROGRESS)
        self.acknowledge_button = QPushButton(icon("eye"), _("Acknowledge (Space)"))
        self.done_button = QPushButton(icon("check"), _("Done (D)"))
        self.skip_button = QPushButton(_("Leave it (L)"))
        self.open_button = QPushButton(icon("next"), _("Open (Enter)"))
        self.open_button.setProperty("flat", True)
        self.up_button = _arrow(Qt.ArrowType.UpArrow, _("Further up (Alt+Up)"))
        self.down_button = _arrow(Qt.ArrowType.DownArrow, _("Further down (Alt+Down)"))
        self.remove_button = _tool(_("Take it off the sheet (Delete)"))
        self.remove_button.setIcon(icon("trash"))
        self._build()
        self.show_item(None, signed=False)

    def show_item(self, item: ItemRow | None, *, signed: bool) -> None:
        """Shows a line, or that none is chosen."""
        self.what.setText(item.what if item else _("No line is chosen."))
        self.progress.setText(item.progress if item else "")
        self.about.setText(_about(item) if item else "")
        least, most = _HEIGHTS if signed else _DRAFT_HEIGHTS
        self.setMinimumHeight(least)
        self.setMaximumHeight(most)
        working = item is not None and signed
        is_open = item is not None and item.is_open
        self.note.setVisible(working)
        self.acknowledge_button.setVisible(
            working and is_open and item is not None and item.acknowledged_at is None
        )
        self.done_button.setVisible(working)
        self.done_button.setText(_("Done (D)") if is_open else _("Open again (D)"))
        self.done_button.setIcon(icon("check" if is_open else "undo"))
        self.skip_button.setVisible(working and is_open)
        for button in (self.up_button, self.down_button, self.remove_button):
            button.setVisible(item is not None and not signed)
        self.open_button.setVisible(item is not None and bool(item.thing))

    @override
    def sizeHint(self) -> QSize:
        """As high as it may be: it gives way where the window is low."""
        return QSize(super().sizeHint().width(), self.maximumHeight())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.note.clear()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _take_note(self) -> None:
        text = self.note.text().strip()
        if text:
            self.noted.emit(text)

    def _build(self) -> None:
        text = stack(self.what, self.about, self.progress, None, spacing=4)
        text.setContentsMargins(0, 3, 6, 0)
        area = scrolling(held(text))
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        buttons = (self.acknowledge_button, self.done_button, self.skip_button)
        tools = (self.up_button, self.down_button, self.remove_button)
        acts = stack(line(*tools, self.open_button, spacing=4), None)
        told = line(area, acts, spacing=6)
        told.setStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 6, 10, 8)
        layout.setSpacing(4)
        layout.addLayout(told, 1)
        layout.addLayout(line(self.note, *buttons, spacing=6))
        self.note.returnPressed.connect(self._take_note)
        for button, key in zip(buttons, (Key.ACKNOWLEDGE, Key.DONE, Key.SKIP), strict=True):
            button.clicked.connect(lambda _on=False, key=key: self.wanted.emit(key.value))
        for tool, key in zip(tools, (Key.UP, Key.DOWN, Key.REMOVE), strict=True):
            tool.clicked.connect(lambda _on=False, key=key: self.wanted.emit(key.value))
        self.open_button.clicked.connect(lambda _on=False: self.opened.emit())


def _about(item: ItemRow) -> str:
    due = _("finish by %(when)s") % {"when": words.due(item)} if item.due_at else ""
    days = item.age(clock.today())
    age = _("in the book for %(age)s") % {"age": words.age(days)} if days else ""
    return " · ".join(part for part in (item.thing, item.buyer, due, age) if part)


def _tool(text: str) -> QToolButton:
    made = QToolButton()
    made.setToolTip(text)
    made.setAccessibleName(text)
    return made


def _arrow(way: Qt.ArrowType, text: str) -> QToolButton:
    made = _tool(text)
    made.setArrowType(way)
    return made
