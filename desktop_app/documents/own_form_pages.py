"""How a courier's own form is filled in: the blank below, the claim's words on it, photos after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from desktop_app.core import i18n
from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.documents import (
    barcodes,
    fonts,
    frames,
    own_form_fields,
    photo_grid,
    pictures,
    rows,
    wrapping,
)
from desktop_app.documents.claim_form import BOTTOM, LATER_TOP, MARGIN, WIDTH, numbers
from desktop_app.documents.claim_sheet import ClaimSheet
from desktop_app.documents.own_form import FormLayout, FormPage, PlacedField
from desktop_app.documents.pages import A4, MM, Document, Page
from desktop_app.documents.rows import LEADING, Align, Row

_SMALLEST = 5.0  # points; smaller, nobody reads it
_STEP = 0.5
_LABEL_WIDTH = 34 * MM
_GOES_ON = "…"


@dataclass(frozen=True)
class Fitted:
    """A text as it stands in its box; ``whole``: none of it had to be left out."""

    lines: tuple[str, ...]
    size: float
    whole: bool = True


def fitted(placed: PlacedField, text: str) -> Fitted:
    """The text's lines in its box: at its own size, else smaller, else cut where the box ends.

    A number or another single word is rather set smaller than broken.
    """
    made = Fitted((), placed.size)
    if placed.lines > 1 and _is_one_word(text):
        made = fitted(replace(placed, lines=1), text)
        if made.whole:
            return made
    for size in _sizes(placed.size):
        lines = wrapping.wrap(text, placed.width_mm * MM, size, bold=placed.bold)
        room = max(1, int(placed.height_mm * MM / (size * LEADING) + 0.01))
        if len(lines) <= room:
            return Fitted(lines, size)
        made = Fitted((*lines[: room - 1], _cut(lines[room - 1], placed, size)), size, whole=False)
    return made


def bars(placed: PlacedField, text: str) -> tuple[tuple[float, float], ...]:
    """A bar code's bars in its box, as (left, width) in mm; none where it is too narrow."""
    wide = barcodes.width(text, placed.width_mm * MM)
    return tuple(
        ((left + _spare(placed.align, placed.width_mm * MM - wide)) / MM, across / MM)
        for left, across in barcodes.bars(text, wide)
    )


def draw(document: Document, sheet: ClaimSheet, form: FormLayout) -> None:
    """Fills the form in for one claim; then what had no room on it, then the photos.

    Raises FileTrouble when a page's background is gone or damaged.
    """
    with i18n.speaking(sheet.language):
        left_over: list[PlacedField] = []
        for number, blank in enumerate(form.pages):
            page = document.page((blank.width_mm * MM, blank.height_mm * MM))
            if not form.preprinted:
                _draw_background(page, blank, form.name)
            fields = [placed for placed in form.fields if placed.page == number]
            left_over += [placed for placed in fields if not _draw_field(page, placed, sheet, form)]
        _draw_later(document, sheet, form, left_over)


def _draw_later(
    document: Document, sheet: ClaimSheet, form: FormLayout, left_over: list[PlacedField]
) -> None:
    room = A4[1] - LATER_TOP - BOTTOM
    later = rows.paginate(_continued(left_over, sheet), room, room) if left_over else []
    if form.photos:
        later += photo_grid.pages(sheet.photos, MARGIN, WIDTH, room)
    count = len(form.pages) + len(later)
    for number, content in enumerate(later, len(form.pages) + 1):
        page = document.page(A4)
        frames.running_title(page, MARGIN, fonts.visible(form.name), numbers(sheet))
        rows.draw(page, content, LATER_TOP)
        frames.footer(page, MARGIN, numbers(sheet), (number, count))


def _continued(left_over: list[PlacedField], sheet: ClaimSheet) -> Iterator[Row]:
    for placed in left_over:
        label = own_form_fields.title(placed.field, placed.way)
        value = rows.cell(
            MARGIN + _LABEL_WIDTH,
            WIDTH - _LABEL_WIDTH,
            own_form_fields.content(placed, sheet),
            rows.STORY,
        )
        yield Row((rows.cell(MARGIN, _LABEL_WIDTH, label, rows.LABEL), value), flows=True)


def _draw_background(page: Page, blank: FormPage, form: str) -> None:
    if blank.background is None:
        return
    picture = pictures.load(blank.background)
    if picture is None:
        raise FileTrouble(Reason.FORM_BACKGROUND_MISSING, value=form)
    page.picture(picture.jpeg, 0, 0, page.width, page.height)


def _draw_field(page: Page, placed: PlacedField, sheet: ClaimSheet, form: FormLayout) -> bool:
    """Draws one field; False when not all of it had room."""
    text = own_form_fields.content(placed, sheet)
    x, top, width = placed.x_mm * MM, placed.y_mm * MM, placed.width_mm * MM
    if form.preprinted:
        x, top = x + form.offset_x_mm * MM, top + form.offset_y_mm * MM
    if placed.way == own_form_fields.BARCODE and (wide := barcodes.width(text, width)):
        left = x + _spare(placed.align, width - wide)
        barcodes.draw(page, text, left, top, (wide, placed.height_mm * MM))
        return True
    made = fitted(placed, text)
    baseline = top + made.size * ((LEADING - 1) / 2 + fonts.ASCENT)
    for line in made.lines:
        spare = width - fonts.width(line, made.size, bold=placed.bold)
        left = x + _spare(placed.align, spare)
        page.text(left, baseline, line, made.size, bold=placed.bold)
        baseline += made.size * LEADING
    return made.whole


def _spare(align: Align, spare: float) -> float:
    """How much of the room that is left over goes before the text."""
    if align is Align.LEFT:
        return 0.0
    return spare / 2 if align is Align.CENTRE else spare


def _is_one_word(text: str) -> bool:
    return text.isascii() and not any(map(str.isspace, text))


def _sizes(size: float) -> Iterator[float]:
    yield size
    while (size := size - _STEP) >= _SMALLEST:
        yield size


def _cut(line: str, placed: PlacedField, size: float) -> str:
    """The line's beginning, with a sign that it goes on, as far as it fits."""
    while line and fonts.width(line + _GOES_ON, size, bold=placed.bold) > placed.width_mm * MM:
        line = line[:-1]
    return line + _GOES_ON
