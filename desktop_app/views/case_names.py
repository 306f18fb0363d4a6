"""The owners and tags that are in use, for filters and completions; read in a job."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from desktop_app.core.track import Track
from desktop_app.services import case_lists
from desktop_app.views.desk import Desk

_Names = tuple[list[str], list[str]]


class CaseNames(QObject):
    """`changed` tells that there are others than before."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.owners: list[str] = []
        self.tags: list[str] = []

    def reload(self) -> None:
        """Reads them anew: over all cases, so not while the person waits."""
        store = self._desk.store

        def work(_track: Track) -> _Names:
            owners = sorted(filter(None, case_lists.counts(store, "owner")))
            return owners, list(case_lists.tag_counts(store))

        self._desk.read(work, self._take)

    def _take(self, names: _Names) -> None:
        if isValid(self) and names != (self.owners, self.tags):
            self.owners, self.tags = names
            self.changed.emit()
