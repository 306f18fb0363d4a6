"""A room of several pages: a bar above, each page built when it is first seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QTabBar, QVBoxLayout
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.services.store import Changes
from desktop_app.views.desk import Desk, Errand
from desktop_app.views.tab import Tab

Build = Callable[[Desk], Tab]


class PagedTab(Tab):
    """Subclasses name their ``PAGES``: title (marked by N_) and builder by name, as they stand.

    Each page is a `Tab`: it hears of changes by itself. A builder imports its page's module, so
    that a room costs no more than the page that is seen. Alt+1 … Alt+9 open the pages.
    """

    PAGES: ClassVar[Mapping[str, tuple[str, Build]]] = {}

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__(desk)
        self._made: dict[str, Tab] = {}
        self.bar = QTabBar()
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setAccessibleName(name)
        self.stack = QStackedWidget()
        self._corner = QHBoxLayout()
        self._build()
        for place, (title, _builder) in enumerate(self.PAGES.values()):
            keys = QKeySequence(f"Alt+{place + 1}")
            shown = keys.toString(QKeySequence.SequenceFormat.NativeText)
            self.bar.addTab(_(title))
            self.bar.setTabToolTip(place, f"{_(title)} ({shown})")
            QShortcut(keys, self).activated.connect(
                lambda place=place: self.open(list(self.PAGES)[place]).setFocus()
            )
        self.bar.currentChanged.connect(lambda place: self.open(list(self.PAGES)[place]))
        if self.PAGES:
            self.open(next(iter(self.PAGES)))

    def open(self, name: str) -> Tab:
        """Shows a page, building it the first time."""
        page = self._made.get(name)
        if page is None:
            page = self._made[name] = self.PAGES[name][1](self.desk)
            self.stack.addWidget(page)
            self.page_made(name, page)
        self.bar.setCurrentIndex(list(self.PAGES).index(name))
        self.stack.setCurrentWidget(page)
        self.updateGeometry()
        return page

    def current(self) -> Tab:
        """The page that is seen."""
        return self._made[list(self.PAGES)[self.bar.currentIndex()]]

    def page_made(self, name: str, page: Tab) -> None:
        """For subclasses: a page was built, and its signals can be connected."""

    def set_primary(self, button: QPushButton) -> None:
        """Puts the room's one primary button at the end of the bar."""
        button.setProperty("primary", True)
        self._corner.addWidget(button)

    @override
    def refresh(self, changes: Changes) -> None:
        """Nothing of its own to show."""

    @override
    def run_errand(self, errand: Errand) -> None:
        """The errand's ``kind`` names the page; without one it is the first page's."""
        name = errand.kind if errand.kind in self.PAGES else next(iter(self.PAGES))
        self.open(name).run_errand(errand)

    @override
    def wanted_room(self) -> QSize:
        return self.current().wanted_room() + QSize(0, self.bar.sizeHint().height())

    @override
    def take_scan(self, number: str) -> bool:
        return self.current().take_scan(number)

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(6, 6, 12, 0)
        top.addWidget(self.bar, 1)
        top.addLayout(self._corner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.stack, 1)
