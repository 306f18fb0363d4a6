"""A message entered by hand: about an order or a case, on a day."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from desktop_app.core import clock
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.services import follow_ups
from desktop_app.services.follow_ups import FollowUpDraft
from desktop_app.views import boxes
from desktop_app.views.cards import words
from desktop_app.views.case_card import button
from desktop_app.views.desk import Desk
from desktop_app.views.fields import DateField, Field, NoteField, insist

_SOON = ((0, N_("Today")), (1, N_("Tomorrow")), (3, N_("In 3 days")), (7, N_("In a week")))


class NewMessage(QFrame):
    """`kept` gives the id of the message, `left` tells that none was written."""

    kept = Signal(int)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._desk = desk
        self.number = Field(_("Order, case or tracking no."), needed=True)
        self.day = DateField(_("Due on"), needed=True)
        self.text = NoteField(_("Own words (optional)"), lines=5)
        self.text.edit.setPlaceholderText(
            _("Leave it empty to choose a reply on the day; words in { } are filled in.")
        )
        self.keep_button = button(_("Keep the message"), self.keep)
        self.keep_button.setProperty("primary", True)
        soon = [button(_(text), partial(self._soon, days), flat=True) for days, text in _SOON]
        layout = boxes.stack(
            words(_("New message"), "heading"),
            self.number,
            self.day,
            boxes.line(*soon, None, spacing=4),
            self.text,
            boxes.line(None, button(_("Cancel"), self.left.emit), self.keep_button),
            None,
        )
        layout.setContentsMargins(14, 12, 14, 12)
        self.setLayout(layout)
        self.number.edit.returnPressed.connect(self.day.edit.setFocus)
        self.day.edit.returnPressed.connect(self.keep)

    def begin(self, number: str = "") -> None:
        """An empty form, about a number if one is known."""
        self.number.set_text(number)
        self._soon(1)
        self.text.set_text("")
        (self.day if number else self.number).edit.setFocus()

    def keep(self) -> None:
        """Enters the message."""
        if not insist(self.number, self.day):
            return
        store, day = self._desk.store, self.day.day()

        def enter() -> int | None:
            if day is None:
                return None
            order_id, case_no = follow_ups.subject(store, self.number.text())
            draft = FollowUpDraft(day, self.text.text(), order_id, case_no)
            return follow_ups.add(store, draft)

        made = self._desk.attempt(enter)
        if made is not None:
            self._desk.say(_("The message is kept."))
            self.kept.emit(made)

    def _soon(self, days: int) -> None:
        self.day.set_text((clock.today() + timedelta(days=days)).isoformat())
