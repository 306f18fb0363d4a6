"""The backups that are made by themselves: daily, and once a month one is tried out.

The first comes a minute after the start, when nothing else is going on. While the drive is away
it is looked for every minute, so that plugging it in is all there is to do.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.core.errors import UserError
from desktop_app.core.i18n import _
from desktop_app.core.track import Track
from desktop_app.jobs.jobs import Jobs
from desktop_app.services import backup_state
from desktop_app.services.store import Store

EVERY_MS = 60_000


class AutomaticBackups(QObject):
    """Lives as long as the jobs do. `failed` tells of a failure that isn't the last one again."""

    failed = Signal(object)
    drilled = Signal(object)

    def __init__(self, store: Store, jobs: Jobs) -> None:
        super().__init__(jobs)
        self._store, self._jobs = store, jobs
        self._told = backup_state.read(store.paths).reason
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.work)
        self._timer.start()

    def work(self) -> None:
        """Looks whether something is due, unless other work is going on.

        In a job, since a network drive that is away takes its time to say so.
        """
        if not self._jobs.running:
            self._jobs.aside("", self._look, self._begin, self._fail)

    def close(self) -> None:
        """Begins nothing more."""
        self._timer.stop()

    def _look(self, _track: Track) -> str:
        from desktop_app.services import backups, restore_drills

        if backups.is_due(self._store):
            return "backup"
        return "drill" if restore_drills.is_due(self._store) else ""

    def _begin(self, due: str) -> None:
        store = self._store
        if due == "backup":
            self._jobs.aside(
                _("Backing up"),
                lambda track: _backed_up(store, track),
                self._made,
                self._fail,
            )
        elif due == "drill":
            self._jobs.aside(
                _("Trying out a restore"),
                lambda track: _drilled(store, track),
                self.drilled.emit,
                self._fail,
            )

    def _made(self, _report: object) -> None:
        self._told = None

    def _fail(self, error: BaseException) -> None:
        """Told once for each cause: a drive that stays away is no news every hour."""
        if not isinstance(error, UserError):
            raise error
        if error.reason is not self._told:
            self._told = error.reason
            self.failed.emit(error)


def _backed_up(store: Store, track: Track) -> object:
    from desktop_app.services import backups

    return backups.automatic(store, track)


def _drilled(store: Store, track: Track) -> object:
    from desktop_app.services import restore_drills

    return restore_drills.drill(store, track)
