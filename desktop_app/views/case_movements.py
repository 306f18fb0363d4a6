"""The movements of a case's parcels, and whether the buyer was told of them (R29, R46)."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop_app.core import dates
from desktop_app.core.i18n import _
from desktop_app.core.labels import label
from desktop_app.services import delay_periods, message_texts, reply_book, shipments
from desktop_app.services.cases import CaseDetail
from desktop_app.services.shipments import Movement, Parcel
from desktop_app.views import boxes
from desktop_app.views.cards import chip, empty, words
from desktop_app.views.case_card import button
from desktop_app.views.desk import Desk
from desktop_app.views.flow import FlowLayout
from desktop_app.views.messages_editor import MessageEditor
from desktop_app.views.messages_tracking import TrackingForm
from desktop_app.views.theme import Tone

_SHOWN = 4
_EDITOR_HEIGHT = 260


class CaseMovements(QWidget):
    """`changed` tells that something was noted in the case."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._detail: CaseDetail | None = None
        self._all = False
        self.parcels: list[Parcel] = []
        self._movement: Movement | None = None
        self.editor = MessageEditor(desk)
        self.editor.setMinimumHeight(_EDITOR_HEIGHT)
        self.tracking = TrackingForm(desk)
        self.sent_button = button(_("Copy, and note as told"), self.copy_and_tell)
        self.told_button = button(_("Told already"), self.tell)
        self._title = words("", "caption")
        self._body = QVBoxLayout()
        self._body.setSpacing(8)
        self._build()
        self.editor.judged.connect(self.sent_button.setEnabled)
        self.tracking.added.connect(lambda _made: self._done())
        self.tracking.left.connect(self._back)

    def begin_case(self) -> None:
        """Another case: what was being written is left."""
        self._all = False
        self._back()

    def show_case(self, detail: CaseDetail) -> None:
        """Shows the movements of the case's parcels."""
        self._detail = detail
        found: list[Parcel] = self._desk.attempt(
            lambda: shipments.of_case(self._desk.store, detail.row.no), []
        )
        self.parcels = found
        self._fill()

    def write(self, parcel: Parcel, movement: Movement) -> None:
        """Opens the reply about a movement; the reason that it hints at comes first."""
        detail, store = self._detail, self._desk.store
        if detail is None:
            return
        row = detail.row
        language = reply_book.language_for(row.platform)
        occasion = message_texts.about(store, detail.order_id, row.no, language, movement.id)
        replies = message_texts.for_movement(store, occasion, movement.what)
        self._movement = movement
        self._title.setText(f"{parcel.tracking} · {dates.moment(movement.at)} {movement.what}")
        self.editor.show_replies(occasion, replies, movement.what)
        self._turn(self._writing)
        self.editor.text.setFocus()

    def copy_and_tell(self) -> None:
        """Copies the reply unless it has gaps, and notes that the buyer was told."""
        text = self.editor.copy()
        if text is not None:
            self.tell(text)

    def tell(self, text: str = "") -> None:
        """Notes that the buyer was told of the movement."""
        movement, detail = self._movement, self._detail
        if movement is None or detail is None:
            return
        store, no = self._desk.store, detail.row.no
        if self._desk.attempt(lambda: shipments.inform(store, movement.id, text, no)) is not None:
            self._desk.say(_("Noted: the buyer knows of it."))
        self._done()

    def add_to(self, parcel: Parcel) -> None:
        """Opens the form for movements of a parcel."""
        self.tracking.begin(parcel)
        self._turn(self.tracking)
        self.tracking.text.setFocus()

    def _fill(self) -> None:
        empty(self._body)
        if self._detail is not None and self._detail.order_id is not None:
            self._show_delays(self._detail.order_id)
        for parcel in self.parcels:
            self._body.addWidget(self._parcel(parcel))
        self.setVisible(bool(self.parcels))

    def _show_delays(self, order_id: int) -> None:
        found = delay_periods.of_order(self._desk.store, order_id)
        if found:
            place = QWidget()
            flow = FlowLayout(place)
            for period in found:
                flow.addWidget(chip(delay_periods.said(period), Tone.WARN))
            self._body.addWidget(place)

    def _parcel(self, parcel: Parcel) -> QWidget:
        place = QWidget()
        head = FlowLayout()
        head.addWidget(chip(label(parcel.direction), Tone.INFO))
        for text, role in ((parcel.courier, "caption"), (parcel.tracking, "")):
            if text:
                head.addWidget(words(text, role, wrap=False))
        if parcel.signed_at:
            head.addWidget(chip(_("Signed for"), Tone.GOOD))
        add = button(_("Add movements…"), partial(self.add_to, parcel), flat=True)
        add.setAccessibleName(_("Add movements of %(no)s") % {"no": parcel.tracking})
        head.addWidget(add)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        shown = parcel.movements if self._all else parcel.movements[:_SHOWN]
        for row, movement in enumerate(shown):
            self._movement_line(grid, row, parcel, movement)
        more: tuple[QWidget, ...] = ()
        if len(parcel.movements) > len(shown):
            said = _("Show all %(count)s") % {"count": len(parcel.movements)}
            more = (button(said, self._show_all, flat=True),)
        place.setLayout(boxes.stack(head, grid, *more, spacing=4))
        return place

    def _movement_line(
        self, grid: QGridLayout, row: int, parcel: Parcel, movement: Movement
    ) -> None:
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(words(dates.moment(movement.at), "caption", wrap=False), row, 0, top)
        said = f"{movement.place} {movement.what}".strip()
        grid.addWidget(words(said), row, 1)
        if movement.informed_at is not None:
            when = {"when": dates.moment(movement.informed_at)}
            grid.addWidget(chip(_("Told %(when)s") % when, Tone.GOOD), row, 2, top)
            return
        tell = button(_("Tell the buyer…"), partial(self.write, parcel, movement), flat=True)
        tell.setAccessibleName(_("Tell the buyer: %(what)s") % {"what": said})
        grid.addWidget(tell, row, 2, top)

    def _show_all(self) -> None:
        self._all = True
        self._fill()

    def _done(self) -> None:
        self._back()
        self.changed.emit()

    def _back(self) -> None:
        self._movement = None
        self._turn(self._listed)

    def _turn(self, part: QWidget) -> None:
        """Shows one of the three parts: the list, the reply, the form for movements."""
        for one in (self._listed, self._writing, self.tracking):
            one.setVisible(one is part)

    def _build(self) -> None:
        writing = boxes.stack(
            self._title,
            self.editor,
            boxes.line(button(_("Cancel"), self._back), None, self.told_button, self.sent_button),
        )
        self._listed = boxes.held(self._body)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._writing = boxes.held(writing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        for part in (self._listed, self._writing, self.tracking):
            layout.addWidget(part)
        self._turn(self._listed)
