"""The status area's part for long work: what it is, how far, how fast, how long yet, and stop."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from desktop_app.core.i18n import _
from desktop_app.jobs.job import Job, Progress
from desktop_app.jobs.jobs import Jobs

_TICK_MS = 200
_STEPS = 1000


class JobPanel(QWidget):
    """Shows the job that runs longest, and says how many wait behind it."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._shown: list[Job] = []
        self._words = QLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(160)
        self._bar.setAccessibleName(_("Progress"))
        self._stop = QPushButton(_("Stop"))
        self._stop.setAccessibleName(_("Stop the running work"))
        self._stop.clicked.connect(self._cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        for part in (self._words, self._bar, self._stop):
            layout.addWidget(part)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        jobs.started.connect(self._begin)
        jobs.ended.connect(self._end)
        self.hide()

    def words(self) -> str:
        """What is written now."""
        return self._words.text()

    def _begin(self, job: Job) -> None:
        if not job.title:
            return
        self._shown.append(job)
        self._tick()
        self._timer.start()
        self.show()

    def _end(self, job: Job) -> None:
        if job in self._shown:
            self._shown.remove(job)
        if not self._shown:
            self._timer.stop()
            self.hide()

    def _cancel(self) -> None:
        if self._shown:
            self._shown[0].cancel()
            self._tick()

    def _tick(self) -> None:
        job = self._shown[0]
        progress = job.progress()
        self._words.setText(_describe(job, progress, len(self._shown) - 1))
        self._stop.setEnabled(not job.stopping)
        if progress.total:
            self._bar.setRange(0, _STEPS)
            self._bar.setValue(progress.done * _STEPS // progress.total)
        else:
            self._bar.setRange(0, 0)


def _describe(job: Job, progress: Progress, waiting: int) -> str:
    parts = [job.title]
    if job.stopping:
        parts.append(_("stopping…"))
    elif progress.total is not None:
        parts.append(_("%(done)s of %(total)s") % _counts(progress))
    elif progress.done:
        parts.append(str(progress.done))
    if progress.per_second and progress.done > 1 and not job.stopping:
        parts.append(_("%(rate)s/s") % {"rate": f"{progress.per_second:,.0f}" or "0"})
        left = progress.seconds_left
        if left is not None and left >= 1:
            parts.append(_time_left(left))
    if waiting:
        parts.append(_("%(count)s waiting") % {"count": waiting})
    return " · ".join(parts)


def _counts(progress: Progress) -> dict[str, str]:
    return {"done": f"{progress.done:,}", "total": f"{progress.total:,}"}


def _time_left(seconds: float) -> str:
    if seconds < 90:  # noqa: PLR2004 - a minute and a half is still told in seconds
        return _("%(count)s s left") % {"count": round(seconds)}
    return _("%(count)s min left") % {"count": round(seconds / 60)}
