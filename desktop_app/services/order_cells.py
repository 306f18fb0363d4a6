"""One cell's text of an order file read as what it stands for, or refused; never guessed."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from functools import lru_cache

from desktop_app.core import money, names
from desktop_app.core.errors import BadValue, Reason

MAX_QUANTITY = 1_000_000
_EXPONENT = re.compile(r"\d(?:\.\d+[eE]\+?|[eE]\+)\d{1,3}")
_ORDER_NO = re.compile(r"[0-9A-Za-z](?=.*\d{3})[0-9A-Za-z_-]{3,39}")
_BETWEEN_NUMBERS = re.compile(r"[\s,，;；、|]+")
_USUAL_LENGTHS = range(6, 25)
_DIGITS_A_SPREADSHEET_KEEPS = 15
_QUANTITY = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)?\s*[^\d\s.,]{0,10}")
_YEAR_FIRST = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T\s]+(\d{1,2})[:时点](\d{1,2})(?:[:分](\d{1,2})?秒?(?:\.\d+)?)?分?)?"
)
_PACKED = re.compile(r"(20\d{2})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2}))?")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(.*)", re.DOTALL)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_SERIAL_ORIGIN = datetime(1899, 12, 30)  # noqa: DTZ001 - the spreadsheet's own day nought, no moment
_SERIAL_DAYS = range(20_000, 80_000)  # 1954 to 2119
_YEARS = range(1990, 2101)
_NO_DATE = re.compile(r"0{4}[-/]0{1,2}[-/]0{1,2}.*")
_MONTHS = 12
_PLAIN_MOMENT = 19


def plain(text: str) -> str:
    """A text without the wrapping that exports give it: tabs, ``="…"``, a leading apostrophe."""
    bare = text.strip()
    if bare.startswith('="') and bare.endswith('"'):
        bare = bare[2:-1].strip()
    return bare[1:].strip() if bare.startswith("'") else bare


def number(text: str) -> str:
    """A long number kept as text: without wrapping, quotes, full width.

    Raises BadValue for one that a spreadsheet has rounded: ``5.1E+18``, or ``….0`` of more than
    15 digits.
    """
    bare = plain(text)
    if bare.isascii() and bare.isdigit():
        return bare
    bare = "".join(unicodedata.normalize("NFKC", bare).split()).strip("'\"`")
    whole, point, rest = bare.partition(".")
    if point and whole.isdigit() and not rest.strip("0"):
        if len(whole) > _DIGITS_A_SPREADSHEET_KEEPS:
            raise BadValue(Reason.NUMBER_DAMAGED, value=text)
        return whole
    if _EXPONENT.fullmatch(bare):
        raise BadValue(Reason.NUMBER_DAMAGED, value=text)
    return bare


def code(text: str) -> str:
    """A shop's own code (SKU) as it stands. Raises BadValue for one that was rounded."""
    bare = plain(text)
    if _EXPONENT.fullmatch(bare):
        raise BadValue(Reason.NUMBER_DAMAGED, value=text)
    return bare


def order_no(text: str) -> str:
    """An order number. Raises BadValue for one that was rounded, or is none."""
    found = number(text)
    if len(found) in _USUAL_LENGTHS and found.isdigit():
        return found
    if not _ORDER_NO.fullmatch(found):
        raise BadValue(Reason.NOT_AN_ORDER_NO, value=text[:40])
    return found


def nought_tail(order: str) -> int | None:
    """How many digits past the 15th a number has if all of these are 0, 0 if some isn't.

    None for a number that short that a spreadsheet keeps it. A spreadsheet makes them all 0.
    """
    if not order.isdigit() or len(order) <= _DIGITS_A_SPREADSHEET_KEEPS:
        return None
    tail = order[_DIGITS_A_SPREADSHEET_KEEPS:]
    return 0 if tail.strip("0") else len(tail)


def tracking(text: str) -> tuple[str, ...]:
    """The tracking numbers in a cell: trimmed, half width, upper case.

    Raises BadValue for a rounded one; otherwise none is refused, for carriers' forms drift.
    """
    if text.isascii() and text.isalnum():
        return (text.upper(),)
    found = [number(part).upper() for part in _BETWEEN_NUMBERS.split(text)]
    return tuple(dict.fromkeys(part for part in found if part))


def phone(text: str) -> str:
    """A phone as it stands (``…-1234`` is a virtual number); nothing for a rounded one."""
    bare = plain(text)
    if bare.isascii() and bare.isdigit():
        return bare
    bare = unicodedata.normalize("NFKC", bare)
    return "" if _EXPONENT.fullmatch(bare) else bare


def buyer(text: str) -> str:
    """A buyer ID exactly as the platform has it. Raises BadValue as `names.buyer_id` does."""
    bare = text.strip()
    wrapped = bare.startswith('="') and bare.endswith('"')
    return names.buyer_id(bare[2:-1] if wrapped else text.strip("\t\r\n"))


def is_hidden(text: str) -> bool:
    """Whether the platform masked or encrypted a name, phone or address: ``张*``, ``##密文``."""
    return "*" in text or "＊" in text or names.is_masked(text)


def amount(text: str, currency: str) -> int:
    """An amount without a foreign mark, in minor units. Raises BadValue as `money.parse` does.

    ``-3.00`` and ``(5.00)`` are refused, not turned; and so is a ``$`` in a file of yuan.
    """
    if currency == "CNY" and any(mark in text for mark in "$€£₽"):
        raise BadValue(Reason.OTHER_CURRENCY, value=text, currency=currency)
    return money.parse(text, currency)


@lru_cache(maxsize=4096)
def marked(text: str, marks: tuple[tuple[str, str], ...]) -> tuple[str, str | None]:
    """The amount's text without its mark, and the currency that the mark stands for."""
    bare = text.strip()
    for mark, currency in marks:
        if bare.startswith(mark):
            return bare[len(mark) :].strip(), currency
        if bare.endswith(mark):
            return bare[: -len(mark)].strip(), currency
    return bare, None


def quantity(text: str) -> int:
    """How many: ``3``, ``3.0``, ``3件``, ``3 piece``. Raises BadValue for nought or no number."""
    found = _QUANTITY.fullmatch(unicodedata.normalize("NFKC", plain(text)))
    count = int(found.group(1).replace(",", "")[:9]) if found else 0
    if not 0 < count <= MAX_QUANTITY:
        raise BadValue(Reason.NOT_A_QUANTITY, value=text[:40])
    return count


def moment(text: str, zone: str) -> str | None:
    """A time as ISO text with the platform's offset, a bare date as a date.

    Takes the forms of the platforms, of spreadsheets, and a spreadsheet's serial number; None for
    ``0000-00-00``. Raises BadValue for a date that isn't in the calendar, and for ``05/01/2026``,
    which can be two.
    """
    if len(text) == _PLAIN_MOMENT and text[10] == " " and text[4] == text[7] == "-":
        try:
            datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            return f"{text[:10]}T{text[11:]}{zone}"
    bare = unicodedata.normalize("NFKC", plain(text))
    if _NO_DATE.fullmatch(bare):
        return None
    try:
        return _moment(bare, zone)
    except (ValueError, OverflowError):
        raise BadValue(Reason.NOT_A_DATE, value=text[:40]) from None


def _moment(bare: str, zone: str) -> str:
    found = _YEAR_FIRST.fullmatch(bare) or _PACKED.fullmatch(bare)
    if found:
        return _iso([int(part) for part in found.groups() if part], zone)
    if _SERIAL.fullmatch(bare):
        return _from_serial(float(bare), zone)
    found = _YEAR_LAST.fullmatch(bare)
    if not found:
        raise ValueError
    first, second, year, rest = found.groups()
    if int(first) <= _MONTHS and int(second) <= _MONTHS and first != second:
        raise BadValue(Reason.DATE_AMBIGUOUS, value=bare[:40])
    month, day = sorted((int(first), int(second)))
    return _moment(f"{year}-{month}-{day}{rest}", zone)


def _iso(parts: list[int], zone: str) -> str:
    if parts[0] not in _YEARS:
        raise ValueError
    if len(parts) == len(("year", "month", "day")):
        return date(parts[0], parts[1], parts[2]).isoformat()
    year, month, day, hour, minute, second = [*parts, 0][:6]
    return datetime(year, month, day, hour, minute, second).isoformat() + zone  # noqa: DTZ001 - see zone


def _from_serial(days: float, zone: str) -> str:
    if int(days) not in _SERIAL_DAYS:
        raise ValueError
    found = _SERIAL_ORIGIN + timedelta(seconds=round(days * 86_400))
    return found.date().isoformat() if days == int(days) else found.isoformat() + zone
