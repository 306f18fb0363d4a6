"""The photo that is drawn on: arrows, boxes, words and blurred parts, each moved, cut or undone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.services.marking import Shape, ShapeKind
from desktop_app.views.theme import colours

LINE, TEXT = 1 / 160, 1 / 28
_NEAR = 10.0
_LEAST = 6.0
_BLOCKS = 60
_ASCENT = 1.16


class MarkCanvas(QWidget):
    """A drag draws what ``tool`` says.

    `drawn` hands over a finished shape, `words_wanted` where words are to stand; `chosen_changed`
    tells which shape has the frame (-1: none).
    """

    drawn = Signal(object)
    words_wanted = Signal(object)
    moved = Signal(int, object)
    chosen_changed = Signal(int)
    delete_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tool = ShapeKind.ARROW
        self.colour = ""
        self.shapes: list[Shape] = []
        self.chosen = -1
        self._picture = QPixmap()
        self._blurred = QPixmap()
        self._from: QPointF | None = None
        self._begun: Shape | None = None
        self._moving: Shape | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(_("Photo to be marked"))
        self.setCursor(Qt.CursorShape.CrossCursor)

    def clear(self) -> None:
        """Shows nothing yet."""
        self._picture = self._blurred = QPixmap()
        self.show_shapes([])

    def show_picture(self, image: QImage) -> None:
        """Shows another picture without shapes."""
        self._picture = QPixmap.fromImage(image)
        blocks = max(1, max(image.width(), image.height()) // _BLOCKS)
        modes = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        small = image.scaled(image.width() // blocks + 1, image.height() // blocks + 1, *modes)
        self._blurred = QPixmap.fromImage(small.scaled(image.size()))
        self.show_shapes([])

    def show_shapes(self, shapes: Sequence[Shape]) -> None:
        """Shows these shapes; the frame goes when its shape went."""
        self.shapes = list(shapes)
        if self.chosen >= len(self.shapes):
            self.choose(-1)
        self.update()

    def choose(self, place: int) -> None:
        """Puts the frame round a shape, or round none."""
        if place != self.chosen:
            self.chosen = place
            self.chosen_changed.emit(place)
        self.update()

    def area(self) -> QRectF:
        """Where the picture lies."""
        if self._picture.isNull():
            return QRectF(self.rect())
        size = self._picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        return QRectF(left, top, size.width(), size.height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        area = self.area()
        if not self._picture.isNull():
            painter.drawPixmap(area, self._picture, QRectF(self._picture.rect()))
        shapes = [*self.shapes, *([self._begun] if self._begun else [])]
        for shape in shapes:
            if shape.kind is ShapeKind.BLUR:
                self._blur(painter, self._rect(shape), area)
        for place, shape in enumerate(shapes):
            self._draw(painter, shape)
            if place == self.chosen:
                self._frame(painter, shape)
        painter.end()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._picture.isNull():
            return
        at = event.position()
        place = self._shape_at(at)
        self.choose(place)
        self._from = at
        if place >= 0:
            self._moving = self.shapes[place]
        elif self.tool is ShapeKind.TEXT:
            self._from = None
            self.words_wanted.emit(self._part(at))

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._from is None:
            over = self._shape_at(at) >= 0
            shape = Qt.CursorShape.SizeAllCursor if over else Qt.CursorShape.CrossCursor
            self.setCursor(shape)
        elif self._moving is not None:
            self.shapes[self.chosen] = self._shifted(self._moving, at - self._from)
            self.update()
        else:
            first, last = self._part(self._from), self._part(at)
            self._begun = Shape(
                self.tool, first.x(), first.y(), last.x(), last.y(), colour=self.colour
            )
            self.update()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        begun, moving = self._begun, self._moving
        self._from = self._begun = self._moving = None
        if moving is not None and self.shapes[self.chosen] != moving:
            self.moved.emit(self.chosen, self.shapes[self.chosen])
        elif begun is not None and self._large_enough(begun):
            self.drawn.emit(begun)
        self.update()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        steps = {
            keys.Key_Left: (-1, 0),
            keys.Key_Right: (1, 0),
            keys.Key_Up: (0, -1),
            keys.Key_Down: (0, 1),
        }
        if event.key() in (keys.Key_Delete, keys.Key_Backspace):
            self.delete_wanted.emit()
        elif event.key() in steps and self.chosen >= 0:
            x, y = steps[keys(event.key())]
            shape = self._shifted(self.shapes[self.chosen], QPointF(x * 4, y * 4))
            self.moved.emit(self.chosen, shape)
        else:
            super().keyPressEvent(event)

    def _point(self, x: float, y: float) -> QPointF:
        area = self.area()
        return QPointF(area.x() + x * area.width(), area.y() + y * area.height())

    def _part(self, at: QPointF) -> QPointF:
        area = self.area()
        x, y = (at.x() - area.x()) / area.width(), (at.y() - area.y()) / area.height()
        return QPointF(min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0))

    def _rect(self, shape: Shape) -> QRectF:
        ends = QRectF(self._point(shape.x1, shape.y1), self._point(shape.x2, shape.y2))
        if shape.kind is not ShapeKind.TEXT:
            return ends.normalized()
        path = self._letters(shape)
        return path.boundingRect()

    def _shifted(self, shape: Shape, by: QPointF) -> Shape:
        """Moved, no further than to the picture's edge."""
        area = self.area()
        x, y = by.x() / area.width(), by.y() / area.height()
        x = min(max(x, -min(shape.x1, shape.x2)), 1 - max(shape.x1, shape.x2))
        y = min(max(y, -min(shape.y1, shape.y2)), 1 - max(shape.y1, shape.y2))
        return replace(shape, x1=shape.x1 + x, y1=shape.y1 + y, x2=shape.x2 + x, y2=shape.y2 + y)

    def _large_enough(self, shape: Shape) -> bool:
        ends = QRectF(self._point(shape.x1, shape.y1), self._point(shape.x2, shape.y2))
        return math.hypot(ends.width(), ends.height()) > _LEAST

    def _shape_at(self, at: QPointF) -> int:
        """The uppermost shape near a point, or -1."""
        near = (-_NEAR, -_NEAR, _NEAR, _NEAR)
        for place in range(len(self.shapes) - 1, -1, -1):
            shape = self.shapes[place]
            if shape.kind is ShapeKind.ARROW:
                ends = self._point(shape.x1, shape.y1), self._point(shape.x2, shape.y2)
                hit = _distance(at, *ends) <= _NEAR
            else:
                hit = self._rect(shape).adjusted(*near).contains(at)
            if hit:
                return place
        return -1

    def _blur(self, painter: QPainter, part: QRectF, area: QRectF) -> None:
        painter.save()
        painter.setClipRect(part)
        painter.drawPixmap(area, self._blurred, QRectF(self._blurred.rect()))
        painter.restore()

    def _draw(self, painter: QPainter, shape: Shape) -> None:
        area = self.area()
        width = max(2.0, max(area.width(), area.height()) * LINE)
        colour = QColor(shape.colour)
        if shape.kind is ShapeKind.BOX:
            pen = QPen(colour, width, j=Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self._rect(shape))
        elif shape.kind is ShapeKind.ARROW:
            ends = self._point(shape.x1, shape.y1), self._point(shape.x2, shape.y2)
            _arrow(painter, ends, colour, width)
        elif shape.kind is ShapeKind.TEXT:
            path = self._letters(shape)
            painter.strokePath(path, QPen(QColor("white"), max(2.0, width)))
            painter.fillPath(path, colour)

    def _letters(self, shape: Shape) -> QPainterPath:
        top, bottom = self._point(shape.x1, min(shape.y1, shape.y2)), self._point(0, shape.y2)
        area = self.area()
        size = abs(bottom.y() - top.y()) or max(area.width(), area.height()) * TEXT
        font = QFont(self.font())
        font.setBold(True)
        font.setPixelSize(max(8, round(size)))
        path = QPainterPath()
        path.addText(top.x(), top.y() + size * _ASCENT, font, shape.text)
        return path

    def _frame(self, painter: QPainter, shape: Shape) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        frame = self._rect(shape).adjusted(-6, -6, 6, 6)
        for colour, style in (("#ffffff", Qt.PenStyle.SolidLine), (colours().accent, _DASHES)):
            painter.setPen(QPen(QColor(colour), 1.5, style))
            painter.drawRect(frame)


_DASHES = Qt.PenStyle.DashLine


def _arrow(painter: QPainter, ends: tuple[QPointF, QPointF], colour: QColor, width: float) -> None:
    first, last = ends
    angle = math.atan2(last.y() - first.y(), last.x() - first.x())
    length = width * 6
    neck = last - QPointF(math.cos(angle), math.sin(angle)) * length * 0.8
    painter.setPen(QPen(colour, width))
    painter.drawLine(first, neck)
    wings = [
        last - QPointF(math.cos(angle + turn), math.sin(angle + turn)) * length
        for turn in (0.45, -0.45)
    ]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([last, *wings]))


def _distance(at: QPointF, first: QPointF, last: QPointF) -> float:
    """From a point to the line between two."""
    line = last - first
    length = QPointF.dotProduct(line, line)
    part = QPointF.dotProduct(at - first, line) / length if length else 0.0
    near = first + line * min(max(part, 0.0), 1.0)
    gone = at - near
    return math.hypot(gone.x(), gone.y())
