"""One product in full, or a new one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_app.core import money, texts
from desktop_app.core.errors import UserError
from desktop_app.core.i18n import _
from desktop_app.services import products
from desktop_app.services.products import ProductDraft, ProductRow
from desktop_app.views import boxes
from desktop_app.views.desk import Desk
from desktop_app.views.fields import AmountField, Field, WeightField, insist
from desktop_app.views.weighing_cells import parse
from desktop_app.views.weighing_parts import text_label


class ProductForm(QWidget):
    """`saved` tells the product's id. The SKU of one that is stored stays as it is."""

    saved = Signal(int)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._row: ProductRow | None = None
        self.dirty = False
        self.heading = text_label("heading")
        self.sku = Field(_("SKU"), needed=True)
        self.title = Field(_("Title"))
        self.model = Field(_("Model"))
        self.variant = Field(_("Variant"))
        self.weight = WeightField(_("Weight of a piece"))
        self.tolerance = Field(_("Tolerance in g"), lambda text: parse(text, nought=True))
        self.price = AmountField(_("Price"))
        self.cost = AmountField(_("Cost price"))
        self.currency = QComboBox()
        self.currency.setAccessibleName(_("Currency"))
        self.currency.addItems(list(money.CURRENCIES))
        self.fault = text_label("error")
        self.save_button = QPushButton(_("Save"))
        self.save_button.setProperty("primary", True)
        self.retire_button = QPushButton(_("Take out of the list"))
        self._build()
        self.begin()

    def begin(self) -> None:
        """A new product."""
        self._row = None
        self._speak(money.CURRENCIES[0])
        for field in self._fields():
            field.set_text("")
        self._settle_down()

    def show_row(self, row: ProductRow) -> None:
        """Shows a product; what is being typed about the same one stays."""
        if self.dirty and self._row is not None and self._row.id == row.id:
            return
        self._row = row
        self._speak(row.currency)
        for field, text in (
            (self.sku, row.sku),
            (self.title, row.title),
            (self.model, row.model),
            (self.variant, row.variant),
            (self.weight, _number(row.weight_g)),
            (self.tolerance, _number(row.tolerance_g)),
        ):
            field.set_text(text)
        self.price.set_minor(row.price_minor)
        self.cost.set_minor(row.cost_minor)
        self._settle_down()

    def save(self) -> bool:
        """Stores the product; False while a field is wrong."""
        if not insist(*self._fields()):
            return False
        draft = ProductDraft(
            sku=self.sku.text(),
            title=self.title.text(),
            model=self.model.text(),
            variant=self.variant.text(),
            weight_g=self.weight.grams(),
            tolerance_g=parse(self.tolerance.text(), nought=True),
            price_minor=self.price.minor(),
            cost_minor=self.cost.minor(),
            currency=self.price.currency,
        )
        try:
            product_id = products.save(self._desk.store, draft)
        except UserError as error:
            self._complain(texts.sentence(error))
            return False
        self.dirty = False
        self.show_row(products.by_sku(self._desk.store, draft.sku.strip()))
        self.saved.emit(product_id)
        return True

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _retire(self) -> None:
        """Out of the list, or back into it: saving brings a product back."""
        row = self._row
        if row is None:
            return
        if row.retired:
            self.save()
            return
        self._desk.attempt(lambda: products.retire(self._desk.store, row.sku))
        self.dirty = False

    def _speak(self, currency: str) -> None:
        """Reads price and cost in this currency; their digits stay."""
        if self.currency.findText(currency) < 0:
            self.currency.addItem(currency)
        self.currency.setCurrentText(currency)
        for field in (self.price, self.cost):
            field.currency = currency
            field.set_text(field.text())

    def _exchange(self) -> None:
        self._speak(self.currency.currentText())
        self._touch()

    def _touch(self) -> None:
        self.dirty = True
        self._complain("")

    def _settle_down(self) -> None:
        self.dirty = False
        self._complain("")
        row = self._row
        self.heading.setText(_("New product") if row is None else row.title or row.sku)
        self.sku.edit.setReadOnly(row is not None)
        self.retire_button.setVisible(row is not None)
        retired = row is not None and bool(row.retired)
        self.retire_button.setText(
            _("Back into the list") if retired else _("Take out of the list")
        )

    def _complain(self, sentence: str) -> None:
        self.fault.setText(sentence)
        self.fault.setVisible(bool(sentence))

    def _fields(self) -> tuple[Field, ...]:
        return (
            *(self.sku, self.title, self.model, self.variant),
            *(self.weight, self.tolerance, self.price, self.cost),
        )

    def _build(self) -> None:
        for field in self._fields():
            field.changed.connect(self._touch)
            field.edit.returnPressed.connect(self.save)
        self.save_button.clicked.connect(self.save)
        self.retire_button.clicked.connect(self._retire)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self.sku, 0, 0, 1, 2, top)
        grid.addWidget(self.title, 1, 0, 1, 2, top)
        pairs = (
            (self.variant, self.model),
            (self.weight, self.tolerance),
            (self.price, self.cost),
        )
        for place, pair in enumerate(pairs, 2):
            for column, part in enumerate(pair):
                grid.addWidget(part, place, column, top)
        self.currency.activated.connect(lambda _place: self._exchange())
        grid.addLayout(boxes.line(text_label("caption", _("Currency")), self.currency, None), 5, 0)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.save_button)
        buttons.addStretch(1)
        buttons.addWidget(self.retire_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(10)
        layout.addWidget(self.heading)
        layout.addLayout(grid)
        layout.addWidget(self.fault)
        layout.addLayout(buttons)
        layout.addStretch(1)


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
