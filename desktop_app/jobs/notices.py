"""Changes in the store, told to the window's views once in a while and all together."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop_app.services.store import Changes, Store

COALESCE_MS = 150


class ChangeNotices(QObject):
    """Gathers the store's notices, from whichever thread, into one signal each 150 ms."""

    changed = Signal(object)
    _heard = Signal(object)

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._gathered = Changes()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(COALESCE_MS)
        self._timer.timeout.connect(self._tell)
        self._heard.connect(self._gather, Qt.ConnectionType.QueuedConnection)
        self._leave = store.listen(self._heard.emit)

    def close(self) -> None:
        """Hears no more of the store."""
        self._leave()
        self._timer.stop()

    def _gather(self, changes: Changes) -> None:
        self._gathered.take(changes)
        if not self._timer.isActive():
            self._timer.start()

    def _tell(self) -> None:
        gathered, self._gathered = self._gathered, Changes()
        self.changed.emit(gathered)
