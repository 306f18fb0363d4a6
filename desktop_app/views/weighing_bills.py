"""A courier's bill against what the parcels weigh: what was billed too heavy, with its money."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
)
from typing_extensions import override

from desktop_app.core import dates, money, texts
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import Topic
from desktop_app.core.track import Track
from desktop_app.services import billed_weights, couriers, registers
from desktop_app.services.billed_weights import BilledRow, BillReport
from desktop_app.services.store import Changes
from desktop_app.views.desk import Desk, Errand, Room
from desktop_app.views.import_report import ImportReport, Outcome, Refusal
from desktop_app.views.list_pane import Empty, FilterChips, empty_place
from desktop_app.views.rows_model import Column, RowsModel
from desktop_app.views.rows_view import RowsView
from desktop_app.views.tab import Tab
from desktop_app.views.theme import Tone
from desktop_app.views.weighing_columns import grams
from desktop_app.views.weighing_papers import RegisterButton, Write
from desktop_app.views.weighing_parts import text_label


class BillLine:
    """A bill's line with its place in the bill as its id."""

    def __init__(self, place: int, row: BilledRow) -> None:
        self.id = place
        self.row = row


def _over(line: BillLine) -> str:
    over = line.row.over_g
    return "" if over is None else grams(over) if over >= 0 else f"−{grams(-over)}"


def _over_tone(line: BillLine) -> Tone | None:
    over = line.row.over_g
    if over is None:
        return None
    return Tone.BAD if over > 0 else Tone.GOOD


def _money(minor: int | None, line: BillLine) -> str:
    return money.text_or_none(minor, line.row.currency) or ""


_COLUMNS = (
    Column[BillLine]("tracking", N_("Tracking no."), lambda line: line.row.tracking, 150),
    Column[BillLine](
        "day", N_("Shipped on"), lambda line: dates.day(line.row.day) if line.row.day else "", 92
    ),
    Column[BillLine](
        "billed", N_("Billed weight"), lambda line: grams(line.row.billed_g), 108, right=True
    ),
    Column[BillLine](
        "right", N_("Should be"), lambda line: grams(line.row.right_g), 96, right=True
    ),
    Column[BillLine]("over", N_("Too much"), _over, 92, tone=_over_tone),
    Column[BillLine](
        "money",
        N_("Too dear by"),
        lambda line: _money(line.row.over_minor, line),
        104,
        right=True,
    ),
    Column[BillLine]("own", N_("Own scale"), lambda line: grams(line.row.own_g), 92, right=True),
    Column[BillLine](
        "outlet", N_("Outlet's scale"), lambda line: grams(line.row.outlet_g), 112, right=True
    ),
    Column[BillLine]("hub", N_("Hub's scale"), lambda line: grams(line.row.hub_g), 100, right=True),
    Column[BillLine](
        "freight", N_("Freight"), lambda line: _money(line.row.freight_minor, line), 80, right=True
    ),
    Column[BillLine]("order", N_("Order no."), lambda line: line.row.order_no, 168),
)


class BillsPage(Tab):
    """Nothing of a bill is kept until the person says so; its file is only read."""

    topics = frozenset({Topic.COURIERS})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.report: BillReport | None = None
        self.refused: ImportReport | None = None
        self._lines: list[BillLine] = []
        self.courier = QComboBox()
        self.courier.setEditable(True)
        self.courier.setMinimumWidth(150)
        self.courier.lineEdit().setPlaceholderText(_("Choose or type"))  # type: ignore[union-attr] # it is editable
        self.courier.setAccessibleName(_("Courier"))
        self.open_button = QPushButton(_("Read a bill…"))
        self.open_button.setProperty("primary", True)
        self.open_button.clicked.connect(self._choose)
        self.contract_button = QPushButton(_("Its contract…"))
        self.contract_button.setToolTip(
            _("First weight, further weight, divisor and rounding, each from its day on")
        )
        self.contract_button.clicked.connect(lambda: desk.go(Room.CLAIMS, "courier", self._code()))
        self.which = FilterChips(
            _("Lines"),
            [("over", _("Billed too heavy")), ("unclear", _("Can't say")), ("all", _("All"))],
            single=True,
        )
        self.which.set_codes(["over"])
        self.which.changed.connect(self._list)
        self.keep_button = QPushButton(_("Keep these weights with the parcels"))
        self.keep_button.clicked.connect(self._keep)
        self.paper = RegisterButton(desk, _("Overbilled parcels"), self._paper)
        self.words = text_label("heading")
        self.model = RowsModel(_COLUMNS, self._rows, self)
        self.view = RowsView(self.model, "bill", desk.memory)
        self.view.setAccessibleName(_("Lines of the bill"))
        self.view.horizontalHeader().setSectionsClickable(False)
        self._stack = QStackedWidget()
        self._build()
        self._show_report(None)

    @override
    def refresh(self, changes: Changes) -> None:
        typed = self.courier.currentText()
        self.courier.clear()
        for code, name in couriers.choices(self.desk.store):
            self.courier.addItem(name, code)
        self.courier.setCurrentIndex(-1)
        if typed:
            self.courier.setCurrentText(typed)

    @override
    def run_errand(self, errand: Errand) -> None:
        """Reads a bill."""
        self.courier.setFocus()

    def _choose(self) -> None:
        if not self.courier.currentText().strip():
            self.desk.say(_("Say first whose bill it is."), Tone.WARN)
            self.courier.setFocus()
            return
        kinds = f"{_('Tables')} (*.csv *.xlsx *.xls *.txt)"
        files = self.desk.prompts.open_files(self, _("Read a bill"), kinds)
        if files:
            self.read(files[0])

    def read(self, file: Path) -> None:
        """Reads a bill in a job and shows what came of it."""
        store, courier = self.desk.store, self._code()

        def work(track: Track) -> BillReport:
            return billed_weights.read(store, file, courier, track)

        self.desk.write(_("Reading the bill"), work, self._show_report)

    def _code(self) -> str:
        """The chosen courier's code, or what is typed instead of it."""
        typed = self.courier.currentText().strip()
        place = self.courier.findText(typed)
        return str((self.courier.itemData(place) if place >= 0 else None) or typed)

    def _keep(self) -> None:
        report, store = self.report, self.desk.store
        if report is not None:
            self.desk.write(
                _("Keeping the weights"),
                lambda track: billed_weights.note(store, report, track),
                self._kept,
            )

    def _kept(self, count: int) -> None:
        words = ngettext("%(count)s parcel has them now", "%(count)s parcels have them now", count)
        self.desk.say(words % {"count": count})
        self.keep_button.setEnabled(False)

    def _show_report(self, report: BillReport | None) -> None:
        self.report = report
        self._stack.setCurrentIndex(0 if report is None else 1)
        for part in (self.keep_button, self.paper, self.which, self.words):
            part.setVisible(report is not None)
        if report is None:
            return
        self.keep_button.setEnabled(not report.read_before)
        self.words.setText(_told(report))
        self._lines = [BillLine(place, row) for place, row in enumerate(_sorted(report))]
        self._list()
        if report.refused:
            refusals = [
                Refusal(report.name, line.row, texts.sentence(line.error))
                for line in report.refused
            ]
            counts = ((_("lines"), len(report.rows)),)
            outcome = Outcome(_("Bill read"), counts, refusals, "")
            self.refused = ImportReport(self.desk, outcome, self.window())
            self.refused.open()

    def _list(self) -> None:
        code = next(iter(self.which.codes()), "all")
        self.model.set_ids([line.id for line in self._lines if _is_shown(line.row, code)])

    def _rows(self, ids: Sequence[int]) -> list[BillLine]:
        return [self._lines[place] for place in ids]

    def _paper(self) -> Write:
        report = self.report
        if report is None:
            raise LookupError
        return lambda target, track: registers.write_overbilled(report, target, track=track)

    def _build(self) -> None:
        caption = text_label("caption", _("Courier"))
        caption.setWordWrap(False)
        bar = QHBoxLayout()
        bar.setSpacing(10)
        for part in (caption, self.courier, self.open_button, self.contract_button):
            bar.addWidget(part)
        bar.addStretch(1)
        for button in (self.keep_button, self.paper):
            bar.addWidget(button)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(self.which)
        head.addWidget(self.words, 1)
        nothing = Empty(
            _("Was anything billed too heavy?"),
            _(
                "Read the courier's bill: each line is compared with what the parcel weighed here"
                " and with the contract of its day. The file is only read."
            ),
            "truck",
            _("Read a bill…"),
            self._choose,
        )
        self._stack.addWidget(empty_place(nothing))
        self._stack.addWidget(self.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addLayout(bar)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)


def _is_shown(row: BilledRow, code: str) -> bool:
    if code == "over":
        return (row.over_g or 0) > 0
    return code == "all" or row.right_g is None


def _sorted(report: BillReport) -> list[BilledRow]:
    """The dearest first, then the rest as they stand in the bill."""
    over = list(report.overbilled)
    known = {id(row) for row in over}
    return over + [row for row in report.rows if id(row) not in known]


def _told(report: BillReport) -> str:
    said = {
        "name": report.name,
        "lines": f"{len(report.rows):,}",
        "over": f"{len(report.overbilled):,}",
        "money": f"{money.to_text(report.over_minor, report.currency)} {report.currency}",
        "unclear": f"{len(report.unclear):,}",
    }
    parts = [
        _("%(name)s: %(over)s of %(lines)s lines too heavy, %(money)s") % said,
    ]
    if report.unclear:
        parts.append(_("%(unclear)s can't be judged (no weight, or no contract)") % said)
    if report.read_before:
        parts.append(_("kept before"))
    return " · ".join(parts)
