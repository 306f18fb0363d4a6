"""Shown while a shop of an older program is brought up: copied first, then changed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QThreadPool, QTimer
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QProgressBar, QVBoxLayout
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.core.track import Track
from desktop_app.jobs.job import Job, Run
from desktop_app.services.store import open_store
from desktop_app.views.cards import words

_TICK_MS = 100
_LOCK_WAIT_S = 5.0


class Upgrade(QDialog):
    """Begins when it is made and closes by itself; `error` is what went wrong, or None.

    Stopping leaves the shop as it was: nothing is changed before the copy is whole.
    """

    def __init__(self, root: Path) -> None:
        super().__init__()
        self.setWindowTitle(_("After-Sales Desk"))
        self.error: BaseException | None = None
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Progress"))
        self.detail = words(
            _("The database is copied first, so that nothing can be lost."), "caption"
        )
        buttons = QDialogButtonBox()
        self.stop = buttons.addButton(_("Stop"), QDialogButtonBox.ButtonRole.RejectRole)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(words(_("The shop is being brought up to this version."), "heading"))
        for part in (self.detail, self.bar, buttons):
            layout.addWidget(part)
        self.setMinimumWidth(460)
        self._job = Job("", lambda track: _brought_up(root, track), self)
        # Methods, no lambdas: those would keep the dialog until some thread's garbage collection.
        self._job.succeeded.connect(self._succeeded)
        self._job.failed.connect(self._failed)
        self._job.cancelled.connect(self._cancelled)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._timer.start(_TICK_MS)
        buttons.rejected.connect(self.reject)
        self._pool = QThreadPool(self)
        self._pool.setExpiryTimeout(-1)
        self._pool.start(Run(self._job, None))

    @override
    def reject(self) -> None:
        """Stops the copying; the dialog closes when the work has come back."""
        self.stop.setEnabled(False)
        self._job.cancel()

    def _succeeded(self, _done: object) -> None:
        self._end(QDialog.DialogCode.Accepted)

    def _cancelled(self) -> None:
        self._end(QDialog.DialogCode.Rejected)

    def _failed(self, error: BaseException) -> None:
        self.error = error
        self._end(QDialog.DialogCode.Rejected)

    def _end(self, code: QDialog.DialogCode) -> None:
        """Closes once the thread is through: the job must outlive its last word there."""
        self._timer.stop()
        self._pool.waitForDone()
        self.done(code)

    def _tick(self) -> None:
        progress = self._job.progress()
        if progress.total:
            self.bar.setRange(0, progress.total)
            self.bar.setValue(progress.done)
        if progress.total and progress.done >= progress.total:
            self.bar.setRange(0, 0)
            self.detail.setText(_("The copy is made; the tables are being changed."))
            self.stop.setEnabled(False)


def _brought_up(root: Path, track: Track) -> None:
    open_store(root, wait_s=_LOCK_WAIT_S, track=track).close()
