"""What is behind a figure or a bar: exactly the things that were counted, a row each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QToolButton, QVBoxLayout
from typing_extensions import override

from desktop_app.core import dates
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import Cause, Outcome
from desktop_app.core.labels import label, label_of
from desktop_app.core.measure_kinds import CLOCKS, Figure, Part
from desktop_app.services import case_lists
from desktop_app.services.case_lists import CaseRow
from desktop_app.services.measure_words import amount, titled
from desktop_app.services.measures import Behind, Measured
from desktop_app.views import boxes, case_bulk_bar, case_columns
from desktop_app.views.cards import words
from desktop_app.views.desk import Desk, Room
from desktop_app.views.icons import icon
from desktop_app.views.list_pane import FilterChips
from desktop_app.views.rows_model import Column, RowsModel
from desktop_app.views.rows_view import RowsView


@dataclass(frozen=True)
class Counted:
    """A row: the place in the list, the case, and the number that counted, in words."""

    id: int
    row: CaseRow
    value: str


@dataclass(frozen=True)
class Listing:
    """What is to be listed: a title, what was counted, what wasn't, and how a number is read."""

    title: str
    behind: Sequence[Behind]
    rest: Sequence[Behind] = ()
    unit: str = ""

    @staticmethod
    def of(measured: Measured, figure: str) -> Listing:
        """What is behind a measure."""
        one = measured.definition
        unit = ""
        if one.figure is Figure.SUM:
            unit = measured.currency
        elif one.counts.what in CLOCKS or one.part is Part.TIME:
            unit = "s"
        elif one.part is Part.SATISFACTION:
            unit = "mark"
        return Listing(titled(one.name, figure), measured.behind, measured.rest, unit)


_COLUMNS: tuple[Column[Counted], ...] = (
    Column("value", N_("Counts with"), lambda one: one.value, 110),
    Column("kind", N_("Kind"), lambda one: label(one.row.kind), 130),
    Column(
        "stage",
        N_("Stage"),
        lambda one: label(one.row.stage),
        110,
        tone=lambda one: case_columns.STAGES[one.row.stage],
    ),
    Column("buyer", N_("Buyer"), lambda one: one.row.buyer, 110),
    Column("opened", N_("Opened"), lambda one: dates.moment(one.row.opened_at), 120),
    Column("cause", N_("Cause"), lambda one: label_of(Cause, one.row.cause), 110),
    Column("outcome", N_("Outcome"), lambda one: label_of(Outcome, one.row.outcome), 110),
    Column("goods", N_("Goods"), lambda one: one.row.goods, 160),
    Column("no", N_("Case no."), lambda one: one.row.no, 150),
)


class BehindPanel(QFrame):
    """A list beside the figures. Enter opens the case in its room; `left` gives the place back."""

    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.listing = Listing("", ())
        self._shown: Sequence[Behind] = ()
        self.setProperty("card", True)
        self.title = words("", "heading")
        self.count = words("", "caption", wrap=False)
        self.which = FilterChips(_("Which"), [("in", ""), ("out", "")], single=True)
        self.model: RowsModel[Counted] = RowsModel(_COLUMNS, self._load, self)
        self.view = RowsView(self.model, "measure-behind", desk.memory)
        self.open_button = QPushButton(_("Open the case"))
        self.export_button = QPushButton(_("Export"))
        self._build()

    def show_listing(self, listing: Listing) -> None:
        """Lists what was counted first."""
        self.listing = listing
        self.title.setText(listing.title)
        said = (("in", _("Counted"), listing.behind), ("out", _("Not counted"), listing.rest))
        for code, text, rows in said:
            self.which.chips[code].setText(f"{text} {len(rows):,}")
        self.which.setVisible(bool(listing.rest))
        self.which.set_codes(["in" if listing.behind or not listing.rest else "out"])
        self._fill()
        self.view.setFocus()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _fill(self) -> None:
        if not self.which.codes():
            self.which.set_codes(["in"])
        inside = "in" in self.which.codes()
        self._shown = self.listing.behind if inside else self.listing.rest
        self.count.setText(_("%(count)s rows") % {"count": f"{len(self._shown):,}"})
        self.view.setColumnHidden(0, not self.listing.unit)
        self.model.set_ids(range(len(self._shown)))
        if self._shown:
            self.view.selectRow(0)
        self.open_button.setEnabled(bool(self._shown))
        self.export_button.setEnabled(bool(self._shown))

    def _load(self, places: Sequence[int]) -> list[Counted]:
        wanted = [self._shown[place] for place in places]
        ids = list(dict.fromkeys(case for case, _value in wanted))
        rows = {row.id: row for row in case_lists.rows(self._desk.store, ids)}
        return [
            Counted(place, rows[case], self._read(value))
            for place, (case, value) in zip(places, wanted, strict=True)
            if case in rows
        ]

    def _read(self, value: int | None) -> str:
        unit = self.listing.unit
        if value is None:
            return "–" if unit else ""
        if unit == "s":
            return dates.span(timedelta(seconds=value))
        return str(value) if unit in ("mark", "") else amount(value, unit)

    def _open(self) -> None:
        chosen = self.view.rows_chosen()
        if chosen:
            self._desk.go(Room.CASES, "show", chosen[0].row.no)

    def _export(self) -> None:
        """The cases as the register writes them, each once."""
        ids = list(dict.fromkeys(case for case, _value in self._shown))
        case_bulk_bar.export(self._desk, self, ids)

    def _build(self) -> None:
        close = QToolButton()
        close.setIcon(icon("cross"))
        close.setToolTip(_("Close the list (Esc)"))
        close.setAccessibleName(_("Close the list (Esc)"))
        close.clicked.connect(lambda _checked=False: self.left.emit())
        self.view.setAccessibleName(_("What is behind the figure"))
        self.view.opened.connect(lambda _row: self._open())
        self.which.changed.connect(self._fill)
        self.open_button.clicked.connect(lambda _checked=False: self._open())
        self.export_button.clicked.connect(lambda _checked=False: self._export())
        head = boxes.line(self.title, close)
        head.setStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 10, 10)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addLayout(boxes.line(self.which, self.count, None))
        layout.addWidget(self.view, 1)
        layout.addLayout(boxes.line(self.export_button, None, self.open_button))
