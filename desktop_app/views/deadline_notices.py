"""Deadlines that come near or were missed are told once each: by the system tray, else the strip.

What is told can be read on a locked screen, so that it names the case and the clock and nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QMainWindow
from shiboken6 import isValid

from desktop_app.core import clock, dates
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.kinds import Topic
from desktop_app.services.store import Changes, Store
from desktop_app.views.desk import Desk, Room
from desktop_app.views.theme import Tone
from desktop_app.views.tray import Tray

if TYPE_CHECKING:
    from desktop_app.services.today_deadlines import Deadline

FIRST_MS = 3000
MINUTE_MS = 60_000
AHEAD = timedelta(seconds=90)
MOST_BY_NAME = 3
_TOLD_UNTIL = "deadlines/told_until"
_TOPICS = frozenset({Topic.CASES, Topic.SETTINGS})


class DeadlineNotices(QObject):
    """`told` has the sentence and the case to open, empty where it speaks of several.

    Up to when deadlines were told is remembered: whoever starts the program in the morning hears
    of those that passed since, in one sentence.
    """

    told = Signal(str, str)

    def __init__(
        self, desk: Desk, parent: QObject, now: Callable[[], datetime] = clock.now
    ) -> None:
        super().__init__(parent)
        self._desk, self._now = desk, now
        self._asked = 0
        self._known: list[Deadline] = []
        self._said: set[tuple[int, datetime]] = set()
        self._before = _kept(desk)
        self._since = self._before or now()
        desk.notices.changed.connect(self._hear)
        self._minute, self._next, self._first = QTimer(self), QTimer(self), QTimer(self)
        self._minute.setInterval(MINUTE_MS)
        self._minute.timeout.connect(self.look)
        self._minute.start()
        for timer, act in ((self._next, self._tell), (self._first, self.look)):
            timer.setSingleShot(True)
            timer.timeout.connect(act)
        self._first.start(FIRST_MS)

    def look(self) -> None:
        """Reads which deadlines are near, in a job, and tells of those whose time has come."""
        self._asked += 1
        store, since, now = self._desk.store, self._since, self._now()
        self._desk.read(
            lambda _track: _near(store, since, now),
            partial(self._take, self._asked, now),
        )

    def waits_ms(self) -> int:
        """How long until the next deadline that is known is told; -1 where none is."""
        return self._next.remainingTime()

    def _hear(self, changes: Changes) -> None:
        if changes.topics & _TOPICS:
            self.look()

    def _take(self, asked: int, read_at: datetime, found: list[Deadline]) -> None:
        if asked != self._asked or not isValid(self):
            return
        self._known = found
        self._tell()
        self._since = read_at
        self._said = {said for said in self._said if said[1] > read_at}

    def _tell(self) -> None:
        now = self._now()
        due = [one for one in self._known if one.tell_at <= now and not self._was_said(one)]
        later = [one.tell_at for one in self._known if one.tell_at > now]
        if later:
            self._next.start(int((min(later) - now).total_seconds() * 1000) + 200)
        self._said.update((one.case_id, one.due) for one in due)
        self._desk.memory.setValue(_TOLD_UNTIL, clock.to_text(now))
        if due and not _is_silent(self._desk.store):
            self.told.emit(*sentence(due, now))

    def _was_said(self, one: Deadline) -> bool:
        """In this run, or in one before."""
        before = self._before is not None and one.tell_at <= self._before
        return before or (one.case_id, one.due) in self._said


def _near(store: Store, since: datetime, now: datetime) -> list[Deadline]:
    from desktop_app.services import today_deadlines

    return today_deadlines.near(store, since, now, AHEAD)


def _is_silent(store: Store) -> bool:
    from desktop_app.services import today_deadlines

    return today_deadlines.silent_until(store) is not None


def sentence(due: Sequence[Deadline], now: datetime) -> tuple[str, str]:
    """What is told of these, and which case it leads to: many at once are one sentence."""
    if len(due) > MOST_BY_NAME:
        return _counted(due, now), ""
    said = "\n".join(_one(one, now) for one in due)
    return said, due[0].no if len(due) == 1 else ""


def serve(desk: Desk, window: QMainWindow) -> DeadlineNotices:
    """Notices for a window: by the tray; where there is none, the strip says it."""
    notices = DeadlineNotices(desk, window)
    tray = Tray(desk, window) if Tray.is_there() else None
    if tray is not None:
        notices.told.connect(tray.tell)
        tray.opened.connect(lambda no: desk.go(Room.CASES, "show", no) if no else _today(desk))
    else:
        notices.told.connect(lambda said, _no: desk.say(said, Tone.WARN))
    return notices


def _counted(due: Sequence[Deadline], now: datetime) -> str:
    missed = sum(one.due < now for one in due)
    near = len(due) - missed
    if not near:
        words = ngettext("%(missed)s deadline passed.", "%(missed)s deadlines passed.", missed)
    elif not missed:
        words = ngettext("%(near)s deadline is near.", "%(near)s deadlines are near.", near)
    else:
        words = _("Deadlines: %(missed)s passed, %(near)s near.")
    return words % {"missed": missed, "near": near}


def _today(desk: Desk) -> None:
    desk.go(Room.TODAY)


def _one(one: Deadline, now: datetime) -> str:
    values = {"no": one.no, "clock": one.clock, "time": dates.span(one.due - now)}
    if one.due < now:
        return _("%(no)s: %(clock)s – %(time)s over") % values
    return _("%(no)s: %(clock)s – %(time)s left") % values


def _kept(desk: Desk) -> datetime | None:
    text = str(desk.memory.value(_TOLD_UNTIL, ""))
    try:
        return clock.from_text(text)
    except ValueError:
        return None
