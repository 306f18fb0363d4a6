"""The window's two pools: one writer at a time, and readers beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QThreadPool, Signal

from desktop_app.jobs.job import Job, Run, Work
from desktop_app.services.store import Store

_READERS = 2
_WAIT_AT_CLOSE_MS = 30_000


class Jobs(QObject):
    """Starts jobs and knows which are under way."""

    started = Signal(object)
    ended = Signal(object)

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._writers = _pool(self, 1)
        self._readers = _pool(self, _READERS)
        self._asides = _pool(self, 1)
        self._running: list[Job] = []
        self._closed = False

    def write(
        self,
        title: str,
        work: Work,
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None],
    ) -> Job:
        """Queues work that writes; shown in the status area, one at a time, in order."""
        return self._start(self._writers, Job(title, work, self), done, failed)

    def read(
        self,
        work: Work,
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None],
        title: str = "",
    ) -> Job:
        """Starts work that only reads; shown in the status area when it has a title."""
        return self._start(self._readers, Job(title, work, self), done, failed)

    def aside(
        self,
        title: str,
        work: Work,
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None],
    ) -> Job:
        """Queues work that takes long and keeps neither readers nor writers waiting: a backup."""
        return self._start(self._asides, Job(title, work, self), done, failed)

    @property
    def running(self) -> list[Job]:
        """The jobs that have not come back yet."""
        return list(self._running)

    def close(self) -> None:
        """Cancels what runs and waits for it, when the window closes; nothing begins any more."""
        self._closed = True
        for job in self._running:
            job.cancel()
        for pool in (self._readers, self._asides, self._writers):
            pool.clear()
            pool.waitForDone(_WAIT_AT_CLOSE_MS)

    def _start(
        self,
        pool: QThreadPool,
        job: Job,
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None],
    ) -> Job:
        if self._closed:
            return job
        job.succeeded.connect(done)
        job.failed.connect(failed)
        job.ended.connect(lambda: self._end(job))
        self._running.append(job)
        self.started.emit(job)
        pool.start(Run(job, self._store))
        return job

    def _end(self, job: Job) -> None:
        self._running.remove(job)
        self.ended.emit(job)


def _pool(parent: QObject, threads: int) -> QThreadPool:
    pool = QThreadPool(parent)
    pool.setMaxThreadCount(threads)
    pool.setExpiryTimeout(-1)
    return pool
