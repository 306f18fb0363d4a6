"""The weighing room: one parcel, a day's batch, all checks, products, and the two registers."""

from __future__ import annotations

from PySide6.QtWidgets import QTabWidget, QVBoxLayout
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.services.store import Changes
from desktop_app.views.desk import Desk, Errand, Room
from desktop_app.views.tab import Tab
from desktop_app.views.weighing_batch import BatchPage
from desktop_app.views.weighing_checks import ChecksPage
from desktop_app.views.weighing_page import WeighPage
from desktop_app.views.weighing_parcels import ParcelsPage
from desktop_app.views.weighing_products import ProductsPage
from desktop_app.views.weighing_wrong import WrongPage


class WeighingTab(Tab):
    """Each page hears of changes by itself; the tab only passes errands on."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.weigh = WeighPage(desk)
        self.batch = BatchPage(desk)
        self.checks = ChecksPage(desk)
        self.products = ProductsPage(desk)
        self.wrong = WrongPage(desk)
        self.parcels = ParcelsPage(desk)
        self._named: dict[str, Tab] = {
            "batch": self.batch,
            "products": self.products,
            "wrong": self.wrong,
            "parcels": self.parcels,
        }
        self.pages = QTabWidget()
        self.pages.setDocumentMode(True)
        for page, title in (
            (self.weigh, _("Weigh a parcel")),
            (self.batch, _("Batch")),
            (self.checks, _("Checks")),
            (self.products, _("Products")),
            (self.wrong, _("Wrong shipments")),
            (self.parcels, _("Problem and returned parcels")),
        ):
            self.pages.addTab(page, title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.pages)
        self.checks.weigh_wanted.connect(self._weigh)
        for page in (self.weigh, self.batch, self.checks):
            page.report_wanted.connect(self._report)

    @override
    def refresh(self, changes: Changes) -> None:
        """Nothing of its own to show."""

    @override
    def run_errand(self, errand: Errand) -> None:
        """``new`` weighs a parcel, ``show`` lists the checks of a number.

        A `kind` names another page: ``batch``, ``products``, ``wrong``, ``parcels``.
        """
        page = self._named.get(errand.kind)
        if page is None:
            page = self.checks if errand.what == "show" and errand.thing else self.weigh
        self.pages.setCurrentWidget(page)
        page.run_errand(errand)

    def _report(self, check_id: int, explanation: int) -> None:
        """From a weight check to the register, with its goods filled in."""
        self.pages.setCurrentWidget(self.wrong)
        self.wrong.begin_from(check_id, explanation)

    def _weigh(self, number: str) -> None:
        self.run_errand(Errand(Room.WEIGHING, "new", number))
