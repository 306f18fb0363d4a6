"""What a measure says, in words: its figure as it is read, and how it is reckoned."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from desktop_app.core import dates, money
from desktop_app.core.i18n import _
from desktop_app.core.labels import label
from desktop_app.core.measure_kinds import Better, Figure, Part, words
from desktop_app.services.measure_rules import Definition, Selection
from desktop_app.services.measures import Measured

UNKNOWN = "–"
_LEAST_CHANGE = Decimal("0.0005")


def definition(one: Definition) -> str:
    """How a measure is reckoned: the program's own words, or what the shop made of it."""
    return told(one) if one.changed else one.text


def told(one: Definition) -> str:
    """What a definition counts, said from the definition itself."""
    parts = [words(one.figure)]
    if one.part is not None:
        parts.append(words(one.part))
    first = titled(_(", ").join(parts), selection(one.counts))
    among = f" ÷ {selection(one.among)}" if one.among is not None else ""
    days = _("; of %(days)s days") % {"days": one.days} if one.days else ""
    return f"{first}{among}{days}"


def selection(one: Selection) -> str:
    """What a selection lets in: “Cases by the day they were closed (Defect / …)”."""
    said = words(one.what) if one.at is None else f"{words(one.what)} {words(one.at)}"
    groups = [
        " / ".join(label(kind) for kind in kinds)
        for kinds in (one.kinds, one.causes, one.outcomes)
        if kinds
    ]
    groups += [words(mark) for mark in one.marks]
    if one.kept:
        groups.append(" / ".join(words(kept) for kept in one.kept))
    return f"{said} ({'; '.join(groups)})" if groups else said


def titled(name: str, what: str) -> str:
    """A name and what is said of it: “Cause: Transit”."""
    return _("%(name)s: %(what)s") % {"name": name, "what": what}


def figure(measured: Measured, value: Decimal | None) -> str:
    """A value of a measure as it is read; a dash for one that isn't known, which is never 0."""
    return UNKNOWN if value is None else _known(measured, value)


def _known(measured: Measured, value: Decimal) -> str:
    one = measured.definition
    if one.figure is Figure.SHARE:
        return f"{_rounded(value * 100, 1)}%"
    if one.part is Part.TIME:
        return dates.span(timedelta(seconds=int(value)))
    if one.figure is Figure.SUM:
        return amount(int(value), measured.currency)
    if one.figure is Figure.COUNT:
        return f"{int(value):,}"
    return str(_rounded(value, 2 if one.part is Part.SATISFACTION else 1))


def amount(minor: int, currency: str) -> str:
    """“¥1,234.50” or “USD 1,234.50”, below nought with its sign."""
    number = f"{abs(money.to_decimal(minor, currency)):,.{money.exponent(currency)}f}"
    sign = "−" if minor < 0 else ""
    return f"{sign}¥{number}" if currency == "CNY" else f"{currency} {sign}{number}"


def counted(measured: Measured) -> str:
    """How many were counted, and of how many."""
    if measured.definition.figure is Figure.SUM:
        return _("%(count)s cases") % {"count": f"{measured.counted:,}"}
    if measured.among is not None:
        told_ = {"count": f"{measured.counted:,}", "among": f"{measured.among:,}"}
        return _("%(count)s of %(among)s") % told_
    if measured.definition.part is not None:
        return _("from %(count)s") % {"count": f"{measured.counted:,}"}
    return ""


def change(measured: Measured) -> tuple[str, bool | None]:
    """How it differs from the window before, and whether that is good; None where neither.

    Empty while either isn't known.
    """
    now, then = measured.value, measured.before
    if now is None or then is None:
        return "", None
    step = now - then
    if abs(step) < _LEAST_CHANGE:
        return _("as before"), None
    arrow = "▲" if step > 0 else "▼"
    if measured.definition.figure is Figure.SHARE:
        size = _("%(points)s points") % {"points": _rounded(abs(step) * 100, 1)}
    else:
        size = figure(measured, abs(step))
    better = measured.definition.better
    good = None if better is Better.NEITHER else (step > 0) is (better is Better.MORE)
    return f"{arrow} {size}", good


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
