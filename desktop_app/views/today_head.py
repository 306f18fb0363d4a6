"""The head of the day: the date, the shop, and five figures that lead to what they count."""

from __future__ import annotations

from enum import StrEnum, unique
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_app.core import clock, money
from desktop_app.core.i18n import _, language
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.views.theme import Tone

if TYPE_CHECKING:
    from desktop_app.services.today import TodayList


@unique
class Figure(StrEnum):
    """What the cards count."""

    OVERDUE = "overdue"
    TODAY = "today"
    WAITING = "waiting"
    OPEN = "open"
    CLAIMS = "claims"


_TITLES: dict[Figure, tuple[str, str]] = {
    Figure.OVERDUE: (N_("Overdue"), N_("Goes to the first of them in the list below")),
    Figure.TODAY: (N_("Due today"), N_("Goes to the first of them in the list below")),
    Figure.WAITING: (N_("Waiting on others"), N_("Lists the cases that wait for others")),
    Figure.OPEN: (N_("Open cases"), N_("Lists the open cases")),
    Figure.CLAIMS: (N_("Claims outstanding"), N_("Opens the claims")),
}


class FigureCard(QPushButton):
    """A figure with its words, to be pressed."""

    def __init__(self, figure: Figure) -> None:
        super().__init__()
        self.figure = figure
        title, hint = _TITLES[figure]
        self._title = QLabel(_(title))
        self._title.setProperty("role", "caption")
        self.value, self.more = QLabel("–"), QLabel()
        self.value.setProperty("role", "figure")
        self.more.setProperty("role", "caption")
        self.setProperty("figure", True)
        self.setToolTip(_(hint))
        self.setAccessibleName(_(title))
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.value)
        line.addWidget(self.more, 1, Qt.AlignmentFlag.AlignBottom)
        self._parts = QVBoxLayout(self)
        self._parts.setContentsMargins(14, 7, 12, 7)
        self._parts.setSpacing(0)
        self._parts.addWidget(self._title)
        self._parts.addLayout(line)
        for label in (self._title, self.value, self.more):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            label.setTextFormat(Qt.TextFormat.PlainText)

    def show_value(self, count: int, tone: Tone, more: str = "") -> None:
        """Shows a count, and a word beside it."""
        self.value.setText(f"{count:,}")
        self.more.setText(more)
        if self.value.property("tone") != tone.value:
            self.value.setProperty("tone", tone.value)
            self.value.style().unpolish(self.value)
            self.value.style().polish(self.value)
        said = " ".join(part for part in (self.value.text(), more) if part)
        self.setAccessibleName(f"{self._title.text()}: {said}")

    @override
    def sizeHint(self) -> QSize:
        hint = self._parts.sizeHint()
        return QSize(max(128, hint.width()), hint.height())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(112, self.sizeHint().height())


class TodayHead(QWidget):
    """`pressed` names the figure that was pressed."""

    pressed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.date, self.shop = QLabel(), QLabel()
        self.date.setProperty("role", "title")
        self.shop.setProperty("role", "caption")
        self.shop.setTextFormat(Qt.TextFormat.PlainText)
        self.cards = {figure: FigureCard(figure) for figure in Figure}
        self._build()

    def show_list(self, found: TodayList) -> None:
        """Shows the figures of the day."""
        local = clock.to_local(found.now).date()
        day = QDate(local.year, local.month, local.day)
        self.date.setText(QLocale(language()).toString(day, QLocale.FormatType.LongFormat))
        self.shop.setText(found.shop_name)
        figures = found.figures
        values: dict[Figure, tuple[int, Tone, str]] = {
            Figure.OVERDUE: (found.overdue, Tone.BAD, ""),
            Figure.TODAY: (found.due_today, Tone.WARN, ""),
            Figure.WAITING: (figures.waiting, Tone.PLAIN, ""),
            Figure.OPEN: (figures.open_cases, Tone.PLAIN, ""),
            Figure.CLAIMS: (figures.claims, Tone.PLAIN, _owed(figures.owed)),
        }
        for figure, (count, tone, more) in values.items():
            self.cards[figure].show_value(count, tone if count else Tone.MUTED, more)

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.date)
        top.addStretch(1)
        top.addWidget(self.shop, 0, Qt.AlignmentFlag.AlignBottom)
        row = QHBoxLayout()
        row.setSpacing(10)
        for card in self.cards.values():
            row.addWidget(card, 1)
            card.clicked.connect(lambda _checked=False, card=card: self.pressed.emit(card.figure))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addLayout(row)


def _owed(owed: tuple[tuple[str, int], ...]) -> str:
    """“¥2,812.57”; further currencies beside it."""
    words = []
    for currency, minor in owed:
        figure = f"{money.to_decimal(minor, currency):,.{money.exponent(currency)}f}"
        words.append(f"¥{figure}" if currency == "CNY" else f"{currency} {figure}")
    return " + ".join(words)
