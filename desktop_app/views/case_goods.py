"""The goods of a case: pieces of each sort counted, good and damaged apart; and the stock (R5)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QPushButton, QSpinBox, QWidget
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import StockMove
from desktop_app.services import case_lines, stock_lines
from desktop_app.services.cases import CaseDetail, CaseLineRow
from desktop_app.services.stock_lines import StockRow
from desktop_app.views import boxes
from desktop_app.views.cards import words
from desktop_app.views.case_card import CaseCard, button
from desktop_app.views.claims_words import amount
from desktop_app.views.desk import Desk
from desktop_app.views.icons import icon
from desktop_app.views.weighing_stock import words as stock_words
from desktop_app.views.wrapped_check import WrappedCheck

_COUNTS = (
    ("quantity", N_("affected")),
    ("resent", N_("resent")),
    ("received_good", N_("received good")),
    ("received_damaged", N_("received damaged")),
    ("returned_good", N_("back good")),
    ("returned_damaged", N_("back damaged")),
)
_ACROSS = 2
_MOST = 9999
_SPIN = 62


class GoodsCard(CaseCard):
    """A count is written when it is left; an item is added by its SKU."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Goods of the case"))
        self._shape: list[tuple[int, str]] = []
        self.spins: dict[tuple[int, str], QSpinBox] = {}
        self.sku = QLineEdit()
        self.sku.setPlaceholderText(_("Add an item by its SKU"))
        self.sku.setAccessibleName(_("Add an item by its SKU"))
        self.sku.returnPressed.connect(self.add)
        self.body.setSpacing(10)
        self.foot.addLayout(boxes.line(self.sku, button(_("Add"), self.add), spacing=8))

    @override
    def begin_case(self, detail: CaseDetail) -> None:
        self.sku.clear()
        self._shape = []

    @override
    def fill(self, detail: CaseDetail) -> None:
        shape = [(line.id, f"{line.sku}{line.title}{line.variant}") for line in detail.lines]
        if shape != self._shape or not detail.lines:
            self._shape = shape
            self._build(detail.lines, detail.currency)
        for line in detail.lines:
            for name, _text in _COUNTS:
                spin = self.spins[line.id, name]
                if not spin.hasFocus():
                    spin.setValue(getattr(line, name))

    def count(self, line_id: int, name: str) -> None:
        """Writes a count as it stands in its box."""
        line = next((line for line in self._lines() if line.id == line_id), None)
        number = self.spins[line_id, name].value()
        if line is not None and getattr(line, name) != number:
            pieces = {name: number}
            self.attempt(lambda: case_lines.count(self.desk.store, self.no, line_id, **pieces))

    def add(self) -> None:
        """Adds an item of the order, or any product."""
        sku = self.sku.text().strip()
        if sku and self.attempt(lambda: case_lines.add(self.desk.store, self.no, sku)) is not None:
            self.sku.clear()

    def remove(self, line_id: int) -> None:
        """Takes an item out of the case."""
        self.attempt(lambda: case_lines.remove(self.desk.store, self.no, line_id))

    def _lines(self) -> Sequence[CaseLineRow]:
        return self.detail.lines if self.detail is not None else ()

    def _build(self, lines: Sequence[CaseLineRow], currency: str) -> None:
        self.clear()
        self.spins = {}
        for line in lines:
            self.body.addWidget(self._item(line, currency))
        if not lines:
            self.body.addWidget(words(_("The case names no goods yet."), "caption"))

    def _item(self, line: CaseLineRow, currency: str) -> QWidget:
        name = " ".join(part for part in (line.title, line.variant) if part) or line.sku
        shipped = _("shipped %(count)s") % {"count": line.shipped} if line.shipped else ""
        facts = (line.sku, amount(line.price_minor, currency), shipped)
        away = QPushButton(icon("cross", size=12), "")
        away.setProperty("flat", True)
        away.setToolTip(_("Take this item out of the case"))
        away.setAccessibleName(_("Take %(name)s out of the case") % {"name": name})
        away.clicked.connect(lambda _checked=False: self.remove(line.id))
        head = boxes.line(words(name), away, spacing=6)
        head.setStretch(0, 1)
        told = words(" · ".join(fact for fact in facts if fact), "caption")
        return boxes.held(boxes.stack(head, told, self._counts(line, name), spacing=3))

    def _counts(self, line: CaseLineRow, name: str) -> QWidget:
        place = QWidget()
        grid = QGridLayout(place)
        grid.setContentsMargins(0, 2, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(4)
        for number, (code, text) in enumerate(_COUNTS):
            spin = QSpinBox()
            spin.setRange(1 if code == "quantity" else 0, _MOST)
            spin.setKeyboardTracking(False)
            spin.setFixedWidth(_SPIN)
            spin.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            spin.setAccessibleName(f"{name}: {_(text)}")
            spin.setValue(getattr(line, code))
            spin.valueChanged.connect(lambda _value, code=code: self.count(line.id, code))
            self.spins[line.id, code] = spin
            row, column = divmod(number, _ACROSS)
            title = words(_(text), "caption", wrap=False)
            cell = boxes.line(title, spin, spacing=6)
            cell.setStretch(0, 1)
            grid.addLayout(cell, row, column)
            grid.setColumnStretch(column, 1)
        return place


class StockCard(CaseCard):
    """Goods to take off stock or put back: entered once for each item, then marked done (R5)."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Stock lines"))
        self.marks: dict[int, QCheckBox] = {}
        self._shown: list[object] = []

    @override
    def begin_case(self, detail: CaseDetail) -> None:
        self._shown = []

    @override
    def fill(self, detail: CaseDetail) -> None:
        rows = stock_lines.of_case(self.desk.store, detail.row.id)
        self.setVisible(bool(rows) or any(line.sku for line in detail.lines))
        shown: list[object] = [*rows, *detail.lines]
        if shown != self._shown:
            self._shown = shown
            self._offer(detail.lines, rows)

    def enter(self, line_id: int, move: StockMove, quantity: int) -> None:
        """Enters pieces of an item; entered already, nothing happens twice."""
        self.attempt(lambda: stock_lines.enter_for_case(self.desk.store, line_id, move, quantity))

    def _offer(self, lines: Sequence[CaseLineRow], rows: Sequence[StockRow]) -> None:
        """A box for each line; a button for what isn't entered yet, and for what can go again."""
        self.clear()
        self.marks = {}
        for row in rows:
            self._list(row)
        entered = {(row.sku, row.move) for row in rows}
        for line in lines:
            wishes = [
                (move, pieces)
                for move, pieces in _wishes(line)
                if line.sku and (line.sku, move) not in entered
            ]
            for move, pieces in wishes:
                said = {"quantity": pieces, "item": line.sku}
                text = (
                    _("Take off stock: %(quantity)s × %(item)s")
                    if move is StockMove.DEDUCT
                    else _("Back into stock: %(quantity)s × %(item)s")
                )
                act = partial(self.enter, line.id, move, pieces)
                made = button((text % said).replace("&", "&&"), act)
                self.body.addLayout(boxes.line(made, None))

    def _list(self, row: StockRow) -> None:
        mark = WrappedCheck(stock_words(row))
        mark.box.setChecked(row.done_at is not None)
        mark.box.clicked.connect(lambda done: self._mark(row.id, done=done))
        self.marks[row.id] = mark.box
        line = boxes.line(mark, spacing=6)
        line.setStretch(0, 1)
        if row.done_at is None:
            line.addWidget(button(_("Take it away"), partial(self._remove, row.id), flat=True))
        self.body.addLayout(line)

    def _mark(self, stock_id: int, *, done: bool) -> None:
        self.attempt(lambda: stock_lines.mark_done(self.desk.store, stock_id, done=done))

    def _remove(self, stock_id: int) -> None:
        self.attempt(lambda: stock_lines.remove(self.desk.store, stock_id))


def _wishes(line: CaseLineRow) -> tuple[tuple[StockMove, int], ...]:
    """What the counts speak of: the pieces resent (else all affected) go, the good ones come."""
    gone = (StockMove.DEDUCT, line.resent or line.quantity)
    back = line.returned_good
    return (gone, (StockMove.RETURN, back)) if back else (gone,)
