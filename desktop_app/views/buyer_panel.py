"""A buyer's page beside the list: head, a glance, and all that belongs to the buyer."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop_app.core.i18n import _
from desktop_app.core.track import Track
from desktop_app.services import buyer_hints, buyer_likeness, buyer_pages, settings
from desktop_app.services.buyer_hints import Hint, HintKind
from desktop_app.services.buyer_likeness import Alike
from desktop_app.services.buyer_pages import BuyerPage
from desktop_app.views import boxes
from desktop_app.views.buyer_head import BuyerHead
from desktop_app.views.buyer_overview import ContactCard, FiguresCard, HintsCard, PersonCard
from desktop_app.views.buyer_photos import BuyerPhotos
from desktop_app.views.buyer_rows import BuyerRows
from desktop_app.views.buyer_sources import sources
from desktop_app.views.buyer_words import hint
from desktop_app.views.desk import Desk

_ORDERS, _CASES, _PHOTOS = 1, 2, 3
_Found = tuple[BuyerPage, list[Hint]]


class BuyerPanel(QWidget):
    """All of it comes from jobs, the latest request wins. The wishes ask for forms."""

    merge_wanted = Signal(int, int)
    erase_wanted = Signal(int)
    shown = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._asked = 0
        self.wanted = 0
        self._unmasked = 0
        self.page: BuyerPage | None = None
        self.head = BuyerHead(desk)
        self.figures, self.hints = FiguresCard(), HintsCard()
        self.person, self.contact = PersonCard(desk), ContactCard(desk)
        self.photos = BuyerPhotos(desk)
        self.lists = {source.name: BuyerRows(desk, source) for source in sources()}
        self.bar = QTabBar()
        self.stack = QStackedWidget()
        self._titles: list[str] = []
        self._stale: set[int] = set()
        self._build()
        self._connect()

    def show_buyer(self, buyer_id: int) -> None:
        """Shows a buyer by row id; what is typed and which list is open stay for the same one."""
        if buyer_id != self.wanted:
            self._unmasked = 0
        self.wanted = buyer_id
        self._asked += 1
        store, masked = self._desk.store, None if self._unmasked != buyer_id else False

        def work(_track: Track) -> _Found:
            page = buyer_pages.show(store, buyer_id, masked=masked)
            return page, buyer_hints.of(store, page.id)

        self._desk.read(work, partial(self._take, self._asked))

    def reload(self) -> None:
        """Shows the same buyer as it is now."""
        if self.wanted:
            self.show_buyer(self.wanted)

    def open_list(self, place: int) -> None:
        """Shows one of the lists, or the glance (0)."""
        self.bar.setCurrentIndex(place)

    def open_hint(self, found: Hint) -> None:
        """Shows the rows behind a fact."""
        if found.kind is HintKind.PHOTO_ELSEWHERE:
            self.open_list(_PHOTOS)
            self.photos.show_only(frozenset(one.id for one in found.photos))
        else:
            self.open_list(_CASES)
            self.lists["cases"].show_only(found.cases, hint(found))

    def _take(self, asked: int, found: _Found) -> None:
        if asked != self._asked or not isValid(self):
            return
        page, hints = found
        another = self.page is None or self.page.id != page.id
        self.page = page
        self.head.show_page(page)
        self.figures.show_page(page)
        self.person.show_page(page, another=another)
        self.hints.show_hints(hints)
        hidden = settings.get(self._desk.store, settings.MASK_ON_SCREEN)
        self.contact.show_page(page, hidden=hidden and self._unmasked != page.id)
        self._retitle(page)
        self._stale = set(range(1, self.stack.count()))
        if another:
            self.bar.setCurrentIndex(0)
        self._fill_page()
        self._look_further(page, asked)

    def _look_further(self, page: BuyerPage, asked: int) -> None:
        """Facts for which all orders and photos are looked at come when they are found."""
        store = self._desk.store
        if page.masked or page.erased_at is not None:
            return
        self._desk.read(
            lambda _track: buyer_likeness.of(store, page.id), partial(self._take_alike, asked)
        )
        if page.photos:
            self._desk.read(
                lambda track: buyer_hints.photos_elsewhere(store, page.id, track),
                partial(self._take_photo_hint, asked),
            )

    def _take_alike(self, asked: int, found: list[Alike]) -> None:
        if asked == self._asked and isValid(self):
            self.person.show_alike(found)

    def _take_photo_hint(self, asked: int, found: Hint | None) -> None:
        if asked == self._asked and isValid(self):
            self.hints.add(found)

    def _fill_page(self) -> None:
        place = self.bar.currentIndex()
        self.stack.setCurrentIndex(place)
        if self.page is None or place not in self._stale:
            return
        self._stale.discard(place)
        part = self.stack.widget(place)
        if part is self.photos:
            self.photos.show_buyer(self.page.id, self.page.buyer_id)
        elif isinstance(part, BuyerRows):
            part.show_buyer(self.page.id)

    def _retitle(self, page: BuyerPage) -> None:
        counts = (0, page.orders, page.cases, page.photos, page.claims, page.wrong)
        for place, count in enumerate((*counts, page.messages, page.revisits)):
            title = self._titles[place]
            self.bar.setTabText(place, f"{title} {count}" if count else title)

    def _show_unmasked(self) -> None:
        self._unmasked = self.wanted
        self.reload()

    def _build(self) -> None:
        self.bar.setExpanding(False)
        self.bar.setDrawBase(False)
        self.bar.setUsesScrollButtons(True)
        self.bar.setAccessibleName(_("Parts of the buyer's page"))
        glance = boxes.stack(self.figures, self.hints, self.person, self.contact, None, spacing=10)
        glance.setContentsMargins(0, 0, 6, 12)
        self._add(_("Glance"), boxes.scrolling(boxes.held(glance)))
        rows = self.lists
        self._add(_("Orders"), rows["orders"])
        self._add(_("Cases"), rows["cases"])
        self._add(_("Photos"), self.photos)
        self._add(_("Claims"), rows["claims"])
        self._add(_("Wrong"), rows["wrong"])
        self.bar.setTabToolTip(5, _("Wrong shipments"))
        self._add(_("Messages"), rows["messages"])
        self._add(_("Revisits"), rows["revisits"])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self.head)
        layout.addWidget(self.bar)
        layout.addWidget(self.stack, 1)

    def _add(self, title: str, part: QWidget) -> None:
        self.bar.addTab(title)
        self._titles.append(title)
        self.stack.addWidget(part)

    def _connect(self) -> None:
        self.bar.currentChanged.connect(lambda _place: self._fill_page())
        self.hints.opened.connect(self.open_hint)
        self.head.changed.connect(self.reload)
        self.contact.changed.connect(self.reload)
        self.contact.unmasked.connect(self._show_unmasked)
        self.person.changed.connect(self.reload)
        self.person.shown.connect(self.shown)
        self.person.merge_wanted.connect(lambda other: self.merge_wanted.emit(self.wanted, other))
        self.head.merge_wanted.connect(lambda: self.merge_wanted.emit(self.wanted, 0))
        self.head.erase_wanted.connect(lambda: self.erase_wanted.emit(self.wanted))
