"""A day's parcels one after another: scan, weight, next; no mouse, nothing to click away."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop_app.core import clock, dates, texts
from desktop_app.core.errors import NotFound, UserError
from desktop_app.core.i18n import _
from desktop_app.core.kinds import Topic, Verdict
from desktop_app.services import (
    parcel_contents,
    scans,
    shelves,
    weigh_sessions,
    weighing,
    weight_checks,
    weight_texts,
)
from desktop_app.services.parcel_contents import Expected
from desktop_app.services.scans import Parcel
from desktop_app.services.store import Changes
from desktop_app.services.weighing import Doubt
from desktop_app.services.weight_checks import CheckFilter
from desktop_app.views import weighing_columns as columns
from desktop_app.views.desk import Desk, Errand
from desktop_app.views.list_pane import Empty, Find, ListPane
from desktop_app.views.rows_model import RowsModel
from desktop_app.views.tab import Tab
from desktop_app.views.theme import Tone
from desktop_app.views.weighing_doubt import DoubtBar
from desktop_app.views.weighing_parts import roaming
from desktop_app.views.weighing_tally import TallyBar
from desktop_app.views.weighing_verdict import VerdictCard


class BatchPage(Tab):
    """One line takes everything: a parcel's number, then its grams, then the next parcel's number.

    A batch is nothing but its checks, so leaving it in the middle loses nothing.
    """

    topics = frozenset({Topic.WEIGHT_CHECKS, Topic.PRODUCTS, Topic.ORDERS})
    report_wanted = Signal(int, int)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.session = ""
        self._parcel: Parcel | None = None
        self._expected: Expected | None = None
        self._skipped: set[str] = set()
        self.step = QLabel()
        self.step.setProperty("role", "title")
        self.line = QLineEdit()
        self.line.setProperty("look", "scale")
        self.line.returnPressed.connect(self._enter)
        self.doubt = DoubtBar()
        self.doubt.settled.connect(self._weigh)
        self.doubt.again.connect(self._await_weight)
        self.verdict = VerdictCard(huge=True)
        self.verdict.report_wanted.connect(self.report_wanted)
        self.batches = QComboBox()
        self.batches.setAccessibleName(_("Batch"))
        self.batches.activated.connect(lambda _place: self._take_up(self.batches.currentData()))
        self.fresh = QPushButton(_("New batch"))
        self.fresh.clicked.connect(lambda: self._take_up(""))
        self.tally = TallyBar()
        model = RowsModel(columns.BATCH, partial(weight_checks.rows, desk.store), self)
        nothing = Empty(
            _("Nothing weighed in this batch"),
            _("Scan the first parcel, put it on the scale, and go on with the next."),
            "barcode",
        )
        self.list = ListPane(desk, "weigh-batch", model, self._find, nothing)
        self.list.view.setAccessibleName(_("Parcels of this batch"))
        self._build()
        self._resume()
        self._await_number()

    @override
    def refresh(self, changes: Changes) -> None:
        if not changes.topics:
            self.desk.read(lambda _track: shelves.catalogue(self.desk.store), lambda _found: None)
        self._count()
        if self._parcel is not None and not self.doubt.isVisible():
            self._expect(self._parcel)

    @override
    def run_errand(self, errand: Errand) -> None:
        """Goes on weighing; a number that came along is the first scan."""
        self.line.setFocus()
        if errand.thing:
            self.line.setText(errand.thing)
            self._enter()

    @override
    def take_scan(self, number: str) -> bool:
        """As typed into the line, unless a question about a weight is still open."""
        if self.doubt.isVisible():
            QApplication.beep()
        else:
            self.line.setText(number)
            self._enter()
            self.line.setFocus()
        return True

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.line.setFocus()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._await_number()
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        """What was scanned or typed: a number when one is awaited, else grams."""
        text = self.line.text().strip()
        self.line.clear()
        if not text:
            return
        if self._parcel is None:
            self._take_number(text)
        else:
            self._take_weight(text, self._parcel)

    def _take_number(self, text: str) -> None:
        try:
            parcel = scans.scanned(self.desk.store, text)
        except UserError as error:
            QApplication.beep()
            self.verdict.show_message(_("Not found"), texts.sentence(error), Tone.BAD)
            return
        self._put_on_scale(parcel)

    def _put_on_scale(self, parcel: Parcel) -> None:
        self._parcel = parcel
        self._expect(parcel)
        self._await_weight()

    def _expect(self, parcel: Parcel) -> None:
        expected: Expected = parcel_contents.expected(self.desk.store, parcel)
        self._expected = expected
        title = parcel.buyer or parcel.order_no or parcel.case_no
        self.verdict.show_message(title, _contents(parcel, expected), Tone.INFO)

    def _take_weight(self, text: str, parcel: Parcel) -> None:
        try:
            typed = weighing.typed(text, self._expected.expected_g if self._expected else None)
        except UserError as error:
            self._maybe_next(text, parcel, error)
            return
        if isinstance(typed, Doubt):
            QApplication.beep()
            self.doubt.ask(typed, self._expected.expected_g if self._expected else None)
        else:
            self._weigh(typed)

    def _maybe_next(self, text: str, parcel: Parcel, error: UserError) -> None:
        """No weight: perhaps the next parcel was scanned without weighing this one."""
        try:
            following = scans.scanned(self.desk.store, text)
        except NotFound:
            QApplication.beep()
            self.verdict.show_message(_("Not a weight"), texts.sentence(error), Tone.BAD)
            return
        if following != parcel:
            QApplication.beep()
            self._skipped.add(parcel.tracking or parcel.order_no or parcel.case_no)
            self._count()
        self._put_on_scale(following)

    def _weigh(self, grams: int) -> None:
        parcel = self._parcel
        if parcel is None:
            return
        weighed = self.desk.attempt(lambda: self._record(parcel, grams))
        if weighed is None:
            self._await_weight()
            return
        note = _("Weighed already in this batch.") if weighed.repeated else ""
        if weighed.check.verdict is not Verdict.FITS:
            QApplication.beep()
        self._skipped.discard(parcel.tracking or parcel.order_no or parcel.case_no)
        self._await_number(keep_verdict=True)
        self.verdict.show_check(weighed.check, note)
        self._count()

    def _record(self, parcel: Parcel, grams: int) -> weighing.Weighed:
        if not self.session:
            self.session = weigh_sessions.begin(self.desk.store)
            self._list_batches()
        return weighing.weigh(self.desk.store, parcel, grams, session=self.session)

    def _await_number(self, *, keep_verdict: bool = False) -> None:
        self._parcel = self._expected = None
        self.doubt.hide()
        self.step.setText(_("1  Scan the next parcel"))
        self.line.setPlaceholderText(_("Order, case or tracking no."))
        self.line.setAccessibleName(_("Scan the next parcel"))
        self.line.clear()
        self.line.setFocus()
        if not keep_verdict:
            self.verdict.show_message(
                _("Scan a parcel"),
                _("Then the weight, then the next parcel. Esc puts a parcel aside."),
                Tone.PLAIN,
            )

    def _await_weight(self) -> None:
        self.doubt.hide()
        self.step.setText(_("2  Put it on the scale"))
        self.line.setPlaceholderText(_("grams"))
        self.line.setAccessibleName(_("Weight on the scale, in grams"))
        self.line.setFocus()

    def _resume(self) -> None:
        """Goes on with the batch of today, if there is one."""
        found = weigh_sessions.sessions(self.desk.store, limit=1)
        if found and clock.to_local(found[0].last_at).date() == clock.today():
            self.session = found[0].no
        self._list_batches()

    def _take_up(self, session: str) -> None:
        self.session = session
        self._skipped.clear()
        self._list_batches()
        self._await_number()
        self._count()

    def _list_batches(self) -> None:
        self.batches.clear()
        found = weigh_sessions.sessions(self.desk.store)
        if self.session not in {row.no for row in found}:
            self.batches.addItem(self.session or _("New batch"), self.session)
        for row in found:
            words = f"{row.no}  {dates.moment(row.began_at)}  ({row.checks})"
            self.batches.addItem(words, row.no)
        self.batches.setCurrentIndex(max(0, self.batches.findData(self.session)))

    def _count(self) -> None:
        tally = weigh_sessions.Tally()
        if self.session:
            tally = weigh_sessions.tally(self.desk.store, self.session)
        self.tally.show_tally(tally, len(self._skipped))
        self.list.reload()

    def _find(self) -> Find:
        if not self.session:
            return tuple
        wanted = CheckFilter(session=self.session, text=self.list.text(), order_by="id")
        return partial(weight_checks.ids, self.desk.store, wanted)

    def _build(self) -> None:
        left = QWidget()
        down = QVBoxLayout(left)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(10)
        for part in (self.step, self.line, self.doubt):
            down.addWidget(part)
        down.addWidget(roaming(self.verdict), 1)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.batches, 1)
        head.addWidget(self.fresh)
        right = QWidget()
        beside = QVBoxLayout(right)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(10)
        beside.addLayout(head)
        beside.addWidget(self.tally)
        beside.addWidget(self.list, 1)
        for beside_keys in (self.batches, self.fresh, self.list.view, self.list.search):
            beside_keys.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(right)
        split.setChildrenCollapsible(False)
        split.setSizes([680, 560])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(split)


def _contents(parcel: Parcel, expected: Expected) -> str:
    """What should be inside, a line each, and what it should weigh."""
    told = [f"{line.quantity or '?'} × {line.name}" for line in expected.lines]
    told += [weight_texts.gap(line) for line in expected.unclear]
    if expected.expected_g is not None:
        told.append(
            _("Expected %(expected)s ± %(tolerance)s")
            % {
                "expected": columns.grams(expected.expected_g),
                "tolerance": columns.grams(expected.tolerance_g),
            }
        )
    numbers = " · ".join(part for part in (parcel.order_no, parcel.tracking) if part)
    return "\n".join([numbers, *told])
