"""A courier's blank form as it comes: a PDF or pictures, made into the pages that are filled in.

Each page becomes a picture as sharp as an office printer, so that whatever a strange PDF holds
besides its looks (scripts, links, attachments) stays behind.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.core import paths
from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.core.kinds import Medium
from desktop_app.core.pdf_turns import TURN
from desktop_app.core.track import Track, everything
from desktop_app.services import file_kinds, pictures
from desktop_app.services.file_kinds import HEAD_BYTES, PDF, FileKind

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MAX_BYTES = 50 * 1024 * 1024
MAX_PAGES = 10
_DPI = 300
_PIXELS = 25 * 1000 * 1000
_MM = 25.4
_POINTS = 72
_LONGEST_MM, _SHORTEST_MM = 600.0, 40.0
_A4_MM = (210.0, 297.0)
_LEAST_DPI = 100  # what claims less is a camera or a screen that doesn't know
_A4_LIKE = 0.03
_PASSWORD = 4  # pdfium's FPDF_ERR_PASSWORD


@dataclass(frozen=True)
class BlankPage:
    """A page as a JPEG, and how large its paper is."""

    jpeg: bytes
    width_mm: float
    height_mm: float


@dataclass(frozen=True)
class Source:
    """A file as it was given; ``suffix`` by its content."""

    content: bytes
    suffix: str


@dataclass(frozen=True)
class Blank:
    """The files and the pages made of them."""

    sources: tuple[Source, ...]
    pages: tuple[BlankPage, ...]


def read(files: Sequence[Path], track: Track = everything) -> Blank:
    """Reads the blank's files, one after the other; they stay as they are.

    Raises FileTrouble: not there, too large (`MAX_BYTES`), neither PDF nor picture, damaged,
    locked with a password, more than `MAX_PAGES` pages in all.
    """
    sources: list[Source] = []
    pages: list[BlankPage] = []
    for file in track(files):
        content, kind = _content(file)
        sources.append(Source(content, kind.suffix))
        pages += _pages(content, kind, file)
        if len(pages) > MAX_PAGES:
            raise FileTrouble(Reason.PDF_TOO_LONG, path=file.name, limit=MAX_PAGES)
    return Blank(tuple(sources), tuple(pages))


def _content(file: Path) -> tuple[bytes, FileKind]:
    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            limit = MAX_BYTES // (1024 * 1024)
            raise FileTrouble(Reason.EVIDENCE_TOO_LARGE, path=file.name, limit_mb=limit)
        content = file.read_bytes()
    except OSError as error:
        raise paths.from_os_error(error, file) from error
    if not content:
        raise FileTrouble(Reason.FILE_EMPTY, path=file.name)
    kind = file_kinds.sniff(content[:HEAD_BYTES], file.name)
    if kind is None or (kind is not PDF and kind.medium is not Medium.PHOTO):
        raise FileTrouble(Reason.NOT_A_BLANK, path=file.name)
    return content, kind


def _pages(content: bytes, kind: FileKind, file: Path) -> list[BlankPage]:
    if kind is PDF:
        return _pdf_pages(content, file)
    try:
        return [_picture_page(content, kind)]
    except FileTrouble as error:
        raise FileTrouble(error.reason, **{**error.data, "path": file.name}) from error


def _pdf_pages(content: bytes, file: Path) -> list[BlankPage]:
    import pypdfium2

    with TURN:
        try:
            with pypdfium2.PdfDocument(content) as pdf:
                pdf.init_forms()  # fields to be typed into have a look of their own
                return [_pdf_page(pdf, number) for number in range(_count(pdf, file))]
        except (pypdfium2.PdfiumError, ValueError) as error:
            locked = getattr(error, "err_code", None) == _PASSWORD
            reason = Reason.FILE_HAS_PASSWORD if locked else Reason.PDF_DAMAGED
            raise FileTrouble(reason, path=file.name) from error


def _count(pdf: Any, file: Path) -> int:
    count = len(pdf)
    if count < 1:
        raise FileTrouble(Reason.PDF_DAMAGED, path=file.name)
    if count > MAX_PAGES:
        raise FileTrouble(Reason.PDF_TOO_LONG, path=file.name, limit=MAX_PAGES)
    return count


def _pdf_page(pdf: Any, number: int) -> BlankPage:
    page = pdf[number]
    try:
        width, height = page.get_size()
        if not (width >= 1 and height >= 1):
            raise ValueError
        scale = min(_DPI / _POINTS, math.sqrt(_PIXELS / (width * height)))
        bitmap = page.render(scale=scale, rev_byteorder=True)
        jpeg = _jpeg(bitmap.to_pil().convert("RGB"))
        bitmap.close()
    finally:
        page.close()
    return BlankPage(jpeg, *_paper(width / _POINTS * _MM, height / _POINTS * _MM))


def _picture_page(content: bytes, kind: FileKind) -> BlankPage:
    with pictures.opened(content, kind) as opened:
        dpi = opened.info.get("dpi")
    picture = pictures.upright(content, kind, round(_A4_MM[1] / _MM * _DPI))
    if picture is None:
        raise FileTrouble(Reason.NOT_A_PICTURE)
    return BlankPage(_jpeg(picture), *_picture_paper(picture, _dpi(dpi), max(opened.size)))


def _dpi(said: object) -> float:
    """Dots per inch as a scanner wrote them; 0 where nothing sensible is said."""
    try:
        dpi = float(said[0])  # type: ignore[index] # whatever the file says; what isn't a pair is caught
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        return 0.0
    return dpi if math.isfinite(dpi) and dpi >= _LEAST_DPI else 0.0


def _picture_paper(picture: Picture, dpi: float, longest: int) -> tuple[float, float]:
    """The paper's size: as scanned, else A4, or as long as A4 where the shape is another."""
    width, height = picture.size
    if dpi:
        scale = longest / max(width, height) / dpi * _MM
        return _paper(width * scale, height * scale)
    return _long_as_a4(width, height)


def _paper(width: float, height: float) -> tuple[float, float]:
    """A size in mm as it is, or, where no office printer has such paper, A4's length."""
    if max(width, height) <= _LONGEST_MM and min(width, height) >= _SHORTEST_MM:
        return round(width, 1), round(height, 1)
    return _long_as_a4(width, height)


def _long_as_a4(width: float, height: float) -> tuple[float, float]:
    short, long = sorted((width, height))
    a4_short, a4_long = _A4_MM
    alike = abs(long / short / (a4_long / a4_short) - 1) < _A4_LIKE
    across = a4_short if alike else max(_SHORTEST_MM, round(a4_long * short / long, 1))
    return (across, a4_long) if height >= width else (a4_long, across)


def _jpeg(picture: Picture) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88, subsampling=0)
    return out.getvalue()
