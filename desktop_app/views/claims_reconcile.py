"""Reconciliation: a courier's file held against the ledger, looked at, applied, taken back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QStackedWidget, QWidget
from shiboken6 import isValid
from typing_extensions import override

from desktop_app.core import clock, money
from desktop_app.core.errors import Reason, UserError
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.kinds import Topic
from desktop_app.core.track import Track
from desktop_app.services import month_locks, settlement_previews, settlements
from desktop_app.services.settlement_entries import Applied
from desktop_app.services.settlement_files import SettlementSheet
from desktop_app.services.settlement_formats import Profile
from desktop_app.services.settlement_matching import Choice
from desktop_app.services.settlement_previews import TablePreview
from desktop_app.services.settlements import Asked, Reconciliation
from desktop_app.services.store import Changes
from desktop_app.views import boxes, cards
from desktop_app.views.claims_applied import AppliedList
from desktop_app.views.claims_courier import CourierBox
from desktop_app.views.claims_mapping import MappingDialog
from desktop_app.views.claims_result_card import ResultCard
from desktop_app.views.claims_result_rows import (
    COLUMNS,
    WORDS,
    Group,
    ResultRow,
    about,
    rows,
    warnings,
)
from desktop_app.views.claims_words import amount, chip, month, put_chip
from desktop_app.views.desk import Desk, Errand
from desktop_app.views.held_rows import HeldRows, view_of
from desktop_app.views.icons import icon
from desktop_app.views.list_pane import Empty, FilterChips, empty_place
from desktop_app.views.tab import Tab
from desktop_app.views.theme import Tone

_KINDS = "(*.xlsx *.xls *.csv *.txt)"


@dataclass
class Opened:
    """The file that is looked at, and the person's words on it."""

    path: Path
    profile: Profile | None = None
    sheet: SettlementSheet | None = None
    found: Reconciliation | None = None
    choices: dict[int, Choice] = field(default_factory=dict)


class Read(NamedTuple):
    """A file that was read and held against the ledger, and its rows for the list."""

    sheet: SettlementSheet
    found: Reconciliation
    rows: list[ResultRow]


class ReconcilePage(Tab):
    """`claim_wanted` asks to show a claim by its number."""

    topics = frozenset({Topic.CLAIMS, Topic.COURIERS})
    claim_wanted = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.opened: Opened | None = None
        self.courier = CourierBox(desk)
        self.currency = QComboBox()
        self.month = QComboBox()
        self.choose_button = QPushButton(icon("import"), _("Choose the courier's file…"))
        self.columns_button = QPushButton(_("Columns…"))
        self.close_button = QPushButton(_("Close the file"))
        self.about = cards.words("", "caption")
        self.balance = chip()
        self.warning = cards.words("", "error")
        self.groups = FilterChips(_("Result"), [(kind.value, _(WORDS[kind])) for kind in Group])
        self.model: HeldRows[ResultRow] = HeldRows(COLUMNS, self)
        self.view = view_of(desk, self.model, "reconciliation", _("Lines of the file"))
        self.card = ResultCard()
        self.apply_button = QPushButton()
        self.applied = AppliedList(desk)
        self._all: list[ResultRow] = []
        self._asked = 0
        self._body, self._side = QStackedWidget(), QStackedWidget()
        self.setAcceptDrops(True)
        self._build()
        self._connect()
        self.setFocusProxy(self.choose_button)

    @override
    def refresh(self, changes: Changes) -> None:
        chosen = self.courier.code() or str(self.desk.memory.value("claims/courier", ""))
        self.courier.fill(chosen)
        self.applied.refresh()
        if changes.topics and self.opened is not None and self.opened.sheet is not None:
            self._hold()

    @override
    def run_errand(self, errand: Errand) -> None:
        """Opens files that were dropped."""
        for file in errand.files[:1]:
            self.open_file(file)

    def choose(self) -> None:
        """Lets the person choose the courier's file."""
        title = _("The courier's settlement file or bill")
        kinds = _("Tables") + f" {_KINDS}"
        files = self.desk.prompts.open_files(self, title, kinds)
        for file in files[:1]:
            self.open_file(file)

    def open_file(self, path: Path, profile: Profile | None = None) -> None:
        """Reads a file and holds it against the ledger; nothing is changed."""
        self.desk.memory.setValue("claims/courier", self.courier.code())
        self.opened = Opened(path, profile)
        asked, store = self._asking(), self.desk.store

        def work(track: Track) -> Read:
            sheet = settlements.read(path, asked, track)
            found = settlements.reconcile(store, sheet, asked)
            return Read(sheet, found, rows(found))

        self._start(work, partial(self._read, path), _("Reading %(file)s") % {"file": path.name})

    def close_file(self) -> None:
        """Puts the file away; nothing of it was kept unless it was applied."""
        self.opened = None
        self._asked += 1
        self._body.setCurrentIndex(0)
        self.applied.refresh()

    def apply(self) -> None:
        """Enters what the file pays, after asking, as one act."""
        opened = self.opened
        if opened is None or opened.sheet is None or opened.found is None:
            return
        paying = [match for match in opened.found.matches if match.enters]
        total = amount(sum(match.amount or 0 for match in paying), opened.sheet.currency)
        words = ngettext(
            "Enter %(count)s payment of %(amount)s?",
            "Enter %(count)s payments of %(amount)s together?",
            len(paying),
        )
        question = words % {"count": len(paying), "amount": total}
        detail = _("It can be taken back until the month is closed.")
        if not self.desk.prompts.confirm(self, question, _("Enter them"), detail):
            return
        sheet, asked, store = opened.sheet, self._asking(), self.desk.store
        self.apply_button.setEnabled(False)
        self.desk.write(
            _("Entering payments"),
            lambda _track: settlements.apply(store, sheet, asked),
            self._entered,
        )

    def map_columns(self) -> None:
        """Asks what the file's columns hold."""
        if self.opened is not None:
            self._preview(self.opened.path)

    def _asking(self) -> Asked:
        opened = self.opened
        return Asked(
            courier=self.courier.code(),
            currency=self.currency.currentText(),
            profile=opened.profile if opened else None,
            choices=dict(opened.choices) if opened else {},
            month=str(self.month.currentData() or ""),
        )

    def _start(self, work: Any, done: Any, title: str = "") -> None:
        self._asked += 1
        asked = self._asked

        def take(result: Any) -> None:
            if asked == self._asked and isValid(self):
                done(result)

        self.desk.jobs.read(work, take, partial(self._failed, asked), title)

    def _failed(self, asked: int, error: BaseException) -> None:
        if asked != self._asked or not isValid(self):
            return
        opened = self.opened
        unknown = isinstance(error, UserError) and error.reason is Reason.NO_SETTLEMENT_HEADER
        if unknown and opened is not None and opened.profile is None:
            self._preview(opened.path)
            return
        if opened is not None and opened.sheet is None:
            self.close_file()
        elif opened is not None:
            opened.choices.popitem()
        self.desk.complain(error)

    def _preview(self, path: Path) -> None:
        """The file's own columns: a mapping that was kept for such files, else the person's."""
        found: TablePreview | None = self.desk.attempt(lambda: settlement_previews.preview(path))
        if found is None:
            return
        opened = self.opened
        fresh = opened is not None and opened.sheet is None
        kept = settlement_previews.fitting(self.desk.store, found) if fresh else None
        if kept is not None:
            self.open_file(path, kept)
            return
        dialog = MappingDialog(self.desk, found, self.window())
        dialog.mapped.connect(partial(self.open_file, path))
        if fresh:
            dialog.rejected.connect(self.close_file)
        dialog.open()

    def _read(self, path: Path, read: Read) -> None:
        opened = self.opened
        if opened is None or opened.path != path:
            return
        opened.sheet = read.sheet
        self.groups.set_codes(())
        self._show(read)

    def _hold(self) -> None:
        """Holds the file against the ledger anew."""
        opened = self.opened
        if opened is None or opened.sheet is None:
            return
        sheet, asked, store = opened.sheet, self._asking(), self.desk.store

        def work(_track: Track) -> Read:
            found = settlements.reconcile(store, sheet, asked)
            return Read(sheet, found, rows(found))

        self._start(work, self._show)

    def _show(self, read: Read) -> None:
        if self.opened is None:
            return
        self.opened.found = read.found
        self._all = read.rows
        self._body.setCurrentIndex(1)
        self._say(read.found)
        self._list()

    def _say(self, found: Reconciliation) -> None:
        sheet = found.sheet
        self.about.setText(about(found))
        put_chip(
            self.balance,
            _("Balanced") if found.balanced else _("Not balanced"),
            Tone.GOOD if found.balanced else Tone.WARN,
        )
        self._warn(found)
        counts = Counter(row.group for row in self._all)
        for kind in Group:
            button = self.groups.chips[kind.value]
            button.setText(f"{_(WORDS[kind])} {counts[kind]:,}")
            button.setVisible(bool(counts[kind]))
        paying = [match for match in found.matches if match.enters]
        total_paid = amount(sum(match.amount or 0 for match in paying), sheet.currency)
        words = ngettext(
            "Enter %(count)s payment, %(amount)s",
            "Enter %(count)s payments, %(amount)s",
            len(paying),
        )
        self.apply_button.setText(words % {"count": len(paying), "amount": total_paid})
        self.apply_button.setEnabled(bool(paying) and not found.closed_months)

    def _warn(self, found: Reconciliation) -> None:
        lines = warnings(found)
        self.warning.setText("\n".join(lines))
        self.warning.setVisible(bool(lines))
        self.month.setVisible(bool(found.closed_months) or bool(self.month.currentData()))

    def _list(self) -> None:
        codes = self.groups.codes()
        chosen = self.view.rows_chosen()
        self.model.show_rows(row for row in self._all if not codes or row.group.value in codes)
        if not (chosen and self.view.choose(chosen[0].id)):
            self.view.selectRow(0)

    def _pick(self, row: ResultRow | None) -> None:
        self._side.setCurrentIndex(1 if row is not None else 0)
        if row is not None and self.opened is not None:
            choice = self.opened.choices.get(row.row or 0, Choice())
            self.card.show_row(row, choice)

    def _decide(self, row: int, choice: Choice) -> None:
        if self.opened is not None:
            self.opened.choices.pop(row, None)
            if choice != Choice():
                self.opened.choices[row] = choice
            self._hold()

    def _entered(self, done: Applied) -> None:
        words = ngettext(
            "%(count)s payment entered, %(amount)s.",
            "%(count)s payments entered, %(amount)s.",
            done.payments,
        )
        currency = self.currency.currentText()
        self.desk.say(words % {"count": done.payments, "amount": amount(done.amount, currency)})
        self.close_file()

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        for file in files[:1]:
            self.open_file(file)

    def _connect(self) -> None:
        self.choose_button.clicked.connect(self.choose)
        self.columns_button.clicked.connect(self.map_columns)
        self.close_button.clicked.connect(self.close_file)
        self.groups.changed.connect(self._list)
        self.view.picked.connect(self._pick)
        self.view.opened.connect(lambda row: self.claim_wanted.emit(row.claim) if row else None)
        self.card.chosen.connect(self._decide)
        self.card.claim_wanted.connect(self.claim_wanted)
        self.apply_button.clicked.connect(self.apply)
        self.month.activated.connect(lambda _place: self._hold())
        self.courier.changed.connect(self._again)
        self.currency.activated.connect(lambda _place: self._again())

    def _again(self) -> None:
        """Another courier or currency: the file is read as theirs."""
        if self.opened is not None:
            self.open_file(self.opened.path, self.opened.profile)

    def _build(self) -> None:
        self.currency.addItems(list(money.CURRENCIES))
        self.currency.setAccessibleName(_("Currency"))
        self.month.setAccessibleName(_("Book in the month"))
        self.month.addItem(_("each line in its own month"), "")
        first = month_locks.of(clock.today())
        self.month.addItem(_("all in %(month)s") % {"month": month(first)}, first)
        self.month.hide()
        bottom = Qt.AlignmentFlag.AlignBottom
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.courier)
        for part in (self.currency, self.choose_button, self.month):
            head.addWidget(part, 0, bottom)
        head.addStretch(1)
        self._body.addWidget(self._start_page())
        self._body.addWidget(self._result_page())
        boxes.page(self, boxes.stack(head, self._body, grows=self._body))

    def _start_page(self) -> QWidget:
        hint = Empty(
            _("Hold a courier's file against the ledger"),
            _("Choose or drop its settlement file or bill. Nothing changes until you enter it."),
            "compare",
            _("Choose the courier's file…"),
            self.choose,
        )
        layout = boxes.stack()
        layout.addWidget(empty_place(hint), 1)
        layout.addWidget(self.applied, 1)
        return boxes.held(layout)

    def _result_page(self) -> QWidget:
        hint = Empty(
            _("Choose a line"), _("What it says and what agrees is shown here."), "compare"
        )
        self._side.addWidget(empty_place(hint))
        self._side.addWidget(boxes.scrolling(self.card))
        head = boxes.line(self.balance, self.about, self.columns_button, self.close_button)
        head.setStretch(1, 1)
        bar = boxes.line(self.groups, None, self.apply_button)
        split = boxes.split(self.view, self._side, (840, 400))
        return boxes.held(boxes.stack(head, self.warning, bar, split, grows=split))
