"""The definitions of measures: those that came with the program, and what the shop made of them.

They are data (measures.toml). The shop may change what is counted, out of what, and over how many
days; what came with the program stays beside that, to go back to.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from desktop_app.core import i18n, paths
from desktop_app.core.errors import FileTrouble, NotFound, Reason
from desktop_app.core.kinds import CaseKind, Cause, Outcome
from desktop_app.core.measure_kinds import (
    CASE_MOMENTS,
    CLOCKS,
    MONEY,
    ORDER_MOMENTS,
    Better,
    Figure,
    Kept,
    Mark,
    Moment,
    Part,
    Section,
    Subject,
)
from desktop_app.services import settings
from desktop_app.services.rule_files import Entries, read
from desktop_app.services.store import Store

MOST_DAYS = 366
_OWN = "measures"
_SELECTION = ("what", "at", "kinds", "causes", "outcomes", "marks", "kept")
_KEYS = (
    *("code", "section", "zh_CN", "en", "figure", "part", "better", "days", "source"),
    *("counts", "among", "definition"),
)
_RATIOS = frozenset({Figure.SHARE, Figure.PER_HUNDRED})
_AVERAGES = frozenset({Figure.MEAN, Figure.MEDIAN, Figure.P90})


@dataclass(frozen=True)
class Selection:
    """What is counted. Of a list any one must fit, of ``marks`` all; an empty one lets all in."""

    what: Subject
    at: Moment | None = None
    kinds: tuple[CaseKind, ...] = ()
    causes: tuple[Cause, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    marks: tuple[Mark, ...] = ()
    kept: tuple[Kept, ...] = ()


@dataclass(frozen=True)
class Definition:
    """A measure. ``days`` is its own window, 0 for the one that is asked for."""

    code: str
    section: Section
    names: Mapping[str, str]
    texts: Mapping[str, str]
    figure: Figure
    counts: Selection
    among: Selection | None
    part: Part | None
    better: Better
    days: int
    source: str
    changed: bool = False

    @property
    def name(self) -> str:
        """What it is called, in the language spoken now."""
        return self.names[i18n.language()]

    @property
    def text(self) -> str:
        """What it says, as the program came; a changed one is told by `measure_words.told`."""
        return self.texts[i18n.language()]


def check() -> None:
    """Reads the shipped definitions; raises FileTrouble for the first fault."""
    _shipped()


def shipped() -> tuple[Definition, ...]:
    """The definitions as they came with the program, in the order of the page."""
    return _shipped()


def all_of(store: Store) -> tuple[Definition, ...]:
    """The definitions as the shop has them.

    A change that this program can't read (a newer one wrote it) leaves the shipped definition.
    """
    own = settings.get(store, settings.MEASURES)
    return tuple(_with(one, own.get(one.code)) for one in _shipped()) if own else _shipped()


def of(store: Store, code: str) -> Definition:
    """One definition as the shop has it. Raises NotFound."""
    _known(code)
    return next(one for one in all_of(store) if one.code == code)


def tried(code: str, counts: Selection, among: Selection | None, days: int) -> Definition:
    """What `save` would make of these; raises as it does, and stores nothing."""
    came = _known(code)
    made = _changed(came, _wanted(counts, among, days))
    return came if replace(made, changed=False) == came else made


def save(
    store: Store, code: str, counts: Selection, among: Selection | None, days: int
) -> Definition:
    """Changes what a measure counts, out of what, and over how many days (0: as the page says).

    Raises NotFound, and FileTrouble naming what doesn't go together.
    """
    made = tried(code, counts, among, days)
    own = dict(settings.get(store, settings.MEASURES))
    own.pop(code, None)
    if made.changed:
        own[code] = json.dumps(_wanted(counts, among, days), ensure_ascii=False)
    settings.put(store, settings.MEASURES, own)
    return made


def back_to_shipped(store: Store, code: str) -> Definition:
    """Takes the shop's own change of a measure away. Raises NotFound."""
    came = _known(code)
    own = dict(settings.get(store, settings.MEASURES))
    own.pop(code, None)
    settings.put(store, settings.MEASURES, own)
    return came


def _known(code: str) -> Definition:
    found = next((one for one in _shipped() if one.code == code), None)
    if found is None:
        allowed = ", ".join(one.code for one in _shipped())
        raise NotFound(Reason.MEASURE_UNKNOWN, value=code, allowed=allowed)
    return found


@cache
def _shipped() -> tuple[Definition, ...]:
    top = read(paths.resources() / "rules" / "measures.toml")
    top.known("measures")
    made = tuple(_definition(table) for table in top.tables("measures"))
    if len({one.code for one in made}) < len(made):
        raise top.wrong("measures", "code")
    return made


def _definition(table: Entries) -> Definition:
    table.known(*_KEYS)
    part = table.values.get("part")
    made = Definition(
        code=table.text("code"),
        section=table.kind("section", Section),
        names=table.names(),
        texts=table.table("definition").names(),
        figure=table.kind("figure", Figure),
        counts=_selection(table.table("counts")),
        among=_selection(table.table("among")) if "among" in table.values else None,
        part=table.kind("part", Part) if part is not None else None,
        better=table.kind("better", Better),
        days=table.number("days", 0),
        source=table.text("source"),
    )
    _agree(table, made)
    return made


def _with(came: Definition, own: str | None) -> Definition:
    if own is None:
        return came
    try:
        return _changed(came, json.loads(own))
    except (FileTrouble, ValueError, TypeError, AttributeError, RecursionError):
        return came


def _changed(came: Definition, wanted: Mapping[str, object]) -> Definition:
    table = Entries(_OWN, wanted, came.code)
    table.known("counts", "among", "days")
    made = replace(
        came,
        counts=_selection(table.table("counts")),
        among=_selection(table.table("among")) if "among" in wanted else None,
        days=table.number("days", 0),
        changed=True,
    )
    _agree(table, made)
    return made


def _selection(table: Entries) -> Selection:
    table.known(*_SELECTION)
    made = Selection(
        what=table.kind("what", Subject),
        at=table.kind("at", Moment) if table.values.get("at") else None,
        kinds=table.kinds("kinds", CaseKind),
        causes=table.kinds("causes", Cause),
        outcomes=table.kinds("outcomes", Outcome),
        marks=table.kinds("marks", Mark),
        kept=table.kinds("kept", Kept),
    )
    _fits(table, made)
    return made


def _fits(table: Entries, made: Selection) -> None:
    """Whether the parts of a selection go together."""
    moments: tuple[Moment, ...] = ()
    if made.what is Subject.CASES:
        moments = CASE_MOMENTS
    elif made.what is Subject.ORDERS:
        moments = ORDER_MOMENTS
    if (made.at not in moments) if moments else (made.at is not None):
        raise table.wrong("at", made.at or "")
    if bool(made.kept) is not (made.what in CLOCKS):
        raise table.wrong("kept", ", ".join(made.kept))
    if made.what is Subject.ORDERS:
        for name in ("kinds", "causes", "outcomes", "marks"):
            if getattr(made, name):
                raise table.wrong(name, ", ".join(getattr(made, name)))


def _agree(table: Entries, made: Definition) -> None:
    """Whether figure, numerator and denominator go together."""
    counts, among = made.counts, made.among
    if (among is not None) is not (made.figure in _RATIOS):
        raise table.wrong("among", made.figure)
    if (made.part is not None) is not (made.figure in _AVERAGES):
        raise table.wrong("part", made.figure)
    if (counts.what in MONEY) is not (made.figure is Figure.SUM) or counts.what is Subject.ORDERS:
        raise table.wrong("counts", counts.what)
    if made.days > MOST_DAYS:
        raise table.wrong("days", made.days)
    if made.part is not None and not _can_be_averaged(made.part, counts):
        raise table.wrong("part", made.part)
    if among is not None and not _can_be_shared(counts, among):
        raise table.wrong("among", among.what)


def _can_be_averaged(part: Part, counts: Selection) -> bool:
    if part is Part.SATISFACTION:
        return counts.what is Subject.CASES
    return counts.what in CLOCKS or counts.at is Moment.CLOSED


def _can_be_shared(counts: Selection, among: Selection) -> bool:
    """Runs of a clock are a part of runs of the same clock; cases one of cases or orders."""
    if counts.what in CLOCKS or among.what in CLOCKS:
        return counts.what is among.what and set(counts.kept) <= set(among.kept)
    return among.what in {Subject.CASES, Subject.ORDERS}


def _wanted(counts: Selection, among: Selection | None, days: int) -> dict[str, object]:
    wanted: dict[str, object] = {"counts": _plain(counts), "days": days}
    if among is not None:
        wanted["among"] = _plain(among)
    return wanted


def _plain(selection: Selection) -> dict[str, object]:
    found: dict[str, object] = {"what": selection.what.value}
    if selection.at is not None:
        found["at"] = selection.at.value
    for name in ("kinds", "causes", "outcomes", "marks", "kept"):
        values: tuple[StrEnum, ...] = getattr(selection, name)
        if values:
            found[name] = [value.value for value in values]
    return found
