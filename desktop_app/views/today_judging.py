"""Has quality warnings judged anew when that is due, a moment after everything else was read."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from desktop_app.services.store import Store
from desktop_app.views.desk import Desk

_PAUSE_MS = 1500


class Judging(QObject):
    """`changed` tells that the warnings are others than before."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PAUSE_MS)
        self._later.timeout.connect(self._judge)

    def wake(self) -> None:
        """Looks soon whether it is due; asked again meanwhile, it waits on."""
        self._later.start()

    def _judge(self) -> None:
        store = self._desk.store
        self._desk.read(lambda _track: _renew(store), self._tell)

    def _tell(self, others: bool) -> None:  # noqa: FBT001 - a job's result
        if others and isValid(self):
            self.changed.emit()


def _renew(store: Store) -> bool:
    from desktop_app.services import today_quality

    return today_quality.renew(store)
