"""One call to a buyer: whom to call, what was said before, what came of it, when next."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.core import clock, dates
from desktop_app.core.i18n import _
from desktop_app.core.kinds import FollowUpState
from desktop_app.core.labels import label
from desktop_app.services import revisits
from desktop_app.services.revisits import RevisitRow
from desktop_app.views import boxes
from desktop_app.views.buyer_sources import REVISIT_TONES, reason
from desktop_app.views.buyer_words import vip_names
from desktop_app.views.cards import Card, chip, pairs, words
from desktop_app.views.case_card import button
from desktop_app.views.claims_words import put_property
from desktop_app.views.desk import Desk, Room
from desktop_app.views.fields import DateField, NoteField
from desktop_app.views.icons import icon
from desktop_app.views.theme import Tone


class RevisitForm(QWidget):
    """`changed` tells that the call was done, left out or moved."""

    changed = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.row: RevisitRow | None = None
        self.title = words("", "title")
        self.state = chip("", Tone.INFO)
        self.facts = words("", "caption")
        self.outcome = NoteField(_("What came of it"), lines=4)
        self.next = DateField(_("Call again on (empty: by the monthly rule)"))
        self.rule = words("", "caption")
        self.done_button = button(_("Done"), self.done)
        self.done_button.setProperty("primary", True)
        self.skip_button = button(_("Leave out"), self.skip)
        self.day = DateField(_("Another day"))
        self.move_button = button(_("Change the day"), self.move_day)
        self.back_button = button(_("Take back"), self.reopen)
        self.remove_button = button(_("Take off the list"), self.remove)
        self.buyer_button = button(_("Buyer's page"), self.open_buyer)
        self.buyer_button.setIcon(icon("buyers"))
        self.before = Card(_("Calls before"))
        self._build()

    def show_row(self, row: RevisitRow) -> None:
        """Shows a call; what is typed stays for the same one."""
        another = self.row is None or (self.row.id, self.row.state) != (row.id, row.state)
        self.row = row
        store, today = self._desk.store, clock.today()
        self.title.setText(row.buyer)
        late = row.overdue(today)
        self.state.setText(_("Overdue") if late else label(row.state))
        put_property(self.state, "tone", (Tone.BAD if late else REVISIT_TONES[row.state]).value)
        vip = vip_names(store)[row.vip_level] if row.vip_level else ""
        facts = (dates.day(row.due_on), reason(row), label(row.platform), row.name, row.phone, vip)
        self.facts.setText(" · ".join(fact for fact in facts if fact))
        if another:
            self.outcome.set_text(row.outcome)
            self.next.set_text("")
            self.day.set_text("")
        self._show_state(row)
        self._show_rule(row)
        self._show_history(row)

    def done(self) -> None:
        """The buyer was called."""
        row = self.row
        if row is None or row.state is not FollowUpState.OPEN or not self.next.insist():
            return
        store, text, day = self._desk.store, self.outcome.text(), self.next.day()
        self._do(lambda: revisits.done(store, row.id, text, day), _("Noted: %(buyer)s was called."))

    def skip(self) -> None:
        """Leaves the call out; the text says why."""
        row = self.row
        if row is not None:
            store, text = self._desk.store, self.outcome.text()
            self._do(
                lambda: revisits.skip(store, row.id, text), _("The call to %(buyer)s is left out.")
            )

    def move_day(self) -> None:
        """The call is made on another day."""
        row, day = self.row, self.day.day() if self.day.insist() else None
        if row is None or day is None:
            self.day.edit.setFocus()
            return
        store, moved = self._desk.store, day
        self._do(lambda: revisits.move(store, row.id, moved), _("The call to %(buyer)s is moved."))
        self.day.set_text("")

    def reopen(self) -> None:
        """Takes the outcome back."""
        row = self.row
        if row is not None:
            store = self._desk.store
            self._do(
                lambda: revisits.reopen(store, row.id), _("The call to %(buyer)s is open again.")
            )

    def remove(self) -> None:
        """Takes a call that was planned by hand off the list."""
        row = self.row
        if row is not None:
            store = self._desk.store
            self._do(
                lambda: revisits.remove(store, row.id), _("The call to %(buyer)s is off the list.")
            )

    def open_buyer(self) -> None:
        """Goes to the buyer's page."""
        if self.row is not None:
            self._desk.go(Room.BUYERS, "show", self.row.buyer, str(self.row.buyer_id))

    def _do(self, act: object, said: str) -> None:
        row = self.row

        def work() -> bool:
            act()  # type: ignore[operator] # one of the verbs above
            return True

        if row is not None and self._desk.attempt(work):
            self._desk.say(said % {"buyer": row.buyer})
            self.changed.emit(row.id)

    def _show_state(self, row: RevisitRow) -> None:
        is_open = row.state is FollowUpState.OPEN
        self.outcome.edit.setReadOnly(not is_open)
        for part in (self.next, self.done_button, self.skip_button, self.day, self.move_button):
            part.setVisible(is_open)
        self.remove_button.setVisible(is_open and row.reason != revisits.MONTHLY)
        self.back_button.setVisible(not is_open)

    def _show_rule(self, row: RevisitRow) -> None:
        monthly = row.reason == revisits.MONTHLY
        store = self._desk.store
        day = revisits.following(store, row.due_on, row.vip_level) if monthly else None
        is_open = row.state is FollowUpState.OPEN
        self.rule.setVisible(is_open and day is not None)
        if day is not None:
            self.rule.setText(_("By the rule: %(day)s") % {"day": dates.day(day)})

    def _show_history(self, row: RevisitRow) -> None:
        found = revisits.history(self._desk.store, row.buyer_id)
        before = [one for one in found if one.id != row.id]
        self.before.clear()
        self.before.setVisible(bool(before))
        lines = [(dates.day(one.due_on), one.outcome or label(one.state)) for one in before]
        self.before.body.addWidget(pairs(lines))

    def _build(self) -> None:
        top = boxes.line(self.title, self.state, None, self.buyer_button)
        acts = boxes.line(self.done_button, self.skip_button, self.back_button, None)
        self.next.edit.returnPressed.connect(self.done)
        self.day.edit.returnPressed.connect(self.move_day)
        keys = QShortcut(QKeySequence("Ctrl+Return"), self)
        keys.activated.connect(self.done)
        self.done_button.setToolTip(_("Ctrl+Enter keeps it"))
        inside = QWidget()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(boxes.scrolling(inside))
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(10)
        layout.addLayout(top)
        for part in (self.facts, self.outcome, self.next, self.rule):
            layout.addWidget(part)
        layout.addLayout(acts)
        move = boxes.line(self.day, None)
        for each in (self.move_button, self.remove_button):
            move.insertWidget(move.count() - 1, each, 0, Qt.AlignmentFlag.AlignBottom)
        layout.addLayout(move)
        layout.addWidget(self.before)
        layout.addStretch(1)
