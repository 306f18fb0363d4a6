"""Photos on their way in and out of the window: the clipboard, and what is dragged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QMimeData, QUrl
from PySide6.QtGui import QImage, QImageWriter

from desktop_app.services.photos import PhotoRow
from desktop_app.services.store import Store

_WHOLE = ("image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp", "image/tiff")


def dropped(mime: QMimeData) -> tuple[Path, ...]:
    """The files and folders on this computer that were dropped or copied."""
    return tuple(Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile())


def picture(mime: QMimeData) -> bytes:
    """The picture that was copied, such as a chat screenshot; nothing where there is none.

    The bytes that the other program gave, when it gave a whole file; else as PNG, which loses none.
    """
    for form in _WHOLE:
        if mime.hasFormat(form):
            return bytes(mime.data(form).data())
    image = QImage(mime.imageData()) if mime.hasImage() else QImage()
    if image.isNull():
        return b""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"PNG").write(image)
    return bytes(buffer.data().data())


def files(store: Store, rows: Iterable[PhotoRow]) -> list[Path]:
    """Where the photos lie."""
    return [store.paths.absolute(row.stored) for row in rows]


def of_files(paths: Sequence[Path]) -> QMimeData:
    """Files as other programs take them."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime
