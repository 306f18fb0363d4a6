"""The Cases tab: the list with its filters, the case beside it, a new one opened in its place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.core.kinds import CaseKind, CaseStage, Platform, Topic
from desktop_app.core.labels import label
from desktop_app.services import case_lists, case_openings, cases
from desktop_app.services.case_lists import CaseFilter
from desktop_app.services.store import Changes
from desktop_app.views import case_columns
from desktop_app.views.case_new import NewCase
from desktop_app.views.case_panel import CasePanel
from desktop_app.views.desk import Desk, Errand
from desktop_app.views.list_pane import Empty, FilterChips, Find, ListPane, empty_place
from desktop_app.views.menu_filter import MenuFilter
from desktop_app.views.rows_model import RowsModel
from desktop_app.views.tab import Tab

_TICK_MS = 1000
_NOTHING, _CASE, _NEW = range(3)


class CasesTab(Tab):
    """Where the person spends the day."""

    topics = frozenset(
        {
            Topic.CASES,
            Topic.ORDERS,
            Topic.BUYERS,
            Topic.PHOTOS,
            Topic.CLAIMS,
            Topic.WEIGHT_CHECKS,
        }
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        model = RowsModel(case_columns.COLUMNS, partial(case_lists.rows, desk.store), self)
        self.list = ListPane(desk, "cases", model, self._find, self._nothing_yet())
        self.state = FilterChips(
            _("State"),
            [
                ("open", _("Open")),
                ("overdue", _("Overdue")),
                ("us", _("On us")),
                ("mine", _("Mine")),
                ("closed", _("Done")),
            ],
            single=True,
        )
        self.state.set_codes(["open"])
        self.kinds = MenuFilter(_("Kind"), [(kind.value, label(kind)) for kind in CaseKind])
        self.platforms = MenuFilter(_("Platform"), [(p.value, label(p)) for p in Platform])
        self.stages = MenuFilter(_("Stage"), [(s.value, label(s)) for s in CaseStage])
        self.panel = CasePanel(desk)
        self.new = NewCase(desk)
        self._side = QStackedWidget()
        self._build()
        self._connect()

    @override
    def refresh(self, changes: Changes) -> None:
        self.list.reload()
        shown = self.panel.detail
        if shown is not None and self._side.currentIndex() == _CASE:
            self.panel.show_case(shown.row.no)

    @override
    def run_errand(self, errand: Errand) -> None:
        if errand.what in {"order", "buyer"}:
            self._show_order(errand.thing)
        elif errand.what == "new":
            self.begin_new(errand.thing, errand.kind)
        elif errand.thing:
            self.show_case(errand.thing)

    def _show_order(self, number: str) -> None:
        """The one case of an order or buyer, else the form that shows what there is."""
        opening = self.desk.attempt(lambda: case_openings.look_up(self.desk.store, number))
        if opening is not None and len(opening.cases) == 1:
            self.show_case(opening.cases[0].no)
        else:
            self.begin_new(number)

    def begin_new(self, text: str = "", kind: str = "") -> None:
        """Opens the form for a new case."""
        self._side.setCurrentIndex(_NEW)
        self.new.begin(text, kind)

    def show_case(self, no: str) -> None:
        """Shows a case, in the list too when its filters let it through."""
        found = self.desk.attempt(lambda: cases.show(self.desk.store, no))
        if found is None:
            return
        self.panel.show_case(no)
        self._side.setCurrentIndex(_CASE)
        self.list.view.choose(found.row.id)

    def _find(self) -> Find:
        wanted, key = self._filter(), self.list.sort_key or "due"
        down = self.list.descending if self.list.sort_key else False
        store = self.desk.store

        def work() -> Sequence[int]:
            return case_lists.ids(store, wanted, key, down=down)

        return work

    def _filter(self) -> CaseFilter:
        state = self.state.codes()
        return CaseFilter(
            text=self.list.text(),
            kinds=tuple(CaseKind(code) for code in self.kinds.codes()),
            platforms=tuple(Platform(code) for code in self.platforms.codes()),
            stages=tuple(CaseStage(code) for code in self.stages.codes())
            or (
                (CaseStage.SETTLED, CaseStage.CLOSED, CaseStage.CANCELLED)
                if "closed" in state
                else ()
            ),
            open_only=bool(state & {"open", "mine"}),
            overdue="overdue" in state,
            waiting="us" if "us" in state else "",
            owners=(self.desk.store.who,) if "mine" in state and self.desk.store.who else (),
        )

    def _nothing_yet(self) -> Empty:
        return Empty(
            _("No cases yet"),
            _("Import the platform's order export first; then a pasted order number opens a case."),
            "cases",
            _("New case…"),
            self.begin_new,
        )

    def _build(self) -> None:
        self.list.add_filters([self.state], [self.kinds, self.stages, self.platforms])
        hint = Empty(
            _("Choose a case"),
            _("Or open a new one with Ctrl+N."),
            "cases",
            _("New case…"),
            self.begin_new,
        )
        for part in (empty_place(hint), self.panel, self.new):
            self._side.addWidget(part)
        splitter = QSplitter()
        splitter.addWidget(self.list)
        splitter.addWidget(self._side)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([760, 500])
        self._side.setMinimumWidth(400)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.addWidget(splitter)

    def _connect(self) -> None:
        self.list.picked.connect(self._pick)
        self.list.opened.connect(lambda _row: self.panel.note.setFocus())
        self.new.opened.connect(self._opened)
        self.new.shown.connect(self.show_case)
        self.new.left.connect(self._leave)
        back = QShortcut(QKeySequence(QKeySequence.StandardKey.Cancel), self.panel)
        back.activated.connect(self.list.view.setFocus)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._count_down)
        self._timer.start()

    def _pick(self, row: case_lists.CaseRow | None) -> None:
        if row is None:
            return
        self.panel.show_case(row.no)
        self._side.setCurrentIndex(_CASE)

    def _opened(self, no: str) -> None:
        self.show_case(no)
        self.list.view.setFocus()

    def _leave(self) -> None:
        self._side.setCurrentIndex(_CASE if self.panel.detail else _NOTHING)
        self.list.view.setFocus()

    def _count_down(self) -> None:
        """Paints the deadlines that are in sight anew, and nothing else of the table."""
        view = self.list.view
        if not self.isVisible():
            return
        place = view.columnViewportPosition(0)
        view.viewport().update(place, 0, view.columnWidth(0), view.viewport().height())
