"""The one place that asks what time it is, and the one form in which times are stored.

Times are aware datetimes in UTC, stored as ``2026-09-03T00:05:00Z``: fixed width, so that
text order is time order. Platform times are texts as the platform's file gave them, with
the offset where it is known (``2026-05-01T13:33:33+08:00``).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

CHINA = timezone(timedelta(hours=8))
_STORED = "%Y-%m-%dT%H:%M:%SZ"
_WIDTH = 20


def now() -> datetime:
    """The present moment in UTC, cut to whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def today() -> date:
    """The present day where the computer stands."""
    return to_local(now()).date()


def to_local(moment: datetime, zone: tzinfo | None = None) -> datetime:
    """The same moment on the computer's own wall clock (or in ``zone``)."""
    return moment.astimezone(zone)


def to_text(moment: datetime) -> str:
    """The stored form of an aware datetime; raises ValueError for one without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment.astimezone(UTC).strftime(_STORED)


def from_text(text: str) -> datetime:
    """Reads the stored form back; raises ValueError for anything else."""
    if len(text) != _WIDTH or text[-1] != "Z":
        raise ValueError(text)
    return datetime.fromisoformat(text)


def to_iso(moment: datetime) -> str:
    """ISO 8601 with the computer's own offset, as the command line prints times."""
    return to_local(moment).isoformat()


def on_wall(day: date, at: time) -> datetime:
    """The moment at which the computer's own wall clock shows ``at`` on that day, in UTC."""
    return datetime.combine(day, at).astimezone().astimezone(UTC)


def start_of_day(day: date) -> datetime:
    """The first moment of a local day, in UTC."""
    return datetime(day.year, day.month, day.day).astimezone().astimezone(UTC)
