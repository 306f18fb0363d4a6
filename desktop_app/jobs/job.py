"""A job: work on another thread that always comes back, with a result or an error."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QRunnable, Qt, Signal
from typing_extensions import override

from desktop_app.core.errors import UserError
from desktop_app.core.track import Cancelled, Track, length
from desktop_app.services.store import Store

log = logging.getLogger(__name__)

Item = TypeVar("Item")
Work = Callable[[Track], Any]


@dataclass(frozen=True)
class Progress:
    """How far a job is: ``total`` None while nobody knows; ``per_second`` None at the start."""

    done: int
    total: int | None
    per_second: float | None

    @property
    def seconds_left(self) -> float | None:
        """How long the rest should take at the present rate."""
        if self.total is None or not self.per_second:
            return None
        return max(0, self.total - self.done) / self.per_second


class Job(QObject):
    """One piece of work. Its signals come on the window's thread, and exactly one of them ends it.

    A job has a Qt parent and is deleted there after its end: one without was once destroyed on
    a worker's thread.
    """

    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    ended = Signal()
    _returned = Signal(object, object)

    def __init__(self, title: str, work: Work, parent: QObject) -> None:
        super().__init__(parent)
        self.title = title
        self.shown = True
        self._work = work
        self._stop = threading.Event()
        self._done = 0
        self._total: int | None = None
        self._began: float | None = None
        self._returned.connect(self._come_back, Qt.ConnectionType.QueuedConnection)

    def cancel(self) -> None:
        """Asks the work to stop before its next item."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    def progress(self) -> Progress:
        """Read by the job panel as often as it likes; the worker only counts."""
        rate = None
        if self._began is not None and self._done:
            rate = self._done / max(time.monotonic() - self._began, 1e-3)
        return Progress(self._done, self._total, rate)

    def run(self, store: Store | None) -> None:
        """Does the work on the thread that calls, and sends what came of it home."""
        result: object = None
        error: BaseException | None = None
        try:
            self._began = time.monotonic()
            if store is None:
                result = self._work(self._track)
            else:
                with store.connection():
                    result = self._work(self._track)
        except BaseException as caught:  # noqa: BLE001 - whatever it is, it is told at home
            error = caught
        self._returned.emit(result, error)

    def _track(self, items: Iterable[Item], /, total: int | None = None) -> Iterable[Item]:
        self._total = length(items, total)
        self._done, self._began = 0, time.monotonic()
        for item in items:
            if self._stop.is_set():
                raise Cancelled
            yield item
            self._done += 1

    def _come_back(self, result: object, error: BaseException | None) -> None:
        if error is None:
            self.succeeded.emit(result)
        elif isinstance(error, Cancelled):
            self.cancelled.emit()
        else:
            if not isinstance(error, UserError):
                log.error("job failed: %s", type(error).__name__, exc_info=error)
            self.failed.emit(error)
        self.ended.emit()
        self.deleteLater()


class Run(QRunnable):
    """The runnable a pool takes; it holds no Qt object's life."""

    def __init__(self, job: Job, store: Store | None) -> None:
        super().__init__()
        self._job = job
        self._store = store

    @override
    def run(self) -> None:
        self._job.run(self._store)
