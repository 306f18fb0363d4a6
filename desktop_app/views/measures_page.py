"""The measures of a window (R43, R48, R51): figures, how they went, and what is behind each."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLayout, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.core.kinds import Topic
from desktop_app.core.measure_kinds import Section
from desktop_app.core.measure_kinds import words as kind_words
from desktop_app.core.track import Track
from desktop_app.services import measure_exports, measure_words, measures
from desktop_app.services.measures import Measured, Report
from desktop_app.services.registers import WrittenRegister
from desktop_app.services.store import Changes
from desktop_app.views import boxes, tab_order
from desktop_app.views.cards import words
from desktop_app.views.desk import Desk, Errand
from desktop_app.views.list_pane import Empty, empty_place
from desktop_app.views.measures_behind import BehindPanel, Listing
from desktop_app.views.measures_card import MeasureCard
from desktop_app.views.measures_charts import Charts
from desktop_app.views.measures_editor import DefinitionEditor
from desktop_app.views.measures_window import WindowBar
from desktop_app.views.tab import Tab
from desktop_app.views.weighing_papers import RegisterButton, Write

_CARD_WIDTH = 270
_MOST_COLUMNS = 4
_SPACE = 10


class CardGrid(QWidget):
    """Cards of equal width, as many beside one another as fit."""

    def __init__(self) -> None:
        super().__init__()
        self.cards: list[MeasureCard] = []
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_SPACE)
        self._grid.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)

    def hold(self, count: int) -> list[MeasureCard]:
        """Has so many cards; returns those that are new."""
        new = [MeasureCard() for _place in range(len(self.cards), count)]
        last = self.cards[-1].figure if self.cards else self
        self.cards += new
        for card in self.cards[count:]:
            card.hide()
            card.deleteLater()
        del self.cards[count:]
        self._columns = 0
        self._lay_out()
        tab_order.put_after(last, [act for card in new for act in (card.edit, card.figure)])
        return new

    @override
    def minimumSizeHint(self) -> QSize:
        """Its cards give way: they are as wide as there is room, not the other way round."""
        return QSize(_CARD_WIDTH, super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        fit = max(1, min(_MOST_COLUMNS, (self.width() + _SPACE) // (_CARD_WIDTH + _SPACE)))
        wide = (self.width() - (fit - 1) * _SPACE) // fit
        for card in self.cards:
            card.setFixedWidth(max(1, wide))
        if fit == self._columns:
            return
        self._columns = fit
        for place, card in enumerate(self.cards):
            self._grid.addWidget(card, place // fit, place % fit)
        self._grid.setColumnStretch(_MOST_COLUMNS, 1)


class MeasuresPage(Tab):
    """Loads in a job; the latest wish wins. Figures and bars list what is behind them beside."""

    least = (600, 320)
    topics = frozenset({Topic.CASES, Topic.ORDERS, Topic.CLAIMS, Topic.PRODUCTS, Topic.SETTINGS})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.report: Report | None = None
        self._asked = 0
        self.window_bar = WindowBar(desk)
        self.paper = RegisterButton(desk, _("Measures"), self._paper, printed=False)
        self.grids = {section: CardGrid() for section in Section}
        self.charts = Charts(desk)
        self.behind = BehindPanel(desk)
        self.editor = DefinitionEditor(desk)
        self.side, self._body = QStackedWidget(), QStackedWidget()
        self._build()
        self._connect()

    @override
    def refresh(self, changes: Changes) -> None:
        self.window_bar.reload()
        self.ask()

    @override
    def run_errand(self, errand: Errand) -> None:
        """It is there to be looked at."""

    def ask(self) -> None:
        """Reckons the figures anew."""
        window = self.window_bar.window_()
        if window is None:
            return
        self._asked += 1
        store, scope = self.desk.store, self.window_bar.scope()
        self.desk.read(
            lambda _track: measures.report(store, window, scope), partial(self._take, self._asked)
        )

    def list_measure(self, measured: Measured) -> None:
        """Lists what is behind a figure."""
        self.list_behind(Listing.of(measured, measure_words.figure(measured, measured.value)))

    def list_behind(self, listing: Listing) -> None:
        """Lists what is behind a bar, beside the figures."""
        self.side.setCurrentWidget(self.behind)
        self.side.show()
        self.behind.show_listing(listing)

    def change(self, measured: Measured) -> None:
        """Lets the definition of a measure be changed."""
        self.side.setCurrentWidget(self.editor)
        self.side.show()
        self.editor.show_definition(measured.definition)

    def cards(self) -> dict[str, MeasureCard]:
        """The cards that are shown, by the code of their measure; the first of several."""
        found: dict[str, MeasureCard] = {}
        for grid in self.grids.values():
            for card in grid.cards:
                if card.measured is not None:
                    found.setdefault(card.measured.definition.code, card)
        return found

    def _take(self, asked: int, report: Report) -> None:
        if asked != self._asked or not isValid(self):
            return
        self.report = report
        for section, grid in self.grids.items():
            some = [one for one in report.measures if one.definition.section is section]
            for card in grid.hold(len(some)):
                card.opened.connect(self.list_measure)
                card.change_wanted.connect(self.change)
            for card, one in zip(grid.cards, some, strict=True):
                card.show_measure(one)
        self.charts.show_report(report)
        self.paper.setEnabled(True)
        self._body.setCurrentIndex(0)

    def _paper(self) -> Write:
        report = self.report

        def write(target: Path, track: Track) -> WrittenRegister:
            assert report is not None  # noqa: S101 - the button waits for it
            return measure_exports.write(report, target, track=track)

        return write

    def _leave_side(self) -> None:
        self.side.hide()
        self.window_bar.days.chips["30"].setFocus()

    def _kept(self) -> None:
        self._leave_side()
        self.ask()

    def _connect(self) -> None:
        self.window_bar.changed.connect(self.ask)
        self.charts.opened.connect(self.list_behind)
        self.behind.left.connect(self._leave_side)
        self.editor.left.connect(self._leave_side)
        self.editor.kept.connect(self._kept)

    def _build(self) -> None:
        inner = boxes.stack(spacing=8)
        for section, grid in self.grids.items():
            inner.addWidget(words(kind_words(section), "heading"))
            inner.addWidget(grid)
            inner.addSpacing(6)
        inner.addWidget(self.charts)
        inner.addStretch(1)
        inner.setContentsMargins(0, 0, 6, 12)
        for part in (self.behind, self.editor):
            self.side.addWidget(part)
        self.side.hide()
        self.side.setMinimumWidth(380)
        self.paper.setEnabled(False)
        split = boxes.split(boxes.scrolling(boxes.held(inner)), self.side, (760, 500))
        waiting = Empty(_("Reckoning…"), _("The figures of the window are counted."), "reports")
        self._body.addWidget(split)
        self._body.addWidget(empty_place(waiting))
        self._body.setCurrentIndex(1)
        head = boxes.line(self.window_bar, self.paper)
        head.setStretch(0, 1)
        head.setAlignment(self.window_bar, Qt.AlignmentFlag.AlignVCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self._body, 1)
