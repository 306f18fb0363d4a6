"""Photos out of a backup, from the window of backups: a case's, or those that the archive lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_app.core.i18n import _, ngettext
from desktop_app.core.track import Track
from desktop_app.services import backup_fetches, restores
from desktop_app.services.backup_fetches import FetchReport
from desktop_app.views.backup_restoring import damaged
from desktop_app.views.desk import Desk
from desktop_app.views.theme import Tone

if TYPE_CHECKING:
    from desktop_app.views.backups_dialog import BackupsDialog


class Fetching(QObject):
    """From the backup that is chosen."""

    def __init__(self, dialog: BackupsDialog, desk: Desk) -> None:
        super().__init__(dialog)
        self._dialog, self._desk = dialog, desk

    def of_case(self) -> None:
        """Asks for a case and a folder, and writes the case's photos there."""
        kept = self._dialog.chosen()
        no = self._desk.prompts.text(self._dialog, _("The photos of which case (its number)?"))
        if kept is None or no is None:
            return
        out = self._desk.prompts.folder(self._dialog, _("Where shall the photos go?"))
        if out is None:
            return

        def work(track: Track) -> FetchReport:
            snapshot = restores.pick(kept.place, kept.seal, kept.stamp)
            entries = backup_fetches.of_case(kept.place, kept.seal, snapshot, no)
            return backup_fetches.fetch(kept.place, kept.seal, snapshot, entries, out, track)

        self._dialog.run(_("Fetching photos"), work, self._fetched)

    def put_back(self) -> None:
        """Puts photos whose file is gone back into the archive."""
        kept, store = self._dialog.chosen(), self._desk.store
        if kept is None:
            return

        def work(track: Track) -> tuple[int, FetchReport]:
            lost = backup_fetches.lost(store)
            snapshot = restores.pick(kept.place, kept.seal, kept.stamp)
            report = backup_fetches.put_back(store, kept.place, kept.seal, snapshot, lost, track)
            return len(lost), report

        self._dialog.run(_("Putting back photos"), work, self._put_back)

    def _fetched(self, report: FetchReport) -> None:
        if report.problems:
            self._dialog.tell(damaged(len(report.problems)), Tone.BAD)
            return
        count = len(report.written)
        sentence = ngettext("%(count)d photo fetched.", "%(count)d photos fetched.", count)
        self._dialog.tell(sentence % {"count": count})

    def _put_back(self, found: tuple[int, FetchReport]) -> None:
        lost, report = found
        if not lost:
            self._dialog.tell(_("No photo is missing in the archive."))
            return
        sentence = _("%(done)s of %(lost)s lost photos are back in the archive.")
        tone = Tone.GOOD if len(report.written) == lost else Tone.WARN
        self._dialog.tell(sentence % {"done": len(report.written), "lost": lost}, tone)
