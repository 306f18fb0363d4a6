"""The form for one draft of quick entry: complete what is missing, correct what was misread."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.core.errors import UserError
from desktop_app.core.i18n import _
from desktop_app.core.kinds import ClaimKind
from desktop_app.core.labels import label
from desktop_app.services import quick_entry
from desktop_app.services.quick_entry import EntryRow
from desktop_app.views import cards
from desktop_app.views.claims_courier import CourierBox
from desktop_app.views.claims_words import doubt
from desktop_app.views.desk import Desk
from desktop_app.views.fields import AmountField, Field, NoteField
from desktop_app.views.flow import FlowLayout


class EntryForm(QFrame):
    """`revised` tells the draft's id and the row as it is now, at each change."""

    revised = Signal(int, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._desk = desk
        self._id = 0
        self._row: EntryRow | None = None
        self.pasted = cards.words("", "heading")
        self.story = cards.words("", "error")
        self.kinds: dict[ClaimKind, QPushButton] = {}
        self.tracking = Field(_("Tracking no."))
        self.order_no = Field(_("Order no."))
        self.courier = CourierBox(desk, empty="–")
        self.amount = AmountField(_("Value, without freight"))
        self.freight = AmountField(_("Freight"))
        self.note = NoteField(_("What happened"), lines=2)
        self._build()

    def show_row(self, row_id: int, row: EntryRow, story: str) -> None:
        """Shows a draft; what was typed before has gone into its row already."""
        self._id, self._row = row_id, None
        self.pasted.setText(row.text)
        self.tracking.set_text(row.tracking)
        self.order_no.set_text(row.order_no)
        self.courier.fill(row.courier)
        for field, minor in ((self.amount, row.amount_minor), (self.freight, row.freight_minor)):
            field.currency = row.currency
            field.set_minor(minor)
        self.note.edit.blockSignals(True)
        self.note.set_text(row.note)
        self.note.edit.blockSignals(False)
        self._mark(row.kind)
        self._row = row
        self.show_story(story)

    def show_story(self, story: str) -> None:
        """Says why the draft can't be entered as it is."""
        doubts = [doubt(each) for each in self._row.doubts] if self._row else []
        self.story.setText("\n".join(filter(None, (story, *doubts))))
        self.story.setVisible(bool(self.story.text()))

    def begin(self) -> None:
        """Puts the cursor where something is missing, else to the value."""
        missing = self._row.missing if self._row else ()
        places: dict[str, QWidget] = {
            "source": self.tracking.edit,
            "kind": self.kinds[ClaimKind.LOST],
            "courier": self.courier.combo,
        }
        places.get(missing[0] if missing else "", self.amount.edit).setFocus()

    def _mark(self, kind: ClaimKind | None) -> None:
        for known, chip in self.kinds.items():
            chip.setChecked(known is kind)

    def _pick(self, kind: ClaimKind, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signal
        self._mark(kind)
        self._revise(kind=kind)

    def _amounts(self) -> None:
        try:
            value, freight = self.amount.minor(), self.freight.minor()
        except UserError:
            return  # said beside the field while typing
        self._revise(amount_minor=value, freight_minor=freight)

    def _revise(self, **parts: object) -> None:
        row = self._row
        if row is None:
            return
        now = self._desk.attempt(lambda: quick_entry.revise(self._desk.store, row, **parts))
        if now is not None:
            self._row = now
            self.revised.emit(self._id, now)

    def _build(self) -> None:
        kinds = QWidget()
        flow = FlowLayout(kinds)
        for kind in ClaimKind:
            chip = QPushButton(label(kind))
            chip.setCheckable(True)
            chip.setProperty("filter", True)
            chip.clicked.connect(partial(self._pick, kind))
            flow.addWidget(chip)
            self.kinds[kind] = chip
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.addWidget(self.tracking, 0, 0)
        grid.addWidget(self.courier, 0, 1)
        grid.addWidget(self.amount, 1, 0)
        grid.addWidget(self.freight, 1, 1)
        grid.addWidget(self.order_no, 2, 0, 1, 2)
        grid.addWidget(self.note, 3, 0, 1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(10)
        for part in (self.pasted, self.story):
            layout.addWidget(part)
        layout.addWidget(kinds)
        layout.addLayout(grid)
        layout.addStretch(1)
        self.tracking.edit.editingFinished.connect(self._numbers)
        self.order_no.edit.editingFinished.connect(self._numbers)
        self.courier.changed.connect(lambda: self._revise(courier=self.courier.code()))
        self.amount.changed.connect(self._amounts)
        self.freight.changed.connect(self._amounts)
        self.note.changed.connect(lambda: self._revise(note=self.note.text()))

    def _numbers(self) -> None:
        row = self._row
        if row is None or (row.tracking, row.order_no) == (
            self.tracking.text(),
            self.order_no.text(),
        ):
            return
        self._revise(tracking=self.tracking.text(), order_no=self.order_no.text())
