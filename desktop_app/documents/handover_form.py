"""The handover sheet 交接表: what one shift leaves to the next, to be ticked off with a pen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from desktop_app.core import i18n
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.track import Track, everything
from desktop_app.documents import figures, fonts, frames, grids, rows
from desktop_app.documents.grids import Column, Table
from desktop_app.documents.pages import A4, MM, Document, Page, SheetFile
from desktop_app.documents.rows import Art, Cell, Look, Row

_MARGIN = 12 * MM
_WIDTH = A4[0] - 2 * _MARGIN
_TOP, _LATER_TOP, _BOTTOM = 26 * MM, 17 * MM, 14 * MM
_LABEL = 27 * MM
_SIGNATURE_HEIGHT = 22 * MM
_SIZE = 8.0
_TEXT = Look(size=_SIZE)
_MIDDLE = replace(rows.MIDDLE, size=_SIZE)
_BOX = 12.0
_HEAD = replace(rows.HEAD, size=7.6)


@dataclass(frozen=True, kw_only=True)
class HandoverLine:
    """A line: what is to be done, how far it is, by when. ``thing`` is the number of its case."""

    what: str
    thing: str = ""
    progress: str = ""
    due_at: datetime | None = None
    age_days: int = 0
    acknowledged: bool = False
    done: bool = False


@dataclass(frozen=True, kw_only=True)
class HandoverSheet:
    """A sheet as paper shows it, in ``language``. What isn't known stays a blank."""

    day: date
    shift: str
    from_whom: str = ""
    to_whom: str = ""
    note: str = ""
    signed_at: datetime | None = None
    accepted_at: datetime | None = None
    lines: tuple[HandoverLine, ...] = ()
    language: str = "zh_CN"


def write(sheet: HandoverSheet, target: Path, *, track: Track = everything) -> SheetFile:
    """Writes the sheet; ``track`` counts its pages. Raises FileTrouble."""
    return draw(sheet, track).write(target)


def draw(sheet: HandoverSheet, track: Track = everything) -> Document:
    """The whole sheet, drawn in its own language."""
    with i18n.speaking(sheet.language):
        title = _("Handover sheet")
        detail = fonts.visible(" · ".join((figures.day(sheet.day), sheet.shift)))
        document = Document(f"{title} {detail}", A4, language=sheet.language)
        room = A4[1] - _BOTTOM
        pages = rows.paginate(_form(sheet), room - _TOP, room - _LATER_TOP)
        for number, content in enumerate(track(pages), 1):
            page = document.page()
            if number == 1:
                frames.title(page, title, 19 * MM, 18.0)
            else:
                frames.running_title(page, _MARGIN, title, detail)
            rows.draw(page, content, _TOP if number == 1 else _LATER_TOP)
            frames.footer(page, _MARGIN, detail, (number, len(pages)))
        return document


def _form(sheet: HandoverSheet) -> Iterator[Row]:
    yield from _header(sheet)
    columns = [
        Column(_("No."), 10, _MIDDLE),
        Column(_("What is to be done"), 59, _TEXT),
        Column(_("How far it is"), 57, _TEXT),
        Column(_("Finish by"), 22, _MIDDLE),
        Column(_("In the book"), 15, _MIDDLE),
        Column(_("Seen"), 11.5),
        Column(_("Done"), 11.5),
    ]
    table = Table(columns, _MARGIN, _WIDTH, _HEAD)
    yield table.heading
    lines = [_row(table, number, line) for number, line in enumerate(sheet.lines, 1)]
    lines = lines or [table.span([(len(columns), _("Nothing is open."), _MIDDLE)])]
    yield from lines[:-1]
    yield replace(lines[-1], keep=True)
    yield _signatures(sheet)


def _header(sheet: HandoverSheet) -> Iterator[Row]:
    facts = (
        (_("Day"), figures.day(sheet.day)),
        (_("Shift"), sheet.shift),
        (_("Who hands over"), sheet.from_whom),
        (_("Who takes over"), sheet.to_whom),
        (_("Signed"), figures.moment(sheet.signed_at)),
        (_("Taken over"), figures.moment(sheet.accepted_at)),
    )
    yield grids.fields(_MARGIN, _WIDTH, _LABEL, _seen(facts[:2]))
    yield grids.fields(_MARGIN, _WIDTH, _LABEL, _seen(facts[2:4]))
    yield grids.fields(_MARGIN, _WIDTH, _LABEL, _seen(facts[4:]))
    if sheet.note:
        yield grids.fields(_MARGIN, _WIDTH, _LABEL, _seen(((_("Note"), sheet.note),)))


def _seen(facts: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    return [(name, fonts.visible(text)) for name, text in facts]


def _row(table: Table, number: int, line: HandoverLine) -> Row:
    what = "\n".join(part for part in (line.thing, line.what) if part)
    texts = [str(number), what, line.progress, figures.moment(line.due_at), _age(line.age_days)]
    row = table.row([*texts, "", ""])
    *words, seen, done = row.cells
    boxes = (replace(seen, art=_box(line.acknowledged)), replace(done, art=_box(line.done)))
    return replace(row, cells=(*words, *boxes))


def _age(days: int) -> str:
    if not days:
        return _("new")
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


def _box(marked: bool) -> Art:  # noqa: FBT001 - whether it is ticked
    """A box in the middle of a cell, ticked already or to be ticked with a pen."""

    def art(page: Page, x: float, top: float, width: float, height: float) -> None:
        left, baseline = x + (width - _BOX) / 2, top + height / 2 + _BOX * 0.34
        page.check_box(left, baseline, _BOX, marked=marked)

    return art


def _signatures(sheet: HandoverSheet) -> Row:
    names = (
        (_("Handed over by"), sheet.from_whom if sheet.signed_at else ""),
        (_("Taken over by"), sheet.to_whom if sheet.accepted_at else ""),
    )
    look, share = Look(size=8.5, gray=0.22, top=True), _WIDTH / len(names)
    cells = tuple(
        Cell(
            _MARGIN + place * share,
            share,
            (fonts.visible(f"{name}  {who}".rstrip()),),
            look,
            frames.date_line,
        )
        for place, (name, who) in enumerate(names)
    )
    return Row(cells, least=_SIGNATURE_HEIGHT)
