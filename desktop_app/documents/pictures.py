"""Photos made ready for paper: upright, small enough, plain JPEG, kept in a cache."""

from __future__ import annotations

import hashlib
import io
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.core import paths
from desktop_app.documents.pages import Jpeg, jpeg

if TYPE_CHECKING:
    from PIL.Image import Image

LONGEST = 1600
QUALITY = 82
MAX_PIXELS = 250_000_000  # a 200-megapixel phone passes; a bomb doesn't
FORMATS = (
    "JPEG",
    "PNG",
    "HEIF",
    "AVIF",
    "WEBP",
    "GIF",
    "BMP",
    "TIFF",
)  # a JPEG of several pictures (MPO) opens as its first
_END = b"\xff\xd9"
_TAIL = 4096  # phones put trailers behind a JPEG's end


class NotAPicture(Exception):
    """A file that is no picture, a damaged one, or one too large to open."""


@dataclass(frozen=True)
class Loaded:
    """A prepared photo: its bytes, its size in pixels."""

    jpeg: Jpeg
    width: int
    height: int


def prepare(source: Path, cache: Path, *, turn: int = 0, longest: int = LONGEST) -> Path:
    """The photo upright, as a JPEG of at most ``longest`` pixels on its longer side.

    Turned as its EXIF says, then ``turn`` degrees clockwise. Made at first use and kept in
    ``cache``; the name comes from the source's place, size and time, so a changed photo gets
    a new preview. Raises NotAPicture for what can't be opened
    as a picture, FileTrouble when it can't be read or the preview can't be written.
    """
    target = cache / f"{_key(source, turn, longest)}.jpg"
    if not target.exists():
        paths.write_atomically(target, _preview(source, turn, longest))
    return target


def load(path: Path | None) -> Loaded | None:
    """A prepared photo read for drawing; None when it is gone or no whole JPEG."""
    from reportlab.pdfbase.pdfdoc import PDFError
    from reportlab.pdfbase.pdfutils import readJPEGInfo

    if path is None:
        return None
    try:
        content = path.read_bytes()
        info = readJPEGInfo(io.BytesIO(content))
    except (OSError, PDFError, struct.error):
        return None
    if info is None or _END not in content[-_TAIL:] or not all(info[:2]):
        return None
    return Loaded(jpeg(content), info[0], info[1])


def _key(source: Path, turn: int, longest: int) -> str:
    try:
        state = source.stat()
    except OSError as error:
        raise paths.from_os_error(error, source) from error
    text = f"{source.resolve()}|{state.st_size}|{state.st_mtime_ns}|{turn % 360}|{longest}"
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:40]


def _preview(source: Path, turn: int, longest: int) -> bytes:
    try:
        content = source.read_bytes()
    except OSError as error:
        raise paths.from_os_error(error, source) from error
    out = io.BytesIO()
    _upright(content, turn, longest).save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _upright(content: bytes, turn: int, longest: int) -> Image:
    from PIL import Image, ImageOps, UnidentifiedImageError
    from pillow_heif import register_heif_opener

    register_heif_opener()
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            _refuse_bomb(opened)
            opened.draft("RGB", (longest, longest))
            image = ImageOps.exif_transpose(opened)
            image = image.rotate(-turn % 360, expand=True) if turn % 360 else image
            image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
            return _on_white(image)
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        MemoryError,
    ) as error:
        raise NotAPicture(str(error)) from error


def _refuse_bomb(image: Image) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise ValueError("too many pixels")


def _on_white(image: Image) -> Image:
    """RGB; what was see-through stands on white, as on paper."""
    from PIL import Image as Images

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        ground = Images.new("RGBA", layer.size, "white")
        ground.alpha_composite(layer)
        return ground.convert("RGB")
    return image.convert("RGB")
