"""The place of the rooms: filled by the one that is seen, scrolled where that needs more room."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget
from typing_extensions import override

from desktop_app.views.tab import Tab


class RoomStack(QStackedWidget):
    """One room at a time; those that aren't seen take no part in how large it must be."""

    def room(self) -> Tab | None:
        """The room that is seen."""
        current = self.currentWidget()
        return current if isinstance(current, Tab) else None


class RoomPlace(QScrollArea):
    """A small screen, or one at 200 %, shows part of a room; the cursor brings the rest along."""

    def __init__(self, stack: RoomStack) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(_Floor(stack))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)


class _Floor(QWidget):
    """Holds the stack without a layout, which would ask for the largest room's size."""

    def __init__(self, stack: RoomStack) -> None:
        super().__init__()
        self._stack = stack
        stack.setParent(self)
        stack.currentChanged.connect(lambda _place: self.updateGeometry())

    @override
    def minimumSizeHint(self) -> QSize:
        room = self._stack.room()
        return room.wanted_room() if room is not None else QSize(0, 0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stack.setGeometry(self.rect())
