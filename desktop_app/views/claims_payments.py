"""The money on a claim: received, set off, taken back, written off; voided with a reason."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
)

from desktop_app.core import clock, dates, texts
from desktop_app.core.errors import Reason, UserError
from desktop_app.core.i18n import _
from desktop_app.core.kinds import PaymentKind
from desktop_app.core.labels import label, label_of
from desktop_app.services import claim_money, month_locks
from desktop_app.services.claim_details import ClaimDetail, PaymentRow
from desktop_app.services.claim_money import Payment
from desktop_app.views.claims_words import amount
from desktop_app.views.desk import Desk
from desktop_app.views.fields import AmountField, ChoiceField, DateField, Field, insist
from desktop_app.views.folding_card import FoldingCard
from desktop_app.views.icons import icon

_ROW = 30
_VOID = 5


class PaymentsCard(FoldingCard):
    """`entered` tells that money was entered or voided."""

    entered = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "payments", _("Payments"))
        self._desk = desk
        self._claim: ClaimDetail | None = None
        self.table = _table()
        self.form = PaymentForm()
        self.form.hide()
        self.begin = QPushButton(icon("add", size=16), _("Enter money…"))
        self.begin.setProperty("flat", True)
        self.begin.clicked.connect(self._begin)
        self.tools.addWidget(self.begin)
        self.inner.addWidget(self.table)
        self.inner.addWidget(self.form)
        self.form.confirmed.connect(self.enter)
        self.form.back.clicked.connect(self.cancel)

    def show_claim(self, claim: ClaimDetail, *, live: bool) -> None:
        """Lists the money of a claim; a form that is being filled in for it stays."""
        if self._claim is None or self._claim.no != claim.no:
            self.form.hide()
        self._claim = claim
        self.begin.setEnabled(live)
        self.aside.setText("" if claim.payments else _("No money yet"))
        self._fold_empty()
        self.table.setVisible(bool(claim.payments))
        self.table.setRowCount(len(claim.payments))
        for place, payment in enumerate(claim.payments):
            self._list(place, payment)
        height = len(claim.payments) * _ROW + self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(height + 6)

    def enter(self) -> None:
        """Enters what the form says."""
        claim = self._claim
        if claim is None:
            return
        try:
            claim_money.pay(self._desk.store, claim.no, self.form.payment(over=False))
        except UserError as error:
            if not self._more_than_claimed(error, claim):
                return
        self.cancel()
        self.entered.emit()

    def _more_than_claimed(self, error: UserError, claim: ClaimDetail) -> bool:
        """Money that came is entered, even above the claim: the person is asked once."""
        if error.reason is not Reason.PAID_ABOVE_CLAIMED:
            self._desk.complain(error)
            return False
        question = _("More than was claimed. Enter it all the same?")
        if not self._desk.prompts.confirm(self, question, _("Enter it"), texts.sentence(error)):
            return False
        pay = partial(claim_money.pay, self._desk.store, claim.no, self.form.payment(over=True))
        return self._desk.attempt(pay) is not None

    def void(self, payment: PaymentRow) -> None:
        """Takes a payment out, with the reason that the person gives."""
        claim = self._claim
        reason = self._desk.prompts.text(self, _("Why is this payment void?"))
        if claim is None or reason is None:
            return
        act = partial(claim_money.void_payment, self._desk.store, claim.no, payment.id, reason)
        if self._desk.attempt(act) is not None:
            self.entered.emit()

    def _begin(self) -> None:
        if self._claim is not None:
            self.unfold(True)
            self.form.ask(self._claim)

    def cancel(self) -> None:
        """Closes the form without entering anything."""
        self.form.hide()
        self._fold_empty()

    def _fold_empty(self) -> None:
        """Without any money there is nothing below the heading."""
        if self._claim is not None and not self._claim.payments and self.form.isHidden():
            self.body.hide()
        else:
            self.unfold(self.head.isChecked())

    def _list(self, place: int, payment: PaymentRow) -> None:
        voided = payment.voided_at is not None
        kind = label(payment.kind)
        if payment.reversed_kind:
            kind = f"{kind} ({label_of(PaymentKind, payment.reversed_kind)})"
        back = payment.kind is PaymentKind.REVERSAL
        figure = amount(-payment.amount_minor if back else payment.amount_minor, payment.currency)
        more = [payment.voucher, payment.settlement_file, payment.note]
        if voided:
            more.insert(0, _("Void: %(reason)s") % {"reason": payment.void_reason})
        told = " · ".join(part for part in more if part)
        cells = (dates.day(payment.paid_on), kind, figure, payment.month, told)
        for column, text in enumerate(cells):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            font = item.font()
            font.setStrikeOut(voided and column < len(cells) - 1)
            item.setFont(font)
            if column == 2:  # noqa: PLR2004 - the amount
                side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                item.setTextAlignment(side)
            self.table.setItem(place, column, item)
        self.table.setCellWidget(place, _VOID, None if voided else self._void_button(payment))  # type: ignore[arg-type] # Qt takes none away by None

    def _void_button(self, payment: PaymentRow) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon("cross", size=14))
        button.setToolTip(_("Void this payment…"))
        button.setAccessibleName(_("Void this payment…"))
        button.clicked.connect(lambda _checked=False: self.void(payment))
        return button


class PaymentForm(QFrame):
    """Kind, amount, day, voucher, note, and the month that bears it."""

    confirmed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.kind = ChoiceField(_("Kind"), PaymentKind)
        self.taken_back = ChoiceField(
            _("Takes back"),
            (PaymentKind.RECEIVED, PaymentKind.SET_OFF, PaymentKind.WRITE_OFF),
            empty=_("what the courier paid"),
        )
        self.amount = AmountField(_("Amount"), needed=True)
        self.day = DateField(_("Day"), needed=True)
        self.voucher = Field(_("Voucher no."))
        self.note = Field(_("Note"))
        self.month = Field(
            _("Book in the month"), lambda text: month_locks.checked(text) if text else None
        )
        self.month.edit.setPlaceholderText(_("that of the day"))
        self.go = QPushButton(_("Enter it"))
        self.back = QPushButton(_("Cancel"))
        self.go.clicked.connect(self._confirm)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        boxes = (
            *(self.kind, self.amount, self.day),
            *(self.voucher, self.month, self.note, self.taken_back),
        )
        self.kind.changed.connect(self._turned)
        for place, box in enumerate(boxes):
            grid.addWidget(box, place // 3, place % 3, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(place % 3, 1)
            if isinstance(box, Field):
                box.edit.returnPressed.connect(self._confirm)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(grid)
        layout.addLayout(foot)

    def ask(self, claim: ClaimDetail) -> None:
        """Opens for a claim, with what is still owed."""
        self.amount.currency = claim.row.currency
        owed = claim.row.outstanding_minor
        self.amount.set_minor(owed if owed > 0 else None)
        self.day.set_text(clock.today().isoformat())
        for field in (self.voucher, self.note, self.month):
            field.set_text("")
        self.taken_back.set_code("")
        self._turned()
        self.show()
        self.amount.edit.setFocus()
        self.amount.edit.selectAll()

    def payment(self, *, over: bool) -> Payment:
        """What the form says. Raises BadValue."""
        return Payment(
            kind=PaymentKind(self.kind.code()),
            amount_minor=self.amount.minor() or 0,
            paid_on=self.day.day() or clock.today(),
            month=self.month.text(),
            voucher=self.voucher.text(),
            note=self.note.text(),
            reversed_kind=self._reversed(),
            over=over,
        )

    def _reversed(self) -> PaymentKind | None:
        """What a reversal takes back; None leaves it to what was paid."""
        code = self.taken_back.code()
        is_back = self.kind.code() == PaymentKind.REVERSAL.value
        return PaymentKind(code) if is_back and code else None

    def _turned(self) -> None:
        """Only a reversal takes something back."""
        self.taken_back.setVisible(self.kind.code() == PaymentKind.REVERSAL.value)

    def _confirm(self) -> None:
        if insist(self.amount, self.day, self.month):
            self.confirmed.emit()


def _table() -> QTableWidget:
    made = QTableWidget(0, 6)
    made.setAccessibleName(_("Payments"))
    made.setHorizontalHeaderLabels(
        [_("Day"), _("Kind"), _("Amount"), _("Month"), _("Voucher, note"), ""]
    )
    header = made.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
    header.setHighlightSections(False)
    header.setMinimumSectionSize(34)
    made.verticalHeader().hide()
    made.verticalHeader().setDefaultSectionSize(_ROW)
    made.setShowGrid(False)
    made.setWordWrap(False)
    made.setTabKeyNavigation(False)
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    return made
