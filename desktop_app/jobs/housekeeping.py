"""The chores of the shop, at the start and every ten minutes, while nothing else writes."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.core.errors import UserError
from desktop_app.core.i18n import _
from desktop_app.core.track import Track
from desktop_app.jobs.jobs import Jobs
from desktop_app.services.store import Store

FIRST_MS = 3_000
EVERY_MS = 10 * 60 * 1000


class Housekeeping(QObject):
    """Lives as long as the jobs do. `verified` gives what the archive's monthly reading found."""

    verified = Signal(object)

    def __init__(self, store: Store, jobs: Jobs) -> None:
        super().__init__(jobs)
        self._store, self._jobs = store, jobs
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.work)
        self._timer.start()
        self._first = QTimer(self)
        self._first.setSingleShot(True)
        self._first.timeout.connect(self.work)
        self._first.start(FIRST_MS)

    def work(self) -> None:
        """Begins the chores, unless other work is going on."""
        if not self._jobs.running:
            self._jobs.write("", self._chores, self._go_on, self._failed)

    def _chores(self, track: Track) -> bool:
        """Does them; returns whether the archive wants its monthly reading."""
        from desktop_app.services import chores, photo_checks

        chores.do_all(self._store, track)
        return self._store.paths.archive.is_dir() and photo_checks.is_due(self._store)

    def _go_on(self, due: bool) -> None:  # noqa: FBT001 - a job's result
        if due:
            self._jobs.read(
                self._verify, self.verified.emit, self._failed, title=_("Verifying the photos")
            )

    def _verify(self, track: Track) -> object:
        from desktop_app.services import photo_checks

        return photo_checks.verify(self._store, track=track, note=True)

    def close(self) -> None:
        """Begins nothing more."""
        self._timer.stop()
        self._first.stop()

    def _failed(self, error: BaseException) -> None:
        """A full disk or the like: the person hears of it by what they do; a bug goes on up."""
        if not isinstance(error, UserError):
            raise error
