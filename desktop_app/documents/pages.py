"""A PDF being drawn: pages of text, rules, boxes, bar codes and photos.

Measures are points from the page's top left corner, downwards, as a reader thinks. The same
input gives the same bytes. One `Document` belongs to one thread.
"""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typing_extensions import override

from desktop_app.core import paths
from desktop_app.documents import fonts

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
A5 = (148 * MM, 210 * MM)
A4_LANDSCAPE = (A4[1], A4[0])
LABEL_100_150 = (100 * MM, 150 * MM)

THIN, THICK = 0.4, 0.9
_saving = threading.Lock()  # a font face remembers where it reads: one file is finished at a time


@dataclass(frozen=True)
class SheetFile:
    """A file that was written: its pages, and the sha256 of its bytes (hex)."""

    pages: int
    sha256: str


@dataclass(frozen=True)
class Jpeg:
    """A JPEG that goes into the file as it is; known there by its content, not by its path."""

    content: bytes
    sha256: str

    def jpeg_fh(self) -> io.BytesIO:
        """What reportlab asks a picture for that needs no decoding."""
        return io.BytesIO(self.content)

    @override
    def __str__(self) -> str:
        """The name under which the file keeps it."""
        return self.sha256


def jpeg(content: bytes) -> Jpeg:
    """A whole JPEG file's bytes, ready to be drawn."""
    return Jpeg(content, hashlib.sha256(content).hexdigest())


class Page:
    """One page: what is drawn is kept as drawing orders, shapes below all text."""

    def __init__(self, document: Document, size: tuple[float, float]) -> None:
        self.width, self.height = size
        self._document = document
        self._shapes: list[str] = []
        self._texts: list[str] = []
        self._font: tuple[str, float] | None = None
        self._gray = 0.0

    def text(
        self,
        x: float,
        baseline: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        gray: float = 0.0,
    ) -> None:
        """One line, already `fonts.visible`; check boxes within it are drawn."""
        for run in _runs(text):
            if run in (fonts.UNMARKED, fonts.MARKED):
                self.check_box(x, baseline, size, marked=run == fonts.MARKED)
            else:
                self._run(x, baseline, run, size, bold=bold, gray=gray)
            x += fonts.width(run, size, bold=bold)

    def _run(
        self, x: float, baseline: float, text: str, size: float, *, bold: bool, gray: float
    ) -> None:
        out = self._texts
        if gray != self._gray:
            out.append(f"{gray:.2g} g")
            self._gray = gray
        out.append(f"1 0 0 1 {x:.2f} {self.height - baseline:.2f} Tm")
        for name, codes in self._document.encoded(text, bold=bold):
            if self._font != (name, size):
                out.append(f"{name} {size:.4g} Tf")
                self._font = (name, size)
            out.append(f"<{codes}> Tj")

    def check_box(self, x: float, baseline: float, size: float, *, marked: bool) -> None:
        """A small square in a line of that size, ticked or not; the tick is text: it is found."""
        side = size * 0.78
        left, top = x + size * 0.11, baseline - size * 0.73
        self.box(left, top, side, side, line=0.6)
        if marked:
            self._run(x + size * 0.02, baseline, "✓", size * 1.02, bold=True, gray=0.0)

    def box(
        self,
        x: float,
        top: float,
        width: float,
        height: float,
        *,
        fill: float | None = None,
        line: float | None = None,
    ) -> None:
        """A rectangle, filled with a shade of grey (0 black … 1 white), outlined, or both."""
        # Rounded by its edges: what two neighbours share is then one line, not two.
        left, bottom = round(x, 2), round(self.height - top - height, 2)
        across, up = round(x + width, 2) - left, round(self.height - top, 2) - bottom
        shape = f"{left:.2f} {bottom:.2f} {across:.2f} {up:.2f} re"
        if fill is not None:
            self._shapes.append(f"{fill:.3g} g {shape} f")
        if line is not None:
            self._shapes.append(f"{line:.2g} w {shape} S")

    def rule(self, x: float, top: float, x2: float, top2: float, line: float = THIN) -> None:
        """A straight line."""
        y, y2 = self.height - top, self.height - top2
        self._shapes.append(f"{line:.2g} w {x:.2f} {y:.2f} m {x2:.2f} {y2:.2f} l S")

    def bars(self, spans: Sequence[tuple[float, float]], top: float, height: float) -> None:
        """Black bars (left, width), drawn as one path: how a bar code stays sharp and small."""
        bottom = self.height - top - height
        bars = " ".join(f"{x:.3f} {bottom:.2f} {wide:.3f} {height:.2f} re" for x, wide in spans)
        self._shapes.append(f"0 g {bars} f")

    def picture(self, picture: Jpeg, x: float, top: float, width: float, height: float) -> None:
        """A photo, stretched to the rectangle."""
        self._document.place(picture, x, self.height - top - height, width, height)

    def orders(self) -> str:
        """All that was drawn, in PDF's own language."""
        return "\n".join(["0 G", *self._shapes, "BT 0 g", *self._texts, "ET"])


class Document:
    """A PDF in the making."""

    def __init__(self, title: str, size: tuple[float, float] = A4, *, language: str = "") -> None:
        self._canvas = _canvas(title, size, language)
        if language != "en":
            fonts.begin(self._canvas._doc)  # noqa: SLF001 - subsets are kept per document; no door leads there
        self._size = size
        self._encoded: dict[tuple[str, bool], list[tuple[str, str]]] = {}
        self._page: Page | None = None
        self.pages = 0

    def page(self, size: tuple[float, float] | None = None) -> Page:
        """Begins the next page, of another size if one is given; the one before is finished."""
        self._close_page()
        self.pages += 1
        self._page = Page(self, size or self._size)
        return self._page

    def encoded(self, text: str, *, bold: bool) -> list[tuple[str, str]]:
        """A text as pieces (name of the font's subset, hexadecimal codes), the same each time."""
        key = (text, bold)
        if key not in self._encoded:
            font = fonts.face(bold=bold).font
            document = self._canvas._doc  # noqa: SLF001 - subsets are kept per document; no door leads there
            self._encoded[key] = [
                (font.getSubsetInternalName(subset, document), codes.hex())
                for subset, codes in font.splitString(text, document)
            ]
        return self._encoded[key]

    def place(self, picture: Jpeg, x: float, y: float, width: float, height: float) -> None:
        """Puts a photo on the page; called by `Page.picture`."""
        self._canvas.drawImage(picture, x, y, width, height)

    def finish(self) -> bytes:
        """Closes the last page and gives the whole file."""
        self._close_page()
        with _saving:
            return bytes(self._canvas.getpdfdata())

    def write(self, target: Path) -> SheetFile:
        """Finishes and writes the file whole or not at all.

        Raises FileTrouble: held open by a viewer, disk full, folder gone or not writable.
        """
        content = self.finish()
        paths.write_atomically(target, content)
        return SheetFile(self.pages, hashlib.sha256(content).hexdigest())

    def _close_page(self) -> None:
        if self._page is not None:
            self._canvas.setPageSize((self._page.width, self._page.height))
            self._canvas.addLiteral(self._page.orders())
            self._canvas.showPage()
            self._page = None


def _canvas(title: str, size: tuple[float, float], language: str) -> Any:
    """Untyped: the types published for it lack several of its doors."""
    from reportlab import rl_config
    from reportlab.pdfgen import canvas as reportlab_canvas

    make: Any = reportlab_canvas.Canvas
    rl_config.useA85 = 0  # photos as they are, not blown up by a quarter as text
    fonts.register()
    canvas = make(
        io.BytesIO(),
        pagesize=size,
        pageCompression=1,
        invariant=1,
        initialFontName=fonts.REGULAR,  # else each file names a Helvetica that it doesn't hold
        lang=language.replace("_", "-"),
    )
    canvas.setTitle(title)
    canvas.setCreator("After-Sales Desk")
    canvas.setProducer("After-Sales Desk")
    return canvas


def _runs(text: str) -> list[str]:
    """The text cut at its check boxes."""
    if fonts.UNMARKED not in text and fonts.MARKED not in text:
        return [text] if text else []
    runs: list[str] = []
    for char in text:
        box = char in (fonts.UNMARKED, fonts.MARKED)
        if runs and not box and runs[-1] not in (fonts.UNMARKED, fonts.MARKED):
            runs[-1] += char
        else:
            runs.append(char)
    return runs
