"""Weighing one parcel: number, grams, verdict, and what was weighed of it before."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QSplitter, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_app.core import clock
from desktop_app.core.i18n import _
from desktop_app.core.kinds import Topic, WeightSource
from desktop_app.core.labels import label
from desktop_app.services import products, shelves, weighing
from desktop_app.services.scans import Parcel
from desktop_app.services.store import Changes
from desktop_app.services.weight_checks import CheckRow
from desktop_app.views import weighing_columns as columns
from desktop_app.views.desk import Desk, Errand
from desktop_app.views.list_pane import Empty, empty_place
from desktop_app.views.tab import Tab
from desktop_app.views.theme import Tone
from desktop_app.views.weighing_history import History, Today
from desktop_app.views.weighing_number import NumberLine
from desktop_app.views.weighing_parcel import ParcelCard
from desktop_app.views.weighing_parts import roaming
from desktop_app.views.weighing_scale import ScaleCard
from desktop_app.views.weighing_verdict import VerdictCard


class WeighPage(Tab):
    """Left what goes in, right what comes out; the keyboard goes number, grams, number."""

    topics = frozenset(
        {Topic.WEIGHT_CHECKS, Topic.PRODUCTS, Topic.ORDERS, Topic.CASES, Topic.SETTINGS}
    )
    report_wanted = Signal(int, int)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.number = NumberLine(desk.store)
        self.parcel = ParcelCard(desk)
        self.scale = ScaleCard()
        self.verdict = VerdictCard()
        self.history = History(desk)
        self.today = Today(desk)
        self._shown: CheckRow | None = None
        self._left, self._right = QStackedWidget(), QStackedWidget()
        self._build()
        self._connect()

    @override
    def refresh(self, changes: Changes) -> None:
        if not changes.topics:
            self.desk.read(lambda _track: shelves.catalogue(self.desk.store), _nothing)
        if not changes.topics or changes.topics & {Topic.PRODUCTS}:
            self.parcel.packing.refresh()
        self.parcel.refresh()
        self._expect()
        self.history.refresh()
        self.today.refresh()

    @override
    def run_errand(self, errand: Errand) -> None:
        """Begins with a number, or with an empty line."""
        self.number.begin()
        if errand.thing:
            self.number.set_number(errand.thing)

    @override
    def take_scan(self, number: str) -> bool:
        """The next parcel, unless a question about the last one is still open."""
        if self.scale.doubt.isVisible():
            QApplication.beep()
        else:
            self.number.set_number(number)
        return True

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.parcel.parcel is None:
            self.number.begin()

    def _show_parcel(self, parcel: Parcel) -> None:
        self._shown = None
        self.parcel.show_parcel(parcel)
        self.history.show_parcel(parcel)
        self.scale.clear()
        self._expect()
        self._wait_for_weight()
        self._left.setCurrentIndex(1)
        self._right.setCurrentIndex(1)
        self.scale.begin()

    def _wait_for_weight(self) -> None:
        hint = _("Type what the scale shows and press Enter.")
        self.verdict.show_message(_("Put it on the scale"), hint, Tone.PLAIN)

    def _expect(self) -> None:
        expected = self.parcel.expected
        self.scale.expect(expected.expected_g if expected else None)

    def _weigh(self, grams: int) -> None:
        parcel, fault = self.parcel.parcel, self.parcel.packing.fault()
        if parcel is None or fault:
            self.parcel.packing.edit.setFocus()
            return
        tare = self.parcel.packing.packaging_g()
        weighed = self.desk.attempt(
            lambda: weighing.weigh(self.desk.store, parcel, grams, packaging_g=tare)
        )
        if weighed is None:
            self.scale.begin()
            return
        note = ""
        if weighed.repeated:
            note = _("The same check is on record already; it was not recorded twice.")
        elif weighed.earlier is not None:
            note = _("Before that it weighed %(grams)s.") % {
                "grams": columns.grams(weighed.earlier.measured_g)
            }
        self._shown = weighed.check
        self.verdict.show_check(weighed.check, note)
        self.history.refresh()
        self.number.begin()

    def _note(self, source: WeightSource, grams: int, day: date | None) -> None:
        parcel = self.parcel.parcel
        if parcel is None:
            return
        at = clock.start_of_day(day) if day else None
        noted = self.desk.attempt(
            lambda: weighing.note_weight(self.desk.store, parcel, source, grams, at)
        )
        if noted is not None:
            self.verdict.show_check(noted, label(noted.source))
            self.history.refresh()
            self.scale.clear()
            self.scale.begin()

    def _take_weight(self, sku: str, grams: int) -> None:
        """A product's weight that was missing; a check shown without verdict is made good."""
        self.desk.attempt(lambda: products.set_weight(self.desk.store, sku, grams))
        self.parcel.refresh()
        self._expect()
        if self._shown is not None and not self.parcel.missing.fields:
            self._weigh(self._shown.measured_g)
        elif not self.parcel.missing.fields:
            self.scale.begin()

    def _connect(self) -> None:
        self.number.found.connect(self._show_parcel)
        self.today.opened.connect(self.number.set_number)
        self.scale.weighed.connect(self._weigh)
        self.scale.noted.connect(self._note)
        self.scale.left.connect(self.number.begin)
        self.parcel.weight_given.connect(self._take_weight)
        self.parcel.changed.connect(self._expect)
        self.verdict.report_wanted.connect(self.report_wanted)

    def _build(self) -> None:
        hint = Empty(
            _("Which parcel is it?"),
            _(
                "Scan its label, or type an order, case or tracking number and press Enter. What"
                " should be inside comes from the order and the products' weights."
            ),
            "barcode",
        )
        self._left.addWidget(empty_place(hint))
        self._left.addWidget(_column(self.parcel, self.scale))
        self._right.addWidget(self.today)
        self.history.view.setMinimumHeight(140)
        self._right.addWidget(roaming(_column(self.verdict, self.history, last_grows=True)))
        left = QWidget()
        down = QVBoxLayout(left)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(10)
        down.addWidget(self.number)
        down.addWidget(roaming(self._left), 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(self._right)
        split.setChildrenCollapsible(False)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 1)
        split.setSizes([600, 600])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(split)


def _column(*parts: QWidget, last_grows: bool = False) -> QWidget:
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(10)
    for part in parts:
        layout.addWidget(part, 1 if last_grows and part is parts[-1] else 0)
    if not last_grows:
        layout.addStretch(1)
    return box


def _nothing(_result: object) -> None:
    """What the warmed-up catalogue is for comes later: the first weighing finds it ready."""
