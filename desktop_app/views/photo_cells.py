"""How a photo looks in the grid: its thumbnail, what it shows, whether it is damaged, its name."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.core.kinds import EvidenceRole, Medium
from desktop_app.core.labels import label_of
from desktop_app.services.photos import PhotoRow
from desktop_app.views.icons import icon
from desktop_app.views.photo_model import Cell, PhotosModel
from desktop_app.views.photo_thumbs import Thumbs
from desktop_app.views.theme import Tone, colours, scaled

_PAD = 8
_ROUND = 6
_CHIP = 19
_MOST_SIZED = 400
_Index = QModelIndex | QPersistentModelIndex


class PhotoCells(QStyledItemDelegate):
    """Paints the cells; all are of one size, which the slider sets."""

    def __init__(self, rows: PhotosModel, thumbs: Thumbs, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = rows
        self._thumbs = thumbs
        self._sized: dict[tuple[int, int, float], QPixmap] = {}
        self.side = 144
        self.cell = QSize()

    def fit(self, width: int, metrics: QFontMetrics) -> QSize:
        """The size of cells that fill a width without a rest."""
        least = self.side + 2 * _PAD
        columns = max(1, width // least)
        self.cell = QSize(max(width // columns, least), least + metrics.height() + 4)
        return self.cell

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return self.cell

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        cell = self._rows.peek(index.row())
        area: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, option, area.adjusted(2, 2, -2, -2))
        box = QRect(area.center().x() - self.side // 2, area.y() + _PAD, self.side, self.side)
        if cell is None:
            _frame(painter, box.adjusted(4, 4, -4, -4))
        else:
            row = cell[0]
            self._marks(painter, option, cell, self._picture(painter, row, box))
            self._name(painter, option, row, QRect(area.x(), box.bottom(), area.width(), 0))
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, area: QRect) -> None:
        shades = colours()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(shades.accent_soft if selected else shades.hover))
            painter.setPen(QColor(shades.accent) if focused else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(area, _ROUND, _ROUND)

    def _picture(self, painter: QPainter, row: PhotoRow, box: QRect) -> QRect:
        """Paints it, or what stands for it; returns where."""
        pixmap = self._thumbs.pixmap(row)
        if pixmap is None or pixmap.isNull():
            return self._placeholder(painter, row, box, waiting=pixmap is None)
        fitted = self._fitted(pixmap, painter.device().devicePixelRatioF())
        target = QRect(QPoint(0, 0), fitted.deviceIndependentSize().toSize())
        target.moveCenter(box.center())
        painter.drawPixmap(target.topLeft(), fitted)
        return target

    def _fitted(self, pixmap: QPixmap, ratio: float) -> QPixmap:
        """The thumbnail in the size of the cells, made once: shrinking at each paint is slow."""
        key = (pixmap.cacheKey(), self.side, ratio)
        found = self._sized.get(key)
        if found is None:
            side = round(self.side * ratio)
            modes = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            found = pixmap.scaled(side, side, *modes)
            found.setDevicePixelRatio(ratio)
            if len(self._sized) >= _MOST_SIZED:
                self._sized.clear()
            self._sized[key] = found
        return found

    def _placeholder(self, painter: QPainter, row: PhotoRow, box: QRect, *, waiting: bool) -> QRect:
        shades = colours()
        inner = box.adjusted(4, 4, -4, -4)
        _frame(painter, inner)
        if waiting:
            return inner
        picture = _PICTURES.get(row.medium, "warning" if row.damaged else "photos")
        side = min(40, self.side // 3)
        at = QRect(0, 0, side, side)
        at.moveCenter(inner.center())
        icon(picture, shades.muted, 40).paint(painter, at)
        painter.setPen(QColor(shades.muted))
        below = QRect(inner.x(), at.bottom() + 4, inner.width(), 20)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, row.format)
        return inner

    def _marks(
        self, painter: QPainter, option: QStyleOptionViewItem, cell: Cell, box: QRect
    ) -> None:
        row, doubled = cell
        painter.setFont(scaled(option.font, 0.86))
        left, room = box.x() + 3, max(box.width() - 6, 40)
        role = label_of(EvidenceRole, row.role)
        if role:
            _chip(painter, role, Tone.INFO, left, box.bottom() - _CHIP - 2, room)
        top = box.y() + 3
        for words, tone in _warnings(row, doubled=doubled):
            _chip(painter, words, tone, left, top, room)
            top += _CHIP + 2

    def _name(
        self, painter: QPainter, option: QStyleOptionViewItem, row: PhotoRow, line: QRect
    ) -> None:
        painter.setFont(option.font)
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        area = line.adjusted(4, 2, -4, 6 + option.fontMetrics.height())
        mode = Qt.TextElideMode.ElideMiddle
        shown = option.fontMetrics.elidedText(row.name, mode, area.width() - 4)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine, shown)


_PICTURES = {
    Medium.VIDEO.value: "play",
    Medium.DOCUMENT.value: "note",
    Medium.ARCHIVE.value: "box",
}


def _warnings(row: PhotoRow, *, doubled: bool) -> Iterator[tuple[str, Tone]]:
    if row.damaged:
        yield _("Damaged file"), Tone.BAD
    if doubled:
        yield _("Another buyer's, too"), Tone.WARN
    if row.marked_from_id is not None:
        yield _("Marked copy"), Tone.MUTED


def _frame(painter: QPainter, area: QRect) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours().hover))
    painter.drawRoundedRect(area, _ROUND, _ROUND)


def _chip(painter: QPainter, words: str, tone: Tone, x: int, y: int, room: int) -> None:
    metrics = painter.fontMetrics()
    width = min(metrics.horizontalAdvance(words) + 14, room)
    chip = QRect(x, y, width, _CHIP)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours().ground(tone))
    painter.drawRoundedRect(chip, _CHIP / 2, _CHIP / 2)
    painter.setPen(colours().ink(tone))
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, width - 10)
    painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, shown)
