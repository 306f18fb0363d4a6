"""The list of buyers, and beside it one of them, or a form: merging, erasing, retention."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_app.core.errors import NotFound, Reason
from desktop_app.core.i18n import _
from desktop_app.core.kinds import Platform, Topic
from desktop_app.core.labels import label
from desktop_app.services import buyer_lists, buyer_records
from desktop_app.services.buyer_lists import BuyerFilter, BuyerRow
from desktop_app.services.store import Changes
from desktop_app.views.buyer_columns import COLUMNS
from desktop_app.views.buyer_erase import ErasePanel
from desktop_app.views.buyer_merge import MergePanel
from desktop_app.views.buyer_options import OptionsPanel
from desktop_app.views.buyer_panel import BuyerPanel
from desktop_app.views.buyer_retention import RetentionPanel
from desktop_app.views.desk import Desk, Errand
from desktop_app.views.icons import icon
from desktop_app.views.list_pane import Empty, FilterChips, Find, ListPane, beside, empty_place
from desktop_app.views.menu_filter import MenuFilter
from desktop_app.views.rows_model import RowsModel
from desktop_app.views.tab import Tab


class BuyersPage(Tab):
    """Who bought, how often something went wrong, and what it cost (R27)."""

    topics = frozenset(
        {
            *(Topic.BUYERS, Topic.ORDERS, Topic.CASES, Topic.CLAIMS, Topic.PHOTOS),
            *(Topic.REVISITS, Topic.MESSAGES, Topic.WRONG_SHIPMENTS, Topic.SETTINGS),
        }
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.chips = FilterChips(
            _("Only"),
            [
                ("vip", _("VIP")),
                ("open_cases", _("With open cases")),
                ("serial", _("Many returns")),
                ("alike", _("Perhaps one person")),
                ("masked", _("Masked IDs")),
                ("erased", _("Erased")),
            ],
        )
        self.platforms = MenuFilter(_("Platform"), [(one.value, label(one)) for one in Platform])
        store = desk.store
        empty = Empty(
            _("No buyers yet"),
            _("Buyers come with the platform's order export, and with new cases and photos."),
            "buyers",
        )
        model = RowsModel(COLUMNS, lambda ids: buyer_lists.rows(store, ids))
        self.list = ListPane(desk, "buyers", model, self._find, empty)
        self.list.view.setAccessibleName(_("Buyers"))
        self.panel = BuyerPanel(desk)
        self.merging, self.erasing = MergePanel(desk), ErasePanel(desk)
        self.retention, self.options = RetentionPanel(desk), OptionsPanel(desk)
        self.side = QStackedWidget()
        self.more = QPushButton(icon("more"), "")
        self._wanted = 0
        self._build()
        self._connect()
        self.setFocusProxy(self.list.view)

    @override
    def refresh(self, changes: Changes) -> None:
        self.list.reload()
        if self.side.currentWidget() is self.panel:
            self.panel.reload()

    @override
    def run_errand(self, errand: Errand) -> None:
        """``show`` finds a buyer by ID; the errand's kind may be the row's id."""
        if errand.kind.isdigit():
            self.show_buyer(int(errand.kind))
        elif errand.thing:
            self._show_called(errand.thing)

    def show_buyer(self, buyer_id: int) -> None:
        """Shows a buyer, in the list too; filters that hide it are turned off."""
        self._turn(self.panel)
        self.panel.show_buyer(buyer_id)
        self._wanted = buyer_id
        if not self.list.view.choose(buyer_id):
            self.list.clear_filters()

    def begin_merge(self, kept: int, gone: int = 0) -> None:
        """Opens the form that merges another ID into a buyer."""
        self._turn(self.merging)
        self.merging.begin(kept, gone)

    def begin_erase(self, buyer_id: int) -> None:
        """Opens the form that erases a buyer's data."""
        self._turn(self.erasing)
        self.erasing.begin(buyer_id)

    def begin_retention(self) -> None:
        """Opens the list of those whose data have been kept long enough."""
        self._turn(self.retention)
        self.retention.begin()

    def begin_options(self) -> None:
        """Opens the settings of the room."""
        self._turn(self.options)
        self.options.begin()

    def _show_called(self, text: str) -> None:
        store = self.desk.store
        found = self.desk.attempt(lambda: buyer_records.ids_called(store, text), default=[])
        if len(found) == 1:
            self.show_buyer(found[0])
        elif found:
            self.list.clear_filters()
            self.list.search.setText(text)
        else:
            self.desk.complain(NotFound(Reason.BUYER_UNKNOWN, value=text))

    def _find(self) -> Find:
        on = self.chips.codes()
        wanted = BuyerFilter(
            text=self.list.text(),
            platforms=tuple(Platform(code) for code in self.platforms.codes()),
            **dict.fromkeys(on, True),
        )
        key, down = self.list.sort_key or "last", self.list.descending
        return partial(buyer_lists.ids, self.desk.store, wanted, key, down=down)

    def _pick(self, row: BuyerRow | None) -> None:
        """Another row was chosen; the same one told anew leaves an open form alone."""
        if row is not None and not (self._form_is_open() and row.id == self.panel.wanted):
            self._turn(self.panel)
            self.panel.show_buyer(row.id)

    def _form_is_open(self) -> bool:
        return self.side.currentWidget() not in (self.panel, self._nothing)

    def _filled(self) -> None:
        if self._wanted and self.list.view.choose(self._wanted):
            self._wanted = 0

    def _turn(self, part: QWidget) -> None:
        self.side.setCurrentWidget(part)

    def _back(self) -> None:
        """Esc: out of a form to the buyer, then to the list."""
        if self.side.currentWidget() is not self.panel:
            self._leave()
        self.list.view.setFocus()

    def _leave(self) -> None:
        self._turn(self.panel if self.panel.page is not None else self._nothing)
        self.panel.reload()

    def _done(self, buyer_id: int) -> None:
        self.show_buyer(buyer_id)

    def _build(self) -> None:
        self.more.setAccessibleName(_("More of this room"))
        self.more.setToolTip(_("More of this room"))
        menu = QMenu(self.more)
        menu.addAction(icon("clock"), _("Data kept long enough…"), self.begin_retention)
        menu.addAction(icon("settings"), _("Settings of this room…"), self.begin_options)
        self.more.setMenu(menu)
        self.list.add_filters(self.chips, self.platforms)
        self.list.bar.addWidget(self.more)
        hint = Empty(
            _("Choose a buyer"), _("Orders, cases, photos and money stand here."), "buyers"
        )
        self._nothing = empty_place(hint)
        forms = (self.merging, self.erasing, self.retention, self.options)
        for part in (self._nothing, self.panel, *forms):
            self.side.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.addWidget(beside(self.list, self.side, sizes=(640, 610), least=420))

    def _connect(self) -> None:
        self.list.picked.connect(self._pick)
        self.list.filled.connect(self._filled)
        self.list.opened.connect(lambda _row: self.panel.bar.setFocus())
        self.panel.merge_wanted.connect(self.begin_merge)
        self.panel.erase_wanted.connect(self.begin_erase)
        self.panel.shown.connect(self.show_buyer)
        self.merging.merged.connect(self._done)
        self.erasing.erased.connect(self._done)
        for form in (self.merging, self.erasing, self.retention, self.options):
            form.left.connect(self._leave)
        keys = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self._back)
