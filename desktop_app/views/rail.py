"""The rail at the left: one button for each tab, with a badge of what waits there."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout

from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.views.desk import Room
from desktop_app.views.icons import icon
from desktop_app.views.theme import colours

NAMES = {
    Room.TODAY: N_("Today"),
    Room.CASES: N_("Cases"),
    Room.PHOTOS: N_("Photos"),
    Room.WEIGHING: N_("Weighing"),
    Room.CLAIMS: N_("Claims"),
    Room.BUYERS: N_("Buyers"),
    Room.REPORTS: N_("Reports"),
}
_WIDTH = 84


class Rail(QFrame):
    """`wanted` names the room whose button was pressed; Ctrl+1, Ctrl+2 … press them too."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setFixedWidth(_WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 10, 6, 10)
        layout.setSpacing(4)
        self._group = QButtonGroup(self)
        self.buttons: dict[Room, QToolButton] = {}
        for number, room in enumerate(Room, 1):
            button = self._button(room, number)
            layout.addWidget(button)
            self.buttons[room] = button
        layout.addStretch(1)

    def mark(self, room: Room) -> None:
        """Shows which tab is open."""
        self.buttons[room].setChecked(True)
        for each, button in self.buttons.items():
            shade = colours().accent if each is room else colours().muted
            button.setIcon(icon(each.value, shade, 24))

    def _button(self, room: Room, number: int) -> QToolButton:
        button = QToolButton()
        button.setProperty("rail", True)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(QSize(24, 24))
        button.setText(_(NAMES[room]))
        button.setShortcut(f"Ctrl+{number}")
        button.setToolTip(f"{_(NAMES[room])} (Ctrl+{number})")
        button.setFixedSize(_WIDTH - 12, 58)
        button.clicked.connect(lambda: self.wanted.emit(room))
        self._group.addButton(button)
        return button
