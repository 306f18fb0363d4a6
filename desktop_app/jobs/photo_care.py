"""The watched folder and the bar codes in photos: looked after while the program runs."""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer

from desktop_app.core.errors import UserError
from desktop_app.core.kinds import Topic
from desktop_app.jobs.jobs import Jobs
from desktop_app.jobs.notices import ChangeNotices
from desktop_app.services.store import Changes, Store

FIRST_MS = 4_000
SETTLE_MS = 2_300
_LATER_MS = 10_000
_AT_ONCE = 4
_WAKE_MS, _NEXT_MS, _BUSY_MS = 2_000, 150, 3_000


class PhotoCare(QObject):
    """Begins some seconds after the start; new files and new photos wake it from then on."""

    def __init__(self, store: Store, jobs: Jobs, notices: ChangeNotices) -> None:
        super().__init__(notices)
        self._store, self._jobs = store, jobs
        self._closed = self._reading = False
        self._watcher = QFileSystemWatcher(self)
        self._first = self._timer(self.begin)
        self._soon, self._later = self._timer(self.scan), self._timer(self.scan)
        self._codes = self._timer(self.read)
        self._watcher.directoryChanged.connect(lambda _folder: self._settling())
        notices.changed.connect(self._hear)
        self._first.start(FIRST_MS)

    def begin(self) -> None:
        """Looks into the watched folder, and for photos whose codes nobody read."""
        self._first.stop()
        self.follow()
        self._wake()

    def follow(self) -> None:
        """Watches the folder that the shop says, and looks into it where that is another one."""
        from desktop_app.services import inbox

        folder = inbox.watched(self._store)
        wanted = [str(folder)] if folder is not None and folder.is_dir() else []
        known = self._watcher.directories()
        if known == wanted:
            return
        if known:
            self._watcher.removePaths(known)
        if wanted:
            self._watcher.addPaths(wanted)
            self.scan()
            self._soon.start(SETTLE_MS)

    def scan(self) -> None:
        """Looks for new files, in a job."""
        from desktop_app.services import inbox

        if not self._closed:
            self._jobs.write(
                "", lambda _track: inbox.scan(self._store), lambda _count: None, self._failed
            )

    def read(self) -> None:
        """Reads the codes of the next few photos, unless the person waits for something else."""
        if self._closed or self._reading:
            return
        if any(job.title for job in self._jobs.running):
            self._codes.start(_BUSY_MS)
            return
        self._reading = True
        self._jobs.write("", lambda _track: _read_some(self._store), self._took, self._failed)

    def close(self) -> None:
        """Begins nothing more."""
        self._closed = True
        for timer in (self._first, self._soon, self._later, self._codes):
            timer.stop()
        if shiboken6.isValid(self._watcher):  # here, not in whatever thread tidies up last
            shiboken6.delete(self._watcher)

    def _hear(self, changes: Changes) -> None:
        if Topic.PHOTOS in changes.topics and not self._closed:
            if not self._first.isActive():
                self.follow()
            self._wake()

    def _wake(self) -> None:
        if not self._codes.isActive() and not self._reading:
            self._codes.start(_WAKE_MS)

    def _settling(self) -> None:
        """A file that is still being written counts once it has been left alone."""
        self._soon.start(SETTLE_MS)
        self._later.start(_LATER_MS)

    def _took(self, count: int) -> None:
        self._reading = False
        if count and not self._closed:
            self._codes.start(_NEXT_MS)

    def _failed(self, error: BaseException) -> None:
        """A full disk or the like: the person hears of it by what they do; a bug goes on up."""
        self._reading = False
        if not isinstance(error, UserError):
            raise error

    def _timer(self, work: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(work)
        return timer


def _read_some(store: Store) -> int:
    """Reads a few photos that weren't looked at; returns how many."""
    from desktop_app.services import barcodes

    waiting = barcodes.unread(store, _AT_ONCE)
    if waiting:
        barcodes.read_photos(store, waiting)
    return len(waiting)
