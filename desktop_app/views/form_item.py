"""A placed field on the editor's paper: the very lines that will be printed, in its box.

Painted in millimetres, in the font of the papers; paper is white in a dark window, too.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from desktop_app.core import paths
from desktop_app.services.form_proofs import Shown
from desktop_app.services.own_forms import Align, PlacedField
from desktop_app.views.form_moves import Grip
from desktop_app.views.theme import LIGHT, Tone

_MM_A_POINT = 25.4 / 72
_LEADING, _ASCENT = 1.32, 0.88  # as the papers set them
_PIXELS = 100
_AROUND = 1.5  # mm around the box that belong to its painting


class FieldItem(QGraphicsItem):
    """``place`` is the field's place in the layout."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place
        self.placed = PlacedField("")
        self._shown = Shown((), 1.0)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsSelectable)
        self.setAcceptHoverEvents(True)

    def take(self, placed: PlacedField, shown: Shown) -> None:
        """Shows a field, or the same one elsewhere."""
        self.prepareGeometryChange()
        self.placed, self._shown = placed, shown
        self.setPos(placed.x_mm, placed.y_mm)
        self.update()

    def box(self) -> QRectF:
        """The field's box, from its own corner."""
        return QRectF(0, 0, self.placed.width_mm, self.placed.height_mm)

    def grip_at(self, point: QPointF, reach: float) -> Grip | None:
        """What a point of the scene holds: an edge within ``reach`` mm, the box, or nothing."""
        box, at = self.box(), self.mapFromScene(point)
        if not box.adjusted(-reach, -reach, reach, reach).contains(at):
            return None
        inner = min(reach, box.width() / 4)
        if at.x() > box.right() - inner:
            return Grip.RIGHT
        if at.x() < box.left() + inner:
            return Grip.LEFT
        return Grip.BOTTOM if at.y() > box.bottom() - min(reach, box.height() / 4) else Grip.BODY

    @override
    def boundingRect(self) -> QRectF:
        return self.box().adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        tone = Tone.GOOD if self._shown.whole else Tone.BAD
        ground = LIGHT.ground(Tone.MUTED if self._shown.blank else tone)
        ground.setAlpha(150)
        painter.fillRect(self.box(), ground)
        self._paint_frame(painter, tone)
        ink = QColor(LIGHT.faint if self._shown.blank else "#10202c")
        for left, across in self._shown.bars:
            painter.fillRect(QRectF(left, 0, across, self.placed.height_mm), ink)
        self._paint_lines(painter, ink)

    def _paint_frame(self, painter: QPainter, tone: Tone) -> None:
        chosen = self.isSelected()
        plain = LIGHT.ink(tone) if tone is Tone.BAD else QColor(LIGHT.faint)
        pen = QPen(QColor(LIGHT.accent) if chosen else plain)
        pen.setCosmetic(True)
        pen.setWidthF(2.0 if chosen else 1.0)
        if not chosen:
            pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.box())
        if chosen:
            self._paint_handles(painter)

    def _paint_handles(self, painter: QPainter) -> None:
        """Small squares on the edges that can be dragged, of one size at any zoom."""
        side = 6 / painter.worldTransform().m11()
        box = self.box()
        for point in (
            QPointF(box.left(), box.center().y()),
            QPointF(box.right(), box.center().y()),
            QPointF(box.center().x(), box.bottom()),
        ):
            handle = QRectF(point.x() - side / 2, point.y() - side / 2, side, side)
            painter.fillRect(handle, QColor(LIGHT.accent))

    def _paint_lines(self, painter: QPainter, ink: QColor) -> None:
        size = self._shown.size * _MM_A_POINT
        scale = size / _PIXELS
        font = paper_font(bold=self.placed.bold)
        measure = QFontMetricsF(font)
        baseline = size * ((_LEADING - 1) / 2 + _ASCENT)
        painter.setPen(ink)
        painter.setFont(font)
        for line in self._shown.lines:
            spare = self.placed.width_mm - measure.horizontalAdvance(line) * scale
            painter.save()
            painter.translate(self._left(spare), baseline)
            painter.scale(scale, scale)
            painter.drawText(QPointF(0, 0), line)
            painter.restore()
            baseline += size * _LEADING

    def _left(self, spare: float) -> float:
        shares = {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}
        return spare * shares[self.placed.align]


@cache
def paper_font(*, bold: bool) -> QFont:
    """The font of the papers, for the screen."""
    name = "NotoSansSC-Bold.ttf" if bold else "NotoSansSC-Regular.ttf"
    loaded = QFontDatabase.addApplicationFont(str(paths.resources() / "fonts" / name))
    font = QFont(QFontDatabase.applicationFontFamilies(loaded))
    font.setPixelSize(_PIXELS)
    font.setBold(bold)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
