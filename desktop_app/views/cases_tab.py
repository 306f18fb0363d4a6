"""The Cases tab: the list with its filters, the case beside it, a new one opened in its place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.core.kinds import Topic
from desktop_app.services import case_lists
from desktop_app.services.case_lists import CaseFilter
from desktop_app.services.store import Changes
from desktop_app.views import boxes, case_bulk_bar, case_columns
from desktop_app.views.case_bulk_bar import BulkBar
from desktop_app.views.case_filters import CaseFilters
from desktop_app.views.case_history import CaseHistory
from desktop_app.views.case_names import CaseNames
from desktop_app.views.case_saved import SavedViews
from desktop_app.views.case_tools import CaseTools
from desktop_app.views.desk import Desk, Errand
from desktop_app.views.list_pane import Empty, Find, ListPane, empty_place
from desktop_app.views.rows_model import RowsModel
from desktop_app.views.tab import Tab

if TYPE_CHECKING:
    from desktop_app.views.case_new import NewCase
    from desktop_app.views.case_panel import CasePanel

_TICK_MS = 1000
_NOTHING, _CASE, _NEW = range(3)
_LISTS = {
    "open": CaseFilter(open_only=True),
    "overdue": CaseFilter(overdue=True),
    "waiting": CaseFilter(stages=case_lists.WAITING_STAGES),
}


class CasesTab(Tab):
    """Where the person spends the day. What stands beside the list is built when it is wanted."""

    topics = frozenset(
        {
            *(Topic.CASES, Topic.ORDERS, Topic.BUYERS, Topic.PHOTOS, Topic.CLAIMS),
            *(Topic.WEIGHT_CHECKS, Topic.WRONG_SHIPMENTS, Topic.SETTINGS, Topic.TEMPLATES),
        }
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        model = RowsModel(case_columns.COLUMNS, partial(case_lists.rows, desk.store), self)
        self.history = CaseHistory(desk, self)
        self.names = CaseNames(desk, self)
        self.filters = CaseFilters(desk, self.names, self)
        self.list = ListPane(desk, "cases", model, self._find, self._nothing_yet())
        self.list.view.setAccessibleName(_("Cases"))
        self.saved = SavedViews(desk, self._narrowing)
        self.tools = CaseTools(self.history.stack, self)
        self.bulk = BulkBar(desk, self.history)
        self._side = QStackedWidget()
        self._build()
        self._connect()

    @cached_property
    def panel(self) -> CasePanel:
        from desktop_app.views.case_panel import CasePanel

        made = CasePanel(self.desk, self.history, self.names)
        made.opened.connect(self.show_case)
        made.deleted.connect(self._deleted)
        back = QShortcut(QKeySequence(QKeySequence.StandardKey.Cancel), made)
        back.activated.connect(self.list.view.setFocus)
        self._take_place(_CASE, made)
        return made

    @cached_property
    def new(self) -> NewCase:
        from desktop_app.views.case_new import NewCase

        made = NewCase(self.desk)
        made.opened.connect(self._opened)
        made.shown.connect(self.show_case)
        made.left.connect(self._leave)
        self._take_place(_NEW, made)
        return made

    @override
    def refresh(self, changes: Changes) -> None:
        self.names.reload()
        self.saved.reload()
        self.list.reload()
        if self._side.currentIndex() == _CASE:
            self.panel.reload()

    @override
    def run_errand(self, errand: Errand) -> None:
        if errand.what in {"order", "buyer"}:
            self._show_order(errand.thing)
        elif errand.what == "new":
            self.begin_new(errand.thing, errand.kind)
        elif errand.what == "list":
            self._show_view(_LISTS[errand.kind], ("due", False))
        elif errand.thing:
            self.show_case(errand.thing)

    def _show_order(self, number: str) -> None:
        """The one case of an order or buyer, else the form that shows what there is."""
        from desktop_app.services import case_openings

        opening = self.desk.attempt(lambda: case_openings.look_up(self.desk.store, number))
        if opening is not None and len(opening.cases) == 1:
            self.show_case(opening.cases[0].no)
        else:
            self.begin_new(number)

    def begin_new(self, text: str = "", kind: str = "") -> None:
        """Opens the form for a new case."""
        self.new.begin(text, kind)
        self._side.setCurrentIndex(_NEW)

    def show_case(self, no: str) -> None:
        """Shows a case, in the list too when its filters let it through."""
        from desktop_app.services import cases

        found = self.desk.attempt(lambda: cases.show(self.desk.store, no))
        if found is None:
            return
        self.panel.show_case(no)
        self._side.setCurrentIndex(_CASE)
        self.list.view.choose(found.row.id)

    def export(self) -> None:
        """Writes all cases of the list, as it is narrowed and sorted, to a file."""
        case_bulk_bar.export(self.desk, self, list(self.list.model.ids))

    def _find(self) -> Find:
        wanted, key = self.filters.wanted(self.list.text()), self.list.sort_key or "due"
        down = self.list.descending if self.list.sort_key else False
        store = self.desk.store

        def work() -> Sequence[int]:
            return case_lists.ids(store, wanted, key, down=down)

        return work

    def _narrowing(self) -> tuple[CaseFilter, tuple[str, bool]]:
        wanted = self.filters.wanted(self.list.text())
        return wanted, (self.list.sort_key, self.list.descending)

    def _show_view(self, wanted: CaseFilter, sort: tuple[str, bool]) -> None:
        self.filters.show(wanted)
        self.list.search.setText(wanted.text)
        self.list.view.sort_by(sort[0], descending=sort[1])
        self.list.reload()

    def _nothing_yet(self) -> Empty:
        return Empty(
            _("No cases yet"),
            _("Import the platform's order export first; then a pasted order number opens a case."),
            "cases",
            _("New case…"),
            self.begin_new,
        )

    def _build(self) -> None:
        self.list.add_filters(*self.filters.all)
        self.list.bar.insertWidget(1, self.saved, 3)
        self.list.bar.addWidget(self.tools)
        hint = Empty(
            _("Choose a case"),
            _("Or open a new one with Ctrl+N."),
            "cases",
            _("New case…"),
            self.begin_new,
        )
        for part in (empty_place(hint), QWidget(), QWidget()):
            self._side.addWidget(part)
        left = QWidget()
        left.setLayout(boxes.stack(self.list, self.bulk, grows=self.list))
        splitter = QSplitter()
        splitter.addWidget(left)
        splitter.addWidget(self._side)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([740, 520])
        self._side.setMinimumWidth(408)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.addWidget(splitter)

    def _connect(self) -> None:
        self.list.picked.connect(self._pick)
        self.list.opened.connect(lambda _row: self.panel.head.note.setFocus())
        self.list.filled.connect(self._told)
        self.list.view.selectionModel().selectionChanged.connect(lambda *_all: self._told())
        self.list.model.modelReset.connect(self._told)
        self.saved.wanted.connect(self._show_view)
        self.tools.save_wanted.connect(self.saved.save)
        self.tools.export_wanted.connect(self.export)
        self.bulk.changed.connect(self.list.reload)
        self.history.done.connect(self.list.reload)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._count_down)
        self._timer.start()

    def _take_place(self, place: int, part: QWidget) -> None:
        """Puts a part that was built into the place that was kept for it."""
        kept = self._side.widget(place)
        self._side.insertWidget(place, part)
        if kept is not None:
            self._side.removeWidget(kept)
            kept.deleteLater()

    def _told(self) -> None:
        """What is chosen or shown changed: the bars that act on it follow."""
        self.bulk.show_ids(self.list.view.ids_chosen())
        self.tools.show_for(narrowed=self.list.narrowed(), rows=self.list.model.rowCount())

    def _pick(self, row: case_lists.CaseRow | None) -> None:
        if row is None:
            return
        self.panel.show_case(row.no)
        self._side.setCurrentIndex(_CASE)

    def _opened(self, no: str) -> None:
        self.show_case(no)
        self.list.view.setFocus()

    def _deleted(self) -> None:
        self.panel.detail = None
        self._side.setCurrentIndex(_NOTHING)

    def _leave(self) -> None:
        shown = "panel" in self.__dict__ and self.panel.detail is not None
        self._side.setCurrentIndex(_CASE if shown else _NOTHING)
        self.list.view.setFocus()

    def _count_down(self) -> None:
        """Paints the deadlines that are in sight anew, and nothing else of the table."""
        view = self.list.view
        if not self.isVisible():
            return
        place = view.columnViewportPosition(0)
        view.viewport().update(place, 0, view.columnWidth(0), view.viewport().height())
