"""The amount claimed, in figures and in words while typing, and what the terms make."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.core import capitals, clock, money
from desktop_app.core.errors import UserError
from desktop_app.core.i18n import _
from desktop_app.services import claim_amounts
from desktop_app.services.couriers import Terms
from desktop_app.views import cards
from desktop_app.views.claims_words import amount
from desktop_app.views.fields import AmountField


class AmountBox(QWidget):
    """A field for the amount with its words below. `proposal` is what goods and terms make."""

    changed = Signal()
    currency_changed = Signal(str)

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self.currency = QComboBox()
        self.currency.setAccessibleName(_("Currency"))
        self.currency.addItems(list(money.CURRENCIES))
        self.english = False
        self.field = AmountField(title or _("Amount claimed"), needed=True)
        self.field.edit.setMaximumWidth(180)
        self.words = cards.words("", "caption")
        self.take = QPushButton()
        self.take.setProperty("flat", True)
        self.take.setToolTip(_("Goods' value × ratio − deductible, within the cap, plus freight"))
        self.take.hide()
        self._proposed: int | None = None
        self._filled: int | None = None
        self._filled_currency = "CNY"
        self._build()
        self.field.edit.textChanged.connect(lambda _text: self._say())
        self.field.changed.connect(self.changed)
        self.take.clicked.connect(self._take)
        self.currency.activated.connect(lambda _place: self._exchange())

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.field)
        for part in (self.currency, self.take):
            under = QVBoxLayout()
            under.addSpacing(self.fontMetrics().height() + 5)
            under.addWidget(part)
            under.addStretch(1)
            top.addLayout(under)
        top.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addLayout(top)
        layout.addWidget(self.words)

    def fill(self, minor: int | None, currency: str, *, fixed: bool = False) -> None:
        """Shows an amount; what was typed is lost."""
        self.field.currency, self._filled = currency, minor
        self._filled_currency = currency
        self.currency.setCurrentText(currency)
        self.currency.setEnabled(not fixed)
        self.field.set_minor(minor)
        self.field.edit.setReadOnly(fixed)
        self._say()

    def minor(self) -> int | None:
        """What is typed, in minor units; None while it is empty or no amount."""
        try:
            return self.field.minor()
        except UserError:
            return None

    def dirty(self) -> bool:
        """Whether another amount was typed, or another currency chosen."""
        before = money.text_or_none(self._filled, self._filled_currency) or ""
        return self.exchanged() or self.field.text() != before

    def exchanged(self) -> bool:
        """Whether another currency was chosen."""
        return self.field.currency != self._filled_currency

    def propose(self, minor: int | None) -> None:
        """Offers another amount than is typed; None offers nothing."""
        self._proposed = minor
        self._say()

    def _exchange(self) -> None:
        """Another currency: the digits stay, they are read in it."""
        self.field.currency = self.currency.currentText()
        self._say()
        self.currency_changed.emit(self.field.currency)
        self.changed.emit()

    def _take(self) -> None:
        self.field.set_minor(self._proposed)
        self.changed.emit()

    def _say(self) -> None:
        minor, currency = self.minor(), self.field.currency
        self.words.setText("" if minor is None else in_words(minor, currency, english=self.english))
        other = self._proposed is not None and self._proposed not in (minor, 0)
        self.take.setVisible(other and not self.field.edit.isReadOnly())
        proposed = amount(self._proposed, currency)
        self.take.setText(_("Take %(amount)s by the terms") % {"amount": proposed})


def in_words(minor: int, currency: str, *, english: bool = False) -> str:
    """The amount as it will stand on the sheet; nothing for one that can't."""
    try:
        say = capitals.english if english else capitals.chinese
        return say(minor, currency)
    except UserError:
        return ""


def by_terms(
    goods_minor: int | None,
    freight_minor: int | None,
    terms: tuple[Decimal | None, int | None, int | None],
    currency: str,
) -> int | None:
    """What goods, freight and (ratio, deductible, cap) make, in minor units."""
    ratio, deductible, cap = terms
    made = Terms(
        valid_from=clock.today(),
        ratio=ratio,
        deductible_minor=deductible,
        cap_minor=cap,
        currency=currency,
    )
    return claim_amounts.by_terms(goods_minor, freight_minor, made, currency)
