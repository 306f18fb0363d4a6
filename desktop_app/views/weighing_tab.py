"""The weighing room: one parcel, a day's batch, all checks, products, and the registers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from types import MappingProxyType
from typing import TypeVar

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.services.store import Changes
from desktop_app.views import boxes
from desktop_app.views.desk import Desk, Errand, Room
from desktop_app.views.tab import Tab
from desktop_app.views.weighing_batch import BatchPage
from desktop_app.views.weighing_bills import BillsPage
from desktop_app.views.weighing_checks import ChecksPage
from desktop_app.views.weighing_page import WeighPage
from desktop_app.views.weighing_parcels import ParcelsPage
from desktop_app.views.weighing_parts import roaming
from desktop_app.views.weighing_products import ProductsPage
from desktop_app.views.weighing_report_page import ReportPage
from desktop_app.views.weighing_stock_page import StockPage
from desktop_app.views.weighing_wrong import WrongPage

_Page = TypeVar("_Page", bound=Tab)
_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "weigh": N_("Weigh a parcel"),
        "batch": N_("Batch"),
        "checks": N_("Checks"),
        "products": N_("Products"),
        "wrong": N_("Wrong shipments"),
        "stock": N_("Stock lines"),
        "parcels": N_("Problem and returned parcels"),
        "report": N_("Where mistakes come from"),
        "bills": N_("Courier bills"),
    }
)


class WeighingTab(Tab):
    """Pages are built when first seen, and hear of changes by themselves."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.bar, self.stack = QTabBar(), QStackedWidget()
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setAccessibleName(_("Pages of the weighing room"))
        self._made: dict[str, QWidget] = {}
        for place, title in enumerate(_TITLES.values()):
            self.bar.addTab(_(title))
            keys = QKeySequence(f"Alt+{place + 1}")
            shown = keys.toString(QKeySequence.SequenceFormat.NativeText)
            self.bar.setTabToolTip(place, f"{_(title)} ({shown})")
            QShortcut(keys, self).activated.connect(partial(self.bar.setCurrentIndex, place))
        self.bar.setUsesScrollButtons(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        top = boxes.line(self.bar)
        top.setContentsMargins(6, 6, 12, 0)
        layout.addLayout(top)
        layout.addWidget(self.stack, 1)
        self.bar.currentChanged.connect(lambda _place: self.current())
        self.current()

    @cached_property
    def weigh(self) -> WeighPage:
        page = self._built("weigh", WeighPage)
        page.report_wanted.connect(self._report)
        return page

    @cached_property
    def batch(self) -> BatchPage:
        page = self._built("batch", BatchPage)
        page.report_wanted.connect(self._report)
        return page

    @cached_property
    def checks(self) -> ChecksPage:
        page = self._built("checks", ChecksPage)
        page.report_wanted.connect(self._report)
        page.weigh_wanted.connect(self._weigh)
        return page

    @cached_property
    def products(self) -> ProductsPage:
        return self._built("products", ProductsPage)

    @cached_property
    def wrong(self) -> WrongPage:
        return self._built("wrong", WrongPage)

    @cached_property
    def stock(self) -> StockPage:
        page = self._built("stock", StockPage)
        page.wrong_wanted.connect(self._show_wrong)
        return page

    @cached_property
    def parcels(self) -> ParcelsPage:
        return self._built("parcels", ParcelsPage)

    @cached_property
    def report(self) -> ReportPage:
        page = self._built("report", ReportPage)
        page.wrong_wanted.connect(self._show_wrong)
        return page

    @cached_property
    def bills(self) -> BillsPage:
        return self._built("bills", BillsPage)

    def current(self) -> Tab:
        """The page that is seen."""
        name = list(_TITLES)[self.bar.currentIndex()]
        page: Tab = getattr(self, name)
        self.stack.setCurrentWidget(self._made[name])
        return page

    def open(self, name: str) -> Tab:
        """Shows a page: weigh, batch, checks, products, wrong, stock, parcels, report or bills."""
        self.bar.setCurrentIndex(list(_TITLES).index(name))
        return self.current()

    @override
    def refresh(self, changes: Changes) -> None:
        """Nothing of its own to show."""

    @override
    def run_errand(self, errand: Errand) -> None:
        """``new`` weighs a parcel, ``show`` lists the checks of a number.

        A ``kind`` names another page, as `open` does.
        """
        usual = "checks" if errand.what == "show" and errand.thing else "weigh"
        self.open(errand.kind if errand.kind in _TITLES else usual).run_errand(errand)

    @override
    def take_scan(self, number: str) -> bool:
        return self.current().take_scan(number)

    def _built(self, name: str, build: Callable[[Desk], _Page]) -> _Page:
        page = build(self.desk)
        self._made[name] = roaming(page)
        self.stack.addWidget(self._made[name])
        return page

    def _report(self, check_id: int, explanation: int) -> None:
        """From a weight check to the register, with its goods filled in."""
        self.open("wrong")
        self.wrong.begin_from(check_id, explanation)

    def _show_wrong(self, text: str) -> None:
        """The wrong shipments with a number or a product."""
        self.run_errand(Errand(Room.WEIGHING, "show", text, "wrong"))

    def _weigh(self, number: str) -> None:
        self.run_errand(Errand(Room.WEIGHING, "new", number))
