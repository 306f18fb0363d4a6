"""Today: what to do next from all rooms, most urgent first; opened with Enter, done with D."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout
from shiboken6 import isValid
from typing_extensions import override

from desktop_app.core import clock
from desktop_app.core.errors import UserError
from desktop_app.core.i18n import _
from desktop_app.services.store import Changes, Store
from desktop_app.services.today_rows import ASK_OUTCOME, Todo, TodoGroup, TodoKind, Urgency
from desktop_app.views import dialogs, today_ways, today_words
from desktop_app.views.desk import Desk, Errand
from desktop_app.views.icons import icon
from desktop_app.views.tab import Tab
from desktop_app.views.theme import colours
from desktop_app.views.today_head import Figure, TodayHead
from desktop_app.views.today_judging import Judging
from desktop_app.views.today_list import TodayList as TodayRows
from desktop_app.views.today_model import Entry, More, Thing, entries
from desktop_app.views.today_quiet import QuietPlace
from desktop_app.views.today_topics import TOPICS

if TYPE_CHECKING:
    from desktop_app.services.today import TodayList
    from desktop_app.services.today_acts import Finished

_MINUTE_MS = 60_000
_MOST_BACK = 20
_ROWS, _QUIET = range(2)


class TodayPage(Tab):
    """The first thing one sees in the morning. ``now`` is the clock by which times run down."""

    least = (640, 340)
    topics = TOPICS

    def __init__(self, desk: Desk, now: Callable[[], datetime] = clock.now) -> None:
        super().__init__(desk)
        self._now = now
        self._asked = 0
        self._wide: frozenset[TodoGroup] = frozenset()
        self._done: list[Finished] = []
        self.found: TodayList | None = None
        self.head = TodayHead()
        self.list = TodayRows(now)
        self.list.setAccessibleName(_("What to do today"))
        self.quiet = QuietPlace(desk)
        self.open_button = QPushButton(icon("next", colours().accent_text), _("Open it"))
        self.done_button = QPushButton(icon("check"), _("Done"))
        self.back_button = QPushButton(icon("undo"), _("Take back"))
        self._stack = QStackedWidget()
        self._judging = Judging(desk, self)
        self._build()
        self._connect()
        self._judge(None)
        self.setFocusProxy(self.list)

    @override
    def refresh(self, changes: Changes) -> None:
        self.reload()

    @override
    def run_errand(self, errand: Errand) -> None:
        """There is nothing to go to but the list itself."""
        self.list.setFocus()

    def reload(self) -> None:
        """Looks again what is to be done, in a job; the latest answer counts."""
        self._asked += 1
        store, wide, now = self.desk.store, self._wide, self._now()
        self.desk.read(lambda _track: _read(store, now, wide), partial(self._take, self._asked))

    def open_entry(self, entry: Entry) -> None:
        """Opens a thing in its room; what is left over of a group is shown, at first here."""
        if isinstance(entry, Thing) and entry.todo.kind is TodoKind.BACKUP:
            dialogs.backups(self.desk, self.window())
        elif isinstance(entry, Thing):
            self.desk.ways.errand.emit(today_ways.errand(entry.todo))
        elif isinstance(entry, More) and entry.widest:
            self.desk.ways.errand.emit(today_ways.room_of(entry.group))
        elif isinstance(entry, More):
            self._wide |= {entry.group}
            self.reload()

    def finish(self, todo: Todo) -> None:
        """Does a thing from here; what needs to be looked at is opened."""
        if not todo.can_finish:
            self.open_entry(Thing(todo))
            return
        outcome = ""
        if todo.kind in ASK_OUTCOME:
            given = self.desk.prompts.text(self, _("What came of it?"))
            if given is None:
                return
            outcome = given
        try:
            done = _finish(self.desk.store, todo, outcome)
        except UserError as error:
            self.desk.complain(error)
            if todo.kind is TodoKind.MESSAGE:
                self.open_entry(Thing(todo))  # its words have gaps, or there are none yet
            return
        if done.text:
            QGuiApplication.clipboard().setText(done.text)
        self._told(done)

    def take_back(self) -> None:
        """Undoes what was done last from here; what can't be undone any more is forgotten."""
        if not self._done:
            return
        last = self._done.pop()
        if self.desk.attempt(partial(_undone, last), default=False):
            who = {"what": today_words.who(last.todo)}
            self.desk.say(_("Taken back: %(what)s.") % who)
        self.back_button.setVisible(bool(self._done))
        self.reload()

    def show_figure(self, figure: Figure) -> None:
        """Goes to what a card counts."""
        urgent = {Figure.OVERDUE: Urgency.OVERDUE, Figure.TODAY: Urgency.TODAY}.get(figure)
        if urgent is None:
            self.desk.ways.errand.emit(today_ways.figure(figure))
            return
        for entry in self.list.rows.entries:
            if isinstance(entry, Thing) and _is_due(entry.todo, urgent):
                self.list.choose(entry.key)
                break
        self.list.setFocus()

    def _told(self, done: Finished) -> None:
        what = {"what": today_words.done(done.todo), "who": today_words.who(done.todo)}
        self.desk.say(_("%(what)s: %(who)s.") % what)
        self._done = [*self._done, done][-_MOST_BACK:]
        self.back_button.show()
        self.reload()

    def _take(self, asked: int, found: TodayList) -> None:
        if asked != self._asked or not isValid(self):
            return
        self.found = found
        self.head.show_list(found)
        self.list.show_entries(entries(found.groups, self._wide))
        if not found.groups:
            self.quiet.show_state(is_new=found.is_new)
        self.head.setVisible(not found.is_new)
        self._stack.setCurrentIndex(_ROWS if found.groups else _QUIET)
        for part in (self.open_button, self.done_button, self._hint):
            part.setVisible(bool(found.groups))
        self._judging.wake()

    def _judge(self, entry: Entry | None) -> None:
        """The buttons say what they would do with what is chosen."""
        self.open_button.setEnabled(entry is not None)
        row = entry.todo if isinstance(entry, Thing) else None
        able = row is not None and row.can_finish
        self.done_button.setEnabled(able)
        words = today_words.done(row) if row is not None and able else _("Done")
        self.done_button.setText(words)

    def _build(self) -> None:
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.quiet)
        self.open_button.setProperty("primary", True)
        self.open_button.setToolTip(_("Opens it in its room (Enter)"))
        self.done_button.setToolTip(_("Does it from here (D)"))
        self.back_button.setProperty("flat", True)
        self.back_button.setToolTip(_("Takes back what was done last from here (Ctrl+Z)"))
        self.back_button.hide()
        self._hint = QLabel(_("Enter opens · D does it · F5 looks again"))
        self._hint.setProperty("role", "caption")
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self._hint)
        foot.addStretch(1)
        for button in (self.back_button, self.done_button, self.open_button):
            foot.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 10)
        layout.setSpacing(12)
        layout.addWidget(self.head)
        layout.addWidget(self._stack, 1)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self._judging.changed.connect(self.reload)
        self.head.pressed.connect(self.show_figure)
        self.list.opened.connect(self.open_entry)
        self.list.finished.connect(self.finish)
        self.list.picked.connect(self._judge)
        self.open_button.clicked.connect(self._open_chosen)
        self.done_button.clicked.connect(self._finish_chosen)
        self.back_button.clicked.connect(self.take_back)
        for keys, act in (("F5", self.reload), ("Ctrl+Z", self.take_back)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self._timer = QTimer(self)
        self._timer.setInterval(_MINUTE_MS)
        self._timer.timeout.connect(self._pass_time)
        self._timer.start()

    def _open_chosen(self) -> None:
        entry = self.list.entry()
        if entry is not None:
            self.open_entry(entry)

    def _finish_chosen(self) -> None:
        entry = self.list.entry()
        if isinstance(entry, Thing):
            self.finish(entry.todo)
            self.list.setFocus()

    def _pass_time(self) -> None:
        """What came due meanwhile moves up."""
        if self.isVisible():
            self.reload()


# What reads and acts is imported when it is first wanted, the reading in a job's thread: the page
# is the first thing that is built, and a window that stands sooner is worth more.
def _read(store: Store, now: datetime, wide: frozenset[TodoGroup]) -> TodayList:
    from desktop_app.services import today

    return today.todo(store, now, wide)


def _finish(store: Store, todo: Todo, outcome: str) -> Finished:
    from desktop_app.services import today_acts

    return today_acts.finish(store, todo, outcome)


def _undone(done: Finished) -> bool:
    done.back()
    return True


def _is_due(todo: Todo, urgent: Urgency) -> bool:
    if urgent is Urgency.OVERDUE:
        return todo.urgency is Urgency.OVERDUE
    return todo.urgency in {Urgency.SOON, Urgency.TODAY}
