"""Restoring from the window of backups: the questions, the jobs, and what follows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_app.core.errors import UserError
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.track import Track
from desktop_app.services import restore_swaps, restores
from desktop_app.services.restores import RestoreReport
from desktop_app.views.backup_list import Kept
from desktop_app.views.desk import Desk
from desktop_app.views.theme import Tone

if TYPE_CHECKING:
    from desktop_app.views.backups_dialog import BackupsDialog


class Restoring(QObject):
    """Both ways of restoring the chosen backup."""

    def __init__(self, dialog: BackupsDialog, desk: Desk) -> None:
        super().__init__(dialog)
        self._dialog, self._desk = dialog, desk

    def apart(self) -> None:
        """Into an empty folder of its own."""
        kept = self._dialog.chosen()
        folder = self._desk.prompts.folder(self._dialog, _("An empty folder for the restored shop"))
        if kept is None or folder is None:
            return

        def work(track: Track) -> RestoreReport:
            snapshot = restores.pick(kept.place, kept.seal, kept.stamp)
            return restores.restore(kept.place, kept.seal, snapshot, Path(folder), track)

        self._dialog.run(_("Restoring"), work, self._restored)

    def over(self) -> None:
        """In the place of the present shop, after that was moved aside."""
        kept = self._dialog.chosen()
        question = _("Put this backup in the place of the present shop?")
        detail = _(
            "It is made ready first; then the program closes the shop and opens the restored one."
            " The present data is moved aside, not deleted."
        )
        if kept is None or not self._desk.prompts.confirm(
            self._dialog, question, _("Restore"), detail
        ):
            return
        self._dialog.run(_("Restoring"), lambda track: self._staged(kept, track), self._ready)

    def _staged(self, kept: Kept, track: Track) -> RestoreReport:
        snapshot = restores.pick(kept.place, kept.seal, kept.stamp)
        return restores.stage(self._desk.store.paths, kept.place, kept.seal, snapshot, track)

    def _restored(self, report: RestoreReport) -> None:
        if report.problems:
            self._dialog.tell(damaged(len(report.problems)), Tone.BAD)
            return
        done = _("%(restored)s files restored into %(folder)s.") % vars(report)
        self._dialog.tell(done)
        self._dialog.show_overview()

    def _ready(self, report: RestoreReport) -> None:
        """All of it stands ready: the exchange is asked for, and the shop opened anew."""
        go_on = _("Go on without them")
        if report.problems and not self._desk.prompts.confirm(
            self._dialog, damaged(len(report.problems)), go_on
        ):
            restore_swaps.stage(self._desk.store.paths)  # what stood ready goes again
            return
        try:
            restore_swaps.ask_for(self._desk.store.paths, whole=report.whole)
        except UserError as error:
            self._dialog.fail(error)
            return
        self._desk.ways.reopening_wanted.emit()


def damaged(count: int) -> str:
    """How many files of a backup are damaged."""
    sentence = ngettext(
        "%(count)d file is damaged in the backup.",
        "%(count)d files are damaged in the backup.",
        count,
    )
    return sentence % {"count": count}
