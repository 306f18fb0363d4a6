"""The paper of the form editor: one page in millimetres, its background, zoom and guides."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QPainter,
    QPen,
    QPixmap,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView
from typing_extensions import override

from desktop_app.services.own_forms import FormPage
from desktop_app.views.form_moves import Guides
from desktop_app.views.theme import LIGHT, Tone

_SPARE = 0.99  # of the room, so that rounding needs no scroll bar
_AROUND = 6.0  # mm of table around the paper
_ZOOM_STEP = 1.25
_LEAST_SCALE, _MOST_SCALE = 0.8, 24.0  # px a mm


class Fit(Enum):
    """What of the page is seen whole, whatever the window's size."""

    WIDTH = "width"
    PAGE = "page"
    NOTHING = "nothing"


class PaperView(QGraphicsView):
    """A page that lies on a table; white in a dark window, too."""

    def __init__(self) -> None:
        super().__init__()
        self.paper = FormPage()
        self.guides = Guides()
        self._fit = Fit.WIDTH
        self._picture: tuple[Path, QImage] | None = None
        self._scaled = QPixmap()
        self.plane = QGraphicsScene(self)
        self.setScene(self.plane)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)

    def lay_paper(self, paper: FormPage) -> None:
        """Shows a page, or the same one in another size."""
        self.paper = paper
        self._lay_out()

    def scale_now(self) -> float:
        """Pixels a millimetre."""
        return float(self.transform().m11())

    def zoom_by(self, steps: int, at: QPointF | None = None) -> None:
        """Larger or smaller by a step; 0 fits the whole page, or its width again."""
        if steps == 0:
            self._fit = Fit.WIDTH if self._fit is Fit.PAGE else Fit.PAGE
            self._lay_out()
            return
        self._fit = Fit.NOTHING
        scale = self.scale_now() * _ZOOM_STEP**steps
        held = None if at is None else self.mapToScene(at.toPoint())
        self._scale_to(max(_LEAST_SCALE, min(scale, _MOST_SCALE)))
        if at is not None and held is not None:
            off = at - QPointF(self.mapFromScene(held))
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - int(off.x()))
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() - int(off.y()))

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1, event.position())
            event.accept()
        else:
            super().wheelEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fit is not Fit.NOTHING:
            self._lay_out()

    @override
    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        painter.fillRect(rect, self.palette().window().color().darker(108))
        paper = self._paper_rect()
        painter.fillRect(paper, QColor("white"))
        if not self._scaled.isNull():
            painter.drawPixmap(paper, self._scaled, QRectF(self._scaled.rect()))
        pen = QPen(QColor(LIGHT.faint))
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawRect(paper)

    @override
    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        pen = QPen(LIGHT.ink(Tone.INFO))
        pen.setCosmetic(True)
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        paper = self._paper_rect()
        if self.guides.x is not None:
            at = self.guides.x
            painter.drawLine(QPointF(at, 0), QPointF(at, paper.height()))
        if self.guides.y is not None:
            at = self.guides.y
            painter.drawLine(QPointF(0, at), QPointF(paper.width(), at))

    def _paper_rect(self) -> QRectF:
        return QRectF(QPointF(0, 0), QSizeF(self.paper.width_mm, self.paper.height_mm))

    def _lay_out(self) -> None:
        paper = self._paper_rect()
        around = paper.adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND)
        self.plane.setSceneRect(around)
        scale = self.scale_now()
        if self._fit is not Fit.NOTHING:
            room = self.maximumViewportSize()
            bar = self.verticalScrollBar().sizeHint().width()
            scale = (room.width() - bar) / around.width() * _SPARE
            if self._fit is Fit.PAGE:
                scale = min(room.width() / around.width(), room.height() / around.height()) * _SPARE
        self._scale_to(max(_LEAST_SCALE, scale))

    def _scale_to(self, scale: float) -> None:
        """Sets px a mm, and makes the background's picture for it: sharper than scaled anew."""
        self.setTransform(QTransform.fromScale(scale, scale))
        self._scaled = QPixmap()
        background = self.paper.background
        if background is not None:
            if self._picture is None or self._picture[0] != background:
                self._picture = (background, QImage(str(background)))
            ratio = scale * self.devicePixelRatioF()
            size = (self._paper_rect().size() * ratio).toSize()
            if not self._picture[1].isNull() and size.width() < self._picture[1].width():
                smooth = Qt.TransformationMode.SmoothTransformation
                fill = Qt.AspectRatioMode.IgnoreAspectRatio
                self._scaled = QPixmap.fromImage(self._picture[1].scaled(size, fill, smooth))
            else:
                self._scaled = QPixmap.fromImage(self._picture[1])
        self.viewport().update()
