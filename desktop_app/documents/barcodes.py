"""Code 128 as bars: the symbol a courier's scanner reads from a claim sheet or a slip."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from desktop_app.documents.pages import MM, Page

QUIET = 10  # modules of white that the standard wants on either side
WIDEST, NARROWEST = 0.36 * MM, 0.25 * MM  # of one module; narrower, office scanners fail


@lru_cache(maxsize=1024)
def modules(text: str) -> tuple[tuple[int, int], ...]:
    """The bars of a text as (start, width) in modules; none where Code 128 can't say it."""
    from reportlab.graphics.barcode.code128 import Code128

    if not text or not text.isascii() or not text.isprintable():
        return ()
    code: Any = Code128(text)  # its own calls are untyped
    code.validate()
    code.encode()
    bars: list[tuple[int, int]] = []
    position = 0
    # Capitals are the widths of bars, small letters those of the spaces between them.
    for letter in code.decompose():
        wide = ord(letter.lower()) - ord("a") + 1
        if letter.isupper():
            bars.append((position, wide))
        position += wide
    return tuple(bars)


def width(text: str, room: float) -> float:
    """How wide the code is, quiet zones included, where it may take ``room`` points.

    0 where the text has no code, or the room is too narrow for one that can be read.
    """
    bars = modules(text)
    if not bars:
        return 0.0
    count = bars[-1][0] + bars[-1][1] + 2 * QUIET
    module = min(room / count, WIDEST)
    return count * module if module >= NARROWEST else 0.0


def bars(text: str, wide: float) -> list[tuple[float, float]]:
    """The bars as (left, width) in points, in a code ``wide`` points wide; none for no width."""
    if not wide:
        return []
    found = modules(text)
    module = wide / (found[-1][0] + found[-1][1] + 2 * QUIET)
    return [((QUIET + at) * module, across * module) for at, across in found]


def draw(page: Page, text: str, x: float, top: float, room: tuple[float, float]) -> None:
    """Draws the code from ``x`` on into ``room`` (width, height), or nothing: see `width`."""
    found = bars(text, width(text, room[0]))
    if found:
        page.bars([(x + left, across) for left, across in found], top, room[1])
