"""Where a line of mixed Chinese and Latin text may break (the rules of GB/T 15834, kinsoku)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from desktop_app.documents import fonts

_CLOSING = "，。、；：？！）】》」』〉〕”’…—·～％‰℃,.;:?!)]}%"
_OPENING = "（【《「『〈〔“‘([{¥￥$"
_CHINESE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef" + fonts.BOX
# A piece that stays together: opening marks, a word or one Chinese character, closing marks.
_PIECE = re.compile(
    rf"[{re.escape(_OPENING)}]*"
    rf"(?:[^\s{_CHINESE}“”‘’…—·]+|\S)"
    rf"[{re.escape(_CLOSING)}]*"
    r"|[^\S\n]+"
)


@lru_cache(maxsize=4096)
def wrap(text: str, width: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """The lines of a text in a column ``width`` points wide; at least one, perhaps empty.

    No line begins with a closing mark or ends with an opening one; a word longer than the
    column is cut where the column ends. What can't be shown is made visible first.
    """
    lines: list[str] = []
    for paragraph in fonts.visible(text).split("\n"):
        if fonts.width(paragraph, size, bold=bold) <= width:
            lines.append(paragraph)
        else:
            lines.extend(
                _filled(_pieces(paragraph, width, size, bold=bold), width, size, bold=bold)
            )
    return tuple(lines)


def _pieces(paragraph: str, width: float, size: float, *, bold: bool) -> Iterator[str]:
    for match in _PIECE.finditer(paragraph):
        piece = match.group()
        if fonts.width(piece, size, bold=bold) <= width:
            yield piece
        else:
            yield from piece  # longer than the column: cut where it ends


def _filled(pieces: Iterable[str], width: float, size: float, *, bold: bool) -> Iterator[str]:
    line, used = "", 0.0
    for piece in pieces:
        wide = fonts.width(piece, size, bold=bold)
        if used + wide > width and line:
            yield line.rstrip()
            line, used = "", 0.0
            if piece.isspace():
                continue
        line, used = line + piece, used + wide
    yield line.rstrip()
