"""The one register 《售后单据》 (R24): all documents in one sheet, as people like to look at it."""

from __future__ import annotations

from array import array
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout
from shiboken6 import isValid
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.core.kinds import RegisterDoc, Topic
from desktop_app.core.track import Track
from desktop_app.services import desk_register
from desktop_app.services.desk_register import Total
from desktop_app.services.register_filters import RegisterFilter
from desktop_app.services.store import Changes
from desktop_app.views import register_new
from desktop_app.views.case_tools import CaseTools
from desktop_app.views.desk import Desk, Errand
from desktop_app.views.list_pane import Empty, empty_place
from desktop_app.views.register_model import RegisterModel
from desktop_app.views.register_new import NewLine
from desktop_app.views.register_paper import PaperButton
from desktop_app.views.register_saved import SavedRegisters
from desktop_app.views.register_totals import TotalsLine
from desktop_app.views.register_writing import RegisterWriting
from desktop_app.views.tab import Tab

_PAUSE_MS = 250
_GRID, _NOTHING = range(2)


class RegisterPage(Tab):
    """Looked through, filtered, written in place; what is new is entered in the rooms' forms."""

    least = (600, 320)
    topics = frozenset(
        {
            *(Topic.CASES, Topic.WRONG_SHIPMENTS, Topic.PARCELS, Topic.CLAIMS),
            *(Topic.ORDERS, Topic.BUYERS, Topic.STOCK),
        }
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._asked = 0
        self._sort: tuple[str, bool] = ("", True)
        self._late: array[int] | None = None
        self.model = RegisterModel(desk.store, self)
        self.writing = RegisterWriting(desk, self.model, self)
        self.grid = self.writing.grid
        self.search = QLineEdit()
        self.saved = SavedRegisters(desk, self._narrowing)
        self.columns = QPushButton(_("Columns") + " ▾")
        self.paper = PaperButton(desk, lambda: (self.model.ids, self.grid.names()))
        self.new = NewLine(desk)
        self.tools = CaseTools(self.writing.history.stack, self)
        self.all = QPushButton(_("Show all"))
        self.totals = TotalsLine()
        self._place = QStackedWidget()
        self._build()
        self._connect()

    @override
    def refresh(self, changes: Changes) -> None:
        self.reload()

    @override
    def run_errand(self, errand: Errand) -> None:
        """``show`` finds a number, or anything else, among all documents."""
        if errand.thing:
            self._show_view(RegisterFilter(errand.thing), ("", True))
        self.grid.setFocus()

    def wanted(self) -> RegisterFilter:
        """What the search line and the filter row say."""
        return RegisterFilter(self.search.text().strip(), self.grid.wanted())

    def reload(self) -> None:
        """Fetches the list anew; the latest request wins, and those before it are left out."""
        self._asked += 1
        asked, wanted, store = self._asked, self.wanted(), self.desk.store
        key, down = self._sort if self._sort[0] else ("date", True)
        self.all.setVisible(wanted.narrowed())

        def work(_track: Track) -> array[int]:
            if asked != self._asked:
                return array("q")
            return desk_register.ids(store, wanted, key, down=down)

        self.desk.read(work, partial(self._take, asked, wanted))

    def show_all(self) -> None:
        """Turns all filters off."""
        self._show_view(RegisterFilter(), self._sort)

    # What is shown.

    def _take(self, asked: int, wanted: RegisterFilter, ids: array[int]) -> None:
        if asked != self._asked or not isValid(self):
            return
        if self.grid.editing.on:
            self._late = ids  # nothing moves under a cell that is being written
            return
        self._late = None
        self._exchange(ids)
        self.grid.fit_numbers()
        self._place.setCurrentIndex(_GRID if ids or wanted.narrowed() else _NOTHING)
        self.paper.setEnabled(bool(ids))
        self._follow()
        self._reckon(asked, wanted)

    def _reckon(self, asked: int, wanted: RegisterFilter) -> None:
        """The totals come after the list: beside it they would slow it down."""
        store = self.desk.store

        def work(_track: Track) -> list[Total]:
            return desk_register.totals(store, wanted) if asked == self._asked else []

        self.desk.read(work, partial(self._add_up, asked))

    def _exchange(self, ids: array[int]) -> None:
        """Shows other ids; the current cell stays on its document."""
        cursor, bar = self.grid.cursor_, self.grid.main.verticalScrollBar()
        if ids == self.model.ids:
            self.model.forget()
            return
        row, column = self.model.row_at(cursor.row), cursor.column
        scrolled = bar.value()
        self.model.set_ids(ids)
        place = self.model.place_of(row.id) if row is not None else -1
        bar.setValue(scrolled)
        if place >= 0:
            cursor.to(place, column)
        elif ids:
            cursor.to(0, max(column, 0))

    def _add_up(self, asked: int, totals: list[Total]) -> None:
        if asked == self._asked and isValid(self):
            self.totals.show_totals(totals)

    def _follow(self) -> None:
        """The line below tells of the current cell and of the block."""
        cursor = self.grid.cursor_
        row = self.model.row_at(cursor.row) if cursor.valid else None
        self.totals.show_cell(self.model, row, max(cursor.column, 0))
        self.totals.show_block(self.model, cursor.block())

    def _edited(self) -> None:
        if self._late is not None:
            QTimer.singleShot(0, self, self.reload)

    def _sort_by(self, key: str, down: bool) -> None:  # noqa: FBT001 - Qt's signal
        self._sort = (key, down)
        self.reload()

    def _narrowing(self) -> tuple[RegisterFilter, tuple[str, bool]]:
        return self.wanted(), self._sort

    def _show_view(self, wanted: RegisterFilter, sort: tuple[str, bool]) -> None:
        self.search.blockSignals(True)
        self.search.setText(wanted.text)
        self.search.blockSignals(False)
        self.grid.set_wanted(dict(wanted.cells))
        self._sort = sort
        self.grid.sort_by(sort[0], descending=sort[1])
        self.reload()

    def _build(self) -> None:
        self.setFocusProxy(self.grid.main)
        self.search.setPlaceholderText(_("Search"))
        self.search.setAccessibleName(_("Search in the register"))
        self.search.setProperty("search", True)
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(260)
        self.all.setProperty("filter", True)
        self.all.hide()
        self.tools.show_for(narrowed=False, rows=0)
        self.paper.setShortcut("Ctrl+P")
        self.paper.setToolTip(_("Preview, print or save (Ctrl+P)"))
        self.search.setToolTip(_("Any part of words and numbers, and pinyin initials"))
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(self.search, 1)
        bar.addWidget(self.all)
        bar.addStretch(1)
        for part in (self.tools, self.saved, self.columns, self.paper, self.new):
            bar.addWidget(part)
        self.columns.clicked.connect(self._offer_columns)
        nothing = Empty(
            _("The register is empty"),
            _("Cases, wrong shipments, parcels and claims stand together here."),
            "reports",
            _("New case…"),
            lambda: register_new.begin(self.desk, RegisterDoc.CASE),
        )
        self._place.addWidget(self.grid)
        self._place.addWidget(empty_place(nothing))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(8)
        layout.addLayout(bar)
        layout.addWidget(self._place, 1)
        for below in (self.writing.clash, self.writing.preview, self.totals):
            layout.addWidget(below)

    def _offer_columns(self) -> None:
        below = self.columns.mapToGlobal(self.columns.rect().bottomLeft())
        self.grid.column_menu(self.columns).exec(below)

    def _connect(self) -> None:
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_PAUSE_MS)
        self._typing.timeout.connect(self.reload)
        self.search.textChanged.connect(lambda _text: self._typing.start())
        self.search.returnPressed.connect(self.grid.setFocus)
        self.all.clicked.connect(lambda _checked=False: self.show_all())
        self.saved.wanted.connect(self._show_view)
        self.grid.filtered.connect(self.reload)
        self.grid.sort_wanted.connect(self._sort_by)
        self.grid.cursor_.moved.connect(self._follow)
        self.grid.editing.ended.connect(lambda _down, _right: self._edited())
        self.writing.written.connect(self._follow)
        self.writing.also["new"] = self.new.showMenu
