"""The window of backups: how they stand, where they go, back up, verify, restore, fetch."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QListWidget, QPushButton, QStackedWidget, QWidget
from shiboken6 import isValid
from typing_extensions import override

from desktop_app.core import texts
from desktop_app.core.errors import FileTrouble, Reason, UserError
from desktop_app.core.i18n import _
from desktop_app.core.kinds import Topic
from desktop_app.jobs.job import Job, Work
from desktop_app.services import backup_places, backups, restore_drills
from desktop_app.services.backup_checks import BackupCheck
from desktop_app.services.backup_places import Place
from desktop_app.services.backup_secrets import Seal
from desktop_app.services.store import Changes
from desktop_app.views import backup_list, backup_words
from desktop_app.views.backup_fetching import Fetching
from desktop_app.views.backup_list import Kept
from desktop_app.views.backup_overview import Overview
from desktop_app.views.backup_place_page import PlacePage
from desktop_app.views.backup_restore_page import RestorePage
from desktop_app.views.backup_restoring import Restoring
from desktop_app.views.boxes import line, page, stack
from desktop_app.views.cards import words
from desktop_app.views.desk import Desk
from desktop_app.views.job_panel import JobPanel
from desktop_app.views.theme import Tone

_OVERVIEW, _PLACE, _RESTORE, _PROBLEMS = range(4)


class BackupsDialog(QDialog):
    """Stands beside the window, not before it: work goes on while a backup is made."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._elsewhere: tuple[Place, Seal] | None = None
        self.setWindowTitle(_("Backups"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.overview = Overview()
        self.place_page = PlacePage(desk)
        self.restore_page = RestorePage()
        self.problems = QListWidget()
        self.problems.setWordWrap(True)
        self.problems.setAccessibleName(_("Problems"))
        self.said = words("")
        self.pages = QStackedWidget()
        self.restoring = Restoring(self, desk)
        self.fetching = Fetching(self, desk)
        self._build()
        self._connect()
        self.refresh()
        self.resize(860, 560)

    def refresh(self) -> None:
        """Shows state and backups as they are now; the list is read in a job."""
        self.overview.show_state(backups.state(self._desk.store))
        elsewhere = self._elsewhere
        self._desk.read(
            lambda track: backup_list.find(self._desk.store, elsewhere, track), self._show_found
        )

    def run(self, title: str, work: Work, done: Callable[[Any], None]) -> Job:
        """Starts long work; what comes of it is told here, even when the window was closed."""
        self.tell("")
        return self._desk.jobs.aside(title, work, partial(self._done, done), self.fail)

    def tell(self, sentence: str, tone: Tone = Tone.GOOD) -> None:
        """Says it below the pages, or in the window's strip when this one is closed."""
        if not isValid(self):
            self._desk.say(sentence, tone)
            return
        self.said.setText(sentence)
        self.said.setProperty("role", "error" if tone is Tone.BAD else "")
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)

    def fail(self, error: BaseException) -> None:
        """Says what went wrong; whatever isn't the person's to mend goes to the crash dialog."""
        if not isinstance(error, UserError):
            raise error
        self.tell(texts.sentence(error), Tone.BAD)

    def back_up(self) -> None:
        """Backs up to the chosen place, or the database alone where there is none."""
        store = self._desk.store
        self.run(
            _("Backing up"),
            lambda track: backups.automatic(store, track),
            lambda report: self.tell(backup_words.made(report)),
        )

    def use_place(self, folder: Path, password: str | None) -> None:
        """Takes the folder for the backups, and makes the first one."""
        store = self._desk.store

        def used(_place: Place) -> None:
            self.show_overview()
            self.back_up()

        self.run(
            _("Preparing the folder for backups"),
            lambda _track: backups.choose(store, folder, password),
            used,
        )

    def verify(self) -> None:
        """Reads all of the place where the chosen backup lies."""
        kept = self.overview.list.chosen()
        store = self._desk.store
        if kept is not None:
            self.run(
                _("Verifying the backups"),
                lambda track: backups.verify(store, kept.place, kept.seal, track),
                self._checked,
            )

    def try_out(self) -> None:
        """Restores the newest backup to a temporary folder, and compares."""
        store = self._desk.store

        def tried(report: restore_drills.DrillReport) -> None:
            self.tell(backup_words.tried(report), Tone.GOOD if report.ok else Tone.BAD)

        self.run(_("Trying out a restore"), lambda track: restore_drills.drill(store, track), tried)

    def look_elsewhere(self) -> None:
        """Lists the backups of another folder, such as an old computer's."""
        if self._elsewhere is not None:
            self._elsewhere = None
            self._told_elsewhere()
            return
        prompts, data = self._desk.prompts, self._desk.store.paths
        folder = prompts.folder(self, _("The folder that was backed up to"))
        if folder is None:
            return
        try:
            place = backup_places.one(folder)
            try:
                self._elsewhere = (place, backups.seal_of(data, place))
            except FileTrouble as error:
                if error.reason is not Reason.BACKUP_SEALED:
                    raise
                password = prompts.password(self, _("Password of the backup"))
                if password is None:
                    return
                self._elsewhere = (place, backups.seal_of(None, place, password))
        except UserError as error:
            self.fail(error)
            return
        self._told_elsewhere()

    def show_overview(self) -> None:
        """Back to the list."""
        self.pages.setCurrentIndex(_OVERVIEW)
        self.refresh()

    def chosen(self) -> Kept | None:
        """The backup that is chosen in the list."""
        return self.overview.list.chosen()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self._desk.notices.changed.disconnect(self._heard)
        super().closeEvent(event)

    def _done(self, done: Callable[[Any], None], result: Any) -> None:
        if isValid(self):
            self.refresh()
        done(result)

    def _show_found(self, found: list[Kept]) -> None:
        if isValid(self):
            self.overview.list.show_rows(found)
            self.overview.show_found()

    def _checked(self, check: BackupCheck) -> None:
        self.tell(backup_words.checked(check), Tone.GOOD if check.ok else Tone.BAD)
        if not check.ok and isValid(self):
            self.problems.clear()
            self.problems.addItems([backup_words.problem(one) for one in check.problems])
            self.pages.setCurrentIndex(_PROBLEMS)

    def _told_elsewhere(self) -> None:
        there = self._elsewhere
        self.overview.elsewhere.setText(
            _("In another folder…") if there is None else _("Back to this shop's")
        )
        if there is not None:
            self.tell(_("Shown are the backups in %(folder)s.") % {"folder": there[0].folder})
        else:
            self.tell("")
        self.refresh()

    def _choose_place(self) -> None:
        self.place_page.begin(backups.state(self._desk.store))
        self.pages.setCurrentIndex(_PLACE)

    def _drop_place(self) -> None:
        question = _("Back up to no other drive any more?")
        detail = _("What lies there stays. Only the database is copied then, on this drive.")
        if self._desk.prompts.confirm(self, question, _("To no other drive"), detail):
            self._desk.attempt(lambda: backups.forget_place(self._desk.store))
            self.show_overview()

    def _begin_restore(self) -> None:
        kept = self.chosen()
        if kept is not None and kept.head is not None:
            self.restore_page.begin(kept)
            self.pages.setCurrentIndex(_RESTORE)

    def _heard(self, changes: Changes) -> None:
        if Topic.BACKUPS in changes.topics:
            self.refresh()

    def _build(self) -> None:
        back = QPushButton(_("Back"))
        back.setAutoDefault(False)
        back.clicked.connect(self.show_overview)
        found = QWidget()
        found.setLayout(stack(self.problems, line(None, back), grows=self.problems))
        for part in (self.overview, self.place_page, self.restore_page, found):
            self.pages.addWidget(part)
        foot = line(JobPanel(self._desk.jobs), None)
        page(self, stack(self.pages, self.said, foot, grows=self.pages))

    def _connect(self) -> None:
        ways: tuple[tuple[Any, Callable[..., object]], ...] = (
            (self.overview.backup_wanted, self.back_up),
            (self.overview.place_wanted, self._choose_place),
            (self.overview.verify_wanted, self.verify),
            (self.overview.drill_wanted, self.try_out),
            (self.overview.restore_wanted, self._begin_restore),
            (self.overview.fetch_wanted, self.fetching.of_case),
            (self.overview.lost_wanted, self.fetching.put_back),
            (self.overview.elsewhere_wanted, self.look_elsewhere),
            (self.place_page.wanted, self.use_place),
            (self.place_page.dropped, self._drop_place),
            (self.place_page.left, self.show_overview),
            (self.restore_page.apart_wanted, self.restoring.apart),
            (self.restore_page.over_wanted, self.restoring.over),
            (self.restore_page.left, self.show_overview),
            (self._desk.notices.changed, self._heard),
        )
        for signal, act in ways:
            signal.connect(act)
