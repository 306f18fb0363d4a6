"""The bundled Noto Sans SC, regular and bold: what it can show, and how wide that is.

Whatever it can't show, and whatever nobody would see (direction marks, zero-width signs),
becomes a visible box: on paper that goes to a courier nothing may vanish.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from desktop_app.core import paths

if TYPE_CHECKING:
    from desktop_app.documents.embedding import EmbeddedFont

REGULAR = "NotoSansSC-Regular"
BOLD = "NotoSansSC-Bold"
BOX = "□"
UNMARKED, MARKED = "\ue000", "\ue001"  # a check box within a line, drawn by `pages`
ASCENT = 0.88  # of the Chinese em square, above the baseline; Latin letters stay inside

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_VARIANTS = re.compile("[\ufe00-\ufe0f]|(?<=[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f])\u200d")
_registering = threading.Lock()


@dataclass(frozen=True)
class Face:
    """One weight of the font: reportlab's object, and the widths in thousandths of its size."""

    font: EmbeddedFont
    widths: dict[int, float]


def register() -> None:
    """Reads both fonts, once a process: some 0.2 s, which the program spends while it idles."""
    face(bold=False)
    face(bold=True)


def begin(document: object) -> None:
    """Gives a new document of reportlab's the first part of both fonts (see `embedding`)."""
    face(bold=False).font.begin(document)
    face(bold=True).font.begin(document)


def face(*, bold: bool) -> Face:
    """The weight asked for, read at first use."""
    with _registering:
        return _face(BOLD if bold else REGULAR)


@cache
def _face(name: str) -> Face:
    from reportlab.pdfbase import pdfmetrics

    from desktop_app.documents.embedding import EmbeddedFont

    font = EmbeddedFont(name, str(paths.resources() / "fonts" / f"{name}.ttf"))
    pdfmetrics.registerFont(font)
    widths: dict[int, float] = dict(font.face.charWidths)
    widths[ord(UNMARKED)] = widths[ord(MARKED)] = 1160
    return Face(font, widths)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text that went through `visible` is, in points."""
    return _units(text, bold) * size / 1000


@lru_cache(maxsize=16_384)
def _units(text: str, bold: bool) -> float:  # noqa: FBT001 - a cache's key
    """Thousandths of the size; a line is asked for when it is cut, aligned and drawn."""
    widths = face(bold=bold).widths
    return sum([widths[ord(char)] for char in text])


def visible(text: str) -> str:
    """The text as the font can show it, line breaks kept, nothing of it vanished.

    Composed first (an accent of its own would fall beside its letter). Signs without a
    picture of their own that only vary the one before (emoji style, joiners between emoji)
    count as part of that one's box.
    """
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(map(_seen, _VARIANTS.sub("", text)))


@cache
def _glyphs() -> frozenset[int]:
    return frozenset(face(bold=False).widths) & frozenset(face(bold=True).widths)


def _seen(char: str) -> str:
    if char in "\n\t\u00a0":
        return char if char == "\n" else " "
    if unicodedata.category(char) in _UNSEEN or ord(char) not in _glyphs():
        return BOX
    return char
