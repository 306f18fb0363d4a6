"""How wide a table's columns are: as their contents want, with no number or date cut in two."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from desktop_app.documents import fonts
from desktop_app.documents.rows import PAD

_MEASURED = 1000  # lines; what comes later is seldom wider
_LONGEST = 400  # characters looked at of one text
_WIDEST = 170.0  # points; a longer text is wrapped
_TITLE = 32.0  # points that a title of several words may claim on one line
_LATIN_ENDS = 0x2E80


def fitted(
    titles: Sequence[str], lines: Iterable[Sequence[str]], size: float, room: float
) -> list[float]:
    """The columns' widths in points, together ``room``.

    Each gets what its longest word or number needs; what is left goes to those that would like
    more, so that short texts stay on one line and long ones share the rest.
    """
    least, liked = _measured(titles, lines, size)
    return _shared(least, liked, room)


def needed(
    titles: Sequence[str], lines: Iterable[Sequence[str]], size: float, story: float = 0.0
) -> float:
    """How wide in points the table must be, so that no word or number is cut.

    ``story`` is what a column of longer texts is to have at least.
    """
    least, liked = _measured(titles, lines, size)
    return sum(max(low, min(like, story)) for low, like in zip(least, liked, strict=True))


def _measured(
    titles: Sequence[str], lines: Iterable[Sequence[str]], size: float
) -> tuple[list[float], list[float]]:
    """What each column needs, and what it would like."""
    least = [
        max(_word(title, size, bold=True), min(_line(title, size), _TITLE)) for title in titles
    ]
    liked = list(least)
    for line in islice(lines, _MEASURED):
        for place, text in enumerate(line):
            least[place] = max(least[place], _word(text, size))
            liked[place] = max(liked[place], _line(text, size))
    least = [width + 2 * PAD + 1 for width in least]
    liked = [max(width + 2 * PAD + 1, low) for width, low in zip(liked, least, strict=True)]
    return least, liked


def _shared(least: list[float], liked: list[float], room: float) -> list[float]:
    if sum(liked) <= room:
        return [width * room / sum(liked) for width in liked]
    wanted = sum(liked) - sum(least)
    if sum(least) >= room or not wanted:
        return [width * room / sum(least) for width in least]
    part = (room - sum(least)) / wanted
    return [low + (like - low) * part for low, like in zip(least, liked, strict=True)]


def _line(text: str, size: float) -> float:
    """The widest line that the text has of itself."""
    lines = text[:_LONGEST].splitlines()
    widths = (fonts.width(fonts.visible(line), size) for line in lines)
    return min(max(widths, default=0.0), _WIDEST)


def _word(text: str, size: float, *, bold: bool = False) -> float:
    """The widest piece that mustn't be broken; Chinese may break between any two characters."""
    pieces = "".join(c if ord(c) < _LATIN_ENDS else f" {c} " for c in text[:_LONGEST]).split()
    widths = (fonts.width(fonts.visible(piece), size, bold=bold) for piece in pieces)
    return min(max(widths, default=0.0), _WIDEST)
