"""All goods to take off stock or put back (下架登记, R5), wherever they come from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout
from typing_extensions import override

from desktop_app.core import dates
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import StockMove, Topic
from desktop_app.core.labels import label
from desktop_app.services import stock_lines
from desktop_app.services.stock_lines import StockRow
from desktop_app.services.store import Changes
from desktop_app.views.desk import Desk, Errand, Room
from desktop_app.views.list_pane import Empty, FilterChips, Find, ListPane
from desktop_app.views.rows_model import Column, RowsModel
from desktop_app.views.tab import Tab
from desktop_app.views.theme import Tone


def _done(row: StockRow) -> str:
    if row.done_at is None:
        return _("To do")
    return _("done %(when)s") % {"when": dates.moment(row.done_at)}


_COLUMNS = (
    Column[StockRow](
        "done",
        N_("State"),
        _done,
        140,
        tone=lambda row: Tone.GOOD if row.done_at else Tone.WARN,
    ),
    Column[StockRow](
        "move",
        N_("What to do"),
        lambda row: label(row.move),
        116,
        tone=lambda row: Tone.BAD if row.move is StockMove.DEDUCT else Tone.INFO,
    ),
    Column[StockRow]("sku", N_("SKU"), lambda row: row.sku, 130),
    Column[StockRow]("title", N_("Item"), lambda row: row.title, 260),
    Column[StockRow]("pieces", N_("Pieces"), lambda row: str(row.quantity), 70, right=True),
    Column[StockRow]("wrong", N_("Register no."), lambda row: row.wrong_no, 140),
    Column[StockRow]("case", N_("Case"), lambda row: row.case_no, 132),
    Column[StockRow]("entered", N_("Entered"), lambda row: dates.moment(row.entered_at), 112),
    Column[StockRow]("who", N_("By"), lambda row: row.who, 90),
)


class StockPage(Tab):
    """Enter or the button marks what is chosen as done; again takes the mark back."""

    topics = frozenset({Topic.STOCK, Topic.WRONG_SHIPMENTS, Topic.CASES, Topic.PRODUCTS})
    wrong_wanted = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.state = FilterChips(_("State"), [("all", _("With those done"))])
        nothing = Empty(
            _("Nothing to take off stock"),
            _("What went out wrongly is entered here when a wrong shipment is verified."),
            "check",
        )
        model = RowsModel(_COLUMNS, partial(stock_lines.rows, desk.store), self)
        self.list = ListPane(desk, "stock", model, self._find, nothing)
        self.list.view.setAccessibleName(_("Stock lines"))
        self.done_button = QPushButton(_("Done"))
        self.done_button.setProperty("primary", True)
        self.done_button.clicked.connect(self._mark)
        self.source_button = QPushButton(_("Where it comes from"))
        self.source_button.clicked.connect(self._go_to_source)
        self.list.add_filters(self.state)
        self.list.bar.addWidget(self.source_button)
        self.list.bar.addWidget(self.done_button)
        self.list.opened.connect(lambda _row: self._mark())
        self.list.view.selectionModel().selectionChanged.connect(lambda *_both: self._show())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(self.list)
        self._show()

    @override
    def refresh(self, changes: Changes) -> None:
        self.list.reload()

    @override
    def run_errand(self, errand: Errand) -> None:
        """Shows what is still to do."""
        self.list.clear_filters()

    def _find(self) -> Find:
        store, text = self.desk.store, self.list.text().casefold()
        with_done = bool(self.state.codes())

        def work() -> Sequence[int]:
            found = stock_lines.listed(store, with_done=with_done)
            return [row.id for row in found if text in _words(row)]

        return work

    def _show(self) -> None:
        rows = self.list.view.rows_chosen()
        back = bool(rows) and all(row.done_at for row in rows)
        self.done_button.setEnabled(bool(rows))
        self.done_button.setText(_("Not done yet") if back else _("Done"))
        self.source_button.setEnabled(len(rows) == 1)

    def _mark(self) -> None:
        rows = self.list.view.rows_chosen()
        done = not all(row.done_at for row in rows)
        store = self.desk.store

        def mark() -> None:
            with store.transaction():
                for row in rows:
                    stock_lines.mark_done(store, row.id, done=done)

        self.desk.attempt(mark)

    def _go_to_source(self) -> None:
        row = self.list.row()
        if row is not None and row.wrong_no:
            self.wrong_wanted.emit(row.wrong_no)
        elif row is not None:
            self.desk.go(Room.CASES, "show", row.case_no)


def _words(row: StockRow) -> str:
    return " ".join((row.sku, row.title, row.wrong_no, row.case_no, row.who)).casefold()
