"""The claims room: the ledger, quick entry, reconciliation, months, couriers, overview."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QTabBar, QVBoxLayout
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.services.store import Changes
from desktop_app.views.claims_page import LedgerPage
from desktop_app.views.desk import Desk, Errand
from desktop_app.views.icons import icon
from desktop_app.views.tab import Tab
from desktop_app.views.theme import colours


class ClaimsTab(Tab):
    """Pages are made when they are first seen; each hears of changes by itself."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.ledger = LedgerPage(desk)
        self._makers: list[Callable[[], Tab]] = [lambda: self.ledger]
        self._made: dict[int, Tab] = {}
        self.bar = QTabBar()
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setAccessibleName(_("Pages of the claims room"))
        for title in (_("Ledger"),):
            self.bar.addTab(title)
        self.new = QPushButton(icon("add", colours().accent_text), _("New claim…"))
        self.new.setProperty("primary", True)
        self.stack = QStackedWidget()
        self._build()
        self.bar.currentChanged.connect(self.open_page)
        self.new.clicked.connect(self._begin)
        self.ledger.begun.connect(self.new.setDisabled)
        self.open_page(0)

    @override
    def refresh(self, changes: Changes) -> None:
        """Nothing of its own to show."""

    @override
    def run_errand(self, errand: Errand) -> None:
        """``new`` and ``show`` are the ledger's."""
        self.open_page(0)
        self.ledger.run_errand(errand)

    def open_page(self, place: int) -> Tab:
        """Shows a page, making it the first time."""
        page = self._made.get(place)
        if page is None:
            page = self._made[place] = self._makers[place]()
            self.stack.addWidget(page)
        self.bar.setCurrentIndex(place)
        self.stack.setCurrentWidget(page)
        return page

    def _begin(self) -> None:
        self.open_page(0)
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
