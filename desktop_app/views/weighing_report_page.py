"""Where wrong shipments come from: what is mixed up, by product, packer, cause and day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid
from typing_extensions import override

from desktop_app.core import clock, dates
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.kinds import Cause, Topic, WrongKind
from desktop_app.core.labels import label_of
from desktop_app.services import wrong_report_papers, wrong_reports
from desktop_app.services.store import Changes
from desktop_app.services.wrong_reports import Counted, WrongReport
from desktop_app.views.cards import Card
from desktop_app.views.desk import Desk, Errand
from desktop_app.views.list_pane import Empty, FilterChips, empty_place
from desktop_app.views.tab import Tab
from desktop_app.views.weighing_papers import RegisterButton, Write
from desktop_app.views.weighing_parts import heading, text_label

_DAYS = {"7": 7, "30": 30, "90": 90, "365": 365}
_ROW = 30
_MOST_ROWS = 8


@dataclass(frozen=True)
class Line:
    """A row of a table: what is looked for when it is opened, and its cells."""

    search: str
    cells: tuple[str, ...]


class ReportPage(Tab):
    """What after-sales verified in a period. Opening a row shows its wrong shipments."""

    topics = frozenset({Topic.WRONG_SHIPMENTS})
    wrong_wanted = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._asked = 0
        self.period = FilterChips(
            _("Period"),
            [
                ("7", _("7 days")),
                ("30", _("30 days")),
                ("90", _("90 days")),
                ("365", _("One year")),
            ],
            single=True,
        )
        self.period.set_codes(["30"])
        self.period.changed.connect(self._ask)
        self.total = QLabel()
        self.total.setProperty("role", "heading")
        title = _("Where mistakes come from")
        self.paper = RegisterButton(desk, title, self._paper, endings=(".xlsx",))
        self.tables = {
            "pairs": Table(_("Mixed up"), (_("Ordered"), _("Went"), _("Times"))),
            "skus": Table(_("Products"), (_("Item"), _("Times"), _("Missing"), _("Too many"))),
            "pickers": Table(_("Packed by"), (_("Name"), _("Times"))),
            "causes": Table(_("Cause"), (_("Cause"), _("Times"))),
            "kinds": Table(_("Kind"), (_("Kind"), _("Times"))),
            "days": Table(_("Day"), (_("Day"), _("Times"))),
        }
        self._nothing = empty_place(
            Empty(
                _("Nothing verified in this period"),
                _("Once wrong shipments are verified, you see here what is mixed up and where."),
                "reports",
            )
        )
        self._build()

    @override
    def refresh(self, changes: Changes) -> None:
        self._ask()

    @override
    def run_errand(self, errand: Errand) -> None:
        """Nothing but to be looked at."""

    def _ask(self) -> None:
        if not self.period.codes():
            self.period.set_codes(["30"])
        self._asked += 1
        look = self._looked()
        self.desk.read(lambda _track: look(), partial(self._show, self._asked))

    def _looked(self) -> Callable[[], WrongReport]:
        """The work of counting what is verified in the chosen period."""
        days = _DAYS[next(iter(self.period.codes()))]
        last = clock.today()
        first = last - timedelta(days=days - 1)
        return partial(wrong_reports.report, self.desk.store, first, last)

    def _paper(self) -> Write:
        look = self._looked()
        return lambda target, track: wrong_report_papers.write(look(), target, track=track)

    def _show(self, asked: int, report: WrongReport) -> None:
        if asked != self._asked or not isValid(self):
            return
        words = ngettext(
            "%(count)s wrong shipment verified",
            "%(count)s wrong shipments verified",
            report.shipments,
        )
        self.total.setText(words % {"count": report.shipments})
        self._nothing.setVisible(not report.shipments)
        self._inner.setVisible(bool(report.shipments))
        self.paper.setEnabled(bool(report.shipments))
        pairs = [
            Line(pair.ordered, (pair.ordered_name, pair.sent_name, str(pair.shipments)))
            for pair in report.pairs
        ]
        self.tables["pairs"].show_lines(pairs)
        self.tables["skus"].show_lines([_product(one) for one in report.skus])
        self.tables["pickers"].show_lines(_named(report.pickers, str))
        self.tables["causes"].show_lines(_named(report.causes, partial(label_of, Cause)))
        self.tables["kinds"].show_lines(_named(report.kinds, partial(label_of, WrongKind)))
        self.tables["days"].show_lines(_named(report.days[::-1], _day))

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(self.period)
        head.addWidget(self.total)
        head.addStretch(1)
        head.addWidget(self.paper)
        self._inner = QWidget()
        grid = QGridLayout(self._inner)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(12)
        places = ((0, 0, 4), (0, 4, 4), (1, 0, 2), (1, 2, 2), (1, 4, 2), (1, 6, 2))
        for table, (row, column, wide) in zip(self.tables.values(), places, strict=True):
            grid.addWidget(table, row, column, 1, wide, Qt.AlignmentFlag.AlignTop)
            table.opened.connect(self.wrong_wanted)
        grid.setRowStretch(2, 1)
        for column in range(8):
            grid.setColumnStretch(column, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self._inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self._nothing, 1)
        layout.addWidget(area, 1)
        self._nothing.hide()


class Table(Card):
    """The most frequent first; opening a row looks for it in the register."""

    opened = Signal(str)

    def __init__(self, title: str, columns: Sequence[str]) -> None:
        super().__init__(title)
        self._lines: Sequence[Line] = ()
        self.table = QTableWidget(0, len(columns))
        self.table.setAccessibleName(title)
        self._numbers = range(2 if len(columns) == 3 else 1, len(columns))  # noqa: PLR2004 - two names and a count
        for column, words in enumerate(columns):
            item = heading(words, right=column in self._numbers)
            self.table.setHorizontalHeaderItem(column, item)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for column in self._numbers:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setHighlightSections(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(_ROW)
        self.table.setShowGrid(False)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(False)
        self.table.itemActivated.connect(self._open)
        self.none = text_label("caption", _("None known"))
        self.body.addWidget(self.table)
        self.body.addWidget(self.none)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Fills the table."""
        self._lines = lines
        self.none.setVisible(not lines)
        self.table.setVisible(bool(lines))
        self.table.setRowCount(len(lines))
        for place, line in enumerate(lines):
            for column, text in enumerate(line.cells):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column in self._numbers:
                    side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    item.setTextAlignment(side)
                self.table.setItem(place, column, item)
        seen = min(len(lines), _MOST_ROWS)
        header = self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(seen * _ROW + header + 10)

    def _open(self, item: QTableWidgetItem) -> None:
        search = self._lines[item.row()].search
        if search:
            self.opened.emit(search)


def _product(one: Counted) -> Line:
    cells = (one.name, str(one.shipments), str(one.missing or ""), str(one.surplus or ""))
    return Line(one.key, cells)


def _named(counted: Sequence[Counted], words: Callable[[str], str]) -> list[Line]:
    return [
        Line("", (words(one.key) if one.key else _("not known"), str(one.shipments)))
        for one in counted
    ]


def _day(text: str) -> str:
    return dates.day(date.fromisoformat(text))
