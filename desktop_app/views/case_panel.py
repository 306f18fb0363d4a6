"""A case beside the list: its head, and pages of what belongs to it."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from desktop_app.core.i18n import _
from desktop_app.services import cases, checklists
from desktop_app.services.cases import CaseDetail
from desktop_app.views import boxes
from desktop_app.views.case_cards import (
    ActsRow,
    ChecksCard,
    ClaimsCard,
    OrderCard,
    StepsCard,
    TimelineCard,
)
from desktop_app.views.case_clash import ClashCard
from desktop_app.views.case_family import FamilyCard
from desktop_app.views.case_finding import FindingCard
from desktop_app.views.case_goods import GoodsCard, StockCard
from desktop_app.views.case_head import CaseHead
from desktop_app.views.case_history import CaseHistory, Clash
from desktop_app.views.case_lessons import LessonCard, LessonsCard
from desktop_app.views.case_marks_card import FollowCard, MarksCard, SatisfactionCard
from desktop_app.views.case_money import CostsCard
from desktop_app.views.case_names import CaseNames
from desktop_app.views.case_note import NoteCard
from desktop_app.views.case_offers import OffersCard
from desktop_app.views.case_parcels import ParcelsCard
from desktop_app.views.case_replies import RepliesCard
from desktop_app.views.case_resolution import ResolutionCard
from desktop_app.views.case_supervisor import SupervisorCard
from desktop_app.views.desk import Desk
from desktop_app.views.photo_strip import PhotoStrip


class Shown(Protocol):
    """A card: shows a case."""

    def show_case(self, detail: CaseDetail, /) -> None: ...


class CasePanel(QWidget):
    """A page is filled when it is seen. `opened` asks for another case, `deleted` for none."""

    opened = Signal(str)
    deleted = Signal()

    def __init__(self, desk: Desk, history: CaseHistory, names: CaseNames) -> None:
        super().__init__()
        self._desk = desk
        self.history = history
        self.detail: CaseDetail | None = None
        self.head = CaseHead(desk, history)
        self.clash = ClashCard(history)
        self.acts = ActsRow(desk)
        self.order, self.steps, self.note = (
            OrderCard(desk),
            StepsCard(desk),
            NoteCard(desk, history),
        )
        self.goods, self.stock = GoodsCard(desk), StockCard(desk)
        self.photos = PhotoStrip(desk)
        self.parcels = ParcelsCard(desk, history)
        self.checks, self.claims = ChecksCard(desk), ClaimsCard(desk)
        self.offers, self.resolution = OffersCard(desk), ResolutionCard(desk, history)
        self.finding = FindingCard(desk, history)
        self.costs, self.supervisor = CostsCard(desk), SupervisorCard(desk, history)
        self.replies = RepliesCard(desk)
        self.follow, self.marks = FollowCard(desk, history, names), MarksCard(desk, history)
        self.satisfaction = SatisfactionCard(desk, history)
        self.lessons, self.lesson = LessonsCard(desk), LessonCard(desk, history)
        self.family = FamilyCard(desk, history)
        self.timeline = TimelineCard()
        self.bar = QTabBar()
        self._pages = QStackedWidget()
        self._cards: list[tuple[Shown, ...]] = []
        self._stale: set[int] = set()
        self._build()
        self._connect()

    def show_case(self, no: str) -> None:
        """Shows a case anew; pages, scrolls and what is typed stay for the same one."""
        found: CaseDetail | None = self._desk.attempt(lambda: cases.show(self._desk.store, no))
        if found is None:
            return
        same = self.detail is not None and self.detail.row.id == found.row.id
        self.detail = found
        if not same:
            self.clash.hide()
            for page in range(self._pages.count()):
                self._to_top(page)
        self.head.show_case(found)
        self._stale = set(range(len(self._cards)))
        self._fill_page()
        self._retitle(found)

    def reload(self) -> None:
        """Shows the same case as it is now."""
        if self.detail is not None:
            self.show_case(self.detail.row.no)

    def open_page(self, page: int) -> None:
        """Shows a page, from 0."""
        self.bar.setCurrentIndex(page)

    def _fill_page(self) -> None:
        page = self.bar.currentIndex()
        self._pages.setCurrentIndex(page)
        if self.detail is None or page not in self._stale:
            return
        self._stale.discard(page)
        for card in self._cards[page]:
            card.show_case(self.detail)

    def _retitle(self, detail: CaseDetail) -> None:
        done, count = checklists.progress(checklists.of(self._desk.store, detail.row.no))
        self.bar.setTabText(0, _("Work %(done)s/%(count)s") % {"done": done, "count": count})
        told = {"count": len(detail.timeline)}
        self.bar.setTabText(self.bar.count() - 1, _("Timeline %(count)s") % told)

    def _show_clash(self, clash: Clash) -> None:
        self.reload()
        if self.detail is not None and self.detail.row.id == clash.read.row.id:
            self.clash.show_clash(clash, self.detail)

    def _to_top(self, page: int) -> None:
        area = self._pages.widget(page)
        if isinstance(area, QScrollArea):
            area.verticalScrollBar().setValue(0)

    def _build(self) -> None:
        self.bar.setExpanding(False)
        self.bar.setDrawBase(False)
        self.bar.setAccessibleName(_("Parts of the case"))
        self._add(
            _("Work"),
            *(self.acts, self.lessons, self.steps, self.order, self.goods, self.stock, self.photos),
            *(self.note, self.parcels, self.checks, self.claims),
        )
        self._add(
            _("Agreement"), self.offers, self.resolution, self.finding, self.costs, self.supervisor
        )
        self._add(_("Reply"), self.replies, whole=True)
        self._add(
            _("Follow-up"),
            *(self.follow, self.marks, self.lesson, self.satisfaction, self.family),
        )
        self._add(_("Timeline"), self.timeline)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in (self.head, self.clash, self.bar):
            layout.addWidget(part)
        layout.addWidget(self._pages, 1)

    def _add(self, title: str, *shown: QWidget, whole: bool = False) -> None:
        """A page of cards; those of a ``whole`` one grow with it."""
        place = self.bar.addTab(title)
        if place < _KEYS:
            keys = QShortcut(QKeySequence(f"Alt+{place + 1}"), self)
            keys.activated.connect(partial(self.open_page, place))
            self.bar.setTabToolTip(place, f"{title} (Alt+{place + 1})")
        stack = boxes.stack(*shown, *(() if whole else (None,)), spacing=10)
        stack.setContentsMargins(0, 0, 0 if whole else 6, 0 if whole else 12)
        self._pages.addWidget(boxes.scrolling(boxes.held(stack)))
        self._cards.append(tuple(part for part in shown if hasattr(part, "show_case")))

    def _connect(self) -> None:
        self.bar.currentChanged.connect(lambda _page: self._fill_page())
        self.history.clashed.connect(self._show_clash)
        self.history.done.connect(self.reload)
        self.clash.settled.connect(self.reload)
        self.head.changed.connect(self.reload)
        self.family.opened.connect(self.opened)
        self.lessons.opened.connect(self.opened)
        self.family.deleted.connect(self.deleted)
        for card in (
            *(self.steps, self.goods, self.stock, self.parcels, self.offers, self.resolution),
            *(self.costs, self.supervisor, self.replies, self.follow, self.marks),
            *(self.satisfaction, self.family, self.note, self.lesson, self.finding),
        ):
            card.changed.connect(self.reload)


_KEYS = 5
