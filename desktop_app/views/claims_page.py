"""The ledger: the list of claims, and beside it one of them, several, or a new one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.core.kinds import Topic
from desktop_app.services.claim_lists import ClaimRow
from desktop_app.services.store import Changes
from desktop_app.views.claims_batch import BatchPanel
from desktop_app.views.claims_list import LedgerList, Wanted
from desktop_app.views.claims_new import NewClaim
from desktop_app.views.claims_panel import ClaimPanel
from desktop_app.views.desk import Desk, Errand
from desktop_app.views.list_pane import Empty, empty_place
from desktop_app.views.tab import Tab

_NOTHING, _ONE, _MANY, _NEW = range(4)


class LedgerPage(Tab):
    """`begun` tells whether a new claim is being written."""

    topics = frozenset({Topic.CLAIMS, Topic.COURIERS, Topic.PHOTOS, Topic.SETTINGS})
    begun = Signal(bool)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        empty = Empty(
            _("No claim was written yet"),
            _("When a courier loses or damages a parcel, write down product and amount at once."),
            "claims",
            _("New claim…"),
            self.begin_new,
        )
        self.list = LedgerList(desk, empty)
        self.panel = ClaimPanel(desk)
        self.batch = BatchPanel(desk)
        self.new = NewClaim(desk)
        self.side = QStackedWidget()
        self._wanted = ""
        self._build()
        self._connect()
        self.setFocusProxy(self.list.view)

    @override
    def refresh(self, changes: Changes) -> None:
        self.list.renew()
        self.list.reload()
        if not changes.topics or self.side.currentIndex() == _ONE:
            self.panel.refresh()

    @override
    def run_errand(self, errand: Errand) -> None:
        """``new`` begins a claim on a number, ``show`` shows one by its number."""
        if errand.what == "new":
            self.begin_new(errand.thing)
        elif errand.thing:
            self.show_claim(errand.thing)

    def begin_new(self, number: str = "") -> None:
        """Opens an empty form, or one filled from a number."""
        if self.panel.settle():
            self.side.setCurrentIndex(_NEW)
            self.begun.emit(True)
            self.new.begin(number)

    def show_claim(self, no: str) -> None:
        """Shows a claim by its number, in the list too; filters that hide it are turned off."""
        if not self.panel.show_claim(no):
            return
        self._turn(_ONE)
        claim = self.panel.claim
        if claim is not None and not self.list.view.choose(claim.row.id):
            self._wanted = no
            self.list.clear_filters()

    def show_only(self, wanted: Wanted) -> None:
        """Lists the claims behind a figure elsewhere."""
        self.list.show_only(wanted)

    def _filled(self) -> None:
        """The list has come: the claim that was asked for is chosen in it."""
        claim = self.panel.claim
        if self._wanted and claim is not None and claim.no == self._wanted:
            self._wanted = ""
            self.list.view.choose(claim.row.id)

    def _choose(self) -> None:
        chosen = self.list.view.ids_chosen()
        if self.side.currentIndex() == _NEW and self.new.found is not None and not chosen:
            return
        if len(chosen) > 1:
            if self.panel.settle():
                self._turn(_MANY)
                self.batch.show_ids(chosen)
        elif chosen:
            row = self.list.model.row_at(self.list.model.place_of(chosen[0]))
            self._show_row(row)

    def _show_row(self, row: ClaimRow | None) -> None:
        if row is None:
            return
        if row.no == self.panel.no and self.side.currentIndex() == _ONE:
            return
        before = self.panel.claim
        if self.panel.show_claim(row.no):
            self._turn(_ONE)
        elif before is not None:
            self.list.view.choose(before.row.id)

    def _turn(self, page: int) -> None:
        self.side.setCurrentIndex(page)
        self.begun.emit(page == _NEW)

    def _leave_new(self) -> None:
        self._turn(_ONE if self.panel.claim is not None else _NOTHING)
        self.list.view.setFocus()

    def _back(self) -> None:
        """Esc: out of what is open, then back to the list."""
        if self.side.currentIndex() == _NEW:
            self._leave_new()
        elif not self.panel.close_form():
            self.list.view.setFocus()

    def _connect(self) -> None:
        self.list.view.selectionModel().selectionChanged.connect(lambda *_sides: self._choose())
        self.list.opened.connect(lambda _row: self.panel.amount.field.edit.setFocus())
        self.list.filled.connect(self._filled)
        self.new.written.connect(self.show_claim)
        self.new.left.connect(self._leave_new)
        self.panel.replaced.connect(self.show_claim)
        keys = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self._back)

    def _build(self) -> None:
        hint = Empty(
            _("Choose a claim"),
            _("Its fields, evidence, payments and next steps are shown here."),
            "claims",
        )
        for part in (empty_place(hint), self.panel, self.batch, self.new):
            self.side.addWidget(part)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.list)
        split.addWidget(self.side)
        split.setChildrenCollapsible(False)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 1)
        split.setSizes([610, 640])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(split)
