"""Lines copied from a courier's page, read as movements of a parcel; what isn't clear is said.

Each line is dated, or stands below its date (or, on some pages, above it). A day that could be two
is never guessed; a year that isn't there is, and the line says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum, unique

from desktop_app.core import clock
from desktop_app.core.errors import BadValue, Reason
from desktop_app.services import follow_up_rules

MOST_TEXT = 100_000
MOST_WHAT = 500
MOST_PLACE = 60
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = "(" + "|".join(_MONTHS) + r")[a-z]*\.?"
_DAY_FORMS = (
    re.compile(
        r"(?P<y>20\d\d)\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})(?!\d)\s*[日号]?"
    ),
    re.compile(
        rf"(?P<mon>{_MONTH})\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>20\d\d)", re.IGNORECASE
    ),
    re.compile(rf"(?P<d>\d{{1,2}})\s+(?P<mon>{_MONTH}),?\s+(?P<y>20\d\d)", re.IGNORECASE),
    re.compile(r"(?P<a>\d{1,2})[/.](?P<b>\d{1,2})[/.](?P<y>20\d\d)"),
    re.compile(r"(?P<m>\d{1,2})\s*[-/月]\s*(?P<d>\d{1,2})(?!\d)\s*[日号]?"),
)
_TIME = re.compile(
    r"(?P<half>上午|下午|晚上|凌晨)?\s*(?P<H>\d{1,2})\s*[:点时]\s*(?P<M>\d{2})\s*分?"
    r"(?:\s*:\s*(?P<S>\d{2})|(?P<S2>\d{2})秒)?\s*(?P<ap>[ap]\.?m\b\.?)?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"[\s,，T]*(?:[(（]?(?:星期|周)[一二三四五六日天][)）]?"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?)?[\s,，T]*",
    re.IGNORECASE,
)
_PLACE = re.compile(r"^\s*[【\[]\s*([^】\]\n]{1,60}?)\s*[】\]]\s*")
_EDGES = " \t,，;；|·•*-–—:：>○●◦"


@unique
class MovementDoubt(StrEnum):
    """What was taken for granted in a line, or why it can't be read."""

    YEAR_GUESSED = "year_guessed"
    NO_TIME = "no_time"
    NO_DATE = "no_date"
    DAY_AMBIGUOUS = "day_ambiguous"
    NO_SUCH_DAY = "no_such_day"
    AHEAD = "ahead"


@dataclass(frozen=True)
class ParsedMovement:
    """A movement as it was read. ``signed`` says that by it the parcel was signed for."""

    at: datetime
    place: str
    what: str
    signed: bool = False
    doubt: MovementDoubt | None = None


@dataclass(frozen=True)
class UnreadLine:
    """A line that isn't taken, and why."""

    number: int
    text: str
    why: MovementDoubt


@dataclass(frozen=True)
class ParsedTracking:
    """What a pasted text holds, the oldest movement first.

    ``china`` says that its times were read as China's, else as the computer's own.
    """

    movements: tuple[ParsedMovement, ...]
    unread: tuple[UnreadLine, ...]
    china: bool


@dataclass
class _Entry:
    """A dated piece of the text, while it is being read."""

    number: int
    line: str
    at: datetime | MovementDoubt
    guessed: bool
    what: str


def parse(text: str, now: datetime | None = None) -> ParsedTracking:
    """Reads a block of lines. Raises BadValue for one without any date, or an overlong one."""
    if len(text) > MOST_TEXT:
        raise BadValue(Reason.VALUE_TOO_LONG, value=text[:20], limit=MOST_TEXT)
    china = any("\u4e00" <= char <= "\u9fff" for char in text)
    zone = clock.CHINA if china else None
    reader = _Reader(now or clock.now(), zone)
    entries, stray = reader.read(_lines(text))
    if not entries:
        raise BadValue(Reason.NO_MOVEMENTS)
    unread = [UnreadLine(number, line, MovementDoubt.NO_DATE) for number, line in stray]
    movements: list[ParsedMovement] = []
    for entry in entries:
        found = _movement(entry, now or clock.now())
        if isinstance(found, ParsedMovement):
            movements.append(found)
        else:
            unread.append(found)
    if len(movements) > 1 and movements[0].at > movements[-1].at:
        movements.reverse()  # pages begin with the newest; lines of one minute keep their order
    movements.sort(key=lambda one: one.at)
    unread.sort(key=lambda line: line.number)
    return ParsedTracking(tuple(dict.fromkeys(movements)), tuple(unread), china)


def moment(text: str) -> datetime:
    """A moment as a person types it, on the computer's own clock: ``2026-11-20 08:12``.

    Raises BadValue for anything else, and for a day that doesn't exist.
    """
    reader = _Reader(clock.now(), None)
    found, rest, guessed = reader.dated(unicodedata.normalize("NFKC", text.strip()))
    if not isinstance(found, datetime) or rest or guessed:
        raise BadValue(Reason.NOT_A_MOMENT, value=text[:40])
    return found


def is_signed(what: str) -> bool:
    """Whether a movement says that the parcel was signed for."""
    said = what.casefold()
    book = follow_up_rules.book()
    return any(word in said for word in book.signed) and not any(
        word in said for word in book.not_signed
    )


def clean(text: str, limit: int) -> str:
    """A text as it is kept: on one line, without what can't be seen."""
    plain = "".join(" " if char.isspace() else char for char in text if _is_seen(char))
    return " ".join(plain.split())[:limit]


class _Reader:
    """Reads lines one after another; a day on a line of its own holds for the time below it."""

    def __init__(self, now: datetime, zone: tzinfo | None) -> None:
        self._now = now
        self._zone = zone
        self._day: tuple[date, bool] | None = None

    def read(self, lines: Sequence[tuple[int, str]]) -> tuple[list[_Entry], list[tuple[int, str]]]:
        """The dated pieces, and the lines that belong to none."""
        parts = [(number, line, *self.dated(line)) for number, line in lines]
        above = bool(parts) and _is_bare(parts[-1]) and not _is_bare(parts[0])
        entries: list[_Entry] = []
        waiting: list[tuple[int, str]] = []
        stray: list[tuple[int, str]] = []
        for number, line, at, rest, guessed in parts:
            if at is None:
                if not rest:
                    continue  # a day alone: held for the time that follows
                if above or not entries:
                    waiting.append((number, line))
                else:
                    entries[-1].what = f"{entries[-1].what} {line}".strip()
                continue
            what = " ".join([*(text for _n, text in waiting), rest]) if above else rest
            stray += [] if above else waiting
            waiting = []
            entries.append(_Entry(number, line, at, guessed, what.strip()))
        return entries, stray + waiting

    def dated(self, line: str) -> tuple[datetime | MovementDoubt | None, str, bool]:
        """The moment in a line or what is wrong with it, the rest, whether its year was guessed.

        None for a line without a moment; nothing else said then means that it held a day alone.
        """
        for form in _DAY_FORMS:
            found = form.match(line) or form.search(line)
            if found is None or not _stands_alone(line, found):
                continue
            return self._with_time(line, found)
        if self._day is not None and (clock_found := _TIME.match(line)) is not None:
            day, guessed = self._day
            at = self._moment(day, clock_found)
            return at, line[clock_found.end() :].strip(_EDGES), guessed
        return None, line, False

    def _with_time(
        self, line: str, found: re.Match[str]
    ) -> tuple[datetime | MovementDoubt | None, str, bool]:
        day = self._date(found)
        after = found.end()
        between = _BETWEEN.match(line, after)
        time_at = between.end() if between else after
        clock_found = _TIME.match(line, time_at)
        if clock_found is None:
            return self._without_time(line, found, day)
        rest = f"{line[: found.start()].strip(_EDGES)} {line[clock_found.end() :].strip(_EDGES)}"
        guessed = "y" not in found.groupdict()
        if isinstance(day, MovementDoubt):
            return day, rest.strip(), guessed
        self._day = day, guessed
        return self._moment(day, clock_found), rest.strip(), guessed

    def _without_time(
        self, line: str, found: re.Match[str], day: date | MovementDoubt
    ) -> tuple[datetime | MovementDoubt | None, str, bool]:
        """A day without a time: alone it holds for what follows, else the line isn't clear."""
        rest = f"{line[: found.start()]} {line[found.end() :]}".strip()
        weekday = _BETWEEN.fullmatch(rest)
        if rest and weekday is None:
            if "y" in found.groupdict() and not line[: found.start()].strip(_EDGES):
                return MovementDoubt.NO_TIME, rest, False
            return None, line, False  # a figure within a sentence
        if isinstance(day, MovementDoubt):
            return day, "", False
        self._day = day, "y" not in found.groupdict()
        return None, "", False

    def _date(self, found: re.Match[str]) -> date | MovementDoubt:
        parts = found.groupdict()
        if "a" in parts:
            first, second = int(parts["a"]), int(parts["b"])
            if first <= len(_MONTHS) and second <= len(_MONTHS) and first != second:
                return MovementDoubt.DAY_AMBIGUOUS
            month, day = (first, second) if first <= len(_MONTHS) else (second, first)
        elif "mon" in parts:
            month, day = _MONTHS.index(parts["mon"][:3].lower()) + 1, int(parts["d"])
        else:
            month, day = int(parts["m"]), int(parts["d"])
        try:
            if "y" in parts:
                return date(int(parts["y"]), month, day)
            return self._latest(month, day)
        except ValueError:
            return MovementDoubt.NO_SUCH_DAY

    def _latest(self, month: int, day: int) -> date:
        """The last such day that isn't to come: pages leave out the year of what is recent."""
        today = clock.to_local(self._now, self._zone).date()
        found = date(today.year, month, day)
        return found if found <= today else date(today.year - 1, month, day)

    def _moment(self, day: date, found: re.Match[str]) -> datetime | MovementDoubt:
        hour, half = int(found["H"]), (found["half"] or "")
        later = half in ("下午", "晚上") or (found["ap"] or "").lower().startswith("p")
        noon = 12
        if later and hour < noon:
            hour += noon
        elif hour == noon and ((found["ap"] or "").lower().startswith("a") or half == "凌晨"):
            hour = 0
        try:
            at = time(hour, int(found["M"]), int(found["S"] or found["S2"] or 0))
        except ValueError:
            return MovementDoubt.NO_SUCH_DAY
        if self._zone is None:
            return clock.on_wall(day, at)
        return datetime.combine(day, at, self._zone).astimezone(clock.now().tzinfo)


def _movement(entry: _Entry, now: datetime) -> ParsedMovement | UnreadLine:
    if isinstance(entry.at, MovementDoubt):
        return UnreadLine(entry.number, entry.line, entry.at)
    what = clean(entry.what, MOST_WHAT * 2)
    place = _PLACE.match(what)
    rest = what[place.end() :] if place else what
    if not rest.strip(_EDGES):
        return UnreadLine(entry.number, entry.line, MovementDoubt.NO_TIME)
    if entry.at > now + timedelta(days=1):
        return UnreadLine(entry.number, entry.line, MovementDoubt.AHEAD)
    return ParsedMovement(
        at=entry.at,
        place=place.group(1).strip()[:MOST_PLACE] if place else "",
        what=rest.strip(_EDGES)[:MOST_WHAT],
        signed=is_signed(rest),
        doubt=MovementDoubt.YEAR_GUESSED if entry.guessed else None,
    )


def _lines(text: str) -> list[tuple[int, str]]:
    found: Iterator[tuple[int, str]] = enumerate(text.splitlines(), 1)
    kept = ((number, _half_width(line)) for number, line in found)
    return [(number, line) for number, line in kept if line.strip(_EDGES)]


def _half_width(line: str) -> str:
    """Digits and colons at half width; the brackets and words of the courier stay as they are."""
    seen = "".join(char for char in line if _is_seen(char))
    return "".join(
        unicodedata.normalize("NFKC", char) if char in _WIDE else char for char in seen
    ).strip()


_WIDE = frozenset("０１２３４５６７８９：－／．\u3000\u00a0")


def _is_seen(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def _is_bare(part: tuple[int, str, datetime | MovementDoubt | None, str, bool]) -> bool:
    """A line that holds a moment or a day and nothing else."""
    return not part[3]


def _stands_alone(line: str, found: re.Match[str]) -> bool:
    """Whether digits before it don't run into the date, as in a parcel's number."""
    before = line[found.start() - 1] if found.start() else " "
    return not (before.isdigit() or before in "-/.")
