"""Photos coming in from the window: asked about when nobody knows whose they are, then a job."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from desktop_app.core.i18n import _
from desktop_app.core.track import Track
from desktop_app.services import inbox, photo_owners, photos
from desktop_app.services.photo_owners import Owner
from desktop_app.services.photos import ImportReport
from desktop_app.services.store import Store
from desktop_app.views.desk import Desk
from desktop_app.views.photo_add import AddBar, Incoming
from desktop_app.views.photo_outcome import PhotoOutcome, summary
from desktop_app.views.theme import Tone


@dataclass(frozen=True)
class Brought:
    """What was brought in for whom; ``ids`` are the photos, new and known."""

    owner: Owner
    buyer_id: int
    report: ImportReport

    @property
    def ids(self) -> list[int]:
        added = [one.id for one in self.report.added]
        return added + [one.id for one in self.report.duplicates]


class Intake(QObject):
    """`done` tells what was brought."""

    done = Signal(object)

    def __init__(self, desk: Desk, bar: AddBar, outcome: PhotoOutcome) -> None:
        super().__init__(bar)
        self._desk = desk
        self._bar = bar
        self._outcome = outcome
        bar.agreed.connect(self._start)

    def bring(self, incoming: Incoming, owner: Owner | None = None, text: str = "") -> None:
        """Takes photos in: at once where the owner is known, else the bar asks."""
        if owner is not None and (owner.buyer_id is not None or owner.buyer):
            self._start(owner, incoming)
        else:
            self._bar.begin(incoming, text)

    def _start(self, owner: Owner, incoming: Incoming) -> None:
        store = self._desk.store
        self._outcome.hide()
        job = self._desk.write(
            _("Adding photos"), lambda track: _bring(store, owner, incoming, track), self._tell
        )
        stopped = _("Stopped. What was added stays; the rest can be added again.")
        job.cancelled.connect(lambda: self._desk.say(stopped, Tone.WARN))

    def _tell(self, brought: Brought) -> None:
        report = brought.report
        trouble = report.refused or any(one.buyer_id != brought.buyer_id for one in report.similar)
        self._desk.say(summary(report), Tone.WARN if trouble else Tone.GOOD)
        self._outcome.show_report(report, brought.owner.buyer)
        self.done.emit(brought)


def _bring(store: Store, owner: Owner, incoming: Incoming, track: Track) -> Brought:
    buyer_id, case = photo_owners.obtain(store, owner), owner.case_id
    if incoming.content:
        report = photos.import_bytes(store, buyer_id, incoming.content, case=case)
    elif incoming.inbox:
        report = inbox.assign(store, incoming.inbox, buyer_id, track=track, case=case)
    else:
        report = photos.import_files(store, buyer_id, incoming.files, track=track, case=case)
    return Brought(owner, buyer_id, report)
