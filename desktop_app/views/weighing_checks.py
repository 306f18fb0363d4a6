"""All weight checks: filters above, the chosen one with its explanation and four scales beside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop_app.core import clock
from desktop_app.core.i18n import _
from desktop_app.core.kinds import Topic, Verdict, WeightSource
from desktop_app.core.labels import label
from desktop_app.services import weight_checks
from desktop_app.services.store import Changes
from desktop_app.services.weight_checks import CheckFilter, CheckRow
from desktop_app.views import weighing_columns as columns
from desktop_app.views.cards import empty
from desktop_app.views.desk import Desk, Errand, Room
from desktop_app.views.list_pane import Empty, FilterChips, Find, ListPane
from desktop_app.views.menu_filter import MenuFilter
from desktop_app.views.rows_model import RowsModel
from desktop_app.views.tab import Tab
from desktop_app.views.weighing_history import ReasonBar, void
from desktop_app.views.weighing_verdict import VerdictCard

_VOIDED = "voided"
_DAYS = {"today": 1, "week": 7, "month": 30}


class ChecksPage(Tab):
    """The list of all checks. `weigh_wanted` asks to weigh a parcel (again)."""

    topics = frozenset({Topic.WEIGHT_CHECKS, Topic.ORDERS, Topic.CASES})
    weigh_wanted = Signal(str)
    report_wanted = Signal(int, int)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.verdicts = FilterChips(
            _("Verdict"), [(kind.value, label(kind)) for kind in Verdict] + [(_VOIDED, _("Voided"))]
        )
        self.days = FilterChips(
            _("Weighed at"),
            [("today", _("Today")), ("week", _("7 days")), ("month", _("30 days"))],
            single=True,
        )
        self.sources = MenuFilter(_("Scale"), [(kind.value, label(kind)) for kind in WeightSource])
        model = RowsModel(columns.CHECKS, partial(weight_checks.rows, desk.store), self)
        nothing = Empty(
            _("No parcel was weighed yet"),
            _("Weigh a parcel before it leaves, and you see at once when something is missing."),
            "weighing",
            _("Weigh a parcel"),
            lambda: self.weigh_wanted.emit(""),
        )
        self.list = ListPane(desk, "weight-checks", model, self._find, nothing)
        self.list.view.setAccessibleName(_("Checks"))
        self.detail = CheckDetail(desk)
        self._build()
        self.list.picked.connect(self.detail.show_check)
        self.list.opened.connect(lambda _row: self.detail.setFocus())
        self.detail.weigh_wanted.connect(self.weigh_wanted)
        self.detail.report_wanted.connect(self.report_wanted)

    @override
    def refresh(self, changes: Changes) -> None:
        self.list.reload()

    @override
    def run_errand(self, errand: Errand) -> None:
        """Shows the checks of one number."""
        self.list.clear_filters()
        self.list.search.setText(errand.thing)

    def _find(self) -> Find:
        days = next(iter(self.days.codes()), "")
        since = None
        if days:
            since = clock.start_of_day(clock.today() - timedelta(days=_DAYS[days] - 1))
        codes = self.verdicts.codes()
        wanted = CheckFilter(
            text=self.list.text(),
            verdicts=frozenset(Verdict(code) for code in codes - {_VOIDED}),
            sources=frozenset(WeightSource(code) for code in self.sources.codes()),
            since=since,
            with_voided=_VOIDED in codes,
            order_by=self.list.sort_key or "at",
            descending=self.list.descending,
        )
        return partial(weight_checks.ids, self.desk.store, wanted)

    def _build(self) -> None:
        self.list.add_filters(self.verdicts, self.days, self.sources)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.list)
        split.addWidget(self.detail)
        split.setChildrenCollapsible(False)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes([780, 440])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(split)


class CheckDetail(QWidget):
    """One check in full."""

    weigh_wanted = Signal(str)
    report_wanted = Signal(int, int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._row: CheckRow | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verdict = VerdictCard()
        self.verdict.report_wanted.connect(self.report_wanted)
        self.numbers = QLabel()
        self.numbers.setTextFormat(Qt.TextFormat.PlainText)
        self.numbers.setWordWrap(True)
        self.numbers.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.scales = FourScales()
        self.again = _button(_("Weigh it again"), self._weigh)
        self.case = _button("", self._open_case)
        self.void_button = _button(_("Void…"), self._void)
        self.void_button.setProperty("danger", True)
        self.reason = ReasonBar()
        self._inner = QWidget()
        self._build()
        self.show_check(None)

    def show_check(self, row: CheckRow | None) -> None:
        """Shows a check, or nothing."""
        if self._row is None or row is None or row.id != self._row.id:
            self.reason.hide()
        self._row = row
        self._inner.setVisible(row is not None)
        if row is None:
            return
        note = _("Voided: %(reason)s") % {"reason": row.void_reason} if row.voided_at else ""
        self.verdict.show_check(row, note)
        self.numbers.setText(_numbers(row))
        self.scales.show_rows(self._all_scales(row))
        self.case.setText(_("Open the case") if row.case_no else _("Open a case for it"))
        self.case.setEnabled(bool(row.case_no or row.order_no))
        self.void_button.setEnabled(row.voided_at is None)

    def _all_scales(self, row: CheckRow) -> Sequence[CheckRow]:
        """The newest check of each scale that weighed the same parcel."""
        wanted = CheckFilter(order_id=row.order_id, case_id=row.case_id, text=row.tracking)
        if row.order_id is None and row.case_id is None and not row.tracking:
            return [row]
        newest: dict[WeightSource, CheckRow] = {}
        for found in weight_checks.listed(self._desk.store, wanted):
            newest.setdefault(found.source, found)
        return [newest[source] for source in WeightSource if source in newest]

    def _weigh(self) -> None:
        if self._row is not None:
            row = self._row
            self.weigh_wanted.emit(row.tracking or row.order_no or row.case_no)

    def _open_case(self) -> None:
        if self._row is not None and self._row.case_no:
            self._desk.go(Room.CASES, "show", self._row.case_no)
        elif self._row is not None:
            self._desk.go(Room.CASES, "new", self._row.order_no)

    def _void(self) -> None:
        if self._row is not None:
            void(self._desk, self.reason, self._row)

    def _build(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.again, self.case):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.void_button)
        inner = QVBoxLayout(self._inner)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(10)
        inner.addWidget(self.numbers)
        inner.addWidget(self.verdict)
        inner.addWidget(self.scales)
        inner.addLayout(buttons)
        inner.addWidget(self.reason)
        inner.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self._inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)


class FourScales(QWidget):
    """What each scale said, with its time: kept apart, since one says nothing about another."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[CheckRow] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(2, 2, 2, 2)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(2, 1)

    def texts(self) -> list[tuple[str, str]]:
        """The scales and their weights as they are shown."""
        return [(label(row.source), columns.grams(row.measured_g)) for row in self._rows]

    def show_rows(self, rows: Sequence[CheckRow]) -> None:
        """One line a scale."""
        empty(self._grid)
        self._rows = rows
        for place, row in enumerate(rows):
            cells = (label(row.source), columns.grams(row.measured_g), columns.AT.text(row))
            for column, text in enumerate(cells):
                cell = QLabel(text)
                cell.setProperty("role", "caption" if column != 1 else "body")
                if column == 1:
                    cell.setAlignment(Qt.AlignmentFlag.AlignRight)
                self._grid.addWidget(cell, place, column)


def _button(words: str, do: object) -> QPushButton:
    button = QPushButton(words)
    button.clicked.connect(do)
    return button


def _numbers(row: CheckRow) -> str:
    parts = (
        (_("Buyer %(no)s"), row.buyer),
        (_("Order %(no)s"), row.order_no),
        (_("Case %(no)s"), row.case_no),
        (_("Parcel %(no)s"), row.tracking),
        (_("Weighed %(no)s"), columns.AT.text(row)),
        (_("by %(no)s"), row.who),
    )
    return " · ".join(words % {"no": value} for words, value in parts if value)
