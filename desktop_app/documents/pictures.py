"""Photos as they go on paper: prepared JPEGs, read whole or not at all."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from pathlib import Path

from desktop_app.documents.pages import Jpeg, jpeg

_END = b"\xff\xd9"
_TAIL = 4096  # phones put trailers behind a JPEG's end


@dataclass(frozen=True)
class Loaded:
    """A prepared photo: its bytes, its size in pixels."""

    jpeg: Jpeg
    width: int
    height: int


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
