"""How a report to the factory is drawn: facts and counts, the complaints, room for an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from desktop_app.core import i18n
from desktop_app.core.i18n import _
from desktop_app.core.track import Track
from desktop_app.documents import figures, fonts, frames, grids, photo_grid, rows
from desktop_app.documents.claim_sheet import Photo
from desktop_app.documents.feedback_sheet import Complaint, FeedbackSheet, Tally
from desktop_app.documents.grids import Column, Table
from desktop_app.documents.pages import A4, MM, Document, Page
from desktop_app.documents.rows import PAD, Align, Art, Cell, Look, Row

_MARGIN = 14 * MM
_WIDTH = A4[0] - 2 * _MARGIN
_TOP, _LATER_TOP, _BOTTOM = 28 * MM, 17 * MM, 14 * MM
_LABEL = 24 * MM
_PHOTOS_PER_PAGE = 4
_COUNT_LABEL, _COUNT = 52 * MM, 14 * MM
_COUNT_HEIGHT = 5.8 * MM
_BAR = 0.55
_BAND = Look(size=9.5, bold=True, shade=0.9)
_ASKED = Look(size=10, top=True)
_FACT = Look(size=9)
_SMALL = Look(size=7.8)
_ANSWER_HEIGHT = 16 * MM


def draw(sheet: FeedbackSheet, track: Track) -> Document:
    """The whole report, drawn, in its own language."""
    with i18n.speaking(sheet.language):
        title = _("Quality report to the factory")
        whose = fonts.visible(f"{sheet.no} · {sheet.model}")
        document = Document(fonts.visible(f"{title} {sheet.no}"), A4, language=sheet.language)
        later = A4[1] - _LATER_TOP - _BOTTOM
        told = rows.paginate(_form(sheet), A4[1] - _TOP - _BOTTOM, later)
        photos = [Photo(one.path, one.caption) for one in sheet.pictures]
        shown = photo_grid.pages(photos, _MARGIN, _WIDTH, later, _PHOTOS_PER_PAGE)
        contents = [*told, *shown]
        for number, content in enumerate(track(contents), 1):
            page = document.page()
            if number == 1:
                _head(page, sheet, title)
            else:
                frames.running_title(page, _MARGIN, title, whose)
            rows.draw(page, content, _TOP if number == 1 else _LATER_TOP)
            frames.footer(page, _MARGIN, whose, (number, len(contents)))
        return document


def _head(page: Page, sheet: FeedbackSheet, title: str) -> None:
    page.text(_MARGIN, 17 * MM, title, 17, bold=True)
    frames.at_right(page, A4[0] - _MARGIN, 17 * MM, fonts.visible(sheet.no), 11)
    page.text(_MARGIN, 24 * MM, fonts.visible(sheet.shop), 9, gray=0.2)
    frames.at_right(page, A4[0] - _MARGIN, 24 * MM, figures.day(sheet.made_on), 9, 0.2)


def _form(sheet: FeedbackSheet) -> Iterator[Row]:
    if sheet.void:
        text = _("VOID: %(reason)s") % {"reason": sheet.void}
        yield Row((rows.cell(_MARGIN, _WIDTH, text, _BAND),))
    yield _fields((_("Model"), sheet.model), (_("Goods"), sheet.title))
    yield _fields(
        (_("Production batch"), sheet.batch or _("not known")), (_("Days counted"), sheet.period)
    )
    yield _band(_("What we ask you for"))
    yield Row((rows.cell(_MARGIN, _WIDTH, sheet.asked, _ASKED),), least=14 * MM, flows=True)
    yield _band(_("What was seen"))
    for fact in sheet.facts:
        yield Row((rows.cell(_MARGIN, _WIDTH, fact, _FACT),))
    for tally in sheet.counts:
        yield from _tally(tally)
    yield from _complaints(sheet)
    if sheet.opinions is not None and sheet.opinions.lines:
        yield from _tally(sheet.opinions)
    yield from _answer()


def _fields(*parts: tuple[str, str]) -> Row:
    return grids.fields(_MARGIN, _WIDTH, _LABEL, parts)


def _band(text: str) -> Row:
    return Row((rows.cell(_MARGIN, _WIDTH, text, _BAND),), keep=True)


def _tally(tally: Tally) -> Iterator[Row]:
    """Counts with bars, which are read in grey as well."""
    if not tally.lines:
        return
    yield _band(tally.title)
    most = max(count for _words, count in tally.lines)
    for place, (words, count) in enumerate(tally.lines, 1):
        figure = Look(size=8.5, bold=True, align=Align.RIGHT)
        label = rows.cell(_MARGIN, _COUNT_LABEL, words, Look(size=8.5))
        number = rows.cell(_MARGIN + _COUNT_LABEL, _COUNT, str(count), figure)
        left = _MARGIN + _COUNT_LABEL + _COUNT
        bar = Cell(left, _WIDTH - _COUNT_LABEL - _COUNT, art=_bar(count / most))
        cells = (label, number, bar)
        yield Row(cells, least=_COUNT_HEIGHT, keep=place < len(tally.lines))


def _bar(share: float) -> Art:
    def art(page: Page, left: float, top: float, width: float, height: float) -> None:
        high = min(height, _COUNT_HEIGHT) * 0.46
        wide = (width - 2 * PAD) * share
        page.box(left + PAD, top + (height - high) / 2, wide, high, fill=_BAR)

    return art


def _complaints(sheet: FeedbackSheet) -> Iterator[Row]:
    if not sheet.complaints:
        return
    buyers = len({one.buyer for one in sheet.complaints})
    told = {"count": len(sheet.complaints), "buyers": buyers}
    yield _band(_("The complaints: %(count)s of %(buyers)s buyers, who are called A, B, C…") % told)
    centre = replace(_SMALL, align=Align.CENTRE)
    columns = [
        Column(_("Buyer"), 1.5, Look(size=9, bold=True, align=Align.CENTRE)),
        Column(_("Date"), 2.5, centre),
        Column(_("Finding"), 2.7, centre),
        Column(_("Variant · batch"), 4.1, _SMALL),
        Column(_("What the buyer says"), 9.6, _SMALL),
        Column(_("Our no."), 3.6, Look(size=7, align=Align.CENTRE)),
    ]
    table = Table(columns, _MARGIN, _WIDTH)
    yield table.heading
    for one in sheet.complaints:
        yield table.row(_texts(one))


def _texts(one: Complaint) -> tuple[str, ...]:
    about = " · ".join(filter(None, (one.variant, one.batch)))
    text = "\n".join(filter(None, (one.text, one.cause)))
    return (one.buyer, figures.day(one.day), one.finding, about, text, one.case_no)


def _answer() -> Iterator[Row]:
    """Room for the factory's own words."""
    yield replace(_band(_("The factory's answer")), keep=True)
    labels = (_("Cause found"), _("What is done, from when on"), _("Batches concerned"))
    for label in labels:
        row = grids.fields(_MARGIN, _WIDTH, _LABEL, [(label, "")])
        yield replace(row, least=_ANSWER_HEIGHT, keep=True)
    signed = grids.fields(_MARGIN, _WIDTH, _LABEL, [(_("Answered by"), ""), (_("Date"), "")])
    yield replace(signed, least=10 * MM)
