"""The window: rail, search box, tabs built when first seen, the strip and the status area."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.views import actions, deadline_notices, menus
from desktop_app.views.actions import Act
from desktop_app.views.badges import Badges
from desktop_app.views.desk import Desk, Errand, Room
from desktop_app.views.find_box import FindBox
from desktop_app.views.icons import icon
from desktop_app.views.job_panel import JobPanel
from desktop_app.views.lock_screen import LockGuard
from desktop_app.views.rail import Rail
from desktop_app.views.room_stack import RoomPlace, RoomStack
from desktop_app.views.rooms import TABS
from desktop_app.views.scanner import Scanner
from desktop_app.views.strip import Strip
from desktop_app.views.tab import Tab
from desktop_app.views.theme import Tone

if TYPE_CHECKING:
    from desktop_app.views.imports import Imports

_LEAST = (640, 340)  # a screen of 1366 × 768 at 200 % shows 683 × 384 of what is drawn here


class MainWindow(QMainWindow):
    """`dressing_wanted` asks the program for another theme or language: it makes a new window."""

    dressing_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setWindowTitle(_("After-Sales Desk"))
        self.setWindowIcon(icon("desk", "#0f6e6a", 64))
        self.setAcceptDrops(True)
        self.setMinimumSize(*_LEAST)
        self._tabs: dict[Room, Tab] = {}
        self.acts = actions.make(self)
        self.rail = Rail()
        self.find_box = FindBox(desk)
        self.strip = Strip()
        self.stack = RoomStack()
        self.job_panel = JobPanel(desk.jobs)
        self._build()
        self._connect()
        self._remember_place()

    def open(self, room: Room) -> Tab:
        """Shows a tab, building it the first time."""
        tab = self._tabs.get(room)
        if tab is None:
            tab = TABS[room](self.desk)
            self._tabs[room] = tab
            self.stack.addWidget(tab)
        self.stack.setCurrentWidget(tab)
        self.rail.mark(room)
        self.desk.memory.setValue("room", room.value)
        return tab

    @cached_property
    def imports(self) -> Imports:
        from desktop_app.views.imports import Imports

        return Imports(self.desk, self)

    def run_errand(self, errand: Errand) -> None:
        """Goes to another tab with something in hand."""
        self.open(errand.room).run_errand(errand)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        self.imports.take(files)
        event.acceptProposedAction()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        running = [job for job in self.desk.jobs.running if job.title]
        question = _("Work is still going on. Stop it and close?")
        detail = _("What is reported done stays done.")
        if running and not self.desk.prompts.confirm(self, question, _("Stop and close"), detail):
            event.ignore()
            return
        self.desk.memory.setValue("geometry", self.saveGeometry())
        self.desk.jobs.close()
        self.desk.notices.close()
        super().closeEvent(event)

    def _take_scan(self, number: str) -> None:
        """The room that is looked at has the first say about what is scanned in it."""
        room = self.stack.room()
        if self.guard.locked:
            return
        if room is None or not room.take_scan(number):
            self.find_box.take_scan(number)

    def _build(self) -> None:
        body = QWidget()
        self.setCentralWidget(body)
        across = QHBoxLayout(body)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.rail)
        down = QVBoxLayout()
        down.setSpacing(0)
        across.addLayout(down, 1)
        down.addWidget(self._top_bar())
        strip_row = QHBoxLayout()
        strip_row.setContentsMargins(12, 8, 12, 0)
        strip_row.addWidget(self.strip)
        down.addLayout(strip_row)
        down.addWidget(RoomPlace(self.stack), 1)
        down.addWidget(self._status_bar())
        menus.fill(self.menuBar(), self.acts)

    def _top_bar(self) -> QFrame:
        bar = QFrame()
        bar.setObjectName("topbar")
        layout = QHBoxLayout(bar)
        layout.setContentsMargins(14, 8, 14, 8)
        layout.setSpacing(10)
        layout.addWidget(self.find_box, 1)
        layout.addStretch(1)
        for act in (Act.IMPORT_ORDERS, Act.NEW_CASE):
            action = self.acts[act]
            button = QPushButton(action.icon(), action.text())
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            button.setToolTip(f"{action.text()} ({keys})")
            button.clicked.connect(action.trigger)
            layout.addWidget(button)
        return bar

    def _status_bar(self) -> QFrame:
        bar = QFrame()
        bar.setObjectName("status")
        bar.setFixedHeight(34)
        layout = QHBoxLayout(bar)
        layout.setContentsMargins(14, 2, 14, 2)
        layout.addWidget(self.job_panel)
        layout.addStretch(1)
        root = self.desk.store.paths.root
        where = QLabel(root.name)
        where.setTextFormat(Qt.TextFormat.PlainText)
        where.setProperty("role", "caption")
        where.setToolTip(_("The shop's data folder: %(path)s") % {"path": root})
        layout.addWidget(where)
        return bar

    def _connect(self) -> None:
        desk, store = self.desk, self.desk.store
        desk.ways.errand.connect(self.run_errand)
        desk.ways.said.connect(self.strip.say)
        desk.ways.health_wanted.connect(self.acts[Act.CHECK].trigger)
        desk.ways.import_wanted.connect(lambda files: self.imports.take(files))  # noqa: PLW0108 - made when wanted
        self.rail.wanted.connect(self.open)
        self.badges = Badges(desk, self.rail)
        self.deadlines = deadline_notices.serve(desk, self)
        keys = [action for act, action in self.acts.items() if act is not Act.QUIT]
        self.guard = LockGuard(store.paths, self, keys)
        desk.ways.lock_changed.connect(self.guard.renew)
        self.scanner = Scanner(self)
        self.scanner.scanned.connect(self._take_scan)
        menus.connect(self)

    def lock(self) -> None:
        """Hides everything behind the password; where there is none yet, says where to set it."""
        if not self.guard.lock():
            words = _("Set a password first: Shop → Settings → Privacy.")
            self.strip.say(words, Tone.WARN)

    def _remember_place(self) -> None:
        geometry = self.desk.memory.value("geometry")
        if geometry is None or not self.restoreGeometry(geometry):
            self.resize(1280, 720)

    def begin(self) -> None:
        """Opens the tab of last time, behind the lock where the shop has one."""
        saved = str(self.desk.memory.value("room", Room.TODAY.value))
        self.open(Room(saved) if saved in set(Room) else Room.TODAY)
        if not self.guard.locked:
            self.find_box.setFocus()

    def warn(self, sentence: str) -> None:
        """Something to know from the start: a sync folder, a hard crash of last time."""
        self.strip.say(sentence, Tone.WARN)
