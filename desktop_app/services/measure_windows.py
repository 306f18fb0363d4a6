"""Windows of the shop's own days, and which day of them a moment falls on.

Days begin at midnight on the computer's wall clock, whatever daylight saving time does to them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desktop_app.core import clock
from desktop_app.core.errors import BadValue, Reason

CHOICES = (7, 28, 30)
MOST_DAYS = 1100
_MOST_PARTS = 14


@dataclass(frozen=True)
class Window:
    """The days from ``first`` to ``last``, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def before(self) -> Window:
        """As many days, right before these."""
        return Window(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    def ending(self, days: int) -> Window:
        """So many days up to the same last one; 0 for this window itself."""
        return Window(self.last - timedelta(days=days - 1), self.last) if days else self

    def parts(self) -> list[Window]:
        """Parts of equal length up to the last day, fourteen at most; an older rest is left out."""
        size = -(-self.days // _MOST_PARTS)
        firsts = range(self.days % size, self.days, size)
        step = timedelta(days=size - 1)
        starts = (self.first + timedelta(days=place) for place in firsts)
        return [Window(start, start + step) for start in starts]

    def each(self) -> Iterator[date]:
        """Its days in their order."""
        for place in range(self.days):
            yield self.first + timedelta(days=place)


def last_days(days: int) -> Window:
    """So many days up to today, today included. Raises BadValue for none and for too many."""
    if not 1 <= days <= MOST_DAYS:
        raise BadValue(Reason.PERIOD_TOO_LONG, limit=MOST_DAYS)
    today = clock.today()
    return Window(today - timedelta(days=days - 1), today)


def between(first: date, last: date) -> Window:
    """The window of two days. Raises BadValue when it ends before it begins, or is too long."""
    if last < first:
        raise BadValue(Reason.PERIOD_TURNED, first=first.isoformat(), last=last.isoformat())
    if (last - first).days >= MOST_DAYS:
        raise BadValue(Reason.PERIOD_TOO_LONG, limit=MOST_DAYS)
    return Window(first, last)


class Calendar:
    """Tells of stored moments on which day of a window they fall, by comparing texts."""

    def __init__(self, window: Window) -> None:
        self.window = window
        after = window.last + timedelta(days=1)
        days = [*window.each(), after]
        starts = [clock.start_of_day(day) for day in days]
        self._starts = [clock.to_text(start) for start in starts]
        self._seconds = [start.timestamp() for start in starts]

    @property
    def since(self) -> str:
        """The window's first moment, as it is stored."""
        return self._starts[0]

    @property
    def until(self) -> str:
        """The first moment after it."""
        return self._starts[-1]

    def day(self, moment: str | None) -> int:
        """The place of a stored moment's day, from 0; -1 outside and for none."""
        if moment is None:
            return -1
        place = bisect_right(self._starts, moment) - 1
        return place if place < self.window.days else -1

    def day_of_platform(self, text: str) -> int:
        """As `day`, for a time as a platform gave it: one without an offset is local."""
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return -1
        if moment.tzinfo is None:
            return self.place(moment.date())
        place = bisect_right(self._seconds, moment.timestamp()) - 1
        return place if place < self.window.days else -1

    def place(self, day: date) -> int:
        """The place of a day; -1 outside."""
        place = (day - self.window.first).days
        return place if 0 <= place < self.window.days else -1

    def date_at(self, place: int) -> date:
        """The day at a place."""
        return self.window.first + timedelta(days=place)
