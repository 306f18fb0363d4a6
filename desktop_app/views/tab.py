"""The base of all tabs: refreshed when what it shows changed, but only while it is seen."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from PySide6.QtCore import QSize
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop_app.core.kinds import Topic
from desktop_app.services.store import Changes
from desktop_app.views.desk import Desk, Errand


class Tab(QWidget):
    """A room of the window. Subclasses name their ``topics`` and say how to `refresh`."""

    topics: ClassVar[frozenset[Topic]] = frozenset()
    least: ClassVar[tuple[int, int]] = (820, 420)
    """The width and height in px below which it is scrolled rather than squeezed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._stale: Changes | None = Changes()
        desk.notices.changed.connect(self._hear)

    @abstractmethod
    def refresh(self, changes: Changes) -> None:
        """Shows the present state; ``changes`` without topics means: all of it."""

    @abstractmethod
    def run_errand(self, errand: Errand) -> None:
        """Does what another tab asked for: shows the thing, or begins the act."""

    def wanted_room(self) -> QSize:
        """What it needs at least in order to be used."""
        return QSize(*self.least).expandedTo(self.minimumSizeHint())

    def take_scan(self, number: str) -> bool:  # noqa: ARG002 - for the tabs that scan themselves
        """Takes what was scanned while no field had the cursor; False leaves it to the window."""
        return False

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        stale, self._stale = self._stale, None
        if stale is not None:
            self.refresh(stale)

    def _hear(self, changes: Changes) -> None:
        if not (changes.topics & self.topics):
            return
        if self.isVisible():
            self.refresh(changes)
        elif self._stale is None:
            self._stale = changes
        elif self._stale.topics:
            self._stale.take(changes)
