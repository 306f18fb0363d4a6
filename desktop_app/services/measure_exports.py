"""The measures of a window as a table: every figure with what it is made of and its definition."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.core import money
from desktop_app.core.errors import BadValue, Reason
from desktop_app.core.i18n import _
from desktop_app.core.labels import label_of
from desktop_app.core.measure_kinds import Figure, Part, words
from desktop_app.core.track import Track, everything
from desktop_app.services import measure_words
from desktop_app.services.measures import SPLIT_KINDS, Measured, Report
from desktop_app.services.registers import WrittenRegister

if TYPE_CHECKING:
    from desktop_app.documents.tables import Value

FORMATS = (".xlsx", ".csv")


def write(report: Report, target: Path, *, track: Track = everything) -> WrittenRegister:
    """Writes all figures as XLSX, with a sheet more for what lies behind the charts, or as CSV.

    Nothing in it is ever a formula. Raises BadValue for another ending, FileTrouble when the file
    can't be written.
    """
    from desktop_app.documents import tables

    ending = target.suffix.lower()
    if ending not in FORMATS:
        raise BadValue(Reason.UNKNOWN_KIND, value=target.name, allowed=", ".join(FORMATS))
    rows = [_row(one) for one in report.measures]
    if ending == ".csv":
        tables.write_csv(target, _titles(), rows, track=track)
    else:
        sheets = [
            (_("Measures"), _titles(), rows),
            (_("Cases by"), (_("Counted by"), _("What"), _("Cases")), list(_groups(report))),
            (_("Money by month"), _month_titles(), list(_months(report))),
        ]
        tables.write_sheets(target, sheets, track=track)
    return WrittenRegister(target, len(rows))


def plain(measured: Measured, value: Decimal | None) -> Decimal | None:
    """A value as a table holds it: per cent, minutes, the currency's major unit, or a number."""
    one = measured.definition
    if value is None:
        return None
    if one.figure is Figure.SHARE:
        return (value * 100).quantize(Decimal("0.01"))
    if one.part is Part.TIME:
        return (value / 60).quantize(Decimal("0.01"))
    if one.figure is Figure.SUM:
        return money.to_decimal(int(value), measured.currency or "CNY")
    return value if one.figure is Figure.COUNT else value.quantize(Decimal("0.01"))


def unit(measured: Measured) -> str:
    """What a value of `plain` is counted in."""
    one = measured.definition
    if one.figure is Figure.SHARE:
        return "%"
    if one.part is Part.TIME:
        return _("minutes")
    return measured.currency if one.figure is Figure.SUM else ""


def _titles() -> tuple[str, ...]:
    return (
        *(_("Section"), _("Measure"), _("From"), _("To"), _("Figure"), _("Unit")),
        *(_("Window before"), _("Counted"), _("Out of"), _("Definition")),
    )


def _row(one: Measured) -> tuple[Value, ...]:
    return (
        words(one.definition.section),
        one.definition.name,
        one.window.first,
        one.window.last,
        plain(one, one.value),
        unit(one),
        plain(one, one.before),
        one.counted,
        one.among,
        measure_words.definition(one.definition),
    )


def split_titles() -> dict[str, str]:
    """What cases are counted by in the charts."""
    return {
        "cause": _("Cause"),
        "kind": _("Kind"),
        "platform": _("Platform"),
        "outcome": _("Outcome"),
        "model": _("Model"),
    }


def split_label(split: str, key: str) -> str:
    """The words of a bar of a split."""
    if not key:
        return _("not known")
    kinds = SPLIT_KINDS.get(split)
    return label_of(kinds, key) if kinds else key


def _groups(report: Report) -> Iterator[tuple[Value, ...]]:
    for split, title in split_titles().items():
        for group in report.splits[split]:
            yield title, split_label(split, group.key), group.count
    for group in report.marks:
        yield _("Satisfaction"), group.key, group.count
    for group in report.opened:
        yield _("Opened"), group.key, group.count


def _month_titles() -> tuple[str, ...]:
    return _("Month"), _("Currency"), _("Costs"), _("Come back"), _("Net")


def _months(report: Report) -> Iterator[tuple[Value, ...]]:
    for one in report.months:
        amounts = (one.lost, one.back, one.lost - one.back)
        yield (
            one.month,
            one.currency,
            *(money.to_decimal(minor, one.currency) for minor in amounts),
        )
