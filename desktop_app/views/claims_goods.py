"""The goods claimed for, one a line: pieces sent, pieces claimed, price, and what that makes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop_app.core import money, texts
from desktop_app.core.errors import BadValue, NotFound, Reason, UserError
from desktop_app.core.i18n import _
from desktop_app.services import products
from desktop_app.services.claim_sources import Goods
from desktop_app.services.products import ProductRow
from desktop_app.services.store import Store
from desktop_app.views import cards
from desktop_app.views.claims_words import amount
from desktop_app.views.icons import icon
from desktop_app.views.theme import Tone, colours

_ROW = 30
_MOST_SEEN = 6
TITLE, SKU, VARIANT, PIECES, CLAIMED, PRICE, SUM = range(7)


class GoodsTable(QTableWidget):
    """The lines. `changed` tells of each edit by the person."""

    changed = Signal()

    def __init__(self, product: Callable[[str], ProductRow | None]) -> None:
        super().__init__(0, 7)
        self._product = product
        self.currency = "CNY"
        self._fixed = False
        self._shown: tuple[Goods, ...] = ()
        self._filling = False
        self.setAccessibleName(_("Goods claimed for"))
        names = (_("Item"), _("SKU"), _("Variant"), _("Pieces"), _("Claimed pieces"))
        for column, words in enumerate((*names, _("Price each"), _("Together"))):
            head = QTableWidgetItem(words)
            side = Qt.AlignmentFlag.AlignRight if column >= PIECES else Qt.AlignmentFlag.AlignLeft
            head.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            self.setHorizontalHeaderItem(column, head)
        self._set_manner()
        self.itemChanged.connect(self._edited)

    def show_goods(self, goods: Sequence[Goods], currency: str, *, fixed: bool) -> None:
        """Fills the table; what was typed is lost."""
        self.currency, self._fixed, self._shown = currency, fixed, tuple(goods)
        self._filling = True
        self.setRowCount(0)
        for line in goods:
            self._add(line)
        self._filling = False
        self._judge()
        self._fit()

    def put_currency(self, currency: str) -> None:
        """Reads the prices in another currency; the digits stay."""
        self.currency = currency
        self._judge()

    def goods(self) -> tuple[Goods, ...]:
        """The lines as they are typed now. Raises BadValue."""
        return tuple(self._line(row) for row in range(self.rowCount()))

    def dirty(self) -> bool:
        """Whether anything was typed."""
        try:
            return self.goods() != self._shown
        except UserError:
            return True

    def fault(self) -> str:
        """What is wrong with a line as a sentence, or nothing."""
        try:
            self.goods()
        except UserError as error:
            return texts.sentence(error)
        return ""

    def total(self) -> int | None:
        """What the claimed pieces cost, in minor units; None while a price is missing."""
        try:
            lines = self.goods()
        except UserError:
            return None
        prices = [line.price_minor for line in lines]
        if not lines or None in prices:
            return None
        return sum((line.price_minor or 0) * line.claimed_quantity for line in lines)

    def add_line(self) -> None:
        """An empty line, the cursor in it."""
        self._filling = True
        self._add(Goods())
        self._filling = False
        self._fit()
        self._judge()
        self.setCurrentCell(self.rowCount() - 1, TITLE)
        self.edit(self.currentIndex())
        self.changed.emit()

    def remove_line(self) -> None:
        """Takes the line away in which the cursor is."""
        if self.currentRow() >= 0 and not self._fixed:
            self.removeRow(self.currentRow())
            self._fit()
            self._judge()
            self.changed.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.remove_line()
        else:
            super().keyPressEvent(event)

    def _add(self, line: Goods) -> None:
        row = self.rowCount()
        self.insertRow(row)
        price = money.text_or_none(line.price_minor, self.currency) or ""
        cells = (line.title, line.sku, line.variant, line.quantity, line.claimed_quantity, price)
        for column, value in enumerate((*cells, "")):
            item = QTableWidgetItem(str(value))
            if column >= PIECES:
                side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                item.setTextAlignment(side)
            if self._fixed or column == SUM:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
            self.setItem(row, column, item)

    def _line(self, row: int) -> Goods:
        pieces, claimed = self._count(row, PIECES), self._count(row, CLAIMED)
        if pieces < 1 or claimed > pieces:
            wrong = self._text(row, CLAIMED if pieces else PIECES)
            raise BadValue(Reason.MORE_THAN_ORDERED, value=wrong, sku=self._name(row), limit=pieces)
        price = self._text(row, PRICE)
        return Goods(
            sku=self._text(row, SKU),
            title=self._text(row, TITLE),
            variant=self._text(row, VARIANT),
            quantity=pieces,
            claimed_quantity=claimed,
            price_minor=money.parse(price, self.currency) if price else None,
        )

    def _count(self, row: int, column: int) -> int:
        text = self._text(row, column)
        if not text.isascii() or not text.isdigit():
            raise BadValue(Reason.NOT_A_QUANTITY, value=text)
        return int(text)

    def _name(self, row: int) -> str:
        return self._text(row, SKU) or self._text(row, TITLE)

    def _text(self, row: int, column: int) -> str:
        item = self.item(row, column)
        return item.text().strip() if item else ""

    def _edited(self, item: QTableWidgetItem) -> None:
        if not self._filling:
            if item.column() == SKU:
                self._look_up(item.row())
            self._judge()
            self.changed.emit()

    def _look_up(self, row: int) -> None:
        """What the list of products knows of a typed SKU fills the cells that are empty."""
        sku = self._text(row, SKU)
        product = self._product(sku) if sku else None
        if product is None:
            return
        price = money.text_or_none(product.price_minor, product.currency) or ""
        known = {TITLE: product.title, VARIANT: product.variant}
        if product.currency == self.currency:
            known[PRICE] = price
        self._filling = True
        for column, text in known.items():
            cell = self.item(row, column)
            if cell is not None and not cell.text().strip():
                cell.setText(text)
        self._filling = False

    def _judge(self) -> None:
        """Reckons the sums; a line that can't be is written in red and says why."""
        self._filling = True
        for row in range(self.rowCount()):
            together, fault = "", ""
            try:
                line = self._line(row)
                if line.price_minor is not None:
                    together = amount(line.price_minor * line.claimed_quantity, self.currency)
            except UserError as error:
                fault = texts.sentence(error)
            self._mark(row, together, fault)
        self._filling = False

    def _mark(self, row: int, together: str, fault: str) -> None:
        ink = QBrush(colours().ink(Tone.BAD)) if fault else QBrush(self.palette().text())
        for column in range(self.columnCount()):
            item = self.item(row, column)
            if item is None:
                continue
            if column == SUM:
                item.setText(together)
            item.setForeground(ink)
            item.setToolTip(fault or item.text())

    def _set_manner(self) -> None:
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(TITLE, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(46)
        header.setMaximumSectionSize(150)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.SelectedClicked
        )

    def _fit(self) -> None:
        seen = max(1, min(self.rowCount(), _MOST_SEEN))
        self.setFixedHeight(seen * _ROW + self.horizontalHeader().sizeHint().height() + 6)


def _known(store: Store, sku: str) -> ProductRow | None:
    """The product with this SKU, if the shop has it in its list."""
    try:
        return products.by_sku(store, sku)
    except NotFound:
        return None


class GoodsBox(QWidget):
    """The table, with its fault below and buttons for its lines."""

    changed = Signal()

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.table = GoodsTable(partial(_known, store))
        self.add = QPushButton(icon("add", size=16), _("Add a line"))
        self.remove = QPushButton(icon("cross", size=16), _("Remove the line"))
        self._fault = cards.words("", "error")
        self._sum = cards.words("", "caption", wrap=False)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        for button, act in ((self.add, self.table.add_line), (self.remove, self.table.remove_line)):
            button.setProperty("flat", True)
            button.clicked.connect(act)
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self._sum)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.table)
        layout.addWidget(self._fault)
        layout.addLayout(foot)
        self.table.changed.connect(self._tell)

    def show_goods(self, goods: Sequence[Goods], currency: str, *, fixed: bool) -> None:
        """Fills the table; what was typed is lost."""
        self.table.show_goods(goods, currency, fixed=fixed)
        self.add.setVisible(not fixed)
        self.remove.setVisible(not fixed)
        self._say()

    def put_currency(self, currency: str) -> None:
        """Reads the prices in another currency; the digits stay."""
        self.table.put_currency(currency)
        self._say()

    def _tell(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        fault, total = self.table.fault(), self.table.total()
        self._fault.setText(fault)
        self._fault.setVisible(bool(fault))
        self.remove.setEnabled(self.table.rowCount() > 0)
        words = _("Claimed goods: %(amount)s") % {"amount": amount(total, self.table.currency)}
        self._sum.setText("" if total is None else words)
