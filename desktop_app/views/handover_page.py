"""The handover book: its sheets by date, and beside them the one that is written or worked on."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QDate, QLocale, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QFrame,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)
from typing_extensions import override

from desktop_app.core import dates
from desktop_app.core.i18n import _, language, ngettext
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import HandoverState, Topic
from desktop_app.core.labels import label
from desktop_app.services import handover_lists, handovers, shifts
from desktop_app.services.handover_lists import HandoverFilter, HandoverRow
from desktop_app.services.store import Changes
from desktop_app.views import handover_words as words
from desktop_app.views.boxes import line
from desktop_app.views.cards import words as words_label
from desktop_app.views.desk import Desk, Errand
from desktop_app.views.fields import parse_day
from desktop_app.views.handover_sheet import SheetPanel
from desktop_app.views.handover_shifts import ShiftsPanel
from desktop_app.views.icons import icon
from desktop_app.views.list_pane import Empty, FilterChips, Find, ListPane, beside, empty_place
from desktop_app.views.rows_model import Column, RowsModel
from desktop_app.views.tab import Tab
from desktop_app.views.theme import Tone, colours
from desktop_app.views.weighing_parts import dress

_COLUMNS = (
    Column[HandoverRow]("day", N_("Day"), lambda row: dates.day(row.day), 72, "day"),
    Column[HandoverRow]("shift", N_("Shift"), lambda row: row.shift_name, 78, "shift"),
    Column[HandoverRow](
        "state",
        N_("State"),
        lambda row: label(row.state),
        116,
        tone=lambda row: words.TONES[row.state],
    ),
    Column[HandoverRow]("open", N_("Open"), words.counted, 54, right=True),
    Column[HandoverRow]("people", N_("People"), words.people, 70, "from_whom"),
)
_CALENDAR = (310, 230)
_NOTHING, _SHEET, _SHIFTS = range(3)


class HandoverPage(Tab):
    """The list, a calendar to jump by, and the sheet."""

    topics = frozenset(
        {Topic.HANDOVERS, Topic.CASES, Topic.CLAIMS, Topic.WRONG_SHIPMENTS, Topic.SETTINGS}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._wanted_id = 0
        self._wanted_item = 0
        self.unfinished = FilterChips(_("State"), [("open", _("Unfinished"))], single=True)
        model = RowsModel(_COLUMNS, partial(handover_lists.rows, desk.store), self)
        self.list = ListPane(desk, "handovers", model, self._find, self._empty())
        self.list.view.setAccessibleName(_("Handover sheets"))
        self.panel, self.shifts = SheetPanel(desk), ShiftsPanel(desk)
        self.side = QStackedWidget()
        self.build_button = QPushButton()
        self.shifts_button = QPushButton(icon("clock"), _("Shifts…"))
        self.calendar_button, self.calendar = QToolButton(), QCalendarWidget()
        self.banner, self.banner_words = QFrame(), words_label("")
        self.banner_button = QPushButton(_("Look at it"))
        self._waiting_id = 0
        self._build()
        self._connect()
        self.setFocusProxy(self.list.view)

    @override
    def refresh(self, changes: Changes) -> None:
        self.list.reload()
        self.panel.refresh()
        self._tell_duty()

    @override
    def run_errand(self, errand: Errand) -> None:
        """``new`` builds the sheet of this shift; ``show`` shows a day's, or a line by its id."""
        if errand.what == "new":
            self.build()
        elif errand.thing.isascii() and errand.thing.isdigit():
            self._show_item(int(errand.thing))
        elif errand.thing:
            self.desk.attempt(lambda: self.show_day(parse_day(errand.thing)))

    def build(self) -> None:
        """Builds the sheet of the shift at hand, or goes on with it."""
        store = self.desk.store
        self.desk.write(_("Building the sheet"), lambda _track: handovers.draft(store), self._built)

    def show_sheet(self, handover_id: int) -> None:
        """Shows a sheet, in the list too; filters that hide it are turned off."""
        self._turn(_SHEET)
        self.panel.show_id(handover_id)
        self._tell_duty()
        if not self.list.view.choose(handover_id):
            self._wanted_id = handover_id
            self.list.clear_filters()

    def show_day(self, day: date) -> None:
        """Shows the sheet of a day; where there is none, the last one before it."""
        found = handover_lists.listed(self.desk.store, HandoverFilter(until=day))
        if found:
            self.show_sheet(found[0].id)
        if not found or found[0].day != day:
            self.desk.say(_("There is no sheet of %(day)s.") % {"day": dates.day(day)}, Tone.INFO)

    def _show_item(self, item_id: int) -> None:
        item = self.desk.attempt(lambda: handover_lists.item(self.desk.store, item_id))
        if item is not None:
            self.show_sheet(item.handover_id)
            self.panel.choose(item_id)
            self.panel.table.setFocus()

    def _built(self, sheet: handover_lists.Sheet) -> None:
        self.show_sheet(sheet.row.id)
        self.panel.table.setFocus()

    def _pick(self, row: HandoverRow | None) -> None:
        if row is not None and self.side.currentIndex() != _SHIFTS:
            self._turn(_SHEET)
            self.panel.show_id(row.id)
            self._tell_duty()

    def _filled(self) -> None:
        """The list has come: what was asked for is chosen in it, else the newest sheet."""
        if self._wanted_id and self.list.view.choose(self._wanted_id):
            self._wanted_id = 0
        elif self.panel.sheet is None and self.list.model.rowCount():
            self.list.view.selectRow(0)

    def _turn(self, page: int) -> None:
        self.side.setCurrentIndex(page)
        for part in (self.list, self.build_button, self.calendar_button, self.banner_button):
            part.setEnabled(page != _SHIFTS)

    def _back(self) -> None:
        """Esc: from a field to the lines, from the lines to the list."""
        table = self.panel.table
        (self.list.view if table.hasFocus() else table).setFocus()

    def _gone(self) -> None:
        self._turn(_NOTHING)
        self.list.reload()
        self.list.view.setFocus()

    def _begin_shifts(self) -> None:
        self.shifts.begin()
        self._turn(_SHIFTS)

    def _end_shifts(self) -> None:
        self._turn(_SHEET if self.panel.sheet is not None else _NOTHING)
        self._tell_duty()
        self.list.view.setFocus()

    def _tell_duty(self) -> None:
        """What is to be written now, and what waits."""
        duty = shifts.current(self.desk.store)
        said = {"shift": words.duty_title(duty)}
        held = handover_lists.of_day(self.desk.store, duty.day, duty.shift.code)
        draft = [row for row in held if row.signed_at is None]
        if draft:
            text = _("Go on with the sheet: %(shift)s")
        else:
            text = (
                _("Write a further sheet: %(shift)s") if held else _("Build the sheet: %(shift)s")
            )
        self.build_button.setText(text % said)
        sheet = self.panel.sheet
        busy = sheet is not None and sheet.row.state in (HandoverState.DRAFT, HandoverState.WAITING)
        primary = not held and not busy  # a sheet to sign or to take over has the button itself
        self.build_button.setProperty("primary", primary)
        ink = colours().accent_text if primary else ""
        self.build_button.setIcon(icon("pen" if draft else "add", ink))
        dress_again(self.build_button)
        self._tell_waiting()

    def _tell_waiting(self) -> None:
        """A word about the last sheet while nobody has taken it over, unless it is looked at."""
        row = handover_lists.waiting(self.desk.store)
        sheet = self.panel.sheet
        self.banner.setVisible(row is not None and (sheet is None or sheet.row.id != row.id))
        if row is None:
            return
        self._waiting_id = row.id
        many = ngettext(
            "The sheet of %(shift)s waits to be taken over: %(count)s line isn't acknowledged.",
            "The sheet of %(shift)s waits to be taken over: %(count)s lines aren't acknowledged.",
            row.unseen,
        )
        self.banner_words.setText(many % {"shift": words.title(row), "count": row.unseen})

    def _jump(self, day: QDate) -> None:
        self.calendar_button.menu().hide()
        self.show_day(date(day.year(), day.month(), day.day()))

    def _find(self) -> Find:
        wanted = HandoverFilter(
            text=self.list.text(),
            unfinished=bool(self.unfinished.codes()),
            order_by=self.list.sort_key or "day",
            descending=self.list.descending,
        )
        return partial(handover_lists.ids, self.desk.store, wanted)

    def _empty(self) -> Empty:
        return Empty(
            _("The handover book is empty"),
            _("At the end of a shift the sheet builds itself from what is open and what changed."),
            "note",
            _("Build the sheet of this shift"),
            self.build,
        )

    def _connect(self) -> None:
        self.list.picked.connect(self._pick)
        self.list.opened.connect(lambda _row: self.panel.table.setFocus())
        self.list.filled.connect(self._filled)
        self.panel.gone.connect(self._gone)
        self.shifts.saved.connect(self._end_shifts)
        self.shifts.left.connect(self._end_shifts)
        self.build_button.clicked.connect(lambda _on=False: self.build())
        self.shifts_button.clicked.connect(lambda _on=False: self._begin_shifts())
        self.banner_button.clicked.connect(lambda _on=False: self.show_sheet(self._waiting_id))
        self.calendar.activated.connect(self._jump)
        self.calendar.clicked.connect(self._jump)
        back = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.panel)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self._back)

    def _build(self) -> None:
        self.banner.setObjectName("strip")
        dress(self.banner, Tone.WARN)
        inside = line(self.banner_words, self.banner_button)
        inside.setContentsMargins(12, 5, 8, 5)
        inside.setStretch(0, 1)
        self.banner.setLayout(inside)
        self.banner.hide()
        self._build_calendar()
        self.list.add_filters(self.unfinished)
        hint = Empty(
            _("Choose a sheet"), _("Its lines are shown here, to be written or ticked off."), "note"
        )
        for part in (empty_place(hint), self.panel, self.shifts):
            self.side.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addLayout(line(self.build_button, self.calendar_button, None, self.shifts_button))
        layout.addWidget(self.banner)
        layout.addWidget(beside(self.list, self.side, sizes=(410, 850), least=540), 1)

    def _build_calendar(self) -> None:
        self.calendar.setLocale(QLocale(language()))
        self.calendar.setMinimumSize(*_CALENDAR)
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        plain = QTextCharFormat()
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendar.setWeekdayTextFormat(day, plain)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        for name, picture in (("prev", "previous"), ("next", "next")):
            arrow = self.calendar.findChild(QToolButton, f"qt_calendar_{name}month")
            if arrow is not None:
                arrow.setIcon(icon(picture))
        holder = QWidgetAction(self)
        holder.setDefaultWidget(self.calendar)
        menu = QMenu(self.calendar_button)
        menu.addAction(holder)
        self.calendar_button.setMenu(menu)
        self.calendar_button.setProperty("look", "button")
        self.calendar_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.calendar_button.setIcon(icon("history"))
        self.calendar_button.setText(_("Go to a day"))
        self.calendar_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)


def dress_again(part: QWidget) -> None:
    """Lets the style sheet look at a property that changed."""
    part.style().unpolish(part)
    part.style().polish(part)
