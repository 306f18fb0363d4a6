"""The rail at the left: one button for each tab, with a badge of what waits there."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout
from typing_extensions import override

from desktop_app.core.i18n import _, ngettext
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.views.desk import Room
from desktop_app.views.icons import icon
from desktop_app.views.theme import Tone, colours, scaled

NAMES = {
    Room.TODAY: N_("Today"),
    Room.CASES: N_("Cases"),
    Room.PHOTOS: N_("Photos"),
    Room.WEIGHING: N_("Weighing"),
    Room.CLAIMS: N_("Claims"),
    Room.BUYERS: N_("Buyers"),
    Room.REPORTS: N_("Reports"),
}
_WIDTH, _HEIGHT = 84, 58
_NARROW, _LOW = 56, 42
_ROOM_FOR_NAMES = 450
_BADGE = 17
_MOST = 99


@dataclass(frozen=True)
class Badge:
    """How much waits in a room; nought isn't shown."""

    count: int = 0
    tone: Tone = Tone.PLAIN


class RailButton(QToolButton):
    """A room's button, with its badge painted at the icon's corner."""

    def __init__(self, room: Room, number: int) -> None:
        super().__init__()
        self._name = _(NAMES[room])
        keys = QKeySequence(f"Ctrl+{number}")
        self._keys = keys.toString(QKeySequence.SequenceFormat.NativeText)
        self.badge = Badge()
        self.setText(self._name)
        self.setShortcut(keys)
        self.show_badge(self.badge)

    def show_badge(self, badge: Badge) -> None:
        """Shows how much waits there; its name says it as well."""
        self.badge = badge
        said = self._name
        if badge.count:
            waiting = ngettext("%(count)s waits", "%(count)s wait", badge.count)
            said = f"{said}, {waiting % {'count': badge.count}}"
        self.setAccessibleName(said)
        self.setToolTip(f"{said} ({self._keys})")
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.badge.count:
            self._paint_badge(QPainter(self))

    def _paint_badge(self, painter: QPainter) -> None:
        words = f"{_MOST}+" if self.badge.count > _MOST else str(self.badge.count)
        font = scaled(self.font(), 0.92, bold=True)
        width = max(_BADGE, QFontMetrics(font).horizontalAdvance(words) + 9)
        left = min(self.width() // 2 + 6, self.width() - width - 3)
        box = QRect(left, 4, width, _BADGE)
        ground, ink = colours().tones[self.badge.tone]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours().surface), 1.5))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(box, _BADGE / 2, _BADGE / 2)
        painter.setFont(font)
        painter.setPen(QColor(ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        painter.end()


class Rail(QFrame):
    """`wanted` names the room whose button was pressed; Ctrl+1, Ctrl+2 … press them too."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("rail")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 8, 6, 8)
        layout.setSpacing(4)
        self._low = False
        self._group = QButtonGroup(self)
        self.buttons: dict[Room, RailButton] = {}
        for number, room in enumerate(Room, 1):
            button = self._button(room, number)
            layout.addWidget(button)
            self.buttons[room] = button
        layout.addStretch(1)
        self._fit()

    def mark(self, room: Room) -> None:
        """Shows which tab is open."""
        self.buttons[room].setChecked(True)
        for each, button in self.buttons.items():
            shade = colours().accent if each is room else colours().muted
            button.setIcon(icon(each.value, shade, 24))

    def show_badge(self, room: Room, badge: Badge) -> None:
        """Shows how much waits in a room."""
        self.buttons[room].show_badge(badge)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self.width(), 0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low = event.size().height() < _ROOM_FOR_NAMES
        if low is not self._low:
            self._low = low
            self._fit()

    def _fit(self) -> None:
        """Pictures alone where the window is low; names stay as tips and for screen readers."""
        style = Qt.ToolButtonStyle
        width, height = (_NARROW, _LOW) if self._low else (_WIDTH, _HEIGHT)
        self.setFixedWidth(width)
        for button in self.buttons.values():
            button.setFixedSize(width - 12, height)
            button.setToolButtonStyle(
                style.ToolButtonIconOnly if self._low else style.ToolButtonTextUnderIcon
            )

    def _button(self, room: Room, number: int) -> RailButton:
        button = RailButton(room, number)
        button.setProperty("rail", True)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setIconSize(QSize(24, 24))
        button.clicked.connect(lambda: self.wanted.emit(room))
        self._group.addButton(button)
        return button
