"""One message beside the list: what it is about, its text, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop_app.core.i18n import _, ngettext
from desktop_app.core.kinds import FollowUpState, Platform
from desktop_app.core.labels import label_of
from desktop_app.core.masking import Masks, Place
from desktop_app.services import delay_periods, follow_ups, message_texts, privacy
from desktop_app.services.message_lists import MessageRow
from desktop_app.services.message_texts import Message
from desktop_app.services.orders import OrderRow
from desktop_app.views import boxes
from desktop_app.views import messages_words as shown
from desktop_app.views.cards import chip, empty, pairs, words
from desktop_app.views.case_card import button
from desktop_app.views.case_history import CaseHistory
from desktop_app.views.desk import Desk, Room
from desktop_app.views.flow import FlowLayout
from desktop_app.views.messages_editor import MessageEditor
from desktop_app.views.theme import Tone

_MOST_GOODS = 2


class MessagePanel(QFrame):
    """`finished` tells that the message was dealt with, and the next one may be shown."""

    finished = Signal()

    def __init__(self, desk: Desk, history: CaseHistory) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._desk = desk
        self._history = history
        self.message: Message | None = None
        self.editor = MessageEditor(desk)
        self._head = words("", "heading")
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips)
        self._facts = QVBoxLayout()
        self.sent_button = button(_("Copy and mark done"), self.copy_and_finish)
        self.sent_button.setProperty("primary", True)
        self.sent_button.setToolTip(_("Ctrl+Enter"))
        self.copy_button = button(_("Copy"), self.copy)
        self.skip_button = button(_("Skip"), self.skip)
        self.reopen_button = button(_("Due again"), self.reopen)
        self.open_button = button(_("Open the order"), self.open_thing, flat=True)
        self._build()
        keys = QShortcut(QKeySequence("Ctrl+Return"), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.copy_and_finish)

    def show_row(self, row: MessageRow) -> bool:
        """Shows a message; False when it is gone."""
        store = self._desk.store
        found: Message | None = self._desk.attempt(lambda: message_texts.show(store, row.id))
        if found is None:
            return False
        self.message = found
        self._fill(found)
        return True

    def copy(self) -> None:
        """Puts the text on the clipboard unless it has gaps; the message stays open."""
        if self.editor.copy() is not None:
            self._desk.say(_("Copied; paste it in the chat."))

    def copy_and_finish(self) -> None:
        """Puts the text on the clipboard unless it has gaps, and marks the message done."""
        message = self.message
        if message is None or message.row.state is not FollowUpState.OPEN:
            return
        text = self.editor.copy()
        if text is None:
            return
        store, row = self._desk.store, message.row
        said = _("Buyer told") if row.is_movement else _("Message done")
        if self._act(
            f"{said}: {row.buyer or row.order_no or row.case_no}",
            lambda: message_texts.finish(store, row.id, text),
            lambda sent: message_texts.take_back(store, sent),
        ):
            self._desk.say(_("Copied, and marked as done; paste it in the chat."))

    def skip(self) -> None:
        """The message isn't sent."""
        if self.message is not None and not self.message.row.is_movement:
            store, row = self._desk.store, self.message.row
            self._act(
                _("Message skipped: %(buyer)s") % {"buyer": row.buyer or row.order_no},
                lambda: follow_ups.skip(store, row.id),
                lambda act: follow_ups.undo(store, act),
            )

    def reopen(self) -> None:
        """The message is due again."""
        if self.message is not None:
            store, row = self._desk.store, self.message.row
            self._act(
                _("Due again: %(buyer)s") % {"buyer": row.buyer or row.order_no},
                lambda: follow_ups.reopen(store, row.id),
                lambda act: follow_ups.undo(store, act),
            )

    def open_thing(self) -> None:
        """Opens the case, else the order with what there is of it."""
        if self.message is None:
            return
        row = self.message.row
        if row.case_no:
            self._desk.go(Room.CASES, "show", row.case_no)
        else:
            self._desk.go(Room.CASES, "order", row.order_no)

    def _act(self, said: str, act: Callable[[], object], back: Callable[..., object]) -> bool:
        """Does a short act that can be taken back."""
        made = self._desk.attempt(act)
        if made is None:
            return False
        held = [made]
        self._history.did(
            said,
            lambda: back(held[0]),
            lambda: held.__setitem__(0, act()),
        )
        self.finished.emit()
        return True

    def _fill(self, message: Message) -> None:
        row = message.row
        self._head.setText(shown.what(row) if not row.is_movement else row.name)
        empty(self._flow)
        self._flow.addWidget(chip(shown.state(row), shown.tone(row)))
        for delay in message.delays:
            self._flow.addWidget(chip(delay_periods.said(delay), Tone.WARN))
        empty(self._facts)
        self._facts.addWidget(pairs(_facts(message, privacy.masks(self._desk.store, Place.SCREEN))))
        movement = row.text if row.is_movement else ""
        self.editor.show_replies(message.occasion, message.replies, movement)
        still = row.state is FollowUpState.OPEN
        self.sent_button.setVisible(still)
        self.skip_button.setVisible(still and not row.is_movement)
        self.reopen_button.setVisible(not still and not row.is_movement)
        thing = _("Open the case") if row.case_no else _("Open the order")
        self.open_button.setText(thing)
        self.open_button.setVisible(bool(row.case_no or row.order_no))

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(8)
        layout.addWidget(self._head)
        layout.addWidget(self._chips)
        layout.addLayout(self._facts)
        layout.addWidget(self.editor, 1)
        acts = QWidget()
        flow = FlowLayout(acts, spacing=8)
        for part in (self.sent_button, self.copy_button, self.skip_button, self.reopen_button):
            flow.addWidget(part)
        flow.addWidget(self.open_button)
        layout.addWidget(acts)
        self.editor.judged.connect(self._judge)
        self.setTabOrder(self.editor.choice, self.editor.text)
        self.setTabOrder(self.editor.text, self.sent_button)

    def _judge(self, ready: bool) -> None:  # noqa: FBT001 - Qt's signal
        """A text with gaps can't be copied; the line below it says what is empty."""
        self.sent_button.setEnabled(ready)
        self.copy_button.setEnabled(ready)


class ManyPanel(QFrame):
    """What can be done with all chosen messages at once: one transaction, one step to take back."""

    finished = Signal()

    def __init__(self, desk: Desk, history: CaseHistory) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._desk = desk
        self._history = history
        self.ids: list[int] = []
        self.told = words("", "heading")
        self.done_button = button(_("Mark done"), partial(self.settle, FollowUpState.DONE))
        self.skip_button = button(_("Skip"), partial(self.settle, FollowUpState.SKIPPED))
        self.reopen_button = button(_("Due again"), partial(self.settle, FollowUpState.OPEN))
        hint = words(_("Nothing is copied; Ctrl+Z takes it back."), "caption")
        acts = boxes.line(self.done_button, self.skip_button, self.reopen_button, None)
        layout = boxes.stack(self.told, hint, acts, None, spacing=10)
        layout.setContentsMargins(14, 12, 14, 12)
        self.setLayout(layout)

    def show_ids(self, ids: list[int]) -> None:
        """These are chosen now."""
        self.ids = ids
        text = ngettext("%(count)s message chosen", "%(count)s messages chosen", len(ids))
        self.told.setText(text % {"count": f"{len(ids):,}"})
        movements = all(one < 0 for one in ids)
        self.done_button.setText(_("Buyers were told") if movements else _("Mark done"))
        self.skip_button.setVisible(not movements)
        self.reopen_button.setVisible(not movements)

    def settle(self, state: FollowUpState) -> None:
        """Brings all to a state, or none; in a job, since they may be thousands."""
        from desktop_app.services import shipments

        store = self._desk.store
        events = [-one for one in self.ids if one < 0]
        messages = [one for one in self.ids if one > 0]
        said = self.told.text()

        def do() -> tuple[object, int]:
            with store.transaction():
                told = shipments.inform_all(store, events) if events else None
                return told, follow_ups.settle(store, messages, state) if messages else 0

        def back(made: tuple[object, int]) -> None:
            with store.transaction():
                if made[0] is not None:
                    message_texts.take_back(store, made[0])  # type: ignore[arg-type] # a Told
                if made[1]:
                    follow_ups.undo(store, made[1])

        def kept(made: tuple[object, int]) -> None:
            held = [made]
            self._history.did(
                said, lambda: back(held[0]), lambda: held.__setitem__(0, do()), len(self.ids)
            )
            self.finished.emit()

        self._desk.write(said, lambda _track: do(), kept)


def _facts(message: Message, masks: Masks) -> list[tuple[str, str]]:
    row, order = message.row, message.order
    parcel = " ".join(part for part in (row.courier, row.tracking) if part)
    found = [
        (_("Buyer"), _buyer(row, order, masks)),
        (_("Order no."), row.order_no),
        (_("Case"), row.case_no),
        (_("Parcel"), parcel),
    ]
    if row.is_movement:
        found.append((_("Movement"), f"{shown.day(row)}  {row.text}"))
    if order is not None:
        found += [(_("Goods"), _goods(order)), (_("On the way"), _way(order))]
    return found


def _buyer(row: MessageRow, order: OrderRow | None, masks: Masks) -> str:
    names = [row.buyer, masks.name(order.receiver or "") if order is not None else ""]
    where = label_of(Platform, row.platform)
    return " · ".join(dict.fromkeys(part for part in (*names, where) if part))


def _goods(order: OrderRow) -> str:
    titles = [item.title or item.sku for item in order.items]
    text = _(", ").join(titles[:_MOST_GOODS])
    more = len(titles) - _MOST_GOODS
    return _("%(goods)s and %(count)s more") % {"goods": text, "count": more} if more > 0 else text


def _way(order: OrderRow) -> str:
    """When it was paid, dispatched and signed for, as far as the files said."""
    steps = (
        (_("paid %(day)s"), order.paid_at),
        (_("dispatched %(day)s"), order.shipped),
        (_("signed for %(day)s"), order.signed_at),
    )
    return " · ".join(text % {"day": at[:10]} for text, at in steps if at)
