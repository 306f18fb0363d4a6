"""`measures`: the figures of a window (R43, R48)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import click

from desktop_app.cli.frame import Call, Group, kind_option
from desktop_app.core.errors import BadValue, Reason
from desktop_app.core.i18n import _
from desktop_app.core.kinds import Platform
from desktop_app.core.measure_kinds import Figure, Part, words
from desktop_app.services import measure_windows, measure_words
from desktop_app.services import measures as service
from desktop_app.services.measure_exports import plain
from desktop_app.services.measure_windows import Window
from desktop_app.services.measures import Measured, Report, Scope


@click.group(cls=Group)
def measures() -> None:
    """Figures of the after-sales work: list."""


@measures.command("list")
@click.option("--window", "days", metavar="DAYS", help="So many days up to today; 30 if not said.")
@click.option("--from", "first", metavar="DATE", help="The first day, instead of --window.")
@click.option("--until", "last", metavar="DATE", help="The last day; today if not said.")
@click.option("--platform", "platforms", multiple=True, metavar="P", help="Only of this one.")
@click.option("--model", metavar="MODEL", default="", help="Only cases about this product model.")
@click.pass_obj
def list_(
    call: Call,
    /,
    days: str | None,
    first: str | None,
    last: str | None,
    platforms: Sequence[str],
    model: str,
) -> None:
    """Lists every measure of a window beside that of the window before."""
    if days is not None and (first is not None or last is not None):
        raise click.UsageError(_("Say --window, or --from and --until."))
    window = _window(days, first, last)
    scope = Scope(tuple(Platform(kind_option(Platform, one)) for one in platforms), model=model)
    with call.reading() as store:
        report = service.report(store, window, scope)
    result = {
        "from": window.first.isoformat(),
        "until": window.last.isoformat(),
        "measures": [_plain(one) for one in report.measures],
    }
    call.answer(result, _lines(report))


def _window(days: str | None, first: str | None, last: str | None) -> Window:
    if first is None and last is None:
        text = (days or "30").strip()
        if not text.isdecimal() or not 0 < int(text) <= measure_windows.MOST_DAYS:
            raise BadValue(Reason.NOT_A_WINDOW, value=text, limit=measure_windows.MOST_DAYS)
        return measure_windows.last_days(int(text))
    if first is None:
        raise click.UsageError(_("Say --window, or --from and --until."))
    until = _day(last) if last else measure_windows.last_days(1).last
    return measure_windows.between(_day(first), until)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadValue(Reason.NOT_A_DATE, value=text) from None


def _plain(one: Measured) -> dict[str, object]:
    definition = one.definition
    value, before = plain(one, one.value), plain(one, one.before)
    return {
        "code": definition.code,
        "name": definition.name,
        "value": None if value is None else str(value),
        "before": None if before is None else str(before),
        "unit": _UNITS.get(definition.figure, "minutes" if definition.part is Part.TIME else ""),
        "currency": one.currency or None,
        "counted": one.counted,
        "among": one.among,
        "from": one.window.first.isoformat(),
        "until": one.window.last.isoformat(),
        "definition": measure_words.definition(definition),
        "changed": definition.changed,
    }


def _lines(report: Report) -> Iterator[str]:
    section = None
    for one in report.measures:
        if one.definition.section is not section:
            section = one.definition.section
            yield words(section)
        then = measure_words.figure(one, one.before)
        told = [
            f"  {one.definition.name}: {measure_words.figure(one, one.value)}",
            measure_words.counted(one),
            _("before: %(figure)s") % {"figure": then},
        ]
        yield "  ".join(part for part in told if part)


_UNITS = {Figure.SHARE: "percent", Figure.SUM: "money"}
