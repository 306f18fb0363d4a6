"""Messages to buyers (R29, R45, R58): what is due, and beside it the text, ready to be copied.

Two more sections hold the rules by which messages fall due, and the periods of expected delays.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QTabBar, QVBoxLayout
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.core.kinds import Topic
from desktop_app.services import message_lists
from desktop_app.services.message_lists import MessageRow
from desktop_app.services.store import Changes
from desktop_app.views import boxes
from desktop_app.views.case_card import button
from desktop_app.views.case_history import CaseHistory
from desktop_app.views.case_tools import CaseTools
from desktop_app.views.desk import Desk, Errand
from desktop_app.views.list_pane import Empty, empty_place
from desktop_app.views.messages_delays import DelaysSection
from desktop_app.views.messages_list import MessagesList
from desktop_app.views.messages_new import NewMessage
from desktop_app.views.messages_panel import ManyPanel, MessagePanel
from desktop_app.views.messages_rules import RulesSection
from desktop_app.views.messages_tracking import TrackingPanel
from desktop_app.views.tab import Tab

_NOTHING, _ONE, _MANY, _NEW, _TRACKING = range(5)
_MESSAGES, _RULES, _DELAYS = range(3)
_LONGEST_ID = 9


class MessagesPage(Tab):
    """What was written and what is chosen stays while the list is fetched anew."""

    topics = frozenset({Topic.MESSAGES, Topic.ORDERS, Topic.CASES, Topic.TEMPLATES, Topic.SETTINGS})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.history = CaseHistory(desk, self)
        self.tools = CaseTools(self.history.stack, self)
        nothing = Empty(
            _("No message is due"),
            _("The rules make messages when their day has come; you can enter one by hand, too."),
            "note",
            _("See the rules"),
            partial(self.open_section, _RULES),
        )
        self.list = MessagesList(desk, nothing)
        self.panel = MessagePanel(desk, self.history)
        self.many = ManyPanel(desk, self.history)
        self.new = NewMessage(desk)
        self.tracking = TrackingPanel(desk)
        self.rules, self.delays = RulesSection(desk), DelaysSection(desk)
        self.side, self.sections, self.bar = QStackedWidget(), QStackedWidget(), QTabBar()
        self.new_button = button(_("New message…"), self.begin_new)
        self.tracking_button = button(_("Paste movements…"), self.begin_tracking)
        self._wanted = 0
        self._next = -1
        self._build()
        self._connect()
        self.setFocusProxy(self.list.view)

    @override
    def refresh(self, changes: Changes) -> None:
        self.list.reload()
        if self.bar.currentIndex() == _RULES:
            self.rules.refresh()
        elif self.bar.currentIndex() == _DELAYS:
            self.delays.refresh()

    @override
    def run_errand(self, errand: Errand) -> None:
        """``new`` enters one about a number, ``add`` movements of a parcel, ``show`` finds one.

        The thing of ``show`` is the id of a message, or a number or a buyer to search for.
        """
        self.open_section(_MESSAGES)
        if errand.what == "new":
            self.begin_new(errand.thing)
        elif errand.what == "add":
            self.begin_tracking(errand.thing)
        elif self._is_message(errand.thing):
            self.show_message(int(errand.thing))
        elif errand.thing in ("rules", "delays"):
            self.open_section(_RULES if errand.thing == "rules" else _DELAYS)
        elif errand.thing:
            self.list.show_only("", errand.thing)

    def _is_message(self, thing: str) -> bool:
        """Whether it is the id of a message; a short number of an order may look like one."""
        if not thing.lstrip("-").isdecimal() or len(thing) > _LONGEST_ID:
            return False
        store = self.desk.store
        return bool(self.desk.attempt(lambda: message_lists.rows(store, [int(thing)])))

    def open_section(self, section: int) -> None:
        """Shows the messages, the rules or the periods of delay."""
        self.bar.setCurrentIndex(section)

    def begin_new(self, number: str = "") -> None:
        """Opens the form for a message by hand."""
        self.side.setCurrentIndex(_NEW)
        self.new.begin(number)

    def begin_tracking(self, number: str = "") -> None:
        """Opens the form for movements: of the parcel that is shown, if there is one."""
        message = self.panel.message if self.side.currentIndex() == _ONE else None
        known = message.row.tracking if message is not None else ""
        self.side.setCurrentIndex(_TRACKING)
        self.tracking.begin(number or known)

    def show_message(self, row_id: int) -> None:
        """Shows a message by its id, in the list too; filters that hide it are turned off."""
        self._wanted = row_id
        if not self.list.view.choose(row_id):
            self.list.show_only("untold" if row_id < 0 else "")
        else:
            self._wanted = 0

    def _filled(self) -> None:
        """The list has come: what was asked for is chosen, or what stands where one was done."""
        view, model = self.list.view, self.list.pane.model
        if self._wanted and view.choose(self._wanted):
            self._wanted = 0
            self._choose()
            return
        if self._next >= 0 and model.rowCount() and not view.ids_chosen():
            view.choose(model.ids[min(self._next, model.rowCount() - 1)])
        self._next = -1
        self._choose()

    def _choose(self) -> None:
        if self.side.currentIndex() in (_NEW, _TRACKING):
            return
        chosen = self.list.view.ids_chosen()
        if len(chosen) > 1:
            self.many.show_ids(chosen)
            self.side.setCurrentIndex(_MANY)
        elif chosen:
            self._show(self.list.pane.model.row_at(self.list.pane.model.place_of(chosen[0])))
        else:
            self.side.setCurrentIndex(_NOTHING)

    def _show(self, row: MessageRow | None) -> None:
        if row is not None and self.panel.show_row(row):
            self.side.setCurrentIndex(_ONE)

    def _pick(self) -> None:
        """Another row was chosen by hand: a form that is open gives way, if nothing is in it."""
        if not self.list.view.ids_chosen():
            self._choose()
            return
        if self.side.currentIndex() == _NEW and self.new.number.text():
            return
        if self.side.currentIndex() == _TRACKING and self.tracking.form.text.toPlainText():
            return
        if self.side.currentIndex() in (_NEW, _TRACKING):
            self.side.setCurrentIndex(_NOTHING)
        self._choose()

    def _finished(self) -> None:
        """One was dealt with: the next in the list takes its place."""
        self._next = max(0, self.list.view.currentIndex().row())
        self.list.reload()
        self.list.view.setFocus()

    def _kept(self, row_id: int) -> None:
        self.side.setCurrentIndex(_NOTHING)
        self.show_message(row_id)
        self.list.view.setFocus()

    def _noted(self) -> None:
        self.side.setCurrentIndex(_NOTHING)
        self.list.show_only("untold")
        self.list.view.setFocus()

    def _back(self) -> None:
        """Esc: out of a form, then back to the list."""
        if self.bar.currentIndex() != _MESSAGES:
            self.open_section(_MESSAGES)
        elif self.side.currentIndex() in (_NEW, _TRACKING):
            self.side.setCurrentIndex(_NOTHING)
            self._choose()
        self.list.view.setFocus()

    def _turn(self, section: int) -> None:
        self.sections.setCurrentIndex(section)
        self.new_button.setVisible(section == _MESSAGES)
        self.tracking_button.setVisible(section == _MESSAGES)
        if section == _RULES:
            self.rules.refresh()
        elif section == _DELAYS:
            self.delays.refresh()

    def _connect(self) -> None:
        self.list.view.selectionModel().selectionChanged.connect(lambda *_sides: self._pick())
        self.list.pane.opened.connect(lambda _row: self.panel.editor.text.setFocus())
        self.list.filled.connect(self._filled)
        self.panel.finished.connect(self._finished)
        self.many.finished.connect(self._finished)
        self.history.done.connect(self.list.reload)
        self.new.kept.connect(self._kept)
        self.new.left.connect(self._back)
        self.tracking.added.connect(lambda _made: self._noted())
        self.tracking.left.connect(self._back)
        self.bar.currentChanged.connect(self._turn)
        keys = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self._back)

    def _build(self) -> None:
        hint = Empty(
            _("Choose a message"),
            _("Its text is shown here, filled in; change it as you like, then copy it."),
            "note",
        )
        for part in (empty_place(hint), self.panel, self.many, self.new, self.tracking):
            self.side.addWidget(part)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.list)
        split.addWidget(self.side)
        split.setChildrenCollapsible(False)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes([720, 520])
        self.side.setMinimumWidth(380)
        for part in (split, self.rules, self.delays):
            self.sections.addWidget(part)
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setAccessibleName(_("Sections of the messages"))
        for text in (_("Messages"), _("Rules"), _("Delay periods")):
            self.bar.addTab(text)
        self.bar.setUsesScrollButtons(False)
        self.bar.setProperty("level", "second")
        top = boxes.line(self.bar, self.tools, self.tracking_button, self.new_button, spacing=8)
        top.setStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 12)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self.sections, 1)
