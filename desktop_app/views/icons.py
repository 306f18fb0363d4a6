"""Icons: plain SVG files, recoloured for the theme."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop_app.core import paths
from desktop_app.views.theme import colours

_SCALES = (1, 2)


def icon(name: str, colour: str = "", size: int = 18) -> QIcon:
    """The icon in the theme's text colour, or in ``colour``; raises KeyError for none of ours."""
    return _drawn(name, colour or colours().text, colours().faint, size)


def names() -> list[str]:
    """All icons there are (the self-test loads each)."""
    return sorted(path.stem for path in _folder().glob("*.svg"))


@cache
def _drawn(name: str, colour: str, disabled: str, size: int) -> QIcon:
    source = _folder() / f"{name}.svg"
    if not source.exists():
        raise KeyError(name)
    text = source.read_text("utf-8")
    made = QIcon()
    for mode, ink in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled)):
        renderer = QSvgRenderer(QByteArray(text.replace("#000", ink).encode()))
        for scale in _SCALES:
            made.addPixmap(_pixmap(renderer, size * scale, scale), mode)
    return made


def _pixmap(renderer: QSvgRenderer, side: int, scale: int) -> QPixmap:
    pixmap = QPixmap(QSize(side, side))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap


def _folder() -> Path:
    return paths.resources() / "icons"
