"""Small charts of our own painting: bars told apart by pattern as well as by colour.

Each part answers to a click, and to the arrow keys and Enter.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from desktop_app.views.theme import colours

_PATTERNS = (
    Qt.BrushStyle.SolidPattern,
    Qt.BrushStyle.BDiagPattern,
    Qt.BrushStyle.Dense6Pattern,
    Qt.BrushStyle.NoBrush,
)
_KEY = 12
_GAP = 10
_FEW = 12  # bars whose labels are rather cut than left out


@dataclass(frozen=True)
class Bar:
    """A group of values under one label; ``words`` are the values as they are read."""

    label: str
    values: tuple[int, ...]
    words: tuple[str, ...]


class Chart(QWidget):
    """`clicked` tells which bar, and which of its parts."""

    clicked = Signal(int, int)

    def __init__(self, title: str, series: Sequence[str]) -> None:
        super().__init__()
        self.series = tuple(series)
        self.bars: tuple[Bar, ...] = ()
        self._title = title
        self._chosen = (-1, -1)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Shows these values."""
        self.bars = tuple(bars)
        self._chosen = (-1, -1)
        self.setAccessibleDescription("; ".join(map(self._told, self.bars)))
        self.updateGeometry()
        self.update()

    @abstractmethod
    def areas(self) -> list[tuple[int, int, QRectF]]:
        """Each part's bar, its place in it, and where it is painted."""

    @abstractmethod
    def draw_words(self, painter: QPainter) -> None:
        """Labels, values and axis."""

    @override
    def sizeHint(self) -> QSize:
        return QSize(420, 220)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_key(painter)
        for bar, part, area in self.areas():
            painter.setPen(QPen(QColor(colours().accent), 1))
            painter.setBrush(brush_of(part))
            painter.drawRect(area)
            if (bar, part) == self._chosen and self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(colours().text), 2))
                painter.drawRect(area.adjusted(-2, -2, 2, 2))
        self.draw_words(painter)
        painter.end()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position())
        if found is not None:
            self._chosen = found
            self.update()
            self.clicked.emit(*found)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._at(event.position()) is not None
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        places = [(bar, part) for bar, part, _area in self.areas()]
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Down: 1,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is not None and places:
            at = places.index(self._chosen) + step if self._chosen in places else 0
            self._chosen = places[at % len(places)]
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._chosen in places:
            self.clicked.emit(*self._chosen)
        else:
            super().keyPressEvent(event)

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            found = self._at(QPointF(event.pos()))
            bar = self.bars[found[0]] if found else None
            words = (
                f"{bar.label} · {self.series[found[1]]}: {bar.words[found[1]]}"
                if bar and found
                else ""
            )
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def key_height(self) -> int:
        """The height of the line that says which pattern is what."""
        return self.fontMetrics().height() + _GAP

    def _draw_key(self, painter: QPainter) -> None:
        x, height = 2.0, float(self.fontMetrics().height())
        for part, words in enumerate(self.series):
            painter.setPen(QPen(QColor(colours().accent), 1))
            painter.setBrush(brush_of(part))
            painter.drawRect(QRectF(x, (height - _KEY) / 2, _KEY, _KEY))
            painter.setPen(QColor(colours().muted))
            width = self.fontMetrics().horizontalAdvance(words)
            painter.drawText(QRectF(x + _KEY + 6, 0, width + 4, height), words)
            x += _KEY + width + 24

    def _at(self, where: QPointF) -> tuple[int, int] | None:
        for bar, part, area in self.areas():
            if area.adjusted(-1, -3, 1, 3).contains(where):
                return bar, part
        return None

    def _told(self, bar: Bar) -> str:
        parts = (f"{name} {words}" for name, words in zip(self.series, bar.words, strict=True))
        return f"{bar.label}: {', '.join(parts)}"


class Columns(Chart):
    """Upright bars, the parts of a group beside one another: for months."""

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(240, 160)

    @override
    def areas(self) -> list[tuple[int, int, QRectF]]:
        top, bottom = self._span()
        most = max((max(bar.values, default=0) for bar in self.bars), default=0)
        if not most or bottom <= top:
            return []
        width = self.width() / len(self.bars)
        thick = min(26.0, width * 0.72 / max(1, len(self.series)))
        found = []
        for place, bar in enumerate(self.bars):
            left = place * width + (width - thick * len(bar.values)) / 2
            for part, value in enumerate(bar.values):
                height = max(1.0, (bottom - top) * max(0, value) / most) if value else 0.0
                area = QRectF(left + part * thick, bottom - height, thick - 2, height)
                if value:
                    found.append((place, part, area))
        return found

    @override
    def draw_words(self, painter: QPainter) -> None:
        _top, bottom = self._span()
        painter.setPen(QPen(QColor(colours().line), 1))
        painter.drawLine(QPointF(0, bottom), QPointF(self.width(), bottom))
        if not self.bars:
            return
        width, height = self.width() / len(self.bars), float(self.fontMetrics().height())
        painter.setPen(QColor(colours().muted))
        step = self._label_step(width)
        room = width * step
        for place in range(step // 2, len(self.bars), step):
            words = self.fontMetrics().elidedText(
                self.bars[place].label, Qt.TextElideMode.ElideRight, round(room) - 2
            )
            area = QRectF((place + 0.5) * width - room / 2, bottom + 3, room, height)
            painter.drawText(area, Qt.AlignmentFlag.AlignHCenter, words)
        self._draw_values(painter, width)

    def _label_step(self, width: float) -> int:
        """Every bar has its label, or each second, third … where they find no room."""
        widest = max(
            (self.fontMetrics().horizontalAdvance(bar.label) for bar in self.bars), default=0
        )
        few = len(self.bars) <= _FEW
        return 1 if few else max(1, math.ceil((widest + 4) / width))

    def _draw_values(self, painter: QPainter, width: float) -> None:
        """The values above their bars, where they find room."""
        small = QFont(self.font())
        small.setPointSizeF(self.font().pointSizeF() * 0.85)
        painter.setFont(small)
        painter.setPen(QColor(colours().text))
        last = QRectF()
        for place, part, area in self.areas():
            words = self.bars[place].words[part]
            needed = painter.fontMetrics().horizontalAdvance(words)
            if needed <= width / max(1, len(self.series)) + 8:
                centre = area.center().x()
                box = QRectF(centre - needed / 2 - 1, area.top() - 17, needed + 2, 16)
                if box.intersects(last):
                    box.moveBottom(last.top())
                painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, words)
                last = box

    def _span(self) -> tuple[float, float]:
        line = self.fontMetrics().height()
        return self.key_height() + line, self.height() - line - 6.0


class Stacks(Chart):
    """Lying bars, the parts of each after one another: for what is owed, by age."""

    _ROW = 30

    @override
    def sizeHint(self) -> QSize:
        return QSize(420, self.key_height() + self._ROW * max(1, len(self.bars)) + 8)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.sizeHint().height())

    @override
    def areas(self) -> list[tuple[int, int, QRectF]]:
        left, right = self._sides()
        most = max((sum(bar.values) for bar in self.bars), default=0)
        if not most or right <= left:
            return []
        found = []
        for place, bar in enumerate(self.bars):
            x, y = left, self.key_height() + place * self._ROW + 5.0
            for part, value in enumerate(bar.values):
                width = (right - left) * value / most
                if value:
                    found.append((place, part, QRectF(x, y, max(2.0, width), self._ROW - 12)))
                x += width
        return found

    @override
    def draw_words(self, painter: QPainter) -> None:
        left, _right = self._sides()
        metrics = self.fontMetrics()
        ends = {place: area.right() for place, _part, area in self.areas()}
        for place, bar in enumerate(self.bars):
            y = self.key_height() + place * self._ROW
            painter.setPen(QColor(colours().text))
            label = metrics.elidedText(bar.label, Qt.TextElideMode.ElideRight, round(left) - 8)
            middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(QRectF(0, y, left - 8, self._ROW - 2), middle, label)
            painter.setPen(QColor(colours().muted))
            box = QRectF(ends.get(place, left) + 8, y, 160, self._ROW - 2)
            painter.drawText(box, middle, bar.words[-1])

    @override
    def _told(self, bar: Bar) -> str:
        parts = (f"{name} {words}" for name, words in zip(self.series, bar.words, strict=False))
        return f"{bar.label}: {', '.join(parts)}"

    def _sides(self) -> tuple[float, float]:
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(bar.label) for bar in self.bars), default=0)
        longest = max((metrics.horizontalAdvance(bar.words[-1]) for bar in self.bars), default=0)
        return min(widest + 12.0, self.width() * 0.35), self.width() - longest - 14.0


def brush_of(part: int) -> QBrush:
    """The fill of the first, second … part: solid, hatched, dotted, empty."""
    return QBrush(QColor(colours().accent), _PATTERNS[part % len(_PATTERNS)])
