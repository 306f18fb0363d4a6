"""The claims room: the ledger, quick entry, reconciliation, months, couriers, overview."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QTabBar, QVBoxLayout
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.services.store import Changes
from desktop_app.views.claims_couriers import CouriersPage
from desktop_app.views.claims_list import Wanted
from desktop_app.views.claims_months import MonthsPage
from desktop_app.views.claims_overview import OverviewPage
from desktop_app.views.claims_page import LedgerPage
from desktop_app.views.claims_quick import QuickPage
from desktop_app.views.claims_reconcile import ReconcilePage
from desktop_app.views.desk import Desk, Errand
from desktop_app.views.icons import icon
from desktop_app.views.tab import Tab
from desktop_app.views.theme import colours


class Page(IntEnum):
    """The pages, in the order in which they stand."""

    LEDGER = 0
    QUICK = 1
    RECONCILE = 2
    MONTHS = 3
    COURIERS = 4
    OVERVIEW = 5


_TITLES: dict[Page, str] = {
    Page.LEDGER: N_("Ledger"),
    Page.QUICK: N_("Quick entry"),
    Page.RECONCILE: N_("Reconcile"),
    Page.MONTHS: N_("Month's end"),
    Page.COURIERS: N_("Couriers"),
    Page.OVERVIEW: N_("Overview"),
}


class ClaimsTab(Tab):
    """Pages are made when they are first seen; each hears of changes by itself."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.ledger = LedgerPage(desk)
        self._made: dict[Page, Tab] = {Page.LEDGER: self.ledger}
        self.bar = QTabBar()
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setAccessibleName(_("Pages of the claims room"))
        for page, title in _TITLES.items():
            self.bar.addTab(_(title))
            keys = QKeySequence(f"Alt+{page + 1}").toString(QKeySequence.SequenceFormat.NativeText)
            self.bar.setTabToolTip(page, f"{_(title)} ({keys})")
        self.new = QPushButton(icon("add", colours().accent_text), _("New claim…"))
        self.new.setProperty("primary", True)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.ledger)
        self._build()
        self.bar.currentChanged.connect(lambda place: self.open_page(Page(place)))
        self.new.clicked.connect(self._begin)
        self.ledger.begun.connect(self.new.setDisabled)
        for page in Page:
            wish = QShortcut(QKeySequence(f"Alt+{page + 1}"), self)
            wish.activated.connect(lambda page=page: self.open_page(page).setFocus())

    @override
    def refresh(self, changes: Changes) -> None:
        """Nothing of its own to show."""

    @override
    def run_errand(self, errand: Errand) -> None:
        """``new`` and ``show`` are the ledger's; other acts and files go to their pages."""
        if errand.files or errand.what == "reconcile":
            self.open_page(Page.RECONCILE).run_errand(errand)
        elif errand.what == "quick":
            self.open_page(Page.QUICK).run_errand(errand)
        elif errand.what == "month":
            self.open_page(Page.MONTHS).run_errand(errand)
        elif errand.what == "courier":
            self.open_page(Page.COURIERS).run_errand(errand)
        else:
            self.open_page(Page.LEDGER).run_errand(errand)

    def open_page(self, page: Page) -> Tab:
        """Shows a page, making it the first time."""
        made = self._made.get(page)
        if made is None:
            made = self._made[page] = self._make(page)
            self.stack.addWidget(made)
        self.bar.setCurrentIndex(page)
        self.stack.setCurrentWidget(made)
        return made

    def _make(self, page: Page) -> Tab:
        if page is Page.QUICK:
            quick = QuickPage(self.desk)
            quick.listed.connect(self._list)
            return quick
        if page is Page.RECONCILE:
            reconcile = ReconcilePage(self.desk)
            reconcile.claim_wanted.connect(self._show)
            return reconcile
        if page is Page.MONTHS:
            months = MonthsPage(self.desk)
            months.claim_wanted.connect(self._show)
            return months
        if page is Page.OVERVIEW:
            overview = OverviewPage(self.desk)
            overview.listed.connect(self._list)
            return overview
        return CouriersPage(self.desk)

    def _show(self, no: str) -> None:
        if no:
            self.open_page(Page.LEDGER)
            self.ledger.show_claim(no)

    def _list(self, wanted: Wanted) -> None:
        self.open_page(Page.LEDGER)
        self.ledger.show_only(wanted)

    def _begin(self) -> None:
        self.open_page(Page.LEDGER)
        self.ledger.begin_new()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(6, 6, 12, 0)
        top.addWidget(self.bar, 1)
        top.addWidget(self.new)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.stack, 1)
