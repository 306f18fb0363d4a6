"""Days, moments and spans as a person reads them: in the language spoken, on the local clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

from desktop_app.core import clock
from desktop_app.core.i18n import language

_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
_PARTS_SHOWN = 2


def day(value: date) -> str:
    """“Sep 3” or “9月3日”; with its year unless it's the present one."""
    skeleton = "MMMd" if value.year == clock.today().year else "yMMMd"
    return _day(value, skeleton, language())


def moment(value: datetime) -> str:
    """The local day and the time to the minute: “Sep 3 14:05”, “9月3日 14:05”."""
    local = clock.to_local(value)
    return f"{day(local.date())} {local:%H:%M}"


def span(value: timedelta) -> str:
    """How long, in its two largest units: “2 days 3 hr”, “2天3小时”; the sign is left out."""
    rest = abs(int(value.total_seconds()))
    parts: list[tuple[int, str]] = []
    for unit, seconds in _UNITS:
        count, rest = divmod(rest, seconds)
        if parts or count or unit == "second":
            parts.append((count, unit))
    shown = [part for part in parts[:_PARTS_SHOWN] if part[0]] or parts[:1]
    words = [_units(count, unit, language()) for count, unit in shown]
    return ("" if language().startswith("zh") else " ").join(words)


@lru_cache(maxsize=4096)
def _day(value: date, skeleton: str, spoken: str) -> str:
    """Kept, since a list asks for the same days with every paint, and Babel takes its time."""
    from babel.dates import format_skeleton

    return format_skeleton(skeleton, value, locale=spoken)


@lru_cache(maxsize=1024)
def _units(count: int, unit: str, spoken: str) -> str:
    from babel.units import format_unit

    return format_unit(count, f"duration-{unit}", length="short", locale=spoken)
