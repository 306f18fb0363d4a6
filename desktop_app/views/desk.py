"""What every view is given: the open shop, jobs, notices, questions, the way elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum, unique
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSettings, Signal

from desktop_app.core import texts
from desktop_app.core.errors import Reason, UserError
from desktop_app.jobs.job import Job, Work
from desktop_app.jobs.jobs import Jobs
from desktop_app.jobs.notices import ChangeNotices
from desktop_app.services.store import Store
from desktop_app.views.prompts import Prompts
from desktop_app.views.theme import Tone


@unique
class Room(StrEnum):
    """The tabs, in the order in which they stand."""

    TODAY = "today"
    CASES = "cases"
    PHOTOS = "photos"
    WEIGHING = "weighing"
    CLAIMS = "claims"
    BUYERS = "buyers"
    REPORTS = "reports"


@dataclass(frozen=True)
class Errand:
    """A wish to go to another tab with something in hand.

    ``what`` is ``show`` or an act of that room such as ``new``; ``thing`` what it is about: the
    number of a case, claim or order; ``files`` what was dropped. Tabs know each other by no more.
    """

    room: Room
    what: str = "show"
    thing: str = ""
    kind: str = ""
    files: tuple[Path, ...] = ()


class Ways(QObject):
    """The signals by which views reach the window without knowing it."""

    errand = Signal(object)
    said = Signal(str, object)
    import_wanted = Signal(list)
    reopening_wanted = Signal()
    shop_wanted = Signal(object)
    health_wanted = Signal()
    lock_changed = Signal()


@dataclass(frozen=True)
class Desk:
    """The context of the window, handed to each view."""

    store: Store
    jobs: Jobs
    notices: ChangeNotices
    prompts: Prompts
    ways: Ways
    memory: QSettings

    def go(self, room: Room, what: str = "show", thing: str = "", kind: str = "") -> None:
        """Asks the window to open another tab on a thing."""
        self.ways.errand.emit(Errand(room, what, thing, kind))

    def say(self, sentence: str, tone: Tone = Tone.GOOD) -> None:
        """Shows one sentence in the window's strip; nothing to click away."""
        self.ways.said.emit(sentence, tone)

    def complain(self, error: BaseException) -> None:
        """Shows what went wrong; whatever isn't the person's to mend goes to the crash dialog."""
        if not isinstance(error, UserError):
            raise error
        self.say(texts.sentence(error), Tone.BAD)
        if error.reason is Reason.STORE_DAMAGED:
            self.ways.health_wanted.emit()

    def attempt(self, act: Callable[[], Any], default: Any = None) -> Any:
        """Does a short act; a `UserError` becomes a sentence in the strip and ``default``."""
        try:
            return act()
        except UserError as error:
            self.complain(error)
            return default

    def write(self, title: str, work: Work, done: Callable[[Any], None]) -> Job:
        """Queues a writing job whose error is shown in the strip."""
        return self.jobs.write(title, work, done, self.complain)

    def aside(self, title: str, work: Work, done: Callable[[Any], None]) -> Job:
        """Queues long work that keeps nobody waiting; its error is shown in the strip."""
        return self.jobs.aside(title, work, done, self.complain)

    def read(self, work: Work, done: Callable[[Any], None], title: str = "") -> Job:
        """Starts a reading job whose error is shown in the strip."""
        return self.jobs.read(work, done, self.complain, title)
