"""A measure as a card: its figure, how it went, and always how it is reckoned."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_app.core import dates
from desktop_app.core.i18n import _
from desktop_app.services import measure_words
from desktop_app.services.measures import Measured
from desktop_app.views import boxes
from desktop_app.views.cards import words
from desktop_app.views.icons import icon
from desktop_app.views.theme import Tone, colours

_TEXT_LINES = 2


class Trend(QWidget):
    """A line through the window's parts; a part that isn't known leaves a gap."""

    def __init__(self) -> None:
        super().__init__()
        self.values: tuple[Decimal | None, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_values(self, values: Sequence[Decimal | None], told: str) -> None:
        """Shows these, and tells screen readers ``told``."""
        self.values = tuple(values)
        self.setAccessibleName(told)
        self.setToolTip(told)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(90, 34)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours().line), 1))
        bottom = self.height() - 3.0
        painter.drawLine(QPointF(0, bottom), QPointF(self.width(), bottom))
        painter.setPen(QPen(QColor(colours().accent), 2))
        for stretch in self._stretches(bottom):
            if len(stretch) == 1:
                painter.setBrush(QColor(colours().accent))
                painter.drawEllipse(stretch[0], 1.5, 1.5)
            painter.drawPolyline(QPolygonF(stretch))
        painter.end()

    def _stretches(self, bottom: float) -> list[list[QPointF]]:
        known = [float(value) for value in self.values if value is not None]
        most, least = max(known, default=0.0), min([0.0, *known])
        high = most - least or 1.0
        step = (self.width() - 6) / max(1, len(self.values) - 1)
        found: list[list[QPointF]] = [[]]
        for place, value in enumerate(self.values):
            if value is None:
                found.append([])
            else:
                y = bottom - 2 - (float(value) - least) / high * (bottom - 6)
                found[-1].append(QPointF(3 + place * step, y))
        return [stretch for stretch in found if stretch]


class MeasureCard(QFrame):
    """`opened` asks for what is behind the figure, `change_wanted` for another definition."""

    opened = Signal(object)
    change_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.measured: Measured | None = None
        self.setProperty("card", True)
        self.name = words("", "caption", wrap=False)
        self.name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.edit = QToolButton()
        self.edit.setIcon(icon("pen", size=14))
        self.figure = QPushButton()
        self.figure.setProperty("look", "measure")
        self.trend = Trend()
        self.counted = words("", "caption", wrap=False)
        self.before = words("", wrap=False)
        self.before.setProperty("chip", True)
        self.text = words("", "caption")
        self.text.setMinimumHeight(self.text.fontMetrics().lineSpacing() * _TEXT_LINES)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._build()

    def show_measure(self, measured: Measured) -> None:
        """Fills the card."""
        self.measured = measured
        one = measured.definition
        name = f"{one.name} · {measured.currency}" if measured.currency else one.name
        figure = measure_words.figure(measured, measured.value)
        self.name.setText(name)
        self.name.setToolTip(name)
        self.figure.setText(figure)
        self.figure.setAccessibleName(f"{name}: {figure}")
        self.figure.setEnabled(bool(measured.things or measured.others))
        self.counted.setText(measure_words.counted(measured))
        told = measure_words.definition(one)
        text = measure_words.titled(_("Changed by the shop"), told) if one.changed else told
        self.text.setText(text)
        self.text.setToolTip(f"{self.text.text()} ({one.source})")
        self.edit.setAccessibleName(_("Change how “%(name)s” is reckoned") % {"name": one.name})
        self.edit.setToolTip(self.edit.accessibleName())
        self._compare(measured)
        steps = ", ".join(measure_words.figure(measured, value) for value in measured.trend)
        self.trend.show_values(measured.trend, measure_words.titled(_("Trend"), steps))

    def _compare(self, measured: Measured) -> None:
        text, good = measure_words.change(measured)
        tone = Tone.MUTED if good is None else Tone.GOOD if good else Tone.BAD
        before = measured.window.before()
        self.before.setVisible(bool(text))
        self.before.setText(text)
        self.before.setProperty("tone", tone.value)
        told = {
            "first": dates.day(before.first),
            "last": dates.day(before.last),
            "figure": measure_words.figure(measured, measured.before),
        }
        self.before.setToolTip(_("%(first)s – %(last)s: %(figure)s") % told)
        self.before.style().unpolish(self.before)
        self.before.style().polish(self.before)

    def _build(self) -> None:
        self.figure.setCursor(Qt.CursorShape.PointingHandCursor)
        self.figure.clicked.connect(lambda _checked=False: self.opened.emit(self.measured))
        self.edit.clicked.connect(lambda _checked=False: self.change_wanted.emit(self.measured))
        self.figure.setToolTip(_("List what is behind it"))
        head = boxes.line(self.name, self.edit, spacing=4)
        head.setStretch(0, 1)
        middle = boxes.line(self.figure, self.trend, spacing=10)
        middle.setStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 10)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addLayout(middle)
        layout.addLayout(boxes.line(self.before, self.counted, None, spacing=8))
        layout.addWidget(self.text)
        layout.addStretch(1)
