"""How a claim sheet is drawn: the form by its layout, then the photos."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from desktop_app.core import i18n
from desktop_app.core.i18n import _, ngettext
from desktop_app.documents import (
    barcodes,
    claim_fields,
    claim_letter,
    figures,
    fonts,
    frames,
    layouts,
    photo_grid,
    rows,
)
from desktop_app.documents.claim_sheet import ClaimSheet, GoodsLine
from desktop_app.documents.grids import Column, Table
from desktop_app.documents.layouts import UNITS, Layout, Slot
from desktop_app.documents.pages import A4, MM, Document, Page
from desktop_app.documents.rows import Align, Cell, Look, Row

MARGIN = 12 * MM
WIDTH = A4[0] - 2 * MARGIN
UNIT = WIDTH / UNITS
TOP = 26 * MM
LATER_TOP = 17 * MM
BOTTOM = 14 * MM
_STORY_LEAST = 20 * MM
_EVIDENCE_LEAST = 12 * MM
_SIGNATURE_HEIGHT = 25 * MM
_SIGN_OFF = 16 * MM  # room to sign the letter
_PARAGRAPH = Look(size=9.5)
_BARCODE_HEIGHT = 9.5 * MM


def document(sheets: Sequence[ClaimSheet]) -> Document:
    """The PDF for these sheets, still empty."""
    first = sheets[0]
    with i18n.speaking(first.language):
        title = first.own.name if first.own else _(layouts.layout(first.layout).title)
        if len(sheets) == 1:
            title = f"{title} {first.claim_no}"
        else:
            title += ngettext(" (%(count)s sheet)", " (%(count)s sheets)", len(sheets)) % {
                "count": len(sheets)
            }
        return Document(fonts.visible(title), A4, language=first.language)


def draw(document: Document, sheet: ClaimSheet) -> None:
    """Draws one sheet with its photos, in its own language, its pages numbered from one."""
    with i18n.speaking(sheet.language):
        layout = layouts.layout(sheet.layout)
        form = rows.paginate(_form(layout, sheet), A4[1] - TOP - BOTTOM, A4[1] - LATER_TOP - BOTTOM)
        photos = photo_grid.pages(sheet.photos, MARGIN, WIDTH, A4[1] - LATER_TOP - BOTTOM)
        count = len(form) + len(photos)
        for number, content in enumerate([*form, *photos], 1):
            page = document.page()
            if number == 1:
                _title(page, layout, sheet)
            else:
                frames.running_title(page, MARGIN, _(layout.title), numbers(sheet))
            rows.draw(page, content, TOP if number == 1 else LATER_TOP)
            frames.footer(page, MARGIN, numbers(sheet), (number, count))


def _form(layout: Layout, sheet: ClaimSheet) -> Iterator[Row]:
    for section in layout.sections:
        if section.kind == "letter":
            yield from _letter(sheet)
        elif section.kind == "goods":
            yield from _goods(sheet)
        elif section.kind == "signatures":
            yield _signatures(sheet)
        else:
            yield from (_fields(layout, slots, sheet) for slots in section.rows)


def _letter(sheet: ClaimSheet) -> Iterator[Row]:
    # Without a frame round them, the paragraphs stand at the margins themselves.
    for text in claim_letter.paragraphs(sheet):
        cell = rows.cell(MARGIN - rows.PAD, WIDTH + 2 * rows.PAD, text, _PARAGRAPH)
        yield Row((cell,), least=0, framed=False)
    yield Row((Cell(MARGIN, WIDTH),), least=_SIGN_OFF, framed=False)


def _fields(layout: Layout, slots: Sequence[Slot], sheet: ClaimSheet) -> Row:
    cells: list[Cell] = []
    x = MARGIN
    for slot in slots:
        label_width = layout.label_units * UNIT
        value_width = slot.units * UNIT - label_width
        cells.append(
            rows.cell(x, label_width, claim_fields.name(slot.field, layout.second), rows.LABEL)
        )
        cells.append(_value(slot.field, sheet, x + label_width, value_width))
        x += slot.units * UNIT
    names = {slot.field for slot in slots}
    return Row(tuple(cells), least=_least(names), flows="what_happened" in names)


def _least(names: set[str]) -> float:
    if "what_happened" in names:
        return _STORY_LEAST
    if "tracking_no" in names:
        return _BARCODE_HEIGHT + 3.5 * MM
    if "amount" in names:
        return 9 * MM
    return _EVIDENCE_LEAST if "evidence" in names else 6.8 * MM


def _value(field: str, sheet: ClaimSheet, x: float, width: float) -> Cell:
    boxes = claim_fields.choices(field, sheet)
    if boxes is not None:
        return rows.choices(x, width, boxes)
    text = claim_fields.value(field, sheet)
    if field == "tracking_no":
        return _tracking(text, x, width)
    look = rows.STORY if field == "what_happened" else rows.VALUE
    if field in ("amount", "amount_words"):
        look = Look(size=10.5, bold=True)
    return rows.cell(x, width, text, look)


def _tracking(text: str, x: float, width: float) -> Cell:
    """The number in bold figures, and after it, where there is room, its bar code."""
    shown = fonts.visible(text)
    longest = width / 2 - 2 * rows.PAD
    size = min(11.0, max(7.0, 11.0 * longest / max(1.0, fonts.width(shown, 11.0, bold=True))))
    written = rows.cell(x, width / 2, text, Look(size=size, bold=True))
    left = max(fonts.width(line, size, bold=True) for line in written.lines) + 2 * rows.PAD

    def art(page: Page, x: float, top: float, width: float, height: float) -> None:
        above = top + (height - _BARCODE_HEIGHT) / 2
        barcodes.draw(page, text, x + left, above, (width - left - rows.PAD, _BARCODE_HEIGHT))

    return Cell(x, width, written.lines, written.look, art)


def _goods(sheet: ClaimSheet) -> Iterator[Row]:
    table = Table(_goods_columns(sheet.currency), MARGIN, WIDTH)
    yield table.heading
    for number, line in enumerate(sheet.goods, 1):
        yield table.row(_goods_texts(number, line, sheet.currency))
    if not sheet.goods:
        yield table.empty()
    yield _goods_total(table, sheet)


def _goods_columns(currency: str) -> list[Column]:
    return [
        Column(_("No."), 1.1, rows.MIDDLE),
        Column(_("Goods"), 8.2),
        Column(_("SKU"), 3.4),
        Column(_("Variant"), 3.5),
        Column(_("Qty"), 1.5, rows.MIDDLE),
        Column(_("Claimed qty"), 2, rows.MIDDLE),
        Column(_("Unit price (%(currency)s)") % {"currency": currency}, 2.15, rows.NUMBER),
        Column(_("Value (%(currency)s)") % {"currency": currency}, 2.15, rows.NUMBER),
    ]


def _goods_texts(number: int, line: GoodsLine, currency: str) -> tuple[str, ...]:
    worth = None if line.price_minor is None else line.price_minor * line.claimed_quantity
    return (
        str(number),
        line.name,
        line.sku,
        line.variant,
        str(line.quantity),
        str(line.claimed_quantity),
        figures.plain(line.price_minor, currency),
        figures.plain(worth, currency),
    )


def _goods_total(table: Table, sheet: ClaimSheet) -> Row:
    quantity = str(sum(line.quantity for line in sheet.goods)) if sheet.goods else ""
    claimed = str(sum(line.claimed_quantity for line in sheet.goods)) if sheet.goods else ""
    middle = Look(bold=True, align=Align.CENTRE)
    parts = (
        (4, _("Total value of the goods"), rows.TOTAL),
        (1, quantity, middle),
        (1, claimed, middle),
        (2, figures.amount(goods_minor(sheet), sheet.currency), rows.SUM),
    )
    return table.span(parts)


def goods_minor(sheet: ClaimSheet) -> int | None:
    """The value of the goods: as given, else summed; None where a price isn't known."""
    if sheet.goods_minor is not None:
        return sheet.goods_minor
    worths = [
        None if line.price_minor is None else line.price_minor * line.claimed_quantity
        for line in sheet.goods
    ]
    known = [worth for worth in worths if worth is not None]
    return sum(known) if known and len(known) == len(worths) else None


def _signatures(sheet: ClaimSheet) -> Row:
    places = (
        (_("Applicant (signature, seal)"), ""),
        (_("Courier (signature, seal)"), ""),
        (_("Handled by"), sheet.prepared_by),
    )
    cells: list[Cell] = []
    width = WIDTH / len(places)
    for index, (title, signed) in enumerate(places):
        text = f"{title}  {fonts.visible(signed)}" if signed else title
        look = Look(size=8, gray=0.22, top=True)
        cells.append(Cell(MARGIN + index * width, width, (text,), look, frames.date_line))
    return Row(tuple(cells), least=_SIGNATURE_HEIGHT)


def _title(page: Page, layout: Layout, sheet: ClaimSheet) -> None:
    frames.title(page, _(layout.title), 17 * MM, 17.0)
    to = fonts.visible(_("To: %(courier)s") % {"courier": claim_fields.value("courier", sheet)})
    page.text(MARGIN, 23.6 * MM, to, 8.5, gray=0.15)
    if who := sheet.shop or sheet.sender.name:
        shop = fonts.visible(_("From: %(shop)s") % {"shop": who})
        frames.at_right(page, A4[0] - MARGIN, 23.6 * MM, shop, 8.5, 0.15)


def numbers(sheet: ClaimSheet) -> str:
    """Whose page it is, for its foot and for later pages."""
    text = _("Claim no. %(claim)s · tracking no. %(tracking)s")
    return text % {"claim": sheet.claim_no, "tracking": sheet.tracking_no}
