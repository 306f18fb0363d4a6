"""How much waits in each room, shown on the rail: counted again when something changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from shiboken6 import isValid

from desktop_app.core import clock
from desktop_app.services.store import Changes, Store
from desktop_app.views.desk import Desk, Room
from desktop_app.views.rail import Badge, Rail
from desktop_app.views.theme import Tone
from desktop_app.views.today_judging import Judging
from desktop_app.views.today_topics import TOPICS

if TYPE_CHECKING:
    from desktop_app.services.today import Waiting

FIRST_MS = 600
MINUTE_MS = 60_000


class Badges(QObject):
    """Counts in a job; since clocks run on by themselves, once a minute as well."""

    def __init__(self, desk: Desk, rail: Rail, now: Callable[[], datetime] = clock.now) -> None:
        super().__init__(rail)
        self._desk, self._rail, self._now = desk, rail, now
        self._asked = 0
        self._judging = Judging(desk, self)
        self._judging.changed.connect(self.look)
        desk.notices.changed.connect(self._hear)
        self._minute = QTimer(self)
        self._minute.setInterval(MINUTE_MS)
        self._minute.timeout.connect(self.look)
        self._minute.start()
        self._first = QTimer(self)
        self._first.setSingleShot(True)
        self._first.timeout.connect(self.look)
        self._first.start(FIRST_MS)

    def look(self) -> None:
        """Counts anew; the latest answer is shown."""
        self._asked += 1
        store, now = self._desk.store, self._now()
        self._desk.read(lambda _track: _count(store, now), partial(self._take, self._asked))

    def _hear(self, changes: Changes) -> None:
        if changes.topics & TOPICS:
            self.look()

    def _take(self, asked: int, found: Waiting) -> None:
        if asked == self._asked and isValid(self):
            for room, badge in badges(found).items():
                self._rail.show_badge(room, badge)
            self._judging.wake()


def _count(store: Store, now: datetime) -> Waiting:
    from desktop_app.services import today

    return today.waiting(store, now)


def badges(found: Waiting) -> dict[Room, Badge]:
    """What each room's button shows: on Today what is late or nearly so, else what waits."""
    tone = Tone.BAD if found.overdue else Tone.WARN
    return {
        Room.TODAY: Badge(found.overdue + found.soon, tone),
        Room.CASES: Badge(found.clocks, Tone.BAD),
        Room.PHOTOS: Badge(found.inbox),
        Room.WEIGHING: Badge(found.parcels),
        Room.CLAIMS: Badge(found.claims, Tone.WARN),
        Room.BUYERS: Badge(found.revisits),
        Room.REPORTS: Badge(found.quality, Tone.WARN),
    }
