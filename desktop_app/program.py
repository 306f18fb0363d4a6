"""The running window program: everything that lives as long as it does.

Start order: log and hard-crash file, exception hook, QApplication, lock and store (copied and
migrated), language, theme, window; the quick check runs as a job once the window stands.
"""

from __future__ import annotations

import logging
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import (
    QFileSystemWatcher,
    QLibraryInfo,
    QLocale,
    QSettings,
    Qt,
    QTimer,
    QTranslator,
)
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop_app.core import i18n, logs, paths, texts
from desktop_app.core.errors import Reason, UserError
from desktop_app.core.i18n import _
from desktop_app.core.paths import DataPaths
from desktop_app.jobs.backups import AutomaticBackups
from desktop_app.jobs.housekeeping import Housekeeping
from desktop_app.jobs.index_care import IndexCare
from desktop_app.jobs.jobs import Jobs
from desktop_app.jobs.notices import ChangeNotices
from desktop_app.jobs.photo_care import PhotoCare
from desktop_app.services import backup_state, schema, search, settings
from desktop_app.services.store import Store, finish_restore, open_store
from desktop_app.services.writer_lock import call_file, call_holder
from desktop_app.views import theme
from desktop_app.views.crash import (
    CrashHook,
    catch_hard_crashes,
    forget_hard_crashes,
    last_hard_crash,
)
from desktop_app.views.desk import Desk, Ways
from desktop_app.views.first_start import Choice, FirstStart
from desktop_app.views.main_window import MainWindow
from desktop_app.views.place_words import place_words
from desktop_app.views.prompts import Prompts
from desktop_app.views.upgrade import Upgrade

log = logging.getLogger(__name__)

DONE, NOT_STARTED = 0, 2
REOPEN = 76  # the event loop's own end, never the process's
_AGAIN_MS = 100
_HOLDING_MS = 60_000
_CHECK_AFTER_MS = 1_500  # reading the whole database is not what the first look waits for


def run(data: str | None, language: str | None) -> int:
    """Opens the shop and the window; returns when the window closes."""
    if not has_screen():
        sys.stderr.write(_("There is no screen to open a window on.") + "\n")
        return NOT_STARTED
    app = QApplication(sys.argv[:1])
    app.setApplicationName(paths.APP_NAME)
    i18n.use(language or i18n.system_language())
    theme.ensure_chinese()
    theme.put_on(app, theme.Theme.SYSTEM)
    choice = _choice(data)
    if choice is None:
        return DONE
    status: int | Choice = choice
    while isinstance(status, Choice):  # another shop takes the place of the one that was open
        status = _open(app, status, language)
    return status


def _open(app: QApplication, choice: Choice, language: str | None) -> int | Choice:
    """One opening of a shop, to its end; gives the choice of what is to be opened in its place."""
    folder = choice.folder
    try:
        finish_restore(DataPaths(folder))
        if schema.is_behind(DataPaths(folder)):
            upgrade = Upgrade(folder)
            if not upgrade.exec():
                return _refuse(upgrade.error, folder)
        program = Program(app, folder, language)
    except UserError as error:
        return _refuse(error, folder)
    program.show()
    if choice.demo:
        program.fill_with_demo()
    status = app.exec()
    program.close()
    program.leave_screen()
    return program.wanted if status == REOPEN else status


def has_screen() -> bool:
    """Whether a window can be shown here; on Linux that takes a display."""
    import os

    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


class Program:
    """An open shop with its window. Raises UserError when the shop can't be opened."""

    def __init__(self, app: QApplication, root: Path, language: str | None = None) -> None:
        self.app = app
        self._language = language
        self.wanted = Choice(root)
        self._translator = QTranslator(app)
        self.store = open_store(root)
        data = self.store.paths
        log_file = logs.start(data.logs)
        self.last_crash = last_hard_crash(data.logs)
        self._hard_crash_file = catch_hard_crashes(data.logs)
        self.hook = CrashHook(log_file, app)
        search.follow(self.store)
        self.store.who = settings.get(self.store, settings.WHO)
        self.desk = Desk(
            store=self.store,
            jobs=Jobs(self.store),
            notices=ChangeNotices(self.store),
            prompts=Prompts(),
            ways=Ways(),
            memory=QSettings(str(data.root / "window.ini"), QSettings.Format.IniFormat),
        )
        self._index_care = IndexCare(self.store, self.desk.jobs, self.desk.notices)
        self._housekeeping = Housekeeping(self.store, self.desk.jobs)
        self._housekeeping.verified.connect(self._told_archive)
        self._holding = QTimer(self.desk.jobs)
        self._holding.timeout.connect(self.look_at_lock)
        self._photo_care = PhotoCare(self.store, self.desk.jobs, self.desk.notices)
        self._checking = QTimer(self.desk.jobs)
        self._checking.setSingleShot(True)
        self._checking.timeout.connect(self._check)
        self._backups = AutomaticBackups(self.store, self.desk.jobs)
        self._backups.failed.connect(self._told_backup)
        self._backups.drilled.connect(self._told_drill)
        self._dress()
        self.window = self._make_window()
        self.window.guard.begin()
        self._watcher = self._watch_calls(data)

    def show(self) -> None:
        """Shows the window; the checks that may take a while follow once it stands."""
        self.window.show()
        self.window.begin()
        QTimer.singleShot(0, self._after_start)

    def fill_with_demo(self) -> None:
        """Fills the empty shop with invented data, as a job."""
        from desktop_app.services import demo

        self.desk.write(
            _("Inventing a demo shop"),
            lambda track: demo.fill(self.store, demo.Size(), track),
            lambda _made: self.desk.say(_("The demo shop is ready. Everything in it is invented.")),
        )

    def speak(self, language: str) -> None:
        """Another language for this run, whatever the setting says."""
        self._language = language
        self.redress()

    def redress(self) -> None:
        """Another language or theme: a new window in the place of the old one.

        Work that runs comes home to the old one first. The old one goes before the new style
        comes, since restyling all its parts would take seconds for nothing.
        """
        if not shiboken6.isValid(self.window):
            return  # closed while this waited
        if self.desk.jobs.running:
            QTimer.singleShot(_AGAIN_MS, self.redress)
            return
        self.desk.memory.setValue("geometry", self.window.saveGeometry())
        locked = self.window.guard.locked
        shiboken6.delete(self.window)
        self._dress()
        self.desk = replace(self.desk, ways=Ways())
        self.window = self._make_window()
        self.window.guard.renew()
        if locked:
            self.window.guard.lock()
        self.window.show()
        self.window.begin()

    def close(self) -> None:
        """Closes the shop; called after the window closed."""
        self._checking.stop()
        self._holding.stop()
        self._index_care.close()
        self._housekeeping.close()
        self._photo_care.close()
        self._backups.close()
        self.desk.jobs.close()
        self.desk.notices.close()
        self.hook.close()
        self.store.close()
        self.desk.memory.sync()
        forget_hard_crashes(self._hard_crash_file)
        logs.stop()

    def look_at_lock(self) -> None:
        """Warns when somebody else took the shop, where a drive's locks can't be relied on."""
        if holder := self.store.taken_by():
            self._holding.stop()
            self.window.warn(place_words(self.store, holder))

    def leave_screen(self) -> None:
        """Takes the window and its watcher away; called after `close`."""
        shiboken6.delete(self._watcher)
        if shiboken6.isValid(self.window):
            shiboken6.delete(self.window)

    def _make_window(self) -> MainWindow:
        window = MainWindow(self.desk)
        window.dressing_wanted.connect(lambda: QTimer.singleShot(0, self.redress))
        self.desk.ways.reopening_wanted.connect(lambda: self.app.exit(REOPEN))
        self.desk.ways.shop_wanted.connect(self._open_instead)
        return window

    def _open_instead(self, choice: Choice) -> None:
        self.wanted = choice
        self.app.exit(REOPEN)

    def _dress(self) -> None:
        chosen = self._language or settings.get(self.store, settings.LANGUAGE)
        i18n.use(chosen or i18n.system_language())
        self.app.removeTranslator(self._translator)
        translations = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._translator.load(QLocale(i18n.language()), "qtbase", "_", translations):
            self.app.installTranslator(self._translator)
        QLocale.setDefault(QLocale(i18n.language()))
        theme.put_on(self.app, theme.Theme(settings.get(self.store, settings.THEME)))

    def _after_start(self) -> None:
        if self.last_crash:
            self.window.warn(
                _("The program ended unexpectedly last time; the report is in the log folder.")
            )
        elif words := place_words(self.store) or _backup_warning(self.store):
            self.window.warn(words)
        self._checking.start(_CHECK_AFTER_MS)
        self._holding.start(_HOLDING_MS)

    def _check(self) -> None:
        self.desk.read(lambda _track: _quick_check(self.store), self._told_quick_check)

    def _told_quick_check(self, sound: bool) -> None:  # noqa: FBT001 - a job's result
        if not sound:
            self.window.warn(_("The database is damaged; restore a backup before going on."))
            self.desk.ways.health_wanted.emit()

    def _told_archive(self, report: Any) -> None:
        from desktop_app.views import photo_check

        if report.problems:
            self.window.warn(photo_check.told(report))

    def _told_backup(self, error: UserError) -> None:
        why = {"why": texts.sentence(error)}
        self.window.warn(_("The backup couldn't be made: %(why)s") % why)

    def _told_drill(self, report: Any) -> None:
        from desktop_app.views import backup_words

        if not report.ok:
            self.window.warn(backup_words.tried(report))

    def _watch_calls(self, data: DataPaths) -> QFileSystemWatcher:
        file = call_file(data)
        file.touch()
        watcher = QFileSystemWatcher([str(file)], self.app)
        watcher.fileChanged.connect(self._come_forward)
        return watcher

    def _come_forward(self) -> None:
        self.window.showNormal()
        self.window.raise_()
        self.window.activateWindow()


def _backup_warning(store: Store) -> str:
    from desktop_app.views import backup_words

    return backup_words.warning(backup_state.read(store.paths))


def _quick_check(store: Store) -> bool:
    from desktop_app.services import checks

    return checks.is_sound(store)


def _choice(data: str | None) -> Choice | None:
    root = paths.data_dir(data)
    if data is not None or DataPaths(root).database.exists() or paths.config_file().exists():
        return Choice(root)
    dialog = FirstStart(root)
    return dialog.choice if dialog.exec() else None


def _refuse(error: BaseException | None, root: Path) -> int | Choice:
    if not isinstance(error, UserError):
        if error is not None:
            raise error
        return DONE
    if error.reason is Reason.STORE_LOCKED:
        call_holder(DataPaths(root))
        return DONE
    if error.reason in {Reason.STORE_DAMAGED, Reason.STORE_NEWER}:
        from desktop_app.views.rescue_dialog import RescueDialog

        return Choice(root) if RescueDialog(root, error).exec() else NOT_STARTED
    box = QMessageBox(QMessageBox.Icon.Warning, _("After-Sales Desk"), texts.sentence(error))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.exec()
    return NOT_STARTED
