"""How a slip is drawn: number and bar code, what comes back, what goes out, the addresses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from desktop_app.core import i18n
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.documents import barcodes, figures, fonts, frames, grids, rows, wrapping
from desktop_app.documents.claim_sheet import Contact
from desktop_app.documents.grids import Column, Table
from desktop_app.documents.pages import A5, LABEL_100_150, MM, Document, Page
from desktop_app.documents.rows import Look, Row
from desktop_app.documents.slips import Paper, Slip, SlipKind, SlipLine

_TITLES = {
    SlipKind.EXCHANGE: N_("Exchange slip"),
    SlipKind.RESEND: N_("Resend slip"),
    SlipKind.RETURN: N_("Return slip"),
}
_ADDRESS = Look(size=10.5, bold=True)
_NAME = Look(size=8.5, bold=True, gray=0.1, shade=0.9)


@dataclass(frozen=True)
class _Measures:
    """A paper's size, its margin, where the form begins, how large the title is and labels are.

    ``small`` paper has no room for what the shop itself knows, nor for two tables.
    """

    size: tuple[float, float]
    margin: float
    title: float
    top: float
    label: float
    least: float
    small: bool = False

    @property
    def width(self) -> float:
        return self.size[0] - 2 * self.margin


_MEASURES = {
    Paper.A5: _Measures(A5, 10 * MM, 15, 25 * MM, 19 * MM, rows.LEAST),
    Paper.LABEL: _Measures(LABEL_100_150, 5 * MM, 13, 20 * MM, 16 * MM, 5.4 * MM, small=True),
}


def document(slips: Sequence[Slip], paper: Paper) -> Document:
    """The PDF for these slips, still empty."""
    first = slips[0]
    with i18n.speaking(first.language):
        title = fonts.visible(f"{_(_TITLES[first.kind])} {first.case_no}")
        return Document(title, _MEASURES[paper].size, language=first.language)


def draw(document: Document, slip: Slip, paper: Paper) -> None:
    """Draws one slip; a long one goes on on further pages."""
    measures = _MEASURES[paper]
    with i18n.speaking(slip.language):
        bottom = measures.margin + 3 * MM
        later_top = 17 * MM
        first, later = (measures.size[1] - top - bottom for top in (measures.top, later_top))
        content = rows.paginate(_form(slip, measures), first, later)
        title, case = _(_TITLES[slip.kind]), _("Case no. %(case)s") % {"case": slip.case_no}
        for number, part in enumerate(content, 1):
            page = document.page()
            if number == 1:
                _head(page, slip, title, measures)
            else:
                frames.running_title(page, measures.margin, title, case)
            rows.draw(page, part, measures.top if number == 1 else later_top)
            frames.footer(page, measures.margin, case, (number, len(content)))


def _head(page: Page, slip: Slip, title: str, measures: _Measures) -> None:
    """Title and shop at the left, the case's bar code over its number at the right."""
    margin, top, below = measures.margin, measures.margin * 0.75, measures.top - 2.4 * MM
    page.text(margin, top + measures.title, title, measures.title, bold=True)
    shop = "  ".join(filter(None, (slip.shop, figures.day(slip.issued_on))))
    page.text(margin, below, wrapping.wrap(shop, measures.width * 0.5, 8)[0], 8, gray=0.2)
    right, number = measures.size[0] - margin, fonts.visible(slip.case_no)
    wide = barcodes.width(slip.case_no, measures.width * 0.62)
    barcodes.draw(page, slip.case_no, right - wide, top, (wide, below - top - 3.4 * MM))
    middle = right - wide / 2 if wide else right - fonts.width(number, 8) / 2
    page.text(middle - fonts.width(number, 8) / 2, below, number, 8)


def _form(slip: Slip, measures: _Measures) -> Iterator[Row]:
    yield from _fields(slip, measures)
    yield _address(_("Send to"), slip.receiver, measures, _ADDRESS)
    if measures.small:
        yield from _all_goods(slip, measures)
    else:
        yield from _goods(_("Goods coming back"), slip.coming, measures)
        yield from _goods(_("Goods sent"), slip.going, measures)
    if slip.back_to != Contact():
        yield _address(_("Send back to"), slip.back_to, measures, rows.VALUE)
    note = rows.cell(measures.margin, measures.label, _("Note"), rows.LABEL)
    width = measures.width - measures.label
    text = rows.cell(measures.margin + measures.label, width, slip.note, rows.STORY)
    yield Row((note, text), least=2 * measures.least, flows=True)


def _fields(slip: Slip, measures: _Measures) -> Iterator[Row]:
    pairs = [
        (_("Order no."), slip.order_no),
        (_("Buyer ID"), slip.buyer),
        (_("Tracking no."), slip.tracking_no),
        (_("Reason"), slip.reason),
        (_("Platform"), slip.platform),
        (_("Handled by"), slip.prepared_by),
    ]
    if measures.small:
        pairs = [pair for pair in pairs[:4] if pair[1]]
    count = 1 if measures.small else 2
    for start in range(0, len(pairs), count):
        some = pairs[start : start + count]
        row = grids.fields(measures.margin, measures.width, measures.label, some)
        yield replace(row, least=measures.least)


def _address(label: str, contact: Contact, measures: _Measures, look: Look) -> Row:
    who = "  ".join(filter(None, (contact.name, contact.phone)))
    text = "\n".join(filter(None, (who, contact.address)))
    return grids.fields(measures.margin, measures.width, measures.label, [(label, text)], look)


def _goods(title: str, lines: Sequence[SlipLine], measures: _Measures) -> Iterator[Row]:
    if not lines:
        return
    columns = [
        Column(_("Goods"), 9),
        Column(_("SKU"), 5),
        Column(_("Variant"), 4.5),
        Column(_("Qty"), 2, rows.MIDDLE),
    ]
    count = sum(line.quantity for line in lines)
    named = _("%(title)s (%(count)s in all)") % {"title": title, "count": count}
    yield Row((rows.cell(measures.margin, measures.width, named, _NAME),), keep=True)
    table = Table(columns, measures.margin, measures.width)
    yield table.heading
    for line in lines:
        yield table.row((line.name, line.sku, line.variant, str(line.quantity)))


def _all_goods(slip: Slip, measures: _Measures) -> Iterator[Row]:
    """Both ways in one table."""
    columns = [
        Column("", 1.9, rows.MIDDLE),
        Column(_("Goods"), 9),
        Column(_("Variant"), 3.6),
        Column(_("Qty"), 1.7, rows.MIDDLE),
    ]
    table = Table(columns, measures.margin, measures.width)
    yield replace(table.heading, least=measures.least)
    ways = ((_("Comes back"), slip.coming), (_("Goes out"), slip.going))
    for way, line in ((way, line) for way, lines in ways for line in lines):
        what = "\n".join(filter(None, (line.name, line.sku)))
        yield table.row((way, what, line.variant, str(line.quantity)), measures.least)
