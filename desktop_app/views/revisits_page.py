"""Whom to call this month (R25, R28): by day, what is late first of all, and what came of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout
from typing_extensions import override

from desktop_app.core import clock, dates
from desktop_app.core.i18n import _, language
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import FollowUpState, Topic
from desktop_app.core.labels import label
from desktop_app.services import revisits
from desktop_app.services.revisits import RevisitRow
from desktop_app.services.store import Changes
from desktop_app.views import boxes
from desktop_app.views.buyer_sources import REVISIT_TONES, reason
from desktop_app.views.cards import words
from desktop_app.views.desk import Desk, Errand, Room
from desktop_app.views.icons import icon
from desktop_app.views.list_pane import Empty, FilterChips, Find, ListPane, beside, empty_place
from desktop_app.views.revisit_form import RevisitForm
from desktop_app.views.rows_model import Column, RowsModel
from desktop_app.views.tab import Tab
from desktop_app.views.theme import Tone

_LATE = "late"
_COLUMNS = (
    Column[RevisitRow]("due", N_("Due on"), lambda row: dates.day(row.due_on), 100),
    Column[RevisitRow](
        "state",
        N_("State"),
        lambda row: _("Overdue") if row.overdue(clock.today()) else label(row.state),
        92,
        tone=lambda row: Tone.BAD if row.overdue(clock.today()) else REVISIT_TONES[row.state],
    ),
    Column[RevisitRow]("buyer", N_("Buyer ID"), lambda row: row.buyer, 136),
    Column[RevisitRow]("name", N_("Full name"), lambda row: row.name, 80),
    Column[RevisitRow]("phone", N_("Telephone"), lambda row: row.phone, 112),
    Column[RevisitRow](
        "vip",
        N_("VIP"),
        lambda row: f"VIP {row.vip_level}" if row.vip_level else "",
        70,
        tone=lambda _row: Tone.INFO,
    ),
    Column[RevisitRow]("reason", N_("Why"), reason, 120),
    Column[RevisitRow]("outcome", N_("Outcome"), lambda row: row.outcome, 200),
    Column[RevisitRow]("platform", N_("Platform"), lambda row: label(row.platform), 80),
)


class RevisitsPage(Tab):
    """The month's list, and the call that is chosen beside it."""

    topics = frozenset({Topic.REVISITS, Topic.BUYERS, Topic.SETTINGS})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.first = clock.today().replace(day=1)
        self.states = FilterChips(
            _("State"),
            [
                (_LATE, _("Overdue")),
                *((one.value, label(one)) for one in FollowUpState),
            ],
        )
        store = desk.store
        empty = Empty(
            _("Nobody to call this month"),
            _("Give buyers a VIP level, or plan a call on a buyer's page."),
            "clock",
            _("To the buyers"),
            lambda: desk.go(Room.BUYERS, "show", "", "buyers"),
        )
        model = RowsModel(_COLUMNS, lambda ids: revisits.rows(store, ids))
        self.list = ListPane(desk, "revisits", model, self._find, empty)
        self.list.view.setAccessibleName(_("Revisits"))
        self.form = RevisitForm(desk)
        self.side = QStackedWidget()
        self.month = words("", "heading", wrap=False)
        self.before = QPushButton(icon("previous"), "")
        self.after = QPushButton(icon("next"), "")
        self.now = QPushButton(_("This month"))
        self._wanted = 0
        self._build()
        self._connect()
        self.setFocusProxy(self.list.view)

    @override
    def refresh(self, changes: Changes) -> None:
        if not changes.topics:
            self.desk.attempt(lambda: revisits.plan(self.desk.store))
        self.list.reload()

    @override
    def run_errand(self, errand: Errand) -> None:
        """``show`` finds a revisit by its id, or the calls of a buyer by ID."""
        if errand.thing.isdigit():
            self._show_revisit(int(errand.thing))
        elif errand.thing:
            self.list.clear_filters()
            self.list.search.setText(errand.thing)

    def turn(self, months: int) -> None:
        """Shows another month, so many later."""
        self._show_month(revisits.later(self.first, months, 1))

    def this_month(self) -> None:
        """Shows the present month."""
        self._show_month(clock.today().replace(day=1))

    def _show_revisit(self, revisit_id: int) -> None:
        found = revisits.rows(self.desk.store, [revisit_id])
        if not found:
            self.list.search.setText(str(revisit_id))
            return
        row = found[0]
        late = row.overdue(clock.today())
        self.first = (clock.today() if late else row.due_on).replace(day=1)
        self._wanted = revisit_id
        self._tell_month()
        self.list.clear_filters()
        self._show(row)

    def _show_month(self, first: date) -> None:
        self.first = first
        self._tell_month()
        self.list.reload()

    def _tell_month(self) -> None:
        from babel.dates import format_skeleton

        self.month.setText(format_skeleton("yMMMM", self.first, locale=language()))
        self.now.setEnabled(self.first != clock.today().replace(day=1))

    def _find(self) -> Find:
        on = self.states.codes()
        wanted = replace(
            revisits.of_month(self.first.year, self.first.month),
            states=tuple(FollowUpState(code) for code in on if code != _LATE),
            late=_LATE in on,
            text=self.list.text(),
        )
        return partial(revisits.ids, self.desk.store, wanted)

    def _show(self, row: RevisitRow | None) -> None:
        if row is not None:
            self.form.show_row(row)
            self.side.setCurrentWidget(self.form)

    def _filled(self) -> None:
        if self._wanted and self.list.view.choose(self._wanted):
            self._wanted = 0
        if self.form.row is not None:
            again = revisits.rows(self.desk.store, [self.form.row.id])
            if again:
                self.form.show_row(again[0])
            else:
                self.form.row = None
                self.side.setCurrentIndex(0)

    def _build(self) -> None:
        self._tell_month()
        self.before.setAccessibleName(_("The month before"))
        self.after.setAccessibleName(_("The month after"))
        for part in (self.before, self.after):
            part.setToolTip(part.accessibleName())
            part.setProperty("flat", True)
        self.month.setWordWrap(False)
        self.month.setMinimumWidth(132)
        self.month.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.list.add_filters(self.states)
        hint = Empty(_("Choose a call"), _("Note what came of it, and when to call next."), "clock")
        self.side.addWidget(empty_place(hint))
        self.side.addWidget(self.form)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.addLayout(boxes.line(self.before, self.month, self.after, self.now, None, spacing=4))
        layout.addWidget(beside(self.list, self.side, sizes=(760, 480), least=400))

    def _connect(self) -> None:
        self.before.clicked.connect(lambda: self.turn(-1))
        self.after.clicked.connect(lambda: self.turn(1))
        self.now.clicked.connect(self.this_month)
        self.list.picked.connect(self._show)
        self.list.opened.connect(lambda _row: self.form.outcome.edit.setFocus())
        self.list.filled.connect(self._filled)
        self.form.changed.connect(lambda _id: self.list.reload())
        for keys, months in (("Alt+Left", -1), ("Alt+Right", 1)):
            made = QShortcut(QKeySequence(keys), self)
            made.activated.connect(partial(self.turn, months))
        back = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.form)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self.list.view.setFocus)
