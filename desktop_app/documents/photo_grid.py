"""Photos after a form: eight to a page unless told, each whole, with its file's name below."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_app.core.i18n import _
from desktop_app.documents import fonts, pictures, rows, wrapping
from desktop_app.documents.claim_sheet import Photo
from desktop_app.documents.pages import MM, THIN, Page
from desktop_app.documents.pictures import Loaded
from desktop_app.documents.rows import Cell, Look, Row

_COLUMNS = 2
_ROWS = 4
_GAP = 4 * MM
_CAPTION_SIZE = 7.4
_CAPTION_LINES = 2
_CAPTION_LEADING = 9.6
_CAPTION_HEIGHT = 9 * MM
_HEADING = Look(size=10, bold=True)
_HEADING_HEIGHT = 9 * MM
_MISSING_HEIGHT = 30 * MM


def pages(
    photos: Sequence[Photo], x: float, width: float, height: float, per_page: int = _COLUMNS * _ROWS
) -> list[list[Row]]:
    """The rows of each page of photos; few photos are drawn larger."""
    made: list[list[Row]] = []
    for start in range(0, len(photos), per_page):
        some = photos[start : start + per_page]
        heading = _heading(start + 1, start + len(some), len(photos))
        # Without a frame round it, the heading's text stands at the margin itself.
        cell = rows.cell(x - rows.PAD, width, heading, _HEADING)
        title = Row((cell,), least=_HEADING_HEIGHT, framed=False)
        made.append([title, *_grid(some, x, width, height - _HEADING_HEIGHT)])
    return made


def _heading(first: int, last: int, count: int) -> str:
    numbers = {"first": first, "last": last, "count": count}
    if first == last:
        return _("Evidence photo %(first)s of %(count)s") % numbers
    return _("Evidence photos %(first)s–%(last)s of %(count)s") % numbers


def _grid(photos: Sequence[Photo], x: float, width: float, height: float) -> list[Row]:
    columns = 1 if len(photos) <= 2 else _COLUMNS  # noqa: PLR2004 - one above the other
    lines = max(2, -(-len(photos) // columns))
    wide = (width - (columns - 1) * _GAP) / columns
    room = (wide, height / lines - _CAPTION_HEIGHT)
    places = [_Place(photo, pictures.load(photo.path), room) for photo in photos]
    grid: list[Row] = []
    for start in range(0, len(places), columns):
        beside = places[start : start + columns]
        cells = tuple(
            Cell(x + index * (wide + _GAP), wide, art=place.draw)
            for index, place in enumerate(beside)
        )
        tallest = max(place.height for place in beside)
        grid.append(Row(cells, least=tallest + _CAPTION_HEIGHT, framed=False))
    return grid


class _Place:
    """A photo as large as its room (width, height) lets it, and right under it its caption."""

    def __init__(self, photo: Photo, picture: Loaded | None, room: tuple[float, float]) -> None:
        self.photo = photo
        self.picture = picture
        self.width, self.height = room[0], min(room[1], _MISSING_HEIGHT)
        if picture is not None:
            scale = min(room[0] / picture.width, room[1] / picture.height)
            self.width, self.height = picture.width * scale, picture.height * scale

    def draw(self, page: Page, x: float, top: float, width: float, height: float) -> None:
        left = x + (width - self.width) / 2
        above = top + height - _CAPTION_HEIGHT - self.height
        if self.picture is None:
            _draw_missing(page, left, above, (self.width, self.height))
        else:
            page.picture(self.picture.jpeg, left, above, self.width, self.height)
            page.box(left, above, self.width, self.height, line=THIN)
        _draw_caption(page, self.photo, x, top + height - _CAPTION_HEIGHT, width)


def _draw_caption(page: Page, photo: Photo, x: float, top: float, width: float) -> None:
    baseline = top + _CAPTION_LEADING
    for line in _caption_lines(fonts.visible(photo.caption), width):
        left = x + (width - fonts.width(line, _CAPTION_SIZE)) / 2
        page.text(left, baseline, line, _CAPTION_SIZE, gray=0.25)
        baseline += _CAPTION_LEADING


def _caption_lines(text: str, width: float) -> tuple[str, ...]:
    """At most two lines: a long name loses its middle, never its ending."""
    lines = wrapping.wrap(text, width, _CAPTION_SIZE)
    while len(lines) > _CAPTION_LINES:
        half = len(text) // 2
        text = f"{text[: half - 1]}…{text[half + 1 :]}"
        lines = wrapping.wrap(text, width, _CAPTION_SIZE)
    return lines


def _draw_missing(page: Page, x: float, top: float, size: tuple[float, float]) -> None:
    """A frame that says why it is empty; the caption below names the photo."""
    width, height = size
    page.box(x, top, width, height, fill=0.96, line=THIN)
    sentence = _("This photo is damaged or missing and can't be shown.")
    lines = wrapping.wrap(sentence, width - 12 * MM, rows.SIZE)
    baseline = top + (height - len(lines) * 12) / 2 + 9
    for line in lines:
        left = x + (width - fonts.width(line, rows.SIZE)) / 2
        page.text(left, baseline, line, rows.SIZE, gray=0.25)
        baseline += 12
