"""Bar codes in photos: read in the background, a few at a time while nothing else is written."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from shiboken6 import isValid

from desktop_app.services import barcodes
from desktop_app.services.store import Store
from desktop_app.views.desk import Desk

_AT_ONCE = 4
_FIRST_MS, _NEXT_MS, _BUSY_MS = 2000, 150, 3000


class CodeReader(QObject):
    """Woken by new photos; sleeps when all were looked at."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._reading = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.read)

    def wake(self) -> None:
        """Looks for photos that nobody looked at, in a while."""
        if not self._timer.isActive() and not self._reading:
            self._timer.start(_FIRST_MS)

    def read(self) -> None:
        """Reads the next few, unless something that the person waits for is going on."""
        if any(job.title for job in self._desk.jobs.running):
            self._timer.start(_BUSY_MS)
            return
        store = self._desk.store
        self._reading = True
        self._desk.jobs.write("", lambda _track: _read_some(store), self._took, self._fail)

    def _took(self, count: int) -> None:
        if isValid(self):
            self._reading = False
            if count:
                self._timer.start(_NEXT_MS)

    def _fail(self, error: BaseException) -> None:
        if isValid(self):
            self._reading = False
        self._desk.complain(error)


def _read_some(store: Store) -> int:
    """Reads a few photos that weren't looked at; returns how many."""
    waiting = barcodes.unread(store, _AT_ONCE)
    if waiting:
        barcodes.read_photos(store, waiting)
    return len(waiting)
