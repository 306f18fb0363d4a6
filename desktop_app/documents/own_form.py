"""A courier's own form as data: its blank pages, and what of a claim goes where on them.

Measures are millimetres from a page's top left corner, as a ruler on the paper has them; a
text's size is in points, as everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop_app.documents.pages import MM
from desktop_app.documents.rows import LEADING, Align

SIZE = 9.0
OWN_TEXT = "text"  # the field of the shop's own words


@dataclass(frozen=True)
class PlacedField:
    """A field of the claim on a page: where its box begins, how wide it is, how it is set.

    ``field`` and ``way`` say what is shown and how (see `own_form_fields`); ``text`` is what a
    field of the shop's own words says. The box is ``lines`` high: a text too long for it is set
    smaller, and goes on on a page of its own when even that won't do.
    """

    field: str
    way: str = ""
    page: int = 0
    x_mm: float = 0.0
    y_mm: float = 0.0
    width_mm: float = 40.0
    size: float = SIZE
    lines: int = 1
    align: Align = Align.LEFT
    bold: bool = False
    text: str = ""

    @property
    def height_mm(self) -> float:
        """How high the box is."""
        return self.lines * self.size * LEADING / MM


@dataclass(frozen=True)
class FormPage:
    """A page of the blank; ``background`` is its picture (a JPEG), None for bare paper."""

    width_mm: float = 210.0
    height_mm: float = 297.0
    background: Path | None = None


@dataclass(frozen=True, kw_only=True)
class FormLayout:
    """A whole form. ``language`` is that of what is filled in.

    ``preprinted``: the paper in the printer has the form on it already, so the background isn't
    printed and everything is moved by the offsets, to where that printer's paper lies. Else the
    background is part of the file, and offsets would part it from what is filled in.
    """

    name: str
    pages: tuple[FormPage, ...] = (FormPage(),)
    fields: tuple[PlacedField, ...] = ()
    language: str = "zh_CN"
    preprinted: bool = False
    offset_x_mm: float = 0.0
    offset_y_mm: float = 0.0
    photos: bool = True
