"""A message being written: a reply chosen, filled, changed as one likes, and copied (R26)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QVBoxLayout, QWidget

from desktop_app.core.i18n import _
from desktop_app.services import message_texts, reply_templates
from desktop_app.services.follow_up_rules import DeliveryReason
from desktop_app.services.message_texts import Occasion
from desktop_app.services.reply_templates import Filled, Reply
from desktop_app.views.cards import words
from desktop_app.views.desk import Desk
from desktop_app.views.gap_marker import GapMarker

_NOTHING = Filled("", (), ())
_LEAST = 12


class MessageEditor(QWidget):
    """What was changed by hand stays until another reply or another occasion is chosen.

    `judged` tells whether the text may be copied now.
    """

    judged = Signal(bool)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._occasion: Occasion | None = None
        self._filled = _NOTHING
        self.replies: tuple[Reply, ...] = ()
        self.choice = _box(_("What to say"))
        self.reason = _box(_("Reason"))
        self.reason.hide()
        self._reasons: list[DeliveryReason] = []
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(_("The message, to be changed as you like"))
        self.text.setTabChangesFocus(True)
        self._marker = GapMarker(self.text)
        self.missing = words("", "error")
        self.missing.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.reason)
        layout.addWidget(self.choice)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.missing)
        self.choice.activated.connect(lambda _place: self._put())
        self.reason.activated.connect(lambda place: self._give_reason(place - 1))
        self.text.textChanged.connect(self._judge)

    def show_replies(
        self, occasion: Occasion, replies: Sequence[Reply], movement: str = ""
    ) -> None:
        """Offers replies for an occasion; for the same one a text changed by hand stays.

        About a ``movement`` (its words) the reasons of slow and missing delivery are offered (R46).
        """
        self._offer_reasons(movement)
        same = self._occasion == occasion and bool(self.replies)
        held = self.reply()
        self._occasion, self.replies = occasion, tuple(replies)
        with QSignalBlocker(self.choice):
            self.choice.clear()
            for reply in self.replies:
                self.choice.addItem(reply.title)
            if same and held is not None:
                places = [place for place, one in enumerate(self.replies) if _same(one, held)]
                self.choice.setCurrentIndex(places[0] if places else 0)
        self.choice.setVisible(bool(self.replies))
        if not same or self.text.toPlainText() == self._filled.text:
            self._put()

    def choose(self, code: str) -> bool:
        """Chooses the reply with a code; False where it isn't offered."""
        for place, reply in enumerate(self.replies):
            if reply.code == code:
                self.choice.setCurrentIndex(place)
                self._put()
                return True
        return False

    def reply(self) -> Reply | None:
        """The one that is chosen."""
        place = self.choice.currentIndex()
        return self.replies[place] if 0 <= place < len(self.replies) else None

    def copy(self) -> str | None:
        """Puts the text on the clipboard and returns it; None while anything in it is empty."""
        store, reply, filled = self._desk.store, self.reply(), self._filled
        text = self.text.toPlainText()
        taken: str | None = self._desk.attempt(
            lambda: message_texts.take(store, reply, text, filled)
        )
        if taken is None:
            self.text.setFocus()
            return None
        QGuiApplication.clipboard().setText(taken)
        return taken

    def _offer_reasons(self, movement: str) -> None:
        self._reasons = message_texts.reasons(movement) if movement else []
        with QSignalBlocker(self.reason):
            self.reason.clear()
            self.reason.addItem(_("Slow or not delivered: why?"))
            self.reason.addItems([reason.name for reason in self._reasons])
        self.reason.setVisible(bool(self._reasons))

    def _give_reason(self, place: int) -> None:
        """Chooses the reply that gives a reason; else one of the same situation."""
        if place < 0:
            return
        reason = self._reasons[place]
        if any(self.choose(code) for code in reason.replies):
            return
        near = [one for one in self.replies if one.situation is reason.situation]
        if near:
            self.choose(near[0].code)

    def _put(self) -> None:
        reply, occasion = self.reply(), self._occasion
        if reply is None or occasion is None:
            self._filled = _NOTHING
            self.text.setPlainText("")
            return
        store = self._desk.store
        filled: Filled | None = self._desk.attempt(
            lambda: message_texts.fill(store, occasion, reply)
        )
        if filled is not None:
            self._filled = filled
            self.text.setPlainText(filled.text)

    def _judge(self) -> None:
        text = self.text.toPlainText()
        empty = reply_templates.still_empty(text, self._filled)
        said = {"what": " ".join(empty)}
        self.missing.setText(_("Still to be filled in: %(what)s") % said if empty else "")
        self.missing.setVisible(bool(empty))
        self._marker.mark(empty)
        self.judged.emit(bool(text.strip()) and not empty)


def _same(one: Reply, other: Reply) -> bool:
    return (one.code, one.id, one.title) == (other.code, other.id, other.title)


def _box(name: str) -> QComboBox:
    """A box that gives way where the panel is narrow."""
    made = QComboBox()
    made.setAccessibleName(name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(_LEAST)
    return made
