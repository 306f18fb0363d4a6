"""How an overview is drawn: A4, facts above, the lists one below the other, counts as bars."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from desktop_app.core import i18n
from desktop_app.core.track import Track
from desktop_app.documents import column_widths, fonts, frames, grids, rows
from desktop_app.documents.grids import Column, Table
from desktop_app.documents.overview import Overview, Section
from desktop_app.documents.pages import A4, MM, Document, Page
from desktop_app.documents.register_form import text_of
from desktop_app.documents.rows import PAD, Align, Art, Cell, Look, Row

_MARGIN = 15 * MM
_WIDTH = A4[0] - 2 * _MARGIN
_TOP, _LATER_TOP, _BOTTOM = 26 * MM, 17 * MM, 14 * MM
_LABEL = 18 * MM
_BARS = 46 * MM
_LEAST = 6 * MM
_GAP = 6 * MM
_SIZE = 8.0
_TEXT = Look(size=_SIZE)
_FIGURE = Look(size=_SIZE, align=Align.RIGHT)
_HEAD = replace(rows.HEAD, size=_SIZE)
_TITLE = Look(size=10.5, bold=True)
_BAR = 0.62


def draw(overview: Overview, track: Track) -> Document:
    """The whole overview, drawn, in its own language."""
    with i18n.speaking(overview.language):
        title = fonts.visible(overview.title)
        document = Document(title, A4, language=overview.language)
        detail = " · ".join(f"{name} {text}" for name, text in overview.facts if text)
        height = A4[1] - _BOTTOM
        pages = rows.paginate(_form(overview), height - _TOP, height - _LATER_TOP)
        for number, content in enumerate(track(pages), 1):
            page = document.page()
            if number == 1:
                frames.title(page, title, 18 * MM, 16.0)
            else:
                frames.running_title(page, _MARGIN, title, detail)
            rows.draw(page, content, _TOP if number == 1 else _LATER_TOP)
            frames.footer(page, _MARGIN, detail, (number, len(pages)))
        return document


def _form(overview: Overview) -> Iterator[Row]:
    yield grids.fields(_MARGIN, _WIDTH, _LABEL, overview.facts)
    for section in overview.sections:
        if section.lines:
            yield from _section(section)


def _section(section: Section) -> Iterator[Row]:
    title = rows.cell(_MARGIN, _WIDTH, section.title, _TITLE)
    yield Row((Cell(_MARGIN, _WIDTH),), least=_GAP, framed=False)
    yield Row((title,), framed=False, keep=True)
    texts = [[text_of(value) for value in line] for line in section.lines]
    room = _WIDTH - _BARS
    widths = column_widths.fitted(section.columns, texts, _SIZE, room)
    columns = [
        Column(name, width, _look(section, place))
        for place, (name, width) in enumerate(zip(section.columns, widths, strict=True))
    ]
    table = Table([*columns, Column("", _BARS)], _MARGIN, _WIDTH, _HEAD)
    yield table.heading
    most = max(_count(section, place) for place in range(len(texts)))
    for place, line in enumerate(texts):
        yield _with_bar(table.row([*line, ""], _LEAST), _count(section, place) / most)


def _count(section: Section, line: int) -> int:
    value = section.lines[line][section.counted]
    return value if isinstance(value, int) else 0


def _with_bar(row: Row, share: float) -> Row:
    last = replace(row.cells[-1], art=_bar(share))
    return replace(row, cells=(*row.cells[:-1], last))


def _bar(share: float) -> Art:
    def art(page: Page, left: float, top: float, width: float, height: float) -> None:
        high = min(height, _LEAST) * 0.42
        wide = (width - 2 * PAD) * share
        page.box(left + PAD, top + (height - high) / 2, wide, high, fill=_BAR, line=None)

    return art


def _look(section: Section, place: int) -> Look:
    """Figures stand at the right, so that they can be compared."""
    figure = any(isinstance(line[place], (int, Decimal)) for line in section.lines)
    return _FIGURE if figure else _TEXT
