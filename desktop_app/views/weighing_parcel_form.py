"""A problem or returned parcel in a panel: R39's fields, and whose it is (有主/无主)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop_app.core import dates, texts
from desktop_app.core.errors import BadValue, Reason, UserError
from desktop_app.core.i18n import _
from desktop_app.core.kinds import ParcelKind, Platform
from desktop_app.core.labels import label, label_of
from desktop_app.core.masking import Place
from desktop_app.services import parcels, privacy
from desktop_app.services.parcel_lists import ParcelRow
from desktop_app.services.parcel_owners import Owner
from desktop_app.services.parcels import ParcelDraft
from desktop_app.views.desk import Desk, Room
from desktop_app.views.fields import AmountField, ChoiceField, DateField, Field, NoteField, insist
from desktop_app.views.theme import Tone
from desktop_app.views.weighing_owners import OwnerList
from desktop_app.views.weighing_parts import chip, show_chip, text_label


class ParcelForm(QWidget):
    """`saved` tells the id of what was entered; `left` that Esc was pressed."""

    saved = Signal(int)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._row: ParcelRow | None = None
        self.dirty = False
        self.title, self.chip, self.facts = text_label("title"), chip(), text_label("caption")
        self.kind = ChoiceField(_("Register"), ParcelKind)
        self.tracking = Field(_("Tracking no."))
        self.order_no = Field(_("Order no."))
        self.purchased_on = DateField(_("Bought on"))
        self.product = Field(_("Product"))
        self.sku = Field(_("SKU"))
        self.quantity = Field(_("Pieces"), _whole)
        self.good = Field(_("of these good"), _whole)
        self.damaged = Field(_("of these damaged"), _whole)
        self.amount = AmountField(_("Amount"))
        self.sender_name = Field(_("Sender's name on the parcel"))
        self.sender_phone = Field(_("Sender's phone on the parcel"))
        self.note = NoteField(_("Note"), lines=2)
        self.owners = OwnerList()
        self.fault = text_label("error")
        self.save_button = QPushButton()
        self.settle_button, self.case_button = QPushButton(), QPushButton()
        self.nobody_button = QPushButton(_("Nobody's"))
        self._build()
        self._connect()
        self.begin(ParcelKind.RETURNED)

    def begin(self, kind: ParcelKind) -> None:
        """An empty line of a register."""
        self._row = None
        self.kind.set_code(kind.value)
        for field in self._fields():
            field.set_text("")
        self.note.set_text("")
        self.owners.show_owners(())
        self._settle_down()

    def show_row(self, row: ParcelRow) -> None:
        """Shows a line; what is being typed about it, or about a new one, stays."""
        if self.dirty and (self._row is None or self._row.id == row.id):
            return
        self._row = row
        self.kind.set_code(row.kind.value)
        for field, text in (
            (self.tracking, row.tracking),
            (self.order_no, row.order_no),
            (self.purchased_on, row.purchased_on or ""),
            (self.product, row.product),
            (self.sku, row.sku),
            (self.quantity, _count_text(row.quantity)),
            (self.good, _count_text(row.good)),
            (self.damaged, _count_text(row.damaged)),
            (self.sender_name, row.sender_name),
            (self.sender_phone, row.sender_phone),
        ):
            field.set_text(text)
        masks = privacy.masks(self._desk.store, Place.SCREEN)
        self.sender_name.edit.hide_by(masks.name)
        self.sender_phone.edit.hide_by(masks.phone)
        self.amount.currency = row.currency
        self.amount.set_minor(row.amount_minor)
        self.note.set_text(row.note)
        found = [] if row.owned else parcels.owners(self._desk.store, row.id)
        self.owners.show_owners(found)
        self._settle_down()

    def save(self) -> bool:
        """Enters the parcel, or what was changed of it."""
        if not insist(*self._fields()):
            return False
        return self._done(self._write)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _write(self) -> ParcelRow:
        values, row = self._values(), self._row
        if row is not None:
            return parcels.change(self._desk.store, row.id, row.row_version, **values)
        added = parcels.add(self._desk.store, ParcelDraft(**values))  # type: ignore[arg-type] # its own field names
        if added.repeated:
            self._desk.say(_("This parcel was in the register already."), Tone.WARN)
        return added.parcel

    def _values(self) -> Mapping[str, object]:
        day = self.purchased_on.day()
        return {
            "kind": ParcelKind(self.kind.code()),
            "tracking": self.tracking.text(),
            "order_no": self.order_no.text(),
            "purchased_on": day.isoformat() if day else None,
            "product": self.product.text(),
            "sku": self.sku.text(),
            "quantity": _whole(self.quantity.text()) or None,
            "good": _whole(self.good.text()),
            "damaged": _whole(self.damaged.text()),
            "amount_minor": self.amount.minor(),
            "currency": self.amount.currency,
            "sender_name": self.sender_name.text(),
            "sender_phone": self.sender_phone.text(),
            "note": self.note.text(),
        }

    def _done(self, act: Callable[[], ParcelRow]) -> bool:
        try:
            row = act()
        except UserError as error:
            self._complain(texts.sentence(error))
            return False
        self.dirty = False
        self.show_row(row)
        self.saved.emit(row.id)
        return True

    def _settle(self) -> None:
        if self._row is not None and (not self.dirty or self.save()):
            row = self._row
            done = row.settled_at is None
            self._done(lambda: parcels.settle(self._desk.store, row.id, done=done))

    def _give(self, owner: Owner | None) -> None:
        if self._row is None or (self.dirty and not self.save()):
            return
        row_id = self._row.id
        order_id = owner.order_id if owner else None
        case_id = owner.case_id if owner else None
        self._done(lambda: parcels.give(self._desk.store, row_id, order_id, case_id))

    def _go_to_case(self) -> None:
        row = self._row
        if row is not None and row.case_no:
            self._desk.go(Room.CASES, "show", row.case_no)
        elif row is not None:
            self._desk.go(Room.CASES, "new", row.order_no)

    def _touch(self) -> None:
        self.dirty = True
        self._complain("")
        self._show_buttons()

    def _settle_down(self) -> None:
        self.dirty = False
        self._complain("")
        self._show_head()
        self._show_buttons()

    def _complain(self, sentence: str) -> None:
        self.fault.setText(sentence)
        self.fault.setVisible(bool(sentence))

    def _show_head(self) -> None:
        row = self._row
        self.title.setText(label(row.kind) if row else _("Enter a parcel"))
        self.chip.setVisible(row is not None)
        self.facts.setVisible(row is not None)
        if row is not None:
            words, tone = state(row)
            show_chip(self.chip, words, tone)
            self.facts.setText(_facts(row))

    def _show_buttons(self) -> None:
        row = self._row
        self.save_button.setText(_("Enter it") if row is None else _("Save"))
        self.save_button.setVisible(row is None or self.dirty)
        self.settle_button.setVisible(row is not None)
        self.nobody_button.setVisible(row is not None and row.owned)
        self.case_button.setVisible(row is not None and row.owned)
        if row is not None:
            self.settle_button.setText(_("Open again") if row.settled_at else _("Dealt with"))
            self.case_button.setText(_("Open the case") if row.case_no else _("Open a case for it"))

    def _fields(self) -> tuple[Field, ...]:
        return (
            *(self.tracking, self.order_no, self.purchased_on, self.product, self.sku),
            *(self.quantity, self.good, self.damaged, self.amount),
            *(self.sender_name, self.sender_phone),
        )

    def _connect(self) -> None:
        for told in (
            *(each.changed for each in self._fields()),
            self.kind.changed,
            self.note.changed,
        ):
            told.connect(self._touch)
        for field in self._fields():
            field.edit.returnPressed.connect(self.save)
        self.owners.chosen.connect(self._give)
        self.save_button.clicked.connect(self.save)
        self.settle_button.clicked.connect(self._settle)
        self.nobody_button.clicked.connect(partial(self._give, None))
        self.case_button.clicked.connect(self._go_to_case)

    def _build(self) -> None:
        self.save_button.setProperty("primary", True)
        self.title.setWordWrap(False)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        inner = QWidget()
        form = QVBoxLayout(inner)
        form.setContentsMargins(14, 12, 14, 12)
        form.setSpacing(10)
        form.addLayout(head)
        form.addWidget(self.facts)
        form.addWidget(self.owners)
        form.addLayout(self._grid())
        form.addWidget(self.note)
        form.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(area, 1)
        layout.addLayout(self._foot())

    def _foot(self) -> QVBoxLayout:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        parts = (self.save_button, self.settle_button, self.case_button, self.nobody_button)
        for button in parts:
            buttons.addWidget(button)
        buttons.addStretch(1)
        foot = QVBoxLayout()
        foot.setContentsMargins(14, 6, 14, 12)
        foot.addWidget(self.fault)
        foot.addLayout(buttons)
        return foot

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        top = Qt.AlignmentFlag.AlignTop
        rows: tuple[tuple[QWidget, ...], ...] = (
            (self.kind, self.tracking),
            (self.order_no, self.purchased_on),
            (self.sender_name, self.sender_phone),
            (self.product, self.sku),
            (self.quantity, self.amount),
            (self.good, self.damaged),
        )
        for place, pair in enumerate(rows):
            for column, part in enumerate(pair):
                grid.addWidget(part, place, column, top)
        return grid


def state(row: ParcelRow) -> tuple[str, Tone]:
    """Dealt with, with an owner, or nobody's."""
    if row.settled_at is not None:
        return _("Dealt with"), Tone.GOOD
    return (_("Owner known"), Tone.INFO) if row.owned else (_("No owner yet"), Tone.WARN)


def _facts(row: ParcelRow) -> str:
    parts = (
        row.buyer,
        label_of(Platform, row.platform),
        _("Order %(no)s") % {"no": row.order_no} if row.order_no else "",
        _("Case %(no)s") % {"no": row.case_no} if row.case_no else "",
        _entered(row),
    )
    return " · ".join(part for part in parts if part)


def _entered(row: ParcelRow) -> str:
    """When it was entered, and by whom where that is known."""
    told = {"when": dates.moment(row.entered_at), "who": row.who}
    return _("entered %(when)s by %(who)s") % told if row.who else _("entered %(when)s") % told


def _whole(text: str) -> int:
    """A count of pieces; nothing is none. Raises BadValue."""
    if not text:
        return 0
    if not (text.isascii() and text.isdigit()):
        raise BadValue(Reason.NOT_A_QUANTITY, value=text)
    return int(text)


def _count_text(count: int | None) -> str:
    return str(count) if count else ""
