"""One photo, as large as wanted: zoomed by the wheel, moved by the hand, loaded in jobs.

The thumbnail stands in until the larger copy is there; deep zoom fetches a still larger one.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from shiboken6 import isValid
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.core.kinds import Medium
from desktop_app.services import photos
from desktop_app.services.photos import PhotoRow
from desktop_app.services.thumbnails import SCREEN_SIDE
from desktop_app.views import photo_thumbs
from desktop_app.views.desk import Desk
from desktop_app.views.icons import icon
from desktop_app.views.theme import colours

DEEP_SIDE = 6000
_STEP = 1.25
_MOST = 8.0
_LARGEST_FIT = 2.0
_KEPT = 4
_SIDEWAYS = 5


@dataclass(frozen=True)
class Place:
    """What part is seen: ``scale`` in screen px a picture px, None to fit; the middle 0 to 1."""

    scale: float | None = None
    x: float = 0.5
    y: float = 0.5


class PhotoView(QWidget):
    """`moved` tells of another `place`, for a second view beside it."""

    moved = Signal(object)
    stepped = Signal(int)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.row: PhotoRow | None = None
        self.place = Place()
        self._shown: QPixmap | None = None
        self._side = 0
        self._kept: OrderedDict[tuple[str, int, int], QPixmap] = OrderedDict()
        self._loading = False
        self._failed = False
        self._held: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)
        self.setAccessibleName(_("Photo, large"))
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def show_photo(self, row: PhotoRow | None, stand_in: QPixmap | None = None) -> None:
        """Shows a photo; the same one keeps its zoom. ``stand_in`` is its thumbnail, if there."""
        before, self.row = self.row, row
        if before is None or row is None or before.id != row.id:
            self._put(Place())
        if before is None or row is None or _look(before) != _look(row):
            self._shown = None if stand_in is None or stand_in.isNull() else stand_in
            self._side, self._failed = 0, False
            self._load()
        self.setAccessibleDescription(row.name if row else "")
        self.update()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Larger or smaller, the point ``at`` (or the middle) staying where it is."""
        if self.row is None:
            return
        point = at or QPointF(self.rect().center())
        scale = max(self._fit() / 2, min(self._scale() * factor, _MOST))
        held = self._to_picture(point)
        size = self._size()
        middle = QPointF(self.rect().center())
        x = held.x() + (middle.x() - point.x()) / (size.width() * scale)
        y = held.y() + (middle.y() - point.y()) / (size.height() * scale)
        self._put(Place(scale, x, y))

    def fit(self) -> None:
        """All of it."""
        self._put(Place())

    def whole_size(self) -> None:
        """A picture's pixel a pixel on the screen."""
        self._put(Place(1.0 / self.devicePixelRatioF(), self.place.x, self.place.y))

    def take_place(self, place: Place) -> None:
        """Shows the same part as another view, without telling."""
        self.place = place
        self._load_deeper()
        self.update()

    @property
    def percent(self) -> int:
        """How large it is shown, of its own pixels."""
        return round(self._scale() * self.devicePixelRatioF() * 100)

    @property
    def pixmap(self) -> QPixmap | None:
        """What is painted now; None while nothing has come."""
        return self._shown

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._shown is not None and not self._shown.isNull():
            painter.drawPixmap(self.target(), self._shown, QRectF(self._shown.rect()))
        elif self.row is not None and (self._failed or self.row.medium != Medium.PHOTO.value):
            self._say_why(painter, self.row)
        painter.end()

    def target(self) -> QRectF:
        """Where the whole picture lies on the widget."""
        size = self._size() * self._scale()
        middle = QPointF(self.rect().center())
        place = self.place if self.place.scale is not None else Place()
        left = middle.x() - place.x * size.width()
        top = middle.y() - place.y * size.height()
        return QRectF(left, top, size.width(), size.height())

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() / 120
        if steps:
            self.zoom_by(_STEP**steps, event.position())
            event.accept()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._held = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is None or self.place.scale is None:
            return
        gone = event.position() - self._held
        self._held = event.position()
        size = self._size() * self._scale()
        x = self.place.x - gone.x() / size.width()
        y = self.place.y - gone.y() / size.height()
        self._put(Place(self.place.scale, x, y))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.place.scale is None:
            self.zoom_by(1.0 / self.devicePixelRatioF() / self._scale(), event.position())
        else:
            self.fit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, keys = event.key(), Qt.Key
        if key in (keys.Key_Plus, keys.Key_Equal):
            self.zoom_by(_STEP)
        elif key == keys.Key_Minus:
            self.zoom_by(1 / _STEP)
        elif key in (keys.Key_Right, keys.Key_Down, keys.Key_PageDown):
            self.stepped.emit(1)
        elif key in (keys.Key_Left, keys.Key_Up, keys.Key_PageUp):
            self.stepped.emit(-1)
        elif key == keys.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.moved.emit(self.place)

    def _put(self, place: Place) -> None:
        if place.scale is not None:
            place = Place(place.scale, _inside(place.x), _inside(place.y))
        self.place = place
        self._load_deeper()
        self.moved.emit(place)
        self.update()

    def _size(self) -> QSizeF:
        """The upright picture's own size in px; that of what is shown where it isn't known."""
        row = self.row
        if row is not None and row.width and row.height:
            sideways = (row.orientation >= _SIDEWAYS) != (row.turned % 180 == 90)  # noqa: PLR2004 - EXIF 5 to 8 and quarter turns lie on their side
            width, height = (row.height, row.width) if sideways else (row.width, row.height)
            return QSizeF(width, height)
        return QSizeF(self._shown.size()) if self._shown is not None else QSizeF(1, 1)

    def _fit(self) -> float:
        size = self._size()
        fits = min(self.width() / size.width(), self.height() / size.height())
        return min(fits, _LARGEST_FIT)

    def _scale(self) -> float:
        return self._fit() if self.place.scale is None else self.place.scale

    def _to_picture(self, point: QPointF) -> QPointF:
        area = self.target()
        return QPointF(
            (point.x() - area.x()) / area.width(), (point.y() - area.y()) / area.height()
        )

    def _load(self) -> None:
        row = self.row
        if row is None or row.medium != Medium.PHOTO.value:
            return
        kept = self._kept.get((*_look(row), SCREEN_SIDE))
        if kept is not None:
            self._take_kept(kept, SCREEN_SIDE)
        else:
            self._ask(SCREEN_SIDE)

    def _load_deeper(self) -> None:
        """Fetches a larger copy when this one's pixels begin to show."""
        if self._side != SCREEN_SIDE or self._shown is None:
            return
        size = self._size()
        blown_up = size.width() * self._scale() * self.devicePixelRatioF() > self._shown.width()
        if blown_up and max(size.width(), size.height()) > SCREEN_SIDE:
            self._ask(DEEP_SIDE)

    def _ask(self, side: int) -> None:
        """One at a time: while one comes, the person may have gone on to another photo."""
        row = self.row
        if row is None or self._loading:
            return
        self._loading = True
        self._desk.jobs.read(
            lambda _track: _read(self._desk, row, side),
            partial(self._take, row, side),
            self._fail,
        )

    def _take(self, row: PhotoRow, side: int, image: QImage) -> None:
        if not isValid(self):
            return
        self._loading = False
        current = self.row
        if current is None or _look(current) != _look(row):
            self._load()
            return
        if image.isNull():
            self._shown, self._failed = None, True
            self.update()
            return
        pixmap = QPixmap.fromImage(image)
        if side == SCREEN_SIDE:
            self._keep((*_look(row), side), pixmap)
        self._take_kept(pixmap, side)

    def _take_kept(self, pixmap: QPixmap, side: int) -> None:
        self._shown, self._side = pixmap, side
        self._load_deeper()
        self.moved.emit(self.place)
        self.update()

    def _fail(self, error: BaseException) -> None:
        if isValid(self):
            self._loading, self._failed = False, True
            self.update()
        self._desk.complain(error)

    def _keep(self, key: tuple[str, int, int], pixmap: QPixmap) -> None:
        self._kept[key] = pixmap
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    def _say_why(self, painter: QPainter, row: PhotoRow) -> None:
        shades = colours()
        middle = self.rect().center()
        at = QRect(0, 0, 48, 48)
        at.moveCenter(middle)
        at.translate(0, -34)
        icon("warning" if self._failed else "play", shades.muted, 48).paint(painter, at)
        painter.setPen(QColor(shades.muted))
        area = self.rect().adjusted(16, 0, -16, 0)
        area.setTop(at.bottom() + 10)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(area, int(flags) | int(Qt.TextFlag.TextWordWrap), _why(row))


def _why(row: PhotoRow) -> str:
    if row.medium != Medium.PHOTO.value:
        return _("%(format)s file: open it with the system's own program.") % {"format": row.format}
    if row.damaged:
        return _("The file was already damaged when it came in, and can't be shown.")
    return _("This picture can't be shown here; its file is kept as it came.")


def _look(row: PhotoRow) -> tuple[str, int]:
    return row.sha256, row.turned


def _read(desk: Desk, row: PhotoRow, side: int) -> QImage:
    """The copy of this size, turned; the thumbnail for what can't be decoded larger."""
    file = photos.copy_of(desk.store, row.id, side)
    image = QImage(str(file)) if file else QImage()
    return photo_thumbs.read(desk, row) if image.isNull() else image


def _inside(part: float) -> float:
    return max(0.0, min(part, 1.0))
