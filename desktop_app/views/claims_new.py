"""A new claim: a number typed, pasted or scanned fills the form, and the person confirms it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop_app.core import dates, texts
from desktop_app.core.errors import UserError
from desktop_app.core.i18n import _
from desktop_app.core.kinds import ClaimKind, Platform
from desktop_app.core.labels import label, label_of
from desktop_app.services import claim_outlines, claim_sheets, claims, couriers
from desktop_app.services.claim_details import ClaimDetail
from desktop_app.services.claim_outlines import Outline
from desktop_app.services.claims import ClaimDraft
from desktop_app.views import cards
from desktop_app.views.claims_amount import AmountBox
from desktop_app.views.claims_courier import CourierBox
from desktop_app.views.claims_goods import GoodsBox
from desktop_app.views.claims_words import doubt
from desktop_app.views.desk import Desk
from desktop_app.views.fields import NoteField
from desktop_app.views.flow import FlowLayout


class NewClaim(QWidget):
    """`written` tells the number of the claim that was written; `left` that there will be none."""

    written = Signal(str)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.found: Outline | None = None
        self.number = QLineEdit()
        self.look_up = QPushButton(_("Fill in"))
        self.fault = cards.words("", "error")
        self.kinds: dict[ClaimKind, QPushButton] = {}
        self.about = cards.words("", "caption")
        self.warning = cards.words("", "error")
        self.second = QCheckBox(_("It is meant: a second claim on this parcel"))
        self.courier = CourierBox(desk, empty="–")
        self.goods = GoodsBox(desk.store)
        self.amount = AmountBox()
        self.story = NoteField(_("What happened"), lines=2)
        self.write_button = QPushButton(_("Write into the ledger"))
        self.write_button.setProperty("primary", True)
        self.cancel = QPushButton(_("Cancel"))
        self.form = QFrame()
        self._build()
        self._connect()

    def begin(self, text: str = "") -> None:
        """An empty form, or one filled from a number."""
        self.number.setText(text)
        self._forget()
        self.number.setFocus()
        if text:
            self.fill()

    def fill(self) -> None:
        """Looks the number up and fills the form."""
        try:
            found = claim_outlines.outline(self._desk.store, self.number.text())
        except UserError as error:
            self._say_fault(texts.sentence(error))
            self.number.setFocus()
            self.number.selectAll()
            return
        self._say_fault("")
        self._show(found)

    def write(self) -> None:
        """Writes the claim into the ledger as a draft."""
        if self.found is None:
            self.fill()
            return
        if self._sound():
            made: ClaimDetail | None = self._desk.attempt(partial(self._open, self.found))
            if made is not None:
                self._desk.say(_("%(no)s is in the ledger as a draft.") % {"no": made.no})
                self.written.emit(made.no)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.write()
        else:
            super().keyPressEvent(event)

    def kind(self) -> ClaimKind | None:
        """What is claimed for; None while nothing is chosen."""
        return next((kind for kind, chip in self.kinds.items() if chip.isChecked()), None)

    def choose_kind(self, wanted: ClaimKind | None) -> None:
        """Chooses what is claimed for."""
        for kind, chip in self.kinds.items():
            chip.setChecked(kind is wanted)

    def _open(self, found: Outline) -> ClaimDetail:
        story = self.story.text()
        return claims.open(
            self._desk.store,
            ClaimDraft(
                kind=self.kind() or ClaimKind.LOST,
                case_no=found.case_no,
                order_no="" if found.case_no else found.order_no,
                tracking=found.tracking,
                platform=found.platform,
                courier=self.courier.code(),
                amount_minor=self.amount.minor(),
                currency=self.amount.field.currency,
                goods=self.goods.table.goods(),
                fields={"what_happened": story} if story else {},
                allow_duplicate=self.second.isChecked(),
            ),
        )

    def _sound(self) -> bool:
        """Whether it can be written; else says what is missing and puts the cursor there."""
        missing: tuple[tuple[bool, str, QWidget], ...] = (
            (self.kind() is None, _("Say what the claim is for."), self.kinds[ClaimKind.LOST]),
            (not self.courier.code(), _("Choose the courier."), self.courier.combo),
            (bool(self.goods.table.fault()), self.goods.table.fault(), self.goods.table),
            (not self.amount.field.insist(), self.amount.field.fault(), self.amount.field.edit),
            (
                self.second.isVisible() and not self.second.isChecked(),
                _("This parcel has a claim already."),
                self.second,
            ),
        )
        for lacking, sentence, place in missing:
            if lacking:
                self._say_fault(sentence)
                place.setFocus()
                return False
        self._say_fault("")
        return True

    def _show(self, found: Outline) -> None:
        self.found = found
        self.choose_kind(found.kind)
        self.courier.fill(found.courier)
        self.about.setText(_about(found))
        self.goods.show_goods(found.goods, found.currency, fixed=False)
        self.story.set_text(str(found.source.fields.get("what_happened", "")))
        self.second.setChecked(False)
        self.second.setVisible(bool(found.others))
        self.amount.fill(None, found.currency)
        self._reckon()
        self.amount.field.set_minor(self._by_terms())
        self.form.show()
        self.write_button.setEnabled(True)
        first = self.kinds[ClaimKind.LOST] if self.kind() is None else self.amount.field.edit
        first.setFocus()

    def _by_terms(self) -> int | None:
        if self.found is None or self.goods.table.fault():
            return None
        goods = self.goods.table.goods()
        store, code = self._desk.store, self.courier.code()
        return claim_outlines.amount(store, self.found, goods, code)

    def _reckon(self) -> None:
        """The amount by the terms, and what looks odd, for what is chosen now."""
        if self.found is None:
            return
        self.amount.propose(self._by_terms())
        code = self.courier.code()
        row = couriers.find(self._desk.store, code) if code else None
        form = row.form if row is not None else ""
        self.amount.english = claim_sheets.language_of(self._desk.store, form) == "en"
        found = [doubt(each) for each in claim_outlines.doubts(self.found, code)]
        if self.found.others:
            others = _(", ").join(self.found.others)
            found.insert(0, _("The same parcel is in %(others)s too.") % {"others": others})
        self.warning.setText("\n".join(found))
        self.warning.setVisible(bool(found))

    def _pick(self, kind: ClaimKind, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signal
        self.choose_kind(kind)
        self._say_fault("")

    def _forget(self) -> None:
        """Another number is being typed: what was found for the old one doesn't hold."""
        self.found = None
        self.form.hide()
        self.write_button.setEnabled(False)
        self._say_fault("")

    def _say_fault(self, sentence: str) -> None:
        self.fault.setText(sentence)
        self.fault.setVisible(bool(sentence))

    def _connect(self) -> None:
        self.number.returnPressed.connect(self.fill)
        self.number.textEdited.connect(lambda _text: self._forget())
        self.look_up.clicked.connect(self.fill)
        self.goods.changed.connect(self._reckon)
        self.courier.changed.connect(self._reckon)
        self.amount.currency_changed.connect(self.goods.put_currency)
        self.amount.field.edit.returnPressed.connect(self.write)
        self.write_button.clicked.connect(self.write)
        self.cancel.clicked.connect(self.left)

    def _build(self) -> None:
        self.number.setProperty("look", "large")
        self.number.setPlaceholderText(_("Case, order or tracking number"))
        self.number.setAccessibleName(_("Case, order or tracking number"))
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.number, 1)
        line.addWidget(self.look_up)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(cards.words(_("New claim"), "title"))
        hint = _("Type, paste or scan a number and press Enter: the form fills itself.")
        layout.addWidget(cards.words(hint, "caption"))
        layout.addLayout(line)
        layout.addWidget(self.fault)
        area = QScrollArea()
        area.setWidgetResizable(True)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 4, 0)
        column.addWidget(self.form)
        column.addStretch(1)
        area.setWidget(holder)
        layout.addWidget(area, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.write_button)
        layout.addLayout(foot)
        self._build_form()

    def _build_form(self) -> None:
        self.form.setProperty("card", True)
        kinds = QWidget()
        flow = FlowLayout(kinds)
        for kind in ClaimKind:
            chip = QPushButton(label(kind))
            chip.setCheckable(True)
            chip.setProperty("filter", True)
            chip.clicked.connect(partial(self._pick, kind))
            flow.addWidget(chip)
            self.kinds[kind] = chip
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.amount, 1)
        top.addWidget(self.courier, 0, Qt.AlignmentFlag.AlignTop)
        self.write_button.setToolTip(_("Write into the ledger (Ctrl+Enter)"))
        layout = QVBoxLayout(self.form)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(10)
        for part in (self.about, self.warning, self.second):
            layout.addWidget(part)
        layout.addWidget(cards.words(_("What is claimed for"), "caption"))
        layout.addWidget(kinds)
        layout.addLayout(top)
        layout.addWidget(self.goods)
        layout.addWidget(self.story)


def _about(found: Outline) -> str:
    if not found.known:
        return _("No order here has this number; the claim is written all the same.")
    parts = [
        label_of(Platform, found.platform) if found.platform else "",
        found.shop_name,
        found.buyer,
        _("Order %(no)s") % {"no": found.order_no} if found.order_no else "",
        _("Case %(no)s") % {"no": found.case_no} if found.case_no else "",
        _("Parcel %(no)s") % {"no": found.tracking} if found.tracking else "",
        _("Shipped %(day)s") % {"day": dates.day(found.shipped_on)} if found.shipped_on else "",
    ]
    return " · ".join(part for part in parts if part)
