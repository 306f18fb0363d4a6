"""Looks after the search index while the person isn't typing: indexes what imports left, tidies."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from desktop_app.core.errors import UserError
from desktop_app.core.i18n import _
from desktop_app.jobs.jobs import Jobs
from desktop_app.jobs.notices import ChangeNotices
from desktop_app.services import search_index
from desktop_app.services.store import Store

QUIET_MS = 1500
_NEXT_MS = 250
_SHOWN_FROM = 2000


class IndexCare(QObject):
    """Waits until nothing has changed for a moment, then works in short transactions as a job."""

    def __init__(self, store: Store, jobs: Jobs, notices: ChangeNotices) -> None:
        super().__init__(notices)
        self._store, self._jobs = store, jobs
        self._busy = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._work)
        notices.changed.connect(lambda _changes: self._timer.start(QUIET_MS))
        self._timer.start(QUIET_MS)

    def close(self) -> None:
        """Starts nothing more."""
        self._busy = True
        self._timer.stop()

    def _work(self) -> None:
        if self._busy:
            return
        self._busy = True
        waiting = search_index.waiting(self._store)
        title = _("Preparing the search") if waiting >= _SHOWN_FROM else ""
        self._jobs.write(
            title,
            lambda track: search_index.care(self._store, track),
            self._done,
            self._failed,
        )

    def _done(self, more: bool) -> None:  # noqa: FBT001 - a job's result
        self._busy = False
        if more:
            self._timer.start(_NEXT_MS)

    def _failed(self, error: BaseException) -> None:
        """A full disk or the like: the person hears of it by what they do; a bug goes on up."""
        self._busy = False
        if not isinstance(error, UserError):
            raise error
